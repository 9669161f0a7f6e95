"""Options of the commands of `crossfoot review`, who decides, and what a decision that cannot be made becomes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossfoot.cli.exits import Exit, Refused, store_errors
from crossfoot.cli.options import DEFAULT_STORE, STATUS_NAMES, form_option, year_option
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.review import Desk
    from crossfoot.store.queue import Wanted
    from crossfoot.store.reviews import Reviews

ANY = "any"
SORTS = ("work", "-work", "path", "newest")
"""The orders of `crossfoot.store.queue`, repeated here because that module needs pydantic."""


class NotTaken(Refused):
    """A decision that could not be made: somebody was first, or it makes no sense. Nothing has changed."""

    exit_code = Exit.REVIEW


def _of_the_group(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """What stands behind `review`, before the command, holds where the command says nothing."""

    def take(ctx: click.Context, _: click.Parameter, value: Any) -> Any:  # noqa: ANN401 - as click has it
        if value is None and ctx.parent is not None:
            return ctx.parent.params.get(name)
        return value

    return take


store_option = click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    callback=_of_the_group("store"),
    help=f"The store that keeps records and decisions.  [env var: CROSSFOOT_STORE; default: {DEFAULT_STORE}]",
)
reviewer_option = click.option(
    "--reviewer",
    metavar="NAME",
    callback=_of_the_group("reviewer"),
    help="Whose decisions these are.  [env var: CROSSFOOT_REVIEWER; default: the login name]",
)
reason_option = click.option(
    "--reason", metavar="TEXT", default="", help="Why, in a few words; kept in the log."
)
base_option = click.option(
    "--base",
    type=click.IntRange(min=0),
    metavar="REVISION",
    help="Decide only if this is still the report's last revision (`show` tells it).  [default: whatever it is now]",
)
language_option = click.option(
    "--language",
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    envvar="CROSSFOOT_LANGUAGE",
    show_envvar=True,
    help="Chinese or English; labels of the form stay as printed.",
)
reports_option = click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N reports.")
sort_option = click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="work",
    show_default=True,
    help="work: what is quickest first.",
)

_FILTERS = (
    click.option(
        "--status",
        "statuses",
        type=click.Choice([*STATUS_NAMES, ANY]),
        multiple=True,
        help="Reports with this status; may be given several times.  [default: needs_review]",
    ),
    form_option,
    year_option,
    click.option("--issuer", metavar="TEXT", help="Reports whose issuer's name contains TEXT."),
    click.option("--rule", metavar="RULE", help="Reports in which this sum fails."),
    click.option("--model", metavar="NAME", help="Reports read by this model, by `offline`, or by `person`."),
    click.option("--folder", metavar="FOLDER", help="Reports in this folder and below it."),
    click.option("--text", metavar="TEXT", help="Reports whose path, title or issuer contains TEXT."),
    click.option(
        "--signed/--unsigned", "signed", default=None, help="Reports that a person is done with, or not."
    ),
)


@dataclass(frozen=True)
class Asked:
    """What the options of `filters` say."""

    statuses: tuple[str, ...]
    form_id: str | None
    year: int | None
    issuer: str | None
    rule: str | None
    model: str | None
    folder: str | None
    text: str | None
    signed: bool | None

    @property
    def wanted(self) -> "Wanted":
        """The reports that are meant. Whoever asks for signed ones means them whatever their status."""
        from crossfoot.store.queue import OPEN, Wanted

        anything = ANY in self.statuses or (self.signed and not self.statuses)
        return Wanted(
            statuses=() if anything else self.statuses or OPEN,  # type: ignore[arg-type] # click has checked them
            form=self.form_id,
            year=self.year,
            issuer=self.issuer,
            rule=self.rule,
            model=self.model,
            folder=self.folder,
            text=self.text,
            signed=self.signed,
        )


def filters(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which reports are wanted; the command gets them as `asked`."""

    @wraps(command)
    def with_filters(**given: Any) -> None:  # noqa: ANN401 - as click has it
        asked = Asked(**{each.name: given.pop(each.name) for each in fields(Asked)})
        for each in fields(Asked):
            if isinstance(text := getattr(asked, each.name), str):
                readable(text, f"--{each.name}")
        command(asked=asked, **given)

    out: Callable[..., None] = with_filters
    for option in reversed(_FILTERS):
        out = option(out)
    return out


def readable(text: str, what: str) -> str:
    """*text*, if a store can be asked for it: arguments in another encoding than the terminal's come in broken."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise click.UsageError(f"{what} {text!a} is not text in UTF-8") from error
    return text


# -- the store, the desk, one report ------------------------------------------------------------------------------------


@contextmanager
def reviews(store: Path, *, read_only: bool = True) -> Iterator["Reviews"]:
    """The decisions of a store; the errors of its file, and decisions that cannot be made, become one line."""
    from crossfoot.review import RefusedError
    from crossfoot.store import Store
    from crossfoot.store.reviews import Reviews, StaleError

    if not store.is_file():
        raise Refused(f"there is no store at {store}: `crossfoot extract` makes one, --store names another")
    try:
        with store_errors(), Store.open_read_only(store) if read_only else Store(store) as opened:
            yield Reviews(opened)
    except StaleError as error:
        last = error.last
        told = (
            f"{last.path}: {error}: {last.action}, {last.created}"
            if last is not None
            else "this is not the last revision of the report, which was perhaps read anew in the meantime"
        )
        again = "Nothing is changed: look at it again (`crossfoot review show`)"
        raise NotTaken(safe(f"{told}. {again}")) from error
    except RefusedError as error:
        raise NotTaken(safe(error if read_only else f"{error}: nothing is changed")) from error


@contextmanager
def desk(store: Path, reviewer: str | None) -> Iterator["Desk"]:
    """The desk of a reviewer."""
    from crossfoot.review import Desk

    with reviews(store, read_only=False) as opened:
        yield Desk(opened, reviewer_name(reviewer))


def reviewer_name(given: str | None) -> str:
    """Who decides: the name that is *given*, or under which somebody is logged in."""
    from getpass import getuser

    if given is not None and given.strip():
        return given
    try:
        return getuser()
    except (KeyError, OSError) as error:
        raise Refused("whose decisions are these? --reviewer NAME or CROSSFOOT_REVIEWER says so") from error


def path_of(opened: "Reviews", query: str) -> str:
    """The path of the one report that *query* means. Raises `Refused` where there is none, or several."""
    readable(query, "QUERY")
    found = list(dict.fromkeys(record.document.path for record in opened.store.find(query)))
    if query in found:
        return query
    if not found:
        raise Refused(f"{opened.store.path} has no report {query!r}. `crossfoot review list` lists them.")
    if len(found) > 1:
        listed = "\n  ".join(map(safe, found))
        raise Refused(f"{query!r} may mean {len(found)} reports; name one more exactly:\n  {listed}")
    return found[0]
