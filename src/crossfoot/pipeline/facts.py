"""The facts of the narrative: one more question to the model, beside the tables and of no consequence for them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crossfoot.boundary import boundary
from crossfoot.checks.facts import Checked, fact_findings, verify_facts
from crossfoot.forms.facts import Facts, FactsError
from crossfoot.layout.narrative import narrative
from crossfoot.pipeline.records import finding_record
from crossfoot.readers.heading import read_heading
from crossfoot.store import StoreError
from crossfoot.store.record import Record

if TYPE_CHECKING:
    from crossfoot.pipeline.document import Prepared
    from crossfoot.readers.model import ModelReader, Usage


@dataclass(frozen=True)
class FactsRead:
    """What came of the question. `lost`: the provider left it without an answer; put again, it may have one."""

    usage: "Usage"
    checked: Checked = field(default_factory=lambda: Checked(Facts(), ()))
    lost: bool = False


async def read_facts(prepared: "Prepared", reader: "ModelReader") -> FactsRead:
    """Ask *reader* for the facts and hold them against the text. What goes wrong is said in their `error`.

    Raises `StoreError` where the log of answers fails: every other question would meet the same.
    """
    from crossfoot.readers.model import BadAnswer, ModelError, Usage

    document = prepared.document
    usage = Usage()
    faults: list[Exception] = []
    with boundary(faults.append, let_through=(StoreError,)):
        told = narrative(document, prepared.anchors)
        text = told.text(document.text)
        if not text:
            return FactsRead(usage)
        try:
            answer = await reader.facts(text)
        except ModelError as error:
            lost = not isinstance(error, BadAnswer)
            return FactsRead(error.usage, _none(type(error).__name__, error.message), lost)
        usage = answer.usage
        return FactsRead(usage, verify_facts(answer.stated, document.text, told, read_heading(document).year))
    message = f"crossfoot failed on the facts of this document ({faults[0]!r}); please report it"
    return FactsRead(usage, _none("unexpected", message))


def with_facts(record: Record, prepared: "Prepared", facts: Checked) -> Record:
    """*record* with *facts* and what is to be said about them; its status and its cells stay what they are."""
    said = {finding.rule for finding in record.findings}
    document = prepared.document
    found = fact_findings(
        facts, document.text, prepared.anchors, record.cells, read_heading(document).year, said
    )
    findings = (*record.findings, *map(finding_record, found))
    return record.model_copy(update={"facts": facts.facts, "findings": findings})


def _none(code: str, message: str) -> Checked:
    return Checked(Facts(error=FactsError(type=code, message=message)), ())
