"""The page as it is painted: whether figures leave ink where the text says that they stand, and cells without text none.

Layers that are switched off, patterns, masks and mixed colours are best known by painting the page and looking; and so
are figures that are pictures or drawn.
"""

from collections.abc import Sequence
from functools import cached_property
from statistics import median_low

from pypdfium2 import PdfPage

from crossfoot.documents.model import Box
from crossfoot.documents.pdf.frame import Frame
from crossfoot.documents.pdf.shapes import FIGURE, Glyph

_SCALE = 1.5
"""Dots for each point."""
_MAX_DOTS = 8_000_000
"""A sheet of A3 has half as many."""
_CONTRAST = 40
"""Steps of 256 between paper and print, at least."""
_PALE = 0.3
"""Of the contrast that a figure should have by its colour: what has less is printed in another way than the file tells."""


_INSIDE = 2.0
"""Points within its rules at which a cell's inside begins."""
_DARK = 90
"""Steps of 256: what is painted so much darker or lighter than the rest of a cell may be a figure; a pale mark is none."""


class Ink:
    """What is painted on a page. It is painted when it is first asked for."""

    def __init__(self, page: PdfPage, frame: Frame) -> None:
        self._page = page
        self._frame = frame

    def checked(self, glyphs: Sequence[Glyph]) -> list[Glyph]:
        """The characters of the page, doubtful the figures that leave no ink.

        Where most figures leave none their font is missing here, and nothing can be told.
        """
        figures = [number for number, glyph in enumerate(glyphs) if glyph.text in FIGURE]
        found = list(glyphs)
        if not figures:
            return found
        inks = {number: self._of(found[number]) for number in figures}
        usual = median_low(inks.values())
        if usual >= _CONTRAST:
            for number, ink in inks.items():
                if ink < max(_CONTRAST, _PALE * usual * found[number].contrast / 255):
                    found[number] = found[number]._replace(doubtful=True)
        return found

    def is_in(self, box: Box) -> bool:
        """Is something painted inside a cell, which has no text?"""
        left, top, right, bottom = box
        inside = left + _INSIDE, top + _INSIDE, right - _INSIDE, bottom - _INSIDE
        if inside[0] >= inside[2] or inside[1] >= inside[3]:
            return False
        edges = self._frame.shown(inside)
        return self._contrast(*(round(edge * _SCALE) for edge in edges), unseen=0) > _DARK

    def _of(self, glyph: Glyph) -> int:
        """The contrast within the box of a character; full where it cannot be seen."""
        box = self._frame.shown((glyph.left, glyph.top, glyph.right, glyph.bottom))
        left, top = (max(int(edge * _SCALE) - 1, 0) for edge in box[:2])
        right, bottom = (max(int(edge * _SCALE) + 2, 0) for edge in box[2:])
        return self._contrast(left, top, right, bottom, unseen=255)

    def _contrast(self, left: int, top: int, right: int, bottom: int, *, unseen: int) -> int:
        if self._dots is None:
            return unseen
        dots, stride = self._dots
        rows = [dots[row * stride + left : row * stride + min(right, stride)] for row in range(top, bottom)]
        shown = [row for row in rows if row]
        return max(map(max, shown)) - min(map(min, shown)) if shown else unseen

    @cached_property
    def _dots(self) -> tuple[bytes, int] | None:
        """The page in shades of grey, a byte for each dot, and the bytes of a row; null where it is too large."""
        width, height = self._page.get_size()
        if not 0 < width * height * _SCALE**2 < _MAX_DOTS:
            return None
        bitmap = self._page.render(scale=_SCALE, grayscale=True)
        return bytes(bitmap.buffer), bitmap.stride
