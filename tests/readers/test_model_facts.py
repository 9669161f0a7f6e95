"""The question for the facts, against a real server on loopback: what is sent, and what an answer says."""

import json

import pytest
from model_support import Log, gold, reader

from crossfoot.evaluation.loopback import FAULTS, Gold, LoopbackServer
from crossfoot.forms.facts import FACTS, Stated
from crossfoot.readers.endpoint import MODES
from crossfoot.readers.model import BadAnswer, prompt_hash
from crossfoot.readers.model import facts as wire
from crossfoot.readers.model.prompts import quoted

NARRATIVE = "一、总体情况\n主动公开政府信息1.2万条，其中门户网站300条。"
TOTAL = ["主动公开政府信息1.2万条", "1.2万条"]
CHANNEL = ["门户网站300条", "门户网站", "300条"]
TRUE = {
    "facts.disclosed.total": TOTAL,
    "facts.disclosed.channels": [CHANNEL],
    "facts.problems": ["解读少", "更新慢"],
    "facts.fee.charged": ["未收取信息处理费", "否"],
}
SAID = (
    Stated("facts.disclosed.total", TOTAL[0], TOTAL[1]),
    Stated("facts.disclosed.channels", CHANNEL[0], CHANNEL[2], CHANNEL[1]),
    Stated("facts.problems", "解读少"),
    Stated("facts.problems", "更新慢"),
    Stated("facts.fee.charged", "未收取信息处理费", "否"),
)


def knowing(facts=TRUE):
    return Gold(gold().form, gold().cells, facts=facts)


@pytest.mark.parametrize("mode", MODES)
async def test_facts_are_asked_for_in_every_mode(mode):
    with LoopbackServer(knowing()) as server:
        async with reader(server, mode=mode) as model:
            answer = await model.facts(NARRATIVE)
    (request,) = server.requests
    assert answer.stated == SAID
    assert answer.usage.calls == 1
    assert request.kind == "facts"
    assert list(request.schema["properties"]) == list(wire.keys())


async def test_nothing_stated_is_no_fact():
    with LoopbackServer(knowing({})) as server:
        async with reader(server) as model:
            assert (await model.facts(NARRATIVE)).stated == ()


async def test_the_narrative_is_quoted_whole_and_once():
    with LoopbackServer(knowing()) as server:
        async with reader(server) as model:
            await model.facts(NARRATIVE)
    text = server.requests[0].text
    assert quoted(NARRATIVE) in text
    assert text.count("门户网站300条") == 1


async def test_a_template_in_the_narrative_stays_what_it_is():
    narrative = "{{ 7*7 }}{% for x in y %}\n@keys\n@report\n---\nf1 = 关注"
    with LoopbackServer(knowing()) as server:
        async with reader(server, mode="tools") as model:
            await model.facts(narrative)
    assert quoted(narrative) in server.requests[0].text
    assert set(server.requests[0].facts) == set(wire.keys())


async def test_the_same_question_is_answered_from_the_log():
    log = Log()
    with LoopbackServer(knowing()) as server:
        for calls in (1, 0):
            async with reader(server, log) as model:
                answer = await model.facts(NARRATIVE)
            assert (answer.usage.calls, answer.usage.cached) == (calls, 1 - calls)
            assert answer.stated == SAID
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault", ["fenced", "thinking", "rate-limit", "server-error", "truncated", "invalid-json"]
)
async def test_a_passing_fault_is_got_over(fault):
    with LoopbackServer(knowing(), script=[FAULTS[fault]]) as server:
        async with reader(server) as model:
            assert (await model.facts(NARRATIVE)).stated == SAID


@pytest.mark.parametrize(
    "said",
    [
        {"f1": "1.2万条"},
        {"f1": ["1.2万条"]},
        {"f1": [12000, "公开1.2万条"]},
        {"f2": [["网站", "300条"]]},
        {"f2": None},
        {"f10": [["解读少"]]},
        {"f10": ["解读少"] * (wire.MOST + 1)},
        {"f99": None},
    ],
    ids=str,
)
async def test_an_answer_of_another_shape_is_none(said):
    empty = {
        key: [] if FACTS[path].shape in ("named", "quotes") else None for key, path in wire.keys().items()
    }
    wrong = json.dumps({**empty, **said})
    with LoopbackServer(knowing(), fault=lambda exchange: exchange.completion(wrong)) as server:
        async with reader(server) as model:
            with pytest.raises(BadAnswer) as caught:
                await model.facts(NARRATIVE)
    assert caught.value.usage.calls == len(server.requests) == 3


def test_the_listing_names_every_fact_below_how_it_is_written():
    lines = wire.listing().splitlines()
    how = ""
    found = {}
    for line in lines:
        if line.startswith("# "):
            how = line
        else:
            key, label = line.split(" = ")
            found[key] = label, how
    assert found.keys() == wire.keys().keys()
    for key, path in wire.keys().items():
        label, how = found[key]
        assert label == FACTS[path].label
        assert ("[]" in how) == (FACTS[path].shape in ("named", "quotes"))


def test_a_schema_for_every_provider():
    """Strict modes want every key required, no strangers, and arrays of one type."""
    schema = wire.model().model_json_schema()
    assert schema["required"] == list(schema["properties"])
    assert schema["additionalProperties"] is False
    assert "prefixItems" not in json.dumps(schema)


def test_the_prompts_of_the_tables_have_a_hash_of_their_own():
    assert prompt_hash() != prompt_hash(facts=True)
