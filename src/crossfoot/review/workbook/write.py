"""Writing the workbook: a row for each cell to look at, a row for each report, and a sheet that explains."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from crossfoot.pipeline.state import State, unread
from crossfoot.report import Account, account_of
from crossfoot.report.labels import place
from crossfoot.report.language import say
from crossfoot.review.desk import Case
from crossfoot.review.view import Around, inspection_of, print_of
from crossfoot.review.workbook.book import Book
from crossfoot.review.workbook.model import CELLS, REPORTS, UNREAD, Row, shown
from crossfoot.store.doubts import about_print

if TYPE_CHECKING:
    from crossfoot.pipeline.document import Prepared


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written."""

    reports: int
    cells: int


def write(cases: Iterable[Case], out: BinaryIO, *, text: bool = True) -> Summary:
    """Write *cases* as a workbook. With *text*, each document is read again for what is printed around its cells.

    Raises `TooManyError`, and `OSError` where *out* cannot be written.
    """
    book = Book(out)
    reports = cells = 0
    try:
        for case in cases:
            prepared = print_of(case.state.record) if text else None
            told = account_of(inspection_of(case.state, "zh", prepared))
            reports += 1
            book.append(REPORTS, _report(case, told))
            for row in _cells(case, told, prepared):
                cells += 1
                book.append(CELLS, row)
    finally:
        book.close()
    return Summary(reports, cells)


# -- the rows -------------------------------------------------------------------------------------------------------------


def _report(case: Case, told: Account) -> Row:
    state = case.state
    info = state.record.document
    status = say("zh", f"status.{state.status if state.complete else state.record.status}")
    signed = f"（已由 {state.signed.reviewer} 签核）" if state.signed is not None else ""
    return {
        "报告": case.path,
        "状态": status + signed,
        "存疑格数": len(state.doubts),
        "不平条数": len(state.open_sums),
        "不成立的勾稽关系": "\n".join(_sums(told, state)),
        "标题": info.title,
        "单位": info.issuer,
        "年份": info.year,
        "表式": state.form.id,
        "sha256": case.sha256,
        "末条决定": state.last,
        "修订号": str(case.revision),  # as text: it has more digits than spreadsheets keep of a number
    }


def _sums(told: Account, state: State) -> Iterator[str]:
    for each in told.sums:
        flagged = "（已认定报告自身有误）" if each.rule in state.flagged else ""
        yield f"{each.number}. {''.join(map(str, each.equation))}（{each.difference}）{flagged}"


def _cells(case: Case, told: Account, prepared: "Prepared | None") -> Iterator[Row]:
    """Cells in doubt, then those of failing sums, the suspects first."""
    state = case.state
    info, nobody_read = state.record.document, unread(state)
    around, why = Around(state, prepared), _Why(state, told)
    for path in to_look_at(state):
        yield {
            "报告": case.path,
            "指标": place(state.form, path, "zh"),
            "现值": UNREAD if path in nobody_read else shown(state.form, path, state.cells[path]),
            "原文": around.row(path),
            "位置": around.place(path),
            "问题": why.problem(path),
            "建议": why.advice(path),
            "标题": info.title,
            "单位": info.issuer,
            "年份": info.year,
            "指标路径": path,
            "sha256": case.sha256,
        }


def to_look_at(state: State) -> tuple[str, ...]:
    """The cells in doubt, and those of failing sums that nobody has called the report's own error."""
    failing = {path for rule, _ in state.outcome.failed if rule.id in state.open_sums for path in rule.cells}
    suspects = [path for found in state.localisations for path in found.suspects if path in failing]
    rest = (path for path in state.form.cells if path in failing)
    return tuple(dict.fromkeys((*state.doubts, *suspects, *rest)))


class _Why:
    """Why the cells of one report are to be looked at."""

    def __init__(self, state: State, told: Account) -> None:
        self.state = state
        rules = {rule.id: rule for rule, _ in state.outcome.failed}
        self.sums = [
            (set(rules[each.rule].cells), each) for each in told.sums if each.rule in state.open_sums
        ]
        self.moves: dict[str, list[str]] = {}
        for part in told.parts:
            for option in part.advice.options:
                for move in option.moves:
                    words = option.words + (part.advice.tail if len(part.advice.options) == 1 else "")
                    self.moves.setdefault(move.cell, []).append(words)

    def problem(self, path: str) -> str:
        """The findings about the print, decisions that have become stale, and the failing sums with their figures."""
        form, doubtful = self.state.form, path in self.state.doubts
        out = [
            found.message
            for found in self.state.record.findings
            if doubtful and about_print(found) and path in found.cells
        ]
        if path in self.state.disputed:
            out.append(f"另一人独立读作 {shown(form, path, self.state.disputed[path])}")
        elif doubtful and not out:
            out.append(say("zh", "legend.doubt"))
        earlier = self.state.carried.get(path)
        if earlier is not None and earlier.stale:
            value = shown(form, path, earlier.value)
            out.append(f"{earlier.reviewer} 曾就旧文件定为 {value}，本文件所印不同，须重新认定")
        for cells, each in self.sums:
            if path in cells:
                out.append(f"{each.number}. {''.join(map(str, each.equation))}（{each.difference}）")
        return "\n".join(out)

    def advice(self, path: str) -> str:
        """The smallest corrections that change the cell: offered, never filled in."""
        return "\n".join(dict.fromkeys(self.moves.get(path, ())))
