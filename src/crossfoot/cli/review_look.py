"""`crossfoot review list`, `show` and `log`: the queue and its reports for ssh and for scripts."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Refused
from crossfoot.cli.review_options import (
    Asked,
    filters,
    language_option,
    path_of,
    reports_option,
    reviews,
    sort_option,
    store_option,
)
from crossfoot.cli.review_original import warn
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfoot.checks import Language
    from crossfoot.store.queue import Entry, Sort

_PAGE = 50
"""Reports that are listed for people unless they ask for more."""


@click.command("list", short_help="List the queue.")
@store_option
@filters
@sort_option
@reports_option
@click.option("--jsonl", is_flag=True, help="One line of JSON for each report, all of them unless limited.")
def listing(store: Path, sort: "Sort", limit: int | None, jsonl: bool, asked: Asked) -> None:
    """List the reports that wait for a person, those with the least work first.

    Work is the number of cells in doubt and failing sums. Without --jsonl the first 50 are listed.

    \b
    Examples:
      crossfoot review list
      crossfoot review list --status source_error --year 2023
      crossfoot review list --signed
      crossfoot review list --jsonl | jq -r .path

    \b
    Exit status: 0 also where nothing waits; 2 usage.
    """
    with reviews(store) as opened:
        want = asked.wanted
        entries = opened.page(want, sort, limit=limit or (-1 if jsonl else _PAGE))
        count = opened.count(want)
    if jsonl:
        _emit_all(entries)
    elif entries:
        _draw(entries)
    more = f", {len(entries):,} listed" if len(entries) < count else ""
    click.echo(f"{plural(count, 'report')}{more}", err=True)


def _emit_all(entries: "Sequence[Entry]") -> None:
    import json
    from dataclasses import asdict

    from crossfoot.cli.output import emit

    for entry in entries:
        emit(json.dumps({**asdict(entry), "signed": bool(entry.signed)}, ensure_ascii=False))


def _draw(entries: "Sequence[Entry]") -> None:
    from rich.table import Table
    from rich.text import Text

    from crossfoot.cli.records import STYLES
    from crossfoot.cli.text import console

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("work", justify="right", no_wrap=True)
    for name in ("status", "year", "in hand"):
        table.add_column(name, no_wrap=True)
    table.add_column("path", overflow="fold")
    for entry in entries:
        table.add_row(
            str(entry.work),
            Text(entry.status + (" ✓" if entry.signed else ""), style=STYLES[entry.status]),
            str(entry.year or ""),
            Text(safe(entry.holder or "")),
            Text(safe(entry.path)),
        )
    console().print(table)


@click.command("show", short_help="Show what is to be decided about one report.")
@click.argument("query")
@store_option
@language_option
@click.option("--log", is_flag=True, help="Show what was decided as well, the oldest first.")
@click.option("--json", "as_json", is_flag=True, help="Print one object of JSON.")
def show(query: str, store: Path, language: "Language", log: bool, as_json: bool) -> None:
    """Show one report in review: cells in doubt with what is printed around them, failing sums, suggestions.

    QUERY is a path, the start of a checksum, a file's name, or a part of path or title. Behind each cell and each sum
    stands in brackets the name by which the other commands know it. Nothing suggested is ever applied. A file that is
    gone, or another one now than was read, is told on standard error.

    \b
    Examples:
      crossfoot review show 泉沐区2024
      crossfoot review show 泉沐区2024 --log
      crossfoot review show 泉沐区2024 --json | jq .doubts

    \b
    Exit status: 0; 2 usage, no such report; 3 nothing was read of it.
    """
    import json

    from crossfoot.cli.output import emit
    from crossfoot.cli.review_told import as_data, decided, lines
    from crossfoot.review import Desk

    with reviews(store) as opened:
        case = Desk(opened, "-").case(path_of(opened, query))
    warn(case)
    if as_json:
        emit(json.dumps(as_data(case, language, log=log), ensure_ascii=False))
        return
    for line in lines(case, language):
        emit(safe(line))
    for entry in case.state.decisions if log else ():
        for line in decided(entry, case.state, language):
            emit(safe(line))


@click.command("log", short_help="Print the log of decisions.")
@click.argument("query", required=False)
@store_option
@click.option(
    "--after",
    type=click.IntRange(min=0),
    default=0,
    metavar="ID",
    help="Only entries behind the one with this number.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N entries.")
def log(query: str | None, store: Path, after: int, limit: int | None) -> None:
    """Print every decision as a line of JSON, the oldest first: who, when, which cell, from what to what, and why.

    Nothing in the log is ever changed: what was taken back stands there, and behind it an entry `undo`. With QUERY only
    the entries about one report are printed.

    \b
    Examples:
      crossfoot review log > decisions.jsonl
      crossfoot review log 泉沐区2024
      crossfoot review log --after 1200 | jq -r .reviewer

    \b
    Exit status: 0; 2 usage, no such report.
    """
    from itertools import islice

    from crossfoot.cli.output import emit
    from crossfoot.review import Desk

    with reviews(store) as opened:
        if query is None:
            entries = opened.log(after=after, limit=limit or -1)
        else:
            about = Desk(opened, "-").case(path_of(opened, query)).state.decisions
            entries = islice((entry for entry in about if entry.id > after), limit)
        count = 0
        for count, entry in enumerate(entries, start=1):  # noqa: B007 - counted for the summary
            emit(entry.model_dump_json())
    if not count and query is None and not after:
        raise Refused(f"nobody has decided anything yet in {store}")
