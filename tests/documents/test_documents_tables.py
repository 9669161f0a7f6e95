"""Columns that only hold others apart."""

from crossfoot.documents import parse


def _lines(*rows):
    cells = ("".join(f"<td{span}>{text}</td>" for span, text in row) for row in rows)
    return parse(
        f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>".encode(), "page.html"
    ).text.split("\n")


def _row(*texts):
    return [("", text) for text in texts]


def test_an_empty_column_between_labels_is_taken_out():
    assert _lines(_row("项目", "", "数量"), _row("规章", "", "3"), _row("许可", "", "")) == [
        "项目\t数量",
        "规章\t3",
        "许可\t",
        "",
    ]


def test_wider_cells_lose_what_they_had_of_it():
    wide = [(" colspan=3", "第二十条")]
    assert _lines(wide, _row("项目", "", "数量"), _row("规章", "", "3")) == [
        "第二十条\t",
        "项目\t数量",
        "规章\t3",
        "",
    ]


def test_an_empty_column_below_a_header_of_its_own_is_data():
    assert _lines(_row("项目", "件数", "数量"), _row("规章", "", "3"))[1] == "规章\t\t3"


def test_an_empty_column_without_any_header_is_data():
    """A table that goes on behind a page break has no header; its units and 无 are none either."""
    assert _lines(_row("规章", "1", "", "3"), _row("许可", "1", "", "4"))[0] == "规章\t1\t\t3"
    assert _lines(_row("规章", "1件", "", "3件"), _row("许可", "无", "", "无"))[1] == "许可\t无\t\t无"
