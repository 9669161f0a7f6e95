"""XML as events or as a tree, hardened: nothing is fetched, and nothing is expanded."""

from collections.abc import Callable
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat


class Handler(Protocol):
    """What an XML part is told to, element by element; names are without their namespaces."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str, text: str) -> None:
        """An element ends; `text` stands before its end tag, behind the last tag of any kind."""


class XmlError(ValueError):
    """No well-formed XML, or XML with a document type: office formats have none, only attacks do."""


_DOCTYPE = "it declares a document type"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
"""Expat takes no encoding in which it would look otherwise."""
_FAULTS = (expat.ExpatError, ParseError, LookupError, ValueError)
"""What expat raises; the last two over encodings: an unknown one, or one with several bytes for a character."""


def tree(data: bytes) -> Element:
    """The root of the XML document `data`. Raises: XmlError."""
    if any(doctype in data for doctype in _DOCTYPES):
        raise XmlError(_DOCTYPE)
    try:
        return fromstring(data)
    except _FAULTS as error:
        raise XmlError(str(error)) from error


def tell(data: bytes, handler: Handler, between: Callable[[str], None] | None = None) -> None:
    """Tell all elements of the XML document `data` to `handler`, and to `between` the text in front of each that begins.

    Raises: XmlError. What the handler has been told until then is as it stands.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    pieces: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if between is not None and pieces:
            between("".join(pieces))
        pieces.clear()
        plain = (
            {key.rpartition(" ")[2]: value for key, value in attributes.items()} if attributes else attributes
        )
        handler.start(name.rpartition(" ")[2], plain)

    def end(name: str) -> None:
        text = "".join(pieces)
        pieces.clear()
        handler.end(name.rpartition(" ")[2], text)

    def refuse(*_: object) -> None:
        raise XmlError(_DOCTYPE)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except _FAULTS as error:
        raise XmlError(str(error)) from error
