"""Killed at any point and started again, a run repeats no answered call and ends with the same records."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from contextlib import closing, suppress
from pathlib import Path

import pytest
from pipeline_support import Shelf, report, run

from crossfoot.evaluation.loopback import LoopbackServer, ValueFault, misread
from crossfoot.store import Store

PATHS = [report(number) for number in (1, 3, 4, 17, 26, 40)]
FAULT = ValueFault(misread("requests.received.total", 98765))
"""So that each document takes a reading and a question."""
CONCURRENCY = 3


@pytest.fixture(scope="module")
def worker():
    script = Path(__file__).with_name("batch_worker.py")
    with subprocess.Popen(
        [sys.executable, str(script), *map(str, PATHS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


def begin(worker, server, store: Path) -> int:
    job = {
        "base_url": server.base_url,
        "store": str(store),
        "paths": [str(path) for path in PATHS],
        "concurrency": CONCURRENCY,
    }
    worker.stdin.write(json.dumps(job) + "\n")
    worker.stdin.flush()
    return told(worker, "started")


def ended(worker) -> int:
    return told(worker, "ended")


def told(worker, what: str) -> int:
    """What the worker says next, which must be *what*: an exit status is never taken for a process."""
    word, number = worker.stdout.readline().split()
    assert word == what
    return int(number)


def canonical(body) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def answered(store: Path) -> list[str]:
    """The requests whose answers are kept, in the order of keeping."""
    if not store.exists():
        return []
    with closing(sqlite3.connect(store)) as db:
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'answers'").fetchall():
            return []
        return [
            canonical(json.loads(zlib.decompress(row[0])))
            for row in db.execute("SELECT request FROM answers")
        ]


def lines(store: Path) -> list[str]:
    with Store(store) as opened:
        return list(opened.lines())


def kill_after(server, pid: int, requests: int, pause: float) -> None:
    """Kill the process when the server has been asked so often, and *pause* seconds later, unless it ends before."""
    target = len(server.requests) + requests
    with suppress(ProcessLookupError):
        while len(server.requests) < target:
            os.kill(pid, 0)
            time.sleep(0.001)
        time.sleep(pause)
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_run_is_taken_up_without_repeating_an_answered_call(worker, seed, tmp_path):
    rng = random.Random(seed)
    store = tmp_path / "killed.db"
    with LoopbackServer(Shelf(PATHS), values=[FAULT], delay=0.02) as server:
        with Store(tmp_path / "clean.db") as clean:
            true = run(PATHS, clean, server, concurrency=CONCURRENCY)
        distinct = len(server.requests)
        server.requests.clear()
        kills = 0
        for _ in range(4):
            kept, before = set(answered(store)), len(server.requests)
            pid = begin(worker, server, store)
            kill_after(server, pid, rng.randrange(1, 5), rng.uniform(0, 0.03))
            kills += ended(worker) == -signal.SIGKILL
            repeated = kept & {canonical(request.body) for request in server.requests[before:]}
            assert not repeated
        kept, before = set(answered(store)), len(server.requests)
        begin(worker, server, store)
        assert ended(worker) == 0
        assert not kept & {canonical(request.body) for request in server.requests[before:]}
    assert kills >= 2
    assert distinct == 2 * len(PATHS)
    assert len(server.requests) <= distinct + kills * CONCURRENCY
    log = answered(store)
    assert len(log) == len(set(log)) == distinct
    assert sorted(lines(store)) == sorted(true.lines.values())


def test_a_run_killed_before_its_first_answer_leaves_a_store_that_works(worker, tmp_path):
    store = tmp_path / "killed.db"
    with LoopbackServer(Shelf(PATHS), delay=0.5) as server:
        pid = begin(worker, server, store)
        kill_after(server, pid, 1, 0)
        assert ended(worker) == -signal.SIGKILL
        assert answered(store) == []
        server.delay = 0
        with Store(store) as again:
            assert len(run(PATHS[:2], again, server).records) == 2
