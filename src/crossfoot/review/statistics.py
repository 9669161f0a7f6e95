"""What the log of review tells: how often the machine's figure stood, how fast people are, how often either errs. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from crossfoot.evaluation.metrics.intervals import Bounded, Part, Rate, bounded, clustered
from crossfoot.forms import Value
from crossfoot.store.decision import CellChange, Decision


@dataclass(frozen=True)
class Blind:
    """Verified documents that were read a second time, by somebody who saw none of the machine's figures."""

    documents: int
    agreement: Rate
    """Cells that both read alike."""
    nonzero: Rate
    """Of these, the cells for which either read a figure other than 0."""
    machine: Rate
    """Cells in which the machine was wrong, as the second look says."""
    person: Rate
    """Cells in which the person was wrong at first."""
    open: int
    """Cells in which they differ, and nobody has looked again."""
    wrong: Bounded
    """Documents with a cell in which the machine was wrong, open ones counted: what was verified, and is not right."""


@dataclass(frozen=True)
class Statistics:
    """All that is counted."""

    signed: Mapping[str, int]
    """Documents that are done, by status."""
    reviewers: Mapping[str, int]
    """Signed documents by reviewer."""
    seconds: float | None
    """The median of the time from taking a document in hand to signing it, where that is known."""
    decisions: int
    undone: int
    """Entries that were taken back."""
    stood: Rate
    """Cells in doubt, or taken in hand, of which the machine had a figure: those for which it was right."""
    blind: Blind


def statistics(log: Iterable[Decision]) -> Statistics:
    """Count *log*, all entries of a store, oldest first."""
    entries = list(log)
    gone = {entry.undoes for entry in entries if entry.action == "undo"}
    standing = [entry for entry in entries if entry.action != "undo" and entry.id not in gone]
    by_document: defaultdict[str, list[Decision]] = defaultdict(list)
    for entry in standing:
        by_document[entry.sha256].append(entry)
    closed = [own[-1] for own in by_document.values() if own[-1].action == "sign"]
    times = [entry.seconds for entry in closed if entry.seconds is not None]
    return Statistics(
        signed=_tally(str(entry.status) for entry in closed),
        reviewers=_tally(entry.reviewer for entry in closed),
        seconds=median(times) if times else None,
        decisions=sum(entry.action != "undo" for entry in entries),
        undone=len(gone),
        stood=clustered([_stood(own) for own in by_document.values()]),
        blind=_blind([own for own in by_document.values() if any(e.action == "blind" for e in own)]),
    )


@dataclass(frozen=True, slots=True)
class _Second:
    """One cell that was read blind."""

    machine: Value | None
    typed: Value | None
    final: Value | None
    """After the second look; null as well where there was none."""
    looked: bool

    @property
    def differs(self) -> bool:
        return self.machine != self.typed

    @property
    def machine_wrong(self) -> bool:
        return self.looked and self.final != self.machine

    @property
    def person_wrong(self) -> bool:
        return self.looked and self.final != self.typed


def _blind(documents: Sequence[Sequence[Decision]]) -> Blind:
    cells = [_seconds(own) for own in documents]
    telling = [[each for each in own if each.machine or each.typed] for own in cells]
    unsettled = sum(each.differs and not each.looked for own in cells for each in own)
    suspected = sum(any(e.machine_wrong or (e.differs and not e.looked) for e in own) for own in cells)
    return Blind(
        documents=len(cells),
        agreement=clustered([_part(own, lambda each: not each.differs) for own in cells]),
        nonzero=clustered([_part(own, lambda each: not each.differs) for own in telling]),
        machine=clustered([_part(own, lambda each: each.machine_wrong) for own in cells]),
        person=clustered([_part(own, lambda each: each.person_wrong) for own in cells]),
        open=unsettled,
        wrong=bounded(suspected, len(cells)),
    )


def _seconds(own: Sequence[Decision]) -> list[_Second]:
    """The cells of a document that were read blind, the first time each, with what was decided about them after that."""
    first: dict[str, CellChange] = {}
    looked: dict[str, CellChange] = {}
    for entry in own:
        for change in entry.changes:
            if entry.action == "blind":
                first.setdefault(change.cell, change)
            elif change.cell in first:
                looked[change.cell] = change
    return [
        _Second(
            machine=change.machine,
            typed=change.after,
            final=looked[cell].after if cell in looked else None,
            looked=cell in looked,
        )
        for cell, change in first.items()
    ]


def _stood(own: Sequence[Decision]) -> Part:
    """Of the cells that were decided about, those for which the machine's figure was right in the end."""
    last = {
        change.cell: change
        for entry in own
        if entry.action in ("accept", "correct")
        for change in entry.changes
        if change.machine
        is not None  # Of a blank the log does not tell whether the machine read it, or nothing.
    }
    return sum(change.after == change.machine for change in last.values()), len(last)


def _part(cells: Sequence[_Second], test: Callable[[_Second], bool]) -> Part:
    return sum(map(test, cells)), len(cells)


def _tally(names: Iterable[str]) -> dict[str, int]:
    """How often each name comes, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda each: (-each[1], each[0])))
