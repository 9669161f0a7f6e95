"""From the space of a PDF page to the page as it is shown, and on to the frame in which its text is read."""

from dataclasses import dataclass

from crossfoot.documents.model import Box

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a·x + c·y + e, y' = b·x + d·y + f."""
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def after(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does *first*, then *second*."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def move(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point to which *matrix* brings (x, y)."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def move_box(matrix: Matrix, box: Box) -> Box:
    """The smallest box around what *matrix* makes of *box*."""
    a, b, c, d, e, f = matrix
    left, top, right, bottom = box
    x0, y0 = a * left + c * top + e, b * left + d * top + f
    x1, y1 = a * right + c * bottom + e, b * right + d * bottom + f
    if x0 > x1:
        x0, x1 = x1, x0
    return (x0, y0, x1, y1) if y0 < y1 else (x0, y1, x1, y0)


def quarter(matrix: Matrix, dx: float, dy: float) -> int | None:
    """How many quarter turns counter-clockwise a direction has after *matrix*, seen with y down; null if it is skew."""
    a, b, c, d, _, _ = matrix
    x, y = a * dx + c * dy, b * dx + d * dy
    along, aside = max(abs(x), abs(y)), min(abs(x), abs(y))
    if aside > 0.1 * along or not along:
        return None
    if abs(x) > abs(y):
        return 0 if x > 0 else 2
    return 3 if y > 0 else 1


def turned(turn: int, width: float, height: float) -> Matrix:
    """From a page of that size to the same page turned so that text which stands at *turn* runs to the right."""
    return (
        IDENTITY,
        (0, 1, -1, 0, height, 0),
        (-1, 0, 0, -1, width, height),
        (0, -1, 1, 0, 0, width),
    )[turn]


def upright(bounds: Box, rotation: int) -> Matrix:
    """From PDF space (y up) to the page as it is shown (y down): *bounds* is the part that is shown, *rotation* in degrees."""
    left, bottom, right, top = bounds
    return {
        0: (1, 0, 0, -1, -left, top),
        90: (0, 1, 1, 0, -bottom, -left),
        180: (-1, 0, 0, 1, right, -bottom),
        270: (0, -1, -1, 0, top, right),
    }[rotation]


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame in which a page is read. `matrix` leads to it from PDF space."""

    matrix: Matrix
    width: float
    height: float
    back: Matrix
    """From the frame to the page as it is shown."""

    def shown(self, box: Box) -> Box:
        left, top, right, bottom = move_box(self.back, box)
        return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


def frame(bounds: Box, rotation: int, turn: int = 0) -> Frame:
    """The frame of a page whose lines stand at *turn* on the page as it is shown."""
    left, bottom, right, top = bounds
    width, height = right - left, top - bottom
    if rotation in (90, 270):
        width, height = height, width
    matrix = after(upright(bounds, rotation), turned(turn, width, height))
    read = (height, width) if turn % 2 else (width, height)
    return Frame(matrix, *read, turned(-turn % 4, *read))
