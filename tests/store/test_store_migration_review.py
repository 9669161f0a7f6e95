"""A store from before there was any review: opened, its queue is filled, and nothing in it is lost."""

import json
import sqlite3
import zlib

import pytest
from sqlite_utils import Database, Migrations

from crossfoot.store import FindingRecord, Store, migrations
from crossfoot.store.migrations import MIGRATIONS, SET
from crossfoot.store.queue import Wanted
from crossfoot.store.reviews import Reviews

BEFORE = MIGRATIONS[:2]


def wrong(rule):
    return FindingRecord(
        rule=rule, verdict="fail", severity="error", cells=("x",), left=1, right=2, message="不平"
    )


@pytest.fixture
def rows(path, make_record):
    """What an old store holds: (record, configuration, reusable), in the order of saving."""
    older = [
        (make_record("甲.txt", "旧"), "one", 1),
        (make_record("甲.txt", "新", status="needs_review", findings=(wrong("r.1"), wrong("r.2"))), "one", 1),
        (make_record("甲.txt", "新", status="source_error", findings=(wrong("r.1"),)), "two", 1),
        (make_record("甲.txt", "新", status="failed"), "three", 0),
        (make_record("抄本.txt", "新", status="needs_review"), "one", 1),
        (make_record("只有失败.txt", "丙", status="failed"), "one", 0),
        (make_record("打不开.txt", "丁", readable=False, status="failed"), "one", 0),
        (make_record("后来能开.txt", "戊", readable=False, status="failed"), "one", 0),
        (make_record("后来能开.txt", "戊"), "one", 1),
    ]
    path.parent.mkdir()
    database = Database(path)
    first = Migrations(SET)
    for migration in BEFORE:
        first()(migration)
    first.apply(database)
    for record, configuration, reusable in older:
        document = record.document
        database.table("records").insert(
            {
                **{name: getattr(document, name) for name in ("path", "sha256", "title", "issuer", "year")},
                "configuration": configuration,
                "reusable": reusable,
                "status": record.status,
                "form": record.form,
                "created": "2025-01-31T00:00:00.000+00:00",
                "record": record.line(),
            }
        )
    packed = zlib.compress(b"answer")
    database.table("answers").insert(
        {
            "key": "k",
            "model": "m",
            "seconds": 1.0,
            "created": "2025",
            "request": packed,
            "response": packed,
        }
    )
    database.close()
    return older


def dump(path, *tables):
    with sqlite3.connect(path) as connection:
        found = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables
        }
    connection.close()
    return found


@pytest.mark.parametrize("opened", [Store, Store.open_read_only])
def test_nothing_is_lost_and_the_queue_is_filled(path, rows, opened):
    before = dump(path, "records", "answers")
    counted = {r[0]: r[1:] for r in dump(path, "latest")["latest"]}
    with opened(path) as store:
        reviews = Reviews(store)
        assert dump(path, "records", "answers") == before
        assert {r[0]: r[1:-1] for r in dump(path, "latest")["latest"]} == counted
        assert store.get("k") == b"answer"
        queued = {e.path: (e.status, e.work, e.signed, e.model) for e in reviews.page(Wanted(statuses=()))}
        assert queued == {
            "甲.txt": ("source_error", 1, 0, "offline"),
            "抄本.txt": ("needs_review", 0, 0, "offline"),
            "只有失败.txt": ("failed", 0, 0, "offline"),
            "后来能开.txt": ("verified", 0, 0, "offline"),
        }
        assert reviews.counts().rules == {"r.1": 1}
        assert reviews.reading("甲.txt") == rows[2][0]
        newest = {r.document.path: r for r in store.records(newest_per_path=True)}
        assert newest.keys() == {record.document.path for record, _, _ in rows}
        assert newest["甲.txt"] == rows[2][0]
        assert len(list(store.records())) == 6
        cells = store.connection.execute("SELECT count(*) FROM cells WHERE path = '甲.txt'").fetchone()[0]
        assert cells == 2 * len(rows[0][0].cells)
        assert list(reviews.log()) == []


def test_it_is_done_once(path, rows):
    Store(path).close()
    with Store(path) as store:
        store.connection.execute("DELETE FROM queue")
    with Store(path) as store:
        assert Reviews(store).count(Wanted(statuses=())) == 0
    assert rows


@pytest.mark.usefixtures("rows")
def test_a_record_of_another_version_stops_no_store_from_opening(path):
    with sqlite3.connect(path) as connection:
        (line,) = connection.execute("SELECT record FROM records WHERE path = '抄本.txt'").fetchone()
        strange = json.dumps(json.loads(line) | {"a_field_that_went": 1})
        connection.execute("UPDATE records SET record = ? WHERE path = '抄本.txt'", [strange])
    connection.close()
    with Store(path) as store:
        assert {e.path for e in Reviews(store).page(Wanted(statuses=()))} == {
            "甲.txt",
            "只有失败.txt",
            "后来能开.txt",
        }


@pytest.mark.usefixtures("rows")
def test_a_migration_that_fails_leaves_the_old_store_as_it_was(path, monkeypatch):
    before = dump(path, "records", "answers", "latest")

    def broken(_connection, _path):
        raise ArithmeticError

    monkeypatch.setattr(migrations, "enqueue", broken)
    with pytest.raises(ArithmeticError):
        Store(path)
    assert dump(path, "records", "answers", "latest") == before
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    connection.close()
    assert not {"queue", "decisions", "claims"} & tables
    monkeypatch.undo()
    with Store(path) as store:
        assert Reviews(store).count(Wanted(statuses=())) == 4
