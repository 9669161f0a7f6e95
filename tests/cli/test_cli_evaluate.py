"""`crossfoot evaluate`: what is printed, what is kept, and when it is not good enough."""

import json
import shutil
from pathlib import Path

import pytest

from crossfoot.evaluation.results import load_run

EVAL = Path(__file__).parents[2] / "eval"
GRANTED = "requests.granted.natural_person"


@pytest.fixture
def dataset(tmp_path):
    """Three reports with their labels: two that are read rightly, one whose edge is cut off."""
    for number in ("04", "15", "26"):
        for folder in ("reports", "gold"):
            (source,) = (EVAL / folder).glob(f"{number}_*")
            (tmp_path / "set" / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, tmp_path / "set" / folder)
    return tmp_path / "set"


def relabel(dataset, number, **cells):
    (path,) = (dataset / "gold").glob(f"{number}_*")
    label = json.loads(path.read_text(encoding="utf-8"))
    label["cells"].update({key.replace("__", "."): value for key, value in cells.items()})
    path.write_text(json.dumps(label, ensure_ascii=False), encoding="utf-8")


def test_the_figures_of_the_offline_reader(cli, dataset):
    done = cli("evaluate", dataset)
    assert done.status == 0
    assert "offline on set: 3 documents" in done.out
    assert "verified but wrong" in done.out
    assert "0 of 2" in done.out
    assert "15_" in done.out
    assert "Reader: offline" in done.err


def test_a_verified_document_that_is_wrong_is_named_and_fails(cli, dataset):
    relabel(dataset, "04", requests__granted__natural_person=9)
    done = cli("evaluate", dataset, "--quiet")
    assert done.status == 3
    assert "VERIFIED BUT WRONG  04_" in done.out
    assert done.err == ""


def test_limits_decide_where_they_are_given(cli, dataset):
    assert cli("evaluate", dataset, "--fail-under", "verified.wrong=0").status == 0
    done = cli(
        "evaluate", dataset, "--fail-under", "documents.right=90%", "--fail-under", "cells.nonzero=0.5"
    )
    assert done.status == 3
    assert "Missed: documents.right is 0.666667, and 0.9 is asked for" in done.err
    assert "cells.nonzero" not in done.err


@pytest.mark.parametrize(
    ("limit", "said"), [("cells=1", "there are: cells.strict"), ("cells.strict=high", "NAME=VALUE")]
)
def test_a_limit_that_makes_no_sense_is_told(cli, dataset, limit, said):
    done = cli("evaluate", dataset, "--fail-under", limit)
    assert done.status == 2
    assert said in done.err


def test_the_limits_are_listed(cli):
    done = cli("evaluate", "--fail-under", "help")
    assert done.status == 0
    assert "verified.wrong" in done.out


def test_a_run_is_kept_and_compared(cli, dataset, tmp_path):
    run, figures = tmp_path / "run.json", tmp_path / "figures.json"
    assert cli("evaluate", dataset, "--run", run, "--json", figures, "--name", "before").status == 0
    kept = load_run(run)
    assert kept.name == "before"
    assert len(kept.results) == 3
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert written["metrics"]["documents"] == 3
    assert written["metrics"]["decisions"]["verified_wrong"]["count"] == 0

    worse = kept.model_copy(
        update={
            "name": "after",
            "results": tuple(
                each.model_copy(update={"final": each.final.model_copy(update={"cells": {}})})
                for each in kept.results
            ),
        }
    )
    other = tmp_path / "other.json"
    other.write_text(worse.model_dump_json(), encoding="utf-8")
    done = cli("evaluate", "--compare", run, other)
    assert done.status == 0
    assert "after less before, over 3 documents of both" in done.out
    assert "worse: 04_" in done.out


def test_the_baseline_is_a_gate(cli, dataset, tmp_path):
    run = tmp_path / "baseline.json"
    cli("evaluate", dataset, "--run", run)
    assert cli("evaluate", dataset, "--baseline", run).status == 0
    (report,) = (dataset / "reports").glob("26_*")
    report.write_text("<p>无表格</p>", encoding="utf-8")
    done = cli("evaluate", dataset, "--baseline", run)
    assert done.status == 3
    assert "Worse than the baseline: documents.right 66.67% → 33.33%" in done.err


def test_labels_that_cannot_be_used_are_told(cli, dataset, tmp_path):
    done = cli("evaluate", tmp_path)
    assert done.status == 2
    assert "no gold labels" in done.err
    done = cli("evaluate", dataset, "--split", "test")
    assert done.status == 2
    assert "of the split" in done.err
    for report in (dataset / "reports").glob("04_*"):
        report.unlink()
    done = cli("evaluate", dataset)
    assert done.status == 2
    assert "there is no such file" in done.err


def test_a_folder_that_cannot_be_written_is_told(cli, dataset, tmp_path):
    done = cli("evaluate", dataset, "--run", tmp_path / "none" / "run.json")
    assert done.status == 2
    assert "cannot be written" in done.err


def test_the_page_is_written(cli, dataset, tmp_path):
    page = tmp_path / "page.html"
    assert cli("evaluate", dataset, "--html", page).status == 0
    assert "verified" in page.read_text(encoding="utf-8")
