"""The prompts: files under `prompts/`, joined with the report's text and never run through a template engine.

A prompt file is the system message, a line ``---``, and the user message. A line ``@name`` is a place where a piece
is put in. The file is cut at these lines when it is loaded; a message is made by joining, so that nothing in a report
can act as a template, and two different reports never yield the same message.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

Message = dict[Literal["role", "content"], str]

NAMES = ("facts", "question", "read")
_OF_TABLES = ("question", "read")

_PLACE = re.compile(r"^@(\w+)$", re.MULTILINE)
_RULER = re.compile(r"^---$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A loaded prompt."""

    system: str
    user: tuple[str, ...]
    """Text and names of places by turns, beginning and ending with text."""

    def messages(self, pieces: Mapping[str, str]) -> list[Message]:
        """The messages with *pieces* put in their places."""
        user = "".join(part if n % 2 == 0 else pieces[part] for n, part in enumerate(self.user))
        return [{"role": "system", "content": self.system}, {"role": "user", "content": user}]


@cache
def prompt(name: str) -> Prompt:
    """The prompt of this name."""
    system, user = _RULER.split(_source(name), maxsplit=1)
    return Prompt(system.strip(), tuple(_PLACE.split(user.strip())))


@cache
def prompt_hash(*, facts: bool = False) -> str:
    """What identifies the prompts in a record: a hash of all that it was made with."""
    digest = hashlib.sha256()
    for name in NAMES if facts else _OF_TABLES:
        digest.update(f"{name}\n{_source(name)}\n".encode())
    return digest.hexdigest()[:12]


def quoted(text: str) -> str:
    """*text* between two marker lines that it cannot contain, so that it cannot end its own quotation.

    The marker is derived from the text and not from chance: the same report must give the same request.
    """
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    while mark in text:
        mark = hashlib.sha256(mark.encode()).hexdigest()[:16]
    return f"<<<<原文 {mark}\n{text}\n原文 {mark}>>>>"


def _source(name: str) -> str:
    # A checkout on Windows may have changed the line ends; the prompt is the same.
    return (_directory() / f"{name}.md").read_text(encoding="utf-8").replace("\r\n", "\n")


def _directory() -> Traversable:
    """In the wheel the prompts lie in the package, in the source tree beside `src`."""
    packaged = resources.files("crossfoot") / "_prompts"
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / "prompts"
