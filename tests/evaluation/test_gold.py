"""Gold labels: what the schema takes and refuses, which printing of the form a label is of, and which rules it breaks."""

import json

import pytest

from crossfoot.evaluation.labels.gold import GoldError, GoldLabel, load_label, load_labels
from crossfoot.forms import form, forms


def fields(**changes) -> dict:
    cells = changes.pop("cells", None)
    if cells is None:
        cells = dict.fromkeys(form(changes.get("form", "2021")).fields, 0)
    return {"report": "a.txt", "form": "2021", "cells": cells, **changes}


def label(**changes) -> GoldLabel:
    return GoldLabel.model_validate_json(json.dumps(fields(**changes)))


def put(path, **changes):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(fields(**changes)), encoding="utf-8")
    return path


def cells_of(printed, **values) -> dict:
    """All cells of a printing, zeros but for *values* (`a__b__c` for `a.b.c`), null where it has none."""
    out = dict.fromkeys(printed.fields, None) | dict.fromkeys(printed.cells, 0)
    return out | {key.replace("__", "."): value for key, value in values.items()}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expected_status": "right"}, "expected_status"),
        ({"unheard_of": 1}, "unheard_of"),
        ({"form": "2014", "cells": {}}, "form"),
        ({"cells": {"requests.granted.total": 1}}, "cells are not labelled"),
        ({"cells": {**cells_of(form("2021")), "requests.granted.totals": 1}}, "no cells of the 2021 form"),
        ({"cells": {**cells_of(form("2021")), "requests.granted.total": "1"}}, "requests.granted.total"),
        ({"cells": {**cells_of(form("2021")), "requests.granted.total": True}}, "requests.granted.total"),
        ({"cells": {**cells_of(form("2021")), "requests.granted.total": -1}}, "requests.granted.total = -1"),
        (
            {"cells": {**cells_of(form("2021")), "requests.granted.total": 2.5}},
            "requests.granted.total = 2.5",
        ),
        ({"cells": {**cells_of(form("2021")), "requests.granted.total": float("nan")}}, "total = nan"),
        ({"cells": {**cells_of(form("2021")), "disclosure.fees.amount_yuan": float("inf")}}, "yuan = inf"),
        ({"report": "/reports/a.txt"}, "below the folder of the reports"),
        ({"report": "../a.txt"}, "below the folder of the reports"),
        ({"report": "./a.txt"}, "below the folder of the reports"),
        ({"report": ""}, "below the folder of the reports"),
    ],
)
def test_a_label_of_another_schema_is_refused_with_its_file_and_the_place(tmp_path, changes, said):
    path = put(tmp_path / "a.json", **changes)
    with pytest.raises(GoldError) as caught:
        load_label(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_figure_that_is_labelled_twice_is_refused(tmp_path):
    """JSON lets the last of two like keys count: a slip of the hand would change a figure without a word."""
    path = put(tmp_path / "a.json")
    doubled = path.read_text(encoding="utf-8").replace(
        '"cells": {', '"cells": {"requests.granted.total": 7, ', 1
    )
    path.write_text(doubled, encoding="utf-8")
    with pytest.raises(GoldError, match=r"a\.json: requests\.granted\.total stands there twice; keep one"):
        load_label(path)


def test_a_label_may_begin_with_a_byte_order_mark_and_hold_a_change_that_is_negative(tmp_path):
    cells = cells_of(form("2019"), disclosure__licensing__change=-3)
    path = put(tmp_path / "a.json", form="2019", cells=cells)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_label(path).values["disclosure.licensing.change"] == -3


def test_zero_and_blank_are_two_values():
    read = label(cells=cells_of(form("2021"), requests__granted__total=None))
    assert read.values["requests.granted.total"] is None
    assert read.values["requests.granted.business"] == 0
    assert not read.broken()


@pytest.mark.parametrize("printed", forms(), ids=lambda each: f"{each.id} {each.divided}")
@pytest.mark.parametrize("value", [0, None], ids=["zeros", "blanks"])
def test_the_cells_tell_which_printing_of_the_form_is_labelled(printed, value):
    cells = dict.fromkeys(printed.fields, None) | dict.fromkeys(printed.cells, value)
    read = label(form=printed.id, cells=cells)
    assert read.printed_form is printed
    assert tuple(read.values) == tuple(printed.cells)


def test_other_processing_is_one_row_or_three():
    undivided = form("2021", False)
    cells = cells_of(undivided, requests__other__undivided__total=1)
    cells["requests.other.remaining.total"] = 1
    with pytest.raises(ValueError, match="one row or three"):
        label(cells=cells)


def test_a_label_breaks_a_rule_where_a_sum_fails():
    """The one 1 stands in the row's sum, and in the column's."""
    read = label(cells=cells_of(form("2021"), requests__received__business=1))
    assert {found.rule for found in read.broken()} == {"requests.row.received", "requests.balance.business"}


def test_two_labels_of_one_report_are_refused(tmp_path):
    put(tmp_path / "a.json")
    put(tmp_path / "b.json")
    with pytest.raises(GoldError, match=r"b\.json: there is another label of a\.txt"):
        load_labels(tmp_path)


def test_labels_are_found_in_folders_within_and_drafts_are_none(tmp_path):
    put(tmp_path / "in" / "a.json")
    (tmp_path / "b.draft.json").write_text("{}", encoding="utf-8")
    assert list(load_labels(tmp_path)) == ["a.txt"]


def test_a_folder_without_labels_says_how_to_make_one(tmp_path):
    with pytest.raises(GoldError, match="crossfoot gold add"):
        load_labels(tmp_path)
