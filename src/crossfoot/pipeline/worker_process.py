"""The inside of a worker: a process that does one job after another for `crossfoot.pipeline.workers`.

A message is its length in 8 bytes, then a pickle. A job is a function and its arguments; the answer is what it returns
and the memory in use. The worker ends when its standard input does, that is, at the latest with the process that started it.
"""

import os
import pickle
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, Literal

from crossfoot.boundary import boundary

LENGTH = struct.Struct(">Q")
READY = b"ready"
GRACE = 2.0
"""Seconds in which a worker that is told to end may clean up: remove temporary files, stop programs it started."""

Job = Callable[[], object]
"""A `functools.partial` of a function that stands in a module; it, its arguments and its result can be pickled."""
Answer = tuple[object, int]
"""The result, and the bytes of memory that the worker uses after it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A job that came to nothing."""

    code: Literal["timeout", "out_of_memory", "crashed", "unexpected"]
    cause: str = ""
    """How the process ended (`crashed`), or what was raised (`unexpected`)."""


def serve(memory: int) -> None:
    """Answer jobs until standard input ends. A job that needs more than *memory* bytes fails alone, where the system can tell."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["OMP_NUM_THREADS"] = "1"  # other workers need the other processors
    try:
        requests, replies = _own_pipes()
        _limit(memory)
        jobs: SimpleQueue[Job] = SimpleQueue()
        threading.Thread(target=_receive, args=(requests, jobs), daemon=True).start()
        _send(replies, READY)
        while True:
            _send(replies, answer(jobs.get()))
    finally:
        _end()


def answer(job: Job) -> bytes:
    """The answer to one job, pickled. Memory that was not to be had is an answer, too."""
    faults: list[Exception] = []
    with boundary(faults.append):
        try:
            return _packed(job())
        except MemoryError:
            return _packed(Lost("out_of_memory"))
    return _packed(Lost("unexpected", repr(faults[0])))


def _packed(result: object) -> bytes:
    return pickle.dumps((result, _resident()), protocol=5)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the starting process, put where no library that chats on standard output can reach them."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, replies


def _receive(requests: BinaryIO, jobs: "SimpleQueue[Job]") -> None:
    """Hand on the jobs; when they end, end this process, whatever it is doing, and those that it started."""
    while (job := _message(requests)) is not None:
        jobs.put(job)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    _end()


def _end() -> None:
    """End this process at once, and those that it started where the system knows them."""
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _message(stream: BinaryIO) -> Job | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    job: Job = pickle.loads(stream.read(LENGTH.unpack(head)[0]))
    return job


def _send(stream: BinaryIO, message: bytes) -> None:
    stream.write(LENGTH.pack(len(message)) + message)
    stream.flush()


def _limit(memory: int) -> None:
    """Let the system refuse memory beyond the limit: to each process of the worker by itself."""
    if sys.platform == "win32":
        return
    import resource

    # Of the limits that there are, this one counts what a process can write to: neither libraries nor address space
    # that is only reserved, which would need a limit far above what is used.
    for limit, value in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))
    with suppress(OSError):  # Should the system run out of memory, it ends a worker and not the program.
        Path("/proc/self/oom_score_adj").write_text("1000")


def _resident() -> int:
    """Bytes of memory in use; 0 where the system does not tell: a worker then lives as long as the run."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
