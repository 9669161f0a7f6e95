"""The rules over the cells of a record: what does not add up, without the document."""

from crossfoot.checks import Language, confront, load_rules
from crossfoot.forms import printed_form
from crossfoot.pipeline.records import finding_record
from crossfoot.store.record import FindingRecord, Record

_OF_PRINT = ("print", "reading")
"""Findings that only the document can tell: they are taken from the record."""


def recheck(record: Record, language: Language = "zh") -> tuple[FindingRecord, ...]:
    """The findings of the rules of the record's form on its cells, behind those about its print; none without a form."""
    if record.form is None:
        return ()
    printed = printed_form(record.form, record.cells)
    # What is said about the print stays said, and a cell without a place in it is unknown, not blank.
    of_print = tuple(finding for finding in record.findings if finding.rule.split(".")[0] in _OF_PRINT)
    unknown = {path for f in of_print for path in f.cells if record.cells.get(path) is None}
    outcome = confront(load_rules(printed), record.cells, unknown)
    return (*of_print, *(finding_record(finding, language) for finding in outcome.findings))
