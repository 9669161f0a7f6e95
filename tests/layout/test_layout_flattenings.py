"""Figures printed in every flattening come back; where the text loses its blanks, nothing is made up."""

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from flattenings import (
    ALL,
    KEEPS_BLANKS,
    LOSES_BLANKS,
    ONE_OF_EACH_KIND,
    cell_lines,
    figures,
    html,
    printed,
    spaced,
    tab_rows,
    text_of,
)

from crossfoot.forms import APPLICANTS, form, forms
from crossfoot.layout import Standing

REAL = Path(__file__).parents[3] / "shared" / "real"
FORMS = pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{'three' if f.divided else 'one'}")
by_flattening = pytest.mark.parametrize("flatten", ALL, ids=lambda f: f.__name__)


def assert_read_whole(read, gold):
    assert (read.anchors.form.cells.keys(), read.wrong(gold)) == (gold.keys(), {})
    assert dict(read.reading.unread) == {}
    assert read.reading.cells == gold


@FORMS
@by_flattening
def test_filled_figures_come_back(each, flatten, read):
    for seed in range(2):
        gold = figures(each, random.Random(seed))
        assert_read_whole(read(text_of(each, gold, flatten)), gold)


@FORMS
@pytest.mark.parametrize("flatten", KEEPS_BLANKS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("blanks", [0.3, 1.0])
def test_blanks_that_the_text_keeps_are_blank(each, flatten, blanks, read):
    for seed in range(2):
        gold = figures(each, random.Random(seed), blanks, filled=0.15)
        assert_read_whole(read(text_of(each, gold, flatten)), gold)


@FORMS
@pytest.mark.parametrize("flatten", LOSES_BLANKS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("blanks", [0.1, 1.0])
def test_blanks_that_the_text_loses_are_never_guessed(each, flatten, blanks, read):
    for seed in range(3):
        gold = figures(each, random.Random(seed), blanks)
        assert read(text_of(each, gold, flatten)).wrong(gold) == {}


@FORMS
@pytest.mark.parametrize("flatten", [tab_rows, html], ids=lambda f: f.__name__)
def test_each_figure_is_used_once(each, flatten, read):
    gold = figures(each, random.Random(11), 0.3)
    prints = printed(each, gold)
    result = read(text_of(each, gold, flatten))
    spans = {
        p: place.span for p, place in result.anchors.places.items() if place.standing is Standing.PRINTED
    }
    assert {p: result.document.text[a:b] for p, (a, b) in spans.items()} == {
        p: s for p, s in prints.items() if s
    }
    ordered = sorted(spans.values())
    assert all(end <= start for (_, end), (start, _) in pairwise(ordered))
    assert result.anchors.leftovers == result.anchors.extras == ()
    assert set(result.anchors.places) == set(each.cells)
    assert set(result.anchors.rows) == set(each.row_of)


@pytest.mark.parametrize("flatten", [cell_lines, spaced], ids=lambda f: f.__name__)
@pytest.mark.parametrize("gone", ["reconsideration", "direct_litigation", "litigation_after_reconsideration"])
def test_a_group_of_table_four_left_blank_is_not_filled_from_the_next(flatten, gone, read):
    each = form("2021")
    gold = figures(each, random.Random(3))
    gold |= {path: None for path in each.cells if path.startswith(f"review.{gone}.")}
    result = read(text_of(each, gold, flatten))
    assert result.wrong(gold) == {}
    assert result.verdict.decision == "needs_review"


@FORMS
@pytest.mark.parametrize("flatten", ALL, ids=lambda f: f.__name__)
def test_only_persons_and_totals_filled(each, flatten, read):
    gold = figures(each, random.Random(5), filled=0.3)
    for row in each.table("requests"):
        gold |= {f"{row.path}.{column}": None for column in APPLICANTS[1:-1]}
    assert read(text_of(each, gold, flatten)).wrong(gold) == {}


@FORMS
@pytest.mark.parametrize("flatten", ALL, ids=lambda f: f.__name__)
def test_only_totals_filled(each, flatten, read):
    gold = figures(each, random.Random(6), filled=0.3)
    for row in each.table("requests"):
        gold |= {f"{row.path}.{column}": None for column in APPLICANTS[:-1]}
    assert read(text_of(each, gold, flatten)).wrong(gold) == {}


@pytest.mark.parametrize("placeholder", ["_", "/", "-", "—", "无"])
@pytest.mark.parametrize("flatten", ONE_OF_EACH_KIND, ids=lambda f: f.__name__)
def test_placeholders_are_blanks_that_stay(flatten, placeholder, read):
    each = form("2021")
    gold = figures(each, random.Random(8), 1.0)

    def fill(tables):
        return [[[_filled(box, placeholder) for box in row] for row in table] for table in tables]

    result = read(text_of(each, gold, flatten, fill))
    if flatten is spaced and placeholder in "-—":  # a dash between spaces may be the sign of the next figure
        assert result.wrong(gold) == {}
    else:
        assert_read_whole(result, gold)


def _filled(box, placeholder):
    return box if box.text else type(box)(placeholder, box.rows, box.columns)


@FORMS
def test_regulations_without_separators(each, read):
    gold = figures(each, random.Random(2))
    names = each.table("disclosure")[:2]
    digits = {cell.path: n for n, cell in enumerate(c for row in names for c in row.cells)}
    gold |= digits
    text = text_of(each, gold, tab_rows)
    for row in names:
        glued = "".join(str(gold[cell.path]) for cell in row.cells)
        line = "\t".join([row.label, *glued])
        assert line in text
        text = text.replace(line, row.label + glued)
    result = read(text)
    assert result.wrong(gold) == {}
    assert set(result.reading.unread) <= set(digits)


@pytest.mark.parametrize("digits", ["1234", "12", "0105", "100"])
def test_glued_digits_that_can_be_cut_in_two_ways_are_not_cut(digits, read):
    each = form("2021")
    gold = figures(each, random.Random(2)) | dict.fromkeys(
        [
            "disclosure.regulations.issued",
            "disclosure.regulations.repealed",
            "disclosure.regulations.in_force",
        ]
    )
    text = text_of(each, gold, tab_rows)
    result = read(text.replace("规章\t\t\t", "规章" + digits))
    got = [
        result.reading.cells.get(f"disclosure.regulations.{key}")
        for key in ("issued", "repealed", "in_force")
    ]
    if digits == "100":
        assert got in ([1, 0, 0], [None, None, None])
    else:
        assert got == [None, None, None]
        assert result.verdict.decision == "needs_review"


@by_flattening
@pytest.mark.parametrize("name", ["shanghai_office_2019", "suqian_2024"])
def test_real_figures(flatten, name, read):
    path = REAL / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not beside this checkout")
    data = json.loads(path.read_text(encoding="utf-8"))
    each = form(data["form"])
    gold = {p: int(data["cells"][p]) if data["cells"][p] is not None else None for p in each.cells}
    result = read(text_of(each, gold, flatten))
    assert result.wrong(gold) == {}
    if flatten in KEEPS_BLANKS or None not in gold.values():
        assert result.reading.cells == gold
        assert result.verdict.decision == "verified"


@pytest.mark.parametrize("groups", ["100", "010", "001", "110", "101", "011", "000"])
@by_flattening
def test_only_some_groups_of_table_four_filled(flatten, groups, read):
    each = form("2021")
    gold = figures(each, random.Random(4))
    for filled, row in zip(groups, each.table("review"), strict=True):
        if filled == "0":
            gold |= dict.fromkeys(cell.path for cell in row.cells)
    result = read(text_of(each, gold, flatten))
    assert result.wrong(gold) == {}
    spans = [place.span for place in result.anchors.places.values() if place.span]
    assert len(spans) == len(set(spans))
