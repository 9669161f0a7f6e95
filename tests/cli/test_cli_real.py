"""The commands over the real pipeline, without a model: real reports, bad input, resuming."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crossfoot.store import Record

REPORTS = Path(__file__).parents[2] / "eval" / "reports"


def report(number: int) -> Path:
    return next(REPORTS.glob(f"{number:02d}_*"))


SOUND, WRONG = report(1), report(40)


def test_a_report_goes_from_the_file_to_the_table(cli, tmp_path):
    outcome = cli("extract", SOUND, WRONG, "--out", "out.jsonl")
    assert outcome.status == 0
    assert "verified 1 · source_error 1 · needs_review 0 · failed 0" in outcome.err
    assert cli("show", SOUND.name).out.startswith("verified  ")
    shown = cli("show", WRONG.name).out
    assert shown.startswith("source_error  ")
    assert "!!221" in shown
    assert "= 211 ≠ 总计 221" in shown.replace("\n", "")
    assert cli("export", "out.csv", "--status", "source_error").status == 0
    rows = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == [str(WRONG)]


def test_a_second_run_prints_the_same_records_from_the_store(cli, tmp_path):
    cli("extract", REPORTS, "--out", "first.jsonl")
    outcome = cli("extract", REPORTS, "--out", "second.jsonl")
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    count = len((tmp_path / "first.jsonl").read_bytes().splitlines())
    assert f"{count} of them from the store" in outcome.err


def test_a_limit_stops_and_the_next_run_goes_on(cli, tmp_path):
    assert cli("extract", REPORTS, "--limit", "5", "--out", "out.jsonl").status == 4
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 5
    assert cli("extract", REPORTS, "--out", "out.jsonl").status in (0, 3)
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == len(list(REPORTS.iterdir()))


def test_check_finds_the_same_in_the_report_and_in_its_record(cli):
    direct = cli("check", WRONG)
    assert direct.status == 3
    assert "自然人 182 + 商业企业 17" in direct.out
    cli("extract", WRONG, SOUND, "--out", "out.jsonl")
    again = cli("check", "out.jsonl")
    assert again.status == 3
    # The record does not hold the text, so no lines are named.
    found = [line for line in again.out.splitlines() if not line.startswith("可以核实")]
    assert found == [line.partition("  [原文")[0] for line in direct.out.splitlines()]
    assert cli("check", SOUND).status == 0


def test_show_reads_a_report_on_the_spot(cli, tmp_path):
    outcome = cli("show", WRONG)
    assert "not stored" in outcome.out
    assert not (tmp_path / "cache").exists()


BAD = {
    "empty.txt": b"",
    "junk.txt": bytes(range(256)) * 40,
    "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(2000),
    "other.txt": "今天天气很好，没有任何表格。".encode() * 50,
    "gb.html": '<meta charset="gb2312"><p>镕 ㎡ 年度报告</p>'.encode("gb18030"),
}


@pytest.fixture
def bad(tmp_path):
    folder = tmp_path / "bad"
    folder.mkdir()
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    return folder


def test_bad_input_ends_in_one_record_each_and_the_batch_goes_on(cli, bad, tmp_path):
    (bad / "good.txt").write_bytes(SOUND.read_bytes())
    (bad / os.fsdecode(b"\xb1\xa8\xb8\xe6.txt")).write_bytes(SOUND.read_bytes())
    outcome = cli("extract", "bad", "--out", "out.jsonl")
    assert outcome.status == 3
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(records) == len(BAD) + 2
    status = {Path(item["document"]["path"]).name: item["status"] for item in records}
    assert {name: status[name] for name in BAD} == dict.fromkeys(BAD, "failed")
    assert status["good.txt"] == "verified"
    assert sum(name in outcome.err for name in BAD) == len(BAD)
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_shown_and_checked_in_words(cli, bad, name):
    assert cli("show", bad / name).out.startswith("failed  ")
    checked = cli("check", bad / name)
    assert checked.status == 3
    assert checked.out.startswith("无法读取  ")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file that may not be read")
def test_an_unreadable_file_is_a_failed_record(cli, tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "secret.txt").chmod(0)
    assert cli("extract", "secret.txt").status == 3


def test_a_folder_without_reports_is_refused(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    for command in ("extract", "check"):
        outcome = cli(command, "empty")
        assert outcome.status == 2
        assert "no document in this folder" in outcome.err


@pytest.fixture
def many(tmp_path):
    """A folder of reports that are all different, and the command that reads it."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number}.txt").write_bytes(SOUND.read_bytes() + str(number).encode())
    return [sys.executable, "-m", "crossfoot", "extract", "many", "--reader", "offline", "--out", "out.jsonl"]


MANY = 80
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def wait_for(file: Path, size: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (file.exists() and file.stat().st_size >= size):
        time.sleep(0.005)


def test_a_killed_run_leaves_whole_lines_and_is_resumed(tmp_path, many):
    out = tmp_path / "out.jsonl"
    with subprocess.Popen(many, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        wait_for(out, 100_000)
        process.send_signal(signal.SIGKILL)
    lines = out.read_bytes().split(b"\n")
    assert 0 < len(lines) < MANY
    for line in lines[:-1]:
        Record.model_validate_json(line)
    ran = subprocess.run(many, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True)
    assert ran.returncode == 0
    assert "from the store" in ran.stderr
    assert ran.stdout == ""
    assert len(out.read_bytes().splitlines()) == MANY


def test_ctrl_c_in_a_real_run_drains_it(tmp_path, many):
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(many, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    wait_for(out, 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Stopping" in err
    assert f"of {MANY}" in err
    for line in out.read_bytes().splitlines():
        Record.model_validate_json(line)
