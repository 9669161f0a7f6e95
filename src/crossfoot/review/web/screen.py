"""The parts of a report's screen as data for the templates: the form with its sums and cards, and the source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossfoot.checks import Language
from crossfoot.documents.facsimile import PageSize
from crossfoot.pipeline.state import State
from crossfoot.report import Account, account_of
from crossfoot.report.account import Figure, Note
from crossfoot.report.labels import place
from crossfoot.report.source import Block, source
from crossfoot.review.desk import Case
from crossfoot.review.web.drawn import DrawnSheet, drawn_sheets, shown
from crossfoot.review.web.inspected import inspection
from crossfoot.review.web.phrases import say
from crossfoot.review.web.shelf import Absent, Opened
from crossfoot.review.web.told import Card, SumLine, cards, sum_lines
from crossfoot.store.decision import Decision
from crossfoot.store.record import OriginInfo

LOGGED = 30
"""Entries of the log that are shown, the newest first."""
_NAMED = 2
"""Cells that an entry of the log names."""


@dataclass(frozen=True)
class Place:
    """Where one cell stands in the source."""

    cell: str
    line: int | None
    origin: OriginInfo | None


@dataclass(frozen=True)
class Work:
    """The right side: what is to be decided."""

    case: Case
    account: Account
    sheets: Sequence[DrawnSheet]
    sums: Sequence[SumLine]
    cards: Sequence[Card]
    notes: Sequence[Note]
    log: Sequence[tuple[Decision, str, bool]]
    """Entry, what it says, and whether it was taken back."""
    older: int
    """Entries before those."""
    order: Sequence[str]
    """The cells that Tab goes through: those in doubt, then those of failing sums, suspects first."""

    @property
    def state(self) -> State:
        return self.case.state


@dataclass(frozen=True)
class SourceView:
    """The left side: what the figures rest on."""

    blocks: Sequence[Block]
    places: Sequence[Place]
    absent: Absent | None
    web: bool
    """Can the web page itself be shown?"""
    pages: Sequence[PageSize]


def work(case: Case, opened: Opened | None, language: Language) -> Work:
    """What is to be decided about *case*."""
    state = case.state
    account = account_of(inspection(state, opened, language))
    sums = sum_lines(state, account)
    return Work(
        case=case,
        account=account,
        sheets=drawn_sheets(state, account),
        sums=sums,
        cards=cards(state, account, opened, language),
        # Where readers differ, the cards say so, with what each of them read.
        notes=tuple(n for n in (*account.problems, *account.warnings) if n.rule != "reading.differs"),
        log=tuple(_logged(state, language)),
        older=max(len(state.decisions) - LOGGED, 0),
        order=tuple(dict.fromkeys((*state.doubts, *_of_open_sums(state, sums)))),
    )


def source_view(
    case: Case, opened: Opened | Absent, pages: Sequence[PageSize], web: bool, language: Language
) -> SourceView:
    """What the figures of *case* rest on."""
    if isinstance(opened, Absent):
        return SourceView((), (), opened, False, ())
    account = account_of(inspection(case.state, opened, language))
    origins = case.state.record.origins
    places = tuple(Place(path, account.line(path), origins.get(path)) for path in case.state.form.cells)
    return SourceView(source(account), places, None, web, pages)


def _of_open_sums(state: State, sums: Sequence[SumLine]) -> Iterator[str]:
    """The suspects of what fails, then the printed figures of the failing sums."""
    still = set(state.open_sums)
    for found in state.localisations:
        if not still.isdisjoint(found.rules) and found.corrections:
            yield from (change.cell for change in found.corrections[0].changes)
    for line in sums:
        if line.state == "open":
            yield from (token.cell for token in line.equation if isinstance(token, Figure))


def _logged(state: State, language: Language) -> Iterator[tuple[Decision, str, bool]]:
    gone = {decision.undoes for decision in state.decisions}
    for decision in list(reversed(state.decisions))[:LOGGED]:
        yield decision, in_words(decision, state, language), decision.id in gone


def in_words(decision: Decision, state: State, language: Language) -> str:
    """What an entry of the log says."""
    count = len(decision.changes) or len(decision.rules)
    cells = ""
    if decision.action == "correct":
        cells = "；".join(_change(decision, at, state, language) for at in range(min(count, _NAMED)))
        if count > _NAMED:
            cells += say(language, "log.more", count=count)
    return say(language, f"log.{decision.action}", count=count, cells=cells)


def _change(decision: Decision, at: int, state: State, language: Language) -> str:
    change = decision.changes[at]
    cell = state.form.fields.get(change.cell)
    before, after = (
        (shown(cell, value) if cell else str(value or "")) or say(language, "blank")
        for value in (change.before, change.after)
    )
    where = place(state.form, change.cell, language)
    return say(language, "log.change", place=where, before=before, after=after)
