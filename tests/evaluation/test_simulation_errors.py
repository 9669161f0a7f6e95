"""Each class of misreading changes something, keeps to the kinds of the form, and does what its name says."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.evaluation.simulation import MISREADINGS, breaks_a_sum, draw, draw_style, fill_in, misread
from crossfoot.forms import APPLICANTS, form, forms

SEEDS = st.integers(0, 2**32).map(Random)
FORM = form("2021")


def filled(seed, zeros_printed=False):
    rng = Random(seed)
    return fill_in(FORM, draw(FORM, rng), draw_style(rng, zeros_printed=zeros_printed), rng)


def some(kind, **where):
    """(figures, misreading) for some documents that this class can befall."""
    pairs = (
        (cells, misread(FORM, cells, Random(n), kind)) for n in range(40) for cells in [filled(n, **where)]
    )
    found = [(cells, wrong) for cells, wrong in pairs if wrong is not None]
    assert len(found) >= 5
    return found


def changed(cells, wrong):
    return {path for path in cells if cells[path] != wrong[path]}


@pytest.mark.parametrize("kind", MISREADINGS)
@settings(max_examples=25)
@given(chosen=st.sampled_from(forms()), rng=SEEDS)
def test_a_misreading_differs_and_is_possible(kind, chosen, rng):
    cells = fill_in(chosen, draw(chosen, rng), draw_style(rng), rng)
    before = dict(cells)
    wrong = misread(chosen, cells, rng, kind)
    assert cells == before
    if wrong is not None:
        assert wrong != cells
        assert list(wrong) == list(chosen.cells)
        assert chosen.report(wrong).form == chosen.id


def test_the_same_seed_gives_the_same_misreading():
    cells = filled(7)
    assert misread(FORM, cells, Random(3)) == misread(FORM, cells, Random(3))


def test_nothing_can_be_exchanged_in_a_table_of_zeros():
    zeros = dict.fromkeys(FORM.cells, 0)
    for kind in ("swap_detail_rows", "swap_columns", "all_zero", "rectangle", "zero_for_blank", "lost_digit"):
        assert misread(FORM, zeros, Random(1), kind) is None


@pytest.mark.parametrize("kind", ["misread_digit", "lost_digit", "dropped_value", "spurious_value"])
def test_errors_of_one_figure_change_one_cell(kind):
    assert all(len(changed(cells, wrong)) == 1 for cells, wrong in some(kind))


@pytest.mark.parametrize("kind", ["swap_in_row", "shift_left", "shift_right"])
def test_errors_of_one_row_stay_in_it(kind):
    for cells, wrong in some(kind):
        assert len({path.rpartition(".")[0] for path in changed(cells, wrong)}) == 1


def test_a_rectangle_and_recomputed_totals_break_no_sum():
    for kind in ("rectangle", "totals_recomputed"):
        for _, wrong in some(kind, zeros_printed=True):
            assert not breaks_a_sum(FORM, wrong)
    assert all(len(changed(cells, wrong)) == 4 for cells, wrong in some("rectangle"))


@pytest.mark.parametrize("by", [1, 2, 5])
def test_rows_slip_by_their_number(by):
    rows = [row.path for row in FORM.table("requests")]
    for cells, wrong in some(f"slip_by_{by}"):
        moved = [
            at for at, row in enumerate(rows) if any(p.startswith(row + ".") for p in changed(cells, wrong))
        ]
        for at in range(moved[0] + by, moved[-1] + 1):
            if at in moved:
                assert all(
                    wrong[f"{rows[at]}.{c}"] in (cells[f"{rows[at - by]}.{c}"], 0, None) for c in APPLICANTS
                )


def test_columns_move_as_a_whole():
    for kind in ("swap_columns", "move_empty_column"):
        for cells, wrong in some(kind):
            for row in FORM.table("requests"):
                before = [cells[cell.path] for cell in row.cells]
                after = [wrong[cell.path] for cell in row.cells]
                assert sorted(before, key=str) == sorted(after, key=str)
                assert before[-1] == after[-1]


def test_the_unit_is_forgotten_in_the_amount_alone():
    for cells, wrong in some("unit_forgotten"):
        assert changed(cells, wrong) == {"disclosure.fees.amount_yuan"}
