"""A question put several times: what more than half of the votes agree on is taken, and nothing else."""

import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline_support import Shelf, endpoint, gold, quoted, report, run, wrong_cells
from rounds_support import (
    BUSINESS,
    GRANTED,
    ODD,
    STUBBORN,
    WRONG,
    figures,
    in_votes,
    one,
    questions,
    vote_of,
)
from test_batch_stops import PATHS
from test_loop_repair import equations

from crossfoot.evaluation import loopback
from crossfoot.evaluation.loopback import LoopbackServer, ValueFault, exchange_rows, misread, status
from crossfoot.forms import Reading, form
from crossfoot.pipeline import Options, basis, configuration, extract_all
from crossfoot.pipeline.rounds import majority

PATH = report(4)
TRUE = gold(PATH).cells[GRANTED]
CELLS = (GRANTED, BUSINESS, "requests.received.total")
QUOTA = status(429, error="insufficient_quota")

answers = st.lists(
    st.dictionaries(st.sampled_from(CELLS), st.sampled_from([None, 0, 1, 2])).map(
        lambda cells: Reading(form("2021"), cells)
    ),
    max_size=9,
)


# -- counting -------------------------------------------------------------------------------------------------------


@given(answers, st.integers(0, 4))
def test_a_value_is_taken_where_more_than_half_of_all_votes_give_it(given_answers, failed):
    votes = len(given_answers) + failed
    taken = majority(given_answers, votes)
    for cell in CELLS:
        counts = Counter(answer.cells[cell] for answer in given_answers if cell in answer.cells)
        winners = [value for value, count in counts.items() if count > votes / 2]
        assert ([taken[cell]] if cell in taken else []) == winners


@given(answers)
def test_the_order_of_the_votes_is_nothing_to_go_by(given_answers):
    votes = len(given_answers)
    assert majority(given_answers, votes) == majority(given_answers[::-1], votes)


# -- taking ---------------------------------------------------------------------------------------------------------


def voted(store, *values: int | None):
    """The record of a report whose first reading has one cell wrong, and whose votes say *values*."""
    with LoopbackServer(gold(PATH), values=[WRONG], fault=figures(*values)) as server:
        return one(PATH, store, server, votes=len(values), rounds=1).record


@pytest.mark.parametrize("wrong", [(2, 4), (1, 5), (1, 2)])
def test_a_majority_repairs_where_single_answers_are_wrong(wrong, store):
    values = [ODD + vote if vote in wrong else TRUE for vote in range(1, 6)]
    record = voted(store, *values)
    assert record.status == "verified"
    assert record.cells[GRANTED] == TRUE
    assert (record.reading.log[0].fixed, record.reading.log[0].undecided) == ((GRANTED,), ())


@pytest.mark.parametrize("seed", range(6))
def test_answers_that_are_wrong_at_random_are_outvoted(seed, store):
    """Two rows are in doubt, and each of three of their figures is wrong in every fifth answer."""
    hits = []

    def counted(cell, value):
        return lambda true: hits.append(cell) or {**true.cells, cell: value}

    rows = ("requests.granted", "requests.partly_granted")
    chance = [
        ValueFault(counted(cell, ODD + n), "always", rate=1 / 5)
        for n, cell in enumerate((GRANTED, "requests.granted.total", "requests.partly_granted.total"))
    ]
    with LoopbackServer(gold(PATH), values=[ValueFault(exchange_rows(*rows)), *chance], seed=seed) as server:
        record = one(PATH, store, server, votes=9).record
    assert record.status == "verified"
    assert wrong_cells(PATH, record) == {}
    assert hits


@pytest.mark.parametrize(
    "values",
    [(ODD, ODD + 1, TRUE), (TRUE, ODD), (TRUE, TRUE, ODD, ODD), (None, TRUE, ODD)],
    ids=["three", "two", "four", "a_blank"],
)
def test_without_a_majority_a_cell_stays_in_doubt(values, store):
    record = voted(store, *values)
    (asked,) = record.reading.log
    assert record.status == "needs_review"
    assert asked.undecided == asked.still == (GRANTED,)
    assert asked.answered == len(values)
    assert asked.fixed == asked.new == ()
    assert wrong_cells(PATH, record) == {}  # what is printed, and not what any vote said


def test_not_printed_is_a_value_that_can_win(store):
    path = report(17)
    cell = "requests.denied.state_secret.natural_person"
    assert gold(path).cells[cell] is None
    fault = ValueFault(misread(cell, 0))
    with LoopbackServer(gold(path), values=[fault], fault=figures(None, 0, None)) as server:
        record = one(path, store, server, votes=3).record
    assert record.status == "verified"
    assert record.cells[cell] is None


def test_a_majority_against_the_print_is_not_believed(store):
    record = voted(store, ODD + 1, ODD + 1, TRUE)
    assert record.status == "needs_review"
    assert record.cells[GRANTED] == TRUE
    assert record.reading.log[0].still == (GRANTED,)
    assert record.reading.log[0].undecided == ()


def test_votes_that_agree_on_the_same_answer_again_end_the_asking(store):
    with LoopbackServer(gold(PATH), values=[STUBBORN]) as server:
        record = one(PATH, store, server, votes=3).record
    assert record.reading.rounds == 1
    assert server.counts == {"reading": 1, "question": 3}


def test_the_next_question_is_about_what_was_not_agreed_on(store):
    """One cell has a majority in the first round, the other only in the second."""
    faults = [ValueFault(lambda true: {**true.cells, GRANTED: ODD, BUSINESS: ODD})]

    def fault(exchange):
        if exchange.request.kind == "reading" or len(exchange.request.keys) < 2:
            return exchange.completion()
        told = json.loads(exchange.content)
        key = next(key for key, labels in exchange.request.keys.items() if "予以公开" in labels[0])
        return exchange.completion(json.dumps({**told, key: ODD + vote_of(exchange.request)}))

    with LoopbackServer(gold(PATH), values=faults, fault=fault) as server:
        record = one(PATH, store, server, votes=3).record
    first, second = record.reading.log
    assert record.status == "verified"
    assert (first.fixed, first.still, first.undecided) == ((BUSINESS,), (GRANTED,), (GRANTED,))
    assert (second.asked, second.fixed) == ({GRANTED: "differs"}, (GRANTED,))


# -- votes that fail ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("failing", "verified"), [((2,), True), ((1, 3), False), ((1, 2, 3), False)])
@pytest.mark.parametrize("name", ["refusal", "invalid-json", "unavailable"])
def test_a_vote_without_an_answer_is_none(failing, verified, name, store):
    fault = in_votes(loopback.FAULTS[name], *failing)
    with LoopbackServer(gold(PATH), values=[WRONG], fault=fault) as server:
        record = one(PATH, store, server, votes=3, rounds=1).record
    (asked,) = record.reading.log
    assert (record.status == "verified") is verified
    assert asked.answered == 3 - len(failing)
    assert asked.error is not None
    assert wrong_cells(PATH, record) == {}


@pytest.mark.parametrize(("failing", "again"), [((2,), 0), ((1, 3), 2)])
def test_votes_that_the_provider_did_not_answer_are_put_by_the_next_run(failing, again, store):
    """Where the others settle the cells, nothing is left to ask."""
    with LoopbackServer(gold(PATH), values=[WRONG], fault=in_votes(status(503), *failing)) as server:
        one(PATH, store, server, votes=3)
        before = len(server.requests)
        server.fault = None
        record = one(PATH, store, server, votes=3).record
        assert len(server.requests) == before + again
    assert {vote_of(request) for request in server.requests[before:]} == set(failing if again else ())
    assert record.status == "verified"


def test_a_vote_that_empties_the_account_stops_the_run_and_is_resumed(store):
    with LoopbackServer(gold(PATH), values=[WRONG], fault=in_votes(QUOTA, 2)) as server:
        outcome = one(PATH, store, server, votes=3)
        assert outcome.summary.stopped == "limit"
        assert outcome.records == []
        assert outcome.summary.calls == 3  # the reading and the other two votes
        assert outcome.summary.input_tokens > 0
        server.fault = None
        again = one(PATH, store, server, votes=3)
    assert again.record.status == "verified"
    assert again.summary.calls == 1


# -- asking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("votes", [2, 5, 9])
def test_each_vote_is_a_request_of_its_own(votes, store):
    with LoopbackServer(gold(PATH), values=[WRONG]) as server:
        record = one(PATH, store, server, votes=votes).record
    asked = questions(server, "loopback")
    assert len({json.dumps(request.body, sort_keys=True) for request in asked}) == votes
    assert {request.body["temperature"] for request in asked} == {0.7}
    assert server.requests[0].body["temperature"] == 0
    assert record.reading.log[0].votes == record.reading.log[0].answered == votes
    assert record.reading.calls == 1 + votes


def test_votes_are_put_at_the_same_time(store):
    with LoopbackServer(gold(PATH), values=[WRONG], delay=0.2) as server:
        one(PATH, store, server, rounds=0)
        began = time.perf_counter()
        one(PATH, store, server, votes=9)
        assert time.perf_counter() - began < 9 * 0.2


@pytest.mark.parametrize("number", [1, 4, 26])
def test_no_vote_shows_an_earlier_answer(number, store):
    with LoopbackServer(gold(report(number)), values=[WRONG]) as server:
        one(report(number), store, server, votes=5)
    assert server.counts["question"] == 5
    assert all(str(ODD) not in str(request.body) for request in server.requests)


def test_no_vote_shows_the_value_that_would_balance(store):
    """Report 40 prints 221 where the six applicants make 211."""
    faults = [ValueFault(misread("requests.received.total", ODD))]
    with LoopbackServer(gold(report(40)), values=faults) as server:
        record = one(report(40), store, server, votes=5).record
    assert record.status == "source_error"
    for question in questions(server):
        assert "221" in quoted(question.text)
        assert "211" not in str(question.body)
        assert re.findall(r"\d", equations(question)) == []


def test_votes_are_answered_from_the_log(store, monkeypatch):
    with LoopbackServer(gold(PATH), values=[WRONG], fault=figures(TRUE, ODD, TRUE, ODD + 1, TRUE)) as server:
        first = one(PATH, store, server, votes=5)
        monkeypatch.setattr(basis, "rules_hash", lambda: "another")
        second = one(PATH, store, server, votes=5)
    assert len(server.requests) == 6
    assert (second.summary.calls, second.summary.cached) == (0, 0)
    assert second.record == first.record


def test_more_votes_cost_only_the_new_ones(store):
    with LoopbackServer(gold(PATH), values=[WRONG]) as server:
        one(PATH, store, server, votes=3)
        assert one(PATH, store, server, votes=5).summary.calls == 2


def test_one_vote_is_a_question_as_ever(store):
    with LoopbackServer(gold(PATH), values=[WRONG]) as server:
        one(PATH, store, server)
        assert one(PATH, store, server, votes=1).summary.cached == 1
    (asked,) = questions(server)
    assert asked.body["temperature"] == 0


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_limit_of_calls_is_overshot_by_the_documents_in_work_alone(concurrency, store):
    """Each document takes a reading and three votes here."""
    fault = ValueFault(misread("requests.received.total", ODD))
    with LoopbackServer(Shelf(PATHS), values=[fault]) as server:
        outcome = run(PATHS, store, server, votes=3, max_calls=5, concurrency=concurrency)
        assert outcome.summary.stopped == "limit"
        assert 5 <= outcome.summary.calls == 4 * len(outcome.records) <= 5 + 4 * concurrency
        again = run(PATHS, store, server, votes=3)
    assert len(again.records) == len(PATHS)
    assert len(server.requests) == 4 * len(PATHS)


def test_a_run_that_is_dropped_waits_for_no_vote(store):
    """A second Ctrl-C; what was answered before is in the log."""

    async def dropped(server):
        options = Options(reader="model", endpoint=endpoint(server), votes=5)
        work = asyncio.create_task(
            extract_all([PATH], options, store, lambda _progress: None, asyncio.Event())
        )
        while server.counts["question"] < 5:
            await asyncio.sleep(0.01)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    def slowly(exchange):
        return replace(exchange.completion(), delay=5 * (exchange.request.kind == "question"))

    with LoopbackServer(gold(PATH), values=[WRONG], fault=slowly) as server:
        began = time.perf_counter()
        asyncio.run(dropped(server))
        assert time.perf_counter() - began < 5
        server.fault = None
        assert one(PATH, store, server, votes=5).summary.calls == 5


@pytest.mark.parametrize("change", [{"votes": 3}, {"rounds": 1}])
def test_votes_are_part_of_the_configuration(change):
    with LoopbackServer(gold(PATH)) as server:
        asked = {"reader": "model", "endpoint": endpoint(server)}
    assert configuration(Options(**asked)) != configuration(Options(**asked, **change))


def test_the_temperature_of_votes_is_part_of_the_configuration():
    with LoopbackServer(gold(PATH)) as server:
        one_way, other = (
            configuration(
                Options(reader="model", endpoint=endpoint(server, vote_temperature=warmth), votes=3)
            )
            for warmth in (0.5, 0.9)
        )
    assert one_way != other
