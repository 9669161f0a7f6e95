"""Small PDF tables without rules whose labels, or figures, are broken over lines."""

import pytest
from reportlab.pdfgen.canvas import Canvas
from test_documents_pdf import DOUBT, canvas, saved

from crossfoot.documents import parse

Print = tuple[float, float, str]


def lines(*prints: Print, rules: tuple[float, ...] = ()) -> list[str]:
    """The lines of a page on which each text stands at x and y."""
    drawn, out = canvas()
    for y in rules:
        drawn.line(40, y, 300, y)
    for x, y, text in prints:
        drawn.drawString(x, y, text)
    return parse(saved(drawn, out), "report.pdf").text.splitlines()


PENALTIES = [(50, 200, "行政"), (100, 194, "71"), (50, 188, "处罚")]
COERCION = [(50, 170, "行政"), (100, 164, "0"), (50, 158, "强制")]


def test_a_label_that_stands_around_its_figure_is_one_line_with_it():
    assert lines(*PENALTIES) == ["行政处罚 71"]
    assert lines(*PENALTIES, *COERCION) == ["行政处罚 71", "行政强制 0"]


def test_a_label_with_one_of_its_lines_beside_the_figures():
    rows = [(50, 212, "行政"), (50, 200, "规范性"), (100, 200, "4"), (150, 200, "6"), (50, 188, "文件")]
    assert lines(*rows, *COERCION) == ["行政规范性文件 4 6", "行政强制 0"]


def test_lines_as_far_apart_as_rows_are_rows():
    rows = [(50, 212, "不予公开"), (50, 200, "秘密"), (100, 200, "4"), (150, 200, "6"), (50, 188, "文件")]
    assert lines(*rows) == ["不予公开", "秘密 4 6", "文件"]


def test_rules_hold_labels_apart_that_follow_closely():
    close = [(x, y + 6, text) for x, y, text in COERCION]
    assert lines(*PENALTIES, *close, rules=(185, 210, 160)) == ["行政处罚 71", "行政强制 0"]


def test_a_figure_between_labels_that_cannot_be_told_apart_is_in_doubt():
    rows = [
        (50, 200, "行政"),
        (100, 194, "71"),
        (50, 188, "处罚"),
        (50, 176, "行政"),
        (100, 170, "0"),
        (50, 164, "强制"),
    ]
    found = lines(*rows)
    assert [line for line in found if line[0] in "70"] == [f"71{DOUBT}", f"0{DOUBT}"]


@pytest.mark.parametrize("leading", [12, 22])
@pytest.mark.parametrize("label", [0, 0.5, 1])
def test_a_figure_that_may_go_on_below_is_in_doubt(label: float, leading: float):
    found = lines((50, 200 - label * leading, "规章"), (100, 200, "123"), (100, 200 - leading, "45"))
    assert f"123{DOUBT}" in " ".join(found)
    assert f"45{DOUBT}" in " ".join(found)


def test_a_broken_label_parts_its_figure_from_the_next():
    assert lines(*PENALTIES, (50, 172, "规章"), (100, 172, "5")) == ["行政处罚 71", "规章 5"]


def test_figures_below_each_other_with_labels_of_their_own_are_figures():
    found = lines((50, 200, "规章"), (100, 200, "123"), (50, 188, "许可"), (100, 188, "45"))
    assert found == ["规章 123", "许可 45"]


def test_a_figure_broken_in_a_column_of_many():
    drawn, out = canvas()
    headers = ["甲项", "乙项", "丙项", "丁项"]
    for n, text in enumerate(headers):
        drawn.drawString(100 + 40 * n, 250, text)
    for row, label in enumerate(["规章", "许可", "处罚", "强制"]):
        drawn.drawString(40, 220 - 30 * row, label)
        for n in range(4):
            drawn.drawString(100 + 40 * n, 220 - 30 * row, str(10 * row + n + 100))
    drawn.drawString(140, 220 - 30 - 11, "45")
    found = parse(saved(drawn, out), "report.pdf")
    assert f"111{DOUBT}" in found.text
    assert f"45{DOUBT}" in found.text


def test_three_columns_under_headers_of_several_lines_make_a_grid_with_its_blanks():
    prints: list[Print] = [(50, 246, "信息"), (50, 234, "内容")]
    for x, name in ((120, "制发"), (190, "废止"), (260, "有效")):
        prints += [(x, 252, "本年"), (x, 240, name), (x, 228, "件数")]
    prints += [
        (50, 200, "规章"),
        *((x + 5, 200, figure) for x, figure in ((120, "1"), (190, "2"), (260, "3"))),
    ]
    prints += [(50, 170, "规范性"), (50, 158, "文件"), (125, 164, "4"), (195, 164, "5"), (265, 164, "6")]
    prints += [(50, 130, "其他"), (125, 130, "7"), (265, 130, "9")]
    found = [line for line in lines(*prints) if "\t" in line]
    assert found == [
        "\t本年制发件数\t本年废止件数\t本年有效件数",
        "规章\t1\t2\t3",
        "规范性文件\t4\t5\t6",
        "其他\t7\t\t9",
    ]


# ---- what a page repeats


def two_pages(first: list[list[str]], second: list[list[str]]) -> list[str]:
    drawn, out = canvas()
    for rows in (first, second):
        page(drawn, rows)
    found = parse(saved(drawn, out), "report.pdf")
    return [line for line in found.text.splitlines() if line]


def page(drawn: Canvas, rows: list[list[str]]) -> None:
    drawn.setFont("STSong-Light", 10)
    ys = [250 - 20 * n for n in range(len(rows) + 1)]
    drawn.grid([50, 150, 250], ys)
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip((55, 155), row, strict=True):
            drawn.drawString(x, y - 14, text)
    drawn.showPage()


HEAD = [["内容", "件数"]]


def test_a_row_of_figures_repeated_with_the_header_is_one_row():
    found = two_pages([*HEAD, ["规章", "1"], ["许可", "2"]], [*HEAD, ["规章", "1"], ["处罚", "3"]])
    assert found == ["内容\t件数", "规章\t1", "许可\t2", "处罚\t3"]


@pytest.mark.parametrize("again", [["规章", "7"], ["强制", "1"], ["", "1"]])
def test_another_row_below_a_repeated_header_is_a_row(again: list[str]):
    first = [*HEAD, ["" if not again[0] else "规章", "1"], ["许可", "2"]]
    found = two_pages(first, [*HEAD, again, ["处罚", "3"]])
    assert found[3:] == ["\t".join(again), "处罚\t3"]


def test_a_row_of_figures_repeated_without_a_header_is_a_row():
    found = two_pages([["规章", "1"], ["许可", "2"]], [["规章", "1"], ["处罚", "3"]])
    assert found == ["规章\t1", "许可\t2", "规章\t1", "处罚\t3"]


# ---- faults


def test_a_fault_of_ours_is_not_called_a_damaged_file(monkeypatch):
    def broken(*_):
        raise ValueError("a fault of ours")

    monkeypatch.setattr("crossfoot.documents.pdf.read_page", broken)
    with pytest.raises(ValueError, match="of ours"):
        lines((50, 200, "规章"))
