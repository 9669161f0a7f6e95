"""One document of a run held against its label, cell by cell: what every metric is counted from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from crossfoot.evaluation.results import CellOutcome, DocumentResult, Said
from crossfoot.forms import Form, Value

_UNREAD = object()
NOTHING = Said(cells={})

Marks = bytes
"""Cells by what is counted of them, a byte each: the outcome, and whether the label is a figure other than 0."""
_MARK = {kind: mark for mark, kind in enumerate(product(CellOutcome, (False, True)))}


def marks_of(*outcomes: CellOutcome) -> Marks:
    """What cells with these outcomes are marked with."""
    return bytes(mark for (outcome, _), mark in _MARK.items() if outcome in outcomes)


def among(marks: Marks, wanted: Marks) -> int:
    """How many of *marks* are one of the *wanted*."""
    return len(marks) - len(marks.translate(None, wanted))


FIGURES = bytes(mark for (_, figure), mark in _MARK.items() if figure)
RIGHT_FIGURE = bytes([_MARK[CellOutcome.RIGHT, True]])


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

    @property
    def untrue(self) -> bool:
        """Is it verified with a cell that is not right, or where a faultless reader gives another status?"""
        expected = self.result.label.expected_status == "verified"
        return self.result.status == "verified" and not (self.right and expected)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The cells whose label is a figure other than 0."""
        return frozenset(path for path, value in self.truth.items() if value)

    @cached_property
    def met(self) -> Counter[CellOutcome]:
        """How many cells have each outcome in the end."""
        return Counter(self.final.values())

    @cached_property
    def met_first(self) -> Counter[CellOutcome]:
        return self.met if self.first is self.final else Counter(self.first.values())

    @property
    def right(self) -> bool:
        """Is every cell right in the end?"""
        return not self.extra and self.met[CellOutcome.RIGHT] == len(self.truth)

    @property
    def right_first(self) -> bool:
        return not self.extra_first and self.met_first[CellOutcome.RIGHT] == len(self.truth)

    @property
    def wrong(self) -> int:
        """How many cells claim what the label denies. Zero for blank is one; an unread cell claims nothing."""
        honest = self.met[CellOutcome.RIGHT] + self.met[CellOutcome.UNREAD]
        return len(self.extra) + len(self.truth) - honest

    @property
    def unread(self) -> int:
        return self.met[CellOutcome.UNREAD]

    @property
    def right_figures(self) -> int:
        """How many of `figures` are right in the end."""
        return among(self.marks, RIGHT_FIGURE)

    @cached_property
    def marks(self) -> Marks:
        """The cells in the end, in the order of the form."""
        return self._marks(self.final)

    @cached_property
    def marks_first(self) -> Marks:
        return self.marks if self.first is self.final else self._marks(self.first)

    def _marks(self, said: Mapping[str, CellOutcome]) -> Marks:
        figures = self.figures
        return bytes([_MARK[outcome, path in figures] for path, outcome in said.items()])


def judge(result: DocumentResult) -> Judged:
    """Hold a document against its label."""
    form = result.label.printed_form
    truth = {path: result.label.cells[path] for path in form.cells}
    failed = result.status == "failed"
    said = NOTHING if failed else result.final
    final, extra = _outcomes(said, truth), _extra(said, truth)
    if failed or result.first is None:
        return Judged(result, form, truth, final, final, extra, extra)
    first = result.first
    return Judged(result, form, truth, final, _outcomes(first, truth), extra, _extra(first, truth))


def _outcomes(said: Said, truth: Mapping[str, Value | None]) -> dict[str, CellOutcome]:
    claimed = {path: value for path, value in said.cells.items() if path not in said.unread}
    # Most cells are right; only of the others is more to be told.
    return {
        path: CellOutcome.RIGHT if claimed.get(path, _UNREAD) == gold else said.outcome(path, gold)
        for path, gold in truth.items()
    }


def _extra(said: Said, truth: Mapping[str, Value | None]) -> tuple[str, ...]:
    return tuple(
        path
        for path, value in said.cells.items()
        if value is not None and path not in truth and path not in said.unread
    )


def reports(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Their names, in order."""
    return tuple(each.report for each in judged)
