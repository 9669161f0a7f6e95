"""The queue, and the next report of it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crossfoot.review.web.context import Context, page_name, text
from crossfoot.review.web.phrases import say
from crossfoot.review.web.wanted import PAGE, choices, filters


@dataclass
class QueuePages:
    context: Context

    def routes(self) -> list[Route]:
        return [Route("/", self.queue), Route("/next", self.next, methods=["POST"])]

    async def queue(self, request: Request) -> Response:
        asked = filters(request.query_params)
        reviews = self.context.office.reviews
        entries, count, counts = await self.context.office.run(
            lambda: (
                reviews.page(asked.wanted, asked.sort, limit=PAGE, offset=asked.start),
                reviews.count(asked.wanted),
                reviews.counts(),
            )
        )
        return await self.context.page(
            "queue.html",
            request,
            entries=entries,
            count=count,
            asked=asked,
            choices=choices(asked, counts, self.context.language(request)),
            step=PAGE,
            is_hidden=self.context.office.is_hidden,
        )

    async def next(self, request: Request) -> Response:
        """Take the next report in hand; the answer is its address."""
        async with request.form() as form:
            asked = filters(form)
            here, page = text(form, "current") or None, page_name(form)
        office = self.context.office
        found = await office.run(lambda: office.next(asked.wanted, asked.sort, here, page))
        if found is None:
            return PlainTextResponse(say(self.context.language(request), "queue.nothing_left"), 404)
        there = "/blind?" if found.blind else "/report?"
        return PlainTextResponse(there + asked.query(path=found.entry.path))
