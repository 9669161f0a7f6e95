"""`crossfoot evaluate`: how right it is on reports whose figures are known."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from crossfoot.cli.endpoint import EndpointFlags, ReaderChoice, announcement, chosen
from crossfoot.cli.exits import Exit, Refused, leave
from crossfoot.cli.options import (
    base_url_option,
    escalate_option,
    mode_option,
    model_option,
    rounds_option,
    store_option,
    votes_option,
)
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Their labels, one JSON file each.  [default: DATASET/gold]",
)
@click.option("--split", type=click.Choice(["train", "test"]), help="Only labels of this split.")
@click.option(
    "--figures",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only labels with at least N figures other than 0: reports of nothing but zeros prove nothing.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the first N labels, by name, of those that --split and --figures leave.",
)
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
    "measured",
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
@click.pass_context
def command(
    context: click.Context,
    dataset: Path | None,
    reports: Path | None,
    gold: Path | None,
    split: str | None,
    figures: int | None,
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
    measured: Path | None,
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
      crossfoot evaluate mine/ --figures 40 --limit 20
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
    from crossfoot.cli.evaluate_reading import chosen_labels, read, selection, without_label
    from crossfoot.cli.evaluated import Evaluated, listing, required
    from crossfoot.evaluation.labels.gold import GoldError, load_labels
    from crossfoot.evaluation.metrics import Measured
    from crossfoot.evaluation.metrics.comparison import ComparisonError
    from crossfoot.evaluation.metrics.named import MetricError
    from crossfoot.evaluation.results import RunError, load_run, save_run
    from crossfoot.evaluation.run import files_of
    from crossfoot.pipeline import Options

    if limits == ("help",):
        click.echo(listing())
        return
    if compare is not None:
        _refuse_what_reads(context)
    try:
        requirements = [required(each) for each in limits]
        # Before anything is read, which may take long and cost money.
        others = [Measured(load_run(path)) for path in beside]
        before = Measured(load_run(baseline)) if baseline is not None else None
        if compare is not None:
            first, second = (Measured(load_run(path)) for path in compare)
            evaluated = Evaluated(second, first, gate=False)
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
                signed=False,
            )
            place = dataset or (gold.resolve().parent if gold is not None else Path("eval"))
            labels = load_labels(gold or place / "gold")
            folder = reports or place / "reports"
            if not quiet and (unlabelled := without_label(folder, labels)):
                click.echo(
                    f"{safe(folder)}: {plural(unlabelled, 'file')} without a label, left out", err=True
                )
            files = files_of(chosen_labels(labels, split, figures, limit), folder)
            run = read(files, place.resolve().name, options, store, quiet=quiet)
            chosen_by = selection(split, figures, limit)
            run = run.model_copy(update={"name": name or run.name, "selection": chosen_by})
            evaluated = Evaluated(Measured(run), before, gate=True)
            if kept is not None:
                with writing(kept):
                    save_run(run, kept)
        evaluated.show()
        if measured is not None:
            with writing(measured):
                measured.write_text(evaluated.json(), encoding="utf-8")
        if html is not None:
            with writing(html):
                html.write_text(evaluated.page(others), encoding="utf-8")
        leave(Exit.REVIEW if evaluated.fails(requirements) else Exit.OK)
    except (ComparisonError, GoldError, MetricError, RunError) as error:
        raise Refused(str(error)) from error


_OF_TWO_RUNS = frozenset({"compare", "measured", "html", "beside", "limits", "quiet"})
"""What can be said of two runs that are kept; all else is about reading."""


def _refuse_what_reads(context: click.Context) -> None:
    """Raises `Refused` where --compare, which reads nothing, is given with what only reading takes."""
    told = ParameterSource.COMMANDLINE
    idle = [
        "DATASET" if isinstance(each, click.Argument) else each.opts[0]
        for each in context.command.params
        if each.name not in _OF_TWO_RUNS and context.get_parameter_source(str(each.name)) is told
    ]
    if idle:
        raise Refused(f"--compare reads nothing, and has no use for {', '.join(idle)}; leave it out")


@contextmanager
def writing(path: Path) -> "Iterator[None]":
    """Raises `Refused` where a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{safe(path)} cannot be written: {error.strerror}") from error
