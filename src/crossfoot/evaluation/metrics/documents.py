"""The documents of a run one by one, and the cells that went wrong in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.evaluation.results import CellOutcome
from crossfoot.forms import Value


@dataclass(frozen=True, slots=True)
class DocumentMetrics:
    """One document."""

    report: str
    """Its path below the folder of the reports."""
    form: str
    """As labelled."""
    layout: str | None
    quirks: tuple[str, ...]
    expected: str
    """The status that a faultless reader gives."""
    status: str
    right: bool
    """Is every cell right in the end?"""
    right_first: bool
    """Before any question?"""
    cells: int
    nonzero: int
    """Cells whose label is a figure other than 0."""
    right_cells: int
    right_cells_first: int
    right_nonzero: int
    wrong_cells: int
    """Cells that claim what the label denies, figures in cells that the printed form lacks among them."""
    unread_cells: int
    outcomes: Mapping[str, int]
    """`CellOutcome` → cells in the end, every outcome."""
    questions: int
    cost: float | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that is not right in the end."""

    path: str
    label: str
    """The printed labels that lead to it, joined by `|`."""
    gold: Value | None
    said: Value | None
    """Null for blank, and for a cell that was left unread."""
    outcome: CellOutcome
    outcome_first: CellOutcome
    """Before any question."""
    asked: bool
    """Was it asked about again?"""
    print: str | None
    """What stands in the text at its evidence span."""


def document_metrics(each: Judged) -> DocumentMetrics:
    """The figures of one document."""
    label, met = each.result.label, each.met
    return DocumentMetrics(
        report=each.report,
        form=label.form,
        layout=label.layout,
        quirks=label.quirks,
        expected=label.expected_status,
        status=each.result.status,
        right=each.right,
        right_first=each.right_first,
        cells=len(each.truth),
        nonzero=len(each.figures),
        right_cells=met[CellOutcome.RIGHT],
        right_cells_first=each.met_first[CellOutcome.RIGHT],
        right_nonzero=each.right_figures,
        wrong_cells=each.wrong,
        unread_cells=each.unread,
        outcomes={str(outcome): met[outcome] for outcome in CellOutcome},
        questions=each.result.spent.questions,
        cost=each.result.spent.cost,
        seconds=each.result.spent.seconds,
    )


def worst_first(judged: Sequence[Judged]) -> list[Judged]:
    """The documents with most wrong cells, then with most unread ones; none that is wholly right."""
    bad = [each for each in judged if not each.right]
    return sorted(bad, key=lambda each: (-each.wrong, -each.unread, each.report))


def cell_errors(each: Judged) -> tuple[CellError, ...]:
    """The cells of a document that are not right in the end, in the order of the form; extra figures come last."""
    return tuple(_errors(each))


def _errors(each: Judged) -> Iterator[CellError]:
    result, asked = each.result, frozenset(each.result.asked)
    invented = dict.fromkeys(each.extra, CellOutcome.INVENTED)
    for path, outcome in {**each.final, **invented}.items():
        if outcome is CellOutcome.RIGHT:
            continue
        cell = each.form.cells.get(path)
        yield CellError(
            path=path,
            label=cell.label if cell else path,
            gold=each.truth.get(path),
            said=None if outcome is CellOutcome.UNREAD else result.final.cells.get(path),
            outcome=outcome,
            outcome_first=each.first.get(path, outcome),
            asked=path in asked,
            print=result.prints.get(path),
        )
