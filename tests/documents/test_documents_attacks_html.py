"""Web pages whose cells show something other than their text reads, by a style sheet, a style, or a colour."""

import pytest

from crossfoot.documents import parse
from crossfoot.documents.css import ALTERED, APART, GONE, GROUND, NONE, PALE, TINY, effect_of, is_pale

DOUBT = "\ufffc"


def cells(cell: str, sheet: str = "") -> list[str]:
    """The second row of a table with *cell* between a label and a 7."""
    page = (
        f"<style>{sheet}</style><table class=t><tr><th>名<th>甲<th>乙</tr>"
        f"<tr><td>规章</td>{cell}<td>7</td></tr></table>"
    )
    (grid,) = (found := parse(page.encode(), "a.html")).grids
    return [found.text[each.start : each.end] for each in grid.cells if each.row == 1]


@pytest.mark.parametrize(
    ("cell", "sheet"),
    [
        ("<td class=x>12</td>", ".x{text-decoration:line-through}"),
        ('<td style="text-decoration:line-through">12</td>', ""),
        ('<td style="visibility:hidden">12</td>', ""),
        ('<td style="font-size:0">12</td>', ""),
        ('<td style="color:white">12</td>', ""),
        ("<td class=x>12</td>", ".x{color:rgb(255,255,255)}"),
        ('<td><font color="#FFFFFF">12</font></td>', ""),
        ('<td><span style="color:transparent">1</span>2</td>', ""),
        ("<td id=x>2</td>", '#x::before{content:"1"}'),
        ("<td><i>1</i>2</td>", ".t td > i{display:none}"),
        ("<td><i>1</i>2</td>", "@media screen{td i{display:none}}"),
        ("<td><span id=x>1</span>2</td>", "#x{opacity:.01}"),
        ('<td><div style="height:0;overflow:hidden">12</div></td>', ""),
        ("<td>12</td>", "tr:nth-child(2){text-decoration:line-through}"),
    ],
)
def test_what_a_style_alters_is_in_doubt(cell: str, sheet: str):
    assert DOUBT in cells(cell, sheet)[1]


@pytest.mark.parametrize(
    "style",
    [
        "display:block",
        "float:right",
        "display:inline-block;width:3em",
        "margin-right:2em",
        "vertical-align:4px",
    ],
)
def test_what_a_style_sets_apart_is_no_digit_of_the_figure(style: str):
    assert cells(f'<td><span style="{style}">1</span>2</td>')[1] == "1 2"


@pytest.mark.parametrize(
    ("cell", "sheet"),
    [
        ("<td class=x>9</td>", ".x{display:none}"),
        ("<td>9</td>", "td:nth-child(2){display:none}"),
        ("<td hidden>9</td>", ""),
    ],
)
def test_a_cell_that_takes_no_place_is_not_there(cell: str, sheet: str):
    assert cells(cell, sheet) == ["规章", "7"]


def test_a_hidden_row_goes_with_the_hidden_cells_in_it():
    page = (
        "<style>.x{display:none}</style><table><tr><td>甲<td>1</tr>"
        "<tr class=x><td class=x>9<td class=x><table><tr class=x><td>8</table></tr></table>"
    )
    assert parse(page.encode(), "a").text.split() == ["甲", "1"]


@pytest.mark.parametrize(
    ("cell", "sheet"),
    [
        ("<td>12</td>", "td:hover{color:#fff}"),
        ("<td>12</td>", "@media (max-width:600px){td{display:block} td:before{content:attr(data-label)}}"),
        ("<td>12</td>", "@media print{td{display:none}}"),
        ("<td>12</td>", 'td:before{content:""} td{vertical-align:sub;line-height:0;width:0}'),
        ("<td>12</td>", "table{font-size:0} *{margin:0;padding:0} a.x{display:none}"),
        ('<td style="color:#fff;background:#1f4e79">12</td>', ""),
        ('<td bgcolor="#1f4e79"><span class=x>12</span></td>', ".x{color:#fff}"),
        ("<td>12</td>", "tr{color:#fff;background-color:navy}"),
        ('<td><p style="margin:0 3px;text-indent:0"><b style="color:#333">12</b></p></td>', ""),
    ],
)
def test_other_styles_alter_nothing(cell: str, sheet: str):
    assert cells(cell, sheet)[1:] == ["12", "7"]


def test_words_are_known_in_any_colour():
    assert cells("<td>12</td>", "td{color:#fff}")[0] == "规章"


@pytest.mark.parametrize(
    ("style", "effect"),
    [
        ("color:red;font-size:12px", NONE),
        ("Display : None !important", GONE),
        ("display:none;display:inline", GONE | ALTERED),
        ("font-size:1px", TINY),
        ("color:#FFF;background:#123456", PALE | GROUND),
        ("margin:0 auto;padding-left:.0em", NONE),
        ("margin-left:4px", APART),
        ("content", NONE),
    ],
)
def test_effects_of_styles(style: str, effect: int):
    assert effect_of(style) == effect


def test_pale_colours():
    pale = ["#fff", "#FEFEFE", "white", "rgb(250, 251, 252)", "rgba(0,0,0,0)", "transparent"]
    assert list(filter(is_pale, [*pale, "#eee000", "black", "rgba(0,0,0,.5)", "#12", "rgb(x)"])) == pale


def test_a_web_archive_follows_its_own_style_sheets():
    page = '<link rel=stylesheet href="cid:a"><table><tr><td>甲<td class=x>9<td>1<tr><td>乙<td>2<td>3</table>'
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
        f"--b\nContent-Type: text/html; charset=utf-8\n\n{page}\n"
        "--b\nContent-Type: text/css\n\n.x{text-decoration:line-through}\n--b--\n"
    )
    found = parse(archive.encode(), "a.mht")
    assert DOUBT in found.text.split("\t")[1]


TABLE = "# 报告\n\n| 名 | 甲 |\n|---|---|\n| 规章 | 12 |\n"


@pytest.mark.parametrize(
    "comment", ["<!--\n| 规章 | 99 |\n-->\n", "<!-- | 规章 | 99 | -->\n", "<!--\n<table><tr><td>99</table>\n"]
)
def test_rows_in_a_comment_of_markdown_are_not_shown(comment: str):
    text = parse((TABLE + comment).encode(), "a.md").text
    assert "99" not in text
    assert "| 规章 | 12 |" in text


def test_what_looks_like_a_comment_in_code_is_shown():
    assert "12" in parse(f"{TABLE}```\n<!--\n```\n| 规 | 12 |\n".encode(), "a.md").text.split("```")[-1]
