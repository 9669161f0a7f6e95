"""Damaged texts: the figures that are left are told apart from those that are gone or spoilt."""

from random import Random

import pytest

from crossfoot.evaluation.simulation import (
    FIGURES,
    LAYOUTS,
    STRUCTURAL,
    Style,
    draw,
    page,
    printed,
    tables,
    truth,
    unmarked,
)
from crossfoot.evaluation.simulation.sheet import BEGIN, END, mark
from crossfoot.forms import forms

FORM = forms()[3]
DAMAGES = {**STRUCTURAL, **FIGURES}
CELLS = list(FORM.cells)


def report(seed, layout):
    rng = Random(seed)
    cells = {path: value or None if seed % 2 else value for path, value in draw(FORM, rng).items()}
    prints = printed(FORM, cells, Style(), rng)
    return cells, prints, page(FORM, LAYOUTS[layout], tables(FORM, prints, Style(), str), rng)


def damaged(name, seed, layout="pipes, merged cells dropped"):
    """(figures, what the damaged text says, the text before, the text after)"""
    cells, prints, before = report(seed, layout)
    after = DAMAGES[name](before, FORM, Random(seed))
    return cells, truth(after, FORM, cells, prints), before, after


@pytest.mark.parametrize("layout", ["pipes, merged cells dropped", "tab-led cells", "HTML", "cell lines"])
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_spares_the_narrative_and_is_drawn_from_its_seed(name, layout):
    for seed in range(6):
        _, _, before, after = damaged(name, seed, layout)
        assert after == damaged(name, seed, layout)[3]
        assert before.split(BEGIN)[0] == after.split(BEGIN)[0]
        assert before.split(END)[1] == after.split(END)[1]


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_changes_the_text(name):
    assert any(before != after for seed in range(8) for *_, before, after in [damaged(name, seed)])


@pytest.mark.parametrize(
    "name", ["lost_blanks", "line_breaks", "page_breaks", "garbled_labels", "duplicated_lines"]
)
def test_figures_survive_what_befalls_their_surroundings(name):
    for layout in ("pipes, merged cells dropped", "tab-led cells", "HTML"):
        for seed in range(12):
            cells, said, *_ = damaged(name, seed, layout)
            assert said.cells == cells
            assert not said.unclear


@pytest.mark.parametrize("name", ["dropped_column", "cut_lines"])
def test_what_is_gone_is_not_printed(name):
    lost = 0
    for seed in range(12):
        cells, said, *_ = damaged(name, seed)
        gone = {path for path in cells if said.cells[path] != cells[path]}
        assert all(said.cells[path] is None for path in gone)
        assert name == "cut_lines" or len({path.rpartition(".")[2] for path in gone}) <= 1
        lost += len(gone)
    assert lost


@pytest.mark.parametrize("name", ["lost_digit", "changed_digit"])
def test_a_wrong_digit_is_what_the_text_says_now(name):
    different = 0
    for seed in range(12):
        cells, said, *_ = damaged(name, seed)
        changed = [path for path in cells if said.cells[path] != cells[path]]
        assert len(changed) <= 1
        different += len(changed)
    assert different >= 4


def test_a_letter_among_digits_is_unclear():
    for seed in range(12):
        _, said, before, after = damaged("letters", seed)
        assert said.unclear or before == after
        assert all(said.cells[path] is None for path in said.unclear)


def test_figures_that_ran_together_are_unclear():
    found = [damaged("glued_cells", seed)[1].unclear for seed in range(12)]
    assert {len(unclear) for unclear in found} <= {0, 2}
    assert any(found)


def says(text):
    cells = dict.fromkeys(CELLS, 5)
    return truth(text, FORM, cells, dict.fromkeys(CELLS, "5"))


def test_a_print_that_is_twice_there_counts_once_if_both_agree():
    assert says(mark(0, "5") + " " + mark(0, "5")).cells[CELLS[0]] == 5
    assert says(mark(0, "5") + " " + mark(0, "6")).unclear == {CELLS[0]}


def test_digits_that_touch_are_no_figure_of_their_cell():
    assert says(mark(0, "5") + mark(1, "5")).unclear == set(CELLS[:2])
    assert says(mark(0, "5") + "1").unclear == {CELLS[0]}
    assert not says(mark(0, "5") + "|" + mark(1, "")).unclear


def test_what_is_in_no_place_is_not_printed():
    said = says(mark(3, "5"))
    assert said.cells[CELLS[3]] == 5
    assert all(said.cells[path] is None for path in CELLS if path != CELLS[3])


def test_marks_leave_no_trace():
    assert unmarked(f"{BEGIN}规章\t{mark(0, '12')}{END}") == "规章\t12"
