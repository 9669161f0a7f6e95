"""From a verdict to the record that users see."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crossfoot.checks import Agreement, Finding, Language, Verdict, rules_hash, verify
from crossfoot.checks.remarks import remarks
from crossfoot.documents import Document
from crossfoot.forms import Reading, Span
from crossfoot.layout import Anchors, Standing
from crossfoot.readers.heading import Candidate, Heading, in_path
from crossfoot.store.record import (
    DocumentInfo,
    ErrorInfo,
    FindingRecord,
    OriginInfo,
    ParentInfo,
    ReadingInfo,
    Record,
)


@dataclass(frozen=True)
class Judged:
    """A reading with the verdict on it."""

    reading: Reading
    verdict: Verdict


def shown_path(path: Path) -> str:
    """*path* as it can be written in JSON: bytes that are no UTF-8 (GBK names on Linux) are spelt out."""
    return _printable(os.fspath(path))


def _printable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def settled_record(
    document: Document,
    heading: Heading,
    anchors: Anchors,
    judged: Judged,
    info: ReadingInfo,
    language: Language = "zh",
) -> Record:
    """The record of a document that has a reading; its sentences are in *language*."""
    reading, verdict = judged.reading, judged.verdict
    cells = {path: reading.cells.get(path) for path in anchors.form.fields}
    soft = remarks(document.text, anchors, reading.cells, heading.year, heading)
    evidence = {path: span for path, span in _spans(anchors, judged).items() if cells[path] is not None}
    return Record(
        document=_document_info(document, heading),
        form=anchors.form.id,
        status=verdict.status,
        cells=cells,
        evidence=evidence,
        findings=tuple(finding_record(finding, language) for finding in (*verdict.findings, *soft)),
        reason=verdict.reason[language],
        reading=info.model_copy(update={"rules": rules_hash(), "passed": verdict.passed}),
        origins={
            path: origin
            for path, span in (evidence.items() if document.origins else ())
            if (origin := _origin(document, span)) is not None
        },
    )


def _origin(document: Document, span: Span) -> OriginInfo | None:
    """Where a figure stands in the file; one that lies over several pieces is told by the first of them."""
    found = document.origins_of(*span)
    return OriginInfo(page=found[0].page, box=found[0].box, cell=found[0].cell) if found else None


def failed_record(
    path: Path, code: str, message: str, document: Document | None = None, info: ReadingInfo | None = None
) -> Record:
    """The record of a document that could not be read."""
    message = _printable(message)
    return Record(
        document=DocumentInfo(
            path=shown_path(path),
            sha256=document.sha256 if document else None,
            media_type=document.media_type if document else None,
            title=None,
            issuer=None,
            year=None,
            parents=tuple(map(_parent, in_path(shown_path(path), None))),
        ),
        form=None,
        status="failed",
        cells={},
        evidence={},
        findings=(),
        reason=message,
        reading=info or ReadingInfo(reader="offline"),
        error=ErrorInfo(type=code, message=message),
    )


def moved(record: Record, path: Path) -> Record:
    """The record of the same bytes at another path."""
    shown = shown_path(path)
    elsewhere = tuple(parent for parent in record.document.parents if parent.source != "path")
    parents = elsewhere + tuple(map(_parent, in_path(shown, record.document.issuer)))
    return record.model_copy(
        update={"document": record.document.model_copy(update={"path": shown, "parents": parents})}
    )


def finding_record(finding: Finding, language: Language = "zh") -> FindingRecord:
    """A finding as it stands in a record."""
    return FindingRecord(
        rule=finding.rule,
        verdict=finding.verdict,
        severity=finding.severity,
        cells=finding.cells,
        left=finding.left,
        right=finding.right,
        message=finding.message[language],
        span=finding.span,
    )


def disputed(anchors: Anchors, printed: Reading, asked: Judged, text: str) -> Judged:
    """The best reading of a document that stays in review: what is *printed* where that is known, the model's elsewhere.

    Where the model read otherwise to the end, two readers disagree; that is said, and no sum can settle it.
    """
    differs = [e.cell for e in asked.verdict.evidence.values() if e.agreement is Agreement.DIFFERS]
    if not differs:
        return asked
    reading = asked.reading.with_cells(printed.cells)
    verdict = verify(anchors, reading, text)
    finding = Finding(
        rule="reading.differs",
        verdict="fail",
        severity="error",
        cells=tuple(differs),
        left=None,
        right=None,
        message={
            "zh": "模型读到的与原文所印不同：" + _listed(asked.reading, differs),
            "en": "the model read otherwise than is printed: " + _listed(asked.reading, differs),
        },
    )
    verdict = replace(
        verdict,
        decision="needs_review",
        reason=asked.verdict.reason,
        findings=(finding, *verdict.findings),
    )
    return Judged(reading, verdict)


def _listed(reading: Reading, paths: Sequence[str]) -> str:
    shown = [f"{path}={reading.cells.get(path)}" for path in paths[:8]]
    return ", ".join(shown) + ("…" if len(paths) > 8 else "")


def _document_info(document: Document, heading: Heading) -> DocumentInfo:
    return DocumentInfo(
        path=shown_path(Path(document.name)),
        sha256=document.sha256,
        media_type=document.media_type,
        title=heading.title,
        issuer=heading.issuer,
        year=heading.year,
        title_from=heading.title_from,
        published=heading.published,
        signed=heading.signed,
        index_number=heading.index_number,
        parents=tuple(map(_parent, heading.parents)),
        evidence=dict(heading.evidence),
    )


def _parent(place: Candidate) -> ParentInfo:
    return ParentInfo(name=place.name, level=place.level, source=place.source, span=place.span)


def _spans(anchors: Anchors, judged: Judged) -> Mapping[str, Span]:
    """Where each value stands: in its own place, or at least which figure of its row it is.

    A value that is printed nowhere borrows no place.
    """
    out: dict[str, Span] = {}
    evidence = judged.verdict.evidence
    for row in anchors.form.rows:
        loose = [c.path for c in row.cells if anchors.places[c.path].standing is Standing.LOOSE]
        if loose and evidence[loose[0]].agreement is Agreement.ROW_ONLY:
            read = [path for path in loose if judged.reading.cells.get(path) is not None]
            out.update(zip(read, anchors.rows[row.path].figures, strict=False))
    agrees = Agreement.AGREES
    out.update({p: item.span for p, item in evidence.items() if item.span and item.agreement is agrees})
    return out
