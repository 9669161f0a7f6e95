"""One report in review as lines to read and as plain data: what is to be decided, and what was."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crossfoot.cli.text import plural, safe
from crossfoot.pipeline.state import unread
from crossfoot.report import account_of
from crossfoot.report.labels import number, place
from crossfoot.report.language import say
from crossfoot.review.view import Around, inspection_of, print_of

if TYPE_CHECKING:
    from crossfoot.checks import Language
    from crossfoot.report.account import Account, Part
    from crossfoot.review import Case, State
    from crossfoot.store.decision import Decision

_LISTED = 40
"""Cells in doubt that are listed for people, at the most; a program gets all of them."""


def standing(case: "Case") -> str:
    """Where the report stands, on one line: `2 cells in doubt, 1 sum fails; revision 12`."""
    state = case.state
    if state.signed is not None:
        left = f"signed by {safe(state.signed.reviewer)}, {state.status}"
    elif state.complete:
        left = f"nothing is left to decide; `sign` closes it as {state.status}"
    else:
        sums = len(state.open_sums)
        fails = f"{plural(sums, 'sum')} {'fails' if sums == 1 else 'fail'}"
        left = f"{plural(len(state.doubts), 'cell')} in doubt, {fails}"
    return f"{safe(case.path)}: {left}; revision {case.revision}"


# -- for people -----------------------------------------------------------------------------------------------------------


def lines(case: "Case", language: "Language") -> Iterator[str]:
    """The report: cells in doubt with what is printed around them, failing sums, and what was decided before."""
    state = case.state
    prepared = print_of(state.record)
    around = Around(state, prepared, language)
    yield standing(case)
    yield from _doubts(state, around)
    for part in account_of(inspection_of(state, language, prepared)).parts:
        yield from _part(part, state)
    for each in state.carried.values():
        words = f"{place(state.form, each.cell, language)} = {shown(each.value, language)}"
        how = "is stale: this file prints another figure" if each.stale else "holds for this file, too"
        yield f"  carried over  {words}, by {each.reviewer}: {how}  [{each.cell}]"


def _doubts(state: "State", around: Around) -> Iterator[str]:
    nobody_read = unread(state)
    for path in state.doubts[:_LISTED]:
        value = "not read" if path in nobody_read else shown(state.cells[path], around.language)
        yield f"  ? {place(state.form, path, around.language)}: {value}  [{path}]"
        if path in state.disputed:
            yield f"      read blind as {shown(state.disputed[path], around.language)}"
        printed = " ".join(around.row(path).split())
        where = around.place(path)
        if printed or where:
            yield f"      {f'{where}  ' if where else ''}{printed}".rstrip()
    if len(state.doubts) > _LISTED:
        yield f"  … and {len(state.doubts) - _LISTED:,} more in doubt (--json lists them all)"


def _part(part: "Part", state: "State") -> Iterator[str]:
    for each in part.sums:
        flagged = "  (said to be the report's own error)" if each.rule in state.flagged else ""
        yield f"  {each.number}. {each.message}  [{each.rule}]{flagged}"
        where = f"  [{each.where}]" if each.where else ""
        yield f"     {''.join(map(str, each.equation))}  ({each.difference}){where}"
    advice = part.advice
    told = [option.words for option in advice.options]
    if len(told) == 1:
        yield f"  {advice.about}: {told[0]}{advice.tail}"
        return
    yield f"  {advice.about}: {advice.lead}"
    yield from (f"     - {words}" for words in told)
    if advice.tail:
        yield f"     {advice.tail.strip()}"


def decided(entry: "Decision", state: "State", language: "Language") -> Iterator[str]:
    """One entry of the log."""
    said = f"  {entry.reason}" if entry.reason else ""
    what = f" entry {entry.undoes}" if entry.undoes is not None else ""
    what += f" {', '.join(entry.rules)}" if entry.rules else ""
    what += f" as {entry.status}" if entry.status is not None else ""
    yield f"  {entry.id}  {entry.created}  {entry.reviewer}  {entry.action}{what}{said}"
    for change in entry.changes:
        from_to = shown(change.before, language)
        if change.after != change.before:
            from_to += f" → {shown(change.after, language)}"
        yield f"      {place(state.form, change.cell, language)}: {from_to}  [{change.cell}]"


def shown(value: "int | float | None", language: "Language") -> str:
    """A figure, or that nothing is printed."""
    return say(language, "value.blank") if value is None else number(value)


# -- for programs ---------------------------------------------------------------------------------------------------------


def as_data(case: "Case", language: "Language", *, log: bool = False) -> dict[str, Any]:
    """The report as plain data. Keys are a promise: added, never renamed."""
    state = case.state
    prepared = print_of(state.record)
    around = Around(state, prepared, language)
    told = account_of(inspection_of(state, language, prepared))
    nobody_read = unread(state)
    out: dict[str, Any] = {
        "path": case.path,
        "sha256": case.sha256,
        "revision": case.revision,
        "form": state.form.id,
        "status": state.status,
        "complete": state.complete,
        "signed": state.signed.model_dump(mode="json") if state.signed is not None else None,
        "doubts": [
            {
                "cell": path,
                "label": place(state.form, path, language),
                "value": state.cells[path],
                "read": path not in nobody_read,
                "printed": around.row(path),
                "where": around.place(path),
            }
            for path in state.doubts
        ],
        "blind": dict(state.disputed),
        "sums": list(_sums(told, state)),
        "suggestions": [
            [{"cell": move.cell, "words": move.words} for move in option.moves]
            for part in told.parts
            for option in part.advice.options
        ],
        "carried": [
            {"cell": each.cell, "value": each.value, "reviewer": each.reviewer, "stale": each.stale}
            for each in state.carried.values()
        ],
        "cells": dict(state.cells),
    }
    if log:
        out["log"] = [entry.model_dump(mode="json") for entry in state.decisions]
    return out


def _sums(told: "Account", state: "State") -> Iterator[dict[str, Any]]:
    cells = {rule.id: rule.cells for rule, _ in state.outcome.failed}
    for each in told.sums:
        yield {
            "rule": each.rule,
            "message": each.message,
            "equation": "".join(map(str, each.equation)),
            "difference": each.difference,
            "cells": list(cells.get(each.rule, ())),
            "printed_so": each.rule in state.flagged,
        }
