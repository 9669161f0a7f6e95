"""What stands before every request: whose name it may be sent to, from which page, how large, and under which headers.

A page of another site that a person has open at the same time may send requests here, too: it can neither read what
comes back nor change anything.
"""

import hmac
import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64_000
"""Bytes of a request: an edit of every cell of a form takes a third of it."""
COOKIE = "crossfoot_review"
"""Says that the token was shown. Browsers keep one for all ports of a host: its name goes on with the port."""
ANY = frozenset({"0.0.0.0", "::"})
"""Addresses that stand for all of the machine's: it is then not known under which of them a browser asks."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For our own pages: nothing from elsewhere, and nothing that stands in the page itself."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-dns-prefetch-control": "off",
    "cache-control": "no-store",
}
"""Put on every answer that does not say otherwise itself."""
_HOST = re.compile(r"(\[[^]]*\]|[^:]*)(?::(\d*))?")
"""A name or an address, that of IPv6 in brackets, and a port."""
_TOO_LARGE = PlainTextResponse("the request is too large", 413)


@dataclass(frozen=True)
class Guard:
    """An ASGI application around *app*."""

    app: ASGIApp
    hosts: Collection[str]
    """Names under which the server may be asked, each with its port; of one of `ANY`, every address of that port."""
    token: str | None = None
    """What a browser has to show: once as `?token=`, from then on as a cookie."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # Of what else there is, only `lifespan` is of use.
            await (self.app(scope, receive, send) if scope["type"] == "lifespan" else _closed(send))
            return
        send = _with_headers(send)
        headers = Headers(scope=scope)
        refusal = self._refusal(scope["method"], headers) or self._asked(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        try:
            body = await _body(receive)
        except ClientDisconnect:
            return  # Of what was cut off nobody can say what it meant.
        if body is None:
            await _TOO_LARGE(scope, receive, send)
        else:
            await self.app(scope, _told_again(body, receive), send)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if not self._known(host):
            return PlainTextResponse("unknown host", 421)
        if method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("only GET and POST", 405)
        foreign_post = method == "POST" and headers.get("origin") not in (f"http://{host}", f"https://{host}")
        if foreign_post or _is_fetched_elsewhere(headers):
            return PlainTextResponse("the request comes from another page", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return _TOO_LARGE
        return None

    def _known(self, host: str) -> bool:
        if host in self.hosts:
            return True
        parts = _HOST.fullmatch(host)
        if parts is None:
            return False
        name, port = parts[1], parts[2] or "80"
        return any(f"{any_}:{port}" in self.hosts for any_ in ANY) and _is_address(name.strip("[]"))

    def _asked(self, scope: Scope, headers: Headers) -> PlainTextResponse | RedirectResponse | None:
        """Null where the token was shown; a token in the address is moved to a cookie, out of sight."""
        if self.token is None:
            return None
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if _same((value for key, value in query if key == "token"), self.token):
            there = RedirectResponse(_address(scope["path"], query), 303)
            there.set_cookie(_name(headers), self._ticket, httponly=True, samesite="strict")
            return there
        if _same(_cookie(headers), self._ticket):
            return None
        return PlainTextResponse("a token is needed: open the address that `crossfoot review` printed", 401)

    @property
    def _ticket(self) -> str:
        """What a browser keeps in place of the token: in letters that a cookie can hold."""
        return sha256((self.token or "").encode()).hexdigest()


def _same(shown: Iterable[str], wanted: str) -> bool:
    """Is any of *shown* what is wanted? Takes as long for a near miss as for any other."""
    return any(hmac.compare_digest(each.encode("utf-8", "replace"), wanted.encode()) for each in shown)


def _name(headers: Headers) -> str:
    """Of the cookie of the server that is asked."""
    port = headers.get("host", "").rpartition(":")[2]
    return f"{COOKIE}_{port}" if port.isdecimal() else COOKIE


def _cookie(headers: Headers) -> Iterable[str]:
    found = cookie_parser(headers.get("cookie", "")).get(_name(headers))
    return (found,) if found is not None else ()


def _address(path: str, query: Iterable[tuple[str, str]]) -> str:
    """The address on this server without its token; two slashes at its beginning would name another one."""
    rest = urlencode([(key, value) for key, value in query if key != "token"])
    return quote("/" + path.lstrip("/")) + (f"?{rest}" if rest else "")


def _is_fetched_elsewhere(headers: Headers) -> bool:
    """Does a page of another site ask, and not a person who follows a link? Browsers tell; others cannot be misled."""
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return elsewhere and headers.get("sec-fetch-mode") != "navigate"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return True


async def _closed(send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008})


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def _body(receive: Receive) -> bytes | None:
    """The body of a request, whether or not its length is told; null where it is too long.

    Raises `ClientDisconnect` where it does not come to its end.
    """
    parts: list[bytes] = []
    while sum(map(len, parts)) <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
    return None


def _told_again(body: bytes, receive: Receive) -> Receive:
    """A body that has been read, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving
