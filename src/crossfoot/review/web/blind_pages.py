"""Reading a report blind: its text without a mark, the cells that are asked, and nothing of what a machine made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crossfoot.checks import Language
from crossfoot.documents import Document
from crossfoot.documents.facsimile import PageSize
from crossfoot.forms import Cell, Form, Value
from crossfoot.report.labels import row_name
from crossfoot.report.paper import TITLES
from crossfoot.review.blind import asked, read_blind
from crossfoot.review.desk import Case, RefusedError
from crossfoot.review.web.context import Context, off_loop
from crossfoot.review.web.edits import TypedError, typed_value
from crossfoot.review.web.office import HeldError
from crossfoot.review.web.original import is_web_page
from crossfoot.review.web.phrases import say
from crossfoot.review.web.report_pages import PATIENCE
from crossfoot.review.web.shelf import Absent, Opened
from crossfoot.review.web.wanted import filters
from crossfoot.store.reviews import StaleError


@dataclass(frozen=True, slots=True)
class Blank:
    """One cell to be filled in."""

    cell: str
    row: str
    column: str
    amount: bool
    """Is a unit to be typed with the figure?"""
    label: str
    """The row's own label, by which its line may be looked for in the text."""


@dataclass(frozen=True, slots=True)
class BlankTable:
    """The cells that are asked of one table."""

    title: str
    rows: tuple[tuple[str, tuple[Blank, ...]], ...]
    """The printed name of each row, and its cells."""


@dataclass(frozen=True)
class PlainSource:
    """The document as it is: its lines with their numbers, or why it cannot be shown."""

    lines: Sequence[tuple[int, str]]
    absent: Absent | None
    web: bool
    pages: Sequence[PageSize]


class NotBlindError(Exception):
    """The report cannot be read blind by this reviewer. The message is a key of the phrases."""


@dataclass
class BlindPages:
    context: Context

    def routes(self) -> list[Route]:
        return [
            Route("/blind", self.ask),
            Route("/blind", self.take, methods=["POST"]),
            Route("/blind/source", self.source),
        ]

    async def ask(self, request: Request) -> Response:
        """The page that asks."""
        office, language = self.context.office, self.context.language(request)
        try:
            case = await self._case(request)
        except RefusedError:
            return await self.context.page("absent.html", request, 404, message=say(language, "no.document"))
        try:
            cells = await office.run(lambda: self._begin(case))
        except NotBlindError as error:
            office.unhide(case)
            return await self.context.page("absent.html", request, 409, message=say(language, str(error)))
        holder = await office.run(lambda: office.holder(case))
        opened = await self.context.shelf.open(case.state.record, PATIENCE)
        return await self.context.page(
            "blind.html",
            request,
            source=None if opened is None else await self._plain(opened),
            tables=blank_tables(case.state.form, cells),
            count=len(cells),
            holder=holder,
            asked=filters(request.query_params),
            case=case,
        )

    async def source(self, request: Request) -> Response:
        """The left side alone: it takes as long as it takes to read the document."""
        case = await self._case(request)
        opened = await self.context.shelf.open(case.state.record)
        assert opened is not None  # Null is said only where patience ends.
        view = await self._plain(opened)
        return await self.context.page("blind_source.html", request, source=view, case=case)

    async def take(self, request: Request) -> Response:
        """Keep what was read; the answer says what came of it, and where to go on."""
        language, office = self.context.language(request), self.context.office
        async with request.form() as form:
            sent, going_on = _Sent.of(form), filters(form)
        if sent is None:
            return _said(say(language, "no.request"), 400)
        try:
            differ = await office.run(lambda: self._read(sent, language))
        except HeldError as error:
            return _said(say(language, "report.held", name=str(error)), 423)
        except TypedError as error:
            return _said(str(error), 422, cell=error.cell)
        except (NotBlindError, RefusedError) as error:
            return _said(_why_not(error, language), 422)
        except StaleError:
            return await self._again(sent, language)
        if differ:
            there = "/report?" + going_on.query(path=sent.path)
            return _said(say(language, "blind.differ", count=len(differ)), 200, there=there)
        return _said(say(language, "blind.alike", count=len(sent.typed)), 200)

    # -- inside -----------------------------------------------------------------------------------------------------

    async def _case(self, request: Request) -> Case:
        return await self.context.case(request.query_params.get("path", ""))

    def _begin(self, case: Case) -> tuple[str, ...]:
        cells = self._cells(case)
        self.context.office.hide(case)
        return cells

    def _cells(self, case: Case) -> tuple[str, ...]:
        try:
            cells = asked(case.state)
        except RefusedError as error:
            raise NotBlindError("no.blind") from error
        if not self.context.office.may_read_blind(case.sha256):
            raise NotBlindError("no.blind.lot")
        if self.context.office.has_seen(case.sha256):
            raise NotBlindError("no.blind.seen")
        return cells

    def _read(self, sent: "_Sent", language: Language) -> tuple[str, ...]:
        office = self.context.office
        case = office.desk.case(sent.path)
        if case.revision == sent.base:
            self._cells(case)
        office.hold(case)
        values = sent.values(case, language)
        _, differ = read_blind(office.desk, sent.path, sent.base, values)
        office.show(case)
        return differ

    async def _again(self, sent: "_Sent", language: Language) -> Response:
        """Something has changed: may the same cells be read all the same?"""
        case = await self.context.case(sent.path)
        try:
            cells = await self.context.office.run(lambda: self._cells(case))
        except NotBlindError as error:
            return _said(say(language, str(error)), 409)
        if set(cells) != set(sent.typed):
            return _said(say(language, "stale.read"), 409)
        return _said(say(language, "stale.blind"), 409, base=str(case.revision))

    async def _plain(self, opened: Opened | Absent) -> PlainSource:
        if isinstance(opened, Absent):
            return PlainSource((), opened, False, ())
        pages = await self.context.drawer.pages(opened)
        lines = await off_loop(lambda: _lines(opened.document))
        return PlainSource(lines, None, is_web_page(opened), pages)


def _lines(document: Document) -> Sequence[tuple[int, str]]:
    # What was recognised from a picture is a machine's reading itself: then there is the picture alone.
    text = "" if document.recognised else document.text
    return tuple((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def blank_tables(form: Form, cells: Sequence[str]) -> tuple[BlankTable, ...]:
    """The *cells* by table and row, named as on paper."""
    blanks = [(form.cells[path].table, _blank(form, form.cells[path])) for path in cells]
    return tuple(
        BlankTable(
            TITLES[table],
            tuple(
                (row, tuple(blanks))
                for row, blanks in groupby((blank for _, blank in members), key=lambda blank: blank.row)
            ),
        )
        for table, members in groupby(blanks, key=lambda each: each[0])
    )


def _blank(form: Form, cell: Cell) -> Blank:
    amount = cell.kind == "yuan"
    label = row_name(form.row_of[cell.row])
    return Blank(cell.path, " › ".join(cell.labels[:-1]), cell.labels[-1], amount, label)


@dataclass(frozen=True)
class _Sent:
    """What comes from the page."""

    path: str
    base: int
    typed: Mapping[str, str]

    @classmethod
    def of(cls, form: FormData) -> "_Sent | None":
        """Null where it makes no sense."""
        path, base = form.get("path"), form.get("base")
        cells, typed = form.getlist("cell"), form.getlist("value")
        if not isinstance(path, str) or not isinstance(base, str):
            return None
        if not (base.isdecimal() and len(base) < 18) or len(cells) != len(typed):
            return None
        if len(set(cells)) != len(cells):
            return None
        return cls(path, int(base), {str(cell): str(text) for cell, text in zip(cells, typed, strict=True)})

    def values(self, case: Case, language: Language) -> dict[str, Value | None]:
        """The figures that were typed. Raises `TypedError` for what is none, and where nothing was typed."""
        for cell, text in self.typed.items():
            if not text.strip():
                raise TypedError(say(language, "blind.empty"), cell)
        return {cell: typed_value(case.state, cell, text, language) for cell, text in self.typed.items()}


def _why_not(error: NotBlindError | RefusedError, language: Language) -> str:
    if isinstance(error, NotBlindError):
        return say(language, str(error))
    return say(language, "no.other", message=str(error))


def _said(words: str, status: int, **more: str) -> Response:
    return JSONResponse({"words": words, **more}, status)
