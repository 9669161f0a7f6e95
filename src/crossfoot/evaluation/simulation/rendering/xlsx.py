"""Workbooks: the tables on one sheet or on one each, with merged ranges."""

import io
from datetime import UTC, datetime
from random import Random

import xlsxwriter  # type: ignore[import-untyped]

from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.rendering.blocks import Block, Paragraph, after, before, between
from crossfoot.evaluation.simulation.sheet import Box, unmarked


def render_xlsx(draft: Draft, _rng: Random) -> bytes:
    """The report as a workbook; the narrative stands in cells above and below the tables."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2022, 1, 5, tzinfo=UTC)})
    for n, group in enumerate(_sheets(draft)):
        sheet = book.add_worksheet(f"表{n + 1}" if "sheets" in draft.options else "年报")
        _write(draft, book, sheet, group)
    book.close()
    return out.getvalue()


def _sheets(draft: Draft) -> list[list[Block]]:
    middle = list(between(draft))
    if "sheets" not in draft.options:
        return [[*before(draft), *middle, *after(draft)]]
    starts = [n for n, block in enumerate(middle) if isinstance(block, Paragraph) and block.kind == "heading"]
    tables = [middle[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    return [list(before(draft)), *tables, list(after(draft))]


def _write(
    draft: Draft, book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, group: list[Block]
) -> None:
    at = 0
    style = book.add_format({"border": 1, "text_wrap": True})
    for block in group:
        if isinstance(block, Paragraph):
            sheet.write_string(at, 0, block.text)
            at += 1
            continue
        for box in block.boxes:
            _write_box(draft, sheet, box, at, style)
        at += block.rows + 1


def _write_box(
    draft: Draft,
    sheet: xlsxwriter.worksheet.Worksheet,
    box: Box,
    top: int,
    style: xlsxwriter.format.Format,
) -> None:
    text = unmarked(box.text)
    row, column = top + box.row, box.column
    if box.rowspan > 1 or box.colspan > 1:
        sheet.merge_range(row, column, row + box.rowspan - 1, column + box.colspan - 1, "", style)
    number = _number(text) if box.figure and "numbers as text" not in draft.options else None
    if number is not None:
        sheet.write_number(row, column, number, style)
    elif text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def _number(text: str) -> float | None:
    """The number that the print is, where nothing but a number is printed."""
    try:
        return float(text) if text.isascii() and "_" not in text and "+" not in text else None
    except ValueError:
        return None
