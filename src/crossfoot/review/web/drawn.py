"""The form as on paper with the figures as they stand, and beside each what a person has to know about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crossfoot.forms import Cell, Value
from crossfoot.pipeline.state import State, unread
from crossfoot.report import Account
from crossfoot.report.account import Mark
from crossfoot.report.labels import number, place
from crossfoot.report.paper import Box, Sheet, paper
from crossfoot.review.web.phrases import say


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box of a sheet."""

    box: Box
    text: str
    """The label, or the figure."""
    style: str = ""
    """Names of CSS classes."""
    was: str | None = None
    """What the reader's record had, where a person corrected it."""
    sums: tuple[int, ...] = ()
    """The numbers of the failing sums that the figure stands in."""
    place: str = ""
    """Where the cell stands on the form, in words."""
    spoken: str = ""
    """The figure with its place, for whoever hears the page."""
    blind: str | None = None
    """What somebody read there who did not see this figure, where that was another one; empty for a blank."""


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """A table with its figures."""

    sheet: Sheet
    rows: tuple[tuple[Drawn, ...], ...]


def drawn_sheets(state: State, account: Account) -> tuple[DrawnSheet, ...]:
    """The three tables."""
    styles = _styles(state, account)
    return tuple(
        DrawnSheet(
            sheet, tuple(tuple(_drawn(box, state, account, styles) for box in row) for row in sheet.rows)
        )
        for sheet in paper(state.form)
    )


def shown(cell: Cell, value: Value | None) -> str:
    """A figure as it is shown and may be typed: an amount with its unit; nothing for a blank."""
    if value is None:
        return ""
    return number(value) + ("元" if cell.kind == "yuan" else "")


def _drawn(box: Box, state: State, account: Account, styles: Mapping[str, Sequence[str]]) -> Drawn:
    if box.cell is None:
        return Drawn(box, box.text, box.role)
    path = box.cell.path
    machine, now = state.record.cells.get(path), state.cells.get(path)
    text, where, own = shown(box.cell, now), place(state.form, path, account.language), styles.get(path, ())
    nothing = say(account.language, "unread" if "unread" in own else "blank")
    return Drawn(
        box,
        text,
        " ".join(("figure", *own)),
        None if machine in (now, None) else shown(box.cell, machine),
        account.marks.get(path, Mark()).sums,
        where,
        say(account.language, "cell.spoken", place=where, value=text or nothing),
        shown(box.cell, state.disputed[path]) if path in state.disputed else None,
    )


def _styles(state: State, account: Account) -> Mapping[str, Sequence[str]]:
    """The names of CSS classes, by cell."""
    out: dict[str, list[str]] = {}

    def put(style: str, paths: Iterable[str]) -> None:
        for path in paths:
            out.setdefault(path, []).append(style)

    put("doubt", state.doubts)
    put("unread", unread(state))
    put("settled", state.settled.difference(state.doubts))
    put("wrong", (path for path, mark in account.marks.items() if len(mark.sums) == 1))
    put("crossed", (path for path, mark in account.marks.items() if len(mark.sums) > 1))
    put("suspect", _suspects(state))
    return out


def _suspects(state: State) -> set[str]:
    """Cells that would be changed by any of the smallest corrections of what is still open."""
    still = set(state.open_sums)
    return {
        path
        for found in state.localisations
        if found.corrections and not still.isdisjoint(found.rules)
        for path in found.suspects
    }
