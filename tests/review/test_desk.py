"""The desk: every decision is on record, one of two simultaneous ones wins, and what is refused leaves no trace."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from review_support import ITS_SUM, TOTAL, Case, checksum, plain_case, under_other_rules

from crossfoot.review import Desk, RefusedError
from crossfoot.store import Store
from crossfoot.store.queue import Wanted
from crossfoot.store.reviews import Reviews, StaleError

PATH = "报告/甲县2023.txt"
FIRST, SECOND = plain_case().doubted


@pytest.fixture
def opened(store):
    """The store with one report, two of its cells in doubt, and a sum that the report itself has wrong."""
    store.save(plain_case(total=6).record(), "offline")
    return store


def entries(reviews):
    return list(reviews.log())


def finished(desk, path=PATH, **reason):
    """The case at *path*, all of it decided as it was read, and signed."""
    case = desk.case(path)
    if case.state.doubts:
        case = desk.accept(path, case.revision, **reason)
    if case.state.open_sums:
        case = desk.printed(path, case.revision, **reason)
    return desk.sign(path, case.revision, **reason)


# -- on record -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
def test_every_decision_says_who_when_what_and_what_came_of_it(desk, reviews):
    began = datetime.now(UTC) - timedelta(seconds=1)
    before = tuple(rule for rule in plain_case(total=6).true_failing)
    case = desk.case(PATH)
    case = desk.correct(PATH, case.revision, {FIRST: 3, TOTAL: 5}, " 看错了 ", spans={FIRST: (4, 5)})
    case = Desk(reviews, "乙").undo(PATH, case.revision, "不对")
    case = desk.accept(PATH, case.revision, [SECOND])
    case = desk.accept(PATH, case.revision)
    case = desk.printed(PATH, case.revision, [ITS_SUM])
    case = desk.printed(PATH, case.revision, reason="原文如此")
    case = desk.sign(PATH, case.revision, seconds=12.5)
    correct, undo, one, rest, first, others, sign = log = entries(reviews)
    assert [entry.id for entry in log] == list(range(1, 8))
    assert case.state.decisions == tuple(log)
    assert {entry.reviewer for entry in log if entry is not undo} == {"甲"}
    assert {(entry.sha256, entry.path) for entry in log} == {(checksum("甲"), PATH)}
    assert all(began <= datetime.fromisoformat(entry.created) <= datetime.now(UTC) for entry in log)

    assert (correct.action, correct.reason) == ("correct", "看错了")
    assert [(c.cell, c.machine, c.before, c.after, c.span) for c in correct.changes] == [
        (FIRST, 0, 0, 3, (4, 5)),
        (TOTAL, 6, 6, 5, None),
    ]
    assert (correct.failing_before, correct.failing_after) == (before, ())
    assert (undo.action, undo.reviewer, undo.undoes, undo.reason) == ("undo", "乙", 1, "不对")
    assert (undo.failing_before, undo.failing_after) == ((), before)
    assert [change.cell for change in one.changes] == [SECOND]
    assert [change.cell for change in rest.changes] == [FIRST], "only what is still in doubt"
    assert (first.action, first.rules) == ("printed", (ITS_SUM,))
    assert others.rules == tuple(rule for rule in before if rule != ITS_SUM)
    assert (sign.status, sign.seconds, sign.failing_before) == ("source_error", 12.5, before)
    assert sign.figures == {p: v for p, v in plain_case(total=6).record().cells.items() if v is not None}


@pytest.mark.usefixtures("opened")
def test_a_corrected_cell_says_what_the_machine_read_and_what_was_there_before(desk, reviews):
    case = desk.case(PATH)
    for value in (3, None, 4):
        case = desk.correct(PATH, case.revision, {FIRST: value})
    assert [(c.machine, c.before, c.after) for e in entries(reviews) for c in e.changes] == [
        (0, 0, 3),
        (0, 3, None),
        (0, None, 4),
    ]


def test_a_signed_record_counts(opened, desk, counting):
    case = finished(desk)
    record = counting()
    assert (record.status, record.reading.reader) == ("source_error", "person")
    assert record.reading.passed == case.state.outcome.passed
    assert not [f for f in record.findings if f.rule.startswith("print.")]
    assert opened.stats().statuses == {"source_error": 1}


# -- taken back ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
def test_undo_of_a_signature_opens_the_report(desk, reviews, counting):
    reading = counting()
    case = finished(desk)
    assert reviews.count(Wanted()) == 0
    case = desk.undo(PATH, case.revision)
    assert case.state.signed is None
    assert counting() == reading
    assert reviews.count(Wanted()) == 1
    assert case.state.complete, "what was decided before stands"
    case = desk.sign(PATH, case.revision)
    assert counting().reading.reader == "person"


@pytest.mark.usefixtures("opened")
def test_a_correction_of_what_is_signed_opens_it_and_taking_that_back_closes_it(desk, counting):
    case = finished(desk)
    signed = counting()
    case = desk.correct(PATH, case.revision, {FIRST: 8})
    assert case.state.signed is None
    assert counting().status == "needs_review"
    case = desk.undo(PATH, case.revision)
    assert case.state.signed is not None
    assert counting() == signed
    case = desk.undo(PATH, case.revision)
    assert case.state.signed is None
    assert counting().reading.reader == "offline"


@pytest.mark.usefixtures("opened")
def test_everything_may_be_taken_back_and_then_there_is_nothing_left(desk, counting):
    fresh = desk.case(PATH).state
    reading = counting()
    case = finished(desk)
    while case.state.undoable is not None:
        case = desk.undo(PATH, case.revision)
    assert (case.state.cells, case.state.doubts, case.state.outcome) == (
        fresh.cells,
        fresh.doubts,
        fresh.outcome,
    )
    assert counting() == reading
    with pytest.raises(RefusedError, match="nothing to take back"):
        desk.undo(PATH, case.revision)


@pytest.mark.usefixtures("opened")
def test_undo_after_another_persons_edit_is_stale(desk, reviews):
    mine = desk.accept(PATH, desk.case(PATH).revision, [FIRST])
    theirs = Desk(reviews, "乙").correct(PATH, mine.revision, {FIRST: 9})
    with pytest.raises(StaleError, match="乙 decided") as caught:
        desk.undo(PATH, mine.revision)
    assert caught.value.last == theirs.state.decisions[-1]
    assert desk.case(PATH).state.cells[FIRST] == 9


# -- one of two ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shared", [True, False], ids=["one store", "a store each"])
def test_of_simultaneous_decisions_one_wins(opened, desk, tmp_path, shared):
    reviewers = 6
    base = desk.case(PATH).revision
    barrier = threading.Barrier(reviewers)
    won, lost = [], []

    def decide(number):
        store = opened if shared else Store(tmp_path / "crossfoot.db")
        mine = Desk(Reviews(store), f"第{number}人")
        barrier.wait()
        try:
            mine.correct(PATH, base, {FIRST: number})
            won.append(number)
        except StaleError as error:
            lost.append((number, error.last))
        if not shared:
            store.close()

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(1, reviewers + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = won
    assert len(lost) == reviewers - 1
    (entry,) = entries(desk.reviews)
    assert entry.reviewer == f"第{winner}人"
    assert all(last == entry for _, last in lost)
    assert desk.case(PATH).state.cells[FIRST] == winner


@pytest.mark.usefixtures("opened")
def test_of_simultaneous_decisions_in_two_processes_one_wins(desk, tmp_path):
    worker = Path(__file__).with_name("review_worker.py")
    base = desk.case(PATH).revision
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                str(worker),
                *(str(tmp_path / "crossfoot.db"), PATH, name, str(base), FIRST, str(value)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, value in (("乙", 11), ("丙", 22))
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert sorted(said) == ["kept", "stale"]
    winner = said.index("kept")
    assert [entry.reviewer for entry in entries(desk.reviews)] == [("乙", "丙")[winner]]
    assert desk.case(PATH).state.cells[FIRST] == (11, 22)[winner]


@pytest.mark.parametrize("action", ["accept", "printed", "sign", "undo", "correct"])
def test_a_stale_edit_of_any_kind_changes_nothing(opened, desk, reviews, action):
    old = desk.case(PATH).revision
    desk.accept(PATH, old, [FIRST])
    before = entries(reviews), list(opened.records()), reviews.page(Wanted(statuses=()))
    more = [{FIRST: 1}] if action == "correct" else []
    with pytest.raises(StaleError):
        getattr(desk, action)(PATH, old, *more)
    assert (entries(reviews), list(opened.records()), reviews.page(Wanted(statuses=()))) == before


@pytest.mark.parametrize("base", [0, -1, 1, 10**30])
@pytest.mark.usefixtures("opened")
def test_a_revision_that_never_was_is_stale(desk, reviews, base):
    with pytest.raises(StaleError):
        desk.accept(PATH, base)
    assert entries(reviews) == []


@pytest.mark.parametrize("decided", [False, True], ids=["undecided", "decided"])
@pytest.mark.parametrize("content", ["甲", "新"], ids=["read anew", "another file"])
def test_an_edit_in_view_of_another_reading_is_stale(opened, desk, reviews, decided, content):
    case = desk.case(PATH)
    if decided:
        case = desk.accept(PATH, case.revision, [FIRST])
    other = plain_case(total=7) if content == "甲" else plain_case(total=6)
    opened.save(other.record(content=content), "another")
    before = entries(reviews)
    with pytest.raises(StaleError, match="read anew") as caught:
        desk.accept(PATH, case.revision, [SECOND, TOTAL])
    assert caught.value.last is None
    assert entries(reviews) == before


def test_reading_the_same_again_makes_nothing_stale(opened, desk):
    case = desk.case(PATH)
    opened.save(plain_case(total=6).record(reader="model"), "another")
    assert desk.accept(PATH, case.revision).state.complete is False


# -- refused -------------------------------------------------------------------------------------------------------

NO_FIGURES = [
    float("nan"),
    float("inf"),
    float("-inf"),
    10**15,
    10**400,
    -(10**5000),
    -1,
    1.5,
    True,
    False,
    "5",
    [5],
    1e300,
]


@pytest.mark.parametrize(
    "value", NO_FIGURES, ids=lambda value: repr(value)[:8] if value != -(10**5000) else "huge"
)
def test_what_is_no_figure_is_refused_and_leaves_no_trace(opened, desk, reviews, value):
    before = list(opened.records())
    with pytest.raises(RefusedError, match=r"disclosure\."):
        desk.correct(PATH, desk.case(PATH).revision, {SECOND: 1, FIRST: value})
    assert entries(reviews) == []
    assert list(opened.records()) == before


@pytest.mark.parametrize("value", [-5, 0, 10**15 - 1])
def test_a_change_may_be_negative(store, desk, value):
    from crossfoot.forms import forms

    form = forms()[0]
    path = next(path for path, cell in form.cells.items() if cell.kind == "integer")
    read = dict.fromkeys(form.cells, 0)
    store.save(Case(form, read, read, ()).record(), "offline")
    assert desk.correct(PATH, desk.case(PATH).revision, {path: value}).state.cells[path] == value


@pytest.mark.usefixtures("opened")
def test_money_may_have_a_fraction_and_a_count_keeps_its_kind(desk):
    case = desk.correct(PATH, desk.case(PATH).revision, {"disclosure.fees.amount_yuan": 12.5, FIRST: 3.0})
    assert case.state.cells["disclosure.fees.amount_yuan"] == 12.5
    assert type(case.state.cells[FIRST]) is int


UNDIVIDED = "requests.other.undivided.total"


@pytest.mark.parametrize(
    ("decide", "why"),
    [
        (lambda desk, base: desk.correct(PATH, base, {"nowhere": 1}), "no cell nowhere"),
        (lambda desk, base: desk.correct(PATH, base, {UNDIVIDED: 1}), "no cell"),
        (lambda desk, base: desk.accept(PATH, base, [FIRST, "nowhere"]), "no cell nowhere"),
        (lambda desk, base: desk.accept(PATH, base, [""]), "no cell"),
        (lambda desk, base: desk.correct(PATH, base, {}), "no cell is named"),
        (lambda desk, base: desk.correct(PATH, base, {FIRST: 1}, spans={FIRST: (5, 5)}), "no place"),
        (lambda desk, base: desk.correct(PATH, base, {FIRST: 1}, spans={FIRST: (-3, 5)}), "no place"),
        (lambda desk, base: desk.printed(PATH, base, ["no.such.rule"]), "no.such.rule does not fail"),
        (lambda desk, base: desk.printed(PATH, base, ["requests.row.received"]), "does not fail"),
        (lambda desk, base: desk.sign(PATH, base), "2 cells are still in doubt"),
        (lambda desk, base: desk.undo(PATH, base), "nothing to take back"),
        (lambda desk, base: desk.accept(PATH, base, reason="\udcb2\udcbb"), "not text in UTF-8"),
        (lambda desk, base: desk.accept("别处.txt", base), "no record of 别处.txt"),
        (lambda desk, base: desk.accept("\udcff", base), "not text in UTF-8"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_and_leaves_no_trace(opened, desk, reviews, decide, why):
    before = list(opened.records())
    with pytest.raises(RefusedError, match=why):
        decide(desk, desk.case(PATH).revision)
    assert entries(reviews) == []
    assert list(opened.records()) == before


@pytest.mark.usefixtures("opened")
def test_a_report_with_a_failing_sum_is_not_signed(desk):
    case = desk.accept(PATH, desk.case(PATH).revision)
    with pytest.raises(RefusedError, match="2 sums fail"):
        desk.sign(PATH, case.revision)
    with pytest.raises(RefusedError, match="no cell is in doubt"):
        desk.accept(PATH, case.revision)
    case = desk.printed(PATH, case.revision)
    with pytest.raises(RefusedError, match="every sum"):
        desk.printed(PATH, case.revision)
    case = desk.sign(PATH, case.revision)
    with pytest.raises(RefusedError, match="signed already"):
        desk.sign(PATH, case.revision)


@pytest.mark.parametrize("name", ["", " \n", "\u3000", "\udc80"])
def test_a_review_needs_a_name(reviews, name):
    with pytest.raises(RefusedError):
        Desk(reviews, name)


@pytest.mark.usefixtures("opened")
def test_names_and_reasons_are_kept_as_they_are_typed(reviews):
    said = "'; DROP TABLE decisions; --\x1b[31m<script>=1+1\x00"
    desk = Desk(reviews, said)
    desk.accept(PATH, desk.case(PATH).revision, reason=said)
    (entry,) = entries(reviews)
    assert (entry.reviewer, entry.reason) == (said, said)


def test_a_report_that_was_not_read_has_nothing_to_review(store, desk):
    record = plain_case().record()
    store.save(record.model_copy(update={"form": None, "cells": {}, "status": "failed"}), "offline")
    with pytest.raises(RefusedError, match="nothing was read"):
        desk.case(PATH)


# -- a figure that the machine was sure of -------------------------------------------------------------------------


def test_a_wrong_figure_in_a_verified_report_is_not_verified_for_a_moment(store, desk, reviews, counting):
    case = Case(plain_case().form, plain_case().truth, plain_case().truth, ())
    store.save(reading := case.record(), "offline")
    assert reading.status == "verified"
    found = desk.correct(PATH, desk.case(PATH).revision, {FIRST: 2})
    record = counting()
    assert (record.status, record.cells[FIRST], record.reading.reader) == ("needs_review", 2, "person")
    assert "尚未签署" in record.reason
    (entry,) = reviews.page(Wanted())
    assert (entry.status, entry.signed, entry.model) == ("needs_review", 0, "person")
    assert desk.undo(PATH, found.revision).state.undoable is None
    assert counting() == reading
    found = desk.correct(PATH, desk.case(PATH).revision, {FIRST: 2})
    desk.sign(PATH, found.revision)
    assert (counting().status, counting().cells[FIRST]) == ("verified", 2)


def test_accepting_a_verified_report_leaves_it_as_it_is(store, desk, counting):
    case = Case(plain_case().form, plain_case().truth, plain_case().truth, ())
    store.save(reading := case.record(), "offline")
    desk.accept(PATH, desk.case(PATH).revision, [FIRST])
    assert counting() == reading


# -- copies, and other files at the same path ----------------------------------------------------------------------


def test_what_is_decided_holds_for_every_copy(opened, desk, counting):
    copy = plain_case(total=6).record(path="另/抄本.txt")
    opened.save(copy.model_copy(update={"document": copy.document.model_copy(update={"issuer": "乙"})}), "x")
    finished(desk)
    assert desk.case("另/抄本.txt").state.signed is not None
    there = counting("另/抄本.txt")
    assert (there.status, there.document.issuer) == ("source_error", "乙"), "each copy keeps its own"
    desk.undo("另/抄本.txt", desk.case("另/抄本.txt").revision)
    assert counting().status == counting("另/抄本.txt").status == "needs_review"


def test_a_signature_on_a_copy_of_an_old_file_hides_no_newer_one(opened, desk, reviews, counting):
    opened.save(plain_case(total=6).record(path="另/抄本.txt"), "offline")
    opened.save(newer := plain_case().record(content="新"), "offline")
    finished(desk, "另/抄本.txt")
    assert counting() == newer
    assert desk.case(PATH).sha256 == checksum("新")
    assert {e.path: (e.sha256, e.signed) for e in reviews.page(Wanted(statuses=()))} == {
        PATH: (checksum("新"), 0),
        "另/抄本.txt": (checksum("甲"), 1),
    }
    assert [r.document.sha256 for r in opened.find(PATH)][-1] == checksum("新")


def test_a_file_that_cannot_be_opened_any_more_is_not_hidden_by_a_signature(opened, desk, reviews, counting):
    opened.save(plain_case(total=6).record(path="另/抄本.txt"), "offline")
    gone = plain_case().record().model_copy(update={"form": None, "cells": {}, "status": "failed"})
    gone = gone.model_copy(update={"document": gone.document.model_copy(update={"sha256": None})})
    opened.save(gone, "offline", reusable=False)
    finished(desk, "另/抄本.txt")
    assert counting() == gone
    assert [entry.path for entry in reviews.page(Wanted(statuses=()))] == ["另/抄本.txt"]


def test_decisions_follow_a_changed_file_but_a_signature_does_not(opened, desk, counting):
    licensing = "disclosure.licensing.decisions"
    desk.correct(PATH, desk.case(PATH).revision, {FIRST: 3, licensing: 4})
    finished(desk)
    changed = plain_case(total=6)
    opened.save(
        Case(changed.form, changed.truth, changed.truth | {SECOND: 8}, (SECOND,)).record(content="新"), "c"
    )
    case = desk.case(PATH)
    assert (case.state.signed, case.state.last) == (None, 0)
    assert (case.state.cells[licensing], case.state.cells[SECOND], case.state.doubts) == (4, 8, (SECOND,))
    assert counting().status == "needs_review"
    finished(desk)
    assert (counting().cells[licensing], counting().cells[SECOND]) == (4, 8)


def test_a_copy_that_another_version_wrote_keeps_nobody_from_deciding(opened, desk, reviews):
    copy = desk.case(PATH).state.record
    opened.save(
        copy.model_copy(update={"document": copy.document.model_copy(update={"path": "抄本.txt"})}), "b"
    )
    opened.connection.execute(
        "UPDATE records SET record = json_set(record, '$.later', 1) WHERE path = '抄本.txt'"
    )
    case = finished(desk)
    assert case.state.signed is not None
    assert reviews.of_person(PATH, case.sha256) is not None


@pytest.mark.parametrize("cells", [(), (TOTAL,), (FIRST, TOTAL)])
def test_what_nobody_read_is_not_accepted(store, desk, reviews, cells):
    """Nobody has said yet that it is blank."""
    case = plain_case()
    store.save(Case(case.form, case.truth, case.truth | {TOTAL: None}, (TOTAL,)).record(), "offline")
    found = desk.case(PATH)
    with pytest.raises(RefusedError, match="was not read"):
        desk.accept(PATH, found.revision, cells)
    assert entries(reviews) == []
    assert desk.correct(PATH, found.revision, {TOTAL: None}).state.doubts == ()


# -- the rules change ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
def test_a_report_that_new_rules_open_is_signed_again(desk, counting, monkeypatch):
    finished(desk)
    under_other_rules(monkeypatch, "strict", strict=True)
    case = desk.case(PATH)
    assert case.state.signed is None
    case = desk.printed(PATH, case.revision)
    case = desk.sign(PATH, case.revision)
    assert counting().status == "source_error"
    assert "new.rule" in {f.rule for f in counting().findings}
    assert counting().reading.rules == "strict"


@pytest.mark.usefixtures("opened")
def test_a_report_that_new_rules_open_may_be_opened_for_good(desk, counting, monkeypatch):
    reading = counting()
    finished(desk)
    under_other_rules(monkeypatch, "strict", strict=True)
    desk.undo(PATH, desk.case(PATH).revision)
    assert counting() == reading
