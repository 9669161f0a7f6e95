"""A page turned upright: its lines level, its text on its feet, and the way back to where the page came from."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from crossfoot.documents.model import Box, DocumentError
from crossfoot.documents.pictures.engine import Engine, Pixels, Rect

_WIDEST = 2500
"""Pixels of the shorter side: a larger page is made smaller."""
_SMALLEST, _LARGER = 1_700_000, 3
"""Pixels: a smaller page is made larger, so many times at the most."""
_LARGEST = 20_000_000
"""Pixels: a larger page is made smaller."""
_THINNEST = 40
"""So many times as long as wide, a page is a strip: to turn one takes more memory than there is."""
_PLAIN = 12
"""Levels of grey: what differs by less is a page without ink."""
_SAMPLE = 640
"""Pixels of the page that its skew is measured on."""
_STEEPEST = 6.0
"""Degrees: a page fed in more askew than that is laid on the scanner anew."""
_LEVEL = 0.03
"""Degrees: less is level."""
_LONG = 3.0
"""A box so many times as long as wide is a line of text that shows which way it runs."""
_ASKED = 8
"""Lines that are looked at for telling which way is up."""


@dataclass(frozen=True)
class Upright:
    """A level page and the lines of text found on it."""

    page: Pixels
    lines: Sequence[Rect]
    back: np.ndarray
    """From a point of the page to one of the picture: two rows of three numbers."""

    def box(self, rect: Rect, scale: float) -> Box:
        """Where *rect* stands in the picture, in points; *scale* is the picture's pixels per point."""
        corners = [(x, y, 1.0) for x in (rect.left, rect.right) for y in (rect.top, rect.bottom)]
        placed = np.array(corners) @ self.back.T / scale
        (left, top), (right, bottom) = placed.min(axis=0), placed.max(axis=0)
        return round(float(left), 1), round(float(top), 1), round(float(right), 1), round(float(bottom), 1)

    def placed(self, mask: Pixels) -> Pixels:
        """A mask of the picture as one of the page."""
        height, width = self.page.shape
        there: Pixels = cv2.warpAffine(
            mask, self.back, (width, height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        )
        return there


def upright(picture: Pixels, engine: Engine) -> Upright:
    """*picture* in a workable size, turned by quarters and by its skew until its text is level.

    Raises:
        DocumentError: `too_large` for a strip that is no page.
    """
    if int(picture.max()) - int(picture.min()) < _PLAIN:
        return Upright(picture, (), np.eye(3)[:2])
    if max(picture.shape) > _THINNEST * min(picture.shape):
        height, width = picture.shape
        hint = "cut it into pages"
        raise DocumentError(
            "too_large", f"a strip of {width:,} × {height:,} pixels, which is no page: {hint}"
        )
    scale = _scale(picture)
    page = picture
    if scale != 1:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        page = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
    forth = np.diag([scale, scale, 1.0])
    page, step = _turned(page, _skew(page))
    forth = step @ forth
    lines = engine.find(page)
    if _stands_sideways(lines):
        page, step = _quarter(page)
        lines = [_quartered(line, page) for line in lines]
        forth = step @ forth
    if _stands_on_its_head(page, lines, engine):
        page, step = _half(page)
        height, width = page.shape
        lines = [Rect(width - r.right, height - r.bottom, width - r.left, height - r.top) for r in lines]
        forth = step @ forth
    return Upright(page, lines, np.linalg.inv(forth)[:2])


def _scale(picture: Pixels) -> float:
    """By how much the picture is made larger for a workable size."""
    smaller: float = min(_WIDEST / min(picture.shape), (_LARGEST / picture.size) ** 0.5)
    if smaller < 1:
        return smaller
    larger = min(round((_SMALLEST / picture.size) ** 0.5), _LARGER)
    return float(max(larger, 1))


def _skew(page: Pixels) -> float:
    """Degrees by which the page must be turned against the clock so that its rows (or columns) are level.

    Level rows of text and rules make the sums of the rows differ most from one to the next.
    """
    shorter = min(page.shape)
    page = page[: 2 * shorter, : 2 * shorter]  # Of a roll, the beginning.
    scale = _SAMPLE / max(page.shape)
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    found = 0.0
    for step, reach in ((0.5, _STEEPEST), (0.1, 0.5), (0.02, 0.1)):
        angles = found + np.arange(-reach, reach + step / 2, step)
        found = float(max(angles, key=lambda angle: _sharpness(ink, float(angle))))
    return found if abs(found) > _LEVEL else 0.0


def _sharpness(ink: Pixels, angle: float) -> float:
    turned: np.ndarray = _turned(ink * 255, angle, paper=0)[0].astype(np.float32)
    return max(float(np.square(np.diff(turned.sum(axis=axis))).sum()) for axis in (0, 1))


def _turned(page: Pixels, angle: float, paper: int = 255) -> tuple[Pixels, np.ndarray]:
    """The page turned against the clock by *angle* degrees, with paper at its corners, and how its points move."""
    if not angle:
        return page, np.eye(3)
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = np.abs(matrix[0, :2])
    size = round(height * sin + width * cos), round(height * cos + width * sin)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(page, matrix, size, flags=cv2.INTER_LINEAR, borderValue=paper)
    return turned, np.vstack([matrix, (0.0, 0.0, 1.0)])


def _quarter(page: Pixels) -> tuple[Pixels, np.ndarray]:
    """The page turned clockwise by a quarter."""
    matrix = np.array([[0.0, -1.0, page.shape[0]], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return np.ascontiguousarray(np.rot90(page, -1)), matrix


def _quartered(rect: Rect, turned: Pixels) -> Rect:
    width = turned.shape[1]
    return Rect(width - rect.bottom, rect.left, width - rect.top, rect.right)


def _half(page: Pixels) -> tuple[Pixels, np.ndarray]:
    height, width = page.shape
    matrix = np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
    return np.ascontiguousarray(np.rot90(page, 2)), matrix


def _stands_sideways(lines: Sequence[Rect]) -> bool:
    """Do the long lines of text run up and down, more of them than across?"""
    tall = sum(line.height for line in lines if line.height > _LONG * line.width)
    wide = sum(line.width for line in lines if line.width > _LONG * line.height)
    return tall > wide


def _stands_on_its_head(page: Pixels, lines: Sequence[Rect], engine: Engine) -> bool:
    longest = sorted(lines, key=lambda line: line.width / max(line.height, 1), reverse=True)[:_ASKED]
    crops = [page[r.top : r.bottom, r.left : r.right] for r in longest if r.width > _LONG * r.height]
    votes = engine.upside_down(crops)
    return 2 * sum(votes) > len(votes)
