"""The smallest corrections: a single wrong cell of table three is always found and its value forced."""

import random
from functools import cache
from itertools import combinations, product

import pytest
from flattenings import figures
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.checks import Rule, confront, load_rules, localise, violated
from crossfoot.forms import APPLICANTS, form, forms

FORMS = {f"{f.id}-{'three' if f.divided else 'one'}": f for f in forms()}


def anyone(_):
    return True


@cache
def table(name, seed):
    return figures(FORMS[name], random.Random(seed), filled=0.7)


def localised(name, cells, weight=lambda _: 1.0):
    return localise(confront(load_rules(FORMS[name]), cells), cells, weight)


def changes(name, cells, suspect=anyone):
    """Every correction of the whole reading as what must be added to which cell: one of each part, in every combination."""
    parts = localised(name, cells, lambda path: 1.0 if suspect(path) else None)
    ways = product(*(part.corrections for part in parts)) if parts else ()
    return tuple(
        {c.cell: c.corrected - (c.printed or 0) for correction in way for c in correction.changes}
        for way in ways
    )


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
    assert violated([rule for rule, _ in outcome.failed]) == (path,)
    assert violated([]) == ()


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


@pytest.mark.parametrize("path", ["review.reconsideration.total", "requests.granted.business"])
def test_the_smallest_correction_is_told_with_old_and_new_value(path):
    gold = table("2021-three", 1)
    (found,) = localised("2021-three", gold | {path: gold[path] + 7})
    assert found.exact
    corrected = {
        c.cell: (c.printed, c.corrected) for correction in found.corrections for c in correction.changes
    }
    assert corrected[path] == (gold[path] + 7, gold[path])
    assert (found.unique is not None) == path.startswith("requests.")


def test_the_most_plausible_misprint_comes_first():
    """Ten and one with a printed total of 1: a digit was lost, in the total or before the 0 of the ten."""
    gold = dict.fromkeys(FORMS["2021-three"].cells, 0)
    gold |= {"review.reconsideration.upheld": 10, "review.reconsideration.corrected": 1}
    gold |= {"review.reconsideration.total": 1}
    (found,) = localised("2021-three", gold)
    first = found.corrections[0].changes[0]
    assert (first.cell, first.corrected) in {
        ("review.reconsideration.total", 11),
        ("review.reconsideration.upheld", 0),
    }
    assert len(found.corrections) == 2


def test_parts_that_share_no_cell_are_searched_apart():
    """Two errors in table three and one in each of two groups of table four: four cells, and still exact."""
    gold = table("2021-three", 2)
    wrong = {
        "requests.granted.business": 5,
        "requests.received.natural_person": 11,
        "review.reconsideration.total": 3,
        "review.direct_litigation.upheld": 2,
    }
    found = localised("2021-three", gold | {path: gold[path] + delta for path, delta in wrong.items()})
    assert len(found) == 3
    assert all(part.exact for part in found)
    assert {len(part.corrections[0].changes) for part in found} == {1, 2}
    assert set(wrong) <= {path for part in found for path in part.suspects}


@cases
@settings(deadline=None, max_examples=40)
def test_beyond_two_cells_a_correction_is_found_and_said_not_to_be_proven(name, seed, data):
    gold = table(name, seed)
    detail = [row.path for row in FORMS[name].table("requests")][2:-2]
    rows = data.draw(st.lists(st.sampled_from(detail), min_size=3, max_size=4, unique=True))
    columns = data.draw(st.permutations(APPLICANTS[:-1]))[: len(rows)]
    wrong = {
        f"{row}.{column}": 3**index * 10
        for index, (row, column) in enumerate(zip(rows, columns, strict=True))
    }
    broken = gold | {path: gold[path] + delta for path, delta in wrong.items()}
    (found,) = localised(name, broken)
    assert not found.exact
    assert found.unique is None
    assert {path: -delta for path, delta in wrong.items()} in changes(name, broken)


def test_where_no_small_correction_exists_rows_and_columns_that_cross_are_named():
    gold = table("2021-three", 4)
    rows = [row.path for row in FORMS["2021-three"].table("requests")][2:8]
    broken = dict(gold)
    for index, row in enumerate(rows):
        for step, column in enumerate(APPLICANTS[:-1]):
            broken[f"{row}.{column}"] += 7 * index * index + 13 * step + index * step**2 + 1
    (found,) = localised("2021-three", broken)
    assert found.corrections == ()
    assert not found.exact
    assert {f"{row}.{column}" for row in rows for column in APPLICANTS[:-1]} <= set(found.suspects)


def test_weights_decide_between_one_dear_cell_and_two_cheap_ones():
    gold = table("2021-three", 1)
    path = "requests.granted.business"
    broken = gold | {path: gold[path] + 3}

    def sizes(weight_of_the_true_one):
        (found,) = localised(
            "2021-three", broken, lambda cell: weight_of_the_true_one if cell == path else 1.0
        )
        return {len(correction.changes) for correction in found.corrections}, found.corrections[0].weight

    assert sizes(0.5) == ({1}, 0.5)
    assert sizes(1.0) == ({1}, 1.0)


# -- against exhaustion --------------------------------------------------------------------------------------------


@st.composite
def small_systems(draw):
    """Up to four sums over up to seven cells with values up to 4, deduced totals among them."""
    names = [f"c{i}" for i in range(draw(st.integers(3, 7)))]
    rules = []
    for index in range(draw(st.integers(1, 4))):
        members = draw(st.lists(st.sampled_from(names), min_size=2, max_size=5, unique=True))
        cut = draw(st.integers(1, len(members) - 1))
        left, right = tuple(members[:cut]), tuple(members[cut:])
        total = right[0] if len(right) == 1 else None
        rules.append(Rule(f"r{index}", left, right, total, "error", "", "", {"zh": "", "en": ""}))
    return rules, {name: draw(st.integers(0, 4)) for name in names}


@given(small_systems())
@settings(deadline=None, max_examples=100)
def test_one_and_two_cells_are_exact(system):
    """Every set of at most two cells that repairs a small system is found, and nothing else."""
    rules, cells = system
    outcome = confront(rules, cells)
    if not outcome.failed:
        return
    bound = range(30)
    for part in localise(outcome, cells):
        members = [rule for rule in rules if rule.id in part.rules or _connected(rule, part, rules)]
        names = sorted({path for rule in members for path in rule.cells})

        def holds(values, members=members):
            return all(sum(values[p] for p in r.left) == sum(values[p] for p in r.right) for r in members)

        one = {frozenset([a]) for a in names for x in bound if x != cells[a] and holds(cells | {a: x})}
        two = (
            set()
            if one
            else {
                frozenset((a, b))
                for a, b in combinations(names, 2)
                for x in bound
                for y in bound
                if x != cells[a] and y != cells[b] and holds(cells | {a: x, b: y})
            }
        )
        found = {frozenset(c.cell for c in correction.changes) for correction in part.corrections}
        if part.exact:
            assert found == (one or two)
        else:
            assert not one
            assert not two


def _connected(rule, part, rules):
    seen = {r.id for r in rules if r.id in part.rules}
    while True:
        cells = {path for r in rules if r.id in seen for path in r.cells}
        more = {r.id for r in rules if not cells.isdisjoint(r.cells)}
        if more == seen:
            return rule.id in seen
        seen = more
