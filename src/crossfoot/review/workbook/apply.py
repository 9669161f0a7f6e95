"""Bringing a filled-in workbook in: every row is judged before anything is written, then each report in one go.

Nobody's decision is passed over: where somebody decided about a report since the workbook was written, and the workbook
does not say the same, its rows are conflicts. What the workbook itself brought in before is no conflict: the same file
may be brought in again, with more rows filled in or without. Nor is anything decided that the workbook did not show:
without what was decided since, the report has to be what it was then.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from crossfoot.forms import Value
from crossfoot.pipeline.state import State, state_of, unread
from crossfoot.review.desk import Case, Desk, RefusedError
from crossfoot.review.names import value_typed
from crossfoot.review.workbook.model import CELLS, REPORTS, UNREAD, plain, shown
from crossfoot.review.workbook.read import CellWish, Filled, ReportWish
from crossfoot.store.decision import Decision
from crossfoot.store.reviews import StaleError

Result = Literal["done", "unchanged", "invalid", "conflict", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row that was filled in."""

    sheet: str
    row: int
    report: str
    cell: str | None
    result: Result
    message: str = ""


@dataclass(frozen=True)
class Import:
    """What became of a workbook."""

    outcomes: tuple[Outcome, ...]

    def count(self, result: Result) -> int:
        """How many rows have this result."""
        return sum(each.result == result for each in self.outcomes)

    @property
    def clean(self) -> bool:
        """Is every row in effect?"""
        return all(each.result in ("done", "unchanged") for each in self.outcomes)


def bring_in(filled: Filled, desk: Desk, *, dry_run: bool = False) -> Import:
    """Decide at *desk* what was filled in. Nothing at all is written where a row is invalid, nor in a *dry_run*."""
    invalid = [Outcome(each.sheet, each.row, "", None, "invalid", each.message) for each in filled.problems]
    reports: list[_Report] = []
    outcomes: list[Outcome] = []
    for wish in filled.reports:
        try:
            report = _Report(wish, _case(wish, desk))
        except RefusedError as error:
            invalid.append(Outcome(REPORTS, wish.row, wish.path, None, "invalid", str(error)))
            continue
        except _ChangedError as error:
            outcomes += _all(wish, "conflict", str(error))
            continue
        invalid += report.invalid
        reports.append(report)
    if invalid:
        return Import(tuple(invalid))
    for report in reports:
        outcomes += report.bring_in(desk, dry_run)
    return Import(tuple(outcomes))


class _ChangedError(Exception):
    """The report is no longer what the workbook was written about."""


class _DryRunError(Exception):
    """Nothing is to be kept."""


def _case(wish: ReportWish, desk: Desk) -> Case:
    """The report on the desk: found by its bytes, wherever they lie now."""
    paths = desk.reviews.paths(wish.sha256)
    if not paths:
        raise RefusedError(f"the store has no such report: {wish.path} ({wish.sha256[:12]})")
    for path in sorted(paths, key=lambda path: path != wish.path):
        case = desk.case(path)
        if case.sha256 == wish.sha256:
            return case
    raise _ChangedError("the file has changed since the export, and was read anew: export again")


def _all(wish: ReportWish, result: Result, message: str) -> list[Outcome]:
    """All rows of a report with one result."""
    rows = [Outcome(CELLS, each.row, wish.path, each.cell, result, message) for each in wish.cells]
    return rows + ([Outcome(REPORTS, wish.row, wish.path, None, result, message)] if wish.sign else [])


class _Report:
    """What was filled in for one report, beside the report as it is now."""

    def __init__(self, wish: ReportWish, case: Case) -> None:
        self.wish = wish
        self.case = case
        self.values: dict[str, Value | None] = {}
        """Cell → what it holds, for the cells with a new value."""
        self.invalid: list[Outcome] = []
        for each in wish.cells:
            try:
                self._judge(each)
            except RefusedError as error:
                self.invalid.append(Outcome(CELLS, each.row, wish.path, each.cell, "invalid", str(error)))

    def _judge(self, wish: CellWish) -> None:
        form = self.case.state.form
        if wish.cell not in form.fields:
            raise RefusedError(f"the form of this report has no cell {wish.cell}")
        if wish.typed:
            value = value_typed(form, wish.cell, wish.typed)
            if value is None:
                raise RefusedError(f"新值 is {wish.typed!r}: choose 空白 where nothing is printed")
            self.values[wish.cell] = value
        elif wish.act == "blank":
            self.values[wish.cell] = None
        elif wish.seen == UNREAD:
            raise RefusedError("the cell was not read, so there is no figure to stand: choose 空白 or 更正")

    # -- what is in effect --------------------------------------------------------------------------------------------

    def _holds(self, state: State, wish: CellWish) -> bool:
        """Is what the row says of its cell in effect already?"""
        return self._is_value(state, wish) and (wish.act == "printed" or wish.cell in state.settled)

    def _is_value(self, state: State, wish: CellWish) -> bool:
        """Does the cell hold the value that the row says, and is it out of doubt?"""
        return wish.cell not in state.doubts and self._is_wished(wish, state.cells[wish.cell])

    def _is_wished(self, wish: CellWish, value: Value | None) -> bool:
        if wish.cell in self.values:
            return value == self.values[wish.cell]
        return plain(shown(self.case.state.form, wish.cell, value)) == wish.seen

    def _said_here(self, entry: Decision) -> bool:
        """Does the workbook say the same as this entry of the log?"""
        wishes = {each.cell: each for each in self.wish.cells}
        if entry.action in ("accept", "correct"):
            return all(
                change.cell in wishes and self._is_wished(wishes[change.cell], change.after)
                for change in entry.changes
            )
        if entry.action == "printed":
            cells = {each.cell for each in self.wish.cells if each.act == "printed"}
            rules = {rule.id: cells & set(rule.cells) for rule in self.case.state.outcome.tested}
            return all(rules.get(rule) for rule in entry.rules)
        return entry.action == "sign" and self.wish.sign

    # -- deciding -----------------------------------------------------------------------------------------------------

    def bring_in(self, desk: Desk, dry_run: bool) -> list[Outcome]:
        """Decide all of it, or nothing of it; only that a report cannot be signed yet leaves the rest in effect."""
        out: list[Outcome] = []
        try:
            with desk.reviews.deciding():
                out = list(self._decided(desk))
                if dry_run:
                    raise _DryRunError
        except _DryRunError:
            return out
        except StaleError as error:
            return _all(self.wish, "conflict", f"{error}: export again")
        except _RowRefusedError as error:
            return self._refused(error)
        return out

    def _refused(self, error: "_RowRefusedError") -> list[Outcome]:
        """The rows at fault with what is wrong with them, and the rest of the report, which is not kept either."""
        at_fault = {each.row for each in error.rows}
        rest = f"nothing of this report is kept because of row {error.rows[0].row}"
        return [
            replace(each, message=str(error)) if each.sheet == CELLS and each.row in at_fault else each
            for each in _all(self.wish, "refused", rest)
        ]

    def _decided(self, desk: Desk) -> Iterator[Outcome]:
        case = desk.case(self.case.path)  # Anew: only now does nobody else write.
        then = self._compare(case, desk)
        todo = [each for each in self.wish.cells if not self._holds(case.state, each)]
        self._compare_values(case.state, todo)
        case = self._settle(desk, case, todo)
        case, flagged, late = self._flag(desk, case, then)
        for each in self.wish.cells:
            result: Result = "done" if each in todo or each in flagged else "unchanged"
            row = Outcome(CELLS, each.row, self.wish.path, each.cell, result)
            yield replace(row, result="refused", message=late[each.row]) if each.row in late else row
        if self.wish.sign:
            yield self._sign(desk, case, then)

    def _compare(self, case: Case, desk: Desk) -> State:
        """The report as it was when the workbook was written.

        Raises `StaleError` where somebody decided otherwise than the workbook says since then. Without what was decided
        since it has to have the same revision: else it is read otherwise now, and nobody has seen that.
        """
        known, last = case.state.decisions, self.wish.last
        if other := [entry for entry in known if entry.id > last and not self._said_here(entry)]:
            raise StaleError(other[-1])
        earlier = desk.reviews.earlier(case.path, case.sha256)
        then = state_of(case.state.record, [entry for entry in known if entry.id <= last], earlier)
        if then.revision != self.wish.revision:
            raise StaleError(None)
        return then

    def _compare_values(self, state: State, todo: Sequence[CellWish]) -> None:
        """A figure stands as it was seen, or not at all: a later run of the program may have read another one."""
        nobody_read = unread(state)
        for each in todo:
            value = plain(shown(state.form, each.cell, state.cells[each.cell]))
            seen = UNREAD if each.cell in nobody_read else value
            if each.cell not in self.values and seen != each.seen:
                message = f"the report was read again, and the value is {seen} now: export again"
                raise _RowRefusedError([each], message)

    def _settle(self, desk: Desk, case: Case, todo: Sequence[CellWish]) -> Case:
        """New values, then figures that stand; those of the same reason are one entry of the log."""
        corrected = [each for each in todo if each.cell in self.values]
        stands = [
            each
            for each in todo
            if each.cell not in self.values and (each.act == "accept" or each.cell in case.state.doubts)
        ]
        for reason, rows in _by_reason(corrected):
            values = {each.cell: self.values[each.cell] for each in rows}
            with _blaming(rows):
                case = desk.correct(case.path, case.revision, values, reason)
        for reason, rows in _by_reason(stands):
            cells = [each.cell for each in rows]
            with _blaming(rows):
                case = desk.accept(case.path, case.revision, cells, reason)
        return case

    def _flag(self, desk: Desk, case: Case, then: State) -> tuple[Case, list[CellWish], dict[int, str]]:
        """The sums that the report itself has wrong: those of the workbook that still fail with all new values in.

        Besides, by which rows; and what is to be told to rows with sums that fail only since: nobody has seen these
        fail, and it may be the new value that is wrong.
        """
        flagged: list[CellWish] = []
        late: dict[int, str] = {}
        todo = case.state.open_sums
        for each in self.wish.cells:
            if each.act != "printed":
                continue
            sums = _sums_of(case.state, each.cell)
            if not sums:
                raise _RowRefusedError([each], "no sum with this cell fails: choose 接受 or 更正")
            seen = [rule for rule in sums if rule in todo and rule in then.failing]
            if open_sums := [rule for rule in seen if rule not in case.state.flagged]:
                with _blaming([each]):
                    case = desk.printed(case.path, case.revision, open_sums, each.reason)
            if seen:
                flagged.append(each)
            if new := [rule for rule in sums if rule in todo and rule not in then.failing]:
                late[each.row] = (
                    f"{', '.join(new)} did not fail at the export, only with the new values: look at these again. If"
                    " they are right, export again to say that the report itself is wrong"
                )
        return case, flagged, late

    def _sign(self, desk: Desk, case: Case, then: State) -> Outcome:
        row = Outcome(REPORTS, self.wish.row, self.wish.path, None, "unchanged")
        if case.state.signed is not None:
            return row
        try:
            desk.sign(case.path, case.revision, self.wish.reason)
        except RefusedError as error:
            new = ", ".join(rule for rule in case.state.open_sums if rule not in then.failing)
            late = f" (only with the new values: {new})" if new else ""
            return replace(row, result="refused", message=f"cannot be signed: {error}{late}")
        return replace(row, result="done")


class _RowRefusedError(Exception):
    """Rows that make no sense together with the report as it is."""

    def __init__(self, rows: Sequence[CellWish], message: str) -> None:
        super().__init__(message)
        self.rows = rows


@contextmanager
def _blaming(rows: Sequence[CellWish]) -> Iterator[None]:
    """A decision that cannot be made is the fault of these rows."""
    try:
        yield
    except RefusedError as error:
        raise _RowRefusedError(rows, str(error)) from error


def _by_reason(rows: Sequence[CellWish]) -> Iterator[tuple[str, list[CellWish]]]:
    ordered = sorted(rows, key=lambda each: each.reason)
    for reason, members in groupby(ordered, key=lambda each: each.reason):
        yield reason, list(members)


def _sums_of(state: State, cell: str) -> list[str]:
    """The failing sums that the cell stands in."""
    return [rule.id for rule, _ in state.outcome.failed if cell in rule.cells]
