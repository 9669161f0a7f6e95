"""Exit statuses and the errors that lead to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import click


class Exit(IntEnum):
    """What the shell is told. The numbers are a promise to users' scripts."""

    OK = 0
    """Every document is verified or has an error of its own."""
    UNEXPECTED = 1
    USAGE = 2
    """The command line, the configuration or the store cannot be used."""
    REVIEW = 3
    """Some documents need review or failed."""
    LIMIT = 4
    """Stopped by a limit; the same command resumes."""
    PROVIDER = 5
    """The model's endpoint could not be reached."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """The reader of standard output went away: what a shell reports for `SIGPIPE`."""


class Refused(click.ClickException):
    """Something the user can put right: one line, no traceback."""

    exit_code = Exit.USAGE


def leave(status: Exit) -> NoReturn:
    """End the command with *status*."""
    raise click.exceptions.Exit(int(status))


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn a store that cannot be opened, read or written into one line."""
    from crossfoot.store import StoreError

    try:
        yield
    except (StoreError, ExceptionGroup) as error:
        cause = first_cause(error)
        if not isinstance(cause, StoreError):
            raise
        raise Refused(str(cause)) from error


def first_cause(error: Exception) -> Exception:
    """The first of the errors that ended the tasks of a group; an error on its own is itself."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
