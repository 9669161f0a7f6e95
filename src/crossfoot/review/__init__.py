"""What a reader could not settle goes to a person: the state of a document in hand, and the desk at which it is decided."""

from crossfoot.pipeline.state import Carried, State, state_of
from crossfoot.review.desk import Case, Desk, RefusedError

__all__ = ["Carried", "Case", "Desk", "RefusedError", "State", "state_of"]
