"""Round trip: a report with known figures and chosen quirks is rendered, read by the program, and compared.

A cell is *wrong* if the record says something about it that contradicts the truth: another value, or in a record that
is called verified or source_error also a blank where something is printed. It is *absent* if the record honestly
leaves it open though it could be known. What cannot be known may be left open, and may be read right, never wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from random import Random
from time import process_time
from typing import Literal

from crossfoot.documents import DocumentError, parse
from crossfoot.evaluation.simulation.drafts import Change, Draft, Medium, Stage, draw_form, make, truth_of
from crossfoot.evaluation.simulation.figures import breaks_a_sum
from crossfoot.evaluation.simulation.quirks import QUIRKS, Quirk
from crossfoot.evaluation.simulation.rendering import SUFFIXES, render
from crossfoot.evaluation.simulation.sheet import Truth
from crossfoot.forms import Form, Value, forms
from crossfoot.pipeline.document import examine_document
from crossfoot.store.record import Record

Outcome = Literal["right", "unsure", "absent", "wrong", "verified but wrong"]
"""Of a document, best first. *Unsure*: every cell is right, and the record does not dare to say so."""


@dataclass(frozen=True)
class Specimen:
    """A rendered report with its truth."""

    data: bytes
    name: str
    medium: Medium
    quirks: tuple[str, ...]
    seed: str
    form: Form
    truth: Truth
    also: Mapping[str, frozenset[Value | None]]
    """Readings of a cell that contradict nothing, beside its own value."""
    refused: bool
    """Can nothing at all be read from it?"""

    @property
    def deserved(self) -> frozenset[str]:
        """The statuses that a reader may settle on: what the knowable figures demand, and what all that were printed do."""
        unknown = frozenset(self.truth.unclear)
        broken = (breaks_a_sum(self.form, self.truth.cells, each) for each in (unknown, frozenset[str]()))
        return frozenset("source_error" if each else "verified" for each in broken)


@dataclass(frozen=True)
class Comparison:
    """What a record makes of a specimen."""

    outcome: Outcome
    status: str
    wrong: tuple[str, ...]
    """Cells that contradict the truth."""
    absent: int
    """Cells left open that could be known."""
    unknowable: int
    """Cells that no reader can know."""
    reason: str


# -- making specimens -------------------------------------------------------------------------------------------------


def media_of(quirks: Sequence[str]) -> frozenset[Medium]:
    """The media in which all of these quirks can occur."""
    return frozenset(SUFFIXES).intersection(*(QUIRKS[name].media for name in quirks))


def fits(quirks: Sequence[str], form: Form) -> bool:
    """Can all of these quirks occur on this printing of a form?"""
    return all(QUIRKS[name].form(form) for name in quirks)


def compatible(quirks: Sequence[str], medium: Medium | None = None) -> bool:
    """Can these quirks occur together (in this *medium*)?"""
    media = media_of(quirks)
    if not (medium in media if medium else media) or not any(fits(quirks, form) for form in forms()):
        return False
    groups = [group for name in quirks if (group := QUIRKS[name].group)]
    return len(groups) == len(set(groups))


def specimen(medium: Medium, quirks: Sequence[str], seed: str, *, inconsistent: bool = False) -> Specimen:
    """A report in this *medium* with these *quirks*, always the same for the same arguments.

    Raises `ValueError` where the quirks exclude each other.
    """
    if not compatible(quirks, medium):
        raise ValueError(f"quirks that exclude each other in {medium}: {', '.join(quirks)}")
    rng = Random(seed)
    form = draw_form(rng, lambda form: fits(quirks, form))
    # In the order of the registry: blanks before values, boxes before what is around them.
    chosen = [quirk for name, quirk in QUIRKS.items() if name in quirks]
    draft = make(form, medium, _stages(chosen), rng, inconsistent=inconsistent)
    return _finished(draft, tuple(quirks), seed, render(draft, rng))


def _stages(quirks: Sequence[Quirk]) -> Mapping[Stage, list[Change]]:
    stages: dict[Stage, list[Change]] = {}
    for quirk in quirks:
        for stage, change in quirk.changes.items():
            stages.setdefault(stage, []).append(change)
    return stages


def _finished(draft: Draft, quirks: tuple[str, ...], seed: str, data: bytes) -> Specimen:
    return Specimen(
        data=data,
        name=f"report{SUFFIXES[draft.medium]}",
        medium=draft.medium,
        quirks=quirks,
        seed=seed,
        form=draft.form,
        truth=truth_of(draft),
        also=draft.also,
        refused=draft.refused,
    )


# -- reading and comparing --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What the program says of some bytes, and what that took."""

    status: str
    cells: Mapping[str, Value | None]
    reason: str
    seconds: float
    """Of processor time."""


def read(data: bytes, name: str) -> Read:
    """The offline reader's record of *data*, or its refusal."""
    began = process_time()
    try:
        record: Record | None = examine_document(parse(data, name))
        refusal = ""
    except DocumentError as error:
        record, refusal = None, error.message
    spent = process_time() - began
    if record is None:
        return Read("failed", {}, refusal, spent)
    return Read(record.status, record.cells, record.reason, spent)


def compare(specimen: Specimen, found: Read) -> Comparison:
    """What the program makes of a specimen, held against the truth."""
    settled = found.status in ("verified", "source_error")
    truth = specimen.truth
    wrong = tuple(path for path in {**truth.cells, **found.cells} if _wrong(specimen, found, path, settled))
    absent = sum(
        value is not None and path not in truth.unclear and found.cells.get(path) is None
        for path, value in truth.cells.items()
    )
    return Comparison(
        outcome=_outcome(specimen, found.status, bool(wrong), 0 if specimen.refused else absent),
        status=found.status,
        wrong=wrong,
        absent=absent,
        unknowable=len(truth.unclear),
        reason=found.reason,
    )


def _wrong(specimen: Specimen, found: Read, path: str, settled: bool) -> bool:
    value, printed = found.cells.get(path), specimen.truth.cells.get(path)
    if value == printed or value in specimen.also.get(path, frozenset()):
        return False
    return settled if value is None else True


def _outcome(specimen: Specimen, status: str, wrong: bool, absent: int) -> Outcome:
    if status in ("verified", "source_error"):
        if wrong or specimen.refused or status not in specimen.deserved:
            return "verified but wrong"
        return "absent" if absent else "right"
    if wrong:
        return "wrong"
    if absent:
        return "absent"
    if specimen.refused:
        return "right"
    return "right" if status == "needs_review" and specimen.truth.unclear else "unsure"


# -- all pairs --------------------------------------------------------------------------------------------------------


def coverings(
    medium: Medium,
    size: int,
    seed: int,
    apart: Iterable[frozenset[str]] = (),
    beside: Iterable[Medium] = (),
) -> list[tuple[str, ...]]:
    """Sets of at most *size* quirks of a *medium*, so that each compatible pair of them is in at least one set.

    No two quirks of a set are in one of the pairs *apart*. Pairs that occur in the media *beside* are left to these.
    """
    rng = Random(seed)
    names = [name for name, quirk in QUIRKS.items() if medium in quirk.media]
    rng.shuffle(names)
    barred, covered = set(apart), frozenset(beside)
    friends: dict[str, set[str]] = {name: set() for name in names}
    left: dict[str, set[str]] = {name: set() for name in names}
    for one, other in permutations(names, 2):
        if compatible((one, other), medium) and frozenset((one, other)) not in barred:
            friends[one].add(other)
            if not media_of((one, other)) & covered:
                left[one].add(other)
    out = []
    for name in names:
        while left[name]:
            out.append(_covering(name, size, left, friends))
    return out


def _covering(
    first: str, size: int, left: Mapping[str, set[str]], friends: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """A set around *first* with as many of the pairs that are *left* as can be had step by step; they are taken out."""
    chosen = [first]
    candidates = set(friends[first])
    while len(chosen) < size:
        gains = {name: sum(other in left[name] for other in chosen) for name in candidates}
        name = max(sorted(candidates), key=lambda each: gains[each], default=first)
        if not gains.get(name):
            break
        if compatible([*chosen, name]):
            chosen.append(name)
            candidates &= friends[name]
        candidates.discard(name)
    for one, other in combinations(chosen, 2):
        left[one].discard(other)
        left[other].discard(one)
    return tuple(chosen)
