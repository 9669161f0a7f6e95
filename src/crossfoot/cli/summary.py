"""What `extract` says when it is done: counts, cost, where things are, what to look at, what to do next."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from crossfoot.cli.exits import Exit
from crossfoot.cli.options import DEFAULT_STORE
from crossfoot.cli.progress import counts_text
from crossfoot.cli.text import duration, plural, safe

if TYPE_CHECKING:
    from crossfoot.pipeline import Summary
    from crossfoot.store import Record

LISTED = 10
_REASON = 160


@dataclass
class Attention:
    """The documents that a person must look at: how many, and the first few."""

    first: "list[Record]" = field(default_factory=list)
    total: int = 0

    def add(self, record: "Record") -> None:
        """Take note of a record, if it asks for attention."""
        if record.status not in ("needs_review", "failed"):
            return
        self.total += 1
        if len(self.first) < LISTED:
            self.first.append(record)


@dataclass(frozen=True)
class Closing:
    """All that the closing words draw from."""

    summary: "Summary"
    attention: Attention
    store: Path
    out: str | None

    def lines(self) -> Iterator[str]:
        """The closing words, line by line."""
        yield from self._what_was_done()
        yield from self._what_to_look_at()
        yield from self._what_next()

    def _what_was_done(self) -> Iterator[str]:
        run = self.summary
        kept = f", {run.cached:,} of them from the store" if run.cached else ""
        done = sum(run.counts.values())
        of = f" of {run.total:,}" if done < run.total else ""
        yield f"{plural(done, 'document')}{of} in {duration(run.seconds)}{kept}"
        yield f"  {counts_text(Counter({str(status): count for status, count in run.counts.items()}))}"
        if run.calls:
            cost = "" if run.cost is None else f", cost {run.cost:,.4f}"
            yield (
                f"  {plural(run.calls, 'call')}, {run.input_tokens:,} tokens in,"
                f" {run.output_tokens:,} tokens out{cost}"
            )
        if run.questions:
            yield (
                f"  {plural(run.questions, 'question')} about {plural(run.asked, 'cell')} in doubt,"
                f" {run.settled:,} of them settled"
            )
        where = "" if self.out in (None, "-") else f", results in {safe(self.out)}"
        yield f"  kept in {safe(self.store)}{where}"

    def _what_to_look_at(self) -> Iterator[str]:
        for record in self.attention.first:
            yield f"{record.status:<12}  {safe(record.document.path)}: {_shortened(record)}"
        rest = self.attention.total - len(self.attention.first)
        if rest:
            yield f"… and {rest:,} more: crossfoot cache ls{self._at} --status needs_review --status failed"

    def _what_next(self) -> Iterator[str]:
        run = self.summary
        if run.stopped is not None:
            yield f"Stopped: {safe(run.message or _STOPPED[run.stopped])}"
            if run.stopped != "configuration":
                yield "The same command again goes on from here."
        elif (path := self._worth_a_look()) is not None:
            yield f"Next: crossfoot show{self._at} {quote(safe(path))}"
        elif self.attention.total:
            # What failed is told above; the words of no command would add to it.
            return
        elif run.counts.get("source_error"):
            yield f"Next: crossfoot cache ls{self._at} --status source_error (reports that do not add up themselves)"
        else:
            yield f"Next: crossfoot export{self._at} results.xlsx"

    @property
    def _at(self) -> str:
        """The option that later commands need where the store is not at its usual place."""
        return "" if self.store == DEFAULT_STORE else f" --store {quote(safe(self.store))}"

    def _worth_a_look(self) -> str | None:
        """A document with figures to look at."""
        reviewable = (record for record in self.attention.first if record.status == "needs_review")
        return next((record.document.path for record in reviewable), None)


_STOPPED = {
    "limit": "the limit is reached",
    "provider": "the model's endpoint cannot be reached",
    "configuration": "it cannot go on as it is configured",
    "interrupted": "interrupted",
}


def exit_status(summary: "Summary") -> Exit:
    """The exit status that the outcome of a run is promised to have."""
    if summary.stopped is not None:
        return {
            "limit": Exit.LIMIT,
            "provider": Exit.PROVIDER,
            "configuration": Exit.USAGE,
            "interrupted": Exit.INTERRUPTED,
        }[summary.stopped]
    if summary.counts.get("needs_review") or summary.counts.get("failed"):
        return Exit.REVIEW
    return Exit.OK


def _shortened(record: "Record") -> str:
    # The path stands before it already.
    text = safe(record.reason.removeprefix(f"{record.document.path}: "))
    return text if len(text) <= _REASON else text[: _REASON - 1] + "…"
