"""One record on the screen: what it is, how it stands, its tables, and what does not add up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from crossfoot.cli.findings import failures, telling
from crossfoot.cli.labels import form_of
from crossfoot.cli.tables import LEGEND, marks, tables
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from crossfoot.store import Record, Status

STYLES: "Mapping[Status, str]" = {
    "verified": "green",
    "source_error": "magenta",
    "needs_review": "yellow",
    "failed": "red",
}


def headline(record: "Record") -> Text:
    """Status and title (or path) on one line."""
    info = record.document
    text = Text(record.status, style=f"bold {STYLES[record.status]}")
    return text.append(f"  {safe(info.title or info.path)}", style="default")


def rendered(record: "Record", origin: str) -> "Iterator[RenderableType]":
    """Everything about *record*, piece by piece; *origin* says where it was found."""
    yield headline(record)
    yield Text(_facts(record, origin), style="dim")
    if record.reason:
        yield Text(safe(record.reason))
    if record.error is not None and record.error.message != record.reason:
        yield Text(f"{safe(record.error.type)}: {safe(record.error.message)}", style="red")
    form = form_of(record)
    if form is None:
        return
    for table in tables(record, form):
        yield Text()
        yield table
    yield from _legend(record)
    told = telling(form, record.cells, record.findings)
    for finding in failures(record.findings):
        yield Text("\n" + "\n".join(told.lines(finding)))


def _facts(record: "Record", origin: str) -> str:
    info, reading = record.document, record.reading
    model = f" {safe(reading.model)}" if reading.model else ""
    facts = [
        safe(info.path),
        f"form of {record.form}" if record.form else "no form",
        *([f"year {info.year}"] if info.year is not None else []),
        *([safe(info.issuer)] if info.issuer else []),
        f"reader {safe(reading.reader)}{model}",
        plural(reading.passed, "rule") + " passed",
        origin,
    ]
    return " · ".join(facts)


def _legend(record: "Record") -> Iterator[Text]:
    seen = set(marks(record).values())
    told = [meaning for mark, meaning in LEGEND.items() if mark in seen]
    if told:
        yield Text("   ".join(told), style="dim")
