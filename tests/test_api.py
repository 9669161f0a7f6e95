"""The library: read, verify, extract, for people who import crossfoot."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

import crossfoot
from crossfoot import ReportError, extract, extract_many, read, verify
from crossfoot.evaluation.loopback import Gold, LoopbackServer
from crossfoot.readers.endpoint import Endpoint

REPORTS = Path(__file__).parents[1] / "eval" / "reports"
CLEAN = REPORTS / "10_宿迁市2024_管道符.txt"
OWN_ERROR = REPORTS / "42_金檀县2023_表四总计零.html"


def test_importing_the_package_loads_neither_the_library_nor_a_client():
    code = "import sys, crossfoot; print(sorted(m for m in sys.modules if m.split('.')[0] in {'crossfoot','openai','pydantic'}))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "['crossfoot']"


def test_every_public_name_is_there_and_no_other_is_made_up():
    for name in crossfoot.__all__:
        assert getattr(crossfoot, name)
    assert set(crossfoot.__all__) == set(dir(crossfoot))
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = crossfoot.guess


def test_a_path_and_its_bytes_read_alike():
    by_path, by_bytes = read(str(CLEAN)), read(CLEAN.read_bytes(), name=CLEAN.name)
    assert by_path.cells == by_bytes.cells
    assert by_path.text == by_bytes.text
    assert by_bytes.document.name == CLEAN.name
    assert by_path.cells.keys() | by_path.unread.keys() == by_path.form.cells.keys()


def test_the_line_of_a_value_holds_its_print():
    report = read(CLEAN)
    for path, evidence in verify(report).evidence.items():
        if evidence.span is not None and evidence.print is not None:
            line = report.line(evidence.span)
            assert evidence.print in line, path
            assert "\n" not in line


@pytest.mark.parametrize(
    "source, code",
    [(b"", "empty"), (b"PK\x03\x04" + b"\0" * 64, "damaged"), ("通知".encode(), "not_a_report")],
)
def test_what_cannot_be_read_says_why(source, code):
    with pytest.raises(ReportError, match="报告") as caught:
        read(source, name="报告")
    assert caught.value.code == code


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ReportError, match="没有"):
        read(tmp_path / "没有.txt")


def test_figures_of_others_are_held_against_the_print():
    report = read(CLEAN)
    assert verify(report, report.cells).decision == "verified"
    path = next(p for p in report.cells if p.startswith("disclosure."))
    wrong = verify(report, {**report.cells, path: (report.cells[path] or 0) + 1})
    assert (wrong.decision, [s.cell for s in wrong.suspects]) == ("ask_again", [path])
    rest = {p: v for p, v in report.cells.items() if p != path}
    assert [(s.cell, s.why) for s in verify(report, rest).suspects] == [(path, "unread")]


def test_a_cell_that_the_form_does_not_have_is_refused():
    with pytest.raises(ValueError, match=r"requests\.imagined\.total"):
        verify(read(CLEAN), {"requests.imagined.total": 1})


def test_an_error_of_the_report_is_its_own():
    verdict = verify(read(OWN_ERROR))
    assert verdict.decision == "source_error"
    assert [found.exact for found in verdict.localisations] == [True]


def test_soft_findings_come_last_and_decide_nothing():
    text = CLEAN.read_text(encoding="utf-8")
    report = read((text + "\n\n宿迁市人民政府\n2023年2月30日\n").encode(), name="草稿.txt")
    verdict = verify(report)
    assert verdict.decision == "verified"
    assert verdict.findings[-1].severity == "warning"


def test_records_come_in_the_order_of_the_paths(tmp_path):
    paths = [OWN_ERROR, tmp_path / "没有.txt", CLEAN, OWN_ERROR]
    seen = []
    records = extract_many(paths, on_record=lambda record: seen.append(record.status))
    assert [record.status for record in records] == ["source_error", "failed", "verified", "source_error"]
    assert sorted(seen) == sorted(record.status for record in records)
    assert extract(CLEAN) == records[2]


def test_a_store_is_used_again(tmp_path):
    store = tmp_path / "仓.db"
    first = extract(CLEAN, store=store)
    assert store.exists()
    assert extract(CLEAN, store=store) == first


async def test_it_can_be_called_where_a_loop_runs_as_in_a_notebook():
    assert asyncio.get_running_loop().is_running()
    assert extract(CLEAN).status == "verified"


def test_with_an_endpoint_the_model_reads(tmp_path):
    report = read(CLEAN)
    with LoopbackServer(Gold(report.form, dict(report.cells))) as server:
        endpoint = Endpoint(model="loopback", base_url=server.base_url)
        record = extract(CLEAN, endpoint=endpoint, store=tmp_path / "a.db")
        assert (record.status, record.reading.reader, record.reading.model) == (
            "verified",
            "model",
            "loopback",
        )
        assert record.cells.items() >= report.cells.items()


def test_an_endpoint_that_is_not_there_raises():
    endpoint = Endpoint(model="nobody", base_url="http://127.0.0.1:9/v1", attempts=1)
    with pytest.raises(ReportError) as caught:
        extract(CLEAN, endpoint=endpoint)
    assert caught.value.code == "provider"


@pytest.mark.parametrize("value", [True, "12", float("nan"), float("inf"), [1], 1j])
def test_a_value_that_is_no_number_is_refused(value):
    report = read(CLEAN)
    path = next(iter(report.cells))
    with pytest.raises(ValueError, match=path.replace(".", r"\.")):
        verify(report, {**report.cells, path: value})
