"""Help: complete, teaching, and quick because nothing heavy is imported."""

import subprocess
import sys

import click
import pytest

from crossfoot.cli.app import COMMANDS, crossfoot
from crossfoot.cli.options import MODE_NAMES, STATUS_NAMES


def commands(group=crossfoot, prefix=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*prefix, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*prefix, name))


EVERY = list(commands())


@pytest.mark.parametrize(("name", "command"), EVERY, ids=[" ".join(name) for name, _ in EVERY])
def test_every_command_and_option_has_help_and_every_command_an_example(name, command):
    assert command.short_help
    assert command.help
    assert f"crossfoot {' '.join(name)}" in command.help.partition("Examples:")[2]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts} has no help"


def test_the_group_lists_its_commands_in_the_order_of_work():
    assert [name for name, _ in EVERY if len(name) == 1] == [(name,) for name in COMMANDS]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_imports_nothing_heavy(arguments):
    script = (
        "import sys\n"
        "from crossfoot.cli.app import run\n"
        f"status = run({arguments!r})\n"
        "heavy = {'pydantic', 'openai', 'instructor', 'rich', 'sqlite3', 'asyncio', 'yaml', 'selectolax'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)), status)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "LOADED [] 0"


@pytest.mark.parametrize(("name", "command"), EVERY, ids=[" ".join(name) for name, _ in EVERY])
def test_help_fits_a_terminal_of_80_columns(name, command):
    from rich.cells import cell_len

    context = click.Context(command, info_name="crossfoot " + " ".join(name), terminal_width=80)
    for line in command.get_help(context).splitlines():
        assert cell_len(line) <= 80, line


def test_the_version_is_printed(cli):
    from crossfoot import __version__

    assert cli("--version").out == f"crossfoot {__version__}\n"


def test_python_m_crossfoot_is_the_command():
    ran = subprocess.run([sys.executable, "-m", "crossfoot", "--version"], capture_output=True, text=True)
    assert ran.returncode == 0
    assert ran.stdout.startswith("crossfoot ")


def test_choices_repeated_for_speed_are_those_of_their_owners():
    from crossfoot.readers.endpoint import MODES
    from crossfoot.store import STATUSES

    assert MODE_NAMES == MODES
    assert STATUS_NAMES == STATUSES
