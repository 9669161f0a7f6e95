"""Text on its way to a terminal: made harmless, and printed through rich where rich is there."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100
"""Columns to draw for when standard output is no terminal; the widest table needs fewer."""

# C0 and C1 controls (ESC among them), line and paragraph separators, marks that reorder text, lone surrogates of
# undecodable file names: a file name or a title must not steer the terminal or disguise itself.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def safe(text: object) -> str:
    """*text* on one line, with every character that could steer a terminal written out (`\\x1b`)."""
    return _UNSAFE.sub(_written_out, str(text))


def _written_out(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\r\n":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def console(*, stderr: bool = False) -> "Console":
    """A console that takes text literally: no markup, no emoji codes, no highlighting of its own.

    `NO_COLOR` and `COLUMNS` are honoured by rich.
    """
    import os

    from rich.console import Console

    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = PIPED_WIDTH
    return made


def plural(count: int, noun: str) -> str:
    """`1 document`, `2 documents`."""
    if count == 1:
        return f"{count:,} {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def size(count: int) -> str:
    """A number of bytes in words."""
    if count < 1000:
        return plural(count, "byte")
    amount = float(count)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 1000 or unit == "GB":
            break
    return f"{amount:.1f} {unit}"


def duration(seconds: float) -> str:
    """A time in words, as exact as its length deserves: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
