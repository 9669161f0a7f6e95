"""A stronger model is asked once, last, about what is still in doubt; it is believed no more than the first."""

import json

import pytest
from pipeline_support import Shelf, endpoint, gold, report, run, wrong_cells
from rounds_support import (
    BUSINESS,
    GRANTED,
    ODD,
    STUBBORN,
    WRONG,
    escalating,
    figures,
    in_votes,
    of_model,
    one,
    questions,
)
from test_batch_stops import PATHS

from crossfoot.evaluation import loopback
from crossfoot.evaluation.loopback import LoopbackServer, ValueFault, misread, status
from crossfoot.pipeline import Options, basis, batch, configuration

PATH = report(4)
SOURCE_ERROR = report(40)
TRUE = gold(PATH).cells[GRANTED]
QUOTA = status(429, error="insufficient_quota")
TOTAL = ValueFault(misread("requests.received.total", ODD), "always", model="loopback")
"""In every report of `PATHS` the first model insists on a wrong figure."""


@pytest.fixture
def server():
    """The first model insists on a wrong figure, the stronger one reads rightly."""
    with LoopbackServer(gold(PATH), values=[STUBBORN]) as opened:
        yield opened


@pytest.fixture
def shelf():
    """Several reports, of each of which the first model insists on a wrong figure."""
    with LoopbackServer(Shelf(PATHS), values=[TOTAL]) as opened:
        yield opened


def asked_models(server: LoopbackServer) -> list[tuple[str, str]]:
    return [(request.kind, request.body["model"]) for request in server.requests]


# -- what it is asked -----------------------------------------------------------------------------------------------


def test_the_stronger_model_repairs_what_the_first_repeats_wrongly(server, store):
    assert one(PATH, store, server).record.status == "needs_review"
    record = one(PATH, store, server, strong=True).record
    assert record.status == "verified"
    assert record.cells[GRANTED] == TRUE
    assert asked_models(server) == [("reading", "loopback"), ("question", "loopback"), ("question", "strong")]


def test_the_log_says_who_was_asked_and_the_record_names_the_first(server, store):
    reading = one(PATH, store, server, strong=True).record.reading
    assert reading.model == "loopback"
    assert [(each.model, each.escalated, each.number) for each in reading.log] == [
        ("loopback", False, 1),
        ("strong", True, 2),
    ]
    assert reading.log[0].still == reading.log[1].fixed == (GRANTED,)
    assert reading.rounds == 2
    assert reading.calls == 3


def test_the_stronger_model_has_several_votes_too(server, store):
    server.fault = of_model(in_votes(figures(ODD, ODD, ODD), 2))
    record = one(PATH, store, server, votes=3, strong=True).record
    assert record.status == "verified"
    assert len(questions(server, "strong")) == len(questions(server, "loopback")) == 3
    assert record.reading.log[1].votes == 3


@pytest.mark.parametrize("path", [report(3), report(17), SOURCE_ERROR], ids=lambda path: path.name[:2])
def test_nobody_is_asked_where_nothing_is_in_doubt(path, store):
    with LoopbackServer(gold(path)) as server:
        one(path, store, server, strong=True)
    assert asked_models(server) == [("reading", "loopback")]


def test_the_stronger_model_is_not_asked_where_the_first_repairs_itself(store):
    with LoopbackServer(gold(PATH), values=[WRONG]) as server:
        assert one(PATH, store, server, strong=True).record.status == "verified"
    assert questions(server, "strong") == []


def test_without_rounds_the_stronger_model_alone_is_asked(server, store):
    record = one(PATH, store, server, rounds=0, strong=True).record
    assert record.status == "verified"
    assert asked_models(server) == [("reading", "loopback"), ("question", "strong")]
    assert [each.escalated for each in record.reading.log] == [True]


def test_it_is_asked_about_what_is_left_in_doubt_alone(store):
    values = [ValueFault(misread(BUSINESS, ODD)), STUBBORN]
    with LoopbackServer(gold(PATH), values=values) as server:
        log = one(PATH, store, server, strong=True).record.reading.log
    assert log[0].asked.keys() == {BUSINESS, GRANTED}
    assert log[-1].asked.keys() == {GRANTED}
    assert len(questions(server, "strong")[0].keys) == 1


def test_it_is_asked_about_the_best_reading(store):
    """The first model's answer made things worse where only sums can tell: that is forgotten."""
    path = report(24)

    def zeros(exchange):
        return exchange.completion(json.dumps(dict.fromkeys(json.loads(exchange.content), 0)))

    def fault(exchange):
        mine = exchange.request.kind == "question" and exchange.request.body["model"] == "loopback"
        return zeros(exchange) if mine else exchange.completion()

    with LoopbackServer(gold(path), values=[WRONG], fault=fault) as server:
        record = one(path, store, server, strong=True).record
    first, *_, last = record.reading.log
    assert first.new
    assert last.escalated
    assert last.asked == first.asked
    assert wrong_cells(path, record) == {}


def test_a_model_that_answers_badly_is_followed_by_the_stronger(store):
    fault = of_model(loopback.refusal, "loopback")
    script = [None]
    with LoopbackServer(gold(PATH), values=[WRONG], script=script, fault=fault) as server:
        record = one(PATH, store, server, strong=True).record
    assert record.status == "verified"
    assert [each.answered for each in record.reading.log] == [0, 1]


# -- what it is told, and believed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("votes", [1, 3])
def test_it_is_shown_no_earlier_answer(votes, server, store):
    one(PATH, store, server, votes=votes, strong=True)
    assert len(questions(server, "strong")) == votes
    assert all(str(ODD) not in str(request.body) for request in server.requests)


def test_it_is_asked_what_the_first_was_asked(server, store):
    one(PATH, store, server, strong=True)
    (first,), (strong,) = questions(server, "loopback"), questions(server, "strong")
    assert {**first.body, "model": "strong"} == strong.body


def test_it_is_not_shown_the_value_that_would_balance(store):
    """Report 40 prints 221 where the six applicants make 211."""
    with LoopbackServer(gold(SOURCE_ERROR), values=[TOTAL]) as server:
        record = one(SOURCE_ERROR, store, server, votes=3, strong=True).record
    assert record.status == "source_error"
    assert wrong_cells(SOURCE_ERROR, record) == {}
    assert len(questions(server, "strong")) == 3
    assert all("211" not in str(question.body) for question in questions(server))


@pytest.mark.parametrize("path", [PATH, SOURCE_ERROR], ids=["sound", "source_error"])
@pytest.mark.parametrize("value", [ODD, ODD + 1, None])
def test_it_is_not_believed_against_the_print(path, value, store):
    faults = [
        ValueFault(misread(GRANTED, ODD), "always", model="loopback"),
        ValueFault(lambda true: {**true.cells, GRANTED: value}, "always", model="strong"),
    ]
    with LoopbackServer(gold(path), values=faults) as server:
        record = one(path, store, server, strong=True).record
    assert record.status == "needs_review"
    assert wrong_cells(path, record) == {}
    assert record.reading.log[-1].still == (GRANTED,)


# -- what it costs --------------------------------------------------------------------------------------------------

PRICES = {"price_input": 1.0, "price_output": 4.0}
DEAR = {"price_input": 10.0, "price_output": 40.0}


def tokens(server: LoopbackServer, model: str) -> tuple[int, int]:
    """What the server counts for this model."""
    sent = [request for request in server.requests if request.body["model"] == model]
    told = [json.loads(right_reply(request))["usage"] for request in sent]
    return sum(use["prompt_tokens"] for use in told), sum(use["completion_tokens"] for use in told)


def right_reply(request: loopback.Request) -> bytes:
    body = loopback.Exchange(request, loopback.answer_for(request, gold(PATH))).completion().body
    assert body is not None
    return body


def settings(server: LoopbackServer, *, first: bool = True, strong: bool = True) -> dict:
    return {**(PRICES if first else {}), **escalating(server, **(DEAR if strong else {}))}


def test_each_model_is_paid_at_its_own_price(store):
    # Wrong, but as long as the true figure: the tokens are those of the right answer.
    wrong = int(TRUE) - 1
    assert len(str(wrong)) == len(str(TRUE))
    values = [ValueFault(misread(GRANTED, wrong), "always", model="loopback")]
    with LoopbackServer(gold(PATH), values=values) as server:
        outcome = run([PATH], store, server, settings=settings(server))
    (first_in, first_out), (strong_in, strong_out) = tokens(server, "loopback"), tokens(server, "strong")
    expected = (first_in * 1 + first_out * 4 + strong_in * 10 + strong_out * 40) / 1e6
    assert strong_in > 0
    assert outcome.record.reading.cost == pytest.approx(expected)
    assert outcome.summary.cost == pytest.approx(expected)
    assert outcome.record.reading.input_tokens == first_in + strong_in


@pytest.mark.parametrize(
    ("first", "strong", "escalated", "known"),
    [
        (True, False, True, False),
        (True, False, False, True),
        (False, True, True, False),
        (False, True, False, False),
        (True, True, True, True),
    ],
)
def test_the_cost_is_unknown_where_a_model_without_a_price_answered(first, strong, escalated, known, store):
    values = [STUBBORN if escalated else WRONG]
    with LoopbackServer(gold(PATH), values=values) as server:
        outcome = run([PATH], store, server, settings=settings(server, first=first, strong=strong))
    assert (outcome.record.reading.cost is not None) is known
    assert (outcome.summary.cost is not None) is known


def test_what_comes_from_the_log_costs_nothing_and_stays_on_record(server, store, monkeypatch):
    first = run([PATH], store, server, settings=settings(server))
    monkeypatch.setattr(basis, "rules_hash", lambda: "another")
    second = run([PATH], store, server, settings=settings(server))
    assert second.summary.calls == second.summary.cost == 0
    assert second.record == first.record
    assert second.record.reading.cost > 0


# -- where it cannot be asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "why"),
    [(status(404), "configuration"), (status(401), "configuration"), (QUOTA, "limit")],
    ids=["unknown", "key", "quota"],
)
@pytest.mark.parametrize("votes", [1, 3])
def test_an_escalation_that_no_document_can_have_stops_the_run(fault, why, votes, shelf, store):
    shelf.fault = of_model(fault)
    outcome = run(PATHS, store, shelf, votes=votes, concurrency=1, settings=escalating(shelf))
    assert outcome.summary.stopped == why
    assert outcome.summary.message.startswith("escalation to the model `strong`: ")
    assert outcome.records == []
    assert outcome.summary.calls == len(shelf.requests) - votes
    shelf.fault = None
    assert run(PATHS, store, shelf, votes=votes, settings=escalating(shelf)).summary.stopped is None


@pytest.mark.parametrize(
    ("fault", "why"),
    [(status(400), "configuration"), (loopback.foreign_json, "configuration"), (status(503), "provider")],
    ids=["rejected", "foreign", "unavailable"],
)
@pytest.mark.parametrize("count", [1, 2, len(PATHS)])
def test_an_escalation_that_is_never_answered_is_told(fault, why, count, shelf, store):
    shelf.fault = of_model(fault)
    outcome = run(PATHS[:count], store, shelf, concurrency=1, settings=escalating(shelf))
    assert outcome.summary.stopped == why
    assert "escalation to the model `strong`" in outcome.summary.message
    assert len(outcome.records) == min(count, batch.UNREACHABLE)
    assert {record.status for record in outcome.records} == {"needs_review"}
    assert all(record.reading.log[-1].error for record in outcome.records)
    shelf.fault = None
    again = run(PATHS[:count], store, shelf, settings=escalating(shelf))
    assert again.summary.stopped is None
    assert again.summary.counts["needs_review"] == 0


def test_an_escalation_that_one_document_cannot_have_stops_nothing(shelf, store):
    played = iter([status(400)])

    def fault(exchange):
        strong = exchange.request.body["model"] == "strong"
        play = next(played, None) if strong else None
        return play(exchange) if play else exchange.completion()

    shelf.fault = fault
    outcome = run(PATHS, store, shelf, concurrency=1, settings=escalating(shelf))
    assert outcome.summary.stopped is None
    assert outcome.summary.counts["needs_review"] == 1
    assert run(PATHS, store, shelf, settings=escalating(shelf)).summary.cached == len(PATHS) - 1


def test_a_stronger_model_that_only_answers_badly_is_told_in_each_record_alone(server, store):
    server.fault = of_model(loopback.refusal)
    outcome = one(PATH, store, server, strong=True)
    assert outcome.summary.stopped is None
    assert outcome.record.status == "needs_review"
    assert outcome.record.reading.log[-1].error.type == "BadAnswer"
    assert one(PATH, store, server, strong=True).summary.cached == 1


def test_an_address_of_its_own_gets_its_own_key(store):
    """Neither server sees the key of the other."""
    with (
        LoopbackServer(gold(PATH), values=[STUBBORN], key="sk-first") as first,
        LoopbackServer(gold(PATH), key="sk-strong") as strong,
    ):
        record = run(
            [PATH],
            store,
            first,
            settings={"api_key": "sk-first", **escalating(strong, api_key="sk-strong")},
        ).record
    assert record.status == "verified"
    assert {request.headers["authorization"] for request in first.requests} == {"Bearer sk-first"}
    assert {request.headers["authorization"] for request in strong.requests} == {"Bearer sk-strong"}


def test_the_escalation_is_part_of_the_configuration(server):
    def named(**changes) -> str:
        asked = endpoint(server, **(escalating(server, **changes) if changes else {}))
        return configuration(Options(reader="model", endpoint=asked))

    ways = [{}, {"model": "a"}, {"model": "b"}, {"model": "a", "base_url": "http://127.0.0.1:9/v1"}]
    ways += [{"model": "a", "mode": "tools"}, {"model": "a", "temperature": "default"}]
    assert len({named(**way) for way in ways}) == len(ways)
    assert named(model="a", api_key="sk-one") == named(model="a", api_key="sk-two", price_input=3)


def test_a_record_without_escalation_is_not_given_out_for_one_with(server, store):
    one(PATH, store, server)
    assert one(PATH, store, server, strong=True).summary.cached == 0
