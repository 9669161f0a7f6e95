"""Typed rows, drafts, and the file of a label."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfoot.evaluation.labels.gold import GoldError, label_files, load_label, load_labels
from crossfoot.evaluation.labels.labelling import (
    Draft,
    RowError,
    draft_path,
    expected,
    label_of,
    label_path,
    label_text,
    load_draft,
    misfit,
    save_draft,
    save_label,
    typed,
)
from crossfoot.forms import form

GOLD = sorted((Path(__file__).parents[2] / "eval" / "gold").glob("*.json"))
FORM = form("2021")
GRANTED = FORM.row_of["requests.granted"]
FEES = FORM.row_of["disclosure.fees"]
CHANGES = form("2019").row_of["disclosure.licensing"]


def draft(**changes) -> Draft:
    return Draft(
        **{"report": "a.txt", "sha256": "", "form": "2021", "divided": True, "blind": False} | changes
    )


def zeros(**values) -> dict:
    return dict.fromkeys(FORM.cells, 0) | {key.replace("__", "."): value for key, value in values.items()}


# -- typed rows -------------------------------------------------------------------------------------------------------


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=7, max_size=7))
def test_a_row_is_read_as_it_was_typed(values):
    text = " ".join("_" if value is None else str(value) for value in values)
    assert list(typed(GRANTED, text).values()) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2 0* 2", [2, 0, 0, 0, 0, 0, 2]),
        ("0*", [0] * 7),
        ("_*", [None] * 7),
        ("1 2 3 4 5 6 21 0*", [1, 2, 3, 4, 5, 6, 21]),
        ("１　２\t3 - 空 / 1,006", [1, 2, 3, None, None, None, 1006]),
    ],
)
def test_short_ways_of_typing_a_row(text, values):
    assert list(typed(GRANTED, text).values()) == values


@pytest.mark.parametrize(
    ("row", "text", "values"),
    [
        (FEES, "1.2万元", [12000]),
        (FEES, "12000元", [12000]),
        (FEES, "0", [0]),
        (CHANGES, "5 -3 +2", [5, -3, 2]),
        (CHANGES, "5 减少2 -", [5, -2, None]),
    ],
)
def test_amounts_and_changes(row, text, values):
    assert list(typed(row, text).values()) == values


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        (GRANTED, "1 2 3", r"3 typed, 7 wanted: 自然人, .*总计"),
        (GRANTED, "1 2 3 4 5 6 7 8", "8 typed, 7 wanted"),
        (GRANTED, "0* 1* 2", "3 typed, 7 wanted"),
        (GRANTED, "1 2 3 4 5 6 x", "'x' is not one figure"),
        (GRANTED, "1 2 3 4 5 6 -7", "negative"),
        (GRANTED, "1 2 3 4 5 6 7万元", "amount of money"),
        (FEES, "1.2", "no unit"),
        (FEES, "1.2 万元", "2 typed, 1 wanted: 本年收费金额"),
    ],
)
def test_what_is_no_row_is_refused_with_the_reason(row, text, said):
    with pytest.raises(RowError, match=said):
        typed(row, text)


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GOLD, ids=[path.name[:2] for path in GOLD])
def test_a_label_is_written_as_the_shipped_ones_are(path):
    assert label_text(load_label(path)) == path.read_text(encoding="utf-8")


def test_a_label_that_was_written_is_the_label_that_is_read(tmp_path):
    label = label_of("云/a.txt", FORM, zeros(), split="test", labelled_by="李", quirks=["boxes"], year=2023)
    path = label_path(tmp_path, label.report)
    save_label(label, path)
    assert path == tmp_path / "云" / "a.json"
    assert load_label(path) == label
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


def test_reports_that_differ_in_their_ending_have_a_label_each(tmp_path):
    save_label(label_of("a.txt", FORM, zeros()), label_path(tmp_path, "a.txt"))
    assert label_path(tmp_path, "a.txt") == tmp_path / "a.json"
    assert label_path(tmp_path, "a.pdf") == tmp_path / "a.pdf.json"


def test_no_label_has_the_name_of_a_draft(tmp_path):
    """A draft is left out of every evaluation: such a label would never be seen again."""
    path = label_path(tmp_path, "年报.draft.txt")
    save_label(label_of("年报.draft.txt", FORM, zeros()), path)
    assert list(load_labels(tmp_path)) == ["年报.draft.txt"]
    assert draft_path(path) not in label_files(tmp_path)
    assert label_path(tmp_path, "年报.draft.txt") == path


def test_what_is_wrong_with_a_label_is_told_with_its_place():
    with pytest.raises(GoldError, match=r"a\.txt: year: Input should be a valid integer"):
        label_of("a.txt", FORM, zeros(), year="2022")


def test_the_label_of_another_printing_has_nulls_where_it_prints_nothing():
    undivided = form("2021", False)
    label = label_of("a.txt", undivided, dict.fromkeys(undivided.cells, 0))
    assert label.printed_form is undivided
    assert list(label.cells) == list(undivided.fields)
    assert label.cells["requests.other.late_fee.total"] is None


def test_cells_that_the_form_has_not_are_refused():
    with pytest.raises(GoldError, match=r"no cells of the 2021 form: requests\.granted\.sum"):
        label_of("a.txt", FORM, zeros(requests__granted__sum=1))
    undivided, late_fee = form("2021", False), "requests.other.late_fee.total"
    with pytest.raises(GoldError, match="one row or three"):
        label_of("a.txt", undivided, dict.fromkeys(undivided.cells, 1) | {late_fee: 1})


def test_a_draft_is_gone_on_with(tmp_path):
    path = draft_path(tmp_path / "a.json")
    assert load_draft(path) is None
    begun = draft().with_figures(typed(GRANTED, "2 0* 2"))
    save_draft(begun, path)
    resumed = load_draft(path)
    assert resumed == begun
    assert resumed.figures(GRANTED) == typed(GRANTED, "2 0* 2")
    assert resumed.figures(FEES) is None


def test_what_is_no_draft_is_refused(tmp_path):
    path = tmp_path / "a.draft.json"
    path.write_text('{"report": 1}', encoding="utf-8")
    with pytest.raises(GoldError, match="delete it to begin anew"):
        load_draft(path)


def test_a_draft_becomes_a_label_when_it_has_all_rows():
    with pytest.raises(GoldError, match="cells are not labelled"):
        draft().with_figures(typed(GRANTED, "0*")).label()
    assert draft().with_figures(zeros()).label(expected_status="verified").values == zeros()


# -- sums -------------------------------------------------------------------------------------------------------------

BROKEN = zeros(requests__received__business=1)


@pytest.mark.parametrize(
    ("cells", "status", "said"),
    [
        (zeros(), "verified", None),
        (zeros(), "source_error", "breaks no rule"),
        (zeros(), "needs_review", None),
        (BROKEN, "source_error", None),
        (BROKEN, "needs_review", None),
        (
            BROKEN,
            "verified",
            r"breaks requests\.row\.received, requests\.balance\.business, and expects `verified`",
        ),
    ],
)
def test_figures_and_expected_status_must_fit(cells, status, said):
    found = misfit(label_of("a.txt", FORM, cells, expected_status=status))
    if said is None:
        assert found is None
    else:
        assert re.search(said, found or "")


@pytest.mark.parametrize(
    ("cells", "wanted", "status"),
    [
        (zeros(), None, "verified"),
        (zeros(), "source_error", "verified"),
        (BROKEN, None, "source_error"),
        (BROKEN, "verified", "source_error"),
        (BROKEN, "needs_review", "needs_review"),
    ],
)
def test_the_figures_decide_what_to_expect_unless_some_cannot_be_read(cells, wanted, status):
    assert expected(label_of("a.txt", FORM, cells), wanted) == status
