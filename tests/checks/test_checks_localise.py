"""The smallest corrections: a single wrong cell of table three is always found and its value forced."""

import random
from functools import cache

import pytest
from flattenings import figures
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.checks import confront, load_rules, localise, violated
from crossfoot.forms import form, forms

FORMS = {f"{f.id}-{'three' if f.divided else 'one'}": f for f in forms()}


def anyone(_):
    return True


@cache
def table(name, seed):
    return figures(FORMS[name], random.Random(seed), filled=0.7)


def changes(name, cells, suspect=anyone):
    return localise(confront(load_rules(FORMS[name]), cells), cells, suspect)


def requests_of(name):
    return [path for path in FORMS[name].cells if path.startswith("requests.")]


cases = given(name=st.sampled_from(sorted(FORMS)), seed=st.integers(0, 40), data=st.data())


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_found_where_all_sums_hold(name):
    assert changes(name, table(name, 1)) == ()


@cases
@settings(deadline=None, max_examples=80)
def test_one_wrong_cell_of_table_three_is_found_and_its_value_forced(name, seed, data):
    gold = table(name, seed)
    path = data.draw(st.sampled_from(requests_of(name)))
    wrong = data.draw(st.integers(0, 5000).filter(lambda value: value != gold[path]))
    assert changes(name, gold | {path: wrong}) == ({path: gold[path] - wrong},)


@pytest.mark.parametrize("name", FORMS)
def test_every_cell_of_table_three_is_found_when_wrong(name):
    gold = table(name, 3)
    for path in requests_of(name):
        assert changes(name, gold | {path: gold[path] + 7}) == ({path: -7},)


@cases
@settings(deadline=None, max_examples=80)
def test_two_wrong_cells_are_among_the_results(name, seed, data):
    gold = table(name, seed)
    one, other = data.draw(st.lists(st.sampled_from(requests_of(name)), min_size=2, max_size=2, unique=True))
    a, b = (data.draw(st.integers(1, 300)) for _ in range(2))
    found = changes(name, gold | {one: gold[one] + a, other: gold[other] + b})
    assert {one: -a, other: -b} in found
    assert all(len(change) == 2 for change in found)


@cases
@settings(deadline=None, max_examples=40)
def test_every_result_repairs_every_sum(name, seed, data):
    gold = table(name, seed)
    broken = dict(gold)
    for path in data.draw(
        st.lists(st.sampled_from(sorted(FORMS[name].cells)), min_size=1, max_size=3, unique=True)
    ):
        if isinstance(gold[path], int):
            broken[path] = data.draw(st.integers(0, 900))
    for change in changes(name, broken):
        repaired = {path: value + change.get(path, 0) for path, value in broken.items()}
        assert confront(load_rules(FORMS[name]), repaired).failed == ()
        assert all(repaired[path] >= 0 for path in change)


@cases
@settings(deadline=None, max_examples=60)
def test_up_to_three_wrong_cells_are_always_noticed(name, seed, data):
    gold = table(name, seed)
    paths = data.draw(st.lists(st.sampled_from(requests_of(name)), min_size=1, max_size=3, unique=True))
    broken = gold | {path: gold[path] + data.draw(st.integers(1, 50)) for path in paths}
    assert confront(load_rules(FORMS[name]), broken).failed


def test_table_four_is_noticed_but_not_located():
    gold = table("2021-three", 1)
    path = "review.reconsideration.upheld"
    found = changes("2021-three", gold | {path: gold[path] + 100})
    assert {path: -100} in found
    assert len(found) > 1
    assert all(next(iter(change)).startswith("review.reconsideration.") for change in found)


def test_no_count_is_made_negative():
    gold = table("2021-three", 1)
    path = "requests.granted.total"
    broken = gold | {path: 0}
    for change in changes("2021-three", broken):
        assert all(broken[cell] + delta >= 0 for cell, delta in change.items())


def test_cells_beyond_suspicion_are_not_named():
    gold = table("2021-three", 1)
    path = "requests.granted.business"
    found = changes("2021-three", gold | {path: gold[path] + 3}, lambda cell: cell != path)
    assert all(path not in change for change in found)


def test_violated_cells_stand_where_failing_rows_and_columns_cross():
    each = form("2021")
    gold = table("2021-three", 1)
    path = "requests.granted.business"
    outcome = confront(load_rules(each), gold | {path: gold[path] + 3})
    assert violated(outcome) == (path,)
    assert violated(confront(load_rules(each), gold)) == ()


@pytest.mark.parametrize("blank", [0.2, 0.6])
@pytest.mark.parametrize("name", FORMS)
def test_blanks_and_deduced_totals_do_not_mislead(name, blank):
    """With totals deduced the place may not be certain, but the true repair is never left out."""
    each = FORMS[name]
    rules = load_rules(each)
    for seed in range(4):
        rng = random.Random(seed)
        gold = figures(each, rng, blank)
        for row in each.table("requests"):
            if rng.random() < 0.5 and row.path.split(".")[1] not in ("received", "carried_in", "carried_out"):
                gold[f"{row.path}.total"] = None
        assert confront(rules, gold).failed == ()
        for path in requests_of(name):
            if gold[path] is None:
                continue
            found = changes(name, gold | {path: gold[path] + 7})
            if confront(rules, gold | {path: gold[path] + 7}).failed:
                assert {path: -7} in found, path
