"""Flattenings beside those of `layouts`."""

from collections.abc import Iterator, Mapping
from random import Random

from crossfoot.evaluation.simulation.layouts import Layout, cells, space_rows
from crossfoot.evaluation.simulation.sheet import Box, Table, unmarked


def leading_pipes(table: Table, _rng: Random) -> str:
    """Rows as lines that begin with a pipe, merged cells dropped."""
    rows = ([box.text for box in row if box is not None] for row in cells(table, "dropped"))
    return "\n".join("| " + " | ".join(row) for row in rows)


def upright_label(table: Table, rng: Random) -> str:
    """Space-separated rows; the label of the large group has its characters on lines of their own between them."""
    text, group = _without_group(table)
    lines = space_rows(text, rng).split("\n")
    if not group:
        return "\n".join(lines)
    first = group.row + 1
    step = max(1, group.rowspan // len(group.text))
    for n, char in reversed(list(enumerate(group.text))):
        lines.insert(min(first + n * step, len(lines)), char)
    return "\n".join(lines)


def _without_group(table: Table) -> tuple[Table, Box | None]:
    group = next((box for box in table.boxes if box.rowspan > 8 and box.text), None)
    return Table(tuple(_emptied(box) if box is group else box for box in table.boxes)), group


def _emptied(box: Box) -> Box:
    return Box("", box.row, box.column, box.rowspan, box.colspan)


def glued_headers(table: Table, _rng: Random) -> str:
    """Space-separated rows; labels of one line run together, and so do headers."""
    return "\n".join(_glued(row) for row in cells(table, "dropped"))


def _glued(row: list[Box | None]) -> str:
    boxes = [box for box in row if box is not None and unmarked(box.text)]
    labels = "".join(box.text for box in boxes if not box.figure)
    figures = " ".join(box.text for box in boxes if box.figure)
    return f"{labels} {figures}".strip()


def _all_cells(table: Table) -> Iterator[Box]:
    return (box for row in cells(table, "dropped") for box in row if box is not None)


def cell_lines_with_blanks(table: Table, _rng: Random) -> str:
    """A cell to a line; an empty cell is an empty line."""
    return "\n".join(box.text for box in _all_cells(table))


def spaced_cell_lines_with_blanks(table: Table, _rng: Random) -> str:
    """A cell to a line with an empty line between; an empty cell makes three of them."""
    return "\n\n".join(box.text for box in _all_cells(table))


FLATTENINGS: Mapping[str, Layout] = {
    "pipes, leading": Layout(leading_pipes, "kept"),
    "cell lines with empty lines": Layout(cell_lines_with_blanks, "lost"),
    "cell lines with empty lines, spaced": Layout(spaced_cell_lines_with_blanks, "lost"),
    "spaces, group label upright": Layout(upright_label, "lost"),
    "spaces, headers glued": Layout(glued_headers, "lost"),
}
"""By name. Where an empty line may be a blank or a gap, no reader can be asked to know which: blanks count as lost."""
