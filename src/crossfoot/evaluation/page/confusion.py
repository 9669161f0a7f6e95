"""The status that was given beside the one that a faultless reader gives."""

from collections import Counter
from dataclasses import dataclass

from crossfoot.evaluation.metrics import Metrics
from crossfoot.store.record import STATUSES


@dataclass(frozen=True, slots=True)
class Met:
    """The documents of one expected status that were given one status."""

    documents: int
    not_right: int
    """Of these, with a cell that is not right."""
    style: str
    """`good` as expected, `bad` an untrue claim, `care` left to people or not read; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The documents of one expected status."""

    status: str
    documents: int
    met: tuple[Met, ...]
    """By the given status, in the order of `STATUSES`."""


def confusion(found: Metrics) -> tuple[Expected, ...]:
    """Each status that was expected of a document."""
    counts = found.decisions.confusion
    flawed = Counter((each.expected, each.status) for each in found.each if not each.right)
    return tuple(
        Expected(
            one,
            sum(counts[one].values()),
            tuple(_met(one, other, counts[one][other], flawed[one, other]) for other in STATUSES),
        )
        for one in STATUSES
        if sum(counts[one].values())
    )


def _met(expected: str, status: str, documents: int, not_right: int) -> Met:
    return Met(documents, not_right, _style(expected, status, not_right) if documents else "")


def _style(expected: str, status: str, not_right: int) -> str:
    """`verified` and `source_error` are claims: untrue where not expected, and where a cell is not right."""
    claimed = status in ("verified", "source_error")
    if status == expected:
        return "bad" if claimed and not_right else "good"
    return "bad" if claimed else "care"
