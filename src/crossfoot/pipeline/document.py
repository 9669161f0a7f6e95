"""One document through the loop: read, locate, fill, check, and ask again about what is in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.checks import Verdict, verify
from crossfoot.documents import Document, DocumentError, read
from crossfoot.forms import Unit
from crossfoot.layout import Anchors, LayoutError, excerpt, locate, quote
from crossfoot.pipeline.records import Judged, disputed, failed_record, settled_record
from crossfoot.readers.heading import read_heading
from crossfoot.readers.offline import read_offline
from crossfoot.store.record import ReadingInfo, Record

if TYPE_CHECKING:
    from crossfoot.readers.model import Answer, ModelReader, Usage

MAX_BYTES = 20_000_000
"""A larger file is no report: the longest known, with all its page furniture, has 2 MB."""


@dataclass(frozen=True)
class Prepared:
    """A document with the places of its cells and the figures that stand there."""

    document: Document
    anchors: Anchors
    printed: Judged

    @property
    def units(self) -> Mapping[str, Unit]:
        """The units that headers state, by cell."""
        return {path: place.unit for path, place in self.anchors.places.items() if place.unit is not None}


def examine(path: Path, *, max_bytes: int = MAX_BYTES) -> Record:
    """The record of a file by the offline reader; bad input gives a record with status `failed`, never an error."""
    try:
        document = read(path, max_bytes=max_bytes)
    except DocumentError as error:
        return failed_record(path, error.code, error.message)
    return examine_document(document)


def examine_document(document: Document) -> Record:
    """The record of a document by the offline reader."""
    prepared = prepare(document)
    if isinstance(prepared, Record):
        return prepared
    return offline_record(prepared)


def prepare(document: Document) -> Prepared | Record:
    """Locate the cells and read what is printed; a `failed` record where there are no tables."""
    try:
        anchors = locate(document)
    except LayoutError as error:
        return failed_record(Path(document.name), error.code, error.message, document)
    reading = read_offline(document, anchors)
    return Prepared(document, anchors, Judged(reading, verify(anchors, reading, document.text)))


def offline_record(prepared: Prepared) -> Record:
    """The record without a model."""
    return settled_record(
        prepared.document,
        read_heading(prepared.document),
        prepared.anchors,
        prepared.printed,
        ReadingInfo(reader="offline"),
    )


async def model_record(
    prepared: Prepared, reader: "ModelReader", info: ReadingInfo, rounds: int
) -> "tuple[Record, Usage, bool]":
    """The record by the model: a first reading, then at most *rounds* questions about the cells in doubt.

    Also what it took now, and whether the provider answered every question. A question that goes wrong ends the asking and keeps what was read; what goes wrong with the first reading is
    raised (`ModelError`).
    """
    from crossfoot.readers.model import BadAnswer, ModelError

    document, anchors = prepared.document, prepared.anchors
    answer = await reader.read(excerpt(document, anchors), anchors.form, prepared.units)
    usage = answer.usage
    best = current = Judged(answer.reading, verify(anchors, answer.reading, document.text))
    asked, answered = 0, True
    while current.verdict.suspects and asked < rounds:
        try:
            reply = await _ask(prepared, current.verdict, reader)
        except ModelError as error:
            usage += error.usage
            if error.fatal:
                error.usage = usage
                raise
            answered = isinstance(error, BadAnswer)
            break
        asked += 1
        usage += reply.usage
        if reply.reading.cells.items() <= current.reading.cells.items():
            break  # The same answer twice: asking a third time would bring no other.
        reading = current.reading.with_cells(reply.reading.cells)
        current = Judged(reading, verify(anchors, reading, document.text))
        best = min(best, current, key=lambda judged: judged.verdict.rank)
    if best.verdict.status == "needs_review":
        best = disputed(anchors, prepared.printed.reading, best, document.text)
    spent = _spent(info, usage, reader, rounds=asked)
    return settled_record(document, read_heading(document), anchors, best, spent), usage, answered


async def _ask(prepared: Prepared, verdict: Verdict, reader: "ModelReader") -> "Answer":
    """One question about the suspects: their lines, the equations that fail, and nothing of the earlier answer."""
    form = prepared.anchors.form
    cells = [form.cells[suspect.cell] for suspect in verdict.suspects]
    rows = dict.fromkeys(cell.row for cell in cells)
    if all(row in prepared.anchors.rows for row in rows):
        lines = quote(prepared.document, prepared.anchors, rows)
    else:
        lines = excerpt(prepared.document, prepared.anchors)
    named = {cell.path for cell in cells}
    equations = [rule.equation for rule in verdict.failed if named & set(rule.cells)]
    return await reader.ask(cells, form, lines, equations, prepared.units)


def _spent(info: ReadingInfo, usage: "Usage", reader: "ModelReader", rounds: int) -> ReadingInfo:
    """What the reading took, whether the answers came from the endpoint now or from the log."""
    tokens = usage.input_tokens + usage.cached_input_tokens, usage.output_tokens + usage.cached_output_tokens
    return info.model_copy(
        update={
            "calls": usage.calls + usage.cached,
            "rounds": rounds,
            "input_tokens": tokens[0],
            "output_tokens": tokens[1],
            "cost": reader.endpoint.cost(*tokens),
        }
    )
