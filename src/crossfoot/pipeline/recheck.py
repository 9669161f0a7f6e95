"""The rules over the cells of a record: what does not add up, without the document."""

from collections.abc import Mapping

from crossfoot.checks import confront, load_rules
from crossfoot.forms import Form, FormId, Value, form
from crossfoot.pipeline.records import finding_record
from crossfoot.store.record import FindingRecord, Record


def recheck(record: Record, language: str = "zh") -> tuple[FindingRecord, ...]:
    """The findings of the rules of the record's form on its cells; none for a record without a form."""
    if record.form is None:
        return ()
    printed = form_of(record.form, record.cells)
    outcome = confront(load_rules(printed), record.cells)
    return tuple(finding_record(finding, language) for finding in outcome.findings)


def form_of(form_id: FormId, cells: Mapping[str, Value | None]) -> Form:
    """The form as these cells print it: （六） undivided where only that row holds figures."""
    filled = {
        path for path, value in cells.items() if value is not None and path.startswith("requests.other.")
    }
    undivided = {path for path in filled if path.startswith("requests.other.undivided.")}
    return form(form_id, filled != undivided if filled else None)
