"""Whether the figures of a page leave ink where its text says that they stand.

Layers that are switched off, patterns, masks and mixed colours are best known by painting the page and looking.
"""

from collections.abc import Sequence

from pypdfium2 import PdfPage

from crossfoot.documents.pdf.frame import Frame
from crossfoot.documents.pdf.shapes import FIGURE, Glyph

_SCALE = 1.5
"""Dots for each point."""
_MAX_DOTS = 8_000_000
"""A sheet of A3 has half as many."""
_CONTRAST = 40
"""Steps of 256 between paper and print."""


def inked(page: PdfPage, frame: Frame, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters of a page, doubtful the figures that leave no ink.

    Where most figures leave none their font is missing here, and nothing can be told.
    """
    width, height = page.get_size()
    figures = [number for number, glyph in enumerate(glyphs) if glyph.text in FIGURE]
    found = list(glyphs)
    if not figures or not 0 < width * height * _SCALE**2 < _MAX_DOTS:
        return found
    bitmap = page.render(scale=_SCALE, grayscale=True)
    dots, stride = bytes(bitmap.buffer), bitmap.stride
    pale = [number for number in figures if not _has_ink(found[number], frame, dots, stride)]
    if len(pale) <= len(figures) / 2:
        for number in pale:
            found[number] = found[number]._replace(doubtful=True)
    return found


def _has_ink(glyph: Glyph, frame: Frame, dots: bytes, stride: int) -> bool:
    box = frame.shown((glyph.left, glyph.top, glyph.right, glyph.bottom))
    left, top = (max(int(edge * _SCALE) - 1, 0) for edge in box[:2])
    right, bottom = (max(int(edge * _SCALE) + 2, 0) for edge in box[2:])
    rows = [dots[row * stride + left : row * stride + min(right, stride)] for row in range(top, bottom)]
    shown = [row for row in rows if row]
    return not shown or max(map(max, shown)) - min(map(min, shown)) >= _CONTRAST
