"""Do two readers agree, and is one right more often than the other? Pure functions."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crossfoot.evaluation.metrics.intervals import sign_test

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class McNemar:
    """Two readers on the same documents (McNemar 1947, exact): only those count that one alone has right."""

    both: int
    first: int
    """Right in the first alone."""
    second: int
    """Right in the second alone."""
    neither: int
    p: float
    """The two-sided probability of so uneven a split, were the readers equally good; 1 where they never differ."""


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> McNemar:
    """Which of two readers is right more often; *first* and *second* say for each document whether each was right."""
    met = Counter(zip(first, second, strict=True))
    alone, other = met[True, False], met[False, True]
    return McNemar(met[True, True], alone, other, met[False, False], sign_test(alone, other))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers gave the same items the same labels (Cohen 1960, nominal)."""

    items: int
    """Those that both labelled. The others are left out, and counted below."""
    agreed: int
    observed: float | None
    """`agreed / items`; null without items."""
    expected: float | None
    """What chance would have them agree on, each keeping to how often it gives each label."""
    kappa: float | None
    """`(observed - expected) / (1 - expected)`; null without items, and where both gave all items one label."""
    only_first: int
    """Items that the second did not label."""
    only_second: int
    """Items that the first did not label."""


def kappa(first: Mapping[Item, Hashable], second: Mapping[Item, Hashable]) -> Agreement:
    """How far two readers agree on *items*, cells by their document and path, say.

    Every value is a label of its own, as near as two figures may be. `None` is a label like any other: it says that
    nothing is printed. An item that was not labelled is missing from the mapping.
    """
    items = first.keys() & second.keys()
    left = len(first) - len(items), len(second) - len(items)
    if not items:
        return Agreement(0, 0, None, None, None, *left)
    agreed = sum(first[item] == second[item] for item in items)
    one, other = Counter(first[item] for item in items), Counter(second[item] for item in items)
    # Whole numbers as long as possible, so that "always by chance" is exactly that.
    chance, pairs = sum(count * other[label] for label, count in one.items()), len(items) ** 2
    found = (agreed * len(items) - chance) / (pairs - chance) if pairs != chance else None
    return Agreement(len(items), agreed, agreed / len(items), chance / pairs, found, *left)
