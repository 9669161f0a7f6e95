"""What each program made of the reports, held against the gold labels by one and the same code: crossfoot's metrics.

A peer accepts what validates. Its null is a claim that nothing is printed, and what it does not return is unread. Where
nothing validates, its user has nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.metrics import Metrics, measure
from crossfoot.evaluation.results import Configuration, DocumentResult, Run, Said, Spent
from crossfoot.evaluation.run import result
from crossfoot.forms import form as form_of
from crossfoot.store.record import Record

Answer = Mapping[str, Any]
"""A line of `peer.py` or `ours.py`."""

OTHER = "requests.other."
"""（六）, one row or three: who fills the one says that the other is not printed."""


@dataclass(frozen=True)
class Score:
    """One program over all reports."""

    name: str
    metrics: Metrics
    accepted: int
    accepted_wrong: tuple[str, ...]
    """Reports that were accepted with a cell that is not right."""
    reasons: Mapping[str, int]
    """Why the others were not accepted → reports."""
    cpu: float
    """Seconds of processor time per report; the first is left out, which pays for what is loaded once."""
    seconds: float
    """Seconds per report, waiting for the model included; without the first."""


def score(name: str, labels: Mapping[str, GoldLabel], answers: Sequence[Answer]) -> Score:
    """The figures of one program. Raises `LookupError` where a report has no answer."""
    by_report = {answer["report"]: answer for answer in answers}
    results = tuple(document_result(label, by_report[report]) for report, label in labels.items())
    run = Run(
        name=name,
        dataset="peers",
        dataset_hash="",
        configuration=Configuration(reader="model"),
        results=results,
    )
    measured = measure(run)
    return Score(
        name,
        measured,
        measured.decisions.settled.count,
        measured.decisions.settled_wrong_reports,
        Counter(each.reason for each in results if each.status not in ("verified", "source_error")),
        _mean(answers, "cpu"),
        _mean(answers, "seconds"),
    )


def _mean(answers: Sequence[Answer], name: str) -> float:
    amounts = [answer[name] for answer in answers]
    counted = amounts[1:] or amounts
    return float(sum(counted) / len(counted))


def document_result(label: GoldLabel, answer: Answer) -> DocumentResult:
    """What was made of one report."""
    if "record" in answer:
        record = Record.model_validate(answer["record"])
        return result(label, record, None, seconds=answer["seconds"]).model_copy(
            update={"reason": record.error.type if record.error else record.status}
        )
    spent = Spent(**{name: answer[name] for name in ("calls", "input_tokens", "output_tokens", "seconds")})
    cells = answer["cells"]
    if cells is None:
        return DocumentResult(
            label=label, status="failed", reason=answer["error"], form=None, final=Said(cells={}), spent=spent
        )
    return DocumentResult(
        label=label, status="verified", reason="", form=label.form, final=claims(label, cells), spent=spent
    )


def claims(label: GoldLabel, cells: Mapping[str, int | float | None]) -> Said:
    """The claims of an answer, those among them that it makes by the printing of （六） that it chose."""
    known = [path for divided in (False, True) for path in form_of(label.form, divided).cells]
    chosen = any(path.startswith(OTHER) for path in cells)
    unfilled = {path: None for path in known if chosen and path.startswith(OTHER)}
    return Said(cells={**unfilled, **cells})


# -- as a table -------------------------------------------------------------------------------------------------------

HEADINGS = (
    "errors",
    "method",
    "cells right",
    "not 0",
    "documents right",
    "accepted",
    "and wrong",
    "calls",
    "tokens in",
    "out",
    "CPU ms",
    "seconds",
)
LEGEND = """
errors       share of readings in which the model misreads
cells right  strict: 0, blank and unread are three things; not 0: of the cells whose label is a figure other than 0
accepted     what a user gets as valid: what validates; of crossfoot, verified or the report's own error (source_error)
and wrong    accepted, and a cell is not as labelled
calls        in all; tokens, CPU and seconds: per document, CPU in the client's process"""


def line(errors: str, score: Score) -> tuple[str, ...]:
    """A row of the table."""
    metrics, effort = score.metrics, score.metrics.effort
    cells, n = metrics.cells.final, metrics.documents
    return (
        errors,
        score.name,
        f"{cells.strict.value:.2%}",
        f"{cells.nonzero.value:.2%}",
        f"{metrics.decisions.right.count}/{n}",
        f"{score.accepted}/{n}",
        f"{len(score.accepted_wrong)}",
        f"{effort.calls.total or 0:.0f}",
        f"{effort.input_tokens.per_document or 0:,.0f}",
        f"{effort.output_tokens.per_document or 0:,.0f}",
        f"{1000 * score.cpu:.0f}",
        f"{score.seconds:.2f}",
    )


def table(lines: Sequence[Sequence[str]]) -> str:
    """Rows below the headings, aligned; a short one is a remark."""
    full = [HEADINGS, *(each for each in lines if len(each) == len(HEADINGS))]
    widths = [max(len(cells[at]) for cells in full) for at in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 1 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=False))
        )
        for cells in [HEADINGS, *lines]
    )
