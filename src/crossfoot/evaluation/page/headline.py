"""What a run is worth in a few figures, and what it took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossfoot.evaluation.metrics import Metrics
from crossfoot.evaluation.metrics.effort import Amount
from crossfoot.evaluation.metrics.intervals import Rate
from crossfoot.evaluation.page.figures import Figure, amount, bound, rate


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the headline."""

    name: str
    """Of the metric, as `--fail-under` knows it."""
    title: str
    final: Figure
    first: Figure | None = None
    """Before any question, where that is told apart."""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures about one question."""

    title: str
    tiles: tuple[Tile, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What was spent of one thing."""

    title: str
    per_accepted: str
    per_document: str
    total: str


def groups(found: Metrics) -> tuple[Group, ...]:
    """The figures of the headline, after the one that stands above them all."""
    made, cells, spans = found.decisions, found.cells, found.spans
    return (
        Group(
            "How much is done",
            (
                Tile("verified.coverage", "verified", rate(made.verified)),
                Tile("verified.recall", "verified of those that can be", rate(made.verified_of_expected)),
                Tile("settled.coverage", "verified or source error", rate(made.settled)),
                Tile("settled.wrong", "of these with a cell not right", bound(made.settled_wrong)),
            ),
        ),
        Group(
            "How right it is",
            (
                _passes(found, "documents.right", "documents wholly right", made.right_first, made.right),
                _passes(found, "cells.nonzero", "cells, not zero", cells.first.nonzero, cells.final.nonzero),
                _passes(found, "cells.strict", "cells, strict", cells.first.strict, cells.final.strict),
                _passes(found, "cells.lenient", "cells, lenient", cells.first.lenient, cells.final.lenient),
            ),
        ),
        Group(
            "What it says of the source",
            (
                Tile("source_error.precision", "source errors, precision", rate(made.source_error_precision)),
                Tile("source_error.recall", "source errors, recall", rate(made.source_error_recall)),
                Tile("evidence.true", "evidence, right of those given", rate(spans.true)),
                Tile("evidence.found", "evidence, right of all printed", rate(spans.found)),
            ),
        ),
        *_repair(found),
    )


def _passes(found: Metrics, name: str, title: str, first: Rate, final: Rate) -> Tile:
    return Tile(name, title, rate(final), rate(first) if found.two_passes else None)


def _repair(found: Metrics) -> Iterator[Group]:
    if found.two_passes:
        yield Group(
            "What the questions changed",
            (
                Tile("repair.rate", "cells repaired", rate(found.repair.repaired)),
                Tile("repair.false", "cells spoiled", rate(found.repair.spoiled)),
            ),
            _overruled(found.repair.overruled),
        )


def _overruled(cells: int) -> str:
    return (
        f"Kept as printed, though the model read otherwise to the end: {cells:,} of the cells."
        if cells
        else ""
    )


def costs(found: Metrics) -> Sequence[Cost]:
    """What the run took; nothing of a model where none was called, and no seconds where they were not measured."""
    spent = found.effort
    every = (
        ("cost, in the configured currency", spent.cost),
        ("input tokens", spent.input_tokens),
        ("output tokens", spent.output_tokens),
        ("calls", spent.calls),
        ("rounds of questions", spent.questions),
    )
    shown = every if spent.calls.total else ()
    timed = [("seconds", spent.seconds)] if spent.seconds.total else []
    return [_cost(title, each) for title, each in (*shown, *timed)]


def _cost(title: str, spent: Amount) -> Cost:
    return Cost(title, amount(spent.per_accepted), amount(spent.per_document), amount(spent.total))
