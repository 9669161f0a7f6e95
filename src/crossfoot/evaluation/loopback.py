"""A model server of our own on 127.0.0.1, for tests and benchmarks: it answers from gold figures, with faults at will.

It speaks ``/v1/chat/completions`` (JSON schema, tools, JSON object, plain text) and ``/v1/models`` over real sockets,
and it *reads the request*: which figures are asked for it takes from the keys and printed labels in the prompt, what
shape the answer has from the schema. So a wrong label in a prompt yields a wrong answer here as it would with a model.

Two kinds of fault:

* a *value fault* is a function from gold cells to wrong cells (`misread`, `drop_blank`, `slip_row`, …), given with
  `ValueFault` for the first reading only or for every request;
* a *fault* is a function from an `Exchange` to a `Reply` (`status(429)`, `drop`, `fenced`, …); a script of them is
  played one per request, after which the server answers rightly.
"""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast

import click

from crossfoot.forms import Cell, Form, Value
from crossfoot.forms import form as form_of

Cells = Mapping[str, Value | None]


@dataclass(frozen=True)
class Gold:
    """The true figures of one report."""

    form: Form
    cells: Cells
    prints: Mapping[str, str] = field(default_factory=dict)
    """How amounts are printed; else they are given in 元."""


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        """All messages in one string."""
        return "\n".join(str(message.get("content") or "") for message in self.body.get("messages", ()))

    @property
    def kind(self) -> Literal["reading", "question"]:
        """Is a whole form asked for, or single figures?"""
        return "question" if all(key.startswith("q") for key in self.keys) else "reading"

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that the prompt lists, each with the labels of its figures (row, then column)."""
        return dict(_listed(self.text))

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema of the answer, wherever the mode puts it."""
        body = self.body
        if tools := body.get("tools"):
            return cast(Mapping[str, Any], tools[0]["function"]["parameters"])
        shape = body.get("response_format") or {}
        if shape.get("type") == "json_schema":
            return cast(Mapping[str, Any], shape["json_schema"]["schema"])
        return _schema_in(self.text)


@dataclass(frozen=True)
class Reply:
    """What goes back over the wire. `body` None: the connection is dropped."""

    body: bytes | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0
    """Seconds before it is sent."""


@dataclass(frozen=True)
class Exchange:
    """A request and the right answer to it, for a fault to spoil."""

    request: Request
    content: str
    """The right answer, as JSON."""

    def completion(
        self,
        content: str | None = None,
        *,
        finish: str | None = None,
        refusal: str | None = None,
        preamble: str = "",
        call: bool = True,
    ) -> Reply:
        """A chat completion that says *content*; with tools, as a call unless *call* is False."""
        said = self.content if content is None else content
        message: dict[str, Any] = {"role": "assistant", "content": preamble + said}
        finish_reason = "stop"
        if refusal is not None:
            message.update(content=None, refusal=refusal)
        elif self.request.body.get("tools") and call:
            name = self.request.body["tools"][0]["function"]["name"]
            function = {"name": name, "arguments": said}
            message.update(
                content=preamble or None,
                tool_calls=[{"id": "call_1", "type": "function", "function": function}],
            )
            finish_reason = "tool_calls"
        choice = {"index": 0, "message": message, "finish_reason": finish or finish_reason}
        return _json_reply(
            {
                "id": "chatcmpl-loopback",
                "object": "chat.completion",
                "created": 0,
                "model": self.request.body.get("model", ""),
                "choices": [choice],
                "usage": _usage(self.request.text, said),
            }
        )


Fault = Callable[[Exchange], Reply]
Distortion = Callable[[Gold], Cells]


@dataclass(frozen=True)
class ValueFault:
    """Wrong values in an otherwise perfect answer."""

    distort: Distortion
    when: Literal["reading", "always"] = "reading"
    """`reading`: whole forms are answered wrongly, questions rightly."""
    rate: float = 1.0
    """The share of requests that are hit; drawn by chance, from the server's seed."""


class LoopbackServer:
    """The server. A context manager; `base_url` is what a client is given.

    *gold* is one report, or a function that finds the report by the text of the request. *script* holds the faults
    of the first requests, `None` for a right answer; *fault* is done to every request after those.
    """

    def __init__(
        self,
        gold: Gold | Callable[[str], Gold],
        *,
        values: Iterable[ValueFault] = (),
        script: Iterable[Fault | None] = (),
        fault: Fault | None = None,
        delay: float = 0.0,
        port: int = 0,
        key: str | None = None,
        model: str = "loopback",
        seed: int = 0,
    ) -> None:
        self.requests: list[Request] = []
        """Every request for a completion, in the order of arrival."""
        self.values = list(values)
        self.script: list[Fault | None] = list(script)
        self.fault = fault
        self.delay = delay
        self.model = model
        self._key = key
        self._match = (lambda _text: gold) if isinstance(gold, Gold) else gold
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.answer = self._answer
        self._http.models = self._models
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        """What a client takes as base URL."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def counts(self) -> Counter[str]:
        """How many readings and questions were asked."""
        return Counter(request.kind for request in self.requests)

    def start(self) -> None:
        """Begin to serve, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _models(self, request: Request) -> Reply:
        refused = self._refused(request)
        return refused or _json_reply({"object": "list", "data": [{"id": self.model, "object": "model"}]})

    def _answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            fault = self.script.pop(0) if self.script else self.fault
            hit = [f for f in self.values if self._hits(f, request)]
        refused = self._refused(request)
        if refused is not None:
            return refused
        gold = self._match(request.text)
        for value_fault in hit:
            gold = replace(gold, cells=value_fault.distort(gold), prints={})
        exchange = Exchange(request, answer_for(request, gold))
        reply = fault(exchange) if fault is not None else exchange.completion()
        return replace(reply, delay=reply.delay + self.delay)

    def _refused(self, request: Request) -> Reply | None:
        if self._key is None or request.headers.get("authorization") == f"Bearer {self._key}":
            return None
        return _error(401, "Incorrect API key provided", code="invalid_api_key")

    def _hits(self, fault: ValueFault, request: Request) -> bool:
        if fault.when == "reading" and request.kind == "question":
            return False
        return fault.rate >= 1 or self._random.random() < fault.rate


def answer_for(request: Request, gold: Gold) -> str:
    """The right answer to *request*, as compact JSON.

    Raises `LookupError` where the prompt asks for a figure that the gold's form has not: then the prompt is wrong.
    """
    found = {
        key: [_find(gold.form, row, column) for row, column in zip(labels[::2], labels[1::2], strict=True)]
        for key, labels in request.keys.items()
    }
    shapes = (request.schema or {}).get("properties", {})
    answer: dict[str, Any] = {}
    for key, cells in found.items():
        values = [_written(cell, gold) for cell in cells]
        answer[key] = values if _is_array(shapes.get(key), len(values)) else values[0]
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


# -- value faults: from gold cells to wrong cells ------------------------------------------------------------------


def misread(path: str, value: Value | None = None) -> Distortion:
    """The figure at *path* is read as *value*, or with its last digit one higher."""

    def distort(gold: Gold) -> Cells:
        true = gold.cells[path]
        wrong = value if value is not None else _next_digit(true)
        return {**gold.cells, path: wrong}

    return distort


def drop_blank(row: str) -> Distortion:
    """The first blank of the row is overlooked: what follows moves one place to the left."""

    def distort(gold: Gold) -> Cells:
        paths = [cell.path for cell in gold.form.row_of[row].cells]
        values = [gold.cells[path] for path in paths]
        if None not in values:
            return gold.cells
        values.remove(None)
        return {**gold.cells, **dict(zip(paths, [*values, None], strict=True))}

    return distort


def slip_row(row: str) -> Distortion:
    """From *row* on, each row of the table gets the figures of the one above; *row* itself comes out blank."""

    def distort(gold: Gold) -> Cells:
        rows = [r for r in gold.form.rows if r.table == gold.form.row_of[row].table]
        start = next(n for n, r in enumerate(rows) if r.path == row)
        wrong = dict(gold.cells)
        for above, below in zip(rows[start:], rows[start + 1 :], strict=False):
            wrong.update(_moved(gold.cells, above.cells, below.cells))
        wrong.update({cell.path: None for cell in rows[start].cells})
        return wrong

    return distort


def exchange_rows(one: str, other: str) -> Distortion:
    """Two rows are taken for each other."""

    def distort(gold: Gold) -> Cells:
        a, b = gold.form.row_of[one].cells, gold.form.row_of[other].cells
        return {**gold.cells, **_moved(gold.cells, a, b), **_moved(gold.cells, b, a)}

    return distort


def exchange_columns(table: str, one: int, other: int) -> Distortion:
    """Two columns are taken for each other in every row of the table."""

    def distort(gold: Gold) -> Cells:
        wrong = dict(gold.cells)
        for row in gold.form.rows:
            if row.table == table and max(one, other) < len(row.cells):
                a, b = row.cells[one].path, row.cells[other].path
                wrong[a], wrong[b] = gold.cells[b], gold.cells[a]
        return wrong

    return distort


def compute_totals(gold: Gold) -> Cells:
    """The row totals of tables three and four are computed instead of copied, printed or not."""
    wrong = dict(gold.cells)
    for row in gold.form.rows:
        if row.cells[-1].column == "total":
            *addends, total = (cell.path for cell in row.cells)
            wrong[total] = sum(gold.cells[path] or 0 for path in addends)
    return wrong


def all_zero(gold: Gold) -> Cells:
    """Every figure is read as 0, blanks too."""
    return dict.fromkeys(gold.cells, 0)


def _moved(cells: Cells, source: Sequence[Cell], target: Sequence[Cell]) -> dict[str, Value | None]:
    return {to.path: cells[at.path] for at, to in zip(source, target, strict=False)}


def _next_digit(value: Value | None) -> Value:
    number = int(value or 0)
    return number - number % 10 + (number + 1) % 10


# -- faults of transport and form: from the exchange to a reply -------------------------------------------------------


def status(
    code: int, message: str = "", *, headers: Mapping[str, str] | None = None, error: str = ""
) -> Fault:
    """An error in JSON, as providers send it; *error* is its machine-readable code."""
    return lambda _exchange: _error(code, message or f"loopback says {code}", headers, code=error or None)


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
    return _json_reply({"error": {"message": "upstream failed", "code": 502}})


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


# -- reading the request --------------------------------------------------------------------------------------------

_HEADING = re.compile(r"^# .*依次为：(.+)$")
_ROW = re.compile(r"^([a-c]\d+) = (.+)$")
_ASKED = re.compile(r"^(q\d+) = .*?，行：(.+)，列：(.+)$")
_QUOTED = re.compile(r"^<<<<原文 (\w+)\n.*?^原文 \1>>>>$", re.DOTALL | re.MULTILINE)
_SEPARATOR = "｜"


def _listed(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys in the prompt's listing, with row and column label of each figure by turns; never from the report."""
    columns: Sequence[str] = ()
    for line in _QUOTED.sub("", text).splitlines():
        if heading := _HEADING.match(line):
            columns = heading[1].split("、")
        elif row := _ROW.match(line):
            yield row[1], tuple(label for column in columns for label in (row[2], column))
        elif asked := _ASKED.match(line):
            yield asked[1], (asked[2], asked[3])


def _find(form: Form, row: str, column: str) -> Cell:
    """The one cell whose row label ends in *row* and whose column is *column*."""
    levels = tuple(row.split(_SEPARATOR))
    found = [
        cell
        for candidate in form.rows
        if candidate.labels[-len(levels) :] == levels
        for cell in candidate.cells
        if cell.labels[-1] == column
    ]
    if len(found) != 1:
        raise LookupError(f"{row!r}, {column!r}: {len(found)} cells of the form are so labelled")
    return found[0]


def _schema_in(text: str) -> Mapping[str, Any] | None:
    """The schema that the JSON modes write into the prompt."""
    start = text.find('{\n  "$defs"')
    if start < 0:
        start = text.find('{\n  "additionalProperties"')
    return json.JSONDecoder().raw_decode(text, start)[0] if start >= 0 else None


def _is_array(shape: Mapping[str, Any] | None, count: int) -> bool:
    if shape is None:
        return count > 1
    return "$ref" in shape or shape.get("type") == "array"


def _written(cell: Cell, gold: Gold) -> int | str | None:
    value = gold.cells[cell.path]
    if value is None:
        return None
    return gold.prints.get(cell.path, f"{value}元") if cell.kind == "yuan" else int(value)


def _zeroed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _zeroed(member) for key, member in value.items()}
    return [0] * len(value) if isinstance(value, list) else 0


# -- the wire -------------------------------------------------------------------------------------------------------


def _usage(asked: str, said: str) -> dict[str, int]:
    """Token counts that are of the right size: about one per Chinese character and per three others."""
    prompt, completion = max(1, len(asked) * 2 // 3), max(1, len(said) * 2 // 3)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _json_reply(data: Mapping[str, Any]) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode())


def _error(code: int, message: str, headers: Mapping[str, str] | None = None, **fields: str | None) -> Reply:
    body = {"error": {"message": message, "type": fields.get("code") or "error", "param": None, **fields}}
    return Reply(json.dumps(body).encode(), code, {"Content-Type": "application/json", **(headers or {})})


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    answer: Callable[[Request], Reply]
    models: Callable[[Request], Reply]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        if self.path.endswith("/models"):
            self._send(self.server.models(self._request({})))
        else:
            self._send(_error(404, "no such path"))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/v1/chat/completions"):
            self._send(self.server.answer(self._request(body)))
        else:
            self._send(_error(404, "no such path"))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the requests are recorded."""

    def _request(self, body: Mapping[str, Any]) -> Request:
        return Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.delay)
        if reply.body is None:
            self.close_connection = True
            return
        head = [f"HTTP/1.1 {reply.status} Loopback", f"Content-Length: {len(reply.body)}"]
        head.extend(f"{name}: {value}" for name, value in reply.headers.items())
        # In one piece: head and body apart would wait for each other (Nagle and delayed acknowledgement, 40 ms).
        try:
            self.wfile.write("\r\n".join([*head, "", ""]).encode() + reply.body)
        except ConnectionError:
            self.close_connection = True  # the client has given up waiting


# -- the command ----------------------------------------------------------------------------------------------------


def load_gold(path: Path) -> Gold:
    """The gold in a JSON file: `form`, `cells`, and where （六） is printed otherwise than usual, `divided`."""
    data = json.loads(path.read_text(encoding="utf-8"))
    form = form_of(data["form"], data.get("divided"))
    return Gold(form, {cell: data["cells"].get(cell) for cell in form.cells}, data.get("prints", {}))


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--port", default=0, help="0 takes a free one.")
@click.option("--delay", default=0.0, help="Seconds before each answer.")
@click.option("--fault", type=click.Choice(sorted(FAULTS)), help="Done to every request.")
def main(gold: Path, port: int, delay: float, fault: str | None) -> None:
    """Serve the figures of the JSON file GOLD as a language model would."""
    with LoopbackServer(load_gold(gold), port=port, delay=delay, fault=FAULTS.get(fault or "")) as server:
        click.echo(server.base_url)
        threading.Event().wait()


if __name__ == "__main__":
    main()
