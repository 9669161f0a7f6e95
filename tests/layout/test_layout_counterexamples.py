"""Small changes to a whole report that once got a wrong figure verified. A changed report may be reviewed, never that."""

import re
from pathlib import Path

import pytest

from crossfoot.documents import parse
from crossfoot.pipeline import examine_document

REPORT = next((Path(__file__).parents[2] / "eval" / "reports").glob("04_*")).read_text(encoding="utf-8")
LICENSING = "| 行政许可 | 71,958 |"
COERCION = "| 行政强制 | 685 |"
FEES = "| 行政事业性收费 | 2,754.18 |"
HEADER = "| 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |"
ROW = "8.属于行政查询事项 |"


def status(*changes):
    text = REPORT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return examine_document(parse(text.encode(), "report.txt")).status


def test_the_report_itself_is_verified():
    assert status() == "verified"


@pytest.mark.parametrize(
    "shown",
    [
        "1234件次",
        "约1234",
        "1 234",
        "1234（含备案）",
        "1,23,4",
        "一千",
        "见附件",
        "（8）",
        "8*",
        "8。",
        "≥8",
        "12.5万",
    ],
)
@pytest.mark.parametrize("cell", [LICENSING, COERCION, FEES])
def test_a_text_where_a_figure_belongs_is_no_blank(cell, shown):
    label = cell.split("|")[1]
    assert status((cell, f"|{label}| {shown} |")) == "needs_review"


@pytest.mark.parametrize(
    "rows",
    [
        "| 行政许可 | 网上办理件 | 1234 |",
        "| 行政许可 | 一般程序 | 40 |\n|  | 简易程序 | 16 |",
        "| 行政许可 |\n| 网上办理件 | 1234 |",
        "| 行政许可 |  | 8 |",
        "| 行政许可 | 3 | 5 |",
    ],
)
def test_a_row_divided_or_moved_is_not_taken_for_whole(rows):
    assert status((LICENSING, rows)) == "needs_review"


def test_the_first_line_of_the_header_tells_the_order_too():
    old = re.search(r"\| 自然人 \|[^\n]*", REPORT)
    assert old
    assert status((old[0], "| 自然人 | 总计 | 法人或其他组织 |")) == "needs_review"


def test_a_row_under_a_cell_that_reaches_down_is_not_empty():
    text = original("26")
    row = re.search(
        r"(<td[^>]*)(>\s*[\d,]+\s*</td>\s*</tr>\s*<tr[^>]*>\s*<td[^>]*>\s*行政强制\s*</td>)\s*<td[^>]*>[^<]*</td>",
        text,
    )
    assert row
    merged = text.replace(row[0], f'{row[1]} rowspan="2"{row[2]}')
    record = examine_document(parse(merged.encode(), "report.html"))
    assert record.status == "needs_review"
    assert record.cells["disclosure.coercion.decisions"] is None
