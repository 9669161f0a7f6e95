"""Tables without rules, whose figures stand in columns under headers.

Only what the positions tell without doubt becomes a grid; everything else stays lines of text. A figure is put into a
column when it lies over that column's header or figures and over no other's, and a place is called blank only in a row
whose label and figures are found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crossfoot.documents.pdf.lines import Line, Printed, TextLine, printed_line, write_line
from crossfoot.documents.pdf.ruled import Cell, Table
from crossfoot.documents.pdf.shapes import Glyph, Page, is_figure

_STRONG = 4
"""So many figures on a line show the columns of a table."""
_ROWS = 3
"""Fewer rows than this are left as lines."""
_HEADER_LINES = 8
_GAP = 2.0
"""Points between two columns, at least."""
_BESIDE = 2.2
"""Of the font size: how far the lines of a label reach above and below its figures."""
_LEADING = 1.15
"""Lines of one label are at most so much farther apart than the closest ones."""


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


@dataclass(slots=True)
class Label:
    """Words of one label on lines that follow each other, at one left edge."""

    left: float
    words: list[Word]

    @property
    def lines(self) -> range:
        return range(self.words[0].line, self.words[-1].line + 1)


class _NotAlignedError(Exception):
    """The positions leave a doubt."""


def read_aligned(
    page: Page, lines: Sequence[Line], known: Sequence[Column]
) -> tuple[list[TextLine | Table], list[Column]]:
    """The lines of a page, those of tables without rules as tables; and the columns of the last of these.

    *known* are the columns with which the page before ended: its table may go on without a header.
    """
    words = [[Word(word, number) for word in line.words()] for number, line in enumerate(lines)]
    out: list[TextLine | Table] = []
    done = 0
    columns = list(known)
    for band in _bands(words):
        first, last = _with_labels(words, *band, done)
        try:
            head, found, columns = _table(page, words, (done, first, last), columns)
        except _NotAlignedError:
            columns = []
            continue
        out.extend(printed_line(page, line) for line in lines[done:head])
        out.extend(found)
        done = last + 1
    if any(_is_parted([line], columns[0].left) for line in words[done:] if columns):
        columns = []
    out.extend(printed_line(page, line) for line in lines[done:])
    return out, columns


def _figures(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if is_figure(word.text)]


def _bands(words: Sequence[Sequence[Word]]) -> list[tuple[int, int]]:
    """The first and the last line of what may be a table: lines of many figures, and labels between them."""
    strong = [number for number, line in enumerate(words) if len(_figures(line)) >= _STRONG]
    bands: list[tuple[int, int]] = []
    for number in strong:
        if bands and not _is_parted(words[bands[-1][1] : number], _figures(words[number])[0].left):
            bands[-1] = (bands[-1][0], number)
        else:
            bands.append((number, number))
    return [band for band in bands if band[1] > band[0]]


def _with_labels(words: Sequence[Sequence[Word]], first: int, last: int, floor: int) -> tuple[int, int]:
    """The band with the rows of fewer figures around it, and the lines of labels that reach beyond its figures."""
    edge = min(word.left for line in words[first : last + 1] for word in _figures(line))
    ends = []
    for end, step in ((first, -1), (last, 1)):
        number = end = _last_weak(words, end, step, edge, floor)
        while floor <= number + step < len(words) and _is_beside(words[number + step], words[end][0], edge):
            number += step
        ends.append(number)
    return ends[0], ends[1]


def _last_weak(words: Sequence[Sequence[Word]], end: int, step: int, edge: float, floor: int) -> int:
    """The last line in a direction that has figures where the table has them, with nothing but labels on the way."""
    number = end + step
    while floor <= number < len(words):
        figures = _figures(words[number])
        if figures and figures[0].left >= edge - _GAP:
            end = number
        elif figures or any(word.right > edge for word in words[number]):
            break
        number += step
    return end


def _is_beside(line: Sequence[Word], figure: Word, edge: float) -> bool:
    """May a line belong to the label of a line of figures, which is centred on them?"""
    near = abs(line[0].base - figure.base) < _BESIDE * figure.size
    return near and all(word.right <= edge for word in line)


def _is_parted(lines: Sequence[Sequence[Word]], edge: float) -> bool:
    """Does a line without figures reach beyond the labels, as a header or a sentence does?"""
    return any(not _figures(line) and any(word.right > edge for word in line) for line in lines)


def _table(
    page: Page, words: Sequence[Sequence[Word]], band: tuple[int, int, int], known: Sequence[Column]
) -> tuple[int, list[TextLine | Table], list[Column]]:
    """The table of a band: where its header begins, its blocks, and its columns.

    *band* is the first line that is free, and the first and the last line with figures.
    """
    floor, first, last = band
    body = [word for line in words[first : last + 1] for word in line]
    goes_on = known and not floor and not _is_parted(words[:first], known[0].left)
    if goes_on:
        columns = [Column(column.left, column.right) for column in known]
        head, rest = first, []
    else:
        head = max(floor, first - _HEADER_LINES)
        while any(_figures(line) for line in words[head:first]):
            head += 1
        columns = _headed(_columns(words[first : last + 1]), [w for line in words[head:first] for w in line])
        headers = {id(word) for column in columns for word in column.header}
        head = min(word.line for column in columns for word in column.header)
        rest = [[word for word in line if id(word) not in headers] for line in words[head:first]]
    rows = _rows(body, columns)
    before = [printed_line(page, _line(line)) for line in rest if line]
    grid = _grid(page, columns, rows, [words[number] for number in range(head, last + 1)])
    return head, [*before, grid], columns


def _columns(lines: Sequence[Sequence[Word]]) -> list[Column]:
    """The columns in which the figures stand."""
    columns: list[Column] = []
    for word in sorted((w for line in lines for w in _figures(line)), key=lambda w: w.left):
        if columns and word.left < columns[-1].right:
            columns[-1].take(word)
        else:
            columns.append(Column(word.left, word.right))
    return columns


def _headed(columns: list[Column], above: Sequence[Word]) -> list[Column]:
    """The columns with their headers, and those that have a header only.

    A header is built from its lowest word upwards, as long as the words follow each other closely and stand over no
    other column.
    """
    lowest = max((word.base for word in above), default=0.0)
    for word in above:
        # In the lowest lines of the header every word heads a column, also one without figures.
        near = lowest - word.base < 2.5 * word.size
        right_of = word.left > columns[0].left - _GAP
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
    if len(columns) < _STRONG or any(not column.header for column in columns):
        raise _NotAlignedError
    if any(after.left - before.right < _GAP for before, after in pairwise(columns)):
        raise _NotAlignedError


@dataclass(slots=True)
class Row:
    """A row of the table: its label, what stands to the left of it, and for each column its words."""

    label: list[Word]
    group: list[Word]
    cells: list[list[Word]] | None
    """Null where nothing is known of them."""


def _rows(body: Sequence[Word], columns: Sequence[Column]) -> list[Row]:
    """The rows of the table."""
    edge = columns[0].left
    labels = [word for word in body if word.right <= edge]
    values: dict[int, list[Word]] = {}
    for word in body:
        if word.right > edge:
            if sum(column.meets(word) for column in columns) != 1 or word.left < edge - _GAP:
                raise _NotAlignedError
            values.setdefault(word.line, []).append(word)
    blocks, owners = _owned(_chunks(labels), sorted(values))
    rows: list[Row] = []
    for block in sorted(blocks, key=lambda block: (block.words[0].line, block.left)):
        line = owners.get(id(block))
        if line is None:
            rows.append(Row([], block.words, None))
            continue
        cells = [[word for word in values[line] if column.meets(word)] for column in columns]
        if any(len(cell) > 1 for cell in cells):
            raise _NotAlignedError
        rows.append(Row(block.words, [], cells))
    return rows


def _owned(edges: Sequence[Sequence[Word]], lines: Sequence[int]) -> tuple[list[Label], dict[int, int]]:
    """The labels, and the line of figures of each: with wrapped labels, or if that cannot be, each line for itself."""
    for limit in (_leading(edges), 0.0):
        blocks = _labels(edges, limit)
        owners = _owners(blocks, lines)
        if owners is not None and len(owners) >= _ROWS:
            return blocks, owners
    raise _NotAlignedError


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
    gaps = [b.base - a.base for column in edges for a, b in pairwise(column) if b.base > a.base]
    return min(gaps, default=0.0) * _LEADING


def _labels(edges: Sequence[Sequence[Word]], limit: float) -> list[Label]:
    """The labels, if lines up to *limit* apart are one."""
    blocks: list[Label] = []
    for column in edges:
        for index, chunk in enumerate(column):
            if index and chunk.base - column[index - 1].base <= limit:
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


def _grid(
    page: Page, columns: Sequence[Column], rows: Sequence[Row], lines: Sequence[Sequence[Word]]
) -> Table:
    """The rows as a table: a column of labels, then those of the figures."""
    headed = any(column.header for column in columns)
    cells = [Cell(0, 0, 1, 1, Printed())] if headed else []
    cells += [Cell(0, n, 1, 1, _print(page, column.header)) for n, column in enumerate(columns, 1) if headed]
    for number, row in enumerate(rows, int(headed)):
        cells.append(Cell(number, 0, 1, 1, _print(page, row.label or row.group)))
        if row.cells is not None:
            cells += [Cell(number, n, 1, 1, _print(page, cell)) for n, cell in enumerate(row.cells, 1)]
    glyphs = [glyph for line in lines for word in line for glyph in word.glyphs]
    xs = [min(glyph.left for glyph in glyphs), *(column.left for column in columns), columns[-1].right]
    top, bottom = min(glyph.top for glyph in glyphs), max(glyph.bottom for glyph in glyphs)
    return Table(page.number, xs, top, bottom, len(rows) + headed, cells, [])


def _line(words: Sequence[Word]) -> Line:
    return Line([glyph for word in words for glyph in word.glyphs])


def _print(page: Page, words: Sequence[Word]) -> Printed:
    """The words of a cell, line after line."""
    printed = Printed()
    for before, word in pairwise([None, *words]):
        assert word is not None
        if before is not None and (before.line == word.line or before.text[-1:].isascii()):
            printed.text += " "
        write_line(page, _line([word]), printed)
    return printed
