"""Raw answers: appended, found again by the exact request, and safe as soon as `put` returns."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfoot.store import Store

KEY = "a" * 64


def put(store: Store, key: str, response: bytes) -> None:
    store.put(key, request=b'{"messages": []}', response=response, model="m", seconds=0.5)


def test_an_unknown_request_has_no_answer(store):
    assert store.get(KEY) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(response=st.binary())
def test_an_answer_comes_back_byte_for_byte(store, response):
    put(store, KEY, response)
    assert store.get(KEY) == response


def test_the_newest_answer_counts_and_older_ones_are_kept(store):
    put(store, KEY, b"first")
    put(store, "b" * 64, b"other")
    put(store, KEY, "第二".encode())
    assert store.get(KEY) == "第二".encode()
    assert (store.stats().answers, store.stats().distinct_answers) == (3, 2)


def test_an_answer_survives_kill_9_right_after_put(path):
    script = """
import os, signal, sys
from pathlib import Path
from crossfoot.store import Store
store = Store(Path(sys.argv[1]))
for i in range(50):
    store.put(f"{i:064}", request=b"q" * 5000, response=b"a%d" % i, model="m", seconds=1.0)
print("put", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, env=_env(), check=False
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"put\n"), done.stderr
    with Store(path) as store:
        assert [store.get(f"{i:064}") for i in range(50)] == [b"a%d" % i for i in range(50)]


def test_processes_that_make_and_write_one_store_at_once_lose_nothing(path):
    script = """
import sys
from pathlib import Path
from crossfoot.store import Store
me = sys.argv[2]
sys.stdin.readline()
with Store(Path(sys.argv[1])) as store:
    for i in range(100):
        store.put(f"{me}-{i}", request=b"q", response=b"a", model=me, seconds=0.0)
"""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), me],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=_env(),
        )
        for me in "abcd"
    ]
    for writer in writers:  # all are waiting to open a store that none has made
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 4
    with Store.open_read_only(path) as store:
        assert store.stats().models == {"a": 100, "b": 100, "c": 100, "d": 100}


def test_the_threads_of_a_process_share_a_store(store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: put(store, f"{i}", b"%d" % i), range(200)))
        answers = list(pool.map(lambda i: store.get(f"{i}"), range(200)))
    assert answers == [b"%d" % i for i in range(200)]


def _env() -> dict[str, str]:
    """The environment of a child that imports the code under test, installed or not."""
    source = Path(sys.modules["crossfoot"].__file__).parents[1]
    return {**os.environ, "PYTHONPATH": str(source)}
