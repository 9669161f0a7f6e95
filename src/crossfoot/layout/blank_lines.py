"""Empty lines that are blank cells: a table with a line for each cell, printed or not, as word processors save as text.

To be told only by counting. Where behind every row's label so many lines follow as the table has columns, empty ones
among them, the empty lines are cells; where one row has more or fewer, none is.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from crossfoot.forms import APPLICANTS, Row, forms, is_figure, is_placeholder
from crossfoot.layout.normal import label_key

_COLUMNS = len(APPLICANTS)
_GROUP = 5
"""Columns of each of the three groups of table four."""
_ENOUGH = 20
"""Rows of table three that must agree: it has 25 to 28."""
_COVERED = 3
"""Empty lines at the most that merged cells leave before a label."""


class _Line(NamedTuple):
    start: int
    text: str
    filled: int
    """The number of the first line from this one on that is not empty; as many as there are lines where none is."""

    @property
    def is_empty(self) -> bool:
        return not self.text

    @property
    def is_value(self) -> bool:
        return is_figure(self.text) or is_placeholder(self.text)


def blank_cells(text: str) -> frozenset[int]:
    """Offsets of the empty lines that are blank cells; none where the text has other marks between cells, or doubt."""
    if "\t" in text or "\n\n" not in text:
        return frozenset()
    lines = _lines(text)
    for step in (1, 2):
        requests = _rows_of(lines, "requests", step)
        if _agree([_values(lines, at, _COLUMNS, step) for at, _ in requests]) and _alike(
            lines, requests, step
        ):
            found = [cells for at, _ in requests if (cells := _values(lines, at, _COLUMNS, step))]
            found += [*_of_table_two(lines, step), *_of_table_four(lines, step)]
            return frozenset(line.start for cells in found for line in cells if line.is_empty)
    return frozenset()


def _lines(text: str) -> list[_Line]:
    printed = [line.strip() for line in text.split("\n")]
    filled = len(printed)
    following = []
    for at in range(len(printed) - 1, -1, -1):
        filled = at if printed[at] else filled
        following.append(filled)
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    return list(map(_Line, starts, printed, reversed(following)))


def _rows_of(lines: Sequence[_Line], table: str, step: int) -> list[tuple[int, Row]]:
    """The lines that are the label of a row and nothing else, each with the row."""
    names = _names(table)
    return [
        (at, row)
        for at, line in enumerate(lines)
        if 1 < len(line.text) < 60
        for row in names.get(label_key(line.text), ())
        if not _is_group(lines, at, step)
    ]


def _is_group(lines: Sequence[_Line], at: int, step: int) -> bool:
    """Is a text printed in the place of its first cell, so that the label is that of a group of rows?"""
    below = lines[at + step] if at + step < len(lines) else lines[at]
    return not below.is_empty and not below.is_value


@cache
def _names(table: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a table by their label; where the forms differ in a row's columns, both."""
    out: dict[str, dict[int, Row]] = {}
    for form in forms():
        for row in form.rows:
            if row.table == table:
                out.setdefault(label_key(row.labels[-1]), {})[len(row.cells)] = row
    return {key: tuple(rows.values()) for key, rows in out.items()}


def _values(lines: Sequence[_Line], label: int, columns: int, step: int) -> Sequence[_Line] | None:
    """The lines of a row's cells; null where another line stands among them, or a value behind them."""
    if label + step * columns >= len(lines):
        return None
    cells = lines[label + step : label + step * columns + 1 : step]
    between = [lines[at] for at in range(label + 1, label + step * columns) if (at - label) % step]
    if not all(line.is_empty or line.is_value for line in cells):
        return None
    if not all(line.is_empty for line in between):
        return None
    behind = _next_filled(lines, label + step * columns + 1)
    return None if behind is not None and lines[behind].is_value else cells


def _next_filled(lines: Sequence[_Line], at: int) -> int | None:
    """The first line from *at* on that is not empty."""
    filled = lines[at].filled if at < len(lines) else len(lines)
    return filled if filled < len(lines) else None


def _agree(rows: Sequence[Sequence[_Line] | None]) -> bool:
    """Have enough rows their cells, all of them, and does one have a figure in the last column?"""
    whole = [cells for cells in rows if cells is not None]
    return len(whole) == len(rows) >= _ENOUGH and any(not cells[-1].is_empty for cells in whole)


def _alike(lines: Sequence[_Line], rows: Sequence[tuple[int, Row]], step: int) -> bool:
    """Do as many empty lines stand before each label as before the others of its depth?"""
    before: dict[int, set[int]] = {}
    for (at, _), (following, row) in pairwise(rows):
        end = at + step * _COLUMNS + 1
        if _next_filled(lines, end) == following:  # No label of a group stands between.
            before.setdefault(len(row.labels), set()).add(following - end)
    return all(len(gaps) == 1 and max(gaps) <= _COVERED * step for gaps in before.values())


def _of_table_two(lines: Sequence[_Line], step: int) -> Iterator[Sequence[_Line]]:
    """The cells of the rows of table two, each up to the text behind it."""
    for at, row in _rows_of(lines, "disclosure", step):
        cells = _values(lines, at, len(row.cells), step)
        if cells is not None and _ends(lines, at + step * len(row.cells), step):
            yield cells


def _of_table_four(lines: Sequence[_Line], step: int) -> Iterator[Sequence[_Line]]:
    """The cells below the header of table four, up to the text behind them."""
    keys = [label_key(line.text) if len(line.text) < 9 else "" for line in lines]
    for at in range(step, len(lines)):
        if keys[at] == "总计" and keys[at - step] == "尚未审结":
            cells = _values(lines, at, 3 * _GROUP, step)
            if cells is not None and _ends(lines, at + step * 3 * _GROUP, step):
                yield cells


def _ends(lines: Sequence[_Line], last: int, step: int) -> bool:
    """Does a text stand next behind line *last*?"""
    behind = _next_filled(lines, last + 1)
    return behind == last + step and not lines[behind].is_value
