"""Many documents at once: the store first, then the readers; limits, interruption, and one record for each input.

asyncio in one process, without batches that wait for each other. What is work for the processor, the reading of a
document's bytes, is done ahead of its turn in workers; all else happens in the order of the inputs. The store has one
writer: this.
"""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from crossfoot.boundary import boundary
from crossfoot.documents import Document, DocumentError, load
from crossfoot.pipeline.ahead import Ahead, Early
from crossfoot.pipeline.basis import configuration
from crossfoot.pipeline.document import MAX_BYTES, Prepared, model_record, spent
from crossfoot.pipeline.heed import heed
from crossfoot.pipeline.reading import fault
from crossfoot.pipeline.records import failed_record, moved, shown_path
from crossfoot.pipeline.rounds import escalation_message
from crossfoot.pipeline.workers import WorkerError
from crossfoot.store import Store, StoreError
from crossfoot.store.decision import PERSON
from crossfoot.store.record import STATUSES, ReadingInfo, Record, RoundInfo, Status
from crossfoot.store.reviews import Reviews

if TYPE_CHECKING:
    from crossfoot.readers.endpoint import Endpoint
    from crossfoot.readers.model import ModelError, ModelReader, Usage

Stopped = Literal["limit", "provider", "configuration", "interrupted"]

UNREACHABLE = 3
"""After so many documents in a row for which a model gave no answer, the run stops."""


@dataclass(frozen=True)
class Options:
    """How to read.

    `limit` counts documents that are not in the store; `max_calls` counts answers paid for in this run. When either is
    reached, no new document is begun. Those in work are finished: each of them may still take its reading, its facts and
    `votes` answers for each question, `rounds` of them and one to the endpoint's stronger model.
    """

    reader: Literal["offline", "model"] = "offline"
    endpoint: "Endpoint | None" = None
    concurrency: int = 4
    limit: int | None = None
    refresh: bool = False
    rounds: int = 2
    votes: int = 1
    """How many times each question is put, independently; a value counts where more than half of the answers give it."""
    max_calls: int | None = None
    max_bytes: int = MAX_BYTES
    workers: int | None = None
    """Processes that read documents; null for one per processor, and none for a few texts and web pages, which are read
    in the process itself. 0 reads everything there, without the limits of the next two."""
    timeout: float = 120.0
    """Seconds for reading one document in a worker, the time that a model takes not counted."""
    memory: int = 2_000_000_000
    """Bytes that a worker may use. Only Linux keeps to it."""
    signed: bool = True
    """Does what a person signed go before any reading of the same bytes? Not where a reader is to be measured."""


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
    questions: int = 0
    """Questions about cells in doubt, for the records that were made now."""
    asked: int = 0
    """Cells that they were about, each counted once."""
    settled: int = 0
    """Of these, the cells that are no longer in doubt."""


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


@dataclass(frozen=True)
class _Readers:
    """The model that reads, and the one that is asked last where one is configured."""

    first: "ModelReader"
    stronger: "ModelReader | None"


@dataclass
class _Patience:
    """How long a model is waited for that gives no answer: some documents in a row, or all that there are."""

    answered: bool = False
    missed: int = 0
    why: Stopped = "provider"
    message: str = ""

    def hear(self) -> None:
        """The model answered."""
        self.answered, self.missed = True, 0

    def miss(self, message: str, why: Stopped = "provider") -> None:
        """The model gave no answer for a document."""
        self.missed += 1
        self.message, self.why = message, why

    @property
    def at_an_end(self) -> bool:
        """Is it likely that the next document would meet the same?"""
        return self.missed >= UNREACHABLE

    @property
    def in_vain(self) -> bool:
        """Was there no answer at all?"""
        return self.missed > 0 and not self.answered


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
    cost: float | None = None
    first: _Patience = field(default_factory=_Patience)
    stronger: _Patience = field(default_factory=_Patience)
    questions: int = 0
    asked: int = 0
    settled: int = 0
    over_limit: int = 0
    stopped: Stopped | None = None
    message: str | None = None

    async def go(self) -> Summary:
        began = time.monotonic()
        self.configuration = configuration(self.options)
        async with AsyncExitStack() as opened:
            readers = await self._readers(opened)
            self.ahead = await opened.enter_async_context(Ahead(self.paths, self.options, self._is_wanted))
            at_once = self.options.concurrency if readers is not None else 1
            async with asyncio.TaskGroup() as group:
                for _ in range(max(1, min(at_once, len(self.paths)))):
                    group.create_task(self._work(readers))
        if self.stopped is None and self.over_limit:
            left = f"{self.over_limit} more are not in the store yet"
            self._halt("limit", f"the limit of {self.options.limit} new documents is reached; {left}")
        for model in (self.first, self.stronger):
            if self.stopped is None and model.in_vain:
                self._halt(model.why, model.message)
        return self._summary(time.monotonic() - began)

    async def _readers(self, opened: AsyncExitStack) -> _Readers | None:
        """The models to read with, closed with *opened*; none for the offline reader."""
        endpoint = self.options.endpoint
        if self.options.reader == "offline" or endpoint is None:
            return None
        from crossfoot.readers.model import ModelReader

        async def reader(of: "Endpoint") -> ModelReader:
            made = ModelReader(of, self.store, refresh=self.options.refresh)
            return await opened.enter_async_context(made)

        self.cost = endpoint.cost(0, 0)
        stronger = await reader(endpoint.escalate) if endpoint.escalate is not None else None
        return _Readers(await reader(endpoint), stronger)

    async def _work(self, readers: _Readers | None) -> None:
        for path, reading in self.ahead.turns(self._halted):
            try:
                early = await reading
                # What a worker has begun is finished and kept; a model, though, is asked about nothing more.
                if self._halted() and (early is None or readers is not None):
                    continue
                await self._one(path, readers, early)
            except WorkerError as error:  # Every other document would meet the same.
                self._halt("configuration", str(error))
            await asyncio.sleep(0)  # Lets a signal in between two documents that need no network.

    def _is_wanted(self, sha256: str | None) -> bool:
        """Is it worth while to read a document, with this checksum, ahead of its turn?"""
        if sha256 is None:
            return not self._halted() and not self._at_limit
        if self.options.refresh:
            return True
        signed = self.options.signed and self.store.kept(sha256, PERSON) is not None
        return not signed and self.store.kept(sha256, self.configuration) is None

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

    async def _one(self, path: Path, readers: _Readers | None, early: Early | None) -> None:
        data = self._loaded(path)
        if data is None:
            return
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.options.refresh:
            # By checksum, before anything is parsed: a second run costs little more than reading the files.
            kept = self._signed(sha256, path) or self._kept(sha256, path)
            if kept is not None:
                self.cached += 1
                self._finish(kept, cached=True)
                return
        if self._at_limit:
            # What the store has is still handed out; only new documents count.
            self.over_limit += 1
            return
        self.fresh += 1
        if early is not None and early.sha256 == sha256:
            outcome = early.outcome
        else:
            outcome = await self.ahead.read(data, path)
        if not outcome.stands:
            self.fresh -= 1
        if isinstance(outcome.found, Record):
            self._finish(outcome.found, reusable=outcome.stands)
        elif readers is not None:
            await self._ask(outcome.found, path, readers)

    @property
    def _at_limit(self) -> bool:
        return self.options.limit is not None and self.fresh >= self.options.limit

    def _loaded(self, path: Path) -> bytes | None:
        """The bytes of a file; null where it cannot be opened, which is on record then."""
        faults: list[Exception] = []
        record: Record | None = None
        with boundary(faults.append):
            try:
                return load(path, max_bytes=self.options.max_bytes)
            except DocumentError as error:
                record = failed_record(path, error.code, error.message)
        self._finish(record if record is not None else fault(path, faults[0]), reusable=False)
        return None

    async def _ask(self, prepared: Prepared, path: Path, readers: _Readers) -> None:
        from crossfoot.readers.model import ModelError

        info = self._info(readers.first)
        how = self.options
        faults: list[Exception] = []
        # A store that fails would fail every other document too.
        with boundary(faults.append, let_through=(StoreError,)):
            try:
                record, usage, stands = await model_record(
                    prepared, readers.first, info, how.rounds, how.votes, readers.stronger
                )
            except ModelError as error:
                faults.append(error)
                self._spend(error.usage)
        if faults and isinstance(faults[0], ModelError):
            self._fail(faults[0], prepared.document, path, info)
        elif faults:
            self._finish(fault(path, faults[0], prepared.document), reusable=False)
        else:
            self._spend(usage)
            self.first.hear()
            self._heed_escalation(record.reading.log)
            # A question that the provider left without an answer is asked again by the next run.
            self._finish(record, reusable=stands)

    def _fail(self, error: "ModelError", document: Document, path: Path, info: ReadingInfo) -> None:
        """The model gave no reading: stop where every document would meet the same, else go on with the next."""
        from crossfoot.readers.model import ProviderUnreachable, QuotaExhausted

        if error.fatal:
            why: Stopped = "limit" if isinstance(error, QuotaExhausted) else "configuration"
            self._halt(why, error.message)
            return
        if not isinstance(error, ProviderUnreachable):
            self.first.hear()  # A bad answer is an answer all the same.
        else:
            self.first.miss(error.message)
            if self.first.at_an_end:
                self._halt("provider", error.message)
        code = type(error).__name__
        # What its calls took is told even so: whoever adds up the records gets what was paid.
        info = spent(info, error.usage, ())
        self._finish(failed_record(path, code, error.message, document, info), reusable=False)

    def _heed_escalation(self, log: Sequence[RoundInfo]) -> None:
        """Stop where the stronger model never answers: the records would only say that cells stay in doubt."""
        for asked in log:
            if not asked.escalated:
                continue
            if asked.answered or asked.error is None or asked.error.type == "BadAnswer":
                self.stronger.hear()
                continue
            why: Stopped = "provider" if asked.error.type == "ProviderUnreachable" else "configuration"
            self.stronger.miss(escalation_message(asked.model, asked.error.message), why)
            if self.stronger.at_an_end and self.stopped is None:
                self._halt(why, self.stronger.message)

    def _info(self, reader: "ModelReader") -> ReadingInfo:
        from crossfoot.readers.model import prompt_hash

        prompt = prompt_hash(facts=reader.endpoint.facts)
        return ReadingInfo(reader="model", model=reader.endpoint.model, prompt=prompt)

    def _spend(self, usage: "Usage") -> None:
        self.calls += usage.calls
        self.tokens = (self.tokens[0] + usage.input_tokens, self.tokens[1] + usage.output_tokens)
        self.cost = None if self.cost is None or usage.cost is None else self.cost + usage.cost

    def _kept(self, sha256: str, path: Path) -> Record | None:
        record = self.store.record(sha256, self.configuration, shown_path(path))
        if record is None:
            return None
        here = moved(record, path)
        # The second: the file had other contents in between.
        if here.document.path != record.document.path or self.store.content(here.document.path) != sha256:
            self.store.save(here, self.configuration)
        return self._heeded(here)

    def _signed(self, sha256: str, path: Path) -> Record | None:
        """What people made of these bytes, where they signed them or say that a reader was wrong about them."""
        if not self.options.signed or self.store.kept(sha256, PERSON) is None:
            return None
        here = shown_path(path)
        with self.store.writing():
            if self.store.content(here) != sha256 and (copy := self.store.copied(sha256)):
                # A reading lies under every record of a person: it is what counts when the signature is taken back.
                self.store.save(moved(copy[0], path), copy[1])
            return heed(Reviews(self.store), here)

    def _heeded(self, record: Record) -> Record:
        """What people made of a document that has been read: no reading counts against their word."""
        sha256, reviews = record.document.sha256, Reviews(self.store)
        if not self.options.signed or sha256 is None or not reviews.concern(record.document.path, sha256):
            return record
        return heed(reviews, record.document.path) or record

    def _finish(self, record: Record, *, cached: bool = False, reusable: bool = True) -> None:
        if not cached:
            self.store.save(record, self.configuration, reusable=reusable)
            self._count(record.reading.log)
            record = self._heeded(record)
        self.done += 1
        self.counts[record.status] += 1
        self.on_record(Progress(record, cached, self.done, len(self.paths)))

    def _count(self, log: Sequence[RoundInfo]) -> None:
        """Add the questions about a document to the sums of the run."""
        asked = {path for each in log for path in each.asked}
        self.questions += len(log)
        self.asked += len(asked)
        self.settled += len(asked.difference(log[-1].still, log[-1].new)) if log else 0

    def _summary(self, seconds: float) -> Summary:
        return Summary(
            counts={status: self.counts[status] for status in STATUSES},
            total=len(self.paths),
            cached=self.cached,
            calls=self.calls,
            input_tokens=self.tokens[0],
            output_tokens=self.tokens[1],
            cost=self.cost,
            seconds=seconds,
            stopped=self.stopped,
            message=self.message,
            questions=self.questions,
            asked=self.asked,
            settled=self.settled,
        )
