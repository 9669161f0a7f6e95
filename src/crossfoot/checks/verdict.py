"""The verdict on a reading: verified, the report's own error, a suspicion to ask about, or a case for a person.

Pure: no I/O, no model. The decision table:

| the print says of the cells | sums | decision |
|---|---|---|
| every one agrees, no figure is left over | hold | `verified` |
| every one agrees, no figure is left over | fail | `source_error`: the report's own figures are wrong; the smallest correction is a suggestion |
| some differ from their place | any | `ask_again`, for those cells |
| some have no place of their own, the rest agrees | fail | `ask_again`, for those of them that the failing sums point at |
| some have no place of their own, the rest agrees | hold | `needs_review`: another reading could not show more |
| a figure is left over, or is none of its kind | any | `needs_review`, unless there is something to ask |

Where the text was recognised from a picture, the first two are `needs_review`: agreeing with a reading proves nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from crossfoot.checks.confront import Confrontation, Finding, confront
from crossfoot.checks.evidence import Agreement, Evidence, weigh
from crossfoot.checks.localise import Localisation, localise, violated
from crossfoot.checks.printed import print_findings
from crossfoot.checks.reasons import Decision, Language, reason
from crossfoot.checks.recognised import Shelter, recognised_finding, recognised_reason, shelter
from crossfoot.checks.rules import Rule, load_rules
from crossfoot.forms import Form, Reading
from crossfoot.layout.anchors import Anchors

Status = Literal["verified", "source_error", "needs_review"]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell to ask about again, and why."""

    cell: str
    why: Literal["differs", "sum", "unread"]


@dataclass(frozen=True)
class Verdict:
    """What is known about a reading after all checks."""

    decision: Decision
    reason: Mapping[Language, str]
    """One sentence, by language."""
    findings: tuple[Finding, ...]
    evidence: Mapping[str, Evidence]
    """For every printed cell of the form."""
    suspects: tuple[Suspect, ...]
    """The cells that a reader should look at again; empty but for `ask_again`."""
    passed: int
    """Rules that were tested and hold."""
    failed: tuple[Rule, ...]
    """The rules that do not hold."""
    localisations: tuple[Localisation, ...]
    """Where the failing sums point to. For `source_error` the smallest corrections of the report; never applied."""

    @property
    def status(self) -> Status:
        """What a record says if nothing more is asked."""
        return "needs_review" if self.decision == "ask_again" else self.decision

    @property
    def rank(self) -> tuple[int, int, int]:
        """For choosing between readings of one document: less is better."""
        order = {"verified": 0, "source_error": 1, "needs_review": 2}
        unsettled = sum(e.agreement is Agreement.DIFFERS for e in self.evidence.values())
        return order[self.status], unsettled, len(self.failed)


def verify(anchors: Anchors, reading: Reading, text: str) -> Verdict:
    """Check *reading* against the print (*anchors*, into *text*) and against the rules of its form."""
    form = anchors.form
    evidence = weigh(anchors, reading, text)
    others = [item for item in evidence.values() if item.agreement is not Agreement.AGREES]
    by_agreement: dict[Agreement, list[str]] = {agreement: [] for agreement in Agreement}
    for item in others:
        by_agreement[item.agreement].append(item.cell)
    unknown = form.cells.keys() - reading.cells.keys()
    rules = load_rules(form)
    outcome = confront(rules, reading.cells, unknown)
    if outcome.failed and anchors.asides:
        # What seems to be a page number may be a piece of the figure that a sum lacks.
        anchors = replace(anchors, leftovers=tuple(sorted((*anchors.leftovers, *anchors.asides))), asides=())
    settled = not others and not anchors.leftovers and any(item.span for item in evidence.values())
    # Cells that agree with the print are beyond doubt; only where all do, or it was recognised, the print itself is not.
    doubtful = form.cells.keys() if settled or anchors.recognised else {item.cell for item in others}
    localisations = localise(outcome, reading.cells, lambda path: 1.0 if path in doubtful else None)
    suspects = () if settled else _suspects(by_agreement, outcome, localisations, unknown)
    decision: Decision
    if settled:
        decision = "source_error" if outcome.failed else "verified"
    else:
        decision = "ask_again" if suspects else "needs_review"
    failing = [finding for finding in outcome.findings if finding.verdict == "fail"]
    verdict = Verdict(
        decision=decision,
        reason=reason(decision, form, by_agreement, len(anchors.leftovers), failing, len(suspects)),
        findings=(*print_findings(anchors, others, text), *outcome.findings),
        evidence=evidence,
        suspects=suspects,
        passed=outcome.passed,
        failed=tuple(rule for rule, _ in outcome.failed),
        localisations=localisations,
    )
    if not anchors.recognised:
        return verdict
    return _of_a_reading(verdict, form, shelter(form, rules, reading, outcome))


def _of_a_reading(verdict: Verdict, form: Form, found: Shelter) -> Verdict:
    """*verdict*, where the text itself was read from a picture: what would be certain of a print is for a person."""
    settled = verdict.decision in ("verified", "source_error")
    doubts = None if settled else verdict.reason
    failing = [finding for finding in verdict.findings if finding.verdict == "fail"]
    exposed = (recognised_finding(form, found),) if found.exposed else ()
    return replace(
        verdict,
        decision="needs_review" if settled else verdict.decision,
        reason=recognised_reason(form, doubts, failing, verdict.localisations, found),
        findings=(*exposed, *verdict.findings),
    )


def _suspects(
    by_agreement: Mapping[Agreement, list[str]],
    outcome: Confrontation,
    localisations: tuple[Localisation, ...],
    unknown: set[str],
) -> tuple[Suspect, ...]:
    """The cells that differ from their place; and of those without a place the ones that failing sums point at."""
    out = {
        path: Suspect(path, "unread" if path in unknown else "differs")
        for path in by_agreement[Agreement.DIFFERS]
    }
    if outcome.failed:
        loose = {*by_agreement[Agreement.ROW_ONLY], *by_agreement[Agreement.NOTHING]}
        pointed = {path for found in localisations for path in found.suspects}
        pointed.update(violated([rule for rule, _ in outcome.failed]))
        for path in sorted(pointed & loose):
            out.setdefault(path, Suspect(path, "sum"))
    return tuple(out.values())
