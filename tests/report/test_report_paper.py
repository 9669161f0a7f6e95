"""The geometry of the forms: every cell once, no gap and no overlap, and read back as what was drawn."""

import pytest
from report_drafts import document, figures

from crossfoot.forms import form, forms
from crossfoot.pipeline.inspect import inspect_document
from crossfoot.report.paper import paper

FORMS = pytest.mark.parametrize(
    "printed", forms(), ids=lambda each: each.id + ("_divided" if each.divided else "")
)


def boxes(printed):
    return [(sheet, box) for sheet in paper(printed) for row in sheet.rows for box in row]


@FORMS
def test_every_cell_has_one_box(printed):
    drawn = [box.cell.path for _, box in boxes(printed) if box.cell is not None]
    assert sorted(drawn) == sorted(printed.cells)


@FORMS
def test_the_boxes_cover_each_place_once(printed):
    for sheet in paper(printed):
        taken = [
            (row, column)
            for line in sheet.rows
            for box in line
            for row in range(box.row, box.row + box.rowspan)
            for column in range(box.column, box.column + box.colspan)
        ]
        assert len(taken) == len(set(taken))
        assert set(taken) == {
            (row, column) for row in range(len(sheet.rows)) for column in range(sheet.columns)
        }


@FORMS
def test_boxes_stand_in_the_row_where_they_begin_from_the_left(printed):
    for sheet in paper(printed):
        for number, row in enumerate(sheet.rows):
            assert all(box.row == number for box in row)
            assert [box.column for box in row] == sorted(box.column for box in row)


@FORMS
def test_each_printed_label_stands_beside_or_above_its_figure(printed):
    """Every label that leads to a cell overlaps its row or its column."""
    everything = boxes(printed)
    for sheet, figure in everything:
        if figure.cell is None:
            continue
        seen = {
            box.text
            for other, box in everything
            if other is sheet and box.cell is None and (_beside(box, figure) or _above(box, figure))
        }
        assert set(figure.cell.labels) <= seen


def _beside(box, figure):
    return box.row <= figure.row < box.row + box.rowspan and box.column < figure.column


def _above(box, figure):
    return box.column <= figure.column < box.column + box.colspan and box.row < figure.row


def test_the_undivided_row_reaches_over_both_levels_of_labels():
    rows = {box.text: box for _, box in boxes(form("2021", divided=False))}
    assert rows["（六）其他处理"].colspan == 2
    divided = {box.text: box for _, box in boxes(form("2021"))}
    assert (divided["（六）其他处理"].colspan, divided["（六）其他处理"].rowspan) == (1, 3)
    assert divided["一、本年新收政府信息公开申请数量"].colspan == 3
    assert divided["法人或其他组织"].colspan == 5


@FORMS
@pytest.mark.parametrize("seed", range(3))
def test_a_report_printed_in_this_geometry_is_read_back(printed, seed):
    cells = figures(printed, seed)
    found = inspect_document(document(cells, printed))
    assert found.record.status == "verified", found.record.reason
    assert found.form is printed
    assert {path: found.record.cells[path] for path in cells} == cells
