"""From records to a file, whole or not at all."""

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final, Literal, get_args

from crossfoot import __version__
from crossfoot.export.csv import write_csv
from crossfoot.export.tables import ExportError, Labels, Row, Shape, Table, header, table
from crossfoot.export.xlsx import Book, about
from crossfoot.store import Record, Status

Format = Literal["csv", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

# A CSV goes to programs, which want one header row; a workbook to people, who want both.
_LABELS: Final[dict[Format, Labels]] = {"csv": "path", "xlsx": "both"}


@dataclass
class Summary:
    """What was written."""

    rows: int = 0
    """Without the header."""
    statuses: Counter[Status] = field(default_factory=Counter)
    """Reports by status."""
    readings: Counter[str] = field(default_factory=Counter)
    """Reports by reader, model, prompt and rules."""

    @property
    def reports(self) -> int:
        return self.statuses.total()


def write(
    records: Iterable[Record],
    out: Path,
    *,
    shape: Shape = "wide",
    labels: Labels | None = None,
    format: Format | None = None,
    statuses: Collection[Status] | None = None,
) -> Summary:
    """Write *records* to the file *out* as a table, one at a time; ``Path("-")`` is standard output, for CSV.

    *format* goes by the file's suffix where it is not given, *labels* by the format: names for CSV, Chinese labels
    above names for XLSX. Only records with one of *statuses* are written; the default is all. An existing file is
    replaced when the new one is complete, and not before. Raises `ExportError` for what cannot be exported as asked,
    `OSError` where the file cannot be written.
    """
    to_stdout = str(out) == "-"
    kind = format or ("csv" if to_stdout else _format_of(out))
    if to_stdout and kind != "csv":
        raise ExportError("a workbook cannot go to standard output; name a file")
    summary = Summary()
    layout = table(shape)
    names = labels or _LABELS[kind]
    head = header(layout.columns, names)
    chosen = _chosen(records, statuses, summary)
    with _stdout() if to_stdout else _replacing(out) as stream:
        if kind == "csv":
            write_csv(chain(head, _rows(chosen, layout, summary)), stream)
        else:
            with closing(Book(stream, head)) as book:
                # The facts have a sheet of their own, where they are not what is asked for anyway.
                noted = chosen if shape == "facts" else _noting_facts(chosen, book, names)
                for row in _rows(noted, layout, summary):
                    book.write(row)
                book.finish(about(__version__, summary.statuses, summary.readings))
    return summary


def _format_of(out: Path) -> Format:
    suffix = out.suffix.lower().removeprefix(".")
    for known in FORMATS:
        if suffix == known:
            return known
    raise ExportError(f"{out} does not tell the format: name it .csv or .xlsx, or give the format")


def _chosen(
    records: Iterable[Record], statuses: Collection[Status] | None, summary: Summary
) -> Iterator[Record]:
    for record in records:
        if statuses is not None and record.status not in statuses:
            continue
        summary.statuses[record.status] += 1
        reading = record.reading
        parts = (reading.reader, reading.model, reading.prompt, reading.rules)
        summary.readings[" ".join(filter(None, parts))] += 1
        yield record


def _rows(records: Iterable[Record], layout: Table, summary: Summary) -> Iterator[Row]:
    for record in records:
        for row in layout.rows(record):
            summary.rows += 1
            yield row


def _noting_facts(records: Iterable[Record], book: Book, labels: Labels) -> Iterator[Record]:
    """*records* as they come, the facts of each written to their sheet of *book*."""
    layout = table("facts")
    head = header(layout.columns, labels)
    for record in records:
        for row in layout.rows(record):
            book.write_fact(row, head)
        yield record


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    yield sys.stdout.buffer


@contextmanager
def _replacing(out: Path) -> Iterator[BinaryIO]:
    """A draft beside *out* that takes its place at the end, or is removed where an error ends the writing."""
    if out.exists() and not out.is_file():
        # A pipe or a device is written to; replacing /dev/null would be a surprise to the whole machine.
        with out.open("wb") as stream:
            yield stream
        return
    target = out.resolve()  # a link stays a link
    target.parent.mkdir(parents=True, exist_ok=True)
    # Not named after the target: a long Chinese name has no room left for a suffix.
    draft = target.with_name(f".crossfoot-{token_hex(8)}.tmp")
    try:
        with draft.open("xb") as stream:
            yield stream
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
