"""PDF documents: the text that a page shows, and its tables as grids.

A page goes through small steps: what is painted on it (`content`, `marks`, `letters`), whether it is what it seems (`doubt`,
`ink`, `manner`), the tables between its rules (`lattice`, `ruled`, `cells`), those without (`aligned`, `columns`, `labels`),
the lines outside them (`lines`, `wrapped`), and the tables that go on over page breaks (`joining`). What is there and not
seen is left out; what is seen and cannot be told gets a mark of doubt, never a guess.
"""

from threading import Lock
from typing import Any

from pypdfium2 import PdfDocument, PdfiumError

from crossfoot.documents.model import DOUBT, Document, DocumentError
from crossfoot.documents.pdf.furniture import page_numbers
from crossfoot.documents.pdf.joining import Scan, join_pages
from crossfoot.documents.pdf.limits import refuse_bombs
from crossfoot.documents.pdf.lines import TextLine
from crossfoot.documents.pdf.pages import Read, read_page
from crossfoot.documents.pdf.ruled import Table
from crossfoot.documents.pdf.shapes import is_figure
from crossfoot.documents.source import Source
from crossfoot.documents.tables import without_gaps
from crossfoot.documents.writer import PlacedCell, TextWriter

_MAX_PAGES = 300
_DPI = 200
_MAX_PIXELS = 40_000_000
_ONE_AT_A_TIME = Lock()
"""The library may not be used by two threads at once."""


def read(source: Source) -> Document:
    """The document as its pages show it.

    Raises:
        DocumentError: `encrypted` if it opens with a password only; `damaged` if it cannot be parsed; `too_many_pages`;
            `too_complex` for a page with more characters or drawings than any report has; `needs_ocr` if its tables
            can only be pictures and the extra `[ocr]` is not installed.
    """
    refuse_bombs(source.data)
    with _ONE_AT_A_TIME:
        document = _opened(source.data)
        try:
            return _read(source, document)
        except PdfiumError as error:
            raise _damaged(error) from error
        finally:
            document.close()


def _opened(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower():
            message = "a PDF that opens with a password only: save a copy of it without one"
            raise DocumentError("encrypted", message) from error
        raise _damaged(error) from error


def _damaged(error: Exception) -> DocumentError:
    hint = "get the file again, or print it to a new PDF"
    return DocumentError("damaged", f"a damaged PDF that cannot be read ({error}): {hint}")


def _read(source: Source, document: PdfDocument) -> Document:
    if len(document) > _MAX_PAGES:
        raise DocumentError(
            "too_many_pages",
            f"a PDF of {len(document):,} pages, over the limit of {_MAX_PAGES}: save the report's own pages",
        )
    if document.get_formtype():
        document.init_forms()
    found: list[Read] = []
    for number in range(len(document)):
        found.append(read_page(document, number, found[-1].columns if found else ()))
    pages = [page.blocks for page in found]
    numbers = page_numbers(pages)
    join_pages(pages)
    writer = TextWriter()
    unread: dict[int, DocumentError] = {}
    for blocks in pages:
        for block in blocks:
            if not isinstance(block, Scan):
                _write(block, writer, aside=id(block) in numbers)
            elif error := _recognise(document, block.page, writer):
                unread[block.page] = error
                writer.line(
                    DOUBT, [(0, 1, block.page + 1, None, None)]
                )  # There is something, and nobody read it.
    if unread and not _has_tables(writer):
        raise next(iter(unread.values()))
    return source.document(
        "application/pdf",
        writer.text,
        grids=writer.grids,
        origins=writer.origins,
        asides=writer.asides,
        recognised=any(page.recognised and number not in unread for number, page in enumerate(found)),
    )


def _write(block: TextLine | Table, writer: TextWriter, *, aside: bool = False) -> None:
    if isinstance(block, TextLine):
        writer.line(block.printed.text, block.printed.pieces, aside=aside)
        return
    if not block.holds_data:
        for line in block.lines():
            _write(line, writer)
        return
    rows: list[list[PlacedCell]] = [[] for _ in range(block.rows)]
    for cell in block.cells:
        text, pieces = cell.printed.text, cell.printed.pieces
        rows[cell.row].append(PlacedCell(cell.column, cell.rowspan, cell.colspan, text, pieces))
    writer.grid(without_gaps(rows))


def _recognise(document: PdfDocument, number: int, writer: TextWriter) -> DocumentError | None:
    """Write what can be read from the picture of a page; the error if nothing is installed that reads pictures."""
    try:
        from crossfoot.documents.pictures import recognise_page

        image, scale = _picture(document, number)
    except ImportError:
        hint = "install crossfoot[ocr], or save the report as text"
        return DocumentError("needs_ocr", f"a scanned PDF, whose text is pictures: {hint}")
    try:
        recognise_page(image, writer, number + 1, scale)
    except DocumentError as error:
        if error.code != "needs_ocr":
            raise
        return error
    return None


def _picture(document: PdfDocument, number: int) -> tuple[Any, float]:
    """A page as a picture, and its pixels to the point."""
    page = document[number]
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
    return page.render(scale=scale).to_pil(), scale


def _has_tables(writer: TextWriter) -> bool:
    """Does the text hold a table's figures, in grids or in lines?"""
    rows = [line.split() for line in writer.text.splitlines()]
    return bool(writer.grids) or sum(sum(map(is_figure, row)) > 2 for row in rows) > 4
