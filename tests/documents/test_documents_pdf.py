"""PDF documents: what a page shows, in the direction in which it is read, and nothing that is not seen."""

import zlib
from io import BytesIO

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from crossfoot.documents import Document, DocumentError, parse

FONT = "STSong-Light"
DOUBT = "\ufffc"
WIDTH, HEIGHT = 400, 300
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def canvas(**options) -> tuple[Canvas, BytesIO]:
    out = BytesIO()
    drawn = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, **options)
    drawn.setFont(FONT, 10)
    return drawn, out


def saved(drawn: Canvas, out: BytesIO) -> bytes:
    drawn.save()
    return out.getvalue()


def document(draw, **options) -> Document:
    drawn, out = canvas(**options)
    draw(drawn)
    return parse(saved(drawn, out), "report.pdf")


def cells(found: Document) -> list[list[str]]:
    """The texts of the only grid, row by row, in the places where the cells begin."""
    (grid,) = found.grids
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = found.text[cell.start : cell.end]
    return rows


def spans(found: Document) -> set[tuple[int, int, int, int]]:
    return {(c.row, c.column, c.rowspan, c.colspan) for c in found.grids[0].cells}


def box(drawn: Canvas, xs: list[float], ys: list[float]) -> None:
    drawn.grid(xs, ys)


def small(drawn: Canvas, label: str = "规章", figure: str = "12") -> None:
    """A table of two rows: headers, then a label and a figure."""
    box(drawn, [50, 150, 250], [200, 220, 240])
    for x, y, text in ((55, 225, "信息内容"), (155, 225, "制发件数"), (55, 205, label), (155, 205, figure)):
        drawn.drawString(x, y, text)


# ---- text


def test_lines_from_top_to_bottom_with_single_spaces():
    def draw(drawn):
        drawn.drawString(50, 100, "第二行")
        drawn.drawString(50, 200, "总计")
        drawn.drawString(120, 200, "12")
        drawn.drawString(300, 200, "5")

    found = document(draw)
    assert found.text == "总计 12 5\n第二行"
    assert found.media_type == "application/pdf"
    assert not found.recognised
    assert found.grids == ()


def test_origins_are_boxes_on_the_page_as_shown():
    def draw(drawn):
        drawn.drawString(50, 200, "总计")
        drawn.showPage()
        drawn.setFont(FONT, 10)
        drawn.drawString(60, 100, "规章")

    found = document(draw)
    first, second = found.origins
    assert (first.page, second.page) == (1, 2)
    assert found.text[second.start : second.end] == "规章"
    left, top, right, bottom = second.box
    assert (left, right) == (60, 80)
    assert HEIGHT - 100 - 10 < top < HEIGHT - 100 < bottom


@pytest.mark.parametrize(("turn", "corner"), [(90, (HEIGHT, 0)), (180, (WIDTH, HEIGHT)), (270, (0, WIDTH))])
def test_a_rotated_page_reads_as_it_is_shown(turn, corner):
    def draw(drawn):
        drawn.setPageRotation(turn)  # reportlab takes the page's size to be that of the page as shown
        drawn.translate(*corner)
        drawn.rotate(turn)
        drawn.drawString(20, 60, "总计")
        drawn.drawString(20, 20, "规章 12")

    found = document(draw)
    assert found.text == "总计\n规章 12"
    left, top, _, bottom = found.origins[0].box
    assert left == pytest.approx(20, abs=1)
    assert HEIGHT - 75 < top < HEIGHT - 60 < bottom


@pytest.mark.parametrize("turn", [90, 270])
def test_text_that_runs_up_or_down_an_upright_page(turn):
    def draw(drawn):
        drawn.translate(*((WIDTH, 0) if turn == 90 else (0, HEIGHT)))
        drawn.rotate(turn)
        small(drawn)

    assert cells(document(draw)) == [["信息内容", "制发件数"], ["规章", "12"]]


def test_a_word_in_another_direction_does_not_mix_with_the_lines():
    def draw(drawn):
        drawn.drawString(50, 200, "总计 12")
        drawn.saveState()
        drawn.translate(200, 198)
        drawn.rotate(90)
        drawn.drawString(0, 0, "34")
        drawn.restoreState()

    assert document(draw).text == "总计 12\n34"


# ---- what is not seen


def test_text_beyond_the_page_is_left_out():
    def draw(drawn):
        drawn.drawString(50, 200, "总计")
        drawn.drawString(WIDTH + 20, 200, "99")
        drawn.drawString(50, -30, "98")

    assert document(draw).text == "总计"


def test_text_outside_the_crop_box_is_left_out():
    def draw(drawn):
        drawn.setCropBox((40, 100, 300, 290))
        drawn.drawString(50, 200, "总计")
        drawn.drawString(50, 50, "99")

    found = document(draw)
    assert found.text == "总计"
    assert found.origins[0].box[0] == 10


def test_white_on_white_is_not_seen():
    def draw(drawn):
        drawn.drawString(50, 200, "总计")
        drawn.setFillColorRGB(1, 1, 1)
        drawn.drawString(100, 200, "99")

    assert document(draw).text == "总计"


def test_white_on_a_dark_ground_is_seen():
    def draw(drawn):
        drawn.setFillColorRGB(0, 0, 0.6)
        drawn.rect(40, 190, 200, 30, fill=1)
        drawn.setFillColorRGB(1, 1, 1)
        drawn.drawString(50, 200, "总计")

    assert document(draw).text == "总计"


def test_text_under_a_later_area_is_not_seen():
    def draw(drawn):
        drawn.drawString(50, 200, "总计")
        drawn.drawString(100, 200, "99")
        drawn.setFillColorRGB(1, 1, 1)
        drawn.rect(95, 195, 40, 20, fill=1, stroke=0)

    assert document(draw).text == "总计"


def test_invisible_text_is_not_seen():
    def draw(drawn):
        drawn.drawString(50, 200, "总计")
        hidden = drawn.beginText(100, 200)
        hidden.setTextRenderMode(3)
        hidden.textOut("99")
        drawn.drawText(hidden)

    assert document(draw).text == "总计"


def test_print_over_print_is_one_print():
    def draw(drawn):
        for dx in (0, 0.3):
            drawn.drawString(50 + dx, 200, "总计 11")

    assert document(draw).text == "总计 11"


# ---- what may not be what it seems


def test_different_figures_over_one_another_are_doubtful():
    def draw(drawn):
        small(drawn, figure="1")
        drawn.drawString(155, 205, "7")

    assert DOUBT in cells(document(draw))[1][1]


def test_a_figure_struck_out_is_doubtful():
    def draw(drawn):
        small(drawn)
        drawn.line(150, 208.5, 175, 208.5)

    assert cells(document(draw))[1] == ["规章", f"12{DOUBT}"]


def test_a_line_under_a_figure_is_no_doubt():
    def draw(drawn):
        small(drawn)
        drawn.line(155, 203.5, 165, 203.5)

    assert cells(document(draw))[1] == ["规章", "12"]


def test_a_raised_mark_is_no_digit():
    def draw(drawn):
        small(drawn)
        drawn.setFont(FONT, 6)
        drawn.drawString(155 + pdfmetrics.stringWidth("12", FONT, 10) + 0.2, 209, "3")

    assert cells(document(draw))[1] == ["规章", "12 3"]


def test_a_figure_that_reaches_into_the_next_cell_is_doubtful():
    def draw(drawn):
        box(drawn, [50, 70, 250], [200, 220, 240])
        drawn.drawString(52, 205, "123456")
        drawn.drawString(52, 225, "甲")
        drawn.drawString(155, 225, "乙")

    assert [DOUBT in text for text in cells(document(draw))[1]] == [True, True]


def test_a_figure_cut_off_by_its_clip_is_doubtful():
    def draw(drawn):
        small(drawn, figure="")
        path = drawn.beginPath()
        path.rect(150, 200, 16, 20)
        drawn.clipPath(path, stroke=0)
        drawn.drawString(155, 205, "1234")

    assert DOUBT in cells(document(draw))[1][1]


def test_a_figure_in_a_full_line_goes_on_in_the_next():
    def draw(drawn):
        box(drawn, [50, 150, 176], [200, 230, 250])
        for x, y, text in ((55, 235, "内容"), (153, 235, "件数"), (55, 210, "规章")):
            drawn.drawString(x, y, text)
        drawn.drawString(153, 217, "1234")
        drawn.drawString(153, 205, "5")

    assert cells(document(draw))[1] == ["规章", "12345"]


def test_two_figures_in_a_wide_cell_are_not_one():
    def draw(drawn):
        box(drawn, [50, 150, 250], [200, 230, 250])
        for x, y, text in (
            (55, 235, "内容"),
            (155, 235, "件数"),
            (55, 210, "规章"),
            (155, 217, "12"),
            (155, 205, "5"),
        ):
            drawn.drawString(x, y, text)

    assert cells(document(draw))[1] == ["规章", f"12{DOUBT}5"]


def test_a_form_field_shows_its_value():
    def draw(drawn):
        small(drawn, figure="")
        drawn.acroForm.textfield(value="47", x=152, y=202, width=60, height=16, fontSize=10)

    assert "47" in cells(document(draw))[1][1]


# ---- errors


def error_of(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(data, "report.pdf")
    return caught.value


def test_a_password_is_needed():
    drawn, out = canvas(encrypt=StandardEncryption("user", "owner"))
    drawn.drawString(50, 200, "总计")
    error = error_of(saved(drawn, out))
    assert error.code == "encrypted"
    assert "password" in error.message


def test_an_empty_user_password_is_none():
    assert document(small, encrypt=StandardEncryption("", "owner", canCopy=0)).grids


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF"])
def test_what_cannot_be_parsed_is_damaged(data):
    assert error_of(data).code == "damaged"


def test_too_many_pages():
    drawn, out = canvas()
    for _ in range(301):
        drawn.showPage()
    assert error_of(saved(drawn, out)).code == "too_many_pages"


def test_a_page_without_anything_is_empty():
    drawn, out = canvas()
    drawn.showPage()
    assert error_of(saved(drawn, out)).code == "empty"


def test_too_many_drawings_are_too_complex(monkeypatch):
    monkeypatch.setattr("crossfoot.documents.pdf.content._MAX_OBJECTS", 3)
    drawn, out = canvas()
    small(drawn)
    assert error_of(saved(drawn, out)).code == "too_complex"


def written(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (size, table, end)


def stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (dictionary, len(content), content)


def one_page(resources: bytes, *objects: bytes) -> bytes:
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<%b>>>>" % resources,
        *objects,
    )


def test_a_page_that_unpacks_to_an_absurd_size():
    content = zlib.compress(b"0 0 m 9 9 l S\n" * 1_500_000, 9)
    assert error_of(one_page(b"", stream(b"/Filter/FlateDecode", content))).code == "too_complex"


def test_drawings_nested_without_end():
    forms = [
        stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 1),
            b"/X Do " * 10,
        )
        for number in range(5, 15)
    ]
    data = one_page(b"/XObject<</X 5 0 R>>", stream(b"", b"/X Do"), *forms)
    assert error_of(data).code == "too_complex"


def test_cut_short_at_any_place_it_is_read_or_refused():
    drawn, out = canvas(pageCompression=0)
    small(drawn)
    data = saved(drawn, out)
    for end in range(8, len(data), 97):
        try:
            parse(data[:end], "report.pdf")
        except DocumentError as error:
            assert error.code in ("damaged", "empty")


def test_the_same_bytes_give_the_same_text():
    drawn, out = canvas()
    small(drawn)
    data = saved(drawn, out)
    assert parse(data, "a.pdf") == parse(data, "a.pdf")
