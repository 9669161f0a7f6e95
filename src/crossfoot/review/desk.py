"""The desk: where a person takes a document in hand, decides, and signs. Every decision is re-checked and kept at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crossfoot.checks import rules_hash
from crossfoot.forms import Value
from crossfoot.forms.prints import MAX_DIGITS
from crossfoot.pipeline.recheck import recheck
from crossfoot.review.state import State, person_record, state_of, without_print
from crossfoot.store.decision import Action, CellChange, Decision
from crossfoot.store.doubts import doubtful_cells
from crossfoot.store.record import FindingRecord, Record
from crossfoot.store.reviews import Reviews, StaleError

Span = tuple[int, int]

_NAMED = 8
"""Cells that a message names at the most."""


class RefusedError(Exception):
    """The decision cannot be made. The message says why and what to do."""


@dataclass(frozen=True)
class Case:
    """A document as it lies on the desk."""

    path: str
    sha256: str
    state: State

    @property
    def revision(self) -> int:
        return self.state.revision


class Desk:
    """What people do with documents. Each method is one transaction; several desks may share a store's file.

    *base* is everywhere the revision in view of which the person decides: where it is no longer the last one,
    `StaleError` is raised and nothing is changed. A decision that makes no sense raises `RefusedError`.
    """

    def __init__(self, reviews: Reviews, reviewer: str) -> None:
        """*reviewer* is the name that stands in the log."""
        self.reviews = reviews
        self.reviewer = _readable(reviewer).strip()
        if not self.reviewer:
            raise RefusedError("a review needs the reviewer's name")

    def case(self, path: str) -> Case:
        """The newest document at *path*. Raises `RefusedError` where there is none with cells."""
        record = self.reviews.reading(_readable(path))
        if record is None:
            raise RefusedError(f"the store has no record of {path}; `crossfoot extract` makes one")
        return self._case(record)

    def accept(self, path: str, base: int, cells: Sequence[str] = (), reason: str = "") -> Case:
        """These figures stand as they are; without *cells*, all that are in doubt."""

        def make(state: State) -> Decision:
            chosen = tuple(cells) or state.doubts
            if not chosen:
                raise RefusedError("no cell is in doubt; sign the report")
            changes = tuple(_change(state, cell, state.cells[_known(state, cell)]) for cell in chosen)
            return self._entry(state, "accept", reason, changes=changes)

        return self._decide(path, base, make)

    def correct(
        self,
        path: str,
        base: int,
        values: Mapping[str, Value | None],
        reason: str = "",
        spans: Mapping[str, Span] | None = None,
    ) -> Case:
        """These cells hold other figures; null where nothing is printed. *spans* are their places in the text."""

        def make(state: State) -> Decision:
            if not values:
                raise RefusedError("no cell is named")
            changes = tuple(
                _change(state, _known(state, cell), _fitting(state, cell, value), (spans or {}).get(cell))
                for cell, value in values.items()
            )
            return self._entry(state, "correct", reason, changes=changes)

        return self._decide(path, base, make)

    def printed(self, path: str, base: int, rules: Sequence[str] = (), reason: str = "") -> Case:
        """The report itself is wrong in these failing sums, or in all of them: the figures stay as printed."""

        def make(state: State) -> Decision:
            chosen = tuple(rules) or state.open_sums
            if unknown := [rule for rule in chosen if rule not in state.failing]:
                raise RefusedError(f"the sum {unknown[0]} does not fail")
            if not chosen:
                raise RefusedError("every sum that can be tested holds")
            return self._entry(state, "printed", reason, rules=chosen)

        return self._decide(path, base, make)

    def blind(self, path: str, base: int, values: Mapping[str, Value | None]) -> Case:
        """What a person reads in these cells who was shown none of the machine's figures; null where nothing is printed.

        It decides nothing: cells in which the two differ are in doubt until somebody looks at both.
        """

        def make(state: State) -> Decision:
            if not values:
                raise RefusedError("no cell is named")
            if any(entry.action == "blind" for entry in state.decisions):
                raise RefusedError("the report was read blind already")
            changes = tuple(
                _change(state, _known(state, cell), _fitting(state, cell, value)).model_copy(
                    update={"before": None}
                )
                for cell, value in values.items()
            )
            return self._entry(state, "blind", "", changes=changes)

        return self._decide(path, base, make)

    def sign(self, path: str, base: int, reason: str = "", seconds: float | None = None) -> Case:
        """The whole report is done: its record says so from now on."""

        def make(state: State) -> Decision:
            if state.signed is not None:
                raise RefusedError("the report is signed already")
            if state.doubts:
                raise RefusedError(f"{len(state.doubts)} cells are still in doubt")
            if state.open_sums:
                raise RefusedError(
                    f"{len(state.open_sums)} sums fail; correct a figure, or say that the report is wrong"
                )
            figures = {path: value for path, value in state.cells.items() if value is not None}
            update = {"status": state.status, "seconds": seconds, "figures": figures}
            return self._entry(state, "sign", reason).model_copy(update=update)

        return self._decide(path, base, make)

    def undo(self, path: str, base: int, reason: str = "") -> Case:
        """Take back the last entry that counts."""

        def make(state: State) -> Decision:
            last = state.undoable
            if last is None:
                raise RefusedError("there is nothing to take back")
            return self._entry(state, "undo", reason).model_copy(update={"undoes": last.id})

        return self._decide(path, base, make)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _case(self, record: Record) -> Case:
        document = record.document
        if record.form is None or document.sha256 is None:
            raise RefusedError(
                f"{document.path}: nothing was read, so there is nothing to review: {record.reason}"
            )
        decisions = self.reviews.decisions(document.sha256)
        # What was decided about the file that lay here before is of use until somebody decides about this one.
        earlier = self.reviews.earlier(document.path, document.sha256)
        return Case(document.path, document.sha256, state_of(record, decisions, earlier))

    def _entry(
        self,
        state: State,
        action: Action,
        reason: str,
        *,
        changes: tuple[CellChange, ...] = (),
        rules: tuple[str, ...] = (),
    ) -> Decision:
        document = state.record.document
        assert document.sha256 is not None
        return Decision(
            sha256=document.sha256,
            path=document.path,
            reviewer=self.reviewer,
            action=action,
            changes=changes,
            rules=rules,
            reason=_readable(reason).strip(),
            failing_before=state.failing,
        )

    def _decide(self, path: str, base: int, make: Callable[[State], Decision]) -> Case:
        with self.reviews.deciding():
            before = self.case(path)
            # Before anything is said about the decision itself: it may make no sense because it is late.
            if base != before.revision:
                raise StaleError(before.state.decided_since(base))
            entry = make(before.state)
            draft = entry.model_copy(update={"id": before.state.last + 1})
            after = state_of(
                before.state.record,
                [*before.state.decisions, draft],
                self.reviews.earlier(before.path, before.sha256),
            )
            self.reviews.append(entry.model_copy(update={"failing_after": after.failing}), before.state.last)
            self._let_count(after, before.sha256)
            return self.case(path)

    def _let_count(self, state: State, sha256: str) -> None:
        """Put in force what follows from the decisions about a document: whose record counts."""
        if state.signed is not None:
            self.reviews.sign(signed_record(state))
        elif state.contradicted or state.disputed:
            self.reviews.sign(opened_record(state))
        else:
            self.reviews.unsign(sha256)


def signed_record(state: State) -> Record:
    """The record of a document that is done, with the findings of today's rules on its figures."""
    record = person_record(state, (), "")
    findings = recheck(without_print(state.record).model_copy(update={"cells": record.cells}))
    reading = record.reading.model_copy(update={"rules": rules_hash()})
    return record.model_copy(
        update={
            "findings": (*findings, *_against_print(state)),
            "reason": _reason(state),
            "reading": reading,
        }
    )


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


def opened_record(state: State) -> Record:
    """The record of a document that its reader may have been sure of, until it is signed or found right after all.

    Somebody found a wrong figure in it, or read it blind and came to another one.
    """
    wrong = sum(state.cells[path] != value for path, value in state.record.cells.items())
    said = [f"人工更正了 {wrong} 格"] if wrong else []
    said += [f"另一次独立读数有 {len(state.disputed)} 格不同，须再看"] if state.disputed else []
    record = signed_record(state)
    return record.model_copy(
        update={"status": "needs_review", "reason": "，".join([*said, "整份报告尚未签署"])}
    )


def _reason(state: State) -> str:
    changed = sum(state.cells[path] != state.record.cells[path] for path in state.settled)
    said = f"经人工核对（确认或更正 {len(state.settled)} 格，其中更正 {changed} 格）"
    if not state.failing:
        return f"{said}，能检验的勾稽关系全部成立"
    return f"{said}；{len(state.failing)} 条勾稽关系不成立，数字与原文一致，报告自身有误"


def _known(state: State, cell: str) -> str:
    if cell not in state.form.cells:
        raise RefusedError(f"the form of this report has no cell {cell}")
    return cell


def _fitting(state: State, cell: str, value: Value | None) -> Value | None:
    """*value*, if it is of the kind that *cell* holds."""
    kind = state.form.fields[cell].kind
    if value is None:
        return value
    # A truth value passes for a number in Python; and `>=` would let a NaN through.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**MAX_DIGITS:
        raise RefusedError(f"{cell}: that is no figure of a report (a number of at most {MAX_DIGITS} digits)")
    if kind != "integer" and value < 0:
        raise RefusedError(f"{cell} is never negative: {value}")
    if kind != "yuan" and not float(value).is_integer():
        raise RefusedError(f"{cell} is a whole number, not {value}")
    return int(value) if float(value).is_integer() else value


def _readable(text: str) -> str:
    """*text*, if it can be written down: a name in another encoding than the terminal's comes in broken."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RefusedError(f"{text!a} is not text in UTF-8") from error
    return text


def _change(state: State, cell: str, after: Value | None, span: Span | None = None) -> CellChange:
    if span is not None and not 0 <= span[0] < span[1]:
        raise RefusedError(f"{cell}: {span} is no place in a text")
    return CellChange(
        cell=cell,
        machine=state.record.cells[cell],
        before=state.cells[cell],
        after=after,
        span=span,
    )
