"""The catalogue of cells against the published list of fields."""

import csv
from pathlib import Path

import pytest

from crossfoot.forms import APPLICANTS, OUTCOMES, form, forms

FIELDS = Path(__file__).parents[3] / "shared" / "contract" / "fields.csv"
OTHER = "requests.other."


@pytest.fixture(scope="module")
def published():
    """Form id → its rows of the published list: path, label, kind."""
    if not FIELDS.exists():
        pytest.skip(f"{FIELDS} is not beside this checkout")
    out = {}
    with FIELDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            out.setdefault(row["form"], []).append((row["path"], row["label"], row["kind"]))
    return out


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_cells_are_the_published_fields_in_their_order(form_id, published):
    cells = form(form_id).cells
    assert [(cell.path, cell.label, cell.kind) for cell in cells.values()] == published[form_id]
    assert list(cells) == [cell.path for cell in cells.values()]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_the_published_form_has_no_unprinted_field(form_id):
    assert dict(form(form_id).fields) == dict(form(form_id).cells)


def test_the_default_division_is_the_published_one():
    assert form("2019") == form("2019", divided=False)
    assert form("2021") == form("2021", divided=True)


def test_a_2021_form_with_a_single_row_keeps_the_three_as_fields(published):
    single, published_form = form("2021", divided=False), form("2021")
    assert set(single.cells) - set(published_form.cells) == {f"{OTHER}undivided.{c}" for c in APPLICANTS}
    assert {p for p in published_form.cells if p not in single.cells} == {
        f"{OTHER}{row}.{c}" for row in ("late_correction", "late_fee", "remaining") for c in APPLICANTS
    }
    assert {path for path, _, _ in published["2021"]} < set(single.fields)


def test_a_2019_form_with_three_rows_keeps_the_single_one_as_field():
    three = form("2019", divided=True)
    assert set(form("2019").cells) < set(three.fields)
    assert f"{OTHER}late_fee.total" in three.cells
    assert f"{OTHER}undivided.total" not in three.cells


def test_the_variants_print_the_rows_in_place():
    rows = [row.path for row in form("2021", divided=False).table("requests")]
    assert rows[rows.index("requests.other.undivided") - 1] == "requests.not_processed.confirm_or_reissue"
    assert rows[rows.index("requests.other.undivided") + 1] == "requests.outcome_total"
    assert (
        form("2021", divided=False).cells[f"{OTHER}undivided.total"].label
        == "三、本年度办理结果|（六）其他处理|总计"
    )


def test_there_are_four_forms():
    assert [(each.id, each.divided) for each in forms()] == [
        ("2019", False),
        ("2019", True),
        ("2021", False),
        ("2021", True),
    ]


@pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{f.divided}")
def test_rows_hold_every_cell_once(each):
    assert [cell.path for row in each.rows for cell in row.cells] == list(each.cells)
    assert set(each.row_of) == {row.path for row in each.rows}
    assert all(cell.row == row.path for row in each.rows for cell in row.cells)
    for row in each.table("requests"):
        assert [cell.column for cell in row.cells] == list(APPLICANTS)
    for row in each.table("review"):
        assert [cell.column for cell in row.cells] == list(OUTCOMES)
    assert len(each.table("requests")) == (25 if each.divided else 23)
