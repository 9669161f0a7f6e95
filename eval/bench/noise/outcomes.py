"""What became of the documents, by one method at one error rate."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.metrics.judging import judge
from crossfoot.evaluation.results import CellOutcome, DocumentResult, Said
from crossfoot.store.record import Status


@dataclass(frozen=True)
class Outcome:
    """What became of one document."""

    report: str
    status: Status
    expected: Status
    wrong: int
    """Cells that are not as labelled, figures in cells that the printed form lacks among them."""
    misread: bool
    """Was the first reading wrong?"""
    questions: int
    calls: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Row:
    """One method at one error rate."""

    rate: float
    method: str
    outcomes: Sequence[Outcome]
    seconds: float

    def count(self, status: Status) -> int:
        return sum(each.status == status for each in self.outcomes)

    @property
    def wrong(self) -> int:
        """Verified, and wrong."""
        return sum(each.status == "verified" and each.wrong > 0 for each in self.outcomes)

    @property
    def true_errors(self) -> int:
        """Called the report's own error, and rightly so."""
        return sum(
            each.status == each.expected == "source_error" and not each.wrong for each in self.outcomes
        )

    @property
    def accepted(self) -> int:
        """Documents that nobody looks at again."""
        return self.count("verified") + self.count("source_error")

    def each(self, name: str) -> float | None:
        """What all documents took of something, per accepted one; null where none was accepted."""
        total = float(sum(getattr(outcome, name) for outcome in self.outcomes))
        return total / self.accepted if self.accepted else None


def wrong_cells(label: GoldLabel, said: Said) -> int:
    """How many cells are not as labelled."""
    # The status decides nothing here, but that what was said counts.
    each = judge(DocumentResult(label=label, status="verified", reason="", form=label.form, final=said))
    return len(each.truth) - each.met[CellOutcome.RIGHT] + len(each.extra)
