"""The narrative's numbers against the tables: what is said of them, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remarks_support import FORM, anchored, said, tables, verdicts

from crossfoot.checks.remarks import remarks
from crossfoot.checks.remarks.catalogue import figures, load_remarks
from crossfoot.checks.remarks.numbers import number_of
from crossfoot.forms import form, forms
from crossfoot.layout import Place, Standing

DENIED, UNAVAILABLE = "denied.internal_affairs", "unavailable.not_held"


def requests(**figures):
    return tables(**{name.replace("__", "."): value for name, value in figures.items()})


ALL = requests(
    received=23, carried_in=2, granted=10, partly_granted=4, outcome_total=24, carried_out=1,
    denied__internal_affairs=3, unavailable__not_held=6, not_processed__repeated=1,
)  # fmt: skip


def test_a_narrative_that_says_what_the_tables_print_is_silent():
    narrative = (
        "（二）依申请公开情况。2022年，我局共收到政府信息公开申请23件，上年结转2件，办结24件，结转下年度继续办理1件。"
        "在办结的24件申请中，予以公开10件，部分公开4件，不予公开3件，无法提供6件，不予处理1件。"
    )
    assert verdicts(narrative, ALL) == set()


WRONG = [
    ("received", "全年共收到政府信息公开申请32件。"),
    ("received", "全年共受理32件政府信息公开申请，均按期答复。"),
    ("received", "（二）依申请公开。全年新收申请32件。"),
    ("received", "（二）依申请公开。畅通各类渠道，收到申请三十二件。"),
    ("received", "收到公民、法人和其他组织提出的政府信息公开申请３２件。"),
    ("received", "共收到政府信息公开\n申请 32\n件。"),
    ("received", "我局未收到政府信息公开申请。"),
    ("received", "全年没有公民、法人或者其他组织申请公开政府信息。"),
    ("carried_in", "收到政府信息公开申请23件，另有上年结转的5件。"),
    ("carried_in", "收到政府信息公开申请23件，2021年度结转5件。"),
    ("carried_in", "收到政府信息公开申请23件，无上年结转申请。"),
    ("handled", "收到政府信息公开申请23件，当年办结20件。"),
    ("handled", "全年答复政府信息公开申请20件。"),
    ("carried_out", "收到政府信息公开申请23件，其中3件依法结转下年度办理。"),
    ("carried_out", "收到政府信息公开申请23件，结转2023年办理3件。"),
    ("carried_out", "收到政府信息公开申请23件，无结转下年度继续办理的申请。"),
    ("granted", "对收到的政府信息公开申请，予以公开12件。"),
    ("partly_granted", "对收到的政府信息公开申请，予以公开10件、部分公开7件。"),
    ("denied", "对收到的政府信息公开申请，不予公开8件。"),
    ("unavailable", "对收到的政府信息公开申请，无法提供的9件。"),
    ("not_processed", "对收到的政府信息公开申请，不予处理5件。"),
]


@pytest.mark.parametrize(("rule", "narrative"), WRONG)
def test_a_number_that_is_not_the_tables_is_a_failure(rule, narrative):
    assert verdicts(narrative, ALL) == {(rule, "fail")}


def test_a_finding_states_both_numbers_and_points_to_the_words():
    text, found = said("今年我局工作平稳。全年共收到政府信息公开\n申请 32件。", ALL)
    (finding,) = found
    assert (finding.left, finding.right, finding.severity) == (32, 23, "warning")
    assert finding.cells == ("requests.received.total",)
    assert text[slice(*finding.span)] == "收到政府信息公开\n申请 32件"
    for message in finding.message.values():
        assert "32" in message
        assert "23" in message
        assert "{" not in message
    assert "一、本年新收政府信息公开申请数量" in finding.message["zh"]


# -- differences for a good reason ------------------------------------------------------------------------------------

EXPLAINED = [
    ("received", "全年共收到政府信息公开申请25件。", ALL, "上年结转"),
    ("received", "全年共受理政府信息公开申请24件。", ALL, "已有结果"),
    ("handled", "收到政府信息公开申请23件，办理25件。", ALL, "上年结转"),
    ("handled", "收到政府信息公开申请23件，答复23件。", ALL, "本年新收"),
    (
        "handled",
        "收到政府信息公开申请30件，答复27件。",
        requests(received=30, granted=27, other__remaining=3, outcome_total=30),
        "（四）",
    ),
    ("granted", "对收到的政府信息公开申请，予以公开14件。", ALL, "部分公开"),
    (
        "litigation",
        "因政府信息公开被提起行政诉讼5件。",
        tables(direct_litigation=(3, 0, 0, 0), litigation_after_reconsideration=(2, 0, 0, 0)),
        "复议后起诉",
    ),
    (
        "litigation",
        "因政府信息公开被提起行政诉讼3件。",
        tables(direct_litigation=(3, 0, 0, 0), litigation_after_reconsideration=(2, 0, 0, 0)),
        "一组",
    ),
    (
        "reconsideration",
        "因政府信息公开被申请行政复议4件。",
        tables(reconsideration=(3, 1, 0, 2)),
        "未审结",
    ),
]


@pytest.mark.parametrize(("rule", "narrative", "cells", "reason"), EXPLAINED)
def test_a_difference_for_a_good_reason_is_no_failure_and_names_it(rule, narrative, cells, reason):
    _, (finding,) = said(narrative, cells)
    assert (finding.rule, finding.verdict) == (f"narrative.{rule}", "untestable")
    assert reason in finding.message["zh"]


def test_that_there_was_nothing_is_explained_by_no_other_sum():
    # All that was received is still open: the concluded ones are none, and yet the sentence is wrong.
    cells = tables(received=3, carried_out=3)
    assert verdicts("全年未收到政府信息公开申请。", cells) == {("received", "fail")}


SCOPES = [
    ("临河县", "县政府办公室收到政府信息公开申请8件。", 8, "untestable", "一个机关"),
    ("临河县", "2022年，本机关收到政府信息公开申请8件。", 8, "untestable", "一个机关"),
    ("临河县", "我办收到政府信息公开申请8件。", 8, "untestable", "一个机关"),
    ("临河县人民政府办公室", "全县收到政府信息公开申请80件。", 80, "untestable", "全地区"),
    ("临河县人民政府办公室", "县政府办公室收到政府信息公开申请8件。", 8, "fail", ""),
    ("临河县水利局", "县水利局收到政府信息公开申请8件。", 8, "fail", ""),
    ("临河县", "全县收到政府信息公开申请8件。", 8, "fail", ""),
    ("临河县", "我县收到政府信息公开申请80件。", 80, "fail", ""),
]


@pytest.mark.parametrize(("by", "narrative", "left", "verdict", "reason"), SCOPES)
def test_whose_requests_a_sentence_counts(by, narrative, left, verdict, reason):
    _, (finding,) = said(narrative, tables(received=64, outcome_total=64), by=by)
    assert (finding.left, finding.right, finding.verdict) == (left, 64, verdict)
    assert reason in finding.message["zh"]


@pytest.mark.parametrize(
    "narrative",
    [
        "县水利局收到政府信息公开申请8件。",
        "各乡镇（街道）均未收到政府信息公开申请，二级单位收到政府信息公开申请3件。",
        "市政府办公室收到政府信息公开申请80件。",
        "指导下属单位办理政府信息公开申请9件。",
    ],
)
def test_what_other_bodies_count_is_not_judged(narrative):
    cells = tables(received=64, outcome_total=64)
    assert verdicts(narrative, cells, by="临河县") == set()


def test_a_number_may_be_stated_in_parts():
    cells = tables(received=20, outcome_total=20)
    parts = "县政府办公室收到政府信息公开申请8件，县信访局办公室收到政府信息公开申请12件。"
    assert verdicts(parts, cells, by="临河县") == set()
    assert verdicts(parts.replace("12", "11"), cells, by="临河县") == {("received", "untestable")}


# -- what is left alone -----------------------------------------------------------------------------------------------

SILENT = [
    # other years and spans of time
    "2021年收到政府信息公开申请12件。",
    "收到政府信息公开申请20件，同比增加5件，增长33.3%。",
    "与上年相比收到政府信息公开申请12件。",
    "上半年收到政府信息公开申请9件，三季度收到政府信息公开申请4件。",
    "1至6月收到政府信息公开申请9件。",
    "平均每月收到政府信息公开申请2件。",
    "自条例修订以来，累计收到政府信息公开申请183件。",
    "近三年共收到政府信息公开申请57件。",
    # shares
    "收到政府信息公开申请20件，其中网上申请12件、信函申请5件、当面申请3件。",
    "通过网络收到政府信息公开申请12件。",
    "收到政府信息公开申请20件，其中涉及征地的收到申请7件。",
    "收到企业提出的政府信息公开申请3件。",
    "收到政府信息公开申请20件，延期答复2件。",
    "收到政府信息公开申请20件，当场答复3件。",
    "收到政府信息公开申请20件，按时答复18件，延期答复2件。",
    # rough numbers
    "收到政府信息公开申请近30件，答复20余件。",
    "收到政府信息公开申请数十件。",
    "收到政府信息公开申请3-5件。",
    # other things
    "收到行政许可申请300件，全部办结。",
    "窗口受理申请1300件。",
    "（三）便民服务。全年受理申请1300件。",
    "收到人大建议12件，答复12件。",
    "收到政府信息公开申请20件，接待来访300人次，答复300件。",
    "收到政府信息公开申请20件，办理信访件31件，办结31件。",
    "全年制发公文86件，其中主动公开51件、依申请公开20件、不予公开15件。",
    "对申请的处理，予以公开和部分公开15件。",
    "对收到的申请，同意公开或部分公开17件。",
    "对收到的申请，属于已主动公开的3件，予以公开15件。",
    "没有应公开而不予公开的情形，未收到关于政府信息公开的投诉。",
    "未收到要求当面递交的申请，未收到行政许可申请。",
    "我局未申请公开任何信息，对有无政府信息公开申请均作登记。",
    # reviews that are none of the tables'
    "全年未发生因政府信息公开被复议纠错或者行政诉讼败诉的情况。",
    "区政府办理行政复议案件212件，应诉行政诉讼91件。",
    "政府信息公开行政诉讼二审案件3件。",
    # documents and decisions counted for something else
    "主动公开规章13件、行政规范性文件42件，配发解读57件。",
    "对15件规范性文件开展合法性审查，制定规章制度3项。",
    "公开行政许可信息1304条、行政处罚决定56件，公布行政许可事项67项。",
    "收取信息处理费30元，减免行政事业性收费12万元。",
    "行政事业性收费约70万元。",
]


@pytest.mark.parametrize("narrative", SILENT)
def test_what_may_be_about_something_else_is_not_judged(narrative):
    cells = tables(
        received=20, outcome_total=20, granted=14, reconsideration=(2, 0, 0, 0), direct_litigation=(1, 0, 0, 0),
        normative_documents__issued=30, normative_documents__in_force=200, regulations__issued=5,
        licensing__decisions=1210, penalties__decisions=48, fees__amount_yuan=702_800,
    )  # fmt: skip
    assert verdicts("（二）依申请公开。" + narrative, cells) == set()


def test_a_number_stated_as_printed_settles_what_is_said_of_it_elsewhere():
    cells = tables(received=20, outcome_total=20)
    narrative = "全年收到政府信息公开申请20件。受理政府信息公开申请8件时征求了意见。"
    assert verdicts(narrative, cells) == set()
    assert verdicts(narrative.replace("20件", "21件"), cells) == {("received", "fail")}


# -- reviews ----------------------------------------------------------------------------------------------------------

REVIEWS = tables(reconsideration=(4, 1, 0, 1), direct_litigation=(3, 0, 0, 0))


@pytest.mark.parametrize(
    ("narrative", "rules"),
    [
        ("因政府信息公开引发行政复议案件6件，行政诉讼案件3件。", set()),
        ("因政府信息公开引发行政复议6件，其中结果维持4件，结果纠正1件，尚未审结1件。", set()),
        ("因政府信息公开引发行政复议案件7件。", {"reconsideration"}),
        ("因政府信息公开发生1起行政复议。", {"reconsideration"}),
        (
            "因政府信息公开引发行政复议6件，其中维持2件，纠正3件。",
            {"reconsideration.upheld", "reconsideration.corrected"},
        ),
        ("因政府信息公开引发行政复议6件、行政诉讼3件，其中行政诉讼结果维持2件。", {"litigation.upheld"}),
        ("未经复议直接起诉2件。", {"direct_litigation"}),
        ("政府信息公开行政复议、行政诉讼各3件。", {"reconsideration"}),
        ("政府信息公开行政复议和行政诉讼均为0件。", {"reconsideration", "litigation"}),
        ("全年未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", {"reconsideration", "litigation"}),
        ("全年无行政复议案件。", {"reconsideration"}),
        ("没有因政府信息公开引起的行政诉讼。", {"litigation"}),
    ],
)
def test_reviews(narrative, rules):
    found = verdicts("（二）依申请公开。" + narrative, REVIEWS)
    assert found == {(rule, "fail") for rule in rules}


# -- table two --------------------------------------------------------------------------------------------------------

TWO = tables(
    regulations__issued=2, normative_documents__issued=3, normative_documents__repealed=1,
    normative_documents__in_force=21, licensing__decisions=1304, penalties__decisions=65, coercion__decisions=4,
    fees__amount_yuan=702_800,
)  # fmt: skip


@pytest.mark.parametrize(
    ("narrative", "rules"),
    [
        ("制发行政规范性文件3件，废止1件，现行有效21件。", set()),
        ("制定政府规章2部，出台规范性文件3份。", set()),
        ("制发行政规范性文件5件，废止行政规范性文件2件，现行有效行政规范性文件22件。",
         {"normative_documents.issued", "normative_documents.repealed", "normative_documents.in_force"}),
        ("全年未制定规章和规范性文件。", {"regulations.issued", "normative_documents.issued"}),
        ("作出行政许可决定1304件、行政处罚决定65件、行政强制决定4件。", set()),
        ("作出行政许可决定1300件，作出行政处罚决定56件，行政强制5件。", {"licensing", "penalties", "coercion"}),
        ("行政事业性收费70.28万元。", set()),
        ("行政事业性收费70.3万元。", set()),
        ("行政事业性收费702800元。", set()),
        ("行政事业性收费78.2万元。", {"fees"}),
    ],
)  # fmt: skip
def test_table_two(narrative, rules):
    assert verdicts(narrative, TWO) == {(rule, "fail") for rule in rules}


def test_the_2019_form_is_held_against_what_was_made():
    old = form("2019")
    cells = tables(old, normative_documents__produced=4)
    assert verdicts("制发规范性文件5件。", cells, each=old, year=2020) == {
        ("normative_documents.issued", "fail")
    }
    assert verdicts("制发规范性文件4件，废止9件。", cells, each=old, year=2020) == set()


# -- what is not known -------------------------------------------------------------------------------------------------


def test_blank_and_unknown_cells_are_not_held_against():
    path = "requests.received.total"
    narrative = "全年收到政府信息公开申请5件。"
    assert verdicts(narrative, tables() | {path: None}) == set()
    assert verdicts(narrative, {p: v for p, v in tables().items() if p != path}) == set()


def test_a_sum_with_a_cell_that_has_no_place_is_not_known():
    text = "对收到的政府信息公开申请，不予公开8件。"
    anchors = anchored(text)
    cells = requests(denied__internal_affairs=3, denied__state_secret=None)
    assert [f.rule for f in remarks(text, anchors, cells, 2022)] == ["narrative.denied"]
    anchors.places["requests.denied.state_secret.total"] = Place(Standing.MISSING)
    assert remarks(text, anchors, cells, 2022) == ()


# -- numbers ----------------------------------------------------------------------------------------------------------


def in_chinese(n):
    digits = "零一二三四五六七八九"
    if n < 10:
        return digits[n]
    if n < 20:
        return "十" + (digits[n % 10] if n % 10 else "")
    if n < 100:
        return digits[n // 10] + "十" + (digits[n % 10] if n % 10 else "")
    rest = n % 100
    joined = (
        ""
        if not rest
        else "零" + digits[rest]
        if rest < 10
        else digits[rest // 10] + in_chinese(10 + rest % 10)
    )
    return digits[n // 100] + "百" + joined


@given(st.integers(0, 999))
def test_chinese_numerals_are_read_as_they_are_written(n):
    assert number_of(in_chinese(n)) == n


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("１４", 14),
        ("1,423", 1423),
        ("12，345", 12345),
        ("70.28", 70.28),
        ("两", 2),
        ("一二", None),
        ("百", None),
    ],
)
def test_numbers_as_printed(printed, value):
    assert number_of(printed) == value


# -- the catalogue ----------------------------------------------------------------------------------------------------


def test_every_remark_is_a_warning_with_a_source_and_two_languages():
    for remark in load_remarks().remarks.values():
        assert remark.severity == "warning"
        assert remark.source
        assert set(remark.message) == {"zh", "en"}


@pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{'three' if f.divided else 'one'}")
def test_what_a_remark_names_is_on_one_of_the_forms(each):
    catalogue = load_remarks()
    for remark in catalogue.remarks.values():
        for cells in (remark.cells, *(difference.cells for difference in remark.differences)):
            assert not cells or any(figures(other, cells) for other in forms())
    three = figures(each, ("requests.denied.*.total",))
    assert len(three) == 8


def test_a_figure_that_nobody_states_gives_no_remark():
    assert verdicts("我局认真落实政府信息公开条例。", tables(FORM, received=5, outcome_total=5)) == set()
