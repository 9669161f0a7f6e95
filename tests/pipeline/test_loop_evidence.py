"""Every figure of a record is what stands at its evidence, whoever read it."""

from itertools import pairwise

import pytest
from pipeline_support import REPORTS, anchors, document, gold, offline, read_with, report, unproved_cells
from test_loop_repair import GRANTED, ODD

from crossfoot.evaluation.loopback import ValueFault, misread, slip_row
from crossfoot.forms import PrintError, parse

IN_EVERY_REPORT = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name[:2])
# The model of 33 cannot be played: its table three is a picture, and the form that is asked for is not the gold's.
READ_BY_MODEL = [path for path in REPORTS if not path.name.startswith("33")]


def false_evidence(record, path):
    """Cells whose evidence points at another figure than theirs."""
    places = anchors(path)
    out = {}
    for cell, (start, end) in record.evidence.items():
        shown = document(path).text[start:end]
        try:
            value = parse(shown, places.form.cells[cell].kind, places.places[cell].unit)
        except PrintError:
            value = None
        if value != record.cells[cell]:
            out[cell] = (record.cells[cell], shown)
    return out


@IN_EVERY_REPORT
def test_every_figure_read_offline_stands_at_its_evidence(path):
    record = offline(path)
    assert unproved_cells(record, document(path), anchors(path)) == []


@pytest.mark.parametrize("path", READ_BY_MODEL, ids=lambda path: path.name[:2])
def test_every_figure_read_by_a_model_stands_at_its_evidence(path, tmp_path):
    record, _ = read_with(path, tmp_path)
    unproved = unproved_cells(record, document(path), anchors(path))
    if record.status == "needs_review":
        # A figure that has no place in the print has no evidence; it must not be given another's.
        assert [cell for cell in unproved if cell in record.evidence] == []
    else:
        assert unproved == []


@pytest.mark.parametrize("number", [3, 11, 12, 15, 24, 25, 40])
def test_no_evidence_is_borrowed_by_a_wrong_figure(number, tmp_path):
    path = report(number)
    record, _ = read_with(path, tmp_path, [ValueFault(misread(GRANTED, ODD), "always")])
    assert false_evidence(record, path) == {}


@pytest.mark.parametrize("number", [12, 15, 24, 25])
def test_no_evidence_is_borrowed_by_slipped_rows(number, tmp_path):
    path = report(number)
    fault = ValueFault(slip_row("requests.denied.third_party_rights"), "always")
    record, _ = read_with(path, tmp_path, [fault])
    assert false_evidence(record, path) == {}


@IN_EVERY_REPORT
def test_no_two_figures_share_a_place(path):
    spans = sorted(offline(path).evidence.values())
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@IN_EVERY_REPORT
def test_a_blank_has_no_evidence(path):
    record = offline(path)
    assert all(record.cells[cell] is not None for cell in record.evidence)
    assert set(record.evidence) <= set(gold(path).form.fields)
