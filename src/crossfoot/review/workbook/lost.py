"""Cells that hold something where the library that reads the workbook sees nothing: errors, and formulas not calculated.

Excel keeps what a formula comes to beside it; other programs write the formula alone. And `#REF!` is no value.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crossfoot.documents.sheets.places import number, place
from crossfoot.documents.xml_events import tell

_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt=["']e["']""")
"""What there is in a sheet with such cells, and in hardly any other: all its cells are gone through then."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands in such a cell: no text, and no number."""

    text: str

    def __str__(self) -> str:
        return self.text


Cells = dict[tuple[int, int], Lost]
"""By row and column, from 0."""


def lost(path: Path) -> dict[str, Cells]:
    """The cells of each sheet of a workbook, by its name. Raises `zipfile.BadZipFile`, `XmlError`, and `OSError`."""
    with zipfile.ZipFile(path) as archive:
        return {name: _cells(archive.read(part)) for name, part in _sheets(archive)}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name and the part of each sheet."""
    book, relations, parts = _Named("sheet"), _Named("Relationship"), set(archive.namelist())
    if parts.issuperset((_BOOK, _RELATIONS)):
        tell(archive.read(_BOOK), book)
        tell(archive.read(_RELATIONS), relations)
    targets = {each.get("Id"): each.get("Target", "") for each in relations.found}
    for sheet in book.found:
        target = targets.get(sheet.get("id"), "")
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if part in parts:
            yield sheet.get("name", ""), part


def _cells(part: bytes) -> Cells:
    cells = _Cells()
    if _SUSPECT.search(part):
        tell(part, cells)
    return cells.found


class _Named:
    """The attributes of all elements of one name."""

    def __init__(self, tag: str) -> None:
        self.found: list[dict[str, str]] = []
        self._tag = tag

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self._tag:
            self.found.append(attributes)

    def end(self, tag: str, text: str) -> None:
        pass


class _Cells:
    def __init__(self) -> None:
        self.found: Cells = {}
        self._at = (-1, -1)
        self._kind = ""
        self._formula: str | None = None
        self._value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        row, column = self._at
        if tag == "row":
            self._at = (number(attributes.get("r"), row + 2) - 1, -1)
        elif tag == "c":
            self._at = place(attributes.get("r", "")) or (row, column + 1)
            self._kind, self._formula, self._value = attributes.get("t", "n"), None, ""

    def end(self, tag: str, text: str) -> None:
        if tag == "f":
            self._formula = text
        elif tag == "v":
            self._value = text
        elif tag == "c" and self._kind == "e":
            self.found[self._at] = Lost(self._value or "#")
        elif tag == "c" and self._formula is not None and not self._value and self._kind != "str":
            self.found[self._at] = Lost(f"={self._formula}")
