"""Every question is logged: who was asked what and why, and what is fixed, still in doubt, or newly so."""

import json
from itertools import pairwise

import pytest
from pipeline_support import gold, report
from rounds_support import BUSINESS, GRANTED, ODD, STUBBORN, WRONG, one
from test_loop_repair import CASES, outcome
from test_loop_stubborn import to_questions
from test_loop_sweep import combination

from crossfoot.evaluation import loopback
from crossfoot.evaluation.loopback import LoopbackServer, ValueFault, misread, status
from crossfoot.pipeline import basis
from crossfoot.store import Record

IN_EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def zeros(exchange):
    return exchange.completion(json.dumps(dict.fromkeys(json.loads(exchange.content), 0)))


def test_the_log_says_what_each_question_brought(store):
    """Two cells are read wrongly at first; the first question repairs one, the second the other."""
    path = report(4)
    said = iter([ODD, ODD + 1])
    faults = [
        ValueFault(lambda true: {**true.cells, BUSINESS: ODD}, "reading"),
        ValueFault(lambda true: {**true.cells, GRANTED: next(said, true.cells[GRANTED])}, "always"),
    ]
    with LoopbackServer(gold(path), values=faults) as server:
        record = one(path, store, server).record
    first, second = record.reading.log
    assert record.status == "verified"
    assert (first.number, second.number) == (1, 2)
    assert {each.model for each in record.reading.log} == {"loopback"}
    assert first.asked == {BUSINESS: "differs", GRANTED: "differs"}
    assert (first.fixed, first.still, first.new) == ((BUSINESS,), (GRANTED,), ())
    assert set(first.rules_fixed) == {"requests.row.received", "requests.balance.business"}
    assert set(first.rules_still) == {"requests.row.granted", "requests.column.natural_person"}
    assert second.asked == {GRANTED: "differs"}
    assert (second.fixed, second.still, second.new) == ((GRANTED,), (), ())
    assert set(second.rules_fixed) == {"requests.row.granted", "requests.column.natural_person"}
    assert second.rules_still == second.rules_new == first.rules_new == ()


def test_a_cell_that_comes_into_doubt_by_an_answer_is_new(store):
    """Where blanks were lost only sums can tell; zeros where figures are printed break other sums."""
    path = report(24)
    with LoopbackServer(gold(path), values=[WRONG], fault=to_questions(zeros)) as server:
        log = one(path, store, server).record.reading.log
    assert log[0].new
    assert log[0].rules_new
    assert not set(log[0].new) & log[0].asked.keys()
    assert {log[1].asked[cell] for cell in log[0].new} == {"sum"}


def test_a_cell_without_an_answer_is_told_as_such(store):
    path = report(3)
    with LoopbackServer(gold(path), values=[ValueFault(misread(GRANTED, -3))]) as server:
        (asked,) = one(path, store, server).record.reading.log
    assert asked.asked == {GRANTED: "unread"}


@IN_EVERY_CASE
@pytest.mark.parametrize("when", ["reading", "always"])
def test_the_log_is_that_of_what_was_asked(case, when):
    record, server = outcome(case, when)
    log = record.reading.log
    asked = [request for request in server.requests if request.kind == "question"]
    assert [len(each.asked) for each in log] == [len(request.keys) for request in asked]
    assert log[0].asked.keys() == case.wrong
    assert log[-1].still == (() if when == "reading" else tuple(log[-1].asked))


@pytest.mark.parametrize("seed", range(0, 66, 5))
def test_every_cell_asked_about_is_fixed_or_still_in_doubt(seed, store):
    path, faults = combination(seed)
    with LoopbackServer(gold(path), values=faults, seed=seed) as server:
        reading = one(path, store, server, votes=1 + seed % 3, strong=seed % 2).record.reading
    assert reading.rounds == len(reading.log)
    assert [each.number for each in reading.log] == list(range(1, len(reading.log) + 1))
    for each in reading.log:
        assert sorted(each.fixed + each.still) == sorted(each.asked)
        assert not set(each.new) & each.asked.keys()
        assert not set(each.rules_new) & {*each.rules_fixed, *each.rules_still}
    ordinary = [each for each in reading.log if not each.escalated]
    for each, after in pairwise(ordinary):
        assert after.asked.keys() == {*each.still, *each.new}
        assert {*after.rules_fixed, *after.rules_still} == {*each.rules_still, *each.rules_new}


def test_a_perfect_reading_has_an_empty_log(store):
    path = report(4)
    with LoopbackServer(gold(path)) as server:
        assert one(path, store, server).record.reading.log == ()


@pytest.mark.parametrize(
    ("fault", "error"),
    [(loopback.refusal, "BadAnswer"), (status(503), "ProviderUnreachable"), (status(400), "RequestRejected")],
    ids=["refusal", "unreachable", "rejected"],
)
def test_a_question_without_an_answer_is_logged_with_the_reason(fault, error, store):
    path = report(4)
    with LoopbackServer(gold(path), values=[WRONG], fault=to_questions(fault)) as server:
        record = one(path, store, server).record
    (asked,) = record.reading.log
    assert (asked.answered, asked.votes) == (0, 1)
    assert asked.error is not None
    assert asked.error.type == error
    assert "loopback" in asked.error.message
    assert asked.still == asked.undecided == tuple(asked.asked)
    assert record.error is None


def test_a_record_of_an_older_program_still_loads(store):
    path = report(4)
    with LoopbackServer(gold(path), values=[WRONG]) as server:
        record = one(path, store, server).record
    assert Record.model_validate_json(record.line()) == record
    old = json.loads(record.line())
    del old["reading"]["log"]
    assert Record.model_validate(old).reading.log == ()


def test_the_log_is_the_same_when_the_answers_come_from_the_store(store, monkeypatch):
    path = report(4)
    with LoopbackServer(gold(path), values=[STUBBORN]) as server:
        first = one(path, store, server, votes=3, strong=True)
        asked = len(server.requests)
        monkeypatch.setattr(basis, "rules_hash", lambda: "another")
        second = one(path, store, server, votes=3, strong=True)
        assert len(server.requests) == asked
    assert second.summary.cached == second.summary.calls == 0
    assert second.record == first.record


@pytest.mark.parametrize(("faults", "settled"), [([WRONG], 1), ([STUBBORN], 0)], ids=["repaired", "stubborn"])
def test_the_summary_counts_questions_and_cells(faults, settled, store):
    path = report(4)
    with LoopbackServer(gold(path), values=faults) as server:
        made = one(path, store, server).summary
        kept = one(path, store, server).summary
    assert (made.questions, made.asked, made.settled) == (1, 1, settled)
    assert (kept.questions, kept.asked, kept.settled) == (0, 0, 0)  # nothing was asked now


def test_a_cell_that_is_asked_about_twice_counts_once(store):
    path = report(4)
    said = iter([ODD, ODD + 1])
    fault = ValueFault(lambda true: {**true.cells, GRANTED: next(said, true.cells[GRANTED])}, "always")
    other = ValueFault(misread(BUSINESS, ODD))
    with LoopbackServer(gold(path), values=[other, fault]) as server:
        summary = one(path, store, server).summary
    assert (summary.questions, summary.asked, summary.settled) == (2, 2, 2)
