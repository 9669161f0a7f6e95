"""PDF pages whose tables go on where nothing is seen any more, or whose rules leave empty corners."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from test_documents_pdf import DOUBT, FONT, HEIGHT, WIDTH, canvas, saved

from crossfoot.documents import Document, parse


def row(drawn: Canvas, right: float, figure: str, at: float) -> None:
    """A table of two rows whose last column reaches to *right*, a figure in it at *at*."""
    drawn.setFont(FONT, 10)
    for y in (200, 220, 240):
        drawn.line(50, y, right, y)
    for x in (50, 150, 250):
        drawn.line(x, 200, x, 240)
    for x, y, text in (
        (55, 225, "内容"),
        (155, 225, "甲"),
        (255, 225, "乙"),
        (55, 205, "规章"),
        (155, 205, "3"),
    ):
        drawn.drawString(x, y, text)
    drawn.drawString(at, 205, figure)


def last(found: Document) -> str:
    (grid,) = found.grids
    return found.text[grid.cells[-1].start : grid.cells[-1].end]


@pytest.mark.parametrize("figure", ["128", "12896"])
def test_a_figure_that_ends_at_the_edge_of_the_page_may_go_on(figure: str):
    drawn, out = canvas()
    row(drawn, WIDTH + 50, figure, WIDTH - stringWidth("128", FONT, 10))
    assert last(parse(saved(drawn, out), "a.pdf")) == f"128{DOUBT}"


@pytest.mark.parametrize("room", [-1.0, 0.0])
def test_a_figure_that_ends_where_all_is_cut_off_may_go_on(room: float):
    drawn, out = canvas()
    path = drawn.beginPath()
    path.rect(0, 0, 340 + stringWidth("128", FONT, 10) + room, HEIGHT)
    drawn.clipPath(path, stroke=0)
    row(drawn, WIDTH - 10, "128", 340)
    assert last(parse(saved(drawn, out), "a.pdf")) == f"128{DOUBT}"


def test_a_figure_within_all_edges_is_one():
    drawn, out = canvas()
    path = drawn.beginPath()
    path.rect(0, 0, 360, HEIGHT)
    drawn.clipPath(path, stroke=0)
    row(drawn, WIDTH - 10, "128", 340)
    assert last(parse(saved(drawn, out), "a.pdf")) == "128"


def test_corners_without_text_are_blank():
    drawn, out = canvas()
    drawn.grid([50, 150, 250], [200, 220, 240])
    for x, y, text in ((55, 225, "内容"), (155, 225, "甲"), (55, 205, "规章"), (155, 205, "3")):
        drawn.drawString(x, y, text)
    for ends in (
        (50, 200, 50, 150),
        (250, 200, 250, 150),
        (150, 200, 150, 180),
        (150, 180, 250, 180),
        (50, 150, 250, 150),
    ):
        drawn.line(*ends)
    found = parse(saved(drawn, out), "a.pdf")
    assert found.text.strip().splitlines()[:2] == ["内容\t甲", "规章\t3"]
    assert DOUBT not in found.text
