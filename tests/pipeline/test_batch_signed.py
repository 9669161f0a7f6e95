"""What a person signed goes before any reading of the same bytes, and nothing that a run does undoes it."""

import csv
import json
import shutil
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from pipeline_support import gold, report, run

from crossfoot.checks import load_rules
from crossfoot.cli.app import run as command_line
from crossfoot.evaluation.loopback import LoopbackServer
from crossfoot.pipeline import batch
from crossfoot.review import Desk
from crossfoot.store import Store
from crossfoot.store.decision import PERSON
from crossfoot.store.queue import Wanted
from crossfoot.store.reviews import Reviews

SOURCE = report(11)
"""Three cells of table two cannot be told apart: `行政规范性文件419`."""
CELLS = {
    f"disclosure.normative_documents.{name}": value
    for name, value in zip(("issued", "repealed", "in_force"), (4, 1, 9), strict=True)
}


@pytest.fixture
def here(tmp_path):
    """A copy of the report that may be changed."""
    path = tmp_path / "一" / "报告.txt"
    path.parent.mkdir()
    shutil.copy(SOURCE, path)
    return path


@pytest.fixture
def reviews(store):
    return Reviews(store)


@pytest.fixture
def desk(reviews):
    return Desk(reviews, "甲")


@pytest.fixture
def signed(here, store, desk):
    """The report, read and signed by a person."""
    run([here], store)
    case = desk.correct(str(here), desk.case(str(here)).revision, CELLS)
    desk.sign(str(here), case.revision)
    return counting(store, here)


def counting(store, path):
    (record,) = (r for r in store.records(newest_per_path=True) if r.document.path == str(path))
    return record


def by_person(record):
    told = {path: record.cells[path] for path in CELLS}
    return (record.status, record.reading.reader, told) == ("verified", "person", CELLS)


def with_other_program(monkeypatch, name="another"):
    monkeypatch.setattr(batch, "configuration", lambda _options: name)


def test_a_second_run_hands_out_what_was_signed_and_reads_nothing(here, store, signed):
    assert by_person(signed)
    again = run([here], store, limit=0)
    assert again.record == signed
    assert (again.summary.cached, again.summary.counts["verified"], again.summary.stopped) == (1, 1, None)


@pytest.mark.parametrize("options", [{}, {"refresh": True}], ids=["", "refresh"])
@pytest.mark.parametrize("program", ["same", "another"])
def test_a_signature_outlives_any_run(here, store, signed, options, program, monkeypatch):
    if program == "another":
        with_other_program(monkeypatch)
    outcome = run([here], store, **options)
    assert outcome.record == signed
    assert outcome.summary.counts["verified"] == 1
    assert counting(store, here) == signed
    assert run([here], store).record == signed


@pytest.mark.parametrize("answers", [True, False])
def test_no_model_undoes_a_signature_whether_it_answers_or_not(here, store, signed, answers):
    settings = {} if answers else {"base_url": "http://127.0.0.1:9/v1"}
    with LoopbackServer(gold(SOURCE)) as server:
        outcome = run([here], store, server, settings=settings, refresh=True, rounds=0)
    assert bool(server.requests) == answers
    assert outcome.record == signed
    assert counting(store, here) == signed


def test_a_run_that_measures_the_reader_never_sees_what_was_signed(here, store, signed):
    outcome = run([here], store, signed=False)
    assert (outcome.record.status, outcome.record.reading.reader) == ("needs_review", "offline")
    again = run([here], store, signed=False, refresh=True)
    assert (again.record.status, again.record.reading.reader) == ("needs_review", "offline")
    assert counting(store, here) == signed, "and what counts stays signed"


def test_evaluation_measures_the_reader(store, desk, tmp_path, capsys):
    run([SOURCE], store)
    case = desk.correct(str(SOURCE), desk.case(str(SOURCE)).revision, CELLS)
    desk.sign(str(SOURCE), case.revision)
    case = desk.case(str(SOURCE))
    assert case.state.signed is not None
    gold = tmp_path / "gold"
    reports = tmp_path / "reports"
    for folder, source in ((gold, SOURCE.parents[1] / "gold" / f"{SOURCE.stem}.json"), (reports, SOURCE)):
        folder.mkdir()
        shutil.copy(source, folder)
    command_line(
        [
            "evaluate",
            "--gold",
            str(gold),
            "--reports",
            str(reports),
            "--store",
            str(store.path),
            "-q",
        ]
    )
    assert "3 unread" in capsys.readouterr().out


# -- copies --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("signed")
def test_a_copy_is_signed_as_soon_as_it_is_met_and_may_be_opened_there(here, store, reviews, desk, tmp_path):
    copy = tmp_path / "二" / "抄本.txt"
    copy.parent.mkdir()
    shutil.copy(here, copy)
    there = run([copy], store).record
    assert by_person(there)
    assert there.document.path == str(copy)
    assert reviews.count(Wanted(statuses=(), signed=True)) == 2
    case = desk.case(str(copy))
    assert case.state.signed is not None
    desk.undo(str(copy), case.revision)
    for path in (here, copy):
        assert counting(store, path).status == "needs_review", "both are there, and open"
    assert {entry.path for entry in reviews.page(Wanted())} == {str(here), str(copy)}


@pytest.mark.usefixtures("signed")
def test_copies_are_not_saved_again_by_every_run(here, store, tmp_path):
    copy = tmp_path / "抄本.txt"
    shutil.copy(here, copy)
    run([here, copy], store)
    before = store.connection.execute("SELECT max(id) FROM records").fetchone()
    run([here, copy], store)
    run([copy, here], store)
    assert store.connection.execute("SELECT max(id) FROM records").fetchone() == before


def test_what_is_signed_after_the_copy_was_read_holds_there_too(here, store, desk, tmp_path):
    copy = tmp_path / "抄本.txt"
    shutil.copy(here, copy)
    run([here, copy], store)
    case = desk.correct(str(copy), desk.case(str(copy)).revision, CELLS)
    desk.sign(str(copy), case.revision)
    outcome = run([here, copy], store)
    assert all(map(by_person, outcome.records))


@pytest.mark.usefixtures("signed")
def test_a_signature_that_is_taken_back_while_a_run_looks_at_it_does_not_come_back(here, store, monkeypatch):
    """The other program has to wait until the run is done with the report, or comes first."""
    taken_back = []
    kept = store.kept

    def then_undone(*args):
        found = kept(*args)
        if found is not None and not taken_back:
            with Store(store.path) as other:
                desk = Desk(Reviews(other), "乙")
                taken_back.append(desk.undo(str(here), desk.case(str(here)).revision))
        return found

    monkeypatch.setattr(store, "kept", then_undone)
    assert run([here], store).record.status == "needs_review"
    assert taken_back
    assert counting(store, here).status == "needs_review"


# -- another file at the same path ---------------------------------------------------------------------------------


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_file_keeps_the_decisions_on_what_is_read_alike_and_no_signature(
    here, store, desk, reviews
):
    run([here], store)
    certain = "disclosure.licensing.decisions"
    read = desk.case(str(here)).state.record.cells[certain]
    case = desk.correct(str(here), desk.case(str(here)).revision, {**CELLS, certain: 5})
    desk.sign(str(here), case.revision)
    change(here, "行政许可11956", "行政许可 11956")
    assert run([here], store).record.status == "needs_review"
    case = desk.case(str(here))
    assert case.state.signed is None
    assert (case.state.record.cells[certain], case.state.cells[certain]) == (read, 5)
    assert not case.state.carried[certain].stale
    assert [(entry.sha256, entry.signed) for entry in reviews.page(Wanted(statuses=()))] == [(case.sha256, 0)]


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("printed", ["行政规范性文件419", "行政规范性文件7459"])
def test_of_what_nobody_could_read_nothing_is_carried_to_another_file(here, store, desk, printed):
    """Whether it is printed alike nobody can tell."""
    change(here, "行政许可11956", "行政许可11957")
    if printed != "行政规范性文件419":
        change(here, "行政规范性文件419", printed)
    run([here], store)
    state = desk.case(str(here)).state
    assert {path: each.stale for path, each in state.carried.items()} == dict.fromkeys(CELLS, True)
    assert set(CELLS) <= set(state.doubts)
    assert not state.complete


@pytest.mark.parametrize("action", ["correct", "sign", "blind"])
def test_no_reading_of_another_file_counts_against_a_person_s_word(store, desk, tmp_path, reviews, action):
    """Neither against a correction, signed or not, nor against a blind reading that nobody has looked at again."""
    certain = "disclosure.coercion.decisions"
    here = tmp_path / "报告.txt"
    shutil.copy(report(1), here)
    read = run([here], store).record
    assert read.status == "verified"
    case = desk.case(str(here))
    if action == "blind":
        desk.blind(str(here), case.revision, {certain: 77})
    else:
        case = desk.correct(str(here), case.revision, {certain: 77})
    if action == "sign":
        desk.sign(str(here), case.revision)
    here.write_text(here.read_text(encoding="utf-8") + f"\n{action}\n", encoding="utf-8")
    again = run([here], store).record
    assert again.document.sha256 != read.document.sha256
    assert again.status == "needs_review"
    assert counting(store, here) == again
    assert run([here], store).record == again
    assert str(here) in {entry.path for entry in reviews.page(Wanted())}


def test_no_other_reading_of_the_same_file_counts_against_a_person_s_word(store, desk, monkeypatch):
    certain, here = "disclosure.coercion.decisions", str(report(1))
    read = run([report(1)], store).record
    store.save(read.model_copy(update={"status": "needs_review"}), "doubtful")
    desk.correct(here, desk.case(here).revision, {certain: 77})
    with_other_program(monkeypatch)
    again = run([report(1)], store).record
    assert (again.status, again.cells[certain]) == ("needs_review", 77)
    assert counting(store, report(1)) == again


def test_copies_that_are_read_differently_are_each_held_against_a_person_s_word(store, desk, tmp_path):
    certain = "disclosure.coercion.decisions"
    paths = [tmp_path / "一.txt", tmp_path / "二.txt"]
    for path in paths:
        shutil.copy(report(1), path)
    run(paths, store)
    one, two = (desk.case(str(path)).state.record for path in paths)
    store.save(
        one.model_copy(update={"cells": {**one.cells, certain: 77}, "status": "needs_review"}), "model"
    )
    desk.correct(str(paths[0]), desk.case(str(paths[0])).revision, {certain: 77})
    assert two.status == "verified"
    assert [counting(store, path).status for path in paths] == ["needs_review", "needs_review"]


def test_a_report_of_another_year_is_another_report(here, store, desk):
    certain = "disclosure.licensing.decisions"
    run([here], store)
    desk.correct(str(here), desk.case(str(here)).revision, {certain: 5})
    text = here.read_text(encoding="utf-8")
    assert "2024" in text
    here.write_text(text.replace("2024", "2023"), encoding="utf-8")
    run([here], store)
    state = desk.case(str(here)).state
    assert state.record.document.year == 2023
    assert not state.carried


def test_a_reading_that_finds_no_report_any_more_takes_nothing_from_a_person(here, store, signed, desk):
    nothing = signed.model_copy(
        update={"form": None, "cells": {}, "evidence": {}, "findings": (), "status": "failed"}
    )
    store.save(nothing, "another")
    case = desk.case(str(here))
    assert case.state.signed is not None
    desk.undo(str(here), case.revision)
    assert desk.case(str(here)).state.signed is None


@pytest.mark.usefixtures("signed")
def test_a_decision_on_what_the_new_file_prints_otherwise_is_stale(here, store, desk):
    change(here, "行政规范性文件419", "行政规范性文件 | 5 | 1 | 9")
    run([here], store)
    case = desk.case(str(here))
    first = "disclosure.normative_documents.issued"
    if case.state.record.cells[first] is None:
        pytest.fail("the changed print is meant to be readable")
    assert case.state.carried[first].stale
    assert case.state.cells[first] == 5


def test_a_file_that_turns_back_is_signed_again(here, store, signed, desk, reviews):
    old = here.read_bytes()
    change(here, "行政许可11956", "行政许可11957")
    run([here], store)
    here.write_bytes(old)
    for options in ({}, {"refresh": True}):
        assert run([here], store, **options).record == signed
        assert counting(store, here) == signed
        assert desk.case(str(here)).state.signed is not None
        assert [(e.sha256, e.signed) for e in reviews.page(Wanted(statuses=()))] == [
            (signed.document.sha256, 1)
        ]


def test_a_file_that_turns_back_counts_again_without_any_signature(here, store):
    old = here.read_bytes()
    first = run([here], store).record
    change(here, "行政许可11956", "行政许可11957")
    run([here], store)
    here.write_bytes(old)
    again = run([here], store)
    assert again.summary.cached == 1
    assert counting(store, here) == again.record == first


def test_a_file_that_cannot_be_opened_is_failed_until_it_can_again(here, store, signed):
    kept = here.read_bytes()
    here.unlink()
    assert run([here], store).record.status == "failed"
    assert counting(store, here).status == "failed"
    here.write_bytes(kept)
    assert run([here], store).record == signed
    assert counting(store, here) == signed


# -- the rules change ----------------------------------------------------------------------------------------------

SIDES = (("requests.received.total",), ("requests.carried_out.total",))


@pytest.fixture
def rules(monkeypatch):
    """From then on the rules have this name; with *strict*, there is one more, which the report breaks."""

    def change(name, *, strict):
        def loaded(form):
            known = load_rules(form)
            new = replace(known[0], id="new.rule", left=SIDES[0], right=SIDES[1], total=None)
            return (*known, new) if strict else known

        for module in ("crossfoot.pipeline.state", "crossfoot.pipeline.recheck"):
            monkeypatch.setattr(import_module(module), "load_rules", loaded)
        for module in ("crossfoot.pipeline.heed", "crossfoot.pipeline.basis"):
            monkeypatch.setattr(import_module(module), "rules_hash", lambda: name)

    return change


def test_a_signature_stands_under_rules_by_which_the_same_sums_fail(here, store, signed, rules):
    rules("other", strict=False)
    again = run([here], store)
    assert by_person(again.record)
    assert again.record.reading.rules == "other"
    assert (again.record.reason, again.record.findings) == (signed.reason, signed.findings)
    assert again.summary.cached == 1


@pytest.mark.usefixtures("signed")
def test_a_sum_that_fails_anew_opens_the_report_until_it_is_signed_again(here, store, rules, desk, reviews):
    rules("strict", strict=True)
    opened = run([here], store).record
    assert (opened.status, opened.reading.reader) == ("needs_review", "person")
    assert {path: opened.cells[path] for path in CELLS} == CELLS, "nothing that was decided is lost"
    assert "规则有变" in opened.reason
    (entry,) = reviews.page(Wanted())
    assert (entry.path, entry.signed, entry.work) == (str(here), 0, 1)
    assert run([here], store).record == opened

    case = desk.case(str(here))
    assert (case.state.signed, case.state.open_sums, case.state.doubts) == (None, ("new.rule",), ())
    case = desk.printed(str(here), case.revision)
    desk.sign(str(here), case.revision)
    again = run([here], store)
    assert (again.record.status, again.record.reading.reader) == ("source_error", "person")
    assert reviews.count(Wanted()) == 0


@pytest.mark.usefixtures("signed")
def test_rules_that_turn_back_close_the_report_again(here, store, rules, desk, reviews):
    rules("strict", strict=True)
    run([here], store)
    rules("mild", strict=False)
    again = run([here], store).record
    assert by_person(again)
    assert "规则有变" not in again.reason
    assert desk.case(str(here)).state.signed is not None
    assert reviews.count(Wanted()) == 0


@pytest.mark.usefixtures("signed")
def test_an_error_of_the_report_that_no_rule_sees_any_more_is_none(here, store, rules, desk):
    rules("strict", strict=True)
    run([here], store)
    case = desk.printed(str(here), desk.case(str(here)).revision)
    desk.sign(str(here), case.revision)
    rules("mild", strict=False)
    again = run([here], store).record
    assert by_person(again)
    assert not [found for found in again.findings if found.verdict == "fail"]
    assert "全部成立" in again.reason


def test_a_report_that_is_not_closed_stays_open_under_other_rules(store, desk, rules):
    certain = report(1)
    first = run([certain], store).record
    assert first.status == "verified"
    path = next(
        path for path, value in first.cells.items() if path.startswith("disclosure") and value is not None
    )
    desk.correct(str(certain), desk.case(str(certain)).revision, {path: 77})
    rules("other", strict=False)
    outcome = run([certain], store)
    assert (outcome.record.status, outcome.record.cells[path]) == ("needs_review", 77)


# -- pruning, and what leaves the store ----------------------------------------------------------------------------


def test_pruning_everything_leaves_what_was_signed_and_the_reading_under_it(
    here, store, signed, desk, reviews
):
    run([report(1)], store)
    log = list(reviews.log())
    assert (
        command_line(["cache", "prune", "--before", "2999-01-01", "--yes", "--store", str(store.path)]) == 0
    )
    assert list(store.records()) == [signed]
    assert list(reviews.log()) == log
    assert [entry.path for entry in reviews.page(Wanted(statuses=()))] == [str(here)]
    case = desk.case(str(here))
    assert case.state.signed is not None
    desk.undo(str(here), case.revision)
    assert counting(store, here).status == "needs_review"


def test_the_person_s_record_is_what_leaves_the_store(here, store, signed, tmp_path, capsys):
    where = ["--store", str(store.path)]
    table, lines = tmp_path / "out.csv", tmp_path / "out.jsonl"
    assert command_line(["export", str(table), "--labels", "path", *where]) == 0
    (row,) = csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())
    assert row["status"] == "verified"
    assert {path: row[path] for path in CELLS} == {path: str(value) for path, value in CELLS.items()}
    capsys.readouterr()
    assert command_line(["show", str(here), "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["reading"]["reader"] == "person"
    assert command_line(["extract", str(here), "--reader", "offline", "--out", str(lines), *where]) == 0
    assert lines.read_text(encoding="utf-8") == signed.line() + "\n"


@pytest.mark.usefixtures("signed")
def test_records_of_persons_are_kept_under_their_own_name(store):
    kept = store.connection.execute("SELECT configuration FROM records ORDER BY id").fetchall()
    assert kept[-1] == (PERSON,)
    assert len(kept) == 2
