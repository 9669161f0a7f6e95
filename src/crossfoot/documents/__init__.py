"""Bytes to `Document`: text with stable character offsets, and the tables that the format itself marks.

A format is one module with a function ``read(source: Source) -> Document``, entered in `READERS` under the media
types that it reads. The module is imported when the first such file comes: until then its libraries cost nothing.
"""

import stat
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePath

from crossfoot.documents.model import Document, DocumentError, Grid, GridCell
from crossfoot.documents.sniff import HTML, NAMES, TEXT, media_type
from crossfoot.documents.source import Source

__all__ = ["READERS", "Document", "DocumentError", "Grid", "GridCell", "Source", "load", "parse", "read"]

READERS: Mapping[str, str] = {
    HTML: "crossfoot.documents.html",
    TEXT: "crossfoot.documents.text",
}
"""Media type → module of its reader: the seam for further formats."""

_READABLE_SUFFIXES = (".htm", ".html", ".shtml", ".text", ".txt", ".xhtml")


def read(path: Path, *, max_bytes: int = 20_000_000) -> Document:
    """The document in the file at `path`, named as the path is written.

    Raises:
        DocumentError: as `load` and `parse` raise it. The message begins with the path.
    """
    return parse(load(path, max_bytes=max_bytes), str(path))


def load(path: Path, *, max_bytes: int = 20_000_000) -> bytes:
    """The bytes of the file at `path`.

    Raises:
        DocumentError: `unreadable` if the file cannot be opened or is no file, `too_large` if it holds more than
            `max_bytes` bytes. The message begins with the path.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or pipe"
            raise DocumentError("unreadable", f"{path}: {kind}, where a file is wanted")
        if status.st_size > max_bytes:
            raise DocumentError(
                "too_large",
                f"{path}: {status.st_size:,} bytes, over the limit of {max_bytes:,}: "
                "a report is far smaller; split the file or raise the limit",
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError("unreadable", f"{path}: cannot be read: {error.strerror or error}") from error


def parse(data: bytes, name: str) -> Document:
    """The document that `data` holds; `name` is only for the record and for messages.

    Raises:
        DocumentError: `empty` for no data, only white space, or a page that shows no text; `not_text` for binary
            data of no known kind; `undecodable` for text in an unknown encoding; `unsupported_format` for a known
            format without a reader; `too_complex` for a page whose tags are too many or too deep to be parsed.
            The message begins with `name`.
    """
    try:
        return _parse(Source(data, name))
    except DocumentError as error:
        raise DocumentError(error.code, f"{name}: {error.message}") from error


def _parse(source: Source) -> Document:
    if not source.data:
        raise DocumentError("empty", "the file is empty")
    kind = media_type(source)
    if kind not in READERS:
        suffix = PurePath(source.name).suffix.lower()
        misnamed = f" named {suffix}" if suffix in _READABLE_SUFFIXES else ""
        readable = " or ".join(NAMES[each] for each in READERS)
        raise DocumentError(
            "unsupported_format", f"{NAMES[kind]}{misnamed} cannot be read yet: save the report as {readable}"
        )
    document: Document = import_module(READERS[kind]).read(source)
    if not document.text.strip():
        if kind == TEXT:
            raise DocumentError("empty", "the file holds only white space")
        hint = "if it is a picture or filled in by a script, save what the screen shows as text"
        raise DocumentError("empty", f"{NAMES[kind]} that shows no text: {hint}")
    return document
