"""What hides an element, and what it still counts for: style sheets see the page as a browser does."""

import pytest

from crossfoot.documents import parse


def _text(html: str) -> str:
    return parse(html.encode(), "page.html").text


@pytest.mark.parametrize("hidden", ["hidden", 'style="display:none"', 'style="DISPLAY : none"'])
def test_a_hidden_row_counts_in_the_selectors_of_style_sheets(hidden: str) -> None:
    sheet = "<style>tr:nth-child(2) { display: none }</style>"
    rows = f"<tr {hidden}><td>甲<td>1<tr><td>乙<td>2<tr><td>丙<td>3"
    assert _text(f"{sheet}<table>{rows}</table>") == "丙\t3\n"


def test_a_style_sheet_within_a_hidden_element_holds() -> None:
    sheet = "<div hidden><style>.x { display: none }</style></div>"
    assert _text(f"{sheet}<table><tr><td>甲<td>1<tr class=x><td>乙<td>2</table>") == "甲\t1\n"


@pytest.mark.parametrize("tag", ["del", "img", "input"])
def test_a_hidden_element_leaves_nothing_behind_in_a_cell(tag: str) -> None:
    assert _text(f"<table><tr><td>甲<td>1<{tag} hidden></{tag}>2</table>") == "甲\t12\n"


def test_the_body_itself_is_never_hidden() -> None:
    assert _text('<body style="display:none"><p>甲</p></body>') == "甲"


UNSEEN = '<div id="content" style="visibility: hidden">{}</div>'
TABLE = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"


def test_an_article_that_a_script_uncovers_is_read_where_it_holds_the_only_tables() -> None:
    assert _text(f"<h1>题</h1>{UNSEEN.format(TABLE)}") == "题\n\n甲\t1\n乙\t2\n"


@pytest.mark.parametrize(
    "page",
    [
        f"<table><tr><td>甲<td>3<tr><td>乙<td>4</table>{UNSEEN.format(TABLE)}",
        f'<table><tr><td>甲<td>3<tr><td>乙<td>4</table><div style="display: none">{TABLE}</div>',
    ],
)
def test_what_is_unseen_beside_a_table_that_is_seen_stays_so(page: str) -> None:
    assert _text(page) == "甲\t3\n乙\t4\n"


def test_what_is_not_displayed_is_no_article_to_be_uncovered() -> None:
    assert "1" not in _text(f'<h1>题</h1><div style="display: none">{TABLE}</div>')


def test_what_is_unseen_is_another_report_where_one_is_seen() -> None:
    seen = "<h1>题</h1><p>二、主动公开政府信息情况</p><img src=a.png>"
    assert "1" not in _text(seen + UNSEEN.format(TABLE))
