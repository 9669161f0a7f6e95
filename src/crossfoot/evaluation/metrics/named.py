"""The single numbers of a run by name, for gates in CI and for tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from crossfoot.evaluation.metrics.measures import Metrics


class MetricError(Exception):
    """A metric that has no value. The message says why, and what can be asked for."""


@dataclass(frozen=True, slots=True)
class Named:
    """A single number that a gate or a table can ask for by name."""

    better: Literal["higher", "lower"]
    meaning: str
    read: Callable[[Metrics], float | None]
    """Null where the run has nothing to count it over."""
    share: bool = True
    """Is it between 0 and 1? Else a number or an amount."""


NAMED: Mapping[str, Named] = MappingProxyType(
    {
        "cells.strict": Named(
            "higher",
            "cells right of all cells; zero, blank and unread kept apart",
            lambda m: m.cells.final.strict.value,
        ),
        "cells.lenient": Named(
            "higher",
            "cells right, where blank and 0 count as the same",
            lambda m: m.cells.final.lenient.value,
        ),
        "cells.nonzero": Named(
            "higher",
            "cells right of those whose label is a figure other than 0",
            lambda m: m.cells.final.nonzero.value,
        ),
        "cells.first.strict": Named(
            "higher", "cells.strict before any question", lambda m: m.cells.first.strict.value
        ),
        "cells.first.lenient": Named(
            "higher", "cells.lenient before any question", lambda m: m.cells.first.lenient.value
        ),
        "cells.first.nonzero": Named(
            "higher", "cells.nonzero before any question", lambda m: m.cells.first.nonzero.value
        ),
        "documents.right": Named(
            "higher", "documents with every cell right", lambda m: m.decisions.right.value
        ),
        "documents.first.right": Named(
            "higher", "documents.right before any question", lambda m: m.decisions.right_first.value
        ),
        "verified.coverage": Named(
            "higher", "documents verified of all documents", lambda m: m.decisions.verified.value
        ),
        "verified.recall": Named(
            "higher",
            "documents verified, rightly or wrongly, of those a faultless reader verifies",
            lambda m: m.decisions.verified_of_expected.value,
        ),
        "verified.wrong": Named(
            "lower",
            "verified documents with a cell not right, of those verified",
            lambda m: m.decisions.verified_wrong.value,
        ),
        "verified.wrong.upper": Named(
            "lower",
            "the most that verified.wrong may be, at 95 %",
            lambda m: m.decisions.verified_wrong.upper,
        ),
        "verified.wrong.documents": Named(
            "lower",
            "verified documents with a cell not right, a number",
            lambda m: m.decisions.verified_wrong.count,
            share=False,
        ),
        "verified.unexpected.documents": Named(
            "lower",
            "verified documents of which another status is expected, a number",
            lambda m: m.decisions.verified_unexpected,
            share=False,
        ),
        "settled.coverage": Named(
            "higher",
            "documents verified or source_error of all documents",
            lambda m: m.decisions.settled.value,
        ),
        "settled.wrong": Named(
            "lower",
            "documents verified or source_error with a cell not right, of those",
            lambda m: m.decisions.settled_wrong.value,
        ),
        "source_error.precision": Named(
            "higher",
            "expected source_error, whatever its cells, of those called so",
            lambda m: m.decisions.source_error_precision.value,
        ),
        "source_error.recall": Named(
            "higher",
            "called source_error of those expected to be",
            lambda m: m.decisions.source_error_recall.value,
        ),
        "repair.rate": Named(
            "higher",
            "cells right in the end because the model read them so, of those not right at first",
            lambda m: m.repair.repaired.value,
        ),
        "repair.false": Named(
            "lower", "cells no longer right of those right at first", lambda m: m.repair.spoiled.value
        ),
        "risk_coverage.area": Named(
            "lower", "area under the risk-coverage curve of documents", lambda m: m.document_curve.area
        ),
        "risk_coverage.cells.area": Named(
            "lower", "area under the risk-coverage curve of cells", lambda m: m.cell_curve.area
        ),
        "evidence.found": Named(
            "higher", "right evidence spans of all printed cells", lambda m: m.spans.found.value
        ),
        "evidence.true": Named("higher", "right evidence spans of those given", lambda m: m.spans.true.value),
        "questions.document": Named(
            "lower",
            "rounds of questions per document",
            lambda m: m.effort.questions.per_document,
            share=False,
        ),
        "calls.document": Named(
            "lower", "calls per document", lambda m: m.effort.calls.per_document, share=False
        ),
        "cost.document": Named(
            "lower", "cost per document", lambda m: m.effort.cost.per_document, share=False
        ),
        "cost.accepted": Named(
            "lower",
            "cost of the run per document verified or source_error",
            lambda m: m.effort.cost.per_accepted,
            share=False,
        ),
        "seconds.document": Named(
            "lower", "seconds per document", lambda m: m.effort.seconds.per_document, share=False
        ),
    }
)
"""The numbers that have a name. Names are kept, for scripts rely on them."""


def named(name: str) -> Named:
    """What is called *name*. Raises `MetricError`, which lists all names."""
    try:
        return NAMED[name]
    except KeyError:
        raise MetricError(f"no metric is called {name!r}; there are: {', '.join(NAMED)}") from None


def value_of(metrics: Metrics, name: str) -> float:
    """The number that is called *name*; shares are between 0 and 1.

    Raises `MetricError` for an unknown name, and where the run has nothing to count it over.
    """
    value = named(name).read(metrics)
    if value is None:
        raise MetricError(
            f"{name} has no value in {metrics.run}: {named(name).meaning}, and there are none to count"
        )
    return value
