"""The benchmark of a model that gets worse: what it counts, and that both methods run, over few documents."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from crossfoot.evaluation.labels.gold import load_labels
from crossfoot.evaluation.noisy import open_library, shelved
from crossfoot.evaluation.results import Said
from crossfoot.forms import form

ROOT = Path(__file__).parents[2]
MODULES = ("collection", "outcomes", "methods", "plot", "table", "run")


@pytest.fixture(scope="module")
def bench():
    """The benchmark's modules by name, as its scripts import one another."""
    folder = str(ROOT / "eval" / "bench" / "noise")
    sys.path.insert(0, folder)
    yield {name: importlib.import_module(name) for name in MODULES}
    sys.path.remove(folder)
    for name in MODULES:
        del sys.modules[name]


@pytest.fixture
def outcome(bench):
    def made(status="verified", expected="verified", wrong=0, calls=1):
        return bench["outcomes"].Outcome("a", status, expected, wrong, wrong > 0, 0, calls, 100, 10)

    return made


def test_what_a_row_counts(bench, outcome):
    row = bench["outcomes"].Row(
        0.1,
        "full",
        [
            outcome(calls=2),
            outcome(wrong=1),
            outcome("source_error", "source_error"),
            outcome("source_error", "source_error", wrong=2),
            outcome("needs_review", wrong=5, calls=4),
        ],
        1.0,
    )
    assert (row.count("verified"), row.wrong, row.true_errors, row.accepted) == (2, 1, 1, 4)
    assert row.each("calls") == (2 + 1 + 1 + 1 + 4) / 4


def test_where_nothing_is_accepted_nothing_has_a_price(bench, outcome):
    row = bench["outcomes"].Row(0.3, "full", [outcome("needs_review")], 1.0)
    assert row.each("calls") is None
    assert "–" in bench["table"].line(row)
    assert bench["plot"].charts([row, replace(row, method="sums only")]).startswith("<svg")


def test_a_figure_that_the_printed_form_lacks_is_wrong(bench):
    label = next(each for each in load_labels(ROOT / "eval" / "gold").values() if each.form == "2021")
    wrong_cells = bench["outcomes"].wrong_cells
    assert wrong_cells(label, Said(cells=dict(label.cells))) == 0
    extra = next(cell.path for cell in label.printed_form.unprinted or form("2021", divided=False).unprinted)
    said = Said(cells={**label.cells, extra: 0 if label.cells.get(extra) is None else None})
    assert wrong_cells(label, said) == 1
    unread = Said(cells=label.cells, unread=frozenset(list(label.values)[:3]))
    assert wrong_cells(label, unread) == 3


def test_both_methods_see_the_same_first_readings(bench, tmp_path):
    files = bench["collection"].collect(tmp_path, 3, seed=1)
    library = open_library(tmp_path / "reports", tmp_path / "gold")
    sums, full = bench["methods"].measure(files, library, rate=1.0, seed=1)
    for row in (sums, full):
        assert [each.report for each in row.outcomes] == [path.name for path in files]
        assert [each.misread for each in row.outcomes] == [True] * 3
        assert all(each.calls for each in row.outcomes)
    assert full.wrong == 0
    shown = bench["table"].table([sums, full]).splitlines()
    assert len({len(line) for line in shown}) == 1
    drawn = etree.fromstring(bench["plot"].charts([sums, full]))
    assert {"sums only", "full verification"} <= set(drawn.itertext())


def test_documents_are_made_up_to_the_number_the_same_for_a_seed(bench, tmp_path):
    def collected(name):
        (tmp_path / name).mkdir()
        files = bench["collection"].collect(tmp_path / name, 48, seed=3)
        for path, label in files.items():
            if path.name.startswith("simulated-"):
                assert shelved(path, label).gold.cells == label.values
        return {path.name: path.read_bytes() for path in files}

    one = collected("one")
    assert len(one) == 48
    assert sum(name.startswith("simulated-") for name in one) == 3
    assert one == collected("other")


def test_a_file_that_is_asked_for_gets_its_folder(bench, tmp_path):
    bench["run"].write(tmp_path / "docs" / "images" / "noise.svg", "<svg/>")
    assert (tmp_path / "docs" / "images" / "noise.svg").read_text(encoding="utf-8") == "<svg/>\n"
    bench["run"].write(None, "nothing")
