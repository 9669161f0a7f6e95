"""Tables with rules: each region between the rules is a cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from crossfoot.documents.model import DOUBT
from crossfoot.documents.pdf.cells import is_full, print_cell
from crossfoot.documents.pdf.lattice import Lattice
from crossfoot.documents.pdf.lines import Printed, TextLine, text_lines
from crossfoot.documents.pdf.manner import set_apart, touched
from crossfoot.documents.pdf.shapes import DIGITS, Glyph, Page

_OVER = 0.15
"""Of the font size: a figure that reaches so far over a rule may go on behind it."""
_CLOSE = 0.1
_UNEVEN = 1.0
"""Points by which paddings of one table differ, as rules are drawn on whole pixels."""
_UNKNOWN = 100.0


@dataclass(slots=True)
class Cell:
    """A cell of a table: its place, its spans, its text."""

    row: int
    column: int
    rowspan: int
    colspan: int
    printed: Printed
    full: bool = False
    """Does it reach down to the table's end, and had its last line no room for one more character?"""


@dataclass(slots=True)
class Table:
    """A table, or the part of one that stands on a page. `cells` lie in reading order."""

    page: int
    xs: list[float]
    """The edges of its columns."""
    top: float
    bottom: float
    rows: int
    cells: list[Cell]
    lines: Callable[[], list[TextLine]]
    """Its text as lines, should it be no table."""

    @property
    def holds_data(self) -> bool:
        """Is there text in more than one column? What has less is a frame around text."""
        return len({cell.column for cell in self.cells if cell.printed.text}) > 1


def read_tables(
    page: Page, found: Sequence[Lattice], glyphs: Sequence[Glyph]
) -> tuple[list[Table], list[Glyph], list[Glyph]]:
    """The tables of a page, the characters outside of them, and those that are printed over them."""
    inner = [lattice for lattice in found if not _lays_out(lattice, found)]
    inside: list[list[list[Glyph]]] = [[[] for _ in lattice.regions] for lattice in inner]
    outside: list[Glyph] = []
    for glyph in glyphs:
        for number, lattice in enumerate(inner):
            region = lattice.at(*glyph.middle)
            if region is not None:
                inside[number][region].append(glyph)
                break
        else:
            outside.append(glyph)
    tables = []
    over: list[Glyph] = []
    for lattice, contents in zip(inner, inside, strict=True):
        apart = set_apart(lattice, contents)
        tables.append(_table(page, lattice, contents, outside, apart))
        over += apart
    return tables, outside, over


def _lays_out(lattice: Lattice, others: Sequence[Lattice]) -> bool:
    """Does a cell of it hold another table?"""
    for other in others:
        if other is not lattice:
            left, top, right, bottom = other.box
            corners = {lattice.at(left, top), lattice.at(right, bottom), lattice.at(left, bottom)}
            if None not in corners and len(corners) == 1:
                return True
    return False


def _table(
    page: Page, lattice: Lattice, contents: list[list[Glyph]], outside: list[Glyph], apart: list[Glyph]
) -> Table:
    paddings = _paddings(lattice, contents)
    doubtful = _overflowing(lattice, contents, outside) | touched(lattice, contents, apart)
    rows = len(lattice.ys) - 1
    cells = []
    for number, (region, glyphs) in enumerate(zip(lattice.regions, contents, strict=True)):
        padding = paddings[region.column]
        printed = print_cell(page, glyphs, lattice.edges(region), padding)
        stained = not glyphs and region.whole and page.stained(lattice.edges(region))
        if number in doubtful or stained or (glyphs and not region.whole):
            printed.text += DOUBT
        full = region.row + region.rowspan == rows and is_full(glyphs, lattice.edges(region), padding)
        cells.append(Cell(region.row, region.column, region.rowspan, region.colspan, printed, full))
    found = _apart(cells, lattice)
    lines = partial(text_lines, page, [glyph for content in contents for glyph in content])
    return Table(page.number, list(lattice.xs), lattice.ys[0], lattice.ys[-1], rows, found, lines)


def _apart(cells: list[Cell], lattice: Lattice) -> list[Cell]:
    """The cells; those of regions that are no rectangles as single places, the text in the first.

    Where there is text, any of them may be meant.
    """
    found: list[Cell] = []
    for number, (cell, region) in enumerate(zip(cells, lattice.regions, strict=True)):
        if region.whole:
            found.append(cell)
            continue
        places = [
            (y, x) for y, row in enumerate(lattice.owners) for x, owner in enumerate(row) if owner == number
        ]
        for index, (y, x) in enumerate(places):
            rest = Printed(DOUBT if cell.printed.text else "")
            found.append(Cell(y, x, 1, 1, rest if index else cell.printed))
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def _paddings(lattice: Lattice, contents: list[list[Glyph]]) -> dict[int, float]:
    """For each column, the room that cells beginning there leave to the left of their text.

    To the right, punctuation may reach into it. What the table leaves elsewhere bounds it: a column may be centred.
    """
    rooms: dict[int, float] = {}
    for region, glyphs in zip(lattice.regions, contents, strict=True):
        edge = lattice.xs[region.column]
        own = min((glyph.left - edge for glyph in glyphs), default=rooms.get(region.column, _UNKNOWN))
        rooms[region.column] = min(own, rooms.get(region.column, _UNKNOWN))
    least = min(rooms.values())
    return {column: min(room, least + _UNEVEN) for column, room in rooms.items()}


def _overflowing(lattice: Lattice, contents: list[list[Glyph]], outside: list[Glyph]) -> set[int]:
    """The regions with a figure that may be cut off at a rule, or go on behind it."""
    found: set[int] = set()
    ends: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for number, (region, glyphs) in enumerate(zip(lattice.regions, contents, strict=True)):
        left, _, right, _ = lattice.edges(region)
        for glyph in glyphs:
            if glyph.text not in DIGITS:
                continue
            over = _OVER * glyph.size
            for edge, beyond, x in (
                (region.column, left - glyph.left, left - 1),
                (region.column + region.colspan, glyph.right - right, right + 1),
            ):
                if beyond > over:
                    found.add(number)
                    other = lattice.at(x, glyph.middle[1])
                    found.update({number} if other is None else {number, other})
                if beyond > -_CLOSE * glyph.size:
                    ends.setdefault((edge, round(glyph.base)), []).append((number, glyph.left, glyph.right))
    for meeting in ends.values():
        numbers = {number for number, _, _ in meeting}
        if len(numbers) > 1 and _touch(meeting):
            found |= numbers
    found |= _reached(lattice, contents, outside)
    return found


def _touch(meeting: list[tuple[int, float, float]]) -> bool:
    ordered = sorted(meeting, key=lambda each: each[1])
    return any(after[1] - before[2] < 1.0 for before, after in pairwise(ordered))


def _reached(lattice: Lattice, contents: list[list[Glyph]], outside: list[Glyph]) -> set[int]:
    """The regions at the table's sides with a figure that goes on outside."""
    left, top, right, bottom = lattice.box
    found: set[int] = set()
    for glyph in outside:
        if glyph.text not in DIGITS or not top < glyph.middle[1] < bottom:
            continue
        for edge, x in ((left, left + 1), (right, right - 1)):
            if glyph.left - glyph.size * 0.3 < edge < glyph.right + glyph.size * 0.3:
                region = lattice.at(x, glyph.middle[1])
                if region is not None and contents[region]:
                    found.add(region)
    return found
