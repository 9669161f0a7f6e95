"""Is the file from which a report was read still there, and still the same?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crossfoot.review import Case

_MAX_BYTES = 1_000_000_000
"""Whatever the limit was under which the file was read."""


def problem(case: "Case") -> str | None:
    """Why what was read cannot be compared with the file, and what to do; null where it can."""
    from hashlib import sha256

    from crossfoot.documents import DocumentError, load

    try:
        data = load(Path(case.path), max_bytes=_MAX_BYTES)
    except DocumentError as error:
        return f"{error.message}; put the file back, or run this in the folder in which `crossfoot extract` was run"
    if sha256(data).hexdigest() != case.sha256:
        return f"{case.path}: the file is another one now than was read; `crossfoot extract` reads it anew"
    return None


def warn(case: "Case") -> None:
    """Say so where the file is gone or another one: what is shown and decided is about the one that was read."""
    if words := problem(case):
        click.echo(f"Warning: {safe(words)}", err=True)


def noting(cases: "Iterable[Case]", lost: list[str]) -> "Iterator[Case]":
    """The *cases*, one by one; the paths of those whose file is gone or another one are put into *lost*."""
    for case in cases:
        if problem(case):
            lost.append(case.path)
        yield case


def warn_of_all(lost: list[str]) -> None:
    """Say of how many reports the file is gone or another one."""
    if lost:
        more = ", …" if len(lost) > 1 else ""
        click.echo(
            f"Warning: {plural(len(lost), 'report')} whose file is gone, or another one now than was read:"
            f" {safe(lost[0])}{more}",
            err=True,
        )
