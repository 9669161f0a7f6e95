"""Where each cell stands in the print, or why it has no place. No values, no judgement."""

from crossfoot.layout.anchors import Anchors, LayoutError, Place, RowPlace, Standing
from crossfoot.layout.excerpt import excerpt, quote
from crossfoot.layout.locate import locate

__all__ = ["Anchors", "LayoutError", "Place", "RowPlace", "Standing", "excerpt", "locate", "quote"]
