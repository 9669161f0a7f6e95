"""How many cells are right: over all, and by place in the form."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crossfoot.evaluation.metrics.intervals import (
    FEW,
    RESAMPLES,
    Part,
    Rate,
    clustered,
    proportion,
)
from crossfoot.evaluation.metrics.judging import FIGURES, RIGHT_FIGURE, Judged, Marks, among, marks_of
from crossfoot.evaluation.results import CellOutcome
from crossfoot.forms import Cell, Form

STRICT = marks_of(CellOutcome.RIGHT)
LENIENT = marks_of(CellOutcome.RIGHT, CellOutcome.BLANK_FOR_ZERO, CellOutcome.ZERO_FOR_BLANK)
"""What is right where blank and 0 count as the same."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The outcomes of some cells in one pass. Rates are over cells; their intervals are clustered by document."""

    documents: int
    """Documents that have such cells."""
    outcomes: Mapping[str, int]
    """`CellOutcome` → cells, every outcome; they add up to all cells."""
    strict: Rate
    """Right of all cells; zero, blank and unread are three things."""
    lenient: Rate
    """Right of all cells, where blank and 0 count as the same. Unread is still not right."""
    nonzero: Rate
    """Right of the cells whose label is a figure other than 0; strict and lenient are the same there."""


@dataclass(frozen=True, slots=True)
class Passes:
    """The same cells at first and in the end."""

    first: Tally
    """Before any question; of documents with one pass, the final reading."""
    final: Tally


@dataclass(frozen=True, slots=True)
class ByPlace:
    """Accuracy by place in the form, in the order of the forms."""

    tables: Mapping[str, Passes]
    """By table: `disclosure`, `requests`, `review`."""
    columns: Mapping[str, Passes]
    """By table and column: `requests.natural_person`."""
    rows: Mapping[str, Passes]
    """By path of the row: `requests.received`."""
    fields: Mapping[str, Passes]
    """By path of the cell: `requests.received.total`."""


def all_cells(judged: Sequence[Judged], resamples: int = RESAMPLES) -> Passes:
    """Over all labelled cells."""
    first, final = _marked(judged)
    return _passes(first, final, resamples)


def by_place(judged: Sequence[Judged]) -> ByPlace:
    """By table, column, row and field."""
    forms = [each.form for each in judged]
    first, final = _marked(judged)
    return ByPlace(
        tables=_grouped(forms, first, final, _table),
        columns=_grouped(forms, first, final, _column),
        rows=_grouped(forms, first, final, _row),
        fields=_by_field(forms, first, final),
    )


# -- by place ---------------------------------------------------------------------------------------------------------


def _table(cell: Cell) -> str:
    return cell.table


def _column(cell: Cell) -> str:
    return f"{cell.table}.{cell.column}"


def _row(cell: Cell) -> str:
    return cell.row


@cache
def _places(form: Form, key: Callable[[Cell], str]) -> Mapping[str, Sequence[int]]:
    """The groups of a form's cells, each cell as its place in the form."""
    out: defaultdict[str, list[int]] = defaultdict(list)
    for place, cell in enumerate(form.cells.values()):
        out[key(cell)].append(place)
    return out


def _grouped(
    forms: Sequence[Form], first: Sequence[Marks], final: Sequence[Marks], key: Callable[[Cell], str]
) -> dict[str, Passes]:
    groups: defaultdict[str, tuple[list[Marks], list[Marks]]] = defaultdict(lambda: ([], []))
    for form, one, other in zip(forms, first, final, strict=True):
        for name, places in _places(form, key).items():
            for group, marks in zip(groups[name], (one, other), strict=True):
                group.append(bytes([marks[place] for place in places]))
    return {name: _passes(*group, FEW) for name, group in groups.items()}


# -- counting ---------------------------------------------------------------------------------------------------------


def _marked(judged: Sequence[Judged]) -> tuple[list[Marks], list[Marks]]:
    """The cells of each document, in the order of its form, at first and in the end."""
    return [each.marks_first for each in judged], [each.marks for each in judged]


def _passes(first: Sequence[Marks], final: Sequence[Marks], resamples: int) -> Passes:
    found = _tally(final, resamples)
    return Passes(found if first == final else _tally(first, resamples), found)


def _tally(marked: Sequence[Marks], resamples: int) -> Tally:
    met = _outcomes(b"".join(marked))
    strict = clustered([_part(marks, STRICT) for marks in marked], resamples)
    same = met["blank for zero"] == met["zero for blank"] == 0
    return Tally(
        documents=len(marked),
        outcomes=met,
        strict=strict,
        lenient=strict if same else clustered([_part(marks, LENIENT) for marks in marked], resamples),
        nonzero=clustered([_nonzero(marks) for marks in marked], resamples),
    )


def _by_field(forms: Sequence[Form], first: Sequence[Marks], final: Sequence[Marks]) -> dict[str, Passes]:
    """As `_grouped` by field, faster: a document has one such cell, so that nothing need be drawn."""
    found = _field_tallies(forms, final)
    at_first = found if first == final else _field_tallies(forms, first)
    return {path: Passes(at_first[path], tally) for path, tally in found.items()}


def _field_tallies(forms: Sequence[Form], marked: Sequence[Marks]) -> dict[str, Tally]:
    fields: defaultdict[str, Marks] = defaultdict(bytes)
    for form in dict.fromkeys(forms):
        printed = [marks for each, marks in zip(forms, marked, strict=True) if each is form]
        for path, column in zip(form.cells, zip(*printed, strict=True), strict=True):
            fields[path] += bytes(column)
    return {path: _field_tally(marks) for path, marks in fields.items()}


def _field_tally(marks: Marks) -> Tally:
    return Tally(
        documents=len(marks),
        outcomes=_outcomes(marks),
        strict=proportion(*_part(marks, STRICT)),
        lenient=proportion(*_part(marks, LENIENT)),
        nonzero=proportion(*_nonzero(marks)),
    )


def _outcomes(marks: Marks) -> dict[str, int]:
    return {str(outcome): among(marks, marks_of(outcome)) for outcome in CellOutcome}


def _part(marks: Marks, right: Marks) -> Part:
    return among(marks, right), len(marks)


def _nonzero(marks: Marks) -> Part:
    return among(marks, RIGHT_FIGURE), among(marks, FIGURES)
