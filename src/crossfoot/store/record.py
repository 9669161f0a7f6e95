"""The result record: what the program says about one document. A promise to users: fields are added, never renamed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["verified", "source_error", "needs_review", "failed"]
STATUSES: tuple[Status, ...] = ("verified", "source_error", "needs_review", "failed")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentInfo(_Part):
    path: str
    sha256: str | None
    media_type: str | None
    title: str | None
    issuer: str | None
    year: int | None


class FindingRecord(_Part):
    rule: str
    verdict: Literal["fail", "untestable", "deduced"]
    severity: Literal["error", "warning"]
    cells: tuple[str, ...]
    left: int | float | None
    right: int | float | None
    message: str


class ReadingInfo(_Part):
    reader: str
    """`offline` or `model`."""
    model: str | None = None
    prompt: str | None = None
    """Content hash of the prompts that were used."""
    rules: str | None = None
    """Content hash of the rule files."""
    calls: int = 0
    rounds: int = 0
    """Questions after the first reading."""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """In the currency of the configured prices; null where no price is configured."""
    passed: int = 0
    """Rules that were tested and hold."""


class ErrorInfo(_Part):
    type: str
    message: str


class Record(_Part):
    document: DocumentInfo
    form: Literal["2019", "2021"] | None
    status: Status
    cells: dict[str, int | float | None]
    evidence: dict[str, tuple[int, int]]
    findings: tuple[FindingRecord, ...]
    reason: str
    reading: ReadingInfo
    error: ErrorInfo | None = None

    def line(self) -> str:
        """The record as one line of JSON, without the line end; Chinese is not escaped."""
        return self.model_dump_json()
