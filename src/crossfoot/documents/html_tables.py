"""The tables of a web page: from their tags to the places of their cells.

Geometry: https://html.spec.whatwg.org/multipage/tables.html#table-processing-model
"""

import re
from dataclasses import dataclass, field

from crossfoot.documents.css import Attributes
from crossfoot.documents.model import DOUBT
from crossfoot.documents.tables import ARTICLE, PROSE, data_rows
from crossfoot.documents.writer import PlacedCell

_NUMBER = re.compile(r"\s*([0-9]{1,9})")  # so many digits are absurd enough
_WIDEST_SPAN = 100
"""Columns. HTML allows 1,000, but a large page of nothing else would then take minutes."""


@dataclass(slots=True)
class Cell:
    """A cell as its tag tells it. A `rowspan` of 0 reaches to the end of the section."""

    rowspan: int = 1
    colspan: int = 1
    lines: list[str] = field(default_factory=list)
    doubtful: bool = False
    """Is it shown otherwise than its text reads? Words are known all the same."""

    def close(self) -> None:
        if self.doubtful and not any(char.isalpha() for line in self.lines for char in line):
            self.lines.append(DOUBT)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())

    @property
    def is_prose(self) -> bool:
        return sum(map(len, self.lines)) > PROSE


_Section = list[list[Cell]]


class Table:
    """A table being read, as long as it may be a data table."""

    def __init__(self) -> None:
        self._section: _Section = []
        self._bodies: list[_Section] = [self._section]
        self._feet: list[_Section] = []

    @property
    def _sections(self) -> list[_Section]:
        """In the order in which a browser shows them: a foot may be written before the bodies."""
        return self._bodies + self._feet

    @property
    def cells(self) -> list[Cell]:
        return [cell for section in self._sections for row in section for cell in row]

    def open(self, tag: str) -> None:
        """Begin a row, or the section of rows that a `thead`, `tbody` or `tfoot` is."""
        if tag == "tr":
            self._section.append([])
        else:
            self._section = []
            (self._feet if tag == "tfoot" else self._bodies).append(self._section)

    def add_cell(self, attributes: Attributes, *, doubtful: bool) -> Cell:
        """Begin a cell of the last row."""
        cell = Cell(doubtful=doubtful)
        if "rowspan" in attributes:
            cell.rowspan = _span(attributes["rowspan"])
        if "colspan" in attributes:
            cell.colspan = min(_span(attributes["colspan"]), _WIDEST_SPAN) or 1
        self._section[-1].append(cell)
        return cell

    def take_prose_row(self) -> Cell | None:
        """Remove the last row if a cell of prose, a note or an article, is all that it holds; return that cell."""
        filled = [cell for cell in self._section[-1] if cell.lines]
        if len(filled) != 1 or not filled[0].is_prose:
            return None
        self._section.pop()
        return filled[0]

    def rows(self) -> list[list[PlacedCell]] | None:
        """Every row's cells in their places, or None if this is no data table."""
        if any(len(cell.lines) > ARTICLE and cell.is_prose for cell in self.cells):
            return None
        return data_rows(_placed(self._sections))


def _span(value: str | None) -> int:
    found = value and _NUMBER.match(value)
    return int(found[1]) if found else 1


def _placed(sections: list[_Section]) -> list[list[PlacedCell]]:
    """Every row's cells in their places: no cell leaves its section, and none covers a place of another."""
    rows: list[list[PlacedCell]] = []
    free_from: list[int] = []  # for each column, the first row that no cell reaches from above
    for section in sections:
        end = len(rows) + len(section)
        for row, cells in enumerate(section, len(rows)):
            column = 0
            places = []
            for cell in cells:
                while column < len(free_from) and free_from[column] > row:
                    column += 1
                right = column + 1
                while right < column + cell.colspan and (right >= len(free_from) or free_from[right] <= row):
                    right += 1
                bottom = row + cell.rowspan if 0 < cell.rowspan < end - row else end
                free_from[column:right] = [bottom] * (right - column)
                places.append(PlacedCell(column, bottom - row, right - column, cell.text))
                column = right
            rows.append(places)
    return rows
