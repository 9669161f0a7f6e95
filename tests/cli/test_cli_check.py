"""`crossfoot check`: what does not add up, on standard output; whether anything, in the exit status."""

import json

import pytest
from cli_records import balance, failed, record, unbalanced


@pytest.fixture
def documents(tmp_path, pipeline):
    """Files whose reading is known."""

    def put(*records):
        pipeline.records = list(records)
        for item in records:
            (tmp_path / item.document.path).write_text("x")
        return [item.document.path for item in records]

    return put


@pytest.mark.parametrize(
    ("item", "status"),
    [
        (record(), 0),
        (unbalanced(), 3),
        (record("r.txt", "needs_review"), 3),
        (failed(), 3),
        (record(findings=[balance(severity="warning")]), 0),
        (record(findings=[balance(verdict="untestable")]), 0),
    ],
)
def test_the_exit_status_tells_whether_anything_is_wrong(cli, documents, item, status):
    assert cli("check", *documents(item)).status == status


def test_each_finding_is_told_with_rule_place_and_numbers(cli, documents):
    outcome = cli(
        "check", *documents(record("good.txt"), unbalanced("wrong.txt"), failed("bad.bin", "a picture"))
    )
    assert outcome.out.splitlines() == [
        "source_error  wrong.txt",
        "  error  一 + 二 = （七）总计 + 四  [requests.balance.natural_person]",
        "      一、本年新收申请数量 11 + 二、上年结转申请数量 2 = 13 ≠ （七）总计 12",
        "failed  bad.bin",
        "  a picture",
    ]
    assert outcome.err == "3 documents checked, 2 not in order\n"


def test_a_warning_is_told_and_changes_no_status(cli, documents):
    outcome = cli("check", *documents(record(findings=[balance(severity="warning")])))
    assert outcome.status == 0
    assert "warning  一 + 二" in outcome.out


def test_json_is_one_line_for_each_document(cli, documents):
    outcome = cli("check", *documents(record("good.txt"), unbalanced("wrong.txt")), "--format", "json")
    good, wrong = map(json.loads, outcome.out.splitlines())
    assert good == {
        "path": "good.txt",
        "status": "verified",
        "reason": "each figure stands in its place",
        "findings": [],
        "error": None,
    }
    assert wrong["findings"][0]["left"] == 13


@pytest.mark.usefixtures("pipeline")
def test_results_are_held_against_the_rules_again(cli, tmp_path):
    (tmp_path / "results.jsonl").write_text(
        unbalanced().line() + "\n" + record().line() + "\n", encoding="utf-8"
    )
    outcome = cli("check", "results.jsonl")
    assert outcome.status == 3
    assert outcome.err == "2 documents checked, 1 not in order\n"


@pytest.mark.usefixtures("pipeline")
def test_an_empty_folder_is_refused(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    outcome = cli("check", "empty")
    assert outcome.status == 2
    assert "no report in this folder" in outcome.err


def test_a_file_name_cannot_steer_the_terminal(cli, documents):
    out = cli("check", *documents(failed("evil\x1b[2J[red].bin", "why\x07"))).out
    assert out == "failed  evil\\x1b[2J[red].bin\n  why\\x07\n"
