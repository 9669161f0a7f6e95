"""Changes to tables as they lie on paper: rows set in, columns cut off, labels printed otherwise."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from crossfoot.evaluation.simulation.sheet import MARKED, Box, Table, cell_index

HEADER_ROWS = 3
"""Rows of column headers in table three."""


def relabelled(table: Table, change: Callable[[str], str]) -> Table:
    """*table* with *change* made to every text that is no figure."""
    return Table(tuple(box if box.figure else replace(box, text=change(box.text)) for box in table.boxes))


def with_rows(table: Table, at: int, block: Sequence[Box]) -> Table:
    """*table* with the rows of *block* (numbered from 0) set in before row *at*.

    What reaches over the place is cut in two, as a page break cuts it: the lower part stays empty.
    """
    height = max(box.row + box.rowspan for box in block)
    out: list[Box] = []
    for box in table.boxes:
        if box.row >= at:
            out.append(replace(box, row=box.row + height))
        elif box.row + box.rowspan > at:
            below = box.row + box.rowspan - at
            out += [replace(box, rowspan=at - box.row), Box("", at + height, box.column, below, box.colspan)]
        else:
            out.append(box)
    out += [replace(box, row=box.row + at) for box in block]
    return Table(tuple(sorted(out, key=lambda box: (box.row, box.column))))


def without_last_column(table: Table) -> Table:
    """*table* cut off at its right edge."""
    edge = table.columns
    out: list[Box] = []
    for box in table.boxes:
        if box.column + box.colspan < edge:
            out.append(box)
        elif box.colspan > 1:
            out.append(replace(box, colspan=box.colspan - 1))
    return Table(tuple(out))


def in_places(table: Table) -> Table:
    """*table* with each figure that reaches over several columns in the first of them, and empty cells behind it."""
    out: list[Box] = []
    for box in table.boxes:
        if box.figure and box.colspan > 1:
            out.append(replace(box, colspan=1))
            out += [Box("", box.row, box.column + n, box.rowspan) for n in range(1, box.colspan)]
        else:
            out.append(box)
    return Table(tuple(out))


def header(table: Table) -> tuple[Box, ...]:
    """The column headers of table three."""
    return tuple(box for box in table.boxes if box.row < HEADER_ROWS)


def figure_rows(table: Table) -> list[int]:
    """The rows that hold figures."""
    return sorted({box.row for box in table.boxes if box.figure})


def indices(table: Table) -> Iterator[tuple[int, str]]:
    """The number of the form's cell and the print, for each figure of *table*."""
    for box in table.boxes:
        for match in MARKED.finditer(box.text):
            yield cell_index(match[1]), match[2]
