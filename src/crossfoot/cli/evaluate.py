"""`crossfoot evaluate`: how right it is on reports whose figures are known."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.endpoint import EndpointFlags, ReaderChoice, announcement, chosen
from crossfoot.cli.exits import Exit, Refused, leave, store_errors
from crossfoot.cli.options import (
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
    from collections.abc import Iterator, Mapping

    from crossfoot.evaluation.labels.gold import GoldLabel
    from crossfoot.evaluation.results import Run
    from crossfoot.pipeline import Options, Summary

_RUN = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate", short_help="Measure the reading against gold labels.")
@click.argument(
    "dataset",
    required=False,
    metavar="[DATASET]",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--reports",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The documents.  [default: DATASET/reports]",
)
@click.option(
    "--gold",
    type=click.Path(exists=True, path_type=Path),
    metavar="FOLDER",
    help="Their labels, one JSON file each.  [default: DATASET/gold]",
)
@click.option("--split", type=click.Choice(["train", "test"]), help="Only labels of this split.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N labels, by name.")
@click.option(
    "--reader",
    type=click.Choice(["offline", "model"]),
    help="Who reads.  [default: offline; model where --model or --base-url is given]",
)
@model_option
@base_url_option
@mode_option
@escalate_option
@rounds_option
@votes_option
@click.option(
    "--concurrency",
    type=click.IntRange(1, 256),
    default=4,
    show_default=True,
    metavar="N",
    help="Documents in work at the same time; with 1, seconds per document are measured.",
)
@store_option
@click.option("--refresh", is_flag=True, help="Read again what the store already has.")
@click.option(
    "--name", metavar="TEXT", help="What the run is called in reports.  [default: the model and its rounds]"
)
@click.option(
    "--run",
    "kept",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the run, with every cell, in this file (.json or .json.gz): for --compare, --baseline and --beside.",
)
@click.option(
    "--json",
    "figures",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write all metrics.",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page that stands on its own.",
)
@click.option(
    "--beside", multiple=True, type=_RUN, metavar="RUN", help="Show this run beside it on the page."
)
@click.option(
    "--compare",
    nargs=2,
    type=_RUN,
    metavar="RUN_A RUN_B",
    help="Read nothing: compare two kept runs on the documents of both.",
)
@click.option(
    "--baseline", type=_RUN, metavar="RUN", help="Compare with this kept run; exit 3 where it was better."
)
@click.option(
    "--fail-under",
    "limits",
    multiple=True,
    metavar="NAME=VALUE",
    help="Exit 3 where a metric is worse, as in cells.strict=0.99 or verified.wrong=0; --fail-under help lists them.",
)
@click.option("--quiet", "-q", is_flag=True, help="Nothing but errors on standard error.")
def command(
    dataset: Path | None,
    reports: Path | None,
    gold: Path | None,
    split: str | None,
    limit: int | None,
    reader: ReaderChoice | None,
    model: str | None,
    base_url: str | None,
    mode: str | None,
    escalate: str | None,
    rounds: int,
    votes: int,
    concurrency: int,
    store: Path,
    refresh: bool,
    name: str | None,
    kept: Path | None,
    figures: Path | None,
    html: Path | None,
    beside: tuple[Path, ...],
    compare: tuple[Path, Path] | None,
    baseline: Path | None,
    limits: tuple[str, ...],
    quiet: bool,
) -> None:
    """Read the reports of DATASET (its folders `reports` and `gold`; default `eval`) and hold every cell against its label.

    The offline reader is measured unless a model is named. Records come through the same pipeline and store as those
    of `crossfoot extract`: a second run costs nothing, and one that was stopped goes on. Zero, blank and unread are
    kept apart, and a document that failed counts with every cell. The figure that matters most is on top: verified
    documents that are wrong.

    \b
    Examples:
      crossfoot evaluate
      crossfoot evaluate mine/ --html accuracy.html --run before.json
      crossfoot evaluate mine/ --model qwen3:8b --base-url http://gpu:8000/v1
      crossfoot evaluate --compare before.json after.json
      crossfoot evaluate --baseline before.json --fail-under verified.wrong=0

    \b
    Exit status:
      0  measured
      3  worse than --fail-under or --baseline allow; or, where neither is
         given, a verified document is wrong
      2  command line, configuration, labels
      4  stopped by a limit: run it again   5  the provider cannot be reached
      1  unexpected error                 130  interrupted
    """
    from crossfoot.cli.evaluated import Evaluated, listing, required
    from crossfoot.evaluation.labels.gold import GoldError
    from crossfoot.evaluation.metrics.comparison import ComparisonError
    from crossfoot.evaluation.metrics.named import MetricError
    from crossfoot.evaluation.results import RunError, load_run, save_run
    from crossfoot.pipeline import Options

    if limits == ("help",):
        click.echo(listing())
        return
    try:
        requirements = [required(each) for each in limits]
        others = [load_run(path) for path in beside]
        if compare is not None:
            run = load_run(compare[1])
            evaluated = Evaluated(run, load_run(compare[0]), gate=False)
        else:
            flags = EndpointFlags(model, base_url, mode, escalate)
            endpoint = chosen(reader or ("model" if flags.given else "offline"), flags)
            if not quiet:
                click.echo(announcement("offline", endpoint, votes), err=True)
            options = Options(
                reader="offline" if endpoint is None else "model",
                endpoint=endpoint,
                concurrency=concurrency,
                rounds=rounds,
                votes=votes,
                refresh=refresh,
            )
            place = dataset or Path("eval")
            files = labelled(gold or place / "gold", reports or place / "reports", split, limit)
            run = _read(files, place.resolve().name, options, store, quiet=quiet)
            run = run.model_copy(update={"name": name}) if name else run
            evaluated = Evaluated(run, load_run(baseline) if baseline is not None else None, gate=True)
        evaluated.show()
        if kept is not None:
            with writing(kept):
                save_run(run, kept)
        if figures is not None:
            with writing(figures):
                figures.write_text(evaluated.json(), encoding="utf-8")
        if html is not None:
            with writing(html):
                html.write_text(evaluated.page(others), encoding="utf-8")
        leave(Exit.REVIEW if evaluated.fails(requirements) else Exit.OK)
    except (ComparisonError, GoldError, MetricError, RunError) as error:
        raise Refused(str(error)) from error


def labelled(gold: Path, reports: Path, split: str | None, limit: int | None) -> "dict[Path, GoldLabel]":
    """The documents to read, each with its label. Raises `GoldError` where there is none."""
    from crossfoot.evaluation.labels.gold import GoldError, load_labels
    from crossfoot.evaluation.run import files_of

    labels = load_labels(gold)
    chosen_ones = {name: label for name, label in labels.items() if split is None or label.split == split}
    if not chosen_ones:
        raise GoldError(f"{gold}: none of the {len(labels)} labels here is of the split {split!r}")
    return files_of(dict(list(chosen_ones.items())[:limit]), reports)


def _read(
    files: "Mapping[Path, GoldLabel]", dataset: str, options: "Options", store: Path, *, quiet: bool
) -> "Run":
    """The run over *files*. Leaves with the exit status of `extract` where it was stopped before its end."""
    import asyncio

    from crossfoot.cli.interrupt import draining
    from crossfoot.cli.progress import view
    from crossfoot.cli.summary import exit_status
    from crossfoot.evaluation.run import evaluate
    from crossfoot.store import Store

    screen = view(len(files), quiet=quiet)

    async def work() -> "tuple[Run | None, Summary] | None":
        stop = asyncio.Event()
        with store_errors(), Store(store) as opened:
            reading = evaluate(files, dataset, options, opened, screen.update, stop)
            return await draining(reading, stop, screen.tell)

    with screen:
        outcome = asyncio.run(work())
    if outcome is None:
        screen.tell(f"Aborted. What was finished is kept in {safe(store)}.")
        leave(Exit.INTERRUPTED)
    run, summary = outcome
    if run is None:
        screen.tell(
            f"Stopped: {safe(summary.message or summary.stopped)}. The same command again goes on from here."
        )
        leave(exit_status(summary))
    return run


@contextmanager
def writing(path: Path) -> "Iterator[None]":
    """Raises `Refused` where a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{safe(path)} cannot be written: {error.strerror}") from error
