"""A document in review as an inspection, so that it is told and drawn as any inspected report; and its print, read again."""

from pathlib import Path

from crossfoot.boundary import boundary
from crossfoot.checks import Language
from crossfoot.documents import DocumentError, load, parse
from crossfoot.layout import quote
from crossfoot.pipeline.document import Prepared, prepare
from crossfoot.pipeline.inspect import Inspection, finding_of
from crossfoot.pipeline.state import State
from crossfoot.report.language import say
from crossfoot.report.lines import Lines
from crossfoot.store.doubts import about_print
from crossfoot.store.record import Record


def inspection_of(state: State, language: Language = "zh", prepared: Prepared | None = None) -> Inspection:
    """*state* as an inspection, whose sentences about sums are in *language*.

    *prepared* is the document, as `print_of` gives it: with it come the lines of the text.
    """
    of_print = tuple(finding_of(found) for found in state.record.findings if about_print(found))
    return Inspection(
        record=state.record.model_copy(update={"cells": dict(state.cells), "status": state.status}),
        language=language,
        form=state.form,
        text=prepared.document.text if prepared is not None else None,
        evidence=prepared.printed.verdict.evidence if prepared is not None else {},
        findings=(*of_print, *state.outcome.findings),
        localisations=state.localisations,
        deduced=state.outcome.deduced,
        doubtful=frozenset(state.doubts),
    )


def print_of(record: Record) -> Prepared | None:
    """The document of *record* with its places, read again from its file.

    Null where the file is not there, is another by now, or cannot be read; nothing is raised, whatever the file holds.
    """
    path = Path(record.document.path)
    with boundary(lambda _: None):
        try:
            document = parse(load(path), str(path))
        except DocumentError:
            return None
        if document.sha256 == record.document.sha256:
            prepared = prepare(document)
            return prepared if isinstance(prepared, Prepared) else None
    return None


class Around:
    """What is printed around the cells of one document, and where they stand in it."""

    def __init__(self, state: State, prepared: Prepared | None, language: Language = "zh") -> None:
        self.state = state
        self.prepared = prepared
        self.language = language
        self._lines = Lines(prepared.document.text) if prepared is not None else None
        self._rows: dict[str, str] = {}

    def row(self, cell: str) -> str:
        """The printed line of the cell's row, its figures separated by ` | `; empty where it is not at hand."""
        if self.prepared is None:
            return ""
        row = self.state.form.fields[cell].row
        if row not in self._rows:
            self._rows[row] = quote(self.prepared.document, self.prepared.anchors, [row])
        return self._rows[row]

    def place(self, cell: str) -> str:
        """Page, spreadsheet cell or line, in words; empty where none is known."""
        origin = self.state.record.origins.get(cell)
        if origin is not None and origin.cell is not None:
            return origin.cell
        if origin is not None and origin.page is not None:
            return f"第 {origin.page} 页" if self.language == "zh" else f"page {origin.page}"
        if self.prepared is None or self._lines is None:
            return ""
        item = self.prepared.printed.verdict.evidence.get(cell)
        span = (item.span or item.label) if item is not None else None
        return say(self.language, "lines.one", first=self._lines.number(span[0])) if span is not None else ""
