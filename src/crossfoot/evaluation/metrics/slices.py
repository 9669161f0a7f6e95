"""What became of documents of one kind, as their labels tell the kind."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from crossfoot.evaluation.metrics.accuracy import Passes, all_cells
from crossfoot.evaluation.metrics.intervals import FEW, Bounded, Rate, bounded, proportion
from crossfoot.evaluation.metrics.judging import Judged

UNSTATED = "(none)"
"""The kind of documents of whose kind the label says nothing."""
_SIMULATED = re.compile(r"simulated: (easy|medium|hard), ")
"""How the label of a report that was made says how difficult it is (`labels.labelled`)."""
_BY_DIFFICULTY = ("easy", "medium", "hard", UNSTATED)


@dataclass(frozen=True, slots=True)
class Slice:
    """The documents of one kind."""

    documents: int
    cells: Passes
    right: Rate
    """Wholly right in the end, of these documents."""
    verified: Rate
    """Of these documents."""
    verified_wrong: Bounded
    """Verified with a cell that is not right, of those verified."""


def by_layout(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By the layout that the label states."""
    return _sliced(judged, lambda each: (each.result.label.layout or UNSTATED,))


def by_medium(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By how the file's name ends, such as `docx`."""
    return _sliced(judged, lambda each: (_medium(each),))


def by_difficulty(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By the difficulty that reports were made with, the easy ones first; of other reports it is not stated."""
    found = _sliced(judged, lambda each: (_difficulty(each),))
    return {kind: found[kind] for kind in _BY_DIFFICULTY if kind in found}


def by_quirk(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By quirk; a document with several is in each of them."""
    return _sliced(judged, lambda each: each.result.label.quirks or (UNSTATED,))


def by_form(judged: Sequence[Judged]) -> dict[str, Slice]:
    """By the labelled form: `2019`, `2021`."""
    return _sliced(judged, lambda each: (each.result.label.form,))


def _medium(each: Judged) -> str:
    return PurePosixPath(each.report).suffix.removeprefix(".").lower() or UNSTATED


def _difficulty(each: Judged) -> str:
    found = _SIMULATED.match(each.result.label.labelled_by or "")
    return found[1] if found else UNSTATED


def _sliced(judged: Sequence[Judged], kinds: Callable[[Judged], Iterable[str]]) -> dict[str, Slice]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        for kind in dict.fromkeys(kinds(each)):
            groups[kind].append(each)
    return {kind: _slice(groups[kind]) for kind in sorted(groups)}


def _slice(judged: Sequence[Judged]) -> Slice:
    verified = [each for each in judged if each.result.status == "verified"]
    return Slice(
        documents=len(judged),
        cells=all_cells(judged, FEW),
        right=proportion(sum(each.right for each in judged), len(judged)),
        verified=proportion(len(verified), len(judged)),
        verified_wrong=bounded(sum(not each.right for each in verified), len(verified)),
    )
