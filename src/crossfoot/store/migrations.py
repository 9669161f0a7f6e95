"""The store's schema, as the functions that build it: each runs once, in order, and is recorded by its name.

To change the schema, append a function to `MIGRATIONS`. A function that has been released is never edited, renamed
or removed.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.store.connection import StoreError, immediate

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


MIGRATIONS: Sequence[Migration] = (answers_and_records, latest_and_cells)


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
    """Bring the schema up to date: all of it or nothing. Raises `StoreError` as `pending` does."""
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
