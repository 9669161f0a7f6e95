"""Connections to the store's file, and SQLite's errors in the user's words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says which file, why, and what to do."""


_ADVICE = {
    sqlite3.SQLITE_BUSY: "is being written by another process; wait for it to end, or use another store",
    sqlite3.SQLITE_LOCKED: "is being written by another process; wait for it to end, or use another store",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database; move it away or name another file",
    sqlite3.SQLITE_CORRUPT: "is damaged; move it away (`sqlite3 FILE .recover` may save its answers)",
    sqlite3.SQLITE_FULL: "cannot grow: no space is left on the disk",
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is write-protected",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: is it a folder, or are permissions missing?",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
}


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn what SQLite reports about the file *path* into a `StoreError`; our own mistakes pass unchanged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or isinstance(error, sqlite3.IntegrityError):
            raise  # a misuse of the library, which no user can mend
        # The low byte is the primary code; the rest only refines it.
        raise StoreError(f"the store {path} {_ADVICE.get(code & 0xFF, f'reports: {error}')}") from error


def open_writer(path: Path, timeout: float) -> sqlite3.Connection:
    """Open *path* for writing, made if need be with its folder; waits up to *timeout* seconds for other writers.

    Raises `StoreError`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the store's folder {path.parent} cannot be made: {error.strerror}") from error
    with reported(path):
        connection = _connect(f"{_uri(path)}?mode=rwc", timeout)
        with _closed_on_error(connection):
            # A commit is then one append to the log: it survives the death of the process, though not in every
            # case that of the machine, and costs no wait for the disk.
            connection.execute("PRAGMA synchronous = NORMAL")
            _use_wal(connection, timeout)
        return connection


def open_reader(path: Path, timeout: float) -> sqlite3.Connection:
    """Open the existing file *path* for reading only. Raises `StoreError`."""
    if not path.exists():
        raise StoreError(f"there is no store at {path}; `crossfoot extract` makes one")
    with reported(path):
        try:
            return _reader(path, "mode=ro", timeout)
        except sqlite3.OperationalError as error:
            # In a write-protected folder SQLite cannot make the side file that WAL asks for. Where no log is
            # left behind, the file alone is the whole truth and may be read without it.
            logged = path.with_name(path.name + "-wal").exists()
            if (
                error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
                or logged
            ):
                raise
            return _reader(path, "mode=ro&immutable=1", timeout)


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that takes the write lock at once, so that it can wait for its turn but never fail half-way."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _connect(uri: str, timeout: float) -> sqlite3.Connection:
    # Transactions are ours (`immediate`), not the driver's; threads are kept apart by the store's own lock.
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)


def _use_wal(connection: sqlite3.Connection, timeout: float) -> None:
    """Switch to a write-ahead log, so that readers never wait for the writer."""
    # The one thing for which SQLite does not wait its turn: of six processes that open a new file at once, one in
    # ten rounds fails.
    deadline = monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
        sleep(0.01)


def _reader(path: Path, parameters: str, timeout: float) -> sqlite3.Connection:
    connection = _connect(f"{_uri(path)}?{parameters}", timeout)
    with _closed_on_error(connection):
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # SQLite opens a file at the first query
    return connection


def _uri(path: Path) -> str:
    return "file:" + quote(str(path.absolute()))


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise
