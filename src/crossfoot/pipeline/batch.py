"""Many documents at once: the store first, then the readers; limits, interruption, and one record for each input.

asyncio in one process, without batches that wait for each other. The store has one writer: this.
"""

import asyncio
import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from crossfoot import __version__
from crossfoot.boundary import boundary
from crossfoot.checks import rules_hash
from crossfoot.documents import Document, DocumentError, load, parse
from crossfoot.pipeline.document import MAX_BYTES, Prepared, model_record, offline_record, prepare
from crossfoot.pipeline.records import failed_record, moved
from crossfoot.store import Store, StoreError
from crossfoot.store.record import STATUSES, ReadingInfo, Record, Status

if TYPE_CHECKING:
    from crossfoot.readers.endpoint import Endpoint
    from crossfoot.readers.model import ModelError, ModelReader, Usage

Opened = TypeVar("Opened")
Stopped = Literal["limit", "provider", "configuration", "interrupted"]

UNREACHABLE = 3
"""After so many documents in a row for which the provider gave no answer, the run stops."""


@dataclass(frozen=True)
class Options:
    """How to read.

    `limit` counts documents that are not in the store; `max_calls` counts answers paid for in this run. When either is
    reached, no new document is begun.
    """

    reader: Literal["offline", "model"] = "offline"
    endpoint: "Endpoint | None" = None
    concurrency: int = 4
    limit: int | None = None
    refresh: bool = False
    rounds: int = 2
    max_calls: int | None = None
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Progress:
    """One document is done: its record, whether it came from the store, and how many of how many are."""

    record: Record
    cached: bool
    done: int
    total: int


@dataclass(frozen=True)
class Summary:
    """What a run did. `counts` has all four statuses and adds up to the documents that have a record."""

    counts: Mapping[Status, int]
    total: int
    cached: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float
    stopped: Stopped | None = None
    message: str | None = None


async def extract_all(
    paths: Sequence[Path],
    options: Options,
    store: Store,
    on_record: Callable[[Progress], None],
    stop: asyncio.Event,
) -> Summary:
    """One record for each of *paths*, each handed to *on_record* as soon as it is there, and kept in *store*.

    When *stop* is set, or a limit is reached, or the provider cannot be used, documents in work are finished and no
    new one is begun; the rest has no record, and the same call again goes on from there.
    """
    run = _Run(paths, options, store, on_record, stop)
    return await run.go()


@dataclass
class _Run:
    paths: Sequence[Path]
    options: Options
    store: Store
    on_record: Callable[[Progress], None]
    stop: asyncio.Event
    counts: Counter[Status] = field(default_factory=Counter)
    done: int = 0
    cached: int = 0
    fresh: int = 0
    calls: int = 0
    tokens: tuple[int, int] = (0, 0)
    answered: int = 0
    unreachable: int = 0
    over_limit: int = 0
    stopped: Stopped | None = None
    message: str | None = None

    async def go(self) -> Summary:
        began = time.monotonic()
        self.configuration = configuration(self.options)
        self.waiting = deque(self.paths)
        reader = self._reader()
        workers = self.options.concurrency if reader is not None else 1
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(max(1, min(workers, len(self.waiting)))):
                    group.create_task(self._work(reader))
        finally:
            if reader is not None:
                await reader.close()
        if self.stopped is None and self.over_limit:
            left = f"{self.over_limit} more are not in the store yet"
            self._halt("limit", f"the limit of {self.options.limit} new documents is reached; {left}")
        if self.stopped is None and self.unreachable and not self.answered:
            self.stopped = "provider"
        return self._summary(time.monotonic() - began)

    def _reader(self) -> "ModelReader | None":
        if self.options.reader == "offline" or self.options.endpoint is None:
            return None
        from crossfoot.readers.model import ModelReader

        return ModelReader(self.options.endpoint, self.store, refresh=self.options.refresh)

    async def _work(self, reader: "ModelReader | None") -> None:
        while self.waiting and not self._halted():
            path = self.waiting.popleft()
            await self._one(path, reader)
            await asyncio.sleep(0)  # Lets a signal in between two documents that need no network.

    def _halted(self) -> bool:
        """May no new document be begun? Only asked while some are waiting."""
        if self.stopped is not None:
            return True
        if self.stop.is_set():
            self.stopped = "interrupted"
        elif self.options.max_calls is not None and self.calls >= self.options.max_calls:
            self._halt("limit", f"the limit of {self.options.max_calls} calls is reached")
        return self.stopped is not None

    def _halt(self, why: Stopped, message: str) -> None:
        self.stopped, self.message = why, message

    async def _one(self, path: Path, reader: "ModelReader | None") -> None:
        data = self._opened(path, lambda: load(path, max_bytes=self.options.max_bytes))
        if data is None:
            return
        if not self.options.refresh:
            # By checksum, before anything is parsed: a second run costs little more than reading the files.
            kept = self._kept(hashlib.sha256(data).hexdigest(), path)
            if kept is not None:
                self.cached += 1
                self._finish(kept, cached=True)
                return
        if self.options.limit is not None and self.fresh >= self.options.limit:
            # What the store has is still handed out; only new documents count.
            self.over_limit += 1
            return
        document = self._opened(path, lambda: parse(data, str(path)))
        if document is not None:
            self.fresh += 1
            await self._read(document, path, reader)

    def _opened(self, path: Path, work: Callable[[], Opened]) -> Opened | None:
        """What *work* gives; null where it fails, which is on record then."""
        faults: list[Exception] = []
        record: Record | None = None
        with boundary(faults.append):
            try:
                return work()
            except DocumentError as error:
                record = failed_record(path, error.code, error.message)
        self._finish(record if record is not None else _fault(path, faults[0]), reusable=False)
        return None

    async def _read(self, document: Document, path: Path, reader: "ModelReader | None") -> None:
        record: Record | None = None
        prepared: Prepared | None = None
        faults: list[Exception] = []
        with boundary(faults.append):
            located = prepare(document)
            if isinstance(located, Record):
                record = located
            elif reader is None:
                record = offline_record(located)
            else:
                prepared = located
        if faults:
            self._finish(_fault(path, faults[0], document), reusable=False)
        elif record is not None:
            self._finish(record)
        elif prepared is not None and reader is not None:
            await self._ask(prepared, path, reader)

    async def _ask(self, prepared: Prepared, path: Path, reader: "ModelReader") -> None:
        from crossfoot.readers.model import ModelError

        info = self._info(reader)
        faults: list[Exception] = []
        # A store that fails would fail every other document too.
        with boundary(faults.append, let_through=(StoreError,)):
            try:
                record, usage, answered = await model_record(prepared, reader, info, self.options.rounds)
            except ModelError as error:
                faults.append(error)
                self._spend(error.usage)
        if faults and isinstance(faults[0], ModelError):
            self._fail(faults[0], prepared.document, path, info)
        elif faults:
            self._finish(_fault(path, faults[0], prepared.document), reusable=False)
        else:
            self._spend(usage)
            self.answered += 1
            self.unreachable = 0
            self.message = self.message if self.stopped else None
            # A question that the provider left without an answer is asked again by the next run.
            self._finish(record, reusable=answered)

    def _fail(self, error: "ModelError", document: Document, path: Path, info: ReadingInfo) -> None:
        """The model gave no reading: stop where every document would meet the same, else go on with the next."""
        from crossfoot.readers.model import ProviderUnreachable, QuotaExhausted

        if error.fatal:
            why: Stopped = "limit" if isinstance(error, QuotaExhausted) else "configuration"
            self._halt(why, error.message)
            return
        if not isinstance(error, ProviderUnreachable):
            self.unreachable = 0  # A bad answer is an answer all the same.
            self.answered += 1
        else:
            self.unreachable += 1
            self.message = error.message
            if self.unreachable >= UNREACHABLE:
                self._halt("provider", error.message)
        code = type(error).__name__
        self._finish(failed_record(path, code, error.message, document, info), reusable=False)

    def _info(self, reader: "ModelReader") -> ReadingInfo:
        from crossfoot.readers.model import prompt_hash

        return ReadingInfo(reader="model", model=reader.endpoint.model, prompt=prompt_hash())

    def _spend(self, usage: "Usage") -> None:
        self.calls += usage.calls
        self.tokens = (self.tokens[0] + usage.input_tokens, self.tokens[1] + usage.output_tokens)

    def _kept(self, sha256: str, path: Path) -> Record | None:
        record = self.store.record(sha256, self.configuration)
        if record is None:
            return None
        here = moved(record, path)
        if here.document.path != record.document.path:
            self.store.save(here, self.configuration)
        return here

    def _finish(self, record: Record, *, cached: bool = False, reusable: bool = True) -> None:
        if not cached:
            self.store.save(record, self.configuration, reusable=reusable)
        self.done += 1
        self.counts[record.status] += 1
        self.on_record(Progress(record, cached, self.done, len(self.paths)))

    def _summary(self, seconds: float) -> Summary:
        endpoint = self.options.endpoint
        return Summary(
            counts={status: self.counts[status] for status in STATUSES},
            total=len(self.paths),
            cached=self.cached,
            calls=self.calls,
            input_tokens=self.tokens[0],
            output_tokens=self.tokens[1],
            cost=endpoint.cost(*self.tokens) if endpoint is not None else None,
            seconds=seconds,
            stopped=self.stopped,
            message=self.message,
        )


def _fault(path: Path, error: Exception, document: Document | None = None) -> Record:
    """A fault of the program on one document: it is told there, and the batch goes on."""
    message = f"{path}: crossfoot failed on this document ({error!r}); please report it"
    return failed_record(path, "unexpected", message, document)


@cache
def _program_hash() -> str:
    """Content hash of the code that makes records: one that was made by another reader is not handed out again."""
    digest = hashlib.sha256()
    for package in ("forms", "documents", "layout", "readers", "checks", "pipeline"):
        for entry in sorted(Path(str(files("crossfoot") / package)).rglob("*.py")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:16]


def configuration(options: Options) -> str:
    """Names everything that a record depends on besides the document: program, rules, and the way of asking."""
    parts = [__version__, _program_hash(), rules_hash(), options.reader]
    if options.reader == "model" and options.endpoint is not None:
        from crossfoot.readers.model import prompt_hash

        endpoint = options.endpoint
        parts += [endpoint.address, endpoint.model, endpoint.asking_mode, str(endpoint.temperature)]
        parts += [prompt_hash(), str(options.rounds)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
