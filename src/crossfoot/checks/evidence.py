"""Holding a reading against the print: does each value stand in the place of its own cell?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crossfoot.forms import Cell, PrintError, Reading, Span, Value, parse
from crossfoot.layout.anchors import Anchors, Place, Standing


class Agreement(StrEnum):
    AGREES = "agrees"
    """The value is what is printed in the cell's place; or nothing is printed there, and nothing was read."""
    DIFFERS = "differs"
    """Something else is printed in the cell's place."""
    ROW_ONLY = "row_only"
    """The row holds just the figures that were read, but the print does not show in which columns."""
    NOTHING = "nothing"
    """The cell has no place in the print that could be found."""
    UNREADABLE = "unreadable"
    """What stands in the cell's place is no figure of its kind: a negative count, an amount without a unit."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the print says of one value. `span` and `print` where something is printed in the cell's place."""

    cell: str
    agreement: Agreement
    span: Span | None = None
    print: str | None = None
    why: str | None = None


def weigh(anchors: Anchors, reading: Reading, text: str) -> dict[str, Evidence]:
    """The evidence for every printed cell of the form, against the document's *text*."""
    loose_rows = _loose_rows_that_agree(anchors, reading, text)
    return {
        path: _weigh(cell, anchors.places[path], reading, text, loose_rows)
        for path, cell in anchors.form.cells.items()
    }


def _weigh(cell: Cell, place: Place, reading: Reading, text: str, loose_rows: Mapping[str, bool]) -> Evidence:
    path = cell.path
    value = reading.cells.get(path)
    read = path in reading.cells
    if place.standing is Standing.PRINTED and place.span is not None:
        shown = text[place.span[0] : place.span[1]]
        try:
            printed = parse(shown, cell.kind, place.unit)
        except PrintError as error:
            return Evidence(path, Agreement.UNREADABLE, place.span, shown, str(error))
        agrees = read and value == printed
        return Evidence(path, Agreement.AGREES if agrees else Agreement.DIFFERS, place.span, shown)
    if place.standing is Standing.BLANK:
        return Evidence(path, Agreement.AGREES if read and value is None else Agreement.DIFFERS)
    if place.standing is Standing.LOOSE:
        agreement = Agreement.ROW_ONLY if loose_rows.get(cell.row, False) else Agreement.DIFFERS
        return Evidence(path, agreement, why=place.why)
    return Evidence(path, Agreement.NOTHING, why=place.why)


def _loose_rows_that_agree(anchors: Anchors, reading: Reading, text: str) -> dict[str, bool]:
    """For each row whose columns are not known: are the values read the figures printed, in their order?

    A row that the reader left unread as a whole is not contradicted by the print.
    """
    out: dict[str, bool] = {}
    for row in anchors.form.rows:
        if anchors.places[row.cells[0].path].standing is not Standing.LOOSE or row.path not in anchors.rows:
            continue
        read = [path for cell in row.cells if (path := cell.path) in reading.cells]
        values = [value for path in read if (value := reading.cells[path]) is not None]
        unit = next((anchors.places[cell.path].unit for cell in row.cells), None)
        printed: list[Value] = []
        for (start, end), cell in zip(anchors.rows[row.path].figures, _kinds(row.cells), strict=False):
            try:
                printed.append(parse(text[start:end], cell.kind, unit))
            except PrintError:
                break
        out[row.path] = not read or values == printed
    return out


def _kinds(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    # More figures than cells can stand in a row; they are read as the last cell's kind.
    return (*cells, *[cells[-1]] * 16)
