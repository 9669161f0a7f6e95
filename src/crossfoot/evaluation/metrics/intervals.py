"""Rates with their uncertainty: Wilson for documents, a bootstrap clustered by document for cells. Pure functions.

The cells of one document are no independent trials: one shifted column spoils a hundred of them. So documents are
drawn, never cells. All intervals are two-sided at 95 %, unless a function says otherwise.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from math import ceil, comb, exp, floor, fsum, lgamma, log, log1p
from operator import mul
from random import Random
from statistics import NormalDist
from sys import byteorder
from typing import TypeVar

CONFIDENCE = 0.95
_TWO_SIDED = (1 + CONFIDENCE) / 2
"""What one end of a two-sided interval is held to."""
_TELLING = 6
"""Documents that have to differ before any exact test tells chance apart at 95 %: all six the same way, p = 1/32."""
RESAMPLES = 2000
FEW = 500
"""Resamples for breakdowns: the ends of an interval are less sharp then, not less true."""

Row = TypeVar("Row", float, tuple[int, ...])

Part = tuple[int, int]
"""What one document adds to a rate: how many, of how many."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends belong to it."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    count: int
    of: int
    """The denominator."""
    value: float | None
    """`count / of`; null for none of none."""
    interval: Interval | None
    """Null where the documents cannot tell: there are none, or only one that is right in part."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """So many of so many, where what matters is how many there may be at most."""

    count: int
    of: int
    value: float | None
    """`count / of`; null for none of none."""
    upper: float
    """The share that these leave possible: the one-sided exact bound at 95 %; 1 for none of none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One quantity in two runs over the same documents."""

    first: float | None
    second: float | None
    value: float | None
    """`second - first`."""
    interval: Interval | None
    """Of `value`, with the documents paired. Null where they cannot tell."""


# -- proportions of independent trials --------------------------------------------------------------------------------


def wilson(count: float, of: int, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a proportion (Wilson 1927); for 0 and for all as for any other. Of nothing: 0 to 1."""
    if of == 0:
        return Interval(0.0, 1.0)
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    share = count / of
    middle = share + z2 / (2 * of)
    reach = (z2 * (share * (1 - share) / of + z2 / (4 * of * of))) ** 0.5
    low, high = (middle - reach) / (1 + z2 / of), (middle + reach) / (1 + z2 / of)
    return Interval(max(low, 0.0) if count else 0.0, min(high, 1.0) if count < of else 1.0)


def proportion(count: int, of: int) -> Rate:
    """The rate of independent trials, one for each document, with Wilson's interval."""
    return Rate(count, of, count / of, wilson(count, of)) if of else Rate(0, 0, None, None)


def bounded(count: int, of: int) -> Bounded:
    """The rate of what should never happen."""
    return Bounded(count, of, count / of if of else None, upper_bound(count, of))


def upper_bound(count: int, of: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided exact upper bound of a proportion (Clopper and Pearson 1934); for 0 of n it is 1 − 0.05^(1/n)."""
    if count >= of:
        return 1.0
    alpha = 1 - confidence
    if count == 0:
        return float(1 - alpha ** (1 / of))
    low, high = count / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, of, middle) > alpha else (low, middle)
    return high


def _at_most(count: int, of: int, share: float) -> float:
    """The probability of *count* or fewer in *of* trials."""
    if share >= 1:
        return 0.0
    return fsum(
        exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log1p(-share))
        for k in range(count + 1)
    )


def sign_test(one: int, other: int) -> float:
    """The two-sided exact probability of a split as uneven as *one* to *other*, where either is as likely."""
    trials = one + other
    tail = sum(comb(trials, k) for k in range(min(one, other) + 1))
    return min(1.0, 2 * tail / (1 << trials))


# -- ratios of sums over documents ------------------------------------------------------------------------------------


def clustered(parts: Sequence[Part], resamples: int = RESAMPLES, seed: int = 0) -> Rate:
    """The rate over all documents together, with the percentile interval of drawing whole documents again and again.

    Where drawing cannot show any spread, because the documents are all right in the same share, or all wholly right or
    wrong, the interval is Wilson's for so many documents: wide, and the only one that holds when errors come by the
    document. Where no document has more than one trial, it is Wilson's too.
    """
    count, of = _total(parts)
    documents = sum(1 for part in parts if part[1])
    if max((part[1] for part in parts), default=0) <= 1:
        return proportion(count, of)
    if count in (0, of):
        return Rate(count, of, count / of, wilson(documents if count else 0, documents))
    if documents < 2:
        return Rate(count, of, count / of, None)
    found = _percentiles([count / of for count, of in _drawn(parts, resamples, seed) if of], count / of)
    return Rate(count, of, count / of, found if _spread(found) else wilson(count * documents / of, documents))


def difference(pairs: Sequence[tuple[Part, Part]], resamples: int = RESAMPLES, seed: int = 0) -> Difference:
    """The second rate less the first, over the same documents, which are drawn in pairs.

    Where no difference is ever drawn, the interval is what none of so many documents leaves possible (two-sided
    exact), either way, documents taken as of like size. Drawing makes too much of a few documents that differ: fewer
    than `_TELLING` are never enough to leave out 0, and with one trial each the interval holds that of the exact test.
    """
    (one, of_one), (other, of_other) = (_total([pair[i] for pair in pairs]) for i in (0, 1))
    first, second = one / of_one if of_one else None, other / of_other if of_other else None
    if first is None or second is None:
        return Difference(first, second, None, None)
    value = second - first
    counted = sum(1 for pair in pairs if pair[0][1] and pair[1][1])
    differ = sum(pair[0] != pair[1] for pair in pairs)
    if counted < 2 and differ:
        return Difference(first, second, value, None)
    drawn = _drawn([(*pair[0], *pair[1]) for pair in pairs], resamples, seed)
    changes = [d / of_d - c / of_c for c, of_c, d, of_d in drawn if of_c and of_d]
    found = _percentiles(changes, value)
    if not any(changes):
        reach = upper_bound(0, counted, _TWO_SIDED)
        found = Interval(-reach, reach)
    if all(pair[0][1] == pair[1][1] <= 1 for pair in pairs):
        found = _widened(found, *_discordant(pairs, counted))
    if differ < _TELLING:
        found = _widened(found, 0.0)
    return Difference(first, second, value, found)


def _discordant(pairs: Sequence[tuple[Part, Part]], of: int) -> tuple[float, float]:
    """The ends of the difference that the exact test of McNemar leaves possible, given how many of the pairs differ."""
    better = sum(pair[0] < pair[1] for pair in pairs)
    worse = sum(pair[0] > pair[1] for pair in pairs)
    differ = better + worse
    high, low = upper_bound(better, differ, _TWO_SIDED), 1 - upper_bound(worse, differ, _TWO_SIDED)
    return (2 * low - 1) * differ / of, (2 * high - 1) * differ / of


def mean_difference(
    pairs: Sequence[tuple[float, float]], resamples: int = RESAMPLES, seed: int = 0
) -> Difference:
    """The mean of the second numbers less that of the first, the pairs drawn together."""
    if not pairs:
        return Difference(None, None, None, None)
    first, second = (fsum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1))
    value = second - first
    kinds = _kinds([pair[1] - pair[0] for pair in pairs])
    drawn = zip(
        *(_times(number, place, resamples, seed) for place, (_, number) in enumerate(kinds)), strict=True
    )
    means = [
        sum(map(mul, times, (change for change, _ in kinds))) / sum(times) for times in drawn if any(times)
    ]
    if len(pairs) < 2:
        return Difference(first, second, value, None)
    found = _percentiles(means, value)
    few = 0 < sum(pair[0] != pair[1] for pair in pairs) < _TELLING
    return Difference(first, second, value, _widened(found, 0.0) if few else found)


def _widened(found: Interval, *points: float) -> Interval:
    return Interval(min(found.low, *points), max(found.high, *points))


def _spread(found: Interval) -> bool:
    """Is it more than the rounding of its ends?"""
    return found.high - found.low > 1e-12


def _total(parts: Sequence[Part]) -> Part:
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def _drawn(rows: Sequence[tuple[int, ...]], resamples: int, seed: int) -> Iterator[tuple[int, ...]]:
    """The sums of all columns over rows drawn with replacement, again and again. No number is below 0.

    Each row is drawn a Poisson number of times, once in the mean, so that rows that are the same are drawn together:
    the work grows with how many kinds of row there are. Ratios of such sums vary as if as many rows as there are were
    drawn (Hanley and MacGibbon 2006). The order of the rows does not matter.
    """
    kinds = _kinds(rows)
    times = [_lanes(number, place, resamples, seed) for place, (_, number) in enumerate(kinds)]
    columns = zip(*(row for row, _ in kinds), strict=True)
    return zip(*(_unpacked(sum(map(mul, times, column)), resamples) for column in columns), strict=True)


def _kinds(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """The rows that differ, in order, each with how many there are."""
    return sorted(Counter(rows).items())


@lru_cache(maxsize=1 << 12)  # The breakdowns of a run meet the same few numbers in the same places.
def _lanes(number: int, place: int, resamples: int, seed: int) -> int:
    """`_times` side by side in one long number, 64 bits each: one multiplication, or addition, does all of them."""
    return int.from_bytes(array("Q", _times(number, place, resamples, seed)).tobytes(), byteorder)


def _unpacked(lanes: int, resamples: int) -> Sequence[int]:
    return array("Q", lanes.to_bytes(8 * resamples, byteorder))


def _times(number: int, place: int, resamples: int, seed: int) -> Sequence[int]:
    """How often a kind of which there are *number* is drawn, time after time; kinds in different places vary freely."""
    values, shares = _poisson(number)
    return Random(f"{seed}/{place}/{number}").choices(values, cum_weights=shares, k=resamples)


@cache
def _poisson(mean: int) -> tuple[Sequence[int], Sequence[float]]:
    """What a Poisson variable of this *mean* can be, and how likely it is that or less; what lies nine deviations off is
    left out."""
    reach = 9 * ceil(mean**0.5)
    values = tuple(range(max(0, mean - reach), mean + reach + 1))
    return values, tuple(accumulate(exp(k * log(mean) - mean - lgamma(k + 1)) for k in values))


def _percentiles(drawn: list[float], estimate: float) -> Interval:
    """The middle 95 % of what was drawn, widened to hold the estimate."""
    ordered = sorted(drawn)
    tail = (1 - CONFIDENCE) / 2
    low, high = ordered[floor(tail * len(ordered))], ordered[ceil((1 - tail) * len(ordered)) - 1]
    return Interval(min(low, estimate), max(high, estimate))
