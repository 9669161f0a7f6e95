"""The narrative of a report: which of its text, and of which section."""

from pathlib import Path

import pytest

from crossfoot.documents import Document, read
from crossfoot.layout import Anchors, LayoutError, locate
from crossfoot.layout.narrative import MAX_SECTION, narrative

REPORTS = sorted((Path(__file__).parents[2] / "eval" / "reports").iterdir())
TABLES = "信息内容 制发件数\n规章 0"
ONE = "一、总体情况\n公开信息3条。"
FIVE = "五、存在的主要问题及改进情况\n解读少。"
SIX = "六、其他需要报告的事项\n无。"


def sections(text, tables=TABLES):
    """Section → its words, where the *tables* stand in the text."""
    start = text.index(tables)
    anchors = Anchors(None, {}, {}, region=(start, start + len(tables)))  # type: ignore[arg-type]
    found = narrative(Document(text, (), "text/plain", None, "", ""), anchors)
    out = {}
    for each in found.passages:
        assert each.start <= each.body <= each.end
        out[each.section] = text[each.body : each.end].strip()
    return out, found


@pytest.mark.parametrize(
    ("one", "five", "six"),
    [
        ("一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"),
        ("一、工作概述", "五、政府信息公开工作存在的主要问题及改进情况", "六、其它事项"),
        ("  一. 总体情况", "五、存在问题和改进措施", "六、需要报告的其他事项"),
        ("一、總(zǒng)體情況", "五、存在的主要問題(tí)及改進情況", "六、其他需要報告的事項"),
        ("一、主动公开", "政府信息公开工作存在的主要问题", "其他需要报告的事项"),
    ],
)
def test_sections_are_told_by_their_headings(one, five, six):
    text = (
        f"首页 我的位置\n{one}\n公开3条。\n二、主动公开政府信息情况\n{TABLES}\n{five}\n解读少。\n{six}\n无。"
    )
    found, told = sections(text)
    assert found == {"before": "公开3条。", "five": "解读少。", "six": "无。"}
    assert "规章" not in told.text(text)
    assert "首页" not in told.text(text)


def test_headings_may_share_their_lines():
    text = f"{ONE}\n{TABLES}\n五、存在的主要问题及改进情况 解读少。 六、其他需要报告的事项 无。"
    assert sections(text)[0] == {"before": "公开信息3条。", "five": "解读少。", "six": "无。"}


def test_a_list_of_contents_is_not_the_report():
    contents = "一、总体情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项"
    found, _ = sections(f"{contents}\n{ONE}\n{TABLES}\n{FIVE}\n{SIX}")
    assert found == {"before": "公开信息3条。", "five": "解读少。", "six": "无。"}


def test_without_headings_what_surrounds_the_tables_is_narrative():
    found, _ = sections(f"公开信息3条。\n{TABLES}\n解读少。")
    assert found == {"before": "公开信息3条。", "five": "解读少。"}


def test_a_second_report_behind_is_none_of_it():
    found, _ = sections(f"{ONE}\n{TABLES}\n{FIVE}\n{SIX}\n{ONE.replace('3', '4')}")
    assert found["six"] == "无。"


def test_sentences_under_the_heading_of_section_two_are_narrative():
    text = f"{ONE}\n二、主动公开政府信息情况\n全年公开5条。\n{TABLES}\n{FIVE}"
    assert "全年公开5条。" in sections(text)[0]["before"]


def test_what_is_too_long_is_cut_and_said():
    found, told = sections(f"一、总体情况\n{'公开信息。' * MAX_SECTION}\n{TABLES}\n{FIVE}")
    assert told.cut
    assert len(found["before"]) <= MAX_SECTION
    assert not sections(f"{ONE}\n{TABLES}\n{FIVE}")[1].cut


def test_sentences_between_the_rows_are_narrative():
    path = next(path for path in REPORTS if path.name.startswith("23_"))
    document = read(path)
    told = narrative(document, locate(document))
    between = "".join(document.text[p.body : p.end] for p in told.passages if p.section == "between")
    assert between.strip().endswith("详见下表。")
    assert "自然人" not in between.split("详见下表。")[0][-40:]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name[:2])
def test_no_figure_of_the_tables_is_narrative(path):
    document = read(path)
    try:
        anchors = locate(document)
    except LayoutError:
        pytest.skip("no tables in this report")
    told = narrative(document, anchors)
    assert [p.section for p in told.passages if p.section != "between"] == ["before", "five", "six"]
    figures = [place.span for place in anchors.places.values() if place.span]
    assert not any(p.start < end and start < p.end for p in told.passages for start, end in figures)
