"""What people signed as gold labels: the figures of a report as a person let them stand, to measure readers by."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from crossfoot.evaluation.labels.gold import GoldError, GoldLabel, load_label
from crossfoot.evaluation.labels.labelling import fingerprint, label_of, label_path, save_label
from crossfoot.pipeline.state import State
from crossfoot.review.desk import Case

Made = Literal["written", "same", "differs", "left out"]


@dataclass(frozen=True, slots=True)
class GoldOutcome:
    """What became of one signed report."""

    report: str
    label: Path | None
    made: Made
    message: str = ""


def make_gold(case: Case, gold: Path, reports: Path, *, replace: bool = False) -> GoldOutcome:
    """The label of a signed report in the folder *gold*; the report lies below the folder *reports*.

    A label that is there and says the same is left as it is. One that says otherwise is written over only with
    *replace*, and keeps what it says beside the figures (layout, quirks, split). Raises `OSError` where the label
    cannot be written.
    """
    try:
        name = _name_below(case, reports)
        target = label_path(gold, name)
        label = label_of_state(case.state, name)
        known = load_label(target) if target.exists() else None
    except GoldError as error:
        return GoldOutcome(case.path, None, "left out", str(error))
    if known is not None:
        others = list(_differences(known, label))
        if not others:
            return GoldOutcome(case.path, target, "same")
        if not replace:
            return GoldOutcome(case.path, target, "differs", _told(others))
        kept = known.model_dump(include={"layout", "quirks", "blanks_lost", "split"})
        label = label.model_copy(update=kept)
    save_label(label, target)
    return GoldOutcome(case.path, target, "written")


def label_of_state(state: State, report: str) -> GoldLabel:
    """The label of a report that somebody signed. Raises `GoldError`, also where nobody did."""
    signed = state.signed
    if signed is None:
        raise GoldError(f"{report}: is not signed")
    info = state.record.document
    corrected = sum(state.cells[path] != state.record.cells[path] for path in state.settled)
    return label_of(
        report,
        state.form,
        state.cells,
        expected_status=state.status,
        title=info.title,
        issuer=info.issuer,
        year=info.year,
        labelled_by=signed.reviewer,
        notes=f"from review: signed {signed.created}, entry {signed.id}; {len(state.settled)} cells decided on,"
        f" {corrected} of them corrected",
    )


def _name_below(case: Case, reports: Path) -> str:
    """The report's path below the folder of the reports, where it lies as it was signed. Raises `GoldError`."""
    path = Path(case.path)
    if not path.is_file():
        raise GoldError(f"there is no file {path} here; a label speaks of a file below {reports}")
    try:
        name = (path.parent.resolve() / path.name).relative_to(reports.resolve()).as_posix()
    except ValueError as error:
        raise GoldError(
            f"is not in the folder of the reports, {reports}: --reports names their folder"
        ) from error
    if fingerprint(path) != case.sha256:
        raise GoldError("the file has changed since it was signed")
    return str(PurePosixPath(name))


def _differences(known: GoldLabel, label: GoldLabel) -> Iterator[str]:
    """Where two labels of one report say otherwise of its figures."""
    if known.form != label.form:
        yield f"form of {known.form} there, of {label.form} here"
        return
    if known.expected_status != label.expected_status:
        yield f"expects {known.expected_status} there, {label.expected_status} here"
    for path in dict.fromkeys((*known.cells, *label.cells)):
        there, here = known.cells.get(path), label.cells.get(path)
        if there != here:
            yield f"{path} is {_value(there)} there, {_value(here)} here"


def _value(value: int | float | None) -> str:
    return "blank" if value is None else str(value)


def _told(differences: list[str]) -> str:
    more = f"; and {len(differences) - 3} more" if len(differences) > 3 else ""
    return "; ".join(differences[:3]) + more
