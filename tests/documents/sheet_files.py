"""Spreadsheets for tests: simulated reports as a workbook, and workbooks of a few cells."""

import io
from collections.abc import Callable, Mapping
from random import Random

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from crossfoot.documents import Document, parse
from crossfoot.evaluation.simulation import (
    Truth,
    draw,
    draw_style,
    draw_wording,
    fill_in,
    printed,
    tables,
    truth,
)
from crossfoot.evaluation.simulation.pages import SECTIONS
from crossfoot.evaluation.simulation.sheet import unmarked
from crossfoot.forms import forms

TITLE = "云楼镇人民政府2023年政府信息公开工作年度报告"


def report(rng: Random, *, numbers: bool, sheets: bool, gap: bool, merged: bool) -> tuple[bytes, Truth]:
    """A report as a workbook: figures as *numbers* or texts, tables on *sheets* of their own, an empty row as a *gap*,
    headings *merged* over the columns."""
    form, style = rng.choice(forms()), draw_style(rng)
    filled = fill_in(form, draw(form, rng), style, rng)
    prints = printed(form, filled, style, rng)
    laid = tables(form, prints, style, draw_wording(rng))
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    ruled = book.add_format({"border": 1, "text_wrap": True})
    sheet, at = book.add_worksheet(), 0

    def line(text: str) -> None:
        nonlocal at
        if merged:
            sheet.merge_range(at, 0, at, 9, text)
        else:
            sheet.write(at, 0, text)
        at += 1

    for text in (TITLE, "一、总体情况", "本年度主动公开信息123条，收到申请7件。" * 8):
        line(text)
    for heading, table in zip(SECTIONS, laid, strict=True):
        if sheets:
            sheet, at = book.add_worksheet(), 0
        line(heading)
        for box in table.boxes:
            text = unmarked(box.text)
            value = int(text) if numbers and text.isdigit() and str(int(text)) == text else text
            row, bottom = at + box.row, at + box.row + box.rowspan - 1
            right = box.column + box.colspan - 1
            if (row, box.column) == (bottom, right):
                sheet.write(row, box.column, value, ruled)
            else:
                sheet.merge_range(row, box.column, bottom, right, value, ruled)
        at += table.rows + gap
    line("五、存在的主要问题及改进情况")
    line("公开内容还不够细。")
    book.close()
    marked = " ".join(box.text for table in laid for box in table.boxes)
    return stream.getvalue(), truth(marked, form, filled, prints)


def book(fill: Callable[[Worksheet], object]) -> bytes:
    """A workbook with one sheet that *fill* fills."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "表"
    fill(sheet)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def cells(values: Mapping[str, object], then: Callable[[Worksheet], object] | None = None) -> Document:
    """A document from a sheet with these cells."""

    def fill(sheet: Worksheet) -> None:
        for name, value in values.items():
            sheet[name] = value
        if then is not None:
            then(sheet)

    return parse(book(fill), "a.xlsx")


def beside(value: object, then: Callable[[Cell], object] | None = None) -> str:
    """What a cell with this value shows in a table."""
    document = cells(
        {"A1": "规章", "B1": "件", "A2": "许可", "B2": value}, lambda sheet: then and then(sheet["B2"])
    )
    (grid,) = document.grids
    (found,) = [each for each in grid.cells if (each.row, each.column) == (1, 1)]
    return document.text[found.start : found.end]
