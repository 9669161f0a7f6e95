"""Errors: one line for what a user can mend, one line and a hint for what nobody foresaw."""

import os
import subprocess
import sys

import pytest
from cli_records import record

from crossfoot.cli.text import duration, plural, safe, size


def test_an_unexpected_error_is_one_line_with_a_hint_and_status_1(cli, pipeline, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    pipeline.error = ZeroDivisionError("by \x1b[31mzero")
    outcome = cli("extract", "a.txt", "--quiet")
    assert outcome.status == 1
    assert outcome.err.splitlines()[0] == "Unexpected error: ZeroDivisionError: by \\x1b[31mzero"
    assert "--traceback" in outcome.err
    assert "Traceback" not in outcome.err


def test_the_traceback_is_shown_on_demand(cli, pipeline, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    pipeline.error = ZeroDivisionError("by zero")
    outcome = cli("--traceback", "extract", "a.txt", "--quiet")
    assert outcome.status == 1
    assert "Traceback" in outcome.err


@pytest.mark.usefixtures("pipeline")
@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["extract"],
        ["extract", "does-not-exist"],
        ["extract", ".", "--reader", "psychic"],
        ["show"],
        ["check", "does-not-exist"],
        ["export", "out.csv"],
        ["cache", "ls"],
        ["cache", "prune"],
    ],
)
def test_what_cannot_be_done_as_asked_has_status_2_and_says_why(cli, arguments):
    outcome = cli(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert "Error: " in outcome.err
    assert "Traceback" not in outcome.err


def test_an_argument_cannot_steer_the_terminal(cli):
    outcome = cli("check", "\x1b]0;title\x07\u202etxt.exe")
    assert outcome.status == 2
    assert "\x1b" not in outcome.err
    assert "\u202e" not in outcome.err
    assert "\\x1b]0;title\\x07" in outcome.err


def test_a_reader_that_goes_away_is_no_error_of_ours(tmp_path, stored):
    stored(*(record(f"{number}.txt", title="某市年度报告") for number in range(40)))
    command = [sys.executable, "-m", "crossfoot", "cache", "ls", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = subprocess.run(
            command, cwd=tmp_path, stdout=gone, stderr=subprocess.PIPE, text=True, env=_src()
        )
    assert ran.returncode == 141
    assert ran.stderr == ""


def _src() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("楚雄市 — a.txt", "楚雄市 — a.txt"),
        ("a\nb\tc\rd", "a b c d"),
        ("\x1b[2J\x07\x9b", "\\x1b[2J\\x07\\x9b"),
        ("\u202egpj.exe\u2066\u200b", "\\u202egpj.exe\\u2066\\u200b"),
        ("\udcff.txt", "\\udcff.txt"),
        ("[bold]not markup[/]", "[bold]not markup[/]"),
    ],
)
def test_text_is_made_harmless_and_otherwise_left_alone(text, shown):
    assert safe(text) == shown


def test_numbers_in_words():
    assert [plural(1, "document"), plural(2, "document"), plural(1200, "entry")] == [
        "1 document",
        "2 documents",
        "1,200 entries",
    ]
    assert [size(1), size(999), size(1500), size(2_500_000), size(3 * 10**12)] == [
        "1 byte",
        "999 bytes",
        "1.5 kB",
        "2.5 MB",
        "3000.0 GB",
    ]
    assert [duration(0.44), duration(59), duration(185), duration(7800)] == [
        "0.4 s",
        "59 s",
        "3 min 05 s",
        "2 h 10 min",
    ]
