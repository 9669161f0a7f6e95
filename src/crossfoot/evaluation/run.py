"""Running a configuration over labelled reports: through the same pipeline, store and limits as any other extraction.

Records come from `extract_all`, so that an evaluation resumes where it was stopped and pays for no answer twice. What
the model read before any question is in no record: it is taken once more from the answers in the store.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.boundary import boundary
from crossfoot.checks import rules_hash
from crossfoot.documents import DocumentError, load, parse
from crossfoot.evaluation.labels.gold import GoldError, GoldLabel
from crossfoot.evaluation.results import CellOutcome, Configuration, DocumentResult, Run, Said, Spent
from crossfoot.forms import Span
from crossfoot.layout import excerpt, quote
from crossfoot.pipeline import Options, Progress, Summary, configuration, extract_all
from crossfoot.pipeline.document import Prepared, prepare
from crossfoot.pipeline.records import shown_path
from crossfoot.store import Store
from crossfoot.store.record import Record

if TYPE_CHECKING:
    from crossfoot.readers.model import ModelReader

_UNREAD = frozenset({"print.column", "print.missing", "print.unreadable"})
"""Findings that name cells of which a record makes no claim, though they stand in it as null."""
_OVERRULED = frozenset({"reading.differs"})
"""The finding that names cells in which the print went before what a model read to the end."""
_LINE = 400
"""Characters of a printed line that are kept."""


def files_of(labels: Mapping[str, GoldLabel], reports: Path) -> dict[Path, GoldLabel]:
    """The file of each label. Raises `GoldError` where one is not there."""
    files = {reports / name: label for name, label in labels.items()}
    if lacking := [path for path in files if not path.is_file()]:
        more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
        raise GoldError(f"{lacking[0]}: a gold label speaks of this report, and there is no such file{more}")
    return files


def dataset_hash(files: Mapping[Path, GoldLabel]) -> str:
    """A name for these documents with these labels."""
    digest = hashlib.sha256()
    for path, label in sorted(files.items()):
        digest.update(label.model_dump_json().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


async def evaluate(
    files: Mapping[Path, GoldLabel],
    dataset: str,
    options: Options,
    store: Store,
    on_record: Callable[[Progress], None],
    stop: asyncio.Event,
) -> tuple[Run | None, Summary]:
    """The run of *options* over *files*; null where it was stopped before its end, and the same call goes on there.

    *dataset* is what the run calls them. What people signed is never measured, whatever *options* say of it.
    """
    options = replace(options, signed=False)
    arrivals = [time.monotonic()]
    records: dict[str, Record] = {}
    fresh: list[bool] = []

    def take(progress: Progress) -> None:
        arrivals.append(time.monotonic())
        fresh.append(not progress.cached)
        records[progress.record.document.path] = progress.record
        on_record(progress)

    summary = await extract_all(list(files), options, store, take, stop)
    if len(records) < len(files):
        return None, summary
    # Several at once overlap: then only the whole run has a duration.
    alone = options.concurrency == 1 or options.endpoint is None
    waited = [after - before for before, after in pairwise(arrivals)]
    timed = (wait if new and alone else None for wait, new in zip(waited, fresh, strict=True))
    seconds = dict(zip(records, timed, strict=True))
    results = [
        result(label, records[name], prepared, first, seconds[name])
        async for name, label, prepared, first in _read_again(files, records, options, store)
    ]
    return Run(
        name=_name(options),
        dataset=shown_path(Path(dataset)),
        dataset_hash=dataset_hash(files),
        configuration=described(options),
        results=tuple(results),
    ), summary


def result(
    label: GoldLabel,
    record: Record,
    prepared: Prepared | None,
    first: Said | None = None,
    seconds: float | None = None,
) -> DocumentResult:
    """What *record* says of a labelled document, ready to be measured. *prepared* is the document, read again for what
    stands in its text; null where it cannot be read."""
    final = said_by(record)
    text = prepared.document.text if prepared is not None else ""
    return DocumentResult(
        label=label,
        sha256=record.document.sha256,
        status=record.status,
        reason=record.reason,
        form=record.form,
        final=final,
        first=first,
        asked=tuple(dict.fromkeys(path for each in record.reading.log for path in each.asked)),
        overruled=_cells_of(record, _OVERRULED),
        prints={path: text[slice(*span)] for path, span in record.evidence.items() if text},
        shared=_overlapping(record.evidence),
        lines=_lines(label, final, prepared) if prepared is not None else {},
        error=record.error.type if record.error is not None else None,
        spent=Spent(
            calls=record.reading.calls,
            questions=record.reading.rounds,
            input_tokens=record.reading.input_tokens,
            output_tokens=record.reading.output_tokens,
            cost=record.reading.cost,
            seconds=seconds,
        ),
    )


def said_by(record: Record) -> Said:
    """The claims of a record. A failed one makes none; a null is a claim only where the cell's place is known."""
    if record.status == "failed":
        return Said(cells={})
    unread = _cells_of(record, _UNREAD)
    return Said(
        cells=record.cells, unread=frozenset(path for path in unread if record.cells.get(path) is None)
    )


def _cells_of(record: Record, rules: frozenset[str]) -> tuple[str, ...]:
    """The cells that findings of these rules name, each once."""
    named = (path for finding in record.findings if finding.rule in rules for path in finding.cells)
    return tuple(dict.fromkeys(named))


def described(options: Options) -> Configuration:
    """The configuration of a run, as it is kept beside its results."""
    endpoint = options.endpoint
    if options.reader == "offline" or endpoint is None:
        return Configuration(reader="offline", rounds=0, program=configuration(options), rules=rules_hash())
    from crossfoot.readers.model import prompt_hash

    return Configuration(
        reader="model",
        model=endpoint.model,
        mode=endpoint.asking_mode,
        rounds=options.rounds,
        votes=options.votes,
        escalate=endpoint.escalate.model if endpoint.escalate is not None else None,
        program=configuration(options),
        prompts=prompt_hash(),
        rules=rules_hash(),
    )


def _name(options: Options) -> str:
    if options.reader == "offline" or options.endpoint is None:
        return "offline"
    votes = f", {options.votes} votes" if options.votes > 1 else ""
    return f"{options.endpoint.model} ({options.rounds} rounds{votes})"


def _lines(label: GoldLabel, said: Said, prepared: Prepared) -> dict[str, str]:
    """The printed line of each row in which something is not right, by row, where the text has it."""
    rows = {
        cell.row
        for path, cell in label.printed_form.cells.items()
        if said.outcome(path, label.cells[path]) is not CellOutcome.RIGHT
    }
    found = {row: quote(prepared.document, prepared.anchors, [row]) for row in sorted(rows)}
    return {row: line[:_LINE] for row, line in found.items() if line}


def _overlapping(spans: Mapping[str, Span]) -> tuple[str, ...]:
    """The cells that share a place in the text with another."""
    ordered = sorted(spans.items(), key=lambda item: item[1])
    # Of those that begin before a span, all that overlap with it overlap with the one that reaches furthest, too.
    furthest = accumulate(ordered, _further)
    touching = [
        (one, other) for (one, a), (other, b) in zip(furthest, ordered[1:], strict=False) if b[0] < a[1]
    ]
    return tuple(sorted({path for pair in touching for path in pair}))


def _further(one: tuple[str, Span], other: tuple[str, Span]) -> tuple[str, Span]:
    """That of two cells whose span ends last."""
    return max(one, other, key=lambda item: item[1][1])


async def _read_again(
    files: Mapping[Path, GoldLabel], records: Mapping[str, Record], options: Options, store: Store
) -> AsyncIterator[tuple[str, GoldLabel, Prepared | None, Said | None]]:
    """Each document once more, one at a time; with what a model read of it before any question, from the store."""
    async with AsyncExitStack() as opened:
        reader = await opened.enter_async_context(made) if (made := _reader(options, store)) else None
        for path, label in files.items():
            name, prepared = shown_path(path), _prepared(path)
            # For a document that failed the store has no answer, and here nobody is to be asked.
            asked = reader if records[name].status != "failed" else None
            yield name, label, prepared, await _first_reading(prepared, asked)


def _reader(options: Options, store: Store) -> "ModelReader | None":
    if options.reader == "offline" or options.endpoint is None:
        return None
    from crossfoot.readers.model import ModelReader

    return ModelReader(options.endpoint, store)


def _prepared(path: Path) -> Prepared | None:
    """The document with the places of its cells; null where it cannot be read, as its record says then."""
    faults: list[Exception] = []
    with boundary(faults.append):
        try:
            prepared = prepare(parse(load(path), str(path)))
        except DocumentError:
            return None
        return prepared if isinstance(prepared, Prepared) else None
    return None


async def _first_reading(prepared: Prepared | None, reader: "ModelReader | None") -> Said | None:
    """The first reading; null where there is none, as for a document for which the model gave no answer."""
    if prepared is None or reader is None:
        return None
    from crossfoot.readers.model import ModelError

    tables = excerpt(prepared.document, prepared.anchors)
    try:
        answer = await reader.read(tables, prepared.anchors.form, prepared.units)
    except ModelError:
        return None
    return Said(cells=dict(answer.reading.cells))
