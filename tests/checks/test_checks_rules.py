"""The rules as data: how many, on which cells, feasible, and said in both languages."""

import random
from collections import Counter
from fractions import Fraction

import pytest
from flattenings import figures
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.checks import confront, load_rules
from crossfoot.forms import APPLICANTS, form, forms

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


def equation(rule):
    """A rule as a row of the system: cell → coefficient."""
    return {**dict.fromkeys(rule.left, 1), **dict.fromkeys(rule.right, -1)}


def rank(rows):
    """Of sparse rows, over the rationals."""
    pivots = {}
    for row in rows:
        rest = {key: Fraction(value) for key, value in row.items()}
        while rest:
            key = min(rest)
            if key not in pivots:
                pivots[key] = rest
                break
            factor = rest[key] / pivots[key][key]
            rest = {
                k: v
                for k in rest.keys() | pivots[key].keys()
                if (v := rest.get(k, 0) - factor * pivots[key].get(k, 0))
            }
    return len(pivots)


@FORMS
def test_the_rules_can_all_hold_at_once_with_a_figure_in_every_cell(each):
    """Feasible beyond the table of zeros: no rule forces any cell to be nothing."""
    gold = figures(each, random.Random(3), filled=1.0)
    for path in each.cells:
        if path.startswith("review."):
            row = path.rpartition(".")[0]
            gold[path] = 4 if path.endswith("total") else 1
        elif "carried" in path and not path.endswith("total"):
            gold[path] = gold[path] + 1
    for row in ("carried_in", "carried_out"):
        gold[f"requests.{row}.total"] = sum(gold[f"requests.{row}.{c}"] for c in APPLICANTS[:-1])
    assert min(gold[path] for rule in load_rules(each) for path in rule.cells) > 0
    outcome = confront(load_rules(each), gold)
    assert (outcome.failed, outcome.passed) == ((), len(load_rules(each)))


@FORMS
def test_the_only_redundant_rules_are_two_of_the_column_of_totals(each):
    """Where nothing is blank, the column of totals adds up because rows and the other columns do.

    The two are kept: the form prints them, and where row totals are blank they are the only witness of the total.
    """
    rules = load_rules(each)
    rows = [equation(rule) for rule in rules]
    assert rank(rows) == len(rules) - 2
    spare = {"requests.column.total", "requests.balance.total"}
    assert rank(row for rule, row in zip(rules, rows, strict=True) if rule.id not in spare) == len(rules) - 2
    for rule in rules:
        others = [row for other, row in zip(rules, rows, strict=True) if other.id not in {rule.id, *spare}]
        assert (rank(others) < len(rules) - 2) == (rule.id not in spare)


@FORMS
def test_up_to_three_wrong_cells_of_table_three_always_break_a_rule_and_four_need_not(each):
    """The minimum distance: no one, two or three columns of the system are dependent, some four are.

    A dependent set leaves no rule with just one of its cells; so from a first cell, the next is sought in its rules.
    """
    holds, members = {}, {}
    for rule in rules_of(each, "requests"):
        for path, sign in equation(rule).items():
            holds.setdefault(path, {})[rule.id] = sign
            members.setdefault(rule.id, []).append(path)

    def open_rules(cells):
        count = Counter(rule for path in cells for rule in holds[path])
        return [rule for rule, times in count.items() if times == 1]

    def dependent(cells, size):
        alone = open_rules(cells)
        if not alone:
            return rank([holds[path] for path in cells]) < len(cells)
        if len(cells) == size or len(alone) > 4 * (size - len(cells)):
            return False
        return any(dependent([*cells, path], size) for path in members[alone[0]] if path not in cells)

    assert not any(dependent([path], 3) for path in holds)
    r = "requests."
    rectangle = [
        f"{r}{row}.{c}" for row in ("granted", "partly_granted") for c in ("business", "legal_service")
    ]
    assert rank([holds[path] for path in rectangle]) == 3


@FORMS
def test_a_cell_of_table_four_stands_in_one_equation_and_one_of_table_two_in_none(each):
    count = Counter(path for rule in load_rules(each) for path in rule.cells)
    assert {count[path] for path in each.cells if path.startswith("review.")} == {1}
    assert {count[path] for path in each.cells if path.startswith("disclosure.")} == {0}


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
