"""Does the evidence of a figure lead to that figure?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from crossfoot.evaluation.metrics.intervals import Part, Rate, clustered
from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.forms import Kind, PrintError, Unit, Value, parse

UNITS: tuple[Unit | None, ...] = (None, *get_args(Unit))
"""What the header of an amount may say. The print alone does not tell: any that gives the labelled amount will do."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Evidence spans held against the labels. A span is right if what stands there is the labelled figure, and no other
    cell's span overlaps it. The intervals are clustered by document."""

    found: Rate
    """Right spans, of all cells where a figure is printed, those without a span and those of failed documents too."""
    true: Rate
    """Right spans, of the spans that were given, those of cells where nothing is printed too."""


def spans(judged: Sequence[Judged]) -> Spans:
    """How many evidence spans are right."""
    found = [found_spans(each) for each in judged]
    given = [(right, _given(each)) for each, (right, _) in zip(judged, found, strict=True)]
    return Spans(clustered(found), clustered(given))


def found_spans(each: Judged) -> Part:
    """Right spans of one document, of its cells where a figure is printed."""
    return _right(each), sum(value is not None for value in each.truth.values())


def _given(each: Judged) -> int:
    return len(each.result.prints) if each.result.status != "failed" else 0


def _right(each: Judged) -> int:
    """Cells whose span holds the labelled figure, and is theirs alone."""
    if each.result.status == "failed":
        return 0
    shared = frozenset(each.result.shared)
    return sum(
        path in each.truth and path not in shared and says(text, each.form.cells[path].kind, each.truth[path])
        for path, text in each.result.prints.items()
    )


def says(text: str, kind: Kind, value: Value | None) -> bool:
    """Can the print *text* mean *value*? For amounts the unit may stand in the header: 7.5 may be 75000 yuan."""
    if value is None:
        return False
    if kind == "yuan":
        return any(_parsed(text, kind, unit) == value for unit in UNITS)
    return _parsed(text, kind, None) == value


@cache
def _parsed(text: str, kind: Kind, unit: Unit | None) -> Value | None:
    try:
        return parse(text, kind, unit)
    except PrintError:
        return None
