"""PDF pages whose text says more than they show: layers switched off, tiny and nearly clear letters."""

import io
import re
from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from crossfoot.documents import parse

DOUBT = "\ufffc"
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
FONT = "STSong-Light"


def page(draw: Callable[[Canvas], None], *, turn: int = 0) -> bytes:
    """A page with a ruled table; *draw* fills its cell in the middle."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(842, 842), pageCompression=0)
    canvas.setPageRotation(turn)
    canvas.setFont(FONT, 11)
    lefts, tops = [60, 160, 260, 360], [700, 670, 640, 610]
    for left in lefts:
        canvas.line(left, tops[0], left, tops[-1])
    for top in tops:
        canvas.line(lefts[0], top, lefts[-1], top)
    for top, row in zip(tops, [["名", "甲", "乙"], ["规章", "", "7"], ["现行", "5", "6"]], strict=False):
        for left, text in zip(lefts, row, strict=False):
            canvas.drawString(left + 20, top - 20, text)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def figure(data: bytes) -> str:
    (grid,) = (found := parse(data, "a.pdf")).grids
    cell = grid.cells[4]
    return found.text[cell.start : cell.end]


def written(text: str, x: float = 180, size: float = 11, opacity: float = 1) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFillAlpha(opacity)
        canvas.setFont(FONT, size)
        canvas.drawString(x, 650, text)

    return draw


def both(*draws: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_figure_that_is_printed_is_one(turn: int):
    assert figure(page(written("12"), turn=turn)) == "12"
    assert figure(page(written("12", size=6, opacity=0.5))) == "12"


@pytest.mark.parametrize("draw", [written("12", size=0.5), written("12", opacity=0.02)])
def test_letters_that_nobody_sees_are_not_there(draw: Callable[[Canvas], None]):
    assert figure(page(draw)) == ""


def test_letters_that_nobody_sees_beside_a_figure_put_it_in_doubt():
    assert DOUBT in figure(page(both(written("12"), written("3", 191.5, 0.5))))


def layered(canvas: Canvas) -> None:
    canvas._code.append("/OC /Layer BDC")
    written("12")(canvas)
    canvas._code.append("EMC")


def with_layer(data: bytes, *, shown: bool) -> bytes:
    """The page with its layer, shown or not, entered in the file's catalogue."""
    state = b"" if shown else b"/OFF [90 0 R]"
    layers = b"/Type /Catalog /OCProperties << /OCGs [90 0 R] /D << " + state + b" /Order [] >> >>"
    data = data.replace(b"/Type /Catalog", layers)
    data = re.sub(rb"/Resources\s*<<", b"/Resources << /Properties << /Layer 90 0 R >> ", data)
    end = data.rindex(b"\nxref") + 1
    return data[:end] + b"90 0 obj\n<< /Type /OCG /Name (x) >>\nendobj\n" + data[end:]


@pytest.mark.parametrize("turn", [0, 90])
def test_a_figure_on_a_layer_that_is_switched_off_is_in_doubt(turn: int):
    made = page(layered, turn=turn)
    assert figure(with_layer(made, shown=True)) == "12"
    assert DOUBT in figure(with_layer(made, shown=False))
