"""Records: found again by document and configuration, listed once for each document at each path."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfoot.store import FindingRecord, Store, StoreError

CONFIGURATION = "offline-1"

texts = st.text(st.characters(codec="utf-8"), max_size=40)
values = st.none() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    cells=st.dictionaries(texts, values),
    path=texts,
    title=st.none() | texts,
    evidence=st.dictionaries(texts, st.tuples(st.integers(0, 10**9), st.integers(0, 10**9))),
    left=values,
)
def test_a_record_comes_back_exactly(store, make_record, cells, path, title, evidence, left):
    finding = FindingRecord(
        rule="r", verdict="fail", severity="error", cells=("x",), left=left, right=None, message="不平"
    )
    record = make_record(path, cells=cells, title=title, evidence=evidence, findings=(finding,))
    store.save(record, CONFIGURATION)
    kept = store.kept(record.document.sha256, CONFIGURATION, path)
    assert kept.line == record.line()
    assert kept.record() == record
    assert [type(v) for v in kept.record().cells.values()] == [type(v) for v in cells.values()]


def test_a_record_belongs_to_its_configuration(store, make_record):
    store.save(record := make_record(), CONFIGURATION)
    assert store.record(record.document.sha256, CONFIGURATION) == record
    assert store.record(record.document.sha256, "model-7") is None
    assert store.record("0" * 64, CONFIGURATION) is None


def test_the_same_bytes_at_two_paths_are_two_records_and_one_reading(store, make_record):
    here, there = make_record("甲/报告.txt"), make_record("乙/报告.txt")
    store.save(here, CONFIGURATION)
    store.save(there, CONFIGURATION)
    assert list(store.records()) == [there, here]  # 乙 comes before 甲
    sha256 = here.document.sha256
    assert store.kept(sha256, CONFIGURATION, "甲/报告.txt").path == "甲/报告.txt"
    assert store.kept(sha256, CONFIGURATION, "丙/报告.txt").path == "乙/报告.txt"
    assert store.record(sha256, CONFIGURATION) == there


def test_a_second_saving_replaces_the_first(store, make_record):
    store.save(make_record(), CONFIGURATION)
    store.save(again := make_record(status="needs_review"), CONFIGURATION)
    assert list(store.records()) == [again]
    assert store.stats().records == 1


def test_the_last_configuration_is_the_one_that_is_listed(store, make_record):
    store.save(make_record(reason="旧"), "one")
    store.save(make_record(reason="新"), "two")
    assert [record.reason for record in store.records()] == ["新"]
    store.save(make_record(reason="又一次"), "one")
    assert [record.reason for record in store.records()] == ["又一次"]


def test_a_failure_of_the_provider_is_listed_but_never_served_and_hides_no_reading(store, make_record):
    down = make_record(status="failed", reason="provider down")
    store.save(down, CONFIGURATION, reusable=False)
    assert store.record(down.document.sha256, CONFIGURATION) is None
    assert list(store.records()) == [down]

    store.save(good := make_record(), CONFIGURATION)
    store.save(down, CONFIGURATION, reusable=False)
    store.save(down, "another", reusable=False)
    assert store.record(down.document.sha256, CONFIGURATION) == good
    assert list(store.records()) == [good]


def test_an_unreadable_file_is_kept_by_its_path_until_it_can_be_read(store, make_record):
    for _ in range(2):
        store.save(unreadable := make_record(readable=False, status="failed"), CONFIGURATION)
    other = make_record("别处.txt", readable=False, status="failed")
    store.save(other, CONFIGURATION)
    assert list(store.records()) == [other, unreadable]
    assert store.stats().records == 2

    store.save(read := make_record(), CONFIGURATION)
    assert list(store.records()) == [other, read]


def test_a_changed_file_has_two_records_or_the_newest(store, make_record):
    store.save(old := make_record(content="旧"), CONFIGURATION)
    store.save(new := make_record(content="新"), CONFIGURATION)
    assert list(store.records()) == [old, new]
    assert list(store.records(newest_per_path=True)) == [new]


def test_records_are_chosen_and_limited(store, make_record):
    store.save(make_record("a/1%.txt", "1"), CONFIGURATION)
    store.save(make_record("a/2.txt", "2", form="2019", year=2020), CONFIGURATION)
    store.save(make_record("b/3.txt", "3", status="source_error"), CONFIGURATION)
    store.save(make_record("b/4.txt", "4", status="failed", year=None), CONFIGURATION)

    def paths(**choice):
        return [record.document.path for record in store.records(**choice)]

    assert paths() == ["a/1%.txt", "a/2.txt", "b/3.txt", "b/4.txt"]
    assert paths(status="failed") == ["b/4.txt"]
    assert paths(status=["verified", "source_error"], form="2021") == ["a/1%.txt", "b/3.txt"]
    assert paths(status=()) == []
    assert paths(year=2020) == ["a/2.txt"]
    assert paths(path_contains="%") == ["a/1%.txt"]
    assert paths(path_contains="b/", limit=1) == ["b/3.txt"]
    assert paths(limit=0) == []


def test_records_may_be_saved_while_they_are_listed(store, make_record):
    for i in range(20):
        store.save(make_record(f"{i:02}.txt", str(i)), CONFIGURATION)
    listed = []
    for record in store.records():
        listed.append(record.document.path)
        store.save(make_record(f"0{record.document.path}", "new"), CONFIGURATION)
    assert listed == sorted({*listed}), "each once, in order"
    assert {f"{i:02}.txt" for i in range(20)} <= set(listed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲/报告_1.txt", ["甲/报告_1.txt"]),
        ("报告_1.txt", ["乙/报告_1.txt", "甲/报告_1.txt"]),
        ("告_1", ["乙/报告_1.txt", "甲/报告_1.txt"]),
        ("乙州", ["乙/另一份.txt"]),
        ("%", []),
        ("不存在", []),
        ("", ["乙/另一份.txt", "乙/报告_1.txt", "甲/报告_1.txt"]),
    ],
)
def test_a_record_is_found_by_path_file_name_or_title(store, make_record, text, found):
    store.save(make_record("甲/报告_1.txt", "1"), CONFIGURATION)
    store.save(make_record("乙/报告_1.txt", "2"), CONFIGURATION)
    store.save(make_record("乙/另一份.txt", "3", title="乙州2023年报"), CONFIGURATION)
    assert [record.document.path for record in store.find(text)] == found


def test_a_record_is_found_by_the_start_of_its_checksum(store, make_record):
    store.save(record := make_record(), CONFIGURATION)
    assert store.find(record.document.sha256[:8].upper()) == [record]
    assert store.find(record.document.sha256) == [record]
    assert store.find(record.document.sha256[:3] + "zzzz") == []


def test_a_record_of_another_version_is_read_anew_or_named(store, make_record):
    store.save(record := make_record(), CONFIGURATION)
    changed = json.loads(record.line()) | {"a_later_field": 1}
    store.connection.execute("UPDATE records SET record = ?", [json.dumps(changed)])
    assert store.record(record.document.sha256, CONFIGURATION) is None
    with pytest.raises(StoreError, match="another version"):
        list(store.records())


def test_the_cells_view_is_one_row_per_figure(path, make_record):
    with Store(path) as store:
        store.save(record := make_record(), CONFIGURATION)
        rows = store.connection.execute(
            'SELECT cell, value, start, "end" FROM cells WHERE year = 2023'
        ).fetchall()
    assert {cell: value for cell, value, _, _ in rows} == record.cells
    assert {cell: (start, end) for cell, _, start, end in rows if start is not None} == record.evidence
