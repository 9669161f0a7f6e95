"""The text of one cell from its characters."""

from collections.abc import Sequence
from itertools import groupby

from crossfoot.documents.model import DOUBT, Box
from crossfoot.documents.pdf.lines import Line, Printed, lines_of, turned_glyphs, write_line
from crossfoot.documents.pdf.shapes import DIGITS, FIGURE, Glyph, Page

_PADDING = 6.0
"""Points: the widest padding that a figure's line is taken to need at either side of its cell."""


def print_cell(page: Page, glyphs: Sequence[Glyph], box: Box, padding: float) -> Printed:
    """The lines of a cell run together.

    *box* is the cell, *padding* the least room that the table's cells leave beside their text. A figure is joined over
    two lines only where the first had no room for more; elsewhere the text gets a mark of doubt.
    """
    printed = Printed()
    for turn, group in groupby(sorted(glyphs, key=lambda glyph: glyph.turn), key=lambda glyph: glyph.turn):
        found = list(group)
        if turn:
            found = turned_glyphs(found, turn)
        room = (box[3] - box[1] if turn % 2 else box[2] - box[0]) - 2 * min(max(padding, 0.0), _PADDING)
        lines = lines_of(found)
        figures = all(glyph.is_figure for glyph in found)
        for before, line in zip([None, *lines[:-1]], lines, strict=True):
            if printed.text and line.words():
                printed.text += _joint(before, line, room, figures=figures)
            write_line(page, line, printed, turn)
    return printed


def _joint(before: Line | None, line: Line, room: float, *, figures: bool) -> str:
    """What stands between two lines of a cell."""
    if before is None:
        return " "
    last, first = before.glyphs[-1], line.glyphs[0]
    if last.text not in FIGURE or first.text not in FIGURE:
        # Words of Latin letters are kept apart; Chinese is not.
        return " " if last.text.isascii() and first.text.isascii() else ""
    full = before.right - before.left + (first.right - first.left) > room
    if full and figures:
        return ""
    return DOUBT if figures or (last.text in DIGITS and first.text in DIGITS) else ""


def is_full(glyphs: Sequence[Glyph], box: Box, padding: float) -> bool:
    """Has the last line of a cell no room for one more character?"""
    lines = lines_of(glyph for glyph in glyphs if not glyph.turn)
    if not lines:
        return False
    last = lines[-1]
    room = box[2] - box[0] - 2 * min(max(padding, 0.0), _PADDING)
    return last.right - last.left + last.size > room - 1
