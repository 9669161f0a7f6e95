"""Conservation under damage: a figure of a located row is in a cell's place, left over, or the row claims no columns."""

from random import Random

import pytest

from crossfoot.documents import parse
from crossfoot.evaluation.simulation import LAYOUTS, Configuration, draw_sample
from crossfoot.layout import LayoutError, Standing, locate

PER_LAYOUT = 4


def lost_figures(text, anchors):
    """(row, figure) for each figure that the rows know of and nobody accounts for."""
    placed = {place.span for place in anchors.places.values() if place.span}
    accounted = placed | {*anchors.leftovers, *anchors.extras}
    for row in anchors.form.rows:
        standings = {anchors.places[cell.path].standing for cell in row.cells}
        if row.path not in anchors.rows or standings & {Standing.LOOSE, Standing.MISSING}:
            continue
        for start, end in anchors.rows[row.path].figures:
            if not any(first < end and start < last for first, last in accounted):
                yield row, text[start:end]


def same_again(row, figure, text, anchors):
    """Is it a row of one figure, which is printed twice?"""
    span = anchors.places[row.cells[0].path].span
    return len(row.cells) == 1 and span is not None and text[slice(*span)] == figure


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("damage", ["duplicated_lines", "line_breaks"])
def test_no_figure_of_a_row_gets_lost(layout, damage):
    for number in range(PER_LAYOUT):
        rng = Random(f"conservation {layout} {damage} {number}")
        sample = draw_sample(Configuration([layout], [damage], zeros_printed=number % 2 == 0), rng)
        document = parse(sample.data, sample.name)
        try:
            anchors = locate(document)
        except LayoutError:
            continue
        for row, figure in lost_figures(document.text, anchors):
            assert same_again(row, figure, document.text, anchors), (number, row.path, figure)
        spans = [place.span for place in anchors.places.values() if place.span]
        assert len(spans) == len(set(spans))
