"""What is printed in another manner than a table's text: paler, or in letters of quite another size.

A watermark behind a table, or a stamp over it, puts digits into cells that are empty. What runs over the rules as well belongs
to no cell; what fits into one may be its figure, and is in doubt.
"""

from collections.abc import Sequence
from statistics import median_low

from crossfoot.documents.pdf.lattice import Lattice
from crossfoot.documents.pdf.lines import Line, lines_of
from crossfoot.documents.pdf.shapes import DIGITS, Glyph

_PALE = 0.4
"""Of the usual contrast: what has less is a watermark's."""
_BIG = 1.5
_SMALL = 0.5
"""Of the usual font size."""
_ENOUGH = 8
"""Cells: the figures of so many show what is usual for figures."""
_OVER = 0.2
"""Of its height: what reaches so far over the edges of a cell is not printed into it."""


class Manner:
    """The usual size and contrast of some text."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._size = median_low([glyph.size for glyph in glyphs] or [1.0])
        self._contrast = median_low([glyph.contrast for glyph in glyphs] or [255])

    def differs(self, glyph: Glyph) -> bool:
        """Is a character printed in quite another manner?"""
        usual = _SMALL * self._size <= glyph.size <= _BIG * self._size
        return not usual or self.is_pale(glyph)

    def is_pale(self, glyph: Glyph) -> bool:
        return glyph.contrast < _PALE * self._contrast

    def is_watermark(self, glyph: Glyph) -> bool:
        return self.is_pale(glyph) and glyph.size > _BIG * self._size


def set_apart(lattice: Lattice, contents: list[list[Glyph]]) -> list[Glyph]:
    """Take out of a table what is printed over it, and mark as doubtful the figures of another manner than its own.

    *contents* are the characters in each region, and are changed; what is taken out is returned.
    """
    foreign = _foreign(contents)
    if not foreign:
        return []
    over = {id(glyph) for glyph in _runs_over(lattice, foreign)}
    taken: list[Glyph] = []
    for content in contents:
        figures = _is_open(content)
        kept: list[Glyph] = []
        for glyph in content:
            if id(glyph) in over:
                taken.append(_doubtful(glyph))
            else:
                kept.append(_doubtful(glyph) if figures and id(glyph) in foreign else glyph)
        content[:] = kept
    return taken


def _foreign(contents: Sequence[Sequence[Glyph]]) -> dict[int, Glyph]:
    """By `id`, the characters that are printed as neither the table's labels nor its figures are."""
    figures = [content for content in contents if content and _is_open(content)]
    manners = [Manner([glyph for content in contents for glyph in content])]
    if len(figures) >= _ENOUGH:
        manners.append(Manner([glyph for content in figures for glyph in content]))
    return {
        id(glyph): glyph
        for content in contents
        for glyph in content
        if all(manner.differs(glyph) for manner in manners)
    }


def _runs_over(lattice: Lattice, foreign: dict[int, Glyph]) -> list[Glyph]:
    """The characters of words that no cell holds."""
    found: list[Glyph] = []
    for line in lines_of(glyph for glyph in foreign.values() if not glyph.turn):
        for run in _runs(line):
            regions = {lattice.at(*glyph.middle) for glyph in run}
            if len(regions) > 1 or any(_reaches_over(lattice, glyph) for glyph in run):
                found.extend(run)
    return found


def _runs(line: Line) -> list[list[Glyph]]:
    """The words of a line, in which letters may stand a letter apart."""
    runs = [[line.glyphs[0]]]
    for glyph in line.glyphs[1:]:
        if glyph.left - runs[-1][-1].right < glyph.size:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _reaches_over(lattice: Lattice, glyph: Glyph) -> bool:
    number = lattice.at(*glyph.middle)
    if number is None:
        return True
    _, top, _, bottom = lattice.edges(lattice.regions[number])
    over = _OVER * (glyph.bottom - glyph.top)
    return glyph.top < top - over or glyph.bottom > bottom + over


def touched(lattice: Lattice, contents: Sequence[Sequence[Glyph]], apart: Sequence[Glyph]) -> set[int]:
    """The regions without a text of their own, or with a figure, into which a digit fits that is printed over them."""
    found: set[int] = set()
    for glyph in apart:
        number = lattice.at(*glyph.middle) if glyph.text in DIGITS else None
        if number is not None and not _reaches_over(lattice, glyph) and _is_open(contents[number]):
            found.add(number)
    return found


def _is_open(content: Sequence[Glyph]) -> bool:
    return all(glyph.is_figure for glyph in content)


def without_watermarks(glyphs: list[Glyph], usual: Manner) -> list[Glyph]:
    """Take out of the text outside of tables what is both pale and big; it is returned."""
    taken = [_doubtful(glyph) for glyph in glyphs if usual.is_watermark(glyph)]
    glyphs[:] = [glyph for glyph in glyphs if not usual.is_watermark(glyph)]
    return taken


def mark_foreign(lines: Sequence[Line], usual: Manner) -> None:
    """Mark digits outside of tables as doubtful that may be printed over the text: pale ones, but in the lines at the edge
    of the page, and ones of another size than their line."""
    for number, line in enumerate(lines):
        own = Manner(line.glyphs)
        inner = 0 < number < len(lines) - 1
        for index, glyph in enumerate(line.glyphs):
            if glyph.text in DIGITS and (own.differs(glyph) or (inner and usual.is_pale(glyph))):
                line.glyphs[index] = _doubtful(glyph)


def _doubtful(glyph: Glyph) -> Glyph:
    return glyph._replace(doubtful=True)
