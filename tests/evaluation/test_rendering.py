"""What the renderers write: valid files of each format that hold the figures where the truth says they are."""

import email
import email.policy
import io
import zipfile
from random import Random

import docx
import openpyxl
import pdfplumber
import pytest

from crossfoot.evaluation.roundtrip import QUIRKS, compatible, coverings, media_of, specimen
from crossfoot.evaluation.simulation.boxes import (
    figure_rows,
    header,
    in_places,
    relabelled,
    with_rows,
    without_last_column,
)
from crossfoot.evaluation.simulation.drafts import MEDIA, make, truth_of
from crossfoot.evaluation.simulation.quirks.flattenings import FLATTENINGS
from crossfoot.evaluation.simulation.rendering import SUFFIXES, render
from crossfoot.evaluation.simulation.sheet import Box, Table, mark, unmarked
from crossfoot.forms import form

SMALL = Table(
    (
        Box("申请人", 0, 0, colspan=3),
        Box("三", 1, 0, rowspan=2),
        Box("公开", 1, 1),
        Box(mark(0, "7"), 1, 2, figure=True),
        Box("其他", 2, 1),
        Box(mark(1, ""), 2, 2, figure=True),
    )
)


def made(medium, **options):
    draft = make(form("2021"), medium, {}, Random(3))
    return draft, render(draft.with_option(options["option"]) if options else draft, Random(4))


def whole_rows(table):
    return [[unmarked(table.covering(r, c).text) for c in range(table.columns)] for r in range(table.rows)]


# -- boxes ------------------------------------------------------------------------------------------------------------


def test_rows_set_in_cut_what_reaches_over_them():
    table = with_rows(SMALL, 2, [Box("- 3 -", 0, 0, colspan=3)])
    assert whole_rows(table) == [["申请人"] * 3, ["三", "公开", "7"], ["- 3 -"] * 3, ["", "其他", ""]]
    assert figure_rows(table) == [1, 3]


def test_the_right_edge_is_cut_off():
    assert whole_rows(without_last_column(SMALL)) == [["申请人"] * 2, ["三", "公开"], ["三", "其他"]]


def test_labels_change_and_figures_do_not():
    table = relabelled(SMALL, lambda text: text + "7")
    assert whole_rows(table)[1] == ["三7", "公开7", "7"]


def test_a_wide_figure_gets_empty_neighbours():
    wide = Table((Box("许可", 0, 0), Box(mark(0, "7"), 0, 1, colspan=3, figure=True)))
    assert whole_rows(in_places(wide)) == [["许可", "7", "", ""]]


def test_the_header_of_table_three():
    draft, _ = made("text")
    assert {unmarked(box.text) for box in header(draft.tables[1])} >= {"自然人", "其他", "总计", "申请人情况"}


@pytest.mark.parametrize(
    "name, text",
    [
        ("pipes, leading", "| 申请人\n| 三 | 公开 | 7\n| 其他 | "),
        ("cell lines with empty lines", "申请人\n三\n公开\n7\n其他\n"),
        ("cell lines with empty lines, spaced", "申请人\n\n三\n\n公开\n\n7\n\n其他\n\n"),
        ("spaces, headers glued", "申请人\n三公开 7\n其他"),
        ("spaces, group label upright", "申请人\n三 公开 7\n其他"),
    ],
)
def test_flattenings(name, text):
    assert unmarked(FLATTENINGS[name].table(SMALL, Random(1))) == text


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_word_document_opens_and_its_merged_cells_span():
    draft, data = made("docx")
    tables = docx.Document(io.BytesIO(data)).tables
    assert [len(table.rows) for table in tables] == [table.rows for table in draft.tables]
    for table, drawn in zip(tables, draft.tables, strict=True):
        assert [[cell.text for cell in row.cells] for row in table.rows] == whole_rows(drawn)


def test_a_struck_out_figure_is_not_in_the_text_that_word_shows():
    draft, data = made("docx", option="tracked changes")
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert "<w:del " in xml and "<w:ins " in xml
    shown = "".join(docx.Document(io.BytesIO(data)).element.body.itertext("{*}t"))
    assert shown.count("（一）予以公开") == 1
    assert "".join(whole_rows(draft.tables[2])[-1]) in shown


@pytest.mark.parametrize(
    "option", ["text box", "layout table", "content controls", "deleted rows", "figures in runs"]
)
def test_the_other_ways_of_word_open_too(option):
    draft, data = made("docx", option=option)
    assert len(docx.Document(io.BytesIO(data)).tables) == len(draft.tables)


@pytest.mark.parametrize("option, sheets", [("", 1), ("sheets", 5)])
def test_a_workbook_holds_numbers_and_merged_ranges(option, sheets):
    _, data = made("xlsx", option=option)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == sheets
    assert sum(len(sheet.merged_cells.ranges) for sheet in book) > 20
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(isinstance(value, int | float) for value in values) == len(form("2021").cells)


def test_numbers_can_be_saved_as_text():
    _, data = made("xlsx", option="numbers as text")
    (sheet,) = openpyxl.load_workbook(io.BytesIO(data))
    assert not any(isinstance(cell.value, int | float) for row in sheet.iter_rows() for cell in row)


def test_a_ruled_pdf_shows_the_tables():
    draft, data = made("pdf")
    with pdfplumber.open(io.BytesIO(data)) as pages:
        rows = sum(len(table.rows) for page in pages.pages for table in page.find_tables())
        text = "".join(page.extract_text() for page in pages.pages)
    assert rows == sum(table.rows for table in draft.tables)
    assert "".join(draft.frame.title) in text


@pytest.mark.parametrize(
    "option, tables, turned", [("unruled", False, False), ("rotated", True, True), ("landscape", True, True)]
)
def test_ways_of_pdf(option, tables, turned):
    _, data = made("pdf", option=option)
    with pdfplumber.open(io.BytesIO(data)) as pages:
        page = pages.pages[0]
        assert bool(page.find_tables()) is tables
        assert (page.width > page.height) is turned
        assert page.rotation == (90 if option == "rotated" else 0)


def test_pages_repeat_the_header_and_are_numbered():
    draft = make(form("2021"), "pdf", {}, Random(3)).with_option("small pages")
    draft = draft.with_option("repeated header").with_option("page numbers")
    with pdfplumber.open(io.BytesIO(render(draft, Random(4)))) as pages:
        texts = [page.extract_text() for page in pages.pages]
    assert len(texts) > 2
    assert all(f"- {n} -" in text for n, text in enumerate(texts, 1))
    assert sum("法律服务机构" in text for text in texts) > 1


def test_a_web_archive_holds_the_page():
    _, data = made("mht")
    archive = email.message_from_bytes(data, policy=email.policy.default)
    page, picture = archive.iter_parts()
    assert "本年新收政府信息公开申请数量" in page.get_payload(decode=True).decode()
    assert picture.get_content_type() == "image/gif"


# -- quirks -----------------------------------------------------------------------------------------------------------


def test_every_quirk_says_what_it_is_and_can_occur():
    assert set(SUFFIXES) == set(MEDIA)
    for name, quirk in QUIRKS.items():
        assert quirk.line and media_of([name]) and compatible([name]), name


@pytest.mark.parametrize("name", QUIRKS)
def test_every_quirk_changes_the_file(name):
    """Every quirk but those that choose a form, or a layout that might be chosen anyway."""
    (medium, *_) = sorted(media_of([name]))
    samples = [specimen(medium, [name], f"{n}") for n in range(4)]
    plain = [specimen(medium, [], f"{n}") for n in range(4)]
    assert any(one.data != other.data for one, other in zip(samples, plain, strict=True))


def test_the_same_seed_gives_the_same_file():
    for medium in MEDIA:
        assert specimen(medium, [], "x") == specimen(medium, [], "x")
    assert specimen("text", [], "x") != specimen("text", [], "y")


def test_quirks_that_exclude_each_other_are_refused():
    assert not compatible(["zeros blank", "only totals"])
    assert not compatible(["two signs", "规范性文件 in a 2021 form"])
    assert not compatible(["pdf: rotated"], "text")
    with pytest.raises(ValueError, match="exclude each other"):
        specimen("text", ["zeros blank", "only totals"], "x")


def test_what_is_lost_is_unknowable():
    cut = specimen("html", ["right edge cut"], "x")
    assert {
        path for path in cut.form.cells if path.startswith("requests.") and path.endswith(".total")
    } == cut.truth.unclear
    assert all(cut.truth.cells[path] is None for path in cut.truth.unclear)
    glued = specimen("text", ["no separators"], "x")
    assert glued.truth.unclear == frozenset(glued.form.cells)
    blank = specimen("text", ["blanks without a trace"], "x")
    assert blank.truth.unclear >= {path for path, value in blank.truth.cells.items() if value is None}
    assert not specimen("docx", ["some zeros blank"], "x").truth.unclear


def test_blanks_are_lost_where_a_layout_loses_them():
    kept = make(form("2019"), "text", {}, Random(3))
    assert not truth_of(kept).unclear
    assert specimen("text", ["spaces", "zeros blank"], "x").truth.unclear
    assert not specimen("text", ["spaces", "placeholder /"], "x").truth.unclear
    assert specimen("pdf", ["pdf: unruled", "zeros blank"], "x").truth.unclear


def test_a_covering_has_every_pair_and_no_barred_one():
    barred = frozenset(("zeros blank", "breadcrumbs"))
    sets = coverings("docx", 6, 1, apart=[barred])
    pairs = {frozenset((one, other)) for names in sets for one in names for other in names if one != other}
    names = [name for name, quirk in QUIRKS.items() if "docx" in quirk.media]
    wanted = {frozenset((a, b)) for a in names for b in names if a != b and compatible((a, b), "docx")}
    assert pairs == wanted - {barred}
    assert all(compatible(each, "docx") for each in sets)
    # Pairs that another medium covers are left to it: each set has something of Word's own.
    assert all(
        any(name.startswith("docx") for name in each) for each in coverings("docx", 6, 1, beside=["text"])
    )
