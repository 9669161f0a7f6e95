"""The loopback server itself."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from crossfoot.evaluation.loopback.exchange import (
    Exchange,
    Gold,
    Reply,
    Request,
    answer_for,
    error_reply,
    json_reply,
)
from crossfoot.evaluation.loopback.replies import Fault
from crossfoot.evaluation.loopback.values import ValueFault


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
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.005,), daemon=True)

    @property
    def base_url(self) -> str:
        """What a client takes as base URL."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def counts(self) -> Counter[str]:
        """How many readings, questions and facts were asked for."""
        return Counter(request.kind for request in self.requests)

    def gold_for(self, request: Request) -> Gold:
        """The report that *request* is about. `LookupError` becomes an answer with status 500."""
        return self._match(request.text)

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
        return refused or json_reply({"object": "list", "data": [{"id": self.model, "object": "model"}]})

    def _answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            fault = self.script.pop(0) if self.script else self.fault
            hit = [f for f in self.values if self._hits(f, request)]
        refused = self._refused(request)
        if refused is not None:
            return refused
        try:
            gold = self.gold_for(request)
            for value_fault in hit:
                gold = _distorted(gold, value_fault)
            exchange = Exchange(request, answer_for(request, gold))
        except LookupError as error:
            return error_reply(500, f"loopback cannot answer: {error.args[0] if error.args else error}")
        reply = fault(exchange) if fault is not None else exchange.completion()
        return replace(reply, delay=reply.delay + self.delay)

    def _refused(self, request: Request) -> Reply | None:
        if self._key is None or request.headers.get("authorization") == f"Bearer {self._key}":
            return None
        return error_reply(401, "Incorrect API key provided", code="invalid_api_key")

    def _hits(self, fault: ValueFault, request: Request) -> bool:
        if request.kind == "facts" or (fault.when == "reading" and request.kind == "question"):
            return False
        if fault.model not in (None, request.body.get("model")):
            return False
        return fault.rate >= 1 or self._random.random() < fault.rate


def _distorted(gold: Gold, fault: ValueFault) -> Gold:
    wrong = fault.distort(gold)
    kept = {path: text for path, text in gold.prints.items() if wrong[path] == gold.cells[path]}
    return replace(gold, cells=wrong, prints=kept)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    # The default of 5 drops connections that come at the same time; the client then waits a second before it tries again.
    request_queue_size = 128
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
            self._send(error_reply(404, "no such path"))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(sent)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            self._send(error_reply(400, "the body is no JSON object"))
        elif self.path.endswith("/v1/chat/completions"):
            self._send(self.server.answer(self._request(body)))
        else:
            self._send(error_reply(404, "no such path"))

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
