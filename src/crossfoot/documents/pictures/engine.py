"""What an engine does that reads characters from pixels, and the rectangles that it is all about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Pixels: TypeAlias = "np.ndarray"
"""A picture in grey, one byte a pixel, 0 is black: rows of columns."""


class Rect(NamedTuple):
    """Left, top, right, bottom in pixels; right and bottom are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: "Rect") -> "Rect":
        """What both cover; its width or height is not positive where they do not touch."""
        return Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def holds(self, point: tuple[float, float]) -> bool:
        return self.left <= point[0] < self.right and self.top <= point[1] < self.bottom


def around(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle that holds all of *rects*."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))


class Glimpse(NamedTuple):
    """One reading of a crop: empty where nothing was recognised."""

    text: str
    confidence: float


class Engine(Protocol):
    """Finds lines of text on a page and reads crops that hold one line each."""

    def find(self, page: Pixels) -> list[Rect]:
        """Where lines of text stand, whichever way they run."""

    def read(self, crops: Sequence[Pixels], room: int) -> list[Glimpse]:
        """What the crops say. *room* is the least width that one is filled up to, at a height of 48."""

    def upside_down(self, crops: Sequence[Pixels]) -> list[bool]:
        """Which of the crops stand on their head, for certain."""
