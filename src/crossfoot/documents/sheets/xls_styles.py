"""The styles of an old Excel workbook, and the look of each of its sheets. [MS-XLS], section 2.4."""

import struct
from typing import NamedTuple

from crossfoot.documents.model import DOUBT, DocumentError
from crossfoot.documents.sheets.model import MAX_CELLS, damaged, too_complex
from crossfoot.documents.sheets.numbers import BUILT_IN
from crossfoot.documents.sheets.xls_looks import Change, Look
from crossfoot.documents.sheets.xls_records import BOF, CONTINUE, Rich, records, shared_texts, text

_FILE_PASSWORD, _BOUND_SHEET, _SHARED = 0x2F, 0x85, 0xFC
_FONT, _FORMAT, _STYLE, _PALETTE = 0x31, 0x41E, 0xE0, 0x92
_WHITE, _BLACK = b"\xff\xff\xff", b"\0\0\0"
_COLOURS = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE, 0x7FFF: _BLACK}
_FIRST_OF_PALETTE = 8
_NEAR = 0x18
"""Steps of 256: colours that differ by less, in red, green and blue, are the same to the eye."""
_TINY = 40
"""Twentieths of a point: letters of that size are not seen."""
_USUAL_SIZE = 220
_FILLS = 4
"""The alignment that shows a cell's text over and over."""


class _Font(NamedTuple):
    size: int = _USUAL_SIZE
    struck: bool = False
    raised: bool = False
    colour: int = 0x7FFF

    @property
    def doubtful(self) -> bool:
        return self.struck or 0 < self.size <= _TINY


class _Style(NamedTuple):
    font: int
    format: int
    ruled: bool
    pattern: int
    """Of the ground; below zero where that is not told."""
    ground: int
    fills: bool
    wraps: bool
    shrinks: bool


class Shared(NamedTuple):
    """A text of several runs, as it stands in the file, and as it is shown."""

    plain: str
    text: str


def encrypted() -> DocumentError:
    """The error for a workbook that is locked."""
    return DocumentError(
        "encrypted", "a workbook protected by a password: open it with the password and save it without one"
    )


class Book:
    """The styles of a workbook, and the look of each of its sheets in the order of the workbook.

    Raises: DocumentError: `damaged`, `encrypted`, `too_complex`.
    """

    def __init__(self, stream: bytes) -> None:
        self._formats: dict[int, str] = dict(BUILT_IN)
        self._fonts: list[_Font] = []
        self._colours = dict(_COLOURS)
        self._styles: list[_Style] = []
        self._old = False
        self._pieces: list[bytes] = []
        self._shared: list[Rich] = []
        self.looks: list[Look] = []
        starts: list[int] = []
        try:
            before = 0
            for kind, record in records(stream, 0):
                if kind == _SHARED or (kind == CONTINUE and before == _SHARED):
                    self._pieces.append(record)
                    kind = _SHARED
                elif kind == _BOUND_SHEET:
                    starts.append(struct.unpack_from("<L", record)[0])
                else:
                    self._take(kind, record)
                before = kind
            if self._pieces:
                self._read_shared()
            for start in starts:
                self.looks.append(self._look(start, stream))
        except struct.error as error:
            raise damaged("a record is cut") from error

    def format(self, style: int) -> str | None:
        """The number format of a style; None for one that is not there."""
        found = self._style(style)
        return self._formats.get(found.format) if found is not None else None

    def is_doubtful(self, style: int) -> bool:
        """Is what a cell of that style holds struck out, not seen, or shown over and over?"""
        found = self._style(style)
        if found is None:
            return True
        font = self._font(found.font)
        return font.doubtful or found.fills or self._is_same(font.colour, self._ground(found))

    def ruled(self, style: int) -> bool:
        found = self._style(style)
        return found is not None and found.ruled

    def rich(self, number: int, style: int | None) -> Shared | None:
        """A shared text as a cell of that style shows it: struck out parts are in doubt, raised ones stand apart."""
        found = self._style(style) if style is not None else None
        if not 0 <= number < len(self._shared) or found is None:
            return None
        whole, runs = self._shared[number]
        ends = [begin for begin, _ in runs] + [len(whole)]
        out = [whole[: ends[0]]]
        for (begin, number_of_font), end in zip(runs, ends[1:], strict=True):
            piece, font = whole[begin:end], self._font(number_of_font)
            unseen = font.doubtful or self._is_same(font.colour, self._ground(found))
            out.append(DOUBT if unseen and piece.strip() else f" {piece} " if font.raised else piece)
        return Shared(whole, "".join(out))

    def digit(self, style: int, *, wraps: bool) -> float | None:
        """The width of a digit in that style, in those of the workbook's own font; None where any figure fits in."""
        found = self._style(style)
        if found is None:
            return 1.0
        return (
            None
            if found.shrinks or (wraps and found.wraps)
            else self._font(found.font).size / self._font(0).size
        )

    def conceals(self, change: Change) -> bool:
        """May a condition's change make a cell show something else, or nothing?"""
        grounds = [self._colours.get(each) for each in change.grounds] or [_WHITE]
        colour = change.colour
        return change.other or (colour is not None and any(self._is_same(colour, each) for each in grounds))

    def _style(self, style: int) -> _Style | None:
        return self._styles[style] if 0 <= style < len(self._styles) else None

    def _font(self, font: int) -> _Font:
        font -= font > 4  # there is no font number four
        return self._fonts[font] if font < len(self._fonts) else _Font()

    def _ground(self, style: _Style) -> bytes | None:
        """The colour behind the text; None where that is not told."""
        if style.pattern == 0:
            return _WHITE
        return self._colours.get(style.ground) if style.pattern == 1 else None

    def _is_same(self, colour: int, ground: bytes | None) -> bool:
        found = self._colours.get(colour)
        return (
            found is not None
            and ground is not None
            and all(abs(a - b) < _NEAR for a, b in zip(found, ground, strict=True))
        )

    def _take(self, kind: int, record: bytes) -> None:
        if kind == BOF:
            self._old = struct.unpack_from("<H", record)[0] < 0x600
        elif kind == _FILE_PASSWORD:
            raise encrypted()
        elif kind == _FONT:
            size, options, colour, _, raised = struct.unpack_from("<5H", record)
            self._fonts.append(_Font(size or _USUAL_SIZE, bool(options & 0x08), bool(raised), colour))
        elif kind == _PALETTE:
            for number, at in enumerate(range(2, len(record) - 3, 4), _FIRST_OF_PALETTE):
                self._colours[number] = record[at : at + 3]
        elif kind == _FORMAT:
            self._formats[struct.unpack_from("<H", record)[0]] = text(record[2:], wide=not self._old)
        elif kind == _STYLE:
            self._styles.append(self._read_style(record))

    def _read_style(self, record: bytes) -> _Style:
        font, number_format = struct.unpack_from("<2H", record)
        alignment = record[6] if len(record) > 6 else 0
        fills, wraps = alignment & 0x07 == _FILLS, bool(alignment & 0x08)
        if self._old:
            return _Style(font, number_format, False, -1, 0, fills, wraps, False)
        shrinks, lines, borders, ground = struct.unpack_from("<BxHxxLH", record, 8)
        return _Style(
            font, number_format, lines != 0, borders >> 26, ground & 0x7F, fills, wraps, bool(shrinks & 0x10)
        )

    def _read_shared(self) -> None:
        if struct.unpack_from("<4xL", self._pieces[0])[0] > MAX_CELLS:
            raise too_complex(f"more than {MAX_CELLS:,} texts")
        self._shared = shared_texts(self._pieces)

    def _look(self, start: int, stream: bytes) -> Look:
        look = Look(self)
        for kind, record in records(stream, start):
            look.take(kind, record)
        return look
