"""One report on one screen, its source, and the original."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from crossfoot.review.desk import Case, RefusedError
from crossfoot.review.web import screen
from crossfoot.review.web.context import Context, off_loop
from crossfoot.review.web.office import HiddenError
from crossfoot.review.web.original import WEB_POLICY, is_web_page, web_page
from crossfoot.review.web.phrases import say
from crossfoot.review.web.shelf import Absent, Opened
from crossfoot.review.web.wanted import filters

PATIENCE = 1.5
"""Seconds for which a page waits for its document; it is shown without it then, and the document comes later."""


@dataclass
class ReportPages:
    context: Context

    def routes(self) -> list[Route]:
        return [
            Route("/report", self.report),
            Route("/work", self.work),
            Route("/source", self.source),
            Route("/original", self.original),
            Route("/page", self.page),
        ]

    async def report(self, request: Request) -> Response:
        try:
            case = await self._look(request)
        except RefusedError:
            message = await self._why_absent(request)
            return await self.context.page("absent.html", request, 404, message=message)
        except HiddenError:
            return RedirectResponse(f"/blind?{request.url.query}", 303)
        office = self.context.office
        holder = await office.run(lambda: office.holder(case))
        opened = await self.context.shelf.open(case.state.record, PATIENCE)
        return await self.context.page(
            "report.html",
            request,
            source=None if opened is None else await self._source(request, case, opened),
            work=await self._work(request, case, opened if isinstance(opened, Opened) else None),
            said=(),
            holder=holder,
            asked=filters(request.query_params),
            case=case,
        )

    async def work(self, request: Request) -> Response:
        """The right side alone, for when the document has come."""
        case = await self._look(request)
        made = await self._work(request, case, self.context.shelf.at_hand(case.sha256))
        return await self.context.page("work.html", request, work=made, said=(), case=case)

    async def source(self, request: Request) -> Response:
        """The left side alone: it takes as long as it takes to read the document."""
        case = await self._look(request)
        opened = await self.context.shelf.open(case.state.record)
        assert opened is not None  # Null is said only where patience ends.
        view = await self._source(request, case, opened)
        return await self.context.page("source.html", request, source=view, case=case)

    async def original(self, request: Request) -> Response:
        opened = await self.context.opened(await self._case(request))
        if opened is None or not is_web_page(opened):
            return PlainTextResponse("", 404)
        headers = {"content-security-policy": WEB_POLICY, "x-frame-options": "SAMEORIGIN"}
        page = await off_loop(lambda: web_page(opened))
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)

    async def page(self, request: Request) -> Response:
        opened = await self.context.opened(await self._case(request))
        number = request.query_params.get("n", "")
        if opened is None or not number.isdecimal() or len(number) > 4:
            return PlainTextResponse("", 404)
        drawn = await self.context.drawer.draw(opened, int(number))
        return Response(drawn, media_type="image/png") if drawn else PlainTextResponse("", 404)

    # -- inside -----------------------------------------------------------------------------------------------------

    async def _case(self, request: Request) -> Case:
        return await self.context.case(request.query_params.get("path", ""))

    async def _look(self, request: Request) -> Case:
        """As `_case`, for what shows the figures."""
        return await self.context.look(request.query_params.get("path", ""))

    async def _why_absent(self, request: Request) -> str:
        path, office = request.query_params.get("path", ""), self.context.office
        record = await office.run(lambda: office.reviews.reading(path))
        language = self.context.language(request)
        if record is None:
            return say(language, "no.document")
        return say(language, "no.cells", message=record.reason)

    async def _work(self, request: Request, case: Case, opened: Opened | None) -> screen.Work:
        language = self.context.language(request)
        return await off_loop(lambda: screen.work(case, opened, language))

    async def _source(self, request: Request, case: Case, opened: Opened | Absent) -> screen.SourceView:
        language = self.context.language(request)
        if isinstance(opened, Absent):
            return screen.source_view(case, opened, (), False, language)
        pages = await self.context.drawer.pages(opened)
        return await off_loop(lambda: screen.source_view(case, opened, pages, is_web_page(opened), language))
