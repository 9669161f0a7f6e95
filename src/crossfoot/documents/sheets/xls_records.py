"""The records of an old Excel workbook, and the texts in them. [MS-XLS], sections 2.1.4 and 2.5.293."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08


class Rich(NamedTuple):
    """A text with the places at which another font begins, in the order of the text."""

    text: str
    runs: Sequence[tuple[int, int]] = ()


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end; charts inside it are left out."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        record = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += kind == BOF
        if depth == 1:
            yield kind, record
        if kind == EOF:
            depth -= 1
            if depth <= 0:
                return


def text(record: bytes, *, wide: bool) -> str:
    """A format's code: its length, in newer files whether two bytes make a character, and the characters."""
    if not wide:
        return record[1:].decode("latin-1")
    length, wide_characters = struct.unpack_from("<HB", record)
    return _decoded(record[3:], length, wide_characters & _WIDE)


def shared_texts(pieces: Sequence[bytes]) -> list[Rich]:
    """The texts that cells share, from their record and those that it goes on in.

    Raises: struct.error where a record is cut.
    """
    return list(_Shared(pieces).texts())


def _decoded(data: bytes, length: int, wide: int) -> str:
    if wide:
        return data[: 2 * length].decode("utf-16-le", "replace")
    return data[:length].decode("latin-1")


class _Shared:
    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 8  # behind the counts of uses and of texts

    def texts(self) -> Iterator[Rich]:
        for _ in range(struct.unpack_from("<4xL", self._pieces[0])[0]):
            if self._piece + 1 >= len(self._pieces) and self._left <= 0:
                raise struct.error("fewer texts than told")
            yield self._text()

    @property
    def _left(self) -> int:
        return len(self._pieces[self._piece]) - self._at

    def _text(self) -> Rich:
        length, options = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if options & _RICH else 0
        more = struct.unpack("<L", self._take(4))[0] if options & _EXTENDED else 0
        found = self._characters(length, options & _WIDE)
        told = self._take(4 * runs)
        self._take(more)
        return Rich(found, [struct.unpack_from("<2H", told, 4 * each) for each in range(runs)])

    def _characters(self, length: int, wide: int) -> str:
        """Characters; where they go on in another record, that tells anew whether two bytes make one."""
        out: list[str] = []
        while length:
            if self._left <= 0:
                self._turn()
                wide = self._take(1)[0] & _WIDE
            count = min(length, self._left // (2 if wide else 1))
            if not count:
                raise struct.error("half a character")
            out.append(_decoded(self._take(2 * count if wide else count), count, wide))
            length -= count
        return "".join(out)

    def _take(self, count: int) -> bytes:
        out = b""
        while len(out) < count:
            if self._left <= 0:
                self._turn()
            piece = self._pieces[self._piece][self._at : self._at + count - len(out)]
            self._at += len(piece)
            out += piece
        return out

    def _turn(self) -> None:
        self._piece, self._at = self._piece + 1, 0
        if self._piece >= len(self._pieces):
            raise struct.error("a text that is cut")
