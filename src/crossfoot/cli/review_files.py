"""`crossfoot review export`, `import` and `gold`: the queue as a workbook and back, and what was signed as gold labels."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Exit, Refused, leave
from crossfoot.cli.review_options import (
    Asked,
    desk,
    filters,
    reports_option,
    reviewer_option,
    reviews,
    sort_option,
    store_option,
)
from crossfoot.cli.review_original import noting, warn_of_all
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from crossfoot.review import Case
    from crossfoot.review.gold import GoldOutcome
    from crossfoot.review.workbook import Import, Outcome
    from crossfoot.store.queue import Entry, Sort
    from crossfoot.store.reviews import Reviews


@click.command("export", short_help="Write the queue as a workbook for Excel.")
@click.argument("out", metavar="QUEUE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@store_option
@filters
@sort_option
@reports_option
@click.option(
    "--no-text",
    is_flag=True,
    help="Leave out what is printed around the cells: the documents are not read again, which takes a while for scans.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def hand_out(
    out: Path, store: Path, sort: "Sort", limit: int | None, no_text: bool, force: bool, asked: Asked
) -> None:
    """Write the queue as a workbook, for people who work in Excel; `import` brings it back.

    One sheet has a row for each cell in doubt or in a failing sum, with what is printed around it, why it is there, and
    white columns to fill in; one a row for each report, to be signed there; one explains. A workbook that is there is
    not written over: what was filled in would be lost.

    \b
    Examples:
      crossfoot review export queue.xlsx
      crossfoot review export wrong.xlsx --status source_error --year 2023
      crossfoot review export first.xlsx --limit 20

    \b
    Exit status: 0; 2 usage, or nothing waits.
    """
    from crossfoot.review.workbook import TooManyError, write

    if out.exists() and not force:
        raise Refused(f"{safe(out)} is there already: not overwritten. --force writes over it.")
    waiting = out.with_name(out.name + ".part")
    lost: list[str] = []
    with reviews(store) as opened:
        entries = opened.page(asked.wanted, sort, limit=limit or -1)
        cases = list_of_one_each(entries)
        if not cases:
            raise Refused("no report is like that: nothing is written")
        try:
            with waiting.open("wb") as stream:
                written = noting(_cases(opened, _tracked(cases)), lost)
                summary = write(written, stream, text=not no_text)
            waiting.replace(out)
        except TooManyError as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"cannot write {safe(out)}: {error.strerror or error}") from error
        finally:
            waiting.unlink(missing_ok=True)
    warn_of_all(lost)
    left = len(entries) - summary.reports
    more = f"; {plural(left, 'report')} left out: not read at all, or copies of others" if left else ""
    click.echo(
        f"{plural(summary.cells, 'cell')} of {plural(summary.reports, 'report')}: {safe(out)}{more}", err=True
    )


def list_of_one_each(entries: "Iterable[Entry]") -> "list[Entry]":
    """The reports that can be reviewed, of several copies the first: a decision holds for all of them."""
    return list(
        {entry.sha256: entry for entry in reversed(list(entries)) if entry.form is not None}.values()
    )[::-1]


def _cases(opened: "Reviews", entries: "Iterable[Entry]") -> "Iterator[Case]":
    from crossfoot.review import Desk

    at = Desk(opened, "-")
    for entry in entries:
        yield at.case(entry.path)


def _tracked(entries: "Sequence[Entry]") -> "Iterable[Entry]":
    if not sys.stderr.isatty():
        return entries
    from rich.progress import track

    from crossfoot.cli.text import console

    return track(entries, description="", console=console(stderr=True), transient=True)


@click.command("import", short_help="Bring a filled-in workbook back.")
@click.argument(
    "workbook", metavar="QUEUE.xlsx", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@store_option
@reviewer_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for every row that was filled in.")
def bring(workbook: Path, store: Path, reviewer: str | None, dry_run: bool, as_json: bool) -> None:
    """Bring a workbook of `crossfoot review export` back, filled in.

    Every row is judged first: where one is invalid, nothing at all is changed. Then each report is decided in one go.
    Where somebody else decided about a report since the export, or it was read anew, its rows are conflicts, and stay
    for you to look at. The same file may be brought in again, with more rows filled in: what is in effect is left alone.

    Rows that are not in effect are printed, one a line.

    \b
    Examples:
      crossfoot review import queue.xlsx --dry-run
      crossfoot review import queue.xlsx --reviewer 李
      crossfoot review import queue.xlsx --json | jq -r .result

    \b
    Exit status: 0 every row is in effect; 2 usage, no such workbook;
    3 some rows are not in effect.
    """
    from crossfoot.cli.output import emit
    from crossfoot.review.workbook import WorkbookError, bring_in, read

    try:
        filled = read(workbook)
    except WorkbookError as error:
        raise Refused(safe(error)) from error
    with desk(store, reviewer) as at:
        done = bring_in(filled, at, dry_run=dry_run)
    for outcome in done.outcomes:
        if as_json:
            emit(_json(outcome))
        elif outcome.result not in ("done", "unchanged"):
            emit(safe(_line(outcome)))
    click.echo(_summary(done, dry_run), err=True)
    leave(Exit.OK if done.clean else Exit.REVIEW)


def _json(outcome: "Outcome") -> str:
    import json
    from dataclasses import asdict

    return json.dumps(asdict(outcome), ensure_ascii=False)


def _line(outcome: "Outcome") -> str:
    about = " ".join(filter(None, (outcome.report, outcome.cell)))
    return f"{outcome.sheet} row {outcome.row}: {outcome.result}: {f'{about}: ' if about else ''}{outcome.message}"


def _summary(done: "Import", dry_run: bool) -> str:
    if not done.outcomes:
        return "nothing is filled in: nothing to do"
    invalid = done.count("invalid")
    if invalid:
        return f"{plural(invalid, 'row')} cannot be used: nothing is changed"
    words = {"done": "would be done" if dry_run else "done", "unchanged": "in effect already"}
    counts = [
        f"{count:,} {words.get(result, result)}"
        for result in ("done", "unchanged", "conflict", "refused")
        if (count := done.count(result))
    ]
    return f"{plural(len(done.outcomes), 'row')} filled in: {', '.join(counts)}"


@click.command("gold", short_help="Write signed reports as gold labels.")
@click.argument("labels", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@store_option
@filters
@click.option(
    "--reports",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the reports are.  [default: the folder `reports` beside that of the labels]",
)
@click.option("--force", is_flag=True, help="Write over labels that say otherwise.")
def gold(labels: Path, store: Path, reports: Path | None, force: bool, asked: Asked) -> None:
    """Write what people signed as gold labels into FOLDER, to measure readers by.

    Only signed reports become labels: every cell as the person let it stand, the status, the form, title, issuer and
    year. A label that is there and says the same is left alone; one that says otherwise is written over only with
    --force. Title, issuer and year are as they were read; nobody has to look at them in review.

    \b
    Examples:
      crossfoot review gold mine/gold --reports mine/reports
      crossfoot gold check mine/gold
      crossfoot evaluate --gold mine/gold --reports mine/reports

    \b
    Exit status: 0 every signed report has its label;
    2 usage, or nothing is signed; 3 some have not.
    """
    from crossfoot.cli.output import emit

    where = reports or labels.absolute().parent / "reports"
    if not where.is_dir():
        raise Refused(f"there is no folder {where}: --reports names the folder of the reports")
    with reviews(store) as opened:
        entries = [
            entry
            for entry in opened.page(replace(asked, signed=True).wanted, "path", limit=-1)
            if entry.form is not None
        ]
        if not entries:
            raise Refused("nobody has signed a report like that: nothing is written")
        made = list(_made(opened, entries, labels, where, force))
    for each in made:
        if each.made in ("differs", "left out"):
            label = f"{each.label}: " if each.label is not None else ""
            emit(safe(f"{each.report}: {each.made}: {label}{each.message}"))
    words = {"written": "written", "same": "there already", "differs": "differ", "left out": "left out"}
    counts = [
        f"{count:,} {words[result]}"
        for result in words
        if (count := sum(each.made == result for each in made))
    ]
    click.echo(f"{plural(len(made), 'signed report')}: {', '.join(counts)}  ({safe(labels)})", err=True)
    leave(Exit.REVIEW if any(each.made in ("differs", "left out") for each in made) else Exit.OK)


def _made(
    opened: "Reviews", entries: "Iterable[Entry]", labels: Path, reports: Path, force: bool
) -> "Iterator[GoldOutcome]":
    from crossfoot.review.gold import make_gold

    for case in _cases(opened, entries):
        try:
            yield make_gold(case, labels, reports, replace=force)
        except OSError as error:
            raise Refused(f"cannot write {error.filename}: {error.strerror or error}") from error
