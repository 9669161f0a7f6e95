"""The part of a document that a question needs, one table row to a line.

Small models lose their place where each cell stands on a line of its own; joined rows are what they read best. Nothing
is judged here: a row is a text and the values up to the next text.
"""

from collections.abc import Iterable, Sequence

from crossfoot.documents.model import Document
from crossfoot.forms import Span
from crossfoot.layout.anchors import Anchors
from crossfoot.layout.atoms import Atom, Kind, Lines

MARGIN = 400
"""Characters before the first row that may hold headers."""
_ROW = 9
"""Values of one row at the most, blanks of merged cells included."""
MAX_EXCERPT = 24_000
"""Characters of an excerpt at the most; the tables of a report take about 3 000."""


def excerpt(document: Document, anchors: Anchors) -> str:
    """The three tables with their headers, each row on one line, its cells separated by ` | `."""
    start, end = anchors.region
    atoms = [a for a in anchors.atoms if start - MARGIN <= a.start and a.end <= end and (a.key or a.kind)]
    return _joined(document.text, atoms)[:MAX_EXCERPT]


def quote(document: Document, anchors: Anchors, rows: Iterable[str]) -> str:
    """The lines of these *rows* (row paths), as printed and joined; rows without a place are not in it.

    A group of table four brings the whole table: its columns mean nothing without the header and their neighbours.
    """
    wanted = set(rows)
    if any(row.startswith("review.") for row in wanted):
        wanted.update(row.path for row in anchors.form.table("review"))
    spans = [_row_span(anchors, row) for row in wanted if row in anchors.rows]
    atoms = [
        atom
        for atom in anchors.atoms
        if any(start <= atom.start and atom.end <= end for start, end in spans) and (atom.key or atom.kind)
    ]
    return _joined(document.text, atoms)[:MAX_EXCERPT]


def _row_span(anchors: Anchors, row: str) -> Span:
    place = anchors.rows[row]
    return (
        min(place.label[0], *(start for start, _ in place.figures)) if place.figures else place.label[0],
        max(place.label[1], *(end for _, end in place.figures)) if place.figures else place.label[1],
    )


def _joined(text: str, atoms: Sequence[Atom]) -> str:
    lines: list[list[str]] = []
    last: Atom | None = None
    for index, atom in enumerate(atoms):
        printed = " ".join(text[atom.start : atom.end].split())
        if last is not None and _goes_on(atoms, index, last):
            lines[-1].append(printed)
        else:
            lines.append([printed])
        last = atom
    return "\n".join(" | ".join(cells) for cells in lines)


def _goes_on(atoms: Sequence[Atom], index: int, last: Atom) -> bool:
    """Does atom *index* belong on the line of the one before it?"""
    atom = atoms[index]
    if atom.lines is not Lines.SINGLE:
        return atom.line == last.line
    if atom.kind is Kind.TEXT:
        return False
    # Cells on lines of their own: a row's values stand behind its label; the fifteen of table four on their own line.
    return last.kind is not Kind.TEXT or _run_length(atoms, index) <= _ROW


def _run_length(atoms: Sequence[Atom], start: int) -> int:
    stop = start
    while stop < len(atoms) and atoms[stop].kind is not Kind.TEXT:
        stop += 1
    return stop - start
