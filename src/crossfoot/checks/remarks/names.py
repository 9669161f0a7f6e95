"""Who reports, as the title, the signature and the page's own fields name it; and dates of these fields that cannot be."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Protocol

from crossfoot.checks.confront import Finding
from crossfoot.checks.remarks.catalogue import Catalogue, finding
from crossfoot.forms import Form, Span
from crossfoot.forms.bodies import another, body


class Name(Protocol):
    """A body's name in one place."""

    @property
    def name(self) -> str:
        """As printed."""

    @property
    def key(self) -> str:
        """In simplified characters, without spaces."""

    @property
    def span(self) -> Span | None:
        """Null where the place is not in the text."""


class Names(Protocol):
    """What a heading says, as far as it is checked."""

    @property
    def names(self) -> Mapping[str, Name]:
        """By place: `title`, `signature`, `publisher`, in this order of trust."""

    @property
    def impossible(self) -> tuple[Span, ...]:
        """Dates that the calendar has not."""


def name_remarks(text: str, heading: Names, form: Form, catalogue: Catalogue) -> Iterator[Finding]:
    """What is wrong with the names of the body, and with the dates of the page."""
    for at in heading.impossible:
        shown = "".join(text[slice(*at)].split())
        yield finding(catalogue.remarks["date.impossible"], form, span=at, date=shown)
    places = [place for place in ("title", "signature", "publisher") if place in heading.names]
    for first, second in combinations(places, 2):
        one, other = heading.names[first], heading.names[second]
        if first == places[0] and another(one.key, other.key) and not _may_be_above(second, other):
            remark = catalogue.remarks[f"issuer.{second}"]
            yield finding(remark, form, span=other.span, name=one.name, other=other.name)


def _may_be_above(place: str, other: Name) -> bool:
    """May a publisher be the government above the body? Cities of a county and of a prefecture have the same suffix."""
    named = body(other.key)
    return (
        place == "publisher" and not named.office and bool(named.places) and named.places[-1].level == "city"
    )
