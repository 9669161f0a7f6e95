"""Dates: the signature, and the period that the statistics are said to cover."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remarks_support import anchored, tables

from crossfoot.checks.remarks import remarks


def rules(text, year=2020):
    return [finding.rule for finding in remarks(text, anchored_before(text), tables(), year)]


def anchored_before(text):
    """Anchors whose tables end before the last section, as in a report."""
    end = text.find("六、") if "六、" in text else len(text)
    return replace(anchored(text), region=(end, end))


def signed(lines):
    return f"六、其他需要报告的事项\n无。\n{lines}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("临河县人民政府\n2021年1月29日", []),
        ("临河县人民政府\n2020年12月31日\n", []),
        ("临河县人民政府\n2020年1月29日", ["date.signed_early"]),
        ("临河县人民政府    2020年1月29日\n打印本页\n关闭", ["date.signed_early"]),
        ("临河县人民政府\n\n   2019 年 12 月 2 日   \n【打印】", ["date.signed_early"]),
        ("二〇二〇年一月二十九日", ["date.signed_early"]),
        ("二○二一年一月二十九日", []),
        ("临河县人民政府\n2021年3月31日", []),
        ("临河县人民政府\n2021年4月1日", ["date.signed_late"]),
        ("临河县人民政府\n二〇二三年一月九日", ["date.signed_late"]),
        ("临河县人民政府\n2021年2月29日", ["date.impossible"]),
        ("临河县人民政府\n2021年13月9日", ["date.impossible"]),
        ("2021年2月30日", ["date.impossible"]),
        # no signatures: what a page prints around the report
        ("上一篇：关于2019年决算的说明 2020年9月3日\n关闭窗口", []),
        ("发布日期：2020年9月3日\n点击：37", []),
        ("一、启动时间\n2020年9月3日\n网站地图", []),
    ],
)
def test_the_signature(lines, expected):
    assert rules(signed(lines)) == expected


def test_without_a_year_in_the_title_only_the_calendar_is_asked():
    assert rules(signed("临河县人民政府\n2001年1月29日"), year=None) == []
    assert rules(signed("临河县人民政府\n2001年2月29日"), year=None) == ["date.impossible"]


def test_the_finding_points_to_the_date():
    text = signed("临河县人民政府\n2020年 1月29日\n")
    (finding,) = remarks(text, anchored_before(text), tables(), 2020)
    assert text[slice(*finding.span)] == "2020年 1月29日"
    assert "2020年1月29日" in finding.message["zh"]
    assert "2020" in finding.message["en"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2020年1月1日起至2020年12月31日止", []),
        ("2020年1月1日至12月31日", []),
        ("2020 年 1 月 1 日起，至 2020 年\n12 月 31 日止", []),
        ("2020年1月1日—2020年12月31日", []),
        ("2019年1月1日至2019年12月31日", ["period.other_year"]),
        ("2021年1月1日至2021年12月31日", ["period.other_year"]),
        ("2020年1月1日至2020年12月30日", ["period.partial"]),
        ("2020年5月15日至2020年12月31日", ["period.partial"]),
        ("2020年1月1日至2021年12月31日", ["period.partial"]),
        ("2020年12月31日至2020年1月1日", ["period.reversed"]),
        ("2020年1月1日至2020年2月30日", ["date.impossible"]),
        ("2020年1月1日至2020年13月31日", ["date.impossible"]),
        # characters lost in a conversion: nothing to judge
        ("202011日至20201231日", []),
    ],
)
def test_the_statistical_period(period, expected):
    assert rules(f"本报告所列数据的统计期限自{period}。\n一、总体情况") == expected


@pytest.mark.parametrize(
    "narrative",
    [
        "2020年3月1日至2020年5月31日，我局开展专项检查。",
        "据统计，2020年3月1日至2020年5月31日共发布信息31条。",
        "公示时间为2019年7月1日至2019年7月5日。",
    ],
)
def test_other_spans_of_time_are_no_statistical_period(narrative):
    assert rules(narrative) == []


def test_a_period_printed_twice_is_said_once():
    once = "统计期限自2019年1月1日起至2019年12月31日止。"
    assert rules(once + "\n" + once) == ["period.other_year"]


@given(st.integers(2019, 2030), st.dates(), st.dates())
def test_any_two_dates_make_at_most_one_remark(year, first, last):
    shown = [f"{day.year}年{day.month}月{day.day}日" for day in (first, last)]
    found = rules(f"统计期限自{shown[0]}起至{shown[1]}止。", year)
    assert len(found) <= 1
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if found == [] and first.year > 1999 and last.year > 1999 and max(first.year, last.year) < 2100:
        assert whole
        assert first.year == last.year == year
