"""Which files a command means by the paths it was given."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from crossfoot.documents import archive

# What lies beside reports in a folder and is never one itself: parts of saved web pages, programs, data, results of
# this program. Everything else is opened, and its content decides. A file that is named outright is always opened.
_BESIDE = frozenset(
    [
        ".css",
        ".js",
        ".json",
        ".jsonl",
        ".map",
        ".ico",
        ".svg",
        ".woff",
        ".woff2",
        ".ttf",
        ".eot",
        ".swf",
        ".mp3",
        ".mp4",
        ".db",
        ".sqlite",
        ".sqlite3",
        ".db-wal",
        ".db-shm",
        ".py",
        ".pyc",
        ".toml",
        ".yaml",
        ".yml",
        ".ini",
        ".cfg",
        ".log",
        ".lock",
        ".bak",
        ".tmp",
        ".csv",
        ".tsv",
        ".ds_store",
    ]
)
_UNSEEN = (".", "~$")
"""How the names of files begin that file managers hide, and that Word keeps beside an open document."""
_SAVED_PARTS = ("_files", ".files")
"""Browsers keep the pictures of a saved page in a folder of this name beside it."""


class PipelineError(Exception):
    """The run cannot begin; the message says why and what to do."""


def discover(paths: Sequence[Path]) -> list[Path]:
    """The documents that *paths* name, each once: files as named, folders and zip archives in natural order (2 before 10).

    A document in an archive has the path that it would have if the archive were a folder: `reports.zip/县/报告.docx`.

    Raises `PipelineError` for a path that is not there and for a folder or archive without any document.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_named(path)))
    # The same file reached by another spelling (a/./b, a link) is one document.
    once: dict[str, Path] = {}
    for path in found:
        once.setdefault(os.path.realpath(path), path)
    return list(once.values())


def passed_over(paths: Sequence[Path]) -> Counter[str]:
    """How many files of the folders among *paths* are no documents by their names, by suffix: they are opened only when
    named outright."""
    return Counter(
        PurePath(name).suffix.lower()
        for path in paths
        if path.is_dir()
        for _, files in _walk(path)
        for name in files
        if not _is_opened(name) and not name.startswith(_UNSEEN)
    )


def _named(path: Path) -> list[Path]:
    """The documents that one path names."""
    if path.is_dir():
        inside = list(_below(path))
        if not inside:
            raise PipelineError(f"{path}: no document in this folder ({_NOT_COUNTED})")
        return inside
    if path.exists() or path.is_symlink():
        inside = _unpacked(path)
        if not inside:
            raise PipelineError(f"{path}: no document in this archive ({_NOT_COUNTED})")
        return inside
    if archive.holds(path):
        return _unpacked(path) or [path]
    inside = _within(path, archive.below(path))
    if not inside:
        raise PipelineError(f"{path}: there is no such file or folder")
    return inside


_NOT_COUNTED = "parts of web pages and data files do not count"


def _below(folder: Path) -> Iterator[Path]:
    for here, files in _walk(folder):
        for name in sorted(filter(_is_opened, files), key=_natural):
            path = here / name
            yield from _unpacked(path) or [path]


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """The folders below *folder* and itself, each with the names of its files."""

    def refuse(error: OSError) -> None:
        raise PipelineError(f"{error.filename}: this folder cannot be read: {error.strerror}") from error

    for here, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(filter(_is_walked, folders), key=_natural)
        yield Path(here), files


def _unpacked(path: Path) -> list[Path]:
    """The documents in the archive at *path*, and in those inside it; *path* alone if it is no archive."""
    members = archive.members(path)
    return [path] if members is None else _within(path, members)


def _within(folder: Path, members: Sequence[str]) -> list[Path]:
    """The documents among the *members* of an archive, in the order in which a folder's would come."""
    names = [PurePath(name).parts for name in members]
    walked = [parts for parts in names if all(map(_is_walked, parts[:-1])) and _is_opened(parts[-1])]
    walked.sort(key=lambda parts: [(n < len(parts), _natural(part)) for n, part in enumerate(parts, 1)])
    return [
        found
        for parts in walked
        for path in (folder.joinpath(*parts),)
        for found in _unpacked(path) or [path]
    ]


def _is_walked(folder: str) -> bool:
    return not folder.startswith((".", "__MACOSX")) and not folder.endswith(_SAVED_PARTS)


def _is_opened(file: str) -> bool:
    return not file.startswith(_UNSEEN) and PurePath(file).suffix.lower() not in _BESIDE


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"([0-9]{1,18})", name)
    return [(int(part), "") if index % 2 else (-1, part) for index, part in enumerate(parts)]
