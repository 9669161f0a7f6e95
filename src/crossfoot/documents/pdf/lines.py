"""From characters to lines of text: words in the order in which they are read, each with its origin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crossfoot.documents.model import DOUBT, Box
from crossfoot.documents.pdf.frame import move, move_box, turned
from crossfoot.documents.pdf.shapes import DIGITS, FIGURE, Glyph, Page
from crossfoot.documents.writer import Piece

_SAME_LINE = 0.3
"""Of the font size: baselines so near are one line's."""
_APART = 0.18
_FIGURES_APART = 0.12
"""Of the font size: a wider gap parts two words, or two figures."""


@dataclass(slots=True)
class Line:
    """Characters on one baseline, from left to right."""

    glyphs: list[Glyph]

    @property
    def left(self) -> float:
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return min(glyph.base - 0.88 * glyph.size for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.base + 0.12 * glyph.size for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    def words(self) -> list[list[Glyph]]:
        """The characters parted where the line has gaps."""
        words = [[self.glyphs[0]]]
        for before, glyph in pairwise(self.glyphs):
            if _parted(before, glyph):
                words.append([glyph])
            else:
                words[-1].append(glyph)
        return words


def _parted(before: Glyph, glyph: Glyph) -> bool:
    gap = glyph.left - before.right
    size = max(before.size, glyph.size)
    if gap > _APART * size:
        return True
    if before.text not in DIGITS and glyph.text not in DIGITS:
        return False
    if before.text in FIGURE and glyph.text in FIGURE and gap > _FIGURES_APART * size:
        return True
    # A smaller character that stands higher or lower is a mark beside a figure, and no digit of it.
    return min(before.size, glyph.size) < 0.8 * size and abs(before.base - glyph.base) > 0.08 * size


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of characters that all run to the right, from top to bottom."""
    lines: list[Line] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda each: (each.base, each.left)):
        if lines and glyph.base - base <= _SAME_LINE * lines[-1].glyphs[0].size:
            lines[-1].glyphs.append(glyph)
        elif lines and _is_raised(lines[-1], glyph):
            lines[-1].glyphs.append(glyph)
            base = glyph.base
        else:
            lines.append(Line([glyph]))
            base = glyph.base
    for line in lines:
        line.glyphs.sort(key=lambda glyph: glyph.left)
    return lines


def _is_raised(line: Line, glyph: Glyph) -> bool:
    """Is what was taken for a line only the raised marks beside the line that *glyph* begins?"""
    size = max(each.size for each in line.glyphs)
    return size < 0.8 * glyph.size and glyph.base - line.glyphs[0].base < 0.6 * glyph.size


@dataclass(slots=True)
class Printed:
    """A text with the origins of its words."""

    text: str = ""
    pieces: list[Piece] = field(default_factory=list)

    def add(self, text: str, page: int, box: Box) -> None:
        start = len(self.text)
        self.text += text
        self.pieces.append((start, len(self.text), page, box, None))


def write_line(page: Page, line: Line, into: Printed, turn: int = 0) -> None:
    """Add the words of a line, with single spaces between them."""
    for number, word in enumerate(line.words()):
        if number:
            into.text += " "
        text = "".join(glyph.text for glyph in word)
        if any(glyph.doubtful for glyph in word):
            text = f"{text}{DOUBT}"
        number_of_page, box = page.origin(_box_of(word, turn))
        into.add(text, number_of_page, box)


def _box_of(word: Sequence[Glyph], turn: int) -> Box:
    box = (
        min(glyph.left for glyph in word),
        min(glyph.base - 0.88 * glyph.size for glyph in word),
        max(glyph.right for glyph in word),
        max(glyph.base + 0.12 * glyph.size for glyph in word),
    )
    return move_box(turned(-turn % 4, 0, 0), box)


def turned_glyphs(glyphs: Iterable[Glyph], turn: int) -> list[Glyph]:
    """Characters whose lines stand at *turn*, brought to run to the right."""
    matrix = turned(turn, 0, 0)
    found = []
    for glyph in glyphs:
        left, top, right, bottom = move_box(matrix, (glyph.left, glyph.top, glyph.right, glyph.bottom))
        base = move(matrix, glyph.base, glyph.base)[1]
        found.append(glyph._replace(left=left, top=top, right=right, bottom=bottom, base=base))
    return found


@dataclass(slots=True)
class TextLine:
    """A line of text outside of tables."""

    top: float
    printed: Printed


def printed_line(page: Page, line: Line, turn: int = 0) -> TextLine:
    """A line outside of tables; one that runs in another direction than the page stands at its end."""
    printed = Printed()
    write_line(page, line, printed, turn)
    return TextLine(page.frame.height if turn else line.top, printed)


def text_lines(page: Page, glyphs: Sequence[Glyph], turns: Iterable[int] = range(4)) -> list[TextLine]:
    """Characters as lines, those that run in one direction after those that run in another."""
    found: list[TextLine] = []
    for turn in turns:
        own = [glyph for glyph in glyphs if glyph.turn == turn]
        lines = lines_of(turned_glyphs(own, turn) if turn else own)
        found.extend(printed_line(page, line, turn) for line in lines)
    return found
