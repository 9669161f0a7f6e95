"""The documents that are looked at: read again from where the store says that they lie, and kept for a while.

A document is only shown if its bytes are those that the record is about. Formats that take a library are read in a
worker, so that one that hangs or breaks takes nothing else along.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from crossfoot.checks import Evidence
from crossfoot.documents import Document, DocumentError, load
from crossfoot.forms import PrintError, Value, parse
from crossfoot.pipeline.document import MAX_BYTES, Prepared
from crossfoot.pipeline.reading import Outcome, read_bytes
from crossfoot.pipeline.workers import WorkerError, Workers, can_start, is_risky
from crossfoot.store.record import Record

KEPT = 12
"""Documents that are kept; each at most `MAX_BYTES` large, and most a hundredth of that."""
TIMEOUT = 120.0
"""Seconds for one document: a scan of many pages takes the longest."""
MEMORY = 3_000_000_000
"""Bytes that reading one document may use."""


@dataclass(frozen=True)
class Opened:
    """A document with its bytes and the places of its cells."""

    data: bytes
    prepared: Prepared

    @property
    def document(self) -> Document:
        return self.prepared.document

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        return self.prepared.printed.verdict.evidence

    @cached_property
    def printed(self) -> Mapping[str, Value | None]:
        """What stands in print at each cell's own place, null where its place is empty; only where that is certain."""
        places = self.prepared.anchors.places
        cells = self.prepared.anchors.form.cells
        out: dict[str, Value | None] = {}
        for path, item in self.evidence.items():
            if item.print is None:
                if item.slot is not None and item.why is None:
                    out[path] = None
                continue
            try:
                out[path] = parse(item.print, cells[path].kind, places[path].unit)
            except PrintError:
                continue
        return out


@dataclass(frozen=True)
class Absent:
    """Why a document cannot be shown."""

    why: Literal["gone", "changed", "unreadable"]
    message: str = ""
    """What the reader said, for `unreadable`."""


@dataclass
class Shelf:
    """Opens documents, one at a time, and keeps the last few."""

    workers: Workers = field(default_factory=lambda: Workers(TIMEOUT, MEMORY))
    _kept: "OrderedDict[str, Opened]" = field(default_factory=OrderedDict)
    _opening: "dict[str, asyncio.Task[Opened | Absent]]" = field(default_factory=dict)
    _one: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def open(self, record: Record, patience: float | None = None) -> Opened | Absent | None:
        """The document of *record*; null where it is not there after *patience* seconds: it is still being read then."""
        key = record.document.sha256
        assert key is not None
        if (known := self.at_hand(key)) is not None:
            self._kept.move_to_end(key)
            return known
        task = self._opening.get(key)
        if task is None:
            task = self._opening[key] = asyncio.create_task(self._open(record, key))
            task.add_done_callback(lambda _: self._opening.pop(key, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), patience)
        except TimeoutError:
            return None

    def at_hand(self, sha256: str) -> Opened | None:
        """The document with this checksum if it has been read already."""
        return self._kept.get(sha256)

    async def close(self) -> None:
        """End what is being read."""
        for task in list(self._opening.values()):
            task.cancel()
        await asyncio.gather(*self._opening.values(), return_exceptions=True)
        await self.workers.close()

    async def _open(self, record: Record, key: str) -> Opened | Absent:
        try:
            data = await asyncio.to_thread(load, Path(record.document.path), max_bytes=MAX_BYTES)
        except DocumentError as error:
            return Absent("gone", error.message)
        if sha256(data).hexdigest() != key:
            return Absent("changed")
        async with self._one:
            found = (await self._read(data, record.document.path)).found
        if isinstance(found, Record):
            return Absent("unreadable", found.reason)
        opened = self._kept[key] = Opened(data, found)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return opened

    async def _read(self, data: bytes, name: str) -> Outcome:
        read: Callable[[], Outcome] = lambda: read_bytes(data, name, settle=False)  # noqa: E731
        if is_risky(data) and can_start():
            try:
                return await self.workers.read(data, name, settle=False)
            except WorkerError:
                pass  # No process can be started here: better without one than without the source.
        return await asyncio.to_thread(read)
