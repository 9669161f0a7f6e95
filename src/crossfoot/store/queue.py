"""The queue of review: one row for each document, kept beside the records so that 50 000 of them are sorted in no time."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import ValidationError

from crossfoot.store.decision import PERSON
from crossfoot.store.doubts import doubtful_cells, failing_sums
from crossfoot.store.lots import lot
from crossfoot.store.record import Record, Status
from crossfoot.store.where import Where

Sort = Literal["work", "-work", "path", "newest", "lot"]
"""`work`: what is quickest first. `lot`: by chance."""

_ORDER: dict[str, str] = {
    "work": "q.work, q.path",
    "-work": "q.work DESC, q.path DESC",
    "path": "q.path",
    "newest": "q.record DESC",
    "lot": "q.lot, q.path",
}

OPEN: tuple[Status, ...] = ("needs_review",)
"""What waits for a person if nothing else is asked for."""
VERIFIED: tuple[Status, ...] = ("verified",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents of the queue; null or empty: any."""

    statuses: Collection[Status] = OPEN
    form: str | None = None
    year: int | None = None
    issuer: str | None = None
    """A part of the name."""
    rule: str | None = None
    """A sum that fails, or a finding about the print."""
    model: str | None = None
    """`offline`, `person` or the name of a model."""
    folder: str | None = None
    """Documents in this folder and below it."""
    text: str | None = None
    """A part of path, title or issuer."""
    signed: bool | None = None
    """Is it done by a person?"""
    unclaimed_at: str | None = None
    """With a moment (ISO 8601, UTC): no other reviewer holds it then."""
    reviewer: str = ""
    """Whose own claims do not count, with `unclaimed_at`."""
    skip: Collection[str] = ()
    """Checksums of documents that are left out."""
    lot_below: float | None = None
    """Only documents whose lot is below this, and about which the log has nothing: no blind reading, no decision."""
    unseen_by: str | None = None
    """Only documents whose figures this reviewer was not shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the queue."""

    path: str
    sha256: str
    status: Status
    form: str | None
    year: int | None
    issuer: str | None
    title: str | None
    model: str
    work: int
    """Cells in doubt and failing sums, as the record has them."""
    signed: int
    """1 where a person is done with it, else 0: also where it was signed and is open again."""
    holder: str | None = None
    """Who has it in hand."""


@dataclass(frozen=True)
class Counts:
    """How many documents the queue holds, by each of the things to filter by. All sorted, the most frequent first."""

    statuses: dict[str, int] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    models: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)


def enqueue(connection: sqlite3.Connection, path: str) -> None:
    """Bring the row of the document at *path* up to date with the record that counts, within the caller's transaction."""
    found = connection.execute(
        "SELECT id, sha256, configuration, record FROM latest WHERE path = ? ORDER BY seen DESC LIMIT 1",
        [path],
    ).fetchone()
    connection.execute(
        "DELETE FROM queue_rules WHERE record IN (SELECT record FROM queue WHERE path = ?)", [path]
    )
    connection.execute("DELETE FROM queue WHERE path = ?", [path])
    if found is None or found[1] is None:
        return
    identity, sha256, configuration, line = found
    try:
        record = Record.model_validate_json(line)
    except ValidationError:
        return  # Another version of the program wrote it: there is nothing to review until the document is read again.
    by_person = configuration == PERSON
    doubts, sums = () if by_person else doubtful_cells(record), failing_sums(record)
    signed = by_person and record.status != "needs_review"
    connection.execute(
        "INSERT INTO queue (path, record, sha256, status, form, year, issuer, title, model, work, signed, lot)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            path,
            identity,
            sha256,
            record.status,
            record.form,
            record.document.year,
            record.document.issuer,
            record.document.title,
            PERSON if by_person else record.reading.model or record.reading.reader,
            0 if signed else len(doubts) + len(sums),
            int(signed),
            lot(sha256),
        ],
    )
    rules = {f.rule for f in record.findings if f.verdict == "fail" and f.severity == "error"}
    connection.executemany(
        "INSERT INTO queue_rules (record, rule) VALUES (?, ?)", [(identity, rule) for rule in sorted(rules)]
    )


def free(wanted: Wanted, moment: str, reviewer: str, skip: Collection[str] = ()) -> Wanted:
    """Of the documents that are *wanted*, those that nobody but *reviewer* holds at *moment*, without those to *skip*."""
    return replace(wanted, unclaimed_at=moment, reviewer=reviewer, skip=(*wanted.skip, *skip))


def blind(wanted: Wanted, share: float, reviewer: str) -> Wanted:
    """Of the documents that are *wanted*, whatever their status, those to be read blind: a *share* of the verified ones.

    Those whose figures *reviewer* has seen are left out.
    """
    return replace(
        wanted, statuses=VERIFIED, signed=False, rule=None, lot_below=share, unseen_by=reviewer or None
    )


def page(
    connection: sqlite3.Connection, wanted: Wanted, sort: Sort, limit: int, offset: int, now: str
) -> list[Entry]:
    """The documents that are *wanted*, *limit* of them from the one at *offset* on; who holds them at *now*."""
    few = _narrowed(wanted)
    where = _where(wanted, scan=few or sort not in ("work", "-work"))
    order = _ORDER[sort].replace("q.", "+q.") if few else _ORDER[sort]
    # First which documents, by an index alone where there is one; all else is looked up for one page of them.
    query = (
        "SELECT q.path, q.sha256, q.status, q.form, q.year, q.issuer, q.title, q.model, q.work, q.signed,"
        " (SELECT reviewer FROM claims AS c WHERE c.sha256 = q.sha256 AND c.until > ?)"
        f" FROM (SELECT q.rowid AS number FROM queue AS q {where} ORDER BY {order} LIMIT ? OFFSET ?) AS chosen"
        f" CROSS JOIN queue AS q ON q.rowid = chosen.number ORDER BY {_ORDER[sort]}"
    )
    rows = connection.execute(query, [now, *where.values, limit, offset])
    return [Entry(*row) for row in rows]


def count(connection: sqlite3.Connection, wanted: Wanted) -> int:
    """How many documents are *wanted*."""
    where = _where(wanted, scan=_narrowed(wanted))
    row = connection.execute(f"SELECT count(*) FROM queue AS q {where}", where.values).fetchone()
    return int(row[0])


def counts(connection: sqlite3.Connection) -> Counts:
    """How many documents the whole queue holds, by what can be filtered by."""

    def by(kind: str) -> dict[str, int]:
        query = (
            "SELECT value, number FROM queue_counts WHERE kind = ? AND number > 0 ORDER BY number DESC, value"
        )
        return dict(connection.execute(query, [kind]).fetchall())

    return Counts(by("status"), by("form"), by("year"), by("model"), by("rule"))


def _narrowed(wanted: Wanted) -> bool:
    """Is more asked for than statuses? Then nobody can tell how few documents there will be."""
    asked = (wanted.form, wanted.year, wanted.model, wanted.signed)
    texts = (wanted.issuer, wanted.folder, wanted.text, wanted.rule)
    return any(each is not None for each in asked) or any(texts)


def _where(wanted: Wanted, *, scan: bool) -> Where:
    """The condition; with *scan*, one by which SQLite does not go through most of the queue in the order of an index.

    It would look up each row at another place of the file: that takes five times as long as reading all of them.
    """
    where = Where()
    if wanted.statuses:
        where.one_of("+q.status" if scan else "q.status", wanted.statuses)
    for column, value in (("form", wanted.form), ("year", wanted.year), ("model", wanted.model)):
        if value is not None:
            where.add(f"q.{column} = ?", value)
    if wanted.signed is not None:
        where.add("q.signed = ?", int(wanted.signed))
    if wanted.issuer:
        where.add("instr(q.issuer, ?)", wanted.issuer)
    if wanted.folder:
        start = wanted.folder.rstrip("/") + "/"
        # The next character after the slash ends the range: an index can be used, and no name has to be escaped.
        where.add("q.path >= ? AND q.path < ?", start, start[:-1] + "0")
    if wanted.text:
        where.add("(instr(q.path, ?) OR instr(q.title, ?) OR instr(q.issuer, ?))", *[wanted.text] * 3)
    if wanted.rule:
        where.add("q.record IN (SELECT record FROM queue_rules WHERE rule = ?)", wanted.rule)
    if wanted.unclaimed_at is not None:
        where.add(
            "NOT EXISTS (SELECT 1 FROM claims AS c WHERE c.sha256 = q.sha256 AND c.until > ? AND c.reviewer <> ?)",
            wanted.unclaimed_at,
            wanted.reviewer,
        )
    if wanted.lot_below is not None:
        where.add(
            "q.lot < ? AND NOT EXISTS (SELECT 1 FROM decisions AS d WHERE d.sha256 = q.sha256)",
            wanted.lot_below,
        )
    if wanted.unseen_by is not None:
        seen = "SELECT 1 FROM seen AS s WHERE s.sha256 = q.sha256 AND s.reviewer = ?"
        where.add(f"NOT EXISTS ({seen})", wanted.unseen_by)
    if wanted.skip:
        where.add("q.sha256 NOT IN (SELECT value FROM json_each(?))", json.dumps(list(wanted.skip)))
    return where


def all_paths(connection: sqlite3.Connection) -> Iterator[str]:
    """Every path that has a record."""
    rows: Sequence[tuple[str]] = connection.execute("SELECT DISTINCT path FROM records").fetchall()
    for (path,) in rows:
        yield path
