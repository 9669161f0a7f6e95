"""What a person decided about a document: one entry of the append-only log of review."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from crossfoot.store.record import RecordPart, Status

Action = Literal["accept", "correct", "printed", "blind", "sign", "undo"]
"""`accept`: these figures stand as they are. `correct`: they are others (null: nothing is printed there). `printed`: the
report itself is wrong in these sums. `blind`: what a person read who was shown none of the figures. `sign`: the whole
report is done. `undo`: an earlier entry no longer counts."""

PERSON = "person"
"""The configuration under which the records of signed documents are kept, and their `reading.reader`."""


class CellChange(RecordPart):
    """One cell of a decision."""

    cell: str
    machine: int | float | None
    """What the reader's record says. By this a decision about a file that has changed since is found to hold or not."""
    before: int | float | None
    """What the person saw."""
    after: int | float | None
    """What the person says; the same as before where it was accepted."""
    span: tuple[int, int] | None = None
    """Where in the document's text the figure stands, if the person pointed at it."""


class Decision(RecordPart):
    """One entry of the log. Nothing in it is ever changed: what it said is taken back by a later entry, `undo`."""

    id: int = 0
    """Grows with every entry of the store; 0 until it is kept."""
    sha256: str
    """Of the document's bytes: what was decided holds for them, wherever they lie."""
    path: str
    """Where the document lay then."""
    reviewer: str
    created: str = ""
    """ISO 8601, UTC; set when it is kept."""
    action: Action
    changes: tuple[CellChange, ...] = ()
    rules: tuple[str, ...] = ()
    """With `printed`, the sums that the report itself has wrong."""
    undoes: int | None = None
    """With `undo`, the entry that no longer counts."""
    reason: str = ""
    """In the person's own words; may be empty."""
    failing_before: tuple[str, ...] = ()
    """The rules that failed before the decision."""
    failing_after: tuple[str, ...] = ()
    status: Status | None = None
    """With `sign`, what the document's record says from now on."""
    seconds: float | None = None
    """With `sign`, how long the person had the document in hand, where that is known."""
    figures: dict[str, int | float] = Field(default_factory=dict)
    """With `sign`, every figure that was signed: these stand, whatever a reader makes of the same bytes later. With
    `printed`, the figures of the sums: with others, nobody has said that the report itself is wrong."""


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """The entries by which something is decided that still holds: a blind reading decides nothing."""
    gone = {decision.undoes for decision in decisions if decision.action == "undo"}
    return [each for each in decisions if each.action not in ("undo", "blind") and each.id not in gone]


def signature(decisions: Sequence[Decision]) -> Decision | None:
    """The entry that closed the document, where nothing was decided since."""
    counting = standing(decisions)
    return counting[-1] if counting and counting[-1].action == "sign" else None
