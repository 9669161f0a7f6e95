"""Facts in a batch: the configuration they are kept under, the log of answers, limits."""

from facts_pipeline_support import PATH, ask, knowing, values
from pipeline_support import Shelf, endpoint, gold, report, run

from crossfoot.evaluation.loopback import LoopbackServer
from crossfoot.pipeline import Options, configuration

PATHS = [report(n) for n in (1, 4, 9)]


def test_records_with_and_without_facts_are_not_confused(store):
    with LoopbackServer(knowing()) as server:
        for facts, calls in ((True, 2), (False, 0), (True, 0), (False, 0)):
            outcome = ask(store, server, facts=facts)
            assert (outcome.record.facts is not None) == facts
            assert outcome.summary.calls == calls
        assert outcome.summary.cached == 1
    assert len(server.requests) == 2


def test_another_prompt_is_another_configuration(monkeypatch):
    from crossfoot.readers.model import prompts

    with LoopbackServer(knowing()) as server:
        without, having = (
            Options(reader="model", endpoint=endpoint(server, facts=facts)) for facts in (False, True)
        )
    before = configuration(without), configuration(having)
    assert before[0] != before[1]
    source = prompts._source
    monkeypatch.setattr(prompts, "_source", lambda name: source(name) + "改" * (name == "facts"))
    prompts.prompt_hash.cache_clear()
    after = configuration(without), configuration(having)
    prompts.prompt_hash.cache_clear()
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_refresh_asks_for_the_facts_too(store):
    with LoopbackServer(knowing()) as server:
        first = ask(store, server).record
        again = ask(store, server, refresh=True)
    assert again.summary.calls == 2
    assert values(again.record) == values(first)


def test_facts_count_towards_the_limit_of_calls(store):
    with LoopbackServer(Shelf(PATHS)) as server:
        outcome = run(PATHS, store, server, settings={"facts": True}, max_calls=2, concurrency=1, workers=0)
    assert outcome.summary.stopped == "limit"
    assert outcome.summary.calls == 2
    assert len(outcome.records) == 1


def test_a_failed_document_has_no_facts(store, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("本镇无此表。", encoding="utf-8")
    with LoopbackServer(gold(PATH)) as server:
        record = ask(store, server, path).record
    assert record.status == "failed"
    assert record.facts is None
    assert server.requests == []


def test_workers_hand_over_all_that_facts_need(store):
    """Read in processes of their own, documents are asked about as if read here."""
    with LoopbackServer(Shelf(PATHS)) as server:
        outcome = run(PATHS, store, server, settings={"facts": True}, workers=2)
    assert all(record.facts is not None for record in outcome.records)
    assert server.counts["facts"] == len(PATHS)
