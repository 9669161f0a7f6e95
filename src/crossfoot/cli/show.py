"""`crossfoot show`: one record as the form's tables."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Refused, store_errors
from crossfoot.cli.options import results_option, store_option

if TYPE_CHECKING:
    from crossfoot.cli.lookup import Found
    from crossfoot.store import Record

_LISTED = 20


@click.command("show", short_help="Show a record as the form's three tables.")
@click.argument("query")
@store_option
@results_option
@click.option(
    "--fresh", is_flag=True, help="Read the file QUERY on the spot, offline, even if the store has it."
)
@click.option("--all", "every", is_flag=True, help="Show every record that matches, not a list of them.")
@click.option("--json", "as_json", is_flag=True, help="Print the record as it is, one line of JSON each.")
def command(query: str, store: Path, results: Path | None, fresh: bool, every: bool, as_json: bool) -> None:
    """Show one record: status and reason, the form's three tables, and every sum that fails.

    QUERY is part of a path or a title, or the start of a checksum, to look up in the store; or a results file
    (.jsonl); or a report, which is read on the spot without a model if the store does not know it. In the tables a
    blank is a figure that is not printed, ! marks the figures of a failing sum, !! those where several failing sums
    cross, ? a figure in doubt.

    \b
    Examples:
      crossfoot show 楚雄市新村镇               look it up in the store
      crossfoot show reports/2020.html          this report
      crossfoot show 宿迁 --from results.jsonl  look it up in a results file
      crossfoot show 宿迁 --json | jq .cells    for other programs
    """
    from crossfoot.cli.lookup import look_up
    from crossfoot.cli.output import emit

    with store_errors():
        found = look_up(query, store, results, fresh=fresh)
    if as_json:
        for record in found.records:
            emit(record.line())
    elif len(found.records) == 1 or every:
        _draw(found)
    else:
        _list(found.records, query)
    if found.note:
        click.echo(found.note, err=True)


def _draw(found: "Found") -> None:
    from crossfoot.cli.records import rendered
    from crossfoot.cli.text import console

    screen = console()
    for position, record in enumerate(found.records):
        if position:
            screen.rule()
        signed = found.signed.get(record.document.sha256 or "")
        for piece in rendered(record, f"{signed} · {found.origin}" if signed else found.origin):
            screen.print(piece)


def _list(records: "list[Record]", query: str) -> None:
    from crossfoot.cli.listing import print_records

    if not records:
        raise Refused(f"no record for {query!r}")
    print_records(records[:_LISTED])
    more = f", {len(records) - _LISTED} of them not listed" if len(records) > _LISTED else ""
    click.echo(f"{len(records)} records match{more}: name one more exactly, or add --all.", err=True)
