"""The streams in a file of an old Microsoft Office. [MS-CFB], version 4.2."""

import struct
from collections.abc import Iterator, Sequence

from crossfoot.documents.model import DocumentError

_HEADER = 512
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on mark what is no sector."""
_STREAM, _ROOT = 2, 5
_ENTRY = 128
_MAIN = ("Workbook", "Book")


def streams(data: bytes) -> dict[str, bytes]:
    """The streams by name, whatever folder they lie in.

    Raises: DocumentError: `damaged`; `unsupported_format` for several workbooks, of which nobody tells here which is shown.
    """
    try:
        return _File(data).streams()
    except (struct.error, IndexError) as error:
        raise DocumentError(
            "damaged", "the file is damaged: open it in the program it was made with and save it again"
        ) from error


class _File:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise struct.error("sectors of a size that there is none of")
        self._size = 1 << shift
        self._directory, _, self._cutoff, short_table = struct.unpack_from("<4L", data, 48)
        more = int(struct.unpack_from("<L", data, 68)[0])
        self._next = self._table(self._table_sectors(more))
        self._next_short = self._table(self._chain(short_table, self._next))

    def streams(self) -> dict[str, bytes]:
        directory = b"".join(map(self._sector, self._chain(self._directory, self._next)))
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        root = next((entry for entry in entries if entry[66] == _ROOT), bytes(_ENTRY))
        short = self._content(root, short=b"")
        out: dict[str, bytes] = {}
        room = 2 * len(self._data)  # more can only be streams that lie over each other
        for entry in entries:
            if entry[66] == _STREAM:
                name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0) % 64].decode(
                    "utf-16-le", "replace"
                )
                content = self._content(entry, short)
                room -= len(content)
                if room < 0:
                    raise struct.error("streams lie over each other")
                if name in out and name in _MAIN:
                    raise DocumentError(
                        "unsupported_format",
                        "a workbook with another one inside: open it, delete what is embedded, and save it as .xlsx",
                    )
                out.setdefault(name, content)
        return out

    def _content(self, entry: bytes, short: bytes) -> bytes:
        first, size = struct.unpack_from("<LL", entry, 116)
        if short and size < self._cutoff:
            pieces = (
                short[64 * number : 64 * number + 64] for number in self._chain(first, self._next_short)
            )
        else:
            pieces = (self._sector(number) for number in self._chain(first, self._next))
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size if self._size > _HEADER else _HEADER + number * self._size
        return self._data[at : at + self._size]

    def _table_sectors(self, more: int) -> Iterator[int]:
        """The sectors of the table of sectors: the first of them stand in the header, the rest in a chain."""
        yield from self._used(struct.unpack_from("<109L", self._data, 76))
        for _ in range(len(self._data) // self._size):
            if more >= _LAST_SECTOR:
                return
            *sectors, more = self._numbers(more)
            yield from self._used(sectors)

    @staticmethod
    def _used(sectors: Sequence[int]) -> Iterator[int]:
        return (sector for sector in sectors if sector < _LAST_SECTOR)

    def _table(self, sectors: Iterator[int]) -> list[int]:
        out: list[int] = []
        for sector in sectors:
            out.extend(self._numbers(sector))
            if len(out) > len(self._data):
                raise struct.error("a table that is longer than the file")
        return out

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}L", self._sector(sector))

    def _chain(self, sector: int, following: Sequence[int]) -> Iterator[int]:
        """The sectors of a chain. One that goes round in a circle ends where it is longer than the table."""
        for _ in range(len(following)):
            if sector >= _LAST_SECTOR:
                return
            yield sector
            sector = following[sector]
