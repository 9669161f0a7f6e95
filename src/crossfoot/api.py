"""crossfoot as a library: `read` a report, `verify` figures against it, `extract` its record.

>>> from crossfoot import read, verify
>>> report = read("eval/reports/10_宿迁市2024.txt")
>>> report.cells["requests.received.total"]
3525
>>> verify(report).decision
'verified'

The names are imported from `crossfoot` itself; `docs/library.md` shows them at work.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot.checks import Verdict
from crossfoot.checks import verify as check
from crossfoot.checks.remarks import remarks
from crossfoot.documents import Document, DocumentError, load, parse
from crossfoot.forms import Form, Reading, Span, Value
from crossfoot.layout import Anchors, LayoutError, locate
from crossfoot.pipeline import Options, Progress, Summary, extract_all
from crossfoot.pipeline.records import shown_path
from crossfoot.readers.heading import Heading, read_heading
from crossfoot.readers.offline import read_offline
from crossfoot.store import Record, Store

if TYPE_CHECKING:
    from crossfoot.readers.endpoint import Endpoint

PathLike = str | os.PathLike[str]


class ReportError(Exception):
    """A report cannot be read, or a model cannot be asked. `code` is stable; the message says what happened and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class ReadReport:
    """A report as the offline reader reads it."""

    document: Document
    anchors: Anchors
    reading: Reading
    heading: Heading
    """Title, issuer, year and dates, each null where the text does not tell, with their places (`evidence`)."""

    @property
    def form(self) -> Form:
        """The form that the report prints: its rows, cells, labels and kinds."""
        return self.anchors.form

    @property
    def text(self) -> str:
        """The text that all offsets point into."""
        return self.document.text

    @property
    def cells(self) -> Mapping[str, Value | None]:
        """Path → value; null where nothing is printed. A cell whose place is not known is not in it."""
        return self.reading.cells

    @property
    def unread(self) -> Mapping[str, str]:
        """Path → why there is no value, for every cell whose place or print is not certain."""
        return self.reading.unread

    def line(self, span: Span) -> str:
        """The line of the text that *span* begins on: where a value or a remark stands, for people."""
        start = self.text.rfind("\n", 0, span[0]) + 1
        stop = self.text.find("\n", span[0])
        return self.text[start : stop if stop >= 0 else None]


def read(source: PathLike | bytes, *, name: str = "report") -> ReadReport:
    """Read a report without a model: a path, or its bytes (*name* then stands for the path in messages).

    It is read in this process, which a damaged or hostile file can take far: `extract` has limits of time and memory.

    Raises `ReportError` where there is no file, no text, or no tables of a known form in it.
    """
    try:
        if isinstance(source, bytes):
            document = parse(source, name)
        else:
            document = parse(load(Path(source)), os.fspath(source))
        anchors = locate(document)
    except (DocumentError, LayoutError) as error:
        raise ReportError(error.code, error.message) from error
    return ReadReport(document, anchors, read_offline(document, anchors), read_heading(document))


def verify(report: ReadReport, cells: Mapping[str, Value | None] | None = None) -> Verdict:
    """Check figures against the print of *report* and against the rules of its form.

    *cells* are figures from anywhere: a model of your own, a spreadsheet, a colleague. Path → value, null for "not
    printed", money in yuan; cells that are left out count as unread. By default those that crossfoot reads itself. The
    verdict's findings end with the soft ones (severity `warning`), which decide nothing.

    Raises `ValueError` for a path that the form does not print, and for a value that is no number.
    """
    reading = report.reading
    if cells is not None:
        if strangers := cells.keys() - report.form.cells.keys():
            raise ValueError(f"the form of this report has no cell {sorted(strangers)[0]!r}")
        for path, value in cells.items():
            if not _is_figure(value):
                raise ValueError(
                    f"{path}: {value!r} is no figure: a finite int or float, or None for a blank"
                )
        unread = dict.fromkeys(report.form.cells.keys() - cells.keys(), "not given")
        reading = Reading(report.form, dict(cells), unread, reader="given")
    verdict = check(report.anchors, reading, report.text)
    soft = remarks(report.text, report.anchors, reading.cells, report.heading.year, report.heading)
    return replace(verdict, findings=(*verdict.findings, *soft))


def _is_figure(value: object) -> bool:
    if value is None or type(value) is int:
        return True
    return type(value) is float and isfinite(value)


def extract(
    path: PathLike,
    *,
    endpoint: "Endpoint | None" = None,
    store: PathLike | None = None,
    options: Options | None = None,
) -> Record:
    """The record of one report: by the offline reader, or with an *endpoint* by its model, through the whole loop.

    Bad input gives a record with status `failed`, never an error. See `extract_many` for the rest.
    """
    return extract_many([path], endpoint=endpoint, store=store, options=options)[0]


def extract_many(
    paths: Iterable[PathLike],
    *,
    endpoint: "Endpoint | None" = None,
    store: PathLike | None = None,
    options: Options | None = None,
    on_record: Callable[[Record], None] | None = None,
) -> list[Record]:
    """The records of many reports, in the order of *paths*; *on_record* gets each as soon as it is there.

    With a *store* (an SQLite file) what was read before is taken from it, and every answer of the model is kept there.
    *options* hold what the command line offers besides (concurrency, rounds, limits, workers). Can be called from a
    notebook.

    Raises `ReportError` where the model's endpoint refuses its configuration or cannot be reached, no process that
    reads documents can be started, or a limit of *options* is met: with a store, the same call goes on from there.
    """
    files = [Path(path) for path in paths]
    chosen = options or Options()
    if endpoint is not None:
        chosen = replace(chosen, reader="model", endpoint=endpoint)
    found: dict[str, Record] = {}

    def take(progress: Progress) -> None:
        found[progress.record.document.path] = progress.record
        if on_record is not None:
            on_record(progress.record)

    def work() -> Summary:
        with _opened(store) as opened:
            return asyncio.run(extract_all(files, chosen, opened, take, asyncio.Event()))

    summary = _outside_a_loop(work)
    if summary.stopped is not None:
        raise ReportError(summary.stopped, summary.message or f"stopped: {summary.stopped}")
    return [found[shown_path(path)] for path in files]


@contextmanager
def _opened(store: PathLike | None) -> Iterator[Store]:
    """The user's store, or one that lasts as long as the call."""
    if store is not None:
        with Store(Path(store)) as opened:
            yield opened
        return
    with tempfile.TemporaryDirectory(prefix="crossfoot-") as folder, Store(Path(folder) / "run.db") as opened:
        yield opened


def _outside_a_loop(work: Callable[[], Summary]) -> Summary:
    """Do *work*, which runs a loop of its own, also where the caller stands in a running one, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()
