"""`crossfoot check`: what does not add up, without a model."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from crossfoot.cli.exits import Exit, Refused, leave
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfoot.store import FindingRecord, Record


@dataclass(frozen=True)
class Checked:
    """A record, and what the rules say about its cells now."""

    record: "Record"
    findings: "tuple[FindingRecord, ...]"

    @property
    def sound(self) -> bool:
        """Is it read, and does no rule fail?"""
        from crossfoot.cli.findings import has_error

        return self.record.status not in ("needs_review", "failed") and not has_error(self.findings)


@click.command("check", short_help="Print what does not add up in a report or in results.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, readable=False, path_type=Path),
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people; json: one line of JSON for each document.",
)
def command(files: tuple[Path, ...], style: Literal["text", "json"]) -> None:
    """Print what does not add up, without a model and without the store.

    FILE is a report, a folder of reports, or results of `crossfoot extract` (.jsonl), whose cells are held against
    the rules again. Each finding says which rule, where, and with which numbers. A number in the narrative that
    differs from the tables is a warning: it is printed but changes no exit status.

    \b
    Examples:
      crossfoot check report.html
      crossfoot check results.jsonl --format json | jq .findings
      crossfoot check reports/*.txt && echo all add up

    \b
    Exit status: 0 nothing is wrong; 2 usage;
    3 something does not add up or cannot be read with certainty.
    """
    from crossfoot.cli.output import emit

    checked, unsound = 0, 0
    for item in _checked(files):
        checked += 1
        unsound += not item.sound
        if style == "json":
            emit(_as_json(item))
        else:
            _print(item)
    click.echo(f"{plural(checked, 'document')} checked, {unsound:,} not in order", err=True)
    leave(Exit.REVIEW if unsound else Exit.OK)


def _checked(files: "Sequence[Path]") -> Iterator[Checked]:
    from crossfoot.cli.output import read_results
    from crossfoot.pipeline import PipelineError, discover, examine, recheck

    results = [path for path in files if path.suffix == ".jsonl"]
    reports = [path for path in files if path.suffix != ".jsonl"]
    for path in results:
        for record in read_results(path):
            yield Checked(record, recheck(record))
    try:
        found = discover(reports) if reports else []
    except PipelineError as error:
        raise Refused(str(error)) from error
    for path in found:
        record = examine(path)
        yield Checked(record, record.findings)


def _as_json(item: Checked) -> str:
    import json

    record = item.record
    return json.dumps(
        {
            "path": record.document.path,
            "status": record.status,
            "reason": record.reason,
            "findings": [finding.model_dump(mode="json") for finding in item.findings],
            "error": record.error and record.error.model_dump(mode="json"),
        },
        ensure_ascii=False,
    )


def _print(item: Checked) -> None:
    """A document that is in order takes no line: the closing count has it."""
    from rich.text import Text

    from crossfoot.cli.findings import failures, telling
    from crossfoot.cli.labels import form_of
    from crossfoot.cli.records import STYLES
    from crossfoot.cli.text import console

    record, wrong = item.record, failures(item.findings)
    if item.sound and not wrong:
        return
    screen = console()
    line = Text(record.status, style=f"bold {STYLES[record.status]}").append(
        f"  {safe(record.document.path)}", "bold"
    )
    screen.print(line, soft_wrap=True)
    if record.status in ("needs_review", "failed"):
        screen.print(f"  {safe(record.reason)}", soft_wrap=True)
    told = telling(form_of(record), record.cells, item.findings)
    for finding in wrong:
        for text in told.lines(finding):
            screen.print(f"  {text}", soft_wrap=True)
