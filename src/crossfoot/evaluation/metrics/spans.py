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
    return Spans(
        found=clustered([_found(each) for each in judged]),
        true=clustered([_true(each) for each in judged]),
    )


def _found(each: Judged) -> Part:
    printed = sum(value is not None for value in each.truth.values())
    return _right(each), printed


def _true(each: Judged) -> Part:
    given = len(each.result.prints) if each.result.status != "failed" else 0
    return _right(each), given


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
    return any(_parsed(text, kind, unit) == value for unit in (UNITS if kind == "yuan" else (None,)))


@cache
def _parsed(text: str, kind: Kind, unit: Unit | None) -> Value | None:
    try:
        return parse(text, kind, unit)
    except PrintError:
        return None
