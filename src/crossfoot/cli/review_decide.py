"""`crossfoot review accept`, `correct`, `printed`, `sign` and `undo`: one decision each."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossfoot.cli.review_options import (
    base_option,
    desk,
    language_option,
    path_of,
    reason_option,
    reviewer_option,
    store_option,
)
from crossfoot.cli.review_original import warn
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.checks import Language
    from crossfoot.review import Case, Desk

Take = Callable[["Desk", "Case", int], "Case"]
"""A decision: made at the desk about a case, in view of a revision."""


@dataclass(frozen=True)
class Common:
    """The argument and the options that all decisions have, but for the reason."""

    query: str
    store: Path
    reviewer: str | None
    base: int | None
    language: "Language"
    as_json: bool


def _decision(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and the options that all decisions have; the command gets them as `common`."""

    @wraps(command)
    def with_common(**given: Any) -> None:  # noqa: ANN401 - as click has it
        common = Common(**{each.name: given.pop(each.name) for each in fields(Common)})
        command(common=common, **given)

    out: Callable[..., None] = with_common
    options = (
        click.argument("query"),
        store_option,
        reviewer_option,
        reason_option,
        base_option,
        language_option,
        click.option("--json", "as_json", is_flag=True, help="Print the report as `show --json` does."),
    )
    for option in reversed(options):
        out = option(out)
    return out


def _decide(take: Take, common: Common) -> None:
    """Take the decision, and say where the report stands now."""
    import json

    from crossfoot.cli.output import emit
    from crossfoot.cli.review_told import as_data, standing

    with desk(common.store, common.reviewer) as at:
        case = at.case(path_of(at.reviews, common.query))
        holder = at.reviews.holder(case.sha256)
        if holder not in (None, at.reviewer):
            click.echo(f"{safe(holder)} has this report in hand", err=True)
        warn(case)
        case = take(at, case, case.revision if common.base is None else common.base)
    if common.as_json:
        emit(json.dumps(as_data(case, common.language), ensure_ascii=False))
    click.echo(safe(standing(case)), err=True)


@click.command("accept", short_help="Say that figures stand as they are.")
@_decision
@click.argument("cells", nargs=-1, metavar="[CELL]...")
@click.option("--all", "every", is_flag=True, help="All cells in doubt.")
def accept(common: Common, cells: tuple[str, ...], every: bool, reason: str) -> None:
    """Say that these figures of a report stand as they are.

    CELL is the name of a cell as `show` tells it, or a part of it that fits no other. A cell that no reader could read
    has no figure to accept: `correct` says what is printed there, or that nothing is.

    \b
    Examples:
      crossfoot review accept 泉沐区2024 normative_documents.issued
      crossfoot review accept 泉沐区2024 --all --reason 与纸质版核对

    \b
    Exit status: 0 it is on record; 2 usage;
    3 it cannot be said, or somebody decided in the meantime (--base).
    """
    if every == bool(cells):
        raise click.UsageError("name the cells, or give --all")

    def take(at: "Desk", case: "Case", base: int) -> "Case":
        from crossfoot.pipeline.state import unread
        from crossfoot.review import RefusedError
        from crossfoot.review.names import cell_named

        named = [cell_named(case.state.form, cell) for cell in cells] or case.state.doubts
        nobody_read = unread(case.state)
        lacking = [cell for cell in named if cell in nobody_read]
        if lacking:
            told = (
                f"{lacking[0]} was" if len(lacking) == 1 else f"{len(lacking)} cells ({lacking[0]}, …) were"
            )
            raise RefusedError(f"{told} not read: `correct` says what is printed there (空: nothing)")
        return at.accept(case.path, base, named, reason)

    _decide(take, common)


@click.command("correct", short_help="Say what is printed in cells.")
@_decision
@click.argument("values", nargs=-1, required=True, metavar="CELL=VALUE...")
def correct(common: Common, values: tuple[str, ...], reason: str) -> None:
    """Say what is printed in these cells of a report.

    CELL is the name of a cell as `show` tells it, or a part of it that fits no other. VALUE is typed as it is printed:
    12, 1,200, -3; an amount with its unit, 1.2万元; 空 or _ says that nothing is printed. All of them are one decision.

    \b
    Examples:
      crossfoot review correct 泉沐区2024 documents.issued=3 documents.in_force=空
      crossfoot review correct 泉沐区2024 fees=1.2万元

    \b
    Exit status: 0 it is on record; 2 usage;
    3 it cannot be said, or somebody decided in the meantime (--base).
    """
    pairs = [_pair(value) for value in values]

    def take(at: "Desk", case: "Case", base: int) -> "Case":
        from crossfoot.review import RefusedError
        from crossfoot.review.names import cell_named, value_typed

        form = case.state.form
        said = {(cell := cell_named(form, name)): value_typed(form, cell, text) for name, text in pairs}
        if len(said) < len(pairs):
            raise RefusedError("a cell is named twice")
        return at.correct(case.path, base, said, reason)

    _decide(take, common)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise click.UsageError(f"{text!r} is not CELL=VALUE")
    return name.strip(), value


@click.command("printed", short_help="Say that the report itself is wrong.")
@_decision
@click.argument("rules", nargs=-1, metavar="[RULE]...")
def printed(common: Common, rules: tuple[str, ...], reason: str) -> None:
    """Say that the report itself has failing sums wrong: its figures stay as they are printed.

    RULE is the name of a failing sum as `show` tells it, or a part of it that fits no other; without any, all that fail.

    \b
    Examples:
      crossfoot review printed 金檀县2023
      crossfoot review printed 霜桥镇2025 column.total --reason 与原件一致

    \b
    Exit status: 0 it is on record; 2 usage;
    3 it cannot be said, or somebody decided in the meantime (--base).
    """

    def take(at: "Desk", case: "Case", base: int) -> "Case":
        from crossfoot.review.names import sum_named

        named = [sum_named(case.state.failing, rule) for rule in rules]
        return at.printed(case.path, base, named, reason)

    _decide(take, common)


@click.command("sign", short_help="Close a report.")
@_decision
def sign(common: Common, reason: str) -> None:
    """Close a report in which nothing is left to decide: its record says so from now on.

    It is `verified`, or `source_error` where the report itself was found wrong, and its reader is `person`. No later
    run of `crossfoot extract` over the same file puts anything else in its place.

    \b
    Examples:
      crossfoot review sign 泉沐区2024

    \b
    Exit status: 0 it is closed; 2 usage;
    3 something is left to decide, or somebody decided in the meantime (--base).
    """
    _decide(lambda at, case, base: at.sign(case.path, base, reason), common)


@click.command("undo", short_help="Take back the last decision.")
@_decision
def undo(common: Common, reason: str) -> None:
    """Take back the last decision about a report that still counts, whosever it is; again, the one before it.

    What was taken back is told. Nothing is deleted: that it was taken back is an entry of the log, too.

    \b
    Examples:
      crossfoot review undo 泉沐区2024

    \b
    Exit status: 0 it is taken back; 2 usage;
    3 there is nothing to take back, or somebody decided in the meantime (--base).
    """

    def take(at: "Desk", case: "Case", base: int) -> "Case":
        after = at.undo(case.path, base, reason)
        _tell_taken_back(after, common.language)
        return after

    _decide(take, common)


def _tell_taken_back(case: "Case", language: "Language") -> None:
    """Whose entry it was, of when, and what it said."""
    from crossfoot.cli.review_told import decided

    entries = case.state.decisions
    click.echo("Taken back:", err=True)
    for entry in entries:
        if entry.id == entries[-1].undoes:
            for line in decided(entry, case.state, language):
                click.echo(safe(line), err=True)
