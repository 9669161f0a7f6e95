"""The rules over the cells of a record: what does not add up, without the document."""

from crossfoot.checks import Language, confront, load_rules
from crossfoot.forms import printed_form
from crossfoot.pipeline.records import finding_record
from crossfoot.store.doubts import about_print
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
