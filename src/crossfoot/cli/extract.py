"""`crossfoot extract`: reports in, records out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.endpoint import EndpointFlags, ReaderChoice, announcement, chosen
from crossfoot.cli.exits import Exit, Refused, leave, store_errors
from crossfoot.cli.options import (
    Documents,
    base_url_option,
    escalate_option,
    mode_option,
    model_option,
    rounds_option,
    store_option,
    votes_option,
)
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crossfoot.cli.output import Output
    from crossfoot.cli.progress import View
    from crossfoot.pipeline import Options, Progress, Summary
    from crossfoot.store import Store


@click.command("extract", short_help="Read reports into verified records.")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=Documents(),
)
@click.option(
    "--out",
    metavar="FILE.jsonl",
    help="Write each record to this file as soon as it is there; - is standard output.",
)
@click.option(
    "--reader",
    type=click.Choice(["auto", "offline", "model"]),
    default="auto",
    show_default=True,
    help="Who reads: the program alone (offline), a language model, or the model where one is configured (auto).",
)
@model_option
@base_url_option
@mode_option
@store_option
@click.option(
    "--concurrency",
    type=click.IntRange(1, 256),
    default=4,
    show_default=True,
    metavar="N",
    help="Documents in work at the same time.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N documents that were not in the store.",
)
@click.option(
    "--max-calls",
    type=click.IntRange(min=0),
    metavar="N",
    help="Begin no document after N calls to the model; those in work are finished, with their questions and votes.",
)
@rounds_option
@votes_option
@escalate_option
@click.option(
    "--facts/--no-facts",
    default=None,
    help="Ask the model for the facts of the narrative too: one more call for each report.  [env: CROSSFOOT_FACTS;"
    " default: no-facts]",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=20_000_000,
    show_default=True,
    metavar="N",
    help="Leave larger files alone: no report has so many bytes.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 256),
    metavar="N",
    help="Processes that read files; 0 reads in the program itself, without limits of time and memory."
    "  [default: one per processor]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="Give up a file that takes longer to read; a model's time does not count.",
)
@click.option("--refresh", is_flag=True, help="Read again what the store already has.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary on standard error.")
def command(
    paths: tuple[Path, ...],
    out: str | None,
    reader: ReaderChoice,
    model: str | None,
    base_url: str | None,
    mode: str | None,
    store: Path,
    concurrency: int,
    limit: int | None,
    max_calls: int | None,
    rounds: int,
    votes: int,
    escalate: str | None,
    facts: bool | None,
    max_bytes: int,
    workers: int | None,
    timeout: float,
    refresh: bool,
    quiet: bool,
) -> None:
    """Read reports, files, whole folders and zip archives, into one verified record each.

    Every record is kept in the store; a second run takes it from there, and a run that was stopped goes on where it
    was. Ctrl-C finishes the documents in work and keeps what is done; a second Ctrl-C drops them. The key of a
    model's server is taken from OPENAI_API_KEY or crossfoot.toml, never from the command line.

    Cells in doubt are asked about again, at most --rounds times; with --votes, each question is put several times.
    What is still in doubt then is put once more, to the model of --escalate; after --rounds 0 it is the only one that
    is asked again. It is looked for at the same address, unless crossfoot.toml names another (escalate_base_url,
    escalate_api_key).

    With --facts, a model also takes from the narrative what was published, followers, trainings, problems and
    improvements, and the fee, each with its quote; what the text does not bear out is left out and named. The record
    of the tables does not depend on it.

    \b
    Examples:
      crossfoot extract reports/ --out results.jsonl
      crossfoot extract a.html b.txt --out - | jq .status
      crossfoot extract reports/ --model qwen3:8b --base-url http://gpu:8000/v1
      crossfoot extract reports/ --reader model --limit 20 --max-calls 60
      crossfoot extract reports/ --model small --votes 3 --escalate large
      crossfoot extract reports/ --model small --facts

    \b
    Exit status:
      0  every document is verified, or does not add up itself (source_error)
      3  some need review or failed         2  command line or configuration
      4  stopped by a limit: run it again   5  the provider cannot be reached
      1  unexpected error                 130  interrupted
    """
    from crossfoot.cli.output import Output
    from crossfoot.cli.progress import view
    from crossfoot.pipeline import Options
    from crossfoot.store import Store

    endpoint = chosen(reader, EndpointFlags(model, base_url, mode, escalate, facts))
    options = Options(
        reader="offline" if endpoint is None else "model",
        endpoint=endpoint,
        concurrency=concurrency,
        limit=limit,
        refresh=refresh,
        rounds=rounds,
        votes=votes,
        max_calls=max_calls,
        max_bytes=max_bytes,
        workers=workers,
        timeout=timeout,
    )
    files = _documents(paths, out)
    if not quiet:
        click.echo(announcement(reader, endpoint, votes), err=True)
        if left := _passed_over(paths):
            click.echo(left, err=True)
    with store_errors(), Output(out) as output, Store(store) as opened:
        run = _Run(output, view(len(files), quiet=quiet))
        summary = run.over(files, options, opened)
    if summary is None:
        run.screen.tell(f"Aborted. What was finished is kept in {safe(store)}.")
        leave(Exit.INTERRUPTED)
    if not quiet:
        run.close(summary, store)
    elif summary.stopped and summary.message:
        run.screen.tell(safe(summary.message))
    output.raise_problem()
    from crossfoot.cli.summary import exit_status

    leave(exit_status(summary))


def _documents(paths: "Sequence[Path]", out: str | None) -> list[Path]:
    """The files to read; the results of an earlier run are never among them."""
    from crossfoot.documents.archive import on_disk
    from crossfoot.pipeline import PipelineError, discover

    try:
        found = discover(paths)
    except PipelineError as error:
        raise Refused(str(error)) from error
    files = map(on_disk, found)
    if out is not None and Path(out).exists() and any(path.exists() and path.samefile(out) for path in files):
        raise Refused(f"--out {out} is one of the documents to read: choose another file.")
    return found


def _passed_over(paths: "Sequence[Path]") -> str:
    """One line about the files in folders that are not read; nothing where there are none."""
    from crossfoot.cli.text import plural
    from crossfoot.pipeline import passed_over

    suffixes = passed_over(paths)
    if not suffixes:
        return ""
    kinds = ", ".join(f"{safe(suffix) or '.*'} {count:,}" for suffix, count in suffixes.most_common(6))
    more = ", …" if len(suffixes) > 6 else ""
    return f"Left alone: {plural(suffixes.total(), 'file')} that {'is' if suffixes.total() == 1 else 'are'} no document by name ({kinds}{more}); name one to have it read"


class _Run:
    """One run: every finished document goes to the output, to the screen, and to the notes for the closing words."""

    def __init__(self, output: "Output", screen: "View") -> None:
        from crossfoot.cli.summary import Attention

        self.output = output
        self.screen = screen
        self.attention = Attention()

    def over(self, files: "Sequence[Path]", options: "Options", store: "Store") -> "Summary | None":
        """Extract the files; None if a second Ctrl-C cut it short."""
        import asyncio

        with self.screen:
            return asyncio.run(self._extracted(files, options, store))

    def close(self, summary: "Summary", store: Path) -> None:
        """Say the closing words."""
        from crossfoot.cli.summary import Closing

        for line in Closing(summary, self.attention, store, self.output.target).lines():
            self.screen.tell(line)

    async def _extracted(
        self, files: "Sequence[Path]", options: "Options", store: "Store"
    ) -> "Summary | None":
        import asyncio

        from crossfoot.cli.interrupt import draining
        from crossfoot.pipeline import extract_all

        stop = asyncio.Event()
        self.output.on_problem = stop.set
        on_record: Callable[[Progress], None] = self._take
        return await draining(extract_all(files, options, store, on_record, stop), stop, self.screen.tell)

    def _take(self, progress: "Progress") -> None:
        self.output.write(progress.record)
        self.attention.add(progress.record)
        self.screen.update(progress)
