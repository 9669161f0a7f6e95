"""What was made of whole documents: the status given beside the one that a faultless reader gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossfoot.evaluation.metrics.intervals import Bounded, Rate, bounded, proportion
from crossfoot.evaluation.metrics.judging import Judged, reports
from crossfoot.store.record import STATUSES


@dataclass(frozen=True, slots=True)
class Decisions:
    """Rates are over documents. *Right* is a document whose every cell is right, strictly."""

    right_first: Rate
    """Wholly right before any question, of all documents."""
    right: Rate
    """Wholly right in the end, of all documents."""
    confusion: Mapping[str, Mapping[str, int]]
    """Expected status → status → documents, every pair."""
    verified: Rate
    """Of all documents."""
    settled: Rate
    """Verified or source_error, of all documents."""
    verified_of_expected: Rate
    """Verified, of the documents that a faultless reader verifies."""
    verified_wrong: Bounded
    """Verified with a cell that is not right, of those verified. There may be none."""
    settled_wrong: Bounded
    """Verified or source_error with a cell that is not right, of those."""
    verified_unexpected: int
    """Verified, where a faultless reader gives another status: sums that do not hold, say. There may be none."""
    verified_wrong_reports: tuple[str, ...]
    verified_unexpected_reports: tuple[str, ...]
    settled_wrong_reports: tuple[str, ...]
    source_error_precision: Rate
    """Expected to be source_error, of those called so."""
    source_error_recall: Rate
    """Called source_error, of those expected to be."""


def decisions(judged: Sequence[Judged]) -> Decisions:
    """Count what was made of the documents."""
    verified = [each for each in judged if each.result.status == "verified"]
    settled = [each for each in judged if each.accepted]
    wrong = [each for each in settled if not each.right]
    wrongly_verified = [each for each in verified if not each.right]
    unexpected = [each for each in verified if each.result.label.expected_status != "verified"]
    met: Counter[tuple[str, str]] = Counter(
        (each.result.label.expected_status, each.result.status) for each in judged
    )
    expected = Counter(each.result.label.expected_status for each in judged)
    called = Counter(each.result.status for each in judged)
    both = met["source_error", "source_error"]
    return Decisions(
        right_first=proportion(sum(each.right_first for each in judged), len(judged)),
        right=proportion(sum(each.right for each in judged), len(judged)),
        confusion={one: {other: met[one, other] for other in STATUSES} for one in STATUSES},
        verified=proportion(len(verified), len(judged)),
        settled=proportion(len(settled), len(judged)),
        verified_of_expected=proportion(met["verified", "verified"], expected["verified"]),
        verified_wrong=bounded(len(wrongly_verified), len(verified)),
        settled_wrong=bounded(len(wrong), len(settled)),
        verified_unexpected=len(unexpected),
        verified_wrong_reports=reports(wrongly_verified),
        verified_unexpected_reports=reports(unexpected),
        settled_wrong_reports=reports(wrong),
        source_error_precision=proportion(both, called["source_error"]),
        source_error_recall=proportion(both, expected["source_error"]),
    )
