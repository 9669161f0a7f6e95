"""Files: what cannot be read is said in one message that begins with the path."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.documents import Document, DocumentError, parse, read


def refused(path: Path, **options: int) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(path, **options)
    assert caught.value.message.startswith(f"{path}: ")
    assert str(caught.value) == caught.value.message
    return caught.value


def test_a_file_is_read_with_the_hash_of_its_bytes(tmp_path: Path):
    path = tmp_path / "年报.htm"
    data = "<title>年报</title><p>朱镕基，㎡".encode("gb18030")
    path.write_bytes(data)
    assert read(path) == Document(
        text="朱镕基，㎡",
        grids=(),
        media_type="text/html",
        encoding="gb18030",
        sha256=sha256(data).hexdigest(),
        name=str(path),
        title="年报",
    )


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", "\u3000\u200b\n".encode(), b"\xff\xfe \0\n\0"]
)
def test_an_empty_file(tmp_path: Path, data: bytes):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert refused(path).code == "empty"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><script>document.write('报告')</script></body></html>",
        "<html><body><img src=report.png></body></html>",
        "<html><frameset><frame src=a.html></frameset></html>",
        "<p>&nbsp;&#8203;</p><table><tr><td>&nbsp;</table>",
    ],
)
def test_a_page_that_shows_no_text_is_empty_and_says_what_to_do(page: str):
    with pytest.raises(DocumentError, match="save what the screen shows") as caught:
        parse(page.encode(), "a.html")
    assert caught.value.code == "empty"


def test_fifty_megabytes_are_refused_unread(tmp_path: Path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    error = refused(path)
    assert error.code == "too_large"
    assert "50,000,000" in error.message
    assert "20,000,000" in error.message


def test_the_limit_is_inclusive(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    assert read(path, max_bytes=10).text == "0123456789"
    assert refused(path, max_bytes=9).code == "too_large"


def test_a_file_that_is_not_there(tmp_path: Path):
    error = refused(tmp_path / "gone.txt")
    assert error.code == "unreadable"
    assert "No such file" in error.message


def test_a_folder_and_a_pipe(tmp_path: Path):
    assert "a folder" in refused(tmp_path).message
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    error = refused(pipe)  # and does not wait for a writer
    assert error.code == "unreadable"


def test_a_link_to_itself(tmp_path: Path):
    link = tmp_path / "loop.txt"
    link.symlink_to(link)
    assert refused(link).code == "unreadable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path):
    path = tmp_path / "secret.txt"
    path.write_text("x")
    path.chmod(0)
    assert "Permission denied" in refused(path).message


def test_a_file_that_fails_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.txt"
    path.write_text("x")

    def fail(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", fail)
    error = refused(path)
    assert (error.code, error.message) == ("unreadable", f"{path}: cannot be read: Permission denied")


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\0" * 1000])
def test_binary_junk(tmp_path: Path, data: bytes):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert refused(path).code == "not_text"


@given(st.binary(max_size=400) | st.builds(bytes.__add__, st.sampled_from([b"<p>", b"<table>"]), st.binary()))
def test_any_bytes_give_a_document_or_a_document_error(data: bytes):
    try:
        document = parse(data, "a")
    except DocumentError as error:
        assert error.message.startswith("a: ")
    else:
        assert document.text.strip()
        assert document.sha256 == sha256(data).hexdigest()
