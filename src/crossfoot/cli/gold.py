"""`crossfoot gold`: reports whose true figures are known, labelled by people or made with their labels."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Exit, Refused, leave
from crossfoot.cli.options import STATUS_NAMES, store_option
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfoot.evaluation.labels.labelled import Difficulty
    from crossfoot.evaluation.labels.problems import Looked
    from crossfoot.evaluation.simulation.drafts import Medium
    from crossfoot.forms import FormId
    from crossfoot.store import Status

DEFAULT_GOLD = Path("eval/gold")
DIFFICULTIES: "tuple[Difficulty, ...]" = ("easy", "medium", "hard")
MEDIA_NAMES = ("text", "markdown", "html", "mht", "docx", "xlsx", "pdf")
"""The levels and formats of `crossfoot.evaluation.labels.labelled`, repeated here because that module needs pydantic."""

_reports_option = click.option(
    "--reports",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the labelled reports are.  [default: the folder `reports` beside that of the labels]",
)


@click.group(
    "gold", short_help="Label reports by hand, check labels, compare two people's, make labelled reports."
)
def command() -> None:
    """Reports whose true figures are known: what a reader is measured by.

    A gold label is a JSON file with every cell of the form as a careful person reads it on the paper: a figure, or null
    where nothing is printed. Labels lie in a folder beside that of their reports.

    \b
    Examples:
      crossfoot gold add eval/reports/2020.html      label a report by hand
      crossfoot gold check                           are all labels sound?
      crossfoot gold diff gold-li gold-wang          where do two people differ?
      crossfoot gold make sample --documents 300     simulated reports, labelled
    """


@command.command("add", short_help="Label one report by hand.")
@click.argument("report", metavar="REPORT", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--gold",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_GOLD,
    show_default=True,
    metavar="FOLDER",
    help="Where the labels are.",
)
@_reports_option
@click.option("--by", metavar="NAME", help="Who reads the figures; kept in the label.")
@click.option("--blind", is_flag=True, help="Show nothing of what the program read, and not where.")
@click.option(
    "--form",
    "form_id",
    type=click.Choice(["2019", "2021"]),
    help="The form of the report.  [default: as its labels say]",
)
@click.option(
    "--divided/--undivided",
    default=None,
    help="Are there three rows of （六）, or one?  [default: as its labels say]",
)
@click.option(
    "--expect",
    type=click.Choice(STATUS_NAMES),
    help="What a faultless reader makes of the report.  [default: verified, or source_error where a sum fails]",
)
@click.option("--replace", is_flag=True, help="Write over a label that is there.")
@click.option(
    "--cells",
    "cells_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.json",
    help="Ask nothing: take the figures from a JSON object of cells, or from one that has them under `cells`,"
    " such as a corrected record.",
)
@store_option
def add(
    report: Path,
    gold: Path,
    reports: Path | None,
    by: str | None,
    blind: bool,
    form_id: "FormId | None",
    divided: bool | None,
    expect: "Status | None",
    replace: bool,
    cells_file: Path | None,
    store: Path,
) -> None:
    """Label one report by hand, row by row as on the paper.

    Above each row stand the lines of the text that it was read from, and the figures that were read: Enter accepts them,
    typed figures go before them. With --blind none of this is shown, as two people who label independently need it;
    read the report in a viewer, or with `crossfoot source`.

    \b
    Type the figures of a row separated by spaces, and
      _      for a blank: nothing is printed there (- and 空 do too)
      0*     for as many zeros as the row still lacks: 2 0* 2
      1.2万元  for an amount: always with its unit
      <      to go one row back
      q      to stop; the same command goes on from there

    At the end the sums are tested. Where one fails, look at a row again, or say that the report itself prints it so.

    \b
    Examples:
      crossfoot gold add eval/reports/2020.html --by 李
      crossfoot gold add 2020.pdf --gold gold-wang --reports . --blind
      crossfoot gold add 2020.pdf --cells corrected.json --expect source_error

    \b
    Exit status: 0 the label is written, or the work so far is kept; 2 usage;
    130 interrupted, the rows that were typed are kept.
    """
    from crossfoot.cli.gold_add import Wishes, add_label

    add_label(Wishes(report, gold, reports, by, blind, form_id, divided, expect, replace, store), cells_file)


@command.command("check", short_help="Tell what is wrong with labels.")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
@_reports_option
def check(paths: tuple[Path, ...], reports: Path | None) -> None:
    """Tell what is wrong with labels: one line for each problem, with its file.

    PATH is a label or a folder of them; without any it is eval/gold. A label must be of the schema, its report must be
    there, and no other label in the same folder may be of that report. One that expects `verified` must break no rule,
    and one that expects `source_error` must break one.

    \b
    Examples:
      crossfoot gold check
      crossfoot gold check gold-li gold-wang --reports eval/reports

    \b
    Exit status: 0 all is well; 2 usage; 3 there are problems.
    """
    from crossfoot.cli.output import emit
    from crossfoot.evaluation.labels.gold import GoldError
    from crossfoot.evaluation.labels.problems import by_folder, look

    if not paths and not DEFAULT_GOLD.is_dir():
        raise Refused(f"there is no folder {DEFAULT_GOLD} here: name the folder of the labels")
    try:
        groups = by_folder(paths or [DEFAULT_GOLD])
        looked = [each for files in groups for each in look(files, reports)]
    except GoldError as error:
        raise Refused(str(error)) from error
    for each in looked:
        for problem in each.problems:
            emit(f"{safe(each.path)}: {safe(problem)}")
    wrong = sum(bool(each.problems) for each in looked)
    problems = sum(len(each.problems) for each in looked)
    told = f"{plural(problems, 'problem')} in {plural(wrong, 'label')}" if wrong else "all sound"
    click.echo(f"{_counted(looked)}: {told}", err=True)
    leave(Exit.REVIEW if wrong else Exit.OK)


def _counted(looked: "Sequence[Looked]") -> str:
    """`45 labels of 8,950 cells, 3,000 of them not 0 and 500 blank`."""
    values = [value for each in looked if each.label is not None for value in each.label.values.values()]
    busy, blank = sum(bool(value) for value in values), sum(value is None for value in values)
    cells = f"{plural(len(values), 'cell')}, {busy:,} of them not 0 and {blank:,} blank"
    return f"{plural(len(looked), 'label')} of {cells}"


@command.command("diff", short_help="Compare two people's labels of the same reports.")
@click.argument("first", metavar="A", type=click.Path(exists=True, path_type=Path))
@click.argument("second", metavar="B", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one object of JSON.")
def diff(first: Path, second: Path, as_json: bool) -> None:
    """Compare two people's labels of the same reports: what differs, and how far they agree beyond chance.

    A and B are folders of labels, or labels. Zero and blank are two values. Cohen's kappa is 1 where they always agree
    and 0 where they agree as often as chance has it; every figure is a category. Most cells are 0, so it is told for the
    cells in which at least one of the two has another figure as well.

    \b
    Examples:
      crossfoot gold diff gold-li gold-wang
      crossfoot gold diff gold-li gold-wang --json | jq .cells

    \b
    Exit status: 0 they are the same; 2 usage; 3 they differ.
    """
    from crossfoot.cli.gold_diff import as_data, lines
    from crossfoot.cli.output import emit
    from crossfoot.evaluation.labels.double_entry import differences
    from crossfoot.evaluation.labels.gold import GoldError, load_label, load_labels

    try:
        one, other = (
            load_labels(path) if path.is_dir() else {(label := load_label(path)).report: label}
            for path in (first, second)
        )
    except GoldError as error:
        raise Refused(str(error)) from error
    found = differences(one, other)
    for line in [as_data(found)] if as_json else lines(found, str(first), str(second)):
        emit(line)
    leave(Exit.OK if found.none else Exit.REVIEW)


@command.command("make", short_help="Make simulated reports with their labels.")
@click.argument("out", metavar="OUT", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--documents", type=click.IntRange(min=1), default=100, show_default=True, metavar="N", help="How many."
)
@click.option(
    "--seed",
    default="1",
    show_default=True,
    metavar="TEXT",
    help="Another seed, other reports; the same seed, the same reports.",
)
@click.option(
    "--difficulty",
    "difficulties",
    type=click.Choice(DIFFICULTIES),
    multiple=True,
    help="easy: clean; medium: one or two peculiarities of real reports; hard: three or four. May be given several"
    " times.  [default: all three in turn]",
)
@click.option(
    "--formats",
    metavar="NAME,NAME",
    default=",".join(MEDIA_NAMES),
    show_default=True,
    help="The formats, in turn. pdf needs the library reportlab.",
)
def make(out: Path, documents: int, seed: str, difficulties: "tuple[Difficulty, ...]", formats: str) -> None:
    """Make simulated reports with their labels, as many as wanted, in OUT/reports and OUT/gold.

    Bodies, figures and sentences are invented; a quarter of the authors make a mistake that breaks a sum. Every cell of
    these reports can be known: what no reader can tell (lost blanks, cut edges) is not among them. Titles, issuers and
    years are not labelled.

    \b
    Examples:
      crossfoot gold make sample
      crossfoot gold make hard --documents 1000 --seed 7 --difficulty hard
      crossfoot gold make pages --formats html,mht

    \b
    Exit status: 0 they are made; 2 usage.
    """
    from crossfoot.evaluation.labels.labelled import MissingLibraryError, recipes, require, write

    media = _media(formats)
    for folder in (out / "reports", out / "gold"):
        if folder.is_dir() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty: nothing is written over. Choose another OUT.")
    try:
        require(media)
        for recipe in recipes(documents, seed, difficulties or DIFFICULTIES, media):
            write(recipe, out)
    except MissingLibraryError as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"cannot write in {out}: {error.strerror or error}") from error
    click.echo(f"{plural(documents, 'labelled report')}: {safe(out)}", err=True)


def _media(formats: str) -> "list[Medium]":
    """The formats that were named, each once."""
    named = list(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    strange = [name for name in named if name not in MEDIA_NAMES]
    if strange or not named:
        raise click.BadParameter(
            f"{', '.join(strange) or 'nothing'} is no format; there are {', '.join(MEDIA_NAMES)}",
            param_hint="'--formats'",
        )
    return named  # type: ignore[return-value]
