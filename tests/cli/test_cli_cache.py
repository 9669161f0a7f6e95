"""`crossfoot cache`: list, count, prune."""

import json

import pytest
from cli_records import failed, record, unbalanced

from crossfoot.store import Record, Store


@pytest.fixture
def filled(stored):
    return stored(
        record("云南/a.txt", title="楚雄市年报", year=2021),
        record("b.txt", year=2019, form="2019"),
        unbalanced("c.txt"),
        failed("bad\x1b.bin"),
    )


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ([], ["b.txt", "bad\x1b.bin", "c.txt", "云南/a.txt"]),
        (["--status", "failed", "--status", "source_error"], ["bad\x1b.bin", "c.txt"]),
        (["--form", "2019"], ["b.txt"]),
        (["--year", "2019"], ["b.txt"]),
        (["--path", "云南"], ["云南/a.txt"]),
        (["--limit", "1"], ["b.txt"]),
    ],
)
@pytest.mark.usefixtures("filled")
def test_ls_lists_the_records_that_are_asked_for(cli, arguments, paths):
    outcome = cli("cache", "ls", *arguments, "--json")
    assert [Record.model_validate_json(line).document.path for line in outcome.out.splitlines()] == paths
    listed = cli("cache", "ls", *arguments)
    assert listed.err == f"{len(paths)} record{'s' * (len(paths) != 1)}\n"
    for path in paths:
        assert path.replace("\x1b", "\\x1b") in listed.out
    assert "\x1b" not in listed.out


@pytest.mark.usefixtures("filled")
def test_stats_count_documents_by_status(cli):
    text = cli("cache", "stats").out
    assert "4 documents in 4 records" in text
    assert "source_error" in text
    counted = json.loads(cli("cache", "stats", "--json").out)
    assert counted["statuses"] == {"verified": 2, "source_error": 1, "failed": 1}


def put_twice(path):
    with Store(path) as store:
        for response in (b"one", b"two"):
            store.put("k" * 64, request=b"q", response=response, model="m", seconds=1.0)


def test_prune_removes_what_was_replaced_after_asking(cli, filled, monkeypatch):
    put_twice(filled)
    dry = cli("cache", "prune", "--dry-run")
    assert "1 answer and 0 records to remove" in dry.err
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert "removed" not in cli("cache", "prune").err
    outcome = cli("cache", "prune", "--yes")
    assert outcome.status == 0
    assert "removed 1 answer and 0 records" in outcome.err
    assert "0 answers and 0 records to remove" in cli("cache", "prune", "--yes").err


@pytest.mark.usefixtures("filled")
def test_prune_before_a_day_empties_what_is_older(cli):
    assert "0 answers and 0 records" in cli("cache", "prune", "--dry-run", "--before", "2001-01-01").err
    assert "removed 0 answers and 4 records" in cli("cache", "prune", "--yes", "--before", "2999-01-01").err
    assert cli("cache", "ls").err == "0 records\n"


def test_prune_makes_no_store(cli, tmp_path):
    assert cli("cache", "prune").status == 2
    assert not (tmp_path / "cache").exists()
