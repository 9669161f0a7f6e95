"""What charts are drawn with: marks, lines, texts, and the document around them."""

import re
import unicodedata
from collections.abc import Iterable
from html import escape

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""The palette of Okabe and Ito (2008) without its black and yellow."""
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4", "1 4")
INK = "#7a7a7a"
SIZE = 12
"""Of the text, in pixels."""
LINE = 1.5 * SIZE
HALF = 0.35 * SIZE
"""From the middle of a line of text down to where its letters stand."""
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def mark(number: int, x: float, y: float, told: str) -> str:
    """A circle, square, triangle or diamond; under the mouse it says what is *told*."""
    sides = number % 4
    fill = f'fill="{COLOURS[number % len(COLOURS)]}"'
    title = f"<title>{escaped(told)}</title>" if told else ""
    if sides == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {fill}>{title}</circle>'
    corners = (
        [(-3.6, -3.6), (3.6, -3.6), (3.6, 3.6), (-3.6, 3.6)],
        [(0, -5), (4.6, 3.4), (-4.6, 3.4)],
        [(0, -5.2), (5.2, 0), (0, 5.2), (-5.2, 0)],
    )[sides - 1]
    path = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{path}" {fill}>{title}</polygon>'


def whisker(x1: float, y1: float, x2: float, y2: float, number: int) -> str:
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} {stroke(number, 1.5)} opacity="0.8"/>'


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="currentColor" stroke-width="1" opacity="0.25"/>'


def text_at(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="currentColor"{more}>{escaped(text)}</text>'


def stroke(number: int, width: float) -> str:
    return f'fill="none" stroke="{COLOURS[number % len(COLOURS)]}" stroke-width="{width:g}"'


def dashed(number: int) -> str:
    dash = DASHES[number % len(DASHES)]
    return f'stroke-dasharray="{dash}"' if dash else ""


def escaped(text: str) -> str:
    """*text* as XML; characters that XML cannot hold become the replacement character."""
    return escape(_ILLEGAL.sub("\ufffd", text))


def width_of(text: str) -> float:
    """About the width of *text*, in pixels: fonts differ."""
    return SIZE * sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.58 for letter in text)


def shortened(text: str, room: float) -> str:
    """*text*, or as much of its beginning as has *room*, in pixels."""
    if width_of(text) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept}…"


def document(body: Iterable[str], width: int, height: int, title: str) -> str:
    named = escaped(title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{named}" color="{INK}" font-family="sans-serif" font-size="{SIZE}">'
    )
    return "\n".join([head, *body, "</svg>"]) + "\n"


def size_of(chart: str) -> tuple[int, int]:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', chart)
    if found is None:
        raise ValueError("this is no chart of this module")
    return int(found[1]), int(found[2])
