"""A document as a stream of atoms: texts, figures and blanks, each with its place.

The ways in which tables are flattened to text differ only in what separates one cell from the next; after this module they do
not differ any more. An atom keeps the *line* it was printed on, and where the print has columns, its *column*.

========= ==================================================================================
kind      of line
========= ==================================================================================
GRID      a row of a table that the format itself marks; columns are true
CELLS     a line of several cells with explicit separators (tabs, pipes); columns are counted
SINGLE    a line that holds one cell, or a part of one
VISUAL    a line whose cells are separated by spaces only: blanks leave no trace
========= ==================================================================================
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from crossfoot.documents.model import Document, Grid
from crossfoot.forms.prints import INVISIBLE, NUMBER, UNSPACED, fold, is_figure, is_placeholder
from crossfoot.layout.blank_lines import blank_cells
from crossfoot.layout.boxes import PIPES as _PIPES
from crossfoot.layout.boxes import Box, find_boxes
from crossfoot.layout.normal import label_key


class Kind(IntEnum):
    TEXT = 0
    FIGURE = 1
    BLANK = 2


class Lines(IntEnum):
    GRID = 0
    CELLS = 1
    SINGLE = 2
    VISUAL = 3


class Atom(NamedTuple):
    kind: Kind
    start: int
    end: int
    key: str
    """Of a text: its label key; empty for narrative, figures and blanks."""
    line: int
    column: int
    lines: Lines
    width: int = 1
    """Columns that a grid cell spans."""
    tail: int = 0
    """Characters at the end of a text that are figures run together with it: `规章000`. The key is without them."""
    print: str = ""
    """Of a figure: its folded print."""


_DOUBT = "\ufffc"
"""What readers of formats put where a cell shows something else than its text."""
_WORDS = 12
"""Fewer words than this are no table, however long."""
_SECTION = re.compile(r"\s*[一二三四五六]、")
_WRAPPED_LINE = 24
"""A longer line goes on with no cell."""
_NEAR = 60
"""Characters around a line in which its neighbours are looked for."""
NARRATIVE = 160
"""A text longer than this is no label of any form, even with three of them run together."""

_LONE_PIPES = frozenset("|｜│┃¦")
_LONE = r"[^\S\n]*[|｜│┃¦][^\S\n]*(?:\n|$)"
_TIGHT_PIPE = re.compile(r"[^\s|｜│┃¦][^\S\n]*\n" + _LONE)
_LOOSE_PIPE = re.compile(r"[^\s|｜│┃¦][^\S\n]*\n\s*\n" + _LONE)
_NEXT_PIPE = re.compile(r"\n" + _LONE)
_MARKED = (re.compile(r"\t[^\t]*"), re.compile(r"[^|｜│┃¦]*[|｜│┃¦]\s*"))
_TAB = re.compile("\t")
_LABELS = 3
"""A row has at most so many cells for labels."""
_BREAKS = 2
"""So many labels of a row may be broken: its own and its group's."""
_PARTED = 4
"""Lines with more separators than that are rows; more than so many of them alike tell how wide a table is."""
_PIPED = 4
"""So many lines with pipes are a table."""
_CELLS = 40
"""So many pipes are one, on however few lines."""
_RULE = re.compile(r"[\s|｜│┃¦:：+=\-─━┼┬┴├┤┌┐└┘]+")
_PAGE = re.compile(
    r"\s*(?:[-–—―－]\s?\d{1,3}\s?[-–—―－]|第\s*\d{1,3}\s*页(?:[，,\s/]*共\s*\d{1,3}\s*页)?|\d{1,3}\s?/\s?\d{1,3})\s*"
)
_VALUE_TOKEN = re.compile(rf"(?<!\S)(?:{UNSPACED}|_+|/|\\|-{{1,4}}|无)(?!\S)")
_VALUE = re.compile(r"[0-9_/\\-]|无")
_EMPTY = frozenset({"NaN", "nan", "<NA>", "None", "null"})
"""What converters write for an empty cell, and for each that a merged one covers."""
_SECTIONS = "〇一二三四五六七八九"
_ORNAMENT = re.compile(rf"[ \t]{{0,20}}0([1-9])[ \t]{{0,20}}\n\s{{0,20}}([{_SECTIONS}])、")
_TAIL = re.compile(r"(?<=[^\d\s.,+-])\d[\d.,]*(?:万元|亿元|元)?$")
_WORD = re.compile(r"\S+")


def is_padding(atom: Atom) -> bool:
    """Does nothing at all stand there? A dash or 无 says that nothing does: that is a cell, and no padding."""
    return atom.kind is Kind.BLANK and atom.start == atom.end


def atomise(document: Document) -> list[Atom]:
    """All atoms of *document* in the order of its text. Blank atoms are only those that the print itself marks."""
    return _Atomiser(document).atoms()


class _Atomiser:
    """Walks the text once; holds the running line number."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.folded = fold(document.text)
        self.grids = document.grids
        self.asides = {start for start, _ in document.asides}
        self.blanks = frozenset[int]() if document.grids else blank_cells(document.text)
        self.line = 0
        self.pipes = _PipeStyle(self.text)
        self.boxes = find_boxes(self.text) if self.pipes.used else []
        mark = _TAB if not self.pipes.used else _PIPES
        self.parting = mark, 0 if self.pipes.framed else _usual_number(mark, self.text)
        """What parts the cells of a row, and how often in most of the rows; 0 where rows differ or are framed."""

    def atoms(self) -> list[Atom]:
        out: list[Atom] = []
        position = 0
        for grid in self.grids:
            out.extend(self._plain(position, grid.start))
            out.extend(self._grid(grid))
            position = grid.end
        out.extend(self._plain(position, len(self.text)))
        return out

    # -- tables that the format marks -------------------------------------------------------------------------

    def _grid(self, grid: Grid) -> Iterator[Atom]:
        row = -1
        for cell in grid.cells:
            if cell.row != row:
                row = cell.row
                self.line += 1
            if cell.end - cell.start > NARRATIVE:
                yield from self._plain(cell.start, cell.end)
                self.line += 1
            else:
                yield self._cell(cell.start, cell.end, cell.column, Lines.GRID, cell.colspan)
        self.line += 1

    # -- text ---------------------------------------------------------------------------------------------------

    def _plain(self, start: int, end: int) -> Iterator[Atom]:
        position = start
        for box in self.boxes:
            if start <= box.start and box.end <= end:
                yield from self._lines(position, box.start)
                yield from self._box(box)
                position = box.end
        yield from self._lines(position, end)

    def _box(self, box: Box) -> Iterator[Atom]:
        """A table drawn with characters: what stands between two rules is one row, its cells wrapped or not."""
        for row in box.rows:
            self.line += 1
            for column, pieces in enumerate(row):
                if len(pieces) < 2:
                    left, right = pieces[0] if pieces else (box.start, box.start)
                    yield self._cell(left, right, column, Lines.GRID)
                else:
                    key = label_key("".join(self.text[left:right] for left, right in pieces))
                    yield Atom(Kind.TEXT, *pieces[0], key, self.line, column, Lines.GRID)
        self.line += 1

    def _lines(self, start: int, end: int) -> Iterator[Atom]:
        position = start
        while position < end:
            stop = self._line_end(position, end)
            if position in self.asides or self._is_ornament(position, stop):
                position = stop + 1
                continue
            if self.parting[1]:
                stop = self._parted_row_end(position, stop, end)
            elif self.pipes.framed:
                stop = self._row_end(position, stop, end)
            elif self.text.startswith("\t", position, stop) and "\t" not in self.text[position + 1 : stop]:
                # Word puts a tab before each cell: lines without one go on with the cell above.
                cell = self.folded[position:stop].strip()
                wraps = not NUMBER.fullmatch(cell) and not is_placeholder(cell)
                while wraps and stop < end and self._continues(stop + 1, end):
                    stop = self._line_end(stop + 1, end)
            yield from self._line(position, stop)
            position = stop + 1

    def _is_ornament(self, position: int, stop: int) -> bool:
        """Does the line number the section whose heading is next: `03` before `三、`? Right behind a table that the format
        marks, it may number it otherwise."""
        if not (shown := _ORNAMENT.match(self.folded, position)) or shown.end(1) > stop:
            return False
        behind_table = any(
            grid.end <= position and not self.text[grid.end : position].strip() for grid in self.grids
        )
        return behind_table or _SECTIONS[int(shown[1])] == shown[2]

    def _line_end(self, position: int, end: int) -> int:
        stop = self.text.find("\n", position, end)
        return end if stop < 0 else stop

    def _row_end(self, position: int, stop: int, end: int) -> int:
        """Where the framed row that begins at *position* ends: behind the last line that goes on with one of its cells."""
        while stop < end:
            further = self._line_end(stop + 1, end)
            if not self.pipes.goes_on(self.text[position:stop], self.text[stop + 1 : further]):
                break
            stop = further
        return stop

    def _parted_row_end(self, position: int, stop: int, end: int) -> int:
        """Where a row of parted cells ends: where the text in which its line ends goes on with the next one, behind the
        line with which they have as many separators as the other rows. Behind a broken label stand the row's other labels
        and nothing but values, or the other labels of a header."""
        mark, usual = self.parting
        further = stop
        for broken in range(1, _BREAKS + 1):
            found = len(mark.findall(self.text, position, further))
            if not 0 < found < usual or further >= end:
                break
            last = mark.split(self.folded[position:further])[-1].strip()
            start, further = further + 1, self._line_end(further + 1, end)
            cells = [cell.strip() for cell in mark.split(self.folded[start:further])]
            if not (_is_text(last) and _is_text(cells[0])) or further - position > NARRATIVE:
                break
            labels = sum(1 for _ in takewhile(_is_text, cells[1:]))
            texts = sum(map(_is_text, cells[1:]))
            valued = labels == texts < _LABELS and len(cells) > usual - _LABELS
            header = broken == 1 and texts == len(cells) - 1
            if found + len(cells) - 1 == usual and (valued or header):
                return further
        return stop

    def _continues(self, position: int, end: int) -> bool:
        line = self.text[position : self._line_end(position, end)]
        wrapped = bool(line.strip()) and "\t" not in line and len(line) <= _WRAPPED_LINE
        # A figure alone on its line is no part of a label: it may be a page number.
        return wrapped and not NUMBER.fullmatch(fold(line).strip()) and _SECTION.match(line) is None

    def _line(self, start: int, end: int) -> Iterator[Atom]:
        self.line += 1
        raw = self.text[start:end]
        if not raw or (raw.isspace() and "\t" not in raw):
            if start in self.blanks:
                yield Atom(Kind.BLANK, start, start, "", self.line, 0, Lines.SINGLE)
            if self.pipes.tight and (self.pipes.pending or _NEXT_PIPE.match(self.text, end)):
                self.pipes.pending = False
                yield Atom(Kind.BLANK, start, start, "", self.line, 0, Lines.SINGLE)
            return
        if self.pipes.used and _PIPES.search(raw):
            if raw.strip() not in _LONE_PIPES:
                self.pipes.pending = False
            yield from self._piped(start, raw)
            return
        alone = self.pipes.between and not self.pipes.pending and self._is_alone(start, end)
        self.pipes.pending = False
        if "\t" in raw:
            yield from self._tabbed(start, raw)
        elif end - start > NARRATIVE and not _is_table(raw):
            yield Atom(Kind.TEXT, start, end, "", self.line, 0, Lines.SINGLE)
        elif len(raw) < 5 and raw.strip().isdigit() and raw.isascii():
            # A cell on a line of its own: most lines of many texts. Among cells that tabs lead or pipes part, one
            # without is none of them.
            in_rows = self.pipes.used and not (self.pipes.cell_lines or self.pipes.between)
            stray = alone or in_rows or self._among_marked(start, end)
            yield self._cell(start, end, 0, Lines.VISUAL if stray else Lines.SINGLE)
        elif not _PAGE.fullmatch(self.folded, start, end):
            yield from self._spaced(start, end)

    def _is_alone(self, start: int, end: int) -> bool:
        """Where pipes stand between cells: is there no pipe behind this line, or a figure before it?"""
        before = self.folded[max(start - _NEAR, 0) : start].rstrip().rpartition("\n")[2].strip()
        return not _NEXT_PIPE.match(self.text, end) or NUMBER.fullmatch(before) is not None

    def _among_marked(self, start: int, end: int) -> bool:
        """Do the lines before and after, empty ones aside, each hold one cell that is marked: by a tab before it, by a
        pipe behind it?"""
        before = self.text[max(start - _NEAR, 0) : start].rstrip("\n").rpartition("\n")[2]
        after = self.text[end : end + _NEAR].lstrip("\n").partition("\n")[0]
        marks = _MARKED[:1] if self.pipes.between else _MARKED
        return any(mark.fullmatch(before) and mark.fullmatch(after) for mark in marks)

    def _tabbed(self, start: int, raw: str) -> Iterator[Atom]:
        """Word's tables as text: a row with tabs between its cells, or a tab before each cell on a line of its own."""
        if raw.count("\t") == 1 and raw[0] == "\t":
            yield self._cell(start + 1, start + len(raw), 0, Lines.SINGLE)
            return
        position = start
        for column, piece in enumerate(raw.split("\t")):
            yield self._cell(position, position + len(piece), column, Lines.CELLS)
            position += len(piece) + 1

    def _piped(self, start: int, raw: str) -> Iterator[Atom]:
        pieces = _PIPES.split(raw)
        if len(pieces) > 2 and _RULE.fullmatch(raw) and re.search(r"[-─━=]{2,}", raw):
            return
        if all(not piece.strip() for piece in pieces) and len(pieces) == 2:
            if self.pipes.is_blank_cell():
                yield Atom(Kind.BLANK, start, start, "", self.line, 0, Lines.SINGLE)
            else:
                self.line -= 1  # A pipe between two cells is no line of its own: they follow each other.
            return
        single = (
            self.pipes.cell_lines and sum(bool(piece.strip()) for piece in pieces) == 1 and len(pieces) == 2
        )
        first = 1 if not pieces[0].strip() and (self.pipes.framed or single) else 0
        last = len(pieces) - 1 if not pieces[-1].strip() and (self.pipes.closed or single) else len(pieces)
        position = start
        for index, piece in enumerate(pieces):
            if first <= index < last:
                lines = Lines.SINGLE if single else Lines.CELLS
                yield self._cell(position, position + len(piece), index - first, lines)
            position += len(piece) + 1

    def _spaced(self, start: int, end: int) -> Iterator[Atom]:
        """A line without separators: one cell, or texts and figures with spaces between."""
        folded = self.folded[start:end]
        values = (
            [(m.start(), m.end()) for m in _VALUE_TOKEN.finditer(folded)] if _VALUE.search(folded) else []
        )
        stripped = folded.strip()
        if (len(values) == 1 and folded[values[0][0] : values[0][1]].strip() == stripped) or not values:
            if not values and "  " in stripped:
                yield from self._texts(start, end, Lines.VISUAL)
            else:
                yield self._cell(start, end, 0, Lines.SINGLE)
            return
        position = start
        for left, right in values:
            yield from self._texts(position, start + left, Lines.VISUAL)
            yield self._cell(start + left, start + right, 0, Lines.VISUAL)
            position = start + right
        yield from self._texts(position, end, Lines.VISUAL)

    def _texts(self, start: int, end: int, lines: Lines) -> Iterator[Atom]:
        """The texts between figures, word by word; characters spaced out (`规 章`) are one word."""
        words = [(m.start(), m.end()) for m in _WORD.finditer(self.folded, start, end)]
        joined: list[tuple[int, int]] = []
        for left, right in words:
            spaced_out = right - left == 1 and joined and left - joined[-1][1] < 2
            if spaced_out and _is_spaced_out(self.folded[joined[-1][0] : joined[-1][1]]):
                joined[-1] = (joined[-1][0], right)
            else:
                joined.append((left, right))
        for left, right in joined:
            yield self._cell(left, right, 0, lines)

    def _cell(self, start: int, end: int, column: int, lines: Lines, width: int = 1) -> Atom:
        if start < end:
            if end - start > NARRATIVE:
                kind, left, right, key, tail, folded = _content.__wrapped__(self.text[start:end])
            else:
                kind, left, right, key, tail, folded = _content(self.text[start:end])
            return Atom(kind, start + left, start + right, key, self.line, column, lines, width, tail, folded)
        return Atom(Kind.BLANK, start, end, "", self.line, column, lines, width)


@lru_cache(maxsize=1 << 14)  # Reports print the same labels and small figures over and over.
def _content(cell: str) -> tuple[Kind, int, int, str, int, str]:
    """What a cell of that text is, the offsets of its trimmed text, and key, tail and print of the atom."""
    folded = fold(cell)
    start, end = 0, len(cell)
    while start < end and (folded[start].isspace() or cell[start] in INVISIBLE):
        start += 1
    while end > start and (folded[end - 1].isspace() or cell[end - 1] in INVISIBLE):
        end -= 1
    if start == end:
        return Kind.BLANK, start, end, "", 0, ""
    folded = folded[start:end]
    if (folded.isdigit() and folded.isascii()) or NUMBER.fullmatch(folded):
        return Kind.FIGURE, start, end, "", 0, folded
    if end - start <= 4 and is_placeholder(folded):
        return Kind.BLANK, start, end, "", 0, ""
    if folded in _EMPTY:
        return Kind.BLANK, start, start, "", 0, ""
    if end - start > NARRATIVE:
        return Kind.TEXT, start, end, "", 0, ""
    if _DOUBT in folded and (not (rest := folded.replace(_DOUBT, "").strip()) or is_figure(rest)):
        # Something is shown there that cannot be read: it takes the place of a figure, and is none.
        return Kind.FIGURE, start, end, "", 0, folded
    tail = match.end() - match.start() if (match := _TAIL.search(folded)) else 0
    return Kind.TEXT, start, end, label_key(cell[start : end - tail]), tail, ""


def _is_text(cell: str) -> bool:
    """Is *cell* (folded, trimmed) neither a figure nor blank?"""
    return bool(cell) and not is_figure(cell) and not is_placeholder(cell) and cell not in _EMPTY


def _usual_number(mark: re.Pattern[str], text: str) -> int:
    counts = [found for line in text.split("\n") if (found := len(mark.findall(line))) > _PARTED]
    if not counts:
        return 0
    usual = max(set(counts), key=counts.count)
    return usual if counts.count(usual) * 3 > len(counts) and counts.count(usual) > _PARTED else 0


def _is_table(line: str) -> bool:
    """Is a long line a table run together, or one with columns held apart by spaces?"""
    if "  " in line and len(line) < 4 * NARRATIVE:
        return True
    words = line.split() if line.count(" ") >= _WORDS else []
    return sum(word.isdigit() for word in words) * 5 > len(words)


def _is_spaced_out(text: str) -> bool:
    """Is *text* one character, or single characters with spaces between?"""
    return all(len(part) == 1 for part in text.split())


def _goes_on(line: str, following: str) -> bool:
    """Is *line* a framed row that ends within a text, and *following* no new row?"""
    if not following or _PIPES.match(following) or not _PIPES.match(line):
        return False
    last = _PIPES.split(line)[-1].strip()
    return bool(last) and not is_figure(last) and len(line) <= NARRATIVE


class _PipeStyle:
    """How a text uses its pipes, told from the whole of it.

    `framed`, `closed`: rows begin, or end, with a pipe that is only a frame. `between`: a line that holds only a pipe stands *between*
    two cells, so that a blank shows as two of them in a row; elsewhere such a line is a blank cell that ends in a
    pipe like every other. `cell_lines`: a line is a cell, more often than a row of cells. `tight`: between a cell and such a pipe there is no empty line, so that an empty line beside
    a pipe is a blank cell.
    """

    def __init__(self, text: str) -> None:
        self.framed = self.closed = self.between = self.tight = self.pending = self.cell_lines = False
        self.used = _PIPES.search(text) is not None
        if not self.used:
            return
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        piped = [line for line in lines if _PIPES.search(line)]
        if len(piped) < _PIPED and sum(len(_PIPES.findall(line)) for line in piped) < _CELLS:
            self.used = False  # A stray one in a text of another style parts nothing.
            return
        # A line that goes on with a cell of the line before neither begins a row nor lets that line end one.
        going_on = [bool(i) and _goes_on(lines[i - 1], line) for i, line in enumerate(lines)]
        begun = [x for x, on in zip(lines, going_on, strict=True) if len(_PIPES.findall(x)) > 1 and not on]
        self.framed = bool(begun) and sum(bool(_PIPES.match(line)) for line in begun) * 10 >= len(begun) * 9
        ended_by = [*going_on[1:], False] if self.framed else [False] * len(lines)
        rows = [x for x, on in zip(lines, ended_by, strict=True) if len(_PIPES.findall(x)) > 1 and not on]
        ending = sum(len(_PIPES.split(line)[-1]) == 0 for line in rows)
        # Rows without a pipe before them that end in one mostly, but not all: their last cell is blank mostly.
        self.closed = bool(rows) and ending * 10 >= len(rows) * (9 if self.framed else 10)
        alone = sum(len(line) == 1 for line in piped)
        ended = sum(len(line) > 1 and len(_PIPES.findall(line)) == 1 for line in piped)
        # Cells that end in a pipe may be blank mostly: then lines of a pipe alone are many, but few cells have none.
        bare = sum(len(line) <= _WRAPPED_LINE and not _PIPES.search(line) for line in lines)
        self.between = alone > ended and bare > ended
        self.cell_lines = alone + ended > len(rows)
        if self.between:
            self.tight = len(_TIGHT_PIPE.findall(text)) > 9 * len(_LOOSE_PIPE.findall(text))

    def goes_on(self, line: str, following: str) -> bool:
        """Was a cell of *line* broken, so that the row goes on with *following*? To be told only where rows are framed."""
        return self.framed and self.closed and _goes_on(line.strip(), following.strip())

    def is_blank_cell(self) -> bool:
        """Is the line with only a pipe that was just met a blank cell? Called once for each, in order."""
        if not self.between:
            return True
        blank, self.pending = self.pending, True
        return blank
