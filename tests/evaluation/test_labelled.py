"""Labelled reports without limit: always the same for a seed, labelled with the truth, at the level that was asked for."""

import json
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from crossfoot.evaluation.labels import labelled
from crossfoot.evaluation.labels.gold import load_labels
from crossfoot.evaluation.labels.labelled import (
    QUIRK_COUNTS,
    MissingLibraryError,
    Recipe,
    label,
    recipes,
    require,
    write,
)
from crossfoot.evaluation.labels.labelling import misfit
from crossfoot.evaluation.simulation.drafts import MEDIA

LIGHT = ("text", "markdown", "html", "mht")
LEVELS = ("easy", "medium", "hard")
MANIFEST = Path(__file__).parents[2] / "eval" / "test" / "manifest.json"


def test_the_same_seed_makes_the_same_reports_and_another_seed_others():
    def made(seed):
        return [each.specimen().data for each in recipes(6, seed, LEVELS, LIGHT)]

    assert made("a") == made("a")
    assert not set(made("a")) & set(made("b"))


def test_more_documents_begin_with_the_same_ones():
    assert list(recipes(9, "a", LEVELS, LIGHT))[:4] == list(recipes(4, "a", LEVELS, LIGHT))


def test_difficulty_is_the_number_of_quirks_and_meets_every_format():
    drawn = list(recipes(12, "a", LEVELS, LIGHT))
    assert {(each.difficulty, each.medium) for each in drawn} == {(d, m) for d in LEVELS for m in LIGHT}
    for each in drawn:
        low, high = QUIRK_COUNTS[each.difficulty]
        assert low <= len(each.quirks) <= high


def test_labels_hold_the_truth_and_fit_their_status():
    seen = set()
    for recipe in recipes(24, "a", LEVELS, LIGHT):
        made = recipe.specimen()
        said = label(recipe, made)
        assert said.values == dict(made.truth.cells)
        assert said.printed_form is made.form
        assert misfit(said) is None
        seen.add(said.expected_status)
    assert seen == {"verified", "source_error"}


def test_reports_and_labels_are_written_beside_each_other(tmp_path):
    for recipe in recipes(3, "a", LEVELS, LIGHT):
        write(recipe, tmp_path, split="test")
    labels = load_labels(tmp_path / "gold")
    assert sorted(labels) == sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert {each.split for each in labels.values()} == {"test"}


def test_a_format_whose_library_is_not_there_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(labelled, "find_spec", lambda name: None if name == "reportlab" else find_spec(name))
    with pytest.raises(MissingLibraryError, match=r"writing pdf takes reportlab.*pip install"):
        require(MEDIA)
    require(("text", "html", "docx"))


@pytest.mark.skipif(not MANIFEST.is_file(), reason="the frozen split's manifest is not in this copy")
def test_the_frozen_split_can_still_be_made(tmp_path):
    """Each twentieth of those that need no library; `eval/make_test_split.py --check` compares them all."""
    known = json.loads(MANIFEST.read_text(encoding="utf-8"))["reports"]
    light = [each for each in known if each["medium"] in LIGHT][::20]
    assert light
    for each in light:
        recipe = Recipe.model_validate_json(json.dumps({key: each[key] for key in Recipe.model_fields}))
        data, text = write(recipe, tmp_path, split="test")
        assert sha256(data).hexdigest() == each["file"], recipe.report
        assert sha256(text.encode()).hexdigest() == each["label"], recipe.report
