"""What a quirk is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from crossfoot.evaluation.simulation.drafts import MEDIA, Change, Draft, Medium, Stage, TextChange
from crossfoot.forms import Form


def _any_form(_form: Form) -> bool:
    return True


@dataclass(frozen=True)
class Quirk:
    """A way in which real reports differ from the clean form.

    What a reader may at best know afterwards stands in the draft that `changes` leave: a cell has its value, is blank,
    or is unknowable.
    """

    line: str
    """What is seen in the wild."""
    changes: Mapping[Stage, Change]
    media: frozenset[Medium] = frozenset(MEDIA)
    lossless: bool = True
    """Can a careful reader still be expected to tell every knowable cell? False where it takes luck."""
    group: str = ""
    """Quirks of one group exclude each other."""
    form: Callable[[Form], bool] = _any_form
    """The printings of the forms on which it can occur."""


TEXT: frozenset[Medium] = frozenset({"text"})
TEXTS: frozenset[Medium] = frozenset({"text", "markdown"})
PAGES: frozenset[Medium] = frozenset({"html", "mht"})
MARKED: frozenset[Medium] = TEXTS | PAGES
"""The media whose text can be damaged."""


def is_2019(form: Form) -> bool:
    return form.id == "2019"


def is_2021(form: Form) -> bool:
    return form.id == "2021"


def option(name: str) -> Mapping[Stage, Change]:
    """Changes that only ask the renderer for one of its ways."""
    return {"table": lambda draft, _rng: draft.with_option(name)}


def damaged(change: TextChange) -> Mapping[Stage, Change]:
    """Changes that only damage the text."""
    return {"page": lambda draft, _rng: replace(draft, damages=(*draft.damages, change))}


def cells_of(draft: Draft, kind: str) -> Iterator[str]:
    """The paths of this kind of figure."""
    return (path for path, cell in draft.form.cells.items() if cell.kind == kind)
