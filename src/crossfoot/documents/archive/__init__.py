"""Zip archives as folders: `reports.zip/县/报告.docx` is the path of a document inside one.

Nothing is ever unpacked to disk, so that names cannot lead out of an archive. `container` is one archive, `names` what its
members are called; here are the paths that lead into archives, and into archives inside them.
"""

import stat
from functools import lru_cache
from pathlib import Path

from crossfoot.documents.archive.container import SIGNATURE, Archive, OnDisk
from crossfoot.documents.model import DocumentError
from crossfoot.documents.sniff import NAMES, ZIP
from crossfoot.documents.source import Source

__all__ = ["MAX_DEPTH", "Archive", "below", "holds", "member", "members", "on_disk", "refusal", "refusal_at"]

MAX_DEPTH = 3
"""So many archives may lie inside each other, the one on disk included."""
_MAX_NESTED = 50_000_000
"""Bytes of an archive inside another one: it is held in memory."""


@lru_cache(maxsize=4)
def _opened(path: str, _stamp: tuple[int, int], within: tuple[str, ...]) -> Archive:
    """The archive at `path`, or the one inside it that `within` leads to.

    Kept for the documents that follow: to read the list of members anew for each of them would take a time that grows
    with its square. Only lists and archives inside archives are kept, no open file; another `_stamp` is another file.
    """
    if not within:
        return Archive(OnDisk(path))
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
        return file.read(4) in (SIGNATURE, b"PK\x05\x06")


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
