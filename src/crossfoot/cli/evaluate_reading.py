"""Reading labelled reports for `evaluate`: which of them, and through the pipeline with its progress on the screen."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from crossfoot.cli.exits import Exit, leave, store_errors
from crossfoot.cli.interrupt import draining
from crossfoot.cli.progress import view
from crossfoot.cli.summary import exit_status
from crossfoot.cli.text import safe
from crossfoot.evaluation.labels.gold import GoldError, GoldLabel
from crossfoot.evaluation.results import Run
from crossfoot.evaluation.run import evaluate
from crossfoot.pipeline import Options, Summary
from crossfoot.store import Store


def chosen_labels(
    labels: Mapping[str, GoldLabel], split: str | None, figures: int | None, limit: int | None
) -> dict[str, GoldLabel]:
    """The first *limit* labels of a *split* that have so many *figures* other than 0. Raises `GoldError` for none."""
    wanted = {
        name: label
        for name, label in labels.items()
        if split in (None, label.split) and (figures is None or _figures(label) >= figures)
    }
    if not wanted:
        asked = (
            f"is of the split {split!r}" if split is not None else "",
            f"has {figures} or more figures other than 0" if figures is not None else "",
        )
        raise GoldError(f"none of the {len(labels)} labels {' and '.join(filter(None, asked))}")
    return dict(list(wanted.items())[:limit])


def selection(split: str | None, figures: int | None, limit: int | None) -> tuple[str, ...]:
    """The options that choose among the labels, as they were given."""
    options = {"--split": split, "--figures": figures, "--limit": limit}
    return tuple(f"{name} {value}" for name, value in options.items() if value is not None)


def without_label(reports: Path, labels: Mapping[str, GoldLabel]) -> int:
    """How many files of a folder no label speaks of; hidden ones do not count."""
    files = (path.relative_to(reports) for path in reports.rglob("*") if path.is_file())
    return sum(
        path.as_posix() not in labels and not any(part.startswith(".") for part in path.parts)
        for path in files
    )


def _figures(label: GoldLabel) -> int:
    """Cells of a label that hold a figure other than 0."""
    return sum(1 for value in label.values.values() if value)


def read(files: Mapping[Path, GoldLabel], dataset: str, options: Options, store: Path, *, quiet: bool) -> Run:
    """The run over *files*.

    Leaves with the exit status of `extract` where it was stopped, be it after the last document: what failed because the
    model could not be used says nothing of the model.
    """
    screen = view(len(files), quiet=quiet)

    async def work() -> tuple[Run | None, Summary] | None:
        stop = asyncio.Event()
        with store_errors(), Store(store) as opened:
            reading = evaluate(files, dataset, options, opened, screen.update, stop)
            return await draining(reading, stop, screen.tell)

    with screen:
        outcome = asyncio.run(work())
    if outcome is None:
        screen.tell(f"Aborted. What was finished is kept in {safe(store)}.")
        leave(Exit.INTERRUPTED)
    run, summary = outcome
    if run is None or summary.stopped is not None:
        again = "" if summary.stopped == "configuration" else " The same command again goes on from here."
        screen.tell(f"Stopped: {safe(summary.message or summary.stopped)}.{again}")
        leave(exit_status(summary))
    return run
