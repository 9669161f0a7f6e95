"""Headings of every kind: each field, its place in the text, and what is never read from where."""

import re
from datetime import date

import pytest
from heading_cases import HELD_OUT, TUNED, page, report
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot import documents
from crossfoot.readers.heading import read_heading

CASES = (*HELD_OUT, *TUNED)


def heading(text, name="report.txt"):
    return read_heading(documents.parse(text.encode(), name))


def iso(day):
    return day and day.isoformat()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_heading_says(case):
    found = heading(case.text, case.name)
    assert (found.title, found.issuer, found.year) == (case.title, case.issuer, case.year)
    assert (iso(found.published), iso(found.signed)) == (case.published, case.signed)
    assert found.index_number == case.index_number
    assert tuple(dict.fromkeys(place.name for place in found.parents)) == case.parents


def printed(text, span):
    """What stands at *span*, as titles and names are told: without spaces and the pinyin of mirror copies."""
    return re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\)|\s", "", text[slice(*span)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_evidence_is_where_it_is_printed(case):
    document = documents.parse(case.text.encode(), case.name)
    found = read_heading(document)
    told = {
        "title": found.title,
        "issuer": found.issuer,
        "year": found.year,
        "published": found.published,
        "signed": found.signed,
        "index_number": found.index_number,
    }
    if found.title_from == "page":
        assert "title" not in found.evidence
        told |= {"title": None, "issuer": None, "year": None}
    assert set(found.evidence) == {field for field, value in told.items() if value is not None}
    for field in ("title", "issuer", "index_number"):
        if field in found.evidence:
            assert printed(document.text, found.evidence[field]) == told[field]
    for place in found.parents:
        if place.span is not None:
            assert printed(document.text, place.span) == place.name


@pytest.mark.parametrize(
    "shown",
    ["2024-01-05", "2024-1-5", "2024/1/5", "2024.01.05", "2024年1月5日", "2024 年 1 月 5 日", "二〇二四年一月五日", "二○二四年一月五日", "２０２４年１月５日", "２０２４－０１－０５", "20240105", "2024-01-05 10:22", "2024-01-05T10:22:31"],
)  # fmt: skip
def test_dates_in_a_field(shown):
    found = heading(report(f"发布日期：{shown}　　浏览：3\n白浦县2023年政府信息公开工作年度报告"))
    assert found.published == date(2024, 1, 5)


@pytest.mark.parametrize(
    "field",
    ["发布日期：", "发布时间:", "公开日期：", "公开时间 ：", "发 布 日 期：", "信息发布时间：", "发布日期\t", "| 发布日期 | ", "公布日期：\n", "发布于：", "**发布日期：** "],
)  # fmt: skip
def test_fields_of_publication(field):
    found = heading(report(f"{field}2024-01-05\n白浦县2023年政府信息公开工作年度报告"))
    assert (iso(found.published), found.signed) == ("2024-01-05", None)


@pytest.mark.parametrize("field", ["成文日期：", "生成日期:", "发文日期：", "印 发 日 期："])
def test_fields_of_writing(field):
    found = heading(report(f"{field}2024-01-05\n白浦县2023年政府信息公开工作年度报告"))
    assert (found.published, iso(found.signed)) == (None, "2024-01-05")


@pytest.mark.parametrize(
    "furniture",
    [
        "今天是2024年1月5日 星期五",
        "浏览次数：20240105",
        "有效日期：2024-01-05 至 2025-01-05",
        "更新频率：2024-01-05",
        "发布日期：2024",
        "下载时间限制：2024-01-05",
    ],
)
def test_other_dates_are_none_of_publication(furniture):
    assert heading(report(f"{furniture}\n白浦县2023年政府信息公开工作年度报告")).published is None


@pytest.mark.parametrize(
    "prose", ["活动时间：2023年5月3日", "时间：2023-05-03", "公示的公开时间：2023年5月3日"]
)
def test_a_time_in_the_narrative_is_none_of_publication(prose):
    text = f"白浦县2023年政府信息公开工作年度报告\n一、总体情况\n举办开放日活动。\n{prose}\n六、其他需要报告的事项\n无。\n"
    assert heading(text).published is None


@pytest.mark.parametrize("shown", ["2024-02-30", "2024年13月1日", "20240230", "二〇二四年二月三十日"])
def test_a_day_that_the_calendar_has_not_is_null_and_told(shown):
    text = report(f"发布日期：{shown}\n成文日期：{shown}\n白浦县2023年政府信息公开工作年度报告")
    found = heading(text)
    assert (found.published, found.signed) == (None, None)
    assert [text[slice(*span)] for span in found.impossible] == [shown, shown]


@pytest.mark.parametrize(
    "number",
    ["11320000014000XXXX/2024-00012", "k12345678-2024-00001", "014000335/2024-00001", "GZ0121000000-2024-00007", "白政办-2024-001", "（2024）第12号", "014000335 / 2024-00001"],
)  # fmt: skip
@pytest.mark.parametrize("label", ["索引号：", "索 引 号:", "信息索引号：", "索引号\t", "政府信息索引号： "])
def test_index_numbers(label, number):
    found = heading(report(f"{label}{number}    主题分类：政务公开\n白浦县2023年政府信息公开工作年度报告"))
    assert found.index_number == "".join(number.split())


@pytest.mark.parametrize(
    "empty",
    [
        "索引号：    主题分类：政务2023",
        "索引号：\n发布日期：2024-01-05",
        "索引号：无",
        "索引号\t分类\t年报",
        "索引号：\n\n文号：12号",
    ],
)
def test_an_empty_index_number_is_null(empty):
    assert heading(report(f"{empty}\n白浦县2023年政府信息公开工作年度报告")).index_number is None


@pytest.mark.parametrize(
    "period",
    ["2023年1月1日至2023年12月31日", "2023年1月1日至12月31日", "2023年1月1日起至2023年12月31日止", "2023年1月1日起，至12月31日止", "2023 年 1 月 1 日—\n12 月 31 日", "2023年01月01日-2023年12月31日", "2023.1.1-2023.12.31", "2023年1月至12月", "2023年1-12月", "二〇二三年一月一日至十二月三十一日", "２０２３年１月１日至１２月３１日", "202311日至20231231日"],
)  # fmt: skip
def test_the_period_tells_the_year_where_the_title_does_not(period):
    text = f"政府信息公开工作年度报告\n\n本报告所列数据的统计期限为{period}。\n"
    document = documents.parse(text.encode(), "2019年.txt")
    found = read_heading(document)
    assert found.year == 2023
    assert document.text[slice(*found.evidence["year"])].strip() in period


@pytest.mark.parametrize(
    "period",
    ["2022年12月1日至2023年12月31日", "2023年1月1日至2023年11月30日", "202311日至20221231日", "202311日至12月", "2022年1月1日至12月31日，统计数据为2023年1月1日至12月31日"],
)  # fmt: skip
def test_another_period_tells_no_year(period):
    assert heading(f"政府信息公开工作年度报告\n\n统计数据的期限为{period}。\n").year is None


def test_neither_dates_nor_paths_tell_the_year():
    text = report(
        "发布日期：2024-01-05\n索引号：BP-2024-001\n政府信息公开工作年度报告", "白浦县人民政府\n2024年1月5日"
    )
    assert heading(text, "2023/白浦县2023年政府信息公开工作年度报告.txt").year is None


@pytest.mark.parametrize("name", ["我局", "本机关", "我镇", "县财政局", "本县", "市政府办公室"])
@pytest.mark.parametrize(
    "where", ["{0}2023年政府信息公开工作年度报告", "发布机构：{0}\n2023年政府信息公开工作年度报告"]
)
def test_a_body_without_a_name_of_its_own_is_none(where, name):
    assert heading(report(where.format(name))).issuer is None


def test_the_title_is_trusted_before_the_signature_and_that_before_the_page():
    page_of, title, signed = (
        "发布机构：云锦市大数据局",
        "白浦县财政局2023年政府信息公开工作年度报告",
        "白浦县水利局\n2024年1月5日",
    )
    bare = "2023年政府信息公开工作年度报告"
    assert heading(report(f"{page_of}\n{title}", signed)).issuer == "白浦县财政局"
    assert heading(report(f"{page_of}\n{bare}", signed)).issuer == "白浦县水利局"
    assert heading(report(f"{page_of}\n{bare}")).issuer == "云锦市大数据局"


def test_a_title_beside_the_text_is_marked_and_has_no_place():
    found = heading(
        page("<p>政务公开</p>", title="白浦县财政局2023年政府信息公开工作年度报告 - 白浦县政府网"), "a.html"
    )
    assert (found.title, found.title_from) == ("白浦县财政局2023年政府信息公开工作年度报告", "page")
    assert (found.issuer, found.year) == ("白浦县财政局", 2023)
    assert found.evidence == {}
    assert [(place.name, place.span) for place in found.parents] == [("白浦县", None)]


def test_a_title_in_the_text_is_preferred_to_the_one_beside_it():
    found = heading(
        page("<h1>白浦县2023年政府信息公开工作年度报告</h1>", title="云锦市2022年政府信息公开工作年度报告"),
        "a.html",
    )
    assert (found.title_from, found.year) == ("text", 2023)


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("江苏省/云锦市/a.txt", [("江苏省", "province"), ("云锦市", "city")]),
        ("江苏/白浦县人民政府/2024/a.txt", [("江苏", "province"), ("白浦县", "county")]),
        ("报告/江苏省云锦市白浦县砚池镇/a.txt", [("江苏省", "province"), ("云锦市", "city"), ("白浦县", "county"), ("砚池镇", "township")]),
        ("北京市/海西区/望江街道/a.txt", [("北京市", "province"), ("海西区", "county"), ("望江街道", "township")]),
        ("凉州盟/白浦旗/a.txt", [("凉州盟", "city"), ("白浦旗", "county")]),
        ("all.zip/内蒙古自治区.zip/a.txt", [("内蒙古自治区", "province")]),
        ("C:\\年报\\白浦县\\a.txt", [("白浦县", "county")]),
        ("/home/li/专区/社区/各县/全市/区/a.txt", []),
        ("白浦县.txt", []),
    ],
)  # fmt: skip
def test_places_in_the_path(path, places):
    found = heading(report("2023年政府信息公开工作年度报告"), path)
    assert [(place.name, place.level) for place in found.parents] == places
    assert {(place.source, place.span) for place in found.parents} <= {("path", None)}


PIECES = st.sampled_from(
    ["索引号", "：", "发布日期", "2024-02-30", "2024年1月5日", "\n", "\t", "|", " ", "白浦县", "人民政府", "财政局", "2023年", "政府信息公开", "工作年度报告", "一、总体情况", "。", "首页", " > ", "统计期限", "至12月31日", "(kāi)", "（", "#", "\u200b", "二〇二三年", "十", "江苏省", "/", "-"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=50), st.sampled_from(["a.txt", "江苏省/..\\县/a.txt", ""]))
@settings(deadline=None, max_examples=60)
def test_no_words_in_any_order_are_too_much(pieces, name):
    text = "".join(pieces) or "。"
    document = documents.Document(text, (), "text/plain", None, "", name, title=text)
    found = read_heading(document)
    for start, end in (*found.evidence.values(), *found.impossible):
        assert 0 <= start < end <= len(text)
    assert found.year is None or 2000 <= found.year < 2100
