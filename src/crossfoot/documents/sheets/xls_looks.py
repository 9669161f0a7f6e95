"""How a sheet of an old Excel workbook shows its cells, by its records. [MS-XLS], section 2.4."""

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crossfoot.documents.sheets.model import Area

if TYPE_CHECKING:
    from crossfoot.documents.sheets.xls_styles import Book

_FORMULA, _BLANK, _ERROR, _RUNS, _SHARED = 0x06, 0x201, 0x205, 0xD6, 0xFD
_ONE_CELL = frozenset((_FORMULA, _BLANK, 0x203, 0x204, _ERROR, 0x27E, _RUNS, _SHARED))
"""Formula, blank, number, text, truth or error, short number, rich text, shared text: row, column, style."""
_BLANKS, _NUMBERS = 0xBE, 0xBD
"""These hold several cells of a row."""
_SIZE, _ROW, _COLUMN, _WINDOW = 0x200, 0x208, 0x7D, 0x23E
_USUAL_ROW, _USUAL_COLUMN, _STANDARD_COLUMN = 0x225, 0x55, 0x99
_CONDITIONS, _CONDITION, _NEW_CONDITIONS, _NEW_CONDITION = 0x1B0, 0x1B1, 0x879, 0x87A
_LOW, _NARROW = 60, 128
"""Twentieths of a point, and parts of a digit: a row lower, or a column narrower, than that shows nothing."""
_DIGIT = 256
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_MOST_CONDITIONS = 200
"""Areas with conditions on how their cells are shown: of more than that nobody knows what they do."""
_EVERYWHERE = Area(0, 0, 0xFFFF, 0xFF)
_UNTOLD = (0x7FFF, 0xFFFFFFFF)


class Change(NamedTuple):
    """What a condition makes of a cell, in place of its own style."""

    colour: int | None
    grounds: tuple[int, ...]
    """The colours that its ground may have; none where that stays as it is."""
    other: bool
    """Is it struck out, or shown in another number format?"""


@dataclass(slots=True)
class Look:
    """How a sheet shows its cells."""

    book: "Book | None" = None
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    blank: set[tuple[int, int]] = field(default_factory=set)
    unsure: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose kept value is an error or a truth, or not what is shown."""
    shared: dict[tuple[int, int], int] = field(default_factory=dict)
    """Cells that hold one of the texts that the sheets share."""
    hidden_columns: set[int] = field(default_factory=set)
    zeros: bool = True
    _low_rows: set[int] = field(default_factory=set)
    _told_rows: set[int] = field(default_factory=set)
    _others_hidden: bool = False
    _widths: dict[int, int] = field(default_factory=dict)
    _usual_width: int = 9 * _DIGIT
    _areas: list[Area] = field(default_factory=list)
    _conditions: list[tuple[Area, float | None]] = field(default_factory=list)
    """Where a condition may change what is shown, and of which value alone."""

    @property
    def places(self) -> int:
        """Between the first and the last cell."""
        if not self.styles:
            return 0
        rows = [row for row, _ in self.styles]
        columns = [column for _, column in self.styles]
        return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)

    @property
    def hidden_rows(self) -> set[int]:
        if not self._others_hidden:
            return self._low_rows
        return self._low_rows | ({row for row, _ in self.styles} - self._told_rows)

    def may_change(self, place: tuple[int, int], value: float | None) -> bool:
        """May a condition make this cell show something else, or nothing?"""
        return any(
            area.top <= place[0] <= area.bottom
            and area.left <= place[1] <= area.right
            and (only is None or value is None or value == only)
            for area, only in self._conditions
        )

    def fits(self, text: str, place: tuple[int, int], right: int, book: "Book", *, number: bool) -> bool:
        """Is the cell, up to that column, wide enough for a figure, so that it is neither cut, rounded, nor `###`?"""
        try:
            float(text)
        except ValueError:
            return True
        digit = book.digit(self.styles.get(place, -1), wraps=not number)
        room = sum(self._widths.get(column, self._usual_width) for column in range(place[1], right + 1))
        return digit is None or digit * len(text) <= room / _DIGIT + 0.5

    def take(self, kind: int, record: bytes) -> None:
        """Take in what one record of the sheet says."""
        if kind in _ONE_CELL:
            place = self._cell(*struct.unpack_from("<3H", record), filled=kind != _BLANK)
            self._take_cell(kind, record, place)
        elif kind in (_BLANKS, _NUMBERS):
            row, first = struct.unpack_from("<2H", record)
            width = 2 if kind == _BLANKS else 6
            for number, at in enumerate(range(4, len(record) - width, width)):
                self._cell(
                    row, first + number, struct.unpack_from("<H", record, at)[0], filled=kind == _NUMBERS
                )
        elif kind == _SIZE:
            _check_size(record)
        elif kind == _WINDOW:
            self._take_window(struct.unpack_from("<H", record)[0])
        elif kind in (_ROW, _COLUMN, _USUAL_ROW, _USUAL_COLUMN, _STANDARD_COLUMN):
            self._take_size(kind, record)
        elif kind in (_CONDITIONS, _NEW_CONDITIONS):
            self._areas = _areas(record[12:] if kind == _NEW_CONDITIONS else record)
        elif kind in (_CONDITION, _NEW_CONDITION):
            self._take_condition(record, new=kind == _NEW_CONDITION)

    def _take_cell(self, kind: int, record: bytes, place: tuple[int, int]) -> None:
        if kind == _FORMULA:
            result, mark, options = struct.unpack_from("<B5xHH", record, 6)
            # An error or a truth; or calculated anew whenever the workbook is opened.
            if (mark == 0xFFFF and result in (1, 2)) or options & 0x01:
                self.unsure.add(place)
        elif kind == _SHARED:
            self.shared[place] = struct.unpack_from("<L", record, 6)[0]
        elif kind in (_ERROR, _RUNS):
            self.unsure.add(place)

    def _take_window(self, options: int) -> None:
        self.zeros = bool(options & 0x10)
        if options & 0x01:  # Formulas are shown in place of their values.
            self.unsure.update(self.styles)

    def _take_size(self, kind: int, record: bytes) -> None:
        if kind == _ROW:
            row, height, options = struct.unpack_from("<H4xH4xH", record)
            self._told_rows.add(row)
            if options & 0x20 or height & 0x7FFF < _LOW:
                self._low_rows.add(row)
        elif kind == _COLUMN:
            first, last, width, _, options = struct.unpack_from("<5H", record)
            columns = range(first, min(last, 255) + 1)
            self._widths.update(dict.fromkeys(columns, width))
            if options & 0x01 or width < _NARROW:
                self.hidden_columns.update(columns)
        elif kind == _USUAL_ROW:
            self._others_hidden = bool(struct.unpack_from("<H", record)[0] & 0x02)
        else:
            width = struct.unpack_from("<H", record)[0]
            self._usual_width = width if kind == _STANDARD_COLUMN else (width + 1) * _DIGIT

    def _take_condition(self, record: bytes, *, new: bool) -> None:
        if new:
            kind, only = record[12], None
            conceals = (
                kind != 3
            )  # Only colours behind the cells say for sure that they leave the figures alone.
        else:
            only = _only(record)
            change = _change(record)
            conceals = self.book is None or self.book.conceals(change)
        if conceals:
            self._conditions += [(area, only) for area in self._areas]
        if len(self._conditions) > _MOST_CONDITIONS:
            self._conditions = [(_EVERYWHERE, None)] * _MOST_CONDITIONS

    def _cell(self, row: int, column: int, style: int, *, filled: bool) -> tuple[int, int]:
        self.styles[row, column] = style
        if not filled:
            self.blank.add((row, column))
        return row, column


def _check_size(record: bytes) -> None:
    """Refuse the size of a sheet that there is none of: the library would make room for it, and end the process."""
    if len(record) < 14:
        top, bottom, left, right = struct.unpack_from("<4H", record)
    else:
        top, bottom, left, right = struct.unpack_from("<2L2H", record)
    if not (top <= bottom <= _MOST_ROWS and left <= right <= _MOST_COLUMNS):
        raise struct.error("a size that no sheet has")


def _areas(record: bytes) -> list[Area]:
    count = struct.unpack_from("<H", record, 12)[0]
    found = (struct.unpack_from("<4H", record, 14 + 8 * each) for each in range(count))
    return [Area(top, left, bottom, right) for top, bottom, left, right in found]


def _only(record: bytes) -> float | None:
    """The number that a condition wants a value to be equal to, if that is all that it wants."""
    kind, how, length = struct.unpack_from("<BBH", record)
    formula = record[-length - struct.unpack_from("<H", record, 4)[0] :][:length] if length else b""
    if (kind, how) != (1, 3) or struct.unpack_from("<H", record, 4)[0]:
        return None
    if formula[:1] == b"\x1e" and length == 3:
        return float(struct.unpack_from("<H", formula, 1)[0])
    return float(struct.unpack_from("<d", formula, 1)[0]) if formula[:1] == b"\x1f" and length == 9 else None


def _change(record: bytes) -> Change:
    """What a condition changes: number format, font, alignment, borders, ground, one behind the other."""
    flags = struct.unpack_from("<L", record, 6)[0]
    if flags & 1 << 25:
        return Change(None, (), other=True)
    at = 12
    colour: int | None = None
    struck, grounds = False, tuple[int, ...]()
    if flags & 1 << 26:
        options, told = (struct.unpack_from("<L", record, at + place)[0] for place in (68, 80))
        kept = struct.unpack_from("<L", record, at + 88)[0]
        struck = bool(options & 0x80) and not kept & 0x80
        colour = told if told not in _UNTOLD else None
        at += 118
    at += 8 * bool(flags & 1 << 27) + 8 * bool(flags & 1 << 28)
    if flags & 1 << 29:
        pattern, colours = struct.unpack_from("<2H", record, at)
        told_grounds = (colours & 0x7F, colours >> 7 & 0x7F) if pattern >> 10 else ()
        grounds = tuple(each for each in told_grounds if each < 64)
    return Change(colour, grounds, struck)
