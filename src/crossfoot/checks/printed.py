"""Findings about the print itself: figures without a cell, cells without a place, places without a figure of their kind."""

from collections.abc import Sequence

from crossfoot.checks.confront import Finding
from crossfoot.checks.evidence import Agreement, Evidence
from crossfoot.checks.rules import Severity
from crossfoot.forms import Span
from crossfoot.layout.anchors import Anchors

_LISTED = 8
"""Figures that a message lists at the most."""


def print_findings(anchors: Anchors, doubtful: Sequence[Evidence], text: str) -> tuple[Finding, ...]:
    """What keeps the print from being tied to the form, cell by cell; empty where each figure and each cell has its place.

    *doubtful* is the evidence that does not agree.
    """
    return (*_conservation(anchors, text), *_unreadable(doubtful), *_unplaced(doubtful))


def _conservation(anchors: Anchors, text: str) -> tuple[Finding, ...]:
    """Each printed figure is used exactly once; what is left over is a finding."""
    kinds: tuple[tuple[str, Severity, Sequence[Span], str, str], ...] = (
        (
            "print.leftover", "error", anchors.leftovers,
            "表内有 {n} 个数字不属于任何单元格：{list}",
            "{n} figures inside the tables belong to no cell: {list}",
        ),
        (
            "print.extra_row", "warning", anchors.extras,
            "表内多出表样没有的行，其中 {n} 个数字未收录：{list}",
            "the print adds a row that the form does not have; its {n} figures are not taken: {list}",
        ),
        (
            "print.page_number", "warning", anchors.asides,
            "表格各行之间有 {n} 个独占一行的数字，视为页码：{list}",
            "{n} numbers stand on lines of their own between whole rows and are taken for page numbers: {list}",
        ),
    )  # fmt: skip
    return tuple(
        _figures(rule, severity, spans, text, zh, en) for rule, severity, spans, zh, en in kinds if spans
    )


def _figures(rule: str, severity: Severity, spans: Sequence[Span], text: str, zh: str, en: str) -> Finding:
    shown = [text[start:end] for start, end in spans]
    listed = "、".join(shown[:_LISTED]) + ("…" if len(shown) > _LISTED else "")
    return Finding(
        rule=rule,
        verdict="fail",
        severity=severity,
        cells=(),
        left=len(shown),
        right=0,
        message={lang: m.format(n=len(shown), list=listed) for lang, m in (("zh", zh), ("en", en))},
        span=spans[0],
    )


def _unreadable(doubtful: Sequence[Evidence]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule="print.unreadable",
            verdict="fail",
            severity="error",
            cells=(item.cell,),
            left=None,
            right=None,
            message={
                "zh": f"此处印的“{item.print}”不是该项数字",
                "en": f"what is printed here is no figure of its kind: {item.why}",
            },
            span=item.span,
        )
        for item in doubtful
        if item.agreement is Agreement.UNREADABLE
    )


def _unplaced(doubtful: Sequence[Evidence]) -> tuple[Finding, ...]:
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
        cells = tuple(item.cell for item in doubtful if item.agreement is agreement)
        if cells:
            out.append(Finding(rule, "fail", "error", cells, None, None, {"zh": zh, "en": en}))
    return tuple(out)
