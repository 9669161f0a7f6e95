"""Workbooks of the old Excel (.xls): values as python-calamine gives them, what is shown of them by the file's styles.

The library gives neither number formats nor what is hidden or struck out; the records that hold them are plain:
[MS-XLS], section 2.4.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from crossfoot.documents.model import DocumentError
from crossfoot.documents.ole import streams
from crossfoot.documents.sheets.model import Area, Sheet, Shown, damaged, too_complex
from crossfoot.documents.sheets.numbers import BUILT_IN, is_date, shown

_MAX_PLACES = 2_000_000
"""Places between a sheet's first and last cell: the library makes room for each of them."""
_MAX_SHEETS = 255

_BOF, _EOF, _FILE_PASSWORD, _BOUND_SHEET = 0x809, 0x0A, 0x2F, 0x85
_FONT, _FORMAT, _STYLE, _PALETTE = 0x31, 0x41E, 0xE0, 0x92
_WHITE, _BLACK = b"\xff\xff\xff", b"\0\0\0"
_COLOURS = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE, 0x7FFF: _BLACK}
_FIRST_OF_PALETTE = 8
_TINY = 40
"""Twentieths of a point: letters of that size are not seen."""
_ROW, _COLUMN, _WINDOW = 0x208, 0x7D, 0x23E
_ONE_CELL = frozenset((0x06, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD))
"""Formula, blank, number, text, truth or error, short number, rich text, shared text: row, column, style."""
_BLANK, _BLANKS, _NUMBERS = 0x201, 0xBE, 0xBD
"""The latter two hold several cells of a row."""


def sheets(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook.

    Raises: DocumentError: `damaged`, `encrypted`, `too_complex`.
    """
    book = _Book(_stream(data))
    if any(look.places > _MAX_PLACES for look in book.looks):
        raise too_complex(f"cells more than {_MAX_PLACES:,} places apart")
    return _without_panic(lambda: list(_read(data, book)))


def _stream(data: bytes) -> bytes:
    found = streams(data)
    for name in ("Workbook", "Book"):
        if name in found:
            return found[name]
    raise damaged("it holds no workbook")


def _without_panic(work: Callable[[], list[Sheet]]) -> list[Sheet]:
    try:
        return work()
    except PasswordError as error:
        raise _encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(error) from error
    except BaseException as error:
        # A bug in the library's Rust code comes as pyo3's PanicException, which cannot be imported and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged("its records contradict each other") from error


def _encrypted() -> DocumentError:
    return DocumentError(
        "encrypted", "a workbook protected by a password: open it with the password and save it without one"
    )


def _read(data: bytes, book: "_Book") -> Iterator[Sheet]:
    workbook = load_workbook(BytesIO(data))
    if len(workbook.sheet_names) > _MAX_SHEETS:
        raise too_complex(f"more than {_MAX_SHEETS} sheets")
    looks = {look.name: look for look in book.looks}
    for index, about in enumerate(workbook.sheets_metadata):
        look = book.looks[index] if index < len(book.looks) else looks.get(about.name, _Look())
        if about.visible is SheetVisibleEnum.Visible:
            yield _sheet(workbook.get_sheet_by_index(index), book, look)


def _sheet(found: CalamineSheet, book: "_Book", look: "_Look") -> Sheet:
    sheet = Sheet(found.name, hidden_rows=look.hidden_rows, hidden_columns=look.hidden_columns)
    top, left = found.start or (0, 0)
    for row, values in enumerate(found.iter_rows() if found.start else (), top):
        for column, value in enumerate(values, left):
            if value != "":
                sheet.cells[row, column] = _shown(value, (row, column), book, look)
    sheet.merged = [Area(*first, *last) for first, last in found.merged_cell_ranges or ()]
    sheet.ruled = {place for place in look.blank if book.ruled(look.styles.get(place, 0))}
    return sheet


def _shown(value: object, place: tuple[int, int], book: "_Book", look: "_Look") -> Shown:
    style = look.styles.get(place)
    code = book.format(style) if style is not None else None
    sure = style is not None and not book.is_doubtful(style)
    if isinstance(value, str):
        # Errors come as text, and no formula's own text is known to look like them.
        return Shown(value, sure and not (value.startswith("#") and value.isascii()))
    if isinstance(value, date | datetime):
        return Shown(f"{value.year}年{value.month}月{value.day}日", sure=False)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Shown(str(value), sure=False)
    if value == 0 and not look.zeros:
        return Shown("")
    if code is None or is_date(code):
        return Shown(str(value), sure=False)
    found = shown(value, code)
    return found._replace(sure=found.sure and sure)


@dataclass(slots=True)
class _Look:
    """How a sheet shows its cells."""

    name: str = ""
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    blank: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    zeros: bool = True

    @property
    def places(self) -> int:
        if not self.styles:
            return 0
        rows = [row for row, _ in self.styles]
        columns = [column for _, column in self.styles]
        return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)

    def take(self, kind: int, record: bytes) -> None:
        """Take in what one record of the sheet says."""
        if kind in _ONE_CELL:
            self._cell(*struct.unpack_from("<3H", record), filled=kind != _BLANK)
        elif kind in (_BLANKS, _NUMBERS):
            row, first = struct.unpack_from("<2H", record)
            width = 2 if kind == _BLANKS else 6
            for number, at in enumerate(range(4, len(record) - width, width)):
                self._cell(
                    row, first + number, struct.unpack_from("<H", record, at)[0], filled=kind == _NUMBERS
                )
        elif kind == _ROW:
            row, height, options = struct.unpack_from("<H4xH4xH", record)
            if options & 0x20 or not height & 0x7FFF:
                self.hidden_rows.add(row)
        elif kind == _COLUMN:
            first, last, width, _, options = struct.unpack_from("<5H", record)
            if options & 0x01 or not width:
                self.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _WINDOW:
            self.zeros = bool(struct.unpack_from("<H", record)[0] & 0x10)

    def _cell(self, row: int, column: int, style: int, *, filled: bool) -> None:
        self.styles[row, column] = style
        if not filled:
            self.blank.add((row, column))


class _Book:
    """The styles of a workbook, and the look of each of its sheets in the order of the workbook."""

    def __init__(self, stream: bytes) -> None:
        self._formats: dict[int, str] = dict(BUILT_IN)
        self._fonts: list[tuple[bool, int]] = []
        """Of each font: is it struck out or too small, and its colour."""
        self._colours = dict(_COLOURS)
        self._styles: list[tuple[int, int, bool]] = []
        self._fills: list[tuple[int, int]] = []
        """Of each style: the pattern of its ground, and its colour."""
        self._old = False
        self.looks: list[_Look] = []
        try:
            for kind, record in _records(stream, 0):
                self._take(kind, record, stream)
        except struct.error as error:
            raise damaged("a record is cut") from error

    def format(self, style: int) -> str | None:
        """The number format of a style; None for one that is not there."""
        return self._formats.get(self._styles[style][1]) if style < len(self._styles) else None

    def is_doubtful(self, style: int) -> bool:
        """Is what a cell of that style holds struck out, or not seen?"""
        if style >= len(self._styles):
            return True
        font = self._styles[style][0]
        font -= font > 4  # there is no font number four
        if font >= len(self._fonts):
            return False
        doubtful, colour = self._fonts[font]
        pattern, fill = self._fills[style]
        ground = _WHITE if pattern == 0 else self._colours.get(fill) if pattern == 1 else None
        return doubtful or (ground is not None and self._colours.get(colour) == ground)

    def ruled(self, style: int) -> bool:
        return style < len(self._styles) and self._styles[style][2]

    def _take(self, kind: int, record: bytes, stream: bytes) -> None:
        if kind == _BOF:
            self._old = struct.unpack_from("<H", record)[0] < 0x600
        elif kind == _FILE_PASSWORD:
            raise _encrypted()
        elif kind == _FONT:
            height, options, colour = struct.unpack_from("<3H", record)
            self._fonts.append((bool(options & 0x08) or 0 < height <= _TINY, colour))
        elif kind == _PALETTE:
            for number, at in enumerate(range(2, len(record) - 3, 4), _FIRST_OF_PALETTE):
                self._colours[number] = record[at : at + 3]
        elif kind == _FORMAT:
            self._formats[struct.unpack_from("<H", record)[0]] = _text(record[2:], wide=not self._old)
        elif kind == _STYLE:
            font, number_format = struct.unpack_from("<2H", record)
            ruled = not self._old and struct.unpack_from("<H", record, 10)[0] != 0
            self._styles.append((font, number_format, ruled))
            borders, ground = (0, 0) if self._old else struct.unpack_from("<LH", record, 14)
            self._fills.append((-1 if self._old else borders >> 26, ground & 0x7F))
        elif kind == _BOUND_SHEET:
            self.looks.append(self._look(struct.unpack_from("<L", record)[0], stream))

    @staticmethod
    def _look(start: int, stream: bytes) -> _Look:
        look = _Look()
        for kind, record in _records(stream, start):
            look.take(kind, record)
        return look


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end; charts inside it are left out."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        record = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += kind == _BOF
        if depth == 1:
            yield kind, record
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _text(record: bytes, *, wide: bool) -> str:
    """A format's code: its length, in newer files whether two bytes make a character, and the characters."""
    if not wide:
        return record[1:].decode("latin-1")
    length, wide_characters = struct.unpack_from("<HB", record)
    characters = record[3:]
    return (
        characters[: 2 * length].decode("utf-16-le", "replace")
        if wide_characters & 1
        else characters[:length].decode("latin-1")
    )
