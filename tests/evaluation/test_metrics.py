"""Metrics of a run: by hand on a small one, and each fault of a reader seen by the metric that is meant for it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.evaluation.labels.gold import GoldLabel, load_labels
from crossfoot.evaluation.labels.labelled import label, recipes
from crossfoot.evaluation.metrics import Measured, Metrics, as_json, measure
from crossfoot.evaluation.metrics.curves import area_under
from crossfoot.evaluation.metrics.documents import cell_errors, worst_first
from crossfoot.evaluation.metrics.intervals import wilson
from crossfoot.evaluation.metrics.judging import judge
from crossfoot.evaluation.metrics.named import NAMED, MetricError, value_of
from crossfoot.evaluation.metrics.spans import says
from crossfoot.evaluation.results import CellOutcome, Configuration, DocumentResult, Run, Said, Spent
from crossfoot.forms import APPLICANTS, Value, form

GOLD = Path(__file__).parents[2] / "eval/gold"
FORM = form("2021")
PATHS = tuple(FORM.cells)
Cells = dict[str, Value | None]


def run_of(*results: DocumentResult) -> Run:
    configuration = Configuration(reader="model")
    return Run(name="run", dataset="gold", dataset_hash="0", configuration=configuration, results=results)


def label_of(report: str, figures: Mapping[int, Value | None], **stated) -> GoldLabel:
    """A label that is 0 but for some cells, given by their place in the form."""
    cells: Cells = {**dict.fromkeys(FORM.fields), **dict.fromkeys(PATHS, 0)}
    return GoldLabel(report=report, form="2021", cells=cells | said(figures), **stated)


def said(figures: Mapping[int, Value | None]) -> Cells:
    return {PATHS[number]: value for number, value in figures.items()}


def result(label: GoldLabel, status="verified", figures=None, **more) -> DocumentResult:
    """A document read as labelled, but for some cells."""
    final = more.pop("final", Said(cells=label.cells | said(figures or {})))
    return DocumentResult(label=label, status=status, reason="", form=label.form, final=final, **more)


# -- by hand ----------------------------------------------------------------------------------------------------------

CELLS = len(PATHS)  # of the 2021 form with （六） in three rows


@pytest.fixture(scope="module")
def small() -> Run:
    """Four documents, each with three figures that are not 0 (cells 0 to 2) and one blank (cell 3)."""
    labels = [
        label_of(str(number), {0: 5, 1: 6, 2: 7, 3: None}, layout="odd" if number % 2 else "even")
        for number in range(4)
    ]
    first = Said(cells=labels[1].cells | said({0: 8, 1: 60, 10: 4}))
    return run_of(
        result(labels[0], spent=Spent(calls=1, cost=0.25, seconds=2)),
        # Asked about cells 0, 1 and 2: cell 0 is repaired, 1 is not, 2 is spoiled, and 10 was repaired without.
        result(
            labels[1],
            "needs_review",
            {1: 60, 2: None},
            first=first,
            asked=(PATHS[0], PATHS[1], PATHS[2]),
            spent=Spent(calls=3, questions=2, input_tokens=100, output_tokens=10, cost=0.75, seconds=4),
        ),
        result(
            labels[2], "source_error", {3: 0}, spent=Spent(calls=1, cost=0.25, seconds=2)
        ),  # zero for blank
        result(labels[3], "failed", spent=Spent(calls=1, cost=0.75, seconds=8), error="ProviderError"),
    )


def test_cells_by_hand(small):
    cells = measure(small).cells.final
    # Not right: two in document 1, one in 2, all in 3, which failed.
    assert (cells.strict.count, cells.strict.of) == (4 * CELLS - 3 - CELLS, 4 * CELLS)
    assert cells.lenient.count == cells.strict.count + 1
    assert (cells.nonzero.count, cells.nonzero.of) == (3 + 1 + 3 + 0, 12)
    assert cells.outcomes == {
        "right": 3 * CELLS - 3,
        "wrong": 1,
        "dropped": 1,
        "blank for zero": 0,
        "zero for blank": 1,
        "invented": 0,
        "unread": CELLS,
    }
    first = measure(small).cells.first
    assert first.strict.count == 4 * CELLS - 3 - 1 - CELLS
    assert (first.nonzero.count, first.outcomes["wrong"]) == (3 + 1 + 3, 3)


def test_documents_by_hand(small):
    found = measure(small).decisions
    assert (found.right.count, found.right.of, found.right.interval) == (1, 4, wilson(1, 4))
    assert found.right_first.count == 1
    assert (found.verified.count, found.settled.count) == (1, 2)
    assert (found.verified_wrong.count, found.verified_wrong.of) == (0, 1)
    assert found.verified_wrong.upper == pytest.approx(0.95)
    assert (found.settled_wrong.count, found.settled_wrong.of) == (1, 2)
    assert found.settled_wrong_reports == ("2",)
    assert found.confusion["verified"] == {"verified": 1, "source_error": 1, "needs_review": 1, "failed": 1}
    assert found.confusion["failed"]["failed"] == 0
    assert (found.source_error_precision.count, found.source_error_precision.of) == (0, 1)
    assert found.source_error_recall.value is None


def test_repair_and_effort_by_hand(small):
    found = measure(small)
    # Only document 1 has two passes. Not right at first: its cells 0, 1 and 10.
    assert (found.repair.repaired.count, found.repair.repaired.of) == (2, 3)
    assert (found.repair.spoiled.count, found.repair.spoiled.of) == (1, CELLS - 3)
    assert found.repair.asked == 3
    assert (found.effort.cost.total, found.effort.cost.per_document, found.effort.cost.per_accepted) == (
        2,
        0.5,
        1,
    )
    assert (found.effort.questions.total, found.effort.questions.per_accepted) == (2, 1)
    assert (found.effort.calls.total, found.effort.input_tokens.total, found.effort.seconds.total) == (
        6,
        100,
        16,
    )


def test_the_curve_by_hand(small):
    curve = measure(small).document_curve
    assert [(step.name, step.doubtful, step.coverage) for step in curve.steps] == [
        ("verified", None, 0.25),
        ("source_error", None, 0.5),
        ("needs_review", 3, 0.75),
        ("failed", None, 1.0),
    ]
    assert [step.wrong for step in curve.steps] == [0, 1, 2, 3]
    assert curve.area == pytest.approx((0 / 1 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    cells = measure(small).cell_curve.steps
    assert [(step.name, step.wrong) for step in cells] == [
        ("verified", 0),
        ("source_error", 1),
        ("needs_review", 1),
        ("needs_review, asked", 3),
        ("unread", 3 + CELLS),
    ]
    assert [step.accepted for step in cells] == [CELLS, 2 * CELLS, 3 * CELLS - 3, 3 * CELLS, 4 * CELLS]


def test_documents_of_one_confidence_come_in_random_order():
    # One of two wrong: risk 1/2 at either place in the mean; then all wrong of two more: (1 + 1) / 3, (1 + 2) / 4.
    assert area_under([(2, 1), (4, 3)]) == pytest.approx((1 / 2 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    assert area_under([]) is None


def test_unread_cells_make_no_document_of_the_curve_wrong():
    label = label_of("a", {0: 5})
    honest = result(label, "needs_review", final=Said(cells=label.cells, unread=frozenset(PATHS[:4])))
    found = measure(run_of(honest))
    assert (found.document_curve.steps[0].doubtful, found.document_curve.area) == (4, 0)
    assert found.cells.final.outcomes["unread"] == 4
    assert not found.each[0].right


def test_it_does_not_pay_to_read_nothing_nor_to_verify_what_was_not_read():
    label = label_of("a", {0: 5})
    silent = result(label, "needs_review", final=Said(cells={}))
    assert measure(run_of(silent)).document_curve.area == 1
    hasty = result(label, "verified", final=Said(cells=label.cells, unread=frozenset(PATHS[:1])))
    found = measure(run_of(hasty))
    assert (found.decisions.verified_wrong.count, found.document_curve.area) == (1, 1)


def test_slices_and_places_by_hand(small):
    found = measure(small)
    assert {name: (part.documents, part.right.count) for name, part in found.layouts.items()} == {
        "even": (2, 1),
        "odd": (2, 0),
    }
    assert found.layouts["odd"].cells.final.strict.count == CELLS - 2
    assert found.quirks.keys() == {"(none)"}
    assert found.forms["2021"].documents == 4
    field = found.places.fields[PATHS[1]].final
    assert (field.strict.count, field.strict.of, field.strict.interval) == (2, 4, wilson(2, 4))
    assert field.nonzero.count == 2
    assert list(found.places.tables) == ["disclosure", "requests", "review"]
    assert {name for name in found.places.columns if name.startswith("requests.")} == {
        f"requests.{name}" for name in APPLICANTS
    }
    for groups in (found.places.tables, found.places.columns, found.places.rows, found.places.fields):
        assert sum(part.final.strict.count for part in groups.values()) == found.cells.final.strict.count
        assert sum(part.first.nonzero.of for part in groups.values()) == found.cells.first.nonzero.of


def test_made_reports_are_sliced_by_their_difficulty_and_every_report_by_its_kind_of_file():
    made = [
        label(each, each.specimen())
        for each in recipes(4, "slices", ["hard", "easy", "medium"], ["text", "html"])
    ]
    results = [result(each, figures={0: 99} if "hard" in each.report else None) for each in made]
    found = measure(run_of(*results, result(label_of("x/年报.HTML", {})), result(label_of("年报", {}))))
    assert [(name, part.documents, part.right.count) for name, part in found.difficulties.items()] == [
        ("easy", 1, 1),
        ("medium", 1, 1),
        ("hard", 2, 0),
        ("(none)", 2, 2),
    ]
    assert {name: part.documents for name, part in found.media.items()} == {"(none)": 1, "html": 2, "txt": 3}
    assert (found.difficulties["hard"].verified_wrong.count, found.difficulties["hard"].verified.count) == (
        2,
        2,
    )


def test_the_worst_have_most_wrong_cells_and_then_most_unread(small):
    found = worst_first(Measured(small).judged)
    assert [each.report for each in found] == ["1", "2", "3"]
    errors = cell_errors(found[0])
    assert [(each.path, each.gold, each.said, str(each.outcome)) for each in errors] == [
        (PATHS[1], 6, 60, "wrong"),
        (PATHS[2], 7, None, "dropped"),
    ]
    assert errors[1].outcome_first is CellOutcome.RIGHT
    assert errors[1].label == FORM.cells[PATHS[2]].label


# -- special cases ----------------------------------------------------------------------------------------------------


def test_nothing_measured_has_no_rates():
    found = measure(run_of())
    assert (found.documents, found.cells.final.strict.value, found.document_curve.area) == (0, None, None)
    assert found.effort.cost.per_document is None
    with pytest.raises(MetricError, match=r"cells\.strict has no value in run"):
        value_of(found, "cells.strict")


def test_failed_documents_have_no_cell_right_whatever_was_read_on_the_way():
    label = label_of("a", {})
    found = measure(run_of(result(label, "failed", first=Said(cells=label.cells))))
    assert (found.cells.first.strict.count, found.cells.final.strict.count) == (0, 0)
    assert (found.repair.repaired.value, found.repair.spoiled.value) == (None, None)


def test_a_figure_in_a_cell_that_the_printed_form_lacks_makes_the_document_wrong():
    undivided = form("2021", divided=False)
    cells: Cells = dict.fromkeys([*undivided.fields], 0)
    cells.update(dict.fromkeys(cell.path for cell in undivided.unprinted))
    label = GoldLabel(report="a", form="2021", cells=cells)
    extra = undivided.unprinted[0].path
    good, bad = result(label), result(label, final=Said(cells=cells | {extra: 0}))
    assert measure(run_of(good)).decisions.verified_wrong.count == 0
    found = measure(run_of(bad))
    assert found.decisions.verified_wrong.count == 1
    assert found.cells.final.strict.value == 1
    assert [each.path for each in cell_errors(judge(bad))] == [extra]


def test_what_the_print_overruled_was_repaired_by_no_question():
    label = label_of("a", {0: 5, 1: 6})
    first = Said(cells=label.cells | said({0: 50, 1: 60}))
    read = result(label, "needs_review", first=first, asked=PATHS[:2], overruled=(PATHS[1],))
    found = measure(run_of(read)).repair
    assert (found.repaired.count, found.repaired.of, found.overruled) == (1, 2, 1)


def test_seconds_are_unknown_where_one_document_was_not_timed():
    label = label_of("a", {})
    timed, untimed = (result(label, spent=Spent(seconds=seconds)) for seconds in (2.0, None))
    assert measure(run_of(timed, timed)).effort.seconds.per_document == 2
    found = measure(run_of(timed, untimed))
    assert found.effort.seconds.total is None
    assert [each.seconds for each in found.each] == [2, None]
    with pytest.raises(MetricError, match=r"seconds\.document has no value"):
        value_of(found, "seconds.document")


def test_costs_are_unknown_where_a_price_is_missing():
    label = label_of("a", {})
    priced, unpriced, uncalled = (
        result(label, spent=spent) for spent in (Spent(calls=1, cost=2.0), Spent(calls=1), Spent())
    )
    assert measure(run_of(priced, uncalled)).effort.cost.per_document == 1
    assert measure(run_of(priced, unpriced)).effort.cost.total is None
    assert measure(run_of(uncalled)).effort.cost.total is None


@pytest.mark.parametrize(
    "text, kind, value, right",
    [
        ("12", "count", 12, True),
        ("1,200件", "count", 1200, True),
        ("12", "count", 120, False),
        ("７", "count", 7, True),
        ("/", "count", 0, False),
        ("12", "count", None, False),
        ("+3", "integer", 3, True),
        ("7.5", "yuan", 75_000, True),  # 万元 in the header
        ("75000", "yuan", 75_000, True),  # 元 there
        ("7.5万元", "yuan", 75_000, True),
        ("7.5万元", "yuan", 7.5, False),
        ("7.5", "yuan", 7500, False),
    ],
)
def test_what_a_print_can_mean(text, kind, value, right):
    assert says(text, kind, value) is right


def test_spans_by_hand():
    label = label_of("a", {0: 5, 1: 6, 2: 7, 3: None})
    prints = {PATHS[0]: "5", PATHS[1]: "6", PATHS[2]: "77", PATHS[3]: "9"}
    found = measure(run_of(result(label, prints=prints, shared=(PATHS[1],)))).spans
    assert (found.found.count, found.found.of) == (1, CELLS - 1)
    assert (found.true.count, found.true.of) == (1, 4)


# -- names and JSON ---------------------------------------------------------------------------------------------------


def test_every_name_can_be_asked_for(small):
    found = measure(small)
    values = {name: each.read(found) for name, each in NAMED.items()}
    assert values["documents.right"] == 0.25
    assert values["verified.wrong"] == 0
    assert values["verified.wrong.upper"] == pytest.approx(0.95)
    assert values["cost.accepted"] == 1
    assert [name for name, value in values.items() if value is None] == [
        "source_error.recall",
        "evidence.true",
    ]
    assert value_of(found, "verified.coverage") == 0.25


def test_an_unknown_name_is_told_which_there_are(small):
    with pytest.raises(MetricError, match=r"no metric is called 'cells\.stric'; there are: cells\.strict, "):
        value_of(measure(small), "cells.stric")


def test_metrics_are_plain_json(small):
    found = as_json(measure(small))
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again == found
    assert again["decisions"]["right"]["interval"].keys() == {"low", "high"}
    assert again["cells"]["final"]["outcomes"]["zero for blank"] == 1
    assert again["each"][1]["report"] == "1"


# -- broken readers ---------------------------------------------------------------------------------------------------

Fault = Callable[[GoldLabel], Cells]


@pytest.fixture(scope="module")
def labels() -> list[GoldLabel]:
    return list(load_labels(GOLD).values())


def reader(labels: list[GoldLabel], fault: Fault) -> Metrics:
    """A run of a reader with one fault that gives every document the expected status."""
    return measure(
        run_of(
            *(
                result(
                    label,
                    label.expected_status,
                    final=Said(cells=fault(label)),
                    prints={path: f"{value}" for path, value in label.values.items() if value is not None},
                )
                for label in labels
            )
        )
    )


@pytest.fixture(scope="module")
def faultless(labels) -> Metrics:
    return reader(labels, lambda label: label.cells)


def moved(before: Metrics, after: Metrics) -> set[str]:
    """The names of the numbers that a fault changes."""
    return {name for name, each in NAMED.items() if each.read(before) != each.read(after)}


CELL_RATES = {"cells.strict", "cells.lenient", "cells.nonzero"}
DOCUMENT_RATES = {
    "documents.right",
    "verified.wrong",
    "verified.wrong.upper",
    "verified.wrong.documents",
    "settled.wrong",
    "risk_coverage.area",
    "risk_coverage.cells.area",
}


def first_too(names: set[str]) -> set[str]:
    """With one pass, the first is the final one."""
    both = {name.replace(".", ".first.", 1) for name in names & (CELL_RATES | {"documents.right"})}
    return names | both


def test_a_faultless_reader_has_nothing_wrong(faultless, labels):
    assert value_of(faultless, "cells.strict") == value_of(faultless, "documents.right") == 1
    assert value_of(faultless, "verified.wrong") == value_of(faultless, "risk_coverage.cells.area") == 0
    assert value_of(faultless, "verified.recall") == value_of(faultless, "source_error.recall") == 1
    assert value_of(faultless, "evidence.true") == value_of(faultless, "evidence.found") == 1
    confusion = faultless.decisions.confusion
    assert sum(confusion[status][status] for status in confusion) == len(labels)


def swap_columns(label: GoldLabel) -> Cells:
    one, other = ".natural_person", ".business"
    cells = dict(label.cells)
    for path in label.values:
        if path.endswith(one):
            twin = path.removesuffix(one) + other
            cells[path], cells[twin] = label.cells[twin], label.cells[path]
    return cells


def test_swapped_columns_are_seen_in_these_columns_alone(labels, faultless):
    found = reader(labels, swap_columns)
    assert moved(faultless, found) == first_too(CELL_RATES | DOCUMENT_RATES)
    spoiled = {name for name, part in found.places.columns.items() if part.final.strict.value != 1}
    assert spoiled == {"requests.natural_person", "requests.business"}
    assert {name for name, part in found.places.tables.items() if part.final.strict.value != 1} == {
        "requests"
    }
    # Reports that are all zero, or where nothing was labelled there, prove nothing: they stay right.
    all_zero = [each for each in found.each if each.nonzero == 0]
    assert len(all_zero) == 2
    assert all(each.right for each in all_zero)


def zeros_for_blanks(label: GoldLabel) -> Cells:
    return label.cells | {path: 0 if value is None else value for path, value in label.values.items()}


def test_zeros_for_blanks_are_seen_by_strict_accuracy_and_not_by_lenient_or_nonzero(labels, faultless):
    found = reader(labels, zeros_for_blanks)
    assert moved(faultless, found) == first_too({"cells.strict"} | DOCUMENT_RATES)
    blanks = sum(value is None for label in labels for value in label.values.values())
    assert found.cells.final.outcomes["zero for blank"] == blanks > 100
    assert found.cells.final.strict.of - found.cells.final.strict.count == blanks


def blanks_for_zeros(label: GoldLabel) -> Cells:
    return {path: value or None for path, value in label.cells.items()}


def test_blanks_for_zeros_are_told_from_dropped_figures(labels, faultless):
    found = reader(labels, blanks_for_zeros)
    assert moved(faultless, found) == first_too({"cells.strict"} | DOCUMENT_RATES)
    assert found.cells.final.outcomes["blank for zero"] > 1000
    assert found.cells.final.outcomes["dropped"] == 0


def all_zero(label: GoldLabel) -> Cells:
    return dict.fromkeys(label.cells, 0)


def test_a_reader_that_says_0_throughout_has_no_figure_right(labels):
    found = reader(labels, all_zero)
    assert value_of(found, "cells.strict") > 0.3  # what strict accuracy over all cells is worth
    assert value_of(found, "cells.nonzero") == 0


def test_one_dropped_digit_in_one_verified_document_is_one_verified_and_wrong(labels, faultless):
    victim = next(
        label for label in labels if label.expected_status == "verified" and label.report[:2] == "11"
    )
    path = "requests.received.total"
    assert victim.cells[path] == 155

    found = reader(labels, lambda label: label.cells | ({path: 15} if label is victim else {}))
    assert moved(faultless, found) == first_too(CELL_RATES | DOCUMENT_RATES)
    assert found.decisions.verified_wrong.count == 1
    assert found.decisions.verified_wrong_reports == (victim.report,)
    assert found.decisions.verified == faultless.decisions.verified
    assert faultless.cells.final.nonzero.count - found.cells.final.nonzero.count == 1
    assert [name for name, part in found.places.fields.items() if part.final.strict.value != 1] == [path]
    assert [name for name, part in found.layouts.items() if part.verified_wrong.count] == [victim.layout]


def test_a_reader_that_verifies_broken_reports_is_seen_by_recall_and_not_by_any_figure(labels, faultless):
    results = [
        result(label, "verified" if label.expected_status == "source_error" else label.expected_status)
        for label in labels
    ]
    found = measure(run_of(*results))
    assert value_of(found, "source_error.recall") == 0
    assert found.decisions.source_error_precision.value is None
    assert found.decisions.confusion["source_error"]["verified"] == 5
    assert found.cells == faultless.cells
    assert found.decisions.verified_wrong.count == 0


# -- whatever the reader does -----------------------------------------------------------------------------------------

VALUES = st.sampled_from([None, 0, 1, 2])
STATUSES = st.sampled_from(["verified", "source_error", "needs_review", "failed"])


@st.composite
def results(draw) -> DocumentResult:
    figures = draw(st.dictionaries(st.integers(0, 30), VALUES, max_size=6))
    label = label_of(draw(st.text("ab", min_size=6, max_size=6)), figures, expected_status=draw(STATUSES))
    final = Said(
        cells=label.cells | said(draw(st.dictionaries(st.integers(0, 30), VALUES, max_size=4))),
        unread=frozenset(PATHS[i] for i in draw(st.sets(st.integers(0, 30), max_size=3))),
    )
    first = draw(st.none() | st.just(Said(cells=label.cells)))
    asked = tuple(PATHS[i] for i in draw(st.sets(st.integers(0, 30), max_size=2)))
    return result(label, draw(STATUSES), final=final, first=first, asked=asked)


@settings(max_examples=12, deadline=None)
@given(st.lists(results(), max_size=5))
def test_what_holds_of_any_run(documents):
    found = measure(run_of(*documents))
    for cells in (found.cells.first, found.cells.final):
        assert sum(cells.outcomes.values()) == cells.strict.of == cells.lenient.of
        assert cells.strict.count <= cells.lenient.count
    for curve in (found.document_curve, found.cell_curve):
        coverages = [step.coverage for step in curve.steps]
        assert coverages == sorted(set(coverages))
        assert all(0 <= step.wrong <= step.accepted for step in curve.steps)
        assert (curve.area is None) == (not documents)
        if documents:
            assert coverages[-1] == 1
            assert 0 <= curve.area <= 1
    assert found.decisions.verified_wrong.count <= found.decisions.settled_wrong.count
    assert sum(sum(row.values()) for row in found.decisions.confusion.values()) == len(documents)
    assert [each.right for each in found.each].count(True) == found.decisions.right.count
    turned = measure(run_of(*documents[::-1]))
    assert {name: each.read(found) for name, each in NAMED.items()} == pytest.approx(
        {name: each.read(turned) for name, each in NAMED.items()}
    )
    assert (turned.cells, turned.repair, turned.quirks) == (found.cells, found.repair, found.quirks)
