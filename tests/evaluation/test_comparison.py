"""Two runs over the same documents: by hand, and what must hold of any two."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.metrics import Measured, as_json, measure
from crossfoot.evaluation.metrics.agreement import McNemar
from crossfoot.evaluation.metrics.comparison import Change, Comparison, ComparisonError
from crossfoot.evaluation.metrics.comparison import compare as compare_measured
from crossfoot.evaluation.metrics.named import NAMED
from crossfoot.evaluation.results import Configuration, DocumentResult, Run, Said, Spent
from crossfoot.forms import form

FORM = form("2019")
PATHS = tuple(FORM.cells)
CELLS = len(PATHS)


def label_of(report: str, **figures: int) -> GoldLabel:
    """A label that is 0 but for its first three cells, which are 1, 2 and 3."""
    cells = {
        **dict.fromkeys(FORM.fields),
        **dict.fromkeys(PATHS, 0),
        **dict(zip(PATHS, (1, 2, 3), strict=False)),
    }
    return GoldLabel(report=report, form="2019", cells=cells | figures)


def read(
    report: str, wrong: int = 0, unread: int = 0, status="verified", cost=None, **figures
) -> DocumentResult:
    """A document whose first cells are wrong, and the next ones unread."""
    label = label_of(report, **figures)
    final = Said(
        cells={**label.cells, **dict.fromkeys(PATHS[:wrong], 99)},
        unread=frozenset(PATHS[wrong : wrong + unread]),
    )
    spent = Spent(calls=1, cost=cost)
    return DocumentResult(label=label, status=status, reason="", form="2019", final=final, spent=spent)


def compare(first: Run, second: Run) -> Comparison:
    return compare_measured(Measured(first), Measured(second))


def run_of(name: str, *results: DocumentResult) -> Run:
    configuration = Configuration(reader="model", model=name)
    return Run(name=name, dataset="gold", dataset_hash="0", configuration=configuration, results=results)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    first = run_of(
        "A",
        read("alone"),
        read("a", wrong=2, cost=1.0),
        read("b", unread=1, status="needs_review", cost=1.0),
        read("c", cost=1.0),
        read("d", wrong=1, status="needs_review", cost=1.0),
        read("relabelled"),
    )
    second = run_of(
        "B",
        read("d", unread=1, status="needs_review", cost=2.0),
        read("c", wrong=1, status="needs_review", cost=1.0),
        read("b", cost=3.0),
        read("a", cost=2.0),
        read("relabelled", **{PATHS[5]: 7}),
        read("new"),
    )
    return compare(first, second)


def test_documents_are_matched_by_their_report(compared):
    assert (compared.first, compared.second, compared.documents) == ("A", "B", 4)
    assert (compared.only_first, compared.only_second, compared.relabelled) == (
        ("alone",),
        ("new",),
        ("relabelled",),
    )


def test_differences_by_hand(compared):
    found = compared.differences
    cells = found["cells.strict"]
    # Not right: 2 + 1 + 0 + 1 cells of A, 0 + 0 + 1 + 1 of B.
    assert (cells.first, cells.second) == (1 - 4 / (4 * CELLS), 1 - 2 / (4 * CELLS))
    assert cells.value == pytest.approx(2 / (4 * CELLS))
    assert found["cells.nonzero"].value == pytest.approx(2 / 12)
    assert (found["documents.right"].first, found["documents.right"].second) == (1 / 4, 2 / 4)
    assert found["verified.coverage"].value == 0
    assert (found["cost.document"].first, found["cost.document"].second) == (1, 2)
    # Of what was verified, and wrongly so, only document "a" tells in both runs: one is too few.
    assert (found["verified.wrong"].first, found["verified.wrong"].second) == (1 / 2, 0 / 2)
    assert found["verified.wrong"].interval is None
    for name in ("cells.strict", "cells.nonzero", "documents.right", "verified.coverage", "cost.document"):
        each = found[name]
        assert each.interval is not None
        assert each.interval.low <= each.value <= each.interval.high
    assert found["documents.right"].interval.low < 0  # four documents prove nothing


def test_the_names_are_those_of_the_metrics(compared):
    assert set(compared.differences) <= set(NAMED)


def test_documents_wholly_right_are_held_against_each_other(compared):
    assert compared.right == McNemar(both=0, first=1, second=2, neither=1, p=1.0)


def test_changes_are_listed_the_greatest_first(compared):
    assert [each.report for each in compared.better] == ["a", "b", "d"]
    assert compared.better[0] == Change(
        "a", "verified", "verified", CELLS - 2, CELLS, first_wrong=2, second_wrong=0, cells=CELLS
    )
    assert (compared.better[2].first_right, compared.better[2].second_right) == (CELLS - 1, CELLS - 1)
    assert [(each.report, each.first_status, each.second_status) for each in compared.worse] == [
        ("c", "verified", "needs_review")
    ]


def test_many_like_changes_are_no_chance():
    first = run_of("A", *(read(str(i), wrong=1 + i % 3) for i in range(30)))
    second = run_of("B", *(read(str(i), wrong=i % 3) for i in range(30)))
    found = compare(first, second)
    assert found.right.p == pytest.approx(2 / 2**10)  # ten documents right in the second alone
    assert found.differences["cells.strict"].interval.low > 0
    assert found.differences["documents.right"].interval.low > 0


def settled(report: str, expected: str, status: str, **more) -> DocumentResult:
    """A document read as labelled, with its status."""
    made = read(report, status=status)
    label = made.label.model_copy(update={"expected_status": expected})
    return made.model_copy(update={"label": label, **more})


def test_statuses_that_change_though_every_cell_is_right_are_seen():
    expected = ["source_error"] * 8 + ["verified"] * 2
    first = run_of("A", *(settled(str(i), each, each) for i, each in enumerate(expected)))
    second = run_of("B", *(settled(str(i), each, "verified") for i, each in enumerate(expected)))
    found = compare(first, second).differences
    assert found["cells.strict"].value == found["verified.wrong"].value == 0
    assert (found["source_error.recall"].first, found["source_error.recall"].second) == (1, 0)
    assert found["source_error.recall"].interval.high < 0
    assert found["settled.coverage"].value == 0
    assert measure(second).decisions.verified_unexpected == 8
    assert measure(second).decisions.verified_unexpected_reports == tuple("01234567")


def test_documents_that_are_newly_verified_and_wrong_are_named():
    first = run_of("A", read("a", wrong=1), read("b", wrong=1, status="needs_review"), read("c"))
    second = run_of("B", read("a"), read("b", wrong=1), read("c"))
    found = compare(first, second)
    assert found.newly_untrue == ("b",)  # though as many are wrong as before
    assert (found.differences["settled.wrong"].first, found.differences["settled.wrong"].second) == (
        1 / 2,
        1 / 3,
    )


def test_evidence_that_is_lost_is_seen():
    prints = dict.fromkeys(PATHS[3:9], "0")
    first = run_of("A", settled("a", "verified", "verified", prints=prints), read("b"))
    second = run_of("B", read("a"), read("b"))
    assert compare(first, second).differences["evidence.found"].value == pytest.approx(-6 / (2 * CELLS))


def test_other_files_under_the_same_names_are_left_out():
    def told(report: str, sha256: str | None) -> DocumentResult:
        return settled(report, "verified", "verified", sha256=sha256)

    first = run_of("A", told("a", "1"), told("b", "2"), told("c", None))
    second = run_of("B", told("a", "1"), told("b", "3"), told("c", "4"))
    found = compare(first, second)
    assert (found.documents, found.replaced, found.relabelled) == (2, ("b",), ())
    with pytest.raises(ComparisonError, match="share the names of 1 documents, but their files differ"):
        compare(run_of("A", told("b", "2")), run_of("B", told("b", "3")))


def test_runs_without_a_price_have_no_difference_of_costs():
    found = compare(run_of("A", read("a", cost=1.0)), run_of("B", read("a")))
    assert found.differences["cost.document"].value is None


def test_runs_with_nothing_in_common_are_refused():
    with pytest.raises(
        ComparisonError, match="A and B have no document in common; evaluate both on the same folder"
    ):
        compare(run_of("A", read("a")), run_of("B", read("b")))
    with pytest.raises(ComparisonError, match="share 1 documents, but not their labels"):
        compare(run_of("A", read("a")), run_of("B", read("a", **{PATHS[0]: 5})))


def test_a_comparison_is_plain_json(compared):
    found = as_json(compared)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


READ = st.tuples(
    st.integers(0, 4), st.integers(0, 4), st.sampled_from(["verified", "needs_review", "failed"])
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(READ, READ), min_size=1, max_size=5))
def test_what_holds_of_any_two_runs(documents):
    first, second = (
        run_of(name, *(read(str(i), *each[side]) for i, each in enumerate(documents)))
        for side, name in enumerate("AB")
    )
    there, back = compare(first, second), compare(second, first)
    assert [each.report for each in there.better] == [each.report for each in back.worse]
    assert (there.right.first, there.right.second, there.right.p) == (
        back.right.second,
        back.right.first,
        back.right.p,
    )
    measured = measure(first), measure(second)
    for name, each in there.differences.items():
        assert (each.first, each.second) == tuple(NAMED[name].read(run) for run in measured)
        if each.value is not None:
            assert back.differences[name].value == -each.value
