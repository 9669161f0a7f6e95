"""Which files a command means by the paths it was given."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

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
_SAVED_PARTS = ("_files", ".files")
"""Browsers keep the pictures of a saved page in a folder of this name beside it."""


class PipelineError(Exception):
    """The run cannot begin; the message says why and what to do."""


def discover(paths: Sequence[Path]) -> list[Path]:
    """The documents below *paths*, each once: files as named, folders in natural order (2 before 10).

    Raises `PipelineError` for a path that is not there and for a folder without any document.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = list(_below(path))
            if not inside:
                raise PipelineError(
                    f"{path}: no document in this folder (parts of web pages and data files do not count)"
                )
            found.update(dict.fromkeys(inside))
        elif path.exists() or path.is_symlink():
            found[path] = None
        else:
            raise PipelineError(f"{path}: there is no such file or folder")
    # The same file reached by another spelling (a/./b, a link) is one document.
    once: dict[str, Path] = {}
    for path in found:
        once.setdefault(os.path.realpath(path), path)
    return list(once.values())


def _below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise PipelineError(f"{error.filename}: this folder cannot be read: {error.strerror}") from error

    for here, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(
            (name for name in folders if not name.startswith(".") and not name.endswith(_SAVED_PARTS)),
            key=_natural,
        )
        for name in sorted(files, key=_natural):
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() not in _BESIDE:
                yield Path(here) / name


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"([0-9]{1,18})", name)
    return [(int(part), "") if index % 2 else (-1, part) for index, part in enumerate(parts)]
