"""The file: made, brought up to date, refused with a reason, pruned."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database, Migrations

from crossfoot.store import Store, StoreError, migrations
from crossfoot.store.migrations import MIGRATIONS, SET


def test_the_folder_and_the_file_are_made(path):
    with Store(path) as store:
        assert store.path == path
    tables = {"answers", "records", "_sqlite_migrations"}
    assert tables <= set(Database(path).table_names())
    assert Database(path).journal_mode == "wal"


def test_a_store_is_opened_again_without_sqlite_utils(path):
    Store(path).close()
    code = (
        "import sys; from pathlib import Path; from crossfoot.store import Store\n"
        f"with Store.open_read_only(Path({str(path)!r})) as store: list(store.records())\n"
        "assert 'sqlite_utils' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture
def old_store(path, make_record):
    """A store as the first schema had it, with one record."""
    path.parent.mkdir()
    database = Database(path)
    first = Migrations(SET)
    first()(MIGRATIONS[0])
    first.apply(database)
    record = make_record()
    database.table("records").insert(
        {
            "path": record.document.path,
            "configuration": "c",
            "reusable": 1,
            "status": "verified",
            "sha256": record.document.sha256,
            "created": "2025-01-31T00:00:00.000+00:00",
            "record": record.line(),
        }
    )
    database.close()
    return record


@pytest.mark.parametrize("opened", [Store, Store.open_read_only])
def test_an_older_store_is_brought_up_to_date_with_all_it_holds(path, old_store, opened):
    with opened(path) as store:
        assert list(store.records()) == [old_store]
    names = [row["name"] for row in Database(path).table("_sqlite_migrations").rows]
    assert names == [migration.__name__ for migration in MIGRATIONS]


def test_a_migration_that_fails_leaves_the_store_as_it_was(path, old_store, monkeypatch):
    def broken(db):
        db.execute("DROP TABLE records")
        raise ArithmeticError

    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(ArithmeticError):
        Store(path)
    monkeypatch.undo()
    with Store(path) as store:
        assert list(store.records()) == [old_store]


@pytest.mark.parametrize("opened", [Store, Store.open_read_only])
def test_a_store_of_a_newer_program_is_refused(path, opened):
    Store(path).close()
    row = {"migration_set": SET, "name": "from_the_future", "applied_at": "2030"}
    Database(path).table("_sqlite_migrations").insert(row)
    with pytest.raises(StoreError, match=r"newer crossfoot .*from_the_future.*update"):
        opened(path)


@pytest.mark.parametrize("opened", [Store, Store.open_read_only])
def test_another_programs_database_is_refused_and_left_alone(path, opened):
    path.parent.mkdir()
    Database(path).table("songs").insert({"title": "茉莉花"})
    with pytest.raises(StoreError, match="another program"):
        opened(path)
    assert Database(path).table_names() == ["songs"]


@pytest.mark.parametrize("opened", [Store, Store.open_read_only])
@pytest.mark.parametrize(
    "content", [b"not a database, though long enough to be one" * 99, b"SQLite format 3\0junk" * 99]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(path, opened, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"crossfoot\.db (is not a SQLite database|is damaged)"):
        opened(path)
    assert path.read_bytes() == content


def test_a_damaged_store_is_reported(path, make_record):
    with Store(path) as store:
        for i in range(50):
            store.save(make_record(f"{i}", str(i)), "c")
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), Store.open_read_only(path) as store:
        list(store.records())


def test_a_damaged_answer_is_reported(store):
    store.put("k", request=b"q", response=b"a", model="m", seconds=1.0)
    store.connection.execute("UPDATE answers SET response = x'00'")
    with pytest.raises(StoreError, match="answer k cannot be unpacked"):
        store.get("k")


def test_a_writer_that_waits_in_vain_says_so(path):
    with Store(path):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with Store(path, timeout=0.05) as store:
            with pytest.raises(StoreError, match="another process"):
                store.put("k", request=b"q", response=b"a", model="m", seconds=1.0)
            assert store.get("k") is None, "reading goes on"
            other.execute("ROLLBACK")
            store.put("k", request=b"q", response=b"a", model="m", seconds=1.0)
        other.close()


def test_a_path_that_cannot_be_a_store_is_reported(tmp_path):
    with pytest.raises(StoreError, match="is it a folder"):
        Store(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"folder .*file cannot be made"):
        Store(tmp_path / "file" / "crossfoot.db")
    with pytest.raises(StoreError, match="no store at"):
        Store.open_read_only(tmp_path / "absent.db")
    assert not (tmp_path / "absent.db").exists()


def test_paths_with_the_signs_of_addresses_are_paths(tmp_path):
    path = tmp_path / "100%?缓存#1.db"
    Store(path).close()
    assert path.exists()
    Store.open_read_only(path).close()


def test_a_reader_cannot_write(path, make_record):
    Store(path).close()
    with Store.open_read_only(path) as store, pytest.raises(StoreError, match="write-protected"):
        store.save(make_record(), "c")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is write-protected from root")
def test_a_store_in_a_write_protected_folder_can_be_read(path, make_record):
    with Store(path) as store:
        store.save(record := make_record(), "c")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with Store.open_read_only(path) as store:
            assert list(store.records()) == [record]
        with pytest.raises(StoreError, match="write-protected"):
            Store(path)
    finally:
        path.parent.chmod(0o755)


def test_a_reader_sees_what_a_writer_adds(path, make_record):
    with Store(path) as writer, Store.open_read_only(path) as reader:
        writer.save(record := make_record(), "c")
        assert list(reader.records()) == [record]


def test_statistics(store, path, make_record):
    assert store.stats().oldest is None
    store.put("k", request=b"q" * 999, response=b"a", model="glm", seconds=1.5)
    store.put("k", request=b"q" * 999, response=b"a", model="glm", seconds=1.0)
    store.save(make_record(), "one")
    store.save(make_record(), "two")
    store.save(make_record("坏.txt", "坏", status="failed"), "one")
    stats = store.stats()
    assert (stats.path, stats.answers, stats.distinct_answers, stats.seconds) == (path, 2, 1, 2.5)
    assert stats.models == {"glm": 2}
    assert (stats.records, stats.documents, stats.statuses) == (3, 2, {"failed": 1, "verified": 1})
    assert 0 < stats.answer_size < 200 < stats.size
    assert stats.oldest <= stats.newest <= datetime.now(UTC).isoformat()


def test_pruning_removes_what_was_replaced_and_nothing_else(store, make_record):
    for _ in range(2):
        store.put("k", request=b"q", response=b"a", model="m", seconds=1.0)
    store.put("l", request=b"q", response=b"b", model="m", seconds=1.0)
    for i in range(40):
        store.save(make_record(f"{i}.txt", str(i)), "one")
        store.save(make_record(f"{i}.txt", str(i)), "two")
    before = list(store.lines())

    counted = store.prune(dry_run=True)
    assert (counted.answers, counted.records, counted.freed) == (1, 40, 0)
    assert store.stats().records == 80
    removed = store.prune()
    assert (removed.answers, removed.records) == (1, 40)
    assert removed.freed > 0
    assert list(store.lines()) == before
    assert (store.get("k"), store.get("l")) == (b"a", b"b")
    assert store.prune() == store.prune(superseded=False)


def test_pruning_by_age(store, make_record):
    store.put("k", request=b"q", response=b"a", model="m", seconds=1.0)
    store.save(make_record(), "one")
    now = datetime.now(UTC)
    assert store.prune(before=now - timedelta(days=1)).records == 0
    removed = store.prune(superseded=False, before=now + timedelta(seconds=1))
    assert (removed.answers, removed.records) == (1, 1)
    with pytest.raises(ValueError, match="no time zone"):
        store.prune(before=datetime(2026, 1, 1))
