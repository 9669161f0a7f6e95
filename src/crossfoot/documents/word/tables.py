"""Tables of a Word document: which of them hold data, and where their cells lie.

As with web pages, a table with another table inside lays out the page, and so does one with a single filled column or
with an article in it: their cells are rendered as blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crossfoot.documents.model import DOUBT, Document
from crossfoot.documents.tables import ARTICLE, PROSE, data_rows
from crossfoot.documents.writer import PlacedCell

_DRAGGED = 300
"""Twentieths of a point, 5 mm: edges so near may be one."""


@dataclass(slots=True)
class Cell:
    """A cell as the file tells it."""

    colspan: int = 1
    merged: bool = False
    """Is it one of several cells that are merged from top to bottom?"""
    goes_on: bool = False
    """And not the first of them?"""
    joined: bool = False
    """Does it go on with the cell to its left?"""
    blocks: "list[Block]" = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [block for block in self.blocks if isinstance(block, str)]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())

    @property
    def is_prose(self) -> bool:
        return sum(map(len, self.lines)) > PROSE


@dataclass(slots=True)
class Row:
    """A row with the columns that it leaves free at its left."""

    before: int
    cells: list[Cell]


@dataclass(slots=True)
class Table:
    """A table as the file tells it."""

    edges: Sequence[int] = ()
    """Where the columns of the table's grid begin and end, from left to right, in twentieths of a point."""
    rows: list[Row] = field(default_factory=list)

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row.cells)

    @property
    def is_layout(self) -> bool:
        """Does it hold another table, or an article?"""
        return any(
            any(isinstance(block, Table) for block in cell.blocks)
            or (len(cell.lines) > ARTICLE and cell.is_prose)
            for cell in self.cells
        )

    def parts(self) -> Iterator["Table | Cell"]:
        """The table cut at its rows of prose, where a note is all that the row holds; the notes stand between."""
        part = Table(self.edges)
        for row in self.rows:
            filled = [cell for cell in row.cells if cell.lines]
            if len(filled) == 1 and filled[0].is_prose:
                yield part
                yield filled[0]
                part = Table(self.edges)
            else:
                part.rows.append(row)
        yield part

    def placed(self) -> list[list[PlacedCell]] | None:
        """Every row's cells in their places, or None if this is no data table."""
        return data_rows(_placed([_spans(row) for row in self.rows], self.edges))


Block = str | Table | Document
"""A line, a table among the lines, or a file embedded between them."""


_Span = tuple[int, int, Cell]
"""A cell from one edge of the grid to another, by their numbers."""


def _spans(row: Row) -> list[_Span]:
    """The cells of a row, those that go on with the cell at their left made part of it."""
    spans: list[_Span] = []
    right = row.before
    for cell in row.cells:
        left, right = right, right + cell.colspan
        if cell.joined and spans:
            first, _, last = spans[-1]
            text = _with_doubt(last.text, cell)
            spans[-1] = (first, right, replace(last, blocks=[text] if text else []))
        else:
            spans.append((left, right, cell))
    return spans


def _columns(rows: Sequence[Sequence[_Span]], edges: Sequence[int]) -> Mapping[int, int]:
    """From the edges of the cells, as the file numbers them, to columns.

    A border dragged by hand in some of the rows leaves edges close to each other in the grid. They are the same, as
    long as no cell is lost between them.
    """
    used = sorted({edge for row in rows for left, right, _ in row for edge in (left, right)})
    narrowest = 0
    if used and used[-1] < len(edges):
        narrowest = min(edges[right] - edges[left] for row in rows for left, right, _ in row)
    if narrowest <= 0:
        return {edge: edge for edge in used}
    reach = min(narrowest // 2, _DRAGGED)
    columns: dict[int, int] = {}
    first = used[0]
    for edge in used:
        if edges[edge] - edges[first] > reach:
            first = edge
        columns[edge] = first
    return columns


def _placed(rows: Sequence[Sequence[_Span]], edges: Sequence[int]) -> list[list[PlacedCell]]:
    """Every row's cells in their places.

    A cell that goes on does so only below a merged cell of the same columns: elsewhere it is the first itself. What is
    written in a cell that goes on is not shown.
    """
    columns = _columns(rows, edges)
    placed: list[list[PlacedCell]] = []
    above: dict[tuple[int, int], PlacedCell] = {}  # by their columns, the cells that may go on in this row
    for row in rows:
        places: list[PlacedCell] = []
        here: dict[tuple[int, int], PlacedCell] = {}
        for left, right, cell in row:
            place = (columns[left], columns[right])
            owner = above.get(place) if cell.goes_on else None
            if owner is not None:
                owner.rowspan += 1
                owner.text = _with_doubt(owner.text, cell)
            else:
                owner = PlacedCell(place[0], 1, place[1] - place[0], cell.text)
                places.append(owner)
            if cell.merged:
                here[place] = owner
        placed.append(places)
        above = here
    return placed


def _with_doubt(text: str, covered: Cell) -> str:
    return f"{text} {DOUBT}".strip() if covered.text and not text.endswith(DOUBT) else text
