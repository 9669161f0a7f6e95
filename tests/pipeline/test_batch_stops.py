"""What stops a run: limits, an interruption, a provider that cannot be used; and how it is taken up again."""

import pytest
from pipeline_support import Shelf, report, run

from crossfoot.evaluation import loopback
from crossfoot.evaluation.loopback import LoopbackServer, ValueFault, misread, status
from crossfoot.pipeline import basis, batch

PATHS = [report(number) for number in (1, 3, 4, 17, 26, 30, 35, 40)]
FAULT = ValueFault(misread("requests.received.total", 98765))
"""So that each document takes a reading and a question."""
QUOTA = status(429, error="insufficient_quota")


@pytest.fixture
def server():
    with LoopbackServer(Shelf(PATHS), values=[FAULT]) as opened:
        yield opened


def complete(store, server, **options):
    """The run again, to its end: one record for each, nothing asked twice."""
    outcome = run(PATHS, store, server, **options)
    assert outcome.summary.stopped is None
    assert sorted(record.document.path for record in outcome.records) == sorted(map(str, PATHS))
    assert outcome.summary.counts["failed"] == 0
    return outcome


# -- limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_a_limit_of_documents_stops_and_the_next_run_goes_on(limit, concurrency, store, server):
    first = run(PATHS, store, server, limit=limit, concurrency=concurrency)
    assert first.summary.stopped == "limit"
    assert str(limit) in first.summary.message
    assert len(first.records) == sum(first.summary.counts.values()) == limit
    second = run(PATHS, store, server, limit=limit, concurrency=concurrency)
    assert second.summary.cached == limit
    assert len(second.records) == min(2 * limit, len(PATHS))
    asked = len(server.requests)
    complete(store, server)
    assert len(server.requests) == 2 * len(PATHS) >= asked


@pytest.mark.parametrize("limit", [8, 9])
def test_a_limit_that_is_not_reached_stops_nothing(limit, store, server):
    outcome = run(PATHS, store, server, limit=limit)
    assert outcome.summary.stopped is None
    assert len(outcome.records) == len(PATHS)


def test_a_limit_of_documents_holds_offline_too(store):
    outcome = run(PATHS, store, limit=2)
    assert outcome.summary.stopped == "limit"
    assert len(outcome.records) == 2
    assert len(run(PATHS, store).records) == len(PATHS)


@pytest.mark.parametrize("concurrency", [1, 3])
@pytest.mark.parametrize("calls", [1, 4, 5])
def test_a_limit_of_calls_begins_no_new_document(calls, concurrency, store, server):
    outcome = run(PATHS, store, server, max_calls=calls, concurrency=concurrency)
    assert outcome.summary.stopped == "limit"
    assert str(calls) in outcome.summary.message
    # A document in work is finished: each takes two calls here.
    assert calls <= outcome.summary.calls == len(server.requests) <= calls + 2 * concurrency
    assert outcome.summary.calls == 2 * len(outcome.records)
    complete(store, server)
    assert len(server.requests) == 2 * len(PATHS)


def test_answers_from_the_log_do_not_count_as_calls(store, server, monkeypatch):
    run(PATHS, store, server)
    monkeypatch.setattr(basis, "rules_hash", lambda: "another")
    outcome = complete(store, server, max_calls=1)
    assert outcome.summary.calls == 0


def test_a_limit_reached_by_the_last_document_stops_nothing(store, server):
    outcome = run(PATHS, store, server, max_calls=2 * len(PATHS), concurrency=1)
    assert outcome.summary.stopped is None


# -- interruption --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 3])
def test_an_interruption_finishes_what_is_in_work(concurrency, store, server):
    first = run(PATHS, store, server, concurrency=concurrency, stop=lambda each: each.done == 2)
    assert first.summary.stopped == "interrupted"
    assert 2 <= len(first.records) <= 2 + concurrency
    assert sum(first.summary.counts.values()) == len(first.records)
    assert len(server.requests) == first.summary.calls == 2 * len(first.records)
    second = complete(store, server)
    assert second.summary.cached == len(first.records)
    assert len(server.requests) == 2 * len(PATHS)


def test_an_interruption_offline_stops_between_two_documents(store):
    outcome = run(PATHS, store, stop=lambda each: each.done == 3)
    assert outcome.summary.stopped == "interrupted"
    assert len(outcome.records) == 3


def test_an_interruption_after_the_last_document_is_none(store):
    outcome = run(PATHS, store, stop=lambda each: each.done == len(PATHS))
    assert outcome.summary.stopped is None
    assert len(outcome.records) == len(PATHS)


# -- the provider --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 4])
def test_an_endpoint_that_is_down_stops_the_run(concurrency, store):
    with LoopbackServer(Shelf(PATHS)) as server:
        pass
    outcome = run(PATHS, store, server, concurrency=concurrency)
    assert outcome.summary.stopped == "provider"
    assert "cannot be reached" in outcome.summary.message
    assert server.base_url in outcome.summary.message
    assert {record.status for record in outcome.records} == {"failed"}
    assert len(outcome.records) <= batch.UNREACHABLE + concurrency
    assert {record.error.type for record in outcome.records} == {"ProviderUnreachable"}


@pytest.mark.parametrize("fault", [status(503), status(429), loopback.drop], ids=["503", "429", "drop"])
@pytest.mark.parametrize("number", [1, 2, 8])
def test_a_provider_that_answers_nothing_is_told_however_few_documents_there_are(number, fault, store):
    with LoopbackServer(Shelf(PATHS), fault=fault) as server:
        outcome = run(PATHS[:number], store, server, concurrency=1)
        assert outcome.summary.stopped == "provider"
        assert len(server.requests) == min(number, batch.UNREACHABLE)
        server.fault = None
        again = run(PATHS[:number], store, server)
    assert again.summary.counts["failed"] == 0
    assert again.summary.stopped is None


def test_a_provider_that_fails_once_fails_one_document(store):
    with LoopbackServer(Shelf(PATHS), script=[None, None, status(503)]) as server:
        outcome = run(PATHS, store, server, concurrency=1)
        assert outcome.summary.stopped is None
        assert outcome.summary.counts["failed"] == 1
        assert len(outcome.records) == len(PATHS)
        assert complete(store, server).summary.cached == len(PATHS) - 1


def test_a_provider_that_goes_down_in_the_middle_stops_the_run(store):
    with LoopbackServer(Shelf(PATHS), script=[None, None, *[status(503)] * 3]) as server:
        outcome = run(PATHS, store, server, concurrency=1)
        assert outcome.summary.stopped == "provider"
        assert len(server.requests) == 5
        complete(store, server)
    assert len(server.requests) == 5 + len(PATHS) - 2


FATAL = {
    "wrong_key": (status(401), "configuration", "API key"),
    "forbidden": (status(403), "configuration", "API key"),
    "no_such_model": (status(404), "configuration", "base_url"),
    "quota": (QUOTA, "limit", "exhausted"),
}


@pytest.mark.parametrize("name", FATAL)
def test_what_every_document_would_meet_stops_the_run_at_once(name, store):
    fault, why, words = FATAL[name]
    with LoopbackServer(Shelf(PATHS), fault=fault) as server:
        outcome = run(PATHS, store, server, concurrency=1)
        assert outcome.summary.stopped == why
        assert words in outcome.summary.message
        assert len(server.requests) == 1
        assert outcome.records == []
        server.fault = None
        complete(store, server)


@pytest.mark.parametrize("name", FATAL)
def test_documents_in_work_are_finished_when_the_run_stops(name, store):
    fault, why, _ = FATAL[name]
    with LoopbackServer(Shelf(PATHS), script=[None, None, fault], delay=0.02) as server:
        outcome = run(PATHS, store, server, concurrency=3)
        assert outcome.summary.stopped == why
        assert 2 <= len(outcome.records) <= 4
        assert {record.status for record in outcome.records} <= {"verified", "source_error"}
        complete(store, server)


def test_a_real_key_that_is_refused_stops_at_once_and_is_not_shown(store):
    key = "sk-test-0123456789abcdef"
    with LoopbackServer(Shelf(PATHS), key="another") as server:
        outcome = run(PATHS, store, server, settings={"api_key": key}, concurrency=1)
    assert outcome.summary.stopped == "configuration"
    assert key not in str(outcome.summary)
    assert len(server.requests) == 1


def test_a_quota_that_ends_before_a_question_is_resumed_there(store, server):
    """The first reading is answered and paid for, the question is not."""
    server.script[:] = [None, QUOTA]
    outcome = run(PATHS[:3], store, server, concurrency=1)
    assert outcome.summary.stopped == "limit"
    assert outcome.records == []
    again = run(PATHS[:3], store, server, concurrency=1)
    assert [record.status for record in again.records] == ["verified"] * 3
    assert server.counts["reading"] == 3


def test_what_a_broken_off_document_cost_is_counted(store, server):
    server.script[:] = [None, QUOTA]
    outcome = run(PATHS[:3], store, server, concurrency=1)
    assert outcome.summary.calls == 1
    assert outcome.summary.input_tokens > 0


def test_what_a_failed_document_cost_is_counted(store):
    with LoopbackServer(Shelf(PATHS), fault=loopback.invalid_json) as server:
        outcome = run(PATHS[:1], store, server)
    assert outcome.summary.calls == len(server.requests) == 3
    assert outcome.summary.output_tokens > 0


def test_the_cost_is_that_of_the_calls_made_now(store, server):
    prices = {"price_input": 2.0, "price_output": 8.0}
    first = run(PATHS, store, server, settings=prices).summary
    assert first.cost == pytest.approx((first.input_tokens * 2 + first.output_tokens * 8) / 1e6)
    assert first.cost > 0
    assert run(PATHS, store, server, settings=prices).summary.cost == 0
