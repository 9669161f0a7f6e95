"""The log of answers: an exact request is answered once, and what the log holds is never sent again."""

import json

import pytest
from model_support import FORM, KEY, TEXT, Log, gold, reader

from crossfoot.evaluation.loopback import (
    Gold,
    LoopbackServer,
    drop,
    foreign_json,
    invalid_json,
    refusal,
    status,
    truncated,
    web_page,
    wrong_shape,
)
from crossfoot.readers.endpoint import MODES
from crossfoot.readers.model import BadAnswer, ModelError
from crossfoot.readers.model.transport import is_completion, request_key


@pytest.mark.parametrize("mode", MODES)
async def test_an_identical_reading_makes_no_request(mode):
    log = Log()
    with LoopbackServer(gold()) as server:
        async with reader(server, log, mode=mode) as model:
            first = await model.read(TEXT, FORM, {})
        async with reader(server, log, mode=mode) as model:
            second = await model.read(TEXT, FORM, {})
    assert len(server.requests) == 1
    assert first.reading == second.reading
    assert (first.usage.calls, first.usage.cached) == (1, 0)
    assert (second.usage.calls, second.usage.cached) == (0, 1)
    assert second.usage.input_tokens == 0
    assert second.usage.cached_input_tokens == first.usage.input_tokens
    assert second.usage.cached_output_tokens == first.usage.output_tokens


async def test_another_text_model_or_sampling_is_another_request():
    log = Log()
    with LoopbackServer(gold()) as server:
        for changes, text in (
            ({}, TEXT),
            ({}, TEXT + "。"),
            ({"model": "b"}, TEXT),
            ({"temperature": 0.5}, TEXT),
        ):
            async with reader(server, log, **changes) as model:
                await model.read(text, FORM, {})
    assert len(server.requests) == len(log.answers) == 4
    assert log.models == ["loopback", "loopback", "b", "loopback"]


async def test_refresh_asks_again_and_keeps_the_new_answer():
    log = Log()
    with LoopbackServer(gold()) as server:
        async with reader(server, log) as model:
            await model.read(TEXT, FORM, {})
    newer = Gold(FORM, {**gold().cells, "requests.granted.total": 999})
    with LoopbackServer(newer, port=int(server.base_url.split(":")[2].split("/")[0])) as server:
        async with reader(server, log, refresh=True) as model:
            refreshed = await model.read(TEXT, FORM, {})
        async with reader(server, log) as model:
            again = await model.read(TEXT, FORM, {})
    assert log.gets == 2
    assert len(server.requests) == 1
    assert refreshed.reading.cells["requests.granted.total"] == 999
    assert again.reading == refreshed.reading


async def test_an_answer_is_kept_before_it_is_read():
    """Killed right after the log took an answer, and started again: the call is not repeated."""

    class Killed(BaseException):
        pass

    class Fragile(Log):
        def put(self, key: str, **details) -> None:
            super().put(key, **details)
            raise Killed

    log = Fragile()
    with LoopbackServer(gold()) as server:
        with pytest.raises(Killed):
            async with reader(server, log) as model:
                await model.read(TEXT, FORM, {})
        async with reader(server, Log(answers=log.answers)) as model:
            answer = await model.read(TEXT, FORM, {})
    assert len(server.requests) == 1
    assert answer.reading.cells == gold().cells
    assert answer.usage.cached == 1


@pytest.mark.parametrize("mode", MODES)
async def test_reasks_are_answered_from_the_log_too(mode):
    log = Log()
    with LoopbackServer(gold(), script=[invalid_json, wrong_shape]) as server:
        async with reader(server, log, mode=mode) as model:
            first = await model.read(TEXT, FORM, {})
        async with reader(server, log, mode=mode) as model:
            second = await model.read(TEXT, FORM, {})
    assert len(server.requests) == 3
    assert (first.usage.calls, second.usage.cached) == (3, 3)
    assert second.usage.cached_input_tokens == first.usage.input_tokens
    assert first.reading.cells == second.reading.cells == gold().cells


@pytest.mark.parametrize("fault", [truncated, refusal, invalid_json, wrong_shape])
async def test_unusable_answers_are_kept_too_and_fail_again_for_nothing(fault):
    log = Log()
    with LoopbackServer(gold(), fault=fault) as server:
        for _ in range(2):
            async with reader(server, log) as model:
                with pytest.raises(BadAnswer):
                    await model.read(TEXT, FORM, {})
            made = len(server.requests)
            assert made == len(log.answers)


@pytest.mark.parametrize("fault", [status(500), status(429), status(401), web_page(200), foreign_json, drop])
async def test_errors_are_never_kept(fault):
    log = Log()
    with LoopbackServer(gold(), fault=fault) as server:
        async with reader(server, log, attempts=2) as model:
            with pytest.raises(ModelError):
                await model.read(TEXT, FORM, {})
    assert log.answers == {}


async def test_neither_key_nor_headers_reach_the_log():
    log = Log()
    with LoopbackServer(gold(), key=KEY) as server:
        async with reader(server, log, api_key=KEY) as model:
            await model.read(TEXT, FORM, {})
    kept = repr(log)
    assert KEY not in kept
    assert "uthorization" not in kept
    assert json.loads(log.requests[0])["messages"] == server.requests[0].body["messages"]


def test_the_key_of_a_request_is_its_content():
    body = {"model": "m", "messages": [{"role": "user", "content": "一"}]}
    same = dict(reversed(body.items()))
    key = request_key("POST", "http://a/v1", body)
    assert key == request_key("POST", "http://a/v1", same)
    assert key != request_key("POST", "http://b/v1", body)
    assert key != request_key("POST", "http://a/v1", {**body, "seed": 1})
    # The order of a schema's properties is seen by the model.
    one, other = ({"schema": {"a": 1, "b": 2}}, {"schema": {"b": 2, "a": 1}})
    assert request_key("POST", "u", one) != request_key("POST", "u", other)


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b'{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}', True),
        (b'\n\n{"choices":[{"message":{}}]}', True),
        (b'{"choices":[]}', False),
        (b'{"choices":[{"delta":{}}]}', False),
        (b'{"error":{}}', False),
        (b"[1]", False),
        (b"null", False),
        (b"<html>", False),
        (b"\xff\xfe", False),
        (b'{"choices":[{"message":{}', False),
    ],
)
def test_only_whole_completions_are_answers(body, whole):
    assert is_completion(body) is whole
