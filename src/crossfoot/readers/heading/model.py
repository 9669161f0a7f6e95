"""What a heading says, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from crossfoot.forms import Span
from crossfoot.forms.bodies import Level

Source = Literal["title", "signature", "breadcrumb", "publisher", "path"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that the reporting body may belong to. Nothing is concluded from it."""

    name: str
    level: Level
    """As its suffix tells: a city may be one of a prefecture or of a county."""
    source: Source
    span: Span | None
    """Null for a part of the file's path, and for a title that is not in the text."""


@dataclass(frozen=True, slots=True)
class Named:
    """A body's name as it is printed in one place."""

    name: str
    key: str
    """In simplified characters, without spaces."""
    span: Span | None
    """Null for a title that is not in the text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Who reported on which year, and when; each null where the text does not tell."""

    title: str | None
    issuer: str | None
    year: int | None
    title_from: Literal["text", "page"] | None = None
    """`page`: from the title that the format carries beside the text, which no offset points into."""
    published: date | None = None
    """When it was put on the web page, as that says."""
    signed: date | None = None
    """The date under the report; where there is none, the one the page gives as that of its writing."""
    index_number: str | None = None
    """索引号, as printed."""
    parents: tuple[Candidate, ...] = ()
    evidence: Mapping[str, Span] = field(default_factory=dict)
    """Field → where it stands in the document's text; the fields from a title beside the text have no place."""
    names: Mapping[str, Named] = field(default_factory=dict)
    """The body as each place names it: `title`, `signature`, `publisher`."""
    impossible: tuple[Span, ...] = ()
    """Dates of publication or of writing that the calendar has not."""
