"""Zip archives: documents inside by their paths, names in any encoding, and nothing that a hostile archive can do."""

import io
import os
import random
import struct
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.documents import DocumentError, load, parse, read
from crossfoot.documents.archive import MAX_DEPTH, Archive, container, members, on_disk


def zipped(*files: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", how) as made:
        warnings.simplefilter("ignore", UserWarning)  # two members with one name
        for name, data in files:
            made.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, data: bytes, name: str = "r.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refused(path: Path, **options: int) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load(path, **options)
    assert caught.value.message.startswith(f"{path}: ")
    return caught.value


def test_a_member_is_read_by_its_path(tmp_path: Path):
    path = put(tmp_path, zipped(("县/报告.txt", "规章 1".encode()), ("a.txt", b"2")))
    document = read(path / "县" / "报告.txt")
    assert (document.text, document.name) == ("规章 1", f"{path}/县/报告.txt")
    assert members(path) == ["县/报告.txt", "a.txt"]
    assert on_disk(path / "县" / "报告.txt") == path


def test_a_member_that_is_not_there(tmp_path: Path):
    path = put(tmp_path, zipped(("a.txt", b"1")))
    assert refused(path / "b.txt").code == "unreadable"
    assert refused(path / "a.txt" / "b").code == "unreadable"
    assert refused(put(tmp_path, b"no archive", "x.txt") / "a").code == "unreadable"


def test_a_changed_archive_is_read_anew(tmp_path: Path):
    path = put(tmp_path, zipped(("a.txt", b"1")))
    assert load(path / "a.txt") == b"1"
    path.write_bytes(zipped(("a.txt", b"22")))
    assert load(path / "a.txt") == b"22"


@pytest.mark.parametrize(("code", "flag"), [("gbk", False), ("utf-8", False), ("utf-8", True)])
def test_names_in_any_encoding(tmp_path: Path, code: str, flag: bool):
    data = zipped(("????????.txt", b"1"))
    name = "年度报告"[: 8 // len("年".encode(code))].encode(code).ljust(8, b"x")
    data = data.replace(b"????????", name)
    if flag:
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = data.index(mark) + at
            data = data[:place] + struct.pack("<H", 0x800) + data[place + 2 :]
    (member,) = members(put(tmp_path, data)) or []
    assert member == name.decode(code) + ".txt"
    assert load(tmp_path / "r.zip" / member) == b"1"


def test_the_unicode_path_field_names_the_member(tmp_path: Path):
    info = zipfile.ZipInfo("x.txt")
    name = "报告.txt".encode()
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zlib.crc32(b"x.txt")) + name
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(info, b"1")
    assert members(put(tmp_path, stream.getvalue())) == ["报告.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "__/__/etc/passwd"),
        ("/abs.txt", "abs.txt"),
        ("县\\报告.txt", "县/报告.txt"),
        ("./a//b.txt", "a/b.txt"),
    ],
)
def test_names_that_lead_elsewhere_stay_inside(tmp_path: Path, name: str, shown: str):
    path = put(tmp_path, zipped((name, b"1")))
    assert members(path) == [shown]
    assert load(path / shown) == b"1"


def test_two_members_with_one_name_are_two(tmp_path: Path):
    path = put(
        tmp_path, zipped(("a.txt", b"1"), ("a (2).txt", b"2"), ("a.txt", b"3"), ("b/", b""), ("b/x", b"4"))
    )
    found = members(path)
    assert found == ["a.txt", "a (2).txt", "a (3).txt", "b/x"]
    assert [load(path / name) for name in found] == [b"1", b"2", b"3", b"4"]


def test_archives_inside_archives_down_to_a_depth(tmp_path: Path):
    data = zipped(("a.txt", b"1"))
    for _ in range(MAX_DEPTH - 1):
        data = zipped(("in.zip", data))
    path = put(tmp_path, data)
    inner = path.joinpath(*["in.zip"] * (MAX_DEPTH - 1))
    assert members(inner) == ["a.txt"]
    assert load(inner / "a.txt") == b"1"
    deeper = put(tmp_path, zipped(("in.zip", data)), "deep.zip")
    assert refused(deeper.joinpath(*["in.zip"] * MAX_DEPTH, "a.txt")).code == "too_complex"


def test_documents_that_are_zips_are_no_archives(tmp_path: Path):
    word = zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))
    path = put(tmp_path, zipped(("报告.docx", word), how=zipfile.ZIP_STORED))
    assert members(path) == ["报告.docx"]
    assert members(path / "报告.docx") is None
    assert members(put(tmp_path, word, "a.docx")) is None
    assert load(path / "报告.docx") == word


def test_an_archive_where_a_document_is_wanted_names_what_is_inside(tmp_path: Path):
    data = zipped(*((f"报告{n}.html", b"1") for n in range(5)))
    path = put(tmp_path, data)
    with pytest.raises(
        DocumentError, match=r"5 files \(报告0.html, .*…\).*name one of them, as .*/报告0.html"
    ) as caught:
        parse(data, str(path))
    assert caught.value.code == "archive"
    assert refused(path, max_bytes=10).code == "archive"
    with pytest.raises(DocumentError, match="without any file") as caught:
        parse(zipped(), "x.zip")
    assert caught.value.code == "empty"


# -- hostile and damaged archives ---------------------------------------------------------------------------------------


def test_a_member_ends_at_the_limit_whatever_its_header_says(tmp_path: Path):
    path = put(tmp_path, zipped(("bomb.txt", bytes(50_000_000)), ("a.txt", b"1")))
    began = time.perf_counter()
    assert refused(path / "bomb.txt", max_bytes=1_000_000).code == "too_large"
    assert time.perf_counter() - began < 2
    assert load(path / "a.txt", max_bytes=1) == b"1"


def test_members_that_lie_over_each_other_are_refused(tmp_path: Path):
    data = zipped(*((f"{n}.txt", random.Random(n).randbytes(300)) for n in range(3)))
    directory = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", directory + 4)
    data = data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :]
    path = put(tmp_path, data)
    assert members(path) is None
    error = refused(path / "1.txt")
    assert error.code == "damaged"
    assert "over each other" in error.message


def test_more_members_than_any_collection_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(container, "MAX_MEMBERS", 3)
    path = put(tmp_path, zipped(*((f"{n}.txt", b"1") for n in range(4))))
    assert refused(path / "0.txt").code == "too_complex"


def test_a_list_of_members_that_is_too_long_is_not_read(tmp_path: Path):
    data = bytearray(zipped(("a.txt", b"1")))
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<L", 0x7FFFFFFF)
    assert refused(put(tmp_path, bytes(data)) / "a.txt").code == "too_complex"


def encrypted() -> bytes:
    data = bytearray(zipped(("a.txt", b"1"), ("b.txt", b"2")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def test_a_member_with_a_password_is_refused_and_the_rest_is_read(tmp_path: Path):
    path = put(tmp_path, encrypted())
    assert refused(path / "a.txt").code == "encrypted"
    assert load(path / "b.txt") == b"2"


def test_a_way_of_compression_that_is_not_known(tmp_path: Path):
    data = bytearray(zipped(("a.txt", b"1")))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + at] = 9  # Deflate64
    error = refused(put(tmp_path, bytes(data)) / "a.txt")
    assert error.code == "unsupported_format"
    assert "unpack the archive" in error.message


@pytest.mark.parametrize(
    "how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_usual_compression_is_read(tmp_path: Path, how: int):
    assert load(put(tmp_path, zipped(("a.txt", b"1" * 1000), how=how)) / "a.txt") == b"1" * 1000


def test_a_cut_archive_is_damaged(tmp_path: Path):
    data = zipped(("a.txt", os.urandom(500)))
    path = put(tmp_path, data[:300])
    assert members(path) is None
    with pytest.raises(DocumentError, match="damaged") as caught:
        read(path)
    assert caught.value.code == "damaged"
    assert refused(path, max_bytes=10).code == "damaged"
    assert refused(path / "a.txt").code == "damaged"


def test_ten_thousand_members_are_read_one_by_one_in_good_time(tmp_path: Path):
    path = put(tmp_path, zipped(*((f"{n}.txt", b"1") for n in range(10_000)), how=zipfile.ZIP_STORED))
    found = members(path)
    began = time.perf_counter()
    assert all(load(path / name) == b"1" for name in found[:500])
    assert time.perf_counter() - began < 3  # the list of members alone takes 0.05 s to read


@given(st.data())
def test_a_changed_byte_gives_bytes_or_a_document_error(data: st.DataObject):
    made = bytearray(
        zipped(("a.txt", b"1" * 100), ("b/c.txt", b"x" * 50), how=data.draw(st.sampled_from([0, 8, 12, 14])))
    )
    for _ in range(data.draw(st.integers(1, 3))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    try:
        opened = Archive.of(bytes(made))
        for name in opened.members:
            opened.read(name, 1000)
    except DocumentError as error:
        assert error.code in {"damaged", "encrypted", "too_complex", "too_large", "unsupported_format"}
