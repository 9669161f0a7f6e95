"""Sparse reports: where most cells are blank, a trailing pipe is a separator and an empty row of table four is a row."""

import random

import pytest
from flattenings import document, figures, pipes_dropped, pipes_padded, text_of

from crossfoot.forms import forms
from crossfoot.layout import Standing, locate

FORMS = pytest.mark.parametrize("form", forms(), ids=lambda f: f"{f.id}-{'three' if f.divided else 'one'}")


def sparse(form, seed, review=True):
    """Nearly nothing printed: no zero, few figures; table four empty unless *review*."""
    cells = figures(form, random.Random(seed), blanks=1.0, filled=0.02)
    if not review:
        cells |= dict.fromkeys(path for path in cells if path.startswith("review."))
    return cells


@FORMS
@pytest.mark.parametrize("flatten", [pipes_padded, pipes_dropped], ids=lambda f: f.__name__)
@pytest.mark.parametrize("review", [True, False])
def test_every_place_of_a_sparse_table_four_is_known(form, flatten, review):
    for seed in range(6):
        cells = sparse(form, seed, review)
        places = locate(document(text_of(form, cells, flatten))).places
        shown = {Standing.PRINTED: True, Standing.BLANK: False}
        for row in form.table("review"):
            for cell in row.cells:
                assert shown.get(places[cell.path].standing) == (cells[cell.path] is not None), cell.path
