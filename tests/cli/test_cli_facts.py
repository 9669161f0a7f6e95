"""`--facts` on the command line: who is asked, what is shown, what is exported."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cli_records import record

from crossfoot.evaluation.loopback import LoopbackServer
from crossfoot.evaluation.loopback.__main__ import load_gold
from crossfoot.forms.facts import Facts
from crossfoot.store import Record

EVAL = Path(__file__).parents[2] / "eval"
REPORT = next((EVAL / "reports").glob("26_*"))
STATED = {
    "facts.disclosed.total": ["累计上传信息1035条", "1035条"],
    "facts.problems": ["少数答复书引用条款不准确", "瞎编的问题"],
    "facts.fee.charged": ["信息处理费收取金额为0元", "否"],
}


@pytest.fixture
def server():
    gold = replace(load_gold(EVAL / "gold" / f"{REPORT.stem}.json"), facts=STATED)
    with LoopbackServer(gold) as opened:
        yield opened


def model(server: LoopbackServer) -> list[str]:
    return ["--model", "loopback", "--base-url", server.base_url, "--workers", "0"]


def test_facts_are_asked_for_shown_and_exported(cli, server, tmp_path):
    outcome = cli("extract", REPORT, *model(server), "--facts", "--out", "out.jsonl")
    assert outcome.status == 0
    assert "and for the facts of the narrative" in outcome.err
    assert "2 calls" in outcome.err
    kept = Record.model_validate_json((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert kept.facts is not None
    assert kept.facts.disclosed.total.value == 1035

    shown = cli("show", REPORT).out
    assert "全年主动公开政府信息的总数  1,035 条  “累计上传信息1035条”" in shown
    assert "第六部分所说是否收取了信息处理费  no" in shown
    assert "1 statement of the model not taken" in shown
    assert "facts.problems: not_in_text: “瞎编的问题”" in shown

    assert cli("export", "facts.csv", "--shape", "facts").status == 0
    head, *rows = csv.reader((tmp_path / "facts.csv").read_text(encoding="utf-8-sig").splitlines())
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["fact"], row["value"], row["quote"]) for row in found] == [
        ("facts.disclosed.total", "1035", "累计上传信息1035条"),
        ("facts.problems", "", "少数答复书引用条款不准确"),
        ("facts.fee.charged", "no", "信息处理费收取金额为0元"),
    ]


@pytest.mark.parametrize(
    ("variable", "file", "flags", "asked"),
    [
        (None, None, [], False),
        ("1", None, [], True),
        (None, "facts = true", [], True),
        ("0", "facts = true", [], False),
        ("1", None, ["--no-facts"], False),
        ("0", None, ["--facts"], True),
    ],
)
def test_the_switch_is_taken_from_flag_variable_and_file(
    cli, server, monkeypatch, tmp_path, variable, file, flags, asked
):
    monkeypatch.delenv("CROSSFOOT_FACTS", raising=False)
    if variable is not None:
        monkeypatch.setenv("CROSSFOOT_FACTS", variable)
    if file is not None:
        (tmp_path / "crossfoot.toml").write_text(f"[model]\n{file}\n")
    assert cli("extract", REPORT, *model(server), *flags).status == 0
    assert server.counts["facts"] == asked


@pytest.mark.parametrize("reader", ["offline", "auto"])
def test_facts_need_a_model(cli, reader):
    outcome = cli("extract", REPORT, "--reader", reader, "--facts")
    assert outcome.status == 2
    assert "--facts" in outcome.err or "No model is configured" in outcome.err


def test_facts_in_the_settings_do_not_disturb_the_offline_reader(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("CROSSFOOT_FACTS", "1")
    assert cli("extract", REPORT, "--reader", "offline", "--workers", "0", "--out", "out.jsonl").status == 0
    assert cli("extract", REPORT, "--workers", "0").status == 0
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["facts"] is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "none is stated"),
        (
            {"error": {"type": "BadAnswer", "message": "no \x1b[2J answer"}},
            "none: BadAnswer: no \\x1b[2J answer",
        ),
        ({"cut": True}, "too long"),
        (
            {
                "followers": [
                    {
                        "name": "微信\x1b",
                        "value": 12000,
                        "unit": "人",
                        "rough": True,
                        "quote": "约1.2\n万人",
                        "span": (0, 7),
                    }
                ]
            },
            "微信\\x1b  about 12,000 人  “约1.2 万人”",
        ),
    ],
)
def test_whatever_the_facts_are_they_are_shown_safely(cli, stored, facts, words):
    stored(record("a.txt", facts=Facts.model_validate(facts)))
    shown = cli("show", "a.txt").out
    assert words in shown
    assert "\x1b" not in shown


def test_a_record_without_facts_is_shown_without_their_heading(cli, stored):
    stored(record("a.txt"))
    assert "Facts of the narrative" not in cli("show", "a.txt").out
