"""What is told of one inspected report, in words of one language: the matter of the text and of the page alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from crossfoot.checks import Language
from crossfoot.pipeline.inspect import Inspection
from crossfoot.report.lines import Lines

Status = Literal["verified", "source_error", "needs_review", "failed", "changed"]
"""That of the record; `changed` where a record says verified and its cells break a rule now."""

Kind = Literal["error", "warning", "note"]
"""`note` is a difference that has a known reason."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell as it is named in a sum or a suggestion."""

    cell: str
    name: str
    value: str
    line: int | None
    """Where it stands in the text, from 1; null without a text."""

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum that fails."""

    number: int
    """From 1, within the report."""
    rule: str
    message: str
    equation: tuple[Figure | str, ...]
    """Its figures and what stands between them; addends that are blank or zero are left out."""
    difference: str
    """How much the two sides differ, in words."""
    where: str
    """The lines of its figures, in words; empty without a text."""


@dataclass(frozen=True, slots=True)
class Move:
    """One cell of a suggestion."""

    cell: str
    words: str
    """Place, what is printed, and what would have to be."""
    line: int | None


@dataclass(frozen=True, slots=True)
class Option:
    """One correction: all of its moves together."""

    moves: tuple[Move, ...]
    words: str
    where: str
    """The lines of its cells, in words; empty without a text."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What may be wrong where some connected sums fail."""

    about: str
    """`建议核对`, and of which sums where there is more than one advice."""
    lead: str
    """What is said before the options; all there is to say where there is none."""
    options: tuple[Option, ...]
    """The first of them, most plausible first."""
    tail: str
    """What is said behind the options."""


@dataclass(frozen=True, slots=True)
class Part:
    """Failing sums that share cells, and what may be wrong in them."""

    sums: tuple[Sum, ...]
    advice: Advice


@dataclass(frozen=True, slots=True)
class Note:
    """A finding that is no failing sum."""

    rule: str
    kind: Kind
    words: str
    where: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a cell is to be looked at."""

    sums: tuple[int, ...] = ()
    """The numbers of the failing sums in which its figure was added up."""
    advised: bool = False
    """Is it part of the only smallest correction?"""
    doubtful: bool = False
    """Is it not tied to a place of its own?"""


@dataclass(frozen=True)
class Account:
    """One report in words."""

    inspection: Inspection
    lines: Lines | None
    status: Status
    headline: str
    """The status in words."""
    summary: str
    facts: tuple[tuple[str, str], ...]
    """Name and value."""
    parts: tuple[Part, ...]
    problems: tuple[Note, ...]
    """What keeps the print from being tied to the form."""
    warnings: tuple[Note, ...]
    """Warnings, then notes; they change nothing in the status."""
    hints: tuple[str, ...]

    @property
    def language(self) -> Language:
        return self.inspection.language

    @property
    def path(self) -> str:
        return self.inspection.record.document.path

    @property
    def sums(self) -> tuple[Sum, ...]:
        """Every failing sum, in the order of their numbers."""
        return tuple(each for part in self.parts for each in part.sums)

    def line(self, cell: str) -> int | None:
        """The line of the cell's figure, or where none is printed of its row's label; null without a text."""
        return line_of(self.inspection, self.lines, cell)

    @cached_property
    def marks(self) -> Mapping[str, Mark]:
        """The cells to look at, by path."""
        inspected = self.inspection
        numbers = {each.rule: each.number for each in self.sums}
        added: dict[str, list[int]] = {}
        for finding in inspected.findings:
            if finding.verdict == "fail" and finding.rule in numbers:
                for path in finding.cells:
                    if inspected.record.cells.get(path) is not None or path in inspected.deduced:
                        added.setdefault(path, []).append(numbers[finding.rule])
        unique = [found.unique for found in inspected.localisations if found.unique is not None]
        advised = {change.cell for correction in unique for change in correction.changes}
        return {
            path: Mark(tuple(sorted(added.get(path, ()))), path in advised, path in inspected.doubtful)
            for path in {*added, *advised, *inspected.doubtful}
        }


def line_of(inspection: Inspection, lines: Lines | None, cell: str) -> int | None:
    """The line of the cell's figure, or where none is printed of its row's label; null without a text."""
    item = inspection.evidence.get(cell)
    span = (item.span or item.label) if item is not None else None
    return lines.number(span[0]) if span is not None and lines is not None else None
