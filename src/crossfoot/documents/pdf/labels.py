"""The rows of a table without rules: which label owns which line of figures."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crossfoot.documents.pdf.columns import GAP, Column, NotAlignedError, Word
from crossfoot.documents.pdf.shapes import Rule

_ROWS = 2
"""Fewer rows than this are left as lines."""
_WIDEST = 2.2
"""Of the font size: lines of one label are no farther apart."""
_LEADING = 1.15
"""Lines of one label are at most so much farther apart than the closest ones."""


@dataclass(slots=True)
class Label:
    """Words of one label on lines that follow each other, at one left edge."""

    left: float
    words: list[Word]

    @property
    def lines(self) -> range:
        return range(self.words[0].line, self.words[-1].line + 1)


@dataclass(slots=True)
class Row:
    """A row of the table: its label, what stands to the left of it, and for each column its words."""

    label: list[Word]
    group: list[Word]
    cells: list[list[Word]] | None
    """Null where nothing is known of them."""


def labelled_rows(body: Sequence[Word], columns: Sequence[Column], across: Sequence[Rule]) -> list[Row]:
    """The rows of the table."""
    edge = columns[0].left
    labels = [word for word in body if word.right <= edge]
    values: dict[int, list[Word]] = {}
    for word in body:
        if word.right > edge:
            if sum(column.meets(word) for column in columns) != 1 or word.left < edge - GAP:
                raise NotAlignedError
            values.setdefault(word.line, []).append(word)
    blocks, owners = owned(labels, sorted(values), across)
    rows: list[Row] = []
    for block in blocks:
        line = owners.get(id(block))
        if line is None:
            rows.append(Row([], block.words, None))
            continue
        cells = [[word for word in values[line] if column.meets(word)] for column in columns]
        if any(len(cell) > 1 for cell in cells):
            raise NotAlignedError
        rows.append(Row(block.words, [], cells))
    return rows


def owned(
    words: Sequence[Word], lines: Sequence[int], across: Sequence[Rule], rows: int = _ROWS
) -> tuple[list[Label], dict[int, int]]:
    """The labels, and the line of figures of each: with wrapped labels, or if that cannot be, each line for itself."""
    edges = _chunks(words)
    rules = sorted(rule.at for rule in across)
    for limit in (_leading(edges), 0.0):
        blocks = _labels(edges, limit, rules)
        owners = _owners(blocks, lines)
        if owners is not None and len(owners) >= rows:
            return sorted(blocks, key=lambda block: (block.words[0].line, block.left)), owners
    raise NotAlignedError


def _chunks(words: Sequence[Word]) -> list[list[Word]]:
    """The words of the labels by their left edges, those that follow each other on a line as one."""
    chunks: list[Word] = []
    for word in words:
        last = chunks[-1] if chunks else None
        if last is not None and last.line == word.line and word.left - last.right < 0.6 * word.size:
            chunks[-1] = Word([*last.glyphs, *word.glyphs], word.line)
        else:
            chunks.append(word)
    edges: dict[int, list[Word]] = {}
    for chunk in chunks:
        near = next((edge for edge in edges if abs(edge - chunk.left) < 3), round(chunk.left))
        edges.setdefault(near, []).append(chunk)
    return list(edges.values())


def _leading(edges: Sequence[Sequence[Word]]) -> float:
    """The distance at which two lines may belong to one label."""
    gaps = [
        b.base - a.base
        for column in edges
        for a, b in pairwise(column)
        if 0 < b.base - a.base < _WIDEST * a.size
    ]
    return min(gaps, default=0.0) * _LEADING


def _labels(edges: Sequence[Sequence[Word]], limit: float, rules: Sequence[float]) -> list[Label]:
    """The labels, if lines up to *limit* apart with no rule between them are one."""
    blocks: list[Label] = []
    for column in edges:
        for index, chunk in enumerate(column):
            before = column[index - 1]
            ruled = bisect(rules, before.base) != bisect(rules, chunk.base - chunk.size / 2)
            if index and chunk.base - before.base <= limit and not ruled:
                blocks[-1].words.append(chunk)
            else:
                blocks.append(Label(chunk.left, [chunk]))
    return blocks


def _owners(blocks: Sequence[Label], lines: Sequence[int]) -> dict[int, int] | None:
    """Label → the line of its figures: every line has one label, the one farthest to the right of those beside it.

    Null where a line has none, or the same as another.
    """
    owners: dict[int, int] = {}
    for line in lines:
        beside = [block for block in blocks if line in block.lines]
        deepest = max(beside, key=lambda block: block.left, default=None)
        if deepest is None or id(deepest) in owners:
            return None
        if sum(block.left > deepest.left - 3 for block in beside) > 1:
            return None
        owners[id(deepest)] = line
    return owners
