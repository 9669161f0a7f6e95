"""Holding a reading against the print: does each value stand in the place of its own cell?"""

from enum import StrEnum
from typing import NamedTuple

from crossfoot.forms import Cell, PrintError, Reading, Row, Span, Value, parse
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


class Evidence(NamedTuple):
    """What the print says of one value."""

    cell: str
    agreement: Agreement
    span: Span | None = None
    """Of the figure in the cell's place, where one is printed there."""
    print: str | None = None
    """That figure as printed."""
    label: Span | None = None
    """Of the row's label (in table four of the first label of its header), where the row was found."""
    slot: int | None = None
    """Which of its row's columns the cell is, from 1, where the print shows the columns."""
    why: str | None = None
    """What keeps the cell from having a place, or the print from being a figure."""


def weigh(anchors: Anchors, reading: Reading, text: str) -> dict[str, Evidence]:
    """The evidence for every printed cell of the form, against the document's *text*."""
    loose_rows = _loose_rows_that_agree(anchors, reading, text)
    out: dict[str, Evidence] = {}
    for row in anchors.form.rows:
        found = anchors.rows.get(row.path)
        label = found.label if found is not None else None
        for slot, cell in enumerate(row.cells, start=1):
            path = cell.path
            place = anchors.places[path]
            value = reading.cells.get(path, _UNREAD)
            if place.span is not None:
                out[path] = _printed(cell, value, place, text, label, slot)
            elif place.standing is Standing.BLANK:
                agreement = Agreement.AGREES if value is None else Agreement.DIFFERS
                out[path] = Evidence(path, agreement, None, None, label, slot)
            elif place.standing is Standing.LOOSE:
                agreement = Agreement.ROW_ONLY if loose_rows.get(row.path, False) else Agreement.DIFFERS
                out[path] = Evidence(path, agreement, label=label, why=place.why)
            else:
                out[path] = Evidence(path, Agreement.NOTHING, label=label, why=place.why)
    for row in _shifted_rows(anchors, text):
        for cell in row.cells:
            item = out[cell.path]
            if item.agreement is Agreement.AGREES:
                out[cell.path] = item._replace(agreement=Agreement.ROW_ONLY, slot=None, why=_SHIFTED)
    return out


_SHIFTED = (
    "no total is printed, and the last figure of each row is the sum of those before it: a column may be lost"
)


def _shifted_rows(anchors: Anchors, text: str) -> tuple[Row, ...]:
    """The rows of table three, where its totals seem to stand in another column than that of the totals.

    A conversion that loses a column in every row moves all that follows by one, and no sum fails: the totals are
    blank then, and the last figure printed in each row is the sum of those before it.
    """
    rows = anchors.form.table("requests")
    if any(anchors.places[row.cells[-1].path].standing is not Standing.BLANK for row in rows):
        return ()
    filled = [
        [v for cell in row.cells if (v := _figure(cell, anchors.places[cell.path], text))] for row in rows
    ]
    telling = [values for values in filled if len(values) > 1]
    summed = all(sum(values[:-1]) == values[-1] for values in telling)
    enough = len(telling) > 1 or any(len(values) > 2 for values in telling)
    return rows if summed and enough else ()


def _figure(cell: Cell, place: Place, text: str) -> Value | None:
    """The figure that is printed in a place; null where none is."""
    if place.span is None:
        return None
    try:
        return parse(text[place.span[0] : place.span[1]], cell.kind, place.unit)
    except PrintError:
        return None


def _printed(cell: Cell, value: object, place: Place, text: str, label: Span | None, slot: int) -> Evidence:
    assert place.span is not None
    shown = text[place.span[0] : place.span[1]]
    try:
        printed = parse(shown, cell.kind, place.unit)
    except PrintError as error:
        return Evidence(cell.path, Agreement.UNREADABLE, place.span, shown, label, slot, str(error))
    agreement = Agreement.AGREES if value == printed else Agreement.DIFFERS
    return Evidence(cell.path, agreement, place.span, shown, label, slot)


_UNREAD = object()
"""Stands for a value that the reader did not give: equal to no print, and not to a blank."""


def _loose_rows_that_agree(anchors: Anchors, reading: Reading, text: str) -> dict[str, bool]:
    """For each row whose columns are not known: are the values read the figures printed, in their order?

    A row that the reader left unread as a whole is not contradicted by the print.
    """
    out: dict[str, bool] = {}
    for row in anchors.form.rows:
        if not _is_loose(row, anchors):
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


def _is_loose(row: Row, anchors: Anchors) -> bool:
    return anchors.places[row.cells[0].path].standing is Standing.LOOSE and row.path in anchors.rows


def _kinds(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    # More figures than cells can stand in a row; they are read as the last cell's kind.
    return (*cells, *[cells[-1]] * 16)
