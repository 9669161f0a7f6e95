"""The words: both languages say the same things, and what is filled in is inert."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.report.language import _PHRASES, lines_in_words, say

FIELD = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("key", _PHRASES)
def test_both_languages_have_the_phrase_with_the_same_fields(key):
    chinese, english = _PHRASES[key]
    assert chinese
    assert english
    # English counts the rest, Chinese the whole.
    assert set(FIELD.findall(chinese)) - {"count"} == set(FIELD.findall(english)) - {"count", "more"}
    assert not re.search("[\u4e00-\u9fff]", re.sub("国办公开办函〔20..〕..号|元|万元", "", english))


@given(st.text())
def test_what_is_filled_in_is_not_looked_into(text):
    assert say("en", "quoted", name=text) == f"“{text}”"
    assert say("zh", "quoted", name="{name}{0}") == "“{name}{0}”"


def test_lines_are_told_from_the_first_to_the_last():
    assert lines_in_words("zh", []) == ""
    assert lines_in_words("zh", [7, 7]) == "第 7 行"
    assert lines_in_words("en", [9, 3, 4]) == "lines 3–9"
