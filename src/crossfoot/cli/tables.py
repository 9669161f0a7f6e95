"""A record drawn as the form's three tables."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.table import Table
from rich.text import Text

from crossfoot.cli.labels import APPLICANT_HEADERS, OUTCOME_HEADERS, column_label, number, row_label

if TYPE_CHECKING:
    from crossfoot.forms import Cell, Form, Row
    from crossfoot.store import Record

Mark = Literal["crossed", "wrong", "suspect"]
# The sign stands before the figure because colour may be off (NO_COLOR, a file, a colour-blind reader).
_SIGNS: Mapping[Mark | None, tuple[str, str]] = {
    "crossed": ("!!", "bold red reverse"),
    "wrong": ("!", "red"),
    "suspect": ("?", "bold yellow"),
    None: ("", ""),
}
LEGEND: Mapping[Mark, str] = {
    "crossed": "!! stands in several sums that fail",
    "wrong": "! stands in a sum that fails",
    "suspect": "? has no place of its own in the text, or is in doubt",
}


def marks(record: "Record") -> dict[str, Mark]:
    """The cells to look at: figures of sums that fail, and figures without a place of their own in the text.

    A figure where several failing sums cross is most likely the wrong one. A blank is no part of what was added up.
    """
    errors = [f for f in record.findings if f.verdict == "fail" and f.severity == "error"]
    sums = Counter(path for f in errors if f.left is not None and f.right is not None for path in f.cells)
    doubts = {path for f in errors if f.left is None or f.right is None for path in f.cells}
    printed = [path for path, value in record.cells.items() if value is not None]
    found: dict[str, Mark] = {path: "suspect" for path in printed if path not in record.evidence}
    found |= dict.fromkeys(doubts, "suspect")
    found |= {path: "crossed" if sums[path] > 1 else "wrong" for path in printed if path in sums}
    return found


def tables(record: "Record", form: "Form") -> Iterator[Table]:
    """The three tables, in printed order."""
    draw = _Drawing(record, marks(record))
    yield draw.disclosure(form)
    yield draw.requests(form)
    yield draw.review(form)


class _Drawing:
    def __init__(self, record: "Record", marked: Mapping[str, Mark]) -> None:
        self.record = record
        self.marked = marked

    def figure(self, cell: "Cell") -> Text:
        sign, style = _SIGNS[self.marked.get(cell.path)]
        value = number(self.record.cells.get(cell.path))
        if cell.kind == "integer" and value and not value.startswith("-") and value != "0":
            value = f"+{value}"
        return Text(sign + value, style=style, justify="right")

    def disclosure(self, form: "Form") -> Table:
        """Table two: groups of rows, each group under a caption and column headers of its own."""
        width = max(len(row.cells) for row in form.table("disclosure"))
        table = _frame("二、主动公开政府信息情况", ["", *[""] * width], headed=False)
        for caption, rows in _grouped(form.table("disclosure")):
            heads = [Text(column_label(cell), justify="right") for cell in rows[0].cells]
            table.add_row(Text(caption), *heads, style="dim")
            for row in rows:
                last = row is rows[-1]
                figures = [self.figure(cell) for cell in row.cells]
                table.add_row(Text(row_label(row)), *figures, end_section=last)
        return table

    def requests(self, form: "Form") -> Table:
        """Table three: a line for each group of rows, and below it the rows of seven columns."""
        table = _frame("三、收到和处理政府信息公开申请情况", ["", *APPLICANT_HEADERS.values()])
        above: tuple[str, ...] = ()
        for row in form.table("requests"):
            inside = row.labels[:-1]
            for depth, label in enumerate(inside):
                if above[: depth + 1] != inside[: depth + 1]:
                    table.add_row(Text(" " * depth + label, style="dim"))
            above = inside
            table.add_row(Text(" " * len(inside) + row_label(row)), *map(self.figure, row.cells))
        return table

    def review(self, form: "Form") -> Table:
        """Table four: on paper the three groups stand side by side, fifteen columns; here one below the other."""
        table = _frame("四、政府信息公开行政复议、行政诉讼情况", ["", *OUTCOME_HEADERS.values()])
        for row in form.table("review"):
            table.add_row(Text(row_label(row)), *map(self.figure, row.cells))
        return table


def _frame(title: str, heads: list[str], *, headed: bool = True) -> Table:
    table = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.SQUARE,
        show_header=headed,
        padding=(0, 0, 0, 1),
    )
    table.add_column(heads[0], overflow="fold")
    for head in heads[1:]:
        # Figures are never cut: in a narrow terminal the label gives way.
        table.add_column(Text(head, justify="right"), justify="right", no_wrap=True, min_width=5)
    return table


def _grouped(rows: "tuple[Row, ...]") -> Iterator[tuple[str, "list[Row]"]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.labels[0], []).append(row)
    yield from groups.items()
