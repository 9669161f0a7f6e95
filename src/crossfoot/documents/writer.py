"""The text of a document as it is written line by line, with its grids and the origins of its pieces.

Every format that knows its tables writes through this, so that a table reads alike whatever file it came from: each of its
rows is one line with a tab between two columns, a place that belongs to a cell begun further left or up is left empty,
and a blank line stands before and behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crossfoot.documents.model import Box, Grid, GridCell, Origin, Span

Piece = tuple[int, int, int | None, Box | None, str | None]
"""An origin with offsets from the start of its line or cell: start, end, page, box, spreadsheet cell."""


@dataclass(slots=True)
class PlacedCell:
    """A cell's place in its row, once the spans are worked out. `text` is trimmed and holds no tab and no line end."""

    column: int
    rowspan: int
    colspan: int
    text: str
    pieces: Sequence[Piece] = ()


def width_of(rows: Sequence[Sequence[PlacedCell]]) -> int:
    """How many columns the rows have together. The cells of a row are in the order of their columns."""
    return max((row[-1].column + row[-1].colspan for row in rows if row), default=0)


class TextWriter:
    """The text as far as it is written, the grids in it, and where its pieces come from."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.origins: list[Origin] = []
        self.asides: list[Span] = []
        self._lines: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "\n".join(self._lines)

    def line(self, line: str, pieces: Iterable[Piece] = (), *, aside: bool = False) -> None:
        """Write a line without its line end. An *aside* is page furniture: it stays in the text, and is no part of any
        table."""
        self._keep(pieces, self._length)
        if aside:
            self.asides.append((self._length, self._length + len(line)))
        self._lines.append(line)
        self._length += len(line) + 1

    def grid(self, rows: Sequence[Sequence[PlacedCell]]) -> None:
        """Write a table, with a blank line before and after it."""
        self.gap()
        start = self._length
        width = width_of(rows)
        cells = []
        for number, row in enumerate(rows):
            fields = [""] * width
            before = self._length  # where the row begins, then also the texts of the cells before this one
            for place in row:
                fields[place.column] = place.text
                begin = before + place.column
                end = begin + len(place.text)
                cells.append(GridCell(number, place.column, place.rowspan, place.colspan, begin, end))
                if place.pieces:
                    self._keep(place.pieces, begin)
                before += len(place.text)
            self.line("\t".join(fields))
        self.grids.append(Grid(tuple(cells), len(rows), width, start, self._length - 1))
        self.gap()

    def gap(self) -> None:
        """Write a blank line, unless there is one already or nothing before it."""
        if self._lines and self._lines[-1]:
            self.line("")

    def _keep(self, pieces: Iterable[Piece], begin: int) -> None:
        self.origins.extend(
            Origin(begin + start, begin + end, page, box, cell) for start, end, page, box, cell in pieces
        )
