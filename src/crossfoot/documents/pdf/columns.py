"""The columns of a table without rules: where its figures stand, and the words of the header over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crossfoot.documents.pdf.shapes import Glyph, is_figure

STRONG = 3
"""So many figures on a line show the columns of a table."""
GAP = 2.0
"""Points between two columns, at least."""


class NotAlignedError(Exception):
    """The positions leave a doubt."""


@dataclass(slots=True)
class Word:
    """Characters without a gap."""

    glyphs: list[Glyph]
    line: int
    left: float = 0.0
    right: float = 0.0
    text: str = ""

    def __post_init__(self) -> None:
        self.left = min(glyph.left for glyph in self.glyphs)
        self.right = max(glyph.right for glyph in self.glyphs)
        self.text = "".join(glyph.text for glyph in self.glyphs)

    @property
    def base(self) -> float:
        return self.glyphs[0].base

    @property
    def size(self) -> float:
        return self.glyphs[0].size


@dataclass(slots=True)
class Column:
    """A column: from where to where its header and figures reach, and the words of its header."""

    left: float
    right: float
    header: list[Word] = field(default_factory=list)

    def meets(self, word: Word) -> bool:
        return word.left < self.right and word.right > self.left

    def take(self, word: Word) -> None:
        self.left, self.right = min(self.left, word.left), max(self.right, word.right)


def figures_in(words: Iterable[Word]) -> list[Word]:
    """The words that are figures."""
    return [word for word in words if is_figure(word.text)]


def figure_columns(lines: Sequence[Sequence[Word]]) -> list[Column]:
    """The columns in which the figures stand."""
    columns: list[Column] = []
    for word in sorted((w for line in lines for w in figures_in(line)), key=lambda w: w.left):
        if columns and word.left < columns[-1].right:
            columns[-1].take(word)
        else:
            columns.append(Column(word.left, word.right))
    return columns


def with_headers(columns: list[Column], above: Sequence[Word]) -> list[Column]:
    """The columns with their headers, and those that have a header only.

    A header is built from its lowest word upwards, as long as the words follow each other closely and stand over no
    other column.
    """
    lowest = max((word.base for word in above), default=0.0)
    for word in above:
        # In the lowest lines of the header every word heads a column, also one without figures.
        near = lowest - word.base < 2.5 * word.size
        right_of = word.left > columns[0].left - GAP
        if near and right_of and not any(column.meets(word) for column in columns):
            columns = _with(columns, word)
    columns.sort(key=lambda column: column.left)
    reach = [(column.left, column.right) for column in columns]
    for index, column in enumerate(columns):
        stack = sorted((w for w in above if _over(w, index, reach)), key=lambda w: -w.base)
        for lower, upper in pairwise([None, *stack]):
            assert upper is not None
            if lower is not None and not 0 <= lower.base - upper.base <= 1.6 * upper.size:
                break
            column.header.append(upper)
        column.header.reverse()
        for word in column.header:
            column.take(word)
    _check(columns)
    return columns


def _with(columns: list[Column], word: Word) -> list[Column]:
    return [*columns, Column(word.left, word.right)]


def _over(word: Word, index: int, reach: Sequence[tuple[float, float]]) -> bool:
    """Does a word stand over this column and no other?"""
    met = [n for n, (left, right) in enumerate(reach) if word.left < right and word.right > left]
    return met == [index]


def _check(columns: Sequence[Column]) -> None:
    if len(columns) < STRONG or any(not column.header for column in columns):
        raise NotAlignedError
    if any(after.left - before.right < GAP for before, after in pairwise(columns)):
        raise NotAlignedError
