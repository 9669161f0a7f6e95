"""One page of pixels to lines of text and grids: what stands in which cell, read so that no figure is a guess."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import PIL.Image

from crossfoot.documents.model import DOUBT, DocumentError
from crossfoot.documents.pictures.doubt import (
    has_numeral,
    is_words,
    settled_figure,
    settled_line,
)
from crossfoot.documents.pictures.engine import Engine, Glimpse, Pixels, Rect, around
from crossfoot.documents.pictures.ink import Ink, Piece
from crossfoot.documents.pictures.ruling import Cell, Ruled, ruled_tables
from crossfoot.documents.pictures.stamps import stamped
from crossfoot.documents.pictures.upright import Upright, upright
from crossfoot.documents.writer import Piece as Origin
from crossfoot.documents.writer import PlacedCell, TextWriter

_SIZE = 0.72
"""The height of a character in heights of the box around a line of text."""
_UPRIGHT = 2.0
"""A box so many times as high as wide holds a text that runs downwards."""
_FIRST, _SECOND = (0.2, 96), (0.35, 160)
"""The two readings: the margin around the ink in heights of it, and the least width, of what the engine is given."""
_MARGIN = 1
"""Pixels: how much closer than a wall's middle a cell's inside begins."""
_MOST = 3000
"""Pieces in a table: one with all three tables of a report has some 400."""
_COLUMN = 1.0
"""In heights of a character: texts of a line that are further apart stand in two columns."""


def recognise(image: PIL.Image.Image, writer: TextWriter, page: int, scale: float, reader: Engine) -> None:
    """Write what a picture of a page says, as `crossfoot.documents.pictures.recognise_page` promises."""
    level = upright(np.asarray(image.convert("L")), reader)
    if not level.lines:
        return
    size = _SIZE * float(np.median([_height(line) for line in level.lines]))
    stamps = stamped(image, level, size)
    tables, rules = _tables(level, size, stamps)
    seen = _Seen(level, Ink(level.page, rules, size), reader, page, scale, stamps)
    blocks: list[tuple[int, Ruled | list[Rect]]] = [(table.bounds.top, table) for table in tables]
    free = [r for r in level.lines if not any(table.bounds.holds(r.centre) for table in tables)]
    blocks += [(row[0].top, row) for row in _rows(free)]
    for _, block in sorted(blocks, key=lambda block: block[0]):
        if isinstance(block, Ruled):
            writer.grid(seen.table(block))
        else:
            writer.line(*seen.line(block))


def _tables(level: Upright, size: float, stamps: "Pixels | None") -> tuple[list[Ruled], Pixels]:
    """The tables and the mask of their lines: without the strokes of stamps, where that leaves fewer doubts."""
    found = ruled_tables(level.page, level.lines, size)
    if stamps is None:
        return found
    paper = np.uint8(np.median(level.page))
    without = ruled_tables(np.where(stamps > 0, paper, level.page), level.lines, size)
    return without if without[0] and _doubts(without[0]) < _doubts(found[0]) else found


def _doubts(tables: Sequence[Ruled]) -> int:
    return sum(not cell.certain for table in tables for cell in table.cells)


def _height(line: Rect) -> int:
    """The height of a line of text, or the width of one that runs downwards."""
    return line.height if line.height < _UPRIGHT * line.width else line.width


def _rows(lines: Sequence[Rect]) -> list[list[Rect]]:
    """Pieces of text side by side, from left to right; the rows from top to bottom."""
    rows: list[list[Rect]] = []
    for line in sorted(lines, key=lambda line: line.centre[1]):
        if rows and line.centre[1] < around(rows[-1]).bottom - 0.3 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row) for row in rows]


@dataclass(frozen=True)
class _Seen:
    """A level page, with all that is needed to read pieces of it."""

    level: Upright
    ink: Ink
    reader: Engine
    page: int
    scale: float
    stamps: "Pixels | None" = None
    """A mask of the coloured ink of stamps, if there are any."""

    def line(self, row: Sequence[Rect]) -> tuple[str, list[Origin]]:
        """The text of a line outside of the grids, and where it comes from."""
        texts = self._lines(row)
        text, origins = "", []
        for rect, before, said in zip(row, [None, *row], texts, strict=False):
            if before is not None and text:
                text += "  " if rect.left - before.right > _COLUMN * self.ink.size else " "
            origins.append(self._origin(len(text), said, rect))
            text += said
        return text, origins

    def _lines(self, row: Sequence[Rect]) -> list[str]:
        first = self.reader.read([self._cut(self.level.page, rect, 0.0) for rect in row], _FIRST[1])
        out = [glimpse.text.strip() for glimpse in first]
        doubtful = [n for n, text in enumerate(out) if has_numeral(text)]
        again = self.reader.read([self._cut(self.level.page, row[n], 0.1) for n in doubtful], _SECOND[1])
        for n, second in zip(doubtful, again, strict=True):
            out[n] = settled_line(first[n], second)
        return [" ".join(text.split()) for text in out]

    def table(self, table: Ruled) -> list[list[PlacedCell]]:
        """The rows of a table, each cell with its text and where that comes from."""
        pieces = [self.ink.pieces(self._inside(cell), self.level.lines) for cell in table.cells]
        count = sum(map(len, pieces))
        if count > _MOST:
            hint = "save the report's own pages"
            raise DocumentError("too_complex", f"a table with {count:,} texts on page {self.page}: {hint}")
        texts = iter(self._texts([piece for each in pieces for piece in each]))
        rows: list[list[PlacedCell]] = [[] for _ in range(max(cell.row for cell in table.cells) + 1)]
        for cell, each in zip(table.cells, pieces, strict=True):
            rows[cell.row].append(self._placed(cell, each, [next(texts) for _ in each]))
        return rows

    def _inside(self, cell: Cell) -> Rect:
        left, top, right, bottom = cell.inside
        return Rect(left + _MARGIN, top + _MARGIN, right - _MARGIN, bottom - _MARGIN)

    def _texts(self, pieces: Sequence[Piece]) -> list[str]:
        """What the pieces of a table say: words as they are read, everything else read twice."""
        first = self._glimpses(pieces, _FIRST)
        figures = [n for n, glimpse in enumerate(first) if not is_words(glimpse.text)]
        again = self._glimpses([pieces[n] for n in figures], _SECOND)
        out = [" ".join(glimpse.text.split()) for glimpse in first]
        for n, second in zip(figures, again, strict=True):
            strokes = [(r.width, r.height) for r in self.ink.glyphs(pieces[n].rect)]
            out[n] = settled_figure(first[n], second, strokes)
            if self._is_stamped(pieces[n].rect) and DOUBT not in out[n]:
                out[n] += DOUBT
        return out

    def _is_stamped(self, rect: Rect) -> bool:
        """Does a stamp cross it?"""
        return self.stamps is not None and bool(
            self.stamps[rect.top : rect.bottom, rect.left : rect.right].any()
        )

    def _glimpses(self, pieces: Sequence[Piece], how: tuple[float, int]) -> list[Glimpse]:
        margin, room = how
        return self.reader.read([self._cut(self.ink.page, piece.rect, margin) for piece in pieces], room)

    def _cut(self, page: Pixels, rect: Rect, margin: float) -> Pixels:
        """A part of the page with a margin of paper around it."""
        more = max(2, round(margin * max(rect.height, 0.7 * self.ink.size))) if margin else 0
        left, top = max(0, rect.left - more), max(0, rect.top - more)
        return page[top : rect.bottom + more, left : rect.right + more]

    def _placed(self, cell: Cell, pieces: Sequence[Piece], texts: Sequence[str]) -> PlacedCell:
        text, origins = "", []
        for piece, said in zip(pieces, texts, strict=True):
            origins.append(self._origin(len(text), said, piece.rect))
            text += said
        broken = len(pieces) > 1 and not is_words(text)
        if (broken or not cell.certain) and DOUBT not in text:
            text += DOUBT
        return PlacedCell(cell.column, cell.rowspan, cell.colspan, text, origins)

    def _origin(self, begin: int, text: str, rect: Rect) -> Origin:
        return begin, begin + len(text), self.page, self.level.box(rect, self.scale), None
