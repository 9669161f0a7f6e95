"""A document as it stands after a person's decisions. Pure: a record and the log in, what is still to do out.

A decision holds for the bytes that it was made about, whatever is read from them later. Where a file has changed since,
decisions about single cells are carried over to those that the new file prints alike, and are stale elsewhere; what was
signed has to be signed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crossfoot.checks import Confrontation, Localisation, confront, load_rules, localise
from crossfoot.forms import Form, Value, printed_form
from crossfoot.store.decision import PERSON, Decision
from crossfoot.store.doubts import about_print, doubtful_cells
from crossfoot.store.record import FindingRecord, Record, Status


@dataclass(frozen=True, slots=True)
class Carried:
    """A decision about one cell of an earlier file at the same path."""

    cell: str
    value: Value | None
    reviewer: str
    stale: bool
    """Does this file print the cell otherwise? Then the decision counts for nothing until it is made again."""


@dataclass(frozen=True)
class State:
    """One document in a person's hands."""

    record: Record
    """What the reader said."""
    form: Form
    cells: Mapping[str, Value | None]
    """The figures as they stand now."""
    settled: frozenset[str]
    """Cells that a person decided about."""
    doubts: tuple[str, ...]
    """Cells to be decided about, those of failing sums first."""
    outcome: Confrontation
    """The rules on the figures as they stand."""
    flagged: frozenset[str]
    """Failing sums that a person says the report itself has wrong."""
    localisations: tuple[Localisation, ...]
    """The smallest corrections of what fails: suggestions, never applied."""
    decisions: tuple[Decision, ...] = ()
    """All entries of the log about these bytes, those taken back included, oldest first."""
    carried: Mapping[str, Carried] = field(default_factory=dict)
    signed: Decision | None = None
    """The entry that closed the document, if it is closed and no rule of today says otherwise."""

    @property
    def revision(self) -> int:
        """The number of the last entry; 0 before the first. An edit is made in view of one revision."""
        return self.decisions[-1].id if self.decisions else 0

    @property
    def failing(self) -> tuple[str, ...]:
        """The sums that do not hold."""
        return tuple(rule.id for rule, _ in self.outcome.failed)

    @property
    def open_sums(self) -> tuple[str, ...]:
        """The failing sums that nobody has called the report's own error."""
        return tuple(rule for rule in self.failing if rule not in self.flagged)

    @property
    def complete(self) -> bool:
        """Is there nothing left to decide but to sign?"""
        return not self.doubts and not self.open_sums

    @property
    def status(self) -> Status:
        """What the record says when it is signed as it stands."""
        if not self.complete:
            return "needs_review"
        return "source_error" if self.failing else "verified"

    @property
    def undoable(self) -> Decision | None:
        """The last entry that still counts and can be taken back."""
        standing = _standing(self.decisions)
        return standing[-1] if standing else None


def state_of(record: Record, decisions: Sequence[Decision], earlier: Sequence[Decision] = ()) -> State:
    """The state of the document of *record*, a reader's, after *decisions* about the same bytes.

    *earlier* are decisions about another file that lay at the same path. Raises `ValueError` where the record has no
    form: there is nothing to decide about cells then.
    """
    if record.form is None:
        raise ValueError(f"{record.document.path}: a record without a form has no cells")
    standing = _standing(decisions)
    carried = _carried(record, _standing(earlier))
    cells: dict[str, Value | None] = dict(record.cells)
    settled = {path for path, each in carried.items() if not each.stale}
    cells.update({path: carried[path].value for path in settled})
    for decision in standing:
        if decision.action in ("accept", "correct"):
            for change in decision.changes:
                cells[change.cell] = change.after
                settled.add(change.cell)
    form = printed_form(record.form, record.cells)
    open_cells = [path for path in doubtful_cells(record) if path not in settled]
    unknown = frozenset(path for path in open_cells if cells[path] is None)
    outcome = confront(load_rules(form), cells, unknown)
    failing = {rule.id for rule, _ in outcome.failed}
    flagged = {rule for d in standing if d.action == "printed" for rule in d.rules} & failing
    localisations = localise(outcome, cells)
    closed = standing[-1] if standing and standing[-1].action == "sign" else None
    if failing - flagged:
        closed = None  # The rules have changed since, and nobody has looked at what fails now.
    return State(
        record=record,
        form=form,
        cells=cells,
        settled=frozenset(settled),
        doubts=_suspects_first(open_cells, outcome, localisations),
        outcome=outcome,
        flagged=frozenset(flagged),
        localisations=localisations,
        decisions=tuple(decisions),
        carried=carried,
        signed=closed,
    )


def person_record(state: State, findings: Sequence[FindingRecord], reason: str) -> Record:
    """The record that a person signs: the figures as they stand, each with its place as far as that is known.

    *findings* are those of the rules on these figures.
    """
    pointed = {
        change.cell: change.span
        for decision in _standing(state.decisions)
        for change in decision.changes
        if change.span is not None
    }
    evidence = {**state.record.evidence, **pointed}
    kept = {path: span for path, span in evidence.items() if state.cells.get(path) is not None}
    read = state.record.reading
    return state.record.model_copy(
        update={
            "status": state.status,
            "cells": dict(state.cells),
            "evidence": kept,
            "origins": {path: origin for path, origin in state.record.origins.items() if path in kept},
            "findings": tuple(findings),
            "reason": reason,
            "reading": read.model_copy(update={"reader": PERSON, "passed": state.outcome.passed}),
            "error": None,
        }
    )


def without_print(record: Record) -> Record:
    """*record* without what its reader found about the print: a person has looked at that."""
    return record.model_copy(
        update={"findings": tuple(found for found in record.findings if not about_print(found))}
    )


def _standing(decisions: Sequence[Decision]) -> list[Decision]:
    """The entries that count: neither an undo nor taken back by one."""
    gone = {decision.undoes for decision in decisions if decision.action == "undo"}
    return [each for each in decisions if each.action != "undo" and each.id not in gone]


def _carried(record: Record, earlier: Sequence[Decision]) -> dict[str, Carried]:
    out: dict[str, Carried] = {}
    for decision in earlier:
        for change in decision.changes:
            if change.cell in record.cells and decision.action in ("accept", "correct"):
                stale = record.cells[change.cell] != change.machine
                out[change.cell] = Carried(change.cell, change.after, decision.reviewer, stale)
    return out


def _suspects_first(
    doubts: Sequence[str], outcome: Confrontation, localisations: Sequence[Localisation]
) -> tuple[str, ...]:
    """*doubts* in the order in which looking at them is likeliest to settle something; else in that of the form."""
    suspects = {path for found in localisations for path in found.suspects}
    failing = {path for rule, _ in outcome.failed for path in rule.cells}
    return tuple(sorted(doubts, key=lambda path: (path not in suspects, path not in failing)))
