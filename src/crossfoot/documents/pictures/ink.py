"""What is printed inside the lines of a page: pieces of ink, apart from specks and from what is left of ruling lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from crossfoot.documents.pictures.engine import Pixels, Rect, around

_SPECK = 0.15
"""In heights of a character, as all lengths here: smaller marks are dust, or the dots of a figure."""
_DUST = 0.25
"""A smaller piece that was not found as text says nothing: even a dash is wider."""
_REST = 0.12
"""So near to a wall, and so thin, ink is a rest of the wall."""
_APART = 1.0
"""Marks of one row that are further apart are two pieces."""
_LONG = 2.0
"""A longer mark belongs to all cells that it runs through, not to the one that its middle lies in."""
_SCATTERED = 20
"""More pieces in a cell that were not found as text are a pattern, or dirt."""
_WHOLE = 0.8
"""The share of a text's width, and of its height, that lies inside one cell if the text belongs to it."""
_CONTRAST = 12
"""Levels of grey by which ink is darker than the paper around it, at the least."""


@dataclass(frozen=True)
class Piece:
    """Ink that is read as one: a line of text, or a part of one."""

    rect: Rect
    seen: bool
    """Did the search for lines of text find it, too?"""


class Ink:
    """The marks of a page."""

    def __init__(self, page: Pixels, rules: Pixels, size: float) -> None:
        self.size = size
        soft = cv2.GaussianBlur(page, (3, 3), 0)
        noise = 1.5 * float(np.median(np.abs(page.astype(np.int16) - soft)))
        block = 4 * round(size) + 1
        how = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
        self.mask = cv2.adaptiveThreshold(soft, 255, *how, block, _CONTRAST + 3 * noise)
        covered = cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0
        self.mask[covered] = 0
        self.page = np.where(covered, np.uint8(np.median(page)), page)
        """The page without its ruling lines."""
        _, labels, stats, _ = cv2.connectedComponentsWithStats(self.mask)
        extent = stats[:, 2:4].max(axis=1)
        extent[0] = 0
        self._long = (extent > _LONG * size)[labels] if extent.max() > _LONG * size else None
        self._marks = stats[(extent >= _SPECK * size) & (extent <= _LONG * size), :4]
        self._middles = self._marks[:, :2] + self._marks[:, 2:] / 2

    def pieces(self, inside: Rect, texts: Sequence[Rect]) -> list[Piece]:
        """The pieces of ink inside a cell, from top to bottom; *texts* are the lines of text found on the page.

        A text that reaches over a wall is cut there. What was not found as text is a piece all the same; where that is
        scattered all over the cell, all of it is one.
        """
        marks = self._within(inside)
        middles = marks[:, :2] + marks[:, 2:] / 2
        free: np.ndarray = np.ones(len(marks), bool)
        found: list[Piece] = []
        for part, whole in _cut(texts, inside):
            covered = _held(middles, part)
            own = _rects(marks[covered & free])
            free &= ~covered
            if own:
                found.append(Piece(around(own).meets(inside), seen=True))
            elif whole and not covered.any():
                found.append(Piece(part, seen=True))  # Too faint for ink, and yet no blank.
        rest = [row.meets(inside) for row in self._rows(_rects(marks[free]))]
        least = _DUST * self.size
        rest = [rect for rect in rest if max(rect.width, rect.height) >= least]
        if len(rest) > _SCATTERED:
            rest = [around(rest)]
        found.extend(Piece(rect, seen=False) for rect in rest)
        return sorted(found, key=lambda piece: (piece.rect.top, piece.rect.left))

    def _within(self, inside: Rect) -> np.ndarray:
        """The marks inside: left, top, width and height of each."""
        chosen: np.ndarray = np.vstack([self._marks[_held(self._middles, inside)], self._passing(inside)])
        rests = [self._is_rest(mark, inside) for mark in _rects(chosen)]
        kept: np.ndarray = chosen[~np.array(rests, bool)]
        return kept

    def _passing(self, inside: Rect) -> np.ndarray:
        """The parts inside of marks that are so long that they may run through several cells."""
        left, top = max(inside.left, 0), max(inside.top, 0)
        none: np.ndarray = np.zeros((0, 4), np.int32)
        if self._long is None:
            return none
        part = self._long[top : max(inside.bottom, 0), left : max(inside.right, 0)]
        if not part.any():
            return none
        stats = cv2.connectedComponentsWithStats(part.astype(np.uint8))[2][1:, :4]
        found: np.ndarray = stats[stats[:, 2:].max(axis=1) >= _SPECK * self.size] + (left, top, 0, 0)
        return found

    def _is_rest(self, mark: Rect, inside: Rect) -> bool:
        """Is the mark what erasing a wall has left of it?"""
        near, thin = 2 * _REST * self.size, _REST * self.size
        if mark.width <= thin and mark.width < mark.height:
            return mark.right - inside.left < near or inside.right - mark.left < near
        if mark.height <= thin and mark.height < mark.width:
            return mark.bottom - inside.top < near or inside.bottom - mark.top < near
        return False

    def _rows(self, marks: Sequence[Rect]) -> list[Rect]:
        """Marks side by side, each row as what is around it."""
        done: list[Rect] = []
        rows: list[Rect] = []  # Those that may go on.
        for mark in sorted(marks, key=lambda mark: mark.left):
            near = [row for row in rows if mark.left - row.right < _APART * self.size]
            if len(near) < len(rows):
                done += [row for row in rows if mark.left - row.right >= _APART * self.size]
                rows = near
            for n, row in enumerate(rows):
                if mark.top < row.bottom and row.top < mark.bottom:
                    rows[n] = around((row, mark))
                    break
            else:
                rows.append(mark)
        return done + rows

    def glyphs(self, rect: Rect) -> list[Rect]:
        """The stretches of ink that blank columns part, from left to right."""
        ink = self.mask[rect.top : rect.bottom, rect.left : rect.right] > 0
        columns = np.flatnonzero(np.diff(np.pad(ink.any(axis=0).astype(np.int8), 1)))
        return [
            Rect(rect.left + int(begin), rect.top, rect.left + int(end), rect.bottom)
            for begin, end in zip(columns[::2], columns[1::2], strict=True)
        ]


def _held(points: np.ndarray, rect: Rect) -> np.ndarray:
    """Which of the points *rect* holds."""
    x, y = points[:, 0], points[:, 1]
    held: np.ndarray = (x >= rect.left) & (x < rect.right) & (y >= rect.top) & (y < rect.bottom)
    return held


def _rects(marks: np.ndarray) -> list[Rect]:
    return [Rect(x, y, x + width, y + height) for x, y, width, height in marks.tolist()]


def _cut(texts: Sequence[Rect], inside: Rect) -> list[tuple[Rect, bool]]:
    """The parts of *texts* that lie inside, where that is more than a margin, and whether it is nearly all of one."""
    parts = [(text.meets(inside), text) for text in texts]
    return [
        (part, part.width > _WHOLE * text.width and part.height > _WHOLE * text.height)
        for part, text in parts
        if part.width > 0.2 * text.height and part.height > 0.4 * text.height
    ]
