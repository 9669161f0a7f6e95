"""The wire format: whatever a form can hold is written and read back the same, and nothing else is accepted."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from crossfoot.forms import Kind, form, forms
from crossfoot.readers.model import wire

FORMS = pytest.mark.parametrize(
    "of", forms(), ids=lambda f: f"{f.id}-{'divided' if f.divided else 'undivided'}"
)

VALUES: dict[Kind, st.SearchStrategy[int | float]] = {
    "count": st.integers(0, 10**15 - 1),
    "integer": st.integers(-(10**15) + 1, 10**15 - 1),
    "yuan": st.one_of(
        st.integers(0, 10**12), st.decimals(0, 10**6, places=2).filter(lambda d: d != int(d)).map(float)
    ),
}


def filled(of, cells, prints=None):
    written = wire.write(of, cells, prints or {})
    return wire.model(of).model_validate_json(json.dumps(written))


POOLS = st.fixed_dictionaries(
    {kind: st.lists(st.none() | values, min_size=1, max_size=9) for kind, values in VALUES.items()}
)


@FORMS
@settings(max_examples=30)
@given(pools=POOLS, mix=st.randoms(use_true_random=False))
def test_what_is_written_is_read_back(of, pools, mix):
    # Each cell draws from a pool: to let hypothesis draw two hundred values one by one takes seconds.
    cells = {path: mix.choice(pools[cell.kind]) for path, cell in of.cells.items()}
    reading = wire.reading(of, filled(of, cells), {})
    assert reading.cells == cells
    assert reading.unread == {}
    assert reading.reader == "model"
    assert set(reading.prints) == {
        p for p, c in of.cells.items() if c.kind == "yuan" and cells[p] is not None
    }


@FORMS
def test_no_two_cells_share_a_place(of):
    cells = {path: n for n, path in enumerate(of.cells)}
    assert wire.reading(of, filled(of, cells), {}).cells == cells


@given(data=st.data())
def test_a_question_is_answered_for_its_cells_alone(data):
    of = form("2019")
    cells = data.draw(
        st.lists(st.sampled_from(list(of.cells.values())), min_size=1, max_size=12, unique=True)
    )
    values = {cell.path: data.draw(st.none() | VALUES[cell.kind]) for cell in cells}
    sent = {
        f"q{n}": f"{values[c.path]}元" if c.kind == "yuan" and values[c.path] is not None else values[c.path]
        for n, c in enumerate(cells, 1)
    }
    answered = wire.question(cells).model_validate_json(json.dumps(sent))
    assert wire.answers(of, cells, answered, {}).cells == values


@FORMS
def test_every_cell_has_one_place(of):
    assert [cell.path for slot in wire.slots(of) for cell in slot.cells] == list(of.cells)
    keys = [slot.key for slot in wire.slots(of)]
    assert len(set(keys)) == len(keys)


@FORMS
def test_the_schema_is_strict_and_wordless(of):
    schema = wire.model(of).model_json_schema()
    assert schema["additionalProperties"] is False
    assert sorted(schema["required"]) == sorted(schema["properties"])
    assert all("title" not in prop and "default" not in prop for prop in schema["properties"].values())
    assert not any("\u4e00" <= char <= "\u9fff" for char in json.dumps(schema, ensure_ascii=False))
    assert "prefixItems" not in json.dumps(schema)


@FORMS
def test_rows_of_table_three_hold_seven_and_groups_of_table_four_five(of):
    defs = wire.model(of).model_json_schema()["$defs"]
    assert (defs["R7"]["minItems"], defs["R7"]["maxItems"]) == (7, 7)
    assert (defs["R5"]["minItems"], defs["R5"]["maxItems"]) == (5, 5)
    assert {len(s.cells) for s in wire.slots(of) if s.key.startswith("b")} == {7}


@FORMS
def test_the_listing_names_every_key_with_its_label(of):
    listing = wire.listing(of)
    for slot in wire.slots(of):
        assert f"\n{slot.key} = {slot.label}" in f"\n{listing}"
        assert "、".join(slot.columns) in listing


def test_labels_in_the_listing_tell_the_rows_of_a_table_apart():
    for of in forms():
        labels = [(slot.row.table, slot.label, slot.columns) for slot in wire.slots(of)]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: {**w, "b1": w["b1"][:6]},
        lambda w: {**w, "b1": [*w["b1"], 0]},
        lambda w: {**w, "b1": 5},
        lambda w: {**w, "b1": ["1", *w["b1"][1:]]},
        lambda w: {**w, "b1": [1.0, *w["b1"][1:]]},
        lambda w: {**w, "b1": [True, *w["b1"][1:]]},
        lambda w: {**w, "a6": 70280},
        lambda w: {**w, "extra": None},
        lambda w: {key: value for key, value in w.items() if key != "c3"},
        lambda w: [w],
    ],
)
def test_another_shape_is_refused(spoil):
    of = form("2021")
    written = wire.write(of, dict.fromkeys(of.cells), {})
    wire.model(of).model_validate_json(json.dumps(written))
    with pytest.raises(ValidationError):
        wire.model(of).model_validate_json(json.dumps(spoil(written)))


def test_figures_that_cannot_be_stay_unread_with_the_reason():
    of = form("2021")
    paths = [f"requests.received.{c}" for c in ("natural_person", "business")]
    cells = {
        **dict.fromkeys(of.cells),
        paths[0]: -3,
        paths[1]: int("9" * 40),
        "disclosure.fees.amount_yuan": 1,
    }
    reading = wire.reading(of, filled(of, cells, {"disclosure.fees.amount_yuan": "约七万"}), {})
    assert "negative" in reading.unread[paths[0]]
    assert "40 digits" in reading.unread[paths[1]]
    assert "not one figure" in reading.unread["disclosure.fees.amount_yuan"]
    assert not set(reading.unread) & set(reading.cells)
    assert set(reading.unread) | set(reading.cells) == set(of.cells)


@pytest.mark.parametrize(
    ("printed", "units", "value"),
    [
        ("70280元", {}, 70280),
        ("7.028", {"disclosure.fees.amount_yuan": "万元"}, 70280),
        ("7.028万元", {"disclosure.fees.amount_yuan": "元"}, 70280),
        ("0", {}, 0),
        ("", {}, None),
        (" / ", {}, None),
        ("—", {}, None),
    ],
)
def test_amounts_go_by_the_print_and_the_unit_of_the_header(printed, units, value):
    of = form("2021")
    cells = {**dict.fromkeys(of.cells), "disclosure.fees.amount_yuan": 1}
    reading = wire.reading(of, filled(of, cells, {"disclosure.fees.amount_yuan": printed}), units)
    assert reading.cells["disclosure.fees.amount_yuan"] == value
    assert reading.prints["disclosure.fees.amount_yuan"] == printed


def test_an_amount_without_a_unit_is_not_guessed():
    of = form("2021")
    cells = {**dict.fromkeys(of.cells), "disclosure.fees.amount_yuan": 1}
    reading = wire.reading(of, filled(of, cells, {"disclosure.fees.amount_yuan": "7.028"}), {})
    assert "no unit" in reading.unread["disclosure.fees.amount_yuan"]


def test_the_wire_takes_a_quarter_of_the_record():
    of = form("2021")
    cells = dict.fromkeys(of.cells, 3)
    short = json.dumps(wire.write(of, cells, {}), separators=(",", ":"))
    assert len(short) * 4 < len(of.report(cells).model_dump_json())
