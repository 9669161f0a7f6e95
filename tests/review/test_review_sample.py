"""Blind second readings are drawn by lot: evenly, the same every time, and mostly of cells that tell something."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.forms import form
from crossfoot.review.sample import blind_cells
from crossfoot.store import DocumentInfo, ReadingInfo, Record
from crossfoot.store.lots import lot

FIELDS = list(form("2021").cells)


def record(values, checksum="ab" * 32):
    cells = dict.fromkeys(FIELDS, 0) | values
    return Record(
        document=DocumentInfo(
            path="甲.txt", sha256=checksum, media_type=None, title=None, issuer=None, year=None
        ),
        form="2021",
        status="verified",
        cells=cells,
        evidence={},
        findings=(),
        reason="",
        reading=ReadingInfo(reader="offline"),
    )


def test_lots_are_even_and_stay():
    checksums = [sha256(str(number).encode()).hexdigest() for number in range(4000)]
    lots = [lot(checksum) for checksum in checksums]
    assert lots == [lot(checksum) for checksum in checksums]
    assert all(0 <= each < 1 for each in lots)
    for share in (0.02, 0.25, 0.5, 0.9):
        drawn = sum(each < share for each in lots)
        # Five standard deviations: once in two million drawings of lots that are even.
        assert abs(drawn - 4000 * share) < 5 * (4000 * share * (1 - share)) ** 0.5


@given(st.dictionaries(st.sampled_from(FIELDS), st.none() | st.integers(1, 99)), st.integers(0, 60))
def test_cells_are_in_the_order_of_the_form_and_half_of_them_tell_something(values, cells):
    made = record(values)
    chosen = blind_cells(made, cells)
    telling = [path for path, value in made.cells.items() if value]
    assert list(chosen) == [path for path in made.cells if path in chosen]
    assert len(chosen) == cells
    assert sum(path in telling for path in chosen) >= min(cells // 2, len(telling))


def test_a_small_form_is_read_whole():
    made = record({FIELDS[3]: 7})
    assert blind_cells(made, 10_000) == tuple(made.cells)


@pytest.mark.parametrize("checksum", ["cd" * 32, "01" * 32])
def test_other_documents_have_other_cells(checksum):
    values = dict.fromkeys(FIELDS[::2], 5)
    assert blind_cells(record(values)) != blind_cells(record(values, checksum))
