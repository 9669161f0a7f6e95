"""A document as it stands after people's decisions. Pure: a record and the log in, what is still to do out.

A decision holds for the bytes that it was made about, whatever is read from them later. Where a file has changed since,
decisions about single cells are carried over to those that are read alike there, and for certain; they are stale
elsewhere. What was signed has to be signed again.
"""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from crossfoot.checks import Confrontation, Localisation, Rule, confront, load_rules, localise
from crossfoot.forms import Form, Value, printed_form
from crossfoot.store.decision import Decision, signature, standing
from crossfoot.store.doubts import doubtful_cells
from crossfoot.store.record import Record, Status

_SEEN_BITS = 24
_UNREAD = frozenset({"print.column", "print.missing", "print.unreadable"})
"""Findings that name cells of which a record makes no claim, though they stand in it as null."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A decision about one cell of an earlier file at the same path."""

    cell: str
    value: Value | None
    reviewer: str
    stale: bool
    """Is the cell read otherwise in this file, or not for certain? Then the decision counts for nothing until it is made
    again."""


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
    disputed: Mapping[str, Value | None] = field(default_factory=dict)
    """Cells that a blind reading gave another figure than the reader did, with that figure, until somebody looks again."""

    @property
    def last(self) -> int:
        """The number of the last entry; 0 before the first."""
        return self.decisions[-1].id if self.decisions else 0

    @property
    def revision(self) -> int:
        """Names all that a person sees here: the last entry, the bytes, the figures, what is open. For comparing only.

        An edit is made in view of one revision. Below 2⁵³, so that scripts and spreadsheets keep it exactly.
        """
        sha256 = self.record.document.sha256
        seen = json.dumps([sha256, dict(self.cells), sorted(self.doubts), self.failing], sort_keys=True)
        return self.last << _SEEN_BITS | zlib.crc32(seen.encode()) >> (32 - _SEEN_BITS)

    def decided_since(self, revision: int) -> Decision | None:
        """The last entry, if it came after *revision*; null where something else has changed since."""
        return self.decisions[-1] if self.decisions and self.last > revision >> _SEEN_BITS else None

    @property
    def contradicted(self) -> bool:
        """Was the reader sure of figures that a person says are others?"""
        sure = self.record.status in ("verified", "source_error")
        return sure and any(self.cells[path] != value for path, value in self.record.cells.items())

    @property
    def reopened(self) -> bool:
        """Was it signed, and does that no longer hold? Nobody has looked at what fails or is read now."""
        return self.signed is None and signature(self.decisions) is not None

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
        counting = standing(self.decisions)
        return counting[-1] if counting else None


def unread(state: State) -> frozenset[str]:
    """The cells in doubt of which the reader makes no claim: null is no blank there."""
    named = {path for found in state.record.findings if found.rule in _UNREAD for path in found.cells}
    return frozenset(path for path in state.doubts if path in named and state.cells[path] is None)


def state_of(record: Record, decisions: Sequence[Decision], earlier: Sequence[Decision] = ()) -> State:
    """The state of the document of *record*, a reader's, after *decisions* about the same bytes.

    *earlier* are decisions about other files that lay at the same path before. Raises `ValueError` where the record has
    no form: there is nothing to decide about cells then.
    """
    if record.form is None:
        raise ValueError(f"{record.document.path}: a record without a form has no cells")
    form = printed_form(record.form, record.cells)
    doubtful = doubtful_cells(record)
    carried = _carried(record, frozenset(doubtful), standing(earlier))
    so_far = _Decided(record, carried)
    for decision in standing(decisions):
        so_far.take(decision)
    cells, settled = so_far.cells, so_far.settled
    done = settled | so_far.signed
    open_cells = [path for path in doubtful if path in form.cells and path not in done]
    unknown = frozenset(path for path in open_cells if cells[path] is None)
    disputed = _disputed(record, earlier, decisions)
    open_cells += [path for path in record.cells if path in disputed and path not in open_cells]
    outcome = confront(load_rules(form), cells, unknown)
    failing = {rule.id: rule for rule, _ in outcome.failed}
    flagged = {rule for rule, figures in so_far.flagged.items() if _same(failing.get(rule), figures, cells)}
    localisations = localise(outcome, cells)
    closed = signature(decisions)
    if closed is not None and (failing.keys() - flagged or not _covers(closed, cells)):
        closed = None
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
        disputed=disputed,
    )


def _same(rule: Rule | None, figures: Mapping[str, Value], cells: Mapping[str, Value | None]) -> bool:
    """Is it a sum that fails, with the *figures* with which a person saw it fail?"""
    return rule is not None and all(cells[path] == figures.get(path) for path in rule.cells)


def _covers(signed: Decision, cells: Collection[str]) -> bool:
    """Was it the form with these *cells* that was signed? Another version of the program may see another form."""
    return signed.figures.keys() <= set(cells)


class _Decided:
    """What the entries come to, taken one after the other."""

    def __init__(self, record: Record, carried: Mapping[str, Carried]) -> None:
        self.settled = {path for path, each in carried.items() if not each.stale}
        self.cells: dict[str, Value | None] = dict(record.cells)
        self.cells.update({path: carried[path].value for path in self.settled})
        self.flagged: dict[str, Mapping[str, Value]] = {}
        """Sums that the report itself has wrong, with the figures of which a person said so."""
        self.signed: set[str] = set()
        """Cells that a signature covered: it stands in for a decision about each of them."""

    def take(self, decision: Decision) -> None:
        if decision.action == "sign" and _covers(decision, self.cells):
            self.signed = set(self.cells)
            self.cells.update({path: decision.figures.get(path) for path in self.cells})
        self.flagged.update(dict.fromkeys(decision.rules, decision.figures))
        changes = [change for change in decision.changes if change.cell in self.cells]
        self.settled.update(change.cell for change in changes)
        self.cells.update({change.cell: change.after for change in changes})


def _disputed(
    record: Record, earlier: Sequence[Decision], decisions: Sequence[Decision]
) -> dict[str, Value | None]:
    """What blind readings say otherwise than the record, as far as nobody decided about the cell after that.

    Of blind readings of an *earlier* file, only what its reader read as this one's does: else it may be printed
    otherwise by now.
    """
    gone = {entry.undoes for entry in (*earlier, *decisions) if entry.action == "undo"}
    old = {entry.id for entry in earlier}
    said: dict[str, Value | None] = {}
    for entry in (*earlier, *decisions):
        if entry.action == "undo" or entry.id in gone:
            continue
        for change in entry.changes:
            said.pop(change.cell, None)
            same = entry.id not in old or record.cells.get(change.cell) == change.machine
            if entry.action == "blind" and same:
                said[change.cell] = change.after
    return {
        path: value for path, value in said.items() if path in record.cells and record.cells[path] != value
    }


def _carried(record: Record, doubtful: Collection[str], earlier: Sequence[Decision]) -> dict[str, Carried]:
    out: dict[str, Carried] = {}
    for decision in earlier:
        for change in decision.changes:
            if change.cell in record.cells and decision.action in ("accept", "correct"):
                stale = record.cells[change.cell] != change.machine or change.cell in doubtful
                out[change.cell] = Carried(change.cell, change.after, decision.reviewer, stale)
    return out


def _suspects_first(
    doubts: Sequence[str], outcome: Confrontation, localisations: Sequence[Localisation]
) -> tuple[str, ...]:
    """*doubts* in the order in which looking at them is likeliest to settle something; else in that of the form."""
    suspects = {path for found in localisations for path in found.suspects}
    failing = {path for rule, _ in outcome.failed for path in rule.cells}
    return tuple(sorted(doubts, key=lambda path: (path not in suspects, path not in failing)))
