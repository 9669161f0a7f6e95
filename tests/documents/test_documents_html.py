"""Web pages: lines as a browser shows them, data tables as grids, layout tables as blocks."""

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.documents import Document, DocumentError, Grid, parse


def page(markup: str) -> Document:
    return parse(f"<!DOCTYPE html><body>{markup}".encode(), "page.html")


def text(markup: str) -> str:
    return page(markup).text.strip("\n")


def grid(markup: str) -> list[tuple[int, int, int, int, str]]:
    """The only grid of the page, as (row, column, rowspan, colspan, text)."""
    document = page(markup)
    assert len(document.grids) == 1
    check_offsets(document)
    return [
        (c.row, c.column, c.rowspan, c.colspan, document.text[c.start : c.end])
        for c in document.grids[0].cells
    ]


def check_offsets(document: Document) -> None:
    """What holds for every document: cells stand trimmed in the lines and columns that the geometry gives them."""
    end = 0
    for each in document.grids:
        assert end <= each.start < each.end <= len(document.text)
        end = each.end
        check_grid(document.text, each)


def check_grid(text: str, grid: Grid) -> None:
    assert grid.start == 0 or text[: grid.start].endswith("\n\n")
    assert text[grid.end :].startswith("\n\n") or not text[grid.end :].strip("\n")
    rows = [line.split("\t") for line in text[grid.start : grid.end].split("\n")]
    assert len(rows) == grid.rows
    assert all(len(row) == grid.columns for row in rows)
    covered: set[tuple[int, int]] = set()
    place = (-1, -1)
    end = grid.start
    for cell in grid.cells:
        printed = text[cell.start : cell.end]
        assert printed == " ".join(printed.split())
        assert rows[cell.row][cell.column] == printed
        rows[cell.row][cell.column] = ""
        assert place < (cell.row, cell.column)
        place = (cell.row, cell.column)
        assert end <= cell.start <= cell.end <= grid.end
        end = cell.end
        assert cell.row + cell.rowspan <= grid.rows
        assert cell.column + cell.colspan <= grid.columns
        area = {(cell.row + i, cell.column + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
        assert area
        assert not area & covered
        covered |= area
    assert not any(field for row in rows for field in row), "text that belongs to no cell"


# ---- text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>一<p>二", "一\n二"),
        ("<div>一<div>二</div>三</div>", "一\n二\n三"),
        ("一<br>二<br/><br>三", "一\n二\n三"),
        ("<span>规</span><b>章</b><o:p></o:p>", "规章"),
        ("<p>  政府 \n\t 信息  </p>", "政府 信息"),
        ("<p>&nbsp;&nbsp;甲&nbsp;&nbsp;乙&nbsp;</p>", "甲  乙"),
        ("<p>　　甲　乙</p>", "甲　乙"),
        ("<h1>题</h1><ul><li>甲<li>乙</ul>尾", "题\n甲\n乙\n尾"),
        ("甲<hr>乙", "甲\n乙"),
        ("1 &lt; 2 &amp; &#25919;", "1 < 2 & 政"),
        ("总&#8203;计&ZeroWidthSpace;1&shy;2&#xFEFF;&zwnj;3", "总计123"),
        ("1&#28;2&#7;3", "1 2 3"),
        ("<pre>规章\t0\n规范性文件\t\t3</pre>尾", "规章\t0\n规范性文件\t\t3\n尾"),
        ("<ruby>現<rp>(</rp><rt>xiàn</rt><rp>)</rp></ruby>行", "現行"),
    ],
)
def test_text_runs_as_a_browser_lays_it_out(markup: str, expected: str):
    assert text(markup) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a = '<p>隐</p>'</script>",
        "<style>p { color: red }</style>",
        "<!-- 隐 -->",
        "<!--[if gte mso 9]><xml>隐</xml><![endif]-->",
        "<template><p>隐</template>",
        "<noscript>请打开脚本</noscript>",
        "<textarea>隐</textarea>",
        "<select><option>2019<option>2020</select>",
        "<div style='DISPLAY : none; color: red'>隐<p>隐</div>",
        "<p style='visibility:hidden'>隐</p>",
        "<span style='mso-hide:all'>隐</span>",
        "<section hidden><div hidden>隐</div></section>",
        "<svg><title>隐</title><text>隐</text></svg>",
        "<iframe>隐</iframe>",
    ],
)
def test_what_a_browser_does_not_show_is_left_out(hidden: str):
    assert text(f"甲{hidden}<p>乙") == "甲\n乙"


def test_a_body_that_a_script_would_show_is_shown():
    assert parse("<html><body style='display:none'><p>报告".encode(), "a").text == "报告"


def test_other_styles_hide_nothing():
    assert text("<p style='display:block;text-decoration:none'>甲") == "甲"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>\n 某局2021年 \n年度报告&nbsp;</title>", "某局2021年 年度报告"),
        ("<title> </title>", None),
        ("", None),
        ("<svg><title>图</title></svg>", None),
    ],
)
def test_the_title_stands_beside_the_text(head: str, title: str | None):
    document = parse(f"<html>{head}<p>正文".encode(), "a")
    assert document.title == title
    assert document.text == "正文"


def test_a_page_that_declares_gb2312_is_read_to_its_end():
    markup = '<meta charset="gb2312"><table><tr><td>镕<td>堃<tr><td>㎡<td>12</table><p>尾'
    document = parse(markup.encode("gb18030"), "a.html")
    assert document.text == "镕\t堃\n㎡\t12\n\n尾"
    assert document.encoding == "gb18030"


# ---- data tables


def test_rows_are_lines_and_cells_are_parted_by_tabs():
    document = page(
        "前<table><tr><th>信息内容<th>数量<tr><td>规<br>章<td>&nbsp;<tr><td><p>规范<p>文件<td> 3 </table>后"
    )
    assert document.text == "前\n\n信息内容\t数量\n规 章\t\n规范 文件\t3\n\n后"
    check_offsets(document)


def test_spans_leave_their_places_empty():
    markup = """<table>
      <tr><td rowspan=2>（一）予以公开</td><td colspan=2>商业企业</td></tr>
      <tr><td>1</td><td>2</td></tr></table>"""
    assert text(markup) == "（一）予以公开\t商业企业\t\n\t1\t2"
    assert grid(markup) == [
        (0, 0, 2, 1, "（一）予以公开"),
        (0, 1, 1, 2, "商业企业"),
        (1, 1, 1, 1, "1"),
        (1, 2, 1, 1, "2"),
    ]


def test_a_row_wholly_covered_from_above_is_a_line_of_tabs():
    assert text("<table><tr><td rowspan=2>a<td rowspan=2>b<tr><tr><td>c<td>d</table>") == "a\tb\n\t\nc\td"


def test_ragged_rows_are_filled_up():
    assert text("<table><tr><td>a<td>b<td>c<tr><td>d<tr><td>e<td>f</table>") == "a\tb\tc\nd\t\t\ne\tf\t"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        # rowspan 0, and more rows than there are, reach to the end of the section
        ("<tr><td rowspan=0>a<td>b<tr><td>c", [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")]),
        (
            "<tr><td rowspan=99999999999>a<td>b<tr><td>c",
            [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")],
        ),
        (
            "<tbody><tr><td rowspan=3>a<td>b<tbody><tr><td>c<td>d",
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")],
        ),
        # columns that no cell begins in have no width
        ("<tr><td colspan=1000>a<tr><td>b<td>c", [(0, 0, 1, 2, "a"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "c")]),
        (
            "<tr><td colspan=3>a<td>b<tr><td colspan=3>c<td>d",
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")],
        ),
        # a span ends where another cell comes down from above
        (
            "<tr><td>a<td>b<td rowspan=2>c<tr><td colspan=3>d",
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (0, 2, 2, 1, "c"), (1, 0, 1, 2, "d")],
        ),
        # nonsense counts as 1
        ("<tr><td colspan=x rowspan=-1>a<td colspan=0>b", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        ("<tr><td colspan='1;'>a<td rowspan='１'>b", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        # a foot written first is shown last
        (
            "<tfoot><tr><td>总计<td>3</tfoot><thead><tr><th>a<th>b</thead>",
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "总计"), (1, 1, 1, 1, "3")],
        ),
        # cells and rows without their parents, and rows that are hidden
        ("<td>a<td>b", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        ("<tr><td>a<td>b<tr style='display:none'><td>x<td>y", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        # the cells under a merged one, as some spreadsheets write them
        ("<tr><td>a<td colspan=2>b<td style='display:none'>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
    ],
)
def test_geometry(markup: str, expected: list[tuple[int, int, int, int, str]]):
    assert grid(f"<table>{markup}</table>") == expected


def test_a_caption_goes_before_the_table():
    assert text("<table><caption>表一</caption><tr><td>a<td>b</table>") == "表一\n\na\tb"


def test_tables_side_by_side_are_parted_by_one_blank_line():
    document = page("<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>")
    assert document.text.strip("\n") == "a\tb\n\nc\td"
    assert len(document.grids) == 2
    check_offsets(document)


def test_a_table_without_text_leaves_no_trace():
    assert text("甲<table><tr><td>&nbsp;<td><img src=a.gif></table>乙") == "甲\n乙"


# ---- layout tables


def test_a_table_with_a_table_inside_lays_out_the_page():
    document = page(
        "<table><tr><td>首页<p>导航</td><td>一、总体情况<table><tr><td>规章<td>0<tr><td>文件<td>3</table>二、问题"
        "<tr><td>版权<td>备案号</table>尾"
    )
    assert document.text == "首页\n导航\n一、总体情况\n\n规章\t0\n文件\t3\n\n二、问题\n版权\n备案号\n尾"
    assert len(document.grids) == 1
    check_offsets(document)


def test_tables_may_be_nested_many_times():
    document = page("<table><tr><td>" * 5 + "<table><tr><td>a<td>b</table>" + "</table>后" * 5)
    assert document.text == "a\tb\n\n后\n后\n后\n后\n后"
    assert len(document.grids) == 1


def test_a_table_with_one_filled_column_lays_out_the_page():
    document = page("<table><tr><td><td>规章<br>0<br>12<tr><td>&nbsp;<td>文件</table>")
    assert document.text == "规章\n0\n12\n文件"
    assert document.grids == ()


def test_an_article_in_a_cell_keeps_its_lines():
    article = "<p>规章</p><p>0</p>" + "<p>我局认真落实政府信息公开条例。</p>" * 20
    for markup in (
        f"<tr><td>{article}",
        f"<tr><td>某局年度报告<tr><td>{article}",
        f"<tr><td>导航<br>首页<td>{article}",
    ):
        document = page(f"<table>{markup}</table>")
        assert "规章\n0\n我局认真" in document.text
        assert document.grids == ()


def test_a_long_note_parts_a_table_but_does_not_undo_it():
    note = "<p>说明：本表统计口径以年度内收到的申请为准。</p>" * 12
    document = page(f"<table><tr><td>a<td>1<tr><td colspan=2>{note}<tr><td>b<td>2</table>")
    assert [g.rows for g in document.grids] == [1, 1]
    assert document.text.count("说明") == document.text.count("\n说明") == 12
    check_offsets(document)


def test_a_long_remark_beside_data_stays_in_its_cell():
    remark = "本年度收到的申请均已按期办理完毕。" * 15
    assert grid(f"<table><tr><td>a<td>1<tr><td>备注<td>{remark}</table>")[-1] == (1, 1, 1, 1, remark)


# ---- properties

words = st.sampled_from(
    [
        "",
        "0",
        "12",
        "规章",
        "总 计",
        "&nbsp;",
        "<p>一</p><p>二</p>",
        "甲<br>乙",
        "　3　",
        "<b>x</b>y",
        "\t1\n",
    ]
)
spans = st.sampled_from(["", "0", "1", "2", "3", "4", "77777777", "-2", "x", "2.5"])
cells = st.builds("<td rowspan='{}' colspan='{}'>{}</td>".format, spans, spans, words)
rows = st.lists(cells, max_size=6).map(lambda found: "<tr>" + "".join(found) + "</tr>")
sections = st.builds(
    "<{0}>{1}</{0}>".format,
    st.sampled_from(["tbody", "thead", "tfoot"]),
    st.lists(rows, max_size=5).map("".join),
)
tables = st.lists(sections | rows, max_size=4).map(lambda found: "<table>" + "".join(found) + "</table>")


@given(st.lists(tables | words, max_size=4).map("".join))
def test_cells_stand_where_the_geometry_says(markup: str):
    check_offsets(page(f"首{markup}尾"))


@st.composite
def partitions(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, int, int, str]]]:
    """A rectangle of places cut into cells: the number of rows, and each cell as (row, column, height, width, text)."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    found = [(0, column, 1, 1, f"列{column}") for column in range(width)]
    taken: set[tuple[int, int]] = set()
    for row in range(1, height + 1):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width)
            down, right = draw(st.integers(1, height + 1 - row)), draw(st.integers(1, free - column))
            taken |= {(row + i, column + j) for i in range(down) for j in range(right)}
            found.append((row, column, down, right, draw(st.sampled_from(["", "0", "7", "公开 数量"]))))
    return height + 1, found


@given(partitions())
def test_a_table_written_as_html_is_read_back(table: tuple[int, list[tuple[int, int, int, int, str]]]):
    height, found = table
    lines = [
        "".join(
            f"<td rowspan={down} colspan={right}>{html.escape(printed)}"
            for at, _, down, right, printed in found
            if at == row
        )
        for row in range(height)
    ]
    assert grid("<table><tr>" + "<tr>".join(lines) + "</table>") == found


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_characters_are_printed_in_one_line(content: str):
    around = "首" * 200  # of a page that is nearly all control characters nothing is read
    check_offsets(page(f"{around}<table><tr><td>首<td>{html.escape(content)}<tr><td>1<td>2</table>"))


@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "</table>",
                "<tr>",
                "<td>",
                "</td>",
                "<p>",
                "甲",
                "1",
                "<tbody>",
                "<br>",
                "<b>",
                "<caption>",
                "<math>",
                "<pre>",
                "</pre>",
                "\n",
            ]
        )
    ).map("".join)
)
def test_no_soup_of_tags_breaks_the_grids(soup: str):
    check_offsets(page(f"首{soup}尾"))


# ---- pages that are large or deep


@pytest.mark.parametrize("tag", ["<div>", "<span>", "<b>", "<table><tr><td>", "<blockquote><p>"])
def test_ten_thousand_levels_are_read(tag: str):
    assert text(f"首{tag * 10_000}尾") in ("首\n尾", "首尾")


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 300_000,
        "<x>" * 100_000 + "<div></div>" * 100_000,
        "".join(f"<p><font size={n}>x" for n in range(100_000)),
        "<p>1" * 600_000,
    ],
)
def test_a_page_beyond_what_can_be_parsed_is_refused_at_once(markup: str):
    start = time.process_time()
    with pytest.raises(DocumentError) as caught:
        page(markup)
    assert caught.value.code == "too_complex"
    assert time.process_time() - start < 5


def test_a_sparse_table_of_great_size_is_no_grid():
    document = page("<table><tr>" + "<td>1" * 2_000 + "<tr><td>2" * 5_000 + "</table>")
    assert document.grids == ()
    assert len(document.text) < 20_000


def test_large_tables_are_grids():
    document = page("<table>" + "<tr><td>规章<td>1<td>2" * 2_000 + "</table>")
    assert (document.grids[0].rows, document.grids[0].columns) == (2_000, 3)


def test_tags_left_open_in_every_cell_are_not_taken_for_nesting():
    markup = "<table>" + "<tr><td><font size=2>1<td><font color=red>2" * 2_500 + "</table>"
    assert page(markup).grids[0].rows == 2_500


@pytest.mark.parametrize(
    "inside",
    [
        '<img src="12.png">',
        '<input value="12">',
        "<select><option>9<option selected>12</select>",
        "<svg><text>12</text></svg>",
        "<math><mn>12</mn></math>",
        "<script>document.write(12)</script>",
        '<bdo dir="rtl">21</bdo>',
        '<span style="direction:rtl;unicode-bidi:bidi-override">21</span>',
        '<span style="opacity:0">9</span>12',
        '<span style="font-size:0">9</span>12',
        '<span style="position:absolute;left:-9999px">9</span>12',
        '<span style="display:/**/none">9</span>12',
        '<span style="display:none;display:inline">9</span>12',
        '<span hidden style="display:inline">9</span>12',
        '<span style="visibility:hidden">9<b style="visibility:visible">12</b></span>',
        '<span style="text-decoration:line-through">9</span>12',
        '<span class="gone">9</span>12',
        "\u202e21\u202c",
    ],
)
def test_a_cell_that_shows_other_than_its_text_is_neither_a_figure_nor_blank(inside):
    style = "<style>.gone { display: none }</style>"
    assert "\ufffc" in cell_beside("甲", style, inside)


@pytest.mark.parametrize(
    "inside, shown",
    [
        ("<b>12</b>", "12"),
        ('<span style="color:red;font-size:12px">12</span>', "12"),
        ('<span style="display:none">9</span>12', "12"),
        ('<input type="hidden" value="9">12', "12"),
        ('<img src="dot.gif" width="1">12', "12"),
        ('12<a href="#n">1</a>', "12 1"),
        ("<sup>1</sup>12", "1 12"),
        ("9<del>8</del>12", "9 12"),
        ("<del>8</del>12", "12"),
    ],
)
def test_a_cell_reads_as_it_is_shown(inside, shown):
    assert cell_beside("甲", "", inside) == shown


def cell_beside(label, before, inside):
    """The text of the cell with *inside*, in a data table of two rows, as it is read."""
    found = page(f"{before}<table><tr><td>{label}<td>{inside}<tr><td>乙<td>3</table>")
    cell = found.grids[0].cells[1]
    return found.text[cell.start : cell.end]


@pytest.mark.parametrize(
    "sheet",
    [
        "/*" * 50_000,
        "总" * 100_000,
        "{" * 50_000,
        "p { display: none } " * 2_000,
        "".join(f"* {{ width: {n}px; float: left }} " for n in range(2_000)),
    ],
)
def test_no_style_sheet_takes_long(sheet):
    start = time.process_time()
    try:
        parse(f"<style>{sheet}</style>{'<p>甲</p>' * 2_000}".encode(), "a.html")
    except DocumentError as error:
        assert error.code in ("too_complex", "empty")
    assert time.process_time() - start < 5
