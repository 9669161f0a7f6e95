"""Word files that are damaged, locked, far too large, or made to harm: refused with one clear message, or read safely."""

import io
import zipfile
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import NAMESPACES, cell, docx, packed, par, relations, row, table

from crossfoot.documents import DocumentError, parse
from crossfoot.documents.word import package


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(data, "report.docx")
    assert caught.value.message.startswith("report.docx: ")
    return caught.value


WHOLE = docx(par("题") + table(row("规章", "0")))


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[: len(WHOLE) // 2],
        packed({"word/document.xml": ""}),
        packed({"word/document.xml": "<w:document"}),
        packed({"word/document.xml": f"<w:document {NAMESPACES}/>"}),
        packed({"word/document.xml": "<html><body/></html>"}),
        packed({"word/document2.xml": f"<w:document {NAMESPACES}/>"}),
        packed({"word/document.xml": b'<?xml version="1.0" encoding="nonsense"?><a/>'}),
        docx(par("题"), styles="<w:style>"),
    ],
)
def test_a_damaged_document_says_what_to_do(data: bytes):
    error = refused(data)
    assert error.code == "damaged"
    assert "save it anew" in error.message


def test_a_document_without_text_is_empty():
    assert refused(docx(par())).code == "empty"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_its_entities_count(encoding: str):
    bomb = '<!DOCTYPE w:document [<!ENTITY a "ha">]>'
    body = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}<w:document {NAMESPACES}><w:body><w:p/></w:body></w:document>'
    error = refused(packed({"word/document.xml": body.encode(encoding)}))
    assert (error.code, "document type" in error.message) == ("damaged", True)


def test_utf_16_is_read():
    body = f'<?xml version="1.0" encoding="utf-16"?><w:document {NAMESPACES}><w:body>{par("题")}</w:body></w:document>'
    assert parse(packed({"word/document.xml": body.encode("utf-16")}), "a").text == "题"


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "_MOST_BYTES", 100_000)
    assert refused(docx("<w:p/>" + " " * 200_000)).code == "too_complex"
    assert refused(docx(par("题"), styles=" " * 99_000)).code == "too_complex"


def test_what_nobody_reads_may_be_of_any_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "_MOST_BYTES", 100_000)
    assert parse(docx(par("题"), parts={"word/media/image1.bin": b"\0" * 200_000}), "a").text == "题"


def test_too_many_tags_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "_MOST_TAGS", 1000)
    assert refused(docx("<w:p/>" * 1000)).code == "too_complex"


def nested(depth: int) -> str:
    return table(row(cell(nested(depth - 1) + par("题")))) if depth else par("题")


def test_tables_within_tables_are_read_to_some_depth():
    assert parse(docx(nested(15)), "a").text.count("题") == 16
    assert refused(docx(nested(25))).code == "too_complex"


@pytest.mark.parametrize("tag", ["w:ins", "w:sdt", "w:customXml", "w:unheardOf"])
def test_wrappers_in_any_depth_do_no_harm(tag: str):
    deep = f"<{tag}>" * 5000 + "<w:r><w:t>题</w:t></w:r>" + f"</{tag}>" * 5000
    try:
        assert parse(docx(f"<w:p>{deep}</w:p>"), "a").text == "题"
    except DocumentError as error:
        assert error.code == "too_complex"


def test_a_locked_archive():
    data = bytearray(docx(par("题")))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    for at in (n for n in range(len(data)) if data.startswith(b"PK\x01\x02", n)):
        data[at + 8] |= 1
    assert refused(bytes(data)).code == "encrypted"


def test_a_part_packed_in_another_way():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACES}><w:body>{par('题')}</w:body></w:document>"
        )
    assert refused(out.getvalue()).code == "damaged"


def test_what_lies_outside_of_the_file_is_not_followed():
    rels = relations(("c1", "aFChunk", "file:///etc/hostname"), ("c2", "aFChunk", "../../../etc/hostname"))
    rels = rels.replace('Target="file', 'TargetMode="External" Target="file')
    parts = {"word/_rels/document.xml.rels": rels}
    body = par("题") + '<w:altChunk r:id="c1"/><w:altChunk r:id="c2"/>' + table(row("规章", "0"))
    assert parse(docx(body, parts=parts), "a").text == "题\n\ufffc\n\ufffc\n\n规章\t0\n"


def test_an_encrypted_document_is_no_doc():
    error = refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 64
    )
    assert error.code == "encrypted"
    assert "password" in error.message


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_any_damage_gives_a_document_or_a_document_error(seed: int):
    rng = Random(seed)
    data = bytearray(WHOLE)
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        assert parse(bytes(data), "a").text.strip()
    except DocumentError as error:
        assert error.message.startswith("a: ")


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_any_damage_to_the_xml_gives_a_document_or_a_document_error(seed: int):
    rng = Random(seed)
    body = table(
        row(cell("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), "1"), row("乙", "丙", "2")
    )
    pieces = [piece for tag in body.split("<")[1:] for piece in ["<" + tag]]
    for _ in range(rng.randint(1, 6)):
        at, other = rng.randrange(len(pieces)), rng.randrange(len(pieces))
        pieces[at] = rng.choice(("", pieces[other], pieces[at] * 2))
    try:
        assert parse(docx("".join(pieces)), "a").text.strip()
    except DocumentError as error:
        assert error.code in ("damaged", "empty")
