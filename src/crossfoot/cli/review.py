"""`crossfoot review`: what could not be verified goes to a person, on a local web page or by commands."""

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Refused, store_errors
from crossfoot.cli.options import store_option
from crossfoot.cli.review_blind import DRAWN, blind
from crossfoot.cli.review_decide import accept, correct, printed, sign, undo
from crossfoot.cli.review_files import bring, gold, hand_out
from crossfoot.cli.review_look import listing, log, show
from crossfoot.cli.review_options import language_option, reviewer_name
from crossfoot.cli.review_stats import stats
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.checks import Language

LOCAL = "127.0.0.1"


@click.group(
    "review",
    invoke_without_command=True,
    short_help="Decide what could not be verified, on a local web page or by commands.",
)
@store_option
@click.option(
    "--reviewer",
    metavar="NAME",
    envvar="CROSSFOOT_REVIEWER",
    show_envvar=True,
    help="The name that stands in the log of decisions.  [default: the login name]",
)
@click.option("--host", default=LOCAL, show_default=True, metavar="HOST", help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="The port to listen at.  [default: one that is free]",
)
@click.option(
    "--token",
    metavar="TEXT",
    envvar="CROSSFOOT_TOKEN",
    show_envvar=True,
    help="A word without which the page answers nobody; at another address than this computer's own there is always"
    " one.  [default there: one that is made up and printed]",
)
@click.option(
    "--blind",
    "share",
    type=click.FloatRange(0, 1),
    default=DRAWN,
    show_default=True,
    metavar="SHARE",
    help="Of the verified reports, how many are mixed in to be read without seeing their figures: that measures machine"
    " and people. 0: none.",
)
@language_option
@click.option("--no-browser", is_flag=True, help="Print the page's address and do not open it.")
@click.pass_context
def command(
    ctx: click.Context,
    store: Path,
    reviewer: str | None,
    host: str,
    port: int | None,
    token: str | None,
    share: float,
    language: "Language",
    no_browser: bool,
) -> None:
    """Decide what could not be verified: on a local web page, or by the commands below.

    Without a command the page is opened: the queue, and each report on one screen, with its text beside the form, driven
    from the keyboard. It is served on this computer alone unless --host says otherwise, and needs
    `pip install 'crossfoot[review]'`. Ctrl-C ends it; every decision is kept at once.

    A report is done when no cell is in doubt, each failing sum is corrected or said to be the report's own error, and a
    person has signed it. The log keeps every decision: who, when, what, and why.

    \b
    Examples:
      crossfoot review                            open the page
      crossfoot review --reviewer 李 --port 8765
      crossfoot review list                       what waits?
      crossfoot review show 泉沐区2024            one report
      crossfoot review correct 泉沐区2024 documents.issued=3
      crossfoot review sign 泉沐区2024
      crossfoot review blind                      read a verified report unseen
      crossfoot review export queue.xlsx          for Excel; `import` takes it

    \b
    Exit status: 0; 2 usage;
    3 a decision that cannot be made: it makes no sense, or somebody was quicker.
    """
    if ctx.invoked_subcommand is not None:
        _refuse_for_commands(ctx)
        return
    _open_page(store, reviewer, host, port, token, share, language, browser=not no_browser)


for _each in (listing, show, accept, correct, printed, sign, undo, log, stats, blind, hand_out, bring, gold):
    command.add_command(_each)


def _refuse_for_commands(ctx: click.Context) -> None:
    """Options of the page say nothing to a command: who gives one means something else."""
    for name in ("host", "port", "token", "share", "language", "no_browser"):
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = "--blind" if name == "share" else f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"{option} is of the page; for `{ctx.invoked_subcommand}` put options behind it"
            )


# -- the page -------------------------------------------------------------------------------------------------------------


def _open_page(
    store: Path,
    reviewer: str | None,
    host: str,
    port: int | None,
    token: str | None,
    share: float,
    language: "Language",
    *,
    browser: bool,
) -> None:
    from secrets import token_urlsafe

    from crossfoot.review import RefusedError

    if not store.is_file():
        raise Refused(f"there is no store at {store}: `crossfoot extract` makes one, --store names another")
    try:
        from crossfoot.review.web import ServeError, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "crossfoot":
            raise
        raise Refused(
            f"the page of review needs {error.name}: pip install 'crossfoot[review]'. The commands work without it:"
            " `crossfoot review --help`"
        ) from error

    def ready(url: str) -> None:
        click.echo(f"Review is at {safe(url)} (Ctrl-C ends it)", err=True)
        if browser:
            _show(url)

    if token is None and not is_local(host):
        token = token_urlsafe(16)
    try:
        with store_errors():
            serve(
                store,
                reviewer=reviewer_name(reviewer),
                host=host,
                port=port or 0,
                token=token,
                language=language,
                blind=share,
                ready=ready,
            )
    except (ServeError, RefusedError) as error:
        raise Refused(str(error)) from error


def is_local(host: str) -> bool:
    """Does nobody but this computer reach *host*?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _show(url: str) -> None:
    """Open a browser, where there is one with a window: in a terminal it would take the place of this program."""
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    in_terminal = isinstance(browser, webbrowser.GenericBrowser)
    if not in_terminal or isinstance(browser, webbrowser.BackgroundBrowser):
        browser.open(url)
