"""A blind reading decides nothing, but what it puts in doubt is in doubt until somebody looks again."""

from pathlib import Path

import pytest

from crossfoot.pipeline import examine
from crossfoot.review import Desk, RefusedError
from crossfoot.review.sample import blind_cells
from crossfoot.review.statistics import statistics
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews

REPORTS = Path(__file__).parents[2] / "eval" / "reports"


@pytest.fixture
def verified(tmp_path):
    """A store with one verified report, its desk and its path."""
    source = next(REPORTS.glob("02_*"))
    with Store(tmp_path / "store.db") as store:
        record = examine(source)
        assert record.status == "verified"
        store.save(record, "offline-1")
        yield store, Desk(Reviews(store), "乙"), record


def status(store):
    (record,) = store.records()
    return record.status


def truth(record):
    return {path: record.cells[path] for path in blind_cells(record)}


def test_who_reads_the_same_changes_nothing(verified):
    store, desk, record = verified
    path = record.document.path
    case = desk.blind(path, desk.case(path).revision, truth(record))
    assert case.state.doubts == () and case.state.disputed == {}
    assert status(store) == "verified"
    (entry,) = desk.reviews.log()
    assert all(change.before is None for change in entry.changes)
    assert statistics(desk.reviews.log()).blind.agreement.value == 1


def other(record):
    """The blind reading with one cell misread, and that cell."""
    values = truth(record)
    cell = next(path for path, value in values.items() if value)
    return values | {cell: values[cell] + 1}, cell


def test_who_reads_otherwise_puts_the_cell_in_doubt(verified):
    store, desk, record = verified
    path = record.document.path
    values, cell = other(record)
    case = desk.blind(path, desk.case(path).revision, values)
    assert case.state.doubts == (cell,)
    assert case.state.disputed == {cell: values[cell]}
    assert case.state.cells == record.cells  # nothing is taken over
    assert status(store) == "needs_review"
    with pytest.raises(RefusedError, match="in doubt"):
        desk.sign(path, case.revision)


def test_the_second_look_may_find_the_machine_right(verified):
    store, desk, record = verified
    path = record.document.path
    values, cell = other(record)
    case = desk.blind(path, desk.case(path).revision, values)
    case = desk.accept(path, case.revision, [cell])
    assert case.state.complete
    assert status(store) == "verified"
    assert next(iter(store.records())) == record
    blind = statistics(desk.reviews.log()).blind
    assert (blind.person.count, blind.machine.count, blind.wrong.count) == (1, 0, 0)


def test_the_second_look_may_find_the_person_right(verified):
    store, desk, record = verified
    path = record.document.path
    values, cell = other(record)
    case = desk.blind(path, desk.case(path).revision, values)
    case = desk.correct(path, case.revision, {cell: values[cell]})
    assert case.state.disputed == {}
    assert status(store) == "needs_review"  # the reader was sure of another figure: open until signed
    blind = statistics(desk.reviews.log()).blind
    assert (blind.person.count, blind.machine.count, blind.wrong.count) == (0, 1, 1)
    case = desk.undo(path, case.revision)
    assert case.state.disputed == {cell: values[cell]}


def test_nobody_reads_blind_who_may_have_seen_the_figures(verified):
    _, desk, record = verified
    path = record.document.path
    case = desk.blind(path, desk.case(path).revision, truth(record))
    with pytest.raises(RefusedError, match="already"):
        desk.blind(path, case.revision, truth(record))


@pytest.mark.parametrize("values", [{}, {"no.such.cell": 1}, {"requests.received.natural_person": -1}])
def test_nonsense_is_refused(verified, values):
    _, desk, record = verified
    path = record.document.path
    with pytest.raises(RefusedError):
        desk.blind(path, desk.case(path).revision, values)
    assert list(desk.reviews.log()) == []
