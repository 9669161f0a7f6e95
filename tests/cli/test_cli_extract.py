"""`crossfoot extract`: what goes where, and the promised exit statuses."""

import json
import os
import signal
from pathlib import Path

import pytest
from cli_records import failed, record, unbalanced

from crossfoot.store import Record, Store, StoreError


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "reports" / "a.txt"
    path.parent.mkdir()
    path.write_text("一份年度报告")
    return path


@pytest.mark.parametrize(
    ("records", "stopped", "status"),
    [
        ([record()], None, 0),
        ([record(), unbalanced()], None, 0),
        ([record(), record("b.txt", "needs_review")], None, 3),
        ([failed()], None, 3),
        ([record()], "limit", 4),
        ([failed()], "limit", 4),
        ([failed()], "provider", 5),
        ([], "configuration", 2),
        ([record()], "interrupted", 130),
    ],
)
def test_exit_statuses_are_those_of_the_contract(cli, pipeline, report, records, stopped, status):
    pipeline.records, pipeline.stopped = records, stopped
    assert cli("extract", report).status == status


def test_records_go_to_the_file_and_to_the_store_and_nothing_to_standard_output(
    cli, pipeline, report, tmp_path
):
    pipeline.records = [record("a.txt", title="楚雄市新村镇"), unbalanced()]
    outcome = cli("extract", report, "--out", "out.jsonl")
    assert outcome.out == ""
    text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert "楚雄市新村镇" in text
    assert [Record.model_validate_json(line) for line in text.splitlines()] == pipeline.records
    with Store.open_read_only(tmp_path / "cache" / "crossfoot.db") as store:
        assert len(list(store.records())) == 2


def test_standard_output_carries_records_and_nothing_else(cli, pipeline, report):
    pipeline.records = [record(), failed()]
    outcome = cli("extract", report, "--out", "-")
    assert [json.loads(line)["status"] for line in outcome.out.splitlines()] == ["verified", "failed"]


def test_the_summary_says_counts_cost_place_reasons_and_what_to_do_next(cli, pipeline, report):
    pipeline.records = [
        record(),
        *(record(f"r{n}.txt", "needs_review", reason=f"why {n}") for n in range(12)),
    ]
    pipeline.calls, pipeline.cost, pipeline.cached = 7, 0.25, 1
    err = cli("extract", report, "--out", "out.jsonl").err
    assert "verified 1 · source_error 0 · needs_review 12 · failed 0" in err
    assert "7 calls, 1,000 tokens in, 200 tokens out, cost 0.25" in err
    assert "cache/crossfoot.db" in err
    assert "out.jsonl" in err
    assert "1 of them from the store" in err
    assert "1 min 01 s" in err
    assert sum("why" in line for line in err.splitlines()) == 10
    assert "and 2 more" in err
    assert "crossfoot show r0.txt" in err


def test_a_name_with_control_characters_is_written_out(cli, pipeline, report):
    pipeline.records = [failed("evil\x1b[2J.txt", "line\none\x07")]
    err = cli("extract", report).err
    assert "\x1b" not in err
    assert "evil\\x1b[2J.txt: line one\\x07" in err


def test_where_all_that_is_wrong_is_told_nothing_is_left_to_suggest(cli, pipeline, report):
    pipeline.records = [failed("bad.bin", "bad.bin: not text")]
    err = cli("extract", report).err
    assert "failed        bad.bin: not text\n" in err
    assert "Next" not in err


def test_a_stop_says_why_and_how_to_go_on(cli, pipeline, report):
    pipeline.stopped, pipeline.message = "provider", "http://gpu:8000/v1 does not answer"
    err = cli("extract", report).err
    assert "Stopped: http://gpu:8000/v1 does not answer" in err
    assert "The same command again goes on from here" in err


def test_quiet_says_nothing_unless_the_run_was_stopped(cli, pipeline, report):
    pipeline.records = [unbalanced()]
    assert cli("extract", report, "--quiet").err == ""
    pipeline.stopped, pipeline.message = "configuration", "the key is not accepted"
    assert cli("extract", report, "--quiet").err == "the key is not accepted\n"


@pytest.mark.usefixtures("pipeline")
def test_files_of_a_folder_that_are_not_read_are_told(cli, report):
    folder = report.parent
    for name in ("a.csv", "b.csv", "c.json"):
        (folder / name).write_bytes(b"x")
    assert "Left alone: 3 files that are no document by name (.csv 2, .json 1)" in cli("extract", folder).err
    assert "Left alone" not in cli("extract", report).err


# -- who reads ------------------------------------------------------------------------------------------------------


def test_auto_is_offline_without_an_endpoint_and_says_so(cli, pipeline, report):
    err = cli("extract", report).err
    assert pipeline.options.reader == "offline"
    assert err.startswith("Reader: offline (no model is configured")


def test_auto_is_the_model_with_an_endpoint_and_says_which_without_its_secrets(
    cli, pipeline, report, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    err = cli(
        "extract", report, "--model", "m", "--base-url", "http://user:word@gpu:8000/v1", "--mode", "json"
    ).err
    assert pipeline.options.reader == "model"
    assert pipeline.options.endpoint.mode == "json"
    assert err.startswith("Reader: m at http://gpu:8000/v1 (json)\n")
    assert "word" not in err
    assert "sk-secret" not in err


def test_the_stronger_model_and_the_votes_are_announced(cli, pipeline, report):
    where = ["--model", "m", "--base-url", "http://gpu:8000/v1"]
    err = cli("extract", report, *where, "--votes", "3", "--escalate", "large").err
    assert pipeline.options.endpoint.escalate.model == "large"
    assert err.startswith(
        "Reader: m at http://gpu:8000/v1 (json_schema), 3 votes on cells in doubt,"
        " at last large at http://gpu:8000/v1 (json_schema)\n"
    )


@pytest.mark.parametrize("votes", ["0", "10", "many"])
def test_votes_are_one_to_nine(cli, pipeline, report, votes):
    outcome = cli("extract", report, "--votes", votes)
    assert outcome.status == 2
    assert "--votes" in outcome.err
    assert pipeline.options is None


def test_the_summary_says_what_the_questions_brought(cli, pipeline, report):
    pipeline.records, pipeline.calls = [record()], 4
    assert "in doubt" not in cli("extract", report).err
    pipeline.questions = (3, 1205, 1200)
    assert "  3 questions about 1,205 cells in doubt, 1,200 of them settled\n" in cli("extract", report).err


def test_options_reach_the_pipeline(cli, pipeline, report):
    arguments = [
        "--concurrency",
        "9",
        "--limit",
        "5",
        "--max-calls",
        "8",
        "--rounds",
        "1",
        "--votes",
        "3",
        "--refresh",
        "--max-bytes",
        "1000",
        "--reader",
        "offline",
    ]
    cli("extract", report, *arguments)
    options = pipeline.options
    assert (options.concurrency, options.limit, options.max_calls, options.rounds) == (9, 5, 8, 1)
    assert options.votes == 3
    assert options.refresh
    assert options.max_bytes == 1000


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--reader", "model"], "No model is configured"),
        (["--model", "m"], "No model is configured"),
        (["--reader", "offline", "--model", "m"], "--reader offline asks no model"),
        (["--reader", "offline", "--escalate", "m"], "--reader offline asks no model"),
        (["--escalate", "m"], "No model is configured"),
        (["--model", "m", "--base-url", "http://gpu/v1", "--escalate", "m"], "`escalate` is the first model"),
        (["--model", "m", "--base-url", "gpu:8000"], "`base_url` is no http:// or https:// address"),
    ],
)
def test_a_reader_that_cannot_be_had_is_refused_before_anything_is_read(
    cli, pipeline, report, arguments, why
):
    outcome = cli("extract", report, *arguments)
    assert outcome.status == 2
    assert why in outcome.err
    assert pipeline.options is None


# -- the output file ------------------------------------------------------------------------------------------------


def test_a_second_run_makes_the_file_whole_again(cli, pipeline, report, tmp_path):
    pipeline.records = [record()]
    cli("extract", report, "--out", "out.jsonl")
    pipeline.records = [record(), record("b.txt")]
    cli("extract", report, "--out", "out.jsonl")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


def test_a_run_that_reads_nothing_destroys_no_earlier_results(cli, pipeline, report, tmp_path):
    pipeline.records = [record()]
    cli("extract", report, "--out", "out.jsonl")
    pipeline.records, pipeline.stopped = [], "configuration"
    cli("extract", report, "--out", "out.jsonl")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1


def test_a_file_that_is_not_ours_is_not_overwritten(cli, pipeline, report):
    outcome = cli("extract", report.parent, "--out", report)
    assert outcome.status == 2
    assert report.read_text() == "一份年度报告"
    assert pipeline.options is None


@pytest.mark.usefixtures("pipeline")
def test_an_output_in_no_folder_is_refused(cli, report):
    outcome = cli("extract", report, "--out", "nowhere/out.jsonl")
    assert outcome.status == 2
    assert "No such file or directory" in outcome.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_drains_the_run_and_loses_no_reading(cli, pipeline, report, tmp_path):
    pipeline.records = [record(f"{number}.txt") for number in range(5)]
    outcome = cli("extract", report, "--out", "/dev/full")
    assert outcome.status == 2
    assert "No space left on device" in outcome.err
    assert pipeline.drained
    with Store.open_read_only(tmp_path / "cache" / "crossfoot.db") as store:
        assert len(list(store.records())) == 1


# -- the store ------------------------------------------------------------------------------------------------------


def test_the_store_can_be_named_by_option_and_by_variable(cli, pipeline, report, tmp_path, monkeypatch):
    pipeline.records = [record()]
    cli("extract", report, "--store", "mine.db")
    monkeypatch.setenv("CROSSFOOT_STORE", "yours.db")
    cli("extract", report)
    assert (tmp_path / "mine.db").is_file()
    assert (tmp_path / "yours.db").is_file()
    assert not (tmp_path / "cache").exists()


@pytest.mark.usefixtures("pipeline")
def test_a_store_that_is_none_is_one_line(cli, report, tmp_path):
    (tmp_path / "notes.db").write_text("not a database" * 100)
    outcome = cli("extract", report, "--store", "notes.db")
    assert outcome.status == 2
    assert "is not a SQLite database" in outcome.err


def test_a_store_that_fails_under_a_worker_is_one_line(cli, pipeline, report):
    pipeline.error = ExceptionGroup(
        "tasks", [ExceptionGroup("inner", [StoreError("cannot grow: disk full")])]
    )
    outcome = cli("extract", report)
    assert outcome.status == 2
    assert outcome.err.endswith("Error: cannot grow: disk full\n")


def test_an_error_under_a_worker_is_named_itself(cli, pipeline, report):
    pipeline.error = ExceptionGroup("tasks", [ZeroDivisionError("by zero")])
    outcome = cli("extract", report)
    assert outcome.status == 1
    assert "Unexpected error: ZeroDivisionError: by zero" in outcome.err


# -- Ctrl-C ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def press():
    """Press Ctrl-C in this process, and put back the handler whatever happens."""
    before = signal.getsignal(signal.SIGINT)
    yield lambda: os.kill(os.getpid(), signal.SIGINT)
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_keeps_what_is_done(cli, pipeline, report, press, tmp_path):
    before = signal.getsignal(signal.SIGINT)  # ignored, where the tests run in the background
    pipeline.records = [record(f"{number}.txt") for number in range(9)]
    pipeline.before_record = lambda position: press() if position == 3 else None
    outcome = cli("extract", report, "--out", "out.jsonl")
    assert outcome.status == 130
    assert pipeline.drained
    assert "Stopping: documents in work are finished and kept" in outcome.err
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) in (2, 3)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_aborts(cli, pipeline, report, press):
    pipeline.records = [record(f"{number}.txt") for number in range(9)]

    def twice(position):
        if position == 3:
            press()
            press()

    pipeline.before_record = twice
    outcome = cli("extract", report)
    assert outcome.status == 130
    assert not pipeline.drained
    assert "Aborted. What was finished is kept in cache/crossfoot.db" in outcome.err
    assert "Traceback" not in outcome.err


# -- progress -------------------------------------------------------------------------------------------------------


def test_where_standard_error_is_no_terminal_a_line_comes_now_and_then(capsys):
    from crossfoot.cli.progress import Lines
    from crossfoot.cli.text import console

    now = iter([0.0, 4.0, 12.0, 13.0, 24.0])

    class Step:
        total = 10
        cached = False

        def __init__(self, done):
            self.done = done
            self.record = record()

    lines = Lines(console(stderr=True), clock=lambda: next(now))
    for done in (1, 2, 3, 4):
        lines.update(Step(done))
    assert capsys.readouterr().err.splitlines() == [
        "2/10 · verified 2 · source_error 0 · needs_review 0 · failed 0 · about 48 s left",
        "4/10 · verified 4 · source_error 0 · needs_review 0 · failed 0 · about 36 s left",
    ]


def test_in_a_terminal_a_bar_shows_the_four_counts(cli, pipeline, report, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    pipeline.records = [record(), unbalanced(), failed()]
    outcome = cli("extract", report)
    assert "verified 1 · source_error 1 · needs_review 0 · failed 1" in outcome.err
    assert outcome.out == ""
