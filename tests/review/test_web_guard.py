"""What stands before the review pages: requests that are cut off, misdirected or sent by other sites; and who waits for whom."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from web_support import TOTAL_WRONG, folder_of, read_in

from crossfoot.review import Desk
from crossfoot.review.web import context, make_app, screen
from crossfoot.review.web.guard import Guard
from crossfoot.review.web.serve import hosts
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews

HOST = "127.0.0.1:9000"
TOKEN = "sesame"
TICKET = sha256(TOKEN.encode()).hexdigest()
WHOLE: Sequence[Message] = ({"type": "http.request", "body": b"", "more_body": False},)


async def anybody(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("served")(scope, receive, send)


async def asked(
    app: ASGIApp,
    path: str = "/",
    query: bytes = b"",
    *,
    method: str = "GET",
    told: Sequence[Message] = WHOLE,
    host: str = HOST,
    **headers: str,
) -> tuple[int | None, dict[str, str]]:
    """Status and headers of the answer; a null status where there is none. *told* is what comes of the request."""
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    waiting, sent = list(told), []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if not sent:
        return None, {}
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


# -- what was cut off -------------------------------------------------------------------------------------------------


async def test_of_a_request_that_is_cut_off_nothing_is_done(store: Store, tmp_path: Path) -> None:
    (path,) = read_in(store, folder_of(tmp_path, TOTAL_WRONG)).values()
    app, reviews = make_app(store, reviewer="甲", hosts={HOST}), Reviews(store)
    form = {"path": path, "base": Desk(reviews, "甲").case(path).revision, "action": "correct"}
    body = urlencode({**form, "cell": "requests.received.total", "value": "21100"}).encode()
    headers = {"origin": f"http://{HOST}", "content_type": "application/x-www-form-urlencoded"}

    def told(*parts: bytes, ended: bool) -> list[Message]:
        last = len(parts) - 1
        return [
            {"type": "http.request", "body": part, "more_body": not ended or at < last}
            for at, part in enumerate(parts)
        ]

    cut = told(body[:-2], ended=False)
    assert await asked(app, "/edit", method="POST", told=cut, **headers) == (None, {})
    assert list(reviews.log()) == []
    whole = told(body[:9], body[9:], ended=True)
    assert (await asked(app, "/edit", method="POST", told=whole, **headers))[0] == 200
    (entry,) = reviews.log()
    assert entry.changes[0].after == 21100


# -- other sites ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("cross-site", "no-cors", 403),
        ("cross-site", "cors", 403),
        ("cross-site", "", 403),
        ("same-site", "no-cors", 403),
        ("cross-site", "navigate", 200),
        ("same-site", "navigate", 200),
        ("same-origin", "cors", 200),
        ("none", "navigate", 200),
    ],
)
async def test_a_page_of_another_site_can_link_here_and_nothing_else(
    site: str, mode: str, status: int
) -> None:
    headers = {"sec_fetch_site": site, **({"sec_fetch_mode": mode} if mode else {})}
    assert (await asked(Guard(anybody, {HOST}), **headers))[0] == status


# -- the token --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other", ['prefs={"a":1}', "_xsrf=2|abc", "n=ä", "x=a b", "json=[1,2]", "a@b=1", 'q="a', "k=中文", "bare"]
)
async def test_cookies_of_other_programs_do_not_hide_the_token(other: str) -> None:
    guard = Guard(anybody, {HOST}, TOKEN)
    mine = f"crossfoot_review_9000={TICKET}"
    for cookie in (f"{other}; {mine}", f"{mine}; {other}"):
        assert (await asked(guard, cookie=cookie))[0] == 200
    assert (await asked(guard, cookie=other))[0] == 401


@pytest.mark.parametrize(
    ("path", "query", "there"),
    [
        ("/", "token=sesame", "/"),
        ("//evil.example/x", "token=sesame", "/evil.example/x"),
        ("///evil.example", "token=sesame", "/evil.example"),
        ("/\\evil.example", "token=sesame", "/%5Cevil.example"),
        ("/report", "path=a+b%26c.html&token=sesame&lang=en&q=", "/report?path=a+b%26c.html&lang=en&q="),
        ("/report", "token=sesame&token=other&path=%E7%94%B2", "/report?path=%E7%94%B2"),
    ],
)
async def test_the_token_leaves_the_address_and_nothing_else_does(path: str, query: str, there: str) -> None:
    status, headers = await asked(Guard(anybody, {HOST}, TOKEN), path, query.encode())
    assert (status, headers["location"]) == (303, there)


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "port", "host", "status"),
    [
        ("0.0.0.0", 80, "192.168.1.5", 200),
        ("0.0.0.0", 80, "192.168.1.5:80", 200),
        ("0.0.0.0", 80, "localhost", 200),
        ("0.0.0.0", 80, "[fd00::5]", 200),
        ("::", 80, "[fd00::5]", 200),
        ("::", 80, "[fd00::5]:80", 200),
        ("::", 81, "[fd00::5]:81", 200),
        ("0.0.0.0", 80, "192.168.1.5:81", 421),
        ("0.0.0.0", 81, "192.168.1.5", 421),
        ("::", 81, "[fd00::5]", 421),
        ("0.0.0.0", 80, "evil.example", 421),
        ("0.0.0.0", 80, "", 421),
        ("0.0.0.0", 80, "1.2.3.4:5:80", 421),
    ],
)
async def test_a_host_without_a_port_means_port_80(served: str, port: int, host: str, status: int) -> None:
    assert (await asked(Guard(anybody, hosts(served, port)), host=host))[0] == status


# -- who waits for whom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "name"), [(screen, "work"), (screen, "source_view"), (context, "environment")]
)
async def test_nobody_waits_for_a_long_page_of_somebody_else(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    (path,) = read_in(store, folder_of(tmp_path, TOTAL_WRONG)).values()
    app = make_app(store, reviewer="甲", hosts={HOST})
    drawing, let_go, really, in_time = Event(), Event(), getattr(module, name), []

    def slowly(*given: object) -> object:
        drawing.set()
        in_time.append(let_go.wait(30))
        return really(*given)

    monkeypatch.setattr(module, name, slowly)
    page = asyncio.create_task(asked(app, "/report", urlencode({"path": path}).encode()))
    while not drawing.is_set():
        await asyncio.sleep(0.01)
    assert (await asked(app, "/nowhere"))[0] == 404
    let_go.set()
    assert (await page)[0] == 200
    assert in_time == [True]
