"""The five real reports of `../shared/seeds`, against figures read by hand: nothing may be wrong."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from crossfoot import documents
from crossfoot.checks import verify
from crossfoot.forms import APPLICANTS, OUTCOMES, Reading, form
from crossfoot.layout import Anchors, locate
from crossfoot.readers.offline import read_offline

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


LABELS = Path(__file__).parents[2] / "eval" / "seeds"


def rows(form_id):
    return [row.path for row in form(form_id).table("requests")]


def labelled(path):
    return lambda: json.loads(path.read_text(encoding="utf-8"))["cells"]


GOLD = {path.stem: labelled(path) for path in sorted(LABELS.glob("*.json"))}
WHOLE = [name for name in GOLD if not name.startswith("000")]


@dataclass(frozen=True)
class Read:
    text: str
    anchors: Anchors
    reading: Reading


@pytest.fixture
def read():
    def read(name):
        path = SEEDS / f"{name}.txt"
        if not path.exists():
            pytest.skip(f"{path} is not beside this checkout")
        document = documents.read(path)
        anchors = locate(document)
        return Read(document.text, anchors, read_offline(document, anchors))

    return read


@pytest.mark.parametrize("name", GOLD)
def test_no_figure_of_a_seed_is_wrong(name, read):
    gold, seed = GOLD[name](), read(name)
    assert set(seed.anchors.form.cells) == set(gold)
    assert {p: (v, gold[p]) for p, v in seed.reading.cells.items() if v != gold[p]} == {}


@pytest.mark.parametrize("name", GOLD)
def test_every_cell_is_read_or_said_to_be_unread(name, read):
    seed = read(name)
    assert set(seed.reading.cells).isdisjoint(seed.reading.unread)
    assert {*seed.reading.cells, *seed.reading.unread} == set(seed.anchors.form.cells)
    assert all(seed.reading.unread.values())


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_seed_is_read_whole_and_verified(name, read):
    seed = read(name)
    assert seed.reading.cells == GOLD[name]()
    assert verify(seed.anchors, seed.reading, seed.text).decision == "verified"


def test_the_cut_off_half_is_not_filled_up(read):
    seed = read("000_7bfc21f10718380c")
    for row in rows("2019")[:7]:
        assert seed.reading.cells.get(f"{row}.total") is None
    assert seed.reading.cells["requests.denied.third_party_rights.total"] == 0


@pytest.mark.parametrize("name", GOLD)
def test_prints_stand_where_their_spans_say(name, read):
    seed = read(name)
    for path, shown in seed.reading.prints.items():
        start, end = seed.anchors.places[path].span
        assert seed.text[start:end] == shown
    printed = {path for path, value in seed.reading.cells.items() if value is not None}
    assert printed <= set(seed.reading.prints)
    spans = sorted(place.span for place in seed.anchors.places.values() if place.span)
    assert len(spans) == len(set(spans))


@pytest.mark.parametrize("name", GOLD)
def test_a_seed_with_any_figure_changed_in_the_reading_is_not_verified(name, read):
    seed = read(name)
    for path in (f"requests.granted.{APPLICANTS[0]}", f"review.reconsideration.{OUTCOMES[0]}"):
        changed = seed.reading.with_cells({path: (seed.reading.cells.get(path) or 0) + 2})
        assert verify(seed.anchors, changed, seed.text).decision == "ask_again"
