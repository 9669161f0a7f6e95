"""Pictures made to break their reader: odd kinds of pixels, pages within pages, absurd shapes, patterns instead of text."""

from io import BytesIO
from time import process_time

import PIL.Image
import pytest

np = pytest.importorskip("numpy", reason="needs the extra [ocr]")
cv2 = pytest.importorskip("cv2", reason="needs the extra [ocr]")

from crossfoot.documents import DocumentError, Source  # noqa: E402
from crossfoot.documents.model import DOUBT  # noqa: E402
from crossfoot.documents.pictures import page as page_module  # noqa: E402
from crossfoot.documents.pictures.doubt import settled_figure  # noqa: E402
from crossfoot.documents.pictures.engine import Glimpse, Rect  # noqa: E402
from crossfoot.documents.pictures.frames import pages_of  # noqa: E402
from crossfoot.documents.pictures.ink import Ink  # noqa: E402
from crossfoot.documents.pictures.page import recognise  # noqa: E402
from crossfoot.documents.pictures.ruling import ruled_tables  # noqa: E402
from crossfoot.documents.pictures.upright import upright  # noqa: E402
from crossfoot.documents.writer import TextWriter  # noqa: E402

SIZE = 20
"""The height of a character."""


def pages(image, **more):
    out = BytesIO()
    image.save(out, "TIFF", **more)
    return list(pages_of(Source(out.getvalue(), "scan")))


class Ones:
    """An engine that finds the lines it is told, and reads 1 everywhere."""

    def __init__(self, *lines):
        self.lines = list(lines)

    def find(self, _page):
        return self.lines

    def read(self, crops, _room):
        return [Glimpse("1", 0.99) for _ in crops]

    def upside_down(self, crops):
        return [False] * len(crops)


# -- pixels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("white", "kind"),
    [(4095, np.uint16), (65535, np.uint16), (65535, np.int32), (1, np.float32), (255, np.float32)],
)
def test_paper_is_light_and_ink_is_dark_whatever_part_of_their_range_the_values_fill(white, kind):
    shades = np.full((4, 4), white, kind)
    shades[0, 0] = 0
    ((page, _),) = pages(PIL.Image.fromarray(shades))
    assert page.mode == "L"
    assert (page.getpixel((0, 0)), page.getpixel((1, 1))) == (0, 255)


def test_values_that_are_no_numbers_are_a_page_without_ink():
    ((page, _),) = pages(PIL.Image.fromarray(np.full((4, 4), np.nan, np.float32)))
    assert page.getextrema() == (255, 255)


def test_a_picture_in_lab_colours_is_read_by_its_lightness():
    shown = PIL.Image.new("LAB", (4, 4), (200, 128, 128))
    ((page, _),) = pages(shown)
    assert page.getextrema() == (200, 200)


@pytest.mark.parametrize(("orientation", "size"), [(1, (204, 204)), (6, (204, 204))])
def test_a_fax_with_fewer_rows_than_columns_to_the_inch_is_made_square(orientation, size):
    fax = PIL.Image.new("1", (204, 98), 1)
    ((page, scale),) = pages(fax, dpi=(204, 98), tiffinfo={0x0112: orientation})
    assert page.size == size
    assert scale == pytest.approx(204 / 72)


def test_what_a_tiff_holds_beside_its_pages_is_no_page():
    out = BytesIO()
    with PIL.TiffImagePlugin.AppendingTiffWriter(out) as frames:
        for shade, kind in ((10, 0), (20, 1), (30, 2), (40, 4)):
            PIL.Image.new("L", (8, 8), shade).save(frames, "TIFF", tiffinfo={0x00FE: kind})
            frames.newFrame()
    found = list(pages_of(Source(out.getvalue(), "scan")))
    assert [page.getpixel((0, 0)) for page, _ in found] == [10, 30]


# -- shapes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(10, 100_000), (100_000, 10), (1, 50)])
def test_a_strip_that_is_no_page_is_refused(shape):
    strip = np.full(shape, 255, np.uint8)
    strip[0, 0] = 0
    with pytest.raises(DocumentError) as caught:
        upright(strip, Ones())
    assert caught.value.code == "too_large"
    assert "cut it into pages" in caught.value.message


def test_a_page_of_many_pixels_is_made_smaller_whatever_its_shape():
    roll = np.full((24_000, 1000), 255, np.uint8)
    roll[::50] = 0
    assert upright(roll, Ones()).page.size < 21_000_000


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (5, 5), (8, 40), (40, 8), (17, 600)])
@pytest.mark.parametrize("line", [None, Rect(0, 0, 1, 1), Rect(0, 0, 9000, 9000)])
def test_a_tiny_picture_breaks_nothing(shape, line):
    noise = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    recognise(PIL.Image.fromarray(noise), TextWriter(), 1, 1.0, Ones(*([line] if line else [])))


# -- patterns ---------------------------------------------------------------------------------------------------------


def lattice(step, height=1200, width=1200):
    page = np.full((height, width), 255, np.uint8)
    page[60 : height - 40 : step, 40 : width - 40] = 0
    page[60 : height - 40, 40 : width - 40 : step] = 0
    return page


def test_a_cell_full_of_dots_takes_no_time_and_is_few_pieces():
    page = lattice(1000)
    inside = Rect(45, 65, 1030, 1050)
    for y in range(80, 1040, 8):
        for x in range(60, 1020, 8):
            page[y : y + 4, x : x + 4] = 0
    ink = Ink(page, np.zeros_like(page), SIZE)
    began = process_time()
    found = ink.pieces(inside, [])
    assert process_time() - began < 5
    assert len(found) <= 20


def test_dirt_scattered_over_a_cell_is_one_piece_that_nobody_can_read():
    page = np.full((1200, 1200), 255, np.uint8)
    for y in range(80, 1040, 60):
        for x in range(60, 1020, 60):
            page[y : y + 6, x : x + 6] = 0
    (piece,) = Ink(page, np.zeros_like(page), SIZE).pieces(Rect(40, 60, 1040, 1060), [])
    assert not piece.seen
    assert piece.rect.width > 900


def test_many_tables_on_a_page_are_each_looked_at_alone():
    page = np.full((2400, 1800), 255, np.uint8)
    for y in range(100, 2250, 100):
        for x in range(50, 1650, 120):
            for k in (0, 30, 60):
                page[y + k : y + k + 2, x : x + 62] = 0
                page[y : y + 62, x + k : x + k + 2] = 0
    began = process_time()
    tables, _ = ruled_tables(page, [], SIZE)
    assert len(tables) == 22 * 14
    assert process_time() - began < 6
    first = min(table.cells[0].inside for table in tables)
    assert (first.left, first.top) == pytest.approx((50, 100), abs=3)


def test_a_table_with_more_texts_than_any_report_has_is_refused(monkeypatch):
    monkeypatch.setattr(page_module, "_MOST", 10)
    page = lattice(100)
    page[90:110:2, 70:1100:100] = 0
    page[:, 90:94] = np.where(page[:, 90:94] == 255, 255, 0)
    for y in range(100, 1100, 100):
        for x in range(80, 1080, 100):
            page[y : y + 20, x : x + 3] = 0
    with pytest.raises(DocumentError) as caught:
        recognise(PIL.Image.fromarray(page), TextWriter(), 7, 1.0, Ones(Rect(60, 10, 200, 38)))
    assert caught.value.code == "too_complex"
    assert "page 7" in caught.value.message


def table():
    """A page with a table of 3 × 3 places, in each of which something is printed."""
    page = np.full((1200, 1200), 255, np.uint8)
    page[60:1142, 40:1122] = lattice(360)[60:1142, 40:1122]
    for left in (100, 460, 820):
        for top in (200, 560, 920):
            page[top : top + 20, left : left + 3] = 0
    return page


def cells(page):
    """The one table that is found on *page*, below a line of text: its places and their texts."""
    writer = TextWriter()
    recognise(PIL.Image.fromarray(page), writer, 1, 1.0, Ones(Rect(60, 10, 200, 38)))
    (grid,) = writer.grids
    return {(cell.row, cell.column): writer.text[cell.start : cell.end] for cell in grid.cells}


def test_no_cell_that_a_stroke_runs_through_is_blank():
    page = table()
    page[560:580, 100:103] = page[560:580, 460:463] = page[560:580, 820:823] = 255
    cv2.line(page, (60, 500), (1100, 650), 0, 2)
    found = cells(page)
    assert [bool(found[1, column]) for column in range(3)] == [True] * 3
    assert all(DOUBT in found[1, column] for column in range(3))


def sealed(colour):
    """The table below a round seal with a square in it."""
    page = np.repeat(table()[:, :, None], 3, axis=2)
    seal = np.full_like(page, 255)
    cv2.circle(seal, (760, 600), 165, colour, 9)
    cv2.rectangle(seal, (700, 540), (830, 670), colour, 7)
    return np.minimum(page, seal)


def test_the_strokes_of_a_seal_are_no_walls_and_what_it_crosses_is_in_doubt():
    found = cells(sealed((220, 40, 40)))
    assert sorted(found) == [(row, column) for row in range(3) for column in range(3)]
    assert all(found.values())
    assert {place for place, text in found.items() if DOUBT in text} >= {(1, 1), (1, 2)}
    assert {found[place] for place in found if place[0] == 2 or place[1] == 0} == {"1"}


# -- figures ----------------------------------------------------------------------------------------------------------


def said(text, widths):
    return settled_figure(Glimpse(text, 0.99), Glimpse(text, 0.99), [(width, 100) for width in widths])


def test_a_point_that_touches_a_digit_is_part_of_its_ink():
    assert said("0.0183", [58, 79, 42, 105]) == "0.0183"


@pytest.mark.parametrize(
    ("text", "widths"), [("18.3", [42, 58, 58]), ("0.18", [58, 58, 42]), ("10.83", [42, 79, 58])]
)
def test_a_point_without_ink_is_in_doubt(text, widths):
    assert said(text, widths) == text + DOUBT
