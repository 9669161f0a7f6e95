"""Findings in words: what failed, the equation with its numbers, and where they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossfoot.cli.labels import number, place, row_label
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.checks.rules import Rule
    from crossfoot.forms import Form
    from crossfoot.store import FindingRecord

_LISTED = 8
"""Cells of a finding that is no sum, listed at the most."""


def failures(findings: "Sequence[FindingRecord]") -> "list[FindingRecord]":
    """The findings that say something is wrong, errors before warnings."""
    failed = [finding for finding in findings if finding.verdict == "fail"]
    return sorted(failed, key=lambda finding: finding.severity != "error")


@dataclass(frozen=True)
class Telling:
    """All that is needed to tell a document's findings in words."""

    form: "Form | None"
    cells: "Mapping[str, int | float | None]"
    rules: "Mapping[str, Rule]"
    """By id."""
    deduced: "Mapping[str, int | float]"
    """Blank totals, as their addends give them: they take part in the other sums."""

    def lines(self, finding: "FindingRecord") -> Iterator[str]:
        """The finding: its message, then its equation or the cells it is about."""
        yield f"{finding.severity}  {safe(finding.message)}  [{safe(finding.rule)}]"
        rule = self.rules.get(finding.rule)
        if rule is not None:
            yield f"    {self._equation(rule, finding)}"
        elif self.form is not None and finding.cells:
            named = [
                f"{place(self.form, path)} {number(self.cells.get(path))}" for path in finding.cells[:_LISTED]
            ]
            more = f"; and {len(finding.cells) - _LISTED} more" if len(finding.cells) > _LISTED else ""
            yield f"    {'; '.join(named)}{more}"

    def _equation(self, rule: "Rule", finding: "FindingRecord") -> str:
        """`本年新收 11 + 上年结转 2 = 13 ≠ （七）总计 12`; in a sum, blank cells and zeros are left out."""
        left, right = self._addends(rule.left, rule), self._addends(rule.right, rule)
        sums = number(finding.left), number(finding.right)
        first = " + ".join(left) + (f" = {sums[0]}" if len(left) > 1 else "")
        second = (f"{sums[1]} = " if len(right) > 1 else "") + " + ".join(right)
        return f"{first or sums[0]} ≠ {second or sums[1]}"

    def _addends(self, paths: Sequence[str], rule: "Rule") -> list[str]:
        if len(paths) == 1:
            return [self._addend(paths[0], rule)]
        return [self._addend(path, rule) for path in paths if self.cells.get(path) or self.deduced.get(path)]

    def _addend(self, path: str, rule: "Rule") -> str:
        name, value = self._name(path, rule), self.cells.get(path)
        if value is None and path in self.deduced:
            return f"{name} {number(self.deduced[path])} (blank, deduced)"
        return f"{name} {number(value)}"

    def _name(self, path: str, rule: "Rule") -> str:
        """What tells the cell from the others of the rule: its column, or its row."""
        assert self.form is not None
        cell = self.form.cells[path]
        in_one_row = len({other.rpartition(".")[0] for other in rule.cells}) == 1
        return cell.labels[-1] if in_one_row else row_label(self.form.row_of[cell.row])


def telling(
    form: "Form | None", cells: "Mapping[str, int | float | None]", findings: "Sequence[FindingRecord]"
) -> Telling:
    """What is needed to tell *findings* about *cells*."""
    if form is None:
        return Telling(None, cells, {}, {})
    from crossfoot.checks.rules import load_rules

    rules = {rule.id: rule for rule in load_rules(form)}
    deduced = {
        total: finding.left
        for finding in findings
        if finding.verdict == "deduced" and finding.left is not None and (total := _total(rules, finding))
    }
    return Telling(form, cells, rules, deduced)


def _total(rules: "Mapping[str, Rule]", finding: "FindingRecord") -> str | None:
    rule = rules.get(finding.rule)
    return rule.total if rule is not None else None
