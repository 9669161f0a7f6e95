"""Confronting a reading with the rules: three-valued, with deduction, in exact integers.

*Blank is not zero.* A cell may be a number, blank (nothing is printed there) or unknown (nobody could say). A blank
among printed addends is nothing printed there. A blank total is deduced from its addends, once each of them is known,
and the deduced value takes part in the other sums; it is never written as printed. A side on which nothing is printed
at all makes a rule untestable, and so does one unknown cell.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from crossfoot.checks.rules import Rule, Severity
from crossfoot.forms import Span, Value


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say; rules that hold are counted and not listed."""

    rule: str
    verdict: Literal["fail", "untestable", "deduced"]
    severity: Severity
    cells: tuple[str, ...]
    left: Value | None
    right: Value | None
    message: Mapping[str, str]
    """By language: `zh`, `en`."""
    span: Span | None = None
    """The place in the text that is meant, where it is no cell's."""


@dataclass(frozen=True, slots=True)
class Confrontation:
    """`failed` holds the rules of severity `error` that do not hold, with the difference left − right."""

    findings: tuple[Finding, ...]
    passed: int
    deduced: Mapping[str, Value]
    given_by: Mapping[str, Rule]
    """The rule that each deduced total comes from."""
    failed: tuple[tuple[Rule, int], ...]
    tested: tuple[Rule, ...]


def confront(
    rules: Sequence[Rule], cells: Mapping[str, Value | None], unknown: AbstractSet[str] = frozenset()
) -> Confrontation:
    """Test every rule on *cells*; *unknown* are cells whose value is not known (as opposed to blank)."""
    deduced, unsure = _deduce(rules, cells, unknown)
    by_id = {rule.id: rule for rule in rules}
    findings: list[Finding] = []
    failed: list[tuple[Rule, int]] = []
    tested: list[Rule] = []
    passed = 0
    for rule in rules:
        if unsure and not unsure.isdisjoint(rule.cells):
            findings.append(_finding(rule, "untestable", None, None))
            continue
        if rule.total is not None and deduced.get(rule.total, (None, ""))[1] == rule.id:
            findings.append(_finding(rule, "deduced", deduced[rule.total][0], None))
            continue
        left, right = (_sum(side, cells, deduced) for side in (rule.left, rule.right))
        if left is None or right is None:
            findings.append(_finding(rule, "untestable", left, right))
            continue
        tested.append(rule)
        if left == right:
            passed += 1
            continue
        findings.append(_finding(rule, "fail", left, right))
        if rule.severity == "error":
            failed.append((rule, int(left - right)))
    return Confrontation(
        findings=tuple(findings),
        passed=passed,
        deduced={path: value for path, (value, _) in deduced.items()},
        given_by={path: by_id[rule] for path, (_, rule) in deduced.items()},
        failed=tuple(failed),
        tested=tuple(tested),
    )


def _deduce(
    rules: Sequence[Rule], cells: Mapping[str, Value | None], unknown: AbstractSet[str]
) -> tuple[dict[str, tuple[Value, str]], set[str]]:
    """Blank totals with the value that their addends give and the rule that gave it; and every cell that is unknown.

    A blank total with an unknown addend is unknown itself: as an addend elsewhere it must not count as nothing.
    """
    deduced: dict[str, tuple[Value, str]] = {}
    unsure = set(unknown)
    totals = [rule for rule in rules if rule.total is not None and cells.get(rule.total) is None]
    changed = True
    while changed:
        changed = False
        for rule in totals:
            total = rule.total
            if total is None or total in deduced or total in unsure:
                continue
            if not unsure.isdisjoint(rule.left):
                if not _given_elsewhere(total, rule, totals, unsure):
                    unsure.add(total)
                    changed = True
                continue
            value = _sum(rule.left, cells, deduced)
            if value is not None and _settled(rule, totals, cells, deduced):
                deduced[total] = (value, rule.id)
                changed = True
    return deduced, unsure


def _given_elsewhere(total: str, rule: Rule, totals: Sequence[Rule], unsure: AbstractSet[str]) -> bool:
    """Can another rule with only known addends still give this total?"""
    return any(o.total == total and o is not rule and unsure.isdisjoint(o.left) for o in totals)


def _settled(
    rule: Rule,
    totals: Sequence[Rule],
    cells: Mapping[str, Value | None],
    deduced: Mapping[str, tuple[Value, str]],
) -> bool:
    """Is none of the addends a blank total that is itself still to be deduced?"""
    open_addends = {p for p in rule.left if cells.get(p) is None and p not in deduced}
    return not any(o.total in open_addends and _sum(o.left, cells, deduced) is not None for o in totals)


def _sum(
    side: Sequence[str], cells: Mapping[str, Value | None], deduced: Mapping[str, tuple[Value, str]]
) -> Value | None:
    """The sum of what is printed or deduced on a side; null where nothing is."""
    out: Value | None = None
    for path in side:
        value = cells.get(path)
        if value is None:
            if path not in deduced:
                continue
            value = deduced[path][0]
        out = value if out is None else out + value
    return out


def _finding(
    rule: Rule, verdict: Literal["fail", "untestable", "deduced"], left: Value | None, right: Value | None
) -> Finding:
    shown = {"left": "—" if left is None else str(left), "right": "—" if right is None else str(right)}
    return Finding(
        rule=rule.id,
        verdict=verdict,
        severity=rule.severity,
        cells=rule.cells,
        left=left,
        right=right,
        message={
            language: text.replace("{left}", shown["left"]).replace("{right}", shown["right"])
            for language, text in rule.message.items()
        },
    )
