"""Where in the form cells are not right: the tables as printed, with a number of documents in each place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crossfoot.evaluation.metrics import Metrics
from crossfoot.evaluation.metrics.accuracy import Passes
from crossfoot.forms import Cell, Row, forms

TITLES: Mapping[str, str] = {
    "requests": "三、收到和处理政府信息公开申请情况",
    "disclosure": "二、主动公开政府信息情况",
    "review": "四、政府信息公开行政复议、行政诉讼情况",
}
"""The printed titles of the tables; that with most cells first."""
_WARMTH = (0.0, 0.05, 0.1, 0.25, 0.5)
"""A place is one degree warmer for each of these shares that it exceeds."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the form, or all places of one row or column."""

    path: str
    bad: int
    """Documents in which it is not right; for a row or a column cells."""
    of: int
    degree: int
    """From 0, nothing wrong, to 5."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a row with its figures, a heading over rows, or new heads of columns."""

    label: str
    spots: tuple[Spot, ...] = ()
    whole: Spot | None = None
    """The row's cells together."""
    heads: tuple[str, ...] = ()
    depth: int = 0
    """How many labels stand over the row's own."""


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of the form."""

    name: str
    title: str
    width: int
    """Columns of figures."""
    lines: tuple[Line, ...]
    columns: tuple[Spot, ...]
    """The columns' cells together; none where the rows have different columns."""
    whole: Spot


def heats(found: Metrics) -> tuple[Heat, ...]:
    """The three tables, of all rows and columns that any of the documents prints."""
    rows = _rows(found)
    tables = {name: [row for row in rows if row.table == name] for name in TITLES}
    return tuple(_heat(found, name, of_table) for name, of_table in tables.items() if of_table)


def _heat(found: Metrics, name: str, rows: Sequence[Row]) -> Heat:
    places = found.places
    alike = len({_heads(row) for row in rows}) == 1
    columns = [f"{name}.{cell.column}" for cell in rows[0].cells] if alike else []
    return Heat(
        name,
        TITLES[name],
        max(len(row.cells) for row in rows),
        tuple(_lines(rows, found)),
        tuple(_spot(path, places.columns) for path in columns),
        _spot(name, places.tables),
    )


def _rows(found: Metrics) -> Sequence[Row]:
    """The rows of all printings in one order: what only some print stands after what comes before it there."""
    rows: list[Row] = []
    for form in forms():
        at = 0
        for printed in form.rows if form.id in found.forms else ():
            row = replace(printed, cells=_met(printed.cells, found))
            place = next((place for place, other in enumerate(rows) if other.path == row.path), None)
            if place is not None:
                rows[place], at = _joined(rows[place], row), place + 1
            elif row.cells:
                rows.insert(at, row)
                at += 1
    return rows


def _met(cells: Sequence[Cell], found: Metrics) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.path in found.places.fields)


def _joined(one: Row, other: Row) -> Row:
    """A row that two forms print with different columns."""
    known = {cell.path for cell in one.cells}
    return replace(one, cells=(*one.cells, *(cell for cell in other.cells if cell.path not in known)))


def _lines(rows: Sequence[Row], found: Metrics) -> Iterator[Line]:
    heads: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    over = _parents(rows)
    for row in rows:
        if _heads(row) != heads:
            heads = _heads(row)
            yield Line("", heads=heads)
        for depth, label in enumerate(row.labels[:-1]):
            if row.labels[: depth + 1] != above[: depth + 1] and over[row.labels[: depth + 1]] > 1:
                yield Line(label, depth=depth)
        above = row.labels
        shown = [depth for depth in range(len(row.labels) - 1) if over[row.labels[: depth + 1]] > 1]
        spots = tuple(_spot(cell.path, found.places.fields) for cell in row.cells)
        label = " ".join(row.labels[len(shown) :])
        yield Line(label, spots, _spot(row.path, found.places.rows), depth=len(shown))


def _parents(rows: Sequence[Row]) -> Counter[tuple[str, ...]]:
    """How many rows stand under each label; one that is over a single row is written before it."""
    return Counter(row.labels[:depth] for row in rows for depth in range(1, len(row.labels)))


def _heads(row: Row) -> tuple[str, ...]:
    return tuple(cell.labels[-1] for cell in row.cells)


def _spot(path: str, counted: Mapping[str, Passes]) -> Spot:
    strict = counted[path].final.strict
    bad = strict.of - strict.count
    return Spot(path, bad, strict.of, sum(bad > limit * strict.of for limit in _WARMTH))
