"""The table of round trips: what it draws, counts and bounds."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from crossfoot.evaluation.roundtrip import Read

BENCH = Path(__file__).parents[2] / "eval/bench/layouts.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("layouts_bench", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_documents_have_the_quirk_that_is_asked_for(bench):
    drawn = [bench.draw(number, 1, ["text", "pdf", "xlsx"], ["zeros blank"], 3) for number in range(6)]
    assert {name for name, _ in drawn} == {"text", "pdf", "xlsx"}
    assert all("zeros blank" in made.quirks for _, made in drawn)
    assert drawn == [
        bench.draw(number, 1, ["text", "pdf", "xlsx"], ["zeros blank"], 3) for number in range(6)
    ]


def test_bounds(bench):
    assert bench.upper_bound(0, 100) == pytest.approx(0.0295, abs=1e-4)  # rule of three
    assert bench.upper_bound(5, 100) == pytest.approx(0.0992, abs=1e-4)


def test_a_run_tells_and_keeps(bench, tmp_path, monkeypatch, capsys):
    arguments = ["--documents", "4", "--only", "html", "--only", "tables absent"]
    monkeypatch.setattr(sys, "argv", ["layouts.py", *arguments, "--json", str(tmp_path / "out.json")])
    assert bench.main() == 0
    shown = capsys.readouterr().out
    assert "verified but wrong: 0 of 4" in shown
    told = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert told["figures"]["quirk"]["tables absent"]["documents"] == 4


def test_a_program_that_verifies_what_it_could_not_read_is_seen(bench, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "read", lambda _data, _name: Read("verified", {}, "", 0.0))
    arguments = ["--documents", "2", "--only", "text", "--keep", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["layouts.py", *arguments])
    assert bench.main() == 1
    assert "verified but wrong: 2 of 2" in capsys.readouterr().out
    assert len(list(tmp_path.glob("*.json"))) == len(list(tmp_path.glob("*.txt"))) == 2
