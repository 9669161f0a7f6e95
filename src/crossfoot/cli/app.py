"""The `crossfoot` group, its commands by name, and the one place where unexpected errors end."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from io import StringIO, TextIOWrapper
from typing import NoReturn

import click

from crossfoot import __version__
from crossfoot.boundary import boundary
from crossfoot.cli.exits import Exit, first_cause, leave
from crossfoot.cli.text import safe

COMMANDS = ("extract", "show", "check", "review", "source", "export", "cache", "evaluate", "gold", "doctor")
"""The commands in the order of `--help`; each is the object `command` of the module `crossfoot.cli.NAME`."""


@dataclass
class Behaviour:
    """What the options before the command decide."""

    traceback: bool = False


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"crossfoot.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader of standard output that went away (`| head`) ends it without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _discard_output()
            leave(Exit.BROKEN_PIPE)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", prog_name="crossfoot", message="%(prog)s %(version)s")
@click.option(
    "--traceback",
    is_flag=True,
    envvar="CROSSFOOT_TRACEBACK",
    help="Show where an unexpected error arose, for a bug report.",
)
@click.pass_obj
def crossfoot(behaviour: Behaviour | None, traceback: bool) -> None:
    """Figures of Chinese government information-disclosure reports that can be trusted.

    \b
    crossfoot reads the three statutory tables of 政府信息公开工作年度报告, ties
    every figure to its place in the text, and adds up rows and columns (勾稽关系).

    Each document ends as verified, source_error (the report itself does not add up), needs_review, or failed.

    \b
    Examples:
      crossfoot extract reports/ --out results.jsonl    read a folder
      crossfoot show 楚雄市新村镇                       look at one record
      crossfoot check report.html                       what does not add up?
      crossfoot review                                  decide what is in doubt
      crossfoot export results.xlsx                     a table for Excel
      crossfoot evaluate                                how right is it?

    Nothing leaves this computer unless a model's endpoint is configured: see `crossfoot doctor --help`.
    """
    if behaviour is not None:
        behaviour.traceback = traceback


def main() -> NoReturn:
    """Run the command line of this process and exit."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that cannot show 政 shows a question mark; it is no reason to stop.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit status."""
    behaviour = Behaviour()
    status: list[int] = []
    # For errors that nobody foresaw, a user gets a line and a way to report it.
    with boundary(lambda error: status.append(_unexpected(error, behaviour))):
        status.append(_run(arguments, behaviour))
    return status[0]


def _run(arguments: Sequence[str], behaviour: "Behaviour") -> int:
    try:
        outcome = crossfoot.main(list(arguments), prog_name="crossfoot", standalone_mode=False, obj=behaviour)
        sys.stdout.flush()
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return Exit.BROKEN_PIPE
    return outcome if isinstance(outcome, int) else Exit.OK


def _show(error: click.ClickException) -> None:
    """Print the error as click words it; what it quotes (arguments, file names) cannot steer the terminal."""
    words = StringIO()
    error.show(words)
    for line in words.getvalue().splitlines():
        click.echo(safe(line), err=True)


def _discard_output() -> None:
    """Point standard output at nothing, so that Python's own flush at exit does not fail again."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: Exception, behaviour: Behaviour) -> int:
    if behaviour.traceback:
        import traceback

        traceback.print_exception(error)
    else:
        cause = first_cause(error)
        click.echo(f"Unexpected error: {type(cause).__name__}: {safe(cause)[:500]}", err=True)
        click.echo(
            "This is a fault of crossfoot. `crossfoot --traceback COMMAND …` shows where it arose.", err=True
        )
    return Exit.UNEXPECTED
