"""Where each cell stands in the print, or why it has no place. No values and no judgement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from crossfoot.forms import Form, Span, Unit
from crossfoot.layout.atoms import Atom


class Standing(StrEnum):
    """What is known about a cell's place."""

    PRINTED = "printed"
    """A figure stands in the cell's own place."""
    BLANK = "blank"
    """The cell's own place is known, and nothing is printed there."""
    LOOSE = "loose"
    """The row is known and holds figures, but which of its columns they stand in is not."""
    MISSING = "missing"
    """The row was not found, or what stands there cannot be told apart."""


class Place(NamedTuple):
    """The place of one cell. `why` is a sentence for `LOOSE` and `MISSING`."""

    standing: Standing
    span: Span | None = None
    """Of the figure, for `PRINTED`."""
    why: str | None = None
    unit: Unit | None = None
    """The unit that the column's header states, for amounts."""


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: its label (in table four the first of the header) and its figures, in printed order."""

    label: Span
    figures: tuple[Span, ...]


@dataclass(frozen=True)
class Anchors:
    """The alignment of a document with a form.

    `places` has every printed cell of the form. `leftovers` are figures inside the tables that belong to no cell:
    each printed figure is used exactly once, and what is left is a finding.
    """

    form: Form
    places: Mapping[str, Place]
    rows: Mapping[str, RowPlace]
    """By row path; rows that were not found are not in it."""
    leftovers: tuple[Span, ...] = ()
    extras: tuple[Span, ...] = ()
    """Figures of rows that the print adds to the form, each beside a label of its own: 其他主动公开文件."""
    asides: tuple[Span, ...] = ()
    """Small numbers on lines of their own between rows that have all their figures: page numbers."""
    region: Span = (0, 0)
    """From the first table's header to the end of the last."""
    atoms: Sequence[Atom] = field(default=(), repr=False)
    """The document as atoms, for quoting from it."""
    recognised: bool = False
    """Was the text read from a picture? Then what is printed in a place is itself a reading."""


class LayoutError(Exception):
    """The document does not hold the tables. `code` is stable, the message says what was looked for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
