"""The original beside its text: a web page without anything that could act, or the pages of a PDF or of a picture."""

from collections import OrderedDict
from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock

from crossfoot.documents.sniff import HTML, PDF, PICTURES
from crossfoot.documents.source import Source
from crossfoot.review.web.shelf import Opened

WIDTH = 1400
"""Pixels across a page as it is drawn: sharp in half of a large screen."""
MAX_SCALE = 4.0
MAX_PIXELS = 12_000_000
KEPT = 24
"""Drawn pages that are kept, a few hundred kB each."""
MAX_SHOWN = 60
"""Pages that can be looked at."""

WEB_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""For the page of a report: no script, no form, no request to anywhere, and an origin of its own."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as it is shown, in points."""

    number: int
    """From 1 on."""
    width: float
    height: float


def is_web_page(opened: Opened) -> bool:
    """Is the document a web page, which a browser can show?"""
    return opened.document.media_type == HTML


def web_page(opened: Opened) -> bytes:
    """The web page in UTF-8, whatever it says of its encoding itself."""
    return Source(opened.data, opened.document.name).text.encode("utf-8", "replace")


@dataclass
class Drawer:
    """Draws pages, one at a time: the library for PDF knows no threads."""

    _lock: Lock = field(default_factory=Lock)
    _sizes: "OrderedDict[str, tuple[PageSize, ...]]" = field(default_factory=OrderedDict)
    _kept: "OrderedDict[tuple[str, int], bytes]" = field(default_factory=OrderedDict)

    def pages(self, opened: Opened) -> tuple[PageSize, ...]:
        """The pages of the document; none for formats without pages. Takes a while."""
        kind, key = opened.document.media_type, opened.document.sha256
        with self._lock:
            if key not in self._sizes:
                self._sizes[key] = _sizes(opened, kind)
                while len(self._sizes) > KEPT:
                    self._sizes.popitem(last=False)
            return self._sizes[key]

    def draw(self, opened: Opened, number: int) -> bytes | None:
        """Page *number* as PNG; null where there is none. Takes a while."""
        if not 1 <= number <= len(self.pages(opened)):
            return None
        key = (opened.document.sha256, number)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = _drawn(opened, number)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]


def _sizes(opened: Opened, kind: str) -> tuple[PageSize, ...]:
    if kind == PDF:
        from pypdfium2 import PdfDocument

        with PdfDocument(opened.data) as document:
            count = min(len(document), MAX_SHOWN)
            return tuple(PageSize(n + 1, *document.get_page_size(n)) for n in range(count))
    if kind in PICTURES:
        from crossfoot.documents.pictures.frames import pages_of

        return tuple(
            PageSize(n, image.width / scale, image.height / scale)
            for n, (image, scale) in enumerate(pages_of(Source(opened.data, opened.document.name)), 1)
        )
    return ()


def _drawn(opened: Opened, number: int) -> bytes:
    if opened.document.media_type == PDF:
        return _drawn_pdf(opened.data, number - 1)
    from crossfoot.documents.pictures.frames import pages_of

    pages = pages_of(Source(opened.data, opened.document.name))
    image = next(image for n, (image, _) in enumerate(pages, 1) if n == number)
    image.thumbnail((WIDTH, WIDTH * 4))
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _drawn_pdf(data: bytes, index: int) -> bytes:
    from pypdfium2 import PdfDocument

    with PdfDocument(data) as document:
        page = document[index]
        width, height = page.get_size()
        scale = min(WIDTH / width, MAX_SCALE, (MAX_PIXELS / (width * height)) ** 0.5)
        out = BytesIO()
        page.render(scale=scale).to_pil().save(out, "PNG", compress_level=3)
        return out.getvalue()
