"""Findings in words: the failed equation with its numbers, and where its cells stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crossfoot.cli.labels import number, place
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.forms import Form
    from crossfoot.store import FindingRecord

    Cells = Mapping[str, int | float | None]

_SHOWN_CELLS = 8
"""More cells than this are not listed one by one: the equation and the marked table show them."""


def failures(findings: "Sequence[FindingRecord]") -> "list[FindingRecord]":
    """The findings that say something is wrong, errors before warnings."""
    failed = [finding for finding in findings if finding.verdict == "fail"]
    return sorted(failed, key=lambda finding: finding.severity != "error")


def has_error(findings: "Sequence[FindingRecord]") -> bool:
    """Does any rule fail? Warnings alone (a number in the narrative that differs) are no failure."""
    return any(finding.verdict == "fail" and finding.severity == "error" for finding in findings)


def describe(finding: "FindingRecord", cells: "Cells", form: "Form | None") -> Iterator[str]:
    """A finding on a few lines: its message, the equation with numbers, where the cells stand."""
    yield f"{finding.severity}  {safe(finding.message)}  [{safe(finding.rule)}]"
    if finding.left is not None and finding.right is not None:
        yield f"    {equation(finding, cells)}"
    if form is not None and len(finding.cells) <= _SHOWN_CELLS:
        places = (f"{place(form, path)} = {number(cells.get(path)) or 'blank'}" for path in finding.cells)
        yield f"    {'; '.join(places)}"


def equation(finding: "FindingRecord", cells: "Cells") -> str:
    """`11 + 2 ≠ 12 + 0`, as far as the cells tell the sides; otherwise the two sums: `13 ≠ 12`."""
    left, right = finding.left or 0, finding.right or 0
    sign = "=" if left == right else "≠"
    split = _split([cells.get(path) or 0 for path in finding.cells], left, right)
    if split is None:
        return f"{number(left)} {sign} {number(right)}"
    return f"{_side(finding.cells[:split], cells, left)} {sign} {_side(finding.cells[split:], cells, right)}"


def _split(values: Sequence[int | float], left: int | float, right: int | float) -> int | None:
    """How many of the cells make the left side, if it can be told.

    A finding lists its cells left side first but does not say where that side ends. Zeros at the seam leave several
    answers; one cell against the rest is what most rules are.
    """
    fits = [k for k in range(1, len(values)) if sum(values[:k]) == left and sum(values[k:]) == right]
    likely = (1, len(values) - 1, len(values) // 2)
    return next((k for k in likely if k in fits), fits[0] if fits else None)


def _side(paths: Sequence[str], cells: "Cells", total: int | float) -> str:
    """The addends that count, with their sum where there is more than one."""
    addends = [number(cells.get(path)) for path in paths if cells.get(path)]
    if len(addends) < 2:
        return number(total)
    return f"{' + '.join(addends)} (= {number(total)})"
