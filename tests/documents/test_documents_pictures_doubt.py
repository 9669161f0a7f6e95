"""Which readings of a figure are believed: no engine is needed to tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.documents.model import DOUBT
from crossfoot.documents.pictures.doubt import has_numeral, is_words, settled_figure, settled_line
from crossfoot.documents.pictures.engine import Glimpse

DIGIT = (12, 20)
"""Width and height of a digit's ink, in pixels."""


def read(text, again=None, confidence=0.99, strokes=None):
    strokes = [DIGIT] * len(text) if strokes is None else strokes
    return settled_figure(Glimpse(text, 0.99), Glimpse(text if again is None else again, confidence), strokes)


@pytest.mark.parametrize("text", ["0", "17", "-8", "+3", "1,204", "160.5964万元", "70280元", "-", "—", "/"])
def test_two_sure_readings_that_agree_are_believed(text):
    assert read(text) == text


@pytest.mark.parametrize("text", ["１７", " 17 ", "1 7"])
def test_width_and_space_do_not_matter(text):
    assert read(text, "17", strokes=[DIGIT] * 2) == "17"


@given(st.text("0123456789", min_size=1, max_size=5), st.text("0123456789", max_size=5))
def test_two_readings_that_differ_are_never_believed(one, other):
    said = read(one, other)
    assert (said == one) == (one == other)
    assert (DOUBT in said) == (one != other)


@pytest.mark.parametrize("confidence", [0.0, 0.5, 0.79])
def test_an_unsure_reading_is_not_believed(confidence):
    assert read("17", confidence=confidence) == f"17{DOUBT}"


@pytest.mark.parametrize(
    "text",
    ["O", "o", "l", "I", "B", "S", "〇", "1O", "l7", "一", "口", "丨", ".", ";", ":1", "1.", "12-3", "日"],
)
def test_what_only_looks_like_a_figure_is_none(text):
    assert read(text) == text + DOUBT


def test_ink_that_nobody_can_read_is_no_blank():
    assert read("") == DOUBT


@pytest.mark.parametrize(
    ("text", "strokes"),
    [
        ("1", [(4, 20), (4, 20)]),  # one of two lost
        ("11", [(4, 20)]),
        ("0", [(27, 20)]),  # two that touch, read as one
        ("000", [(27, 20)]),
        ("6", [(2, 20), DIGIT]),  # a bar beside it
        ("12", [DIGIT] * 3),
    ],
)
def test_a_reading_with_too_few_or_too_many_characters_for_its_ink_is_not_believed(text, strokes):
    assert read(text, strokes=strokes) == text + DOUBT


@pytest.mark.parametrize(
    ("text", "strokes"), [("00", [(27, 20)]), ("-8", [(21, 20)]), ("1.5", [(4, 20), (3, 20), DIGIT])]
)
def test_characters_may_touch(text, strokes):
    assert read(text, strokes=strokes) == text


@pytest.mark.parametrize("text", ["行政许可", "1.属于国家秘密", "无", "规 章", "现行有效件数"])
def test_labels_are_words(text):
    assert is_words(text)


@pytest.mark.parametrize("text", ["17", "3.5万元", "一", "O", "", "〇", "二三"])
def test_figures_and_what_is_misread_for_them_are_not(text):
    assert not is_words(text)


def test_the_numerals_of_a_line_are_believed_where_both_readings_have_them():
    line = "全年收到申请37件，办结35件。"
    assert settled_line(Glimpse(line, 0.99), Glimpse(line, 0.99)) == line
    assert settled_line(Glimpse(line, 0.99), Glimpse(line.replace("收到", "收列"), 0.99)) == line
    doubted = f"全年收到申请37{DOUBT}件，办结35{DOUBT}件。"
    assert settled_line(Glimpse(line, 0.99), Glimpse(line.replace("37", "31"), 0.99)) == doubted
    assert settled_line(Glimpse(line, 0.5), Glimpse(line, 0.99)) == doubted


def test_a_line_without_numerals_has_none():
    assert has_numeral("第２条")
    assert not has_numeral("第二条")
