"""A document in review, told like any inspected report; and its print, read again."""

from pathlib import Path

import pytest
from review_support import Case, plain_case

from crossfoot.pipeline.document import examine
from crossfoot.pipeline.inspect import inspect
from crossfoot.pipeline.state import unread
from crossfoot.report import account_of
from crossfoot.review import state_of
from crossfoot.review.view import Around, inspection_of, print_of

REPORTS = Path(__file__).parents[2] / "eval" / "reports"


def shipped(number: int) -> Path:
    return next(REPORTS.glob(f"{number:02d}_*"))


@pytest.mark.parametrize("number", [11, 40, 41, 42, 44])
def test_before_any_decision_it_is_told_as_by_the_inspection_of_the_file(number):
    path = shipped(number)
    record = examine(path)
    told = account_of(inspection_of(state_of(record, []), "zh", print_of(record)))
    wanted = account_of(inspect(path))
    assert told.parts == wanted.parts
    assert told.problems == wanted.problems


def test_failing_sums_are_those_of_the_figures_as_they_stand(store, desk):
    store.save(plain_case(total=6).record(), "offline")
    case = desk.case("报告/甲县2023.txt")
    assert account_of(inspection_of(case.state)).sums
    case = desk.correct(case.path, case.revision, {"requests.granted.total": 5})
    assert account_of(inspection_of(case.state)).sums == ()


def test_only_what_no_reader_claims_is_unread():
    case = plain_case()
    first, second = case.doubted
    record = Case(case.form, case.truth, {**case.read, first: None}, case.doubted).record()
    assert unread(state_of(record, [])) == {first}
    differs = [each.model_copy(update={"rule": "reading.differs"}) for each in record.findings[:1]]
    elsewhere = record.model_copy(update={"findings": (*differs, *record.findings[1:])})
    assert state_of(elsewhere, []).doubts
    assert unread(state_of(elsewhere, [])) == frozenset()
    assert second not in unread(state_of(record, []))


def test_the_print_is_at_hand_only_while_the_file_is_the_same(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(shipped(11).read_bytes())
    record = examine(path)
    assert print_of(record) is not None
    path.write_bytes(shipped(11).read_bytes() + b"\n")
    assert print_of(record) is None
    path.write_bytes(b"")
    assert print_of(record) is None
    path.unlink()
    assert print_of(record) is None


def test_what_breaks_while_it_is_read_again_is_only_not_at_hand(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(shipped(11).read_bytes())
    record = examine(path)

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("crossfoot.review.view.prepare", breaks)
    assert print_of(record) is None


def test_where_a_cell_stands_is_told_by_line_page_or_spreadsheet_cell():
    record = examine(shipped(42))
    state = state_of(record, [])
    cell = "review.reconsideration.total"
    assert Around(state, print_of(record)).place(cell) == "第 77 行"
    assert Around(state, print_of(record), "en").place(cell) == "line 77"
    assert (Around(state, None).place(cell), Around(state, None).row(cell)) == ("", "")
    for origin, words in (({"page": 3}, "第 3 页"), ({"cell": "表四!E5"}, "表四!E5")):
        from crossfoot.store.record import OriginInfo

        known = record.model_copy(update={"origins": {cell: OriginInfo(**origin)}})
        assert Around(state_of(known, []), None).place(cell) == words
