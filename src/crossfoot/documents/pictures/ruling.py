"""The grid that ruling lines draw on a level page: which cells there are, with their spans.

Lines are what is left of the ink when everything shorter than a line is taken away. A place between two neighbouring
lines is a part of a cell; parts without a wall between them are one cell. What is open at an outer side (a table that
goes on overleaf, or without lines at its left and right) is closed there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from crossfoot.documents.pictures.engine import Pixels, Rect

_BREAK = 0.1
"""In heights of a character, as all lengths here: a gap in a line that a scanner leaves."""
_GAP = 1.2
"""A gap between pieces of a line that are long enough to be lines themselves."""
_LONG_ACROSS, _LONG_DOWN = 2.0, 1.3
"""A shorter stroke may belong to characters: strokes of neighbours run together, across more than down."""
_CORE = 0.25
"""The share of a line of text, at its top and at its bottom, in which a ruling line may run."""
_THICKEST = 0.5
"""What is thicker is a shaded field."""
_SAME = 0.35
"""Lines so near to each other are one."""
_WALL = 0.5
"""The share of a side that is drawn, for a wall."""
_FAINT = 0.15
"""The share of a side that is drawn, for no wall for certain to be there: in between is doubt."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its walls bound it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    inside: Rect
    certain: bool = True
    """Are all of its walls clearly there, and none within it?"""


@dataclass(frozen=True)
class Ruled:
    """A table with drawn lines. `cells` lie in reading order."""

    cells: tuple[Cell, ...]
    bounds: Rect


def ruled_tables(page: Pixels, texts: Sequence[Rect], size: float) -> tuple[list[Ruled], Pixels]:
    """The tables of a level page, from top to bottom, and a mask of their lines.

    *texts* are the lines of text on it, *size* is the height of a character.
    """
    across, down = _strokes(page, texts, size)
    mask = np.zeros_like(page)
    tables: list[Ruled] = []
    for bounds, own_across, own_down in _groups(across, down, size):
        table = _table(bounds, own_across, own_down, size)
        if table is not None:
            tables.append(table)
            mask[bounds.top : bounds.bottom, bounds.left : bounds.right] |= own_across | own_down
    apart = [t for t in tables if not any(_is_within(t.bounds, o.bounds) for o in tables if o is not t)]
    return sorted(apart, key=lambda table: (table.bounds.top, table.bounds.left)), mask


def _is_within(one: Rect, other: Rect) -> bool:
    return one.width * one.height < other.width * other.height and other.holds(one.centre)


def _strokes(page: Pixels, texts: Sequence[Rect], size: float) -> tuple[Pixels, Pixels]:
    """Masks of what runs straight across and straight down, for longer than a character and not through a text."""
    block = 2 * round(size) + 1
    ink = cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    down = _straight(np.ascontiguousarray(ink.T), _LONG_DOWN, size).T
    for text in texts:
        margin = round(_CORE * text.height)
        ink[text.top + margin : text.bottom - margin, text.left : text.right] = 0
    return _straight(ink, _LONG_ACROSS, size), np.ascontiguousarray(down)


def _straight(ink: Pixels, shortest: float, size: float) -> Pixels:
    """What runs straight across."""
    thick = cv2.dilate(ink, _bar(1, 3))  # A line that is a little askew steps up or down by a pixel.
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, _bar(_BREAK * size, 1))
    opened = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _bar(shortest * size, 1))
    return _thin(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _bar(_GAP * size, 1)), size)


def _bar(width: float, height: float) -> np.ndarray:
    return np.ones((max(1, round(height)), max(1, round(width))), np.uint8)


def _thin(strokes: Pixels, size: float) -> Pixels:
    """Only the strokes that are thin for their length."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    width, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_AREA]
    keep = area < _THICKEST * size * width
    keep[0] = False
    thin: Pixels = np.where(keep[labels], np.uint8(255), np.uint8(0))
    return thin


def _groups(across: Pixels, down: Pixels, size: float) -> Iterator[tuple[Rect, Pixels, Pixels]]:
    """The lines that hang together: their bounds, and the masks of what runs across and down within these."""
    near = cv2.dilate(across | down, _bar(_SAME * size, _SAME * size))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    for label in range(1, count):
        left, top, width, height = (int(n) for n in stats[label, :4])
        if width < 3 * size or height < 2 * size:
            continue
        bounds = Rect(left, top, left + width, top + height)
        part = np.s_[top : bounds.bottom, left : bounds.right]
        own = np.where(labels[part] == label, np.uint8(255), np.uint8(0))
        yield bounds, across[part] & own, down[part] & own


def _table(bounds: Rect, across: Pixels, down: Pixels, size: float) -> Ruled | None:
    """The table that these lines draw; null where they draw none."""
    xs = _positions(down, size)
    ys = _positions(np.ascontiguousarray(across.T), size)
    if len(xs) < 2 or len(ys) < 2:
        return None
    xs = _closed(xs, _extent(across | down), size)
    ys = _closed(ys, _extent((across | down).T), size)
    cells = [_moved(cell, bounds) for cell in _cells(xs, ys, across, down, size)]
    columns = {cell.column for cell in cells}
    return Ruled(tuple(cells), bounds) if len(columns) > 1 and len(ys) > 2 else None


def _moved(cell: Cell, by: Rect) -> Cell:
    """*cell*, whose place is counted from the upper left corner of *by*, with its place on the page."""
    left, top, right, bottom = cell.inside
    return replace(cell, inside=Rect(left + by.left, top + by.top, right + by.left, bottom + by.top))


def _positions(lines: Pixels, size: float) -> list[int]:
    """Where lines that run down stand, from left to right; neighbours that are nearly one are taken for one."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    middles = sorted((left + width / 2, height) for left, _top, width, height, _ in stats[1:].tolist())
    clusters: list[list[tuple[float, int]]] = []
    for middle in middles:
        if clusters and middle[0] - clusters[-1][-1][0] < _SAME * size:
            clusters[-1].append(middle)
        else:
            clusters.append([middle])
    return [round(sum(x * n for x, n in each) / sum(n for _, n in each)) for each in clusters]


def _extent(lines: Pixels) -> tuple[int, int]:
    columns = np.flatnonzero(lines.any(axis=0))
    return int(columns[0]), int(columns[-1])


def _closed(positions: list[int], extent: tuple[int, int], size: float) -> list[int]:
    """The positions, and those where the table ends without a line of its own."""
    first = [extent[0]] if positions[0] - extent[0] > size / 2 else []
    last = [extent[1]] if extent[1] - positions[-1] > size / 2 else []
    return [*first, *positions, *last]


def _cells(xs: list[int], ys: list[int], across: Pixels, down: Pixels, size: float) -> list[Cell]:
    """The places between the lines, joined where no wall parts them."""
    upright = _drawn(down, xs, ys, size)  # [line, row]
    level = _drawn(np.ascontiguousarray(across.T), ys, xs, size)  # [line, column]
    upright[[0, -1]] = level[[0, -1]] = 1.0
    owner = _joined(upright, level)
    out: list[Cell] = []
    for members in owner:
        rows, columns = sorted({row for row, _ in members}), sorted({column for _, column in members})
        if len(members) == len(rows) * len(columns):
            faint = _hides_a_wall(rows, columns, upright, level)
            out.append(_cell(rows, columns, xs, ys, certain=not faint))
        else:  # No rectangle: a wall is lost somewhere, and nobody can say which.
            out.extend(_cell([row], [column], xs, ys, certain=False) for row, column in members)
    return _counted(sorted(out, key=lambda cell: (cell.row, cell.column)))


def _drawn(lines: Pixels, positions: list[int], stops: list[int], size: float) -> np.ndarray:
    """For each position and each stretch between two stops: the share of it that a line running down draws."""
    reach = max(2, round(_SAME * size))
    shares = np.zeros((len(positions), len(stops) - 1))
    for n, x in enumerate(positions):
        band = (lines[:, max(0, x - reach) : x + reach + 1] > 0).any(axis=1)
        for k, (top, bottom) in enumerate(pairwise(stops)):
            inset = min(reach, (bottom - top) // 4)
            shares[n, k] = band[top + inset : bottom - inset].mean()
    return shares


def _joined(upright: np.ndarray, level: np.ndarray) -> list[list[tuple[int, int]]]:
    """The places of each cell."""
    rows, columns = upright.shape[1], level.shape[1]
    open_right = upright[1:-1] < _WALL
    open_below = level[1:-1] < _WALL
    places = np.zeros((2 * rows - 1, 2 * columns - 1), np.uint8)
    places[::2, ::2] = 1
    places[::2, 1::2] = open_right.T
    places[1::2, ::2] = open_below
    count, labels = cv2.connectedComponents(places, connectivity=4)
    out: list[list[tuple[int, int]]] = [[] for _ in range(count - 1)]
    for row in range(rows):
        for column in range(columns):
            out[labels[2 * row, 2 * column] - 1].append((row, column))
    return out


def _hides_a_wall(rows: list[int], columns: list[int], upright: np.ndarray, level: np.ndarray) -> bool:
    """Is there something like a part of a wall inside the cell?"""
    within = [upright[column, row] for column in columns[1:] for row in rows]
    within += [level[row, column] for row in rows[1:] for column in columns]
    return any(share > _FAINT for share in within)


def _cell(
    rows: Sequence[int], columns: Sequence[int], xs: list[int], ys: list[int], *, certain: bool
) -> Cell:
    inside = Rect(xs[columns[0]], ys[rows[0]], xs[columns[-1] + 1], ys[rows[-1] + 1])
    return Cell(rows[0], columns[0], len(rows), len(columns), inside, certain)


def _counted(cells: list[Cell]) -> list[Cell]:
    """The cells with rows and columns counted anew: only those in which one begins."""
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})

    def span(begin: int, count: int, used: list[int]) -> tuple[int, int]:
        return used.index(begin), sum(begin <= each < begin + count for each in used)

    out = []
    for cell in cells:
        row, rowspan = span(cell.row, cell.rowspan, rows)
        column, colspan = span(cell.column, cell.colspan, columns)
        out.append(Cell(row, column, rowspan, colspan, cell.inside, cell.certain))
    return out
