"""Processes that read: the same outcome as in the process itself, and no document that harms another."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pipeline_support import REPORTS, Shelf, as_if_sent, report, run

from crossfoot.evaluation.loopback import LoopbackServer
from crossfoot.forms import forms
from crossfoot.pipeline import workers as module
from crossfoot.pipeline.document import Prepared
from crossfoot.pipeline.reading import read_bytes
from crossfoot.pipeline.workers import WorkerError, Workers, is_risky
from crossfoot.store import Store

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to limits of memory")
SOME = REPORTS[::12]
NAME = "report.txt"


@pytest.fixture
def faulty(monkeypatch):
    """Workers with the readers of `faulty_worker`, which have nothing to clean up."""
    monkeypatch.setattr(module, "GRACE", 0.2)
    monkeypatch.setattr(module, "PROGRAM", "from faulty_worker import serve")


def read(*jobs: tuple[bytes, bool], name=NAME, timeout=20.0, memory=2_000_000_000):
    """The outcomes of these documents, settled or not, read one after another by workers."""

    async def work():
        workers = Workers(timeout, memory)
        try:
            return [await workers.read(data, name, settle=settle) for data, settle in jobs]
        finally:
            await workers.close()

    return asyncio.run(work())


def is_alive(pid: int) -> bool:
    """Is the process there, and not only waiting to be reaped by whoever adopted it?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def pid_in(path: Path) -> int:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int(path.read_text())


# -- the same as in the process itself -----------------------------------------------------------------------------


def test_a_worker_gives_what_the_process_itself_would():
    datas = [path.read_bytes() for path in SOME]
    datas += [b"", b"\0\1\2\3" * 99, b"no report", "通知".encode("gbk"), b"GIF89a"]
    jobs = [(data, settle) for data in datas for settle in (True, False)]
    outcomes = read(*jobs)
    assert outcomes == [read_bytes(data, NAME, settle=settle) for data, settle in jobs]
    prepared = [outcome.found for outcome in outcomes if isinstance(outcome.found, Prepared)]
    assert len(prepared) == len(SOME)
    assert all(found.anchors.form in forms() for found in prepared)


def test_a_name_that_is_no_utf_8_is_kept(tmp_path):
    path = tmp_path / os.fsdecode("报告.txt".encode("gbk"))
    path.write_bytes(b"")
    records = []
    for number in (0, 1):
        with Store(tmp_path / f"{number}.db") as store:
            records.append(run([path], store, workers=number).record)
    assert records[0] == records[1]


# -- documents that do harm ----------------------------------------------------------------------------------------

HARM = {
    "hang": ("timeout", "hang: not read after 1 seconds"),
    "hang_in_c": ("timeout", "hang_in_c: not read after 1 seconds"),
    "break_down": ("crashed", "SIGSEGV"),
    "leave": ("crashed", "exit status 3"),
    "raise_the_unspeakable": ("unexpected", "not even this"),
    "chat": ("not_a_report", ""),
}
"""What a reader does → the code of the record, and words of its reason."""


@pytest.mark.usefixtures("faulty")
def test_a_document_that_does_harm_fails_alone_and_is_tried_again(tmp_path):
    sound = report(3)
    paths = []
    for deed in HARM:
        paths += [tmp_path / deed, sound]
        paths[-2].write_text(deed)
    with Store(tmp_path / "store.db") as store:
        first = run(paths, store, workers=2, timeout=1)
        second = run(paths, store, workers=0)
    told = {record.document.path: record for record in first.records if record.status == "failed"}
    assert {Path(path).name: record.error.type for path, record in told.items()} == {
        deed: code for deed, (code, _) in HARM.items()
    }
    for deed, (_, words) in HARM.items():
        assert words in told[str(tmp_path / deed)].reason
    assert [record.document.path for record in first.records] == list(map(str, paths))
    assert {record.status for record in first.records[1::2]} == {"verified"}
    assert {record.error.type for record in second.records[::2]} == {"not_a_report"}
    assert second.summary.cached == len(HARM) + 1  # the sound ones, and `chat`


@needs_linux
@pytest.mark.usefixtures("faulty")
def test_a_document_over_its_memory_is_given_up_and_a_worker_that_has_grown_is_replaced():
    grown, again, hungry = read((b"grow", True), (b"grow", True), (b"eat_memory", True), memory=600_000_000)
    assert {outcome.found.error.type for outcome in (grown, again)} == {"not_a_report"}
    assert hungry.found.error.type == "out_of_memory"
    assert "0.6 GB" in hungry.found.reason
    assert not hungry.stands


@pytest.mark.usefixtures("faulty")
def test_what_a_given_up_reading_has_started_ends_with_it(tmp_path):
    (outcome,) = read((b"hang_in_a_child", True), name=str(tmp_path / "report.txt"), timeout=1)
    assert outcome.found.error.type == "timeout"
    assert ends(pid_in(tmp_path / "report.pid"))


@pytest.mark.usefixtures("faulty")
def test_a_worker_serves_many_documents_and_ends_at_the_close(tmp_path):
    names = [tmp_path / f"{number}.txt" for number in range(3)]

    async def work():
        workers = Workers(20, 2_000_000_000)
        for name in names:
            await workers.read(b"tell_process", str(name), settle=True)
        await workers.close()

    asyncio.run(work())
    assert len({name.with_suffix(".pid").read_text() for name in names}) == 1
    assert not is_alive(pid_in(names[0].with_suffix(".pid")))


@pytest.mark.usefixtures("faulty")
def test_a_cancelled_reading_ends_its_worker(tmp_path):
    async def work():
        workers = Workers(20, 2_000_000_000)
        reading = asyncio.create_task(workers.read(b"hang_in_a_child", str(tmp_path / "a.txt"), settle=True))
        pid = await asyncio.to_thread(pid_in, tmp_path / "a.pid")
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await workers.close()
        return pid

    assert ends(asyncio.run(work()))


def test_a_worker_ends_with_the_program_even_in_the_middle_of_a_document(tmp_path):
    script = (
        f"import sys; sys.path[:] = {sys.path!a}\n"
        "import asyncio\n"
        "from crossfoot.pipeline import workers\n"
        "workers.PROGRAM = 'from faulty_worker import serve'\n"
        "reading = workers.Workers(60, 2_000_000_000)\n"
        f"asyncio.run(reading.read(b'hang_in_a_child', {str(tmp_path / 'a.txt')!a}, settle=True))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as program:
        child = pid_in(tmp_path / "a.pid")
        program.send_signal(signal.SIGKILL)
    assert ends(child)


def test_a_worker_that_cannot_start_is_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(module, "PROGRAM", "import a_module_that_is_not_there")
    with pytest.raises(WorkerError, match=r"exit status 1.*--workers 0"):
        read((b"", True))


def test_a_system_that_starts_no_process_is_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/a/program/that/is/not/there")
    with pytest.raises(WorkerError, match=r"No such file.*--workers 0"):
        read((b"", True))


def test_a_worker_leaves_the_other_processors_to_the_others():
    script = (
        "import os, crossfoot.pipeline.worker_process as w\n"
        "w._own_pipes = lambda: w.sys.exit(print(os.environ['OMP_NUM_THREADS'], flush=True))\n"
        "w.serve(10**9)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, start_new_session=True, check=False
    )
    assert ran.stdout == "1\n"


def test_a_worker_loads_no_model_library():
    script = "import sys, crossfoot.pipeline.worker_process as w; print(sorted({'openai', 'instructor', 'rich', 'numpy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_formats_that_need_a_library_are_risky():
    assert not any(is_risky(path.read_bytes()) for path in REPORTS)
    assert not is_risky(b"MIME-Version: 1.0\nContent-Type: multipart/related\n")
    assert all(map(is_risky, (b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1", b"\x89PNG\r\n\x1a\n")))


# -- a run ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(tmp_path) -> list[Path]:
    """Reports, files that cannot be read, and one file twice."""
    for name, data in {"a.txt": b"", "b.gif": b"GIF89a", "c.txt": "通知".encode()}.items():
        (tmp_path / name).write_bytes(data)
    copy = tmp_path / "copy.txt"
    copy.write_bytes(report(3).read_bytes())
    a, b, c = (tmp_path / name for name in ("a.txt", "b.gif", "c.txt"))
    return [report(3), a, report(40), b, copy, report(26), c, report(33)]


def content(path: Path) -> list[tuple]:
    """The records as the store keeps them, in the order of keeping, without the times."""
    wanted = "path, sha256, configuration, reusable, record"
    with closing(sqlite3.connect(path)) as db:
        return db.execute(f"SELECT {wanted} FROM records ORDER BY id").fetchall()


@pytest.mark.parametrize("limit", [None, 3])
def test_records_and_store_do_not_depend_on_the_number_of_workers(limit, mixed, tmp_path):
    outcomes, stores = [], []
    for number in (0, 2):
        stores.append(tmp_path / f"{number}.db")
        with Store(stores[-1]) as store:
            outcome = run(mixed, store, workers=number, limit=limit)
        outcomes.append((outcome.progress, replace(outcome.summary, seconds=0)))
    assert outcomes[0] == outcomes[1]
    assert content(stores[0]) == content(stores[1])
    summary = outcomes[0][1]
    assert summary.cached == 1
    assert summary.stopped == (limit and "limit")


def test_a_stopped_run_keeps_what_workers_have_read_and_is_taken_up(store):
    first = run(REPORTS, store, workers=2, stop=lambda progress: progress.done == 2)
    second = run(REPORTS, store, workers=0)
    assert first.summary.stopped == "interrupted"
    assert 2 <= len(first.records) < len(REPORTS)
    assert [record.document.path for record in second.records] == list(map(str, REPORTS))
    assert second.summary.cached == len(first.records)


def test_a_file_that_changes_after_it_was_read_ahead_is_read_again(store, tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for path in paths:
        path.write_bytes(report(3).read_bytes() + path.name.encode())

    def change(progress):
        if progress.done == 1:
            time.sleep(0.2)
            paths[3].write_bytes(b"")
        return False

    outcome = run(paths, store, workers=1, stop=change)
    assert outcome.records[3].error.type == "empty"


def test_few_texts_start_no_worker_and_other_formats_do(monkeypatch, store, tmp_path):
    started = []
    true = asyncio.create_subprocess_exec

    async def counted(*arguments, **options):
        started.append(arguments)
        return await true(*arguments, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", counted)
    run(SOME, store)
    assert started == []
    (tmp_path / "b.gif").write_bytes(b"GIF89a")
    run([*SOME, tmp_path / "b.gif"], store, refresh=True)
    assert len(started) == 1


def test_a_run_whose_workers_cannot_start_stops_and_says_why(monkeypatch, store):
    monkeypatch.setattr(module, "PROGRAM", "import a_module_that_is_not_there")
    outcome = run(REPORTS, store, workers=2)
    assert outcome.records == []
    assert outcome.summary.stopped == "configuration"
    assert "--workers 0" in outcome.summary.message


def test_a_run_by_the_model_reads_in_workers_and_asks_the_same(store, tmp_path):
    paths = [report(number) for number in (3, 4, 40)]
    with LoopbackServer(Shelf(paths)) as server, Store(tmp_path / "other.db") as other:
        here = run(paths, store, server, workers=0, concurrency=1)
        asked = as_if_sent(server)
        server.requests.clear()
        there = run(paths, other, server, workers=2, concurrency=1)
    assert as_if_sent(server) == asked
    assert there.lines == here.lines
