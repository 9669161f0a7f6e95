"""The verdict on a reading: verified, the report's own error, or a suspicion to be settled. Pure: no I/O, no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crossfoot.checks.confront import Confrontation, Finding, confront
from crossfoot.checks.evidence import Agreement, Evidence, weigh
from crossfoot.checks.localise import Change, localise, violated
from crossfoot.checks.rules import Rule, Severity, load_rules
from crossfoot.forms import Form, Reading, Span
from crossfoot.layout.anchors import Anchors

Decision = Literal["verified", "source_error", "needs_review"]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell to ask about again, and why."""

    cell: str
    why: Literal["differs", "sum", "unread"]


@dataclass(frozen=True)
class Verdict:
    """What is known about a reading after all checks.

    `suspects` are the cells that a reader should look at again; empty where asking again cannot help.
    """

    decision: Decision
    reason: str
    findings: tuple[Finding, ...]
    evidence: Mapping[str, Evidence]
    suspects: tuple[Suspect, ...]
    passed: int
    failed: tuple[Rule, ...]
    """The rules that do not hold."""
    changes: tuple[Change, ...]
    """Of a report with errors of its own: the smallest corrections that would make every sum hold. Never applied."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """For choosing between readings of one document: less is better."""
        order = {"verified": 0, "source_error": 1, "needs_review": 2}
        unsettled = sum(e.agreement is Agreement.DIFFERS for e in self.evidence.values())
        return order[self.decision], unsettled, len(self.failed)


def verify(anchors: Anchors, reading: Reading, text: str) -> Verdict:
    """Check *reading* against the print (*anchors*, into *text*) and against the rules of its form."""
    form = anchors.form
    evidence = weigh(anchors, reading, text)
    by_agreement: dict[Agreement, list[str]] = {agreement: [] for agreement in Agreement}
    for path, item in evidence.items():
        by_agreement[item.agreement].append(path)
    unknown = {path for path in form.cells if path not in reading.cells}
    outcome = confront(load_rules(form), reading.cells, unknown)
    findings = (
        *_conservation(anchors, text),
        *_unreadable(evidence),
        *_unplaced(evidence),
        *outcome.findings,
    )
    certain = set(by_agreement[Agreement.AGREES])
    settled = len(certain) == len(form.cells) and not anchors.leftovers
    decision: Decision = "needs_review"
    if settled and any(item.span is not None for item in evidence.values()):
        decision = "source_error" if outcome.failed else "verified"
    return Verdict(
        decision=decision,
        reason=_reason(decision, form, anchors, by_agreement, findings),
        findings=findings,
        evidence=evidence,
        suspects=_suspects(by_agreement, outcome, unknown) if decision == "needs_review" else (),
        passed=outcome.passed,
        failed=tuple(rule for rule, _ in outcome.failed),
        changes=localise(outcome, reading.cells, lambda _: True) if decision == "source_error" else (),
    )


def _suspects(
    by_agreement: Mapping[Agreement, list[str]], outcome: Confrontation, unknown: set[str]
) -> tuple[Suspect, ...]:
    differs = by_agreement[Agreement.DIFFERS]
    out = {path: Suspect(path, "unread" if path in unknown else "differs") for path in differs}
    if outcome.failed:
        # Cells that agree with the print are not in doubt; those without a place of their own are.
        loose = {*by_agreement[Agreement.ROW_ONLY], *by_agreement[Agreement.NOTHING]}
        out.update(
            {path: Suspect(path, "sum") for path in violated(outcome) if path in loose and path not in out}
        )
    return tuple(out.values())


# -- findings that are not sums -----------------------------------------------------------------------------------


def _conservation(anchors: Anchors, text: str) -> tuple[Finding, ...]:
    """Each printed figure is used exactly once; what is left over is a finding."""
    out: list[Finding] = []
    if anchors.leftovers:
        out.append(
            _figures_finding(
                "print.leftover", "error", anchors.leftovers, text,
                "表内有 {n} 个数字不属于任何单元格：{list}",
                "{n} figures inside the tables belong to no cell: {list}",
            )
        )  # fmt: skip
    if anchors.extras:
        out.append(
            _figures_finding(
                "print.extra_row", "warning", anchors.extras, text,
                "表内多出表样没有的行，其中 {n} 个数字未收录：{list}",
                "the print adds a row that the form does not have; its {n} figures are not taken: {list}",
            )
        )  # fmt: skip
    return tuple(out)


def _figures_finding(
    rule: str, severity: Severity, spans: Sequence[Span], text: str, zh: str, en: str
) -> Finding:
    shown = [text[start:end] for start, end in spans]
    listed = "、".join(shown[:8]) + ("…" if len(shown) > 8 else "")
    return Finding(
        rule=rule,
        verdict="fail",
        severity=severity,
        cells=(),
        left=len(shown),
        right=0,
        message={lang: m.format(n=len(shown), list=listed) for lang, m in (("zh", zh), ("en", en))},
    )


def _unreadable(evidence: Mapping[str, Evidence]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule="print.unreadable",
            verdict="fail",
            severity="error",
            cells=(item.cell,),
            left=None,
            right=None,
            message={"zh": f"此处印的不是该项数字：{item.why}", "en": f"no figure of its kind: {item.why}"},
        )
        for item in evidence.values()
        if item.agreement is Agreement.UNREADABLE
    )


def _unplaced(evidence: Mapping[str, Evidence]) -> tuple[Finding, ...]:
    """Cells whose place in the print is not known: a null there does not mean that nothing is printed."""
    told = (
        (
            Agreement.ROW_ONLY,
            "print.column",
            "原文未能显示数字在哪一列",
            "the print does not show which column",
        ),
        (Agreement.NOTHING, "print.missing", "原文中找不到该行", "the row was not found in the print"),
    )
    out: list[Finding] = []
    for agreement, rule, zh, en in told:
        cells = tuple(path for path, item in evidence.items() if item.agreement is agreement)
        if cells:
            out.append(Finding(rule, "fail", "error", cells, None, None, {"zh": zh, "en": en}))
    return tuple(out)


# -- the reason, in one sentence ----------------------------------------------------------------------------------


def _reason(
    decision: Decision,
    form: Form,
    anchors: Anchors,
    by_agreement: Mapping[Agreement, list[str]],
    findings: tuple[Finding, ...],
) -> str:
    failing = [f for f in findings if f.verdict == "fail" and f.rule.split(".")[0] != "print"]
    if decision == "verified":
        return "每个数字都与原文对应，能检验的勾稽关系全部成立"
    if decision == "source_error":
        more = f"（另有 {len(failing) - 1} 处）" if len(failing) > 1 else ""
        return f"{failing[0].message['zh']}{more}；全部数字与原文一致，报告自身有误"
    parts: list[str] = []
    if paths := by_agreement[Agreement.UNREADABLE]:
        parts.append(f"{_named(form, paths)}所印不是该项数字")
    if paths := by_agreement[Agreement.NOTHING]:
        parts.append(f"原文中找不到{_named(form, paths)}")
    if paths := by_agreement[Agreement.ROW_ONLY]:
        parts.append(f"{_named(form, paths)}的数字不能确定在哪一列")
    if paths := by_agreement[Agreement.DIFFERS]:
        parts.append(f"{_named(form, paths)}与原文不一致")
    if anchors.leftovers:
        parts.append(f"表内有 {len(anchors.leftovers)} 个数字没有归属")
    if not parts:
        parts.append("表内没有印出任何数字")
    if failing:
        parts.append(failing[0].message["zh"])
    return "；".join(parts)


def _named(form: Form, paths: list[str]) -> str:
    """The rows of *paths* by their printed labels, shortened."""
    rows = list(dict.fromkeys(form.cells[path].row for path in paths))
    names = [form.row_of[row].label.split("（区分")[0] for row in rows[:3]]
    return "“" + "”“".join(names) + "”" + (f"等 {len(rows)} 行" if len(rows) > 3 else "")
