"""Markdown: rows of pipes as in plain text, without the marks around figures."""

from random import Random

import pytest

from crossfoot.documents import DocumentError, parse
from crossfoot.documents.source import Source
from crossfoot.documents.text import read as read_plain
from crossfoot.evaluation.simulation import Configuration, draw_sample
from crossfoot.pipeline import examine_document

HEAD = "| 内容 | 件数 |\n|---|---|\n"


def cell(markup: str) -> str:
    """What a cell with this markup holds."""
    document = parse(f"{HEAD}| 规章 | {markup} |\n".encode(), "a.md")
    assert document.media_type == "text/markdown"
    row = document.text.split("\n")[2].split("|")
    assert len(row) == 4
    return row[2].strip()


@pytest.mark.parametrize(
    "markup",
    [
        "12",
        "**12**",
        "*12*",
        "__12__",
        "_12_",
        "***12***",
        "`12`",
        "``12``",
        "[12](http://a/b)",
        "[12][x]",
        "12[^1]",
        "**`12`**",
        "[**12**](x)",
        "<b>12</b>",
        "<span>12</span>",
        "&nbsp;12",
        "&#49;2",
        "&#x31;2",
        "12<br>",
        "12<!-- 旧 -->",
        "<u>**12**</u>",
    ],
)
def test_marks_do_not_hide_a_figure(markup: str):
    assert cell(markup) == "12"


@pytest.mark.parametrize(
    "markup", ["~~12~~", "~12~", "<del>12</del>", "<s>12</s>", "![12](a.png)", "~~**12**~~"]
)
def test_what_is_struck_out_or_a_picture_is_neither_figure_nor_blank(markup: str):
    assert cell(markup) == "\ufffc"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("12^1^", "12 1"),
        ("12<sup>1</sup>", "12 1"),
        ("1<br>2", "1 2"),
        ("1\\|2", "1\u22232"),
        ("1&#124;2", "1\u22232"),
        ("\\-3", "-3"),
        ("12\\*", "12*"),
        ("12*", "12*"),
        ("_", "_"),
        ("___", "___"),
        ("-", "-"),
        ("1*2*3", "123"),
        ("**", "**"),
        ("12 ~~3~~", "12 \ufffc"),
    ],
)
def test_what_other_markup_shows(markup: str, shown: str):
    assert cell(markup) == shown


def test_cells_beyond_the_header_are_kept():
    document = parse(f"{HEAD}| 规章 | 1 | 2 | **3** |".encode(), "a.md")
    assert document.text.endswith("| 规章 | 1 | 2 | 3 |")


def test_headings_and_emphasis_around_the_tables():
    document = parse(f"# 云楼镇**2023年**年报 #\n\n## 二、主动公开\n\n{HEAD}| 规章 | 1 |\n".encode(), "a.md")
    assert document.text.startswith("云楼镇2023年年报\n\n二、主动公开\n\n| 内容")


def test_fenced_lines_stay_as_they_are():
    text = f"{HEAD}| 规章 | 1 |\n\n```\n| **a** | 2 |\n```\n"
    assert parse(text.encode(), "a.md").text == text


def test_tables_in_html_are_grids_where_they_stand():
    table = "<table><tr><td>三</td><td rowspan=2>12</td></tr><tr><td>四</td></tr></table>"
    document = parse(f"# 年报\n\n{HEAD}| 规章 | **1** |\n\n表三{table}\n\n# 五、问题\n".encode(), "a.md")
    assert document.media_type == "text/markdown"
    (grid,) = document.grids
    assert [document.text[each.start : each.end] for each in grid.cells] == ["三", "12", "四"]
    assert "| 规章 | 1 |\n" in document.text
    assert "\n五、问题" in document.text


def test_more_tables_in_html_than_a_report_has_are_refused():
    with pytest.raises(DocumentError) as caught:
        parse(("# a\n" + "<table><td>1</table>\n" * 1001).encode(), "a.md")
    assert caught.value.code == "too_complex"


def test_text_without_marks_stays_byte_for_byte():
    rng = Random(4)
    for _ in range(10):
        sample = draw_sample(Configuration(layouts=["Markdown"], mirrors=0), rng)
        document = parse(sample.data, "a.md")
        assert document.media_type == "text/markdown"
        assert document.text == read_plain(Source(sample.data, "a.md")).text


def test_twenty_reports_in_bold_are_wholly_right():
    rng = Random(5)
    for _ in range(20):
        sample = draw_sample(Configuration(layouts=["Markdown"], mirrors=0), rng)
        lines = sample.data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
        bold = [
            "|".join(f" **{part.strip()}** " if part.strip().isdigit() else part for part in line.split("|"))
            for line in lines
        ]
        record = examine_document(parse("\n".join(bold).encode(), "a.md"))
        assert record.status in ("verified", "source_error")
        assert {path: record.cells[path] for path in sample.truth.cells} == sample.truth.cells
