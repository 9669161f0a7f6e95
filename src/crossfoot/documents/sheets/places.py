"""The words in which an Excel workbook's XML tells places and numbers."""

import re

from crossfoot.documents.sheets.model import Area

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_SIZE = re.compile(r"-?[0-9]{0,9}\.?[0-9]{0,20}")


def place(reference: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a cell that is named as `C5`."""
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def area(reference: str) -> Area | None:
    """The cells that are named as `C5:D6`, or as `C5`."""
    first, _, last = reference.partition(":")
    begin, end = place(first), place(last or first)
    return Area(*begin, *end) if begin and end else None


def number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def size(text: str | None, default: float) -> float:
    if not text or not _SIZE.fullmatch(text) or not any(map(str.isdigit, text)):
        return default
    return float(text)


def is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")
