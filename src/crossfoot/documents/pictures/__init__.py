"""Pictures of pages: scans and screenshots, read by optical character recognition (the extra `[ocr]`).

What comes of it is a reading and not the print. A figure is taken only where two readings of it agree and both are
sure; every other one is marked so that no check takes it for a figure or for a blank.
"""

from typing import TYPE_CHECKING

from crossfoot.documents.model import Document, DocumentError
from crossfoot.documents.pictures.frames import pages_of
from crossfoot.documents.sniff import NAMES, media_type
from crossfoot.documents.source import Source
from crossfoot.documents.writer import TextWriter

if TYPE_CHECKING:
    import PIL.Image


def read(source: Source) -> Document:
    """The text and the tables in a picture, of all pages of a TIFF.

    Raises:
        DocumentError: `needs_ocr` without the extra; `unsupported_format`, `too_many_pages`, `too_large` and `damaged`
            as `pages_of` raises them; `too_large` and `too_complex` as `recognise_page` does; `empty` for a picture in
            which no text is found.
    """
    kind = media_type(source)
    writer = TextWriter()
    for number, (image, scale) in enumerate(pages_of(source), 1):
        recognise_page(image, writer, number, scale)
    if not writer.text.strip():
        hint = "check that it shows a report, sharp and at 150 dpi or more"
        raise DocumentError("empty", f"{NAMES[kind]} in which no text was found: {hint}")
    return source.document(kind, writer.text, grids=writer.grids, origins=writer.origins, recognised=True)


def recognise_page(image: "PIL.Image.Image", writer: TextWriter, page: int, scale: float) -> None:
    """Write what a picture of a page says: lines of text, and a grid for each table with drawn lines.

    *page* is its number, from 1 on; *scale* its pixels per point. Origins are in points of the picture as it is given,
    however it had to be turned.

    Raises:
        DocumentError: `needs_ocr` without the extra `[ocr]`, or where it came without its models; `too_large` for a
            strip that is no page; `too_complex` for a table with more texts than any report has.
    """
    try:
        from crossfoot.documents.pictures.page import recognise
        from crossfoot.documents.pictures.rapid import engine

        reader = engine()
    except ImportError as error:
        raise _needs_ocr(str(error)) from error
    recognise(image, writer, page, scale, reader)


def _needs_ocr(why: str) -> DocumentError:
    hint = "install what reads it with `pip install 'crossfoot[ocr]'`, or save the report as text"
    return DocumentError("needs_ocr", f"its text is a picture, which cannot be read here ({why}): {hint}")
