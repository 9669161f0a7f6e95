"""Remarks on whole reports: the labelled ones, the seeds, narratives around and between printed tables, and any text at all."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from flattenings import ALL, document, figures, text_of
from hypothesis import given, settings
from hypothesis import strategies as st
from remarks_support import FORM, anchored, tables

from crossfoot import documents
from crossfoot.checks.remarks import remarks
from crossfoot.layout import LayoutError, locate
from crossfoot.readers.heading import read_heading
from crossfoot.readers.offline import read_offline

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "eval" / "reports"
SEEDS = ROOT.parent / "shared" / "seeds"

# Every remark on these reports was looked at; each is right.
ODD = {
    "06": ["unit.twice"],  # 103.3879万元 under a header in 万元
    "08": ["form.2019"],  # a report of 2022 on the form of 2019
    "16": ["date.signed_early"],  # the report of 2020 is signed in January 2020
    "36": ["period.other_year"],  # the period is that of the year before
    "002": ["date.signed_early"],  # the report of 2020 is signed in January 2020
}


def rules(path):
    read = documents.read(path)
    try:
        anchors = locate(read)
    except LayoutError:
        return []
    cells = read_offline(read, anchors).cells
    heading = read_heading(read)
    return [found.rule for found in remarks(read.text, anchors, cells, heading.year, heading)]


@pytest.mark.parametrize("path", sorted(REPORTS.iterdir()), ids=lambda path: path.name.split("_")[0])
def test_labelled_reports_give_no_false_alarm(path):
    assert rules(path) == ODD.get(path.name.split("_")[0], [])


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_seeds_give_no_false_alarm(name):
    found = sorted(SEEDS.glob(f"{name}_*.txt"))
    if not found:
        pytest.skip(f"{SEEDS} is not beside this checkout")
    assert rules(found[0]) == ODD.get(name, [])


# -- narratives around and between printed tables ---------------------------------------------------------------------

PLACES = ("table two", "table three", "table four", "behind")


def printed(flatten, place, narrative):
    """A report with *narrative* in front of one of its tables, or behind them; and its figures."""
    cells = figures(FORM, random.Random(5))
    text = text_of(FORM, cells, flatten, before=[narrative if place == each else "" for each in PLACES[:3]])
    if place == "behind":
        heading = "六、其他需要报告的事项"
        text = text.replace(heading, f"{narrative}{heading}")
    return text, cells


def narrative_rules(text, year=2023):
    read = document(text)
    anchors = locate(read)
    cells = read_offline(read, anchors).cells
    found = remarks(read.text, anchors, cells, year)
    return [
        (each.rule, each.left, read.text[slice(*each.span)])
        for each in found
        if each.rule.startswith("narrative.carried_out")
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("flatten", ALL, ids=lambda flatten: flatten.__name__)
def test_a_narrative_is_read_wherever_it_stands(flatten, place):
    wrong = "全年收到的政府信息公开申请中，结转下年度办理99999件。"
    text, _ = printed(flatten, place, wrong)
    assert narrative_rules(text) == [("narrative.carried_out", 99999, "结转下年度办理99999件")]


@pytest.mark.parametrize("flatten", ALL, ids=lambda flatten: flatten.__name__)
def test_the_cells_of_tables_are_no_narrative(flatten):
    text, cells = printed(flatten, "", "")
    read = document(text)
    anchors = locate(read)
    # Had any cell been taken for a sentence, it would differ from these figures.
    strange = {path: (value or 0) + 77_777 for path, value in cells.items()}
    found = [each for each in remarks(read.text, anchors, strange, 2023) if each.span is not None]
    first, last = anchors.region
    assert not [each for each in found if first <= each.span[0] < last and each.rule.startswith("narrative.")]


# -- any text at all --------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["收到", "受理", "未", "无", "没有", "政府信息公开", "申请", "依申请公开", "上年", "结转", "下年度", "办结", "答复", "予以公开", "部分公开", "不予公开", "行政复议", "行政诉讼", "维持", "纠正", "规范性文件", "制发", "行政许可", "决定", "行政事业性收费", "万元", "元", "件", "、", "和", "，", "；", "。", "（", "）", "其中", "各", "0", "3", "12", "１２", "三", "十", "百", "1,423", "2021年", "2022年", "1月", "31日", "至", "统计期限", "全县", "我局", "县政府", "\n", "\t", "\u3000", "\u200b"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=60), st.integers(0, 60), st.sampled_from([None, 2022]))
@settings(deadline=None, max_examples=100)
def test_no_words_in_any_order_are_too_much(words, cut, year):
    text = "".join(words)
    start = min(cut, len(text))
    anchors = replace(anchored(text), region=(start, len(text)))
    for found in remarks(text, anchors, tables(received=7, outcome_total=7), year):
        assert found.severity == "warning"
        assert set(found.message) == {"zh", "en"}
        assert found.span is None or text[slice(*found.span)]


@given(st.text(max_size=200), st.integers(-3, 12_000))
@settings(deadline=None, max_examples=100)
def test_no_text_and_no_year_is_too_much(text, year):
    assert isinstance(remarks(text, anchored(text), tables(), year), tuple)


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_a_plain_sentence_is_silent_just_where_it_is_right(told, printed):
    text = f"临河县水利局2022年政府信息公开工作年度报告\n全年收到政府信息公开申请{told}件。"
    found = remarks(text, anchored(text), tables(received=printed), 2022)
    assert (found == ()) == (told == printed)
