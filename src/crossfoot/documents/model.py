"""A document as every later stage sees it, whatever file it came from."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, top, right, bottom on a page, in points (1/72 inch) from the upper left corner of the page as it is shown."""


Span = tuple[int, int]

DOUBT = "\ufffc"
"""Stands in a table's cell for a print that the file does not tell for certain: the cell is neither a figure nor blank."""


class Origin(NamedTuple):
    """Where a piece of `Document.text` stands in the file it was read from: on a page, or in a spreadsheet's cell."""

    start: int
    end: int
    page: int | None = None
    """From 1 on."""
    box: Box | None = None
    cell: str | None = None
    """As spreadsheets name it: `表二!C5`."""


class GridCell(NamedTuple):
    """A cell of a table, at its origin: spanned places hold no cell of their own."""

    row: int
    column: int
    rowspan: int
    colspan: int
    start: int
    end: int
    """`Document.text[start:end]` is the cell's text, trimmed; an empty cell has `start == end`."""


class Grid(NamedTuple):
    """A table whose geometry the format itself tells: HTML, Word, spreadsheets, ruled PDF.

    `cells` lie in reading order; `start` and `end` bound the table in the text, and grids never overlap.
    """

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """Text with stable character offsets, and the tables that the format itself marks as tables.

    In `text` a grid's rows are lines and its cells are separated by tabs.
    """

    text: str
    grids: tuple[Grid, ...]
    media_type: str
    """As `crossfoot.documents.sniff` tells it."""
    encoding: str | None
    sha256: str
    """Of the bytes as read, in hexadecimal."""
    name: str
    """The path or name that the document was given under, as the user wrote it."""
    title: str | None = None
    """The title that the format carries beside the text (HTML's <title>), if any."""
    origins: tuple[Origin, ...] = ()
    """Where pieces of the text stand in the file, in the order of the text; empty for formats without pages or cells."""
    asides: tuple[Span, ...] = ()
    """Spans of whole lines that the format shows to be page furniture: page numbers, running heads. In order of the text."""
    recognised: bool = False
    """Was any of the text read from a picture? Then the text itself is a reading, and may be wrong."""

    def origins_of(self, start: int, end: int) -> tuple[Origin, ...]:
        """Where `text[start:end]` stands in the file: the origins that share a character with it."""
        first = bisect_right(self.origins, start, key=lambda origin: origin.end)
        found = []
        for origin in self.origins[first:]:
            if origin.start >= end:
                break
            found.append(origin)
        return tuple(found)


class DocumentError(Exception):
    """A file that cannot be made a `Document`. `code` is stable, the message says what happened and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
