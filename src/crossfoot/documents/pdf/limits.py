"""Files that would take minutes, or all memory, to open: found before the library, which cannot be stopped, meets them."""

import re
import zlib
from collections.abc import Mapping

from crossfoot.documents.model import DocumentError

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"(\d{1,9}) \d{1,5} obj")
_DICTIONARY = 4096
"""Bytes before a stream in which its dictionary is looked for."""
_NO_CONTENT = re.compile(rb"/Length1|/Image\b|/CIDFontType0C|/Type1C|/OpenType|/XRef|/ObjStm|/N ")
"""In the dictionary of a stream that paints nothing: a font, a picture, a table of the file."""
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_FORMS = re.compile(rb"/XObject\s*<<(.*?)>>", re.DOTALL)
_REFERENCE = re.compile(rb"(\d{1,9}) \d{1,5} R")
_PAINTED = re.compile(rb"/\S+\s+Do\b")
_MAX_CONTENT = 16_000_000
"""Bytes: what paints a page, unpacked. A page of text has some 50,000."""
_MAX_FORMS = 20_000
"""Forms within forms that are painted."""
_MAX_DEPTH = 20


def refuse_bombs(data: bytes) -> None:
    """Raises: DocumentError: `too_complex`."""
    painted: dict[int, tuple[int, list[int]]] = {}
    for match in _STREAM.finditer(data):
        head = data[max(match.start() - _DICTIONARY, 0) : match.start()]
        found = list(_OBJECT.finditer(head))
        if not found or _NO_CONTENT.search(dictionary := head[found[-1].end() :]):
            continue
        content = _unpacked(data, match.end(), packed=_FLATE.search(dictionary) is not None)
        if len(content) > _MAX_CONTENT:
            raise _too_complex("a page that unpacks to an absurd size")
        forms = b" ".join(_FORMS.findall(dictionary))
        children = [int(number) for number in _REFERENCE.findall(forms)]
        painted[int(found[-1][1])] = len(_PAINTED.findall(content)) if children else 0, children
    sizes: dict[int, int] = {}
    if any(_size(number, painted, sizes, 0) > _MAX_FORMS for number in painted):
        raise _too_complex("drawings nested in drawings without end")


def _unpacked(data: bytes, start: int, *, packed: bool) -> bytes:
    """The stream as far as the limit lets it be unpacked; what is damaged is the library's to judge."""
    if not packed:
        end = data.find(b"endstream", start)
        return data[start : end if end >= 0 else None]
    try:
        return zlib.decompressobj().decompress(memoryview(data)[start:], _MAX_CONTENT + 1)
    except zlib.error:
        return b""


def _size(
    number: int, painted: Mapping[int, tuple[int, list[int]]], sizes: dict[int, int], depth: int
) -> int:
    """An upper bound of how many forms are painted when the form *number* is."""
    if number not in painted or depth > _MAX_DEPTH:
        return 0
    if number not in sizes:
        count, children = painted[number]
        sizes[number] = 0  # what paints itself is painted once
        within = max((_size(child, painted, sizes, depth + 1) for child in children), default=0)
        sizes[number] = count * (1 + within)
    return sizes[number]


def _too_complex(what: str) -> DocumentError:
    return DocumentError("too_complex", f"a PDF with {what}: print the report to a new PDF")
