"""The rules as data: how many, on which cells, feasible, and said in both languages."""

import random
from collections import Counter

import pytest
from flattenings import figures
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.checks import confront, load_rules
from crossfoot.forms import form, forms

FORMS = pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{'three' if f.divided else 'one'}")


def rules_of(each, table):
    return [rule for rule in load_rules(each) if rule.cells[0].startswith(table)]


@FORMS
def test_table_three_has_37_equations_or_39_and_table_four_three(each):
    assert len(rules_of(each, "requests")) == (39 if each.divided else 37)
    assert len(rules_of(each, "review")) == 3
    assert len(load_rules(each)) == len(rules_of(each, "requests")) + 3


@FORMS
def test_every_rule_stands_on_printed_cells_of_one_table(each):
    for rule in load_rules(each):
        assert set(rule.cells) <= set(each.cells)
        assert set(rule.cells) == {*rule.left, *rule.right}
        assert len({path.split(".")[0] for path in rule.cells}) == 1
        assert len(rule.cells) == len(set(rule.cells))


@FORMS
def test_rule_ids_are_unique_and_every_rule_has_a_source_and_both_languages(each):
    rules = load_rules(each)
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.source
        assert rule.severity == "error"
        assert set(rule.message) == {"zh", "en"}
        assert rule.equation
        assert "{" not in rule.equation


@FORMS
def test_each_cell_of_table_three_stands_in_two_equations_at_least(each):
    count = Counter(path for rule in rules_of(each, "requests") for path in rule.cells)
    assert set(count) == {path for path in each.cells if path.startswith("requests.")}
    assert min(count.values()) >= 2


@FORMS
def test_the_equations_are_those_of_the_form(each):
    sums = {(frozenset(rule.left), frozenset(rule.right)) for rule in load_rules(each)}
    rows = [row.path for row in each.table("requests")]
    columns = [cell.column for cell in each.table("requests")[0].cells]
    r = "requests."
    outcome = [
        x for x in rows if x not in {r + "received", r + "carried_in", r + "outcome_total", r + "carried_out"}
    ]
    expected = {(frozenset(f"{row}.{c}" for c in columns[:-1]), frozenset({f"{row}.total"})) for row in rows}
    for c in columns:
        expected.add((frozenset(f"{row}.{c}" for row in outcome), frozenset({f"{r}outcome_total.{c}"})))
        expected.add(
            (
                frozenset({f"{r}received.{c}", f"{r}carried_in.{c}"}),
                frozenset({f"{r}outcome_total.{c}", f"{r}carried_out.{c}"}),
            )
        )
    for row in each.table("review"):
        *parts, total = (cell.path for cell in row.cells)
        expected.add((frozenset(parts), frozenset({total})))
    assert sums == expected


@FORMS
@given(seed=st.integers(0, 10**6), blanks=st.sampled_from([0.0, 0.5]))
@settings(deadline=None, max_examples=25)
def test_tables_that_add_up_pass(each, seed, blanks):
    rules = load_rules(each)
    outcome = confront(rules, figures(each, random.Random(seed), blanks))
    assert outcome.failed == ()
    assert not [finding for finding in outcome.findings if finding.verdict == "fail"]
    if not blanks:
        assert outcome.passed == len(rules)
        assert outcome.findings == ()


@FORMS
def test_no_rule_follows_from_the_others_alone(each):
    """For each equation but the dependent ones there is a table that breaks few: dropping rules loses detection."""
    rules = load_rules(each)
    gold = figures(each, random.Random(1))
    for rule in rules:
        for path in rule.cells:
            broken = {other.id for other, _ in confront(rules, gold | {path: gold[path] + 1}).failed}
            assert rule.id in broken


@FORMS
def test_a_failing_rule_says_both_numbers_in_both_languages(each):
    gold = figures(each, random.Random(2))
    for rule in load_rules(each):
        wrong = gold | {rule.right[-1]: gold[rule.right[-1]] + 12345}
        finding = next(f for f in confront([rule], wrong).findings)
        left, right = (sum(wrong[p] for p in side) for side in (rule.left, rule.right))
        assert (finding.rule, finding.verdict, finding.left, finding.right) == (rule.id, "fail", left, right)
        assert set(finding.cells) == set(rule.cells)
        for language in ("zh", "en"):
            assert str(left) in finding.message[language]
            assert str(right) in finding.message[language]
            assert "{" not in finding.message[language]


def test_a_message_names_the_row_or_column_by_its_printed_label():
    each = form("2021")
    gold = figures(each, random.Random(2)) | {"requests.denied.state_secret.total": 999_999}
    messages = [f.message["zh"] for f in confront(load_rules(each), gold).findings if f.verdict == "fail"]
    assert any("属于国家秘密" in message for message in messages)
    assert any("总计" in message for message in messages)
