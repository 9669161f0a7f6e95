"""A document as every later stage sees it, whatever file it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table, at its origin: spanned places hold no cell of their own."""

    row: int
    column: int
    rowspan: int
    colspan: int
    start: int
    end: int
    """`Document.text[start:end]` is the cell's text, trimmed; an empty cell has `start == end`."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose geometry the format itself tells (HTML, and later Word, spreadsheets, ruled PDF).

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
    """`text/plain` or `text/html`."""
    encoding: str | None
    sha256: str
    """Of the bytes as read, in hexadecimal."""
    name: str
    """The path or name that the document was given under, as the user wrote it."""
    title: str | None = None
    """The title that the format carries beside the text (HTML's <title>), if any."""


class DocumentError(Exception):
    """A file that cannot be made a `Document`. `code` is stable, the message says what happened and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
