"""Seals and stamps in colour over a page: their strokes are no walls of a table, and what they cross is in doubt."""

import cv2
import numpy as np
import PIL.Image

from crossfoot.documents.pictures.engine import Pixels
from crossfoot.documents.pictures.upright import Upright

_COLOURED = 50
"""Levels by which the strongest and the weakest of red, green and blue differ in a coloured ink, at the least."""
_LIGHT = 90
"""The least level of the strongest: what is darker is black, whatever covers it."""
_WIDE = 4.0
"""In heights of a character: a piece of coloured ink that is so wide and so high is no character."""


def stamped(image: PIL.Image.Image, level: Upright, size: float) -> "Pixels | None":
    """A mask, on the level page, of the coloured ink of stamps; null where there is none. *size* is a character's height."""
    if image.mode != "RGB":
        return None
    strongest, weakest = _extremes(image)
    coloured = ((strongest - weakest > _COLOURED) & (strongest > _LIGHT)).astype(np.uint8)
    if not coloured.any():
        return None
    placed = level.placed(coloured)
    near = cv2.dilate(placed, np.ones((3, 3), np.uint8))
    stats = cv2.connectedComponentsWithStats(near)[2][1:]
    mask = np.zeros_like(placed)
    for left, top, width, height, _ in stats.tolist():
        if min(width, height) > _WIDE * size:
            part = np.s_[top : top + height, left : left + width]
            mask[part] = near[part]
    return mask if mask.any() else None


def _extremes(image: PIL.Image.Image) -> tuple[np.ndarray, np.ndarray]:
    """The strongest and the weakest of each pixel's red, green and blue."""
    colours = np.asarray(image)
    strongest, weakest = colours[:, :, 0].astype(np.int16), colours[:, :, 0].astype(np.int16)
    for channel in (1, 2):
        np.maximum(strongest, colours[:, :, channel], out=strongest)
        np.minimum(weakest, colours[:, :, channel], out=weakest)
    return strongest, weakest
