"""Tables in PDF documents: true places and spans, also over page breaks."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from crossfoot.documents import Document, parse

FONT = "STSong-Light"
DOUBT = "\ufffc"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
RULED = ("GRID", (0, 0), (-1, -1), 0.5, "black")
PLAIN = [("FONT", (0, 0), (-1, -1), FONT, 10), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]


def built(story, size=A4, **options) -> Document:
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=size, invariant=1, **options).build(story)
    return parse(out.getvalue(), "report.pdf")


def table(rows, *style, widths=None, **options) -> Table:
    return Table(rows, widths or [60] * len(rows[0]), style=TableStyle([*PLAIN, *style]), **options)


def grids(found: Document) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.rowspan, c.colspan, found.text[c.start : c.end]) for c in grid.cells]
        for grid in found.grids
    ]


def texts(found: Document) -> list[list[str]]:
    (grid,) = found.grids
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = found.text[cell.start : cell.end]
    return rows


SPANNED = (
    [["项目", "申请人", ""], ["", "自然人", "总计"], ["规章", "", "7"]],
    [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))],
    [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "申请人"),
        (1, 1, 1, 1, "自然人"),
        (1, 2, 1, 1, "总计"),
        (2, 0, 1, 1, "规章"),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, "7"),
    ],
)


@pytest.mark.parametrize(
    "ruling",
    [
        [RULED],
        [("GRID", (0, 0), (-1, -1), 2, "black")],
        [("GRID", (0, 0), (-1, -1), 0.5, "black", None, None, None, 2, 1.5)],
        [RULED, ("BACKGROUND", (0, 0), (-1, 1), "lightblue"), ("BACKGROUND", (1, 2), (1, 2), "yellow")],
        [("GRID", (0, 0), (-1, -1), 0.5, "black", None, (1, 1))],
        [
            ("INNERGRID", (0, 0), (-1, -1), 0.5, "black"),
            ("LINEABOVE", (0, 0), (-1, 0), 1, "black"),
            ("LINEBELOW", (0, -1), (-1, -1), 1, "black"),
        ],
    ],
    ids=["thin", "thick", "double", "grounds", "dashed", "open sides"],
)
def test_cells_and_spans(ruling):
    rows, merged, expected = SPANNED
    found = built([table(rows, *ruling, *merged)])
    assert grids(found) == [expected]


def test_rules_made_of_thin_areas():
    out = BytesIO()
    drawn = Canvas(out, pagesize=(300, 200), invariant=1)
    drawn.setFont(FONT, 10)
    for x in (50, 110, 170):
        for y in range(100, 140, 4):
            drawn.rect(x, y, 0.5, 4, fill=1, stroke=0)
    for y in (100, 120, 140):
        drawn.rect(50, y, 120.5, 0.5, fill=1, stroke=0)
    for x, y, text in ((55, 125, "内容"), (115, 125, "件数"), (55, 105, "规章"), (115, 105, "3")):
        drawn.drawString(x, y, text)
    drawn.save()
    assert texts(parse(out.getvalue(), "report.pdf")) == [["内容", "件数"], ["规章", "3"]]


def test_a_row_without_text_may_be_very_low():
    found = built([table([["维持", "纠正"], ["", ""], ["1", "2"]], RULED, rowHeights=[20, 3.5, 20])])
    assert texts(found) == [["维持", "纠正"], ["", ""], ["1", "2"]]


def test_a_label_of_one_character_to_the_line():
    found = built([table([["三\n、\n本\n年\n度", "予以公开", "5"]], RULED, widths=[20, 60, 60])])
    assert texts(found) == [["三、本年度", "予以公开", "5"]]


def test_a_frame_around_text_is_no_table():
    found = built([table([["本报告由某市编制"]], RULED, widths=[200])])
    assert found.grids == ()
    assert found.text == "本报告由某市编制"


def test_a_table_inside_a_table_is_the_table():
    inner = table([["规章", "3"], ["处罚", "4"]], RULED)
    found = built([table([["附件", inner], ["说明", ""]], RULED, widths=[60, 200])])
    assert texts(found) == [["规章", "3"], ["处罚", "4"]]
    assert "附件" in found.text


def test_cells_that_are_no_rectangles_are_doubtful():
    out = BytesIO()
    drawn = Canvas(out, pagesize=(300, 200), invariant=1)
    drawn.setFont(FONT, 10)
    # the rules between the middle cell and the two beside and below it are missing
    for y, ends in ((140, (50, 230)), (120, (50, 230)), (100, (50, 110)), (100, (170, 230)), (80, (50, 230))):
        drawn.line(ends[0], y, ends[1], y)
    for x, ends in ((50, (80, 140)), (110, (80, 140)), (170, (80, 100)), (170, (120, 140)), (230, (80, 140))):
        drawn.line(x, ends[0], x, ends[1])
    for x, y, text in ((55, 105, "规章"), (115, 105, "3"), (55, 125, "内容"), (175, 85, "9")):
        drawn.drawString(x, y, text)
    drawn.save()
    found = texts(parse(out.getvalue(), "report.pdf"))
    assert found[1][1] == f"3{DOUBT}"
    assert found[1][2] == found[2][1] == DOUBT
    assert found[2][2] == "9"


# ---- over page breaks


def long_table(count: int, **options) -> Table:
    rows = [["内容", "件数"], *([f"{n}.行政许可", str(n)] for n in range(count))]
    return table(rows, RULED, **options)


def numbered(drawn: Canvas, _) -> None:
    drawn.setFont(FONT, 9)
    drawn.drawString(100, 20, f"- {drawn.getPageNumber()} -")


def test_a_table_over_four_pages_is_one():
    found = built([long_table(40, repeatRows=1)], size=(300, 400))
    assert texts(found) == [["内容", "件数"], *([f"{n}.行政许可", str(n)] for n in range(40))]
    assert {origin.page for origin in found.origins} == {1, 2, 3, 4}


def test_page_numbers_do_not_part_a_table():
    out = BytesIO()
    template = SimpleDocTemplate(out, pagesize=(300, 400), invariant=1)
    template.build([long_table(40)], onFirstPage=numbered, onLaterPages=numbered)
    found = parse(out.getvalue(), "report.pdf")
    assert len(texts(found)) == 41
    assert [line for line in found.text.splitlines() if line.startswith("-")] == [
        f"- {n} -" for n in range(1, 5)
    ]


def test_a_heading_parts_two_tables():
    heading = Paragraph("三、收到和处理申请情况", ParagraphStyle("heading", fontName=FONT, fontSize=10))
    one = table([["内容", "件数"], ["规章", "1"]], RULED)
    two = table([["内容", "件数"], ["处罚", "2"]], RULED)
    assert len(built([one, heading, two]).grids) == 2


def test_tables_with_other_columns_are_two():
    one, two = long_table(12), table([["甲", "乙", "丙"], ["1", "2", "3"]], RULED, widths=[30, 45, 45])
    found = built([one, PageBreak(), two], size=(300, 420))
    assert len(found.grids) == 2


def test_a_label_cell_that_goes_on_after_the_break():
    out = BytesIO()
    drawn = Canvas(out, pagesize=(300, 200), invariant=1)
    for page, label in enumerate(("三、办理结果", "")):
        drawn.setFont(FONT, 10)
        drawn.grid([120, 180, 200], [80, 100, 120])
        drawn.grid([50, 120], [80, 120])
        drawn.drawString(55, 96, label)
        for n, y in enumerate((105, 85)):
            drawn.drawString(125, y, f"{2 * page + n}.属于")
            drawn.drawString(185, y, str(2 * page + n))
        drawn.showPage()
    drawn.save()
    (grid,) = grids(parse(out.getvalue(), "report.pdf"))
    assert [cell for cell in grid if cell[1] == 0] == [(0, 0, 4, 1, "三、办理结果")]
    assert [cell[4] for cell in grid if cell[1] == 2] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("figures", [("", ""), ("", "4")])
def test_blanks_under_a_header_of_two_rows_are_cells_of_their_own(figures):
    out = BytesIO()
    drawn = Canvas(out, pagesize=(300, 200), invariant=1)
    drawn.setFont(FONT, 10)
    drawn.grid([50, 120], [80, 120])
    drawn.grid([120, 190], [80, 100, 120])
    for x, y, text in ((55, 96, "维持"), (125, 105, "诉讼"), (125, 85, "纠正")):
        drawn.drawString(x, y, text)
    drawn.showPage()
    drawn.setFont(FONT, 10)
    drawn.grid([50, 120, 190], [100, 120])
    for x, figure in zip((55, 125), figures, strict=True):
        drawn.drawString(x, 105, figure)
    drawn.save()
    (grid,) = grids(parse(out.getvalue(), "report.pdf"))
    assert grid[-2:] == [(2, 0, 1, 1, figures[0]), (2, 1, 1, 1, figures[1])]


def split_row(label: str) -> bytes:
    """A row whose label is broken over two pages, its figure on the first."""
    out = BytesIO()
    drawn = Canvas(out, pagesize=(300, 200), invariant=1)
    for lines, figure in ((["申请人逾期未按收费通", "知要求缴纳费用、行政"], "8"), ([label], "")):
        drawn.setFont(FONT, 10)
        drawn.grid([50, 156, 200], [100, 130])
        for n, line in enumerate(lines):
            drawn.drawString(53, 117 - 12 * n, line)
        drawn.drawString(160, 110, figure)
        drawn.showPage()
    drawn.save()
    return out.getvalue()


def test_a_row_split_by_the_break_is_one():
    found = parse(split_row("机关不再处理"), "report.pdf")
    assert texts(found) == [["申请人逾期未按收费通知要求缴纳费用、行政机关不再处理", "8"]]


def test_a_row_without_figures_after_the_break_is_a_row():
    found = parse(split_row("3.其他"), "report.pdf")
    assert texts(found) == [["申请人逾期未按收费通知要求缴纳费用、行政", "8"], ["3.其他", ""]]


# ---- what is drawn is what is read

FIGURES = st.sampled_from(["", "0", "7", "12", "345", "1.5", "-3"])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(FIGURES, min_size=3, max_size=3), min_size=1, max_size=60), st.booleans(), st.booleans()
)
def test_every_figure_and_every_blank_is_in_its_place(rows, wide, aligned_right):
    side = "RIGHT" if aligned_right else "CENTER"
    printed = [["行政许可", "甲类", "乙类", "丙类"], *([f"第{n}行", *row] for n, row in enumerate(rows))]
    size = (600, 300) if wide else (300, 500)
    found = built([table(printed, RULED, ("ALIGN", (1, 1), (-1, -1), side), repeatRows=1)], size=size)
    assert texts(found) == printed


# ---- without rules

HEADERS = ["自然人", "商业企业", "科研机构", "其他", "总计"]
COLUMNS = [220, 280, 340, 400, 460]


def unruled(rows, *, headers=HEADERS, labels=lambda label: [label], pages=1) -> Document:
    """A table whose figures are centred under headers; *labels* wraps a label, centred on its figures."""
    out = BytesIO()
    drawn = Canvas(out, pagesize=(550, 400), invariant=1)
    drawn.setFont(FONT, 10)
    drawn.drawString(50, 370, "三、收到和处理申请情况")
    for x, header in zip(COLUMNS, headers, strict=True):
        drawn.drawCentredString(x, 340, header)
    y = 310
    for number, (label, *figures) in enumerate(rows):
        if pages > 1 and number == len(rows) // 2:
            drawn.showPage()
            drawn.setFont(FONT, 10)
            y = 370
        pieces = labels(label)
        for n, piece in enumerate(pieces):
            drawn.drawString(50, y + 6 * (len(pieces) - 1) - 12 * n, piece)
        for x, figure in zip(COLUMNS, figures, strict=True):
            drawn.drawCentredString(x, y, figure)
        y -= 16 + 12 * (len(pieces) - 1)
    drawn.save()
    return parse(out.getvalue(), "report.pdf")


ROWS = [
    ["一、本年新收政府信息公开申请", "12", "3", "1", "4", "20"],
    ["二、上年结转政府信息公开申请", "1", "0", "", "0", "1"],
    ["四、结转下年度继续办理的申请", "", "123", "5", "", "128"],
    ["（七）总计所有办理结果的申请", "9", "8", "7", "6", "30"],
    ["3.其他处理", "100", "200", "300", "", "600"],
    ["1.国家秘密", "2", "2", "2", "2", "8"],
]


def test_figures_under_headers_make_a_grid_with_its_blanks():
    found = unruled(ROWS)
    assert texts(found) == [["", *HEADERS], *ROWS]
    assert found.text.startswith("三、收到和处理申请情况\n")


def test_a_label_wrapped_around_its_figures_is_one():
    found = unruled(ROWS, labels=lambda label: [label[:7], label[7:]] if len(label) > 7 else [label])
    assert texts(found) == [["", *HEADERS], *ROWS]


def test_a_table_without_rules_goes_on_with_the_columns_of_the_page_before():
    found = unruled(ROWS, pages=2)
    assert texts(found) == [["", *HEADERS], *ROWS]
    assert {origin.page for origin in found.origins} == {1, 2}


def test_a_figure_between_two_columns_leaves_the_table_as_lines():
    rows = [[*row] for row in ROWS]
    rows[2][2] = "123456789012345678"  # reaches under the headers beside its own
    found = unruled(rows)
    assert found.grids == ()
    assert "（七）总计所有办理结果的申请 9 8 7 6 30" in found.text.splitlines()


def test_columns_without_headers_are_left_as_lines():
    found = unruled(ROWS, headers=["自然人", "", "科研机构", "其他", "总计"])
    assert found.grids == ()


def test_lines_in_which_labels_cannot_be_told_apart_are_left_as_lines():
    # the wrapped lines of one label stand as far apart as two rows
    out = BytesIO()
    drawn = Canvas(out, pagesize=(550, 400), invariant=1)
    drawn.setFont(FONT, 10)
    for x, header in zip(COLUMNS, HEADERS, strict=True):
        drawn.drawCentredString(x, 340, header)
    for n, (label, *figures) in enumerate(ROWS):
        drawn.drawString(50, 310 - 24 * n, label[:5])
        drawn.drawString(50, 298 - 24 * n, label[5:])
        for x, figure in zip(COLUMNS, figures, strict=True):
            drawn.drawCentredString(x, 304 - 24 * n, figure)
    drawn.save()
    assert parse(out.getvalue(), "report.pdf").grids == ()
