"""Remarks on the tables themselves: the form of another year, units of money, items that cannot be."""

import re
from collections.abc import Iterator, Mapping

from crossfoot.checks.confront import Finding
from crossfoot.checks.remarks.catalogue import Catalogue, figures, finding
from crossfoot.checks.remarks.title import is_township
from crossfoot.forms import Cell, FormId, Unit, Value
from crossfoot.forms.prints import fold
from crossfoot.layout.anchors import Anchors, Place, Standing

_IN_FORCE: tuple[tuple[FormId, range], ...] = (("2019", range(2019, 2021)), ("2021", range(2021, 2100)))
"""The report years that each form is made for."""
_COLUMNS: Mapping[FormId, tuple[str, ...]] = {
    "2019": ("新制作数量", "新公开数量", "对外公开总数量", "上一年项目数量", "采购项目数量"),
    "2021": ("制发件数", "废止件数", "现行有效件数", "年处理决定数量", "年收费金额"),
}
"""Column labels of table two that only one of the forms prints."""

_AMOUNTS = ("*.amount_yuan",)
_MONEY = re.compile(r"亿元|万元|元")
_NOT_ZERO = re.compile(r"[1-9]")


def table_remarks(
    text: str,
    anchors: Anchors,
    cells: Mapping[str, Value | None],
    year: int | None,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    """What looks wrong in the tables without regard to the narrative."""
    yield from _form_remarks(anchors, year, catalogue)
    for path in figures(anchors.form, _AMOUNTS):
        place = anchors.places[path]
        if place.standing is Standing.PRINTED:
            yield from _unit_remarks(
                text, anchors, anchors.form.cells[path], place, cells.get(path), catalogue
            )
    yield from _item_remarks(anchors, cells, catalogue)


def _form_remarks(anchors: Anchors, year: int | None, catalogue: Catalogue) -> Iterator[Finding]:
    used = anchors.form.id
    due = next((form for form, years in _IN_FORCE if year in years), used)
    if due != used and _prints_columns(anchors, used, due):
        yield finding(catalogue.remarks[f"form.{used}"], anchors.form, year=str(year))


def _prints_columns(anchors: Anchors, used: FormId, other: FormId) -> bool:
    """Does table two have columns of the one form and fewer of the other? Without a table two nothing tells."""
    joined = "".join(atom.key for atom in anchors.atoms)
    of_used, of_other = (sum(label in joined for label in _COLUMNS[form]) for form in (used, other))
    return of_used > of_other


def _unit_remarks(
    text: str, anchors: Anchors, cell: Cell, place: Place, value: Value | None, catalogue: Catalogue
) -> Iterator[Finding]:
    if place.span is None:
        return
    shown = fold(text[slice(*place.span)]).strip()
    name = _unit_fault(shown, place.unit)
    if name is None and place.unit is not None and _is_too_large(value or 0, cell, text, catalogue):
        name = "unit.magnitude"
    if name is not None:
        yield finding(
            catalogue.remarks[name],
            anchors.form,
            cells=(cell.path,),
            right=value,
            span=place.span,
            print=shown,
            unit=place.unit or "",
        )


def _unit_fault(shown: str, stated: Unit | None) -> str | None:
    """What is wrong with the unit of the amount *shown* under a header that states a unit, or none."""
    inside = _MONEY.search(shown)
    if inside is not None:
        if stated is None:
            return None
        return "unit.twice" if inside[0] == stated else "unit.contradiction"
    return "unit.missing" if stated is None and _NOT_ZERO.search(shown) else None


def _is_too_large(value: Value, cell: Cell, text: str, catalogue: Catalogue) -> bool:
    """Is the amount, in yuan, beyond what the reporting body can have?"""
    township = catalogue.township_limits.get(cell.path, catalogue.body_limit)
    return value > catalogue.body_limit or (value > township and is_township(text))


def _item_remarks(
    anchors: Anchors, cells: Mapping[str, Value | None], catalogue: Catalogue
) -> Iterator[Finding]:
    for remark in catalogue.items if anchors.form.id == "2019" else ():
        paths = figures(anchors.form, remark.cells)
        last_year, change = (cells.get(path) for path in paths) if paths else (None, None)
        if last_year is not None and change is not None and last_year + change < 0:
            yield finding(remark, anchors.form, left=last_year + change, span=anchors.places[paths[1]].span)
