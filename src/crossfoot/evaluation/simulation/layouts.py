"""The flattenings in which reports come, from the geometry of the tables alone.

Nothing here is shared with the layout package, which has to find its way back from the print.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random
from typing import Literal

from crossfoot.evaluation.simulation.sheet import Box, Table, unmarked

Merged = Literal["kept", "above", "dropped"]
"""What becomes of places that a merged cell covers: all stay as empty cells, only those below it, or none."""

Flatten = Callable[[Table, Random], str]


@dataclass(frozen=True)
class Layout:
    """A way in which tables come as text. `blanks` says whether an empty cell leaves a trace."""

    table: Flatten
    blanks: Literal["kept", "lost"]
    media: Literal["text", "html"] = "text"
    page: Literal["plain", "nested"] = "plain"
    separated: bool = True
    """Does anything stand between two cells?"""


def cells(table: Table, merged: Merged) -> list[list[Box | None]]:
    """The rows of *table* as boxes; null for a place that a box beside or above covers, where those are kept."""
    out: list[list[Box | None]] = []
    for row in range(table.rows):
        line: list[Box | None] = []
        for column in range(table.columns):
            box = table.covering(row, column)
            if (box.row, box.column) == (row, column):
                line.append(box)
            elif merged == "kept" or (merged == "above" and box.row < row and box.column == column):
                line.append(None)
        out.append(line)
    return out


def _text(box: Box | None) -> str:
    return box.text if box is not None else ""


def _texts(table: Table, merged: Merged) -> list[list[str]]:
    return [[_text(box) for box in row] for row in cells(table, merged)]


# -- one line to a row --------------------------------------------------------------------------------------------


def tab_rows(merged: Merged) -> Flatten:
    """Rows as lines, cells separated by tabs."""
    return lambda table, _rng: "\n".join("\t".join(row) for row in _texts(table, merged))


def pipe_rows(merged: Merged, *, outer: bool = False, ruled: bool = False, padded: bool = False) -> Flatten:
    """Rows as lines, cells separated by pipes; *outer* pipes too, *ruled* as in Markdown, *padded* to one width."""

    def flatten(table: Table, _rng: Random) -> str:
        rows = _texts(table, merged)
        if padded:
            rows = [row + [""] * (table.columns - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" if outer else " | ".join(row) for row in rows]
        if ruled:
            lines.insert(1, "| " + " | ".join(["---"] * len(rows[0])) + " |")
        return "\n".join(lines)

    return flatten


def space_rows(table: Table, _rng: Random) -> str:
    """Rows as lines, cells separated by one space: text out of a PDF. Blanks leave nothing."""
    return "\n".join(" ".join(filter(unmarked, row)) for row in _texts(table, "dropped"))


def wrapped_space_rows(table: Table, rng: Random) -> str:
    """As `space_rows`, but long labels are wrapped, with the row's figures before, between or behind their lines."""
    lines: list[str] = []
    for row in cells(table, "dropped"):
        labels = [box.text for box in row if box is not None and not box.figure]
        figures = " ".join(box.text for box in row if box is not None and box.figure and unmarked(box.text))
        if not figures or not labels or len(labels[-1]) < 9:
            lines.append(" ".join([*labels, figures]).strip())
            continue
        at = rng.randint(4, len(labels[-1]) - 4)
        head, tail = " ".join([*labels[:-1], labels[-1][:at]]), labels[-1][at:]
        lines += rng.choice(([f"{head} {figures}", tail], [head, figures, tail], [head, f"{tail} {figures}"]))
    return "\n".join(lines)


def aligned_rows(table: Table, _rng: Random) -> str:
    """Rows as lines, each column at its own place, as a PDF's text with its layout: blanks are gaps."""
    rows = _texts(table, "kept")
    singles = [
        [_text(box) if box and box.colspan == 1 else "" for box in row] for row in cells(table, "kept")
    ]
    widths = [max(4, *(_width(row[n]) for row in singles)) for n in range(table.columns)]
    lines: list[str] = []
    for row in rows:
        line, place = "", 0
        for text, width in zip(row, widths, strict=True):
            if unmarked(text):
                gap = max(place - _width(line), 1 if line else 0)
                line += " " * gap + text
            place += width + 2
        lines.append(line)
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if char > "\u2e7f" else 1 for char in unmarked(text))


def boxed_rows(merged: Merged) -> Flatten:
    """Drawn boxes: a rule between rows, `│` between cells."""

    def flatten(table: Table, _rng: Random) -> str:
        rows = _texts(table, merged)
        inner = "├" + "┼".join(["──────"] * table.columns) + "┤"
        lines = ["┌" + "┬".join(["──────"] * table.columns) + "┐"]
        for number, row in enumerate(rows):
            lines += [inner] if number else []
            lines += _boxed(row)
        return "\n".join([*lines, "└" + "┴".join(["──────"] * table.columns) + "┘"])

    return flatten


def _boxed(row: list[str]) -> Iterator[str]:
    """The lines of a row; a cell of several lines goes on below its first one."""
    for line in zip_longest(*(text.split("\n") for text in row), fillvalue=""):
        yield "│" + "│".join(f" {text} " for text in line) + "│"


def glued_rows(table: Table, _rng: Random) -> str:
    """Rows as lines without any separator between cells."""
    return "\n".join("".join(row) for row in _texts(table, "dropped"))


# -- one line to a cell -------------------------------------------------------------------------------------------


def tab_led(table: Table, rng: Random) -> str:
    """Word: a tab and a cell to a line, a blank line between rows, labels wrapped here and there."""
    wrap = rng.random() < 0.3
    rows = ("\n".join(f"\t{_wrapped(box, wrap, rng)}" for box in row) for row in cells(table, "above"))
    return "\n\n".join(rows)


def _wrapped(box: Box | None, wrap: bool, rng: Random) -> str:
    """The text of a cell; a header of a narrow column may be broken in two lines."""
    text = _text(box)
    if box is None or box.figure or not wrap or not 4 <= len(text) <= 8:
        return text
    at = rng.randint(2, len(text) - 2)
    return f"{text[:at]}\n{text[at:]}"


def cell_lines(gap: Literal[0, 1]) -> Flatten:
    """A cell to a line, *gap* empty lines between; blanks leave no line."""
    return lambda table, _rng: ("\n" * (gap + 1)).join(box.text for box in _flat(table) if unmarked(box.text))


def piped_cell_lines(table: Table, _rng: Random) -> str:
    """A cell to a line, each with a pipe at its end."""
    return "\n".join(f"{box.text} |" for box in _flat(table))


def pipes_between_lines(table: Table, _rng: Random) -> str:
    """A cell to a line, and a pipe on a line of its own between the cells of a row."""
    return "\n".join("\n|\n".join(row) for row in _texts(table, "dropped"))


def _flat(table: Table) -> Iterator[Box]:
    return (box for row in cells(table, "dropped") for box in row if box is not None)


# -- HTML ---------------------------------------------------------------------------------------------------------


def html_table(kind: Literal["bare", "word", "header"]) -> Flatten:
    """A table with its spans: bare cells, Word's paragraphs inside cells, or header cells in a `thead`."""

    def flatten(table: Table, rng: Random) -> str:
        blank = rng.choice(("", "&nbsp;", "<br>", "<p></p>"))
        lines = ['<table border="1" cellspacing="0">']
        for number, row in enumerate(cells(table, "dropped")):
            boxes = [_html_cell(box, kind, blank) for box in row if box is not None]
            lines.append(f"<tr>{''.join(boxes)}</tr>")
            if kind == "header" and number == 0:
                lines = [*lines[:-1], f"<thead>{lines[-1]}</thead><tbody>"]
        return "\n".join([*lines, "</tbody></table>" if kind == "header" else "</table>"])

    return flatten


def _html_cell(box: Box, kind: str, blank: str) -> str:
    spans = (f' rowspan="{box.rowspan}"' if box.rowspan > 1 else "") + (
        f' colspan="{box.colspan}"' if box.colspan > 1 else ""
    )
    # An empty cell's marks stand beside what fills it.
    text = box.text if unmarked(box.text) else f"{blank}{box.text}"
    if kind == "word":
        text = f'<p class="MsoNormal" align="center"><span style="font-size:10.5pt">{text}</span></p>'
    tag = "th" if kind == "header" and not box.figure and box.row == 0 else "td"
    return f"<{tag}{spans}>{text}</{tag}>"


LAYOUTS: Mapping[str, Layout] = {
    "tab rows, merged cells kept": Layout(tab_rows("kept"), "kept"),
    "tab rows, merged cells below kept": Layout(tab_rows("above"), "kept"),
    "tab rows, merged cells dropped": Layout(tab_rows("dropped"), "kept"),
    "tab-led cells": Layout(tab_led, "kept"),
    "pipes, merged cells dropped": Layout(pipe_rows("dropped"), "kept"),
    "pipes, merged cells kept": Layout(pipe_rows("kept"), "kept"),
    "pipes, padded": Layout(pipe_rows("dropped", padded=True), "kept"),
    "pipes, outer": Layout(pipe_rows("dropped", outer=True), "kept"),
    "Markdown": Layout(pipe_rows("kept", outer=True, ruled=True), "kept"),
    "cell lines ending in pipes": Layout(piped_cell_lines, "kept"),
    "pipes between cell lines": Layout(pipes_between_lines, "kept"),
    "boxes": Layout(boxed_rows("kept"), "kept"),
    "boxes, merged cells dropped": Layout(boxed_rows("dropped"), "kept"),
    "HTML": Layout(html_table("bare"), "kept", "html"),
    "HTML from Word": Layout(html_table("word"), "kept", "html"),
    "HTML with head": Layout(html_table("header"), "kept", "html"),
    "HTML, nested": Layout(html_table("bare"), "kept", "html", "nested"),
    "cell lines": Layout(cell_lines(0), "lost"),
    "cell lines, spaced": Layout(cell_lines(1), "lost"),
    "spaces": Layout(space_rows, "lost"),
    "spaces, labels wrapped": Layout(wrapped_space_rows, "lost"),
    "aligned": Layout(aligned_rows, "lost"),
    "no separators": Layout(glued_rows, "lost", separated=False),
}
"""Every flattening by name."""


def layouts(blanks: Literal["kept", "lost"], media: Literal["text", "html"] = "text") -> Sequence[str]:
    """The names of the layouts of this kind."""
    return [name for name, each in LAYOUTS.items() if each.blanks == blanks and each.media == media]
