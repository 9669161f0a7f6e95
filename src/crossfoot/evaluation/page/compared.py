"""Two runs beside each other: what differs, and whether chance explains it."""

from collections.abc import Iterator
from dataclasses import dataclass

from crossfoot.evaluation.metrics.comparison import Comparison
from crossfoot.evaluation.metrics.intervals import Difference
from crossfoot.evaluation.metrics.named import NAMED
from crossfoot.evaluation.page.figures import amount, percent, points, signed


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric in both runs."""

    name: str
    meaning: str
    first: str
    second: str
    difference: str
    interval: str
    """Empty where the documents cannot tell."""
    verdict: str
    """`better`, `worse`, or `no difference shown`: does the interval leave out zero?"""


def compared(comparison: Comparison) -> Iterator[Compared]:
    """The metrics that two runs are compared by."""
    for name, found in comparison.differences.items():
        money = name.startswith("cost.")
        show, change = (amount, signed) if money else (_fine, points)
        interval = found.interval
        yield Compared(
            name,
            NAMED[name].meaning,
            show(found.first),
            show(found.second),
            change(found.value),
            f"{change(interval.low)} to {change(interval.high)}" if interval is not None else "",
            _verdict(name, found),
        )


def _fine(value: float | None) -> str:
    return percent(value, 2)


def _verdict(name: str, found: Difference) -> str:
    if found.interval is None:
        return "cannot be told"
    if found.interval.low <= 0 <= found.interval.high:
        return "no difference shown"
    rises = found.interval.low > 0
    return "better" if rises == (NAMED[name].better == "higher") else "worse"
