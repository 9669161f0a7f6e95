"""`crossfoot check`: what does not add up and what may be wrong, without a model."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from crossfoot.cli.exits import Exit, Refused, leave
from crossfoot.cli.options import Documents
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.checks import Language
    from crossfoot.pipeline.inspect import Inspection

Style = Literal["text", "json", "html"]

_BY_NAME: dict[str, Style] = {".html": "html", ".htm": "html", ".json": "json", ".jsonl": "json"}


@click.command("check", short_help="Tell what does not add up in a report or in results.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=Documents(),
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html"]),
    help="text for people; json: one line for each document; html: one page to read, print and hand on."
    "  [default: as --out is named, else text]",
)
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    envvar="CROSSFOOT_LANGUAGE",
    show_envvar=True,
    help="Chinese or English; labels of the form stay as printed.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file instead of standard output.",
)
def command(files: tuple[Path, ...], style: Style | None, language: "Language", out: Path | None) -> None:
    """Tell what does not add up, without a model and without the store.

    FILE is a report, a folder or zip archive of reports, or results of `crossfoot extract` (.jsonl), whose cells are
    held against the rules again. Each failing sum is told with its numbers and its place in the text, and below it the smallest
    correction, as a suggestion: nothing is changed. What looks odd but may be right (a number in the narrative that
    differs from the tables) is a warning, which changes no exit status.

    \b
    Examples:
      crossfoot check report.html
      crossfoot check drafts/ --out checked.html          a page to print
      crossfoot check report.txt --language en
      crossfoot check results.jsonl --format json | jq .suggestions

    \b
    Exit status: 0 nothing is wrong; 2 usage;
    3 something does not add up or cannot be read with certainty.
    """
    from crossfoot.report import closing_line

    style = style or (_BY_NAME.get(out.suffix.lower()) if out is not None else None) or "text"
    results = [path for path in files if path.suffix == ".jsonl"]
    reports = _discovered([path for path in files if path.suffix != ".jsonl"])
    _refuse(style, out, [*results, *reports])
    tally = _Tally()
    inspections = tally.counted(_inspections(results, reports, language, bar=_bar_wanted(len(reports), out)))
    if style == "text" and out is None:
        _show(inspections)
    else:
        _write(_lines(inspections, style, language), out)
    click.echo(closing_line(language, tally.checked, tally.wrong), err=True)
    leave(Exit.REVIEW if tally.wrong else Exit.OK)


@dataclass
class _Tally:
    """Counts the documents that pass through it."""

    checked: int = 0
    wrong: int = 0

    def counted(self, inspections: "Iterable[Inspection]") -> "Iterator[Inspection]":
        for each in inspections:
            self.checked += 1
            self.wrong += not each.sound
            yield each


def _discovered(paths: Sequence[Path]) -> list[Path]:
    from crossfoot.pipeline import PipelineError, discover

    try:
        return discover(paths) if paths else []
    except PipelineError as error:
        raise Refused(str(error)) from error


def _refuse(style: Style, out: Path | None, inputs: Iterable[Path]) -> None:
    """What can be known to go wrong before anything is read."""
    if out is None:
        if style == "html" and sys.stdout.isatty():
            raise Refused("a page is nothing to read in a terminal: add --out FILE.html")
        return
    from crossfoot.documents.archive import on_disk

    target = os.path.realpath(out)
    if any(_is_same(path, target) for path in {on_disk(each) for each in inputs}):
        raise Refused(
            f"--out {out} is one of the files to check: not overwritten. Choose another name or folder."
        )
    if not Path(target).parent.is_dir():
        raise Refused(f"cannot write {out}: there is no folder {out.parent}")


def _is_same(path: Path, target: str) -> bool:
    """Are the two names of one file, by links of any kind or another spelling?"""
    if os.path.realpath(path) == target:
        return True
    return Path(target).exists() and path.exists() and path.samefile(target)


def _inspections(
    results: Iterable[Path], reports: Sequence[Path], language: "Language", *, bar: bool
) -> "Iterator[Inspection]":
    from crossfoot.cli.output import read_results
    from crossfoot.pipeline.inspect import inspect, inspect_record

    for path in results:
        for record in read_results(path):
            yield inspect_record(record, language)
    for path in _tracked(reports) if bar else reports:
        yield inspect(path, language)


def _bar_wanted(count: int, out: Path | None) -> bool:
    """A bar is drawn where many documents take a while and nothing else is printed on the same terminal."""
    watched = sys.stderr.isatty()
    return count > 1 and watched and (out is not None or not sys.stdout.isatty())


def _tracked(paths: Sequence[Path]) -> Iterator[Path]:
    from rich.progress import track

    from crossfoot.cli.text import console

    yield from track(paths, description="", console=console(stderr=True), transient=True)


def _lines(inspections: "Iterable[Inspection]", style: Style, language: "Language") -> Iterator[str]:
    """The output, piece by piece, each without its last line end."""
    import json
    from datetime import date

    from crossfoot.report import account_of, as_data, text_lines

    if style == "html":
        from crossfoot.report.page import page

        yield page([account_of(each) for each in inspections], language, date.today().isoformat()).rstrip(
            "\n"
        )
        return
    for each in inspections:
        if style == "json":
            yield json.dumps(as_data(each), ensure_ascii=False)
        else:
            yield from map(safe, text_lines(account_of(each)))


def _show(inspections: "Iterable[Inspection]") -> None:
    """Print for people, the status of each document in its colour."""
    from rich.text import Text

    from crossfoot.cli.records import STYLES
    from crossfoot.cli.text import console
    from crossfoot.report import account_of, text_lines

    screen = console()
    for each in inspections:
        told = account_of(each)
        colour = STYLES["source_error" if told.status == "changed" else told.status]
        for number, line in enumerate(text_lines(told)):
            text = Text(safe(line))
            if number == 0:
                text.stylize("bold")
                text.stylize(colour, 0, len(told.headline))
            screen.print(text, soft_wrap=True)


def _write(lines: Iterable[str], out: Path | None) -> None:
    """Write *lines* to *out* or to standard output, in UTF-8. The file is opened when there is something to write."""
    from crossfoot.cli.output import emit

    if out is None:
        for line in lines:
            emit(line)
        return
    pieces = iter(lines)
    first = list(islice(pieces, 1))
    try:
        with out.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(line + "\n" for line in chain(first, pieces))
    except OSError as error:
        raise Refused(f"cannot write {out}: {error.strerror or error}") from error
