"""CSV: read back field by field; Chinese text, no formulas, nothing lost."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.export import codebook, write
from crossfoot.export.csv import neutral, write_csv
from crossfoot.store.record import ParentInfo


def read(path, start=0):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))[start:]


def as_text(value):
    return "" if value is None else str(value)


def test_wide_has_one_row_per_report_and_one_column_per_figure(tmp_path, make_record):
    new = make_record("甲.txt", cells={"disclosure.fees.amount_yuan": 70280.5})
    old = make_record("乙.txt", form_id="2019", status="source_error", year=None, issuer=None)
    summary = write([new, old], out := tmp_path / "表.csv")

    header, *rows = read(out)
    paths = [entry.path for entry in codebook()]
    about = ["path", "sha256", "title", "issuer", "year", "form", "status", "reason"]
    origin = ["published", "signed", "index_number", "parents"]
    assert header == [*about, *origin, *paths]
    for record, row in zip([new, old], rows, strict=True):
        document = record.document
        assert row[:8] == [
            as_text(value)
            for value in (
                document.path,
                document.sha256,
                document.title,
                document.issuer,
                document.year,
                record.form,
                record.status,
                record.reason,
            )
        ]
        assert row[8:12] == [""] * 4
        assert row[12:] == [as_text(record.cells.get(path)) for path in paths]
    assert (summary.reports, summary.rows) == (2, 2)
    assert summary.statuses == {"verified": 1, "source_error": 1}


def test_when_and_from_where_a_report_is(tmp_path, make_record):
    parents = [
        ParentInfo(name=name, level="city", source=source, span=None)
        for name, source in (("云锦市", "publisher"), ("白浦州", "path"), ("云锦市", "path"))
    ]
    record = make_record(
        published=date(2024, 1, 15),
        signed=date(2024, 1, 12),
        index_number="BP-2024-3",
        parents=tuple(parents),
    )
    write([record], out := tmp_path / "表.csv")
    assert read(out)[1][8:12] == ["2024-01-15", "2024-01-12", "BP-2024-3", "云锦市；白浦州"]


def test_long_has_one_row_per_figure_with_its_place(tmp_path, make_record):
    record, failed = make_record(), make_record("坏.txt", status="failed")
    summary = write([record, failed], out := tmp_path / "表.csv", shape="long")

    header, *rows = read(out)
    assert header[-6:] == ["cell", "label", "kind", "value", "start", "end"]
    labels = {entry.path: entry.label for entry in codebook()}
    assert [row[7] for row in rows] == [path for path in labels if path in record.cells]
    for *_, path, label, _, value, start, end in rows:
        assert label == labels[path]
        assert value == as_text(record.cells[path])
        assert [start, end] == [as_text(offset) for offset in record.evidence.get(path, (None, None))]
    assert (summary.reports, summary.rows) == (2, len(record.cells))


def test_a_2021_report_with_one_row_for_other_outcomes_fits(tmp_path, make_record):
    record = make_record(divided=False, cells={"requests.other.undivided.total": 77})
    write([record], out := tmp_path / "表.csv")
    header, row = read(out)
    assert row[header.index("requests.other.undivided.total")] == "77"


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_headers_in_chinese_and_both(tmp_path, make_record, shape):
    out = tmp_path / "表.csv"
    write([make_record()], out, shape=shape, labels="zh")
    chinese = read(out)[0]
    assert chinese[:3] == ["文件", "校验和", "标题"]
    assert len(set(chinese)) == len(chinese)
    write([make_record()], out, shape=shape, labels="both")
    assert read(out)[0] == chinese
    assert read(out)[1][:3] == ["path", "sha256", "title"]


def test_only_the_statuses_asked_for(tmp_path, make_record):
    records = [
        make_record(f"{s}.txt", status=s) for s in ("verified", "source_error", "needs_review", "failed")
    ]
    summary = write(records, out := tmp_path / "表.csv", statuses=("verified", "source_error"))
    assert [row[0] for row in read(out, 1)] == ["verified.txt", "source_error.txt"]
    assert summary.reports == 2
    assert write(records, out).reports == 4


def test_the_bytes_are_what_excel_expects(tmp_path, make_record):
    write([make_record(title='含\n换行，和"引号"')], out := tmp_path / "表.csv")
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfpath,")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 2
    assert read(out)[1][2] == '含\n换行，和"引号"'


def test_whole_amounts_have_no_fraction(tmp_path, make_record):
    write([make_record(cells={"disclosure.fees.amount_yuan": 70280.0})], out := tmp_path / "表.csv")
    header, row = read(out)
    assert row[header.index("disclosure.fees.amount_yuan")] == "70280"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "  =1", "\u3000=1", "'=1"]
)
def test_text_never_runs_as_a_formula(tmp_path, make_record, text):
    write([make_record(title=text)], out := tmp_path / "表.csv")
    assert read(out)[1][2] == "'" + text


def test_numbers_stay_numbers_and_other_text_stays_as_it_is():
    for field in (-5, 0, -70280.5, None, "甲县", "", "2023-01-31", "a=b"):
        assert neutral(field) is field


fields = st.none() | st.text(st.characters(codec="utf-8")) | st.integers() | st.floats(allow_nan=False)


@given(rows=st.lists(st.lists(fields, min_size=2, max_size=5)))
def test_what_is_written_can_be_read_back(rows):
    out = io.BytesIO()
    write_csv(rows, out)
    back = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert len(back) == len(rows)
    for row, texts in zip(rows, back, strict=True):
        assert [restored(text, value) for text, value in zip(texts, row, strict=True)] == row


def restored(text, like):
    """The value behind *text*, of the type of *like*."""
    if like is None:
        return text or None
    return text.removeprefix("'") if isinstance(like, str) else type(like)(text)
