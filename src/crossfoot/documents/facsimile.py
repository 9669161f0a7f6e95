"""Pages of a PDF or of a picture as images: pure functions, which libraries for formats do most of, and may break over."""

from dataclasses import dataclass
from io import BytesIO

from crossfoot.documents.sniff import PDF, PICTURES
from crossfoot.documents.source import Source

WIDTH = 1400
"""Pixels across a page as it is drawn: sharp in half of a large screen."""
MAX_SCALE = 4.0
MAX_PIXELS = 12_000_000


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as it is shown, in points."""

    number: int
    """From 1 on."""
    width: float
    height: float


def page_sizes(data: bytes, name: str, media_type: str) -> tuple[PageSize, ...]:
    """The pages of the document; none for formats without pages."""
    if media_type == PDF:
        from pypdfium2 import PdfDocument

        with PdfDocument(data) as document:
            return tuple(PageSize(n + 1, *document.get_page_size(n)) for n in range(len(document)))
    if media_type in PICTURES:
        from crossfoot.documents.pictures.frames import pages_of

        return tuple(
            PageSize(n, image.width / scale, image.height / scale)
            for n, (image, scale) in enumerate(pages_of(Source(data, name)), 1)
        )
    return ()


def draw_page(data: bytes, name: str, media_type: str, number: int) -> bytes:
    """Page *number*, which the document has, as PNG."""
    if media_type == PDF:
        return _drawn_pdf(data, number - 1)
    from crossfoot.documents.pictures.frames import pages_of

    image = next(image for n, (image, _) in enumerate(pages_of(Source(data, name)), 1) if n == number)
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
