"""What `evaluate` says: the figures of a run, what differs from another, and whether they are good enough."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import click
from rich.console import Group

from crossfoot.cli.evaluated_text import compared, parts, share
from crossfoot.cli.exits import Refused
from crossfoot.cli.text import console, plural, safe
from crossfoot.evaluation.metrics import Measured, Metrics, as_json
from crossfoot.evaluation.metrics.comparison import Comparison, compare
from crossfoot.evaluation.metrics.named import NAMED, named, value_of
from crossfoot.evaluation.results import Run

_KEPT = (
    "cells.strict",
    "cells.nonzero",
    "documents.right",
    "verified.wrong",
    "verified.coverage",
    "settled.wrong",
    "settled.coverage",
    "source_error.precision",
    "source_error.recall",
    "evidence.found",
)
"""What a baseline holds: no worse in any of these, nor any other document verified that should not be."""


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
    """`NAME=VALUE` as it is written on the command line.

    Raises `MetricError` for an unknown name, and `Refused` for a value that the metric cannot have.
    """
    name, _, written = text.partition("=")
    is_share = named(name).share
    try:
        value = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        raise Refused(
            f"--fail-under {safe(text)}: write it as NAME=VALUE, such as cells.strict=0.99 or 99%"
        ) from None
    if is_share and not 0 <= value <= 1:
        raise Refused(f"--fail-under {safe(text)}: {name} is a share, from 0 to 1 or 0% to 100%")
    if not is_share and (written.endswith("%") or not 0 <= value < inf):
        raise Refused(f"--fail-under {safe(text)}: {name} is a number from 0 on, and no share")
    return Requirement(name, value)


def listing() -> str:
    """The names that --fail-under knows."""
    width = max(map(len, NAMED))
    return "\n".join(
        f"{name:<{width}}  {entry.meaning} ({entry.better} is better)" for name, entry in NAMED.items()
    )


@dataclass(frozen=True)
class Evaluated:
    """A run, and another to compare it with."""

    measured: Measured
    before: Measured | None
    gate: bool
    """Does the comparison decide the exit status?"""

    @property
    def run(self) -> Run:
        return self.measured.run

    @property
    def metrics(self) -> Metrics:
        return self.measured.metrics

    @cached_property
    def comparison(self) -> Comparison | None:
        """Raises `ComparisonError` where the runs have no document in common."""
        return compare(self.before, self.measured) if self.before is not None else None

    def show(self) -> None:
        """Print the figures to standard output."""
        console().print(Group(*parts(self.run, self.metrics)), soft_wrap=False)
        if self.comparison is not None:
            console().print(Group(*compared(self.comparison)))

    def json(self) -> str:
        """All metrics, and the comparison where there is one."""
        found: dict[str, object] = {
            "metrics": as_json(self.metrics),
            "configuration": self.run.configuration.model_dump(),
        }
        if self.comparison is not None:
            found["comparison"] = as_json(self.comparison)
        return json.dumps(found, ensure_ascii=False, indent=1)

    def page(self, others: Sequence[Measured]) -> str:
        """The page about the run, with *others* beside it."""
        from datetime import UTC, datetime

        from crossfoot.evaluation.page import page

        beside = [self.before] if self.before is not None else []
        day = datetime.now(UTC).date().isoformat()
        every = [self.measured, *beside, *others]
        return page(every, comparison=self.comparison, day=day)

    def fails(self, requirements: Sequence[Requirement]) -> bool:
        """Is a requirement missed, or the baseline, or (where nothing is asked for) a document verified wrongly?"""
        missed = [each for each in requirements if not each.is_met(self.metrics)]
        for each in missed:
            found = value_of(self.metrics, each.name)
            click.echo(f"Missed: {each.name} is {found:.6g}, and {each.value:.6g} is asked for", err=True)
        worse = list(self._worse()) if self.gate else []
        for line in worse:
            click.echo(f"Worse than the baseline: {line}", err=True)
        asked = requirements or self.before is not None
        return bool(missed or worse or (not asked and _untrue(self.measured)))

    def _worse(self) -> Iterator[str]:
        if self.before is None or self.comparison is None:
            return
        found = self.comparison
        if lacking := len(found.only_first) + len(found.relabelled) + len(found.replaced):
            yield (
                f"{plural(lacking, 'document')} of it cannot be compared"
                " (not read, or with other labels, or other files)"
            )
        for name in _KEPT:
            difference = found.differences[name]
            if difference.value and (difference.value < 0) == (named(name).better == "higher"):
                yield f"{name} {_apart(difference.first, difference.second)}"
        for report in sorted(_untrue(self.measured) - _untrue(self.before)):
            yield f"{safe(report)} is verified, and should not be"


def _untrue(measured: Measured) -> set[str]:
    """The reports that were verified and are not right, or are expected to have another status."""
    return {each.report for each in measured.judged if each.untrue}


def _apart(first: float | None, second: float | None) -> str:
    """Two shares that differ, with as many digits as that takes to be seen."""
    if share(first) != share(second) or first is None or second is None:
        return f"{share(first)} → {share(second)}"
    return f"{first:.8%} → {second:.8%}"
