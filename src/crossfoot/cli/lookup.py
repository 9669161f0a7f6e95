"""Which record does the user mean? The store, a results file, or a report read on the spot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.cli.exits import Refused
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.store import Record, Store


@dataclass(frozen=True)
class Found:
    """The records that match, and where they come from."""

    records: "list[Record]"
    origin: str
    note: str | None = None
    """Something to tell the user beside the record."""
    signed: Mapping[str, str] = field(default_factory=dict)
    """Who signed a document and when, in words, by its checksum."""


def look_up(query: str, store: Path, results: Path | None, *, fresh: bool) -> Found:
    """The records for *query*; raises `Refused` if there is none."""
    path = Path(query)
    if results is not None:
        return _in_results(query, results)
    if path.suffix == ".jsonl" and path.is_file():
        return _all_of(path)
    if not fresh:
        stored = _in_store(query, store)
        if stored is not None:
            return replace(stored, note=_changed(stored.records, path))
    if path.is_file():
        return _on_the_spot(path)
    if path.is_dir():
        raise Refused(f"{query!r} is a folder: `crossfoot extract {query}` reads it.")
    where = f"{store} has no record" if store.is_file() else f"there is no store at {store}, no report"
    raise Refused(f"{where} and no file has the name {query!r}. `crossfoot cache ls` lists the records.")


def _in_results(query: str, results: Path) -> Found:
    from crossfoot.cli.output import read_results

    matching = _narrowed([record for record in read_results(results) if _matches(record, query)], query)
    if not matching:
        raise Refused(f"{results} has no record for {query!r}")
    return Found(matching, f"from {results}")


def _all_of(results: Path) -> Found:
    from crossfoot.cli.output import read_results

    records = list(read_results(results))
    if not records:
        raise Refused(f"{results} holds no record")
    return Found(records, f"from {results}")


def _in_store(query: str, store: Path) -> Found | None:
    from crossfoot.store import Store

    if not store.is_file():
        return None
    with Store.open_read_only(store) as opened:
        records = _narrowed(opened.find(query), query)
        return Found(records, f"from {store}", signed=_signed(opened, records)) if records else None


def _signed(opened: "Store", records: "Sequence[Record]") -> dict[str, str]:
    """Who signed those of *records* that a person decided about, and when."""
    from crossfoot.store.decision import PERSON, signature
    from crossfoot.store.reviews import Reviews

    out = {}
    for record in records:
        sha256 = record.document.sha256
        if record.reading.reader == PERSON and sha256 is not None:
            entry = signature(Reviews(opened).decisions(sha256))
            by = (
                f"by {safe(entry.reviewer)}, {entry.created[:16]}Z" if entry is not None else "and not signed"
            )
            out[sha256] = f"reviewed {by}"
    return out


def _on_the_spot(path: Path) -> Found:
    from crossfoot.pipeline import examine

    return Found([examine(path)], "read just now, not stored")


def _matches(record: "Record", query: str) -> bool:
    info = record.document
    return query in info.path or query in (info.title or "") or (info.sha256 or "").startswith(query)


def _narrowed(records: "list[Record]", query: str) -> "list[Record]":
    """A record whose path is exactly the query is the one that was meant; of one path, the newest."""
    newest = list({record.document.path: record for record in records}.values())
    return [record for record in newest if record.document.path == query] or newest


def _changed(records: "list[Record]", path: Path) -> str | None:
    """A warning where the one file that was meant is no longer what was read."""
    if len(records) != 1 or not path.is_file() or records[0].document.path != str(path):
        return None
    with path.open("rb") as stream:
        now = file_digest(stream, "sha256").hexdigest()
    if now == records[0].document.sha256:
        return None
    return "The file has changed since it was read: --fresh reads it anew."
