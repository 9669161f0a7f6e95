"""What a person does to a report: decide, take it in hand, put it back."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crossfoot.checks import Language
from crossfoot.review.desk import Case, RefusedError
from crossfoot.review.web import screen
from crossfoot.review.web.context import Context, off_loop, page_name, text
from crossfoot.review.web.edits import ACTIONS, Edit, TypedError, decide, outcome, refusal
from crossfoot.review.web.office import HeldError
from crossfoot.review.web.phrases import say
from crossfoot.store.reviews import StaleError

_LONGEST = 2000
"""Characters of a reason."""
_MAX_SECONDS = 7 * 24 * 3600
"""A report that is open for longer was forgotten: how long it took is not known then."""


@dataclass
class Acts:
    context: Context

    def routes(self) -> list[Route]:
        return [
            Route("/edit", self.edit, methods=["POST"]),
            Route("/hold", self.hold, methods=["POST"]),
            Route("/release", self.release, methods=["POST"]),
        ]

    async def edit(self, request: Request) -> Response:
        """Make a decision; the answer is the right side as it stands after it, or the sentence why not."""
        language, office = self.context.language(request), self.context.office
        async with request.form() as form:
            edit = edit_of(form)
        if edit is None:
            return PlainTextResponse(say(language, "no.request"), 400)
        try:
            before, after = await office.run(lambda: self._decide(edit, language))
        except HeldError as error:
            return PlainTextResponse(say(language, "report.held", name=str(error)), 423)
        except TypedError as error:
            return PlainTextResponse(str(error), 422)
        except RefusedError as error:
            case = await self.context.case(edit.path)
            return PlainTextResponse(refusal(edit, case.state, error, language), 422)
        except StaleError as error:
            case = await self.context.look(edit.path)
            last = error.last
            words = say(language, "stale", name=last.reviewer) if last else say(language, "stale.read")
            return await self._work(request, case, [("error", words)], 409)
        opened = self.context.shelf.at_hand(after.sha256)
        return await self._work(request, after, outcome(edit, before, after, opened, language))

    async def hold(self, request: Request) -> Response:
        """Take a report in hand, or say that one is still there."""
        (case, page), office = await self._page(request), self.context.office
        try:
            await office.run(lambda: office.hold(case, page))
        except HeldError as error:
            words = say(self.context.language(request), "report.held", name=str(error))
            return PlainTextResponse(words, 423)
        return Response(status_code=204)

    async def release(self, request: Request) -> Response:
        """A page is left: put its report back, if no other page shows it."""
        (case, page), office = await self._page(request), self.context.office
        await office.run(lambda: office.release(case.sha256, page))
        return Response(status_code=204)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _decide(self, edit: Edit, language: Language) -> tuple[Case, Case]:
        office = self.context.office
        case = office.look(edit.path)
        office.hold(case)
        return decide(office.desk, case, edit, self.context.shelf.at_hand(case.sha256), language)

    async def _page(self, request: Request) -> tuple[Case, str]:
        """A report, and the page that shows it, as it names itself."""
        async with request.form() as form:
            return await self.context.case(text(form, "path")), page_name(form)

    async def _work(
        self, request: Request, case: Case, said: list[tuple[str, str]], status: int = 200
    ) -> Response:
        opened, language = self.context.shelf.at_hand(case.sha256), self.context.language(request)
        made = await off_loop(lambda: screen.work(case, opened, language))
        return await self.context.page("work.html", request, status, work=made, said=said, case=case)


def edit_of(form: FormData) -> Edit | None:
    """The decision that a form asks for; null where it makes no sense."""
    base, action = text(form, "base"), text(form, "action")
    cells, typed, rules = (_texts(form, key) for key in ("cell", "value", "rule"))
    whole = base.isdecimal() and len(base) < 18
    if not whole or action not in ACTIONS or (action == "correct" and len(cells) != len(typed)):
        return None
    if len(set(cells)) != len(cells):
        return None
    return Edit(
        path=text(form, "path"),
        base=int(base),
        action=action,
        cells=cells,
        typed=typed,
        rules=rules,
        reason=text(form, "reason")[:_LONGEST],
        seconds=_seconds(text(form, "seconds")),
        others=text(form, "others") == "yes",
    )


def _seconds(typed: str) -> float | None:
    known = typed.isdecimal() and len(typed) < 8 and int(typed) <= _MAX_SECONDS
    return float(typed) if known else None


def _texts(form: FormData, key: str) -> list[str]:
    return [value for value in form.getlist(key) if isinstance(value, str)]
