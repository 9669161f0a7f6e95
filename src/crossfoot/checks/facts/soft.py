"""Soft rules on the facts: channels against their total, requests against table three, the fee against its amount.

Warnings, as the remarks are. A rule is tested where all that it needs is stated exactly, and says nothing else.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from crossfoot.checks.confront import Finding
from crossfoot.checks.facts.catalogue import FactRules, finding, load_fact_rules
from crossfoot.checks.facts.quotes import Found
from crossfoot.checks.facts.verify import REMARKS, Checked
from crossfoot.checks.remarks.counts import statement_remark
from crossfoot.checks.remarks.numbers import Claim
from crossfoot.checks.remarks.sentences import Sentence
from crossfoot.forms import Value
from crossfoot.forms.facts import FACTS
from crossfoot.layout.anchors import Anchors

_TOTALS = {
    "facts.disclosed.channels": "facts.disclosed.total",
    "facts.applications.channels": "facts.applications.received",
}


def fact_findings(
    checked: Checked,
    document: str,
    anchors: Anchors,
    cells: Mapping[str, Value | None],
    year: int | None,
    said: Collection[str],
) -> tuple[Finding, ...]:
    """What the facts bring up: those that were rejected, and the soft rules that do not hold.

    *said* are the rules that the report's findings name already; what they say of a number is not said twice.
    """
    rules = load_fact_rules()
    return (
        *_rejected(checked, rules),
        *(found for path, total in _TOTALS.items() for found in _sum(checked, path, total, rules)),
        *_against_tables(checked, document, anchors, cells, year, said),
        *_fee(checked, rules),
    )


def _rejected(checked: Checked, rules: FactRules) -> Iterator[Finding]:
    for each in checked.facts.rejected:
        yield finding(
            rules.findings["facts.rejected"],
            verdict="untestable",
            path=each.path,
            label=FACTS[each.path].label,
            reason=rules.reasons[each.why],
            quote=each.quote,
        )


def _sum(checked: Checked, path: str, total_path: str, rules: FactRules) -> Iterator[Finding]:
    """The channels against their total. Fewer than the total is only remarkable where one sentence parts it."""
    parts = [claim for claim in checked.claims if claim[0] == path]
    totals = [claim for claim in checked.claims if claim[0] == total_path]
    if len(parts) < 2 or not totals or any(claim[2].rough for claim in (*parts, *totals)):
        return
    (_, whole, total), found = totals[0], [figure.value for _, _, figure in parts]
    if len({figure.unit for _, _, figure in parts} | {total.unit}) > 1 or sum(found) == total.value:
        return
    more = sum(found) > total.value
    overlapping = path == "facts.disclosed.channels"
    if max(found) > total.value:
        why = "one_too_large"
    elif more:
        why = "overlap" if overlapping else "exceeds"
    elif all(_together(whole, place) for _, place, _ in parts):
        why = "others"
    else:
        return
    yield finding(
        rules.findings[path],
        verdict="fail" if why in ("one_too_large", "exceeds") else "untestable",
        left=_plain(Decimal(sum(found))),
        right=_plain(total.value),
        span=whole.span,
        because=rules.differences[why],
    )


def _together(one: Found, other: Found) -> bool:
    """Do the two quotes stand in one sentence?"""
    return one.view is other.view and one.sentence[0] <= other.start < one.sentence[1]


def _against_tables(
    checked: Checked,
    document: str,
    anchors: Anchors,
    cells: Mapping[str, Value | None],
    year: int | None,
    said: Collection[str],
) -> Iterator[Finding]:
    """Requests as stated, held against table three as any statement of the narrative is."""
    for path, place, figure in checked.claims:
        remark = REMARKS.get(path)
        if remark is None or remark in said or figure.rough:
            continue
        begin, stop = place.sentence
        start, end = place.view.span(begin, stop)
        sentence = Sentence("".join(document[start:end].split()), start, end, document)
        shown = len("".join(document[start : place.view.offsets[figure.start]].split()))
        words = len("".join(document[start : place.view.offsets[figure.end - 1] + 1].split()))
        quoted = min(len("".join(document[start : place.span[0]].split())), shown)
        claim = Claim(remark, _plain(figure.value), sentence, quoted, words)
        found = statement_remark(claim, anchors, cells, year)
        if found is not None:
            yield replace(found, rule=path)


def _fee(checked: Checked, rules: FactRules) -> Iterator[Finding]:
    charged, amount = checked.facts.fee.charged, checked.facts.fee.yuan
    if charged is None or amount is None or amount.rough or charged.value == (amount.value > 0):
        return
    rule = rules.findings["facts.fee"]
    yield finding(rule, verdict="fail", left=amount.value, span=amount.span)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
