"""Which tables hold data, for the formats in which a table may as well lay out the page."""

from bisect import bisect_left

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
    rows = _without_unused_columns(rows)
    if len({place.column for row in rows for place in row if place.text}) < 2:
        return None
    return None if is_sparse(len(rows) * width_of(rows), sum(map(len, rows))) else rows


def is_sparse(places: int, cells: int) -> bool:
    """Would a table with so many places and cells be written out as little but tabs?"""
    return places > _LARGE and places > _SPARSE * cells


def _without_unused_columns(rows: list[list[PlacedCell]]) -> list[list[PlacedCell]]:
    """Take out the columns in which no cell begins: they are seams in a wider cell, have no width, and may be many."""
    used = sorted({place.column for row in rows for place in row})
    if len(used) == width_of(rows):
        return rows
    for row in rows:
        for place in row:
            right = bisect_left(used, place.column + place.colspan)
            place.column = bisect_left(used, place.column)
            place.colspan = right - place.column
    return rows
