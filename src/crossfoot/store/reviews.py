"""What people decide: the log of decisions, who has which document in hand, and the queue. All in the store's file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from crossfoot.store import queue
from crossfoot.store.connection import StoreError
from crossfoot.store.decision import PERSON, Decision
from crossfoot.store.queue import Counts, Entry, Sort, Wanted, enqueue
from crossfoot.store.record import Record
from crossfoot.store.store import Store, now, stamp

LEASE = timedelta(minutes=15)
"""How long a document stays in a person's hand after the last sign of life."""

_OF_PERSON = "path = ? AND sha256 = ? AND configuration = ?"
_AT_ONCE = 500
"""Entries of the log that are read in one go: no other thread waits for whoever goes through all of it."""


class StaleError(Exception):
    """What was seen of the document is no longer what is: somebody decided about it, or it was read anew."""

    def __init__(self, last: Decision | None) -> None:
        """*last* is the decision that came in between; null where the file or its reading is another one now."""
        super().__init__(
            f"{last.reviewer} decided about this report in the meantime (entry {last.id})"
            if last is not None
            else "this report was read anew in the meantime; look at it again"
        )
        self.last = last


class OtherVersionError(StoreError):
    """A record that another version of the program wrote."""


class Reviews:
    """The part of a store that people write. All methods raise `StoreError` where the file fails them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # -- documents --------------------------------------------------------------------------------------------------

    def reading(self, path: str) -> Record | None:
        """What a reader read of the newest document at *path*, whatever people made of it since.

        Where people decided about a document that a newer reading no longer takes for a report, what they decided about.
        """
        record = self._record("readings WHERE path = ?", path)
        sha256 = record.document.sha256 if record is not None else None
        if record is None or record.form is not None or sha256 is None or not self.decisions(sha256):
            return record
        with_form = "records WHERE path = ? AND sha256 = ? AND form IS NOT NULL AND configuration <> 'person'"
        return self._record(with_form, path, sha256) or record

    def reading_of(self, sha256: str) -> Record | None:
        """What a reader read of the document with this checksum, wherever it lies."""
        return self._record("readings WHERE sha256 = ?", sha256)

    def paths(self, sha256: str) -> list[str]:
        """Where the document with this checksum lies."""
        query = "SELECT path FROM readings WHERE sha256 = ? ORDER BY path"
        return [path for (path,) in self._rows(query, sha256)]

    def _record(self, source: str, *values: str) -> Record | None:
        rows = self._rows(f"SELECT record FROM {source} ORDER BY id DESC LIMIT 1", *values)
        if not rows:
            return None
        try:
            return Record.model_validate_json(rows[0][0])
        except ValidationError as error:
            raise OtherVersionError(
                f"the store {self.store.path} holds a record of another version of crossfoot ({values[0]}); "
                "run `crossfoot extract` on the document again"
            ) from error

    # -- decisions --------------------------------------------------------------------------------------------------

    def decisions(self, sha256: str) -> list[Decision]:
        """All entries about the document with this checksum, oldest first."""
        return _parsed(self._rows("SELECT id, decision FROM decisions WHERE sha256 = ? ORDER BY id", sha256))

    def earlier(self, path: str, sha256: str) -> list[Decision]:
        """All entries about other files that lay at *path*, made before any about the one with this checksum.

        Only of files that were the same report, as far as that is known: of the same form, issuer and year.
        """
        rows = self._rows(
            "SELECT id, decision, sha256 FROM decisions WHERE path = ? AND sha256 <> ?"
            " AND id < coalesce((SELECT min(id) FROM decisions WHERE sha256 = ?), id + 1) ORDER BY id",
            path,
            sha256,
            sha256,
        )
        own = self._heading(path, sha256)
        alike = {other for *_, other in rows if self._heading(path, str(other)) in (None, own)}
        return _parsed([(number, line) for number, line, other in rows if other in alike])

    def _heading(self, path: str, sha256: str) -> tuple[str, ...] | None:
        """Form, issuer and year of a file that was read at *path*; null where nothing is kept of it."""
        query = "SELECT form, issuer, year FROM readings WHERE path = ? AND sha256 = ? LIMIT 1"
        return next(iter(self._rows(query, path, sha256)), None)

    def concern(self, path: str, sha256: str) -> bool:
        """Has anybody decided anything about the document with this checksum, or about one that lay at *path*?"""
        query = (
            "SELECT EXISTS (SELECT 1 FROM decisions WHERE sha256 = ?)"
            " OR EXISTS (SELECT 1 FROM decisions WHERE path = ?)"
        )
        return bool(self._rows(query, sha256, path)[0][0])

    def log(self, *, after: int = 0, limit: int = -1) -> Iterator[Decision]:
        """Every entry of the store behind the one numbered *after*, oldest first."""
        query = "SELECT id, decision FROM decisions WHERE id > ? ORDER BY id LIMIT ?"
        while limit and (
            some := _parsed(self._rows(query, after, _AT_ONCE if limit < 0 else min(limit, _AT_ONCE)))
        ):
            yield from some
            after, limit = some[-1].id, limit - len(some) if limit > 0 else limit

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """One transaction in which a document is looked at and decided on; nobody else writes meanwhile."""
        with self.store.writing():
            yield

    def append(self, decision: Decision, base: int) -> Decision:
        """Keep *decision*, made in view of all entries about its document up to the one numbered *base*; 0: of none.

        Returns it with its number and time. Raises `StaleError` where another entry about the document is the last one.
        """
        with self.store.writing():
            known = self.decisions(decision.sha256)
            last = known[-1] if known else None
            if base != (last.id if last is not None else 0):
                raise StaleError(last)
            created = now()
            cursor = self.store.connection.execute(
                "INSERT INTO decisions (sha256, path, reviewer, created, action, decision) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    decision.sha256,
                    decision.path,
                    decision.reviewer,
                    created,
                    decision.action,
                    decision.model_copy(update={"created": created}).model_dump_json(exclude={"id"}),
                ],
            )
            return decision.model_copy(update={"id": cursor.lastrowid, "created": created})

    def of_person(self, path: str, sha256: str) -> Record | None:
        """The record of a person that counts for the document at *path*, if there is one that this version can read."""
        rows = self._rows(f"SELECT record FROM records WHERE {_OF_PERSON}", path, sha256, PERSON)
        try:
            return Record.model_validate_json(rows[0][0]) if rows else None
        except ValidationError:
            return None

    def let_count(self, path: str, sha256: str, record: Record | None) -> None:
        """Let *record*, a person's, count from now on for the document at *path*; null: what a reader read of it."""
        key = [path, sha256, PERSON]
        with self.store.writing():
            known = self._rows(f"SELECT record FROM records WHERE {_OF_PERSON}", *key)
            if record is not None:
                if known != [(record.line(),)]:
                    self.store.save(record, PERSON)
            elif known:
                self.store.connection.execute(f"DELETE FROM records WHERE {_OF_PERSON}", key)
                enqueue(self.store.connection, path)

    # -- who was shown what -----------------------------------------------------------------------------------------

    def saw(self, sha256: str, reviewer: str) -> None:
        """*reviewer* is shown the figures of the document: from now on they cannot read it blind."""
        if not self.has_seen(sha256, reviewer):
            with self.store.writing():
                query = "INSERT OR IGNORE INTO seen (sha256, reviewer) VALUES (?, ?)"
                self.store.connection.execute(query, [sha256, reviewer])

    def has_seen(self, sha256: str, reviewer: str) -> bool:
        return bool(self._rows("SELECT 1 FROM seen WHERE sha256 = ? AND reviewer = ?", sha256, reviewer))

    # -- claims -----------------------------------------------------------------------------------------------------

    def claim(self, sha256: str, reviewer: str, lease: timedelta = LEASE) -> str:
        """Take the document in hand, or keep it there; returns who has it in hand now."""
        moment = datetime.now(UTC)
        with self.store.writing():
            self.store.connection.execute(
                "INSERT INTO claims (sha256, reviewer, until) VALUES (?, ?, ?)"
                " ON CONFLICT (sha256) DO UPDATE SET reviewer = excluded.reviewer, until = excluded.until"
                " WHERE claims.reviewer = excluded.reviewer OR claims.until <= ?",
                [sha256, reviewer, stamp(moment + lease), stamp(moment)],
            )
            (row,) = self._rows("SELECT reviewer FROM claims WHERE sha256 = ?", sha256)
        return str(row[0])

    def holder(self, sha256: str) -> str | None:
        """Who has the document in hand, if anybody."""
        rows = self._rows("SELECT reviewer FROM claims WHERE sha256 = ? AND until > ?", sha256, now())
        return rows[0][0] if rows else None

    def release(self, sha256: str, reviewer: str) -> None:
        """Put the document back, if *reviewer* has it in hand."""
        with self.store.writing():
            self.store.connection.execute(
                "DELETE FROM claims WHERE sha256 = ? AND reviewer = ?", [sha256, reviewer]
            )

    # -- the queue --------------------------------------------------------------------------------------------------

    def page(self, wanted: Wanted, sort: Sort = "work", *, limit: int = 50, offset: int = 0) -> list[Entry]:
        """The documents that are *wanted*, *limit* of them from the one at *offset* on."""
        with self.store.reading():
            return queue.page(self.store.connection, wanted, sort, limit, offset, now())

    def count(self, wanted: Wanted) -> int:
        """How many documents are *wanted*."""
        with self.store.reading():
            return queue.count(self.store.connection, wanted)

    def counts(self) -> Counts:
        """How many documents the whole queue holds, by what can be filtered by."""
        with self.store.reading():
            return queue.counts(self.store.connection)

    def next(
        self, wanted: Wanted, reviewer: str, sort: Sort = "work", *, skip: Sequence[str] = ()
    ) -> Entry | None:
        """Claim the first document that is *wanted*, in nobody else's hand, and not among the checksums in *skip*."""
        with self.store.writing():
            moment = now()
            free = queue.free(wanted, moment, reviewer, skip)
            for entry in queue.page(self.store.connection, free, sort, 1, 0, moment):
                self.claim(entry.sha256, reviewer)
                return replace(entry, holder=reviewer)
        return None

    def next_blind(
        self, share: float, reviewer: str, wanted: Wanted, *, skip: Sequence[str] = ()
    ) -> Entry | None:
        """Claim a verified document that is to be read blind: of a *share* of them, one that nobody has read so yet.

        Of *wanted* all counts but statuses and rule. In the order of the lots: no property of a document decides when
        it comes. What *reviewer* was shown already is left out.
        """
        return self.next(queue.blind(wanted, share, reviewer), reviewer, "lot", skip=skip)

    def count_blind(self, share: float, wanted: Wanted, reviewer: str = "") -> int:
        """How many documents `next_blind` has to give to *reviewer*, or to anybody who has seen none of them."""
        return self.count(queue.blind(wanted, share, reviewer))

    def _rows(self, query: str, *values: str | int) -> list[tuple[str, ...]]:
        with self.store.reading():
            return self.store.connection.execute(query, values).fetchall()


def _parsed(rows: Sequence[tuple[object, ...]]) -> list[Decision]:
    return [
        Decision.model_validate_json(str(line)).model_copy(update={"id": number}) for number, line in rows
    ]
