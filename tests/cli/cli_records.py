"""Records made by hand for the tests of the command line."""

from crossfoot.forms import form
from crossfoot.store import DocumentInfo, ErrorInfo, FindingRecord, ReadingInfo, Record


def record(path: str = "a.txt", status: str = "verified", **changes) -> Record:
    """A record on the 2021 form with all zeros but a few."""
    form_id = changes.pop("form", "2021")
    cells = changes.pop("cells", None)
    if cells is None and form_id is not None:
        cells = dict.fromkeys(form(form_id).fields, 0)
    document = {"sha256": "ab" * 32, "media_type": "text/plain", "title": None, "issuer": None, "year": 2021}
    document |= {key: changes.pop(key) for key in list(changes) if key in document}
    return Record(
        document=DocumentInfo(path=path, **document),
        form=form_id,
        status=status,
        cells=cells or {},
        evidence=changes.pop(
            "evidence", {name: (0, 1) for name, value in (cells or {}).items() if value is not None}
        ),
        findings=tuple(changes.pop("findings", ())),
        reason=changes.pop("reason", "each figure stands in its place"),
        reading=changes.pop("reading", ReadingInfo(reader="offline")),
        **changes,
    )


def failed(path: str = "bad.bin", message: str = "not text: is it a picture?") -> Record:
    return record(path, "failed", form=None, reason=message, error=ErrorInfo(type="binary", message=message))


def balance(column: str = "natural_person", left: int = 13, right: int = 12, **changes) -> FindingRecord:
    """一 + 二 = （七）总计 + 四 fails in a column."""
    rows = ("received", "carried_in", "outcome_total", "carried_out")
    return FindingRecord(
        rule=f"requests.balance.{column}",
        verdict=changes.get("verdict", "fail"),
        severity=changes.get("severity", "error"),
        cells=tuple(f"requests.{row}.{column}" for row in rows),
        left=left,
        right=right,
        message=changes.get("message", "一 + 二 = （七）总计 + 四"),
    )


def unbalanced(path: str = "wrong.txt", status: str = "source_error") -> Record:
    """A record whose first column does not add up: 11 + 2, but 12 + 0."""
    cells = dict(record().cells)
    cells |= {
        "requests.received.natural_person": 11,
        "requests.carried_in.natural_person": 2,
        "requests.outcome_total.natural_person": 12,
    }
    return record(
        path, status, cells=cells, findings=[balance()], reason="the report's own figures break a rule"
    )
