"""Two people's labels: what differs, and agreement held against figures worked out by hand."""

import pytest

from crossfoot.evaluation.labels.double_entry import differences
from crossfoot.evaluation.labels.labelling import label_of
from crossfoot.forms import form

FORM = form("2021")


def label(report: str = "a.txt", printed=FORM, **said):
    values = {key.replace("__", "."): said.pop(key) for key in list(said) if "__" in key}
    return label_of(report, printed, dict.fromkeys(printed.cells, 0) | values, **said)


def compared(first, second):
    return differences({each.report: each for each in first}, {each.report: each for each in second})


def test_labels_that_are_the_same_have_no_differences():
    found = compared([label(requests__granted__total=3)], [label(requests__granted__total=3)])
    assert found.none
    assert found.agreement.kappa == 1
    assert found.agreement_nonzero.items == 1


def test_zero_and_blank_differ():
    found = compared([label()], [label(requests__granted__total=None)])
    assert [(each.path, each.first, each.second) for each in found.cells] == [
        ("requests.granted.total", 0, None)
    ]
    assert found.agreement.agreed == len(FORM.cells) - 1
    assert found.agreement_nonzero.items == 0


def test_kappa_is_what_it_is_by_hand():
    """200 cells: 198 are 0 for both; one is 3 for both; one is 3 for the first and 0 for the second.

    They agree on 199/200. By chance: 0 (198/200 · 199/200) and 3 (2/200 · 1/200), (39402 + 2) / 40000 = 0.9851; so
    kappa is (0.995 - 0.9851) / (1 - 0.9851) = 0.0099 / 0.0149. Of the two that are not 0 they agree on one; by
    chance on 3 (2/2 · 1/2) = 0.5: kappa 0.
    """
    assert len(FORM.cells) == 200
    first = label(requests__granted__total=3, requests__granted__natural_person=3)
    second = label(requests__granted__total=3)
    found = compared([first], [second])
    assert found.agreement.observed == pytest.approx(0.995)
    assert found.agreement.expected == pytest.approx(0.9851)
    assert found.agreement.kappa == pytest.approx(99 / 149)
    assert found.agreement_nonzero.kappa == 0


def test_reports_that_one_alone_has_are_told_and_count_for_nothing():
    found = compared([label("a.txt"), label("b.txt")], [label("b.txt"), label("c.txt")])
    assert (found.both, found.only_first, found.only_second) == (("b.txt",), ("a.txt",), ("c.txt",))
    assert found.agreement.items == len(FORM.cells)
    assert not found.none


def test_what_is_read_beside_the_cells_can_differ_too():
    found = compared([label(year=2022, layout="pipes")], [label(year=2023)])
    assert [(each.field, each.first, each.second) for each in found.fields] == [("year", 2022, 2023)]


def test_cells_of_one_printing_alone_are_told_as_such():
    found = compared([label()], [label(printed=form("2021", False))])
    only = {
        each.only: {cell.path.rpartition(".")[0] for cell in found.cells if cell.only == each.only}
        for each in found.cells
    }
    assert only["second"] == {"requests.other.undivided"}
    assert only["first"] == {f"requests.other.{row}" for row in ("late_correction", "late_fee", "remaining")}
    assert found.agreement.only_first == 21
    assert found.agreement.only_second == 7
