"""Spreadsheets: what a person sees on their visible sheets, tables as grids, sentences as lines.

Rows and columns that are hidden, or hold nothing on the whole sheet, are left out. An empty row parts two tables. A
cell whose print the file does not tell for certain holds `DOUBT`: it is neither a figure nor blank.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise

from crossfoot.documents.encoding import tidy
from crossfoot.documents.model import DOUBT, Document
from crossfoot.documents.sheets.model import Area, Sheet, Shown, cell_name, too_complex
from crossfoot.documents.sniff import ODS, XLS, XLSX, media_type
from crossfoot.documents.source import Source
from crossfoot.documents.tables import is_sparse, without_gaps
from crossfoot.documents.writer import Piece, PlacedCell, TextWriter

_READERS: Mapping[str, str] = {
    XLSX: "crossfoot.documents.sheets.xlsx",
    XLS: "crossfoot.documents.sheets.xls",
    ODS: "crossfoot.documents.sheets.ods",
}
_PROSE = 80
"""Characters: a text alone in its row with more than that is no label."""
_MAX_PLACES = 1_000_000
"""Places of a table, filled or not."""
_EMPTY = 3
"""Rows: so many may be empty below each other and belong to a table."""


def read(source: Source) -> Document:
    """The workbook's visible sheets, one below the other.

    Raises:
        DocumentError: `damaged`, `encrypted`, `too_complex`, or `unsupported_format` for a binary workbook.
    """
    kind = media_type(source)
    sheets: Callable[[bytes], list[Sheet]] = import_module(_READERS[kind]).sheets
    writer = TextWriter()
    for sheet in sheets(source.data):
        _write(_kept(sheet), writer)
        writer.gap()
    return source.document(kind, writer.text, grids=writer.grids, origins=writer.origins)


@dataclass(slots=True)
class _Cell:
    """A cell as it is shown. Its area counts the rows and columns that are kept."""

    area: Area
    shown: Shown
    name: str

    @property
    def text(self) -> str:
        """As it stands in a table: a doubtful figure must not be taken for one."""
        text = " ".join(tidy(self.shown.text).split())
        if self.shown.sure:
            return text
        return f"{DOUBT}{text}{DOUBT}" if text else DOUBT

    @property
    def lines(self) -> list[str]:
        """As it stands by itself, where nothing is taken for a figure of a table."""
        lines = tidy(self.shown.text.replace(DOUBT, "")).split("\n")
        return [line for each in lines if (line := " ".join(each.split()))]

    @property
    def filled(self) -> bool:
        return not self.shown.sure or bool(self.shown.text.strip())

    def pieces(self, text: str) -> Sequence[Piece]:
        return [(0, len(text), None, None, self.name)] if text else []


@dataclass(slots=True)
class _Kept:
    """What is kept of a sheet: the cells that begin in each row, and those that reach into it from above."""

    begun: list[list[_Cell]]
    reaching: list[list[_Cell]]
    columns: int
    breaks: set[int]
    """The rows before which an empty one stands."""


# -- what is shown -----------------------------------------------------------------------------------------------------


def _kept(sheet: Sheet) -> _Kept:
    found = list(_visible(sheet))
    filled = [each for each in found if each.filled]
    columns = sorted({each.area.left for each in filled})
    rows = _kept_rows(filled, sheet)
    kept = _Kept([[] for _ in rows], [[] for _ in rows], len(columns), _breaks(rows, sheet))
    room = _MAX_PLACES
    for each in found:
        area = _counted(each.area, rows, columns)
        if area.top > area.bottom or area.left > area.right:
            continue  # merged, empty, and outside of what is kept
        room -= area.bottom - area.top + 1
        if room < 0:
            raise too_complex(f"cells that reach over more than {_MAX_PLACES:,} rows together")
        cell = _Cell(area, each.shown, each.name)
        kept.begun[area.top].append(cell)
        for row in range(area.top + 1, area.bottom + 1):
            kept.reaching[row].append(cell)
    for begun in kept.begun:
        begun.sort(key=lambda cell: cell.area.left)
    return kept


def _visible(sheet: Sheet) -> Iterator[_Cell]:
    """The cells that show something, and merged ones that show nothing, without the hidden rows and columns."""
    merged = {(area.top, area.left): area for area in _clipped(sheet)}
    covered = _covered(merged.values())
    rows, columns = _NotHidden(sheet.hidden_rows), _NotHidden(sheet.hidden_columns)
    for place in sheet.cells.keys() | merged.keys():
        if place in covered:
            continue  # what a merged cell hides
        area = merged.get(place, Area(*place, *place))
        shown = area._replace(top=rows.first(area.top), left=columns.first(area.left))
        if shown.top <= shown.bottom and shown.left <= shown.right:
            yield _Cell(shown, sheet.cells.get(place, Shown("")), f"{sheet.name}!{cell_name(*place)}")


def _clipped(sheet: Sheet) -> Iterator[Area]:
    """The merged areas as far as there are filled cells."""
    bottom = max((row for row, _ in sheet.cells), default=-1)
    right = max((column for _, column in sheet.cells), default=-1)
    for area in sheet.merged:
        if area.top <= bottom and area.left <= right:
            yield area._replace(bottom=min(area.bottom, bottom), right=min(area.right, right))


def _covered(areas: Collection[Area]) -> set[tuple[int, int]]:
    """The places that a merged area hides."""
    places = sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in areas)
    if places > _MAX_PLACES:
        raise too_complex(f"merged cells over more than {_MAX_PLACES:,} places")
    return {
        (row, column)
        for area in areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if (row, column) != (area.top, area.left)
    }


class _NotHidden:
    """Finds the next row or column that is not hidden."""

    def __init__(self, hidden: Set[int]) -> None:
        self._next: dict[int, int] = {}
        for number in sorted(hidden, reverse=True):
            self._next[number] = self._next.get(number + 1, number + 1)

    def first(self, number: int) -> int:
        """`number` itself, or the next one that is shown."""
        return self._next.get(number, number)


def _kept_rows(filled: Sequence[_Cell], sheet: Sheet) -> list[int]:
    """The rows in which a filled cell begins or into which one reaches, but for the empty ones below them all.

    Empty rows with borders are kept, too, as far as they follow such a row: a table may end in a row of blanks.
    """
    end = max((each.area.top for each in filled), default=-1)
    rows: set[int] = set()
    for each in filled:
        rows.update(range(each.area.top, min(each.area.bottom, end) + 1))
        if len(rows) > _MAX_PLACES:
            raise too_complex(f"more than {_MAX_PLACES:,} rows")
    empty: dict[int, int] = {}
    for row in sorted({row for row, _ in sheet.ruled} - rows):
        empty[row] = empty.get(row - 1, 0) + 1
        if row - 1 in rows and empty[row] <= _EMPTY:
            rows.add(row)
    return sorted(row for row in rows if row not in sheet.hidden_rows)


def _counted(area: Area, rows: Sequence[int], columns: Sequence[int]) -> Area:
    """The area in kept rows and columns; upside down where it has none of them."""
    return Area(
        bisect_left(rows, area.top),
        bisect_left(columns, area.left),
        bisect_right(rows, area.bottom) - 1,
        bisect_right(columns, area.right) - 1,
    )


def _breaks(rows: Sequence[int], sheet: Sheet) -> set[int]:
    """The kept rows before which a row is empty, and not just hidden."""
    return {
        number
        for number, (above, row) in enumerate(pairwise(rows), 1)
        if any(between not in sheet.hidden_rows for between in range(above + 1, row))
    }


# -- tables and lines --------------------------------------------------------------------------------------------------


def _write(kept: _Kept, writer: TextWriter) -> None:
    table: list[list[_Cell]] = []
    row = 0
    while row < len(kept.begun):
        if row in kept.breaks:
            _write_table(table, writer)
            table = []
        sentence = _sentence(kept, row)
        if sentence is not None:
            _write_table(table, writer)
            table = []
            _write_lines(sentence, writer)
            row = sentence.area.bottom
        else:
            table.append(kept.begun[row])
        row += 1
    _write_table(table, writer)


def _sentence(kept: _Kept, row: int) -> _Cell | None:
    """The cell that stands alone in its rows, if it reaches over the whole sheet or holds more than a label."""
    filled = [cell for cell in kept.begun[row] if cell.filled]
    if len(filled) != 1:
        return None
    cell = filled[0]
    area = cell.area
    wide = kept.columns > 1 and area.right - area.left + 1 == kept.columns
    if not (wide or len(cell.shown.text) > _PROSE):
        return None
    others = (other for at in range(row, area.bottom + 1) for other in (*kept.begun[at], *kept.reaching[at]))
    return cell if not any(other.filled and other is not cell for other in others) else None


def _write_table(rows: Sequence[Sequence[_Cell]], writer: TextWriter) -> None:
    cells = [cell for row in rows for cell in row]
    filled = sum(cell.filled for cell in cells)
    if not filled:
        return
    left = min(cell.area.left for cell in cells)
    right = max(cell.area.right for cell in cells)
    places = len(rows) * (right - left + 1)
    if places > _MAX_PLACES:
        raise too_complex(f"a table of more than {_MAX_PLACES:,} places")
    columns = {cell.area.left for cell in cells if cell.filled}
    if len(columns) < 2 or is_sparse(places, filled):
        for cell in cells:
            _write_lines(cell, writer)
    else:
        writer.grid(without_gaps(_placed(rows, left, right)))


def _write_lines(cell: _Cell, writer: TextWriter) -> None:
    for line in cell.lines:
        writer.line(line, cell.pieces(line))


def _placed(rows: Sequence[Sequence[_Cell]], left: int, right: int) -> list[list[PlacedCell]]:
    """The cells in their places, and an empty one in every other place from the first column to the last."""
    out: list[list[PlacedCell]] = []
    free_from = [0] * (right + 1)  # for each column, the first row that no cell reaches from above
    for number, row in enumerate(rows):
        begun = {cell.area.left: cell for cell in row}
        places: list[PlacedCell] = []
        for column in range(left, right + 1):
            if free_from[column] > number:
                continue
            cell = begun.get(column)
            place = PlacedCell(column, 1, 1, "") if cell is None else _place(cell, len(rows) - number)
            for covered in range(column, column + place.colspan):
                free_from[covered] = max(free_from[covered], number + place.rowspan)
            places.append(place)
        out.append(places)
    return out


def _place(cell: _Cell, rows_left: int) -> PlacedCell:
    area, text = cell.area, cell.text
    rowspan = min(area.bottom - area.top + 1, rows_left)
    return PlacedCell(area.left, rowspan, area.right - area.left + 1, text, cell.pieces(text))
