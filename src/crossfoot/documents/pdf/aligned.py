"""Tables without rules, whose figures stand in columns under headers.

Only what the positions tell without doubt becomes a grid; everything else stays lines of text. A figure is put into a
column when it lies over that column's header or figures and over no other's, and a place is called blank only in a row
whose label and figures are found.
"""

from collections.abc import Sequence
from itertools import pairwise

from crossfoot.documents.pdf.columns import (
    GAP,
    STRONG,
    Column,
    NotAlignedError,
    Word,
    figure_columns,
    figures_in,
    with_headers,
)
from crossfoot.documents.pdf.labels import Row, labelled_rows
from crossfoot.documents.pdf.lines import Line, Printed, TextLine, printed_line, write_line
from crossfoot.documents.pdf.ruled import Cell, Table
from crossfoot.documents.pdf.shapes import Page
from crossfoot.documents.pdf.wrapped import mark_wrapped, plain_lines

_HEADER_LINES = 8
_BESIDE = 2.2
"""Of the font size: how far the lines of a label reach above and below its figures."""


def read_aligned(
    page: Page, lines: Sequence[Line], known: Sequence[Column]
) -> tuple[list[TextLine | Table], list[Column]]:
    """The lines of a page, those of tables without rules as tables; and the columns of the last of these.

    *known* are the columns with which the page before ended: its table may go on without a header.
    """
    words = [[Word(word, number) for word in line.words()] for number, line in enumerate(lines)]
    mark_wrapped(words)
    out: list[TextLine | Table] = []
    done = 0
    columns = list(known)
    for band in _bands(words):
        first, last = _with_labels(words, *band, done)
        try:
            head, found, columns = _table(page, words, (done, first, last), columns)
        except NotAlignedError:
            columns = []
            continue
        out.extend(plain_lines(page, words[done:head]))
        out.extend(found)
        done = last + 1
    if any(_is_parted([line], columns[0].left) for line in words[done:] if columns):
        columns = []
    out.extend(plain_lines(page, words[done:]))
    return out, columns


def _bands(words: Sequence[Sequence[Word]]) -> list[tuple[int, int]]:
    """The first and the last line of what may be a table: lines of many figures, and labels between them."""
    strong = [number for number, line in enumerate(words) if len(figures_in(line)) >= STRONG]
    bands: list[tuple[int, int]] = []
    for number in strong:
        if bands and not _is_parted(words[bands[-1][1] : number], figures_in(words[number])[0].left):
            bands[-1] = (bands[-1][0], number)
        else:
            bands.append((number, number))
    return [band for band in bands if band[1] > band[0]]


def _with_labels(words: Sequence[Sequence[Word]], first: int, last: int, floor: int) -> tuple[int, int]:
    """The band with the rows of fewer figures around it, and the lines of labels that reach beyond its figures."""
    edge = min(word.left for line in words[first : last + 1] for word in figures_in(line))
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
        figures = figures_in(words[number])
        if figures and figures[0].left >= edge - GAP:
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
    return any(not figures_in(line) and any(word.right > edge for word in line) for line in lines)


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
        while any(figures_in(line) for line in words[head:first]):
            head += 1
        columns = with_headers(
            figure_columns(words[first : last + 1]), [w for line in words[head:first] for w in line]
        )
        headers = {id(word) for column in columns for word in column.header}
        head = min(word.line for column in columns for word in column.header)
        rest = [[word for word in line if id(word) not in headers] for line in words[head:first]]
    rows = labelled_rows(body, columns, page.across)
    before = [printed_line(page, _line(line)) for line in rest if line]
    grid = _grid(page, columns, rows, [words[number] for number in range(head, last + 1)])
    return head, [*before, grid], columns


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
    return Table(page.number, xs, top, bottom, len(rows) + headed, cells, list)


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
