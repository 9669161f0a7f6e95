"""The store's schema, as the functions that build it: each runs once, in order, and is recorded by its name.

To change the schema, append a function to `MIGRATIONS`. A function that has been released is never edited, renamed
or removed.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.store.connection import StoreError, immediate
from crossfoot.store.queue import all_paths, enqueue

if TYPE_CHECKING:
    from sqlite_utils import Database

Migration = Callable[["Database"], None]

SET = "crossfoot"
"""The name under which sqlite-utils records our migrations."""


def answers_and_records(db: "Database") -> None:
    """The log of raw answers, and the records derived from them."""
    answers = db.table("answers")
    answers.create(
        {
            "id": int,
            "key": str,  # sha256 of the exact request
            "model": str,
            "seconds": float,
            "created": str,
            "request": bytes,  # zlib
            "response": bytes,  # zlib
        },
        pk="id",
        not_null={"key", "model", "seconds", "created", "request", "response"},
    )
    answers.create_index(["key", "id"])
    records = db.table("records")
    records.create(
        {
            "id": int,  # grows with every save: the order of saving
            "path": str,
            "sha256": str,  # null where the file could not be read
            "configuration": str,
            "reusable": int,  # 0: says nothing about the document (the provider was down)
            "status": str,
            "form": str,
            "title": str,
            "issuer": str,
            "year": int,
            "created": str,
            "record": str,  # JSON, as printed by `extract`
        },
        pk="id",
        not_null={"path", "configuration", "reusable", "status", "created", "record"},
    )
    records.create_index(["sha256", "configuration", "reusable", "id"])
    records.create_index(["path", "id"])
    # None on the status: SQLite would then sort the records by path instead of reading them in that order.
    # An index on an expression, because SQLite holds no two nulls for equal.
    db.execute(
        "CREATE UNIQUE INDEX idx_records_one_per_key"
        " ON records (path, coalesce(sha256, ''), configuration, reusable)"
    )


def latest_and_cells(db: "Database") -> None:
    """Views for people with SQL: the record that counts for each document, and one row per cell."""
    # A failure of the provider never hides a reading; a file that could not be read once is forgotten as soon as
    # it could.
    db.create_view(
        "latest",
        """
        SELECT * FROM records AS r WHERE NOT EXISTS (
          SELECT 1 FROM records AS n WHERE n.path = r.path AND (
            (n.sha256 IS r.sha256 AND (n.reusable, n.id) > (r.reusable, r.id))
            OR (r.sha256 IS NULL AND n.sha256 IS NOT NULL AND n.id > r.id)
          )
        )
        """,
    )
    db.create_view(
        "cells",
        """
        SELECT r.path, r.sha256, r.title, r.issuer, r.year, r.form, r.status,
               c.key AS cell, c.value AS value,
               json_extract(r.record, '$.evidence."' || c.key || '"[0]') AS start,
               json_extract(r.record, '$.evidence."' || c.key || '"[1]') AS "end"
        FROM latest AS r, json_each(r.record, '$.cells') AS c
        """,
    )


def review(db: "Database") -> None:
    """The log of decisions, who has what in hand, and the queue; what a person signed goes before what a reader read."""
    decisions = db.table("decisions")
    decisions.create(
        {
            "id": int,
            "sha256": str,
            "path": str,
            "reviewer": str,
            "created": str,
            "action": str,
            "decision": str,  # JSON, all of it
        },
        pk="id",
        not_null={"sha256", "path", "reviewer", "created", "action", "decision"},
    )
    decisions.create_index(["sha256", "id"])
    decisions.create_index(["path", "id"])
    for change in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER decisions_no_{change.lower()} BEFORE {change} ON decisions"
            " BEGIN SELECT RAISE(ABORT, 'the log of decisions is only added to'); END"
        )
    # SQLite runs no trigger for the row that an INSERT OR REPLACE takes away.
    db.execute(
        "CREATE TRIGGER decisions_no_replace BEFORE INSERT ON decisions"
        " WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id)"
        " BEGIN SELECT RAISE(ABORT, 'the log of decisions is only added to'); END"
    )
    db.table("claims").create(
        {"sha256": str, "reviewer": str, "until": str}, pk="sha256", not_null={"reviewer", "until"}
    )
    queue = db.table("queue")
    queue.create(
        {
            "path": str,
            "record": int,  # records.id
            "sha256": str,
            "status": str,
            "form": str,
            "year": int,
            "issuer": str,
            "title": str,
            "model": str,
            "work": int,
            "signed": int,
            "lot": float,  # below 1: which documents are read blind
        },
        pk="path",
        not_null={"record", "sha256", "status", "model", "work", "signed", "lot"},
    )
    queue.create_index(["status", "signed", "lot"])
    queue.create_index(["status", "work", "path", "sha256"])  # The last: who holds it is asked in this order.
    queue.create_index(["record"])
    queue.create_index(["sha256"])
    rules = db.table("queue_rules")
    rules.create({"record": int, "rule": str}, pk=("record", "rule"))
    rules.create_index(["rule", "record"])
    count_the_queue(db)
    db.execute("DROP VIEW cells")
    db.execute("DROP VIEW latest")
    # A record that a person signed is hidden by no reading of the same bytes, however new; and that it was signed later
    # says nothing about which bytes came last to a path. That tells `seen`, which grows with every reading.
    db.create_view(
        "latest",
        """
        SELECT r.*, coalesce(
          (
            SELECT max(n.id) FROM records AS n
            WHERE n.path = r.path AND n.sha256 IS r.sha256 AND n.configuration <> 'person'
          ), r.id) AS seen
        FROM records AS r WHERE NOT EXISTS (
          SELECT 1 FROM records AS n WHERE n.path = r.path AND (
            (n.sha256 IS r.sha256
              AND (n.configuration = 'person', n.reusable, n.id) > (r.configuration = 'person', r.reusable, r.id))
            OR (r.sha256 IS NULL AND n.sha256 IS NOT NULL AND n.configuration <> 'person' AND n.id > r.id)
          )
        )
        """,
    )
    # What a reader read of each document, signed or not.
    db.create_view(
        "readings",
        """
        SELECT * FROM records AS r WHERE r.configuration <> 'person' AND NOT EXISTS (
          SELECT 1 FROM records AS n WHERE n.path = r.path AND n.configuration <> 'person' AND (
            (n.sha256 IS r.sha256 AND (n.reusable, n.id) > (r.reusable, r.id))
            OR (r.sha256 IS NULL AND n.sha256 IS NOT NULL AND n.id > r.id)
          )
        )
        """,
    )
    latest_cells(db)
    db.create_view(
        "decided_cells",
        """
        SELECT d.id, d.created, d.reviewer, d.action, d.path, d.sha256,
               json_extract(c.value, '$.cell') AS cell, json_extract(c.value, '$.machine') AS machine,
               json_extract(c.value, '$.before') AS before, json_extract(c.value, '$.after') AS after,
               json_extract(d.decision, '$.reason') AS reason
        FROM decisions AS d, json_each(d.decision, '$.changes') AS c
        """,
    )


def count_the_queue(db: "Database") -> None:
    """How many rows of the queue have which value, kept with every change: counting 50 000 of them takes 100 ms."""
    db.table("queue_counts").create(
        {"kind": str, "value": str, "number": int}, pk=("kind", "value"), not_null={"number"}
    )
    for column in ("status", "form", "year", "model", "rule"):
        table = "queue_rules" if column == "rule" else "queue"
        db.execute(
            f"CREATE TRIGGER queue_more_{column} AFTER INSERT ON {table} WHEN NEW.{column} IS NOT NULL"
            f" BEGIN INSERT INTO queue_counts VALUES ('{column}', NEW.{column}, 1)"
            " ON CONFLICT (kind, value) DO UPDATE SET number = number + 1; END"
        )
        db.execute(
            f"CREATE TRIGGER queue_less_{column} AFTER DELETE ON {table} WHEN OLD.{column} IS NOT NULL"
            f" BEGIN UPDATE queue_counts SET number = number - 1"
            f" WHERE kind = '{column}' AND value = CAST(OLD.{column} AS TEXT); END"
        )


def latest_cells(db: "Database") -> None:
    """The view `cells` over the view `latest`."""
    db.create_view(
        "cells",
        """
        SELECT r.path, r.sha256, r.title, r.issuer, r.year, r.form, r.status,
               c.key AS cell, c.value AS value,
               json_extract(r.record, '$.evidence."' || c.key || '"[0]') AS start,
               json_extract(r.record, '$.evidence."' || c.key || '"[1]') AS "end"
        FROM latest AS r, json_each(r.record, '$.cells') AS c
        """,
    )


def seen(db: "Database") -> None:
    """Who was shown the figures of which document."""
    db.table("seen").create({"sha256": str, "reviewer": str}, pk=("sha256", "reviewer"))


MIGRATIONS: Sequence[Migration] = (answers_and_records, latest_and_cells, review, seen)


def pending(connection: sqlite3.Connection, path: Path) -> bool:
    """Is the schema of this database, the file at *path*, older than the program's?

    Raises `StoreError` where it is newer, or the database is some other program's.
    """
    known = [migration.__name__ for migration in MIGRATIONS]
    applied = _applied(connection, path)
    if unknown := [name for name in applied if name not in known]:
        raise StoreError(
            f"the store {path} was written by a newer crossfoot (its schema has {unknown[-1]!r}); update the program"
        )
    return len(applied) < len(known)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to date, and what is derived from the records: all of it or nothing.

    Raises `StoreError` as `pending` does.
    """
    if not pending(connection, path):
        return
    # Imported here: it takes 100 ms, and most runs meet a store that is up to date.
    from sqlite_utils import Database, Migrations

    migrations = Migrations(SET)
    for migration in MIGRATIONS:
        migrations()(migration)
    # Another process may be at the same; whoever comes second finds nothing left to do.
    with immediate(connection):
        migrations.apply(Database(connection, execute_plugins=False))
        # By the code of today and behind all migrations: these know nothing of what the queue will hold some day.
        for waiting in all_paths(connection):
            enqueue(connection, waiting)


def _applied(connection: sqlite3.Connection, path: Path) -> list[str]:
    """The names of our migrations that this database has seen. Read without sqlite-utils, to open fast."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    rows: list[tuple[str]] = []
    if "_sqlite_migrations" in tables:
        query = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id"
        rows = connection.execute(query, [SET]).fetchall()
    if tables and not rows:
        raise StoreError(f"{path} is the database of another program; name another file as the store")
    return [name for (name,) in rows]
