"""Charts as self-contained SVG: lines, bars, points. Text in, text out; no library, no script, no font of its own.

Colours can be told apart with any kind of colour vision, and each series has a mark and a dash of its own besides. The
background is transparent and the ink a grey that is read on white and on black; a page that sets `color` for `svg` gets
its own ink instead.
"""

from crossfoot.evaluation.svg.charts import Bar, bar_chart, line_chart, scatter, stacked
from crossfoot.evaluation.svg.frame import Look, Series, percent, plain
from crossfoot.evaluation.svg.pieces import COLOURS, INK

__all__ = [
    "COLOURS",
    "INK",
    "Bar",
    "Look",
    "Series",
    "bar_chart",
    "line_chart",
    "percent",
    "plain",
    "scatter",
    "stacked",
]
