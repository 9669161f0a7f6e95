"""`python -m crossfoot.evaluation.noisy REPORTS GOLD`: the noisy model as a process of its own."""

import signal
import threading
from collections.abc import Mapping
from pathlib import Path

import click

from crossfoot.evaluation.labels.gold import GoldError
from crossfoot.evaluation.noisy.noise import Noise
from crossfoot.evaluation.noisy.server import NoisyServer
from crossfoot.evaluation.noisy.shelves import open_library
from crossfoot.evaluation.noisy.weather import Weather
from crossfoot.evaluation.simulation import MISREADINGS

_SHARE = click.FloatRange(0, 1)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

_HELP = f"""Serve the figures of labelled reports as a language model would that misreads now and then.

REPORTS is a folder of reports, GOLD the folder of their labels (one JSON file per report). Prints the base URL, then
serves until Ctrl-C. In another terminal:

\b
    crossfoot extract REPORTS --reader model --model noisy \\
        --base-url http://127.0.0.1:8080/v1 --out records.jsonl

The same request has the same answer, in whatever order requests come; another --seed or another name of the model
gives other errors. A request that quotes no report, or lines of several whose labels differ, is answered with status 500.

\b
Classes of misreading for --errors:
{"".join(f"    {name}{chr(10)}" for name in MISREADINGS)}"""


def _weights(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> Mapping[str, float] | None:
    """`misread_digit=3,slip_by_1` as weights; a name alone weighs 1."""
    if text is None:
        return None
    try:
        pairs = [entry.partition("=") for entry in text.split(",")]
        return {name.strip(): float(weight or 1) for name, _, weight in pairs}
    except ValueError as error:
        raise click.BadParameter(f"{text!r}: write NAME=WEIGHT,NAME=WEIGHT,…") from error


@click.command(help=_HELP)
@click.argument("reports", type=_FOLDER)
@click.argument("gold", type=_FOLDER)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one."
)
@click.option(
    "--error-rate",
    type=_SHARE,
    default=0.1,
    show_default=True,
    help="Share of first readings with a misreading.",
)
@click.option(
    "--answer-error-rate",
    type=_SHARE,
    help="Share of answers to questions with a wrong figure, of those that do not insist.  [default: --error-rate]",
)
@click.option(
    "--insist",
    type=_SHARE,
    default=0.2,
    show_default=True,
    help="Share of questions answered as in the first reading.",
)
@click.option(
    "--cell-error-rate",
    type=_SHARE,
    default=0.0,
    show_default=True,
    help="Share of single figures with a wrong digit.",
)
@click.option(
    "--errors",
    callback=_weights,
    metavar="NAME=WEIGHT,…",
    help="Classes of misreading and their weights.  [default: all alike]",
)
@click.option(
    "--delay", type=click.FloatRange(0), default=0.0, show_default=True, help="Seconds before each answer."
)
@click.option(
    "--jitter",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="Seconds at most, added to the delay by chance.",
)
@click.option(
    "--truncated",
    type=_SHARE,
    default=0.0,
    show_default=True,
    help="Share of answers that end in the middle.",
)
@click.option(
    "--dropped",
    type=_SHARE,
    default=0.0,
    show_default=True,
    help="Share of connections closed without an answer.",
)
@click.option(
    "--invalid-json", type=_SHARE, default=0.0, show_default=True, help="Share of answers that are no JSON."
)
@click.option(
    "--per-second", type=float, help="Requests per second; more are answered with 429 and Retry-After."
)
@click.option("--seed", default=1, show_default=True, help="Another one gives other errors.")
def main(
    reports: Path,
    gold: Path,
    port: int,
    error_rate: float,
    answer_error_rate: float | None,
    insist: float,
    cell_error_rate: float,
    errors: Mapping[str, float] | None,
    delay: float,
    jitter: float,
    truncated: float,
    dropped: float,
    invalid_json: float,
    per_second: float | None,
    seed: int,
) -> None:
    try:
        chosen = {} if errors is None else {"errors": errors}
        noise = Noise(error_rate, answer_error_rate, insist, cell_error_rate, seed=seed, **chosen)
        weather = Weather(delay, jitter, truncated, dropped, invalid_json, per_second, seed)
        library = open_library(reports, gold)
        server = NoisyServer(library, noise, weather, port=port)
    except (GoldError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(
            f"port {port} cannot be used ({error.strerror}); --port 0 takes a free one"
        ) from error
    with server:
        click.echo(server.base_url)
        click.echo(f"{len(library.reports)} reports; Ctrl-C stops", err=True)
        stopped = threading.Event()
        # Set outright: a shell starts what runs in the background with Ctrl-C ignored.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        stopped.wait()
        click.echo(f"{sum(server.counts.values())} requests answered", err=True)


if __name__ == "__main__":
    main()
