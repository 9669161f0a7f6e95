"""What the questions repaired, and what it all took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crossfoot.evaluation.metrics.intervals import Part, Rate, clustered
from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.evaluation.results import CellOutcome, Spent


@dataclass(frozen=True, slots=True)
class Repair:
    """The first pass beside the final one, over the documents that have both and did not fail. Rates are over cells;
    their intervals are clustered by document."""

    repaired: Rate
    """Right in the end because the model read them so, of the cells not right at first."""
    spoiled: Rate
    """No longer right in the end, of the cells right at first: false repairs."""
    overruled: int
    """Cells right in the end though the model never read them so: the record keeps the print. No question did that."""
    asked: int
    """Cells asked about again."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum over all documents. What was spent on those that were not accepted is borne by those that were."""

    total: float | None
    """Null where a price is missing."""
    per_document: float | None
    per_accepted: float | None
    """For each document called verified or source_error; null where there is none."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What the run took."""

    documents: int
    accepted: int
    """Documents called verified or source_error."""
    calls: Amount
    questions: Amount
    """Rounds of questions after the first reading."""
    input_tokens: Amount
    output_tokens: Amount
    cost: Amount
    """In the currency of the configured prices."""
    seconds: Amount
    """From file to record, added up; null where it was not measured of every document."""


def repair(judged: Sequence[Judged]) -> Repair:
    """What became of the cells between the first pass and the last."""
    both = [each for each in judged if each.result.first is not None and each.result.status != "failed"]
    return Repair(
        repaired=clustered([_repaired(each) for each in both]),
        spoiled=clustered([_spoiled(each) for each in both]),
        overruled=sum(
            each.final.get(path) is CellOutcome.RIGHT for each in both for path in each.result.overruled
        ),
        asked=sum(len(each.result.asked) for each in judged),
    )


def _repaired(each: Judged) -> Part:
    lacking = [path for path, outcome in each.first.items() if outcome is not CellOutcome.RIGHT]
    overruled = frozenset(each.result.overruled)
    repaired = (each.final[path] is CellOutcome.RIGHT and path not in overruled for path in lacking)
    return sum(repaired), len(lacking)


def _spoiled(each: Judged) -> Part:
    good = [path for path, outcome in each.first.items() if outcome is CellOutcome.RIGHT]
    return sum(each.final[path] is not CellOutcome.RIGHT for path in good), len(good)


def effort(judged: Sequence[Judged]) -> Effort:
    """Add up what the documents took."""
    accepted = sum(each.accepted for each in judged)
    spent = [each.result.spent for each in judged]

    def amount(read: Callable[[Spent], float]) -> Amount:
        return _amount(sum(map(read, spent)), len(judged), accepted)

    def known(numbers: Sequence[float] | None) -> Amount:
        if numbers is None:
            return Amount(None, None, None)
        return _amount(sum(numbers), len(judged), accepted)

    return Effort(
        documents=len(judged),
        accepted=accepted,
        calls=amount(lambda each: each.calls),
        questions=amount(lambda each: each.questions),
        input_tokens=amount(lambda each: each.input_tokens),
        output_tokens=amount(lambda each: each.output_tokens),
        cost=known(known_costs(spent)),
        seconds=known(_known_seconds(spent)),
    )


def known_costs(spent: Sequence[Spent]) -> list[float] | None:
    """What each document cost; null where that is not known of one.

    A document for which nobody was called cost nothing; where none has a price, nothing is known.
    """
    if all(each.cost is None for each in spent):
        return None
    if any(each.cost is None and each.calls for each in spent):
        return None
    return [each.cost or 0.0 for each in spent]


def _known_seconds(spent: Sequence[Spent]) -> list[float] | None:
    """How long each document took; null where that was not measured of one."""
    seconds = [each.seconds for each in spent if each.seconds is not None]
    return seconds if len(seconds) == len(spent) else None


def _amount(total: float, documents: int, accepted: int) -> Amount:
    return Amount(total, total / documents if documents else None, total / accepted if accepted else None)
