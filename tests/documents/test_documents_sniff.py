"""Formats told by their content, and every format that cannot be read named in the message, with what to do."""

import io
import struct
import zipfile
import zlib

import pytest

from crossfoot.documents import READERS, DocumentError, Source, parse
from crossfoot.documents.sniff import NAMES, media_type

OFFICE = "application/vnd.openxmlformats-officedocument"


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "content " * 100)
    return stream.getvalue()


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 500


KINDS = {
    "image/png": png(),
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "image/gif": b"GIF89a\x01\0\x01\0",
    "image/bmp": b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0",
    "image/tiff": b"II*\0\x08\0\0\0",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "application/rtf": rb"{\rtf1\ansi\ansicpg936 report}",
    "application/gzip": b"\x1f\x8b\x08\0\0\0\0\0",
    "application/vnd.rar": b"Rar!\x1a\x07\x01\0",
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c\0\x04",
    "application/vnd.sqlite3": b"SQLite format 3\0\x10\0",
    "application/zip": zipped("report.txt"),
    f"{OFFICE}.wordprocessingml.document": zipped("[Content_Types].xml", "word/document.xml"),
    f"{OFFICE}.spreadsheetml.sheet": zipped("[Content_Types].xml", "xl/workbook.xml"),
    f"{OFFICE}.presentationml.presentation": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "application/ofd": zipped("OFD.xml", "Doc_0/Document.xml"),
    "application/msword": ole("WordDocument"),
    "application/vnd.ms-excel": ole("Workbook"),
    "application/vnd.ms-powerpoint": ole("PowerPoint Document"),
    "application/x-encrypted-office": ole("EncryptedPackage"),
    "application/x-ole-storage": ole("WpsCustomData"),
    "multipart/related": (
        b"From: <Saved by Browser>\r\nSubject: =?utf-8?B?5bm05oql?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n<html><td>1</td></html>'
    ),
    "text/markdown": "表二\n\n| 内容 | 件数 |\n|:--|--:|\n| 规章 | 1 |\n".encode(),
    "image/svg+xml": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>1</text></svg>',
    "application/xml": b'<?xml version="1.0"?>\n<report><year>2021</year></report>',
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_format_is_told_by_its_content(kind):
    assert media_type(Source(KINDS[kind], "x")) == kind


@pytest.mark.parametrize(
    "kind", sorted(KINDS.keys() - READERS.keys() - {"application/zip", "application/x-encrypted-office"})
)
def test_a_format_without_reader_is_named_with_what_to_do(kind):
    with pytest.raises(DocumentError, match=r"cannot be read: .*(save|unpack)") as caught:
        parse(KINDS[kind], "folder/report")
    assert caught.value.code == "unsupported_format"
    assert caught.value.message.startswith(f"folder/report: {NAMES[kind]} ")


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("application/vnd.rar", "unpack it"),
        ("application/x-7z-compressed", "unpack it"),
        ("application/ofd", "save it as PDF"),
        (f"{OFFICE}.presentationml.presentation", "save it as PDF"),
        ("image/gif", "save it as PNG"),
        (
            "application/vnd.sqlite3",
            "save the report as a web page, Word document, spreadsheet, PDF, picture or plain text",
        ),
    ],
)
def test_the_advice_fits_the_format(kind, advice):
    with pytest.raises(DocumentError, match=advice):
        parse(KINDS[kind], "report")


def test_a_document_with_a_password_is_called_so():
    with pytest.raises(DocumentError, match="password") as caught:
        parse(KINDS["application/x-encrypted-office"], "report.docx")
    assert caught.value.code == "encrypted"


def test_a_file_renamed_html_is_called_what_it_is():
    with pytest.raises(DocumentError) as caught:
        parse(KINDS["image/gif"], "reports/2021.html")
    assert str(caught.value) == "reports/2021.html: a GIF picture named .html cannot be read: save it as PNG"


def test_an_archive_that_stores_a_word_document_is_an_archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("报告.docx", KINDS[f"{OFFICE}.wordprocessingml.document"])
    assert media_type(Source(stream.getvalue(), "x")) == "application/zip"


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
@pytest.mark.parametrize("first", [True, False])
def test_an_open_document_packed_by_a_program_that_does_not_know_the_format(kind, first):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("mimetype", "content.xml") if first else ("content.xml", "mimetype"):
            archive.writestr(
                name, f"application/vnd.oasis.opendocument.{kind}" if name == "mimetype" else "<a/>"
            )
    assert media_type(Source(out.getvalue(), "a")) == f"application/vnd.oasis.opendocument.{kind}"


def test_a_damaged_word_document_is_still_one():
    data = KINDS[f"{OFFICE}.wordprocessingml.document"]
    assert media_type(Source(data[:-30], "x")) == f"{OFFICE}.wordprocessingml.document"


@pytest.mark.parametrize(
    "text", ["内容 | 件数\n- | -\n规章 | 1", "a|b\n1 | 2\n--- | ---\n1 | 2", "---\n标题\n---\n# 一"]
)
def test_dashes_alone_are_no_table_of_markdown(text):
    assert media_type(Source(text.encode(), "x.md")) == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><p>x",
        "<HTML><BODY>x",
        '  \n<?xml version="1.0" encoding="gb2312"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>x',
        "<!-- saved from url -->\n<!-- again --><html>x",
        "\ufeff<html>x",
        "<table><tr><td>1</table>",
        "<div class=a>x</div>",
        "<p>x",
        "<P\nalign=center>x",
        "<br/>x",
        "</div><p>x",
        "<![if !mso]><p>x",
        "表一<table><tr><td>1</td></tr></table>",
        "标题<br>一、总体情况<br>二、主动公开",
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'>x",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_web_pages_and_fragments(text, codec):
    assert media_type(Source(text.encode(codec, "ignore"), "report.doc")) == "text/html"


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况",
        "<附件> 一、总体情况",
        "<<返回首页",
        "规章 < 规范性文件",
        "a <b and b> c",
        "第一行</span>\n第二行\n第三行<br>\n",
        "From: 办公室\n一、总体情况",
        "<!-- never closed <html>",
        '{"report": "<html>"}',
    ],
)
def test_plain_text(text):
    assert media_type(Source(text.encode(), "report.html")) == "text/plain"


def test_every_reader_is_for_a_named_format():
    assert READERS.keys() <= NAMES.keys()


@pytest.mark.parametrize("prologue", ["<!--", "<!-- -->", "<?x>", " ", "MIME: a\n", "<!-- --", "<? "])
def test_no_prologue_makes_the_search_backtrack(prologue):
    # Were the time to grow faster than the length, this would not end.
    assert media_type(Source((prologue * 100_000).encode(), "x")) == "text/plain"
