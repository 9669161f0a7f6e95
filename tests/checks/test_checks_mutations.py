# ruff: noqa: ARG001 (every fault takes the same arguments)
"""Readings corrupted as models corrupt them: none may be verified, and just the wrong cells are asked for again."""

import random
from functools import cache

import pytest
from flattenings import cell_lines, document, figures, html, pipes_dropped, tab_led, tab_rows, text_of

from crossfoot.checks import confront, load_rules, verify
from crossfoot.forms import APPLICANTS, Reading, forms
from crossfoot.layout import locate

FORMS = forms()
SEEDS = range(3)
CASES = [
    (flatten, blanks)
    for flatten, blanks in (
        (tab_rows, 0.5),
        (tab_led, 0.5),
        (html, 0.5),
        (pipes_dropped, 0.5),
        (cell_lines, 0.0),
    )
]


@cache
def printed(index, seed, flatten, blanks):
    gold = figures(FORMS[index], random.Random(seed), blanks)
    found = document(text_of(FORMS[index], gold, flatten))
    return gold, found.text, locate(found)


def values(cells, row):
    return [cells[f"{row}.{column}"] for column in APPLICANTS]


def put(cells, row, new):
    cells.update({f"{row}.{column}": value for column, value in zip(APPLICANTS, new, strict=True)})


def rows_of(form):
    return [row.path for row in form.table("requests")]


def misread_digit(form, cells, rng):
    path = rng.choice([path for path, value in cells.items() if isinstance(value, int) and value > 0])
    digits = list(str(cells[path]))
    at = rng.randrange(len(digits))
    digits[at] = rng.choice([d for d in "0123456789" if d != digits[at]])
    cells[path] = int("".join(digits))


def misread_digit_and_recompute_totals(form, cells, rng):
    row, column = rng.choice(rows_of(form)[2:-2]), rng.choice(APPLICANTS[:-1])
    cells[f"{row}.{column}"] = (cells[f"{row}.{column}"] or 0) + rng.randint(1, 9)
    for each in rows_of(form):
        if each != "requests.outcome_total":
            cells[f"{each}.total"] = sum(value or 0 for value in values(cells, each)[:-1])
    detail = rows_of(form)[2:-2]
    for each in APPLICANTS:
        cells[f"requests.outcome_total.{each}"] = sum(cells[f"{row}.{each}"] or 0 for row in detail)
        cells[f"requests.carried_out.{each}"] = (
            (cells[f"requests.received.{each}"] or 0)
            + (cells[f"requests.carried_in.{each}"] or 0)
            - cells[f"requests.outcome_total.{each}"]
        )
    if min(value for path, value in cells.items() if "carried_out" in path) < 0:
        for each in APPLICANTS:
            cells[f"requests.carried_out.{each}"] += 500
            cells[f"requests.received.{each}"] = (cells[f"requests.received.{each}"] or 0) + 500


def drop_and_shift_left(form, cells, rng):
    row, at = rng.choice(rows_of(form)), rng.randrange(6)
    before = values(cells, row)
    put(cells, row, [*before[:at], *before[at + 1 :], None])


def spurious_value(form, cells, rng):
    row, at = rng.choice(rows_of(form)), rng.randrange(6)
    before = values(cells, row)
    put(cells, row, [*before[:at], rng.randint(1, 99), *before[at:-1]])


def swap_in_row(form, cells, rng):
    row = rng.choice(rows_of(form))
    before = values(cells, row)
    one, other = rng.sample(range(7), 2)
    before[one], before[other] = before[other], before[one]
    put(cells, row, before)


def slip_rows(form, cells, rng):
    rows = rows_of(form)
    first = rng.randrange(len(rows) - 2)
    last = rng.randrange(first + 1, len(rows))
    old = {row: values(cells, row) for row in rows}
    for one, next_one in zip(rows[first:last], rows[first + 1 : last + 1], strict=True):
        put(cells, next_one, old[one])
    put(cells, rows[first], [None] * 7)


def swap_detail_rows(form, cells, rng):
    swap_rows(cells, *rng.sample(rows_of(form)[2:-2], 2))


def swap_received_and_carried_in(form, cells, rng):
    swap_rows(cells, "requests.received", "requests.carried_in")


def swap_rows(cells, one, other):
    a, b = values(cells, one), values(cells, other)
    put(cells, one, b)
    put(cells, other, a)


def swap_columns(form, cells, rng):
    one, other = rng.sample(APPLICANTS[:-1], 2)
    for row in rows_of(form):
        a, b = f"{row}.{one}", f"{row}.{other}"
        cells[a], cells[b] = cells[b], cells[a]


def all_zero(form, cells, rng):
    cells.update(dict.fromkeys(cells, 0))


def all_blank(form, cells, rng):
    cells.update(dict.fromkeys(cells))


def blanks_as_zero(form, cells, rng):
    cells.update({path: value or 0 for path, value in cells.items()})


def zeros_as_blank(form, cells, rng):
    cells.update({path: value or None for path, value in cells.items()})


def swap_groups_of_table_four(form, cells, rng):
    for column in ("upheld", "corrected", "other", "pending", "total"):
        a, b = f"review.direct_litigation.{column}", f"review.litigation_after_reconsideration.{column}"
        cells[a], cells[b] = cells[b], cells[a]


def table_two_slipped(form, cells, rng):
    paths = [path for path in cells if path.startswith("disclosure.") and not path.endswith("yuan")]
    shifted = [cells[path] for path in paths]
    cells.update(zip(paths, [*shifted[1:], shifted[0]], strict=True))


def unit_forgotten(form, cells, rng):
    path = next(path for path in cells if path.endswith("amount_yuan"))
    if cells[path]:
        cells[path] = cells[path] / 10_000


def another_table_that_adds_up(form, cells, rng):
    cells.update(figures(form, random.Random(rng.random()), 0.5))


FAULTS = [
    misread_digit, misread_digit_and_recompute_totals, drop_and_shift_left, spurious_value, swap_in_row, slip_rows,
    swap_detail_rows, swap_received_and_carried_in, swap_columns, all_zero, all_blank, blanks_as_zero, zeros_as_blank,
    swap_groups_of_table_four, table_two_slipped, unit_forgotten, another_table_that_adds_up,
]  # fmt: skip


@pytest.mark.parametrize("flatten, blanks", CASES, ids=lambda x: getattr(x, "__name__", str(x)))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_corrupted_reading_is_never_verified_and_the_wrong_cells_are_named(fault, flatten, blanks):
    for index, form in enumerate(FORMS):
        for seed in SEEDS:
            gold, text, anchors = printed(index, seed, flatten, blanks)
            cells = dict(gold)
            fault(form, cells, random.Random(seed))
            wrong = {path for path in gold if cells[path] != gold[path]}
            verdict = verify(anchors, Reading(form, cells, reader="model"), text)
            if not wrong:
                assert verdict.decision == "verified"
                continue
            assert verdict.decision == "needs_review"
            named = {suspect.cell for suspect in verdict.suspects}
            assert named <= wrong
            assert named == wrong


@pytest.mark.parametrize("flatten, blanks", CASES, ids=lambda x: getattr(x, "__name__", str(x)))
def test_the_true_figures_are_verified(flatten, blanks):
    for index, form in enumerate(FORMS):
        for seed in SEEDS:
            gold, text, anchors = printed(index, seed, flatten, blanks)
            verdict = verify(anchors, Reading(form, gold, reader="model"), text)
            assert (verdict.decision, verdict.suspects) == ("verified", ())


@pytest.mark.parametrize("flatten", [tab_rows, tab_led, html, cell_lines], ids=lambda f: f.__name__)
def test_a_print_that_does_not_add_up_is_the_reports_own_error(flatten):
    for form in FORMS:
        for seed in SEEDS:
            rng = random.Random(seed)
            gold = figures(form, rng)
            misread_digit(form, gold, rng)
            while not confront(load_rules(form), gold).failed:
                misread_digit(form, gold, rng)
            found = document(text_of(form, gold, flatten))
            verdict = verify(locate(found), Reading(form, gold, reader="model"), found.text)
            assert (verdict.decision, verdict.suspects) == ("source_error", ())


def test_a_reading_that_repairs_the_print_is_not_taken():
    """The model returns what would add up instead of what is printed: that is a difference, not a success."""
    for form in FORMS:
        gold = figures(form, random.Random(1))
        path = "requests.granted.business"
        found = document(text_of(form, gold | {path: gold[path] + 3}, tab_rows))
        verdict = verify(locate(found), Reading(form, gold, reader="model"), found.text)
        assert verdict.decision == "needs_review"
        assert {suspect.cell for suspect in verdict.suspects} == {path}
