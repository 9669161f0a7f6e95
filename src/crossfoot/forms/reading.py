"""What a reader says about a document: values as read, one object for every reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crossfoot.forms.catalogue import Form, Value

Span = tuple[int, int]
"""Half-open character offsets into a document's text."""


@dataclass(frozen=True)
class Reading:
    """The cells as one reader read them.

    `cells` holds every printed cell of the form that the reader answered for: a value, or `None` for *not printed*.
    `unread` says of each other cell why the reader has no answer. A cell is in exactly one of the two.
    """

    form: Form
    cells: Mapping[str, Value | None]
    unread: Mapping[str, str] = field(default_factory=dict)
    prints: Mapping[str, str] = field(default_factory=dict)
    """The raw print of each value, where the reader has it (`70280元`, `＋3`)."""
    reader: str = "offline"

    def with_cells(self, cells: Mapping[str, Value | None]) -> "Reading":
        """This reading with some cells read anew."""
        return Reading(
            form=self.form,
            cells={**self.cells, **cells},
            unread={path: why for path, why in self.unread.items() if path not in cells},
            prints={path: text for path, text in self.prints.items() if path not in cells},
            reader=self.reader,
        )
