"""PDF with a text layer, drawn place by place: ruled or not, over page breaks, on turned pages.

Only the drawing needs reportlab, a library of the tests.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from crossfoot.evaluation.simulation.boxes import HEADER_ROWS
from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.rendering.blocks import Block, Paragraph, blocks
from crossfoot.evaluation.simulation.sheet import Box, Table, unmarked

_FONT = "STSong-Light"
_SIZE, _LEADING, _PAD = 8.0, 10.5, 3.0
_MARGIN = 40.0
_A4 = (595.0, 842.0)


def render_pdf(draft: Draft, _rng: Random) -> bytes:
    """The report as a PDF document."""
    out = io.BytesIO()
    paper = _Paper(draft, out)
    for block in blocks(draft):
        paper.put(block)
    paper.close()
    return out.getvalue()


class _Paper:
    """Pages, filled from top to bottom."""

    def __init__(self, draft: Draft, out: io.BytesIO) -> None:
        from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
        from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        self.options = draft.options
        self.width, self.height = _page_size(draft.options)
        self.canvas: Any = Canvas(out, pagesize=(self.width, self.height), invariant=True)
        self.number = 0
        self._begin()

    def _begin(self) -> None:
        self.number += 1
        self.y = self.height - _MARGIN
        if "rotated" in self.options:  # what is drawn is turned, and the page is turned back when it is shown
            self.canvas.setPageRotation(90)
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        self.canvas.setFont(_FONT, _SIZE)
        self.canvas.setLineWidth(0.5)

    def _end(self) -> None:
        if "page numbers" in self.options:
            self.canvas.drawCentredString(self.width / 2, 20, f"- {self.number} -")
        self.canvas.showPage()

    def _break(self) -> None:
        self._end()
        self._begin()

    def close(self) -> None:
        """Ends the last page and the document."""
        self._end()
        self.canvas.save()

    def put(self, block: Block) -> None:
        """Sets the next paragraph or table."""
        if isinstance(block, Paragraph):
            self._paragraph(block)
        else:
            self._table(_Laid(block, self.width - 2 * _MARGIN, self.options))

    def _paragraph(self, block: Paragraph) -> None:
        lines = _wrapped(block.text, self.width - 2 * _MARGIN)
        for line in lines:
            if self.y - _LEADING < _MARGIN:
                self._break()
            self.y -= _LEADING
            if block.kind == "title":
                self.canvas.drawCentredString(self.width / 2, self.y, line)
            else:
                self.canvas.drawString(_MARGIN, self.y, line)
        self.y -= 3

    def _table(self, laid: "_Laid") -> None:
        repeats = "repeated header" in self.options and laid.table.rows > 15
        first = 0
        while first < laid.table.rows:
            head = HEADER_ROWS if repeats and first >= HEADER_ROWS else 0
            room = self.y - _MARGIN - sum(laid.heights[:head])
            stop = laid.fitting(first, room)
            # A header is not left alone at the foot of a page.
            if stop == first or (first == 0 and stop <= HEADER_ROWS < laid.table.rows):
                if self.y < self.height - _MARGIN:
                    self._break()
                    continue
                stop = max(stop, first + 1)
            if head:
                self._part(laid, 0, head)
            self._part(laid, first, stop)
            first = stop
            if first < laid.table.rows:
                self._break()
        self.y -= _LEADING

    def _part(self, laid: "_Laid", first: int, stop: int) -> None:
        """Draws the rows *first* to *stop*; of what reaches over the break, the larger part holds the text."""
        tops = [self.y, *(self.y - done for done in accumulate(laid.heights[first:stop]))]
        for box in laid.table.boxes:
            top, bottom = max(box.row, first), min(box.row + box.rowspan, stop)
            if top >= bottom:
                continue
            left, right = laid.edges[box.column], laid.edges[box.column + box.colspan]
            self._frame(left, tops[top - first], right, tops[bottom - first])
            whole = sum(laid.heights[box.row : box.row + box.rowspan])
            height = tops[top - first] - tops[bottom - first]
            if 2 * height > whole or (2 * height == whole and top == box.row):
                self._lines(laid.lines[box], box.figure, left, right, tops[top - first], height)
        self.y = tops[-1]

    def _frame(self, left: float, top: float, right: float, bottom: float) -> None:
        if "unruled" in self.options:
            return
        self.canvas.line(left, top, right, top)
        self.canvas.line(left, bottom, right, bottom)
        if "horizontal rules" not in self.options:
            self.canvas.line(left, top, left, bottom)
            self.canvas.line(right, top, right, bottom)

    def _lines(
        self, lines: list[str], figure: bool, left: float, right: float, top: float, height: float
    ) -> None:
        y = top - (height - len(lines) * _LEADING) / 2
        for line in lines:
            y -= _LEADING
            if figure:
                self.canvas.drawCentredString((left + right) / 2, y + 2.5, line)
            else:
                self.canvas.drawString(left + _PAD, y + 2.5, line)


def _page_size(options: frozenset[str]) -> tuple[float, float]:
    width, height = (_A4[0], 380.0) if "small pages" in options else _A4
    turned = "landscape" in options or "rotated" in options
    return (_A4[1], min(height, _A4[0])) if turned else (width, height)


@dataclass
class _Laid:
    """A table with the widths of its columns, its wrapped texts and the heights of its rows."""

    table: Table
    width: float
    options: frozenset[str]

    def __post_init__(self) -> None:
        self.edges = [_MARGIN + edge for edge in accumulate(self._widths(), initial=0.0)]
        self.lines: Mapping[Box, list[str]] = {box: list(self._text(box)) for box in self.table.boxes}
        self.heights = [_LEADING + 2 * _PAD] * self.table.rows
        for box in sorted(self.table.boxes, key=lambda box: box.rowspan):
            rows = range(box.row, box.row + box.rowspan)
            lacking = len(self.lines[box]) * _LEADING + 2 * _PAD - sum(self.heights[row] for row in rows)
            if lacking > 0:
                for row in rows:
                    self.heights[row] += lacking / box.rowspan

    def fitting(self, first: int, room: float) -> int:
        """The row before which a page with that much *room* ends, where it begins with row *first*."""
        row = first
        while row < self.table.rows and (room := room - self.heights[row]) >= 0:
            row += 1
        return row

    def _widths(self) -> list[float]:
        """Shares of the whole: figures and short headers get what they need, labels the rest."""
        most = 2 if "narrow columns" in self.options else 12
        single = [box for box in self.table.boxes if box.colspan == 1]
        needs = [
            max([2 * _PAD + 14, *(self._need(box, most) for box in single if box.column == column)])
            for column in range(self.table.columns)
        ]
        scale = self.width / sum(needs)
        return [need * scale for need in needs] if scale < 1 or most > 2 else needs

    def _need(self, box: Box, most: int) -> float:
        if box.rowspan > 8:  # 三、本年度办理结果, upright
            return 2 * _PAD + 2 * _SIZE
        text = unmarked(box.text)
        shown = text if box.figure and most > 2 else text[:most]
        return max((_wide(line) for line in shown.split("\n")), default=0.0) + 2 * _PAD + 1

    def _text(self, box: Box) -> Iterator[str]:
        text = unmarked(box.text)
        if "vertical label" in self.options and box.rowspan > 8:
            yield from text
            return
        width = self.edges[box.column + box.colspan] - self.edges[box.column] - 2 * _PAD
        yield from _wrapped(text, width) if text else ()


def _wide(text: str) -> float:
    """The width of a line, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

    return float(stringWidth(text, _FONT, _SIZE))


def _wrapped(text: str, width: float) -> Iterator[str]:
    """*text* in lines of at most this *width*, broken between any two characters."""
    for given in text.split("\n"):
        line = ""
        for char in given:
            if line and _wide(line + char) > width:
                yield line
                line = ""
            line += char
        yield line
