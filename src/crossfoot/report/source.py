"""The text of a report as lines to show: which stretches are figures of cells, which are meant by a finding, what to fold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from crossfoot.forms import Span
from crossfoot.report.account import Account
from crossfoot.report.lines import Lines

FOLDED = 240
"""Characters of lines in a row without a cell and without a finding from which on they are folded: prose, no table head."""
NARROW = 16
"""Characters of a line up to which a text of one cell per line is shown in columns."""

Role = Literal["plain", "figure", "marked", "stray", "remark"]
"""`figure` is a cell's, `marked` one to look at, `stray` a figure without a cell, `remark` what a warning is about."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line."""

    text: str
    role: Role = "plain"
    cell: str | None = None
    """The cell whose figure this is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty."""

    number: int
    stretches: tuple[Stretch, ...]
    told: bool
    """Does a cell or a finding stand in it?"""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines in a row that are shown, or folded, together. Empty lines are left out."""

    lines: tuple[Line, ...]
    folded: bool

    @property
    def narrow(self) -> bool:
        """Are nearly all of its lines so short that they can stand in columns?"""
        short = sum(sum(len(part.text) for part in line.stretches) <= NARROW for line in self.lines)
        return short >= 0.9 * len(self.lines)


@dataclass(frozen=True, slots=True)
class _Meant:
    """A span of the text with what it is."""

    span: Span
    role: Role
    cell: str | None = None


def source(account: Account) -> tuple[Block, ...]:
    """The lines of the document's text; empty where the text is not at hand."""
    if account.lines is None:
        return ()
    spans = sorted(_meant(account), key=lambda each: each.span)
    lines = list(_lines(account.lines, spans, _label_lines(account, account.lines)))
    return tuple(_blocks(lines))


def _meant(account: Account) -> Iterator[_Meant]:
    inspected = account.inspection
    for path, item in inspected.evidence.items():
        if item.span is not None:
            yield _Meant(item.span, "marked" if path in account.marks else "figure", path)
    for span in inspected.leftovers:
        yield _Meant(span, "stray")
    for finding in inspected.findings:
        if finding.severity == "warning" and finding.verdict != "deduced" and finding.span is not None:
            yield _Meant(finding.span, "remark")


def _label_lines(account: Account, lines: Lines) -> set[int]:
    """The lines of the rows' labels: they belong to the tables even where no figure stands in them."""
    labels = (item.label for item in account.inspection.evidence.values())
    return {lines.number(label[0]) for label in labels if label is not None}


def _lines(lines: Lines, spans: Sequence[_Meant], told: set[int]) -> Iterator[Line]:
    waiting = list(reversed(spans))
    open_spans: list[_Meant] = []
    for number, text in enumerate(lines.texts, start=1):
        start = lines.start(number)
        end = start + len(text)
        while waiting and waiting[-1].span[0] < end:
            open_spans.append(waiting.pop())
        here = [each for each in open_spans if each.span[0] < end and start < each.span[1]]
        open_spans = [each for each in open_spans if each.span[1] > end]
        if text.strip():
            yield Line(number, tuple(_stretches(text, start, here)), bool(here) or number in told)


def _stretches(text: str, start: int, spans: Sequence[_Meant]) -> Iterator[Stretch]:
    """The line cut where a span begins or ends; where spans lie over each other a figure goes before a remark."""
    cuts = {0, len(text)}
    for each in spans:
        cuts.update(min(max(at - start, 0), len(text)) for at in each.span)
    edges = sorted(cuts)
    for left, right in pairwise(edges):
        over = [each for each in spans if each.span[0] - start <= left and right <= each.span[1] - start]
        best = min(over, key=lambda each: _BEFORE.index(each.role), default=None)
        yield Stretch(text[left:right], best.role if best else "plain", best.cell if best else None)


_BEFORE: Sequence[Role] = ("marked", "stray", "figure", "remark", "plain")


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Runs of lines; short ones without a finding (heads, captions) stay with what is around them."""
    shown: list[Line] = []
    for told, members in groupby(lines, key=lambda line: line.told):
        run = list(members)
        if told or sum(len(part.text) for line in run for part in line.stretches) <= FOLDED:
            shown += run
            continue
        if shown:
            yield Block(tuple(shown), folded=False)
            shown = []
        yield Block(tuple(run), folded=True)
    if shown:
        yield Block(tuple(shown), folded=False)
