"""The study runs, counts what it says, and would see a program that verifies wrong figures."""

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

STUDY = Path(__file__).parents[2] / "eval/bench/verification/study.py"


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location("verification_study", STUDY)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def cases(study, name, count, offline=False):
    jobs = [(name, number) for number in range(count)]
    return study.run(jobs, 1, 1, study.Habits(), offline)


def test_every_configuration_runs(study):
    for name in study.CONFIGURATIONS:
        (case,) = cases(study, name, 1)
        assert case.full.status in ("verified", "source_error", "needs_review", "failed")
        assert case.sums.status in ("verified", "source_error")


def test_the_same_seed_gives_the_same_figures(study):
    def without_time(case):
        return replace(case.full, milliseconds=0), replace(case.sums, milliseconds=0)

    first, second = ([without_time(case) for case in cases(study, "text", 5)] for _ in range(2))
    assert first == second


def test_sums_alone_verify_wrong_figures_and_the_program_none(study):
    found = cases(study, "text", 60)
    full = study.figures([case.full for case in found])
    sums = study.figures([case.sums for case in found])
    assert full["verified but wrong"].count == 0
    assert sums["verified but wrong"].count > 5
    assert full["readings with errors"] == sums["readings with errors"]
    assert full["readings with errors"].count > 15


def test_a_program_that_trusts_the_first_reading_is_seen(study, monkeypatch):
    async def trusting(prepared, reader, _info, _rounds):
        record = study.offline_record(prepared)
        return record.model_copy(update={"status": "verified", "cells": reader.first}), None, True

    monkeypatch.setattr(study, "model_record", trusting)
    found = cases(study, "HTML", 20)
    assert study.figures([case.full for case in found])["verified but wrong"].count > 3
    assert any("verified but wrong" in study.faults(case) for case in found)
    assert any("verified although a sum fails" in study.faults(case) for case in found)


def test_the_offline_reader_asks_nothing(study):
    assert all(case.full.questions == 0 for case in cases(study, "HTML", 5, offline=True))


@pytest.mark.parametrize(
    "count, of, low, high", [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_intervals_are_wilsons(study, count, of, low, high):
    assert study.Share(count, of).interval == pytest.approx((low, high), abs=1e-4)


def test_a_share_of_nothing_says_nothing(study):
    assert str(study.Share(0, 0)) == "–"
    assert study.Share(0, 0).interval == (0.0, 1.0)


def test_the_command_writes_its_figures(study, monkeypatch, tmp_path, capsys):
    out = tmp_path / "out.json"
    monkeypatch.setattr(
        sys, "argv", ["study.py", "--documents", "2", "--configuration", "text", "--json", str(out)]
    )
    assert study.main() == 0
    assert "verified but wrong" in capsys.readouterr().out
    written = json.loads(out.read_text(encoding="utf-8"))
    assert len(written["documents"]) == 2
    assert written["figures"]["text"]["full"]["verified but wrong"]["count"] == 0


def test_documents_that_went_wrong_are_written(study, tmp_path):
    (case,) = cases(study, "text", 1)
    wrong = replace(case, full=replace(case.full, status="verified", wrong=1))
    study.dump([wrong], 1, tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".txt", ".json"}
