"""What stands on a page, in the frame in which it is read: x to the right along the lines, y down, in points."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from crossfoot.documents.model import Box
from crossfoot.documents.pdf.frame import Frame

DIGITS = frozenset("0123456789０１２３４５６７８９")
FIGURE = DIGITS | frozenset(".,+-%．，＋－％−")
"""The characters of which figures are made."""


def is_figure(text: str) -> bool:
    """Is *text* made of a figure's characters only, with a digit among them?"""
    return FIGURE.issuperset(text) and not DIGITS.isdisjoint(text)


class Glyph(NamedTuple):
    """A character. `left` and `right` bound its advance, `top` and `bottom` its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    """Its baseline."""
    size: float
    """Of its font."""
    turn: int = 0
    """Quarter turns, counter-clockwise, by which its line stands against the lines of the page."""
    doubtful: bool = False
    """Is it struck out, half hidden or overprinted, so that the print may say something else?"""
    contrast: int = 255
    """How far its colour is from that of its ground, 0 to 255."""

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def is_figure(self) -> bool:
        return self.text in FIGURE


class Rule(NamedTuple):
    """A straight line along one axis: its place on the other axis, and from where to where it goes."""

    at: float
    start: float
    end: float


def _unstained(_box: Box) -> bool:
    return False


@dataclass(slots=True)
class Page:
    """One page's content as far as it is seen."""

    number: int
    frame: Frame
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    stained: Callable[[Box], bool] = field(default=_unstained)
    """Is something painted in a box that has no text, which may be a figure?"""

    def origin(self, box: Box) -> tuple[int, Box]:
        """Page and box of what stands at *box*, as `model.Origin` has them."""
        return self.number, self.frame.shown(box)
