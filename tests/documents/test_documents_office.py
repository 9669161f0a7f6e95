"""Old Word files, RTF and OpenDocument through LibreOffice: a stand-in for what it may do, the real one where it is."""

import io
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from shutil import which

import docx as python_docx
import pytest
from word_files import cell, docx, packed, par, row, table

from crossfoot.documents import DocumentError, office, parse

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")

BODY = par("某局2021年政府信息公开工作年度报告") + table(
    row(cell("申请人", '<w:gridSpan w:val="2"/>'), "总计"), row("自然人", "1", "2"), row("法人", "", "3")
)
TEXT = "某局2021年政府信息公开工作年度报告\n\n申请人\t\t总计\n自然人\t1\t2\n法人\t\t3\n"
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 64
RTF = b"{\\rtf1 a}"


def odt(manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH, empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def stand_in(folder: Path, script: str, name: str = "soffice") -> Path:
    """A program called soffice; `$out` is where it must write, `$in` what it must read."""
    program = folder / name
    find = 'for each in "$@"; do [ "$last" = --outdir ] && out=$each; last=$each; done; in=$last\n'
    program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{find}{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def copying(folder: Path) -> str:
    prepared = folder.parent / "prepared.docx"
    prepared.write_bytes(docx(BODY))
    return f'mkdir -p "$out"; cp "{prepared}" "$out/report.docx"'


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(data, "年报.doc")
    assert caught.value.message.startswith("年报.doc: ")
    return caught.value


@pytest.mark.parametrize(
    ("data", "media_type", "suffix"),
    [
        (DOC, "application/msword", ".doc"),
        (RTF, "application/rtf", ".rtf"),
        (odt(), "application/vnd.oasis.opendocument.text", ".odt"),
    ],
)
def test_the_document_is_that_of_the_file_itself(path: Path, data: bytes, media_type: str, suffix: str):
    stand_in(path, f'{copying(path)}; cp "$in" "{path}/seen"; echo "$in" > "{path}/name"')
    document = parse(data, "年报.doc")
    assert document.text == TEXT
    assert (document.media_type, document.sha256) == (media_type, sha256(data).hexdigest())
    assert document.name == "年报.doc"
    assert (path / "seen").read_bytes() == data
    assert (path / "name").read_text().strip().endswith(suffix)


def test_another_name_of_the_program(path: Path):
    stand_in(path, copying(path), "libreoffice")
    assert parse(DOC, "a").text == TEXT


def test_each_conversion_has_its_own_profile_that_forbids_macros_and_leaves_nothing_behind(path: Path):
    stand_in(
        path,
        f'{copying(path)}; echo "$1" >> "{path}/profiles"; cat "${{1#*file://}}/user/registrymodifications.xcu" > "{path}/xcu"',
    )
    with ThreadPoolExecutor(4) as pool:
        assert {each.text for each in pool.map(lambda _: parse(DOC, "a"), range(8))} == {TEXT}
    profiles = (path / "profiles").read_text().split()
    assert len(set(profiles)) == 8
    assert not any(Path(each.partition("file://")[2]).parent.exists() for each in profiles)
    xcu = (path / "xcu").read_text()
    assert '"MacroSecurityLevel" oor:op="fuse"><value>3<' in xcu
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in xcu


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("data", [DOC, RTF, odt()])
def test_without_libreoffice_the_message_says_what_to_install(data: bytes):
    error = refused(data)
    assert error.code == "needs_libreoffice"
    assert "install LibreOffice" in error.message
    assert ".docx" in error.message


@pytest.mark.parametrize("status", [0, 77])
def test_a_conversion_that_writes_nothing_fails_in_libreoffices_own_words(path: Path, status: int):
    stand_in(path, f"echo 'Error: source file could not be loaded' >&2; exit {status}")
    error = refused(DOC)
    assert error.code == "conversion_failed"
    assert "source file could not be loaded" in error.message


def test_a_conversion_without_room_for_temporary_files(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    stand_in(path, copying(path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    error = refused(DOC)
    assert error.code == "conversion_failed"
    assert "temporary files" in error.message


def test_a_conversion_that_says_nothing(path: Path):
    stand_in(path, "exit 0")
    assert "said nothing" in refused(DOC).message


def test_a_conversion_to_nonsense(path: Path):
    stand_in(path, 'mkdir -p "$out"; echo nonsense > "$out/report.docx"')
    assert refused(DOC).code == "damaged"


def test_a_program_that_cannot_be_run(path: Path):
    (path / "soffice").write_text("#!/nowhere/at/all\n")
    (path / "soffice").chmod(0o755)
    assert refused(DOC).code == "conversion_failed"


def test_a_conversion_that_hangs_is_ended_with_all_that_it_started(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(office, "SECONDS", 0.5)
    stand_in(path, f'sleep 60 & echo $! > "{path}/child"; echo $1 > "{path}/profile"; wait')
    begun = time.monotonic()
    error = refused(DOC)
    assert time.monotonic() - begun < 10
    assert error.code == "conversion_failed"
    assert "0.5 s" in error.message
    assert ends(int((path / "child").read_text()))
    assert not Path((path / "profile").read_text().strip().partition("file://")[2]).exists()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def ends(process: int) -> bool:
    for _ in range(100):
        if not is_alive(process):
            return True
        time.sleep(0.02)
    return False


def test_what_it_leaves_running_is_ended(path: Path):
    stand_in(path, f'{copying(path)}; sleep 60 >/dev/null 2>&1 & echo $! > "{path}/child"')
    assert parse(DOC, "a").text == TEXT
    assert ends(int((path / "child").read_text()))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_conversion_ends_with_the_process_that_waits_for_it(path: Path, how: signal.Signals):
    waits = f"trap '' TERM; sleep 60 & echo $! $$ > '{path}/new'; mv '{path}/new' '{path}/pids'; wait"
    stand_in(path, f"echo $1 > '{path}/profile'; {waits}")
    script = (
        f"import signal, sys; sys.path[:] = {sys.path!a}\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))\n"  # as in a worker
        "from crossfoot.documents import parse\n"
        f"parse({DOC!r}, 'a')\n"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as waiting:
        for _ in range(200):
            if (path / "pids").exists():
                break
            time.sleep(0.05)
        begun = time.monotonic()
        waiting.send_signal(how)
    assert all(map(ends, map(int, (path / "pids").read_text().split())))
    assert time.monotonic() - begun < 2  # a worker gets no more before it is killed
    assert not Path((path / "profile").read_text().strip().partition("file://")[2]).parent.exists()


def test_a_socket_that_a_conversion_leaves_behind_is_removed(path: Path, monkeypatch: pytest.MonkeyPatch):
    left = path / "OSL_PIPE"
    monkeypatch.setattr(office, "_sockets", lambda _: [left, path / "none"])
    stand_in(path, f'{copying(path)}; touch "{left}" && echo > "{path}/was"')
    assert parse(DOC, "a").text == TEXT
    assert (path / "was").exists()
    assert not left.exists()


def test_which_libreoffice_there_is_shows_without_starting_it(path: Path):
    assert office.installed() == "no LibreOffice"
    program = stand_in(path, "exit 1")
    first = office.installed()
    assert first == office.installed() != "no LibreOffice"
    program.write_text("#!/bin/sh\n# another one\n")
    second = office.installed()
    (path / "soffice.bin").write_text("")
    assert len({first, second, office.installed()}) == 3


@pytest.mark.usefixtures("path")
def test_a_locked_file_is_not_converted():
    locked = bytearray(DOC)
    locked[512:524] = b"\xec\xa5" + b"\0" * 9 + b"\x01"
    assert refused(bytes(locked)).code == "encrypted"
    assert refused(odt("<manifest:encryption-data/>")).code == "encrypted"


# -- the real one

REAL = which("soffice") or which("libreoffice")
needs_soffice = pytest.mark.skipif(REAL is None, reason="no LibreOffice on the PATH")
TITLE = "某局2021年政府信息公开工作年度报告"
ROWS = (("申请人", "总计"), ("自然人", "12"), ("法人", ""))
READ = f"{TITLE}\n\n申请人\t总计\n自然人\t12\n法人\t\n"


def as_doc(folder: Path) -> bytes:
    original = folder / "a.docx"
    made = python_docx.Document()
    made.add_paragraph(TITLE)
    grid = made.add_table(len(ROWS), 2)
    for line, cells in zip(grid.rows, ROWS, strict=True):
        for place, word in zip(line.cells, cells, strict=True):
            place.text = word
    made.add_paragraph()  # Word wants one behind a table
    made.save(str(original))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(REAL),
        profile,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(folder),
        str(original),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.doc").read_bytes()


def as_rtf(_: Path) -> bytes:
    def escaped(text: str) -> str:
        return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)

    rows = "".join(
        "\\trowd\\cellx2000\\cellx4000"
        + "".join(f"\\intbl {escaped(each)}\\cell" for each in cells)
        + "\\row\n"
        for cells in ROWS
    )
    return f"{{\\rtf1\\ansi {escaped(TITLE)}\\par\n{rows}\\pard\\par}}".encode()


def oasis(name: str) -> str:
    return f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"


def grid() -> str:
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{each}</text:p></table:table-cell>' for each in cells)}"
        "</table:table-row>"
        for cells in ROWS
    )
    return f'<text:p>{TITLE}</text:p><table:table><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'


def open_document(body: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    content = (
        f'<office:document-content xmlns:office="{oasis("office")}" xmlns:text="{oasis("text")}"'
        f' xmlns:table="{oasis("table")}" xmlns:draw="{oasis("drawing")}" xmlns:svg="{oasis("svg-compatible")}"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{oasis("manifest")}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


@needs_soffice
@pytest.mark.parametrize("made", [as_doc, as_rtf])
def test_the_real_libreoffice(made: Callable[[Path], bytes], tmp_path: Path):
    document = parse(made(tmp_path), "a")
    assert document.text == READ
    assert len(document.grids) == 1


@needs_soffice
@pytest.mark.skipif(not Path("/tmp").is_dir(), reason="LibreOffice makes its socket elsewhere")
def test_the_real_libreoffice_leaves_nothing_behind_when_the_process_that_waits_is_gone(tmp_path: Path):
    home = tmp_path / "home"
    office._make_profile(home / "profile")
    sockets = office._sockets(home / "profile")
    command = office._command(str(REAL), home, home / "report.doc")
    reading, writing = os.pipe()
    with subprocess.Popen(
        command, stdin=reading, start_new_session=True, stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(600):
            if any(map(Path.exists, sockets)) or process.poll() is not None:
                break
            time.sleep(0.02)
        seen = any(map(Path.exists, sockets))
        os.close(writing)
        process.wait(timeout=20)
    os.close(reading)
    assert seen
    assert not any(map(Path.exists, sockets))


@needs_soffice
def test_the_real_libreoffice_reads_an_open_document_and_fetches_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        link = f'xlink:href="http://127.0.0.1:{server.getsockname()[1]}/a" xlink:type="simple"'
        picture = f'<draw:image {link} xlink:show="embed" xlink:actuate="onLoad"/>'
        frame = (
            f'<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char">{picture}</draw:frame>'
        )
        section = (
            f'<text:section text:name="s"><text:section-source {link}/><text:p>尾</text:p></text:section>'
        )
        document = parse(open_document(f"{grid()}<text:p>题{frame}</text:p>{section}"), "a")
        with pytest.raises(BlockingIOError):
            server.accept()
    assert document.text == f"{READ}\n题\n尾"
    assert len(document.grids) == 1
