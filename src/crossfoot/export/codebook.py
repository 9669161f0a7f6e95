"""What each exported figure is: the union of both forms' cells, in printed order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from crossfoot.forms import Cell, FormId, form, forms

SEPARATOR: Final = "｜"
"""Between the levels of a Chinese label; no printed label holds it."""

TABLES: Final[Mapping[str, str]] = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "review": "四、政府信息公开行政复议、行政诉讼情况",
}
"""The printed titles of the three tables."""

_PUBLISHED: Final[tuple[FormId, ...]] = ("2019", "2021")
_IN_WAN_YUAN = "（单位：万元）"
_OTHER = "requests.other."


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the forms, as the exports name and explain it."""

    path: str
    label: str
    """The printed Chinese labels joined by `SEPARATOR`; no two figures share one."""
    table: str
    """The printed title of its table."""
    kind: str
    """`count`, `integer` (may be negative) or `yuan`."""
    unit: str
    forms: tuple[FormId, ...]
    """The published forms that have the figure."""
    note: str


@lru_cache(maxsize=1)
def codebook() -> tuple[Entry, ...]:
    """Every figure that a record may hold, in printed order, whatever its form."""
    # The newest wording wins where both forms print the same figure; all printings count, so that a 2021 report
    # with （六） in one row finds its place.
    cells = {path: cell for known in forms() for path, cell in known.fields.items()}
    by_form = [_rows(form(form_id).fields) for form_id in _PUBLISHED]
    rows = _merge(*(list(rows) for rows in by_form))
    paths = chain.from_iterable(_merge(*(rows_of.get(row, []) for rows_of in by_form)) for row in rows)
    return tuple(_entry(cells[path]) for path in paths)


def _rows(fields: Mapping[str, Cell]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for path, cell in fields.items():
        rows.setdefault(cell.row, []).append(path)
    return rows


def _merge(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Both sequences as one that keeps the order of each; what only *old* has stands before what only *new* has."""
    merged: list[str] = []
    rest = list(new)
    for name in old:
        if name in rest:
            here = rest.index(name)
            merged += rest[:here]
            rest = rest[here + 1 :]
        merged.append(name)
    return merged + rest


def _entry(cell: Cell) -> Entry:
    labels = cell.labels
    if cell.kind == "yuan":
        # Records hold yuan whatever the form asks for: a header that says 万元 would be wrong by 10 000.
        labels = (*labels[:-1], labels[-1].removesuffix(_IN_WAN_YUAN) + "（元）")
    return Entry(
        path=cell.path,
        label=SEPARATOR.join(labels),
        table=TABLES[cell.table],
        kind=cell.kind,
        unit="元" if cell.kind == "yuan" else "",
        forms=tuple(form_id for form_id in _PUBLISHED if cell.path in form(form_id).fields),
        note=_note(cell),
    )


def _note(cell: Cell) -> str:
    if cell.kind == "yuan":
        return "一律以元计：原表以万元计的，已乘以10000"
    if cell.kind == "integer":
        return "可为负数"
    if cell.path.startswith(_OTHER):
        undivided = cell.path.startswith(_OTHER + "undivided.")
        return "（六）只印一行的报告，含沿用旧表三的2021年式" if undivided else "（六）分三行印的报告"
    return ""
