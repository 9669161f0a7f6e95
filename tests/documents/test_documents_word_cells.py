"""Cells of Word's tables: a figure is what is shown as one, and U+FFFC stands where something else is shown."""

import pytest
from word_files import cell, figure, par, places, read, row, run, table, text

DOUBT = "\ufffc"
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="hidden"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="below"><w:basedOn w:val="hidden"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="circle"><w:basedOn w:val="circle"/></w:style>
<w:style w:type="character" w:styleId="mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="turn"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="table" w:styleId="grid"><w:rPr><w:vanish/></w:rPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="7">
  <w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
"""


def listed(level: int = 0, name: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("1") + run("2"), "12"),
        (run("12", "<w:b/><w:sz w:val='21'/>"), "12"),
        (run("1") + "<w:proofErr/>" + run("2", "<w:b/>"), "12"),
        (run("12", '<w:position w:val="-2"/>'), "12"),
        (run("1", '<w:position w:val="6"/>') + run("2", '<w:position w:val="6"/>'), "12"),
        (run("12", '<w:color w:val="FF0000"/>'), "12"),
        (run("12", '<w:color w:val="auto"/>'), "12"),
        (run("12", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>'), "12"),
        (run("12", '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'), "12"),
        (run("12") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "12"),
        (run("12") + '<w:bookmarkStart w:id="0" w:name="a"/>' + run("3"), "123"),
        ("<w:ins>" + run("12") + "</w:ins><w:del><w:r><w:delText>3</w:delText></w:r></w:del>", "12"),
        (run("12") + run("3", "<w:vanish/>"), "12"),
        (par("12", '<w:rPr><w:rtl w:val="0"/></w:rPr><w:bidi w:val="0"/>'), "12"),
        (par() + par("12") + par(), "12"),
    ],
)
def test_a_figure_is_what_is_shown(content: str, expected: str):
    assert figure(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (par("1") + par("2"), "1 2"),
        (run("1") + "<w:r><w:br/></w:r>" + run("2"), "1 2"),
        (run("1") + "<w:r><w:tab/></w:r>" + run("2"), "1 2"),
        (run("12") + run("3", '<w:vertAlign w:val="superscript"/>'), "12 3"),
        (run("3", '<w:vertAlign w:val="subscript"/>') + run("12"), "3 12"),
        (run("12") + run("3", '<w:position w:val="6"/>'), "12 3"),
        (run("12") + run("3", '<w:rStyle w:val="mark"/>'), "12 3"),
        ("<w:r><w:t>12</w:t><w:sym w:char='F031'/></w:r>", "12\ufffd"),
        (run("12", '<w:rFonts w:ascii="Webdings"/>'), "\ufffd\ufffd"),
    ],
)
def test_what_is_kept_apart_is_no_figure(content: str, expected: str):
    assert figure(content, styles=STYLES) == expected


DRAWING = '<w:drawing><wp:inline><wp:extent cx="{size}" cy="90000"/></wp:inline></w:drawing>'


@pytest.mark.parametrize(
    "content",
    [
        run("12", "<w:strike/>"),
        run("1", "<w:dstrike/>") + run("2"),
        run("12", '<w:color w:val="FFFFFF"/>'),
        run("12", '<w:color w:val="FDFDFD"/>'),
        run("12", '<w:color w:val="1F4E79"/><w:shd w:val="solid" w:color="1F4E79" w:fill="auto"/>'),
        run("12", '<w:sz w:val="2"/>'),
        run("12", "<w:rtl/>"),
        par("12", "<w:bidi/>"),
        '<w:bdo w:val="rtl">' + run("12") + "</w:bdo>",
        '<w:dir w:val="rtl">' + run("12") + "</w:dir>",
        run("\u202e12"),
        "<w:r>" + DRAWING.format(size=90000) + "</w:r>",
        run("12") + "<w:r>" + DRAWING.format(size=90000) + "</w:r>",
        "<w:r><w:pict><v:shape/></w:pict></w:r>",
        "<w:r><w:object><w:control/></w:object></w:r>",
        "<w:r><w:pgNum/></w:r>",
        "<w:r><w:pict><v:textbox><w:txbxContent>" + par("12") + "</w:txbxContent></v:textbox></w:pict></w:r>",
        "<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>eq \\o(1,2)</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        par("", listed()),
        par("12", listed()),
        par("", '<w:pStyle w:val="listed"/>'),
        par("1", "<w:rPr><w:del/></w:rPr>") + par(run("2") + run("\u202d")),
        "<w:unheardOf>" + run("12") + "</w:unheardOf>",
    ],
)
def test_doubt_stands_where_more_or_less_is_shown(content: str):
    assert DOUBT in figure(content, styles=STYLES, numbering=NUMBERING)


@pytest.mark.parametrize(
    "content",
    [
        par(run("12") + "<w:r>" + DRAWING.format(size=9525) + "</w:r>"),
        par("12", listed(level=1)),
        par("12", listed(name=0)),
        par("12", '<w:pStyle w:val="listed"/>' + listed(name=0)),
        par(run("12") + run("3", "<w:vanish/>")),
        par("12", '<w:pStyle w:val="circle"/>'),
        par(run("12") + run("3"), '<w:pStyle w:val="below"/>').replace(
            '<w:r><w:t xml:space="preserve">12', '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>12'
        ),
        par(run("12", '<w:rStyle w:val="turn"/>'), '<w:pStyle w:val="hidden"/>'),
    ],
)
def test_no_doubt_where_nothing_more_is_shown(content: str):
    assert figure(content, styles=STYLES, numbering=NUMBERING) == "12"


def test_hidden_by_a_style_and_by_one_that_it_is_based_on():
    hidden = par("甲", '<w:pStyle w:val="hidden"/>') + par("乙", '<w:pStyle w:val="below"/>') + par("丙")
    assert text(hidden, styles=STYLES) == "丙"
    assert text(par(run("甲", '<w:rStyle w:val="turn"/>') + run("乙")), styles=STYLES) == "乙"


def test_a_label_that_a_list_numbers_is_without_its_number_and_without_doubt():
    body = table(row(cell(par("重复申请", listed())), "3"))
    assert text(body, numbering=NUMBERING) == "重复申请\t3"


def test_white_on_a_coloured_cell_is_seen_and_white_on_a_white_one_is_not():
    white = run("12", '<w:color w:val="FFFFFF"/>')
    blue, bare = (
        '<w:shd w:val="clear" w:color="auto" w:fill="4472C4"/>',
        '<w:shd w:val="clear" w:fill="auto"/>',
    )
    assert places(read(table(row("规章", cell(white, blue)))))[1][4] == "12"
    assert places(read(table(row("规章", cell(white)), properties=blue)))[1][4] == "12"
    assert DOUBT in places(read(table(row("规章", cell(white, bare)))))[1][4]


def test_outside_of_data_tables_pictures_stand_for_themselves_but_not_beside_figures():
    picture = "<w:r>" + DRAWING.format(size=90000) + "</w:r>"
    assert text(par(picture + run("某局"))) == "某局"
    single = table(row(cell(par(picture + run("某局")) + par(run("12") + picture) + par(picture))))
    assert text(single) == f"某局\n12{DOUBT}"
