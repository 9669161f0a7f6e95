"""Bytes to `Document`: text with stable character offsets, and the tables that the format itself marks.

A format is one module with a function ``read(source: Source) -> Document``, entered in `READERS` under the media
types that it reads. The module is imported when the first such file comes: until then its libraries cost nothing.
"""

import stat
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePath

from crossfoot.documents import archive
from crossfoot.documents.model import Document, DocumentError, Grid, GridCell
from crossfoot.documents.sniff import (
    DOC,
    DOCX,
    ENCRYPTED,
    EPUB,
    HTML,
    MARKDOWN,
    MHTML,
    NAMES,
    ODS,
    ODT,
    OFD,
    PDF,
    PICTURES,
    PPTX,
    RTF,
    TEXT,
    XLS,
    XLSX,
    ZIP,
    media_type,
)
from crossfoot.documents.source import Source

__all__ = ["READERS", "Document", "DocumentError", "Grid", "GridCell", "Source", "load", "parse", "read"]

READERS: Mapping[str, str] = {
    HTML: "crossfoot.documents.html",
    TEXT: "crossfoot.documents.text",
    MARKDOWN: "crossfoot.documents.markdown",
    MHTML: "crossfoot.documents.mht",
    DOCX: "crossfoot.documents.word",
    DOC: "crossfoot.documents.office",
    RTF: "crossfoot.documents.office",
    ODT: "crossfoot.documents.office",
    XLSX: "crossfoot.documents.sheets",
    XLS: "crossfoot.documents.sheets",
    ODS: "crossfoot.documents.sheets",
    PDF: "crossfoot.documents.pdf",
    **dict.fromkeys(PICTURES, "crossfoot.documents.pictures"),
}
"""Media type → module of its reader: the seam for further formats."""

_READABLE = "a web page, Word document, spreadsheet, PDF, picture or plain text"
_UNPACK = "unpack it and give crossfoot the files in it"
_ADVICE: Mapping[str, str] = {
    OFD: "open it in an OFD reader and save it as PDF",
    PPTX: "save it as PDF",
    "application/vnd.ms-powerpoint": "save it as PDF",
    EPUB: "open it and save the report's text as a web page or plain text",
    "application/gzip": _UNPACK,
    "application/vnd.rar": _UNPACK,
    "application/x-7z-compressed": _UNPACK,
    "application/x-bzip2": _UNPACK,
    "application/x-xz": _UNPACK,
    "image/gif": "save it as PNG",
    "image/svg+xml": "save it as PNG",
    "image/x-icon": "it is hardly a report; a picture of one is saved as PNG",
    "video/mp4": "it is hardly a report; save a HEIC picture of one as JPEG",
}
"""What to do with a format that has no reader, where that is another thing than for the rest."""
_READABLE_SUFFIXES = (".htm", ".html", ".mht", ".mhtml", ".shtml", ".text", ".txt", ".xhtml")


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
            `max_bytes` bytes. A path that leads into a zip archive raises besides what
            `crossfoot.documents.archive.member` raises. The message begins with the path.
    """
    try:
        inside = _inside_archive(path, max_bytes)
        if inside is not None:
            return inside
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or pipe"
            raise DocumentError("unreadable", f"{path}: {kind}, where a file is wanted")
        if status.st_size > max_bytes:
            _refuse_archive(path)
            raise DocumentError(
                "too_large",
                f"{path}: {status.st_size:,} bytes, over the limit of {max_bytes:,}: "
                "a report is far smaller; split the file or raise the limit",
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError("unreadable", f"{path}: cannot be read: {error.strerror or error}") from error


def _inside_archive(path: Path, max_bytes: int) -> bytes | None:
    """What `path` names inside an archive; None where it names a file or nothing at all."""
    if path.exists() or not any(map(Path.is_file, path.parents)):
        return None
    try:
        return archive.member(path, max_bytes)
    except DocumentError as error:
        raise DocumentError(error.code, f"{path}: {error.message}") from error


def _refuse_archive(path: Path) -> None:
    """An archive may be large: its size is not what is wrong with it."""
    error = archive.refusal_at(path)
    if error is not None:
        raise DocumentError(error.code, f"{path}: {error.message}")


def parse(data: bytes, name: str) -> Document:
    """The document that `data` holds; `name` is only for the record and for messages.

    Raises:
        DocumentError: `empty` for no data, only white space, or a document that shows no text; `not_text` for binary
            data of no known kind; `undecodable` for text in an unknown encoding; `unsupported_format` for a known
            format without a reader; `archive` for a zip archive of documents; `encrypted` for a file with a password;
            `damaged` for one that cannot be read to its end; `too_complex`, `too_large` or `too_many_pages` for one
            that no report needs to be; `needs_ocr`, `needs_libreoffice` where what reads the format is not installed;
            `conversion_failed` where LibreOffice makes nothing of it. The message begins with `name`.
    """
    try:
        return _parse(Source(data, name))
    except DocumentError as error:
        raise DocumentError(error.code, f"{name}: {error.message}") from error


def _unreadable(source: Source, kind: str) -> DocumentError:
    """Why a file of a kind without a reader is no document, and what to do."""
    if kind == ZIP:
        return archive.refusal(source)
    if kind == ENCRYPTED:
        return DocumentError("encrypted", f"{NAMES[kind]}: open it with the password and save it without one")
    suffix = PurePath(source.name).suffix.lower()
    misnamed = f" named {suffix}" if suffix in _READABLE_SUFFIXES else ""
    advice = _ADVICE.get(kind, f"save the report as {_READABLE}")
    return DocumentError("unsupported_format", f"{NAMES[kind]}{misnamed} cannot be read: {advice}")


def _parse(source: Source) -> Document:
    if not source.data:
        raise DocumentError("empty", "the file is empty")
    kind = media_type(source)
    if kind not in READERS:
        raise _unreadable(source, kind)
    document: Document = import_module(READERS[kind]).read(source)
    if not document.text.strip():
        if kind == TEXT:
            raise DocumentError("empty", "the file holds only white space")
        hint = "if it is a picture or filled in by a script, save what the screen shows as text"
        raise DocumentError("empty", f"{NAMES[kind]} that shows no text: {hint}")
    return document
