"""What is wrong with gold labels as they lie in their files, each with the file it is in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crossfoot.evaluation.labels.gold import GoldError, GoldLabel, label_files, load_label
from crossfoot.evaluation.labels.labelling import misfit


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was to hold a label, and what is wrong with it."""

    path: Path
    label: GoldLabel | None
    """Null where it does not hold one."""
    problems: tuple[str, ...]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files of labels that *paths*, files and folders, lead to, each once. Raises `GoldError` where there are none."""
    out: dict[Path, Path] = {}
    for path in paths:
        found = label_files(path) if path.is_dir() else [path]
        if not found:
            raise GoldError(f"{path}: no gold labels (*.json) here; `crossfoot gold add` makes the first")
        for each in found:
            out.setdefault(each.resolve(), each)
    return list(out.values())


def by_folder(paths: Iterable[Path]) -> list[list[Path]]:
    """The files of labels that *paths* lead to, each once, in groups: those of one folder are compared with each other.

    The same reports labelled by two people lie in two folders. Raises `GoldError` as `files_in` does.
    """
    groups: dict[Path, list[Path]] = {}
    seen: set[Path] = set()
    for path in paths:
        folder = path if path.is_dir() else path.parent
        new = [each for each in files_in([path]) if each.resolve() not in seen]
        seen.update(each.resolve() for each in new)
        groups.setdefault(folder.resolve(), []).extend(new)
    return list(groups.values())


def reports_beside(path: Path) -> Path:
    """The folder `reports` that lies nearest beside a folder which holds the label at *path*."""
    folders = [folder.parent / "reports" for folder in path.absolute().parents]
    return next((each for each in folders if each.is_dir()), folders[0])


def look(files: Iterable[Path], reports: Path | None) -> Iterator[Looked]:
    """Each label with its problems. *reports* is where the reports are; null for the folder beside the labels."""
    seen: dict[Path, Path] = {}
    for path in files:
        try:
            label = load_label(path)
        except GoldError as error:
            yield Looked(path, None, (str(error).removeprefix(f"{path}: "),))
            continue
        report = (reports or reports_beside(path)) / label.report
        problems = [problem for problem in (_missing(report), misfit(label)) if problem is not None]
        if report in seen:
            problems.append(f"another label of the same report: {seen[report]}; keep one")
        seen.setdefault(report, path)
        yield Looked(path, label, tuple(problems))


def _missing(report: Path) -> str | None:
    return None if report.is_file() else f"there is no report {report} (--reports names their folder)"
