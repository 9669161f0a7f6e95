"""One record on the screen: what it is, how it stands, its tables, and what does not add up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from crossfoot.cli import facts
from crossfoot.cli.findings import failures, telling
from crossfoot.cli.labels import form_of
from crossfoot.cli.tables import LEGEND, marks, tables
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sized

    from rich.console import RenderableType

    from crossfoot.store import DocumentInfo, Record, RoundInfo, Status

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
    for asked in record.reading.log:
        yield Text(_question(asked), style="dim")
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
    if record.facts is not None:
        yield from facts.told(record.facts)


def _facts(record: "Record", origin: str) -> str:
    info, reading = record.document, record.reading
    model = f" {safe(reading.model)}" if reading.model else ""
    facts = [
        safe(info.path),
        f"form of {record.form}" if record.form else "no form",
        *([f"year {info.year}"] if info.year is not None else []),
        *([safe(info.issuer)] if info.issuer else []),
        *([f"published {info.published}"] if info.published else []),
        *([f"signed {info.signed}"] if info.signed else []),
        *([f"索引号 {safe(info.index_number)}"] if info.index_number else []),
        *([f"perhaps of {safe('、'.join(_parents(info)))}"] if info.parents else []),
        f"reader {safe(reading.reader)}{model}",
        plural(reading.passed, "rule") + " passed",
        origin,
    ]
    return " · ".join(facts)


def _parents(info: "DocumentInfo") -> "list[str]":
    """The places that the body may belong to, each once."""
    return list(dict.fromkeys(parent.name for parent in info.parents))


def _question(asked: "RoundInfo") -> str:
    """One question and what it brought, on one line."""
    facts = [f"question {asked.number} to {safe(asked.model)}{' (escalated)' if asked.escalated else ''}"]
    if asked.votes > 1:
        facts.append(f"{asked.answered} of {asked.votes} votes")
    cells = _outcome(asked.fixed, asked.still, asked.new)
    facts.append(f"{plural(len(asked.asked), 'cell')}: {cells}" if asked.answered else "no answer")
    rules = _outcome(asked.rules_fixed, asked.rules_still, asked.rules_new)
    if asked.answered and rules:
        facts.append(f"sums: {rules}")
    if asked.undecided and asked.votes > 1 and asked.answered:
        facts.append(f"{len(asked.undecided):,} without a majority")
    if asked.error is not None:
        facts.append(f"{safe(asked.error.type)}: {safe(asked.error.message)}")
    return " · ".join(facts)


def _outcome(fixed: "Sized", still: "Sized", new: "Sized") -> str:
    """`2 fixed, 1 still`: what there is of each kind."""
    counts = {"fixed": len(fixed), "still": len(still), "new": len(new)}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)


def _legend(record: "Record") -> Iterator[Text]:
    seen = set(marks(record).values())
    told = [meaning for mark, meaning in LEGEND.items() if mark in seen]
    if told:
        yield Text("   ".join(told), style="dim")
