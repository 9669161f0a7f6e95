"""The documents that were read worst, with the cells that are not right beside the printed lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from crossfoot.evaluation.metrics.documents import CellError, cell_errors, worst_first
from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.evaluation.page.figures import BLANK, UNREAD, printed
from crossfoot.evaluation.results import DocumentResult, Said
from crossfoot.forms import Cell, form

_SIGNS = {"\t": " ⇥ ", "\r\n": " ⏎ ", "\n": " ⏎ "}
"""How white space is shown that parts cells from one another."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that is not right, or neighbours in one row of which the same is to be said."""

    columns: str
    gold: str
    first: str
    final: str
    outcome: str
    asked: bool


@dataclass(frozen=True, slots=True)
class FlawedRow:
    """A row of the form with what is not right in it."""

    label: str
    line: str | None
    """As printed; null where the text does not tell."""
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """A document that is not wholly right."""

    key: str
    """Its id on the page."""
    result: DocumentResult
    cells: int
    unread: int
    wrong: int
    """Cells that claim what the label denies."""
    rows: tuple[FlawedRow, ...]
    """None where the document failed: then no cell was read."""


def worst_documents(judged: Sequence[Judged], n: int) -> tuple[Bad, ...]:
    """The *n* worst of a run: those that were called verified, then those called source_error, then all others."""
    ordered = sorted(worst_first(judged), key=lambda each: _gravity(each.result.status))
    return tuple(_bad(f"d{number}", each) for number, each in enumerate(ordered[:n], start=1))


def _gravity(status: str) -> int:
    return {"verified": 0, "source_error": 1}.get(status, 2)


def _bad(key: str, each: Judged) -> Bad:
    result, errors = each.result, cell_errors(each)
    rows = () if result.status == "failed" else tuple(_rows(result, errors))
    return Bad(key, result, len(each.truth), each.unread, each.wrong, rows)


def _rows(result: DocumentResult, errors: Sequence[CellError]) -> Iterator[FlawedRow]:
    for path, group in groupby(errors, key=lambda each: each.path.rpartition(".")[0]):
        members = [(each, _cell(result, each.path)) for each in group]
        line = result.lines.get(path)
        label = " › ".join(members[0][1].labels[:-1])
        yield FlawedRow(label, None if line is None else _visible(line), tuple(_flaws(result, members)))


def _cell(result: DocumentResult, path: str) -> Cell:
    """Figures in cells that the printed form lacks have their labels from the other printing."""
    printed_form = result.label.printed_form
    known = {**form(printed_form.id, not printed_form.divided).cells, **printed_form.fields}
    return known.get(path) or Cell(path, (path.rpartition(".")[0], path.rpartition(".")[2]), "count")


def _flaws(result: DocumentResult, members: Sequence[tuple[CellError, Cell]]) -> Iterator[Flaw]:
    """Neighbours of which the same is to be said are told together."""
    shown = [_flaw(result, error, cell) for error, cell in members]
    for _, group in groupby(shown, key=_same):
        flaws = list(group)
        golds = dict.fromkeys(each.gold for each in flaws)
        yield replace(
            flaws[0],
            columns=" · ".join(each.columns for each in flaws),
            gold=flaws[0].gold if len(golds) == 1 else " · ".join(each.gold for each in flaws),
        )


def _same(flaw: Flaw) -> Flaw:
    """What two flaws have in common that are told together: all but the column; where nothing was read, all but gold."""
    nothing = flaw.first == flaw.final == UNREAD
    return replace(flaw, columns="", gold="" if nothing else flaw.gold)


def _flaw(result: DocumentResult, error: CellError, cell: Cell) -> Flaw:
    return Flaw(
        columns=cell.labels[-1],
        gold=printed(error.gold, cell.kind),
        first=_said(result.first or result.final, cell),
        final=_said(result.final, cell),
        outcome=error.outcome,
        asked=error.asked,
    )


def _said(said: Said, cell: Cell) -> str:
    if cell.path in said.unread or cell.path not in said.cells:
        return UNREAD
    return printed(said.cells[cell.path], cell.kind)


def _visible(line: str) -> str:
    for sign, shown in _SIGNS.items():
        line = line.replace(sign, shown)
    return line.strip() or BLANK
