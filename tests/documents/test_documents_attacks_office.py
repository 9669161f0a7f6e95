"""Old office files and OpenDocument whose cells show something other than what they hold, and archives with odd names."""

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from shutil import which

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from crossfoot.documents import DocumentError, archive, load, parse
from crossfoot.documents.ole import streams
from crossfoot.documents.sheets.ods_numbers import holds
from crossfoot.documents.sheets.xls_looks import Look
from crossfoot.documents.sheets.xls_records import shared_texts

DOUBT = "\ufffc"
SOFFICE = which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on the PATH")

# -- OpenDocument spreadsheets -------------------------------------------------------------------------------------------

NAMES = {
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    **{
        each: f"urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"
        for each in ("office", "style", "table", "text")
    },
}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NARROW = '<style:style style:name="K" style:family="table-column"><style:table-column-properties style:column-width="0.4cm"/></style:style>'
WHITE = '<style:style style:name="H" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'


def number(
    value: object, said: object = None, style: str = "S", more: str = "", tag: str = "table-cell"
) -> str:
    said = value if said is None else said
    return (
        f'<table:{tag} table:style-name="{style}" office:value-type="float" office:value="{value}" {more}>'
        f"<text:p>{said}</text:p></table:{tag}>"
    )


def string(content: str, more: str = "", style: str = "S") -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string" {more}>'
        f"<text:p>{content}</text:p></table:table-cell>"
    )


def style(text: str = "", cell: str = "", more: str = "", then: str = "", family: str = "table-cell") -> str:
    return (
        f'<style:style style:name="S" style:family="{family}" {more}><style:table-cell-properties {cell}/>'
        f"<style:text-properties {text}/>{then}</style:style>"
    )


def formatted(inside: str, before: str = "") -> str:
    """A style with a number format."""
    made = f'<number:number-style style:name="N">{inside}</number:number-style>'
    return before + made + style(more='style:data-style-name="N"')


def digits(**told: object) -> str:
    attributes = {
        "decimal-places": 0,
        "min-integer-digits": 1,
        **{k.replace("_", "-"): v for k, v in told.items()},
    }
    written = " ".join(f'number:{name}="{value}"' for name, value in attributes.items())
    return f"<number:number {written}/>"


def ods(
    cell: str,
    styles: str = "",
    named: str = "",
    columns: str = '<table:table-column table:number-columns-repeated="3"/>',
    row: str = "",
    sheet: str = "",
    after: str = "",
    beside: str = "",
) -> bytes:
    def texts(*texts: str) -> str:
        return "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in texts)

    rows = (
        f"<table:table-row>{texts('名', '甲', '乙')}</table:table-row>"
        f"<table:table-row {row}>{texts('规章')}{cell}{texts('7')}</table:table-row>"
    )
    table = f'<table:table table:name="表" {sheet}>{columns}{rows}{after}</table:table>'
    content = (
        f"<office:document-content {DECLARED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{table}{beside}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", ODS_TYPE)
        packed.writestr("content.xml", content)
        packed.writestr(
            "styles.xml",
            f"<office:document-styles {DECLARED}><office:styles>{named}</office:styles></office:document-styles>",
        )
    return out.getvalue()


def figure(data: bytes, name: str = "a.ods") -> str:
    return next(line for line in parse(data, name).text.split("\n") if "规章" in line).split("\t")[1]


STRUCK = 'style:text-line-through-style="solid"'
DASH = '<number:number-style style:name="D"><number:text>-</number:text></number:number-style>'
UNSIGNED = f'<number:number-style style:name="D">{digits()}</number:number-style>'


def mapped(condition: str) -> str:
    return f'<style:map style:condition="{condition}" style:apply-style-name="{{}}"/>'


def condition(value: str) -> str:
    return (
        '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="表.B2:表.C3">'
        f'<calcext:condition calcext:apply-style-name="H" calcext:value="{value}"/>'
        "</calcext:conditional-format></calcext:conditional-formats>"
    )


@pytest.mark.parametrize(
    "data",
    [
        ods(number(12), style('fo:color="#ffffff"')),
        ods(number(12), style('fo:color="#fefefe"')),
        ods(number(12), style('fo:color="#1f4e79"', 'fo:background-color="#1f4e79"')),
        ods(number(12), style('fo:font-size="1pt"')),
        ods(number(12), named=style(STRUCK)),
        ods(number(12), style('style:text-line-through-type="double"')),
        ods(
            number(12, style="C"),
            style(STRUCK) + style(more='style:parent-style-name="S"').replace('"S" style:f', '"C" style:f'),
        ),
        ods(
            number(12, style=""),
            style(STRUCK),
            columns='<table:table-column table:number-columns-repeated="3" table:default-cell-style-name="S"/>',
        ),
        ods(number(12, style=""), style(STRUCK), row='table:default-cell-style-name="S"'),
        ods(
            number(12, style=""),
            named='<style:default-style style:family="table-cell"><style:text-properties fo:font-size="1pt"/></style:default-style>',
        ),
        ods(number(1), style(cell='style:repeat-content="true"')),
        ods(number(16), style(cell='style:rotation-angle="180"')),
        ods(
            number(12),
            style(cell='style:cell-protect="hidden-and-protected"'),
            sheet='table:protected="true"',
        ),
        ods(
            number(12345),
            NARROW,
            columns='<table:table-column/><table:table-column table:style-name="K"/><table:table-column/>',
        ),
        ods(
            string("12345"),
            NARROW,
            columns='<table:table-column/><table:table-column table:style-name="K"/><table:table-column/>',
        ),
        ods(string("12", 'office:string-value="99"')),
        ods(number(12000), formatted(digits(display_factor=1000))),
        ods(number(12), formatted("<number:text>7</number:text>")),
        ods(number("12.6"), formatted(digits())),
        ods(number(0), formatted(digits() + mapped("value()=0").format("D"), DASH)),
        ods(number(-12), formatted(digits() + mapped("value()&lt;0").format("D"), UNSIGNED)),
        ods(number(12), formatted(digits() + mapped("is-odd()").format("D"), DASH)),
        ods(number(12), formatted('<number:scientific-number number:min-exponent-digits="2"/>')),
        ods(
            number(12),
            formatted(
                '<number:number number:decimal-places="0"><number:embedded-text number:position="1">1</number:embedded-text></number:number>'
            ),
        ),
        ods(number(12), style(more='style:data-style-name="gone"')),
        ods(
            string("12"),
            '<number:text-style style:name="N"><number:text>1</number:text><number:text-content/></number:text-style>'
            + style(more='style:data-style-name="N"'),
        ),
        ods(number(12, more='table:formula="of:=INT(RAND()*100)"')),
        ods(number(12, more='table:formula="of:=INDIRECT(&quot;C2&quot;)"')),
        ods(number(12), WHITE + style(then=mapped("cell-content()&gt;5").format("H"))),
        ods(number(12), named=WHITE, after=condition("&gt;5")),
        ods(number(12), named=WHITE, after=condition("is-error")),
        ods(number(0), named=WHITE, after=condition("=0")),
        ods(string("<text:sheet-name>12</text:sheet-name>")),
        ods(
            string('1<text:span text:style-name="T">2</text:span>'),
            style('fo:color="#ffffff"', family="text").replace('"S"', '"T"'),
        ),
        ods(string('1<text:span text:style-name="S">2</text:span>'), style(STRUCK, family="text") + style()),
    ],
)
def test_a_cell_of_an_open_document_that_is_not_shown_as_it_is_is_in_doubt(data: bytes):
    assert DOUBT in figure(data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (ods(number(12), style('fo:color="#ff0000" fo:font-size="8pt"', 'fo:background-color="#ffff00"')), "12"),
        (ods(number(12), style('fo:color="#ffffff"', 'fo:background-color="#1f4e79"')), "12"),
        (ods(number(12), style('fo:color="#ffffff" style:use-window-font-color="true"')), "12"),
        (ods(number(12), style('style:text-line-through-style="none" style:text-line-through-type="none"')), "12"),
        (ods(number(12), style(cell='style:cell-protect="hidden-and-protected" style:rotation-angle="90"')), "12"),
        (ods(number(12345), NARROW + style(cell='style:shrink-to-fit="true"'), columns='<table:table-column/><table:table-column table:style-name="K"/><table:table-column/>'), "12345"),
        (ods(number(12345, more='table:number-columns-spanned="2"'), NARROW, columns='<table:table-column/><table:table-column table:style-name="K"/><table:table-column/>'), "12345"),
        (ods(number(12345), formatted(digits(grouping="true"))), "12345"),
        (ods(number("1234.5", "1,234.50"), formatted(digits(grouping="true", decimal_places=2))), "1,234.50"),
        (ods(number("12.5"), formatted(digits(decimal_places=2, min_decimal_places=0))), "12.5"),
        (ods(number(0, "-"), formatted(digits() + mapped("value()=0").format("D"), DASH)), "-"),
        (ods(number(-12), formatted('<number:text>-</number:text>' + digits() + mapped("value()&gt;=0").format("D"), UNSIGNED)), "-12"),
        (ods(number(12), formatted('<number:text>-</number:text>' + digits() + mapped("value()&gt;=0").format("D"), UNSIGNED)), "12"),
        (ods(number(12), WHITE + style(then=mapped("cell-content()=0").format("H"))), "12"),
        (ods(number(12), named=WHITE, after=condition("&lt;5")), "12"),
        (ods(number(12, more='table:formula="of:=SUM([.C2:.C9])"')), "12"),
        (ods(number(12, tag="covered-table-cell")), "12"),
        (ods(string('1<text:s text:c="2"/><text:a>2</text:a>')), "1 2"),
    ],
)  # fmt: skip
def test_a_cell_of_an_open_document_that_is_shown_as_it_is_is_a_figure(data: bytes, text: str):
    assert figure(data) == text


def test_rows_and_columns_too_small_to_show_anything_are_hidden():
    low = '<style:style style:name="R" style:family="table-row"><style:table-row-properties style:row-height="0.01cm"/></style:style>'
    assert "规章" not in parse(ods(number(12), low, row='table:style-name="R"'), "a.ods").text
    no_width = NARROW.replace("0.4cm", "0.01cm")
    columns = '<table:table-column/><table:table-column table:style-name="K"/><table:table-column/>'
    assert figure(ods(number(12), no_width, columns=columns)) == "7"


def test_what_other_files_held_is_no_sheet():
    table = f'<table:table table:name="D"><table:table-row>{number(98)}{number(99)}</table:table-row></table:table>'
    links = f"<table:dde-links><table:dde-link>{table}</table:dde-link></table:dde-links>"
    assert "99" not in parse(ods(number(12), beside=links), "a.ods").text


def test_conditions_that_compare():
    assert holds("value()>=0", 0) and holds("cell-content()<>1", 2) and holds("<5", 4.5)
    assert holds("=0", 1) is False
    assert holds("formula-is(A1)", 1) is None


# -- old Excel workbooks ----------------------------------------------------------------------------------------------------


def styled(**styles: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for name, value in styles.items():
            setattr(sheet["B2"], name, value)

    return change


def wide(width: float) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].width = width

    return change


def low(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].height = 1


def on_zero(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add("B2:C3", CellIsRule("equal", ["0"], font=Font(color="FFFFFFFF")))


def on_five(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add("B2:C3", CellIsRule("greaterThan", ["5"], font=Font(color="FFFFFFFF")))


def red(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add("B2:C3", CellIsRule("greaterThan", ["5"], font=Font(color="FFFF0000")))


def rich(**font: object) -> CellRichText:
    return CellRichText([TextBlock(InlineFont(), "1"), TextBlock(InlineFont(**font), "2")])


OLD: dict[str, tuple[object, Callable[[Worksheet], None], str]] = {
    "plain": (12, styled(), "12"),
    "struck-run": (rich(strike=True), styled(), f"1{DOUBT}"),
    "white-run": (rich(color="FFFFFFFF"), styled(), f"1{DOUBT}"),
    "tiny-run": (rich(sz=1), styled(), f"1{DOUBT}"),
    "raised-run": (rich(vertAlign="superscript"), styled(), "1 2"),
    "bold-run": (rich(b=True), styled(), "12"),
    "near-white": (12, styled(font=Font(color="FFFEFEFE")), f"{DOUBT}12{DOUBT}"),
    "over-and-over": (1, styled(alignment=Alignment(horizontal="fill")), f"{DOUBT}1{DOUBT}"),
    "narrow": (12345, wide(2), f"{DOUBT}12345{DOUBT}"),
    "narrow-text": ("12345", wide(2), f"{DOUBT}12345{DOUBT}"),
    "wide": (12345, wide(8), "12345"),
    "no-width": (12, wide(0.3), "7"),
    "low": (12, low, ""),
    "text-hidden": ("12", styled(number_format=";;;"), f"{DOUBT}12{DOUBT}"),
    "text-before": ("12", styled(number_format='"1"@'), f"{DOUBT}12{DOUBT}"),
    "anew": ("=INT(RAND()*0)+12", styled(), f"{DOUBT}12{DOUBT}"),
    "sum": ("=5+7", styled(), "12"),
    "error": ("=1/0", styled(), DOUBT),
    "white-zero": (0, on_zero, f"{DOUBT}0{DOUBT}"),
    "no-zero": (12, on_zero, "12"),
    "white-large": (12, on_five, f"{DOUBT}12{DOUBT}"),
    "red-large": (12, red, "12"),
}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each of these as .xls."""
    folder = tmp_path_factory.mktemp("old")
    for name, (value, change, _) in OLD.items():
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in (["名", "甲", "乙"], ["规章", value, 7], ["法规", 3, 4]):
            sheet.append(row)
        change(sheet)
        book.save(folder / f"{name}.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "xls:MS Excel 97",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *map(str, folder.glob("*.xlsx"))], check=True, capture_output=True, timeout=120)
    return folder


@needs_soffice
@pytest.mark.parametrize("name", OLD)
def test_a_figure_of_an_old_workbook_is_what_is_shown(old: Path, name: str):
    lines = parse((old / f"{name}.xls").read_bytes(), name).text.split("\n")
    assert next((line.split("\t")[1] for line in lines if "规章" in line), "") == OLD[name][2]


def test_shared_texts_go_on_in_the_next_record():
    whole = struct.pack("<2L", 2, 2) + struct.pack("<HBH", 3, 0x09, 1) + "甲1".encode("utf-16-le")
    rest = b"\0" + b"2" + struct.pack("<2H", 2, 7) + struct.pack("<HB", 1, 0) + b"9"
    assert shared_texts([whole, rest]) == [("甲12", [(2, 7)]), ("9", [])]
    with pytest.raises(struct.error):
        shared_texts([whole])


@pytest.mark.parametrize("told", [(129, 3, 0, 3), (0, 70_000, 0, 3), (0, 3, 5, 3), (0, 3, 0, 300)])
def test_a_size_that_no_sheet_has_is_not_handed_to_the_library(told: tuple[int, ...]):
    Look().take(0x200, struct.pack("<2L2HH", 0, 65_536, 0, 256, 0))
    with pytest.raises(struct.error):
        Look().take(0x200, struct.pack("<2L2HH", *told, 0))


def compound(*names: str) -> bytes:
    """A file of the old Office with empty streams of these names."""
    entries = [("Root Entry", 5), *((name, 2) for name in names)]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBx", 2 * len(name) + 2, kind)
        + bytes(48)
        + struct.pack("<LLL", 0xFFFFFFFE, 0, 0)
        for name, kind in entries
    ).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
    header = header.ljust(48, b"\0") + struct.pack("<6L", 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE)
    header = header.ljust(76, b"\0") + struct.pack("<L", 0) + b"\xff" * 4 * 108
    table = struct.pack("<2L", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    return header + table + directory


def test_a_workbook_with_another_one_inside_is_refused():
    assert streams(compound("Workbook", "Book")).keys() == {"Workbook", "Book"}
    with pytest.raises(DocumentError) as caught:
        streams(compound("Workbook", "Workbook"))
    assert caught.value.code == "unsupported_format"


# -- RTF and OpenDocument texts ---------------------------------------------------------------------------------------------


def rtf(*cells: str) -> bytes:
    rows = "".join(
        f"\\trowd\\cellx2000\\cellx4000\\pard\\plain\\intbl {label}\\cell {cell}\\cell\\row\n"
        for label, cell in zip("abcdefg", cells, strict=False)
    )
    return ("{\\rtf1\\ansi{\\colortbl;\\red255\\green255\\blue255;}" + rows + "\\pard\\par}").encode()


def result(instruction: str) -> str:
    return f"{{\\field{{\\*\\fldinst {instruction}}}{{\\fldrslt 12}}}}"


@needs_soffice
def test_fields_that_libreoffice_works_out_otherwise_than_word_are_in_doubt():
    cells = ["12", result("=SUM(ABOVE)"), result("=1+2"), result("PAGE"), result('HYPERLINK "http://a.cn"')]
    text = parse(rtf(*cells), "a.rtf").text
    read = [line.split("\t")[1] for line in text.strip().split("\n")]
    assert [DOUBT in each for each in read] == [False, True, True, True, False]
    assert (read[0], read[4]) == ("12", "12")


def odt(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr(
            "content.xml", f"<office:document-content {DECLARED}>{body}</office:document-content>"
        )
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<text:section text:display="none"><text:p>99</text:p></text:section>', "hidden sections"),
        ('<text:section text:display="condition" text:condition="1"/>', "hidden sections"),
        ("<text:p><text:meta-field>12</text:meta-field></text:p>", "fields of metadata"),
    ],
)
def test_a_text_that_a_conversion_would_change_is_refused(body: str, what: str):
    with pytest.raises(DocumentError) as caught:
        parse(odt(body), "a.odt")
    assert caught.value.code == "unsupported_format"
    assert what in caught.value.message


# -- archives ---------------------------------------------------------------------------------------------------------------


def zipped(path: Path, *members: tuple[bytes, bytes, int, bytes]) -> Path:
    """An archive whose members have one name before their data and another one in the list."""
    out, listed = io.BytesIO(), b""
    for own, told, flag, data in members:
        at, size = out.tell(), len(data)
        sums = (0, 0, zlib.crc32(data), size, size)
        out.write(struct.pack("<4s3H2H3L2H", b"PK\3\4", 20, flag, 0, *sums, len(own), 0) + own + data)
        head = struct.pack("<4s4H2H3L5H2L", b"PK\1\2", 20, 20, flag, 0, *sums, len(told), 0, 0, 0, 0, 0, at)
        listed += head + told
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(listed), out.tell(), 0)
    path.write_bytes(out.getvalue() + listed + end)
    return path


def test_a_member_with_two_names_is_read_under_that_of_the_list(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", ("甲.txt".encode("gbk"), "报告.txt".encode("gbk"), 0, b"1"))
    assert archive.members(path) == ["报告.txt"]
    assert load(path / "报告.txt") == b"1"


def test_an_archive_beside_a_folder_of_its_name_hides_nothing(tmp_path: Path):
    inner = zipped(tmp_path / "inner.zip", (b"a.txt", b"a.txt", 0, b"inner"))
    members = [
        (name, name, 0, data) for name, data in ((b"n.zip", inner.read_bytes()), (b"n.zip/a.txt", b"outer"))
    ]
    path = zipped(tmp_path / "b.zip", *members)
    assert set(archive.members(path) or ()) == {"n.zip/a.txt", "n (2).zip"}
    assert load(path / "n.zip/a.txt") == b"outer"
    assert load(path / "n (2).zip/a.txt") == b"inner"


@pytest.mark.parametrize("name", [b"word/document1.docx", b"xl/workbooks/a.html", b"OFD.xml.html"])
def test_a_folder_named_as_in_a_document_makes_no_document_of_an_archive(tmp_path: Path, name: bytes):
    path = zipped(tmp_path / "c.zip", (name, name, 0, b"1"))
    assert archive.members(path) == [name.decode()]
