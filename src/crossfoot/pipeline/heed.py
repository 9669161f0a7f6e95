"""Which record counts where people have decided about a document: theirs, or what a reader read. Never against their word."""

from crossfoot.checks import rules_hash
from crossfoot.pipeline.recheck import recheck
from crossfoot.pipeline.state import State, state_of
from crossfoot.store.decision import PERSON, Decision, standing
from crossfoot.store.doubts import about_print, doubtful_cells
from crossfoot.store.record import FindingRecord, Record
from crossfoot.store.reviews import Reviews

_NAMED = 8
"""Cells that a message names at the most."""


def heed(reviews: Reviews, path: str) -> Record | None:
    """Put in force what people's decisions make of the document that was last read at *path*, under the rules of today.

    Returns the record that counts because of them; null where they leave it to the reader's.
    """
    with reviews.deciding():
        reading = reviews.reading(path)
        if reading is None or reading.form is None or reading.document.sha256 is None:
            return None
        sha256 = reading.document.sha256
        state = state_of(reading, reviews.decisions(sha256), reviews.earlier(path, sha256))
        known = reviews.of_person(path, sha256)
        record = known if known is not None and _stands(known, state) else counting(state)
        reviews.let_count(path, sha256, record)
        return record


def _stands(known: Record, state: State) -> bool:
    """Is *known* what was signed, as the rules of today see it? Then it stays as it is, whoever has read the document since."""
    if state.signed is None or known.status == "needs_review" or known.reading.rules != rules_hash():
        return False
    return dict(known.cells) == dict(state.cells)


def counting(state: State) -> Record | None:
    """The record that counts because of what people decided; null: the reader's."""
    if state.signed is not None:
        return signed_record(state)
    if state.reopened or state.contradicted or state.disputed:
        return opened_record(state)
    return None


def signed_record(state: State) -> Record:
    """The record of a document that is done: the figures as they stand, with the findings of today's rules on them."""
    return _person_record(state, _reason(state))


def opened_record(state: State) -> Record:
    """The record of a document that its reader may be sure of, until it is signed or found right after all.

    Somebody says that a figure of it is another one, read it blind and came to another one, or signed it before what
    fails now.
    """
    wrong = sum(state.cells[path] != value for path, value in state.record.cells.items())
    said = [f"人工更正了 {wrong} 格"] if wrong else []
    said += [f"另一次独立读数有 {len(state.disputed)} 格不同，须再看"] if state.disputed else []
    failing = [found for found in state.outcome.findings if found.rule in state.open_sums]
    if state.reopened and failing:
        told = failing[0].message["zh"]
        said += [f"人工核对之后规则有变，{len(failing)} 条勾稽关系不成立，须再核对：{told}"]
    reason = "，".join([*said, "须重新签署" if state.reopened else "整份报告尚未签署"])
    return _person_record(state, reason).model_copy(update={"status": "needs_review"})


def _person_record(state: State, reason: str) -> Record:
    """The figures as they stand, each with its place as far as that is known."""
    read, cells = state.record, state.cells
    # Where the reader found its figure is no evidence for another one.
    same = {path: span for path, span in read.evidence.items() if cells[path] == read.cells[path]}
    places = {**same, **_pointed(standing(state.decisions))}
    kept = {path: span for path, span in places.items() if cells.get(path) is not None}
    findings = recheck(_with_doubts_left(state).model_copy(update={"cells": dict(cells)}))
    reading = {"reader": PERSON, "passed": state.outcome.passed, "rules": rules_hash()}
    return read.model_copy(
        update={
            "status": state.status,
            "cells": dict(cells),
            "evidence": kept,
            "origins": {path: origin for path, origin in read.origins.items() if path in kept},
            "findings": (*findings, *_against_print(state)),
            "reason": reason,
            "reading": read.reading.model_copy(update=reading),
            "error": None,
        }
    )


def _with_doubts_left(state: State) -> Record:
    """What the reader read; of what it found about the print, only that about cells nobody has looked at since."""
    doubts = set(state.doubts)
    left = tuple(f for f in state.record.findings if not about_print(f) or not doubts.isdisjoint(f.cells))
    return state.record.model_copy(update={"findings": left})


def _pointed(decisions: list[Decision]) -> dict[str, tuple[int, int]]:
    """The places in the text that people gave with figures which still stand."""
    out: dict[str, tuple[int, int]] = {}
    for decision in decisions:
        for change in decision.changes:
            if change.span is not None:
                out[change.cell] = change.span
            elif change.after != change.before:
                out.pop(change.cell, None)
    return out


def _against_print(state: State) -> tuple[FindingRecord, ...]:
    """A warning that names the cells of which a person says something else than is printed at their place, if any do.

    A record says what the report prints. A person may know better what was meant: whoever uses the figures is told.
    """
    read = state.record
    doubtful = set(doubtful_cells(read))
    cells = tuple(
        path
        for path, value in state.cells.items()
        if value != read.cells[path] and path in read.evidence and path not in doubtful
    )
    if not cells:
        return ()
    message = "人工更正的数字与原文该处所印不同：" + "、".join(
        f"{path}（原文 {read.cells[path]}）" for path in cells[:_NAMED]
    )
    if len(cells) > _NAMED:
        message += "…"
    return (
        FindingRecord(
            rule="review.print",
            verdict="fail",
            severity="warning",
            cells=cells,
            left=None,
            right=None,
            message=message,
        ),
    )


def _reason(state: State) -> str:
    changed = sum(state.cells[path] != state.record.cells[path] for path in state.settled)
    said = f"经人工核对（确认或更正 {len(state.settled)} 格，其中更正 {changed} 格）"
    if not state.failing:
        return f"{said}，能检验的勾稽关系全部成立"
    return f"{said}；{len(state.failing)} 条勾稽关系不成立，数字与原文一致，报告自身有误"
