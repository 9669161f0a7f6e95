"""Every fault of transport and form ends in a repeated try, a clear error, or the right reading: never a wrong one."""

import asyncio
import email.utils
import logging
import socket
import time

import pytest
from model_support import FORM, KEY, TEXT, gold, reader

from crossfoot.evaluation import loopback
from crossfoot.evaluation.loopback import LoopbackServer, slow, status, truncated_below, web_page
from crossfoot.readers.endpoint import MODES, Endpoint
from crossfoot.readers.model import (
    AuthenticationFailed,
    BadAnswer,
    ConfigurationError,
    ModelError,
    ModelReader,
    ProviderError,
    ProviderUnreachable,
    QuotaExhausted,
    RequestRejected,
)
from crossfoot.readers.model.probe import probe
from crossfoot.readers.model.provider import Backoff, bare

IN_EVERY_MODE = pytest.mark.parametrize("mode", MODES)


async def read(server, **changes):
    async with reader(server, **changes) as model:
        return await model.read(TEXT, FORM, {})


# -- transport --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        *(status(code) for code in (408, 409, 429, 500, 502, 503, 504, 529)),
        status(429, headers={"Retry-After": "0"}),
        status(503, headers={"Retry-After": "nonsense"}),
        web_page(502),
        loopback.drop,
    ],
)
async def test_what_passes_is_tried_again(fault):
    with LoopbackServer(gold(), script=[fault, fault]) as server:
        answer = await read(server)
    assert len(server.requests) == 3
    assert answer.reading.cells == gold().cells
    assert answer.usage.calls == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(429, "slow down"), "HTTP 429: slow down"),
        (status(503, "busy"), "HTTP 503: busy"),
        (status(529), "HTTP 529"),
        (web_page(502), "HTTP 502: Welcome 网关"),
        (loopback.drop, "cannot be reached after 3 tries"),
    ],
)
async def test_what_does_not_pass_is_unreachable(fault, words):
    with LoopbackServer(gold(), fault=fault) as server, pytest.raises(ProviderUnreachable) as caught:
        await read(server)
    assert len(server.requests) == 3
    assert words in str(caught.value)
    assert server.base_url in str(caught.value)
    assert not caught.value.fatal


async def test_a_slow_answer_is_tried_again_and_then_unreachable():
    with LoopbackServer(gold(), script=[slow(1)]) as server:
        assert (await read(server, timeout=0.2)).reading.cells == gold().cells
    with (
        LoopbackServer(gold(), fault=slow(1)) as server,
        pytest.raises(ProviderUnreachable, match=r"no answer within 0\.1 s, after 2 tries.*`timeout`"),
    ):
        await read(server, timeout=0.1, attempts=2)


async def test_nobody_there_is_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    endpoint = Endpoint(model="m", base_url=url, attempts=2)
    async with ModelReader(endpoint, backoff=Backoff(0.001, 0.001)) as model:
        with pytest.raises(
            ProviderUnreachable, match=r"cannot be reached after 2 tries.*is the server running"
        ):
            await model.read(TEXT, FORM, {})


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (status(401, "bad key"), AuthenticationFailed, "HTTP 401: bad key"),
        (status(403, "not here"), AuthenticationFailed, "HTTP 403: not here"),
        (status(402, "pay"), QuotaExhausted, "HTTP 402: pay"),
        (status(429, "no more", error="insufficient_quota"), QuotaExhausted, "HTTP 429: no more"),
        (status(404, "no such model"), ConfigurationError, "no model `loopback` \\(HTTP 404: no such model"),
        (status(400, "no json_schema here"), RequestRejected, "no json_schema here.*another `mode`"),
        (status(422), RequestRejected, "HTTP 422"),
        (web_page(404), ConfigurationError, "HTTP 404: Welcome"),
        (web_page(200), ProviderError, "a web page that is no chat completion.*base_url"),
        (loopback.foreign_json, ProviderError, "no chat completion.*upstream failed"),
    ],
)
@IN_EVERY_MODE
async def test_what_will_not_pass_is_said_at_once(fault, error, words, mode):
    with LoopbackServer(gold(), fault=fault) as server, pytest.raises(error, match=words) as caught:
        await read(server, mode=mode)
    assert len(server.requests) == 1
    assert type(caught.value) is error
    assert caught.value.fatal == issubclass(error, AuthenticationFailed | QuotaExhausted | ConfigurationError)


async def test_a_wrong_address_is_said():
    with LoopbackServer(gold()) as server, pytest.raises(ConfigurationError, match="ends in /v1"):
        await read(server, base_url=server.base_url.removesuffix("/v1"))


async def test_a_key_echoed_by_the_provider_is_not_repeated():
    with (
        LoopbackServer(gold(), fault=status(401, f"Incorrect API key provided: {KEY}")) as server,
        pytest.raises(AuthenticationFailed) as caught,
    ):
        await read(server, api_key=KEY)
    shown = f"{caught.value!r} {caught.value}"
    assert KEY not in shown
    assert "***" in shown


async def test_a_password_in_the_address_is_not_repeated():
    with LoopbackServer(gold(), fault=status(404)) as server, pytest.raises(ConfigurationError) as caught:
        await read(server, base_url=server.base_url.replace("http://", f"http://user:{KEY}@"))
    assert KEY not in str(caught.value)


async def test_the_wait_is_as_long_as_the_provider_asks_but_has_an_end():
    with LoopbackServer(gold(), script=[status(429, headers={"Retry-After": "0.3"})]) as server:
        endpoint = Endpoint(model="m", base_url=server.base_url)
        async with ModelReader(endpoint, backoff=Backoff(first=0.001, longest=5)) as model:
            start = time.perf_counter()
            await model.read(TEXT, FORM, {})
            assert time.perf_counter() - start >= 0.3
    late = email.utils.format_datetime(email.utils.localtime().replace(year=2090))
    script = [status(503, headers={"Retry-After": late}), status(429, headers={"Retry-After": "9999"})]
    with LoopbackServer(gold(), script=script) as server:
        start = time.perf_counter()
        await read(server)
        assert time.perf_counter() - start < 2


async def test_a_cancelled_reading_ends_at_once():
    with LoopbackServer(gold(), fault=slow(0.5)) as server:
        async with reader(server) as model:
            task = asyncio.create_task(model.read(TEXT, FORM, {}))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


async def test_failures_are_not_written_to_standard_error(capfd):
    with LoopbackServer(gold(), fault=loopback.invalid_json) as server, pytest.raises(BadAnswer):
        await read(server)
    assert capfd.readouterr().err == ""
    assert logging.getLogger("instructor").handlers


async def test_a_mistake_of_ours_is_not_called_a_bad_answer():
    def broken(_state):
        raise ZeroDivisionError

    with LoopbackServer(gold(), fault=status(500)) as server:
        async with ModelReader(Endpoint(model="m", base_url=server.base_url), backoff=broken) as model:
            with pytest.raises(ZeroDivisionError):
                await model.read(TEXT, FORM, {})


# -- form -------------------------------------------------------------------------------------------------------------

REASKED = {
    "blank": loopback.blank,
    "spoken-refusal": loopback.spoken_refusal,
    "invalid-json": loopback.invalid_json,
    "cut-silently": loopback.cut_silently,
    "wrong-shape": loopback.wrong_shape,
    "extra-keys": loopback.extra_keys,
    "missing-key": loopback.missing_key,
    "endless-thought": loopback.endless_thought,
}


@IN_EVERY_MODE
@pytest.mark.parametrize("fault", REASKED.values(), ids=REASKED)
async def test_a_wrong_shape_is_asked_again(fault, mode):
    with LoopbackServer(gold(), script=[fault, fault]) as server:
        answer = await read(server, mode=mode)
    assert answer.reading.cells == gold().cells
    assert answer.usage.calls == len(server.requests) == 3
    assert all(TEXT in request.text for request in server.requests)


@IN_EVERY_MODE
@pytest.mark.parametrize("fault", REASKED.values(), ids=REASKED)
async def test_a_shape_that_stays_wrong_is_an_error(fault, mode):
    with (
        LoopbackServer(gold(), fault=fault) as server,
        pytest.raises(BadAnswer, match="no answer of the right shape in 3 tries") as caught,
    ):
        await read(server, mode=mode)
    assert caught.value.usage.calls == len(server.requests) == 3
    assert caught.value.usage.output_tokens > 0
    assert TEXT not in str(caught.value)
    assert len(str(caught.value)) < 500


@IN_EVERY_MODE
async def test_a_question_is_asked_again_for_its_shape(mode):
    cells = [FORM.cells["requests.granted.total"], FORM.cells["review.reconsideration.upheld"]]
    with LoopbackServer(gold(), script=[loopback.wrong_shape, loopback.missing_key]) as server:
        async with reader(server, mode=mode) as model:
            answer = await model.ask(cells, FORM, TEXT, [], {})
    assert answer.reading.cells == {cell.path: gold().cells[cell.path] for cell in cells}
    assert answer.usage.calls == 3


@IN_EVERY_MODE
@pytest.mark.parametrize("fault", [loopback.fenced, loopback.thinking])
async def test_wrapping_is_taken_off(fault, mode):
    with LoopbackServer(gold(), fault=fault) as server:
        answer = await read(server, mode=mode)
    assert answer.reading.cells == gold().cells
    assert len(server.requests) == 1


@IN_EVERY_MODE
async def test_a_cut_off_answer_gets_twice_the_room(mode):
    with LoopbackServer(gold(), fault=truncated_below(1500)) as server:
        answer = await read(server, mode=mode, max_output_tokens=1000)
    assert [request.body["max_tokens"] for request in server.requests] == [1000, 2000]
    assert answer.reading.cells == gold().cells
    assert answer.usage.calls == 2


@IN_EVERY_MODE
async def test_an_answer_that_is_always_cut_off_is_an_error(mode):
    with (
        LoopbackServer(gold(), fault=loopback.truncated) as server,
        pytest.raises(BadAnswer, match="cut off at 2000 tokens; raise `max_output_tokens`") as caught,
    ):
        await read(server, mode=mode, max_output_tokens=1000)
    assert caught.value.usage.calls == len(server.requests) == 2


@IN_EVERY_MODE
@pytest.mark.parametrize(
    ("fault", "words"), [(loopback.refusal, "refused to answer"), (loopback.filtered, "content filter")]
)
async def test_a_refusal_is_an_error(fault, words, mode):
    with LoopbackServer(gold(), fault=fault) as server, pytest.raises(BadAnswer, match=words) as caught:
        await read(server, mode=mode)
    assert caught.value.usage.calls == len(server.requests) == 1


async def test_faults_of_both_kinds_in_one_reading():
    script = [status(500), loopback.wrong_shape, loopback.drop, loopback.thinking]
    with LoopbackServer(gold(), script=script) as server:
        answer = await read(server)
    assert len(server.requests) == 4
    assert answer.usage.calls == 2
    assert answer.reading.cells == gold().cells


@IN_EVERY_MODE
@pytest.mark.parametrize("name", loopback.FAULTS)
async def test_no_fault_ends_in_a_wrong_reading(name, mode):
    with LoopbackServer(gold(), script=[loopback.FAULTS[name]]) as server:
        try:
            answer = await read(server, mode=mode)
        except ModelError as error:
            assert error.message
        else:
            assert answer.reading.cells == gold().cells


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('{"a":1}', '{"a":1}'),
        ('```json\n{"a":1}\n```', '{"a":1}'),
        ('```\n{"a":1}```', '{"a":1}'),
        ('<think>{"a":2}</think>\n{"a":1}', '{"a":1}'),
        ('{"a":2}</think>```json\n{"a":1}\n```', '{"a":1}'),
        ('<think>{"a":2}', ""),
        ("<think></think>", ""),
        ("", ""),
        ('答案：\n```json\n{"a":1}\n```', '答案：\n```json\n{"a":1}\n```'),
    ],
)
def test_what_is_left_of_an_answer(text, answer):
    assert bare(text) == answer


# -- the probe ----------------------------------------------------------------------------------------------------------


async def steps(endpoint):
    return {step.name: step.ok async for step in probe(endpoint)}


async def test_the_probe_tells_what_works():
    from crossfoot.readers.model import probe as module

    true = gold()
    cells = {**true.cells, module._CELL.path: module._PRINTED}
    with LoopbackServer(loopback.Gold(FORM, cells), model="m", key=KEY) as server:
        base = {"model": "m", "base_url": server.base_url}
        assert await steps(Endpoint(**base, api_key=KEY)) == {
            "reachable": True,
            "key accepted": True,
            "model known": True,
            **{f"mode {mode}": True for mode in MODES},
        }
        assert await steps(Endpoint(**base)) == {"reachable": True, "key accepted": False}
        other = await steps(Endpoint(model="other", base_url=server.base_url, api_key=KEY))
        assert other["model known"] is None
    assert await steps(Endpoint(**base, timeout=1)) == {"reachable": False}


async def test_the_probe_tells_which_modes_do_not_work():
    def no_schema(exchange):
        shape = exchange.request.body.get("response_format") or {}
        return (
            status(400)(exchange) if shape.get("type") == "json_schema" else exchange.completion('{"q1":37}')
        )

    with LoopbackServer(gold(), fault=no_schema) as server:
        found = await steps(Endpoint(model="loopback", base_url=server.base_url))
    assert found["mode json_schema"] is False
    assert found["mode tools"] is True
