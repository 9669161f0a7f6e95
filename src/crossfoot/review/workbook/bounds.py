"""How far a workbook reaches, before the library that reads it makes room for all cells up to the furthest one."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

MAX_UNPACKED = 400_000_000
"""Bytes of all parts of the file: a queue of a million rows has fewer."""
MAX_CELLS = 20_000_000
"""Rows × columns of one sheet, empty ones included."""
_PIECE = 1 << 20
_LONGEST = 16
"""Characters of a reference at the most, with what stands around it."""
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")


class TooLargeError(Exception):
    """The workbook is larger than any that was written here. The message says where."""


def check(path: Path) -> None:
    """Raises `TooLargeError`, `zipfile.BadZipFile` for what is no .xlsx, and `OSError`."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise TooLargeError("it is larger than any queue")
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                _check_sheet(archive, part)


def _check_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    right = down = 1
    for column, row in _references(archive, part):
        right, down = max(right, column), max(down, row)
        if right * down > MAX_CELLS:
            raise TooLargeError(
                f"a cell far away from the table holds something (column {right}, row {down}): delete what stands"
                " beside and below the table"
            )


def _references(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[int, int]]:
    """The columns and rows of all cells, from 1."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = rest + piece
            for letters, digits in _REFERENCE.findall(text):
                yield _column(letters), int(digits)
            rest = text[-_LONGEST:]


def _column(letters: bytes) -> int:
    """`A` is 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
