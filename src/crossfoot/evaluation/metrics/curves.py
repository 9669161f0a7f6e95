"""Risk against coverage: how wrong the accepted part is, as one accepts more, the surest first.

The confidence is what the record itself says, never the label: verified before source_error before needs_review, that
with fewer cells in doubt first, and failed last. Documents of the same confidence are one step.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.evaluation.results import CellOutcome, DocumentResult
from crossfoot.forms import printed_form
from crossfoot.store.record import STATUSES

Key = TypeVar("Key", bound=tuple[int, ...])


@dataclass(frozen=True, slots=True)
class Step:
    """All that is accepted up to one step of confidence."""

    name: str
    """The status; for cells that were asked about again with `asked`, for cells without an answer `unread`."""
    doubtful: int | None
    """Cells in doubt in each document of this step, where the status is needs_review."""
    accepted: int
    """Documents, or cells, up to here."""
    wrong: int
    """Of these."""
    coverage: float
    """`accepted` of all."""
    risk: float
    """`wrong / accepted`."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Steps of growing coverage."""

    steps: tuple[Step, ...]
    area: float | None
    """The area under the curve, AURC (Geifman and El-Yaniv 2017): the mean of the risks at 1, 2 … all accepted, those of
    one step in random order. 0 is best; it is never more than 1. Null where there is nothing."""


def document_curve(judged: Sequence[Judged]) -> Curve:
    """Of documents. One is wrong if a cell claims what the label denies; cells left unread make it wrong only where the
    record claims that nothing is in doubt.

    A document that failed, or of which nothing was read, gives nothing and counts as wrong: else it would pay to fail.
    """
    found: defaultdict[tuple[int, int], list[bool]] = defaultdict(list)
    for each in judged:
        misleads = not each.right if each.accepted else each.wrong > 0
        found[_confidence(each.result)].append(misleads or each.unread == len(each.truth))
    return _curve({key: (len(group), sum(group)) for key, group in found.items()}, _document_step)


def cell_curve(judged: Sequence[Judged]) -> Curve:
    """Of cells: in the order of their documents, and there those last that were asked about again.

    An unread cell has no answer to accept; all of them come last and count as wrong.
    """
    found: defaultdict[tuple[int, int, int], Counter[CellOutcome]] = defaultdict(Counter)
    for each in judged:
        asked = Counter(each.final[path] for path in each.final.keys() & frozenset(each.result.asked))
        for again, met in enumerate((each.met - asked, asked)):
            found[*_confidence(each.result), again].update(met)
    unread = sum(met.pop(CellOutcome.UNREAD, 0) for met in found.values())
    found[_LAST][CellOutcome.UNREAD] = unread
    counts = {key: (met.total(), met.total() - met[CellOutcome.RIGHT]) for key, met in found.items()}
    return _curve({key: count for key, count in counts.items() if count[0]}, _cell_step)


_LAST = (len(STATUSES), 0, 0)


def _confidence(result: DocumentResult) -> tuple[int, int]:
    """Sortable, the surest first."""
    doubtful = _doubtful(result) if result.status == "needs_review" else 0
    return STATUSES.index(result.status), doubtful


def _doubtful(result: DocumentResult) -> int:
    """Cells that have no answer, or were asked about again."""
    open_ = result.final.unread | set(result.asked)
    if result.form is not None:
        open_ |= printed_form(result.form, result.final.cells).cells.keys() - result.final.cells.keys()
    return len(open_)


def _document_step(key: tuple[int, ...]) -> tuple[str, int | None]:
    name = STATUSES[key[0]]
    return name, key[1] if name == "needs_review" else None


def _cell_step(key: tuple[int, ...]) -> tuple[str, int | None]:
    if key == _LAST:
        return CellOutcome.UNREAD, None
    name, doubtful = _document_step(key)
    return f"{name}, asked" if key[2] else name, doubtful


def _curve(
    found: Mapping[Key, tuple[int, int]], named: Callable[[tuple[int, ...]], tuple[str, int | None]]
) -> Curve:
    everything = sum(number for number, _ in found.values())
    steps: list[Step] = []
    accepted = wrong = 0
    for key in sorted(found):
        accepted, wrong = accepted + found[key][0], wrong + found[key][1]
        steps.append(Step(*named(key), accepted, wrong, accepted / everything, wrong / accepted))
    return Curve(tuple(steps), area_under((step.accepted, step.wrong) for step in steps))


def area_under(steps: Iterable[tuple[int, int]]) -> float | None:
    """The mean risk at every coverage, given how many are accepted and wrong at the end of each step.

    Within a step the order is random, so that the wrong ones grow evenly in the mean.
    """
    total = 0.0
    before = wrong_before = 0
    for accepted, wrong in steps:
        pace = (wrong - wrong_before) / (accepted - before)
        total += sum(
            (wrong_before + pace * (number - before)) / number for number in range(before + 1, accepted + 1)
        )
        before, wrong_before = accepted, wrong
    return total / before if before else None
