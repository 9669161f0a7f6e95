"""Facts as a table: their own shape, and a sheet of their own in a workbook."""

import openpyxl
import pytest

from crossfoot.export import write
from crossfoot.forms.facts import Facts

FACTS = Facts.model_validate(
    {
        "disclosed": {
            "channels": [
                {
                    "name": "网站",
                    "kind": "website",
                    "value": 3,
                    "unit": "条",
                    "quote": "网站3条",
                    "span": (5, 9),
                },
                {
                    "name": "微信",
                    "kind": "wechat",
                    "value": 2,
                    "unit": "条",
                    "rough": True,
                    "quote": "微信约2条",
                    "span": (10, 15),
                },
            ]
        },
        "problems": [{"quote": "=1+1", "span": (20, 24)}],
        "fee": {
            "charged": {"value": True, "quote": "收费", "span": (30, 32)},
            "yuan": {"value": 12.5, "unit": "元", "quote": "12.5元", "span": (33, 38)},
        },
    }
)
ROWS = [
    ["facts.disclosed.channels", "网站", "website", 3, "条", 0, "网站3条", 5, 9],
    ["facts.disclosed.channels", "微信", "wechat", 2, "条", 1, "微信约2条", 10, 15],
    ["facts.problems", None, None, None, None, None, "=1+1", 20, 24],
    ["facts.fee.charged", None, None, "yes", None, None, "收费", 30, 32],
    ["facts.fee.yuan", None, None, 12.5, "元", 0, "12.5元", 33, 38],
]


@pytest.fixture
def records(make_record):
    """One report with facts, one without."""
    return [make_record("甲.txt").model_copy(update={"facts": FACTS}), make_record("乙.txt")]


def values(path, sheet):
    book = openpyxl.load_workbook(path)
    return (
        [list(row) for row in book[sheet].iter_rows(values_only=True)] if sheet in book.sheetnames else None
    )


@pytest.mark.parametrize(("shape", "sheet"), [("facts", "data"), ("wide", "facts"), ("long", "facts")])
def test_a_workbook_has_one_row_per_fact(tmp_path, records, shape, sheet):
    summary = write(records, out := tmp_path / "表.xlsx", shape=shape)
    labels, names, *rows = values(out, sheet)
    first = names.index("fact")
    assert names[0] == "path"
    assert names[first:] == [
        "fact",
        "label",
        "name",
        "kind",
        "value",
        "unit",
        "rough",
        "quote",
        "start",
        "end",
    ]
    assert labels[first] == "事实"
    assert {row[0] for row in rows} == {"甲.txt"}
    assert [[row[first], *row[first + 2 :]] for row in rows] == ROWS
    assert all(row[first + 1] for row in rows)
    assert summary.reports == 2
    assert summary.rows == {"facts": 5, "wide": 2, "long": 2 * len(records[0].cells)}[shape]


def test_a_workbook_without_facts_has_no_sheet_of_them(tmp_path, make_record):
    write([make_record()], out := tmp_path / "表.xlsx")
    assert openpyxl.load_workbook(out).sheetnames == ["data", "codebook", "about"]


def test_facts_of_records_that_are_left_out_are_left_out(tmp_path, records):
    write(records, out := tmp_path / "表.xlsx", statuses=["failed"])
    assert values(out, "facts") is None


def test_a_csv_of_facts_holds_no_formula(tmp_path, records):
    write(records, out := tmp_path / "表.csv", shape="facts")
    head, *rows = out.read_text(encoding="utf-8-sig").splitlines()
    assert head.endswith("fact,label,name,kind,value,unit,rough,quote,start,end")
    assert len(rows) == len(ROWS)
    assert ",'=1+1," in rows[2]


def test_interleaved_sheets_lose_no_row(tmp_path, make_record):
    """Facts and figures are written by turns; the workbook is never in memory as a whole."""
    records = [make_record(f"{n}.txt").model_copy(update={"facts": FACTS}) for n in range(6)]
    write(records, out := tmp_path / "表.xlsx", shape="long")
    assert len(values(out, "facts")) == 2 + 6 * len(ROWS)
    assert len(values(out, "data")) == 2 + 6 * len(records[0].cells)
