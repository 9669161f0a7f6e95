"""Simulated reports and readers: realistic figures, their print in every known layout, damage, and misreadings.

The truth is known by construction, and nothing is shared with the packages that read: what they make of a simulated
document measures them.
"""

from crossfoot.evaluation.simulation.damage import FIGURES, STRUCTURAL, Damage
from crossfoot.evaluation.simulation.errors import MISREADINGS, Misreading, misread
from crossfoot.evaluation.simulation.figures import (
    SOURCE_ERRORS,
    Cells,
    SourceError,
    Style,
    breaks_a_sum,
    draw,
    draw_style,
    err,
    fill_in,
    printed,
)
from crossfoot.evaluation.simulation.layouts import LAYOUTS, Layout, layouts
from crossfoot.evaluation.simulation.model import Habits, SimulatedModel
from crossfoot.evaluation.simulation.pages import page, traditional
from crossfoot.evaluation.simulation.samples import Configuration, Sample, draw_sample
from crossfoot.evaluation.simulation.sheet import Truth, draw_wording, tables, truth, unmarked

__all__ = [
    "FIGURES",
    "LAYOUTS",
    "MISREADINGS",
    "SOURCE_ERRORS",
    "STRUCTURAL",
    "Cells",
    "Configuration",
    "Damage",
    "Habits",
    "Layout",
    "Misreading",
    "Sample",
    "SimulatedModel",
    "SourceError",
    "Style",
    "Truth",
    "breaks_a_sum",
    "draw",
    "draw_sample",
    "draw_style",
    "draw_wording",
    "err",
    "fill_in",
    "layouts",
    "misread",
    "page",
    "printed",
    "tables",
    "traditional",
    "truth",
    "unmarked",
]
