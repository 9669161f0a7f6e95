"""Labels as they are really printed: wrapped, cut, misprinted, in brackets of another width, traditional."""

import random
import re

import pytest
from flattenings import (
    ALL,
    CAPTION,
    ONE_OF_EACH_KIND,
    bar_ended,
    cell_lines,
    figures,
    html,
    pipes_dropped,
    tab_led,
    tab_rows,
    text_of,
)

from crossfoot.forms import form, forms
from crossfoot.layout.normal import label_key

COMMON = (tab_rows, tab_led, cell_lines, pipes_dropped, html)
by_common = pytest.mark.parametrize("flatten", COMMON, ids=lambda f: f.__name__)
TRADITIONAL = {
    "现": "現(xiàn)", "数": "數(shù)", "规": "規(guī)", "关": "關(guān)", "请": "請(qǐng)", "业": "業(yè)",
    "机": "機(jī)", "构": "構(gòu)", "织": "織(zhī)", "总": "總(zǒng)", "计": "計(jì)", "结": "結(jié)", "转": "轉(zhuǎn)",
    "续": "續(xù)", "办": "辦(bàn)", "开": "開(kāi)", "许": "許(xǔ)", "处": "處(chù)", "罚": "罰(fá)", "强": "強(qiáng)",
    "费": "費(fèi)", "额": "額(é)", "万": "萬(wàn)", "维": "維(wéi)", "纠": "糾(jiū)", "复": "復(fù)", "议": "議(yì)",
    "诉": "訴(sù)", "讼": "訟(sòng)", "经": "經(jīng)", "审": "審(shěn)", "属": "屬(shǔ)", "国": "國(guó)",
}  # fmt: skip


def relabel(change):
    """The tables with *change* applied to every label; figures and captions of values stay."""

    def apply(tables):
        return [
            [[b if re.fullmatch(r"[\d.+-]*元?", b.text) else type(b)(change(b.text), b.rows, b.columns) for b in row] for row in table]
            for table in tables
        ]  # fmt: skip

    return apply


def replaced(*pairs):
    def change(label):
        for old, new in pairs:
            label = label.replace(old, new)
        return label

    return change


def wrap(label, width=4):
    return (
        "\n".join(label[i : i + width] for i in range(0, len(label), width)) if len(label) > width else label
    )


def assert_read_whole(result, gold):
    assert result.wrong(gold) == {}
    assert dict(result.reading.unread) == {}
    assert result.anchors.leftovers == ()
    assert result.verdict.decision == "verified"


QUIRKS = {
    "half-width brackets": replaced(("（", "("), ("）", ")")),
    "full-width points": replaced((".", "．")),
    "commas for points": lambda label: re.sub(r"^(\d)\.", r"\1、", label),
    "inner spaces": replaced(("规章", "规    章"), ("总计", "总　计"), ("其他结果", "其他 结果")),
    "no ordinals of groups": lambda label: re.sub(r"^（[一二三四五六七]）", "", label),
    "no ordinals of details": lambda label: re.sub(r"^\d\.", "", label),
    "no ordinals of sections": lambda label: re.sub(r"^[一二三四]、", "", label),
    "captions cut": lambda label: re.sub(r"^(第二十条第).*", r"\1", label),
    "other quotes": replaced(("“", '"'), ("”", '"')),
    "no bracket of part two": replaced(("（区分处理的，只计这一情形，不计其他情形）", "")),
    "misprint: laws 1": replaced(("其他法律行政法规禁止公开", "其他法律法规禁止公开")),
    "misprint: laws 2": replaced(("其他法律行政法规禁止公开", "其他法律行政止公开")),
    "misprint: upheld": replaced(("结果维持", "结果维护")),
    "misprint: organisation": replaced(("社会公益组织", "社会组织")),
    "misprint: internal": replaced(("属于三类内部事务信息", "属于三类内容事务信息")),
    "normative documents": replaced(("行政规范性文件", "规范性文件")),
    "shortened": replaced(
        ("申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "逾期不补正"),
        ("申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "逾期不缴费"),
    ),
    "traditional": lambda label: "".join(TRADITIONAL.get(c, c)[0] for c in label),
    "traditional with pinyin": lambda label: "".join(TRADITIONAL.get(c, c) for c in label),
    "full-width digits in labels": lambda label: label.translate(
        str.maketrans("12345678", "１２３４５６７８")
    ),
}


@pytest.mark.parametrize("quirk", QUIRKS)
@by_common
def test_a_quirk_of_labels_does_no_harm(quirk, flatten, read):
    for seed, each in enumerate((form("2019"), form("2021"))):
        gold = figures(each, random.Random(seed))
        assert_read_whole(read(text_of(each, gold, flatten, relabel(QUIRKS[quirk]))), gold)


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("flatten", [cell_lines, tab_rows], ids=lambda f: f.__name__)
def test_a_quirk_of_labels_with_blanks_makes_nothing_up(quirk, flatten, read):
    for seed, each in enumerate((form("2019"), form("2021"))):
        gold = figures(each, random.Random(seed), 0.4)
        assert read(text_of(each, gold, flatten, relabel(QUIRKS[quirk]))).wrong(gold) == {}


WRAPPED = pytest.mark.parametrize("flatten", [tab_led, bar_ended, cell_lines], ids=lambda f: f.__name__)


@pytest.mark.parametrize("width", [6, 8, 11])
@WRAPPED
def test_labels_wrapped_over_lines(flatten, width, read):
    for each in (form("2019"), form("2021")):
        gold = figures(each, random.Random(width))
        assert_read_whole(read(text_of(each, gold, flatten, relabel(lambda s: wrap(s, width)))), gold)


@pytest.mark.parametrize("width", [2, 3])
@WRAPPED
def test_column_headers_wrapped_in_narrow_columns(flatten, width, read):
    """Seed 004: 商业 and 企业 on two lines, and all of table four's leaves."""
    for each in (form("2019"), form("2021")):
        gold = figures(each, random.Random(width))
        columns = {label for cell in each.cells.values() for label in cell.labels[-1:]}
        change = relabel(lambda s: wrap(s, width) if s in columns and len(s) < 8 else s)  # noqa: B023
        assert_read_whole(read(text_of(each, gold, flatten, change)), gold)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@WRAPPED
def test_labels_in_small_pieces_make_nothing_up(flatten, width, read):
    if width == 1 and flatten.__name__ in ("bar_ended", "cell_lines"):
        pytest.skip("an ordinal alone on its line cannot be told from a figure in a cell of its own")
    for each in (form("2019"), form("2021")):
        gold = figures(each, random.Random(width), 0.4)
        assert read(text_of(each, gold, flatten, relabel(lambda s: wrap(s, width)))).wrong(gold) == {}


@pytest.mark.parametrize("flatten", ALL, ids=lambda f: f.__name__)
def test_example_numbers_inside_headers_are_no_figures(flatten, read):
    each = form("2019")
    gold = figures(each, random.Random(1))
    change = relabel(
        replaced(("本年增/减", "本年增/减（如-8）"), ("采购总金额", "采购总金额（单位：万元，保留4位小数）"))
    )
    assert_read_whole(read(text_of(each, gold, flatten, change)), gold)


@by_common
def test_a_caption_without_its_text(flatten, read):
    each = form("2021")
    gold = figures(each, random.Random(1))
    assert_read_whole(read(text_of(each, gold, flatten, relabel(replaced((CAPTION, ""))))), gold)


@pytest.mark.parametrize("flatten", ONE_OF_EACH_KIND, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "label",
    [
        "1.属于国家秘密",
        "2.重复申请",
        "（七）总计",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "行政许可",
    ],
)
def test_a_lost_label_is_never_replaced_by_a_guess(flatten, label, read):
    each = form("2021")
    for seed in range(2):
        gold = figures(each, random.Random(seed))
        result = read(text_of(each, gold, flatten, relabel(lambda s: "" if s == label else s)))
        assert result.wrong(gold) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.属于国家秘密", "1、屬於 國家秘密"),
        ("（二）部分公开", "(二) 部分公开"),
        ("现有效件数", "現(xiàn)有效件數(shù)"),
        ("本年增/减", "本年 增／减"),
        ("总计", "总\n计"),
        ("3.危及“三安全一稳定”", "３．危及＂三安全一稳定＂"),
    ],
)
def test_labels_that_read_alike_have_one_key(one, other):
    assert label_key(one) == label_key(other)


def test_labels_of_one_table_have_keys_of_their_own():
    for each in forms():
        for table in ("disclosure", "requests", "review"):
            keys = [tuple(map(label_key, row.labels)) for row in each.table(table)]
            assert len(set(keys)) == len(keys)
            assert all(key for row in keys for key in row)
