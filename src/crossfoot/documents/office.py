"""Old Word and WPS files, RTF and OpenDocument texts: LibreOffice makes a .docx of them, which `word` reads.

Each conversion has a profile of its own in a folder that is thrown away: several may run at once, and nothing of the
user's LibreOffice is touched. It may run no macro, follow no link and reach no network; time, processor time and what it
writes are limited.
"""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from crossfoot.documents import word
from crossfoot.documents.archive import Archive
from crossfoot.documents.model import Document, DocumentError
from crossfoot.documents.sniff import DOC, NAMES, ODT, RTF, media_type
from crossfoot.documents.source import Source
from crossfoot.documents.xml_events import XmlError, tell

_PROGRAMS = ("soffice", "libreoffice")
_SUFFIXES = {DOC: ".doc", RTF: ".rtf", ODT: ".odt"}

SECONDS = 60.0
"""A report takes two or three, the first one after an installation some more."""
_MOST_BYTES = 100_000_000
"""That may be written to one file."""
_LIMITED = (
    f"ulimit -t {int(SECONDS) * 2}; ulimit -f {_MOST_BYTES // 512}; exec 3<&0; "
    '(read _ <&3; for _ in 1 2 3; do /bin/rm -rf -- "$0" "$1" "$2"; done; kill -9 0) >/dev/null 2>&1 & '
    'shift 2; exec "$@" </dev/null 3<&-'
)
"""Shell: LibreOffice with limits (`ulimit -f` counts 512 bytes), and a watch that ends it with all that it started as soon
as standard input does: that is a pipe of this process, which may be killed in the middle of a conversion. What would be
left behind then are its first three arguments; LibreOffice may still write into the first one, therefore three times.
"""
_SOCKETS = ("/tmp", "/var/tmp")
"""Folders in which LibreOffice makes its socket, whatever TMPDIR says."""
_MOST_CONTENT = 50_000_000
"""Bytes of an OpenDocument text's content, unpacked."""

_SETTINGS = {
    "Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
    },
    "Office.Writer/Content/Update": {"Link": "0"},
    "Office.Common/Misc": {"FirstRun": "false"},
    # A proxy that is not there: what would go to the network fails at once.
    "Inet/Settings": {
        "ooInetProxyType": "1",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
    },
}
"""https://wiki.documentfoundation.org/Documentation/HowTo/registrymodifications_xcu"""


def read(source: Source) -> Document:
    """The document as LibreOffice understands it. Its media type and hash are those of the file itself.

    Raises:
        DocumentError: `needs_libreoffice` where its `soffice` is not on the PATH; `encrypted` for a file locked with a
            password; `unsupported_format` for one with parts that it does not hand on as they are seen;
            `conversion_failed` if it makes nothing of the file, or not in time; and as `word.read` does.
    """
    kind = media_type(source)
    if _is_locked(source.data, kind):
        raise DocumentError(
            "encrypted",
            f"{NAMES[kind]} locked with a password: open it with the password and save it without one",
        )
    if kind == ODT:
        _refuse_unlike(source.data)
    program = _program()
    if program is None:
        raise DocumentError(
            "needs_libreoffice",
            f"{NAMES[kind]} is read with LibreOffice, whose program soffice is not on the PATH: install LibreOffice, "
            "or save the report as a .docx or a PDF",
        )
    try:
        converted = _converted(source.data, kind, program)
    except OSError as error:
        raise DocumentError(
            "conversion_failed",
            f"{NAMES[kind]} could not be handed to LibreOffice ({error.strerror or error}): see that there is room for "
            "temporary files, or save it as .docx",
        ) from error
    return word.read_as(source, converted, kind)


def installed() -> str:
    """Which LibreOffice there is, told by its files alone: to start it takes a second. An upgrade is another one."""
    program = _program()
    if program is None:
        return "no LibreOffice"
    path = Path(program).resolve()
    beside = path.with_name("soffice.bin")  # what the script or small program of that name starts
    status = (beside if beside.is_file() else path).stat()
    return f"LibreOffice {status.st_size} {status.st_mtime_ns}"


def _program() -> str | None:
    return next(filter(None, map(which, _PROGRAMS)), None)


def _is_locked(data: bytes, kind: str) -> bool:
    """Is the text encrypted, as far as the file says so where it begins, or in its list of contents?"""
    if kind == DOC:
        # The flags of the file information block, which nearly every writer puts into the first sector.
        # https://learn.microsoft.com/en-us/openspecs/office_file_formats/ms-doc/26fb6c06-4e5c-4778-ab4e-edbf26a545bb
        return data[512:514] == b"\xec\xa5" and len(data) > 523 and bool(data[523] & 0x01)
    if kind == ODT:
        try:
            with ZipFile(BytesIO(data)) as archive, archive.open("META-INF/manifest.xml") as manifest:
                return b"encryption-data" in manifest.read(1_000_000)
        except (BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError):
            return False  # LibreOffice will say what is wrong with it
    return False


def _refuse_unlike(data: bytes) -> None:
    """Refuse an OpenDocument text with parts that come out of LibreOffice otherwise than they are seen in it."""
    found = _Unlike()
    try:
        tell(Archive.of(data).read("content.xml", _MOST_CONTENT), found)
    except (DocumentError, KeyError, XmlError):
        return  # LibreOffice will say what is wrong with it
    if found.what:
        raise DocumentError(
            "unsupported_format",
            f"{NAMES[ODT]} with {found.what}, of which a conversion does not keep what is seen: "
            "save the report as a PDF or a .docx",
        )


class _Unlike:
    """Looks for sections that are hidden, whose text would be seen, and for fields whose text would be lost."""

    def __init__(self) -> None:
        self.what = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "section" and attributes.get("display", "true") != "true":
            self.what = "hidden sections"
        elif tag == "meta-field":
            self.what = "fields of metadata"

    def end(self, tag: str, text: str) -> None:
        pass


def _converted(data: bytes, kind: str, program: str) -> bytes:
    with TemporaryDirectory(prefix="crossfoot-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        _make_profile(home / "profile")
        original = home / f"report{_SUFFIXES[kind]}"
        original.write_bytes(data)
        said = _run(_command(program, home, original), home, kind)
        result = home / "out" / "report.docx"
        if not result.is_file():
            words = " ".join(said.split())[-300:] or "it said nothing"
            raise DocumentError(
                "conversion_failed",
                f"LibreOffice made nothing of {NAMES[kind]} ({words}): open it in Word or WPS and save it as .docx",
            )
        return result.read_bytes()


def _make_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n',
        encoding="utf-8",
    )


def _command(program: str, home: Path, original: Path) -> list[str]:
    command = [program, f"-env:UserInstallation={(home / 'profile').as_uri()}"]
    command += ["--headless", "--invisible", "--nologo", "--norestore", "--nolockcheck", "--nodefault"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(original)]
    if sys.platform == "win32":
        return command
    return ["/bin/sh", "-c", _LIMITED, str(home), *map(str, _sockets(home / "profile")), *command]


def _sockets(profile: Path) -> list[Path]:
    """Where LibreOffice makes the socket by which it is known to be running. It is left behind where it is killed.

    The name is that of `CreateMD5FromString` in desktop/source/app/officeipcthread.cxx.
    """
    if sys.platform == "win32":
        return []
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
    return [Path(folder, name) for folder in _SOCKETS]


def _run(command: list[str], home: Path, kind: str) -> str:
    """Run LibreOffice and return what it says. When this ends, for whatever reason, no process of it is left."""
    with (
        _lifeline() as lifeline,
        subprocess.Popen(
            command,
            cwd=home,
            env={**os.environ, "HOME": str(home), "TMPDIR": str(home), "SAL_USE_VCLPLUGIN": "svp"},
            stdin=lifeline,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise DocumentError(
                "conversion_failed",
                f"LibreOffice did not get done with {NAMES[kind]} in {SECONDS:g} s: save it as .docx in Word or WPS",
            ) from error
        finally:
            _end(process)
            for socket in _sockets(home / "profile"):
                socket.unlink(missing_ok=True)
    return said.decode("utf-8", "replace")


@contextmanager
def _lifeline() -> Iterator[int]:
    """What reads from it meets the end of the file when the context ends, or this process, be it killed."""
    reading, writing = os.pipe()  # no other program inherits them
    try:
        yield reading
    finally:
        os.close(writing)
        os.close(reading)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):  # all of them may have ended by themselves
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
