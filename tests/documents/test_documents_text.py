"""Plain text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.documents import parse


def test_plain_text_is_kept_as_it_stands():
    text = "\n\n二、主动公开\n规章\t0\t\t12\t\n\t\t\n |规范性文件| 　3 |\n"
    document = parse(text.encode(), "a.txt")
    assert document.text == text
    assert document.grids == ()
    assert document.title is None
    assert (document.media_type, document.encoding, document.name) == ("text/plain", "utf-8", "a.txt")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_makes_no_difference_to_the_text(codec):
    text = "某某镇2020年政府信息公开工作年度报告\n\t规章\t0\t0\n"
    assert parse(text.replace("\n", "\r\n").encode(codec), "a.txt").text == text


@given(st.text(st.characters(categories=["Lo", "Nd"], exclude_characters="<"), min_size=1))
def test_any_word_is_its_own_document(text):
    assert parse(text.encode(), "a").text == text


def test_a_large_text_is_no_trouble():
    line = "规章\t0\t0\t12\n"
    document = parse(line.encode() * 500_000, "a.txt")
    assert len(document.text) == len(line) * 500_000


def test_the_name_is_kept_as_written():
    assert parse(b"x", str(Path("a/../b.txt"))).name == "a/../b.txt"
