"""`crossfoot source`: what offsets in records point into."""

import json
from pathlib import Path

import pytest

from crossfoot.cli.app import run
from crossfoot.pipeline import examine

REPORTS = Path(__file__).parents[2] / "eval" / "reports"


@pytest.fixture(scope="module")
def report():
    return next(REPORTS.glob("10_*.txt"))


def test_the_offsets_of_a_record_show_its_figures(report, capfd):
    record = examine(report)
    path = "requests.received.total"
    start, end = record.evidence[path]
    assert run(["source", str(report), f"{start}:{end}"]) == 0
    assert capfd.readouterr().out.startswith(f"{start}:{end}  {record.cells[path]}  | ")


def test_the_whole_text_is_what_offsets_count(report, capfd):
    assert run(["source", str(report), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    record = examine(report)
    assert told["sha256"] == record.document.sha256
    for path, (start, end) in record.evidence.items():
        if record.cells[path]:
            assert told["text"][start:end].strip("元万 +-") != ""
    assert run(["source", str(report)]) == 0
    assert len(capfd.readouterr().out.splitlines()) >= told["text"].count("\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["5:1"], "lies outside"),
        (["1:99999999"], "lies outside"),
        (["twelve"], "not START:END"),
    ],
)
def test_a_span_that_is_none_is_refused(report, arguments, said, capfd):
    assert run(["source", str(report), *arguments]) == 2
    assert said in capfd.readouterr().err


def test_a_file_that_cannot_be_read_is_told_in_a_line(tmp_path, capfd):
    empty = tmp_path / "空.html"
    empty.write_bytes(b"")
    assert run(["source", str(empty)]) == 2
    assert "the file is empty" in capfd.readouterr().err


def test_what_a_text_holds_cannot_steer_the_terminal(tmp_path, capfd):
    wicked = tmp_path / "报告.txt"
    wicked.write_text("一、本年\u2066新收\n", encoding="utf-8")
    assert run(["source", str(wicked)]) == 0
    assert "\u2066" not in capfd.readouterr().out
