"""The statutory tables as they lie on paper: boxes with their spans, the one source of every flattening.

Each figure is set between two marks, private-use characters that no report holds and that are taken out before a
document is read. Through whatever a layout or a conversion does to the text, they tell which print belongs to which
cell: `truth` reads them off.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from random import Random

from crossfoot.evaluation.simulation.figures import Style
from crossfoot.forms import Form, PrintError, Row, Unit, Value, parse

# -- marks --------------------------------------------------------------------------------------------------------

_FIRST, _LAST = 0xF0000, 0xF0FFF
CLOSE = "\U00100000"
"""Ends a figure."""
BEGIN, END = "\U00100001", "\U00100002"
"""Bound the tables of a document."""
MARKS = re.compile("[\U000f0000-\U000f0fff\U00100000-\U00100002]")
MARKED = re.compile(f"([\U000f0000-\U000f0fff])([^{CLOSE}]*){CLOSE}")
"""A figure with its marks: the opening mark, which names the cell, and the print."""


def mark(index: int, text: str) -> str:
    """*text* as the print of the form's cell number *index*."""
    return f"{chr(_FIRST + index)}{text}{CLOSE}"


def cell_index(opening: str) -> int:
    """The number of the cell that an opening mark names."""
    return ord(opening) - _FIRST


def unmarked(text: str) -> str:
    """*text* as a reader gets it."""
    return MARKS.sub("", text)


@dataclass(frozen=True)
class Truth:
    """What a text prints: a value or null for each cell, but for the `unclear` ones, which it does not tell."""

    cells: Mapping[str, Value | None]
    unclear: frozenset[str]


def truth(
    marked: str,
    form: Form,
    cells: Mapping[str, Value | None],
    prints: Mapping[str, str],
    *,
    separated: bool = True,
) -> Truth:
    """What *marked* says, as *prints* of *cells* that may have been damaged on the way.

    *separated* says whether the layout sets anything between figures: where it does, two that touch ran together. A print that is gone is not printed. One that was changed is what it reads as now; unclear is a cell whose print
    is no figure any more, that ran together with another, or that is printed twice and differently.
    """
    paths = list(form.cells)
    seen: dict[str, set[Value | str | None]] = {path: set() for path in paths}
    for match in MARKED.finditer(marked):
        path = paths[cell_index(match[1])]
        joined = separated and bool(match[2]) and _runs_on(match)
        seen[path].add(_UNCLEAR if joined else _said(form, path, match[2], cells, prints))
    values: dict[str, Value | None] = {}
    for path, found in seen.items():
        said = found - {None}
        values[path] = None if len(said) != 1 else _value(next(iter(said)))
    unclear = {path for path, found in seen.items() if len(found - {None}) > 1 or _UNCLEAR in found}
    return Truth(values, frozenset(unclear))


_UNCLEAR = "unclear"


def _value(said: Value | str | None) -> Value | None:
    return None if isinstance(said, str) else said


def _said(
    form: Form, path: str, text: str, cells: Mapping[str, Value | None], prints: Mapping[str, str]
) -> Value | str | None:
    if text == prints[path]:
        return cells[path]
    if not text.strip():
        return None
    unit: Unit | None = "万元" if form.cells[path].kind == "yuan" else None
    try:
        return parse(text, form.cells[path].kind, unit)
    except PrintError:
        return _UNCLEAR


def _runs_on(match: re.Match[str]) -> bool:
    """Does the figure touch another one, without anything between them?"""
    before = unmarked(match.string[max(0, match.start() - 8) : match.start()])[-1:]
    after = unmarked(match.string[match.end() : match.end() + 8])[:1]
    return (
        _TOUCHING.search(before + match[2][:1]) is not None
        or _TOUCHING.search(match[2][-1:] + after) is not None
    )


_TOUCHING = re.compile(r"[\d.,]{2}")


# -- geometry -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table: its text, where it begins, how far it reaches; `figure` where it holds one."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    figure: bool = False


@dataclass(frozen=True)
class Table:
    """One of the three tables. `boxes` lie in reading order and cover the whole of it."""

    boxes: tuple[Box, ...]

    @property
    def rows(self) -> int:
        return max(box.row + box.rowspan for box in self.boxes)

    @property
    def columns(self) -> int:
        return max(box.column + box.colspan for box in self.boxes)

    def row(self, number: int) -> Iterator[Box]:
        """The boxes that begin in this row, from left to right."""
        return (box for box in self.boxes if box.row == number)

    def covering(self, row: int, column: int) -> Box:
        """The box that covers a place."""
        return self._owners[row, column]

    @cached_property
    def _owners(self) -> Mapping[tuple[int, int], Box]:
        return {
            (box.row + down, box.column + right): box
            for box in self.boxes
            for down in range(box.rowspan)
            for right in range(box.colspan)
        }


Wording = Callable[[str], str]
"""From a label of the form to the label as one author prints it."""


def tables(
    form: Form, prints: Mapping[str, str], style: Style, wording: Wording
) -> tuple[Table, Table, Table]:
    """Tables two, three and four of *form*, with *prints* in their cells."""
    marked = {path: mark(index, prints[path]) for index, path in enumerate(form.cells)}
    return (
        _disclosure(form, marked, style, wording),
        _requests(form, marked, wording),
        _review(form, marked, wording),
    )


def _figures(row: Row, marked: Mapping[str, str], at: int, column: int, width: int) -> Iterator[Box]:
    """The figures of a row from *column* on; the last one reaches to *width*."""
    for n, cell in enumerate(row.cells):
        last = n == len(row.cells) - 1
        yield Box(marked[cell.path], at, column + n, colspan=width - column - n if last else 1, figure=True)


def _disclosure(form: Form, marked: Mapping[str, str], style: Style, wording: Wording) -> Table:
    boxes: list[Box] = []
    at, width = 0, 4
    for caption, group in groupby(form.table("disclosure"), key=lambda row: row.labels[0]):
        rows = list(group)
        boxes += [Box(wording(caption), at, 0, colspan=width), Box(wording("信息内容"), at + 1, 0)]
        headers = [_header(cell.labels[-1], cell.kind == "yuan", style) for cell in rows[0].cells]
        for n, header in enumerate(headers, 1):
            span = width - n if n == len(headers) else 1
            boxes.append(Box(wording(header), at + 1, n, colspan=span))
        for n, row in enumerate(rows, at + 2):
            boxes.append(Box(wording(row.label), n, 0))
            boxes += _figures(row, marked, n, 1, width)
        at += 2 + len(rows)
        if style.extra_row and len(headers) == width - 1:
            boxes += [Box(text, at, n) for n, text in enumerate(("其他主动公开文件", "4", "1", "27")[:width])]
            style, at = replace(style, extra_row=False), at + 1
    return Table(tuple(boxes))


def _header(label: str, amount: bool, style: Style) -> str:
    """The header of a column; where amounts are printed bare, it states their unit."""
    stated = amount and style.amount == "header" and "万元" not in label
    return f"{label}（单位：万元，保留4位小数）" if stated else label


_LABELS = 3
"""Table three has three columns of labels: 三, then （一）…（七）, then 1.…8."""


def _requests(form: Form, marked: Mapping[str, str], wording: Wording) -> Table:
    rows = form.table("requests")
    *columns, total = (cell.labels[-1] for cell in rows[0].cells)
    balance = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    boxes = [
        Box(wording(balance), 0, 0, rowspan=3, colspan=_LABELS),
        Box(wording("申请人情况"), 0, _LABELS, colspan=7),
        Box(wording(columns[0]), 1, _LABELS, rowspan=2),
        Box(wording("法人或其他组织"), 1, _LABELS + 1, colspan=5),
        Box(wording(total), 1, _LABELS + 6, rowspan=2),
    ]
    boxes += [Box(wording(label), 2, _LABELS + n) for n, label in enumerate(columns[1:], 1)]
    for at, row in enumerate(rows, 3):
        boxes += _row_labels(rows, at - 3, at, wording)
        boxes += _figures(row, marked, at, _LABELS, _LABELS + 7)
    return Table(tuple(boxes))


def _row_labels(rows: tuple[Row, ...], index: int, at: int, wording: Wording) -> Iterator[Box]:
    """The labels that begin in a row; one that leads several rows stands in the first of them."""
    labels = rows[index].labels
    for depth, label in enumerate(labels):
        same = [row.labels[: depth + 1] == labels[: depth + 1] for row in rows]
        if index and same[index - 1]:
            continue
        last = depth == len(labels) - 1
        span = _LABELS - depth if last else 1
        yield Box(wording(label), at, depth, rowspan=sum(same), colspan=span)


def _review(form: Form, marked: Mapping[str, str], wording: Wording) -> Table:
    rows = form.table("review")
    outcomes = [cell.labels[-1] for cell in rows[0].cells]
    boxes = [
        Box(wording("行政复议"), 0, 0, colspan=5),
        Box(wording("行政诉讼"), 0, 5, colspan=10),
        *(Box(wording(label), 1, n, rowspan=2) for n, label in enumerate(outcomes)),
        Box(wording(rows[1].label), 1, 5, colspan=5),
        Box(wording(rows[2].label), 1, 10, colspan=5),
        *(Box(wording(label), 2, 5 + n) for n, label in enumerate(outcomes * 2)),
    ]
    for n, row in enumerate(rows):
        boxes += [Box(marked[cell.path], 3, 5 * n + k, figure=True) for k, cell in enumerate(row.cells)]
    return Table(tuple(boxes))


# -- wording ------------------------------------------------------------------------------------------------------

_VARIANTS: Mapping[str, tuple[str, ...]] = {
    "2.其他法律行政法规禁止公开": ("2.其他法律法规禁止公开", "2.其他法律行政止公开"),
    "5.属于三类内部事务信息": ("5.属于三类内容事务信息",),
    "社会公益组织": ("社会组织",),
    "结果维持": ("结果维护",),
    "规章": ("规 章", "规    章"),
    "行政规范性文件": ("规范性文件",),
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": ("1.逾期不补正",),
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": ("2.逾期未缴费",),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": ("（二）部分公开",),
}
"""Labels as some authors print them."""


def draw_wording(rng: Random) -> Wording:
    """The labels as some author prints them: mostly as on the form, some with habits of their own."""
    if rng.random() < 0.5:
        return str
    variants = {label: rng.choice(others) for label, others in _VARIANTS.items() if rng.random() < 0.25}
    narrow = rng.random() < 0.4
    comma = rng.random() < 0.2

    def word(label: str) -> str:
        text = variants.get(label, label)
        if comma:
            text = re.sub(r"^(\d)\.", r"\1、", text)
        return text.translate(str.maketrans("（）", "()")) if narrow else text

    return word
