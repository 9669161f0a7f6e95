"""One page as blocks: lines of text and tables, from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

from crossfoot.documents.pdf.aligned import read_aligned
from crossfoot.documents.pdf.columns import Column
from crossfoot.documents.pdf.content import Drawing, painted, read_drawing
from crossfoot.documents.pdf.doubt import checked
from crossfoot.documents.pdf.frame import Frame, frame
from crossfoot.documents.pdf.ink import Ink
from crossfoot.documents.pdf.joining import Block, Scan
from crossfoot.documents.pdf.lattice import lattices
from crossfoot.documents.pdf.letters import UNKNOWN, Letters, main_turn, read_letters
from crossfoot.documents.pdf.lines import lines_of, text_lines
from crossfoot.documents.pdf.manner import Manner, mark_foreign, without_watermarks
from crossfoot.documents.pdf.marks import take_replacements
from crossfoot.documents.pdf.ruled import read_tables
from crossfoot.documents.pdf.shapes import Glyph, Page

_FEW = 10
"""Characters: what so few say is no text of a page."""
_EDGE = 0.12
"""The share of a page at its top and bottom in which its running titles and numbers stand."""
_COVERED = 0.5
"""The share of a page that a picture covers which is the page."""
_DRAWN = 300
"""Curves: so many on a page without text are its letters."""
_SHOWN_BESIDE = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
"""Annotations that print nothing on the page."""


@dataclass(frozen=True, slots=True)
class Read:
    """A page as it was read."""

    blocks: list[Block]
    recognised: bool
    """Is its text one that a machine read from a picture?"""
    columns: list[Column]
    """Those of the table without rules with which it ends."""


def read_page(document: PdfDocument, number: int, known: Sequence[Column] = ()) -> Read:
    """A page. *known* are the columns with which the page before it ended.

    Raises:
        DocumentError: `too_complex`.
        PdfiumError: where the page cannot be parsed.
    """
    page = _flat(document, number)
    objects = painted(page.raw)
    replaced = take_replacements(objects)
    text_page = page.get_textpage()
    bounds, rotation = page.get_bbox(), page.get_rotation()
    first = frame(bounds, rotation)
    chosen = frame(bounds, rotation, main_turn(text_page.raw, first.matrix))
    drawing = read_drawing(objects, chosen)
    letters = read_letters(text_page.raw, chosen, drawing, replaced)
    recognised = False
    if _is_picture(letters.seen, drawing, chosen):
        if sum(glyph.text != UNKNOWN for glyph in letters.ghosts) < _FEW:
            return Read([Scan(number)], True, [])
        letters = Letters([*letters.seen, *letters.ghosts], [], letters.skew, [])
        recognised = True
    glyphs = checked(letters, drawing.across)
    seen = Page(number + 1, chosen, glyphs, drawing.across, drawing.down)
    if not recognised:
        ink = Ink(page, chosen)
        seen.glyphs = ink.checked(glyphs)
        if drawing.curves or any(area.colour is None for area in drawing.areas):
            seen.stained = ink.is_in
    blocks, columns = _blocks(seen, letters.skew, known)
    return Read(blocks, recognised, columns)


def _flat(document: PdfDocument, number: int) -> PdfPage:
    """The page with what its form fields and notes show made part of it."""
    page = document[number]
    kinds = set()
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, index)
        kinds.add(pdfium.FPDFAnnot_GetSubtype(note))
        pdfium.FPDFPage_CloseAnnot(note)
    if kinds <= set(_SHOWN_BESIDE):
        return page
    pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _is_picture(seen: Sequence[Glyph], drawing: Drawing, shape: Frame) -> bool:
    """Is the page's text, but for running titles and page numbers, a picture, drawn, or in characters that nobody knows?"""
    known = [glyph for glyph in seen if glyph.text != UNKNOWN]
    if len(seen) - len(known) > max(len(known), _FEW):
        return True
    if drawing.pictured(shape) < _COVERED and drawing.curves < _DRAWN:
        return False
    high, low = _EDGE * shape.height, (1 - _EDGE) * shape.height
    return sum(high < glyph.base < low for glyph in known) < _FEW


def _blocks(page: Page, skew: Sequence[Glyph], known: Sequence[Column]) -> tuple[list[Block], list[Column]]:
    tables, outside, over = read_tables(page, lattices(page.across, page.down), page.glyphs)
    usual = Manner(page.glyphs)
    over += without_watermarks(outside, usual)
    lines = lines_of(glyph for glyph in outside if not glyph.turn)
    mark_foreign(lines, usual)
    aligned, columns = read_aligned(page, lines, () if tables else known)
    parts = [*tables, *aligned, *text_lines(page, outside, (1, 2, 3))]
    parts.sort(key=lambda part: part.top)
    return [*parts, *text_lines(page, [*over, *skew])], [] if tables else columns
