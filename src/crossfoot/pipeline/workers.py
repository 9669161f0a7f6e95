"""Processes that read documents, so that one that hangs, eats memory or breaks a library takes nothing else along.

A worker is a process of its own, not a fork: it shares nothing with the program but two pipes, and runs none of the
user's code. It reads one document at a time. One that is over its time is ended, with all processes that it started.
"""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import TypeVar, cast

from crossfoot.documents.sniff import is_text
from crossfoot.pipeline.reading import Outcome, failure, please_report, read_bytes
from crossfoot.pipeline.worker_process import GRACE, LENGTH, READY, Answer, Job, Lost

PROGRAM = "from crossfoot.pipeline.worker_process import serve"
START = 60.0
"""Seconds that a worker may take to start: it imports what it needs to read, on a machine that may be busy."""

T = TypeVar("T")


class WorkerError(Exception):
    """No worker can be started; the message says what to do."""


def is_risky(data: bytes) -> bool:
    """Is it better to read these bytes in a worker, because it takes a library for a format that programs write?"""
    return not is_text(data)


def can_start() -> bool:
    """Does this system know what workers are made of?"""
    return os.name == "posix"


def processors() -> int:
    """How many processes can work at the same time here."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class Workers:
    """As many workers as have something to do at the same time: they are started when they are needed, and kept until `close`."""

    timeout: float
    """Seconds for one document, or one job."""
    memory: int
    """Bytes that a process may use."""
    _idle: "list[_Worker]" = field(default_factory=list)

    async def close(self) -> None:
        """End the workers. None may be reading; one whose reading was cancelled has ended by then."""
        await asyncio.gather(*(worker.end() for worker in self._idle))
        self._idle.clear()

    async def read(self, data: bytes, name: str, *, settle: bool) -> Outcome:
        """As `read_bytes`, in a worker. `timeout`, `out_of_memory` and `crashed` are the codes of what it could not read.

        Raises `WorkerError` where no worker can be started.
        """
        found = await self.run(partial(read_bytes, data, name, settle=settle))
        return failure(name, found.code, self._why(found, name)) if isinstance(found, Lost) else found

    async def run(self, job: Callable[[], T]) -> T | Lost:
        """What *job*, a `partial` that can be pickled, returns in a worker. Raises `WorkerError` as `read` does."""
        worker = self._idle.pop() if self._idle else await _Worker.started(self.memory)
        async with worker:
            try:
                async with asyncio.timeout(self.timeout):
                    result, used = await worker.ask(job)
            except TimeoutError:
                return Lost("timeout")
            except (OSError, EOFError):
                return Lost("crashed", await worker.cause_of_death())
            if 2 * used <= self.memory:
                worker.fit = True
                self._idle.append(worker)
        return cast(T | Lost, result)

    def _why(self, lost: Lost, name: str) -> str:
        """What is said of a document that was not read, and what to do."""
        if lost.code == "unexpected":
            return please_report(name, lost.cause)
        alone = "save the report alone as text or as a web page"
        if lost.code == "timeout":
            late = f"{name}: not read after {self.timeout:g} seconds, and given up"
            return f"{late}: allow more time (--timeout), or {alone}"
        if lost.code == "out_of_memory":
            needs = f"{name}: needs more than {self.memory / 1e9:g} GB of memory to be read, and was given up"
            return f"{needs}: {alone}"
        died = f"{name}: the process that read it died ({lost.cause})"
        return f"{died}: the file is damaged, or needs too much memory; open it and {alone}"


def _not_started(why: str) -> WorkerError:
    return WorkerError(
        f"a process that reads documents cannot be started ({why}): --workers 0 does without them"
    )


@dataclass
class _Worker:
    """One process. Used as a context manager for one job, after which it is ended unless it is `fit` for another."""

    process: asyncio.subprocess.Process
    fit: bool = False

    @classmethod
    async def started(cls, memory: int) -> "_Worker":
        # The path to the modules is handed over, as the program may have been started in many ways; it is all that is.
        code = f"import sys; sys.path[:] = {sys.path!a};{PROGRAM}; serve({memory})"
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", code),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is not for the worker
            )
        except OSError as error:
            raise _not_started(error.strerror or str(error)) from error
        worker = cls(process)
        async with worker:
            try:
                async with asyncio.timeout(START):
                    worker.fit = await worker._reply() == READY
            except (OSError, EOFError, TimeoutError) as error:
                await worker._wait()
                await worker.end()
                raise _not_started(worker.status) from error
        return worker

    async def __aenter__(self) -> "_Worker":
        self.fit = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.fit:
            await self.end()

    async def ask(self, job: Job) -> Answer:
        """The answer to a job. Raises `OSError` or `EOFError` where the process dies over it."""
        message = pickle.dumps(job, protocol=5)
        assert self.process.stdin is not None
        self.process.stdin.write(LENGTH.pack(len(message)) + message)
        await self.process.stdin.drain()
        answer: Answer = pickle.loads(await self._reply())
        return answer

    async def _reply(self) -> bytes:
        assert self.process.stdout is not None
        (length,) = LENGTH.unpack(await self.process.stdout.readexactly(LENGTH.size))
        return await self.process.stdout.readexactly(length)

    async def end(self) -> None:
        """End the process: first politely, so that it can clean up, then with all that it started."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                # Not `terminate`: it may reap a process that has just died, and then nobody knows how.
                os.kill(self.process.pid, signal.SIGTERM)
            await self._wait()
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self.process.wait()

    async def cause_of_death(self) -> str:
        """How a process ended that died over its job."""
        await self._wait()
        await self.end()
        return self.status

    @property
    def status(self) -> str:
        """How the process ended, in words."""
        code = self.process.returncode
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"
