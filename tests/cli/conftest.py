"""Records by hand, and a pipeline that reads nothing: the command line is tested apart from what it commands."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from cli_records import failed

from crossfoot.cli.app import run
from crossfoot.store import FindingRecord, Record, Store


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path) -> Callable[..., Outcome]:
    """Run a command line in an empty folder, without any model configured."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    for name in (
        "OPENAI_BASE_URL",
        "OPENAI_API_KEY",
        "OPENAI_MODEL",
        "CROSSFOOT_ESCALATE",
        "CROSSFOOT_STORE",
        "CROSSFOOT_TRACEBACK",
    ):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(int(status), captured.out, captured.err)

    return call


@dataclass
class FakePipeline:
    """What the pipeline is to answer, and what it was asked."""

    records: list[Record] = field(default_factory=list)
    cached: int = 0
    stopped: str | None = None
    message: str | None = None
    calls: int = 0
    cost: float | None = None
    questions: tuple[int, int, int] = (0, 0, 0)
    options: object = None
    error: Exception | None = None
    before_record: Callable[[int], None] = lambda _position: None
    drained: bool = False


@pytest.fixture
def pipeline(monkeypatch) -> FakePipeline:
    fake = FakePipeline()
    module = ModuleType("crossfoot.pipeline")

    class PipelineError(Exception):
        pass

    @dataclass(frozen=True)
    class Options:
        reader: str
        endpoint: object
        concurrency: int = 4
        limit: int | None = None
        refresh: bool = False
        rounds: int = 2
        votes: int = 1
        max_calls: int | None = None
        max_bytes: int = 20_000_000
        workers: int | None = None
        timeout: float = 120

    @dataclass(frozen=True)
    class Progress:
        record: Record
        cached: bool
        done: int
        total: int

    @dataclass(frozen=True)
    class Summary:
        counts: dict[str, int]
        total: int
        cached: int
        calls: int
        input_tokens: int
        output_tokens: int
        cost: float | None
        seconds: float
        stopped: str | None
        message: str | None
        questions: int = 0
        asked: int = 0
        settled: int = 0

    def discover(paths: Sequence[Path]) -> list[Path]:
        found = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
        if not found:
            raise PipelineError(f"{paths[0]}: no report in this folder")
        return found

    def passed_over(paths: Sequence[Path]) -> Counter[str]:
        return Counter(
            p.suffix for f in paths if f.is_dir() for p in f.iterdir() if p.suffix in (".csv", ".json")
        )

    def examine(path: Path) -> Record:
        return next((r for r in fake.records if r.document.path == str(path)), failed(str(path)))

    def recheck(subject: Record) -> tuple[FindingRecord, ...]:
        return subject.findings

    async def extract_all(paths, options, store, on_record, stop: asyncio.Event) -> Summary:
        fake.options = options
        if fake.error is not None:
            raise fake.error
        counts = dict.fromkeys(("verified", "source_error", "needs_review", "failed"), 0)
        for position, item in enumerate(fake.records, start=1):
            fake.before_record(position)
            await asyncio.sleep(0)
            if stop.is_set():
                fake.drained = True
                break
            store.save(item, "test")
            counts[item.status] += 1
            on_record(Progress(item, position <= fake.cached, position, len(paths)))
        stopped = "interrupted" if fake.drained else fake.stopped
        took = (fake.calls, 1000, 200, fake.cost, 61.0)
        return Summary(counts, len(paths), fake.cached, *took, stopped, fake.message, *fake.questions)

    for thing in (
        PipelineError,
        Options,
        Progress,
        Summary,
        discover,
        passed_over,
        examine,
        recheck,
        extract_all,
    ):
        setattr(module, thing.__name__, thing)
    monkeypatch.setitem(sys.modules, "crossfoot.pipeline", module)
    return fake


@pytest.fixture
def stored(tmp_path) -> Callable[..., Path]:
    """Put records into the default store of the test's folder."""

    def put(*records: Record) -> Path:
        path = tmp_path / "cache" / "crossfoot.db"
        with Store(path) as store:
            for item in records:
                store.save(item, "test")
        return path

    return put
