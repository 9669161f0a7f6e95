"""Rates and their uncertainty: by hand, against scipy, and what must hold of any of them."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfoot.evaluation.metrics.agreement import Agreement, McNemar, kappa, mcnemar
from crossfoot.evaluation.metrics.intervals import (
    Bounded,
    Interval,
    Rate,
    bounded,
    clustered,
    difference,
    mean_difference,
    proportion,
    sign_test,
    upper_bound,
    wilson,
)

COUNTS = st.integers(0, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
PART = st.integers(0, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
PARTS = st.lists(PART, max_size=12)


def ends(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


# -- proportions ------------------------------------------------------------------------------------------------------


def test_wilson_by_hand():
    # z = 1.96: (0.5 + z²/20 ± z·√(0.25/10 + z²/400)) / (1 + z²/10) = (0.69207 ± 0.36451) / 1.38415
    assert ends(wilson(5, 10)) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    # none of ten: (0, z²/10 / (1 + z²/10)) = (0, 0.38415 / 1.38415)
    assert ends(wilson(0, 10)) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert ends(wilson(10, 10)) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(0, 0) == Interval(0.0, 1.0)


def test_the_exact_bound_by_hand():
    assert upper_bound(0, 1) == pytest.approx(0.95)  # 1 - 0.05
    assert upper_bound(0, 45) == pytest.approx(1 - 0.05 ** (1 / 45))
    assert upper_bound(1, 2) == pytest.approx(0.95**0.5)  # P(at most 1 of 2) = 1 - p² = 0.05
    assert upper_bound(2, 2) == 1.0
    assert upper_bound(0, 0) == 1.0
    assert bounded(0, 0) == Bounded(0, 0, None, 1.0)
    assert bounded(1, 2).value == 0.5


def test_no_trials_have_no_rate():
    assert proportion(0, 0) == clustered([]) == clustered([(0, 0)]) == Rate(0, 0, None, None)


@pytest.mark.parametrize("count, of", [(0, 1), (0, 45), (1, 45), (7, 45), (44, 45), (45, 45), (13, 2000)])
def test_proportions_are_those_of_scipy(count, of):
    found = pytest.importorskip("scipy.stats").binomtest(count, of)
    both = found.proportion_ci(0.95, method="wilson")
    assert ends(wilson(count, of)) == pytest.approx((both.low, both.high), abs=1e-9)
    # The upper end of the two-sided exact interval at 90 % is the one-sided bound at 95 %.
    exact = found.proportion_ci(0.9, method="exact").high
    assert upper_bound(count, of) == pytest.approx(exact, abs=1e-9)


@settings(deadline=None)
@given(COUNTS)
def test_a_proportion_lies_in_its_interval_and_below_its_bound(counts):
    count, of = counts
    low, high = ends(wilson(count, of))
    assert 0 <= low <= high <= 1
    if of:
        assert low <= count / of <= high
        assert count / of <= upper_bound(count, of) <= 1


# -- ratios over documents --------------------------------------------------------------------------------------------


def test_documents_are_drawn_not_cells():
    # 20 documents of 100 cells, one of them wholly wrong: the 100 wrong cells are one event, and may not be drawn.
    rate = clustered([(100, 100)] * 19 + [(0, 100)])
    assert (rate.count, rate.of, rate.value) == (1900, 2000, 0.95)
    low, high = ends(rate.interval)
    assert low < 0.9
    assert high == 1.0
    # As independent cells, the interval would be a fifth as wide.
    assert high - low > 5 * (wilson(1900, 2000).high - wilson(1900, 2000).low)


def test_documents_that_are_all_right_leave_wilsons_interval_of_the_documents():
    assert clustered([(200, 200)] * 45) == Rate(9000, 9000, 1.0, wilson(45, 45))
    assert clustered([(0, 200)] * 45) == Rate(0, 9000, 0.0, wilson(0, 45))
    assert clustered([(200, 200)] * 45 + [(0, 0)]) == Rate(9000, 9000, 1.0, wilson(45, 45))


def test_one_cell_for_each_document_is_a_proportion():
    assert clustered([(1, 1)] * 7 + [(0, 1)] * 3 + [(0, 0)]) == proportion(7, 10)


def test_one_document_right_in_part_has_no_interval():
    assert clustered([(3, 4), (0, 0)]) == Rate(3, 4, 0.75, None)


def test_documents_with_the_same_share_leave_wilsons_interval_of_the_documents():
    """That they agree is no certainty: two documents of 199 right cells in 200 prove little."""
    assert clustered([(1, 2), (10, 20), (3, 6)]).interval == wilson(1.5, 3)
    low, high = ends(clustered([(199, 200)] * 2).interval)
    assert low < 0.5
    assert high > 0.995


def documents(seed: int, count: int = 120) -> list[tuple[int, int]]:
    random = Random(seed)
    return [(of - min(of, int(random.expovariate(0.1))), of) for of in random.choices((150, 200), k=count)]


def test_the_bootstrap_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    import numpy

    parts = documents(1)
    found = stats.bootstrap(
        tuple(numpy.array(column) for column in zip(*parts, strict=True)),
        lambda count, of, axis: count.sum(axis) / of.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=9999,
        method="percentile",
        rng=numpy.random.default_rng(1),
    ).confidence_interval
    width = found.high - found.low
    assert ends(clustered(parts).interval) == pytest.approx((found.low, found.high), abs=0.08 * width)


def test_the_paired_bootstrap_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    import numpy

    first = documents(1)
    second = [(min(of, count + extra % 3), of) for extra, (count, of) in enumerate(first)]
    found = stats.bootstrap(
        tuple(numpy.array(column) for parts in (first, second) for column in zip(*parts, strict=True)),
        lambda a, of_a, b, of_b, axis: b.sum(axis) / of_b.sum(axis) - a.sum(axis) / of_a.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=9999,
        method="percentile",
        rng=numpy.random.default_rng(2),
    ).confidence_interval
    width = found.high - found.low
    ours = difference(list(zip(first, second, strict=True)))
    assert ends(ours.interval) == pytest.approx((found.low, found.high), abs=0.08 * width)


@settings(deadline=None)
@given(PARTS)
def test_a_ratio_lies_in_its_interval_whatever_the_order_of_documents(parts):
    rate = clustered(parts, resamples=60)
    assert clustered(parts[::-1], resamples=60) == rate
    if rate.interval is not None and rate.value is not None:
        assert 0 <= rate.interval.low <= rate.value <= rate.interval.high <= 1
    assert (rate.value is None) == (rate.of == 0)


# -- two runs ---------------------------------------------------------------------------------------------------------


def test_a_difference_is_the_second_less_the_first():
    found = difference([((1, 2), (2, 2)), ((1, 2), (2, 2)), ((2, 4), (3, 4))])
    assert (found.first, found.second) == (0.5, 0.875)  # 4/8 and 7/8
    assert found.value == 0.375
    low, high = ends(found.interval)
    assert (low, high) == (
        0,
        0.5,
    )  # the documents gain a half, a half and a quarter; three are too few to be sure
    found = difference([((1, 2), (2, 2)), ((1, 2), (2, 2)), ((2, 4), (3, 4))] * 3)
    low, high = ends(found.interval)
    assert 0.25 <= low <= 0.375 <= high <= 0.5


@pytest.mark.parametrize(
    "better, worse, told", [(4, 0, False), (5, 0, False), (6, 0, True), (7, 1, False), (9, 1, True)]
)
def test_an_interval_for_documents_leaves_out_0_where_the_exact_test_does(better, worse, told):
    pairs = (
        [((0, 1), (1, 1))] * better + [((1, 1), (0, 1))] * worse + [((1, 1), (1, 1))] * (45 - better - worse)
    )
    found = difference(pairs)
    assert found.value == pytest.approx((better - worse) / 45)
    assert (ends(found.interval)[0] > 0) is told
    assert (sign_test(better, worse) < 0.05) is told


def test_the_ends_of_the_exact_test_by_hand():
    # All of two differ one way: of such, 0.025^(1/2) to 1 go that way, so that the difference is 2π - 1 of 2 of 2.
    assert ends(difference([((0, 1), (1, 1))] * 2).interval) == pytest.approx((2 * 0.025**0.5 - 1, 1.0))


def test_pairing_takes_out_what_the_documents_have_in_common():
    first = documents(5)
    second = [(count + (count < of), of) for count, of in first]
    paired = difference(list(zip(first, second, strict=True)))
    alone = clustered(first).interval
    assert paired.interval is not None
    assert alone is not None
    assert paired.interval.low > 0
    assert paired.interval.high - paired.interval.low < 0.2 * (alone.high - alone.low)


def test_runs_that_never_differ_may_still_differ_by_what_was_not_seen():
    found = difference([((3, 4), (3, 4))] * 20)
    assert found.value == 0
    assert ends(found.interval) == pytest.approx(
        (-(1 - 0.025**0.05), 1 - 0.025**0.05)
    )  # 1 - α^(1/20), α = 0.025


def test_a_difference_needs_something_to_count():
    assert difference([]).value is None
    assert difference([((0, 0), (1, 1))]).value is None
    assert difference([((0, 2), (1, 2))]).interval is None  # one document


def test_the_difference_of_two_means():
    found = mean_difference([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)])
    assert (found.first, found.second, found.value) == (2.0, 4.0, 2.0)
    low, high = ends(found.interval)
    assert (low, high) == (0, 3)  # three documents are too few to be sure
    low, high = ends(mean_difference([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)] * 2).interval)
    assert 1 <= low < 2 < high <= 3
    assert mean_difference([]).value is None
    assert mean_difference([(1.0, 2.0)]).interval is None


@settings(deadline=None)
@given(st.lists(st.tuples(PART, PART), max_size=10))
def test_a_difference_turns_round_with_its_runs(pairs):
    there = difference(pairs, resamples=40)
    back = difference([(second, first) for first, second in pairs], resamples=40)
    if there.value is None:
        assert back.value is None
        return
    assert back.value == -there.value
    assert there == difference(pairs[::-1], resamples=40)
    if there.interval is not None:
        assert there.interval.low <= there.value <= there.interval.high


def test_mcnemar_by_hand():
    # Alone right: 1 and 5. Two-sided: 2 · (C(6,0) + C(6,1)) / 2⁶ = 14 / 64.
    first = [True] * 4 + [True] + [False] * 5 + [False]
    second = [True] * 4 + [False] + [True] * 5 + [False]
    assert mcnemar(first, second) == McNemar(both=4, first=1, second=5, neither=1, p=14 / 64)
    assert mcnemar([], []).p == 1
    with pytest.raises(ValueError, match="argument 2"):
        mcnemar([True], [])


@pytest.mark.parametrize("one, other", [(0, 9), (3, 3), (4, 11), (700, 800)])
def test_mcnemar_is_the_exact_test_of_scipy(one, other):
    found = pytest.importorskip("scipy.stats").binomtest(one, one + other, 0.5)
    assert sign_test(one, other) == pytest.approx(found.pvalue)


# -- two labellers ----------------------------------------------------------------------------------------------------


def test_kappa_by_hand():
    # 10 cells, 7 agreed. By chance: 0 for both in 6 · 5, 1 in 3 · 3, blank in 1 · 2 of 100.
    first = dict(enumerate([0, 0, 0, 0, 0, 0, 1, 1, 1, None]))
    second = dict(enumerate([0, 0, 0, 0, 1, None, 1, 1, 0, None]))
    assert kappa(first, second) == Agreement(10, 7, 0.7, 0.41, pytest.approx(0.29 / 0.59), 0, 0)


def test_blank_is_a_label_and_missing_is_none():
    assert kappa({"a": None, "b": 0}, {"a": 0, "b": 0}).agreed == 1
    found = kappa({"a": 1, "b": 0, "c": 5}, {"a": 1, "b": 0, "d": 2, "e": 3})
    assert (found.items, found.agreed, found.only_first, found.only_second) == (2, 2, 1, 2)
    assert found.kappa == 1


def test_kappa_of_one_label_throughout_is_not_defined():
    found = kappa({"a": 0, "b": 0}, {"a": 0, "b": 0})
    assert (found.observed, found.expected, found.kappa) == (1, 1, None)
    assert kappa({}, {"a": 1}) == Agreement(0, 0, None, None, None, 0, 1)


def test_kappa_is_that_of_statsmodels():
    """Where that is installed; it is not among the libraries for tests, because it takes long to install."""
    raters = pytest.importorskip("statsmodels.stats.inter_rater")
    random = Random(3)
    first = dict(enumerate(random.choices((0, 1, 2, None), (6, 2, 1, 1), k=400)))
    second = {item: label if random.random() < 0.8 else 1 for item, label in first.items()}
    labels = list(dict.fromkeys([*first.values(), *second.values()]))
    table = [[sum(first[i] == a and second[i] == b for i in first) for b in labels] for a in labels]
    found = raters.cohens_kappa(table, return_results=False)
    assert kappa(first, second).kappa == pytest.approx(found)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0, 1, None)), st.sampled_from((0, 1, None))), max_size=30))
def test_kappa_is_at_most_one_and_knows_no_order(labels):
    first, second = ({i: pair[side] for i, pair in enumerate(labels)} for side in (0, 1))
    found = kappa(first, second)
    assert kappa(second, first) == found
    if found.kappa is not None:
        assert found.kappa <= 1
        assert (found.kappa == 1) == (first == second)
