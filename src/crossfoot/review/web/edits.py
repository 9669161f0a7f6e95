"""From what a person typed or pressed to a decision, and to the sentence that says what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossfoot.checks import Language
from crossfoot.forms import PrintError, Value, is_placeholder, parse
from crossfoot.pipeline.state import State, unread
from crossfoot.report.labels import place
from crossfoot.review.desk import Case, Desk, RefusedError, Span
from crossfoot.review.web.drawn import shown
from crossfoot.review.web.phrases import say
from crossfoot.review.web.screen import in_words
from crossfoot.review.web.shelf import Opened

ACTIONS = ("accept", "correct", "printed", "sign", "undo")


class TypedError(Exception):
    """What was typed is no figure of its cell. The message is for the person; `cell` says where."""

    def __init__(self, message: str, cell: str) -> None:
        super().__init__(message)
        self.cell = cell


@dataclass(frozen=True)
class Edit:
    """One decision as it comes from a page."""

    path: str
    base: int
    action: str
    cells: Sequence[str] = ()
    typed: Sequence[str] = ()
    """With `correct`, what was typed for each of the cells."""
    rules: Sequence[str] = ()
    reason: str = ""
    seconds: float | None = None
    others: bool = False
    """With `undo`, may the decision be another reviewer's?"""


def decide(
    desk: Desk, before: Case, edit: Edit, opened: Opened | None, language: Language
) -> tuple[Case, Case]:
    """Make the decision about *before*, whose document is *opened* as far as it could be read; both before and after.

    Raises `TypedError`, `RefusedError` and `StaleError`.
    """
    state = before.state
    base, reason = edit.base, edit.reason
    if edit.action == "accept":
        return before, desk.accept(edit.path, base, _readings(edit, state, language), reason)
    if edit.action == "printed":
        return before, desk.printed(edit.path, base, edit.rules, reason)
    if edit.action == "sign":
        return before, desk.sign(edit.path, base, reason, edit.seconds)
    if edit.action == "undo":
        return before, _undo(desk, before, edit)
    values = {
        cell: typed_value(state, cell, text, language)
        for cell, text in zip(edit.cells, edit.typed, strict=True)
    }
    same = all(state.cells.get(cell) == value for cell, value in values.items())
    if values and same and unread(state).isdisjoint(values):
        return before, desk.accept(edit.path, base, tuple(values), reason)
    return before, desk.correct(edit.path, base, values, reason, _spans(values, opened))


def _undo(desk: Desk, before: Case, edit: Edit) -> Case:
    """Take back the last decision; that of somebody else only where the person was told whose it is."""
    last = before.state.undoable
    whose = last.reviewer if last is not None else desk.reviewer
    if whose != desk.reviewer and not edit.others and edit.base == before.revision:
        raise RefusedError(f"the last decision is {whose}'s")
    return desk.undo(edit.path, edit.base, edit.reason)


def _spans(values: Mapping[str, Value | None], opened: Opened | None) -> dict[str, Span]:
    """Where the figures that were typed are printed, each at its own cell's place."""
    if opened is None:
        return {}
    return {
        cell: span
        for cell, value in values.items()
        if value is not None and opened.printed.get(cell) == value and (span := opened.evidence[cell].span)
    }


def _readings(edit: Edit, state: State, language: Language) -> Sequence[str]:
    """The cells to accept; what was not read cannot be accepted, for nobody has said yet that it is blank."""
    missing = unread(state)
    if not edit.cells:
        chosen = [cell for cell in state.doubts if cell not in missing]
        if chosen or not state.doubts:
            return chosen
    for cell in edit.cells or state.doubts:
        if cell in missing:
            raise TypedError(say(language, "no.unread"), cell)
    return edit.cells


def typed_value(state: State, cell: str, text: str, language: Language) -> Value | None:
    """The figure that was typed for *cell*; null for nothing and for what says that nothing is printed.

    Raises `TypedError`, and `RefusedError` for a cell that the form does not have.
    """
    if cell not in state.form.fields:
        raise RefusedError(f"the form of this report has no cell {cell}")
    if not text.strip() or is_placeholder(text):
        return None
    kind = state.form.fields[cell].kind
    try:
        return parse(text, kind)
    except PrintError as error:
        raise TypedError(say(language, f"no.{kind}", text=text.strip()[:40]), cell) from error


def outcome(
    edit: Edit, before: Case, after: Case, opened: Opened | None, language: Language
) -> list[tuple[str, str]]:
    """What came of a decision, as kinds (`ok`, `warn`) and sentences."""
    was, now = before.state, after.state
    said = [("ok", _done(now, language))]
    if turned := set(was.open_sums) - set(now.failing):
        said.append(("ok", say(language, "done.green", count=len(turned))))
    if edit.action in ("accept", "correct") and (broken := set(now.failing) - set(was.failing)):
        said.append(("warn", say(language, "done.broken", count=len(broken))))
    if edit.action == "correct":
        said += [("warn", words) for words in _off_the_print(edit, now, opened, language)]
    if now.signed is None and now.complete:
        said.append(("ok", say(language, "left.none")))
    return said


def _done(now: State, language: Language) -> str:
    last = now.decisions[-1]
    return say(language, f"done.{last.action}", count=len(last.changes))


def _off_the_print(edit: Edit, now: State, opened: Opened | None, language: Language) -> list[str]:
    printed: Mapping[str, Value | None] = opened.printed if opened is not None else {}
    off = [cell for cell in edit.cells if cell in printed and printed[cell] != now.cells[cell]]
    if len(off) > 1:
        return [say(language, "done.differ", count=len(off))]
    return [
        say(
            language,
            "done.differs",
            place=place(now.form, cell, language),
            value=shown(now.form.fields[cell], printed[cell]) or say(language, "blank"),
        )
        for cell in off
    ]


def refusal(edit: Edit, state: State, error: RefusedError, language: Language) -> str:
    """Why a decision cannot be made, in the person's language."""
    if edit.action == "accept" and not edit.cells and not state.doubts:
        return say(language, "no.accept")
    if edit.action == "printed" and not edit.rules and not state.open_sums:
        return say(language, "no.printed")
    if edit.action == "undo":
        return _not_taken_back(state, language)
    if edit.action == "sign":
        if state.signed is not None:
            return say(language, "no.sign.signed")
        if state.doubts:
            return say(language, "no.sign.doubts", count=len(state.doubts))
        if state.open_sums:
            return say(language, "no.sign.sums", count=len(state.open_sums))
    return say(language, "no.other", message=str(error))


def _not_taken_back(state: State, language: Language) -> str:
    last = state.undoable
    if last is None:
        return say(language, "no.undo")
    what, time = in_words(last, state, language), last.created[:16].replace("T", " ")
    return say(language, "undo.others", name=last.reviewer, time=time, what=what)
