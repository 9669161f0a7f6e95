"""How many cells are right: over all, by place in the form, and by kind of document."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crossfoot.evaluation.metrics.intervals import (
    FEW,
    RESAMPLES,
    Bounded,
    Part,
    Rate,
    bounded,
    clustered,
    proportion,
)
from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.evaluation.results import CellOutcome
from crossfoot.forms import Cell, Form

STRICT = frozenset({CellOutcome.RIGHT})
LENIENT = frozenset({CellOutcome.RIGHT, CellOutcome.BLANK_FOR_ZERO, CellOutcome.ZERO_FOR_BLANK})
"""What is right where blank and 0 count as the same."""
UNSTATED = "(none)"
"""The group of documents whose label states no layout, or no quirk."""

Count = Counter[tuple[CellOutcome, bool]]
"""Outcome, and whether the label is a figure other than 0 → cells."""
Taken = tuple[Judged, Sequence[str]]
"""A document, and those of its cells that are counted."""


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
class Slice:
    """The documents of one kind."""

    documents: int
    cells: Passes
    right: Rate
    """Wholly right in the end, of these documents."""
    verified: Rate
    """Of these documents."""
    verified_wrong: Bounded
    """Verified with a cell that is not right, of those verified."""


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
    return _passes([(each, tuple(each.truth)) for each in judged], resamples)


def by_place(judged: Sequence[Judged]) -> ByPlace:
    """By table, column, row and field."""
    return ByPlace(
        tables=_grouped(judged, _table),
        columns=_grouped(judged, _column),
        rows=_grouped(judged, _row),
        fields=_by_field(judged),
    )


def by_layout(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By the layout that the label states."""
    return _sliced(judged, lambda each: (each.result.label.layout or UNSTATED,))


def by_quirk(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By quirk; a document with several is in each of them."""
    return _sliced(judged, lambda each: each.result.label.quirks or (UNSTATED,))


def by_form(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By the labelled form: `2019`, `2021`."""
    return _sliced(judged, lambda each: (each.result.label.form,))


def _sliced(judged: Sequence[Judged], kinds: Callable[[Judged], Iterable[str]]) -> dict[str, Slice]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        for kind in dict.fromkeys(kinds(each)):
            groups[kind].append(each)
    return {kind: _slice(groups[kind]) for kind in sorted(groups)}


def _slice(judged: Sequence[Judged]) -> Slice:
    verified = [each for each in judged if each.result.status == "verified"]
    return Slice(
        documents=len(judged),
        cells=all_cells(judged, FEW),
        right=proportion(sum(each.right for each in judged), len(judged)),
        verified=proportion(len(verified), len(judged)),
        verified_wrong=bounded(sum(not each.right for each in verified), len(verified)),
    )


# -- by place ---------------------------------------------------------------------------------------------------------


def _table(cell: Cell) -> str:
    return cell.table


def _column(cell: Cell) -> str:
    return f"{cell.table}.{cell.column}"


def _row(cell: Cell) -> str:
    return cell.row


@cache
def _paths(form: Form, key: Callable[[Cell], str]) -> Mapping[str, Sequence[str]]:
    out: defaultdict[str, list[str]] = defaultdict(list)
    for path, cell in form.cells.items():
        out[key(cell)].append(path)
    return out


def _grouped(judged: Sequence[Judged], key: Callable[[Cell], str]) -> dict[str, Passes]:
    groups: defaultdict[str, list[Taken]] = defaultdict(list)
    for each in judged:
        for name, paths in _paths(each.form, key).items():
            groups[name].append((each, paths))
    return {name: _passes(taken, FEW) for name, taken in groups.items()}


# -- counting ---------------------------------------------------------------------------------------------------------


def _passes(taken: Sequence[Taken], resamples: int) -> Passes:
    final = _tally([_count(each, each.final, paths) for each, paths in taken], resamples)
    if all(each.result.first is None for each, _ in taken):
        return Passes(final, final)
    return Passes(_tally([_count(each, each.first, paths) for each, paths in taken], resamples), final)


def _count(each: Judged, said: Mapping[str, CellOutcome], paths: Sequence[str]) -> Count:
    return Counter(zip(map(said.__getitem__, paths), map(each.figures.__contains__, paths), strict=True))


def _tally(counts: Sequence[Count], resamples: int) -> Tally:
    met = _outcomes(counts)
    strict = clustered([_part(count, STRICT) for count in counts], resamples)
    same = met["blank for zero"] == met["zero for blank"] == 0
    return Tally(
        documents=len(counts),
        outcomes=met,
        strict=strict,
        lenient=strict if same else clustered([_part(count, LENIENT) for count in counts], resamples),
        nonzero=clustered([_nonzero(count) for count in counts], resamples),
    )


def _by_field(judged: Sequence[Judged]) -> dict[str, Passes]:
    """As `_grouped` by field, faster: a document has one such cell, so that nothing need be drawn."""
    first, final = _field_tallies(judged, first=True), _field_tallies(judged, first=False)
    return {path: Passes(first[path], final[path]) for path in final}


def _field_tallies(judged: Sequence[Judged], *, first: bool) -> dict[str, Tally]:
    counts: defaultdict[str, Count] = defaultdict(Counter)
    for each in judged:
        for path, outcome in (each.first if first else each.final).items():
            counts[path][outcome, path in each.figures] += 1
    return {path: _field_tally(count) for path, count in counts.items()}


def _field_tally(count: Count) -> Tally:
    return Tally(
        documents=count.total(),
        outcomes=_outcomes([count]),
        strict=proportion(*_part(count, STRICT)),
        lenient=proportion(*_part(count, LENIENT)),
        nonzero=proportion(*_nonzero(count)),
    )


def _outcomes(counts: Iterable[Count]) -> dict[str, int]:
    met: dict[str, int] = {str(outcome): 0 for outcome in CellOutcome}
    for count in counts:
        for (outcome, _), number in count.items():
            met[outcome] += number
    return met


def _part(count: Count, right: frozenset[CellOutcome]) -> Part:
    return sum(number for (outcome, _), number in count.items() if outcome in right), count.total()


def _nonzero(count: Count) -> Part:
    return count[CellOutcome.RIGHT, True], sum(number for (_, figure), number in count.items() if figure)
