"""`crossfoot review stats`: what the log of decisions tells of the machine and of the people."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.review_options import reviews, store_option
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossfoot.evaluation.metrics.intervals import Rate
    from crossfoot.review.statistics import Blind, Statistics


@click.command("stats", short_help="Tell how often machine and people are right, and how fast.")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print one object of JSON.")
def stats(store: Path, as_json: bool) -> None:
    """Tell what the log of decisions shows: reports done, time, how often the machine's figure stood.

    Verified reports that were read again by somebody who saw none of the figures (`crossfoot review blind`) measure
    both: where the two differ one is wrong, and the second look says which. Rates have intervals at 95 %.

    \b
    Examples:
      crossfoot review stats
      crossfoot review stats --json | jq .blind.wrong

    \b
    Exit status: 0; 2 usage.
    """
    import json
    from dataclasses import asdict

    from crossfoot.cli.output import emit
    from crossfoot.review.statistics import statistics

    with reviews(store) as opened:
        told = statistics(opened.log())
    if as_json:
        emit(json.dumps(asdict(told), ensure_ascii=False))
        return
    for line in _lines(told):
        emit(safe(line))


def _lines(told: "Statistics") -> "Iterator[str]":
    done = sum(told.signed.values())
    by_status = " · ".join(f"{status} {count}" for status, count in told.signed.items())
    yield f"reports signed        {done}" + (f"  {by_status}" if done else "")
    for name, count in told.reviewers.items():
        yield f"  by {name}: {count}"
    if told.seconds is not None:
        yield f"time in hand          {told.seconds:.0f} s  median"
    yield f"decisions             {told.decisions}  {told.undone} taken back"
    yield f"machine's figure stood {_rate(told.stood)}"
    yield from _blind(told.blind)


def _blind(blind: "Blind") -> "Iterator[str]":
    if not blind.documents:
        yield "no verified report was read blind: `crossfoot review blind`"
        return
    yield f"read blind            {plural(blind.documents, 'verified report')}"
    yield f"  cells read alike    {_rate(blind.agreement)}"
    yield f"    where not zero    {_rate(blind.nonzero)}"
    yield f"  machine wrong       {_rate(blind.machine)}"
    yield f"  person wrong        {_rate(blind.person)}"
    if blind.open:
        yield f"  differ, not looked at again: {plural(blind.open, 'cell')}"
    wrong = blind.wrong
    yield f"  verified but wrong  {wrong.count} of {wrong.of}, at most {_up(wrong.upper)} at 95 %"


def _rate(rate: "Rate") -> str:
    from crossfoot.cli.evaluated_text import share

    if rate.value is None:
        return "–"
    said = f"{share(rate.value)}  {rate.count:,} of {rate.of:,}"
    if rate.interval is None:
        return said
    return f"{said}, 95 %: {share(rate.interval.low)} … {share(rate.interval.high)}"


def _up(bound: float) -> str:
    """A bound in percent, rounded so that it stays one."""
    from math import ceil

    return f"{ceil(bound * 10_000 - 1e-9) / 100:.2f}%"
