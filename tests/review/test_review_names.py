"""Cells, sums and figures as people type them."""

import pytest

from crossfoot.forms import form, forms
from crossfoot.report.labels import place
from crossfoot.review import RefusedError
from crossfoot.review.names import cell_named, sum_named, value_typed

FORM = form("2021")


@pytest.mark.parametrize("printed", forms(), ids=lambda each: f"{each.id}-{each.divided}")
def test_a_part_of_a_name_means_its_cell_or_is_refused_as_meaning_several(printed):
    for path in printed.fields:
        assert cell_named(printed, path) == path
        parts = path.split(".")
        for start in range(1, len(parts)):
            tail = ".".join(parts[start:])
            alike = [other for other in printed.fields if other.endswith(f".{tail}")]
            if len(alike) == 1:
                assert cell_named(printed, tail) == path
            else:
                with pytest.raises(RefusedError, match=f"may mean {len(alike)} cells"):
                    cell_named(printed, tail)


def test_a_cell_is_named_in_the_words_in_which_it_is_told():
    for path in FORM.cells:
        words = place(FORM, path, "zh")
        assert cell_named(FORM, words) == path


@pytest.mark.parametrize("text", ["nothing", "", "没有这一格", "规范性文件/没有"])
def test_what_names_no_cell_is_refused(text):
    with pytest.raises(RefusedError):
        cell_named(FORM, text)


def test_a_sum_is_named_among_those_that_fail():
    failing = ("requests.row.granted", "requests.row.partly_granted", "requests.balance.total")
    assert sum_named(failing, "requests.row.granted") == failing[0]
    assert sum_named(failing, "granted") == failing[0]
    assert sum_named(failing, "balance") == failing[2]
    with pytest.raises(RefusedError, match="may mean 2 sums"):
        sum_named(failing, "row")
    with pytest.raises(RefusedError, match=r"these do: requests\.row"):
        sum_named(failing, "received")
    with pytest.raises(RefusedError, match="these do: none"):
        sum_named((), "received")


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        ("disclosure.regulations.issued", "12", 12),
        ("disclosure.regulations.issued", " １,2００ 件", 1200),
        ("disclosure.regulations.issued", "0", 0),
        ("disclosure.regulations.issued", "空", None),
        ("disclosure.regulations.issued", "_", None),
        ("disclosure.fees.amount_yuan", "1.2万元", 12000),
        ("disclosure.fees.amount_yuan", "0", 0),
        ("disclosure.fees.amount_yuan", "0.5元", 0.5),
    ],
)
def test_figures_are_typed_as_they_are_printed(cell, text, value):
    assert value_typed(FORM, cell, text) == value


@pytest.mark.parametrize("text", ["", " ", "三", "-3", "1.5", "007", "1 2", "1e3", "NaN", "9" * 16, "3元"])
def test_what_is_no_figure_of_the_cell_is_refused_with_its_name(text):
    with pytest.raises(RefusedError, match=r"disclosure\.regulations\.issued"):
        value_typed(FORM, "disclosure.regulations.issued", text)
