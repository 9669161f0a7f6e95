"""What the tests of the pipeline share: the reports with their gold, a server that knows them all, a run without waiting."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from crossfoot.documents import Document, read
from crossfoot.evaluation.loopback import Gold, LoopbackServer, ValueFault
from crossfoot.forms import PrintError, parse, printed_form
from crossfoot.layout import Anchors, excerpt, locate
from crossfoot.pipeline import Options, Progress, Summary, examine, extract_all
from crossfoot.readers.endpoint import Endpoint
from crossfoot.store import Record, Store

EVAL = Path(__file__).parents[2] / "eval"
REPORTS = tuple(sorted((EVAL / "reports").iterdir()))
STATUSES = ("verified", "source_error", "needs_review", "failed")


def report(number: int) -> Path:
    """The example report of this number."""
    return next(path for path in REPORTS if path.name.startswith(f"{number:02d}_"))


@cache
def gold_file(path: Path) -> dict[str, Any]:
    return json.loads((EVAL / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))


@cache
def gold(path: Path) -> Gold:
    """The true figures of an example report, in the form that it prints."""
    data = gold_file(path)
    form = printed_form(data["form"], data["cells"])
    return Gold(form, {cell: data["cells"].get(cell) for cell in form.cells})


@cache
def document(path: Path) -> Document:
    return read(path)


@cache
def anchors(path: Path) -> Anchors:
    return locate(document(path))


@cache
def offline(path: Path) -> Record:
    """The record of an example report by the offline reader."""
    return examine(path)


def quoted(text: str) -> str:
    """What stands between the marker lines of a prompt."""
    return text.split("<<<<原文 ", 1)[1].split("\n", 1)[1].rsplit("\n原文 ", 1)[0]


def unquoted(text: str) -> str:
    """The prompt without the report's words."""
    head, tail = text.split("<<<<原文 ", 1)
    return head + tail.rsplit(">>>>", 1)[1]


class Shelf:
    """Several reports for one server: finds the report of a request by the lines that it quotes."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.texts = {path: excerpt(document(path), anchors(path)) for path in paths}

    def path(self, text: str) -> Path:
        asked = quoted(text).splitlines()
        found = {path: sum(line in known for line in asked) for path, known in self.texts.items()}
        best = max(found, key=lambda path: found[path])
        if sum(count == found[best] for count in found.values()) != 1:
            raise LookupError(f"not one report has these lines: {asked}")
        return best

    def __call__(self, text: str) -> Gold:
        return gold(self.path(text))


def endpoint(server: LoopbackServer, **changes) -> Endpoint:
    """The server as an endpoint, tried once: the tests wait for nothing."""
    return Endpoint.model_validate(
        {"model": "loopback", "base_url": server.base_url, "timeout": 10, "attempts": 1, **changes}
    )


@dataclass
class Run:
    """What came of a run."""

    summary: Summary
    progress: list[Progress]

    @property
    def records(self) -> list[Record]:
        return [each.record for each in self.progress]

    @property
    def lines(self) -> dict[str, str]:
        """The records as printed, by path."""
        return {record.document.path: record.line() for record in self.records}

    @property
    def record(self) -> Record:
        (only,) = self.records
        return only


def run(
    paths: Sequence[Path],
    store: Store,
    server: LoopbackServer | None = None,
    *,
    stop: Callable[[Progress], bool] = lambda _progress: False,
    settings: dict[str, Any] | None = None,
    **options,
) -> Run:
    """`extract_all` over *paths*: with the model where a server is given; *stop* says after which record to stop."""
    if server is not None:
        options = {"reader": "model", "endpoint": endpoint(server, **(settings or {})), **options}

    async def work() -> Run:
        event = asyncio.Event()
        progress: list[Progress] = []

        def on_record(each: Progress) -> None:
            progress.append(each)
            if stop(each):
                event.set()

        return Run(await extract_all(paths, Options(**options), store, on_record, event), progress)

    return asyncio.run(work())


def read_with(
    path: Path, tmp_path: Path, faults: Sequence[ValueFault] = (), truth: Gold | None = None, **server
) -> tuple[Record, LoopbackServer]:
    """The record of one report by a model with these faults, and the server with what it was asked."""
    truth = truth or gold(path)
    with LoopbackServer(truth, values=faults, **server) as loopback, Store(tmp_path / "store.db") as store:
        return run([path], store, loopback).record, loopback


def cells_of(path: Path, record: Record) -> dict[str, Any]:
    """The gold in the shape of the record: every field of the form."""
    data = gold_file(path)["cells"]
    return {cell: data.get(cell) for cell in record.cells}


def wrong_cells(path: Path, record: Record) -> dict[str, tuple[Any, Any]]:
    """Path → (as recorded, as printed), for the cells of the record that differ from the gold."""
    true = cells_of(path, record)
    return {cell: (value, true[cell]) for cell, value in record.cells.items() if value != true[cell]}


def unproved_cells(record: Record, found: Document, places: Anchors) -> list[str]:
    """The cells whose value is not what stands at their evidence."""
    out = []
    for path, value in record.cells.items():
        if value is None:
            out += [path] if path in record.evidence else []
            continue
        start, end = record.evidence.get(path, (0, 0))
        cell = places.form.cells[path]
        try:
            shown = parse(found.text[start:end], cell.kind, places.places[path].unit)
        except PrintError:
            shown = None
        if shown != value:
            out.append(path)
    return out


def as_if_sent(server: LoopbackServer) -> list[str]:
    """The bodies of all requests, in order."""
    return [json.dumps(request.body, ensure_ascii=False, sort_keys=True) for request in server.requests]


def with_values(truth: Gold, **cells) -> Gold:
    return replace(truth, cells={**truth.cells, **cells})
