"""Charts: well-formed whatever the names, points where the axes say, nothing outside the picture."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crossfoot.evaluation.svg import Bar, Series, bar_chart, line_chart, percent, plain, scatter, stacked
from crossfoot.evaluation.svg.frame import ticks

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = st.floats(-1e9, 1e9)
NAMES = st.text(max_size=30)


def parsed(chart: str):
    return etree.fromstring(chart.encode())


def texts(chart: str) -> list[str]:
    return ["".join(each.itertext()) for each in parsed(chart).iter(f"{SVG}text")]


def size(chart: str) -> tuple[float, float]:
    _, _, width, height = map(float, parsed(chart).get("viewBox").split())
    return width, height


def marks(chart: str) -> list[tuple[float, float]]:
    """Where the marks stand that say something under the mouse."""
    told = [each for each in parsed(chart).iter(f"{SVG}circle") if len(each)]
    return [(float(each.get("cx")), float(each.get("cy"))) for each in told]


@given(
    st.lists(st.builds(Series, NAMES, st.lists(st.tuples(NUMBER, NUMBER), max_size=5)), max_size=5),
    NAMES,
    NAMES,
)
def test_any_points_and_names_give_a_well_formed_picture_within_its_bounds(series, x_label, title):
    for chart in (line_chart, scatter):
        picture = chart(series, x_label, "y", title=title)
        width, height = size(picture)
        assert all(0 <= x <= width and 0 <= y <= height for x, y in marks(picture))
        assert "nan" not in picture


@given(
    st.lists(st.builds(Bar, NAMES, NUMBER, st.none() | st.tuples(NUMBER, NUMBER), NAMES), max_size=5), NAMES
)
def test_any_bars_give_a_well_formed_picture(bars, title):
    picture = bar_chart(bars, "x", title=title)
    assert len(list(parsed(picture).iter(f"{SVG}rect"))) == len(bars)
    assert all(float(each.get("width")) >= 0 for each in parsed(picture).iter(f"{SVG}rect"))


def test_what_is_written_is_escaped_and_stays_text():
    name = "<script>alert('1')</script> & \"结果\""
    series = [Series(name, [(0, 0), (1, 1)], labels=[name, name])]
    for picture in (line_chart(series, name, name, title=name), bar_chart([Bar(name, 1, note=name)], name)):
        assert not list(parsed(picture).iter("{*}script"))
        assert "<script" not in picture
    assert name in texts(scatter(series, "x", "y"))


def test_characters_that_xml_cannot_hold_are_replaced():
    assert "a�b" in texts(line_chart([Series("a\x00b", [(0, 1)])], "x", "y"))


def test_points_stand_where_the_axes_say():
    picture = line_chart(
        [Series("a", [(0, 0), (0.5, 25), (1, 50)])], "x", "y", x_range=(0, 1), y_range=(0, 100)
    )
    (x1, y1), (x2, y2), (x3, y3) = marks(picture)
    assert x1 < x2 < x3
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    grid = [
        float(each.get("y1"))
        for each in parsed(picture).iter(f"{SVG}line")
        if each.get("y1") == each.get("y2") and each.get("stroke") == "currentColor"
    ]
    assert y3 == pytest.approx((min(grid) + max(grid)) / 2, abs=0.2)
    assert y1 == pytest.approx(max(grid), abs=0.2)


def test_a_line_goes_through_its_points_and_the_legend_names_it():
    picture = line_chart([Series("one", [(0, 1), (2, 3)]), Series("two", [(0, 3), (2, 1)])], "x", "y")
    lines = [each.get("points") for each in parsed(picture).iter(f"{SVG}polyline")]
    assert len(lines) == 2
    assert " ".join(f"{x:.1f},{y:.1f}" for x, y in marks(picture)) == lines[0]
    assert {"one", "two", "x", "y"} <= set(texts(picture))


def test_series_differ_in_more_than_colour():
    picture = parsed(line_chart([Series(f"{n}", [(0, n), (1, n)]) for n in range(4)], "x", "y"))
    lines = list(picture.iter(f"{SVG}polyline"))
    assert len({each.get("stroke") for each in lines}) == 4
    assert len({each.get("stroke-dasharray") for each in lines}) == 4
    corners = {len(each.get("points").split()) for each in picture.iter(f"{SVG}polygon")}
    assert corners == {3, 4}


def test_an_interval_is_drawn_from_end_to_end():
    picture = line_chart([Series("a", [(0, 0.5)], [(0.25, 0.75)])], "x", "y", y_range=(0, 1))
    (whisker,) = [each for each in parsed(picture).iter(f"{SVG}line") if each.get("opacity") == "0.8"]
    (_, y) = marks(picture)[0]
    assert float(whisker.get("y1")) - y == pytest.approx(y - float(whisker.get("y2")), abs=0.2)
    assert float(whisker.get("y1")) > y


def test_bars_are_as_long_as_their_values():
    picture = parsed(bar_chart([Bar("a", 1.0), Bar("b", 0.5), Bar("c", 0.0)], "share", x_format=percent))
    one, half, none = (float(each.get("width")) for each in picture.iter(f"{SVG}rect"))
    assert half == pytest.approx(one / 2, abs=0.2)
    assert none == 0


def test_a_long_name_is_cut_and_told_in_full_under_the_mouse():
    name = "很长的版式名称" * 20
    picture = bar_chart([Bar(name, 1)], "x")
    assert any(text.endswith("…") for text in texts(picture))
    assert name in picture


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 7, [-2, 0, 2, 4, 6]),
        (0, 12000, [0, 2000, 4000, 6000, 8000, 10000, 12000]),
    ],
)
def test_ticks_are_round(low, high, expected):
    assert ticks(low, high) == expected


def test_numbers_are_written_short():
    assert [plain(0.1 + 0.2), plain(12000), plain(-2)] == ["0.3", "12,000", "−2"]
    assert [percent(0.05), percent(1), percent(0.125)] == ["5 %", "100 %", "12.5 %"]


def test_stacked_charts_stand_below_each_other_with_room_for_all():
    one, two = line_chart([], "x", "y", height=200), line_chart([], "x", "y", width=700, height=100)
    both = stacked([one, two], "both")
    inner = [each for each in parsed(both) if each.tag == f"{SVG}svg"]
    assert [float(each.get("y")) for each in inner] == [0, 212]
    assert size(both) == (700, 312)


def test_the_picture_brings_no_style_and_no_background_of_its_own():
    picture = line_chart([Series("a", [(0, 1)])], "x", "y")
    assert not re.search(r"<style|<script|href|url\(", picture)
    assert {each.get("fill") for each in parsed(picture).iter(f"{SVG}text")} == {"currentColor"}
