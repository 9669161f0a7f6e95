"""Web archives: the one page that holds the report, decoded by its content."""

import base64
import quopri
from hashlib import sha256
from random import Random

import pytest

from crossfoot.documents import DocumentError, html, parse
from crossfoot.documents.source import Source
from crossfoot.evaluation.simulation import Configuration, draw_sample, layouts
from crossfoot.pipeline import examine_document

REPORT = "<html><head><title>年报</title></head><body><p>镕江县</p><table><tr><td>规章<td>12<tr><td>许可<td>3</table></body></html>"
MENU = "<html><body><ul><li>首页<li>政务公开</ul></body></html>"


def part(
    content: bytes, kind: str = "text/html; charset=gb2312", encoding: str = "base64", **headers: str
) -> bytes:
    body = {
        "base64": base64.encodebytes,
        "quoted-printable": quopri.encodestring,
        "8bit": bytes,
    }[encoding](content)
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{extra}\r\n".encode() + body


def archive(*parts: bytes, kind: str = "multipart/related", extra: str = "") -> bytes:
    head = f'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}; {extra}boundary="x--y"\r\n\r\n'
    return head.encode() + b"".join(b"--x--y\r\n" + each + b"\r\n" for each in parts) + b"--x--y--\r\n"


PICTURE = part(b"\x89PNG", "image/png")


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_the_page_is_read_as_if_it_were_a_file(encoding: str, codec: str):
    page = REPORT.encode(codec)
    data = archive(part(page, encoding=encoding), PICTURE)
    document = parse(data, "年报.mht")
    alone = html.read(Source(page, "x"))
    assert document.text.strip() == alone.text.strip()
    assert document.grids == alone.grids
    assert (document.title, document.encoding) == ("年报", codec)
    assert document.media_type == "multipart/related"
    assert document.sha256 == sha256(data).hexdigest()


def test_the_frame_with_the_report_is_the_document():
    parts = [part(each.encode()) for each in (MENU, "<iframe src=cid:2>", REPORT)]
    for ordered in (parts, parts[::-1]):
        document = parse(archive(*ordered), "a.mht")
        assert "规章\t12" in document.text
        assert "首页" not in document.text


def test_two_reports_in_frames_are_never_joined():
    other = REPORT.replace("镕江县", "青石镇")
    document = parse(archive(part(REPORT.encode()), part(other.encode())), "a.mht")
    assert len(document.grids) == 1
    assert "青石镇" not in document.text


def test_the_root_that_the_archive_names_goes_first():
    pages = [part(REPORT.replace("镕", name).encode(), content_id=f"<{ord(name)}@x>") for name in "甲乙"]
    assert "乙江县" in parse(archive(*pages, extra='start="<20057@x>"; '), "a.mht").text


def test_a_mail_with_a_page_and_its_text():
    data = archive(
        part("规章 99".encode(), "text/plain"), part(REPORT.encode()), kind="multipart/alternative"
    )
    assert "规章\t12" in parse(data, "a.eml").text
    only_text = archive(part("规章 99".encode(), "text/plain"), kind="multipart/mixed")
    assert parse(only_text, "a.eml").text.strip() == "规章 99"


def test_a_bare_page_with_a_mails_head():
    data = b"MIME-Version: 1.0\r\n" + part(REPORT.encode(), encoding="quoted-printable")
    assert "规章\t12" in parse(data, "a.mht").text


@pytest.mark.parametrize("data", [archive(PICTURE), archive(), b"MIME-Version: 1.0\r\n\r\n"])
def test_an_archive_without_a_page_is_empty(data: bytes):
    with pytest.raises(DocumentError, match="without a page") as caught:
        parse(data, "a.mht")
    assert caught.value.code == "empty"


def test_multiparts_inside_each_other_are_refused():
    data = b"MIME-Version: 1.0\r\n"
    for depth in range(2000):
        data += f'Content-Type: multipart/mixed; boundary="b{depth}"\r\n\r\n--b{depth}\r\n'.encode()
    with pytest.raises(DocumentError) as caught:
        parse(data + b"Content-Type: text/html\r\n\r\n<p>1", "a.mht")
    assert caught.value.code == "too_complex"


def test_twenty_reports_are_wholly_right():
    rng = Random(20)
    configuration = Configuration(layouts=layouts("kept", "html"), mirrors=0)
    for number in range(20):
        sample = draw_sample(configuration, rng)
        encoding = ("base64", "quoted-printable")[number % 2]
        record = examine_document(parse(archive(part(sample.data, encoding=encoding), PICTURE), "a.mht"))
        assert record.status in ("verified", "source_error")
        assert {path: record.cells[path] for path in sample.truth.cells} == sample.truth.cells
