"""Which tables hold data, for the formats in which a table may as well lay out the page."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from crossfoot.documents.writer import PlacedCell, width_of

PROSE = 200
"""Characters: a cell with more than that holds sentences, not data."""
ARTICLE = 3
"""Lines: a cell of prose with more than that is an article, whose lines must not be run together."""
_LARGE = 10_000
_SPARSE = 16
"""Places, and places per cell: a large table with more than that would be written out as little but tabs."""


def data_rows(rows: list[list[PlacedCell]]) -> list[list[PlacedCell]] | None:
    """The rows without the columns that no cell begins in; None where a single filled column, or hardly any, is left."""
    rows = without_gaps(_without_unused_columns(rows))
    if len({place.column for row in rows for place in row if place.text}) < 2:
        return None
    return None if is_sparse(len(rows) * width_of(rows), sum(map(len, rows))) else rows


def is_sparse(places: int, cells: int) -> bool:
    """Would a table with so many places and cells be written out as little but tabs?"""
    return places > _LARGE and places > _SPARSE * cells


def _without_unused_columns(rows: list[list[PlacedCell]]) -> list[list[PlacedCell]]:
    """Take out the columns in which no cell begins: they are seams in a wider cell, have no width, and may be many."""
    used = sorted({place.column for row in rows for place in row})
    return rows if len(used) == width_of(rows) else _only(used, rows)


def without_gaps(rows: list[list[PlacedCell]]) -> list[list[PlacedCell]]:
    """Take out the columns that are empty in each row, between labels of one row at least: they only hold cells apart.

    An empty column below a header of its own is data, and so is one of a table without a header.
    """
    width = width_of(rows)
    filled = {place.column for row in rows for place in row if place.text}
    if not (empty := set(range(width)) - filled):
        return rows
    between: set[int] = set()
    for row in rows:
        labels = [place for place in row if _is_label(place.text)]
        for left, right in pairwise(labels):
            between.update(range(left.column + left.colspan, right.column))
    gaps = empty & between
    return _only([column for column in range(width) if column not in gaps], rows) if gaps else rows


def _is_label(text: str) -> bool:
    """Is it the label of a column, and no figure with its unit, and no 无?"""
    return len(text) > 1 and any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def _only(columns: Sequence[int], rows: list[list[PlacedCell]]) -> list[list[PlacedCell]]:
    """The rows with these columns, in ascending order, and no others. A cell of which nothing is left is taken out."""
    for row in rows:
        for place in row:
            right = bisect_left(columns, place.column + place.colspan)
            place.column = bisect_left(columns, place.column)
            place.colspan = right - place.column
        row[:] = [place for place in row if place.colspan]
    return rows
