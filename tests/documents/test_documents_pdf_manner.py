"""Watermarks in PDF tables: digits in another colour or size than the table's are none of its figures."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas
from test_documents_pdf import DOUBT, FONT, canvas, saved

from crossfoot.documents import Document, parse

XS = [20, 120, 170, 220, 270, 320]
YS = [280 - 24 * row for row in range(7)]
LABELS = ["行政许可", "行政处罚", "行政强制", "规章", "规范性文件"]
FIGURES = [
    ["1", "", "3", "4"],
    ["2", "6", "7", "8"],
    ["9", "10", "11", "12"],
    ["13", "", "14", "16"],
    ["17", "18", "19", "20"],
]

Mark = Callable[[Canvas], None]


def mark(
    text: str, x: float, y: float, size: float = 10, grey: float = 0.0, opacity: float = 1.0, step: float = 0
) -> Mark:
    """Letters over the table, each *step* points from the one before."""

    def draw(drawn: Canvas) -> None:
        drawn.saveState()
        drawn.setFillGray(grey)
        drawn.setFillAlpha(opacity)
        drawn.setFont(FONT, size)
        for number, part in enumerate(text if step else [text]):
            drawn.drawString(x + number * step, y, part)
        drawn.restoreState()

    return draw


def table(*marks: Mark, ruled: bool = True, behind: bool = True) -> Document:
    drawn, out = canvas()
    for each in marks if behind else ():
        each(drawn)
    drawn.setFont(FONT, 10)
    if ruled:
        drawn.grid(XS, YS)
    rows = [
        ["内容", "甲项", "乙项", "丙项", "丁项"],
        *([label, *row] for label, row in zip(LABELS, FIGURES, strict=True)),
    ]
    for y, row in zip(YS, rows, strict=False):
        for x, text in zip(XS, row, strict=False):
            drawn.drawString(x + 4, y - 16, text)
    for each in () if behind else marks:
        each(drawn)
    return parse(saved(drawn, out), "report.pdf")


def row(found: Document, number: int) -> list[str]:
    (grid,) = found.grids
    return [found.text[cell.start : cell.end] for cell in grid.cells if cell.row == number]


def without_marks(found: Document) -> str:
    return found.text[: found.grids[0].end]


PALE = [
    pytest.param(mark("5", 180, 240, grey=0.75), id="grey"),
    pytest.param(mark("5", 180, 240, opacity=0.3), id="clear"),
    pytest.param(mark("5", 178, 236, size=20), id="big"),
    pytest.param(mark("5", 180, 240, size=4), id="small"),
]


@pytest.mark.parametrize("behind", [True, False])
@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("watermark", PALE)
def test_a_digit_of_another_manner_in_an_empty_cell_is_in_doubt(watermark: Mark, ruled: bool, behind: bool):
    assert row(table(ruled=ruled), 1) == ["行政许可", "1", "", "3", "4"]
    found = table(watermark, ruled=ruled, behind=behind)
    assert [cell for cell in row(found, 1) if DOUBT in cell] == [f"5{DOUBT}"]


@pytest.mark.parametrize("behind", [True, False])
@pytest.mark.parametrize(
    "watermark",
    [
        pytest.param(mark("2023", 150, 180, size=60, grey=0.8), id="pale"),
        pytest.param(mark("2023", 150, 180, size=60), id="black"),
        pytest.param(mark("政府信息公开", 40, 180, size=40, opacity=0.2), id="words"),
    ],
)
def test_letters_that_run_over_the_rules_leave_the_table_as_it_is(watermark: Mark, behind: bool):
    assert without_marks(table(watermark, behind=behind)) == without_marks(table())


def test_small_letters_that_run_over_the_rules_leave_a_doubt_where_they_fit():
    found = table(mark("20235", 80, 240, grey=0.75, step=50))
    assert [DOUBT in cell for cell in row(found, 1)] == [False, True, True, True, True]


def test_the_words_of_a_pale_watermark_stay_behind_the_lines_of_a_table_without_rules():
    found = table(mark("2023", 60, 180, size=40, grey=0.8), ruled=False)
    assert without_marks(found) == without_marks(table(ruled=False))
    assert found.text.splitlines()[-1] == f"2023{DOUBT}"


def test_a_pale_digit_between_the_lines_of_a_text_is_in_doubt():
    drawn, out = canvas()
    for y, text in ((200, "总计 12"), (180, "其中 5"), (160, "其他 7")):
        drawn.drawString(50, y, text)
    mark("3", 120, 180, grey=0.75)(drawn)
    assert parse(saved(drawn, out), "a.pdf").text.splitlines() == ["总计 12", f"其中 5 3{DOUBT}", "其他 7"]


def test_figures_that_are_all_bigger_than_the_labels_are_as_they_are():
    drawn, out = canvas()
    drawn.grid([20, 120, 170], YS)
    for y, text in zip(YS, ["内容", *LABELS], strict=False):
        drawn.setFont(FONT, 6)
        drawn.drawString(24, y - 16, text)
        drawn.setFont(FONT, 12)
        drawn.drawString(124, y - 16, "12")
    assert DOUBT in parse(saved(drawn, out), "a.pdf").text  # so few cells show nothing
    drawn, out = canvas()
    drawn.grid(XS, YS)
    for y, text in zip(YS, ["内容", *LABELS], strict=False):
        drawn.setFont(FONT, 6)
        drawn.drawString(24, y - 16, text)
        drawn.setFont(FONT, 12)
        for x in XS[1:-1]:
            drawn.drawString(x + 4, y - 16, "12")
    assert DOUBT not in parse(saved(drawn, out), "a.pdf").text


def test_grey_figures_are_as_they_are():
    drawn, out = canvas()
    drawn.setFillGray(0.5)
    drawn.grid([20, 120, 170], [200, 224, 248])
    for x, y, text in ((24, 232, "内容"), (124, 232, "件数"), (24, 208, "规章"), (124, 208, "12")):
        drawn.drawString(x, y, text)
    assert parse(saved(drawn, out), "a.pdf").text.strip() == "内容\t件数\n规章\t12"


def test_figures_on_a_dark_ground_are_as_they_are():
    def draw(drawn: Canvas) -> None:
        drawn.setFillColorRGB(0.1, 0.1, 0.5)
        drawn.rect(120, 232, 200, 24, fill=1, stroke=0)
        mark("5", 180, 240, grey=1)(drawn)

    assert row(table(draw), 1)[2] == "5"


# ---- what the letters are said to mean


def said(words: str, shown: str) -> Mark:
    def draw(drawn: Canvas) -> None:
        drawn._code.append(f"/Span <</ActualText ({words})>> BDC")
        drawn.drawString(174, 240, shown)
        drawn._code.append("EMC")

    return draw


@pytest.mark.parametrize(
    ("words", "shown", "figure"),
    [("5", "5", "5"), ("57", "5", f"5{DOUBT}"), ("", "5", f"5{DOUBT}"), ("5", "-", f"-{DOUBT}")],
)
def test_letters_are_what_they_are_and_not_what_they_are_said_to_mean(words: str, shown: str, figure: str):
    assert row(table(said(words, shown), behind=False), 1)[2] == figure


def test_words_over_several_letters_are_compared_with_all_of_them():
    def draw(drawn: Canvas) -> None:
        drawn._code.append("/Span <</ActualText (5 6)>> BDC")
        drawn.drawString(174, 240, "5")
        drawn.drawString(174, 168, "6")
        drawn._code.append("EMC")

    found = table(draw, behind=False)
    assert (row(found, 1)[2], row(found, 4)[2]) == ("5", "6")
