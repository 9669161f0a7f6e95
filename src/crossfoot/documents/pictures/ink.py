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
        stats = cv2.connectedComponentsWithStats(self.mask)[2][1:, :4]
        self._marks = stats[stats[:, 2:].max(axis=1) >= _SPECK * size]
        self._middles = self._marks[:, :2] + self._marks[:, 2:] / 2

    def pieces(self, inside: Rect, texts: Sequence[Rect]) -> list[Piece]:
        """The pieces of ink inside a cell, from top to bottom; *texts* are the lines of text found on the page.

        A text that reaches over a wall is cut there. What was not found as text is a piece all the same.
        """
        every = marks = self._within(inside)
        found: list[Piece] = []
        for part, whole in _cut(texts, inside):
            own = [mark for mark in marks if part.holds(mark.centre)]
            marks = [mark for mark in marks if mark not in own]
            if own:
                found.append(Piece(around(own).meets(inside), seen=True))
            elif whole and not any(part.holds(mark.centre) for mark in every):
                found.append(Piece(part, seen=True))  # Too faint for ink, and yet no blank.
        rest = [around(row).meets(inside) for row in self._rows(marks)]
        least = _DUST * self.size
        found.extend(Piece(rect, seen=False) for rect in rest if max(rect.width, rect.height) >= least)
        return sorted(found, key=lambda piece: (piece.rect.top, piece.rect.left))

    def _within(self, inside: Rect) -> list[Rect]:
        left, top, right, bottom = inside
        x, y = self._middles[:, 0], self._middles[:, 1]
        chosen = self._marks[(x >= left) & (x < right) & (y >= top) & (y < bottom)].tolist()
        marks = [Rect(x, y, x + width, y + height) for x, y, width, height in chosen]
        return [mark for mark in marks if not self._is_rest(mark, inside)]

    def _is_rest(self, mark: Rect, inside: Rect) -> bool:
        """Is the mark what erasing a wall has left of it?"""
        near, thin = 2 * _REST * self.size, _REST * self.size
        if mark.width <= thin and mark.width < mark.height:
            return mark.right - inside.left < near or inside.right - mark.left < near
        if mark.height <= thin and mark.height < mark.width:
            return mark.bottom - inside.top < near or inside.bottom - mark.top < near
        return False

    def _rows(self, marks: Sequence[Rect]) -> list[list[Rect]]:
        """Marks side by side."""
        rows: list[list[Rect]] = []
        for mark in sorted(marks, key=lambda mark: mark.left):
            for row in rows:
                bounds = around(row)
                beside = mark.left - bounds.right < _APART * self.size
                if beside and mark.top < bounds.bottom and bounds.top < mark.bottom:
                    row.append(mark)
                    break
            else:
                rows.append([mark])
        return rows

    def glyphs(self, rect: Rect) -> list[Rect]:
        """The stretches of ink that blank columns part, from left to right."""
        ink = self.mask[rect.top : rect.bottom, rect.left : rect.right] > 0
        columns = np.flatnonzero(np.diff(np.pad(ink.any(axis=0).astype(np.int8), 1)))
        return [
            Rect(rect.left + int(begin), rect.top, rect.left + int(end), rect.bottom)
            for begin, end in zip(columns[::2], columns[1::2], strict=True)
        ]


def _cut(texts: Sequence[Rect], inside: Rect) -> list[tuple[Rect, bool]]:
    """The parts of *texts* that lie inside, where that is more than a margin, and whether it is nearly all of one."""
    parts = [(text.meets(inside), text) for text in texts]
    return [
        (part, part.width > _WHOLE * text.width and part.height > _WHOLE * text.height)
        for part, text in parts
        if part.width > 0.2 * text.height and part.height > 0.4 * text.height
    ]
