"""The codebook: every figure of both forms once, in printed order, under a name and a label of its own."""

from itertools import pairwise

import pytest

from crossfoot.export import codebook
from crossfoot.forms import form, forms

ENTRIES = {entry.path: entry for entry in codebook()}


def test_every_figure_that_a_record_may_hold_is_there_once():
    assert len(ENTRIES) == len(codebook())
    assert set(ENTRIES) == {path for known in forms() for path in known.fields}


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_each_form_keeps_its_printed_order(form_id):
    fields = form(form_id).fields
    assert [path for path in ENTRIES if path in fields] == list(fields)


def test_the_figures_of_one_row_stand_together():
    rows = [path.rpartition(".")[0] for path in ENTRIES]
    changes = sum(here != there for here, there in pairwise(rows))
    assert changes + 1 == len(set(rows))


def test_no_two_figures_share_a_label():
    assert len({entry.label for entry in codebook()}) == len(codebook())


def test_an_entry_in_full():
    entry = ENTRIES["review.litigation_after_reconsideration.upheld"]
    assert entry.label == "行政诉讼｜复议后起诉｜结果维持"
    assert entry.table == "四、政府信息公开行政复议、行政诉讼情况"
    assert (entry.kind, entry.unit, entry.forms) == ("count", "", ("2019", "2021"))


def test_amounts_are_labelled_in_the_unit_they_are_given_in():
    amounts = [entry for entry in codebook() if entry.kind == "yuan"]
    assert [entry.label.rpartition("｜")[2] for entry in amounts] == [
        "本年收费金额（元）",
        "采购总金额（元）",
    ]
    assert not any("万元" in entry.label for entry in codebook())
    assert {entry.unit for entry in amounts} == {"元"}


def test_figures_of_one_form_say_so():
    assert ENTRIES["disclosure.fees.previous_year"].forms == ("2019",)
    assert ENTRIES["requests.other.late_fee.total"].forms == ("2021",)
    assert "一行" in ENTRIES["requests.other.undivided.total"].note
