"""The narrative's numbers against the tables."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from crossfoot.checks.confront import Finding
from crossfoot.checks.remarks.catalogue import Catalogue, Remark, figures, finding, load_remarks
from crossfoot.checks.remarks.doubts import is_doubtful, scope
from crossfoot.checks.remarks.numbers import Claim, claims
from crossfoot.checks.remarks.sentences import sentences
from crossfoot.checks.remarks.zeros import zeros
from crossfoot.forms import Value
from crossfoot.layout.anchors import Anchors, Standing

_STATEMENTS = 40
"""Statements of one quantity that are looked at; no report makes so many."""


def count_remarks(
    text: str, anchors: Anchors, cells: Mapping[str, Value | None], year: int | None, catalogue: Catalogue
) -> Iterator[Finding]:
    """Statements of the narrative that are not the table's.

    A quantity that is stated as printed anywhere is not held against what is said of it elsewhere: that is about a part of it.
    """
    stated: dict[str, list[Claim]] = {}
    for sentence in sentences(text, anchors):
        for claim in (*claims(sentence), *zeros(sentence)):
            said = stated.setdefault(claim.remark, [])
            if len(said) < _STATEMENTS:
                said.append(claim)
    tables = _Tables(anchors, cells)
    for id_, said in stated.items():
        remark = catalogue.remarks[id_]
        printed = tables.sum(remark.cells)
        if printed is None:
            continue
        if not _is_stated(said, printed):
            differing = {claim.value: claim for claim in reversed(said) if not is_doubtful(claim, year)}
            for claim in reversed(differing.values()):
                found = _differs(claim, printed, remark, tables, catalogue)
                if found is not None:
                    yield found
        elif remark.together is not None and printed not in tables.values(remark.cells):
            agreeing = (each for each in said if _agrees(each, printed) and not is_doubtful(each, year))
            for claim in islice(agreeing, 1):
                yield _explained(claim, printed, remark, tables, catalogue, remark.together)


def statement_remark(
    claim: Claim, anchors: Anchors, cells: Mapping[str, Value | None], year: int | None
) -> Finding | None:
    """The finding on one statement, whoever read it; null where it is the table's, or may well be right."""
    catalogue = load_remarks()
    remark, tables = catalogue.remarks[claim.remark], _Tables(anchors, cells)
    printed = tables.sum(remark.cells)
    if printed is None or _agrees(claim, printed) or is_doubtful(claim, year):
        return None
    return _differs(claim, printed, remark, tables, catalogue)


class _Tables:
    """The figures of a report, as far as they are known."""

    def __init__(self, anchors: Anchors, cells: Mapping[str, Value | None]) -> None:
        self.form = anchors.form
        self._places = anchors.places
        self._cells = cells

    def values(self, cells: tuple[str, ...]) -> Sequence[Value | None]:
        """The figures that *cells* name on this form."""
        return [self._cells.get(path) for path in figures(self.form, cells)]

    def sum(self, cells: tuple[str, ...]) -> Value | None:
        """What the figures come to; null where nothing is printed, or where one of them is not known."""
        paths = figures(self.form, cells)
        if not all(self._known(path) for path in paths):
            return None
        printed = [value for path in paths if (value := self._cells[path]) is not None]
        return sum(printed) if printed else None

    def _known(self, path: str) -> bool:
        if path not in self._cells:
            return False
        standing = self._places[path].standing
        return self._cells[path] is not None or standing is Standing.BLANK


def _is_stated(said: Sequence[Claim], printed: Value) -> bool:
    """Is the figure stated as printed, by one statement or by those of one sentence together?"""
    by_sentence: dict[int, Value] = {}
    for claim in said:
        start = claim.sentence.start
        by_sentence[start] = by_sentence.get(start, 0) + claim.value
    return printed in by_sentence.values() or any(_agrees(claim, printed) for claim in said)


def _agrees(claim: Claim, printed: Value) -> bool:
    return abs(claim.value - printed) * 2 <= claim.step


def _differs(
    claim: Claim, printed: Value, remark: Remark, tables: _Tables, catalogue: Catalogue
) -> Finding | None:
    """The finding on a number that is not the table's; null where it may well be right."""
    for difference in remark.differences if claim.value else ():
        other = tables.sum(difference.cells)
        if other is not None and _agrees(claim, other):
            return _explained(claim, printed, remark, tables, catalogue, difference.reason)
    whose = scope(claim)
    if whose == "same" or (whose == "wider" and claim.value < printed):
        span = claim.sentence.span(claim.start, claim.end)
        return finding(remark, tables.form, left=claim.value, right=printed, span=span)
    if whose != "others" and (whose == "narrower") == (claim.value < printed):
        return _explained(claim, printed, remark, tables, catalogue, whose)
    return None


def _explained(
    claim: Claim, printed: Value, remark: Remark, tables: _Tables, catalogue: Catalogue, reason: str
) -> Finding:
    return finding(
        remark,
        tables.form,
        verdict="untestable",
        left=claim.value,
        right=printed,
        span=claim.sentence.span(claim.start, claim.end),
        reason=catalogue.reasons[reason],
    )
