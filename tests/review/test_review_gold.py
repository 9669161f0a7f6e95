"""What people signed as gold labels."""

from pathlib import Path

import pytest

from crossfoot.evaluation.labels.gold import load_label
from crossfoot.evaluation.labels.labelling import save_label
from crossfoot.pipeline.document import examine
from crossfoot.review import Desk
from crossfoot.review.gold import make_gold

SHIPPED = Path(__file__).parents[2] / "eval"


@pytest.fixture
def folders(tmp_path, monkeypatch) -> tuple[Path, Path]:
    """Where the labels come to lie, and where the reports are."""
    monkeypatch.chdir(tmp_path)
    reports = Path("reports")
    reports.mkdir()
    return Path("gold"), reports


def shipped(number: int, reports: Path) -> Path:
    """A shipped report, copied."""
    source = next((SHIPPED / "reports").glob(f"{number:02d}_*"))
    target = reports / source.name
    target.write_bytes(source.read_bytes())
    return target


def truth(number: int):
    return load_label(next((SHIPPED / "gold").glob(f"{number:02d}_*")))


def signed(store, desk: Desk, path: Path, number: int):
    """The report as a person signs it who reads what its label says."""
    store.save(examine(path), "offline")
    case = desk.case(str(path))
    label = truth(number)
    if case.state.doubts:
        values = {cell: label.cells[cell] for cell in case.state.doubts}
        case = desk.correct(str(path), case.revision, values)
    if case.state.open_sums:
        case = desk.printed(str(path), case.revision)
    return desk.sign(str(path), case.revision)


@pytest.mark.parametrize(("number", "status"), [(11, "verified"), (42, "source_error"), (3, "verified")])
def test_the_label_holds_what_the_person_let_stand(store, desk, folders, number, status):
    gold, reports = folders
    case = signed(store, desk, shipped(number, reports), number)
    outcome = make_gold(case, gold, reports)
    assert outcome.made == "written"
    made, true = load_label(outcome.label), truth(number)
    assert (made.report, made.form, made.values, made.expected_status) == (
        true.report,
        true.form,
        true.values,
        status,
    )
    assert (made.title, made.issuer, made.year) == (true.title, true.issuer, true.year)
    assert made.labelled_by == "甲"
    assert "from review" in made.notes


def test_labels_from_review_can_be_checked_and_measured_by(store, desk, folders, tmp_path, capsys):
    """Even with the store in which they were signed: it is the reader that is measured, and not the person."""
    from crossfoot.cli.app import run

    gold, reports = folders
    for number in (11, 42):
        make_gold(signed(store, desk, shipped(number, reports), number), gold, reports)
    assert run(["gold", "check", str(gold)]) == 0
    where = ["--gold", str(gold), "--reports", str(reports), "--store", str(tmp_path / "crossfoot.db")]
    assert run(["evaluate", *where]) == 0
    assert (
        "right 397 · wrong 0 · dropped 0 · blank for zero 0 · zero for blank 0 · invented 0 · unread 3"
        in " ".join(capsys.readouterr().out.split())
    )


def test_a_report_that_nobody_signed_becomes_no_label(store, desk, folders):
    gold, reports = folders
    path = shipped(3, reports)
    store.save(examine(path), "offline")
    outcome = make_gold(desk.case(str(path)), gold, reports)
    assert (outcome.made, "is not signed" in outcome.message) == ("left out", True)
    assert not gold.exists()


def test_a_label_that_is_there_is_left_alone(store, desk, folders):
    gold, reports = folders
    case = signed(store, desk, shipped(11, reports), 11)
    known = gold / Path(case.path).with_suffix(".json").name
    by_hand = truth(11).model_copy(update={"expected_status": "verified", "labelled_by": "李", "layout": "x"})
    save_label(by_hand, known)
    assert make_gold(case, gold, reports).made == "same"
    assert load_label(known) == by_hand


def test_a_label_that_says_otherwise_is_written_over_only_where_that_is_wanted(store, desk, folders):
    gold, reports = folders
    case = signed(store, desk, shipped(11, reports), 11)
    cell = "disclosure.licensing.decisions"
    other = truth(11).model_copy(update={"split": "test", "layout": "x"})
    other = other.model_copy(update={"cells": {**other.cells, cell: 1}})
    known = gold / Path(case.path).with_suffix(".json").name
    save_label(other, known)
    outcome = make_gold(case, gold, reports)
    assert (outcome.made, outcome.label) == ("differs", known)
    assert f"{cell} is 1 there, {truth(11).cells[cell]} here" in outcome.message
    assert load_label(known) == other
    assert make_gold(case, gold, reports, replace=True).made == "written"
    made = load_label(known)
    assert (made.values, made.split, made.layout) == (truth(11).values, "test", "x")


def test_reports_that_are_not_where_labels_look_for_them_are_left_out(store, desk, folders, tmp_path):
    gold, reports = folders
    path = shipped(11, reports)
    case = signed(store, desk, path, 11)
    (tmp_path / "elsewhere").mkdir()
    messages = [make_gold(case, gold, tmp_path / "elsewhere").message]
    path.write_bytes(path.read_bytes() + b"\n")
    messages.append(make_gold(case, gold, reports).message)
    path.unlink()
    messages.append(make_gold(case, gold, reports).message)
    words = ("not in the folder", "has changed", "no file")
    assert [word in message for word, message in zip(words, messages, strict=True)] == [True] * 3
    assert not gold.exists()
