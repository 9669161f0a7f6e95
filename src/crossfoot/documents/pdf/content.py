"""The drawings of a page: its rules, the areas and pictures that may hide text, and the order in which all is painted."""

from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int, c_uint, c_void_p, cast
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from crossfoot.documents.model import Box, DocumentError
from crossfoot.documents.pdf.frame import IDENTITY, Frame, Matrix, after, move, move_box
from crossfoot.documents.pdf.shapes import Rule

Handle = Any
"""An object of the library, which has no types of its own."""
Colour = tuple[int, int, int]

_THIN = 3.0
"""Points: a filled rectangle that is no thicker is a line."""
_FAR = 20_000.0
"""Points: no page reaches so far."""
_MAX_OBJECTS = 50_000
_MAX_SEGMENTS = 400_000
_MAX_DEPTH = 8


@dataclass(slots=True)
class Area:
    """A rectangle that was filled, or a picture (`colour` null), as number *order* of what is painted."""

    order: int
    box: Box
    colour: Colour | None


class Painted(NamedTuple):
    """An object as number *order* of what is painted, with the matrix and the opacity, 0 to 255, of the forms that hold it."""

    order: int
    handle: Handle
    matrix: Matrix
    opacity: int


@dataclass(slots=True)
class Drawing:
    """What is painted on a page beside text, in the frame of the page."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    curves: int = 0
    texts: dict[int, "Painted"] = field(default_factory=dict)
    """Text object → how it is painted."""

    def pictured(self, frame: Frame) -> float:
        """The share of the page that pictures cover: scans may come in strips. What two of them cover counts twice."""
        page = (0.0, 0.0, frame.width, frame.height)
        shares = (_common(area.box, page) for area in self.areas if area.colour is None)
        return sum(shares) / max(frame.width * frame.height, 1.0)


def _common(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def address(handle: Handle) -> int:
    """What tells one object from another."""
    return cast(handle, c_void_p).value or 0


def painted(page: Handle) -> list[Painted]:
    """All that is painted on a page, in order, what forms hold in its place.

    Raises:
        DocumentError: `too_complex` for more objects than any report has.
    """
    found: list[Painted] = []
    for order, (handle, matrix, opacity) in enumerate(_objects(page)):
        if order > _MAX_OBJECTS:
            raise _too_many()
        found.append(Painted(order, handle, matrix, opacity))
    return found


def _too_many() -> DocumentError:
    return DocumentError("too_complex", "a page of a PDF with too many drawings: print it to a new PDF")


def read_drawing(objects: Sequence[Painted], frame: Frame) -> Drawing:
    """The drawings among what is painted on a page.

    Raises:
        DocumentError: `too_complex` for more lines than any report has.
    """
    drawing = Drawing()
    segments = 0
    for each in objects:
        order, handle, matrix, _ = each
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawing.texts[address(handle)] = each
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            segments += _read_path(handle, after(matrix, frame.matrix), order, drawing)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            _read_picture(handle, after(matrix, frame.matrix), order, drawing)
        if segments > _MAX_SEGMENTS:
            raise _too_many()
    return drawing


def _objects(page: Handle) -> Iterator[tuple[Handle, Matrix, int]]:
    """All objects in the order in which they are painted, those of forms in their place."""
    count = pdfium.FPDFPage_CountObjects(page)
    stack = [((pdfium.FPDFPage_GetObject(page, index) for index in range(count)), IDENTITY, 255)]
    while stack:
        objects, matrix, opacity = stack[-1]
        handle = next(objects, None)
        if handle is None:
            stack.pop()
            continue
        is_form = pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_FORM
        if is_form and len(stack) <= _MAX_DEPTH:
            inner = range(pdfium.FPDFFormObj_CountObjects(handle))
            children = (pdfium.FPDFFormObj_GetObject(parent, index) for parent in [handle] for index in inner)
            fill = colour_of(handle)
            # What a form inherits and what it is laid on the page with are told alike: the clearer one holds.
            clear = opacity if fill is None else min(opacity, fill[1])
            stack.append((children, after(matrix_of(handle), matrix), clear))
        yield handle, matrix, opacity


def matrix_of(handle: Handle) -> Matrix:
    """The matrix of an object within what holds it."""
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, found):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def bounds_of(handle: Handle) -> Box:
    """Left, bottom, right, top of an object within what holds it."""
    edges = [c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(handle, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def colour_of(handle: Handle, *, stroke: bool = False) -> tuple[Colour, int] | None:
    """The colour in which an object is filled, or its lines are drawn, and its opacity, 0 to 255; null for a pattern."""
    parts = [c_uint() for _ in range(4)]
    get = pdfium.FPDFPageObj_GetStrokeColor if stroke else pdfium.FPDFPageObj_GetFillColor
    if not get(handle, *parts):
        return None
    red, green, blue, opacity = (part.value for part in parts)
    return (red, green, blue), opacity


def _read_picture(handle: Handle, matrix: Matrix, order: int, drawing: Drawing) -> None:
    # Bounds are those within the form, where the object's own matrix has been applied already.
    box = move_box(matrix, bounds_of(handle))
    if not _as_rule(box, drawing):
        drawing.areas.append(Area(order, box, None))


def _read_path(handle: Handle, matrix: Matrix, order: int, drawing: Drawing) -> int:
    """Take in a path; the number of its segments."""
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    count = int(pdfium.FPDFPath_CountSegments(handle))
    if not (fill.value or stroke.value) or count > _MAX_SEGMENTS:
        return count
    parts = _parts(handle, count, after(matrix_of(handle), matrix), drawing)
    if stroke.value and _is_painted(handle):
        _read_strokes(handle, parts, order, drawing)
    if fill.value:
        _read_fills(handle, parts, order, drawing)
    return count


def _is_painted(handle: Handle) -> bool:
    colour = colour_of(handle, stroke=True)
    return colour is None or colour[1] > 0


Points = list[tuple[float, float]]


def _parts(handle: Handle, count: int, matrix: Matrix, drawing: Drawing) -> list[Points]:
    """The points of each part of a path that has straight lines only."""
    parts: list[Points] = []
    curved: set[int] = set()
    x, y = c_float(), c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curved.add(len(parts) - 1)
        parts[-1].append(move(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and parts[-1][-1] != parts[-1][0]:
            parts[-1].append(parts[-1][0])
    drawing.curves += len(curved)
    return [part for index, part in enumerate(parts) if index not in curved]


def _read_strokes(handle: Handle, parts: list[Points], order: int, drawing: Drawing) -> None:
    width = c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(handle, width)
    half = width.value / 2
    for points in parts:
        for (x0, y0), (x1, y1) in pairwise(points):
            box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if half > _THIN / 2 and (box[2] - box[0] < 0.5 or box[3] - box[1] < 0.5):
                flat = box[3] - box[1] < 0.5
                grown = (box[0], box[1] - half, box[2], box[3] + half)
                upright = (box[0] - half, box[1], box[2] + half, box[3])
                _read_area(handle, grown if flat else upright, order, drawing, stroke=True)
            elif min(box[2] - box[0], box[3] - box[1]) < 1:
                _as_rule(box, drawing)


def _read_fills(handle: Handle, parts: list[Points], order: int, drawing: Drawing) -> None:
    for points in parts:
        if len(points) < 3:
            continue
        box = (
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )
        square = all(
            min(abs(x - box[0]), abs(x - box[2])) < 0.5 and min(abs(y - box[1]), abs(y - box[3])) < 0.5
            for x, y in points
        )
        if (square or min(box[2] - box[0], box[3] - box[1]) < 1) and not _as_rule(box, drawing):
            _read_area(handle, box, order, drawing)


def _read_area(handle: Handle, box: Box, order: int, drawing: Drawing, *, stroke: bool = False) -> None:
    colour = colour_of(handle, stroke=stroke)
    if colour is not None and colour[1] == 255 and not pdfium.FPDFPageObj_HasTransparency(handle):
        drawing.areas.append(Area(order, box, colour[0]))


def _as_rule(box: Box, drawing: Drawing) -> bool:
    """Take a thin box as a rule. One that is thin both ways may be a piece of either kind."""
    left, top, right, bottom = box
    if not (-_FAR < left <= right < _FAR and -_FAR < top <= bottom < _FAR):
        return True
    flat, narrow = bottom - top <= _THIN, right - left <= _THIN
    if flat:
        drawing.across.append(Rule((top + bottom) / 2, left, right))
    if narrow:
        drawing.down.append(Rule((left + right) / 2, top, bottom))
    return flat or narrow
