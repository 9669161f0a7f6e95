"""The three tables as they stand on paper: boxes with their spans, each a printed label or the place of a figure.

Sources: the forms of 国办公开办函〔2019〕60号 and 〔2021〕30号. Labels of rows and columns come from the catalogue of
cells; what the forms print beside them (`信息内容`, the heads over groups of columns) is written down here. No values:
what is drawn into the boxes is up to whoever draws.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from crossfoot.forms import Cell, Form, Row

TITLES: Mapping[str, str] = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "review": "四、政府信息公开行政复议、行政诉讼情况",
}
"""The printed titles of the tables."""

_CONTENT = "信息内容"
_BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_APPLICANTS = "申请人情况"
_BODIES = "法人或其他组织"
"""Stands over the columns between 自然人 and 总计."""

_STUB = 3
"""Columns of labels in table three."""
_HEAD = 3
"""Lines of labels over the figures of tables three and four."""

Role = Literal["label", "head", "figure"]


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a table, at its upper left corner; the places that it spans hold no box of their own."""

    row: int
    column: int
    rowspan: int
    colspan: int
    role: Role
    """`label` stands beside figures, `head` above them."""
    text: str = ""
    """The printed label; empty for a figure."""
    cell: Cell | None = None
    """The cell whose figure stands here; null for a label."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table on paper."""

    name: str
    """As in `Cell.table`."""
    title: str
    columns: int
    stub: int
    """How many of the columns, from the left, hold labels of rows."""
    rows: tuple[tuple[Box, ...], ...]
    """From the top; each row has the boxes that begin in it, from the left."""


@cache
def paper(form: Form) -> tuple[Sheet, ...]:
    """Tables two, three and four of *form*, in printed order."""
    return (
        _disclosure(form.table("disclosure")),
        _requests(form.table("requests")),
        _review(form.table("review")),
    )


def _disclosure(rows: Sequence[Row]) -> Sheet:
    """Each clause of the regulation is a line of its own, with its own heads below it."""
    width = max(len(row.cells) for row in rows)
    boxes: list[Box] = []
    line = 0
    for caption, clause in groupby(rows, key=lambda row: row.labels[0]):
        group = list(clause)
        heads = [cell.labels[-1] for cell in group[0].cells]
        boxes.append(Box(line, 0, 1, 1 + width, "head", caption))
        boxes.append(Box(line + 1, 0, 1, 1, "head", _CONTENT))
        boxes += [
            Box(line + 1, 1 + at, 1, span, "head", heads[at]) for at, span in _stretched(len(heads), width)
        ]
        line += 2
        for row in group:
            boxes.append(Box(line, 0, 1, 1, "label", row.label))
            boxes += [
                Box(line, 1 + at, 1, span, "figure", cell=row.cells[at])
                for at, span in _stretched(len(row.cells), width)
            ]
            line += 1
    return _sheet("disclosure", 1, boxes)


def _stretched(count: int, width: int) -> Iterator[tuple[int, int]]:
    """Positions and spans of *count* boxes side by side; the last takes what is left of the *width*."""
    for at in range(count):
        yield at, width - at if at == count - 1 else 1


def _requests(rows: Sequence[Row]) -> Sheet:
    columns = [_applicant_heads(cell, rows[0].cells) for cell in rows[0].cells]
    boxes = [Box(0, 0, _HEAD, _STUB, "head", _BALANCE)]
    boxes += [
        Box(down, _STUB + across, high, wide, "head", text)
        for across, down, wide, high, text in _merged(columns, _HEAD)
    ]
    boxes += [
        Box(_HEAD + down, across, high, wide, "label", text)
        for down, across, high, wide, text in _merged([row.labels for row in rows], _STUB)
    ]
    boxes += [
        Box(_HEAD + down, _STUB + across, 1, 1, "figure", cell=cell)
        for down, row in enumerate(rows)
        for across, cell in enumerate(row.cells)
    ]
    return _sheet("requests", _STUB, boxes)


def _applicant_heads(cell: Cell, columns: Sequence[Cell]) -> tuple[str, ...]:
    between = (_BODIES,) if cell not in (columns[0], columns[-1]) else ()
    return (_APPLICANTS, *between, cell.labels[-1])


def _review(rows: Sequence[Row]) -> Sheet:
    """The rows of the catalogue stand side by side: one line of figures below merged heads, without a stub."""
    cells = [cell for row in rows for cell in row.cells]
    boxes = [
        Box(down, across, high, wide, "head", text)
        for across, down, wide, high, text in _merged([cell.labels for cell in cells], _HEAD)
    ]
    boxes += [Box(_HEAD, across, 1, 1, "figure", cell=cell) for across, cell in enumerate(cells)]
    return _sheet("review", 0, boxes)


def _merged(
    labels: Sequence[Sequence[str]], depth: int, at: int = 0, level: int = 0
) -> Iterator[tuple[int, int, int, int, str]]:
    """Merged label boxes for a sequence of label paths: (position, level, span along the sequence, span in depth, text).

    Neighbours that share a label at a level share its box; the last label of a path takes the levels that are left.
    """
    for _, members in groupby(
        range(len(labels)), key=lambda i: (labels[i][0], i if len(labels[i]) == 1 else None)
    ):
        group = list(members)
        first = labels[group[0]]
        alone = len(first) == 1
        yield at + group[0], level, len(group), depth if alone else 1, first[0]
        if not alone:
            yield from _merged([labels[i][1:] for i in group], depth - 1, at + group[0], level + 1)


def _sheet(name: str, stub: int, boxes: Sequence[Box]) -> Sheet:
    lines: dict[int, list[Box]] = {}
    for box in sorted(boxes, key=lambda box: (box.row, box.column)):
        lines.setdefault(box.row, []).append(box)
    return Sheet(
        name=name,
        title=TITLES[name],
        columns=max(box.column + box.colspan for box in boxes),
        stub=stub,
        rows=tuple(tuple(lines[row]) for row in sorted(lines)),
    )
