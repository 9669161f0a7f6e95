"""Empty lines that are blank cells: a table with a line for each cell, printed or not, as word processors save as text.

To be told only by counting. Behind each row's label as many lines must follow as the table has columns, empty ones
among them; and behind those as many empty ones as merged cells, or a heading, leave before every other line of that kind.
Else a line of the row may be lost, or be one too many.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from crossfoot.forms import APPLICANTS, Form, forms, is_figure, is_placeholder
from crossfoot.layout.normal import label_key

_COLUMNS = len(APPLICANTS)
_REVIEW = 15
"""Columns of table four: three groups of five."""
_ENOUGH = 20
"""Rows of table three that must be found: it has 23 to 28."""
_HEADING = re.compile("[一二三四五六七]、")


class _Line(NamedTuple):
    start: int
    text: str
    filled: int
    """The number of the first line from this one on that is not empty; as many as there are lines where none is."""

    @property
    def is_value(self) -> bool:
        return is_figure(self.text) or is_placeholder(self.text)


class _Row(NamedTuple):
    """A row as it is printed. `gap` empty lines stand behind its cells, and `behind` tells what stands behind those."""

    cells: Sequence[_Line]
    gap: int
    behind: str


def blank_cells(text: str) -> frozenset[int]:
    """Offsets of the empty lines that are blank cells; none where the text has other marks between cells, or doubt."""
    if "\t" in text or "\n\n" not in text:
        return frozenset()
    lines = _lines(text)
    for step in (1, 2):
        if requests := _table(lines, step, _sizes("requests"), least=_ENOUGH):
            found = _blank([requests, _table_two(lines, step), _table_four(lines, step)])
            return found | _before_values(lines, step) if found else found
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


def _blank(tables: Sequence[Sequence[_Row]]) -> frozenset[int]:
    """The empty cells of those tables of which each row is certain; none where table three, the first, is not."""
    alike: dict[str, list[_Row]] = {}
    for row in (row for table in tables for row in table):
        alike.setdefault(row.behind, []).append(row)
    certain = [table for table in tables if all(_is_certain(row, alike[row.behind]) for row in table)]
    # Where no row of table three has a last figure, the column that is lost may be another.
    if tables[0] not in certain or not any(row.cells[-1].text for row in tables[0]):
        return frozenset()
    return frozenset(cell.start for table in certain for row in table for cell in row.cells if not cell.text)


def _before_values(lines: Sequence[_Line], step: int) -> frozenset[int]:
    """The empty first cells of rows of table two behind which a value stands: it is not the first, if it is one at all."""
    sizes = _sizes("disclosure")
    out: set[int] = set()
    for at, line in enumerate(lines[: -step or None]):
        cell = lines[min(at + step, len(lines) - 1)]
        if 1 < len(line.text) < 60 and not cell.text and label_key(line.text) in sizes:
            behind = cell.filled
            if behind < len(lines) and lines[behind].is_value:
                out.add(cell.start)
    return frozenset(out)


def _is_certain(row: _Row, alike: Sequence[_Row]) -> bool:
    """Is no line of the row's own lost or added? *alike* are the rows, it among them, that go before a line of one kind."""
    if len({each.gap for each in alike}) > 1:
        return False
    return len(alike) > 1 or bool(row.cells[-1].text)


# -- finding the rows -------------------------------------------------------------------------------------------------


def _table(lines: Sequence[_Line], step: int, sizes: dict[str, int], least: int) -> list[_Row]:
    """The rows with these labels (label → number of cells); none where one of them is not whole, or they are too few."""
    found: list[_Row] = []
    for at, line in enumerate(lines):
        if not 1 < len(line.text) < 60 or (size := sizes.get(label_key(line.text))) is None:
            continue
        below = lines[at + step] if at + step < len(lines) else line
        if below.text and not below.is_value:
            continue  # The label of a group, with that of its first row right below.
        row = _row(lines, at, size, step)
        if row is None:
            return []
        found.append(row)
    return found if len(found) >= least else []


def _row(lines: Sequence[_Line], label: int, size: int, step: int) -> _Row | None:
    """The row with the label on line *label*; null where another line stands among its cells, or a value behind them."""
    end = label + step * size + 1
    if end > len(lines):
        return None
    cells = lines[label + step : end : step]
    between = [lines[at] for at in range(label + 1, end) if (at - label) % step]
    if any(line.text for line in between) or not all(not cell.text or cell.is_value for cell in cells):
        return None
    behind = lines[end].filled if end < len(lines) else end
    text = lines[behind].text if behind < len(lines) else ""
    if is_figure(text) or is_placeholder(text):
        return None
    return _Row(cells, behind - end, _kind(text))


def _kind(text: str) -> str:
    """What kind of line stands behind a row: the heading of a section, a caption, a label and how deep, or another."""
    key = label_key(text)
    depth = _depths().get(key)
    if depth is not None:
        return f"label {depth}"
    if _HEADING.match(text):
        return "heading"
    return "caption" if key.startswith("第二十条") else f"other {text}"


@cache
def _depths() -> dict[str, str]:
    """Each label of the rows of tables two and three: its table and its level."""
    out: dict[str, str] = {}
    for form in forms():
        for row in form.rows:
            for level, label in enumerate(row.labels):
                out.setdefault(label_key(label), f"{row.table} {level}")
    return out


def _sizes(table: str, form: Form | None = None) -> dict[str, int]:
    """The labels of a table's rows, of *form* or of any, with the number of their cells."""
    return {
        label_key(row.labels[-1]): len(row.cells)
        for each in ([form] if form is not None else forms())
        for row in each.rows
        if row.table == table
    }


def _table_two(lines: Sequence[_Line], step: int) -> list[_Row]:
    """The rows of table two, where they are whole by the columns of one form alone."""
    found = {}
    for form in forms():
        sizes = _sizes("disclosure", form)
        if rows := _table(lines, step, sizes, least=len(sizes) - 1):
            found[form.id] = rows
    return next(iter(found.values())) if len(found) == 1 else []


def _table_four(lines: Sequence[_Line], step: int) -> list[_Row]:
    """The one row of table four, below the last label of its header."""
    keys = [label_key(line.text) if len(line.text) < 9 else "" for line in lines]
    ends = [at for at in range(step, len(lines)) if keys[at] == "总计" and keys[at - step] == "尚未审结"]
    rows = [row for at in ends if (row := _row(lines, at, _REVIEW, step)) is not None]
    return rows if len(rows) == 1 else []
