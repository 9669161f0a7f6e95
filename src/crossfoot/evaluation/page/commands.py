"""The command lines that make the run and the page again."""

import re
import shlex
from collections.abc import Iterator, Sequence

from crossfoot.evaluation.metrics.comparison import Comparison
from crossfoot.evaluation.results import Configuration, Run


def commands(runs: Sequence[Run], comparison: Comparison | None) -> tuple[str, ...]:
    """One line for the run with its page, and one for the comparison. What only the user knows is in capitals."""
    subject = runs[0]
    beside = [part for other in runs[1:] for part in ("--beside", _file(other.name))]
    parts = [
        "crossfoot evaluate",
        shlex.quote(subject.dataset),
        *(shlex.join(option.split()) for option in subject.selection),
        *_asked(subject.configuration),
        f"--run {_file(subject.name)}",
        *beside,
        "--html page.html",
    ]
    lines = [" ".join(parts)]
    if comparison is not None:
        lines.append(f"crossfoot evaluate --compare {_file(comparison.first)} {_file(comparison.second)}")
    return tuple(lines)


def _asked(by: Configuration) -> Iterator[str]:
    if by.reader == "offline":
        return
    yield f"--model {shlex.quote(by.model or 'MODEL')} --base-url URL"
    if by.mode is not None:
        yield f"--mode {shlex.quote(by.mode)}"
    yield f"--rounds {by.rounds}"
    if by.votes > 1:
        yield f"--votes {by.votes}"
    if by.escalate is not None:
        yield f"--escalate {shlex.quote(by.escalate)}"


def _file(name: str) -> str:
    return shlex.quote(re.sub(r"[^\w.-]+", "-", name).strip("-") + ".json")
