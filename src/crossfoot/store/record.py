"""The result record: what the program says about one document. A promise to users: fields are added, never renamed."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crossfoot.forms.facts import Facts

Status = Literal["verified", "source_error", "needs_review", "failed"]
STATUSES: tuple[Status, ...] = ("verified", "source_error", "needs_review", "failed")


class RecordPart(BaseModel):
    """What records are made of: frozen, and strict about the names of their fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ParentInfo(RecordPart):
    """A place that the reporting body may belong to: a candidate, from which nothing is concluded."""

    name: str
    level: Literal["province", "city", "county", "township"]
    """As the suffix tells: a city may be one of a prefecture or of a county."""
    source: Literal["title", "signature", "breadcrumb", "publisher", "path"]
    span: tuple[int, int] | None = None
    """Character offsets into the document's text; null for a folder of the path."""


class DocumentInfo(RecordPart):
    """What a document is, who issued it and when; each null where the text does not tell."""

    path: str
    sha256: str | None
    media_type: str | None
    title: str | None
    issuer: str | None
    year: int | None
    title_from: Literal["text", "page"] | None = None
    """`page`: from the title that a web page carries beside its text. Such a title, and what only it says, has no evidence."""
    published: date | None = None
    """The date of publication that the page prints."""
    signed: date | None = None
    """The date under the report; where there is none, the date of writing (成文日期) that the page prints."""
    index_number: str | None = None
    """索引号, as printed."""
    parents: tuple[ParentInfo, ...] = ()
    """Places that the body may belong to, the widest first in each source."""
    evidence: dict[str, tuple[int, int]] = {}
    """Field → character offsets into the document's text, for title, issuer, year, published, signed and index_number."""


class OriginInfo(RecordPart):
    """Where a printed value stands in the file, for formats that have pages or spreadsheet cells."""

    page: int | None = None
    """From 1 on."""
    box: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom in points from the upper left corner of the page as it is shown."""
    cell: str | None = None
    """As spreadsheets name it: `表二!C5`."""


class FindingRecord(RecordPart):
    rule: str
    verdict: Literal["fail", "untestable", "deduced"]
    severity: Literal["error", "warning"]
    cells: tuple[str, ...]
    left: int | float | None
    right: int | float | None
    message: str
    span: tuple[int, int] | None = None
    """Character offsets into the document's text, where a place is meant that is no cell's."""


class ErrorInfo(RecordPart):
    type: str
    message: str


class RoundInfo(RecordPart):
    """One question about the cells in doubt, and what its answer changed.

    *Before* and *after* are the reading as it stood when the question was put and with the answer taken in. Which of
    the readings a document's record keeps is another matter: the best of them.
    """

    number: int
    """From 1 on; the first reading is no question."""
    model: str
    """Who was asked."""
    escalated: bool = False
    """Was it the stronger model, asked last?"""
    votes: int = 1
    """How many times the question was put, each time independently."""
    answered: int
    """How many of these had an answer that can be used."""
    asked: dict[str, Literal["differs", "sum", "unread"]]
    """Cell → why it was in doubt: it differs from its place in the print, a sum points at it, or it has no answer."""
    undecided: tuple[str, ...] = ()
    """Asked cells for which no value had more than half of the votes; they keep what they had."""
    fixed: tuple[str, ...] = ()
    """Cells in doubt before and no longer after."""
    still: tuple[str, ...] = ()
    """Cells in doubt before and after."""
    new: tuple[str, ...] = ()
    """Cells in doubt only after."""
    rules_fixed: tuple[str, ...] = ()
    """Rules that failed before and no longer after."""
    rules_still: tuple[str, ...] = ()
    """Rules that failed before and after."""
    rules_new: tuple[str, ...] = ()
    """Rules that failed only after."""
    error: ErrorInfo | None = None
    """Why a vote had no answer that can be used, where one had none."""


class ReadingInfo(RecordPart):
    reader: str
    """`offline` or `model`."""
    model: str | None = None
    prompt: str | None = None
    """Content hash of the prompts that were used."""
    rules: str | None = None
    """Content hash of the rule files."""
    calls: int = 0
    rounds: int = 0
    """Questions after the first reading; one that is put several times is one."""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """In the currency of the configured prices; null where one is not configured for a model that was asked."""
    passed: int = 0
    """Rules that were tested and hold."""
    log: tuple[RoundInfo, ...] = ()
    """The questions, in order."""


class Record(RecordPart):
    document: DocumentInfo
    form: Literal["2019", "2021"] | None
    status: Status
    cells: dict[str, int | float | None]
    evidence: dict[str, tuple[int, int]]
    findings: tuple[FindingRecord, ...]
    reason: str
    reading: ReadingInfo
    error: ErrorInfo | None = None
    facts: Facts | None = None
    """The facts of the narrative; null where nobody was asked for them."""
    origins: dict[str, OriginInfo] = {}
    """Cell path → where its figure stands in the file; empty for web pages and plain text."""

    def line(self) -> str:
        """The record as one line of JSON, without the line end; Chinese is not escaped."""
        return self.model_dump_json()
