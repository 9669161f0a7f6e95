"""Documents in the order of a run, each read by a worker while others before it still have their turn."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.boundary import boundary
from crossfoot.documents import load
from crossfoot.pipeline.reading import Outcome, fault, read_bytes
from crossfoot.pipeline.workers import WorkerError, Workers, is_risky, processors

if TYPE_CHECKING:
    from crossfoot.pipeline.batch import Options

FEW = 200
"""A run over so many texts and web pages is over before workers would have paid for their start."""
AHEAD = 128
"""Documents that workers may be ahead of the one whose turn it is: a scan of many pages need not keep them waiting."""


@dataclass(frozen=True, slots=True)
class Early:
    """The outcome of a document that was read before its turn, and the checksum of what was read."""

    sha256: str
    outcome: Outcome


Turn = tuple[Path, "asyncio.Task[Early | None]"]


class Ahead:
    """The readings of a run. Used as an asynchronous context manager, at whose end the workers are ended.

    Reading ahead wins time and decides nothing: a reading that is not there when the document's turn comes is made
    then, and one that is not wanted any more is dropped.
    """

    def __init__(
        self, paths: Sequence[Path], options: "Options", is_wanted: Callable[[str | None], bool]
    ) -> None:
        """*is_wanted* says of a checksum, and before it is known of null, whether a reading may still be of use."""
        self._few = len(paths) <= FEW
        self._waiting = deque(paths)
        self._begun: deque[Turn] = deque()
        self._options = options
        self._is_wanted = is_wanted
        self._settle = options.reader == "offline" or options.endpoint is None
        self._workers = Workers(options.timeout, options.memory)
        self._hands = asyncio.Semaphore(processors() if options.workers is None else options.workers)

    async def __aenter__(self) -> "Ahead":
        return self

    async def __aexit__(self, *_: object) -> None:
        for _path, reading in self._begun:
            reading.cancel()
        await asyncio.gather(*(reading for _path, reading in self._begun), return_exceptions=True)
        await self._workers.close()

    def turns(self, is_over: Callable[[], bool]) -> Iterator[Turn]:
        """The documents in order, each with its reading: null if that is to be made now. None is begun after *is_over*."""
        while True:
            while self._waiting and len(self._begun) < AHEAD and not is_over():
                path = self._waiting.popleft()
                self._begun.append((path, asyncio.create_task(self._read_early(path))))
            if not self._begun:
                return
            yield self._begun.popleft()

    async def read(self, data: bytes, path: Path) -> Outcome:
        """The outcome for *data*, now. Raises `WorkerError` where no worker can be started."""
        faults: list[Exception] = []
        with boundary(faults.append, let_through=(WorkerError,)):
            if not self._isolates(data):
                return read_bytes(data, str(path), settle=self._settle)
            async with self._hands:
                return await self._read_in_worker(data, path)
        return Outcome(fault(path, faults[0]), stands=False)

    async def _read_early(self, path: Path) -> Early | None:
        if self._options.workers == 0:
            return None
        async with self._hands:
            if not self._is_wanted(None):
                return None
            # What goes wrong here goes wrong again when its turn has come, and is on record then.
            with boundary(lambda _: None, let_through=(WorkerError,)):
                data = load(path, max_bytes=self._options.max_bytes)
                checksum = sha256(data).hexdigest()
                if self._isolates(data) and self._is_wanted(checksum):
                    return Early(checksum, await self._read_in_worker(data, path))
        return None

    async def _read_in_worker(self, data: bytes, path: Path) -> Outcome:
        return await self._workers.read(data, str(path), settle=self._settle)

    def _isolates(self, data: bytes) -> bool:
        """Are these bytes read in a worker?"""
        if self._options.workers is None and self._few:
            return is_risky(data)
        return self._options.workers != 0
