"""A sheet of a workbook as it is shown, whatever format it came from."""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import NamedTuple

from crossfoot.documents.model import DocumentError

MAX_CELLS = 1_000_000
"""Filled cells of a workbook: a report has a few hundred."""


class Shown(NamedTuple):
    """What a cell shows. `sure` is false where that may be another figure than `text`, or none at all."""

    text: str
    sure: bool = True


class Area(NamedTuple):
    """A block of cells, its last row and column included. All are counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """The cells that hold something, and which of them are merged or hidden."""

    name: str
    cells: dict[tuple[int, int], Shown] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    ruled: set[tuple[int, int]] = field(default_factory=set)
    """Cells that hold nothing and have a border: they are a part of a table."""
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()


def too_complex(what: str) -> DocumentError:
    """The error for a workbook that is no report's."""
    return DocumentError(
        "too_complex", f"a spreadsheet with {what}: keep only the report's own sheets and save it again"
    )


def damaged(why: object) -> DocumentError:
    """The error for a workbook that cannot be read to its end."""
    return DocumentError(
        "damaged",
        f"the spreadsheet is damaged ({why}): open it in Excel, WPS or LibreOffice, which may repair it, and save it again",
    )


def cell_name(row: int, column: int) -> str:
    """As spreadsheets name a cell: row 4, column 2 is C5."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
