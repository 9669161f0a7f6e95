"""Every quirk of real reports as a switch, by name."""

from collections.abc import Mapping

from crossfoot.evaluation.simulation.quirks.blanks import BLANKS
from crossfoot.evaluation.simulation.quirks.formats import FORMATS
from crossfoot.evaluation.simulation.quirks.labels import LABELS
from crossfoot.evaluation.simulation.quirks.model import Quirk
from crossfoot.evaluation.simulation.quirks.structure import STRUCTURE
from crossfoot.evaluation.simulation.quirks.values import VALUES

__all__ = ["QUIRKS", "Quirk"]

QUIRKS: Mapping[str, Quirk] = {**BLANKS, **VALUES, **LABELS, **STRUCTURE, **FORMATS}
"""In the order in which they are applied where several are switched on."""
