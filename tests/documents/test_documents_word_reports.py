"""Whole reports as Word documents: every figure comes out where it was put, and any merging of cells keeps its shape."""

import io
from pathlib import Path
from random import Random

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import cell, docx, par, places, row, table

from crossfoot.documents import parse
from crossfoot.evaluation.simulation import (
    draw,
    draw_style,
    draw_wording,
    fill_in,
    printed,
    tables,
    truth,
    unmarked,
)
from crossfoot.evaluation.simulation.sheet import Table
from crossfoot.forms import Form, forms
from crossfoot.pipeline import examine

SECTIONS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
OPENING = ("一、总体情况", "全年收到申请12件，网上提交的居多。")
CLOSING = ("五、存在的主要问题及改进情况", "解读不够多。", "六、其他需要报告的事项", "无。")


def drawn(form: Form, rng: Random):
    """A report's tables, and what they print."""
    style = draw_style(rng)
    cells = fill_in(form, draw(form, rng), style, rng)
    prints = printed(form, cells, style, rng)
    sheets = tables(form, prints, style, draw_wording(rng))
    marked = " ".join(box.text for sheet in sheets for box in sheet.boxes)
    return sheets, truth(marked, form, cells, prints)


def title(form: Form) -> str:
    return f"棠溪县人民政府{2020 if form.id == '2019' else 2022}年政府信息公开工作年度报告"


def xml_of(sheet: Table) -> str:
    """The table as Word writes it: a cell in each row that a merged cell reaches into."""

    def cells(at: int):
        column = 0
        while column < sheet.columns:
            box = sheet.covering(at, column)
            merge = (
                f'<w:vMerge w:val="{"restart" if box.row == at else "continue"}"/>' if box.rowspan > 1 else ""
            )
            span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
            yield cell(unmarked(box.text) if box.row == at else "", span + merge)
            column += box.colspan

    return table(*(row(*cells(at)) for at in range(sheet.rows)))


def raw(form: Form, sheets: tuple[Table, ...]) -> bytes:
    parts = [par(line) for line in (title(form), *OPENING)]
    for heading, sheet in zip(SECTIONS, sheets, strict=True):
        parts += [par(heading), xml_of(sheet)]
    return docx("".join([*parts, *map(par, CLOSING)]))


def made_by_python_docx(form: Form, sheets: tuple[Table, ...]) -> bytes:
    document = python_docx.Document()
    for line in (title(form), *OPENING):
        document.add_paragraph(line)
    for heading, sheet in zip(SECTIONS, sheets, strict=True):
        document.add_paragraph(heading)
        grid = document.add_table(sheet.rows, sheet.columns)
        fields = [list(each.cells) for each in grid.rows]
        for box in sheet.boxes:
            corner = fields[box.row][box.column]
            if box.rowspan > 1 or box.colspan > 1:
                corner = corner.merge(fields[box.row + box.rowspan - 1][box.column + box.colspan - 1])
            corner.text = unmarked(box.text)
    for line in CLOSING:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(30))
def test_a_report_is_read_wholly_right(seed: int, tmp_path: Path):
    rng = Random(seed)
    form = forms()[seed % len(forms())]
    sheets, said = drawn(form, rng)
    path = tmp_path / "report.docx"
    path.write_bytes((made_by_python_docx if seed < 4 else raw)(form, sheets))
    record = examine(path)
    assert record.status == "verified", record.reason
    assert {name: record.cells[name] for name in said.cells} == said.cells
    assert record.document.title == title(form)


@st.composite
def tilings(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """The areas of a table's cells, as (row, column, rowspan, colspan) in reading order: any that cover it."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    rng = draw(st.randoms(use_true_random=False))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    areas = []
    for r in range(rows):
        for c in range(columns):
            if (r, c) not in free:
                continue
            width = height = 1
            while (r, c + width) in free and rng.random() < 0.3:
                width += 1
            while all((r + height, c + n) in free for n in range(width)) and rng.random() < 0.3:
                height += 1
            free -= {(r + i, c + j) for i in range(height) for j in range(width)}
            areas.append((r, c, height, width))
    return areas


@settings(deadline=None)
@given(tilings(), st.data())
def test_any_merging_of_cells_keeps_its_shape(areas: list[tuple[int, int, int, int]], data: st.DataObject):
    words = [data.draw(st.sampled_from(("", "0", "12", "章", "总"))) for _ in areas]
    owners = {
        (r + i, c + j): (r, c, height, width, word)
        for (r, c, height, width), word in zip(areas, words, strict=True)
        for i in range(height)
        for j in range(width)
    }

    def cells(at: int):
        column = 0
        while (at, column) in owners:
            r, _, height, width, word = owners[at, column]
            merge = f'<w:vMerge w:val="{"restart" if r == at else "continue"}"/>' if height > 1 else ""
            yield cell(word if r == at else "", f'<w:gridSpan w:val="{width}"/>{merge}')
            column += width

    rows = max(r for r, _ in owners) + 1
    document = parse(docx(par("题") + table(*(row(*cells(at)) for at in range(rows)))), "a.docx")
    if len({c for (_, c, _, _), word in zip(areas, words, strict=True) if word}) < 2:
        assert not document.grids
        return
    begun = sorted({c for _, c, _, _ in areas})  # columns in which no cell begins are seams
    squeezed = {column: sum(1 for each in begun if each < column) for column in range(8)}
    assert places(document) == [
        (r, squeezed[c], height, squeezed[c + width] - squeezed[c], word)
        for (r, c, height, width), word in zip(areas, words, strict=True)
    ]
