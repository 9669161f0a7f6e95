"""What all pages share: the store, the documents at hand, and how a template becomes an answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse

from crossfoot import __version__
from crossfoot.checks import LANGUAGES, Language
from crossfoot.review.desk import Case
from crossfoot.review.web.office import Office
from crossfoot.review.web.original import Drawer
from crossfoot.review.web.phrases import say
from crossfoot.review.web.shelf import Opened, Shelf
from crossfoot.templates import environment

COOKIE = "crossfoot_language"
_PAGE = 40
"""Characters by which a page names itself."""

T = TypeVar("T")


@dataclass
class Context:
    """One reviewer's server."""

    office: Office
    default: Language
    """For who has not chosen a language."""
    shelf: Shelf = field(default_factory=Shelf)
    drawer: Drawer = field(default_factory=Drawer)

    async def close(self) -> None:
        """End what is being read or drawn."""
        await self.shelf.close()
        await self.drawer.close()

    def language(self, request: Request) -> Language:
        """The language that the address asks for, else the one chosen before."""
        asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
        return next((known for known in LANGUAGES if known == asked), self.default)

    async def case(self, path: str) -> Case:
        """The document that the store has at *path*. Raises `RefusedError` where it has none with cells."""
        return await self.office.run(lambda: self.office.desk.case(path))

    async def look(self, path: str) -> Case:
        """As `case`, for whoever is shown its figures. Raises `HiddenError` while the reviewer reads it blind."""
        return await self.office.run(lambda: self.office.look(path))

    async def opened(self, case: Case) -> Opened | None:
        """The document itself, if it is still there as it was read."""
        found = await self.shelf.open(case.state.record)
        return found if isinstance(found, Opened) else None

    async def page(self, name: str, request: Request, status: int = 200, **values: object) -> HTMLResponse:
        """The template *name*, filled in: of a long document that takes seconds."""
        return await off_loop(lambda: self._filled(name, request, status, values))

    def _filled(self, name: str, request: Request, status: int, values: Mapping[str, object]) -> HTMLResponse:
        language = self.language(request)
        other: Literal["zh", "en"] = "en" if language == "zh" else "zh"
        asked = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        text = (
            environment("crossfoot.review.web")
            .get_template(name)
            .render(
                language=language,
                say=partial(say, language),
                reviewer=self.office.reviewer,
                version=__version__,
                turned=f"{request.url.path}?{urlencode([*asked, ('lang', other)])}",
                **values,
            )
        )
        # What steers was written out by the templates; a lone surrogate cannot come this far.
        answer = HTMLResponse(text, status)
        if "lang" in request.query_params:
            answer.set_cookie(COOKIE, language, httponly=True, samesite="strict", max_age=31_536_000)
        return answer


async def off_loop(work: Callable[[], T]) -> T:
    """Do *work* in another thread."""
    return await asyncio.to_thread(work)


def text(form: FormData, key: str) -> str:
    """What a form says; empty where it says nothing."""
    value = form.get(key)
    return value if isinstance(value, str) else ""


def page_name(form: FormData) -> str:
    """The page that sends the form, as it names itself: each time that it is loaded by another name."""
    return text(form, "page")[:_PAGE]
