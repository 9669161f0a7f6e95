"""What `evaluate` says: the figures of a run, what differs from another, and whether they are good enough."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crossfoot.cli.exits import Refused
from crossfoot.cli.text import console, plural, safe
from crossfoot.evaluation.metrics import Metrics, as_json, measure
from crossfoot.evaluation.metrics.comparison import Comparison, compare
from crossfoot.evaluation.metrics.intervals import Bounded, Rate
from crossfoot.evaluation.metrics.named import NAMED, named, value_of
from crossfoot.evaluation.results import CellOutcome, Run
from crossfoot.store.record import STATUSES

_WORST = 8
"""Documents that are named at the most."""
_KEPT = ("cells.strict", "cells.nonzero", "documents.right", "verified.coverage")
"""What a baseline holds: no worse in any of these, nor wrong in more verified documents."""


@dataclass(frozen=True)
class Requirement:
    """A metric and the worst value that will do."""

    name: str
    value: float

    def is_met(self, metrics: Metrics) -> bool:
        """Raises `MetricError` where the run has no such value."""
        found = value_of(metrics, self.name)
        return found >= self.value if named(self.name).better == "higher" else found <= self.value


def required(text: str) -> Requirement:
    """`NAME=VALUE` as it is written on the command line. Raises `MetricError`, and `Refused` for no number."""
    name, _, value = text.partition("=")
    named(name)
    try:
        share = value.endswith("%")
        return Requirement(name, float(value.removesuffix("%")) / (100 if share else 1))
    except ValueError:
        raise Refused(
            f"--fail-under {safe(text)}: write it as NAME=VALUE, such as cells.strict=0.99 or 99%"
        ) from None


def listing() -> str:
    """The names that --fail-under knows."""
    width = max(map(len, NAMED))
    return "\n".join(
        f"{name:<{width}}  {entry.meaning} ({entry.better} is better)" for name, entry in NAMED.items()
    )


@dataclass(frozen=True)
class Evaluated:
    """A run, and another to compare it with."""

    run: Run
    before: Run | None
    gate: bool
    """Does the comparison decide the exit status?"""

    @cached_property
    def metrics(self) -> Metrics:
        return measure(self.run)

    @cached_property
    def comparison(self) -> Comparison | None:
        """Raises `ComparisonError` where the runs have no document in common."""
        return compare(self.before, self.run) if self.before is not None else None

    def show(self) -> None:
        """Print the figures to standard output."""
        console().print(Group(*_parts(self.run, self.metrics)), soft_wrap=False)
        if self.comparison is not None:
            console().print(Group(*_compared(self.comparison)))

    def json(self) -> str:
        """All metrics, and the comparison where there is one."""
        found: dict[str, object] = {
            "metrics": as_json(self.metrics),
            "configuration": self.run.configuration.model_dump(),
        }
        if self.comparison is not None:
            found["comparison"] = as_json(self.comparison)
        return json.dumps(found, ensure_ascii=False, indent=1)

    def page(self, others: Sequence[Run]) -> str:
        """The page about the run, with *others* beside it."""
        from datetime import UTC, datetime

        from crossfoot.evaluation.page import page

        beside = [self.before] if self.before is not None else []
        day = datetime.now(UTC).date().isoformat()
        return page([self.run, *beside, *others], comparison=self.comparison, day=day)

    def fails(self, requirements: Sequence[Requirement]) -> bool:
        """Is a requirement missed, or the baseline, or (where nothing is asked for) a verified document wrong?"""
        missed = [each for each in requirements if not each.is_met(self.metrics)]
        for each in missed:
            found = value_of(self.metrics, each.name)
            click.echo(f"Missed: {each.name} is {found:.6g}, and {each.value:.6g} is asked for", err=True)
        worse = list(self._worse()) if self.gate else []
        for line in worse:
            click.echo(f"Worse than the baseline: {line}", err=True)
        asked = requirements or self.before is not None
        return bool(missed or worse or (not asked and self.metrics.decisions.verified_wrong.count))

    def _worse(self) -> Iterator[str]:
        if self.before is None or self.comparison is None:
            return
        if self.comparison.only_first or self.comparison.relabelled:
            lacking = len(self.comparison.only_first) + len(self.comparison.relabelled)
            yield f"{plural(lacking, 'document')} of it cannot be compared (not read, or with other labels)"
        for name in _KEPT:
            difference = self.comparison.differences.get(name)
            if difference is not None and difference.value is not None and difference.value < 0:
                yield f"{name} {_share(difference.first)} → {_share(difference.second)}"
        wrong = self.metrics.decisions.verified_wrong.count
        if wrong > (allowed := measure(self.before).decisions.verified_wrong.count):
            yield f"{plural(wrong, 'verified document')} wrong, {allowed} before"


def _parts(run: Run, metrics: Metrics) -> Iterator[RenderableType]:
    found, cells = metrics.decisions, metrics.cells
    size = sum(cells.final.outcomes.values())
    yield Text(
        f"{safe(run.name)} on {safe(run.dataset)}: {plural(metrics.documents, 'document')}, {size:,} cells, "
        f"{cells.final.nonzero.of:,} of them not zero",
        style="bold",
    )
    head = Table(box=None, show_header=False, pad_edge=False)
    head.add_column()
    head.add_column(justify="right")
    head.add_column()
    wrong = found.verified_wrong
    head.add_row(
        Text("verified but wrong", style="bold"),
        Text(f"{wrong.count:,} of {wrong.of:,}", style="bold red" if wrong.count else "bold green"),
        _bound(wrong),
    )
    for name, rate in (
        ("verified", found.verified),
        ("verified, of what can be", found.verified_of_expected),
        ("documents wholly right", found.right),
        ("cells right", cells.final.strict),
        ("  where not zero", cells.final.nonzero),
        ("  blank and zero alike", cells.final.lenient),
        *((("  before any question", cells.first.strict),) if metrics.two_passes else ()),
        ("source_error rightly so", found.source_error_precision),
        ("source_error found", found.source_error_recall),
        ("evidence at its place", metrics.spans.found),
    ):
        head.add_row(name, _percent(rate), _counted(rate))
    yield head
    if metrics.two_passes:
        yield _effort(metrics)
    yield _confusion(metrics)
    outcomes = cells.final.outcomes
    told = " · ".join(f"{outcome} {outcomes.get(outcome, 0):,}" for outcome in CellOutcome)
    yield Text(f"cells: {told}")
    yield from _failures(run, metrics)


def _effort(metrics: Metrics) -> Text:
    spent = metrics.effort
    each = [
        f"{metrics.repair.repaired.count:,} of {metrics.repair.repaired.of:,} cells repaired, "
        f"{metrics.repair.spoiled.count:,} spoiled",
        f"{spent.questions.total:,.0f} questions",
    ]
    if spent.input_tokens.per_accepted is not None and spent.output_tokens.per_accepted is not None:
        each.append(
            f"{spent.input_tokens.per_accepted:,.0f} tokens in and {spent.output_tokens.per_accepted:,.0f} out "
            "per accepted document"
        )
    if spent.cost.per_accepted is not None and spent.cost.total:
        each.append(f"cost {spent.cost.per_accepted:.5f} per accepted document")
    if spent.seconds.total and spent.seconds.per_document is not None:
        each.append(f"{spent.seconds.per_document:,.1f} s per document")
    return Text("model: " + " · ".join(each))


def _confusion(metrics: Metrics) -> Table:
    table = Table(title="expected (rows) and found", title_justify="left", title_style="", pad_edge=False)
    table.add_column("")
    for status in STATUSES:
        table.add_column(status, justify="right")
    for expected, met in metrics.decisions.confusion.items():
        if any(met.values()):
            table.add_row(expected, *(_cell(expected, status, met[status]) for status in STATUSES))
    return table


def _cell(expected: str, status: str, count: int) -> Text:
    bad = status in ("verified", "source_error") and status != expected
    return Text(f"{count:,}" if count else "·", style="red" if bad and count else "")


def _failures(run: Run, metrics: Metrics) -> Iterator[RenderableType]:
    by_name = {result.label.report: result for result in run.results}
    wrong = set(metrics.decisions.verified_wrong_reports)
    for report in sorted(wrong):
        yield Text(f"VERIFIED BUT WRONG  {safe(report)}", style="bold red")
    others = [each for each in metrics.each if not each.right and each.report not in wrong]
    others.sort(key=lambda each: (-each.wrong_cells, -each.unread_cells))
    for each in others[:_WORST]:
        reason = safe(by_name[each.report].reason)
        yield Text(
            f"{each.status:<12}  {safe(each.report)}: {each.wrong_cells} wrong, {each.unread_cells} unread; {reason}"
        )
    if len(others) > _WORST:
        yield Text(f"… and {len(others) - _WORST:,} more: --html shows the worst, --json all")


def _compared(found: Comparison) -> Iterator[RenderableType]:
    yield Text(
        f"\n{safe(found.second)} less {safe(found.first)}, over {plural(found.documents, 'document')} of both",
        style="bold",
    )
    table = Table(pad_edge=False)
    for title in ("", "first", "second", "difference", "95 %"):
        table.add_column(title, justify="left" if not title else "right")
    for name, each in found.differences.items():
        if each.value is None:
            continue
        interval = each.interval
        between = (
            f"{interval.low:+.2%} … {interval.high:+.2%}"
            if interval is not None and "cost" not in name
            else ""
        )
        if "cost" in name:
            table.add_row(name, f"{each.first:.5f}", f"{each.second:.5f}", f"{each.value:+.5f}", between)
        else:
            table.add_row(name, _share(each.first), _share(each.second), f"{each.value:+.2%}", between)
    yield table
    right = found.right
    yield Text(
        f"wholly right in the second alone {right.second:,}, in the first alone {right.first:,}: p = {right.p:.3g} (McNemar, exact)"
    )
    for word, changes in (("better", found.better), ("worse", found.worse)):
        for change in changes[:_WORST]:
            yield Text(
                f"{word}: {safe(change.report)} {change.first_right} → {change.second_right} of {change.cells} cells, "
                f"{change.first_status} → {change.second_status}"
            )
    left_out = len(found.only_first) + len(found.only_second) + len(found.relabelled)
    if left_out:
        yield Text(f"left out: {plural(left_out, 'document')} of one run alone, or with other labels")


def _percent(rate: Rate) -> str:
    return "–" if rate.value is None else f"{rate.value:.2%}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}"


def _counted(rate: Rate) -> str:
    between = (
        f", 95 %: {rate.interval.low:.2%} … {rate.interval.high:.2%}" if rate.interval is not None else ""
    )
    return f"{rate.count:,} of {rate.of:,}{between}"


def _bound(found: Bounded) -> str:
    return "" if found.upper is None else f"at most {found.upper:.2%} at 95 %"
