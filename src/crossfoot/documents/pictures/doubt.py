"""When a reading of a figure is believed: two readings agree, both are sure, and the ink has as many strokes as characters.

What is not believed gets `DOUBT` behind it: such a cell is neither a figure nor blank, and no check takes it for either.
"""

import re
import unicodedata
from collections.abc import Sequence
from math import ceil

from crossfoot.documents.model import DOUBT
from crossfoot.documents.pictures.engine import Glimpse

SURE = 0.8
"""The confidence below which a figure is in doubt."""
_NARROWEST, _ALONE, _WIDEST = 0.5, 0.75, 0.95
"""Widths in heights of a digit: the least that each of several that touch takes, ink that is surely one character, and
the most that one takes."""

_UNIT = "万亿元件条次项个年"
_WORDS = re.compile(rf"[㐀-鿿](?<![一二三〇丨丶口日曰{_UNIT}])")
"""A character that no figure is misread as."""
_FIGURE = re.compile(rf"[+-]{{0,2}}\d+(?:[.,]\d+)*[{_UNIT}]{{0,2}}|[-—_/\\]{{1,4}}")
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_PLAIN = re.compile(r"[\d+.,-]+")


def is_words(text: str) -> bool:
    """Is *text* a label or a sentence, and not a figure or what a figure may have been misread as?"""
    return _WORDS.search(text) is not None


def settled_figure(first: Glimpse, second: Glimpse, strokes: Sequence[tuple[int, int]]) -> str:
    """The text of a cell that holds a figure, with `DOUBT` where it is not certain.

    *strokes* are width and height of each stretch of its ink.
    """
    text, again = _plain(first.text), _plain(second.text)
    sure = min(first.confidence, second.confidence) >= SURE
    if sure and text == again and _FIGURE.fullmatch(text) and _fits(text, strokes):
        return text
    return (text or again) + DOUBT


def settled_line(first: Glimpse, second: Glimpse) -> str:
    """The text of a line outside of a grid: each numeral in it with `DOUBT` where the readings differ or are unsure."""
    text = first.text.strip()
    sure = min(first.confidence, second.confidence) >= SURE
    if sure and _NUMERAL.findall(_normal(text)) == _NUMERAL.findall(_normal(second.text)):
        return text
    return _NUMERAL.sub(lambda numeral: numeral[0] + DOUBT, text)


def has_numeral(text: str) -> bool:
    """Does a digit stand in *text*?"""
    return _NUMERAL.search(_normal(text)) is not None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _plain(text: str) -> str:
    return "".join(_normal(text).split()).replace("−", "-").replace("–", "-")


def _fits(text: str, strokes: Sequence[tuple[int, int]]) -> bool:
    """Are there as many characters in the ink as in *text*? Digits do not break up, and rarely touch."""
    if not _PLAIN.fullmatch(text) or not strokes:
        return True
    height = max(height for _, height in strokes)
    widths = [width / height for width, _ in strokes]
    fewest = sum(ceil(width / _WIDEST) for width in widths)
    most = sum(1 if width <= _ALONE else int(width / _NARROWEST) for width in widths)
    # A point that touches a digit takes hardly any width.
    points = min(text.count(".") + text.count(","), sum(width > _ALONE for width in widths))
    return fewest <= len(text) <= most + points
