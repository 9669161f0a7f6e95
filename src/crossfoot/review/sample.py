"""Blind second readings: which verified documents are looked at, and which of their cells. Pure, and the same every time.

Whoever is shown a figure tends to agree with it. So a share of the documents that a machine calls verified is read by a
person who is shown none of its figures; where the two differ, one of them is wrong, and the person looks again. That
measures the machine and the person alike (`crossfoot.review.statistics`).

A document is drawn by its checksum (`crossfoot.store.lots`): by lot, but the same lot on every machine, so nothing has to be kept, and a larger
share holds all that a smaller one does.
"""

from crossfoot.forms import printed_form
from crossfoot.store.lots import drawn
from crossfoot.store.record import Record

CELLS = 16
"""Cells of a document that are read blind: half of them hold a figure other than 0, where there are so many."""


def blind_cells(record: Record, cells: int = CELLS) -> tuple[str, ...]:
    """The cells of *record* to be read blind, in the order of the form.

    Zeros say little: they are most of a report, and whoever writes 0 without looking has them right. So at least half of
    the cells have a figure other than 0, as far as there are any.
    """
    assert record.form is not None  # A record without one has no cells, and is not verified.
    checksum = record.document.sha256 or record.document.path
    values = {path: record.cells[path] for path in printed_form(record.form, record.cells).cells}

    def by_lot(paths: list[str]) -> list[str]:
        return sorted(paths, key=lambda path: drawn("cell", checksum, path))

    telling = by_lot([path for path, value in values.items() if value])
    rest = by_lot([path for path, value in values.items() if not value])
    chosen = telling[: max(cells // 2, cells - len(rest))]
    chosen += rest[: cells - len(chosen)]
    return tuple(path for path in values if path in set(chosen))
