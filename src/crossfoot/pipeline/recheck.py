"""The rules over the cells of a record: what does not add up, without the document."""

from collections.abc import Callable

from crossfoot.checks import Language, confront, load_rules, rules_hash
from crossfoot.forms import printed_form
from crossfoot.pipeline.records import finding_record
from crossfoot.store.decision import Decision
from crossfoot.store.doubts import about_print, failing_sums
from crossfoot.store.record import FindingRecord, Record


def recheck(record: Record, language: Language = "zh") -> tuple[FindingRecord, ...]:
    """The findings of the rules of the record's form on its cells; none without a form.

    What only the document can tell is taken from the record: about the print (before them) and the soft ones (after).
    """
    if record.form is None:
        return ()
    rules = load_rules(printed_form(record.form, record.cells))
    ids = {rule.id for rule in rules}
    of_print = tuple(filter(about_print, record.findings))
    # Of another severity are sums alone: those that no rule says any more are not taken over.
    soft = tuple(
        f for f in record.findings if f.severity == "warning" and f.rule not in ids and f not in of_print
    )
    outcome = confront(rules, record.cells, unknown_cells(record))
    sums = tuple(finding_record(finding, language) for finding in outcome.findings)
    return (*of_print, *sums, *soft)


def unknown_cells(record: Record) -> frozenset[str]:
    """The cells without a value that the record's findings about the print name: nobody can say what stands there."""
    about = filter(about_print, record.findings)
    return frozenset(path for f in about for path in f.cells if record.cells.get(path) is None)


def under_todays_rules(record: Record, signed: Callable[[], Decision | None]) -> Record:
    """A person's *record*, with the findings of the rules as they are now.

    *signed* gives the entry that closed its document, if it is closed. Where a sum fails that did not then, nobody has
    looked at that: the record needs review, for as long as the rules say so.
    """
    today = rules_hash()
    if record.reading.rules == today:
        return record
    findings = recheck(record)
    now = record.model_copy(
        update={"findings": findings, "reading": record.reading.model_copy(update={"rules": today})}
    )
    closed = signed()
    if closed is None:
        return now
    failing = failing_sums(now)
    new = [finding for finding in failing if finding.rule not in closed.failing_before]
    if new:
        said = f"人工核对之后规则有变，{len(new)} 条勾稽关系不成立，须再核对：{new[0].message}"
        return now.model_copy(update={"status": "needs_review", "reason": said})
    status = "source_error" if failing else "verified"
    if status == now.status:
        return now
    said = f"{len(failing)} 条勾稽关系不成立，报告自身有误" if failing else "能检验的勾稽关系全部成立"
    return now.model_copy(update={"status": status, "reason": f"经人工核对；按现行规则，{said}"})
