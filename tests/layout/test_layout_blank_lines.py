"""Texts in which an empty line is a blank cell, as word processors save tables; and what browsers and converters make of blanks."""

import re
from pathlib import Path
from random import Random

import pytest

from crossfoot.documents import parse
from crossfoot.evaluation.simulation.figures import draw
from crossfoot.forms import form
from crossfoot.pipeline import examine_document

REPORT = next((Path(__file__).parents[2] / "eval" / "reports").glob("04_*")).read_text(encoding="utf-8")
HEADER = ["自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
GROUPS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def figures(seed, form_id="2021"):
    """Figures of which the zeros are blank, but for one in a while."""
    of, rng = form(form_id), Random(seed)
    return of, {
        path: value or (0 if value == 0 and rng.random() < 0.1 else None)
        for path, value in draw(of, rng).items()
    }


def shown(cell, value):
    return "" if value is None else f"{value}元" if cell.kind == "yuan" else str(value)


def lines_of(of, cells, step="\n", gap=0):
    """The tables with a line for each cell; *gap* empty lines for each merged cell left of a row's own label."""
    out = ["某县2022年政府信息公开工作年度报告", "二、主动公开政府信息情况"]
    for row in of.table("disclosure"):
        out += [row.labels[0], "信息内容", *(cell.labels[-1] for cell in row.cells)]
        out += [row.label, *(shown(cell, cells[cell.path]) for cell in row.cells)]
    out += ["三、收到和处理政府信息公开申请情况", "申请人情况", *HEADER]
    before = ()
    for row in of.table("requests"):
        same = sum(a == b for a, b in zip(row.labels, before, strict=False))
        same = min(same, len(row.labels) - 1)
        out += [""] * gap * same
        out += [*row.labels[same:], *(shown(cell, cells[cell.path]) for cell in row.cells)]
        before = row.labels
    out += [
        "四、政府信息公开行政复议、行政诉讼情况",
        "行政复议",
        "行政诉讼",
        *GROUPS,
        "未经复议直接起诉",
        "复议后起诉",
    ]
    out += GROUPS * 2
    out += [shown(cell, cells[cell.path]) for row in of.table("review") for cell in row.cells]
    return step.join([*out, "五、存在的主要问题及改进情况", "无。", ""])


def read(text):
    return examine_document(parse(text.encode(), "report.txt"))


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("step", ["\n", "\n\n"])
@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("seed", range(3))
def test_an_empty_line_for_each_blank_cell(form_id, step, gap, seed):
    of, cells = figures(seed, form_id)
    record = read(lines_of(of, cells, step, gap))
    assert record.status == "verified", record.reason
    assert {path: record.cells[path] for path in cells} == cells


@pytest.mark.parametrize("seed", range(6))
def test_one_empty_line_too_few_or_too_many_leaves_all_in_doubt(seed):
    of, cells = figures(seed)
    lines = lines_of(of, cells).split("\n")
    rng = Random(seed)
    table = range(lines.index("申请人情况") + 9, lines.index("四、政府信息公开行政复议、行政诉讼情况"))
    at = rng.choice([n for n in table if not lines[n]])
    for changed in ([*lines[:at], *lines[at + 1 :]], [*lines[:at], "", *lines[at:]]):
        record = read("\n".join(changed))
        assert record.status == "needs_review"
        wrong = {p: v for p, v in record.cells.items() if v is not None and p in cells and v != cells[p]}
        assert not wrong


def test_a_column_that_was_left_out_with_its_blanks_is_not_made_up_by_the_line_between_rows():
    """Six figures and the empty line behind a row are no seven cells."""
    of, cells = figures(1)
    full = {path: value or 1 for path, value in cells.items()}
    lines = lines_of(of, full).split("\n")
    begin, end = lines.index("申请人情况"), lines.index("四、政府信息公开行政复议、行政诉讼情况")
    out, run = [], 0
    for n, line in enumerate(lines):
        run = run + 1 if line.isdigit() and begin < n < end else 0
        if run != 3:  # without 科研机构
            out.append(line)
        if run == 7:
            out.append("")
    assert read("\n".join(out)).status == "needs_review"


def test_a_table_copied_from_a_browser_has_its_tabs_on_lines_of_their_own():
    of, cells = figures(2)

    def paragraphs(line):
        filled = (f"\n\n{cell}\n\n" if cell else "\n\n" for cell in line.split("\t"))
        return "\t".join(filled)

    text = "\n".join(paragraphs(line) for line in lines_with_tabs(of, cells))
    record = read(text)
    assert record.status == "verified", record.reason
    assert {path: record.cells[path] for path in cells} == cells


def lines_with_tabs(of, cells):
    """The same tables, a row to a line."""
    yield "某县2022年政府信息公开工作年度报告"
    yield "二、主动公开政府信息情况"
    for row in of.table("disclosure"):
        yield row.labels[0]
        yield "\t".join(["信息内容", *(cell.labels[-1] for cell in row.cells)])
        yield "\t".join([row.label, *(shown(cell, cells[cell.path]) for cell in row.cells)])
    yield "三、收到和处理政府信息公开申请情况"
    yield "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况"
    yield "\t".join(HEADER[:3])
    yield "\t".join(HEADER[3:])
    before = ()
    for row in of.table("requests"):
        same = min(sum(a == b for a, b in zip(row.labels, before, strict=False)), len(row.labels) - 1)
        yield "\t".join([*row.labels[same:], *(shown(cell, cells[cell.path]) for cell in row.cells)])
        before = row.labels
    yield "四、政府信息公开行政复议、行政诉讼情况"
    yield "行政复议\t行政诉讼"
    yield "\t".join([*GROUPS, "未经复议直接起诉", "复议后起诉"])
    yield "\t".join(GROUPS * 2)
    yield "\t".join(shown(cell, cells[cell.path]) for row in of.table("review") for cell in row.cells)
    yield "五、存在的主要问题及改进情况"
    yield "无。"


@pytest.mark.parametrize("empty", ["NaN", "nan", "<NA>", "None", "null"])
def test_what_a_converter_writes_for_an_empty_cell_is_blank(empty):
    blank = re.sub(r"\| 0 (?=\|)", "|  ", REPORT)
    converted = re.sub(r"(?<=\|)\s+(?=\|)", f" {empty} ", blank)
    assert converted.count(empty) > 50
    assert read(converted).cells == read(blank).cells
    assert read(converted).status == read(blank).status


def test_a_total_may_be_called_sum():
    assert "总计" in REPORT
    assert read(REPORT.replace("总计", "合计")).cells == read(REPORT).cells
    assert read(REPORT.replace("总计", "合计")).status == "verified"


@pytest.mark.parametrize(
    ("number", "status"), [("03", "verified"), ("04", "needs_review"), ("3", "needs_review")]
)
def test_the_number_of_a_section_above_its_heading_is_no_figure(number, status):
    """But a bare 3 is one, and so may be what names another section."""
    of, cells = figures(1)
    full = {path: value or 0 for path, value in cells.items()}
    text = lines_of(of, full)
    assert read(text.replace("\n三、", f"\n{number}\n三、", 1)).status == status


def spread(seed):
    """Sparse figures, an empty line before each caption, each heading, and for each merged cell."""
    of, cells = figures(seed)
    text = lines_of(of, cells, gap=1)
    return cells, re.sub(r"\n(?=第二十条|[三四五]、.*情况\n)", "\n\n", text)


@pytest.mark.parametrize("seed", range(4))
def test_empty_lines_before_headings_are_no_cells(seed):
    cells, text = spread(seed)
    record = read(text)
    assert record.status == "verified", record.reason
    assert {path: record.cells[path] for path in cells} == cells


@pytest.mark.parametrize("seed", range(2))
def test_a_line_that_is_lost_before_a_heading_or_a_group_is_missed(seed):
    """The empty line behind the row would make up for it."""
    cells, text = spread(seed)
    lines = text.split("\n")
    begin, end = lines.index("二、主动公开政府信息情况"), lines.index("五、存在的主要问题及改进情况")
    for at in [n for n in range(begin, end) if not lines[n]][seed::9]:
        record = read("\n".join([*lines[:at], *lines[at + 1 :]]))
        wrong = {p: v for p, v in record.cells.items() if v is not None and p in cells and v != cells[p]}
        assert not wrong, (at, record.status)
        if record.status == "verified":
            assert {path: record.cells[path] for path in cells} == cells


def test_a_page_number_behind_a_blank_cell_is_no_figure():
    of, cells = figures(1)
    text = lines_of(of, {**cells, "disclosure.coercion.decisions": None})
    assert "行政强制\n\n" in text
    record = read(text.replace("行政强制\n\n", "行政强制\n\n3\n"))
    assert record.status == "needs_review"
    assert record.cells["disclosure.coercion.decisions"] is None
