"""Figures as the page says them. No share is rounded to all or to none that is not, and no bound to less than it is."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

from crossfoot.evaluation.metrics.intervals import Bounded, Interval, Rate
from crossfoot.forms import Kind, Value

BLANK = "空"
"""Nothing is printed."""
UNREAD = "未读"
"""No claim is made."""
LACKING = "–"
"""A figure that has no value."""
_FINE = 1000
"""From so many trials on, a share is told with a second decimal."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate in words."""

    value: float | None
    """For machines; null where there is nothing to count over."""
    text: str
    counted: str
    """`12 of 45`."""
    interval: str
    """`91.2–99.6 %`; for what should never happen `at most 9.3 %`; empty where it cannot be told."""


def rate(found: Rate) -> Figure:
    """A rate, with its interval at 95 %."""
    digits = digits_for(found.of)
    return Figure(found.value, percent(found.value, digits), counted(found), between(found.interval, digits))


def bound(found: Bounded) -> Figure:
    """A rate of what should never happen, with the most that it may be."""
    digits = digits_for(found.of)
    return Figure(
        found.value,
        percent(found.value, digits),
        counted(found),
        f"at most {percent(found.upper, digits, ceil)}",
    )


def counted(found: Rate | Bounded) -> str:
    """How many of how many."""
    return f"{found.count:,} of {found.of:,}"


def digits_for(of: int) -> int:
    """Decimals of a share of so many."""
    return 2 if of >= _FINE else 1


def percent(value: float | None, digits: int = 1, rounded: Callable[[float], float] = round) -> str:
    """A share in percent. Only nothing is 0 %, and only all is 100 %, unless it is *rounded* one way as a bound."""
    if value is None:
        return LACKING
    if value in (0, 1):
        return f"{100 * value:.0f} %"
    steps = 10**digits
    scaled = rounded(round(value * 100 * steps, 6))
    if rounded is round:
        scaled = min(max(scaled, 1), 100 * steps - 1)
    return f"{scaled / steps:.{digits}f} %"


def between(interval: Interval | None, digits: int = 1) -> str:
    """Both ends of an interval of shares, rounded outward."""
    if interval is None:
        return ""
    low = percent(interval.low, digits, floor).removesuffix(" %")
    return f"{low}–{percent(interval.high, digits, ceil)}"


def points(value: float | None) -> str:
    """A difference of shares in percentage points, with its sign."""
    return LACKING if value is None else f"{_signed(100 * value, 2)} pp"


def signed(value: float | None) -> str:
    """A difference of amounts, with its sign."""
    return LACKING if value is None else _signed(value, 4)


def _signed(value: float, digits: int) -> str:
    shown = f"{value:+,.{digits}f}".replace("-", "−")
    return shown if any(letter in "123456789" for letter in shown) else "0"


def amount(value: float | None) -> str:
    """A sum or a mean, with about four figures that count."""
    if value is None:
        return LACKING
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def printed(value: Value | None, kind: Kind | None = None) -> str:
    """The value of a cell; a blank is never mistaken for 0."""
    if value is None:
        return BLANK
    return f"{value:,}{'元' if kind == 'yuan' else ''}"
