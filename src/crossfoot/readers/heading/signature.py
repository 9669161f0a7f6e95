"""Who signs a report, and when: the lines at its end, or the date in brackets under its title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crossfoot.forms import Span
from crossfoot.forms.bodies import is_body
from crossfoot.readers.heading.days import DAY, day_of
from crossfoot.readers.heading.plain import Piece, Plain, piece, plain

_MAYBE_DATE = re.compile(r"[日\-./．]\d{0,2}[)）\s]*?$", re.MULTILINE)
"""The end of a line with a date, in text as printed."""
_DATE_BEHIND = re.compile(rf"{DAY}[)\s]*$")
_UNDER_TITLE = re.compile(rf"\s*[(]\s*{DAY}\s*[)]\s*(?=\n|$)")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Signer:
    """The name of a body that signs, in the line that holds it."""

    name: Piece
    text: Plain


@dataclass(frozen=True, slots=True)
class Signature:
    """A signer, a date, or both. A day that the calendar has not is null while its place is told."""

    signer: Signer | None = None
    day: date | None = None
    at: Span | None = None
    """Of the date."""


def signatures(document: str, start: int) -> Iterator[Signature]:
    """Bodies with a date below or behind them, from *start* on, the last first; then a date that is the last line of all."""
    maybe = list(_MAYBE_DATE.finditer(document, start))
    for match in reversed(maybe):
        line = _line(document, start, match.end())
        found = _DATE_BEHIND.search(line.text)
        if found is None or len(line.text) > _LONGEST:
            continue
        alone = not line.text[: found.start()].strip("( ")
        signer = _signer_above(document, start, line.start) if alone else _signer(line, 0, found.start())
        if signer is not None:
            yield Signature(signer, day_of(found), line.span(*found.span("date")))
    if maybe and not document[maybe[-1].end() :].strip():
        line = _line(document, start, maybe[-1].end())
        found = _DATE_BEHIND.search(line.text)
        if found and found["year"] and not line.text[: found.start()].strip("( "):
            yield Signature(None, day_of(found), line.span(*found.span("date")))


def last_line(document: str, start: int) -> Signer | None:
    """The body that the last line of all names, where there is no date."""
    return _signer_above(document, start, len(document))


def _line(document: str, start: int, end: int) -> Plain:
    """The line that holds the character before *end*, up to there, trimmed on its left."""
    begin = max(document.rfind("\n", 0, end) + 1, start)
    while begin < end and document[begin].isspace():
        begin += 1
    return plain(document, begin, end)


def _signer_above(document: str, start: int, end: int) -> Signer | None:
    """The body that the last line before *end* names."""
    while end > start and document[end - 1].isspace():
        end -= 1
    line = _line(document, start, end)
    return _signer(line, 0, len(line.text)) if len(line.text) <= _LONGEST else None


def _signer(line: Plain, start: int, end: int) -> Signer | None:
    name = piece(line, start, end)
    return Signer(name, line) if name.text and is_body(name.text) else None


def under_title(source: Plain, start: int) -> Signature:
    """The date in brackets that stands right below the title."""
    match = _UNDER_TITLE.match(source.text, start)
    return Signature(None, day_of(match), source.span(*match.span("date"))) if match else Signature()
