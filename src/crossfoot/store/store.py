"""The store: every raw model answer, and every record derived from them."""

import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError

from crossfoot.forms import FormId
from crossfoot.store.connection import StoreError, immediate, open_reader, open_writer, reported
from crossfoot.store.decision import PERSON
from crossfoot.store.migrations import migrate, pending
from crossfoot.store.queue import enqueue
from crossfoot.store.record import Record, Status
from crossfoot.store.where import Where

if TYPE_CHECKING:
    from sqlite_utils import Database

# Measured on reports of 5-54 kB: half to a tenth of the size; the default level takes up to twice as long for 3-10 %.
_COMPRESSION = 1

# Shorter prefixes of a checksum would catch file names such as "2023".
_PREFIX = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it lies in the store: what a run needs to print it again, without the cost of parsing it."""

    path: str
    """The path under which the document was read then; the same bytes may lie elsewhere now."""
    status: Status
    line: str
    """The record as one line of JSON, without the line end."""

    def record(self) -> Record:
        """The record itself. Raises `pydantic.ValidationError` where another version of the program wrote it."""
        return Record.model_validate_json(self.line)


@dataclass(frozen=True, slots=True)
class Stats:
    """What the store holds. Sizes in bytes."""

    path: Path
    size: int
    """Of the file and its log."""
    answers: int
    distinct_answers: int
    """Requests with an answer; fewer than `answers` where a request was sent again."""
    answer_size: int
    """Of the compressed requests and responses."""
    seconds: float
    """Spent waiting for all answers."""
    models: Mapping[str, int]
    """Answers by model."""
    records: int
    documents: int
    """Records that count: the latest of each document at each path."""
    statuses: Mapping[str, int]
    """Of these, by status."""
    oldest: str | None
    newest: str | None
    """When the oldest and the newest record was saved: ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What `Store.prune` removed, or would remove."""

    answers: int
    records: int
    freed: int
    """Bytes the file shrank by; 0 in a dry run."""


class Store:
    """One SQLite file: an append-only log of raw answers, and the records derived from them.

    A context manager. Any number of processes may read it; they take turns in writing. One store may be shared by
    the threads of a process. All methods raise `StoreError` where the file fails them.
    """

    def __init__(self, path: Path, *, timeout: float = 30.0) -> None:
        """Open the store at *path*, made if need be with its folder, and bring its schema up to date.

        Waits up to *timeout* seconds for another writer. Raises `StoreError`.
        """
        self._open(path, open_writer(path, timeout))
        with self._or_close(), reported(path):
            migrate(self.connection, path)

    @classmethod
    def open_read_only(cls, path: Path, *, timeout: float = 30.0) -> Self:
        """Open an existing store without the right to change it. Raises `StoreError`, also where there is none.

        A store of an older version is brought up to date first.
        """
        store = cls.__new__(cls)
        store._open(path, open_reader(path, timeout))
        with store._or_close(), reported(path):
            outdated = pending(store.connection, path)
        if outdated:
            store.close()
            cls(path, timeout=timeout).close()
            store._open(path, open_reader(path, timeout))
        return store

    def _open(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._lock = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What has been written stays written, with or without this."""
        self.connection.close()

    # -- answers ------------------------------------------------------------------------------------------------

    def get(self, key: str) -> bytes | None:
        """The newest answer to the request with this *key* (sha256, hex), or `None` where it was never answered."""
        query = "SELECT response FROM answers WHERE key = ? ORDER BY id DESC LIMIT 1"
        with reported(self.path):
            row = self.connection.execute(query, [key]).fetchone()
        if row is None:
            return None
        try:
            return zlib.decompress(row[0])
        except zlib.error as error:
            raise StoreError(
                f"the store {self.path} is damaged: the answer {key} cannot be unpacked"
            ) from error

    def put(self, key: str, *, request: bytes, response: bytes, model: str, seconds: float) -> None:
        """Append an answer to the log: the exact *request* sent and the raw *response*, *seconds* after it.

        When this returns, the answer survives the death of the process. An older answer to the same request is
        kept, but no longer returned.
        """
        row = (key, model, seconds, now(), _pack(request), _pack(response))
        statement = (
            "INSERT INTO answers (key, model, seconds, created, request, response) VALUES (?, ?, ?, ?, ?, ?)"
        )
        with self.writing():
            self.connection.execute(statement, row)

    # -- records ------------------------------------------------------------------------------------------------

    def save(self, record: Record, configuration: str, *, reusable: bool = True) -> None:
        """Keep *record*, made under *configuration*, in place of an earlier one of the same document and path.

        Pass ``reusable=False`` for a record that says nothing about the document (the provider was down, a limit
        was reached): it is listed and counted as long as the document has no better one, but `record` never
        returns it and it replaces no reading.
        """
        document = record.document
        row = {
            "path": document.path,
            "sha256": document.sha256,
            "configuration": configuration,
            "reusable": int(reusable),
            "status": record.status,
            "form": record.form,
            "title": document.title,
            "issuer": document.issuer,
            "year": document.year,
            "created": now(),
            "record": record.line(),
        }
        with self.writing():
            # Replaced, not updated: the new row gets the highest id, so ids tell the order of saving.
            self._db.table("records").insert(row, replace=True)
            enqueue(self.connection, document.path)

    def kept(self, sha256: str, configuration: str, path: str | None = None) -> Kept | None:
        """The reusable record of the document with this checksum under this configuration, unparsed.

        Where the same bytes were read at several paths, that of *path* if there is one, else the newest.
        """
        query = (
            "SELECT path, status, record FROM records WHERE sha256 = ? AND configuration = ? AND reusable = 1"
            " ORDER BY path IS ? DESC, id DESC LIMIT 1"
        )
        with reported(self.path):
            row = self.connection.execute(query, [sha256, configuration, path]).fetchone()
        return None if row is None else Kept(*row)

    def record(self, sha256: str, configuration: str, path: str | None = None) -> Record | None:
        """The reusable record of a document under this configuration, as `kept`; its path may be another copy's."""
        kept = self.kept(sha256, configuration, path)
        if kept is None:
            return None
        try:
            return kept.record()
        except ValidationError:
            # Another version of the program wrote it. Records are derived: the caller makes it anew.
            return None

    def content(self, path: str) -> str | None:
        """The checksum of what was read at *path* last; null where nothing was, or it could not be opened."""
        query = "SELECT sha256 FROM records WHERE path = ? AND configuration <> ? ORDER BY id DESC LIMIT 1"
        with reported(self.path):
            row = self.connection.execute(query, [path, PERSON]).fetchone()
        return None if row is None else row[0]

    def copied(self, sha256: str) -> tuple[Record, str] | None:
        """What a reader read last of the document with this checksum, at any path, and under which configuration."""
        query = "SELECT record, configuration FROM readings WHERE sha256 = ? ORDER BY reusable DESC, id DESC LIMIT 1"
        with reported(self.path):
            row = self.connection.execute(query, [sha256]).fetchone()
        return None if row is None else (self._parsed(row[0]), row[1])

    def lines(
        self,
        *,
        status: Status | Collection[Status] | None = None,
        form: FormId | None = None,
        year: int | None = None,
        path_contains: str | None = None,
        limit: int | None = None,
        newest_per_path: bool = False,
    ) -> Iterator[str]:
        """The records that count, as lines of JSON, in the order of their paths; memory stays flat.

        One for each document (checksum) at each path: the last that was saved, by whatever configuration; a record
        that is not reusable only where there is no other. With *newest_per_path*, earlier contents of a changed
        file are left out. *limit* is a number of records.
        """
        where = Where()
        if status is not None:
            where.one_of("status", [status] if isinstance(status, str) else status)
        if form is not None:
            where.add("form = ?", form)
        if year is not None:
            where.add("year = ?", year)
        if path_contains is not None:
            where.add("instr(path, ?)", path_contains)
        if newest_per_path:
            where.add("seen = (SELECT max(seen) FROM latest AS l WHERE l.path = latest.path)")
        query = f"SELECT record FROM latest {where} ORDER BY path, seen LIMIT ?"
        with reported(self.path):
            for (line,) in self.connection.execute(query, [*where.values, -1 if limit is None else limit]):
                yield line

    def records(
        self,
        *,
        status: Status | Collection[Status] | None = None,
        form: FormId | None = None,
        year: int | None = None,
        path_contains: str | None = None,
        limit: int | None = None,
        newest_per_path: bool = False,
    ) -> Iterator[Record]:
        """The records that count, as `lines` gives them, parsed."""
        for line in self.lines(
            status=status,
            form=form,
            year=year,
            path_contains=path_contains,
            limit=limit,
            newest_per_path=newest_per_path,
        ):
            yield self._parsed(line)

    def find(self, text: str, *, limit: int = 20) -> list[Record]:
        """The records that *text* means, by the most exact reading of it that finds any; at most *limit*.

        In this order: the path, the start of the checksum (6 digits or more), the file name, a part of the path or
        the title.
        """
        like = "%" + text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        readings: list[tuple[str, list[str]]] = [
            ("path = ?", [text]),
            (r"path LIKE ? ESCAPE '\'", ["%/" + like[1:]]),
            (r"path LIKE ? ESCAPE '\' OR title LIKE ? ESCAPE '\'", [like + "%", like + "%"]),
        ]
        if len(text) >= _PREFIX and set(text.lower()) <= set("0123456789abcdef"):
            readings.insert(1, ("sha256 LIKE ?", [text.lower() + "%"]))
        for condition, values in readings:
            query = f"SELECT record FROM latest WHERE {condition} ORDER BY path, seen LIMIT ?"
            with reported(self.path):
                rows = self.connection.execute(query, [*values, limit]).fetchall()
            if rows:
                return [self._parsed(line) for (line,) in rows]
        return []

    def _parsed(self, line: str) -> Record:
        try:
            return Record.model_validate_json(line)
        except ValidationError as error:
            raise StoreError(
                f"the store {self.path} holds a record of another version of crossfoot ({line[:80]}…); "
                "run `crossfoot extract` on the document again"
            ) from error

    # -- housekeeping -------------------------------------------------------------------------------------------

    def stats(self) -> Stats:
        """Count what the store holds. Reads all of it: seconds on a store of gigabytes."""
        with reported(self.path):
            answers = self._row(
                "SELECT count(*), count(DISTINCT key), coalesce(sum(length(request) + length(response)), 0),"
                " coalesce(sum(seconds), 0.0) FROM answers"
            )
            records, oldest, newest = self._row("SELECT count(*), min(created), max(created) FROM records")
            statuses = self._counts("SELECT status, count(*) FROM latest GROUP BY status ORDER BY status")
            models = self._counts("SELECT model, count(*) FROM answers GROUP BY model ORDER BY model")
        count, distinct, size, seconds = answers
        return Stats(
            path=self.path,
            size=self._size(),
            answers=count,
            distinct_answers=distinct,
            answer_size=size,
            seconds=seconds,
            models=models,
            records=records,
            documents=sum(statuses.values()),
            statuses=statuses,
            oldest=oldest,
            newest=newest,
        )

    def prune(
        self, *, superseded: bool = True, before: datetime | None = None, dry_run: bool = False
    ) -> Pruned:
        """Remove what no run will ask for again, and give the space back to the disk.

        With *superseded*, answers and records that a newer one has replaced. With *before* (an aware datetime),
        also everything older than that: such answers have to be paid again when they are needed. What a person signed
        stays, and the reading under it. A *dry_run* only counts. Raises `ValueError` for a naive datetime.
        """
        answers, records = Where(" OR "), Where(" OR ")
        if superseded:
            answers.add("EXISTS (SELECT 1 FROM answers AS n WHERE n.key = answers.key AND n.id > answers.id)")
            records.add("id NOT IN (SELECT id FROM latest UNION ALL SELECT id FROM readings)")
        if before is not None:
            answers.add("created < ?", stamp(before))
            records.add(
                "created < ? AND NOT EXISTS (SELECT 1 FROM records AS p WHERE p.path = records.path"
                " AND p.sha256 = records.sha256 AND p.configuration = ?)",
                stamp(before),
                PERSON,
            )
        if not answers.conditions:
            return Pruned(0, 0, 0)
        size = self._size()
        if dry_run:
            with reported(self.path):
                return Pruned(self._count("answers", answers), self._count("records", records), freed=0)
        with self.writing():
            # Where the last word on a path goes, an older one counts again, whether or not the last was in the queue.
            query = f"SELECT DISTINCT path FROM records {records}"
            paths = self.connection.execute(query, records.values).fetchall() if records.conditions else []
            removed = self._delete("answers", answers), self._delete("records", records)
            for (path,) in paths:
                enqueue(self.connection, path)
        with self._lock, reported(self.path):
            self.connection.execute("VACUUM")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Pruned(removed[0], removed[1], freed=size - self._size())

    def _count(self, table: str, where: Where) -> int:
        return int(self._row(f"SELECT count(*) FROM {table} {where}", where.values)[0])

    def _delete(self, table: str, where: Where) -> int:
        return self.connection.execute(f"DELETE FROM {table} {where}", where.values).rowcount

    def _row(self, query: str, values: Collection[Any] = ()) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self.connection.execute(query, tuple(values)).fetchone()
        return row

    def _counts(self, query: str) -> dict[str, int]:
        return dict(self.connection.execute(query).fetchall())

    def _size(self) -> int:
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    @cached_property
    def _db(self) -> "Database":
        from sqlite_utils import Database  # 100 ms, which a run that only reads does not pay

        return Database(self.connection, execute_plugins=False)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """For threads that share the store: nothing is seen that another one writes and may still take back."""
        with self._lock, reported(self.path):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; inside another one, a part of that."""
        with self._lock, reported(self.path):
            if self.connection.in_transaction:
                yield
                return
            with immediate(self.connection):
                yield

    @contextmanager
    def _or_close(self) -> Iterator[None]:
        """Close the file where opening it comes to nothing."""
        try:
            yield
        except BaseException:
            self.close()
            raise


def _pack(data: bytes) -> bytes:
    return zlib.compress(data, _COMPRESSION)


def now() -> str:
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """The moment in one fixed ISO 8601 form, so that the order of texts is the order of times."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
