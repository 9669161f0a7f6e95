"""What it takes a person to put reports right on the page of review: keys pressed, and time spent on the server.

    python eval/bench/review_keys.py [--reports N] [--seed N] [--error-rate SHARE] [--json FILE]

The reports are drawn from those of `eval/reports` that are not `verified` after one of two readings: by the offline
reader, and by a model that misreads (`crossfoot.evaluation.noisy`). The person is simulated: sits before the page in a
real browser, knows what is printed (the gold label), and presses keys as the help of the page (`?`) tells. No pointer.

Keys: every one pressed from the opened report until it is signed; one with Shift counts as two. Decisions: entries in
the log, the signature among them. Server: milliseconds of wall-clock time from a decision's request to the end of its
answer, browser and server on one machine. Right: the record in the store says what is printed, cell by cell, and is
`source_error` where the printed sums are wrong, else `verified`. Exit status 1 where a record is not right.

Needs `pip install 'crossfoot[review,browser]'` and Debian's chromium-headless-shell or chromium, or another Chromium
that CROSSFOOT_CHROMIUM names.
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from crossfoot.evaluation.labels.gold import GoldLabel, load_labels
from crossfoot.evaluation.noisy import Noise, NoisyServer, open_library
from crossfoot.forms import Value
from crossfoot.pipeline import Options, extract_all
from crossfoot.pipeline.state import unread
from crossfoot.readers.endpoint import Endpoint
from crossfoot.review import Desk, State
from crossfoot.review.web import make_app
from crossfoot.review.web.drawn import shown
from crossfoot.review.web.serve import hosts
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews

EVAL = Path(__file__).parents[1]
MOST_KEYS = 5000
"""A person who has pressed so many is going round in circles."""


@dataclass(frozen=True)
class Report:
    """One that waits, in the store of its reading."""

    reader: str
    store: Path
    path: str
    label: GoldLabel


@dataclass(frozen=True)
class Row:
    """What one report took."""

    reader: str
    report: str
    status: str
    doubts: int
    sums: int
    wrong: int
    """Cells that were not what is printed when the report was opened: other figures, and cells nobody had read."""
    decisions: int
    keys: int
    server: tuple[float, ...]
    """Milliseconds of each decision."""
    right: bool


# -- reports that wait ---------------------------------------------------------------------------------------------


def waiting(folder: Path, error_rate: float, seed: int) -> list[Report]:
    """All reports that are not `verified` after one of the two readings."""
    labels = load_labels(EVAL / "gold")
    out = read(folder / "offline.db", "offline", Options(reader="offline", workers=0), labels)
    with NoisyServer(
        open_library(EVAL / "reports", EVAL / "gold"), Noise(error_rate=error_rate, seed=seed)
    ) as server:
        options = Options(
            reader="model", endpoint=Endpoint(model="noisy", base_url=server.base_url), workers=0
        )
        return out + read(folder / "noisy.db", f"{error_rate:.0%} wrong", options, labels)


def read(place: Path, reader: str, options: Options, labels: dict[str, GoldLabel]) -> list[Report]:
    files = [EVAL / "reports" / name for name in labels]
    left: list[str] = []
    with Store(place) as store:
        asyncio.run(
            extract_all(
                files,
                options,
                store,
                lambda done: (
                    left.append(done.record.document.path)
                    if done.record.form is not None and done.record.status != "verified"
                    else None
                ),
                asyncio.Event(),
            )
        )
    return [Report(reader, place, path, labels[Path(path).name]) for path in sorted(left)]


# -- the person ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What the person has in view."""

    state: State
    hand: str
    """The cell in hand."""
    row: Sequence[str]
    """The cells of its row, from left to right."""


def keys_for(seen: Seen, truth: dict[str, Value | None]) -> list[str]:
    """What a person presses next who knows what is printed; one decision, or one step to where the next is made."""
    state, hand = seen.state, seen.hand
    doubts, missing = set(state.doubts), unread(state)
    if doubts:
        if hand not in doubts:
            return ["Tab"]
        if len(doubts) > 1 and all(d not in missing and state.cells[d] == truth[d] for d in doubts):
            return ["Shift+A"]
        return in_doubt(seen, doubts, truth)
    wrong = {path for path in failing_cells(state) if state.cells[path] != truth[path]}
    if wrong:
        return typed(state, [hand], truth) if hand in wrong else ["Tab"]
    return ["s"] if state.open_sums else ["a"]


def in_doubt(seen: Seen, doubts: set[str], truth: dict[str, Value | None]) -> list[str]:
    """The cell in hand is in doubt: it, or its row from there on, is put right in one go."""
    state, hand = seen.state, seen.hand
    in_row = [path for path in seen.row if path in doubts]
    if len(in_row) > 1 and all(truth[path] is None for path in in_row):
        return ["Shift+B"]
    following = seen.row[seen.row.index(hand) :]
    run = list(following[: next((i for i, path in enumerate(following) if path not in doubts), None)])
    if len(run) > 1:
        return typed(state, run, truth)
    if truth[hand] is None:
        return ["b"]
    return ["a"] if state.cells[hand] == truth[hand] else typed(state, [hand], truth)


def typed(state: State, cells: Sequence[str], truth: dict[str, Value | None]) -> list[str]:
    """The figures of *cells*, from left to right; the first opens the input where it begins with a digit."""
    if len(cells) == 1 and truth[cells[0]] is None:
        return ["b"]
    text = " ".join(shown(state.form.cells[path], truth[path]) or "-" for path in cells)
    return [*([] if text[0].isdigit() else ["c"]), *text, "Enter"]


def failing_cells(state: State) -> set[str]:
    return {path for rule, _ in state.outcome.failed if rule.id in state.open_sums for path in rule.cells}


def strokes(keys: Sequence[str]) -> int:
    return sum(2 if key.startswith("Shift+") else 1 for key in keys)


# -- before the page -----------------------------------------------------------------------------------------------


@dataclass
class Clock:
    """Times the decisions that pass through it."""

    app: ASGIApp
    took: list[float] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        await self.app(scope, receive, send)
        if scope["type"] == "http" and scope["path"] == "/edit":
            self.took.append(1000 * (time.perf_counter() - began))


@contextmanager
def served(place: Path) -> Iterator[tuple[str, Clock]]:
    with Store(place) as store, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        clock = Clock(make_app(store, reviewer="甲", hosts=hosts("127.0.0.1", port)))
        server = uvicorn.Server(uvicorn.Config(clock, ws="none", log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}", clock
        finally:
            server.should_exit = True
            thread.join()


def put_right(report: Report, browser: Browser) -> Row:
    """Sit down before *report*, and get up when it is signed."""
    with served(report.store) as (url, clock), Store(report.store) as store:
        desk, truth = Desk(Reviews(store), "甲"), report.label.values
        first = desk.case(report.path).state
        missing = unread(first)
        page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="zh-CN")
        page.set_default_timeout(60_000)
        page.goto(f"{url}/report?path={quote(report.path)}")
        page.wait_for_selector("#source[data-ready]")
        page.wait_for_selector("td.hand")
        pressed = 0
        while (state := desk.case(report.path).state).signed is None:
            keys = keys_for(look(page, state), truth)
            pressed += strokes(keys)
            if pressed > MOST_KEYS:
                raise AssertionError(f"{report.path}: no end after {pressed} keys")
            press(page, keys)
        page.close()
        (record,) = (r for r in store.records(newest_per_path=True) if r.document.path == report.path)
        return Row(
            reader=report.reader,
            report=Path(report.path).name,
            status=first.record.status,
            doubts=len(first.doubts),
            sums=len(first.open_sums),
            wrong=sum(first.cells[path] != value or path in missing for path, value in truth.items()),
            decisions=len(state.decisions),
            keys=pressed,
            server=tuple(clock.took),
            right=all(record.cells[path] == value for path, value in truth.items())
            and record.reading.reader == "person"
            and record.status == ("source_error" if report.label.broken() else "verified"),
        )


def look(page: Page, state: State) -> Seen:
    hand, row = page.eval_on_selector(
        "td.hand",
        "cell => [cell.dataset.cell, [...cell.closest('tr').querySelectorAll('td[data-cell]')].map(c => c.dataset.cell)]",
    )
    return Seen(state, hand, row)


def press(page: Page, keys: Sequence[str]) -> None:
    """Press *keys*; where they are a decision, wait for the form as it stands after it."""
    before = page.get_attribute("#work", "data-base")
    for key in keys:
        page.keyboard.press(key)
    if keys != ["Tab"]:
        page.wait_for_selector(f'#work:not([data-base="{before}"]) td.hand')


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=10, help="how many are drawn; 0: all that wait")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--error-rate", type=float, default=0.1, help="cells that the model misreads")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    given = parser.parse_args()
    known = (
        os.environ.get("CROSSFOOT_CHROMIUM"),
        *map(shutil.which, ("chromium-headless-shell", "chromium")),
    )
    chromium = next(filter(None, known), None)
    if chromium is None:
        sys.exit(
            "there is no Chromium on PATH: install chromium-headless-shell, or name one by CROSSFOOT_CHROMIUM"
        )
    with tempfile.TemporaryDirectory() as folder:
        reports = waiting(Path(folder), given.error_rate, given.seed)
        count = min(given.reports or len(reports), len(reports))
        chosen = Random(given.seed).sample(reports, count)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            rows = [put_right(report, browser) for report in chosen]
            browser.close()
    show(rows, len(reports))
    if given.json:
        text = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
        given.json.write_text(f"{text}\n", encoding="utf-8")
    return 0 if all(row.right for row in rows) else 1


def show(rows: Sequence[Row], waited: int) -> None:
    print(f"{len(rows)} of {waited} reports that waited")
    print(
        f"{'in doubt':>8}{'sums':>6}{'wrong':>7}{'decisions':>11}{'keys':>6}{'ms, median':>12}{'most':>7}  right  reader, report"
    )
    for row in rows:
        print(
            f"{row.doubts:>8}{row.sums:>6}{row.wrong:>7}{row.decisions:>11}{row.keys:>6}{median(row.server):>12.1f}"
            f"{max(row.server):>7.1f}  {'yes' if row.right else 'NO ':<5}  {row.reader}, {row.report}"
        )
    took = [each for row in rows for each in row.server]
    keys = [row.keys for row in rows]
    wrong = sum(row.wrong for row in rows)
    print(
        f"\nkeys for a report: median {median(keys):g}, most {max(keys)}; for a cell that was wrong or unread: "
        f"{sum(keys) / wrong:.1f} ({sum(keys)} keys, {wrong} cells)\n"
        f"server for a decision: median {median(took):.1f} ms, most {max(took):.1f} ms ({len(took)} decisions)"
    )


if __name__ == "__main__":
    sys.exit(main())
