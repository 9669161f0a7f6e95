"""Blocks to text and grids."""

import re
from collections.abc import Iterable
from itertools import groupby

from crossfoot.documents.model import DOUBT, Document, Grid
from crossfoot.documents.word.tables import Block, Table
from crossfoot.documents.writer import PlacedCell, TextWriter

_FIGURE = re.compile(r"[\s\d.,+-]+(?:万|亿)?元?\s*")


def write(blocks: Iterable[Block], writer: TextWriter) -> None:
    """Write lines and data tables as they are, and what lays out the page cell by cell."""
    for block in blocks:
        if isinstance(block, str):
            writer.line(block)
        elif isinstance(block, Document):
            _write_document(block, writer)
        elif block.is_layout:
            _write_cells(block, writer)
        else:
            for part in block.parts():
                if isinstance(part, Table):
                    _write_table(part, writer)
                else:
                    write(map(_block_line, part.blocks), writer)


def _write_table(table: Table, writer: TextWriter) -> None:
    rows = table.placed()
    if rows is not None:
        writer.grid(rows)
    else:
        _write_cells(table, writer)


def _write_cells(table: Table, writer: TextWriter) -> None:
    for cell in table.cells:
        write(filter(None, map(_block_line, cell.blocks)), writer)


def _block_line(block: Block) -> Block:
    """A line as it stands outside a data table: pictures stand for themselves there, unless beside a figure."""
    if not isinstance(block, str) or DOUBT not in block:
        return block
    seen = block.replace(DOUBT, "").strip()
    return block if seen and _FIGURE.fullmatch(seen) else seen


def _write_document(document: Document, writer: TextWriter) -> None:
    position = 0
    for grid in document.grids:
        _write_lines(document.text[position : grid.start], writer)
        writer.grid(_rows(document, grid))
        position = grid.end
    _write_lines(document.text[position:], writer)


def _write_lines(text: str, writer: TextWriter) -> None:
    for line in text.split("\n"):
        if line:
            writer.line(line)


def _rows(document: Document, grid: Grid) -> list[list[PlacedCell]]:
    rows: list[list[PlacedCell]] = [[] for _ in range(grid.rows)]
    for row, cells in groupby(grid.cells, key=lambda cell: cell.row):
        rows[row] = [
            PlacedCell(cell.column, cell.rowspan, cell.colspan, document.text[cell.start : cell.end])
            for cell in cells
        ]
    return rows
