"""The facts as a record holds them: strict, complete, and row by row."""

import pytest
from pydantic import ValidationError

from crossfoot.forms.facts import FACTS, Facts, fact_rows
from crossfoot.store import Record

COUNT = {"value": 3, "unit": "条", "quote": "公开3条", "span": (5, 9)}
NAMED = {"name": "网站", **COUNT}
PIECE = {"quote": "解读少", "span": (20, 23)}
VALUES = {
    "count": COUNT,
    "amount": COUNT,
    "named": [NAMED, NAMED],
    "quotes": [PIECE],
    "yes_no": {"value": False, **PIECE},
}


def full():
    """Every fact of every kind."""
    tree = {}
    for path, fact in FACTS.items():
        *above, last = path.split(".")[1:]
        into = tree
        for part in above:
            into = into.setdefault(part, {})
        kind = {"kind": "website"} if path == "facts.disclosed.channels" else {}
        value = VALUES[fact.shape]
        into[last] = [{**each, **kind} for each in value] if isinstance(value, list) else value
    return Facts.model_validate(tree)


def test_every_fact_has_a_row_and_every_row_a_fact():
    rows = list(fact_rows(full()))
    assert list(dict.fromkeys(row.path for row in rows)) == list(FACTS)
    for row in rows:
        shape = FACTS[row.path].shape
        assert (row.value is None) == (shape == "quotes")
        assert (row.name is not None) == (shape == "named")
        assert (row.kind is not None) == (row.path == "facts.disclosed.channels")
    assert list(fact_rows(Facts())) == []


def test_labels_tell_the_facts_apart():
    labels = [fact.label for fact in FACTS.values()]
    assert len(set(labels)) == len(labels)
    assert not any(one != other and other.startswith(one) for one in labels for other in labels)


def test_facts_survive_json():
    assert Facts.model_validate_json(full().model_dump_json()) == full()


@pytest.mark.parametrize(
    "tree",
    [
        {"disclosed": {"total": {"value": 3, "unit": "条"}}},
        {"disclosed": {"total": {**COUNT, "sum": 3}}},
        {"disclosed": {"channels": [{**NAMED, "kind": "tv"}]}},
        {"problems": ["解读少"]},
        {"total": COUNT},
    ],
)
def test_what_is_no_fact_is_refused(tree):
    with pytest.raises(ValidationError):
        Facts.model_validate(tree)


def test_a_record_without_facts_says_null():
    assert Record.model_fields["facts"].default is None
