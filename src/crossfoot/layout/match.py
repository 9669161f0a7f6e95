"""Alignment of the printed labels with the form's: which atoms are the label of which row.

Two steps, both keeping the form's order. Labels printed as the form prints them are chained first (the heaviest
increasing subsequence over atom and entry, so that the same word in a menu does not matter). Between two of these,
what is left of the print is held against what is left of the form by likeness, joining wrapped pieces.
"""

from collections.abc import Sequence
from typing import NamedTuple

from crossfoot.layout.atoms import Atom, Kind
from crossfoot.layout.labels import LIKE, Stub

WRAPPED = 12
"""A label is wrapped into at most so many pieces."""
_REACH = 300
"""How many atoms beyond the first and last exact label are searched for misprinted ones."""
_LABEL_LENGTH = 60


class Match(NamedTuple):
    """Atoms `first`..`last` (inclusive) are the label of `entry`."""

    entry: int
    first: int
    last: int
    likeness: float


class _Candidate(NamedTuple):
    match: Match
    weight: float


def match_labels(atoms: Sequence[Atom], stub: Stub) -> list[Match]:
    """The labels of *stub* as they stand among *atoms*, in order; each entry at most once."""
    chain = _heaviest(_exact(atoms, stub), len(stub.entries))
    found: list[Match] = []
    bounds = [(-1, -1), *((m.last, m.entry) for m in chain), (len(atoms), len(stub.entries))]
    for index, (after, low) in enumerate(bounds[:-1]):
        before, high = bounds[index + 1][0], bounds[index + 1][1]
        before = chain[index].first if index < len(chain) else before
        if high - low > 1 and any(stub.entries[e].row for e in range(low + 1, high)):
            if chain and index == 0:
                after = max(after, before - _REACH)
            if chain and index == len(chain):
                before = min(before, after + _REACH)
            found.extend(_heaviest(_alike(atoms, stub, (after + 1, before), (low + 1, high)), high))
        if index < len(chain):
            found.append(chain[index])
    return found


def _exact(atoms: Sequence[Atom], stub: Stub) -> list[_Candidate]:
    out: list[_Candidate] = []
    for index, atom in enumerate(atoms):
        if not atom.key:
            continue
        for entry in stub.exact.get(atom.key, ()):
            filled = atom.tail or (index + 1 < len(atoms) and atoms[index + 1].kind is not Kind.TEXT)
            weight = _weight(stub, entry, atom.key, bool(filled))
            if weight:
                last = _end_of(atoms, index, stub.entries[entry].key)
                out.append(_Candidate(Match(entry, index, last, 1.0), weight))
    return out


def _end_of(atoms: Sequence[Atom], first: int, label: str) -> int:
    """The last of the atoms from *first* on that print *label* in full, piece by piece; *first* where they do not."""
    joined = ""
    for last in range(first, min(first + WRAPPED, len(atoms))):
        joined += atoms[last].key
        if atoms[last].kind is not Kind.TEXT or not label.startswith(joined):
            break
        if joined == label:
            return last
    return first


def _weight(stub: Stub, entry: int, key: str, filled: bool) -> float:
    """What an exact label counts in the chain: a row's, in full and with values behind it, the most."""
    if stub.entries[entry].row is None:
        return 0.3
    if key == stub.entries[entry].key:
        return 1.5 if filled else 1.0
    # 总计 without its ordinal is a column's header as well as a row's: it is looked for between certain rows only.
    return 0.0 if len(key) < 4 else 1.4 if filled else 0.9


def _alike(
    atoms: Sequence[Atom], stub: Stub, where: tuple[int, int], entries: tuple[int, int]
) -> list[_Candidate]:
    """Prints in atoms[where] that are like a label of entries, alone or joined with the texts that follow."""
    out: list[_Candidate] = []
    for first in range(*where):
        joined = ""
        best: dict[int, float] = {}
        for last in range(first, min(first + WRAPPED, where[1])):
            atom = atoms[last]
            if atom.kind is not Kind.TEXT or not atom.key or len(joined) + len(atom.key) > _LABEL_LENGTH:
                break
            joined += atom.key
            for entry in range(*entries):
                if not stub.entries[entry].row:
                    continue
                likeness = stub.likeness(joined, entry)
                # A piece that makes the print less like the label is no piece of it.
                grown = likeness > best.get(entry, 0.0)
                best[entry] = max(likeness, best.get(entry, 0.0))
                if grown and likeness >= LIKE and stub.is_best(joined, entry, likeness):
                    weight = likeness + (0.2 if _has_figures(atoms, last) else 0.0)
                    out.append(_Candidate(Match(entry, first, last, likeness), weight))
    return out


def _has_figures(atoms: Sequence[Atom], label: int) -> bool:
    """Is there a figure among the values right behind the atom *label*?"""
    for atom in atoms[label + 1 :]:
        if atom.kind is not Kind.BLANK:
            return atom.kind is Kind.FIGURE
    return False


def _heaviest(candidates: Sequence[_Candidate], entries: int) -> list[Match]:
    """The heaviest chain of candidates that ascends both in the print and in the form.

    Of equally heavy chains the later in the print is taken: what stands before a table is a menu or a narrative
    more often than what stands after it.
    """
    # best[e]: heaviest chain that ends at entry e, as (weight, position in `links`); candidates come by first atom,
    # and take effect only once the print has passed their last atom.
    best: list[tuple[float, int]] = [(0.0, -1)] * (entries + 1)
    links: list[tuple[Match, int]] = []
    waiting: list[tuple[int, int, float, int]] = []
    for candidate in sorted(candidates, key=lambda c: (c.match.first, -c.match.entry)):
        match = candidate.match
        still: list[tuple[int, int, float, int]] = []
        for end, entry, weight, link in waiting:
            if end >= match.first:
                still.append((end, entry, weight, link))
            elif weight >= best[entry + 1][0]:
                best[entry + 1] = (weight, link)
        waiting = still
        weight, link = max(best[: match.entry + 1])
        links.append((match, link))
        waiting.append((match.last, match.entry, weight + candidate.weight, len(links) - 1))
    for _, entry, weight, link in waiting:
        if weight >= best[entry + 1][0]:
            best[entry + 1] = (weight, link)
    _, link = max(best)
    chain: list[Match] = []
    while link >= 0:
        match, link = links[link]
        chain.append(match)
    return chain[::-1]
