"""`crossfoot export`: records as a table for other programs."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Refused, store_errors
from crossfoot.cli.options import (
    form_option,
    path_option,
    results_option,
    status_option,
    store_option,
    year_option,
)
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crossfoot.export import Labels, Shape, Summary
    from crossfoot.forms import FormId
    from crossfoot.store import Record, Status


@click.command("export", short_help="Write records as CSV or XLSX.")
@click.argument(
    "out", metavar="OUT.csv|OUT.xlsx", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path)
)
@store_option
@results_option
@click.option(
    "--shape",
    type=click.Choice(["wide", "long", "facts"]),
    default="wide",
    show_default=True,
    help="wide: one row per report, one column per figure. long: one row per figure. facts: one row per fact of the"
    " narrative; a workbook has them on a sheet of their own anyway.",
)
@click.option(
    "--labels",
    type=click.Choice(["zh", "path", "both"]),
    help="Column headers: Chinese labels (zh), names for programs (path), or both rows.  [default: path for CSV,"
    " both for XLSX]",
)
@status_option
@form_option
@year_option
@path_option
def command(
    out: Path,
    store: Path,
    results: Path | None,
    shape: "Shape",
    labels: "Labels | None",
    statuses: "tuple[Status, ...]",
    form_id: "FormId | None",
    year: int | None,
    path_contains: str | None,
) -> None:
    """Write records as a table: CSV with a byte order mark, so that Excel shows Chinese, or XLSX with a codebook.

    - is standard output, as CSV. Without --status every record is written, and a column says how far it can be trusted.

    \b
    Examples:
      crossfoot export results.xlsx
      crossfoot export figures.csv --shape long --labels path
      crossfoot export trusted.csv --status verified --status source_error
      crossfoot export 2021.xlsx --from results.jsonl --year 2021
    """
    wanted = _Wanted(statuses, form_id, year, path_contains)
    if results is not None:
        from crossfoot.cli.output import read_results

        summary = _write(wanted.of(read_results(results)), out, shape, labels)
    else:
        from crossfoot.store import Store

        with store_errors(), Store.open_read_only(store) as opened:
            summary = _write(wanted.of(opened.records(newest_per_path=True)), out, shape, labels)
    click.echo(f"{plural(summary.reports, 'report')} in {plural(summary.rows, 'row')}: {safe(out)}", err=True)


@dataclass(frozen=True)
class _Wanted:
    """Which records go into the table."""

    statuses: "tuple[Status, ...]"
    form_id: "FormId | None"
    year: int | None
    path_contains: str | None

    def of(self, records: "Iterable[Record]") -> "Iterator[Record]":
        return (record for record in records if self._has(record))

    def _has(self, record: "Record") -> bool:
        return (
            (not self.statuses or record.status in self.statuses)
            and self.form_id in (None, record.form)
            and self.year in (None, record.document.year)
            and (self.path_contains is None or self.path_contains in record.document.path)
        )


def _write(records: "Iterable[Record]", out: Path, shape: "Shape", labels: "Labels | None") -> "Summary":
    from itertools import chain

    from crossfoot.export import ExportError, write

    stream = iter(records)
    first = next(stream, None)
    if first is None:
        raise Refused("no record is like that: nothing is written")
    try:
        return write(chain([first], stream), out, shape=shape, labels=labels)
    except ExportError as error:
        raise Refused(str(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(f"cannot write {out}: {error.strerror}") from error
