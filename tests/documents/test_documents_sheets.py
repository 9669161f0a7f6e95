"""Spreadsheets: cells as they are shown, tables as grids, sentences as lines; nothing of what is hidden."""

import datetime
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Border, Font, Side
from sheet_files import beside, book, cells, report

from crossfoot.documents import Document, DocumentError, parse
from crossfoot.documents.sheets import xls
from crossfoot.documents.sheets.numbers import BUILT_IN, is_date, shown
from crossfoot.pipeline import examine_document

DOUBT = "\ufffc"
TABLE = {"A1": "内容", "B1": "件数", "A2": "规章", "B2": 12}
WAYS = [
    {"numbers": number % 2 == 0, "sheets": number % 3 == 0, "gap": number % 5 != 0, "merged": number % 4 != 0}
    for number in range(20)
]


def check_right(document: Document, truth) -> None:
    record = examine_document(document)
    assert record.status in ("verified", "source_error")
    assert {path: record.cells[path] for path in truth.cells} == truth.cells


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


# -- whole reports ---------------------------------------------------------------------------------------------------


def test_twenty_reports_are_wholly_right():
    rng = Random(20)
    for way in WAYS:
        data, truth = report(rng, **way)
        document = parse(data, "a.xlsx")
        check_right(document, truth)
        assert document.title is None
        assert lines(document)[0].strip() == "云楼镇人民政府2023年政府信息公开工作年度报告"


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_reports_saved_by_libreoffice_are_wholly_right(suffix: str, tmp_path: Path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice makes these files, and there is none")
    rng, truths = Random(7), []
    for number, way in enumerate(WAYS[:4]):
        data, truth = report(rng, **way)
        (tmp_path / f"{number}.xlsx").write_bytes(data)
        truths.append(truth)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    sources = sorted(map(str, tmp_path.glob("*.xlsx")))
    subprocess.run(
        [office, "--headless", profile, "--convert-to", suffix, "--outdir", str(tmp_path), *sources],
        check=True,
        capture_output=True,
        timeout=120,
    )
    for number, truth in enumerate(truths):
        check_right(parse((tmp_path / f"{number}.{suffix}").read_bytes(), f"a.{suffix}"), truth)


# -- what a cell shows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (477.35, "477.35"),
        ("012", "012"),
        ("－", "－"),
        (-3, "-3"),
        ("１２", "１２"),
        ("第一行\n第二行", "第一行 第二行"),
        (0, "0"),
    ],
)
def test_values(value: object, text: str):
    assert beside(value) == text


@pytest.mark.parametrize("value", [True, "#REF!", "=1+1", datetime.date(2024, 1, 20), datetime.time(1, 2)])
def test_what_is_no_figure_is_in_doubt(value: object):
    assert beside(value).startswith(DOUBT)


def test_a_date_is_told_as_a_day():
    assert beside(datetime.date(2024, 1, 20)) == f"{DOUBT}2024年1月20日{DOUBT}"
    alone = cells({"A1": "落款", "A2": datetime.date(2024, 1, 20)})
    assert lines(alone) == ["落款", "2024年1月20日"]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12, "0.00", "12.00"),
        (1234, "#,##0", "1,234"),
        (12, '0"件"', "12件"),
        (0.5, "0%", "50%"),
        (0, "0;-0;;@", ""),
        (0, BUILT_IN[41], "-"),
        (1234, BUILT_IN[41], "1,234"),
        (-3, "0.0_ ;[Red]\\-0.0\\ ", "-3.0"),
        (7, "[Red]0", "7"),
        (7, "G/通用格式", "7"),
        (7, "@", "7"),
        (7, "000", "007"),
        (160.5964, "#,##0.0000", "160.5964"),
        (2, "[$¥-804]#,##0.00", "¥2.00"),
    ],
)
def test_number_formats_that_show_the_value(value: float, code: str, text: str):
    found = shown(value, code)
    assert found.sure
    assert found.text.strip() == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (12.6, "0"),
        (477.354, "0.00"),
        (5, ";;;"),
        (123456, "0!.0,"),
        (123456, "#,##0,"),
        (12, "[DBNum1]0"),
        (12, "[>100]0;0"),
        (12, '0"5"'),
        (-3, "0;0"),
        (44000, "yyyy-m-d"),
        (12, "h:mm"),
        (1200, "0.0E+00"),
        (0.5, "# ?/?"),
        (1e12, "General"),
    ],
)
def test_number_formats_that_may_show_another_figure(value: float, code: str):
    assert not shown(value, code).sure


@pytest.mark.parametrize("code", ['"d"0', "0_d", "[Red]0", "General", "\\m0"])
def test_letters_that_are_no_part_of_a_date(code: str):
    assert not is_date(code)


def test_a_format_in_the_file_is_heeded():
    def rounded(cell) -> None:
        cell.number_format = "0"

    assert beside(12.6, rounded) == f"{DOUBT}13{DOUBT}"
    assert beside(12, rounded) == "12"


def test_what_is_struck_out_is_in_doubt():
    def strike(cell) -> None:
        cell.font = Font(strike=True)

    assert beside(12, strike) == f"{DOUBT}12{DOUBT}"


def rich(*fragments: object) -> Document:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["内容", "件数"])
    sheet.write(1, 0, "规章")
    formats = {"up": {"font_script": 1}, "struck": {"font_strikeout": True}, "bold": {"bold": True}}
    sheet.write_rich_string(
        1, 1, *(made.add_format(formats[each]) if each in formats else each for each in fragments)
    )
    made.close()
    return parse(stream.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    ("fragments", "text"),
    [(["1", "bold", "2"], "12"), (["12", "up", "1"], "12 1"), (["12", "struck", "3"], f"12{DOUBT}")],
)
def test_runs_within_a_cell(fragments: list[str], text: str):
    assert rich(*fragments).text.strip().split("\t")[-1] == text


def test_formulas_show_what_was_calculated_if_that_is_kept():
    def made() -> bytes:
        stream = io.BytesIO()
        made = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["内容", "件数"])
        sheet.write(1, 0, "规章")
        sheet.write_formula(1, 1, "=5+7", value=12)
        made.close()
        return stream.getvalue()

    data = made()
    # This library writes whatever it is told and has everything calculated anew when the workbook is opened.
    assert DOUBT in parse(data, "a.xlsx").text
    kept = rewritten(data, "xl/workbook.xml", lambda part: part.replace(b' fullCalcOnLoad="1"', b""))
    assert "规章\t12" in parse(kept, "a.xlsx").text


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return stream.getvalue()


# -- where it stands -------------------------------------------------------------------------------------------------


def test_every_filled_cell_has_its_origin():
    document = cells({**TABLE, "D5": "注", "E5": "x"})
    assert [(document.text[each.start : each.end], each.cell) for each in document.origins] == [
        ("内容", "表!A1"),
        ("件数", "表!B1"),
        ("规章", "表!A2"),
        ("12", "表!B2"),
        ("注", "表!D5"),
        ("x", "表!E5"),
    ]


def test_merged_cells_span_and_hide_what_they_cover():
    data = book(lambda sheet: [sheet.append(["规章", 1]), sheet.append([99, 2]), sheet.merge_cells("C1:C2")])
    merged = rewritten(data, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"C1:C2", b"A1:A2"))
    document = parse(merged, "a.xlsx")
    (grid,) = document.grids
    assert [(c.row, c.column, c.rowspan, c.colspan) for c in grid.cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 1),
        (1, 1, 1, 1),
    ]
    assert "99" not in document.text


def test_sentences_are_lines_and_an_empty_row_parts_tables():
    values = {
        "A1": "总体情况。" * 20,
        **{f"{c}{int(r) + 1}": v for (c, r), v in TABLE.items()},
        "A6": "甲",
        "B6": 1,
    }
    document = cells(values)
    assert len(document.grids) == 2
    assert document.text.split("\n")[0] == "总体情况。" * 20


def test_a_title_over_all_columns_is_a_line():
    document = cells({"A1": "年报", "A2": "内容", "B2": 1}, lambda sheet: sheet.merge_cells("A1:B1"))
    assert document.text.startswith("年报\n\n内容\t1")


def hide_row(sheet) -> None:
    sheet.row_dimensions[2].hidden = True


def hide_column(sheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def no_zeros(sheet) -> None:
    sheet.sheet_view.showZeros = False


@pytest.mark.parametrize(
    ("hide", "text"),
    [
        (None, "甲\t1\t2\n乙\t0\t4\n丙\t5\t6"),
        (hide_row, "甲\t1\t2\n丙\t5\t6"),
        (hide_column, "甲\t2\n乙\t4\n丙\t6"),
        (no_zeros, "甲\t1\t2\n乙\t\t4\n丙\t5\t6"),
    ],
)
def test_what_is_hidden_is_not_read(hide, text: str):
    values = {"A1": "甲", "B1": 1, "C1": 2, "A2": "乙", "B2": 0, "C2": 4, "A3": "丙", "B3": 5, "C3": 6}
    assert cells(values, hide).text.strip() == text


def test_hidden_sheets_are_not_read():
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = "显示"
    for state in ("hidden", "veryHidden"):
        sheet = made.create_sheet()
        sheet["A1"], sheet.sheet_state = "隐藏", state
    stream = io.BytesIO()
    made.save(stream)
    assert parse(stream.getvalue(), "a.xlsx").text.strip() == "显示"


def test_a_last_row_of_blanks_with_borders_belongs_to_the_table():
    def rule(sheet) -> None:
        thin = Side(style="thin")
        for row in range(3, 40):
            for column in "AB":
                sheet[f"{column}{row}"].border = Border(top=thin, bottom=thin, left=thin, right=thin)

    assert cells(TABLE).grids[0].rows == 2
    assert 2 < cells(TABLE, rule).grids[0].rows < 10


# -- files that are no report's --------------------------------------------------------------------------------------


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(data, "a.xlsx")
    assert caught.value.message.startswith("a.xlsx: ")
    return caught.value


def test_two_cells_at_opposite_corners_take_no_room():
    document = cells({"A1": "甲", "XFD1048576": 1})
    assert document.text.split() == ["甲", "1"]


def test_a_sheet_that_unpacks_to_a_gigabyte_is_refused():
    data = rewritten(book(lambda _: None), "xl/worksheets/sheet1.xml", lambda part: part + b" " * 101_000_000)
    assert refused(data).code == "too_complex"


def test_more_cells_than_a_report_has_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crossfoot.documents.sheets.xlsx.MAX_CELLS", 3)
    assert refused(book(lambda sheet: [sheet.append([1, 2, 3]) for _ in range(2)])).code == "too_complex"


def test_merged_cells_over_everything_are_refused():
    def fill(sheet) -> None:
        sheet["A1"], sheet["D1048576"] = "甲", 1
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")

    def tall(part: bytes) -> bytes:
        return part.replace(b"A1:A2", b"A1:A1048576").replace(b"B1:B2", b"B1:B1048576")

    assert refused(rewritten(book(fill), "xl/worksheets/sheet1.xml", tall)).code == "too_complex"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_cut_part_or_a_document_type_is_damage(part: str):
    data = book(lambda sheet: sheet.append(["甲", 1]))
    assert refused(rewritten(data, part, lambda old: old[: len(old) // 2])).code == "damaged"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert (
        refused(
            rewritten(
                data, part, lambda old: bomb + old[old.index(b"?>") + 2 :] if b"?>" in old else bomb + old
            )
        ).code
        == "damaged"
    )


def test_a_sheet_that_the_file_names_and_does_not_hold_is_damage():
    def lost(part: bytes) -> bytes:
        return part.replace(b'"rId1"', b'"rId99"')

    data = book(lambda sheet: sheet.append(["甲", 1]))
    assert refused(rewritten(data, "xl/_rels/workbook.xml.rels", lost)).code == "damaged"


def test_an_empty_workbook_is_empty():
    assert refused(book(lambda _: None)).code == "empty"


def test_a_binary_workbook_is_told_to_be_saved_otherwise():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("xl/workbook.bin", b"x")
        target = '<Relationship Id="1" Type="http://x/officeDocument" Target="xl/workbook.bin"/>'
        made.writestr("_rels/.rels", f"<Relationships>{target}</Relationships>")
    error = refused(stream.getvalue())
    assert error.code == "unsupported_format"
    assert ".xlsx" in error.message


def test_a_panic_of_the_library_is_damage(monkeypatch: pytest.MonkeyPatch):
    class PanicException(BaseException):
        """As pyo3 raises it."""

    def panic(*_: object) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(xls, "_stream", lambda _: b"")
    monkeypatch.setattr(xls, "load_workbook", panic)
    with pytest.raises(DocumentError) as caught:
        xls.sheets(b"")
    assert caught.value.code == "damaged"


def test_junk_in_an_old_workbook_is_damage():
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for number in range(30):
        junk = Random(number).randbytes(4000)
        assert refused(head + junk + "Workbook".encode("utf-16-le")).code == "damaged"
