"""`crossfoot cache`: what the store holds, and making it smaller."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossfoot.cli.exits import Refused, store_errors
from crossfoot.cli.options import (
    form_option,
    limit_option,
    path_option,
    status_option,
    store_option,
    year_option,
)
from crossfoot.cli.text import plural, safe, size

if TYPE_CHECKING:
    from crossfoot.forms import FormId
    from crossfoot.store import Pruned, Stats, Status


@click.group("cache", short_help="List, count or prune what the store keeps.")
def command() -> None:
    """List, count or prune what the store keeps.

    The store is one SQLite file: every raw answer of a model, the records made from them, and what people decided
    in review. A second run over the same documents takes everything from there. Where nothing was reviewed it may be
    deleted at any time; answers of a model then cost their price again. Decisions of people are nowhere else.

    \b
    Examples:
      crossfoot cache ls --status needs_review   what waits for a person
      crossfoot cache stats                      how much there is
      crossfoot cache prune --dry-run            what could go
    """


@command.command("ls", short_help="List the records, one line each.")
@store_option
@status_option
@form_option
@year_option
@path_option
@limit_option
@click.option("--json", "as_json", is_flag=True, help="Print whole records, one line of JSON each.")
def ls(
    store: Path,
    statuses: "tuple[Status, ...]",
    form_id: "FormId | None",
    year: int | None,
    path_contains: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List the records in the store: status, report year, form, title and path.

    \b
    Examples:
      crossfoot cache ls
      crossfoot cache ls --status needs_review --status failed
      crossfoot cache ls --year 2021 --path 云南 --json > yunnan.jsonl
    """
    from crossfoot.cli.listing import print_records
    from crossfoot.cli.output import emit
    from crossfoot.store import Store

    wanted: dict[str, Any] = {
        "status": statuses or None,
        "form": form_id,
        "year": year,
        "path_contains": path_contains,
        "limit": limit,
        "newest_per_path": True,
    }
    with store_errors(), Store.open_read_only(store) as opened:
        if as_json:
            for line in opened.lines(**wanted):
                emit(line)
            return
        shown = print_records(opened.records(**wanted))
    click.echo(plural(shown, "record"), err=True)


@command.command("stats", short_help="Count what the store holds.")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print one object of JSON.")
def stats(store: Path, as_json: bool) -> None:
    """Count what the store holds: documents by status, answers by model, size.

    \b
    Examples:
      crossfoot cache stats
      crossfoot cache stats --json | jq .statuses
    """
    from crossfoot.cli.output import emit
    from crossfoot.store import Store

    with store_errors(), Store.open_read_only(store) as opened:
        counted = opened.stats()
    if as_json:
        emit(_stats_json(counted))
    else:
        click.echo(_stats_text(counted))


@command.command("prune", short_help="Remove what no run will ask for again.")
@store_option
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Also remove everything older than this day; model answers then cost their price again.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def prune(store: Path, before: datetime | None, dry_run: bool, yes: bool) -> None:
    """Remove answers and records that newer ones have replaced, and give the space back to the disk.

    \b
    Examples:
      crossfoot cache prune --dry-run
      crossfoot cache prune --before 2024-01-01
    """
    from crossfoot.store import Store

    # Opening for writing would make a store where there is none.
    if not store.exists():
        raise Refused(f"there is no store at {store}")
    moment = before.astimezone() if before is not None else None
    with store_errors(), Store(store) as opened:
        planned = opened.prune(before=moment, dry_run=True)
        click.echo(f"{safe(store)}: {_removed(planned)} to remove", err=True)
        if dry_run or not (planned.answers or planned.records):
            return
        if not yes and not click.confirm("Remove them?", err=True):
            return
        done = opened.prune(before=moment)
    click.echo(f"removed {_removed(done)}; {size(done.freed)} freed", err=True)


def _removed(pruned: "Pruned") -> str:
    return f"{plural(pruned.answers, 'answer')} and {plural(pruned.records, 'record')}"


def _stats_json(stats: "Stats") -> str:
    import json
    from dataclasses import asdict

    return json.dumps(asdict(stats), ensure_ascii=False, default=str)


def _stats_text(stats: "Stats") -> str:
    lines = [
        f"{safe(stats.path)}: {size(stats.size)}",
        f"{plural(stats.documents, 'document')} in {plural(stats.records, 'record')}",
        *(f"  {safe(status):<14}{count:>8,}" for status, count in stats.statuses.items()),
        f"{plural(stats.answers, 'answer')} of models, {size(stats.answer_size)},"
        f" {stats.seconds:,.0f} s of waiting",
        *(f"  {count:>8,}  {safe(model)}" for model, count in stats.models.items()),
    ]
    if stats.oldest and stats.newest:
        lines.append(f"saved between {stats.oldest[:10]} and {stats.newest[:10]}")
    return "\n".join(lines)
