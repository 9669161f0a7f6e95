"""The application: its pages behind their guard."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib import import_module

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from crossfoot.checks import Language
from crossfoot.review.desk import RefusedError
from crossfoot.review.web.acts import Acts
from crossfoot.review.web.blind_pages import BlindPages
from crossfoot.review.web.context import Context
from crossfoot.review.web.guard import Guard
from crossfoot.review.web.office import HiddenError, Office
from crossfoot.review.web.phrases import say
from crossfoot.review.web.queue_pages import QueuePages
from crossfoot.review.web.report_pages import ReportPages
from crossfoot.review.web.statistics_pages import StatisticsPages
from crossfoot.store import Store, StoreError


def make_app(
    store: Store,
    *,
    reviewer: str,
    hosts: Collection[str],
    token: str | None = None,
    language: Language = "zh",
    blind: float = 0.0,
) -> Guard:
    """The application over *store*, which stays the caller's to close; what *reviewer* decides is kept in it.

    *hosts* are the names, each with its port, under which it may be asked. With *token*, a browser has to show that
    once. *language* is for who has not chosen another. Of the verified reports a share of *blind* is mixed in to be read
    without their figures. Raises `RefusedError` for a reviewer without a name.
    """
    context = Context(Office(store, reviewer, blind), language)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # What the first decision needs takes a moment to load: it is there when that comes.
        loading = asyncio.create_task(asyncio.to_thread(import_module, "sqlite_utils"))
        yield
        await loading
        await context.close()

    routes = [
        *QueuePages(context).routes(),
        *ReportPages(context).routes(),
        *Acts(context).routes(),
        *BlindPages(context).routes(),
        *StatisticsPages(context).routes(),
        Mount("/static", StaticFiles(packages=[("crossfoot.review.web", "static")])),
    ]

    async def hidden(request: Request, _: Exception) -> Response:
        return PlainTextResponse(say(context.language(request), "no.hidden"), 423)

    handlers = {StoreError: _failed, RefusedError: _absent, HiddenError: hidden}
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    return Guard(app, frozenset(hosts), token)


async def _failed(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 500)


async def _absent(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 404)
