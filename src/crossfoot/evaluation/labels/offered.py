"""What the program makes of a report, as the start of a label made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crossfoot.documents import Document, DocumentError, read
from crossfoot.evaluation.run import said_by
from crossfoot.forms import Form, Row, Value
from crossfoot.layout import Anchors, quote
from crossfoot.pipeline.document import Prepared, offline_record, prepare
from crossfoot.store.record import Record


@dataclass(frozen=True)
class Offered:
    """The reading of a report that a person may take over, row by row. Empty where there is none."""

    form: Form | None = None
    refusal: str | None = None
    """Why the report could not be read."""
    cells: Mapping[str, Value | None] = field(default_factory=dict)
    """The cells that the record claims to know; null: nothing is printed there."""
    title: str | None = None
    issuer: str | None = None
    year: int | None = None
    document: Document | None = None
    anchors: Anchors | None = None

    @property
    def blind(self) -> "Offered":
        """The same for someone who is not to see what the program read, nor where."""
        return Offered(self.form, self.refusal)

    def figures(self, row: Row) -> dict[str, Value | None] | None:
        """The figures of a row; null where one of them is not known."""
        if any(cell.path not in self.cells for cell in row.cells):
            return None
        return {cell.path: self.cells[cell.path] for cell in row.cells}

    def lines(self, row: Row) -> list[str]:
        """The row as it stands in the text; nothing where it was not found."""
        if self.document is None or self.anchors is None or row.path not in self.anchors.rows:
            return []
        return quote(self.document, self.anchors, [row.path]).splitlines()


def offered(path: Path, record: Record | None = None) -> Offered:
    """The reading of the report at *path* to start from: *record* if there is one, else the offline reader's."""
    try:
        document = read(path)
    except DocumentError as error:
        return Offered(refusal=error.message)
    prepared = prepare(document)
    if not isinstance(prepared, Prepared):
        return Offered(refusal=prepared.reason)
    if record is None or record.form != prepared.anchors.form.id:
        record = offline_record(prepared)
    said = said_by(record)
    return Offered(
        form=prepared.anchors.form,
        cells={path: value for path, value in said.cells.items() if path not in said.unread},
        title=record.document.title,
        issuer=record.document.issuer,
        year=record.document.year,
        document=document,
        anchors=prepared.anchors,
    )
