"""`crossfoot review blind`: a verified report is read again by somebody who is shown none of its figures."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossfoot.cli.exits import Refused
from crossfoot.cli.review_options import (
    NotTaken,
    desk,
    language_option,
    path_of,
    reviewer_option,
    store_option,
)
from crossfoot.cli.review_original import problem
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossfoot.checks import Language
    from crossfoot.forms import Form, Value
    from crossfoot.review import Case, Desk

DRAWN = 0.02
"""`crossfoot.review.blind.SHARE`, repeated here because that module needs pydantic."""
_MAX_BYTES = 1_000_000


@click.command("blind", short_help="Read a verified report without seeing its figures.")
@click.argument("query", required=False)
@store_option
@reviewer_option
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=DRAWN,
    show_default=True,
    help="How large a share of the verified reports is drawn to be read blind.",
)
@click.option(
    "--values",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.json",
    help="Take the figures from a file: an object with what is printed in each of the cells that --ask names.",
)
@click.option("--ask", is_flag=True, help="Print as JSON which cells are to be read, and do nothing else.")
@language_option
def blind(
    query: str | None,
    store: Path,
    reviewer: str | None,
    share: float,
    values: Path | None,
    ask: bool,
    language: "Language",
) -> None:
    """Read 16 cells of a verified report from its original, without being shown any figure of it.

    That measures machine and person alike (`crossfoot review stats`). Which reports and which cells is drawn by lot: one
    that you choose would measure nothing. QUERY (a path, the start of a checksum, a part of path or title) names one of
    those that are drawn; --share draws more. Type each figure as it is printed, 1,200 or -3, an amount with its unit,
    and _ where nothing is printed; q stops, and nothing is kept. It decides nothing: cells in which you and the machine
    differ are in doubt from then on, until somebody looks again.

    \b
    Examples:
      crossfoot review blind
      crossfoot review blind --share 0.1
      crossfoot review blind 澄砚县2019 --ask
      crossfoot review blind 澄砚县2019 --values read.json

    \b
    Exit status: 0, also where none waits; 2 usage, no such report;
    3 it is not to be read blind, or somebody was quicker.
    """
    with desk(store, reviewer) as at:
        path = path_of(at.reviews, query) if query is not None else _drawn(at, share)
        if path is None:
            click.echo(f"no verified report waits to be read blind (a share of {share:.2%})", err=True)
            return
        case = at.case(path)
        asked = _asked(at, case, share)
        if ask:
            _print_asked(case, asked, language)
            return
        with _in_hand(at, case):
            _read(at, case, asked, values, language)


def _drawn(at: "Desk", share: float) -> str | None:
    """The first by lot that nobody else has in hand."""
    from crossfoot.store.queue import Wanted
    from crossfoot.store.queue import blind as drawn

    waiting = at.reviews.page(drawn(Wanted(), share, at.reviewer), "lot", limit=-1)
    return next((entry.path for entry in waiting if entry.holder in (None, at.reviewer)), None)


def _asked(at: "Desk", case: "Case", share: float) -> tuple[str, ...]:
    """The cells that are to be read. Raises `NotTaken` where this person is not to read this report."""
    from crossfoot.review.blind import asked
    from crossfoot.store.lots import lot

    cells = asked(case.state)
    if lot(case.sha256) >= share:
        raise NotTaken(
            f"{safe(case.path)} is not among the {share:.2%} of the verified reports that are drawn by lot: a report that"
            " somebody chooses measures nothing. --share draws more; without QUERY the next one is taken"
        )
    if at.reviews.has_seen(case.sha256, at.reviewer):
        raise NotTaken(f"{safe(at.reviewer)} was shown its figures: somebody else has to read it blind")
    if words := problem(case):
        raise NotTaken(safe(words))
    return cells


def _print_asked(case: "Case", asked: tuple[str, ...], language: "Language") -> None:
    import json

    from crossfoot.cli.output import emit
    from crossfoot.report.labels import place

    cells = [{"cell": cell, "label": place(case.state.form, cell, language)} for cell in asked]
    emit(json.dumps({"path": case.path, "sha256": case.sha256, "cells": cells}, ensure_ascii=False))


@contextmanager
def _in_hand(at: "Desk", case: "Case") -> "Iterator[None]":
    """Nobody else is given the report meanwhile. In whose hand it was before, on a page, in theirs it stays."""
    with at.reviews.deciding():
        before = at.reviews.holder(case.sha256)
        holder = at.reviews.claim(case.sha256, at.reviewer)
    if holder != at.reviewer:
        raise NotTaken(f"{safe(holder)} has this report in hand")
    try:
        yield
    finally:
        if before is None:
            at.reviews.release(case.sha256, at.reviewer)


def _read(at: "Desk", case: "Case", cells: tuple[str, ...], file: Path | None, language: "Language") -> None:
    from crossfoot.review.blind import read_blind

    typed = _from_file(file, case.state.form) if file is not None else _by_dialogue(case, cells, language)
    if typed is None:
        click.echo("Stopped: nothing is kept.", err=True)
        return
    after, differ = read_blind(at, case.path, case.revision, typed)
    _tell(after, differ, len(typed), language)


def _tell(after: "Case", differ: tuple[str, ...], count: int, language: "Language") -> None:
    from crossfoot.cli.output import emit
    from crossfoot.cli.review_told import shown
    from crossfoot.report.labels import place

    if not differ:
        click.echo(f"{safe(after.path)}: {plural(count, 'cell')} read alike", err=True)
        return
    state = after.state
    for cell in differ:
        yours, machine = shown(state.disputed[cell], language), shown(state.cells[cell], language)
        emit(f"{place(state.form, cell, language)}: you {yours}, the machine {machine}  [{cell}]")
    again = f"crossfoot review show {safe(after.path)}"
    number = "1 cell differs" if len(differ) == 1 else f"{len(differ)} cells differ"
    click.echo(f"{number} of {count}: look again (`{again}`), then `accept` or `correct`", err=True)


# -- by dialogue ----------------------------------------------------------------------------------------------------------


def _by_dialogue(
    case: "Case", cells: tuple[str, ...], language: "Language"
) -> "dict[str, Value | None] | None":
    """What a person types for each cell; null where they stop."""
    click.echo(f"{safe(case.path)}\n_ or 空: nothing is printed there. q: stop.", err=True)
    out: dict[str, Value | None] = {}
    try:
        for number, cell in enumerate(cells, start=1):
            out[cell] = _typed(case.state.form, cell, f"{number:>2}/{len(cells)}", language)
    except (EOFError, click.Abort):
        click.echo(err=True)
        return None
    return out


def _typed(form: "Form", cell: str, number: str, language: "Language") -> "Value | None":
    from crossfoot.report.labels import place
    from crossfoot.review import RefusedError
    from crossfoot.review.names import value_typed

    while True:
        words = f"{number} {place(form, cell, language)}"
        text: str = click.prompt(words, default="", show_default=False, err=True)
        if text.strip().lower() == "q":
            raise EOFError
        try:
            return value_typed(form, cell, text)
        except RefusedError as error:
            click.echo(f"   {safe(error)}", err=True)


# -- from a file ----------------------------------------------------------------------------------------------------------


def _from_file(path: Path, form: "Form") -> "dict[str, Value | None]":
    import json

    if path.stat().st_size > _MAX_BYTES:
        raise Refused(f"{path}: larger than {_MAX_BYTES:,} bytes: that is no list of figures")
    try:
        found = json.loads(path.read_bytes(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path}: no JSON that can be read ({safe(error)})") from error
    if not isinstance(found, dict):
        raise Refused(f"{path}: an object is needed, from cell to figure")
    return {cell: _value(form, cell, value) for cell, value in found.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, none of whose names comes twice: which of the two would count?"""
    out = dict(pairs)
    if len(out) < len(pairs):
        raise ValueError("a cell is named twice")
    return out


def _value(form: "Form", cell: str, value: object) -> "Value | None":
    """A figure of the file: text as it is printed, a number (of an amount: in 元), or null for a blank."""
    from crossfoot.review import RefusedError
    from crossfoot.review.names import value_typed

    if cell not in form.cells:
        raise RefusedError(f"the form of this report has no cell {cell}")
    if isinstance(value, str):
        return value_typed(form, cell, value)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise RefusedError(f"{cell}: {value!r} is no figure")
