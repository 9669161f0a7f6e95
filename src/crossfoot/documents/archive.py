"""Zip archives as folders: `reports.zip/县/报告.docx` is the path of a document inside one.

Nothing is ever unpacked to disk, so that names cannot lead out of an archive. What a member holds is read in a stream
that ends at the limit, whatever its header claims. APPNOTE: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import lzma
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import IO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from crossfoot.documents.model import DocumentError
from crossfoot.documents.sniff import NAMES, ZIP, zip_kind
from crossfoot.documents.source import Source

MAX_DEPTH = 3
"""So many archives may lie inside each other, the one on disk included."""
MAX_MEMBERS = 100_000
_MAX_DIRECTORY = 20_000_000
"""Bytes of an archive's list of members: with so many it would take hundreds of megabytes to hold."""
_MAX_NESTED = 50_000_000
"""Bytes of an archive inside another one: it is held in memory."""
_SIGNATURE = b"PK\x03\x04"
_HEAD = 200
"""Bytes at the beginning that tell an archive from a document that is a zip by itself."""

_ENCRYPTED, _UTF_8 = 0x1, 0x800  # general purpose flags
_UNICODE_PATH = 0x7075  # extra field: the name in UTF-8, and the checksum of the name it stands for
_DAMAGE = (BadZipFile, EOFError, OSError, ValueError, lzma.LZMAError, struct.error, zlib.error)


class Archive:
    """An archive whose list of members is read."""

    def __init__(self, file: "_File") -> None:
        """Raises: DocumentError: `damaged` where there is no sound list of members, `too_complex` where it is too long."""
        self._file = file
        self._lock = Lock()
        with self._reading() as opened:
            self.kind = self._read(opened)

    @staticmethod
    def of(data: bytes) -> "Archive":
        """The archive that `data` is."""
        return Archive(_InMemory(data))

    def _read(self, opened: "_File") -> str:
        try:
            _refuse_long_directory(cast(IO[bytes], opened))
            self._zip = ZipFile(cast(IO[bytes], opened))
            infos = self._zip.infolist()
            opened.seek(0)
            head = opened.read(_HEAD)
        except (*_DAMAGE, NotImplementedError) as error:
            raise _damaged(error) from error
        if len(infos) > MAX_MEMBERS:
            raise _too_many()
        if _overlap(infos, self._zip.start_dir):
            raise _damaged("its members lie over each other")
        self.members: Mapping[str, ZipInfo] = _by_path(infos)
        return zip_kind(self._zip.namelist(), head)

    def read(self, member: str, max_bytes: int) -> bytes:
        """What the member holds.

        Raises:
            DocumentError: `encrypted`, `too_large` for more than `max_bytes`, `unsupported_format` for a way of
                compression that Python does not know, `damaged`.
        """
        data = self._begin(member, max_bytes + 1)
        if len(data) > max_bytes:
            raise DocumentError(
                "too_large",
                f"over the limit of {max_bytes:,} bytes when unpacked: "
                "a report is far smaller; split the file or raise the limit",
            )
        return data

    def holds_archive(self, member: str) -> bool:
        """May the member be an archive itself, by its first bytes? Documents that are zips begin with other members."""
        try:
            head = self._begin(member, _HEAD)
        except DocumentError:
            return False
        return head.startswith(_SIGNATURE) and not head[30:].startswith(_FIRST_MEMBERS)

    def _begin(self, member: str, count: int) -> bytes:
        """The first `count` bytes of the member."""
        info = self.members[member]
        if info.flag_bits & _ENCRYPTED:
            raise DocumentError(
                "encrypted", "protected by a password in its archive: unpack it with the password first"
            )
        with self._reading():
            try:
                with self._zip.open(info) as stream:
                    return stream.read(count)
            except NotImplementedError as error:
                raise DocumentError(
                    "unsupported_format",
                    f"compressed in a way that cannot be read ({error}): unpack the archive first",
                ) from error
            except _DAMAGE as error:
                raise _damaged(error) from error

    @contextmanager
    def _reading(self) -> Iterator["_File"]:
        with self._lock, self._file as opened:
            yield opened


_FIRST_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"mimetype")
"""How the first member of an Office document is named."""


# -- the file behind an archive ------------------------------------------------------------------------------------------


class _OnDisk:
    """A file that is open only while something is read.

    An archive is kept for the next of its members, and a process that is forked must not share the place in the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened: IO[bytes] | None = None

    def __enter__(self) -> "_OnDisk":
        self._opened = Path(self._path).open("rb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._opened = None

    @property
    def _file(self) -> IO[bytes]:
        if self._opened is None:
            raise OSError("the archive is not open")
        return self._opened

    def read(self, count: int = -1) -> bytes:
        return self._file.read(count)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


class _InMemory(BytesIO):
    """Bytes that stay open."""

    def __exit__(self, *_: object) -> None:
        self.seek(0)


_File = _OnDisk | _InMemory


def _refuse_long_directory(file: IO[bytes]) -> None:
    """The list of members is read in one piece: its length, as the archive's end states it, is looked at before."""
    size = file.seek(0, 2)
    file.seek(max(size - 22 - 0xFFFF, 0))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise BadZipFile("it ends too early")
    length = int(struct.unpack_from("<L", tail, end + 12)[0])
    if end >= 20 and tail[end - 20 :].startswith(b"PK\x06\x07"):  # zip64
        file.seek(struct.unpack_from("<Q", tail, end - 12)[0])
        length = max(length % 0xFFFFFFFF, int(struct.unpack_from("<Q", file.read(56), 40)[0]))
    file.seek(0)
    if length > _MAX_DIRECTORY:
        raise _too_many()


def _too_many() -> DocumentError:
    return DocumentError(
        "too_complex", f"an archive with more than {MAX_MEMBERS:,} members: unpack it, or split it first"
    )


def _damaged(why: object) -> DocumentError:
    return DocumentError(
        "damaged", f"the zip archive is damaged ({why}): get it again, or repair it and unpack it"
    )


def _overlap(infos: list[ZipInfo], directory: int) -> bool:
    """Do two members share bytes? Small archives are made so to unpack to enormous ones."""
    spans = sorted((info.header_offset, info.header_offset + 30 + info.compress_size) for info in infos)
    return any(end > start for (_, end), (start, _) in pairwise([*spans, (directory, directory)]))


# -- names -----------------------------------------------------------------------------------------------------------


def _by_path(infos: list[ZipInfo]) -> Mapping[str, ZipInfo]:
    """The members by path, each with one of its own. Folders are left out."""
    out: dict[str, ZipInfo] = {}
    for info in infos:
        name = _name(info).replace("\\", "/")
        if name.endswith("/"):
            continue
        # A path that climbs would be another one for the system.
        parts = ["__" if part == ".." else part for part in name.split("/") if part not in ("", ".")]
        if parts:
            out[_unused("/".join(parts), out)] = info
    return out


def _unused(path: str, taken: Mapping[str, ZipInfo]) -> str:
    if path not in taken:
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    number = 2
    while (other := f"{folder}{slash}{stem or name} ({number}){dot and dot + suffix}") in taken:
        number += 1
    return other


def _name(info: ZipInfo) -> str:
    """The member's name. Archives made in China hold it in GBK and do not say so."""
    if info.flag_bits & _UTF_8:
        return info.filename
    raw = info.orig_filename.encode("cp437")  # what zipfile takes such names for
    stated = _unicode_path(info.extra, raw)
    if stated is not None:
        return stated
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.split(b"\0")[0].decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and field[1:5] == struct.pack("<L", zlib.crc32(raw)):
            return field[5:].decode("utf-8", "replace")
    return None


# -- paths -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _opened(path: str, _stamp: tuple[int, int], within: tuple[str, ...]) -> Archive:
    """The archive at `path`, or the one inside it that `within` leads to.

    Kept for the documents that follow: to read the list of members anew for each of them would take a time that grows
    with its square. Only lists and archives inside archives are kept, no open file; another `_stamp` is another file.
    """
    if not within:
        return Archive(_OnDisk(path))
    outer = _opened(path, _stamp, within[:-1])
    return Archive.of(outer.read(within[-1], _MAX_NESTED))


def on_disk(path: Path) -> Path:
    """The file on disk that holds what `path` names: `path` itself, or the archive that it leads into."""
    for each in (path, *path.parents):
        try:
            status = each.stat()
        except (OSError, ValueError):
            continue
        return each if stat.S_ISREG(status.st_mode) else path
    return path


def _archive(path: Path, within: tuple[str, ...] = ()) -> Archive:
    status = path.stat()
    return _opened(str(path), (status.st_mtime_ns, status.st_size), within)


def _located(path: Path) -> tuple[Archive, str] | None:
    """The archive that `path` leads into, and what follows in it; None where it leads into none."""
    file = on_disk(path)
    if file == path or not _is_zip(file) or _archive(file).kind != ZIP:
        return None
    rest = path.relative_to(file).as_posix()
    within: tuple[str, ...] = ()
    while True:
        archive = _archive(file, within)
        inner = _inner(archive, rest)
        if inner is None:
            return archive, rest
        within = (*within, inner)
        if len(within) >= MAX_DEPTH:
            raise DocumentError(
                "too_complex", f"archives inside archives, more than {MAX_DEPTH} deep: unpack them first"
            )
        rest = rest[len(inner) + 1 :]


def _inner(archive: Archive, rest: str) -> str | None:
    """The archive among the members that `rest` leads through, if any."""
    folders = [rest[:at] for at, character in enumerate(rest) if character == "/"]
    found = next((folder for folder in folders if folder in archive.members), None)
    return found if found is not None and archive.holds_archive(found) else None


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (_SIGNATURE, b"PK\x05\x06")


def members(path: Path) -> list[str] | None:
    """The files in the archive at `path`, which may lie in another one, as they follow its path; None if it is none.

    A document that is a zip by itself (.docx, .xlsx) is no archive, and neither is a damaged one or one too deep.
    """
    try:
        if path.is_file():
            archive = _archive(path) if _is_zip(path) else None
        elif (found := _located(path)) is not None and found[1] in found[0].members:
            inner = found[0].holds_archive(found[1]) and _located(path / "_")
            archive = inner[0] if inner else None
        else:
            archive = None
    except (DocumentError, OSError):
        return None
    return list(archive.members) if archive is not None and archive.kind == ZIP else None


def holds(path: Path) -> bool:
    """Does `path` lead to a file in an archive, or into an archive that cannot be read?"""
    try:
        found = _located(path)
    except (DocumentError, OSError):
        return True
    return found is not None and found[1] in found[0].members


def below(path: Path) -> list[str]:
    """The files that lie in an archive below the folder that `path` names."""
    try:
        found = _located(path)
    except (DocumentError, OSError):
        return []
    prefix = f"{found[1]}/" if found else ""
    return [name[len(prefix) :] for name in found[0].members if name.startswith(prefix)] if found else []


def member(path: Path, max_bytes: int) -> bytes | None:
    """The bytes of what `path` names inside an archive; None where it leads into none.

    Raises:
        DocumentError: as `Archive` and `Archive.read` do; `unreadable` where the archive holds no such member.
    """
    found = _located(path)
    if found is None:
        return None
    archive, name = found
    if name not in archive.members:
        raise DocumentError("unreadable", f"{on_disk(path)} holds no such file")
    return archive.read(name, max_bytes)


def refusal_at(path: Path) -> DocumentError | None:
    """Why the file at `path` is no document and what to do, if it is a zip archive, sound or not."""
    if not _is_zip(path):
        return None
    try:
        archive = _archive(path)
    except DocumentError as error:
        return error
    return _named(str(path), list(archive.members)) if archive.kind == ZIP else None


def refusal(source: Source) -> DocumentError:
    """Why a zip archive is no document by itself, and what to do."""
    try:
        return _named(source.name, list(Archive.of(source.data).members))
    except DocumentError as error:
        return error


def _named(name: str, members: list[str]) -> DocumentError:
    if not members:
        return DocumentError("empty", f"{NAMES[ZIP]} without any file in it")
    shown = ", ".join(members[:3]) + (", …" if len(members) > 3 else "")
    return DocumentError(
        "archive",
        f"{NAMES[ZIP]} with {len(members):,} files ({shown}), where one document is wanted: "
        f"name one of them, as {name}/{members[0]}",
    )
