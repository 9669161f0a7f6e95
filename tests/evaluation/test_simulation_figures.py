"""Simulated figures add up, as naive arithmetic sees it; only the authors' errors break a sum."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.evaluation.simulation import (
    SOURCE_ERRORS,
    Style,
    breaks_a_sum,
    draw,
    draw_style,
    err,
    fill_in,
    printed,
)
from crossfoot.evaluation.simulation.figures import about
from crossfoot.forms import APPLICANTS, forms, parse

FORMS = st.sampled_from(forms())
SEEDS = st.integers(0, 2**32).map(Random)


def adds_up(form, cells):
    """Every sum of tables three and four, written out once more, blanks as nothing."""
    rows = [row.path for row in form.table("requests")]

    def at(row, column):
        return cells[f"{row}.{column}"] or 0

    return (
        all(sum(at(row, c) for c in APPLICANTS[:-1]) == at(row, "total") for row in rows)
        and all(sum(at(row, c) for row in rows[2:-2]) == at(rows[-2], c) for c in APPLICANTS)
        and all(at(rows[0], c) + at(rows[1], c) == at(rows[-2], c) + at(rows[-1], c) for c in APPLICANTS)
        and all(
            sum(cells[cell.path] or 0 for cell in row.cells[:-1]) == (cells[row.cells[-1].path] or 0)
            for row in form.table("review")
        )
    )


@given(FORMS, SEEDS)
def test_every_sum_holds(form, rng):
    cells = draw(form, rng)
    assert list(cells) == list(form.cells)
    assert adds_up(form, cells)
    assert form.report(cells).form == form.id


@given(FORMS, SEEDS)
def test_blanks_stand_for_zeros_and_for_totals_alone(form, rng):
    cells = draw(form, rng)
    filled = fill_in(form, cells, draw_style(rng), rng)
    blank = {path for path, value in filled.items() if value is None}
    assert all(cells[path] == 0 or path.endswith(".total") for path in blank)
    assert all(filled[path] == cells[path] for path in cells.keys() - blank)
    assert not breaks_a_sum(form, filled)


def test_zeros_printed_leaves_nothing_blank():
    for form in forms():
        rng = Random(3)
        cells = draw(form, rng)
        assert fill_in(form, cells, draw_style(rng, zeros_printed=True), rng) == cells


@given(FORMS, SEEDS)
def test_prints_say_what_is_filled_in(form, rng):
    style = draw_style(rng)
    filled = fill_in(form, draw(form, rng), style, rng)
    prints = printed(form, filled, style, rng)
    unit = "万元" if style.amount == "header" else None
    for path, cell in form.cells.items():
        if filled[path] is None:
            assert prints[path] == style.placeholder
        else:
            assert parse(prints[path], cell.kind, unit) == filled[path]


def test_styles_of_amounts_and_changes():
    form = forms()[0]
    cells = {
        **draw(form, Random(1)),
        "disclosure.procurement.amount_yuan": 1605964,
        "disclosure.fees.change": 3,
        "disclosure.licensing.decisions": 71958,
    }

    def shown(path, **style):
        return printed(form, cells, Style(**style), Random(1))[path]

    assert shown("disclosure.procurement.amount_yuan", amount="元") == "1605964元"
    assert shown("disclosure.procurement.amount_yuan", amount="万元") == "160.5964万元"
    assert shown("disclosure.procurement.amount_yuan", amount="header") == "160.5964"
    assert shown("disclosure.fees.change", signed=True) == "+3"
    assert shown("disclosure.licensing.decisions", thousands=True) == "71,958"
    assert shown("disclosure.licensing.decisions", wide=True) == "７１９５８"


@pytest.mark.parametrize("kind", SOURCE_ERRORS)
def test_every_kind_of_source_error_breaks_a_sum(kind):
    found = 0
    for seed in range(40):
        rng = Random(seed)
        form = rng.choice(forms())
        cells = draw(form, rng)
        wrong = err(form, cells, rng, kind)
        if wrong is not None:
            found += 1
            assert not adds_up(form, wrong)
            assert form.report(wrong).form == form.id
    assert found >= 8


def test_a_group_total_of_zero_needs_a_group_with_a_total():
    form = forms()[0]
    assert err(form, dict.fromkeys(form.cells, 0), Random(1), "group_total_zero") is None


def test_sizes_range_from_silent_towns_to_ministries():
    totals = [draw(forms()[3], Random(seed))["requests.received.total"] for seed in range(150)]
    assert totals.count(0) >= 5
    assert sum(0 < total < 50 for total in totals) >= 20
    assert sum(total > 2000 for total in totals) >= 3


@pytest.mark.parametrize("mean", [0, 0.5, 7, 400])
def test_counts_lie_about_their_mean(mean):
    rng = Random(5)
    drawn = [about(mean, rng) for _ in range(2000)]
    assert min(drawn) >= 0
    assert sum(drawn) / 2000 == pytest.approx(mean, rel=0.1)
