"""Tables that go on over page breaks, made one table."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crossfoot.documents.pdf.lines import TextLine
from crossfoot.documents.pdf.ruled import Cell, Table
from crossfoot.documents.pdf.shapes import is_figure

_AGREE = 4.0
"""Points: edges of columns on two pages that lie so near to each other are one."""
_PAGE_NUMBER = re.compile(r"[\s\d\-–—―－•·.．/|第页共页码,，、:：]*")
_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(r"\s*(?:[0-9一二三四五六七八九十]+\s*[、.．]|[(（][0-9一二三四五六七八九十]+[)）])")


@dataclass(frozen=True, slots=True)
class Scan:
    """A page whose text is a picture, as its index."""

    page: int


Block = TextLine | Table | Scan
Pages = Sequence[list[Block]]


def join_pages(pages: Pages) -> None:
    """Make tables that go on over a page break one, where the first part stands. The blocks are changed in place."""
    repeated = _repeated(pages)
    for index in range(len(pages) - 1, 0, -1):  # from the end, so that a chain of parts grows at its front
        before, after = pages[index - 1], pages[index]
        first, second = _last_table(before, repeated), _first_table(after, repeated)
        if first is not None and second is not None and _join(first, second):
            after.remove(second)


def _repeated(pages: Pages) -> Counter[tuple[str, int]]:
    """Lines that several pages have at the same height."""
    seen: Counter[tuple[str, int]] = Counter()
    for blocks in pages:
        seen.update({_key(block) for block in blocks if isinstance(block, TextLine)})
    return seen


def _key(line: TextLine) -> tuple[str, int]:
    return _DIGITS.sub("0", line.printed.text), round(line.top / 4)


def _is_furniture(block: Block, repeated: Counter[tuple[str, int]]) -> bool:
    if not isinstance(block, TextLine):
        return False
    return _PAGE_NUMBER.fullmatch(block.printed.text) is not None or repeated[_key(block)] > 1


def _last_table(blocks: list[Block], repeated: Counter[tuple[str, int]]) -> Table | None:
    """The table that nothing but page furniture follows."""
    for block in reversed(blocks):
        if isinstance(block, Table):
            return block
        if not _is_furniture(block, repeated):
            return None
    return None


def _first_table(blocks: list[Block], repeated: Counter[tuple[str, int]]) -> Table | None:
    """The table that nothing but page furniture leads."""
    for block in blocks:
        if isinstance(block, Table):
            return block
        if not _is_furniture(block, repeated):
            return None
    return None


def _join(first: Table, second: Table) -> bool:
    """Take *second* into *first*, if it has the same columns."""
    shift = first.xs[0] - second.xs[0]
    edges = _common_edges(first.xs, [x + shift for x in second.xs])
    if edges is None:
        return False
    _renumber(first, first.xs, edges)
    _renumber(second, [x + shift for x in second.xs], edges)
    _drop_header(first, second)
    _join_split_row(first, second)
    _join_spans(first, second)
    for cell in second.cells:
        cell.row += first.rows
    first.cells += second.cells
    first.rows += second.rows
    first.cells.sort(key=lambda cell: (cell.row, cell.column))
    first.xs = edges
    return True


def _common_edges(one: list[float], other: list[float]) -> list[float] | None:
    """The edges of the finer table, if the other has none that it has not."""
    fine, coarse = (one, other) if len(one) >= len(other) else (other, one)
    if abs(fine[-1] - coarse[-1]) > _AGREE:
        return None
    known = all(min(abs(x - edge) for edge in fine) <= _AGREE for x in coarse)
    return list(fine) if known else None


def _renumber(table: Table, own: list[float], edges: list[float]) -> None:
    """Count the table's columns by *edges*."""
    places = [min(range(len(edges)), key=lambda index: abs(edges[index] - x)) for x in own]
    for cell in table.cells:
        right = places[cell.column + cell.colspan]
        cell.column = places[cell.column]
        cell.colspan = right - cell.column


def _rows(table: Table, count: int) -> list[list[tuple[int, int, int, str]]]:
    """What the first rows hold."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(count)]
    for cell in table.cells:
        if cell.row < count:
            rows[cell.row].append((cell.column, cell.colspan, cell.rowspan, cell.printed.text))
    return rows


def _drop_header(first: Table, second: Table) -> None:
    """Take the header out of *second* that repeats the one of *first*.

    A table may repeat more rows than its header has: below it, a row with the same label and figures is the same row.
    """
    count = min(first.rows, second.rows - 1)
    heads, repeats = _rows(first, count), _rows(second, count)
    same = 0
    while same < count and heads[same] == repeats[same] and _may_repeat(repeats[same], below=same > 0):
        same += 1
    while same and any(cell.row < same < cell.row + cell.rowspan for cell in second.cells):
        same -= 1
    if not any(text for row in repeats[:same] for *_, text in row):
        return
    second.cells = [cell for cell in second.cells if cell.row >= same]
    for cell in second.cells:
        cell.row -= same
    second.rows -= same


def _may_repeat(row: list[tuple[int, int, int, str]], *, below: bool) -> bool:
    """Is a row a header's, or one with a label and figures *below* a header?"""
    texts = [text for *_, text in row if text]
    return not any(map(is_figure, texts)) or (below and not is_figure(texts[0]))


def _join_split_row(first: Table, second: Table) -> None:
    """If the break went through a row, make its halves one row."""
    upper = _last_row(first)
    lower = {(cell.column, cell.colspan): cell for cell in second.cells if cell.row == 0}
    if upper.keys() != lower.keys() or second.rows < 1:
        return
    pairs = [(upper[place], lower[place]) for place in upper]
    if not _is_split([pair for pair in pairs if pair[0].rowspan == pair[1].rowspan == 1]):
        return
    for above, below in pairs:
        _append(above, below)
        above.rowspan += below.rowspan - 1
    second.cells = [cell for cell in second.cells if cell.row]
    for cell in second.cells:
        cell.row -= 1
    second.rows -= 1


def _last_row(table: Table) -> dict[tuple[int, int], Cell]:
    """The cells that reach down to the table's end."""
    reaching = (cell for cell in table.cells if cell.row + cell.rowspan == table.rows)
    return {(cell.column, cell.colspan): cell for cell in reaching}


def _is_split(pairs: list[tuple[Cell, Cell]]) -> bool:
    """Does the lower row hold only the rest of the upper one's label, or of its figures?"""
    texts = [(above, below) for above, below in pairs if above.printed.text and below.printed.text]
    if len(texts) != 1 or not texts[0][0].full or _ORDINAL.match(texts[0][1].printed.text):
        return False
    above, below = texts[0]
    if is_figure(above.printed.text) or is_figure(below.printed.text):
        return False
    others = [pair for pair in pairs if pair[0] is not above]
    return not (any(each.printed.text for each, _ in others) and any(each.printed.text for _, each in others))


def _append(above: Cell, below: Cell) -> None:
    """Let a cell go on with the text of another."""
    start = len(above.printed.text)
    above.printed.text += below.printed.text
    above.printed.pieces += [
        (left + start, right + start, page, box, cell)
        for left, right, page, box, cell in below.printed.pieces
    ]
    above.full = below.full


def _join_spans(first: Table, second: Table) -> None:
    """Cells of several rows that the break went through: one half of them is empty.

    These are cells of labels: where no label follows on their row, they are cells of their own under a header.
    """
    upper = _last_row(first)
    filled = [cell for cell in second.cells if cell.row == 0 and cell.printed.text]
    label = next((cell.column for cell in filled if not is_figure(cell.printed.text)), -1)
    if not filled or filled[0].column != label:
        return
    kept = []
    for cell in second.cells:
        leads = cell.row == 0 and cell.column <= label
        above = upper.get((cell.column, cell.colspan)) if leads else None
        if above is None or not _goes_on(above, cell):
            kept.append(cell)
            continue
        _append(above, cell)
        above.rowspan += cell.rowspan
    second.cells = kept


def _goes_on(above: Cell, below: Cell) -> bool:
    if above.rowspan == 1 and below.rowspan == 1:
        return False
    return (not above.printed.text) != (not below.printed.text)
