"""Facts against the text: what is believed, what is not and why, and what they bring up."""

import pytest
from facts_checks_support import brought_up, checked, rows, why, written
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.checks.facts.channels import kind_of
from crossfoot.checks.facts.figures import figures
from crossfoot.forms.facts import FACTS, Stated

TOTAL = "facts.disclosed.total"
CHANNELS = "facts.disclosed.channels"
FOLLOWERS = "facts.followers"
RECEIVED = "facts.applications.received"
CARRIED_IN = "facts.applications.carried_in"
CONCLUDED = "facts.applications.concluded"
ASKED_BY = "facts.applications.channels"
SESSIONS = "facts.trainings.sessions"
PARTICIPANTS = "facts.trainings.participants"
PROBLEMS = "facts.problems"
IMPROVEMENTS = "facts.improvements"
CHARGED = "facts.fee.charged"
YUAN = "facts.fee.yuan"
NOTICES = "facts.fee.notices"


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit", "rough"),
    [
        ("公开1.2万条", 12000, "条", False),
        ("公开１．２万条", 12000, "条", False),
        ("公开12,345条", 12345, "条", False),
        ("公开3亿次", 300_000_000, "次", False),
        ("公开20万余条", 200_000, "条", True),
        ("公开1200多条", 1200, "条", True),
        ("公开近300条", 300, "条", True),
        ("公开300条左右", 300, "条", True),
        ("举办三期", 3, "期", False),
        ("举办十二场次", 12, "场次", False),
        ("关注数：5300。", 5300, "", False),
        ("收取0.5万元", 5000, "元", False),
    ],
)
def test_a_number_is_read_with_its_scale_and_unit(text, value, unit, rough):
    (found,) = figures(text)
    assert (found.value, found.unit, found.rough) == (value, unit, rough)


@pytest.mark.parametrize(
    "text",
    [
        *("一是公开", "第3条", "公开1，234", "1.2.3", "十分重要", "1,2345"),
        *("3万5千人", "公开一万二千条", "5百条", "5-8条", "5至8条", "增减-5条"),
    ],
    ids=lambda text: text,
)
def test_what_can_be_read_in_two_ways_is_no_number(text):
    assert list(figures(text)) == []


def test_a_number_across_a_gap_is_none():
    assert list(figures("公开12345条", [4])) == []
    assert [found.value for found in figures("公开12345条", [2])] == [12345]


@given(st.integers(0, 10**9), st.sampled_from(["条", "件", "人次", ""]))
def test_every_plain_number_is_read_as_it_is_printed(value, unit):
    for printed in (f"{value}", f"{value:,}"):
        (found,) = figures(f"公开{printed}{unit}。")
        assert (found.value, found.unit, found.rough) == (value, unit, False)


@pytest.mark.parametrize(
    ("name", "beside", "kind"),
    [
        ("县政府门户网站", "", "website"),
        ("“临河发布”微信公众号", "", "wechat"),
        ("政务微博", "", "weibo"),
        ("政府公报", "", "gazette"),
        ("“爱临河”APP", "", "app"),
        ("新闻发布会", "", "press"),
        ("公开栏", "", "other"),
        ("政府网站、微信公众号等", "", "other"),
        ("“临河水利”", "通过微信公众号“临河水利”发布", "wechat"),
        ("公开栏", "通过微信公众号发布信息五条，在各村的公开栏张贴", "other"),
    ],
)
def test_the_kind_of_a_channel_is_told_by_its_name(name, beside, kind):
    assert kind_of(name, beside) == kind


# -- what is believed -------------------------------------------------------------------------------------------------

BEFORE = (
    "2022年，我局主动公开政府信息1.2万条。其中门户网站9000条、“临河水利”微信公众号2500条、\n"
    "政务微博300条。微信公众号关注人数5.3万人。\n"
    "上年结转政府信息公开申请2件，收到政府信息公开申请18件，已办结19件。\n"
    "组织培训三期，参训 120人次。"
)
TEXT = written(BEFORE, six="本年度发出收费通知2件，收取信息处理费0.12万元。")


@pytest.mark.parametrize(
    ("stated", "value", "unit"),
    [
        (Stated(TOTAL, "主动公开政府信息1.2万条", "1.2万条"), 12000, "条"),
        (Stated(TOTAL, "主动公开政府信息1.2万条", "12000"), 12000, "条"),
        (Stated(RECEIVED, "收到政府信息公开申请18件", "18件"), 18, "件"),
        (Stated(CARRIED_IN, "上年结转政府信息公开申请2件", "2"), 2, "件"),
        (Stated(CONCLUDED, "已办结19件", "19件"), 19, "件"),
        (Stated(SESSIONS, "组织培训三期", "三"), 3, "期"),
        (Stated(SESSIONS, "组织培训三期", "3期"), 3, "期"),
        (Stated(PARTICIPANTS, "参训120人次", "120人次"), 120, "人次"),
        (Stated(YUAN, "收取信息处理费0.12万元", "0.12万元"), 1200, "元"),
        (Stated(NOTICES, "发出收费通知2件", "2件"), 2, "件"),
        (Stated(CHANNELS, "门户网站9000条", "9000条", "门户网站"), 9000, "条"),
        (Stated(CHANNELS, "“临河水利”微信公众号2500条、政务微博300条", "300条", "政务微博"), 300, "条"),
        (Stated(FOLLOWERS, "微信公众号关注人数5.3万人", "5.3万人", "微信公众号"), 53000, "人"),
        (Stated(CHARGED, "收取信息处理费0.12万元", "是"), True, None),
    ],
    ids=lambda each: f"{each.path}-{each.print}" if isinstance(each, Stated) else None,
)
def test_a_fact_is_what_is_printed_in_its_quote(stated, value, unit):
    (row,) = rows(TEXT, stated)
    assert (row.path, row.value, row.unit, row.name) == (stated.path, value, unit, stated.name)
    assert row.quote == TEXT[slice(*row.span)]
    assert "".join(row.quote.split()) == stated.quote


def test_a_quote_is_found_across_line_breaks_and_shown_as_it_stands():
    (row,) = rows(TEXT, Stated(CHANNELS, "微信公众号2500条、政务微博300条", "300条", "政务微博"))
    assert row.quote == "微信公众号2500条、\n政务微博300条"
    assert row.kind == "weibo"


def test_pieces_of_section_five_keep_their_order_and_are_said_once():
    stated = [Stated(PROBLEMS, "一是解读形式单一"), Stated(IMPROVEMENTS, "下一步将丰富解读形式。")]
    found = rows(TEXT, *stated, *stated)
    assert [(row.path, row.quote) for row in found] == [(each.path, each.quote) for each in stated]


def test_what_is_nowhere_stated_is_null():
    facts = checked(TEXT).facts
    assert facts.disclosed.total is None
    assert facts.followers == facts.problems == facts.rejected == ()
    assert facts.fee.charged is None


@pytest.mark.parametrize(
    ("six", "said", "value"),
    [
        ("本年度未收取信息处理费。", "否", False),
        ("收取信息处理费0元。", "否", False),
        ("收取信息处理费10元。", "是", True),
        ("本年度未收取信息处理费。", "是", None),
        ("收取信息处理费10元。", "否", None),
        ("收取信息处理费10元。", "10元", None),
    ],
)
def test_yes_and_no_must_be_said(six, said, value):
    facts = checked(written("", six=six), Stated(CHARGED, six, said)).facts
    assert (facts.fee.charged and facts.fee.charged.value) == value
    assert [each.why for each in facts.rejected] == ([] if value is not None else ["words"])


# -- what is not ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "stated", "reason"),
    [
        ("公开信息12条。", Stated(TOTAL, "公开信息13条", "13条"), "not_in_text"),
        ("公开信息12条。", Stated(TOTAL, "公开 信息，12条", "12条"), "not_in_text"),
        ("公开信息12条。", Stated(TOTAL, " ", "12条"), "empty"),
        ("公开信息12条。", Stated(TOTAL, "公开信息", "12条"), "figure"),
        ("公开信息12条。", Stated(TOTAL, "公开信息12条", "13条"), "figure"),
        ("公开信息12条。", Stated(TOTAL, "公开信息12条", None), "figure"),
        ("公开信息12条。", Stated(TOTAL, "公开信息12条", "12条13条"), "figure"),
        ("公开信息1.2万条。", Stated(TOTAL, "2万条", "2万条"), "figure"),
        ("公开信息1.2万条。", Stated(TOTAL, "公开信息1.2", "1.2"), "figure"),
        ("公开信息12\n345条。", Stated(TOTAL, "345条", "345条"), "figure"),
        ("公开信息1，234条。", Stated(TOTAL, "234条", "234条"), "figure"),
        ("公开信息12%。", Stated(TOTAL, "公开信息12%", "12"), "unit"),
        ("2022年公开信息多。", Stated(TOTAL, "2022年公开信息", "2022"), "unit"),
        ("栏目12条。", Stated(TOTAL, "栏目12条", "12条"), "topic"),
        ("公开信息同比增加12条。", Stated(TOTAL, "12条", "12条"), "context"),
        ("上年公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("2021年公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("2021年，我局公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("去年，我局公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("2022年比2021年更进一步，公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), None),
        ("公开一万二千条。", Stated(TOTAL, "公开一万二千条", "一万二千条"), "figure"),
        ("公开一万二千条。", Stated(TOTAL, "二千条", "二千条"), "figure"),
        ("公开3万5千条。", Stated(TOTAL, "公开3万", "3万"), "figure"),
        ("计划公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("上半年公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("公开信息90条，其中动态12条。", Stated(TOTAL, "动态12条", "12条"), "context"),
        ("在门户网站公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), "context"),
        ("网络、信函等渠道共公开信息12条。", Stated(TOTAL, "公开信息12条", "12条"), None),
        ("收到公开申请8件，答复9件。", Stated(RECEIVED, "收到公开申请8件，答复9件", "9件"), "other"),
        ("收到公开申请8件，答复9件。", Stated(CONCLUDED, "收到公开申请8件", "8件"), "other"),
        ("收到公开申请8件，结转下年2件。", Stated(CARRIED_IN, "结转下年2件", "2件"), "context"),
        ("收到信件8件。", Stated(RECEIVED, "收到信件8件", "8件"), "topic"),
        ("公开：网站5条。", Stated(CHANNELS, "网站5条", "5条", "微信"), "name"),
        ("公开：网站5条、微信3条。", Stated(CHANNELS, "网站5条、微信3条", "3条", "网站"), "apart"),
        ("公开：网站、微信5条。", Stated(CHANNELS, "网站、微信5条", "5条", "网站"), "apart"),
        ("公开：网站、微信5条。", Stated(CHANNELS, "网站、微信5条", "5条", "微信"), "apart"),
        ("公开：网站、微信5条。", Stated(CHANNELS, "网站、微信5条", "5条", "网站、微信"), None),
        ("公开：网站5条、微信3条。", Stated(CHANNELS, "网站5条、微信3条", "3条", "微信"), None),
    ],
    ids=str,
)
def test_what_the_text_does_not_bear_out_is_rejected(before, stated, reason):
    assert why(written(before), stated) == reason


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        (Stated(TOTAL, "公开信息5条", "5条"), "section"),
        (Stated(PROBLEMS, "主动公开政府信息1.2万条"), "section"),
        (Stated(IMPROVEMENTS, "未收取信息处理费"), "section"),
        (Stated(CHARGED, "公开信息5条", "是"), "section"),
        (Stated(PROBLEMS, "存在的主要问题及改进情况"), "not_in_text"),
        (Stated(PROBLEMS, "（一）存在的问题"), "heading"),
        (Stated(IMPROVEMENTS, "（二）下一步工作打算"), "heading"),
        (Stated(PROBLEMS, "一是"), "heading"),
    ],
    ids=str,
)
def test_a_quote_of_another_section_is_rejected(stated, reason):
    five = "（一）存在的问题\n一是公开信息5条的栏目少。\n（二）下一步工作打算\n丰富栏目。"
    assert why(written(BEFORE, five=five), stated) == reason


def test_one_quote_is_not_a_problem_and_an_improvement():
    quote = "一是解读形式单一"
    facts = checked(TEXT, Stated(PROBLEMS, quote), Stated(IMPROVEMENTS, quote)).facts
    assert [each.quote for each in facts.problems] == [quote]
    assert [each.why for each in facts.rejected] == ["twice"]


def test_the_same_words_elsewhere_do_not_help_nor_harm():
    """A quote that stands in several places is believed for the first that bears it out, and shown there."""
    text = written("上年公开信息12条。本年公开信息12条。", five="公开信息12条的栏目少。")
    (row,) = rows(text, Stated(TOTAL, "公开信息12条", "12条"))
    assert text[: row.span[0]].endswith("本年")


def test_a_rejected_fact_is_kept_short_and_is_no_value():
    facts = checked(TEXT, Stated(TOTAL, "无中生有" * 1000, "9" * 1000)).facts
    (rejected,) = facts.rejected
    assert len(rejected.quote) == len(rejected.print) == 200
    assert facts.disclosed.total is None


QUOTES = st.text(st.sampled_from("公开信息12条，。5万\n收到申请8件培训网站"), max_size=12)


@given(
    QUOTES,
    QUOTES,
    st.sampled_from(sorted(FACTS)),
    st.text("0123456789.万条件是否", max_size=4),
    st.sampled_from(["网站", "", None]),
)
def test_every_fact_stands_where_it_says(before, quote, path, printed, name):
    """Whatever is stated: what is kept is quoted verbatim, and its number is read out of the quote itself."""
    text = written(f"本年主动公开信息{before}")
    for row in rows(text, Stated(path, quote, printed, name)):
        assert text[slice(*row.span)] == row.quote
        assert "".join(row.quote.split()) == "".join(quote.split())
        if type(row.value) is int:
            assert row.value in [figure.value for figure in figures("".join(row.quote.split()))]


# -- what they bring up -----------------------------------------------------------------------------------------------


def parted(total: str, *channels: tuple[str, str], path: str = CHANNELS, of: str = TOTAL) -> list[Stated]:
    return [
        Stated(of, total, total),
        *(Stated(path, f"{name}{count}", count, name) for name, count in channels),
    ]


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("公开信息100条，其中网站60条、微信40条。", []),
        ("公开信息100条，其中网站60条、微信30条。", [(CHANNELS, "untestable")]),
        ("公开信息100条。网站发布：网站60条、微信30条。", []),
        ("公开信息100条。分渠道发布：网站90条、微信30条。", [(CHANNELS, "untestable")]),
        ("公开信息100条。分渠道发布：网站190条、微信30条。", [(CHANNELS, "fail")]),
        ("公开信息100余条。分渠道发布：网站190条、微信30条。", []),
        ("公开信息100条。分渠道发布：网站190条。", []),
        ("公开信息100条。分渠道发布：网站190条、微信30篇。", []),
    ],
)
def test_channels_are_held_against_their_total(before, found):
    import re

    channels = [
        Stated(CHANNELS, f"{name}{count}", count, name)
        for name, count in re.findall(r"(网站|微信)(\d+[条篇])", before)
    ]
    total = re.search(r"公开信息(\d+余?条)", before)
    assert brought_up(written(before), Stated(TOTAL, total[0], total[1]), *channels) == found


def test_requests_by_channel_do_not_exceed_those_received():
    text = written("收到政府信息公开申请10件。通过网络申请8件，信函申请3件。")
    stated = [
        Stated(RECEIVED, "收到政府信息公开申请10件", "10件"),
        Stated(ASKED_BY, "网络申请8件", "8件", "网络"),
        Stated(ASKED_BY, "信函申请3件", "3件", "信函"),
    ]
    assert brought_up(text, *stated, received=10) == [(ASKED_BY, "fail")]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"received": 18}, []),
        ({"received": 17}, [(RECEIVED, "fail")]),
        ({"received": 15, "carried_in": 3}, [(RECEIVED, "untestable")]),
    ],
)
def test_requests_as_stated_are_held_against_table_three(figures, found):
    text = written("我局共收到公开申请18件。")
    assert brought_up(text, Stated(RECEIVED, "收到公开申请18件", "18件"), **figures) == found


def test_what_a_remark_says_already_is_not_said_twice():
    text = written("我局共收到公开申请18件。")
    stated = Stated(RECEIVED, "收到公开申请18件", "18件")
    assert brought_up(text, stated, said=["narrative.received"], received=17) == []


@pytest.mark.parametrize(
    ("six", "said", "found"),
    [
        ("收取信息处理费12元。", "是", []),
        ("收取信息处理费0元。", "否", []),
        ("未收取信息处理费。此前减免信息处理费12元。", "否", [("facts.fee", "fail")]),
    ],
)
def test_a_fee_fits_its_amount(six, said, found):
    amount = "12元" if "12元" in six else "0元"
    quote = six[: six.index("。")]
    text = written("", six=six)
    stated = [Stated(CHARGED, quote, said), Stated(YUAN, f"信息处理费{amount}", amount)]
    if amount not in quote:
        stated[1] = Stated(YUAN, f"减免信息处理费{amount}", amount)
    assert brought_up(text, *stated) == found


def test_every_rejection_is_a_finding_in_both_languages():
    text = written("公开信息12条。")
    stated = Stated(TOTAL, "公开信息{path}条", "12条")
    from facts_checks_support import anchored
    from remarks_support import tables

    from crossfoot.checks.facts import fact_findings

    (found,) = fact_findings(checked(text, stated), text, anchored(text), tables(), 2022, ())
    assert (found.rule, found.verdict, found.severity) == ("facts.rejected", "untestable", "warning")
    assert (
        found.message["zh"]
        == "模型所说的“全年主动公开政府信息的总数”不予采用：引文不是原文（“公开信息{path}条”）"
    )
    assert TOTAL in found.message["en"]
