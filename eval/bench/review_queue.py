"""The review queue over a store of many reports, beside one of few: what the first page costs, the next report, one decision.

    python eval/bench/review_queue.py [--documents N] [--beside N] [--json FILE]

Every report of the queue waits for a person. They are the records of the reports in `eval/reports`, each in several
variants with other doubts, copied under other paths, issuers and years. Building the stores is not counted; that the
rows of their queues are those that the store itself would make is checked on a sample. CPU milliseconds of this process
(user + system), median of some passes; exit status 1 where a page or the next report takes longer than the limit.
"""

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from crossfoot.forms import printed_form
from crossfoot.pipeline import examine
from crossfoot.review import Desk
from crossfoot.store import FindingRecord, Record, Store
from crossfoot.store.lots import lot
from crossfoot.store.queue import Wanted, enqueue
from crossfoot.store.reviews import Reviews

REPORTS = Path(__file__).parents[1] / "reports"
VARIANTS = 8
PASSES = 15
LIMIT = 100.0
"""Milliseconds for a page of the queue and for the next report."""
ROW = "status, form, model, work, signed"
PATH, ISSUER, CHECKSUM, YEAR = "@path@", "@issuer@", "@checksum@", 90909


@dataclass(frozen=True)
class Template:
    """A record with blanks for what tells one report from another, and what the store makes of it for its queue."""

    line: str
    row: tuple[str, str, str, int, int]
    title: str | None
    rules: tuple[str, ...]


def waiting(record: Record, rng: random.Random) -> Record:
    """*record*, with a few cells in doubt."""
    assert record.form is not None
    printed = list(printed_form(record.form, record.cells).cells)
    doubted = tuple(rng.sample(printed, rng.randint(1, 12)))
    rule = rng.choice(("print.column", "print.missing", "reading.differs"))
    message = "这些格的数字不能确定"
    doubt = FindingRecord(
        rule=rule, verdict="fail", severity="error", cells=doubted, left=None, right=None, message=message
    )
    blanks = {"path": PATH, "issuer": ISSUER, "sha256": CHECKSUM, "year": YEAR}
    document = record.document.model_copy(update=blanks)
    findings = (doubt, *record.findings)
    return record.model_copy(
        update={"status": "needs_review", "document": document, "findings": findings, "reason": message}
    )


def templates(rng: random.Random) -> list[Template]:
    """The reports of `eval/reports` that have figures, each in its variants, through a store of their own."""
    records = [record for path in sorted(REPORTS.iterdir()) if (record := examine(path)).form is not None]
    out: list[Template] = []
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "one.db") as store:
        for record in records:
            for _ in range(VARIANTS):
                made = waiting(record, rng)
                store.save(made, "bench")
                (row,) = store.connection.execute(f"SELECT {ROW} FROM queue").fetchall()
                rules = store.connection.execute("SELECT rule FROM queue_rules").fetchall()
                out.append(Template(made.line(), row, made.document.title, tuple(r for (r,) in rules)))
    return out


def build(path: Path, documents: int, known: Sequence[Template], rng: random.Random) -> None:
    """A store of so many documents at *path*."""
    with Store(path) as store, store.writing():
        for number in range(documents):
            copy(store, number, rng.choice(known), rng)
    with Store(path) as store:
        check(store, rng.sample(range(documents), min(documents, 200)))
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def name_of(number: int) -> tuple[str, str]:
    """Path and issuer of the report of this number."""
    province, city, county = number % 30, number // 30 % 12, number // 360 % 20
    folder = f"报告/第{province}省/第{city}市"
    return f"{folder}/第{county}县_{number:06}.html", f"第{province}省第{city}市第{county}县人民政府"


def copy(store: Store, number: int, template: Template, rng: random.Random) -> None:
    path, issuer = name_of(number)
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    line = template.line
    year = rng.randint(2019, 2025)
    for blank, filled in ((PATH, path), (ISSUER, issuer), (CHECKSUM, sha256), (str(YEAR), str(year))):
        line = line.replace(blank, filled)
    status, form, model, work, signed = template.row
    execute, title = store.connection.execute, template.title
    cursor = execute(
        "INSERT INTO records (path, sha256, configuration, reusable, status, form, title, issuer, year, created, record)"
        " VALUES (?, ?, 'bench', 1, ?, ?, ?, ?, ?, '2025-01-31T00:00:00.000+00:00', ?)",
        [path, sha256, status, form, title, issuer, year, line],
    )
    execute(
        "INSERT INTO queue (path, record, sha256, status, form, year, issuer, title, model, work, signed, lot)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [path, cursor.lastrowid, sha256, status, form, year, issuer, title, model, work, signed, lot(sha256)],
    )
    store.connection.executemany(
        "INSERT INTO queue_rules VALUES (?, ?)", [(cursor.lastrowid, r) for r in template.rules]
    )


def check(store: Store, numbers: Sequence[int]) -> None:
    """Would the store itself have made these rows of the queue?"""
    columns = f"path, record, sha256, issuer, title, year, lot, {ROW}"
    for number in numbers:
        path, _ = name_of(number)
        query = f"SELECT {columns} FROM queue WHERE path = ?"
        before = store.connection.execute(query, [path]).fetchall()
        with store.writing():
            enqueue(store.connection, path)
        if store.connection.execute(query, [path]).fetchall() != before or not before:
            raise AssertionError(f"the queue's row of {path} is not what the store makes")


def milliseconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(PASSES):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return median(took) * 1000


def measures(store: Store, documents: int) -> Iterator[tuple[str, float]]:
    """What each thing that a reviewer waits for takes."""
    reviews = Reviews(store)
    wanted = Wanted()

    def first(choice: Wanted) -> Callable[[], object]:
        return lambda: (reviews.page(choice), reviews.count(choice), reviews.counts())

    taken: list[str] = []

    def following() -> None:
        entry = reviews.next(wanted, "甲", skip=taken)
        taken.append(entry.sha256 if entry is not None else "")

    yield "first page, with all counts", milliseconds(first(wanted))
    yield "the same, newest first", milliseconds(lambda: reviews.page(wanted, "newest"))
    yield "the last page", milliseconds(lambda: reviews.page(wanted, offset=max(0, documents - 50)))
    yield "page by rule", milliseconds(first(Wanted(rule="print.column")))
    yield "page by folder", milliseconds(first(Wanted(folder="报告/第7省/第3市")))
    yield "page by text", milliseconds(first(Wanted(text="第7省第3市第1县")))
    yield "page by text that is nowhere", milliseconds(first(Wanted(text="无此县")))
    yield "page by year and form", milliseconds(first(Wanted(year=2021, form="2021")))
    yield "next report", milliseconds(following)
    yield (
        "next report of a folder",
        milliseconds(lambda: reviews.next(Wanted(folder="报告/第7省"), "乙", skip=taken)),
    )
    yield from single(store, reviews)


def single(store: Store, reviews: Reviews) -> Iterator[tuple[str, float]]:
    """What is done with one report, another one each time."""
    desk = Desk(reviews, "甲")
    opened, decided, signed = iter(range(15)), iter(range(15, 30)), iter(range(30, 45))
    record = desk.case(name_of(7)[0]).state.record

    def decide() -> None:
        path, _ = name_of(next(decided))
        case = desk.case(path)
        desk.correct(path, case.revision, {case.state.doubts[0]: 1})

    def sign() -> None:
        path, _ = name_of(next(signed))
        case = desk.case(path)
        # As they stand, those included that nobody read: these are said to be blank.
        case = desk.correct(path, case.revision, {cell: case.state.cells[cell] for cell in case.state.doubts})
        case = desk.printed(path, case.revision) if case.state.open_sums else case
        desk.undo(path, desk.sign(path, case.revision).revision)

    yield "saving a record", milliseconds(lambda: store.save(record, "bench"))
    yield "opening a report", milliseconds(lambda: desk.case(name_of(next(opened))[0]))
    yield "opening and one decision", milliseconds(decide)
    yield "decide, sign and undo: 4 or 5 steps", milliseconds(sign)


def resident() -> float:
    """Megabytes of memory that this process uses; NaN where Linux does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * 4096 / 1e6


def paged_through(store: Store, documents: int) -> tuple[float, float]:
    """Megabytes before and after looking at every page of the queue once."""
    reviews = Reviews(store)
    reviews.page(Wanted(), limit=200)
    before = resident()
    seen = sum(len(reviews.page(Wanted(), limit=200, offset=offset)) for offset in range(0, documents, 200))
    if seen != documents:
        raise AssertionError(f"{seen} of {documents} reports are on the pages")
    return before, resident()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=50_000, help="reports in the large store")
    parser.add_argument("--beside", type=int, default=50, help="reports in the small one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    given = parser.parse_args()
    rng = random.Random(7)
    known = templates(rng)
    figures: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for documents in (given.beside, given.documents):
            path = Path(folder) / f"{documents}.db"
            build(path, documents, known, rng)
            with Store(path) as store:
                before, after = paged_through(store, documents)
                figures[documents] = {"MB before paging": before, "MB after paging": after}
                figures[documents] |= dict(measures(store, documents))
    show(figures)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    slow = {
        n: v for n, v in figures[given.documents].items() if "page," in n or "next" in n or "page by" in n
    }
    if any(value > LIMIT for value in slow.values()):
        sys.exit(f"more than {LIMIT:.0f} ms: {', '.join(n for n, v in slow.items() if v > LIMIT)}")


def show(figures: dict[int, dict[str, float]]) -> None:
    few, many = figures
    print(f"\n{'reports in the queue':<36}{few:>12,}{many:>12,}       ratio")
    for name, value in figures[few].items():
        other = figures[many][name]
        print(f"{name:<36}{value:>12.2f}{other:>12.2f}{other / value:>12.1f}")


if __name__ == "__main__":
    main()
