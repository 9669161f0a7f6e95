"""The characters of a page that are seen, each in its place."""

import unicodedata
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
    Painted,
    address,
    colour_of,
)
from crossfoot.documents.pdf.frame import IDENTITY, Frame, Matrix, after, move, move_box, quarter
from crossfoot.documents.pdf.marks import Replaced, misstated
from crossfoot.documents.pdf.shapes import FIGURE, Glyph

UNKNOWN = "\ufffd"
"""Stands for a character whose meaning the file does not tell."""
_BUFFERS = (pdfium.FS_RECTF(), *(c_double() for _ in range(6)))
"""What the library writes a character's place into. It is used by one thread at a time."""
_CUT = 0.02
"""Of the font size: a figure so near to the edge of what is seen may go on behind it."""
_ALONE = Painted(0, None, IDENTITY, 255)
_MAX_GLYPHS = 60_000
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_LIGHT = 128
"""A text whose colour is at least so light, 0 to 255, may stand on a ground that is darker."""
_FAINT = 20
"""A text whose colour is no farther from that of its ground, 0 to 255, is not seen."""
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
    doubtful: bool
    """Does the file say in another place that it means other figures than it shows?"""
    colour: Colour | None
    opacity: int
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


def read_letters(text_page: Handle, frame: Frame, drawing: Drawing, replaced: Replaced) -> Letters:
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
    doubtful = misstated(text_page, replaced)
    page = (0.0, 0.0, frame.width, frame.height)
    for index in range(count):
        text = _text(text_page, index)
        if text is None:
            continue
        handle = pdfium.FPDFText_GetTextObject(text_page, index)
        key = address(handle)
        style = styles.get(key)
        if style is None:
            style = _style(text_page, index, handle, frame, drawing)
            style.doubtful = key in doubtful
            styles[key] = style
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
    order, _, form, opacity = drawing.texts.get(address(handle), _ALONE)
    fill = colour_of(handle) if handle else None
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
    stroked = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    colour = colour_of(handle, stroke=True) if stroked else fill
    opacity = opacity if colour is None else min(opacity, colour[1])
    return _Style(
        scale=hypot(found.c, found.d),
        turn=quarter(frame.matrix, found.a, found.b),
        seen=mode not in _INVISIBLE and opacity > _CLEAR,
        doubtful=False,
        colour=None if colour is None else colour[0],
        opacity=opacity,
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
    loose, left, right, bottom, top, x, y = _BUFFERS
    pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    advance = move_box(frame.matrix, (loose.left, loose.bottom, loose.right, loose.top))
    ink = move_box(frame.matrix, (left.value, bottom.value, right.value, top.value))
    at = move(frame.matrix, x.value, y.value)
    size = pdfium.FPDFText_GetFontSize(text_page, index) * style.scale
    if style.turn in (1, 3):
        return Glyph(text, ink[0], advance[1], ink[2], advance[3], at[0], size, style.turn)
    return Glyph(text, advance[0], ink[1], advance[2], ink[3], at[1], size, style.turn or 0)


def _sort(glyph: Glyph, style: _Style, page: Box, letters: Letters) -> None:
    middle = glyph.middle
    if not (isfinite(glyph.base) and 0 < glyph.size < page[3]):
        return
    if not _holds(page, middle):
        if _holds((-glyph.size, -glyph.size, page[2] + glyph.size, page[3] + glyph.size), middle):
            letters.hidden.append(glyph)
    elif not style.seen or _is_covered(middle, style, pictures=True):
        letters.ghosts.append(glyph)
    elif (
        (style.clip is not None and not _holds(style.clip, middle))
        or _is_covered(middle, style, pictures=False)
        or (contrast := _contrast(middle, style)) < _FAINT
        or glyph.size < _TINY * page[3]
    ):
        letters.hidden.append(glyph)
    else:
        doubtful = style.doubtful or _is_cut(glyph, page if style.clip is None else style.clip)
        seen = glyph._replace(contrast=contrast * style.opacity // 255, doubtful=doubtful)
        (letters.skew if style.turn is None else letters.seen).append(seen)


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_cut(glyph: Glyph, clip: Box) -> bool:
    """Does a figure end where all is cut off? What would follow need not be in the file."""
    if glyph.text not in FIGURE:
        return False
    edge = _CUT * glyph.size
    if glyph.turn % 2:
        return glyph.top < clip[1] + edge or glyph.bottom > clip[3] - edge
    return glyph.left < clip[0] + edge or glyph.right > clip[2] - edge


def _is_covered(point: tuple[float, float], style: _Style, *, pictures: bool) -> bool:
    return any((area.colour is None) is pictures and _holds(area.box, point) for area in style.above)


def _contrast(point: tuple[float, float], style: _Style) -> int:
    """How far the colour of a text is from that of the paper, or the area, on which it is printed, 0 to 255."""
    if style.colour is None or min(style.colour) < _LIGHT:
        return 255
    under = next((area for area in reversed(style.below) if _holds(area.box, point)), None)
    ground = (255, 255, 255) if under is None else under.colour
    if ground is None:
        return 255
    return max(abs(a - b) for a, b in zip(style.colour, ground, strict=True))
