"""The rules over the cells of a record: what does not add up, without the document."""

from crossfoot.checks import confront, load_rules
from crossfoot.forms import printed_form
from crossfoot.pipeline.records import finding_record
from crossfoot.store.record import FindingRecord, Record


def recheck(record: Record, language: str = "zh") -> tuple[FindingRecord, ...]:
    """The findings of the rules of the record's form on its cells; none for a record without a form."""
    if record.form is None:
        return ()
    printed = printed_form(record.form, record.cells)
    outcome = confront(load_rules(printed), record.cells)
    return tuple(finding_record(finding, language) for finding in outcome.findings)
