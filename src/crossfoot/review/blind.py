"""Reading a verified report blind: which reports may be read so, what is asked, and what comes of the answers."""

from collections.abc import Mapping
from random import Random

from crossfoot.forms import Value
from crossfoot.pipeline.state import State
from crossfoot.review.desk import Case, Desk, RefusedError
from crossfoot.review.sample import blind_cells

SHARE = 0.02
"""Of the verified reports, those that are read blind unless something else is said. If of 1 000 these 20 are right, at
most 14 % of all can have one of the cells wrong that were asked (at 95 %)."""


def asked(state: State) -> tuple[str, ...]:
    """The cells that are to be read blind, in the order of the form.

    Raises `RefusedError` for a report that is not verified, or that people have decided about: somebody may know its
    figures then, or read it with what was wrong in mind.
    """
    if any(entry.action == "blind" for entry in state.decisions):
        raise RefusedError("the report was read blind already")
    if state.record.status != "verified" or state.decisions:
        raise RefusedError("only a verified report about which nobody has decided anything is read blind")
    return blind_cells(state.record)


def read_blind(
    desk: Desk, path: str, base: int, values: Mapping[str, Value | None]
) -> tuple[Case, tuple[str, ...]]:
    """Keep what was read in all of the cells that are asked; the report after it, and the cells that differ.

    Nobody chooses among the cells: it would be the easy ones. Raises `RefusedError` and `StaleError`.
    """
    before = desk.case(path)
    if before.revision == base:  # Else the desk says who was quicker.
        cells = asked(before.state)
        if missing := [cell for cell in cells if cell not in values]:
            raise RefusedError(f"{missing[0]} is left out: what is asked is read in full, or not at all")
        if others := [cell for cell in values if cell not in cells]:
            raise RefusedError(f"{others[0]} is not asked")
    after = desk.blind(path, base, values)
    changes = after.state.decisions[-1].changes
    return after, tuple(change.cell for change in changes if change.after != change.machine)


def turn(blind: int, others: int, chance: Random) -> bool:
    """Is it a blind report's turn, with so many of them and so many others waiting? So they spread over the whole work."""
    return chance.randrange(blind + others) < blind if blind else False
