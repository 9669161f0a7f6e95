"""The characters of a page that are seen, each in its place."""

import unicodedata
from bisect import bisect_left
from collections import Counter
from ctypes import c_double, c_float
from dataclasses import dataclass
from math import hypot, isfinite

import pypdfium2.raw as pdfium

from crossfoot.documents.model import Box, DocumentError
from crossfoot.documents.pdf.content import (
    Area,
    Colour,
    Drawing,
    Handle,
    address,
    colour_of,
)
from crossfoot.documents.pdf.frame import IDENTITY, Frame, Matrix, after, move, move_box, quarter
from crossfoot.documents.pdf.shapes import FIGURE, Glyph, Rule

UNKNOWN = "\ufffd"
"""Stands for a character whose meaning the file does not tell."""
_MAX_GLYPHS = 60_000
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_LIGHT = 230
"""A text whose colour is at least so light, 0 to 255, may not be seen on white."""
_CLEAR = 25
"""A text whose opacity is at most that, 0 to 255, is not seen."""
_TINY = 1 / 400
"""Of the page's height: letters of that size are not seen."""


@dataclass(slots=True)
class _Style:
    """What all characters of one text object share."""

    scale: float
    turn: int | None
    seen: bool
    colour: Colour | None
    above: list[Area]
    below: list[Area]
    clip: Box | None


@dataclass(slots=True)
class Letters:
    """The characters of a page: seen ones, ones that are painted without being seen, and ones that stand skew."""

    seen: list[Glyph]
    ghosts: list[Glyph]
    skew: list[Glyph]
    hidden: list[Glyph]
    """Cut off or covered: what they belong to is not whole."""


def main_turn(text_page: Handle, matrix: Matrix) -> int:
    """The direction in which most of the characters run after *matrix*."""
    turns: Counter[int] = Counter()
    found = pdfium.FS_MATRIX()
    count = pdfium.FPDFText_CountChars(text_page)
    for index in range(0, count, max(count // 500, 1)):
        if pdfium.FPDFText_GetMatrix(text_page, index, found):
            turn = quarter(matrix, found.a, found.b)
            if turn is not None:
                turns[turn] += 1
    return turns.most_common(1)[0][0] if turns else 0


def read_letters(text_page: Handle, frame: Frame, drawing: Drawing) -> Letters:
    """The characters of the page in the order of the file.

    Raises:
        DocumentError: `too_complex` for more characters than fit on a page.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    if count > _MAX_GLYPHS:
        raise DocumentError(
            "too_complex", f"a page of a PDF with {count:,} characters: no report has so many"
        )
    letters = Letters([], [], [], [])
    styles: dict[int, _Style] = {}
    page = (0.0, 0.0, frame.width, frame.height)
    for index in range(count):
        text = _text(text_page, index)
        if text is None:
            continue
        handle = pdfium.FPDFText_GetTextObject(text_page, index)
        key = address(handle)
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(text_page, index, handle, frame, drawing)
        glyph = _glyph(text_page, index, text, frame, style)
        _sort(glyph, style, page, letters)
    return letters


def _text(text_page: Handle, index: int) -> str | None:
    """The character, or null for white space and for what the library adds of its own."""
    code = pdfium.FPDFText_GetUnicode(text_page, index)
    if pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1:
        return UNKNOWN
    if code < 32 or code in (0xFFFE, 0xFFFF, 0x7F) or code > 0x10FFFF:
        # The library tells a hyphen at the end of a line so.
        return "-" if code == 2 or (code == 0xFFFE and pdfium.FPDFText_IsHyphen(text_page, index)) else None
    text = chr(code)
    if text.isspace() or 0xD800 <= code < 0xE000:
        return None
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        # Fonts share a glyph between a radical and the character, and some writers name the radical.
        return unicodedata.normalize("NFKC", text)
    return text


def _style(text_page: Handle, index: int, handle: Handle, frame: Frame, drawing: Drawing) -> _Style:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, found)
    order, form = drawing.order.get(address(handle), (0, IDENTITY))
    fill = colour_of(handle) if handle else None
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
    stroked = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    colour = colour_of(handle, stroke=True) if stroked else fill
    return _Style(
        scale=hypot(found.c, found.d),
        turn=quarter(frame.matrix, found.a, found.b),
        seen=mode not in _INVISIBLE and (colour is None or colour[1] > _CLEAR),
        colour=None if colour is None else colour[0],
        above=[area for area in drawing.areas if area.order > order],
        below=[area for area in drawing.areas if area.order < order],
        clip=_clip(handle, after(form, frame.matrix)),
    )


def _clip(handle: Handle, matrix: Matrix) -> Box | None:
    """The box outside which nothing of an object is seen."""
    path = pdfium.FPDFPageObj_GetClipPath(handle) if handle else None
    count = pdfium.FPDFClipPath_CountPaths(path) if path else -1
    clip: Box | None = None
    x, y = c_float(), c_float()
    for number in range(max(count, 0)):
        points = []
        for index in range(max(pdfium.FPDFClipPath_CountPathSegments(path, number), 0)):
            segment = pdfium.FPDFClipPath_GetPathSegment(path, number, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append(move(matrix, x.value, y.value))
        if points:
            (xs, ys) = zip(*points, strict=True)
            box = (min(xs), min(ys), max(xs), max(ys))
            clip = box if clip is None else _overlap(clip, box)
    return clip


def _overlap(one: Box, other: Box) -> Box:
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def _glyph(text_page: Handle, index: int, text: str, frame: Frame, style: _Style) -> Glyph:
    loose = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
    edges = [c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(text_page, index, edges[0], edges[1], edges[2], edges[3])
    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    advance = move_box(frame.matrix, (loose.left, loose.bottom, loose.right, loose.top))
    left, right, bottom, top = (edge.value for edge in edges)
    ink = move_box(frame.matrix, (left, bottom, right, top))
    at = move(frame.matrix, x.value, y.value)
    size = pdfium.FPDFText_GetFontSize(text_page, index) * style.scale
    if style.turn in (1, 3):
        return Glyph(text, ink[0], advance[1], ink[2], advance[3], at[0], size, style.turn)
    return Glyph(text, advance[0], ink[1], advance[2], ink[3], at[1], size, style.turn or 0)


def _sort(glyph: Glyph, style: _Style, page: Box, letters: Letters) -> None:
    middle = glyph.middle
    if not (_holds(page, middle) and isfinite(glyph.base) and 0 < glyph.size < page[3]):
        return
    if not style.seen or _is_covered(middle, style, pictures=True):
        letters.ghosts.append(glyph)
    elif (
        (style.clip is not None and not _holds(style.clip, middle))
        or _is_covered(middle, style, pictures=False)
        or _is_faint(middle, style)
        or glyph.size < _TINY * page[3]
    ):
        letters.hidden.append(glyph)
    elif style.turn is None:
        letters.skew.append(glyph)
    else:
        letters.seen.append(glyph)


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_covered(point: tuple[float, float], style: _Style, *, pictures: bool) -> bool:
    return any((area.colour is None) is pictures and _holds(area.box, point) for area in style.above)


def _is_faint(point: tuple[float, float], style: _Style) -> bool:
    """Is a light text printed on paper, or on an area, of its own colour?"""
    if style.colour is None or min(style.colour) < _LIGHT:
        return False
    under = next((area for area in reversed(style.below) if _holds(area.box, point)), None)
    ground = (255, 255, 255) if under is None else under.colour
    return ground is not None and all(abs(a - b) < 20 for a, b in zip(style.colour, ground, strict=True))


# -- what makes a print doubtful --------------------------------------------------------------------------------------


def checked(letters: Letters, across: list[Rule]) -> list[Glyph]:
    """The characters that are seen, each once; doubtful those that are struck out, overprinted, or not whole."""
    rules = sorted(across)
    places = [rule.at for rule in rules]
    broken = [glyph for glyph in letters.hidden if glyph.is_figure]
    found: list[Glyph] = []
    near: dict[tuple[int, int], list[int]] = {}
    for glyph in letters.seen:
        twin = _twin(glyph, found, near)
        if twin is not None:
            if found[twin].text != glyph.text:
                found[twin] = found[twin]._replace(doubtful=True)
            continue
        struck = glyph.text in FIGURE and (
            _is_struck(glyph, rules, places) or any(_adjoins(glyph, each) for each in broken)
        )
        x, y = glyph.middle
        near.setdefault((int(x // 8), int(y // 8)), []).append(len(found))
        found.append(glyph._replace(doubtful=True) if struck else glyph)
    return found


def _twin(glyph: Glyph, found: list[Glyph], near: dict[tuple[int, int], list[int]]) -> int | None:
    """A character printed before at nearly the same place."""
    x, y = glyph.middle
    column, row = int(x // 8), int(y // 8)
    limit = 0.2 * glyph.size
    for i in (column - 1, column, column + 1):
        for j in (row - 1, row, row + 1):
            for index in near.get((i, j), ()):
                other = found[index]
                if other.size < 0.6 * glyph.size or glyph.size < 0.6 * other.size:
                    continue
                at = other.middle
                if abs(at[0] - x) < limit and abs(at[1] - y) < limit:
                    return index
    return None


def _is_struck(glyph: Glyph, rules: list[Rule], places: list[float]) -> bool:
    if glyph.turn % 2:
        return False
    high, low = glyph.base - 0.62 * glyph.size, glyph.base - 0.12 * glyph.size
    half = (glyph.right - glyph.left) / 2
    for rule in rules[bisect_left(places, high) :]:
        if rule.at > low:
            return False
        if min(rule.end, glyph.right) - max(rule.start, glyph.left) > half:
            return True
    return False


def _adjoins(glyph: Glyph, other: Glyph) -> bool:
    gap = max(glyph.left, other.left) - min(glyph.right, other.right)
    return abs(glyph.base - other.base) < 0.3 * glyph.size and gap < 0.3 * glyph.size
