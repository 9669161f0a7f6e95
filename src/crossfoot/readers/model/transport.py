"""The log as a transport: a request that was answered once is answered from the log.

It sits below the client library, so that what is compared is the request as it goes over the wire: address, model,
messages, schema, sampling. Headers, and with them the key, are no part of it.
"""

import hashlib
import json
import time

import httpx2

from crossfoot.readers.model.usage import AnswerLog

SOURCE = "x-crossfoot-source"
"""Header of an answer that this transport recognised: `endpoint` or `log`. An answer without it is no completion."""

_PATH = "/chat/completions"


def request_key(method: str, url: str, body: object) -> str:
    """The key of a request: a hash of method, address and body.

    Only the outermost keys are sorted: their order is the client library's affair and may change with its version,
    while the order inside (the properties of a schema) is something that the model sees.
    """
    canonical = dict(sorted(body.items())) if isinstance(body, dict) else body
    text = "\n".join((method, url, json.dumps(canonical, ensure_ascii=False, separators=(",", ":"))))
    return hashlib.sha256(text.encode()).hexdigest()


def is_completion(body: bytes) -> bool:
    """Is this the whole of a chat completion, whatever the model says in it?"""
    try:
        data = json.loads(body)
        message = data["choices"][0]["message"]
    except (ValueError, TypeError, LookupError):
        return False
    return isinstance(message, dict)


class LoggedTransport(httpx2.AsyncBaseTransport):
    """Answers from the log what the log has; keeps every complete answer before anyone has seen it.

    Errors are never kept. Answers that turn out unusable are: they were paid for, and reading them again is free.
    """

    def __init__(
        self, client: httpx2.AsyncClient, answers: AnswerLog | None, *, refresh: bool = False
    ) -> None:
        # A client and not a bare transport, because only a client follows the proxy settings of the environment.
        self._client = client
        self._answers = answers
        self._refresh = refresh

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer from the log, or send."""
        if request.method != "POST" or not request.url.path.endswith(_PATH):
            return await self._client.send(request)
        content = await request.aread()
        body = json.loads(content)
        key = request_key(request.method, str(request.url), body)
        known = self._answers.get(key) if self._answers is not None and not self._refresh else None
        if known is not None:
            return _completion(known, "log")
        start = time.perf_counter()
        response = await self._client.send(request)
        if response.status_code != httpx2.codes.OK or not is_completion(response.content):
            return _plain(response)
        if self._answers is not None:
            seconds = time.perf_counter() - start
            self._answers.put(
                key, request=content, response=response.content, model=body["model"], seconds=seconds
            )
        return _completion(response.content, "endpoint")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _completion(content: bytes, source: str) -> httpx2.Response:
    # Some servers label their JSON as text; the client library would then not parse it.
    headers = {"content-type": "application/json", SOURCE: source}
    return httpx2.Response(httpx2.codes.OK, headers=headers, content=content)


def _plain(response: httpx2.Response) -> httpx2.Response:
    """The response without the headers that described its encoding on the wire, which is undone here."""
    wire = {"content-encoding", "content-length", "transfer-encoding", SOURCE}
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in wire]
    return httpx2.Response(response.status_code, headers=headers, content=response.content)
