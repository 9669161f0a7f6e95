"""XLSX: read back with another library, cell by cell."""

import io

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from crossfoot.export import codebook, write
from crossfoot.export.xlsx import Book


def sheet(path, name="data"):
    book = openpyxl.load_workbook(path)
    return book[name]


def values(path, name="data"):
    return [list(row) for row in sheet(path, name).iter_rows(values_only=True)]


def test_wide_has_labels_above_names_and_one_row_per_report(tmp_path, make_record):
    new = make_record("甲.txt", cells={"disclosure.fees.amount_yuan": 70280.5})
    old = make_record("乙.txt", form_id="2019", status="source_error", year=None)
    summary = write([new, old], out := tmp_path / "表.xlsx")

    labels, names, *rows = values(out)
    assert labels[:8] == ["文件", "校验和", "标题", "机关", "年度", "表式", "状态", "理由"]
    assert names[:8] == ["path", "sha256", "title", "issuer", "year", "form", "status", "reason"]
    assert labels[8:12] == ["发布日期", "落款日期", "索引号", "所属地区（候选）"]
    assert labels[12:] == [entry.label for entry in codebook()]
    assert names[12:] == [entry.path for entry in codebook()]
    for record, row in zip([new, old], rows, strict=True):
        document = record.document
        assert row[:5] == [document.path, document.sha256, document.title, document.issuer, document.year]
        assert row[5:8] == [record.form, record.status, record.reason]
        assert row[12:] == [record.cells.get(path) for path in names[12:]]
    assert (summary.reports, summary.rows) == (2, 2)


def test_long_has_one_row_per_figure(tmp_path, make_record):
    record = make_record()
    write([record], out := tmp_path / "表.xlsx", shape="long", labels="path")
    names, *rows = values(out)
    found = {row[names.index("cell")]: dict(zip(names, row, strict=True)) for row in rows}
    assert {path: row["value"] for path, row in found.items()} == record.cells
    places = {path: (row["start"], row["end"]) for path, row in found.items() if row["start"] is not None}
    assert places == record.evidence


@pytest.mark.parametrize(
    "text", ["=1+1", "https://example.org/", "{=1}", "-1", "007", "\x01\x02控制符\x7f\ufffe\uffff", "a\tb\nc"]
)
def test_text_stays_text(tmp_path, make_record, text):
    write([make_record(title=text, issuer="甲县")], out := tmp_path / "表.xlsx")
    cell = sheet(out)["C3"]
    assert (cell.data_type, unescape(cell.value), cell.hyperlink) == ("s", text, None)


def test_long_text_is_cut_where_spreadsheets_cut_it(tmp_path, make_record):
    write([make_record(title="长" * 40_000)], out := tmp_path / "表.xlsx")
    assert sheet(out)["C3"].value == "长" * 32_767


@pytest.mark.parametrize(
    ("value", "read"), [(10**15 - 1, 10**15 - 1), (10**15, str(10**15)), (-(10**15), str(-(10**15))), (0, 0)]
)
def test_a_number_keeps_all_its_digits(tmp_path, make_record, value, read):
    write([make_record(cells={"disclosure.fees.amount_yuan": value})], out := tmp_path / "表.xlsx")
    _, names, row = values(out)
    assert row[names.index("disclosure.fees.amount_yuan")] == read


def test_the_header_is_frozen_and_filterable(tmp_path, make_record):
    write([make_record()], out := tmp_path / "表.xlsx", shape="long")
    assert sheet(out).freeze_panes == "B3"
    assert sheet(out).auto_filter.ref == f"A2:M{2 + len(make_record().cells)}"


def test_the_codebook_explains_each_column(tmp_path, make_record):
    write([make_record()], out := tmp_path / "表.xlsx")
    header, *rows = values(out, "codebook")
    assert header == ["path", "指标名称", "所在表", "类型", "单位", "表式", "说明"]
    assert [(row[0], row[1]) for row in rows] == [(entry.path, entry.label) for entry in codebook()]
    assert ["disclosure.fees.amount_yuan", "yuan", "元", "2021"] in [[r[0], r[3], r[4], r[5]] for r in rows]


def test_the_last_sheet_tells_how_the_export_came_about(tmp_path, make_record):
    records = [make_record("1"), make_record("2"), make_record("3", status="failed")]
    write(records, out := tmp_path / "表.xlsx")
    about = values(out, "about")
    counts = {row[0]: row[2] for row in about}
    assert (counts["verified"], counts["source_error"], counts["failed"]) == (2, 0, 1)
    assert ["offline r1", None, 3] in about


def test_more_rows_than_a_sheet_holds_go_on_the_next():
    book = Book(out := io.BytesIO(), [["a", "b"]], max_rows=3)
    for number in range(5):
        book.write((number, "甲"))
    book.finish([])
    book.close()
    opened = openpyxl.load_workbook(out)
    assert opened.sheetnames == ["data", "data 2", "data 3", "codebook", "about"]
    sheets = [[row[0] for row in opened[name].iter_rows(values_only=True)] for name in opened.sheetnames[:3]]
    assert sheets == [["a", 0, 1], ["a", 2, 3], ["a", 4]]


def test_no_records_still_make_a_workbook(tmp_path):
    assert write([], out := tmp_path / "表.xlsx").reports == 0
    assert len(values(out)) == 2
