"""Whoever uses a signed figure that the report does not print is told so."""

from pathlib import Path

import pytest

from crossfoot.pipeline import examine
from crossfoot.review import Desk
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews

REPORTS = Path(__file__).parents[2] / "eval" / "reports"


@pytest.fixture
def desk(tmp_path):
    with Store(tmp_path / "store.db") as store:
        for number in (40, 11):
            store.save(examine(next(REPORTS.glob(f"{number}_*"))), "offline-1")
        yield Desk(Reviews(store), "乙")


def path(number):
    return str(next(REPORTS.glob(f"{number}_*")))


def signed(desk, case):
    desk.sign(case.path, case.revision)
    return next(iter(desk.reviews.store.records(path_contains=case.path)))


def test_a_figure_against_the_print_is_a_warning(desk):
    case = desk.case(path(40))
    cell = "requests.received.total"
    case = desk.correct(case.path, case.revision, {cell: case.state.cells[cell] - 10})
    record = signed(desk, case)
    assert record.status == "verified"
    (warning,) = [found for found in record.findings if found.rule == "review.print"]
    assert (warning.severity, warning.cells) == ("warning", (cell,))
    assert str(case.state.record.cells[cell]) in warning.message


def test_a_figure_as_printed_and_one_of_which_the_print_told_nothing_are_none(desk):
    case = desk.case(path(40))
    case = desk.printed(case.path, case.revision)
    assert all(found.rule != "review.print" for found in signed(desk, case).findings)
    case = desk.case(path(11))
    case = desk.correct(case.path, case.revision, dict.fromkeys(case.state.doubts, 3))
    assert all(found.rule != "review.print" for found in signed(desk, case).findings)
