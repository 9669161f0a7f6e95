"""Faults of value: functions from the gold figures to wrong ones, as a careless reader produces them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from crossfoot.evaluation.loopback.exchange import Cells, Gold
from crossfoot.forms import Cell, Value

Distortion = Callable[[Gold], Cells]


@dataclass(frozen=True)
class ValueFault:
    """Wrong values in an otherwise perfect answer."""

    distort: Distortion
    when: Literal["reading", "always"] = "reading"
    """`reading`: whole forms are answered wrongly, questions rightly."""
    rate: float = 1.0
    """The share of requests that are hit; drawn by chance, from the server's seed."""
    model: str | None = None
    """Only requests to the model of this name; None: to any."""


def misread(path: str, value: Value | None = None) -> Distortion:
    """The figure at *path* is read as *value*, or with its last digit one higher."""

    def distort(gold: Gold) -> Cells:
        true = gold.cells[path]
        wrong = value if value is not None else _next_digit(true)
        return {**gold.cells, path: wrong}

    return distort


def drop_blank(row: str) -> Distortion:
    """The first blank of the row is overlooked: what follows moves one place to the left."""

    def distort(gold: Gold) -> Cells:
        paths = [cell.path for cell in gold.form.row_of[row].cells]
        values = [gold.cells[path] for path in paths]
        if None not in values:
            return gold.cells
        values.remove(None)
        return {**gold.cells, **dict(zip(paths, [*values, None], strict=True))}

    return distort


def slip_row(row: str) -> Distortion:
    """From *row* on, each row of the table gets the figures of the one above; *row* itself comes out blank."""

    def distort(gold: Gold) -> Cells:
        rows = [r for r in gold.form.rows if r.table == gold.form.row_of[row].table]
        start = next(n for n, r in enumerate(rows) if r.path == row)
        wrong = dict(gold.cells)
        for above, below in zip(rows[start:], rows[start + 1 :], strict=False):
            wrong.update(_moved(gold.cells, above.cells, below.cells))
        wrong.update({cell.path: None for cell in rows[start].cells})
        return wrong

    return distort


def exchange_rows(one: str, other: str) -> Distortion:
    """Two rows are taken for each other."""

    def distort(gold: Gold) -> Cells:
        a, b = gold.form.row_of[one].cells, gold.form.row_of[other].cells
        return {**gold.cells, **_moved(gold.cells, a, b), **_moved(gold.cells, b, a)}

    return distort


def exchange_columns(table: str, one: int, other: int) -> Distortion:
    """Two columns are taken for each other in every row of the table."""

    def distort(gold: Gold) -> Cells:
        wrong = dict(gold.cells)
        for row in gold.form.rows:
            if row.table == table and max(one, other) < len(row.cells):
                a, b = row.cells[one].path, row.cells[other].path
                wrong[a], wrong[b] = gold.cells[b], gold.cells[a]
        return wrong

    return distort


def compute_totals(gold: Gold) -> Cells:
    """The row totals of tables three and four are computed instead of copied, printed or not."""
    wrong = dict(gold.cells)
    for row in gold.form.rows:
        if row.cells[-1].column == "total":
            *addends, total = (cell.path for cell in row.cells)
            wrong[total] = sum(gold.cells[path] or 0 for path in addends)
    return wrong


def all_zero(gold: Gold) -> Cells:
    """Every figure is read as 0, blanks too."""
    return dict.fromkeys(gold.cells, 0)


def _moved(cells: Cells, source: Sequence[Cell], target: Sequence[Cell]) -> dict[str, Value | None]:
    return {to.path: cells[at.path] for at, to in zip(source, target, strict=False)}


def _next_digit(value: Value | None) -> Value:
    number = int(value or 0)
    return number - number % 10 + (number + 1) % 10
