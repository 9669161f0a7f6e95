"""A document on the desk as an inspection: what `crossfoot.report` puts into words, with the figures as they stand now."""

from collections.abc import Iterator
from dataclasses import replace

from crossfoot.checks import Evidence, Finding, Language, load_rules
from crossfoot.checks.evidence import Agreement
from crossfoot.pipeline.inspect import Inspection, finding_of
from crossfoot.pipeline.state import State
from crossfoot.review.view import inspection_of
from crossfoot.review.web.shelf import Opened
from crossfoot.store.doubts import about_print


def inspection(state: State, opened: Opened | None, language: Language) -> Inspection:
    """The inspection of *state*; its text and the places of its cells as far as the document is at hand."""
    made = inspection_of(state, language, opened.prepared if opened is not None else None)
    findings = (*_beside_the_sums(state, opened), *state.outcome.findings)
    if opened is None:
        return replace(made, findings=findings)
    leftovers = opened.prepared.anchors.leftovers
    return replace(made, findings=findings, evidence=_evidence(state, opened), leftovers=leftovers)


def _evidence(state: State, opened: Opened) -> dict[str, Evidence]:
    """Where the print has each cell; where that is not found now, the place that the record or a person gives."""
    out = {path: item for path, item in opened.evidence.items() if path in state.form.cells}
    pointed = {
        change.cell: change.span
        for decision in state.decisions
        for change in decision.changes
        if change.span is not None
    }
    for path, span in {**state.record.evidence, **pointed}.items():
        known = out.get(path, Evidence(path, Agreement.AGREES))
        if known.span is None:
            out[path] = known._replace(span=span, print=opened.document.text[slice(*span)])
    return out


def _beside_the_sums(state: State, opened: Opened | None) -> Iterator[Finding]:
    """What the record says beside the sums; of the cells, those that nobody has decided about yet."""
    rules = {rule.id for rule in load_rules(state.form)}
    both = _in_both_languages(opened)
    waiting = set(state.doubts)
    for found in state.record.findings:
        if found.rule in rules:
            continue
        finding = both.get((found.rule, found.cells)) or finding_of(found)
        if about_print(found) and found.cells:
            left = tuple(cell for cell in found.cells if cell in waiting)
            if not left:
                continue
            finding = replace(finding, cells=left)
        yield finding


def _in_both_languages(opened: Opened | None) -> dict[tuple[str, tuple[str, ...]], Finding]:
    """The findings as they are found now; a record keeps its sentences in one language."""
    if opened is None:
        return {}
    return {(found.rule, found.cells): found for found in opened.prepared.printed.verdict.findings}
