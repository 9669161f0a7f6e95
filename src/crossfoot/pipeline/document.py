"""One document through the loop: read, locate, fill, check, and ask again about what is in doubt."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.checks import verify
from crossfoot.documents import Document, DocumentError, read
from crossfoot.forms import Unit
from crossfoot.layout import Anchors, LayoutError, excerpt, locate
from crossfoot.pipeline.facts import read_facts, with_facts
from crossfoot.pipeline.records import Judged, disputed, failed_record, settled_record
from crossfoot.pipeline.rounds import Questions
from crossfoot.readers.heading import read_heading
from crossfoot.readers.offline import read_offline
from crossfoot.store.record import ReadingInfo, Record, RoundInfo

if TYPE_CHECKING:
    from crossfoot.readers.model import ModelReader, Usage

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
    prepared: Prepared,
    reader: "ModelReader",
    info: ReadingInfo,
    rounds: int,
    votes: int = 1,
    stronger: "ModelReader | None" = None,
) -> "tuple[Record, Usage, bool]":
    """The record by the model: a first reading, then at most *rounds* questions about the cells in doubt.

    Each question is put *votes* times; what is in doubt after the last is put to the *stronger* model once more. Also
    what it took now, and whether the record may stand: not where it needs review and the provider left a question
    without an answer. What goes wrong with the first reading is raised (`ModelError`); a question that goes wrong ends
    the asking and keeps what was read, unless every document would meet the same.

    Where the reader's endpoint says so, the facts of the narrative are asked for at the same time. What goes wrong with
    them is said in the record's facts and touches nothing else.
    """
    tables = _tables_record(prepared, reader, info, rounds, votes, stronger)
    if not reader.endpoint.facts:
        return await tables
    outcome, facts = await asyncio.gather(tables, read_facts(prepared, reader), return_exceptions=True)
    if isinstance(facts, BaseException):
        raise facts
    if isinstance(outcome, BaseException):
        from crossfoot.readers.model import ModelError

        if isinstance(outcome, ModelError):
            outcome.usage += facts.usage
        raise outcome
    record, usage, stands = outcome
    usage += facts.usage
    record = with_facts(record, prepared, facts.checked)
    record = record.model_copy(update={"reading": spent(record.reading, usage, record.reading.log)})
    return record, usage, stands and not facts.lost


async def _tables_record(
    prepared: Prepared,
    reader: "ModelReader",
    info: ReadingInfo,
    rounds: int,
    votes: int,
    stronger: "ModelReader | None",
) -> "tuple[Record, Usage, bool]":
    """The record of the three tables alone."""
    document, anchors = prepared.document, prepared.anchors
    answer = await reader.read(excerpt(document, anchors), anchors.form, prepared.units)
    questions = Questions(prepared, answer, votes)
    await questions.ask(reader, rounds)
    if stronger is not None:
        await questions.escalate(stronger)
    best = questions.best
    if best.verdict.status == "needs_review":
        best = disputed(anchors, prepared.printed.reading, best, document.text)
    record = settled_record(
        document, read_heading(document), anchors, best, spent(info, questions.usage, questions.log)
    )
    return record, questions.usage, not (questions.lost and record.status == "needs_review")


def spent(info: ReadingInfo, usage: "Usage", log: Sequence[RoundInfo]) -> ReadingInfo:
    """What the reading took, whether the answers came from the endpoint now or from the log."""
    cost = None if usage.cost is None or usage.cached_cost is None else usage.cost + usage.cached_cost
    return info.model_copy(
        update={
            "calls": usage.calls + usage.cached,
            "rounds": len(log),
            "input_tokens": usage.input_tokens + usage.cached_input_tokens,
            "output_tokens": usage.output_tokens + usage.cached_output_tokens,
            # Which addends come from the log must not show in the last digits.
            "cost": None if cost is None else round(cost, 12),
            "log": tuple(log),
        }
    )
