"""`crossfoot evaluate`: what is printed, what is kept, and when it is not good enough."""

import json
import shutil
from pathlib import Path

import pytest

from crossfoot.cli.evaluated_text import share
from crossfoot.evaluation.loopback import FAULTS, LoopbackServer
from crossfoot.evaluation.loopback.__main__ import load_gold
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
    ("limit", "said"),
    [
        ("cells=1", "there are: cells.strict"),
        ("cells.strict=high", "NAME=VALUE"),
        ("verified.wrong=5", "verified.wrong is a share"),
        ("cells.strict=nan", "cells.strict is a share"),
        ("cells.strict=-1%", "cells.strict is a share"),
        ("cost.document=inf", "cost.document is a number"),
        ("verified.wrong.documents=5%", "and no share"),
    ],
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
    assert "1 document of it cannot be compared" in done.err  # another file under the same name
    rewrite(run, lambda each: each.pop("sha256"))
    done = cli("evaluate", dataset, "--baseline", run)
    assert done.status == 3
    assert "Worse than the baseline: documents.right 66.67% → 33.33%" in done.err
    assert "Worse than the baseline: evidence.found" in done.err


def rewrite(run, change):
    """Change the documents of a kept run."""
    kept = json.loads(run.read_text(encoding="utf-8"))
    for each in kept["results"]:
        change(each)
    run.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def test_verified_where_another_status_is_expected_is_a_failure(cli, dataset, tmp_path):
    """Sums that do not hold in a verified record are the worst, though every cell is as printed."""
    run = tmp_path / "baseline.json"
    (path,) = (dataset / "gold").glob("04_*")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"verified"', '"source_error"'), encoding="utf-8"
    )
    done = cli("evaluate", dataset, "--run", run)
    assert done.status == 3
    assert "VERIFIED, source_error EXPECTED  04_" in done.out
    assert cli("evaluate", dataset, "--baseline", run).status == 0  # no worse than before

    def told_rightly(each):
        if each["label"]["report"].startswith("04_"):
            each["status"] = "source_error"

    rewrite(run, told_rightly)
    done = cli("evaluate", dataset, "--baseline", run, "--quiet")
    assert done.status == 3
    assert "source_error.recall 100.00% → 0.00%" in done.err
    assert "04_" in done.err
    assert cli("evaluate", dataset, "--fail-under", "verified.unexpected.documents=0").status == 3


def test_a_baseline_that_cannot_be_read_is_told_before_anything_is_read(cli, dataset, tmp_path):
    (tmp_path / "broken.json").write_text("{}")
    done = cli("evaluate", dataset, "--baseline", tmp_path / "broken.json", "--store", tmp_path / "new.db")
    assert done.status == 2
    assert "is no run" in done.err
    assert not (tmp_path / "new.db").exists()


def test_a_comparison_refuses_what_only_reading_takes(cli, dataset, tmp_path):
    run = tmp_path / "run.json"
    cli("evaluate", dataset, "--run", run)
    for idle, name in (
        ([dataset], "DATASET"),
        (["--baseline", run], "--baseline"),
        (["--limit", 1], "--limit"),
        (["--refresh"], "--refresh"),
    ):
        done = cli("evaluate", "--compare", run, run, *idle)
        assert done.status == 2
        assert f"has no use for {name}" in done.err
    assert cli("evaluate", "--compare", run, run, "--html", tmp_path / "page.html").status == 0


@pytest.mark.parametrize(("fault", "status"), [("unauthorised", 2), ("quota", 4), ("unavailable", 5)])
def test_a_model_that_cannot_be_used_is_not_measured(cli, dataset, tmp_path, monkeypatch, fault, status):
    """Not even if every document has a record, because there are so few of them."""
    monkeypatch.setenv("CROSSFOOT_ATTEMPTS", "1")
    (label,) = (EVAL / "gold").glob("04_*")
    run = tmp_path / "run.json"
    with LoopbackServer(load_gold(label), fault=FAULTS[fault]) as server:
        model = ("--model", "m", "--base-url", server.base_url)
        done = cli("evaluate", dataset, "--limit", 1, *model, "--run", run)
    assert done.status == status
    assert done.out == ""
    assert "Stopped: " in done.err
    assert not run.exists()


def test_files_without_a_label_are_counted_and_labels_may_lie_alone(cli, dataset):
    (dataset / "reports" / "notes.txt").write_text("no label", encoding="utf-8")
    (dataset / "reports" / ".hidden").write_text("", encoding="utf-8")
    done = cli("evaluate", "--gold", dataset / "gold")
    assert "offline on set: 3 documents" in done.out
    assert "1 file without a label, left out" in done.err


def test_a_run_is_measured_once_for_all_that_is_told_of_it(cli, dataset, tmp_path, monkeypatch):
    from crossfoot.evaluation.metrics import measures

    counted = []
    judge = measures.judge
    monkeypatch.setattr(measures, "judge", lambda result: counted.append(result) or judge(result))
    run = tmp_path / "run.json"
    cli("evaluate", dataset, "--run", run, "--html", tmp_path / "a.html", "--json", tmp_path / "a.json")
    assert len(counted) == 3
    counted.clear()
    cli("evaluate", "--compare", run, run, "--html", tmp_path / "a.html")
    assert len(counted) == 2 * 3


def test_no_share_is_rounded_to_all_or_to_none():
    assert [share(each) for each in (1.0, 0.999999, 0.5, 0.000001, 0.0, None)] == [
        "100.00%",
        "99.99%",
        "50.00%",
        "0.01%",
        "0.00%",
        "–",
    ]


def figures(dataset, number, count):
    """Make a label of so many figures other than 0, and of zeros."""
    (path,) = (dataset / "gold").glob(f"{number}_*")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    printed = [cell for cell, value in cells.items() if value is not None]
    relabel(dataset, number, **{cell: int(at < count) for at, cell in enumerate(printed)})


def test_only_labels_with_figures_are_measured(cli, dataset, tmp_path):
    """A blank is no figure, and neither is 0; --limit counts what is left."""
    for number, count in (("04", 9), ("15", 10), ("26", 30)):
        figures(dataset, number, count)

    def read(*options):
        run = tmp_path / "run.json"
        cli("evaluate", dataset, "--run", run, *options)
        return [each.label.report[:2] for each in load_run(run).results]

    assert read("--figures", 9) == ["04", "15", "26"]
    assert read("--figures", 10) == ["15", "26"]
    assert read("--figures", 10, "--limit", 1) == ["15"]
    assert load_run(tmp_path / "run.json").selection == ("--figures 10", "--limit 1")
    assert "offline on set --figures 10: 2 documents" in cli("evaluate", dataset, "--figures", 10).out
    done = cli("evaluate", dataset, "--figures", 31)
    assert done.status == 2
    assert "none of the 3 labels has 31 or more figures other than 0" in done.err
    done = cli("evaluate", dataset, "--figures", 9, "--split", "train")
    assert "is of the split 'train' and has 9 or more figures" in done.err


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
