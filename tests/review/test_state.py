"""The state of a document in hand: what decisions come to, in whatever order, and what becomes of them later."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_support import ITS_SUM, TOTAL, Case, case_of, checksum, plain_case, under_other_rules

from crossfoot.forms import forms
from crossfoot.pipeline.heed import signed_record
from crossfoot.review import State, state_of
from crossfoot.store import Record
from crossfoot.store.decision import CellChange, Decision

SEEDS = st.integers(0, 10**9)
FIRST, SECOND = plain_case().doubted


class Log:
    """A log in memory: entries about one record, each made in view of those before it."""

    def __init__(self, record: Record, earlier: tuple[Decision, ...] = ()) -> None:
        self.record = record
        self.earlier = earlier
        self.entries: list[Decision] = []

    @property
    def state(self) -> State:
        return state_of(self.record, self.entries, self.earlier)

    def add(self, action, cells=(), **fields) -> Decision:
        state = self.state
        changes = tuple(
            CellChange(cell=path, machine=self.record.cells[path], before=state.cells[path], after=value)
            for path, value in dict(cells).items()
        )
        entry = Decision(
            id=len(self.entries) + 1,
            sha256=self.record.document.sha256,
            path=self.record.document.path,
            reviewer="甲",
            action=action,
            changes=changes,
            failing_before=state.failing,
            **fields,
        )
        self.entries.append(entry)
        return entry

    def sign(self) -> Decision:
        state = self.state
        figures = {path: value for path, value in state.cells.items() if value is not None}
        return self.add("sign", status=state.status, figures=figures)

    def answer(self, case: Case, path: str) -> None:
        true = case.truth[path]
        self.add("accept" if true == self.state.cells[path] else "correct", {path: true})

    def finish(self, case: Case, order: list[str]) -> None:
        for path in order:
            self.answer(case, path)
        if self.state.failing:
            self.flag()

    def flag(self) -> Decision:
        """The report itself is wrong in all that fails."""
        state = self.state
        cells = {path for rule, _ in state.outcome.failed for path in rule.cells}
        figures = {path: state.cells[path] for path in cells if state.cells[path] is not None}
        return self.add("printed", rules=state.failing, figures=figures)


def shuffled(case: Case, seed: int) -> list[str]:
    order = list(case.doubted)
    Random(seed).shuffle(order)
    return order


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_who_answers_every_doubt_with_the_truth_gets_the_truth(seed):
    case = case_of(seed)
    log = Log(case.record())
    assert set(log.state.doubts) == set(case.doubted)
    assert log.state.complete == (not case.doubted and not case.true_failing)
    log.finish(case, shuffled(case, seed))
    state = log.state
    assert (state.complete, state.doubts, state.open_sums) == (True, (), ())
    assert {path: state.cells[path] for path in case.truth} == case.truth
    assert set(state.failing) == set(case.true_failing) == state.flagged
    assert state.status == ("source_error" if case.true_failing else "verified")
    assert state.signed is None

    signed = log.sign()
    record = signed_record(log.state)
    assert log.state.signed == signed
    assert {path: record.cells[path] for path in case.truth} == case.truth
    assert record.status == state.status
    assert {f.rule for f in record.findings if f.verdict == "fail"} == set(case.true_failing)
    assert record.reading.reader == "person"
    assert record.evidence.keys() <= {path for path, value in record.cells.items() if value is not None}


def test_the_place_of_a_figure_is_none_for_another_figure():
    record = plain_case().record()
    desk = Log(record)
    desk.add("correct", {FIRST: 7})
    evidence = signed_record(desk.state).evidence
    assert FIRST not in evidence
    assert evidence[SECOND] == record.evidence[SECOND]
    for value, places in ((8, (3, 4)), (9, None), (record.cells[FIRST], record.evidence[FIRST])):
        desk.add("correct", {FIRST: value})
        if value == 8:
            change = desk.entries[-1].changes[0].model_copy(update={"span": places})
            desk.entries[-1] = desk.entries[-1].model_copy(update={"changes": (change,)})
        assert signed_record(desk.state).evidence.get(FIRST) == places


@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_a_report_is_never_complete_before_the_last_doubt_is_answered(seed):
    case = case_of(seed, doubted=3)
    log = Log(case.record())
    for path in shuffled(case, seed):
        assert not log.state.complete
        assert log.state.status == "needs_review"
        log.answer(case, path)


@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_undoing_everything_gives_back_the_reading_exactly(seed):
    case = case_of(seed)
    log = Log(case.record())
    before = log.state
    log.finish(case, shuffled(case, seed))
    log.sign()
    while (last := log.state.undoable) is not None:
        log.add("undo", undoes=last.id)
    after = log.state
    for part in ("cells", "doubts", "outcome", "settled", "flagged", "localisations", "signed", "status"):
        assert getattr(after, part) == getattr(before, part), part


@settings(deadline=None, max_examples=20)
@given(SEEDS, SEEDS)
def test_decisions_about_different_cells_may_come_in_any_order(seed, other):
    case = case_of(seed, wrong=3, doubted=3)
    one, two = Log(case.record()), Log(case.record())
    one.finish(case, shuffled(case, seed))
    two.finish(case, shuffled(case, other))
    for part in ("cells", "doubts", "outcome", "settled", "flagged", "status"):
        assert getattr(one.state, part) == getattr(two.state, part), part


@settings(deadline=None, max_examples=15)
@given(SEEDS, st.integers(0, 5))
def test_an_entry_taken_back_is_as_if_it_had_never_been(seed, which):
    case = case_of(seed, wrong=3, doubted=3)
    order = shuffled(case, seed)
    with_it, without = Log(case.record()), Log(case.record())
    for number, path in enumerate(order):
        with_it.answer(case, path)
        if number == which:
            with_it.add("undo", undoes=with_it.entries[-1].id)
        else:
            without.answer(case, path)
    assert with_it.state.cells == without.state.cells
    assert with_it.state.doubts == without.state.doubts
    assert order[which] in with_it.state.doubts


def test_undoing_twice_takes_back_two_entries_and_no_undo_is_undone():
    log = Log(plain_case().record())
    log.add("correct", {FIRST: 3})
    log.add("correct", {SECOND: 4})
    for cells in ({FIRST: 3, SECOND: 0}, {FIRST: 0, SECOND: 0}):
        log.add("undo", undoes=log.state.undoable.id)
        assert {path: log.state.cells[path] for path in cells} == cells
    assert log.state.undoable is None
    assert len(log.state.decisions) == 4


def test_a_blank_that_nobody_could_read_tests_no_sum_until_it_is_decided():
    case = plain_case()
    reading = Case(case.form, case.truth, case.truth | {TOTAL: None}, (TOTAL,))
    log = Log(reading.record())
    assert ITS_SUM in {f.rule for f in log.state.outcome.findings if f.verdict == "untestable"}
    log.add("accept", {TOTAL: None})
    assert ITS_SUM in {f.rule for f in log.state.outcome.findings if f.verdict == "deduced"}
    assert log.state.complete


def test_a_sum_called_wrong_is_open_again_when_one_of_its_figures_changes():
    case = plain_case(total=6)
    log = Log(case.record())
    log.add("accept", {FIRST: 0, SECOND: 0})
    log.flag()
    assert log.state.complete
    log.add("correct", {TOTAL: 9})
    assert ITS_SUM in log.state.open_sums, "6 ≠ 5 was looked at, 9 ≠ 5 was not"
    log.add("undo", undoes=log.state.undoable.id)
    assert log.state.complete
    log.add("accept", {TOTAL: 6})
    log.add("correct", {FIRST: 1})
    assert log.state.complete, "neither the same figure nor one of another sum"


def test_a_sum_called_wrong_that_comes_right_is_no_source_error():
    log = Log(plain_case(total=6).record())
    log.add("accept", {FIRST: 0, SECOND: 0})
    log.flag()
    log.add("correct", {TOTAL: 5})
    assert (log.state.status, log.state.flagged) == ("verified", frozenset())


def test_doubts_of_failing_sums_come_first():
    case = plain_case(total=6)
    state = state_of(Case(case.form, case.truth, case.truth, (FIRST, TOTAL)).record(), [])
    assert state.doubts == (TOTAL, FIRST)


def test_a_record_without_a_form_has_no_state():
    with pytest.raises(ValueError, match="without a form"):
        state_of(plain_case().record().model_copy(update={"form": None, "cells": {}}), [])


# -- the file or its reading changes -------------------------------------------------------------------------------


def test_decisions_are_carried_to_a_new_file_where_it_is_read_alike_for_certain():
    case = plain_case()
    licensing = "disclosure.licensing.decisions"
    old = Log(case.record(content="旧"))
    old.add("correct", {FIRST: 3, licensing: 4, TOTAL: 5})
    old.add("accept", {SECOND: 0})
    old.sign()
    new = Case(case.form, case.truth, case.truth | {SECOND: 8, TOTAL: None}, (FIRST, TOTAL))
    state = state_of(new.record(content="新"), [], old.entries)
    assert {path: each.stale for path, each in state.carried.items()} == {
        FIRST: True,  # in doubt there, too
        SECOND: True,  # another figure
        TOTAL: True,  # nobody could read it
        licensing: False,
    }
    assert (state.cells[licensing], state.settled) == (4, {licensing})
    assert (state.cells[FIRST], state.cells[SECOND], state.cells[TOTAL]) == (0, 8, None)
    assert set(state.doubts) == {FIRST, TOTAL}
    assert state.signed is None
    assert not state.complete


def test_what_was_taken_back_is_not_carried():
    old = Log(plain_case().record(content="旧"))
    old.add("correct", {FIRST: 3})
    old.add("undo", undoes=1)
    assert not state_of(plain_case().record(content="新"), [], old.entries).carried


def test_a_decision_about_this_file_goes_before_one_about_the_earlier():
    licensing = "disclosure.licensing.decisions"
    old = Log(plain_case().record(content="旧"))
    old.add("correct", {licensing: 3})
    new = Log(plain_case().record(content="新"), tuple(old.entries))
    assert new.state.cells[licensing] == 3
    new.add("correct", {licensing: 0})
    assert new.state.cells[licensing] == 0


def test_a_sum_called_wrong_is_open_again_when_other_figures_are_read():
    case = plain_case(total=6)
    log = Log(case.record())
    log.add("accept", {FIRST: 0, SECOND: 0})
    log.flag()
    assert log.state.complete
    log.record = Case(case.form, case.truth, case.truth | {TOTAL: 60}, case.doubted).record(reader="model")
    assert log.state.failing == log.state.open_sums
    assert ITS_SUM in log.state.open_sums


@pytest.mark.parametrize(
    ("said", "read", "left"),
    [(2, 1, {FIRST: 2}), (2, 3, {FIRST: 2}), (2, 2, {}), (1, 1, {}), (1, 3, {FIRST: 1})],
)
def test_a_blind_reading_is_held_against_what_is_read_now(said, read, left):
    case = plain_case()
    log = Log(Case(case.form, case.truth, case.truth | {FIRST: 1}, ()).record())
    log.add("blind", {FIRST: said})
    log.record = Case(case.form, case.truth, case.truth | {FIRST: read}, ()).record(reader="model")
    assert log.state.disputed == left
    assert log.state.doubts == tuple(left)


def test_a_dispute_goes_over_to_another_file_that_is_read_alike():
    case = plain_case()
    log = Log(case.record(content="旧"))
    log.add("blind", {FIRST: 2, SECOND: 5})
    new = Case(case.form, case.truth, case.truth | {SECOND: 8}, ()).record(content="新")
    assert state_of(new, [], log.entries).disputed == {FIRST: 2}
    log.add("accept", {FIRST: 0})
    assert state_of(new, [], log.entries).disputed == {}


def test_what_was_signed_stands_whatever_is_read_later():
    case = plain_case()
    log = Log(case.record())
    log.add("accept", {FIRST: 0, SECOND: 0})
    log.sign()
    signed = log.state
    other = Case(
        case.form, case.truth, case.truth | {TOTAL: 7, "disclosure.licensing.decisions": 4}, (TOTAL,)
    )
    log.record = other.record(reader="model")
    assert log.state.signed == signed.signed
    assert (log.state.cells, log.state.doubts, log.state.failing) == (signed.cells, (), ())
    log.add("undo", undoes=log.state.undoable.id)
    assert log.state.cells[TOTAL] == 7
    assert log.state.doubts == (TOTAL,)


def test_a_signature_of_another_form_closes_nothing():
    log = Log(plain_case().record())
    log.add("accept", {FIRST: 0, SECOND: 0})
    log.add("correct", {"disclosure.licensing.decisions": 2})
    log.sign()
    form = forms()[0]
    read = dict.fromkeys(form.cells, 1)
    log.record = Case(form, read, read, ()).record()
    assert log.state.signed is None
    assert log.state.cells == log.record.cells | {
        path: change.after for e in log.entries for change in e.changes if (path := change.cell) in read
    }
    assert log.state.open_sums


def test_a_report_signed_without_any_figure_has_none_whatever_is_read_later():
    form = forms()[-1]
    blank = dict.fromkeys(form.cells)
    log = Log(Case(form, blank, blank, ()).record())
    log.sign()
    log.record = Case(form, blank, blank | {TOTAL: 5}, ()).record(reader="model")
    assert log.state.signed is not None
    assert not any(log.state.cells.values())
    assert not any(signed_record(log.state).cells.values())


# -- the rules change ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [5, 6])
def test_a_signature_stands_under_rules_that_say_the_same(monkeypatch, total):
    case = plain_case(total=total)
    log = Log(case.record())
    log.finish(case, list(case.doubted))
    log.sign()
    under_other_rules(monkeypatch, "same", strict=False)
    assert log.state.signed is not None


@pytest.mark.parametrize("total", [5, 6])
def test_a_sum_that_fails_anew_opens_what_was_signed(monkeypatch, total):
    case = plain_case(total=total)
    log = Log(case.record())
    log.finish(case, list(case.doubted))
    log.sign()
    under_other_rules(monkeypatch, "strict", strict=True)
    assert log.state.signed is None
    assert log.state.open_sums == ("new.rule",)
    assert log.state.doubts == ()
    log.flag()
    log.sign()
    assert log.state.signed == log.entries[-1]
    assert log.state.status == "source_error"


# -- what an edit is made in view of -------------------------------------------------------------------------------


def test_a_revision_names_what_is_seen():
    case = plain_case()
    log = Log(case.record())
    seen = [log.state.revision]
    assert log.state.last == 0
    assert state_of(Record.model_validate_json(log.record.line()), []).revision == seen[0]
    log.record = case.record(reader="model")
    assert log.state.revision == seen[0], "another reader that read the same"
    others = [
        case.record(content="另"),
        Case(case.form, case.truth, case.truth | {TOTAL: 7}, case.doubted).record(),
        Case(case.form, case.truth, case.truth | {FIRST: None}, case.doubted).record(),
        Case(case.form, case.truth, case.truth, (FIRST,)).record(),
    ]
    seen += [state_of(record, []).revision for record in others]
    log.add("correct", {FIRST: 3})
    seen.append(log.state.revision)
    log.add("undo", undoes=1)
    seen.append(log.state.revision)
    assert len(set(seen)) == len(seen)
    assert log.state.decided_since(seen[0]) == log.entries[-1]
    assert log.state.decided_since(log.state.revision) is None


def test_a_revision_is_exact_in_spreadsheets_and_scripts():
    record = plain_case().record()
    entry = Decision(id=10_000_000, sha256=checksum("甲"), path="x", reviewer="甲", action="undo", undoes=0)
    assert state_of(record, [entry]).revision < 10**15


def test_a_blind_reading_changes_nothing_but_the_revision():
    log = Log(plain_case().record())
    before = log.state
    log.add("blind", {FIRST: 9})
    assert (log.state.cells, log.state.doubts, log.state.undoable) == (before.cells, before.doubts, None)
    assert log.state.revision != before.revision
    log.add("accept", {FIRST: 0, SECOND: 0})
    log.sign()
    log.add("blind", {FIRST: 9})
    assert log.state.signed is not None
