"""The desk: where a person takes a document in hand, decides, and signs. Every decision is re-checked and kept at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crossfoot.forms import Value
from crossfoot.forms.prints import MAX_DIGITS
from crossfoot.pipeline.heed import heed
from crossfoot.pipeline.state import State, state_of, unread
from crossfoot.store.decision import Action, CellChange, Decision
from crossfoot.store.record import Record
from crossfoot.store.reviews import OtherVersionError, Reviews, StaleError

Span = tuple[int, int]


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
        """These figures stand as they are; without *cells*, all that are in doubt and were read.

        What nobody has read cannot stand: `correct` says what is printed there, or that nothing is.
        """

        def make(state: State) -> Decision:
            missing = unread(state)
            chosen = tuple(cells) or tuple(cell for cell in state.doubts if cell not in missing)
            if not chosen and not missing:
                raise RefusedError("no cell is in doubt; sign the report")
            if nothing := [cell for cell in chosen or state.doubts if cell in missing]:
                raise RefusedError(
                    f"{nothing[0]} was not read: say what is printed there, or that it is blank"
                )
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
            sums = [rule for rule, _ in state.outcome.failed if rule.id in chosen]
            seen = {path: state.cells[path] for each in sums for path in each.cells}
            figures = {path: value for path, value in seen.items() if value is not None}
            entry = self._entry(state, "printed", reason, rules=chosen)
            return entry.model_copy(update={"figures": figures})

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
            self._heed(before)
            return self.case(path)

    def _heed(self, case: Case) -> None:
        """Let count what follows from the decisions, wherever the document lies: each copy has a reading of its own."""
        for path in self.reviews.paths(case.sha256):
            try:
                heed(self.reviews, path)
            except OtherVersionError:
                if path == case.path:
                    raise  # Of another copy, nothing counts until it is read again.


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
