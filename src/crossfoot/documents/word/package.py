"""The parts of a Word file: a zip archive of XML files that refer to each other by relationships.

Read with the standard library alone. Only the parts that are asked for are unpacked, each to a limit; python-docx would
unpack and parse all of them first. Expat fetches nothing, and a part that declares a document type, which ECMA-376
forbids and where alone entities are declared, is not parsed.
"""

import re
import zlib
from functools import cached_property
from io import BytesIO
from posixpath import join, normpath
from typing import NoReturn
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from crossfoot.documents.model import DocumentError
from crossfoot.documents.word.trim import trimmed
from crossfoot.documents.xml_events import XmlError, tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml/main|officeDocument/(?:relationships|math))|"
    rb"http://purl\.oclc\.org/ooxml/drawingml/(main|picture|wordprocessingDrawing)"
)
_LOOSE = {
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
    b"officeDocument/math": b"officeDocument/2006/math",
}

_MOST_BYTES = 50_000_000
"""Of all parts read, unpacked. A report with everything spelt out has 1 MB."""
_MOST_TAGS = 500_000
"""In one part: they take a few seconds and 100 MB. A report with everything spelt out has 15,000."""


class Package:
    """A Word file's parts by their names.

    Raises:
        DocumentError: `damaged` for what is no Word file, or not all of it; `encrypted` for a locked one;
            `too_complex` for one that unpacks to more than any report needs. So do the methods.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            damaged(str(error), error)
        self._names = {name.lower(): name for name in self._zip.namelist()}
        self._left = _MOST_BYTES
        self._relations: dict[str, list[tuple[str, str, str]]] = {}

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the document's body."""
        for _, kind, target in self.relations(""):
            if kind.endswith("/officeDocument"):
                return target
        return "word/document.xml"

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Id, type and target of what *part* refers to in this file. What lies outside of it is left out."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> list[tuple[str, str, str]]:
        folder, _, name = part.rpartition("/")
        root = self.xml(join(folder, "_rels", f"{name}.rels"))
        return [
            (each.get("Id", ""), each.get("Type", ""), _resolved(folder, each.get("Target", "")))
            for each in (root.iter(_RELATIONSHIP) if root is not None else ())
            if each.get("TargetMode") != "External"
        ]

    def related(self, kind: str) -> Element | None:
        """The part of that kind (`styles`, `numbering`) that the body refers to."""
        for _, its_kind, target in self.relations(self.main):
            if its_kind.rpartition("/")[2] == kind:
                return self.xml(target)
        return None

    def xml(self, name: str) -> Element | None:
        """The root of an XML part, in the namespaces of the transitional format; None if there is no such part."""
        data = self.bytes(name)
        if data is None:
            return None
        if data.count(b"<") > _MOST_TAGS:
            raise DocumentError(
                "too_complex", f"a Word document with over {_MOST_TAGS:,} tags in {name}: split it"
            )
        try:
            return tree(trimmed(_STRICT.sub(_transitional, data) if b"purl.oclc.org" in data else data))
        except XmlError as error:
            damaged(f"{name} cannot be parsed: {error}", error)

    def bytes(self, name: str) -> bytes | None:
        """The unpacked part, or None if there is none of that name; upper and lower case are the same."""
        stored = self._names.get(name.lower())
        if stored is None:
            return None
        info = self._zip.getinfo(stored)
        if info.flag_bits & 1:
            raise DocumentError("encrypted", "locked with a password: save it without one and try again")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            damaged(f"{name} is packed in a way that Word does not know")
        try:
            with self._zip.open(info) as file:
                data = file.read(self._left + 1)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            damaged(f"{name} cannot be unpacked: {error}", error)
        self._left -= len(data)
        if self._left < 0:
            raise DocumentError(
                "too_complex", f"a Word document that unpacks to over {_MOST_BYTES:,} bytes: split it"
            )
        return data


def _transitional(match: re.Match[bytes]) -> bytes:
    if match[2]:
        return b"http://schemas.openxmlformats.org/drawingml/2006/" + match[2]
    return b"http://schemas.openxmlformats.org/" + _LOOSE[match[1]]


def _resolved(folder: str, target: str) -> str:
    return normpath(join("/", folder, target)).lstrip("/")


def damaged(what: str, cause: Exception | None = None) -> NoReturn:
    """Refuse a file that is no Word document, or not all of it."""
    hint = "open it in Word or WPS and save it anew"
    raise DocumentError("damaged", f"a damaged Word document ({what}): {hint}") from cause
