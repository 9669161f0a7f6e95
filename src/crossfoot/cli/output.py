"""Records as lines of JSON: written while they come, and read back."""

import errno
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from crossfoot.cli.exits import Refused

if TYPE_CHECKING:
    from pydantic import ValidationError

    from crossfoot.store import Record

STDOUT = "-"


class Output:
    """Where `extract` streams its records: a JSONL file, standard output, or nowhere.

    One write and one flush per record, so that a killed run leaves whole lines. A file that exists keeps its content
    until the first new record is there: a run that never gets that far (wrong key, no such model) destroys nothing.
    Resuming needs no more, because a run reports stored records anew and the file is whole again.

    A target that fails (disk full, reader gone) must not lose readings already paid for: the error is kept in
    `problem` and told to *on_problem*, and the run drains into the store.
    """

    def __init__(self, target: str | None) -> None:
        self.target = target
        self.problem: OSError | None = None
        self.on_problem: Callable[[], object] = lambda: None
        self.written = 0
        self._stream: BinaryIO | None = None
        if target == STDOUT:
            self._stream = sys.stdout.buffer
        elif target is not None:
            self._stream = _open(Path(target))

    def __enter__(self) -> "Output":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None and self.target != STDOUT:
            self._stream.close()

    def write(self, record: "Record") -> None:
        """Append one record."""
        if self._stream is None or self.problem is not None:
            return
        try:
            if self.written == 0 and self.target != STDOUT and _is_regular(self._stream):
                self._stream.truncate(0)
            self._stream.write(record.line().encode() + b"\n")
            self._stream.flush()
            self.written += 1
        except OSError as error:
            self.problem = error
            self.on_problem()

    def raise_problem(self) -> None:
        """Report what went wrong with the target, now that the run is over."""
        if self.problem is None:
            return
        if self.problem.errno == errno.EPIPE:
            raise self.problem
        raise Refused(
            f"cannot write {self.target}: {self.problem.strerror}. What was read is in the store: make room and"
            " run the same command again."
        ) from self.problem


def _open(path: Path) -> BinaryIO:
    """Open for appending, refusing a file that holds something other than results."""
    try:
        if path.is_file() and not _holds_results(path):
            raise Refused(
                f"{path} exists and holds no crossfoot results: not overwritten. Choose another --out."
            )
        return path.open("ab")
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror}") from error


def _holds_results(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(64)
    return not start.strip() or start.startswith(b'{"document":')


def _is_regular(stream: BinaryIO) -> bool:
    # A device or a named pipe (/dev/null, mkfifo) cannot be truncated and need not be.
    import os
    import stat

    return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)


def emit(line: str) -> None:
    """Print a line of data: in UTF-8 whatever the terminal speaks, because a program reads it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode() + b"\n")


def read_results(path: Path) -> Iterator["Record"]:
    """The records of a results file, one by one.

    A last line without its end is what a killed run leaves behind, and is left out with a warning; any other line
    that is no record raises `Refused` with its number.
    """
    from pydantic import ValidationError

    from crossfoot.store import Record

    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                try:
                    yield Record.model_validate_json(line)
                except ValidationError as error:
                    if not line.endswith(b"\n"):
                        click.echo(f"{path}: line {number} is cut off, left out", err=True)
                        return
                    raise Refused(
                        f"{path}: line {number} is not a crossfoot record: {_first(error)}"
                    ) from error
    except OSError as error:
        raise Refused(f"cannot read {path}: {error.strerror}") from error


def _first(error: "ValidationError") -> str:
    detail = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in detail["loc"])
    return f"`{where}`: {detail['msg']}" if where else detail["msg"]
