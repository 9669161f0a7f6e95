"""Three values: pass, fail, untestable; a blank is not zero, and a blank total is deduced."""

import json
from pathlib import Path

import pytest

from crossfoot.checks import Rule, confront, load_rules
from crossfoot.forms import form

SHANGHAI = Path(__file__).parents[3] / "shared" / "real" / "shanghai_office_2019.json"


def rule(name, left, right, total=True):
    return Rule(
        id=name,
        left=tuple(left.split()),
        right=tuple(right.split()),
        total=right if total else None,
        severity="error",
        source="the test",
        equation=f"{left} = {right}",
        message={"zh": "{left} {right}", "en": "{left} {right}"},
    )


ROW = rule("row", "a b c", "t")
COLUMN = rule("column", "d e", "t")
BALANCE = rule("balance", "x y", "t z", total=False)


def cells(**values):
    return dict.fromkeys("abcdetxyz") | values


def verdicts(outcome):
    return {finding.rule: finding.verdict for finding in outcome.findings}


def test_equal_sides_pass_and_are_not_listed():
    outcome = confront([ROW], cells(a=1, b=2, c=3, t=6))
    assert (outcome.passed, outcome.findings, outcome.failed) == (1, (), ())


def test_unequal_sides_fail_with_the_difference():
    outcome = confront([ROW], cells(a=1, b=2, c=3, t=7))
    assert verdicts(outcome) == {"row": "fail"}
    assert outcome.failed == ((ROW, -1),)
    assert outcome.passed == 0


def test_a_blank_among_printed_addends_counts_as_nothing():
    assert confront([ROW], cells(a=4, t=4)).passed == 1
    assert verdicts(confront([ROW], cells(a=4, t=5))) == {"row": "fail"}


def test_zero_is_printed_and_blank_is_not():
    assert verdicts(confront([ROW], cells(a=0, t=5))) == {"row": "fail"}
    assert verdicts(confront([ROW], cells(t=5))) == {"row": "untestable"}


@pytest.mark.parametrize("values", [{}, {"t": 0}, {"t": 7}])
def test_blank_addends_make_a_sum_untestable(values):
    outcome = confront([ROW], cells(**values))
    assert verdicts(outcome) == {"row": "untestable"}
    assert (outcome.passed, outcome.failed) == (0, ())
    assert "t" not in outcome.deduced


def test_a_blank_total_is_deduced_and_no_failure():
    outcome = confront([ROW], cells(a=1, c=3))
    assert outcome.deduced == {"t": 4}
    assert verdicts(outcome) == {"row": "deduced"}
    assert (outcome.passed, outcome.failed) == (0, ())
    assert outcome.findings[0].left == 4


def test_a_deduced_total_takes_part_in_the_other_sums():
    assert confront([ROW, BALANCE], cells(a=1, b=2, x=3)).passed == 1
    assert verdicts(confront([ROW, BALANCE], cells(a=1, b=2, x=4)))["balance"] == "fail"


def test_two_deductions_of_one_total_that_agree_pass():
    outcome = confront([ROW, COLUMN], cells(a=1, b=2, d=3))
    assert outcome.deduced == {"t": 3}
    assert outcome.failed == ()
    assert outcome.passed == 1


@pytest.mark.parametrize("rules", [[ROW, COLUMN], [COLUMN, ROW]])
def test_two_deductions_of_one_total_that_disagree_fail(rules):
    outcome = confront(rules, cells(a=1, b=2, d=4))
    assert "fail" in verdicts(outcome).values()
    assert abs(outcome.failed[0][1]) == 1


@pytest.mark.parametrize("rules", [[ROW, COLUMN], [COLUMN, ROW]])
def test_a_total_is_deduced_from_the_side_that_is_printed(rules):
    outcome = confront(rules, cells(d=3, e=1))
    assert outcome.deduced == {"t": 4}
    assert outcome.failed == ()


@pytest.mark.parametrize("unknown", ["a", "b", "t"])
def test_an_unknown_cell_makes_its_rule_untestable(unknown):
    outcome = confront([ROW], cells(a=1, b=2, c=3, t=99), {unknown})
    assert verdicts(outcome) == {"row": "untestable"}
    assert outcome.failed == ()


@pytest.mark.parametrize("rules", [[ROW, COLUMN, BALANCE], [BALANCE, COLUMN, ROW]])
def test_a_total_is_not_deduced_from_an_unknown_addend(rules):
    outcome = confront(rules, cells(a=1, x=9), {"b"})
    assert "t" not in outcome.deduced
    assert set(verdicts(outcome).values()) == {"untestable"}


@pytest.mark.parametrize("rules", [[ROW, COLUMN], [COLUMN, ROW]])
def test_an_unknown_addend_leaves_the_other_way_to_the_total(rules):
    outcome = confront(rules, cells(a=1, d=5), {"b"})
    assert outcome.deduced == {"t": 5}
    assert verdicts(outcome)["row"] == "untestable"


@pytest.mark.parametrize("order", [1, -1])
def test_deduction_goes_through_totals_of_totals(order):
    grand = rule("grand", "t u", "v")
    other = rule("other", "d e", "u")
    outcome = confront([ROW, other, grand][::order], cells(a=1, b=1, d=5) | {"u": None, "v": None})
    assert outcome.deduced == {"t": 2, "u": 5, "v": 7}
    assert outcome.failed == ()


def test_a_balance_with_a_blank_side_is_untestable():
    assert verdicts(confront([BALANCE], cells(x=1, y=2))) == {"balance": "untestable"}
    assert confront([BALANCE], cells(x=1, y=2, z=3)).passed == 1


def test_sums_are_exact_integers():
    big = 10**14
    assert confront([ROW], cells(a=big, b=1, c=0, t=big + 1)).passed == 1
    assert verdicts(confront([ROW], cells(a=big, b=1, c=0, t=big))) == {"row": "fail"}


def test_confronting_changes_nothing():
    given = cells(a=1, b=2)
    before = dict(given)
    confront([ROW, BALANCE], given)
    assert given == before


@pytest.fixture(scope="module")
def shanghai():
    if not SHANGHAI.exists():
        pytest.skip(f"{SHANGHAI} is not beside this checkout")
    return json.loads(SHANGHAI.read_text(encoding="utf-8"))["cells"]


def test_shanghai_2019_holds_with_its_blank_totals_deduced(shanghai):
    outcome = confront(load_rules(form("2019")), shanghai)
    assert outcome.failed == ()
    assert len(outcome.deduced) >= 11
    assert outcome.deduced["requests.granted.total"] == 272
    assert all(shanghai[path] is None for path in outcome.deduced)


def test_shanghai_2019_with_blanks_read_as_zero_fails(shanghai):
    zeros = {path: value or 0 for path, value in shanghai.items()}
    assert len(confront(load_rules(form("2019")), zeros).failed) == 12


def test_a_misread_figure_of_shanghai_is_noticed_through_deduced_totals(shanghai):
    rules = load_rules(form("2019"))
    for path, value in shanghai.items():
        if path.startswith("requests.") and value is not None:
            assert confront(rules, shanghai | {path: value + 1}).failed, path
