"""Bytes to text: which encoding, what is refused, what is tidied."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.documents import DocumentError
from crossfoot.documents.encoding import decode, tidy

REPORT = "朱镕基镇2021年政府信息公开工作年度报告\n一、总体情况\n规章\t0\t12\n" * 40


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"", "utf-8", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32-be"),
        (b"", "gb18030", "gb18030"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
    ],
)
def test_an_encoding_is_told_from_the_bytes(mark, codec, name):
    assert decode(mark + REPORT.encode(codec)) == (REPORT, name)


def test_gbk_characters_that_gb2312_lacks_are_kept():
    for character in "镕堃㎡":
        with pytest.raises(UnicodeEncodeError):
            character.encode("gb2312")
    text = '<meta charset="gb2312"><p>镕堃，建筑面积120㎡，尾'
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_stray_byte_costs_one_character_and_not_the_report(codec):
    data = REPORT.encode(codec)
    at = len("朱镕基镇2021".encode(codec))
    text, name = decode(data[:at] + b"\xff" + data[at:])
    assert name == codec
    assert text.replace("\ufffd", "") == REPORT


def test_a_file_cut_within_a_character_is_read():
    text, name = decode((REPORT + "完").encode()[:-1])
    assert (text, name) == (REPORT + "\ufffd", "utf-8")


def test_other_encodings_are_guessed():
    text = "Отчёт о раскрытии информации за год. " * 20
    assert decode(text.encode("cp1251"))[0] == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        b"\x7fELF\x02\x01\x01\0\0\0\0\0",
        random.Random(1).randbytes(5000),
        b"\x01\x02\x03\x04 text",
        b"\xff\xfe" + random.Random(2).randbytes(5000),
        REPORT.encode() + b"\0" * 100,
    ],
)
def test_binary_junk_is_no_text(data):
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert caught.value.code == "not_text"


def test_bytes_in_no_encoding_are_refused_with_advice():
    junk = bytes(byte for byte in random.Random(3).randbytes(5000) if byte > 31)
    with pytest.raises(DocumentError, match="UTF-8") as caught:
        decode(junk)
    assert caught.value.code == "undecodable"


def test_line_ends_become_newlines_before_there_are_offsets():
    assert decode(b"a\r\nb\rc\x0cd\x0be\n")[0] == "a\nb\nc\nd\ne\n"
    assert decode("a\u2028b\u2029c\x85d".encode())[0] == "a\nb\nc\nd"


def test_invisible_characters_are_left_out_and_control_characters_become_spaces():
    assert decode("总\u200b计\ufeff1\u00ad2\u20603".encode())[0] == "总计123"
    assert decode(b"label" * 20 + b"\x071\x0712")[0].endswith(" 1 12")


@given(st.text())
def test_tidy_leaves_lines_that_every_method_counts_alike(text):
    tidied = tidy(text)
    assert tidied.splitlines() == tidied.removesuffix("\n").split("\n") if tidied else True
    assert tidy(tidied) == tidied


@given(
    st.text(st.characters(categories=["L", "N", "P", "Zs"])), st.sampled_from(["utf-8", "utf-16", "utf-32"])
)
def test_what_is_encoded_with_a_mark_is_decoded(text, codec):
    data = text.encode("utf-8-sig" if codec == "utf-8" else codec)
    assert decode(data)[0] == tidy(text)


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_document_error(data):
    try:
        text, _ = decode(data)
    except DocumentError as error:
        assert error.code in {"not_text", "undecodable"}
    else:
        assert "\0" not in text
        assert "\r" not in text
