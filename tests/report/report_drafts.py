"""Drafts of reports: figures that add up, printed as a web page in the geometry of the paper, and broken at will."""

import random
from collections.abc import Mapping
from html import escape

from crossfoot.checks import load_rules
from crossfoot.documents import Document, parse
from crossfoot.forms import APPLICANTS, Cell, Form, form
from crossfoot.pipeline.inspect import Inspection, inspect_document
from crossfoot.report.paper import Box, Sheet, paper

FORM = form("2021")
TITLE = "松坪县2023年政府信息公开工作年度报告"


def figures(printed: Form = FORM, seed: int = 1) -> dict[str, int | None]:
    """Figures for every cell of the form; every sum holds."""
    draw = random.Random(seed)
    cells: dict[str, int | None] = {path: draw.choice((0, 0, 0, 1, 2, 7)) for path in printed.cells}
    for path, cell in printed.cells.items():
        if cell.kind == "yuan":
            cells[path] = draw.randrange(10) * 10_000
    totals = {rule.total: rule.left for rule in load_rules(printed) if rule.total and "column" not in rule.id}

    def add_up(*paths: str) -> None:
        for path in paths:
            cells[path] = sum(cells[addend] or 0 for addend in totals[path])

    for column in APPLICANTS[:-1]:
        details = next(r.left for r in load_rules(printed) if r.id == f"requests.column.{column}")
        cells[f"requests.outcome_total.{column}"] = sum(cells[path] or 0 for path in details)
        cells[f"requests.carried_in.{column}"] = cells[f"requests.carried_out.{column}"] = 0
        cells[f"requests.received.{column}"] = cells[f"requests.outcome_total.{column}"]
    # What is left are the totals of rows and of the groups of table four.
    add_up(*(path for path in totals if path.endswith(".total")))
    return cells


def page_of(
    cells: Mapping[str, object],
    printed: Form = FORM,
    narrative: str = "本年未作其他安排。",
    title: str = TITLE,
) -> str:
    """The report as a web page; a value is printed as it is, null as an empty box."""
    tables = "".join(_table(sheet, cells) for sheet in paper(printed))
    return (
        f"<html><head><meta charset='utf-8'></head><body><h1>{escape(title)}</h1>"
        f"<p>一、总体情况</p><p>{escape(narrative)}</p>{tables}"
        "<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p></body></html>"
    )


def _table(sheet: Sheet, cells: Mapping[str, object]) -> str:
    rows = "".join(f"<tr>{''.join(_box(box, cells) for box in row)}</tr>" for row in sheet.rows)
    return f"<p>{sheet.title}</p><table>{rows}</table>"


def _box(box: Box, cells: Mapping[str, object]) -> str:
    text = box.text if box.cell is None else _print(box.cell, cells[box.cell.path])
    return f'<td rowspan="{box.rowspan}" colspan="{box.colspan}">{escape(text)}</td>'


def _print(cell: Cell, value: object) -> str:
    """Amounts in the unit that the form's head states, else with a unit of their own."""
    if value is None or cell.kind != "yuan" or not isinstance(value, int):
        return "" if value is None else str(value)
    return str(value // 10_000) if "万元" in cell.labels[-1] else f"{value}元"


def document(
    cells: Mapping[str, object], printed: Form = FORM, name: str = "draft.html", **page: str
) -> Document:
    return parse(page_of(cells, printed, **page).encode(), name)


def inspected(changes: Mapping[str, object] | None = None, language: str = "zh", **page: str) -> Inspection:
    """The inspection of a draft that adds up but for *changes*."""
    return inspect_document(document({**figures(), **(changes or {})}, **page), language)
