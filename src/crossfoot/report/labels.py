"""Cells and figures in words: printed labels without their explanations, numbers without digits that they do not have."""

import re

from crossfoot.checks import Language
from crossfoot.forms import Cell, Form, Row, Value
from crossfoot.report.language import say

_EXPLANATION = re.compile(r"（(?:区分|单位).*）$|、行政机关不再处理.*$")
"""What the form prints behind a label to explain it."""


def row_name(row: Row) -> str:
    """The row's own label: `（二）部分公开`."""
    return _EXPLANATION.sub("", row.label)


def column_name(cell: Cell) -> str:
    """The label of the cell's column; of an amount, with the unit in which it is shown (元)."""
    name = _EXPLANATION.sub("", cell.labels[-1])
    return f"{name}（元）" if cell.kind == "yuan" else name


def place(form: Form, path: str, language: Language) -> str:
    """Where the cell at *path* stands on the form; a path that the form does not have is itself."""
    cell = form.cells.get(path)
    if cell is None:
        return path
    key = f"place.{cell.table}"
    return say(language, key, row=row_name(form.row_of[cell.row]), column=column_name(cell))


def number(value: Value) -> str:
    """A figure without a fraction that it does not have; an amount to four decimals."""
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")
