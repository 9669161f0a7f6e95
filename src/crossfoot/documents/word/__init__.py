"""Word documents (.docx, .docm, .dotx): the text as Word shows it, and every data table as a grid.

Changes count as accepted, hidden text as not there; lists' numbers, notes, headers and footers are no part of the text.
In a table's cell, U+FFFC stands wherever the cell shows something other than its text: then it is no figure.
"""

from importlib import import_module

from crossfoot.documents.model import Document, DocumentError
from crossfoot.documents.sniff import DOCX, HTML, media_type
from crossfoot.documents.source import Source
from crossfoot.documents.word.body import Body
from crossfoot.documents.word.looks import Looks
from crossfoot.documents.word.numbering import Numbering
from crossfoot.documents.word.package import Package, W, damaged
from crossfoot.documents.word.tables import Block
from crossfoot.documents.word.write import write
from crossfoot.documents.writer import TextWriter

__all__ = ["read", "read_as"]


def read(source: Source) -> Document:
    """The document as Word shows it.

    Raises:
        DocumentError: `damaged` for what is no Word document or not all of it, `encrypted` for a locked one,
            `too_complex` for one that is too large when unpacked or nested too deep, `unsupported_format` if its
            content is embedded in a format that cannot be read.
    """
    return read_as(source, source.data, DOCX)


def read_as(source: Source, docx: bytes, kind: str) -> Document:
    """The document of *source*, a file of media type *kind*, that was converted to *docx*. Raises as `read` does.

    A converter works out the fields anew, not always as Word did: what they show in a cell is in doubt.
    """
    package = Package(docx)
    root = package.xml(package.main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        damaged("it has no body")
    chunks = _Chunks(package)
    looks, numbering = Looks(package.related("styles")), Numbering(package)
    walk = Body(looks, chunks.blocks, numbering.is_shown, reckoned=kind != DOCX)
    writer = TextWriter()
    write(walk.blocks(body), writer)
    if chunks.unread and not writer.grids:
        raise DocumentError(
            "unsupported_format",
            f"a Word document with another file inside that cannot be read ({chunks.unread}): open it in Word, save it anew",
        )
    return source.document(kind, writer.text, grids=writer.grids, title=_title(package))


def _title(package: Package) -> str | None:
    for _, kind, target in package.relations(""):
        if kind.endswith("/core-properties"):
            root = package.xml(target)
            title = root.findtext("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
            return " ".join((title or "").split()) or None
    return None


class _Chunks:
    """Files inside the document whose content Word shows in their place. Web pages can be read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._targets = {name: target for name, _, target in package.relations(package.main)}
        self.unread = ""
        """The name of one that could not be read."""

    def blocks(self, relationship: str) -> list[Block] | None:
        target = self._targets.get(relationship, "")
        data = self._package.bytes(target)
        source = Source(data or b"", target)
        if data and media_type(source) == HTML:
            page: Document = import_module("crossfoot.documents.html").read(source)
            return [page]
        self.unread = target or relationship
        return None
