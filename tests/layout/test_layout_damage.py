"""Texts with a line lost, doubled or moved: whatever is read, nothing wrong may be verified."""

import random

import pytest
from flattenings import ALL, figures, html, text_of

from crossfoot.forms import forms
from crossfoot.layout import LayoutError

TEXTS = [flatten for flatten in ALL if flatten is not html]


def lose(lines, rng):
    del lines[rng.randrange(len(lines))]


def lose_two(lines, rng):
    lose(lines, rng)
    lose(lines, rng)


def lose_a_block(lines, rng):
    start = rng.randrange(len(lines))
    del lines[start : start + rng.randint(2, 20)]


def double(lines, rng):
    at = rng.randrange(len(lines))
    lines.insert(at, lines[at])


def exchange_neighbours(lines, rng):
    """Only lines of words: exchanged figures would be other figures."""
    words = [i for i, line in enumerate(lines[:-1]) if not any(c.isdigit() for c in line + lines[i + 1])]
    at = rng.choice(words)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]


def cut_off(lines, rng):
    del lines[rng.randrange(len(lines) // 2, len(lines)) :]


@pytest.mark.parametrize(
    "damage", [lose, lose_two, lose_a_block, double, exchange_neighbours, cut_off], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("flatten", TEXTS, ids=lambda f: f.__name__)
def test_a_damaged_text_is_never_verified_wrongly(flatten, damage, read):
    for seed in range(4):
        rng = random.Random(seed)
        form = forms()[seed % 4]
        gold = figures(form, rng, rng.choice([0.0, 0.5]))
        lines = text_of(form, gold, flatten).split("\n")
        first = next(i for i, line in enumerate(lines) if line.startswith("二、"))
        last = next(i for i, line in enumerate(lines) if line.startswith("五、"))
        table = lines[first:last]
        damage(table, rng)
        try:
            result = read("\n".join([*lines[:first], *table, *lines[last:]]))
        except LayoutError:
            continue
        # A figure that is gone from the text may look like a blank; any other difference is a wrong figure.
        wrong = {path: pair for path, pair in result.wrong(gold).items() if pair[0] is not None}
        assert result.verdict.decision != "verified" or wrong == {}
