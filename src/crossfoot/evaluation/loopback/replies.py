"""Faults of transport and form: functions from an exchange to the reply that spoils it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from crossfoot.evaluation.loopback.exchange import (
    Exchange,
    Reply,
    error_reply,
    json_reply,
)

Fault = Callable[[Exchange], Reply]


def status(
    code: int, message: str = "", *, headers: Mapping[str, str] | None = None, error: str = ""
) -> Fault:
    """An error in JSON, as providers send it; *error* is its machine-readable code."""
    return lambda _exchange: error_reply(
        code, message or f"loopback says {code}", headers, code=error or None
    )


def slow(seconds: float) -> Fault:
    """The right answer, but late."""
    return lambda exchange: replace(exchange.completion(), delay=seconds)


def drop(_exchange: Exchange) -> Reply:
    """The connection is closed without a word."""
    return Reply(None)


def web_page(code: int) -> Fault:
    """A web page with this status: a portal, a proxy, a wrong address."""
    page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>网关</h1></body></html>"
    return lambda _exchange: Reply(page.encode(), code, {"Content-Type": "text/html; charset=utf-8"})


def foreign_json(_exchange: Exchange) -> Reply:
    """JSON with status 200 that is no chat completion."""
    return json_reply({"error": {"message": "upstream failed", "code": 502}})


def truncated(exchange: Exchange) -> Reply:
    """The answer is cut off in the middle, and said to be."""
    return exchange.completion(exchange.content[: len(exchange.content) // 2], finish="length")


def truncated_below(tokens: int) -> Fault:
    """The answer is cut off unless the request gives it room for *tokens*."""

    def fault(exchange: Exchange) -> Reply:
        body = exchange.request.body
        room = body.get("max_tokens") or body.get("max_completion_tokens") or 0
        return exchange.completion() if room >= tokens else truncated(exchange)

    return fault


def cut_silently(exchange: Exchange) -> Reply:
    """The answer is cut off in the middle, and not said to be."""
    return exchange.completion(exchange.content[: len(exchange.content) // 2])


def fenced(exchange: Exchange) -> Reply:
    """The answer stands in a Markdown fence."""
    return exchange.completion(f"```json\n{exchange.content}\n```")


def thinking(exchange: Exchange) -> Reply:
    """The model thinks aloud first, and tries out a wrong answer there."""
    draft = json.dumps(_zeroed(json.loads(exchange.content)))
    return exchange.completion(preamble=f"<think>也许是 {draft}？\n不对。</think>\n\n")


def endless_thought(exchange: Exchange) -> Reply:
    """The model thinks aloud, tries out a wrong answer, and never comes to the point."""
    draft = json.dumps(_zeroed(json.loads(exchange.content)))
    return exchange.completion(f"<think>也许是 {draft}？再看看……", call=False)


def blank(exchange: Exchange) -> Reply:
    """The answer is empty."""
    return exchange.completion("", call=False)


def refusal(exchange: Exchange) -> Reply:
    """The model declines, in the field made for it."""
    return exchange.completion(refusal="I cannot help with that.")


def spoken_refusal(exchange: Exchange) -> Reply:
    """The model declines, in words."""
    return exchange.completion("很抱歉，我无法回答这个问题。", call=False)


def filtered(exchange: Exchange) -> Reply:
    """The provider's filter stopped the answer."""
    return exchange.completion("", finish="content_filter", call=False)


def invalid_json(exchange: Exchange) -> Reply:
    """The answer is nearly JSON."""
    return exchange.completion(exchange.content.replace(":", "=", 1))


def wrong_shape(exchange: Exchange) -> Reply:
    """Each row lacks its last figure; a single figure comes as an array."""
    answer = json.loads(exchange.content)
    return exchange.completion(
        json.dumps({k: v[:-1] if isinstance(v, list) else [v] for k, v in answer.items()})
    )


def extra_keys(exchange: Exchange) -> Reply:
    """The answer has a key that nobody asked for."""
    return exchange.completion(json.dumps({**json.loads(exchange.content), "note": "完成"}))


def missing_key(exchange: Exchange) -> Reply:
    """The answer lacks its last key."""
    answer = json.loads(exchange.content)
    answer.popitem()
    return exchange.completion(json.dumps(answer))


FAULTS: Mapping[str, Fault] = {
    "rate-limit": status(429, headers={"Retry-After": "1"}),
    "server-error": status(500),
    "unavailable": status(503),
    "overloaded": status(529),
    "unauthorised": status(401),
    "forbidden": status(403),
    "not-found": status(404),
    "quota": status(429, error="insufficient_quota"),
    "drop": drop,
    "html": web_page(200),
    "html-502": web_page(502),
    "foreign-json": foreign_json,
    "truncated": truncated,
    "cut-silently": cut_silently,
    "fenced": fenced,
    "thinking": thinking,
    "endless-thought": endless_thought,
    "blank": blank,
    "refusal": refusal,
    "spoken-refusal": spoken_refusal,
    "filtered": filtered,
    "invalid-json": invalid_json,
    "wrong-shape": wrong_shape,
    "extra-keys": extra_keys,
    "missing-key": missing_key,
}
"""The faults that need no argument, by the name they have on the command line."""


def _zeroed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _zeroed(member) for key, member in value.items()}
    return [0] * len(value) if isinstance(value, list) else 0
