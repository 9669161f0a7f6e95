"""The names of an archive's members, as the paths that they have in it."""

import struct
import zlib
from bisect import bisect_left
from collections.abc import Collection, Mapping
from zipfile import ZipInfo

_UTF_8 = 0x800  # general purpose flag
_UNICODE_PATH = 0x7075  # extra field: the name in UTF-8, and the checksum of the name it stands for


def by_path(infos: list[ZipInfo]) -> Mapping[str, ZipInfo]:
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
    for path in _folders(out):
        # An archive beside a folder of its name: what lies in both would have the same path.
        out[_unused(path, out)] = out[path]
        del out[path]
    return out


def _folders(paths: Collection[str]) -> list[str]:
    """The paths that other ones lead through."""
    ordered = sorted(paths)
    following = (bisect_left(ordered, f"{path}/") for path in ordered)
    return [
        path
        for path, at in zip(ordered, following, strict=True)
        if at < len(ordered) and ordered[at].startswith(f"{path}/")
    ]


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
