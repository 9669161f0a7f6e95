"""Grids from drawn lines, and what stands in their cells: with an engine that counts bars instead of reading."""

from dataclasses import dataclass, field

import PIL.Image
import PIL.ImageDraw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="needs the extra [ocr]")
cv2 = pytest.importorskip("cv2", reason="needs the extra [ocr]")

from crossfoot.documents.model import DOUBT  # noqa: E402
from crossfoot.documents.pictures.engine import Glimpse, Rect  # noqa: E402
from crossfoot.documents.pictures.page import recognise  # noqa: E402
from crossfoot.documents.pictures.ruling import ruled_tables  # noqa: E402
from crossfoot.documents.writer import TextWriter  # noqa: E402

SIZE = 20
"""The height of a character."""
LEFT, TOP = 60, 80


@dataclass(frozen=True)
class Drawing:
    """A table as it shall be found: its lines, and its cells as row, column, rowspan, colspan."""

    xs: list[int]
    ys: list[int]
    cells: list[tuple[int, int, int, int]]

    def inside(self, cell):
        row, column, down, right = cell
        return Rect(self.xs[column], self.ys[row], self.xs[column + right], self.ys[row + down])

    def page(self, thickness=2):
        page = np.full((self.ys[-1] + 80, self.xs[-1] + 60), 255, np.uint8)
        for cell in self.cells:
            box = self.inside(cell)
            cv2.rectangle(page, (box.left, box.top), (box.right, box.bottom), 0, thickness)
        return page


def grid(rows, columns, merged=(), height=40, width=80):
    """A table of equal places, of which *merged* are rectangles that are one cell."""
    covered = {
        (row + down, column + right)
        for row, column, rowspan, colspan in merged
        for down in range(rowspan)
        for right in range(colspan)
    }
    single = [(r, c, 1, 1) for r in range(rows) for c in range(columns) if (r, c) not in covered]
    xs = [LEFT + width * n for n in range(columns + 1)]
    ys = [TOP + height * n for n in range(rows + 1)]
    return Drawing(xs, ys, sorted([*single, *merged]))


def found(page, texts=()):
    return ruled_tables(page, list(texts), SIZE)[0]


def spans(table):
    return [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells]


@st.composite
def drawings(draw):
    """Tables with merged cells anywhere but in the first row and column, where each line begins."""
    rows, columns = draw(st.integers(3, 7)), draw(st.integers(3, 7))
    merged = []
    taken = set()
    for _ in range(draw(st.integers(0, 3))):
        row, column = draw(st.integers(1, rows - 1)), draw(st.integers(1, columns - 1))
        down, right = draw(st.integers(1, min(3, rows - row))), draw(st.integers(1, min(3, columns - column)))
        places = {(row + r, column + c) for r in range(down) for c in range(right)}
        if taken.isdisjoint(places):
            taken |= places
            merged.append((row, column, down, right))
    plain = grid(rows, columns, merged)
    widths = draw(st.lists(st.integers(45, 140), min_size=columns, max_size=columns))
    heights = draw(st.lists(st.integers(30, 90), min_size=rows, max_size=rows))
    xs = [LEFT + sum(widths[:n]) for n in range(columns + 1)]
    ys = [TOP + sum(heights[:n]) for n in range(rows + 1)]
    return Drawing(xs, ys, plain.cells)


@settings(max_examples=30, deadline=None)
@given(drawings(), st.integers(1, 5))
def test_what_is_drawn_is_found(drawing, thickness):
    (table,) = found(drawing.page(thickness))
    assert spans(table) == drawing.cells
    assert all(cell.certain for cell in table.cells)


@settings(max_examples=10, deadline=None)
@given(drawings(), st.floats(-0.15, 0.15))
def test_a_slight_skew_does_not_matter(drawing, angle):
    page = drawing.page()
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    (table,) = found(cv2.warpAffine(page, matrix, (width, height), borderValue=255))
    assert spans(table) == drawing.cells


@settings(max_examples=10, deadline=None)
@given(drawings(), st.integers(1, 1000))
def test_broken_lines_and_dust_do_not_matter(drawing, seed):
    rng = np.random.default_rng(seed)
    page = drawing.page()
    page[rng.random(page.shape) < 0.01] = 255
    page[rng.random(page.shape) < 0.001] = 0
    page[:, 5::97] = 255
    (table,) = found(page)
    assert spans(table) == drawing.cells


def test_tables_are_found_one_below_the_other():
    page = np.vstack([grid(3, 3).page(), grid(4, 3, [(0, 1, 1, 2)]).page()])
    assert [len(table.cells) for table in found(page)] == [9, 11]


@pytest.mark.parametrize("side", ["top", "bottom"])
def test_a_table_that_goes_on_overleaf_is_closed_at_the_edge(side):
    drawing = grid(5, 4)
    page = drawing.page()
    if side == "top":
        page[: drawing.ys[0] + 10] = 255
    else:
        page[drawing.ys[-1] - 10 :] = 255
    (table,) = found(page)
    assert spans(table) == drawing.cells


def test_a_table_without_lines_at_its_sides_is_closed_there():
    drawing = grid(4, 4)
    page = drawing.page()
    page[:, drawing.xs[0] - 5 : drawing.xs[0] + 6] = 255
    page[:, drawing.xs[-1] - 5 : drawing.xs[-1] + 6] = 255
    (table,) = found(page)
    assert spans(table) == drawing.cells


def test_a_frame_around_the_page_is_no_table():
    page = grid(4, 4).page()
    cv2.rectangle(page, (20, 20), (page.shape[1] - 20, page.shape[0] - 20), 0, 3)
    (table,) = found(page)
    assert len(table.cells) == 16


def test_lines_that_part_nothing_are_no_table():
    page = np.full((400, 600), 255, np.uint8)
    for y in (100, 200, 300):
        cv2.line(page, (60, y), (500, y), 0, 2)
    assert found(page) == []


def test_a_wall_that_is_only_half_there_is_a_doubt():
    drawing = grid(4, 4)
    page = drawing.page()
    box = drawing.inside((1, 1, 1, 1))
    page[box.top + 12 : box.bottom - 3, box.right - 3 : box.right + 4] = 255
    (table,) = found(page)
    (doubtful,) = (cell for cell in table.cells if not cell.certain)
    assert (doubtful.row, doubtful.column, doubtful.colspan) == (1, 1, 2)


def test_where_the_walls_bound_no_rectangle_every_place_is_a_doubt():
    drawing = grid(4, 4)
    page = drawing.page()
    box = drawing.inside((1, 1, 1, 1))
    page[box.top + 4 : box.bottom - 3, box.right - 3 : box.right + 4] = 255
    page[box.bottom - 3 : box.bottom + 4, box.left + 4 : box.right - 3] = 255
    (table,) = found(page)
    assert {(c.row, c.column) for c in table.cells if not c.certain} == {(1, 1), (1, 2), (2, 1)}


def test_strokes_of_characters_are_no_walls():
    drawing = grid(3, 3)
    page = drawing.page()
    box = drawing.inside((1, 1, 1, 1))
    y = (box.top + box.bottom) // 2
    cv2.line(page, (box.left + 5, y), (box.right - 5, y), 0, 2)  # as 一一一 would
    text = Rect(box.left + 2, y - 15, box.right - 2, y + 15)
    (table,) = found(page, [text])
    assert spans(table) == drawing.cells


# -- what stands in the cells -----------------------------------------------------------------------------------------


@dataclass
class Bars:
    """An engine for pages on which a figure of n ones is n bars: it reads by counting, and fails as it is told to."""

    lines: list[Rect]
    says: dict[tuple[int, int], Glimpse] = field(default_factory=dict)
    """By number of bars, and 0 for the first reading of a crop, 1 for the second."""
    upturned: bool = False

    def find(self, _page):
        return self.lines

    def read(self, crops, room):
        return [self._glimpse(crop, int(room > 100)) for crop in crops]

    def upside_down(self, crops):
        return [self.upturned] * len(crops)

    def _glimpse(self, crop, time):
        dark = (crop < 128).any(axis=0)
        bars = int((np.diff(np.pad(dark.astype(int), 1)) == 1).sum())
        return self.says.get((bars, time), Glimpse("1" * bars, 0.99))


def barred(drawing, figures, unseen=()):
    """The page, and where its texts are: *figures* are numbers of bars by the number of the cell."""
    page = np.full((1200, 1200), 255, np.uint8)  # as large as it will be looked at
    table = drawing.page()
    page[: table.shape[0], : table.shape[1]] = table
    lines = []
    for n, bars in figures.items():
        box = drawing.inside(drawing.cells[n])
        left, top = box.left + 15, (box.top + box.bottom - SIZE) // 2
        for k in range(bars):
            cv2.rectangle(page, (left + 8 * k, top), (left + 8 * k + 2, top + SIZE), 0, -1)
        if n not in unseen:
            lines.append(Rect(left - 4, top - 4, left + 8 * bars, top + SIZE + 4))
    return page, lines


def rows(page, engine, scale=1.0):
    writer = TextWriter()
    recognise(PIL.Image.fromarray(page), writer, 1, scale, engine)
    return [line.split("\t") for line in writer.text.strip("\n").split("\n")], writer


def test_figures_stand_in_their_cells_and_no_ink_is_a_blank():
    drawing = grid(2, 3)
    page, lines = barred(drawing, {0: 3, 2: 1, 4: 2})
    read, writer = rows(page, Bars(lines))
    assert read == [["111", "", "1"], ["", "11", ""]]
    (table,) = writer.grids
    assert [(c.row, c.column, c.rowspan, c.colspan) for c in table.cells] == drawing.cells


def test_a_figure_that_the_search_for_text_missed_is_read_all_the_same():
    page, lines = barred(grid(2, 3), {0: 3, 2: 1, 4: 2}, unseen={2})
    read, _ = rows(page, Bars(lines))
    assert read[0][2] == "1"


def test_ink_that_says_nothing_is_neither_a_figure_nor_a_blank():
    page, lines = barred(grid(2, 3), {0: 3, 2: 1}, unseen={2})
    read, _ = rows(page, Bars(lines, {(1, 0): Glimpse("", 0.0), (1, 1): Glimpse("", 0.0)}))
    assert read[0][2] == DOUBT


def test_a_text_too_faint_for_ink_is_no_blank():
    page, lines = barred(grid(2, 3), {0: 3, 2: 1})
    at = lines[1]
    page[at.top + 4 : at.bottom - 3, at.left + 4 : at.left + 7] = 250
    read, _ = rows(page, Bars(lines))
    assert read[0][2] == DOUBT


@pytest.mark.parametrize(
    "second", [Glimpse("7", 0.99), Glimpse("1", 0.5), Glimpse("11", 0.99), Glimpse("", 0.0)]
)
def test_a_figure_is_in_doubt_where_the_second_reading_does_not_bear_it_out(second):
    page, lines = barred(grid(2, 3), {0: 3, 2: 1})
    read, _ = rows(page, Bars(lines, {(1, 1): second}))
    assert read[0] == ["111", "", "1" + DOUBT]


def test_a_figure_that_loses_a_digit_in_both_readings_is_in_doubt():
    page, lines = barred(grid(2, 3), {0: 3, 2: 2})
    wrong = Glimpse("1", 0.99)
    read, _ = rows(page, Bars(lines, {(2, 0): wrong, (2, 1): wrong}))
    assert read[0][2] == "1" + DOUBT


def test_a_text_found_across_a_wall_is_cut_there():
    drawing = grid(2, 3)
    page, lines = barred(drawing, {0: 3, 1: 2})
    lines = [Rect(lines[0].left, lines[0].top, lines[1].right, lines[1].bottom)]
    read, _ = rows(page, Bars([*lines, Rect(60, 300, 90, 328)]))
    assert read[0] == ["111", "11", ""]


def test_two_figures_in_one_cell_are_no_figure():
    drawing = grid(2, 3, width=200)
    page, lines = barred(drawing, {0: 3})
    box = drawing.inside((0, 0, 1, 1))
    cv2.rectangle(page, (box.right - 30, box.top + 10), (box.right - 28, box.top + 30), 0, -1)
    read, _ = rows(page, Bars(lines))
    assert DOUBT in read[0][0]


def test_dust_in_a_cell_leaves_it_blank():
    drawing = grid(2, 3)
    page, lines = barred(drawing, {0: 3})
    box = drawing.inside((0, 2, 1, 1))
    page[box.top + 18 : box.top + 20, box.left + 30 : box.left + 32] = 0
    read, _ = rows(page, Bars(lines))
    assert read[0][2] == ""


def test_text_outside_of_the_tables_comes_in_lines_from_top_to_bottom():
    page, lines = barred(grid(2, 3), {0: 3})
    for left, top in ((60, 20), (400, 22), (60, 400)):
        cv2.rectangle(page, (left, top), (left + 2, top + SIZE), 0, -1)
        lines.append(Rect(left - 9, top - 4, left + 11, top + SIZE + 4))
    read, _ = rows(page, Bars(lines))
    assert read == [["1  1"], [""], ["111", "", ""], ["", "", ""], [""], ["1"]]


@pytest.mark.parametrize("upturned", [False, True])
def test_origins_are_places_of_the_picture_however_it_was_turned(upturned):
    drawing = grid(2, 3)
    page, lines = barred(drawing, {0: 3, 4: 2})
    # A line that is long enough to show which way is up.
    cv2.rectangle(page, (60, 400), (260, 402), 0, -1)
    shown = np.ascontiguousarray(np.rot90(page, 2)) if upturned else page
    long = Rect(56, 396, 270, 420)
    at = [*lines, long]
    if upturned:
        at = [Rect(1200 - r.right, 1200 - r.bottom, 1200 - r.left, 1200 - r.top) for r in at]
    read, writer = rows(shown, Bars(at, upturned=upturned), scale=2.0)
    assert read[:2] == [["111", "", ""], ["", "11", ""]]
    first = next(origin for origin in writer.origins if writer.text[origin.start : origin.end] == "111")
    box = at[0]
    assert first.page == 1
    assert first.box == pytest.approx([side / 2 for side in box], abs=4)


def test_a_page_without_text_writes_nothing():
    assert rows(np.full((300, 300), 255, np.uint8), Bars([]))[0] == [[""]]
