"""The part of a store that people write: the log that nothing changes, claims, and the queue."""

import hashlib
import sqlite3
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfoot.store import FindingRecord, Record, Store, StoreError
from crossfoot.store.decision import PERSON, CellChange, Decision
from crossfoot.store.doubts import doubtful_cells, failing_sums
from crossfoot.store.lots import lot
from crossfoot.store.queue import Counts, Wanted
from crossfoot.store.reviews import Reviews, StaleError

ANY = Wanted(statuses=())


@pytest.fixture
def reviews(store):
    return Reviews(store)


def decision(content="甲", **changes):
    values = {
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "path": "报告/甲县2023.txt",
        "reviewer": "甲",
        "action": "accept",
        "changes": (CellChange(cell="x", machine=1, before=1, after=1),),
    }
    return Decision(**(values | changes))


def finding(rule, *cells, severity="error"):
    return FindingRecord(
        rule=rule, verdict="fail", severity=severity, cells=cells, left=1, right=2, message="不平"
    )


# -- the log -------------------------------------------------------------------------------------------------------

CHANGES = [
    "UPDATE decisions SET reviewer = '乙'",
    "UPDATE decisions SET id = 99 WHERE id = 1",
    "UPDATE OR REPLACE decisions SET id = 2 WHERE id = 1",
    "DELETE FROM decisions",
    "DELETE FROM decisions WHERE id = 1",
    "REPLACE INTO decisions SELECT id, sha256, path, '乙', created, action, decision FROM decisions",
    "INSERT OR REPLACE INTO decisions SELECT 1, sha256, path, '乙', created, action, decision FROM decisions",
    "INSERT OR IGNORE INTO decisions SELECT 1, sha256, path, '乙', created, action, decision FROM decisions",
    "INSERT INTO decisions SELECT id, sha256, path, '乙', created, action, decision FROM decisions WHERE true"
    " ON CONFLICT (id) DO UPDATE SET reviewer = excluded.reviewer",
]


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_database_itself_refuses_to_change_the_log(reviews, path, statement, recursive):
    reviews.append(decision(), 0)
    reviews.append(decision("乙"), 0)
    before = list(reviews.log())
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            other.execute(statement)
    other.close()
    assert list(reviews.log()) == before
    assert len(before) == 2


def test_an_entry_comes_back_as_it_was_with_its_number_and_time(reviews):
    kept = reviews.append(decision(reason="“,;'", seconds=1.5, figures={"a": 1, "b": 2.5}), 0)
    assert (kept.id, bool(kept.created)) == (1, True)
    assert reviews.decisions(kept.sha256) == [kept]
    assert reviews.decisions("0" * 64) == []


@pytest.mark.parametrize("base", [0, 1, 3, -1])
def test_an_entry_in_view_of_another_last_one_is_stale_and_not_kept(reviews, base):
    reviews.append(decision(), 0)
    last = reviews.append(decision(), 1)
    reviews.append(decision("别的"), 0)
    with pytest.raises(StaleError) as caught:
        reviews.append(decision(), base)
    assert caught.value.last == last
    assert len(list(reviews.log())) == 3


def test_an_entry_in_view_of_one_that_is_not_there_is_stale(reviews):
    reviews.append(decision("别的"), 0)
    with pytest.raises(StaleError, match="read anew") as caught:
        reviews.append(decision(), 1)
    assert caught.value.last is None


def test_the_log_is_read_from_anywhere(reviews, monkeypatch):
    monkeypatch.setattr("crossfoot.store.reviews._AT_ONCE", 3)
    for number in range(10):
        reviews.append(decision(str(number)), 0)
    assert [e.id for e in reviews.log()] == list(range(1, 11))
    assert [e.id for e in reviews.log(after=4)] == list(range(5, 11))
    assert [e.id for e in reviews.log(after=2, limit=5)] == [3, 4, 5, 6, 7]
    assert [e.id for e in reviews.log(limit=3)] == [1, 2, 3]
    assert list(reviews.log(limit=0)) == list(reviews.log(after=10)) == []


def test_earlier_decisions_are_those_of_other_files_there_before_the_first_about_this_one(reviews):
    here = "报告/甲县2023.txt"
    first = reviews.append(decision("一"), 0)
    second = reviews.append(decision("二"), 0)
    reviews.append(decision("三", path="别处.txt"), 0)
    third = reviews.append(decision("一"), first.id)
    assert reviews.earlier(here, "0" * 64) == [first, second, third]
    assert reviews.earlier(here, second.sha256) == [first]
    assert reviews.earlier(here, first.sha256) == []
    assert reviews.earlier("nowhere", second.sha256) == []


@pytest.mark.parametrize("other", [{"year": 1999}, {"issuer": "乙县人民政府"}, {"form": "2019"}])
def test_of_another_report_that_lay_there_nothing_counts(store, reviews, make_record, other):
    store.save(make_record(content="一", **other), "one")
    store.save(make_record(content="二"), "one")
    store.save(make_record(content="三"), "one")
    path = make_record().document.path
    reviews.append(decision("一", path=path), 0)
    second = reviews.append(decision("二", path=path), 0)
    assert reviews.earlier(path, make_record(content="三").document.sha256) == [second]


def test_who_was_shown_a_document_is_never_asked_about_it(store, reviews, make_record):
    for number in range(3):
        store.save(make_record(f"{number}.txt", str(number), status="verified"), "one")
    shown = make_record("1.txt", "1").document.sha256
    for _ in range(2):
        reviews.saw(shown, "甲")
    with Store(store.path) as other:  # Another program, another day.
        later = Reviews(other)
        assert (later.has_seen(shown, "甲"), later.has_seen(shown, "乙")) == (True, False)
        counts = [later.count_blind(1.0, Wanted(), name) for name in ("甲", "乙")]
        assert (counts, later.count_blind(1.0, Wanted())) == ([2, 3], 3)
        asked = set()
        while (entry := later.next_blind(1.0, "甲", Wanted(), skip=tuple(asked))) is not None:
            asked.add(entry.sha256)
        assert len(asked) == 2
        assert shown not in asked


def test_what_happens_in_a_failed_transaction_never_happened(store, reviews, make_record):
    store.save(record := make_record(), "one")

    def fail():
        with reviews.deciding():
            reviews.append(decision(), 0)
            sign(reviews, record.model_copy(update={"reason": "签"}))
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert list(reviews.log()) == []
    assert list(store.records()) == [record]
    assert reviews.page(Wanted(statuses=(), signed=True)) == []


def test_threads_that_share_a_store_see_nothing_that_is_taken_back(reviews):
    appended, looked = threading.Event(), threading.Event()
    seen = []

    def look():
        appended.wait()
        looked.set()
        seen.append(reviews.decisions(decision().sha256))

    thread = threading.Thread(target=look)
    thread.start()

    def fail():
        with reviews.deciding():
            reviews.append(decision(), 0)
            appended.set()
            looked.wait()
            thread.join(0.2)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    thread.join()
    assert seen == [[]]


@pytest.mark.usefixtures("store")
def test_a_reader_cannot_decide(path):
    reviews = Reviews(Store.open_read_only(path))
    with reviews.store, pytest.raises(StoreError, match="write-protected"):
        reviews.append(decision(), 0)


# -- records of persons --------------------------------------------------------------------------------------------


def person(record, **changes):
    reading = record.reading.model_copy(update={"reader": "person"})
    return record.model_copy(update={"reading": reading, "reason": "签", **changes})


def sign(reviews, record):
    """Let a person's record count wherever its document lies, each with a heading of its own."""
    for path in reviews.paths(record.document.sha256):
        document = reviews.reading(path).document
        if document.sha256 == record.document.sha256:
            reviews.let_count(path, document.sha256, record.model_copy(update={"document": document}))


def unsign(reviews, sha256):
    for path in reviews.paths(sha256):
        reviews.let_count(path, sha256, None)


def test_a_signed_record_counts_at_every_copy_and_hides_no_later_file(store, reviews, make_record):
    for where in ("甲/1.txt", "乙/2.txt"):
        store.save(make_record(where, issuer=where), "one")
    store.save(newer := make_record("甲/1.txt", "新"), "one")
    sign(reviews, person(make_record("乙/2.txt")))
    store.save(make_record("乙/2.txt", reason="又读一次"), "two")
    counting = {r.document.path: r for r in store.records(newest_per_path=True)}
    assert counting["甲/1.txt"] == newer
    assert (counting["乙/2.txt"].reason, counting["乙/2.txt"].document.issuer) == ("签", "乙/2.txt")
    unsign(reviews, newer.document.sha256)
    assert {r.document.path: r for r in store.records(newest_per_path=True)} == counting
    unsign(reviews, make_record().document.sha256)
    assert {r.reason for r in store.records()} == {"又读一次", newer.reason}


def test_pruning_keeps_what_was_signed_and_the_last_reading_under_it(store, reviews, make_record):
    later = datetime.now(UTC) + timedelta(days=1)
    for configuration in ("one", "two"):
        store.save(make_record("甲.txt", reason=configuration), configuration)
        store.save(make_record("乙.txt", "乙"), configuration)
    sign(reviews, person(make_record("甲.txt")))
    reviews.append(decision(), 0)
    assert store.prune().records == 2, "superseded readings go"
    assert [r.reason for r in store.records(path_contains="甲")] == ["签"]
    planned = store.prune(before=later, dry_run=True)
    assert store.prune(before=later).records == planned.records == 1
    assert [r.reason for r in store.records()] == ["签"]
    assert reviews.reading("甲.txt").reason == "two"
    assert len(list(reviews.log())) == 1
    assert [entry.path for entry in reviews.page(ANY)] == ["甲.txt"]


def test_a_record_of_another_version_waits_in_no_queue_and_stops_nothing(store, reviews, make_record):
    store.save(record := make_record(), "one")
    store.connection.execute("UPDATE records SET record = json_set(record, '$.later', 1)")
    with pytest.raises(StoreError, match="another version"):
        reviews.reading(record.document.path)
    store.save(make_record(content="新", status="needs_review"), "one")
    assert reviews.count(Wanted()) == 1


# -- filters -------------------------------------------------------------------------------------------------------

FOLDERS = [
    "云南/楚雄/1.txt",
    "云南/楚雄市/2.txt",
    "云南/楚雄%/3.txt",
    "云南/楚雄_/4.txt",
    "云南/楚雄x/5.txt",
    "云南/楚雄/深/6.txt",
    "云南.txt",
    "/绝对/7.txt",
    "a b/'\"/8.txt",
    "云南/楚雄0/9.txt",
]


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("云南/楚雄", "16"),
        ("云南/楚雄/", "16"),
        ("云南/楚雄//", "16"),
        ("云南/楚雄%", "3"),
        ("云南/楚雄_", "4"),
        ("云南", "1234569"),
        ("云南/楚雄/深", "6"),
        ("/绝对", "7"),
        ("/", "7"),
        ("a b", "8"),
        ("a b/'\"", "8"),
        ("楚雄", ""),
        ("云", ""),
        ("云南/楚雄/1.txt", ""),
        ("", "123456789云"),
        ("%", ""),
    ],
)
def test_a_folder_holds_what_lies_in_it_and_below(store, reviews, make_record, folder, found):
    for path in FOLDERS:
        store.save(make_record(path, path), "one")
    wanted = Wanted(statuses=(), folder=folder)
    paths = [entry.path for entry in reviews.page(wanted, "path")]
    assert "".join(sorted(path.split("/")[-1][0] for path in paths)) == found
    assert reviews.count(wanted) == len(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲", {"甲.txt", "丁.txt"}),
        ("'", {"乙'.txt"}),
        ('"', {"丙.txt"}),
        ("%", {"100%.txt"}),
        ("_", set()),
        ("' OR '1'='1", set()),
        ("乡人民", {"丙.txt"}),
        ("\x00", set()),
        ("\\", set()),
    ],
)
def test_a_search_takes_every_sign_for_itself(store, reviews, make_record, text, found):
    bare = {"title": None, "issuer": None}
    store.save(make_record("甲.txt", "1", **bare), "one")
    store.save(make_record("乙'.txt", "2", **bare), "one")
    store.save(make_record("丙.txt", "3", title='所谓"报告"', issuer="某乡人民政府"), "one")
    store.save(make_record("丁.txt", "4", title="甲县", issuer=None), "one")
    store.save(make_record("100%.txt", "5", **bare), "one")
    assert {entry.path for entry in reviews.page(Wanted(statuses=(), text=text))} == found
    assert reviews.count(Wanted(statuses=(), text=text)) == len(found)


def test_every_filter_leaves_what_it_says(store, reviews, make_record):
    sums = (finding("requests.row.received", "a"),)
    store.save(make_record("1", "1", status="needs_review", findings=sums, year=2021), "one")
    store.save(make_record("2", "2", status="source_error", form="2019", issuer="乙县"), "one")
    reading = make_record().reading.model_copy(update={"reader": "model", "model": "glm"})
    store.save(make_record("3", "3", status="needs_review", reading=reading), "one")
    store.save(make_record("4", "4", findings=(finding("x.y", severity="warning"),)), "one")
    store.save(make_record("5", "5", readable=False, status="failed"), "one")
    sign(reviews, person(make_record("2", "2", status="source_error", form="2019", issuer="乙县")))

    def found(**wanted):
        chosen = Wanted(**({"statuses": ()} | wanted))
        paths = [entry.path for entry in reviews.page(chosen, "path")]
        assert reviews.count(chosen) == len(paths)
        return "".join(paths)

    assert found() == "1234"
    assert found(statuses=("needs_review",)) == "13"
    assert found(statuses=("verified", "source_error")) == "24"
    assert found(form="2019") == "2"
    assert found(year=2021) == "1"
    assert found(issuer="乙") == "2"
    assert found(rule="requests.row.received") == "1"
    assert found(rule="x.y") == "", "warnings are no work"
    assert (found(model="glm"), found(model="person"), found(model="offline")) == ("3", "2", "14")
    assert (found(signed=True), found(signed=False)) == ("2", "134")
    assert found(form="2021", statuses=("needs_review",), text="甲县", year=2021) == "1"
    assert found(skip=[make_record("1", "1").document.sha256]) == "234"
    assert reviews.counts() == Counts(
        statuses={"needs_review": 2, "source_error": 1, "verified": 1},
        forms={"2021": 3, "2019": 1},
        years={"2023": 3, "2021": 1},
        models={"offline": 2, "glm": 1, "person": 1},
        rules={"requests.row.received": 1},
    )


def test_the_queue_is_sorted_and_paged(store, reviews, make_record):
    for number, sums in enumerate([3, 0, 2, 2, 1]):
        findings = tuple(finding(f"r.{i}") for i in range(sums))
        store.save(make_record(str(number), str(number), status="needs_review", findings=findings), "one")

    def order(sort):
        return "".join(entry.path for entry in reviews.page(Wanted(), sort))

    assert (order("work"), order("-work"), order("path"), order("newest")) == (
        "14230",
        "03241",
        "01234",
        "43210",
    )
    pages = [reviews.page(Wanted(), limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert "".join(entry.path for page in pages for entry in page) == "14230"


# -- claims --------------------------------------------------------------------------------------------------------

NOTHING = timedelta(0)


def test_a_document_is_in_one_hand_until_it_is_put_back_or_the_lease_ends(reviews):
    assert reviews.claim("a", "甲") == "甲"
    assert reviews.claim("a", "乙") == "甲"
    assert reviews.claim("a", "甲") == "甲"
    reviews.release("a", "乙")
    assert reviews.claim("a", "乙") == "甲", "nobody puts back what another holds"
    reviews.release("a", "甲")
    assert reviews.claim("a", "乙") == "乙"
    reviews.claim("a", "乙", NOTHING)
    assert reviews.claim("a", "丙") == "丙"
    assert reviews.claim("a", "丙", -timedelta(hours=1)) == "丙"
    assert reviews.claim("a", "甲") == "甲"


def test_the_queue_tells_who_holds_what_and_for_how_long(store, reviews, make_record):
    store.save(record := make_record(status="needs_review"), "one")
    sha256 = record.document.sha256
    assert reviews.page(Wanted())[0].holder is None
    reviews.claim(sha256, "甲")
    assert reviews.page(Wanted())[0].holder == "甲"
    assert reviews.next(Wanted(), "乙") is None
    assert reviews.next(Wanted(), "甲").holder == "甲"
    reviews.claim(sha256, "甲", NOTHING)
    assert reviews.page(Wanted())[0].holder is None
    assert reviews.next(Wanted(), "乙").path == record.document.path


def test_what_is_skipped_never_comes_even_where_it_lies_twice(store, reviews, make_record):
    for path, content in (("1", "a"), ("2", "a"), ("3", "a"), ("4", "b")):
        store.save(make_record(path, content, status="needs_review"), "one")
    first = reviews.next(Wanted(), "甲", "path")
    assert first.path == "1"
    second = reviews.next(Wanted(), "甲", "path", skip=[first.sha256])
    assert second.path == "4"
    assert reviews.next(Wanted(), "甲", skip=[first.sha256, second.sha256]) is None
    assert reviews.next(Wanted(), "乙") is None, "copies are one document"
    many = [f"{number:064x}" for number in range(100_000)]
    assert reviews.next(Wanted(), "甲", skip=many).path == "1"


@pytest.mark.parametrize("shared", [True, False], ids=["one store", "a store each"])
def test_no_two_reviewers_ever_get_the_same_report(store, path, make_record, shared):
    documents, reviewers = 24, 4
    for number in range(documents):
        store.save(make_record(f"{number:02}", str(number), status="needs_review"), "one")
    got = []

    def work(name):
        own = store if shared else Store(path)
        reviews, seen = Reviews(own), []
        while (entry := reviews.next(Wanted(), name, skip=seen)) is not None:
            seen.append(entry.sha256)
        got.extend(seen)
        if not shared:
            own.close()

    threads = [threading.Thread(target=work, args=(f"第{n}人",)) for n in range(reviewers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == documents


# -- the queue is what the records say -----------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("save"), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.integers(0, 7)
        ),
        st.tuples(st.just("sign"), st.integers(0, 2), st.booleans()),
        st.tuples(st.just("unsign"), st.integers(0, 2)),
        st.tuples(st.just("prune"), st.booleans(), st.booleans()),
    ),
    max_size=14,
)
STATUSES = ("verified", "source_error", "needs_review", "failed")


def rebuilt(store):
    """The queue as the records say, worked out from all of them in Python."""
    rows = store.connection.execute(
        "SELECT id, path, sha256, configuration, reusable, record FROM records ORDER BY id"
    ).fetchall()
    out = {}
    for path in {row[1] for row in rows}:
        here = [row for row in rows if row[1] == path]
        readings = [row for row in here if row[3] != PERSON] or here
        last = readings[-1][2]
        if last is None:
            # What could not be opened is forgotten once something could, and only then.
            continue
        same = [row for row in here if row[2] == last]
        identity, _, sha256, configuration, _, line = max(
            same, key=lambda row: (row[3] == PERSON, row[4], row[0])
        )
        record = Record.model_validate_json(line)
        mine = configuration == PERSON
        done = mine and record.status != "needs_review"
        doubts = () if mine else doubtful_cells(record)
        rules = {f.rule for f in record.findings if f.verdict == "fail" and f.severity == "error"}
        work = 0 if done else len(doubts) + len(failing_sums(record))
        out[path] = (identity, sha256, record.status, work, int(done), frozenset(rules))
    return out


def counted(store):
    """The counts of the queue, each by counting all of it."""

    def by(column, table="queue"):
        query = f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}"
        return {str(value): number for value, number in store.connection.execute(query)}

    return Counts(by("status"), by("form"), by("year"), by("model"), by("rule", "queue_rules"))


def as_kept(store):
    rules = {}
    for record, rule in store.connection.execute("SELECT record, rule FROM queue_rules"):
        rules.setdefault(record, set()).add(rule)
    rows = store.connection.execute("SELECT path, record, sha256, status, work, signed FROM queue").fetchall()
    assert rules.keys() <= {row[1] for row in rows}
    return {row[0]: (*row[1:], frozenset(rules.get(row[1], ()))) for row in rows}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=50,
    deadline=None,
)
@given(STEPS)
def test_the_queue_is_always_what_the_records_say(tmp_path_factory, make_record, steps):
    with Store(tmp_path_factory.mktemp("queue") / "crossfoot.db") as store:
        reviews = Reviews(store)
        signed = Counter()
        for step in steps:
            if step[0] == "save":
                _, path, content, configuration, kind = step
                findings = tuple(finding(f"r.{i}", "x") for i in range(kind % 3))
                record = make_record(
                    f"{path}.txt",
                    str(content),
                    readable=kind != 7,
                    status=STATUSES[kind % 4],
                    findings=findings,
                )
                store.save(record, str(configuration), reusable=kind not in (3, 7))
            elif step[0] == "sign":
                status = "verified" if step[2] else "needs_review"
                sign(reviews, person(make_record(content=str(step[1])), status=status))
            elif step[0] == "unsign":
                unsign(reviews, make_record(content=str(step[1])).document.sha256)
            else:
                before = datetime.now(UTC) + timedelta(days=1) if step[2] else None
                signed = Counter(store.connection.execute(PERSONS).fetchall())
                store.prune(superseded=step[1], before=before)
                assert Counter(store.connection.execute(PERSONS).fetchall()) == signed
            assert as_kept(store) == rebuilt(store), step
            assert reviews.counts() == counted(store), step
        newest = {r.document.path: r for r in store.records(newest_per_path=True)}
        for path, row in rebuilt(store).items():
            assert newest[path].document.sha256 == row[1]


PERSONS = f"SELECT path, sha256, record FROM records WHERE configuration = '{PERSON}'"


# -- blind second readings ------------------------------------------------------------------------------------------------


def test_a_share_of_the_verified_documents_is_read_blind_once(store, make_record):
    reviews = Reviews(store)
    for number in range(60):
        status = "verified" if number % 3 else "needs_review"
        store.save(make_record(f"甲/{number}.txt", str(number), status=status), "offline-1")
    few, many = (reviews.count_blind(share, Wanted()) for share in (0.2, 0.9))
    assert 0 < few < many < 40
    assert reviews.count_blind(1.0, Wanted()) == 40
    assert reviews.count_blind(0.0, Wanted()) == 0
    assert reviews.count_blind(1.0, Wanted(folder="乙")) == 0
    seen = []
    while entry := reviews.next_blind(0.9, "李", Wanted(), skip=seen):
        assert entry.status == "verified"
        assert lot(entry.sha256) < 0.9
        seen.append(entry.sha256)
    assert len(seen) == len(set(seen)) == many
    assert sorted(seen, key=lot) == seen
    # Once read so, by anybody, it does not come again; nor does what another reviewer has in hand.
    blind = Decision(sha256=seen[0], path="甲/1.txt", reviewer="李", action="blind")
    reviews.append(blind, 0)
    assert reviews.count_blind(0.9, Wanted()) == many - 1
    assert reviews.next_blind(0.9, "王", Wanted()) is None
