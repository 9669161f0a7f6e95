"""Pages of a PDF whose text is a picture."""

import sys
from io import BytesIO
from types import ModuleType

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from crossfoot.documents import Document, DocumentError, parse
from crossfoot.documents.model import DOUBT

FONT = "STSong-Light"
SIZE = (300, 200)
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@pytest.fixture
def pictures(monkeypatch) -> list[tuple[int, float, tuple[int, int]]]:
    """What was asked of a reader of pictures that reads the same line in each."""
    asked = []

    def recognise_page(image, writer, page, scale):
        asked.append((page, scale, image.size))
        writer.line("总计 12")

    module = ModuleType("crossfoot.documents.pictures")
    module.recognise_page = recognise_page
    monkeypatch.setitem(sys.modules, "crossfoot.documents.pictures", module)
    return asked


@pytest.fixture
def no_pictures(monkeypatch) -> None:
    def recognise_page(*_):
        raise DocumentError("needs_ocr", "install crossfoot[ocr]")

    module = ModuleType("crossfoot.documents.pictures")
    module.recognise_page = recognise_page
    monkeypatch.setitem(sys.modules, "crossfoot.documents.pictures", module)


def document(*pages) -> Document:
    out = BytesIO()
    drawn = Canvas(out, pagesize=SIZE, invariant=1)
    for draw in pages:
        drawn.setFont(FONT, 10)
        draw(drawn)
        drawn.showPage()
    drawn.save()
    return parse(out.getvalue(), "scan.pdf")


def scan(drawn: Canvas) -> None:
    drawn.drawImage(ImageReader(Image.new("RGB", (60, 40), "lightgrey")), 0, 0, *SIZE)


def layered(drawn: Canvas) -> None:
    scan(drawn)
    hidden = drawn.beginText(50, 150)
    hidden.setTextRenderMode(3)
    hidden.textOut("某市政府信息公开工作年度报告 2021")
    drawn.drawText(hidden)


def text(drawn: Canvas) -> None:
    drawn.drawString(50, 150, "某市政府信息公开工作年度报告")


def table(drawn: Canvas) -> None:
    drawn.grid([50, 150, 250], [100, 120, 140])
    for x, y, cell in ((55, 125, "信息内容"), (155, 125, "制发件数"), (55, 105, "规章"), (155, 105, "12")):
        drawn.drawString(x, y, cell)


def test_a_page_without_text_is_read_from_its_picture(pictures):
    found = document(text, scan)
    assert found.text == "某市政府信息公开工作年度报告\n总计 12"
    assert found.recognised
    ((page, scale, size),) = pictures
    assert page == 2
    assert size == pytest.approx((SIZE[0] * scale, SIZE[1] * scale), abs=1)


def test_a_page_number_is_no_text_of_a_scan(pictures):
    def numbered(drawn):
        scan(drawn)
        drawn.drawString(140, 8, "第 1 页 共 1 页 某市某局办公室")

    assert document(numbered).recognised
    assert len(pictures) == 1


def test_a_layer_of_text_under_a_scan_is_read_as_recognised(pictures):
    found = document(layered)
    assert found.text == "某市政府信息公开工作年度报告 2021"
    assert found.recognised
    assert not pictures


def test_a_picture_behind_text_is_no_scan(pictures):
    def both(drawn):
        scan(drawn)
        table(drawn)

    assert not document(both).recognised
    assert not pictures


@pytest.mark.usefixtures("no_pictures")
def test_without_a_reader_of_pictures_a_scan_is_refused():
    with pytest.raises(DocumentError) as caught:
        document(text, scan)
    assert caught.value.code == "needs_ocr"


@pytest.mark.usefixtures("no_pictures")
def test_without_a_reader_of_pictures_a_cover_is_passed_over():
    assert len(document(scan, table).grids) == 1


@pytest.mark.usefixtures("no_pictures")
def test_without_a_reader_of_pictures_a_page_passed_over_leaves_a_mark():
    found = document(scan, table)
    at = found.text.index("\ufffc")
    assert [origin.page for origin in found.origins_of(at, at + 1)] == [1]
    assert not found.recognised  # Nothing of the text was read from a picture.


def strips(drawn: Canvas) -> None:
    for n in range(5):
        drawn.drawImage(ImageReader(Image.new("RGB", (60, 8), "lightgrey")), 0, n * 40, SIZE[0], 40)


def test_a_scan_in_strips_is_one_picture(pictures):
    found = document(strips)
    assert found.recognised
    assert "总计 12" in found.text
    assert len(pictures) == 1


def figured(kind: str, shade: str = "black"):
    """A table whose second figure is no text: a picture, or drawn with curves."""

    def draw(drawn: Canvas) -> None:
        table(drawn)
        drawn.line(50, 80, 250, 80)
        for x in (50, 150, 250):
            drawn.line(x, 80, x, 100)
        drawn.drawString(55, 85, "规范性文件")
        drawn.setFillColor(shade)
        if kind == "picture":
            ink = Image.new("RGB", (40, 40), "white")
            ink.paste(shade, (12, 4, 20, 36))
            drawn.drawImage(ImageReader(ink), 158, 84, 10, 10)
        elif kind == "drawn":
            drawn.circle(165, 90, 4, stroke=0, fill=1)

    return draw


def second(found: Document) -> str:
    (grid,) = found.grids
    return found.text[grid.cells[-1].start : grid.cells[-1].end]


@pytest.mark.parametrize("kind", ["picture", "drawn"])
def test_a_cell_with_something_painted_in_it_and_no_text_is_not_blank(kind: str):
    assert second(document(figured(kind))) == DOUBT


def test_a_cell_is_blank_where_only_something_pale_is_behind_it():
    assert second(document(figured("picture", "#dddddd"))) == ""
    assert second(document(figured("nothing"))) == ""
