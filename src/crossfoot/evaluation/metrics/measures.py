"""All metrics of a run: one pure function of it. Rates have their denominators beside them, and an interval each."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crossfoot.evaluation.metrics.accuracy import (
    ByPlace,
    Passes,
    all_cells,
    by_place,
)
from crossfoot.evaluation.metrics.curves import Curve, cell_curve, document_curve
from crossfoot.evaluation.metrics.decisions import Decisions, decisions
from crossfoot.evaluation.metrics.documents import DocumentMetrics, document_metrics
from crossfoot.evaluation.metrics.effort import Effort, Repair, effort, repair
from crossfoot.evaluation.metrics.judging import Judged, judge
from crossfoot.evaluation.metrics.slices import Slice, by_difficulty, by_form, by_layout, by_medium, by_quirk
from crossfoot.evaluation.metrics.spans import Spans, spans
from crossfoot.evaluation.results import Run


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a run is worth."""

    run: str
    """Its name."""
    dataset: str
    dataset_hash: str
    documents: int
    two_passes: bool
    """Was there a first pass to be told from the final one?"""
    cells: Passes
    """Over all labelled cells."""
    decisions: Decisions
    repair: Repair
    effort: Effort
    document_curve: Curve
    cell_curve: Curve
    spans: Spans
    places: ByPlace
    layouts: Mapping[str, Slice]
    quirks: Mapping[str, Slice]
    forms: Mapping[str, Slice]
    media: Mapping[str, Slice]
    difficulties: Mapping[str, Slice]
    each: tuple[DocumentMetrics, ...]
    """The documents, in the order of the run."""


@dataclass(frozen=True)
class Measured:
    """A run with what is counted of it, which is done when it is first asked for, and once."""

    run: Run

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """The documents, held against their labels."""
        return tuple(map(judge, self.run.results))

    @cached_property
    def metrics(self) -> Metrics:
        """Every metric. The same run always gives the same figures, intervals included."""
        return _metrics(self.run, self.judged)


def measure(run: Run) -> Metrics:
    """Every metric of *run*, for those who need nothing else of it."""
    return Measured(run).metrics


def _metrics(run: Run, judged: Sequence[Judged]) -> Metrics:
    return Metrics(
        run=run.name,
        dataset=run.dataset,
        dataset_hash=run.dataset_hash,
        documents=len(judged),
        two_passes=any(result.first is not None for result in run.results),
        cells=all_cells(judged),
        decisions=decisions(judged),
        repair=repair(judged),
        effort=effort(judged),
        document_curve=document_curve(judged),
        cell_curve=cell_curve(judged),
        spans=spans(judged),
        places=by_place(judged),
        layouts=by_layout(judged),
        quirks=by_quirk(judged),
        forms=by_form(judged),
        media=by_medium(judged),
        difficulties=by_difficulty(judged),
        each=tuple(map(document_metrics, judged)),
    )


def as_json(metrics: object) -> object:
    """Metrics, or any part of them, or a comparison, as what `json.dumps` takes: field names are keys."""
    if dataclasses.is_dataclass(metrics) and not isinstance(metrics, type):
        return {field.name: as_json(getattr(metrics, field.name)) for field in dataclasses.fields(metrics)}
    if isinstance(metrics, Mapping):
        return {str(key): as_json(value) for key, value in metrics.items()}
    if isinstance(metrics, tuple | list):
        return [as_json(each) for each in metrics]
    return str(metrics) if isinstance(metrics, str) else metrics
