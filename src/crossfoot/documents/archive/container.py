"""One zip archive: its members by their paths, each read in a stream that ends at the limit, whatever its header claims.

APPNOTE: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import lzma
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import IO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from crossfoot.documents.archive.names import by_path
from crossfoot.documents.model import DocumentError
from crossfoot.documents.sniff import zip_kind

MAX_MEMBERS = 100_000
_MAX_DIRECTORY = 20_000_000
"""Bytes of an archive's list of members: with so many it would take hundreds of megabytes to hold."""
SIGNATURE = b"PK\x03\x04"
_HEAD = 200
"""Bytes at the beginning that tell an archive from a document that is a zip by itself."""
_ENCRYPTED, _UTF_8 = 0x1, 0x800  # general purpose flags
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
        self.members: Mapping[str, ZipInfo] = by_path(infos)
        return zip_kind(self._zip, head)

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
        return head.startswith(SIGNATURE) and not head[30:].startswith(_FIRST_MEMBERS)

    def _begin(self, member: str, count: int) -> bytes:
        """The first `count` bytes of the member."""
        info = self.members[member]
        if info.flag_bits & _ENCRYPTED:
            raise DocumentError(
                "encrypted", "protected by a password in its archive: unpack it with the password first"
            )
        with self._reading() as opened:
            try:
                with self._zip.open(_as_headed(info, opened)) as stream:
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


def _as_headed(info: ZipInfo, opened: "_File") -> ZipInfo:
    """A member under the name that stands before its data, which need not be that of the list.

    Programs write the two in different encodings, and `zipfile` opens no such member.
    """
    opened.seek(info.header_offset)
    header = opened.read(30)
    if len(header) < 30:
        raise BadZipFile("a member lies behind the end")
    flags, length = struct.unpack_from("<6xH18xH", header)
    own = copy(info)
    own.orig_filename = opened.read(length).decode("utf-8" if flags & _UTF_8 else "cp437")
    return own


_FIRST_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"mimetype")
"""How the first member of an Office document is named."""


# -- the file behind an archive ------------------------------------------------------------------------------------------


class OnDisk:
    """A file that is open only while something is read.

    An archive is kept for the next of its members, and a process that is forked must not share the place in the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened: IO[bytes] | None = None

    def __enter__(self) -> "OnDisk":
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


_File = OnDisk | _InMemory


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
