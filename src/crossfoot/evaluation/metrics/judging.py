"""One document of a run held against its label, cell by cell: what every metric is counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crossfoot.evaluation.results import CellOutcome, DocumentResult, Run, Said
from crossfoot.forms import Form, Value

NOTHING = Said(cells={})


@dataclass(frozen=True)
class Judged:
    """A document and the outcome of each labelled cell.

    Of a document that failed all cells are unread, in both passes: whatever was read on the way, the user has nothing.
    """

    result: DocumentResult
    form: Form
    """The printing of the form that the label is of."""
    truth: Mapping[str, Value | None]
    final: Mapping[str, CellOutcome]
    first: Mapping[str, CellOutcome]
    """Before any question; with one pass, the final ones."""
    extra: tuple[str, ...]
    """Cells that the printed form does not have, and that have a figure in the end: each is a wrong claim. No rate of
    cells counts them; a document with one is not right."""
    extra_first: tuple[str, ...]

    @property
    def report(self) -> str:
        return self.result.label.report

    @property
    def accepted(self) -> bool:
        """Would a user take the figures unseen: verified, or as printed in a report that does not add up?"""
        return self.result.status in ("verified", "source_error")

    @cached_property
    def figures(self) -> frozenset[str]:
        """The cells whose label is a figure other than 0."""
        return frozenset(path for path, value in self.truth.items() if value)

    @cached_property
    def right(self) -> bool:
        """Is every cell right in the end?"""
        return not self.extra and all(each is CellOutcome.RIGHT for each in self.final.values())

    @cached_property
    def right_first(self) -> bool:
        return not self.extra_first and all(each is CellOutcome.RIGHT for each in self.first.values())

    @cached_property
    def wrong(self) -> int:
        """How many cells claim what the label denies. Zero for blank is one; an unread cell claims nothing."""
        honest = (CellOutcome.RIGHT, CellOutcome.UNREAD)
        return len(self.extra) + sum(each not in honest for each in self.final.values())

    @cached_property
    def unread(self) -> int:
        return sum(each is CellOutcome.UNREAD for each in self.final.values())


def judge(result: DocumentResult) -> Judged:
    """Hold a document against its label."""
    form = result.label.printed_form
    truth = {path: result.label.cells[path] for path in form.cells}
    failed = result.status == "failed"
    final = NOTHING if failed else result.final
    first = NOTHING if failed else result.first or result.final
    return Judged(
        result,
        form,
        truth,
        _outcomes(final, truth),
        _outcomes(first, truth),
        _extra(final, truth),
        _extra(first, truth),
    )


def judge_all(run: Run) -> tuple[Judged, ...]:
    """All documents of a run."""
    return tuple(map(judge, run.results))


def _outcomes(said: Said, truth: Mapping[str, Value | None]) -> dict[str, CellOutcome]:
    return {path: said.outcome(path, gold) for path, gold in truth.items()}


def _extra(said: Said, truth: Mapping[str, Value | None]) -> tuple[str, ...]:
    return tuple(
        path
        for path, value in said.cells.items()
        if value is not None and path not in truth and path not in said.unread
    )


def reports(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Their names, in order."""
    return tuple(each.report for each in judged)
