"""Two runs over the same documents: what differs, and whether chance explains it. Pure functions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crossfoot.evaluation.metrics.agreement import McNemar, mcnemar
from crossfoot.evaluation.metrics.effort import known_costs
from crossfoot.evaluation.metrics.intervals import Difference, Part, difference, mean_difference
from crossfoot.evaluation.metrics.judging import Judged
from crossfoot.evaluation.metrics.measures import Measured
from crossfoot.evaluation.metrics.spans import found_spans
from crossfoot.evaluation.results import CellOutcome, DocumentResult, Run

Pair = tuple[Judged, Judged]


class ComparisonError(Exception):
    """Two runs that cannot be compared. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """A document of which the two runs made something else. Cells are counted in the end."""

    report: str
    first_status: str
    second_status: str
    first_right: int
    """Cells right in the first run."""
    second_right: int
    first_wrong: int
    """Cells that claim what the label denies, in the first run."""
    second_wrong: int
    cells: int
    """Cells of the document."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run less the first, over the documents of both."""

    first: str
    """Name of the first run."""
    second: str
    documents: int
    """Compared: in both runs, with the same labelled figures."""
    only_first: tuple[str, ...]
    """Reports of the first run alone; left out."""
    only_second: tuple[str, ...]
    relabelled: tuple[str, ...]
    """Reports whose labelled figures or expected status differ between the runs; left out."""
    replaced: tuple[str, ...]
    """Reports that were other files in the two runs, as far as they tell; left out."""
    differences: Mapping[str, Difference]
    """By the names of `NAMED`; each over the compared documents only, with a paired interval. `cost.document`
    has no value where a price is missing in either run."""
    right: McNemar
    """Documents wholly right in the end."""
    newly_untrue: tuple[str, ...]
    """Reports that the second run verified with a cell not right, or where another status is expected, and the first
    did not."""
    better: tuple[Change, ...]
    """Documents with more cells right in the second run, or as many and fewer wrong; the greatest change first."""
    worse: tuple[Change, ...]
    """The other way round."""


def compare(first: Measured, second: Measured) -> Comparison:
    """Hold *second* against *first*, document by document. Raises `ComparisonError` where they have none in common."""
    one, other = _by_report(first), _by_report(second)
    common = [report for report in one if report in other]
    relabelled = [report for report in common if _truth(one[report].result) != _truth(other[report].result)]
    replaced = [report for report in common if _other_file(one[report].result, other[report].result)]
    left_out = frozenset(relabelled + replaced)
    compared = [report for report in common if report not in left_out]
    if not compared:
        raise ComparisonError(_nothing_to_compare(first.run, second.run, common, relabelled))
    pairs = [(one[report], other[report]) for report in compared]
    return Comparison(
        first=first.run.name,
        second=second.run.name,
        documents=len(pairs),
        only_first=tuple(report for report in one if report not in other),
        only_second=tuple(report for report in other if report not in one),
        relabelled=tuple(relabelled),
        replaced=tuple(replaced),
        differences=_differences(pairs),
        right=mcnemar([pair[0].right for pair in pairs], [pair[1].right for pair in pairs]),
        newly_untrue=tuple(two.report for one, two in pairs if two.untrue and not one.untrue),
        better=_changes(pair for pair in pairs if _score(pair[1]) > _score(pair[0])),
        worse=_changes(pair for pair in pairs if _score(pair[1]) < _score(pair[0])),
    )


def _by_report(measured: Measured) -> dict[str, Judged]:
    return {each.report: each for each in measured.judged}


def _truth(result: DocumentResult) -> tuple[object, ...]:
    """What the label says that metrics depend on."""
    return result.label.form, result.label.expected_status, result.label.cells


def _other_file(first: DocumentResult, second: DocumentResult) -> bool:
    """Were other bytes read under the same name? Null where a run does not tell."""
    return None not in (first.sha256, second.sha256) and first.sha256 != second.sha256


def _nothing_to_compare(first: Run, second: Run, common: Sequence[str], relabelled: Sequence[str]) -> str:
    both = f"{first.name} and {second.name}"
    if relabelled:
        return (
            f"{both} share {len(common)} documents, but not their labels; evaluate both with the same labels"
        )
    if common:
        return f"{both} share the names of {len(common)} documents, but their files differ; evaluate both on the same files"
    return f"{both} have no document in common; evaluate both on the same folder"


def _differences(pairs: Sequence[Pair]) -> dict[str, Difference]:
    def rate(part: Callable[[Judged], Part]) -> Difference:
        return difference([(part(one), part(other)) for one, other in pairs])

    return {
        "cells.strict": rate(_strict),
        "cells.nonzero": rate(_nonzero),
        "documents.right": rate(lambda each: (int(each.right), 1)),
        "verified.wrong": rate(lambda each: (int(_misled(each)), int(each.result.status == "verified"))),
        "verified.coverage": rate(lambda each: (int(each.result.status == "verified"), 1)),
        "settled.wrong": rate(lambda each: (int(each.accepted and not each.right), int(each.accepted))),
        "settled.coverage": rate(lambda each: (int(each.accepted), 1)),
        "source_error.precision": rate(
            lambda each: (_source_error(each), int(each.result.status == "source_error"))
        ),
        "source_error.recall": rate(
            lambda each: (_source_error(each), int(_expected(each) == "source_error"))
        ),
        "evidence.found": rate(found_spans),
        "cost.document": _cost(pairs),
    }


def _misled(each: Judged) -> bool:
    return each.result.status == "verified" and not each.right


def _expected(each: Judged) -> str:
    return each.result.label.expected_status


def _source_error(each: Judged) -> int:
    return int(each.result.status == _expected(each) == "source_error")


def _strict(each: Judged) -> Part:
    return _right(each), len(each.truth)


def _nonzero(each: Judged) -> Part:
    return each.right_figures, len(each.figures)


def _right(each: Judged) -> int:
    return each.met[CellOutcome.RIGHT]


def _cost(pairs: Sequence[Pair]) -> Difference:
    first = known_costs([pair[0].result.spent for pair in pairs])
    second = known_costs([pair[1].result.spent for pair in pairs])
    if first is None or second is None:
        return Difference(None, None, None, None)
    return mean_difference(list(zip(first, second, strict=True)))


def _score(each: Judged) -> tuple[int, int]:
    return _right(each), -each.wrong


def _changes(pairs: Iterable[Pair]) -> tuple[Change, ...]:
    """The greatest change first."""
    out = [_change(*pair) for pair in pairs]
    return tuple(
        sorted(
            out,
            key=lambda each: (
                -abs(each.second_right - each.first_right),
                -abs(each.second_wrong - each.first_wrong),
                each.report,
            ),
        )
    )


def _change(first: Judged, second: Judged) -> Change:
    return Change(
        report=first.report,
        first_status=first.result.status,
        second_status=second.result.status,
        first_right=_right(first),
        second_right=_right(second),
        first_wrong=first.wrong,
        second_wrong=second.wrong,
        cells=len(first.truth),
    )
