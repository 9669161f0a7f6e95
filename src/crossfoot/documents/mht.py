"""Web archives: a page with all its parts in one file, as browsers and mail programs save it (.mht, .mhtml, .eml).

A page in frames is several pages in one file. The one that holds most is taken for the report; they are never joined,
since two of them may be two reports. https://www.rfc-editor.org/rfc/rfc2557
"""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from functools import partial
from itertools import islice

from crossfoot.documents import html, text
from crossfoot.documents.model import Document, DocumentError
from crossfoot.documents.source import Source

_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_MAX_NESTED = 50
"""Multiparts: a page has one, a mail with a page two or three. The parser goes down one by one."""
_MAX_PARTS = 10_000
_MAX_PAGES = 50
"""Pages that are looked into for the report: the longest."""
_PAGES = ("text/html", "application/xhtml+xml")


def read(source: Source) -> Document:
    """The page of the archive that holds the report; where there is no page, its text.

    Raises:
        DocumentError: `empty` where the archive holds neither, `too_complex` for parts too many or too deep, and what
            the reader of web pages raises.
    """
    parts = _parts(source.data)
    sheets = [sheet for kind, data in parts if kind == "text/css" and (sheet := _text(data, source.name))]
    found = _best(parts, _PAGES, partial(html.read, sheets=sheets), source.name)
    found = found or _best(parts, ("text/plain",), text.read, source.name)
    if found is None:
        raise DocumentError(
            "empty",
            "a web archive or mail without a page or text: if something is attached to it, save that by itself",
        )
    return source.document(
        "multipart/related",
        found.text,
        encoding=found.encoding,
        grids=found.grids,
        title=found.title,
        origins=found.origins,
    )


def _text(data: bytes, name: str) -> str:
    """A part as text; nothing, where it is none."""
    try:
        return Source(data, name).text
    except DocumentError:
        return ""


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    """The media type and the content of every part that is not made of parts, the root first."""
    if len(_MULTIPART.findall(data)) > _MAX_NESTED:
        raise _too_complex()
    root = message_from_bytes(data.lstrip())
    leaves = list(islice(_leaves(root), _MAX_PARTS + 1))
    if len(leaves) > _MAX_PARTS:
        raise _too_complex()
    start = root.get_param("start") if root.is_multipart() else None
    leaves.sort(key=lambda part: start is None or str(part.get("content-id")) != start)
    return [(part.get_content_type(), _content(part)) for part in leaves]


def _too_complex() -> DocumentError:
    return DocumentError(
        "too_complex", "a web archive with parts too many or too deep: save the page as a web page (.html)"
    )


def _leaves(root: Message) -> Iterator[Message]:
    # A mail forwarded within a mail is another document.
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed([each for each in part.get_payload() if isinstance(each, Message)]))
        elif not part.is_multipart():
            yield part


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _best(
    parts: list[tuple[str, bytes]],
    kinds: tuple[str, ...],
    reader: Callable[[Source], Document],
    name: str,
) -> Document | None:
    """Of the parts of these kinds the one with the most text, where what stands in tables counts twice; the first of equal ones."""
    contents = [data for kind, data in parts if kind in kinds and data.strip()]
    bound = sorted(map(len, contents), reverse=True)[:_MAX_PAGES][-1:] or [0]
    documents: list[Document] = [reader(Source(data, name)) for data in contents if len(data) >= bound[0]]
    shown = [each for each in documents if each.text.strip()]
    return max(shown, key=_weight, default=None)


def _weight(document: Document) -> int:
    return len(document.text) + sum(grid.end - grid.start for grid in document.grids)
