"""Both methods: full verification, which is the program itself, and a tool that knows nothing but the sums."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from outcomes import Outcome, Row, wrong_cells

from crossfoot.checks import confront, load_rules
from crossfoot.documents import read
from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.noisy import Library, Noise, NoisyServer
from crossfoot.evaluation.results import Said
from crossfoot.evaluation.run import said_by
from crossfoot.layout import excerpt
from crossfoot.pipeline import Options, extract_all
from crossfoot.pipeline.document import Prepared, prepare
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model import ModelReader
from crossfoot.store import Store
from crossfoot.store.record import Record

ROUNDS = 2
"""Questions, or repeated readings, at the most."""
AT_ONCE = 4


def measure(files: dict[Path, GoldLabel], library: Library, rate: float, seed: int) -> tuple[Row, Row]:
    """Both methods at one error rate, over the same first readings."""
    with NoisyServer(library, Noise(error_rate=rate, seed=seed)) as server:
        endpoint = Endpoint(model="noisy", base_url=server.base_url)
        began = time.perf_counter()
        sums = Row(rate, "sums only", asyncio.run(sums_only(files, endpoint)), time.perf_counter() - began)
        misread = {path: each.misread for path, each in zip(files, sums.outcomes, strict=True)}
        began = time.perf_counter()
        outcomes = asyncio.run(full(files, endpoint, misread))
        return sums, Row(rate, "full", outcomes, time.perf_counter() - began)


async def full(
    files: dict[Path, GoldLabel], endpoint: Endpoint, misread: dict[Path, bool]
) -> Sequence[Outcome]:
    """Every file through the program."""
    records: dict[Path, Record] = {}
    options = Options(reader="model", endpoint=endpoint, rounds=ROUNDS, concurrency=AT_ONCE, workers=0)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "noise.db") as store:
        await extract_all(
            list(files),
            options,
            store,
            lambda done: records.update({Path(done.record.document.path): done.record}),
            asyncio.Event(),
        )
    return [
        Outcome(
            path.name,
            records[path].status,
            label.expected_status,
            wrong_cells(label, said_by(records[path])),
            misread.get(path, False),
            records[path].reading.rounds,
            records[path].reading.calls,
            records[path].reading.input_tokens,
            records[path].reading.output_tokens,
        )
        for path, label in files.items()
    ]


async def sums_only(files: dict[Path, GoldLabel], endpoint: Endpoint) -> Sequence[Outcome]:
    """Every file read as a whole, again and again until its sums hold."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path, label: GoldLabel) -> Outcome:
        async with turn:
            prepared = prepare(read(path))
            if not isinstance(prepared, Prepared):
                return Outcome(
                    path.name, "failed", label.expected_status, len(label.values), False, 0, 0, 0, 0
                )
            return await by_sums(prepared, label, readers, path.name)

    # A reading at temperature 0 would be the first one once more.
    warm = [endpoint.model_copy(update={"temperature": 0.7 + number / 10}) for number in range(ROUNDS)]
    readers = [ModelReader(each) for each in (endpoint, *warm)]
    try:
        return await asyncio.gather(*(one(path, label) for path, label in files.items()))
    finally:
        await asyncio.gather(*(reader.close() for reader in readers))


async def by_sums(prepared: Prepared, label: GoldLabel, readers: Sequence[ModelReader], name: str) -> Outcome:
    """One document; each of *readers* reads it once, until the sums hold."""
    form = prepared.anchors.form
    rules, text = load_rules(form), excerpt(prepared.document, prepared.anchors)
    answers = []
    failed = True
    for reader in readers:
        answers.append(await reader.read(text, form, prepared.units))
        failed = bool(confront(rules, answers[-1].reading.cells).failed)
        if not failed:
            break
    return Outcome(
        name,
        "source_error" if failed else "verified",
        label.expected_status,
        wrong_cells(label, Said(cells=dict(answers[-1].reading.cells))),
        wrong_cells(label, Said(cells=dict(answers[0].reading.cells))) > 0,
        len(answers) - 1,
        sum(answer.usage.calls for answer in answers),
        sum(answer.usage.input_tokens for answer in answers),
        sum(answer.usage.output_tokens for answer in answers),
    )
