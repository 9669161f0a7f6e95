"""The queue as a workbook: written, filled in as people do in Excel, brought back."""

import errno
import gc
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from review_support import TOTAL, Case, case_of, checksum, plain_case

from crossfoot.review import Desk
from crossfoot.review.workbook import TooManyError, WorkbookError, bounds, bring_in, read, write
from crossfoot.store.reviews import Reviews

PATH = "报告/甲县2023.txt"
ACT, VALUE, REASON, SIGN = "处理", "新值", "理由", "签核"


@pytest.fixture
def book(tmp_path) -> Path:
    return tmp_path / "queue.xlsx"


def export(desk: Desk, book: Path, *paths: str) -> None:
    with book.open("wb") as out:
        write((desk.case(path) for path in paths or (PATH,)), out)


class Sheets:
    """The workbook as a person fills it in."""

    def __init__(self, book: Path) -> None:
        self.path = book
        self.book = load_workbook(book)

    def rows(self, sheet: str) -> list[dict[str, object]]:
        head, *rows = self.book[sheet].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    def put(self, sheet: str, row: int, **fields: object) -> None:
        """Fill in *row*, from 2 on."""
        columns = {cell.value: cell.column for cell in self.book[sheet][1]}
        for name, value in fields.items():
            self.book[sheet].cell(row, columns[name]).value = value

    def row_of(self, cell: str, path: str = PATH) -> int:
        rows = self.rows("核对")
        return next(n for n, row in enumerate(rows, 2) if (row["报告"], row["指标路径"]) == (path, cell))

    def cell(self, cell: str, act: str, path: str = PATH, **fields: object) -> None:
        self.put("核对", self.row_of(cell, path), **{ACT: act}, **fields)

    def sign(self, path: str = PATH) -> None:
        rows = self.rows("报告")
        self.put("报告", next(n for n, row in enumerate(rows, 2) if row["报告"] == path), **{SIGN: SIGN})

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def filled(book: Path, acts: Mapping[str, str], *, sign: bool = False) -> Path:
    sheets = Sheets(book)
    for cell, act in acts.items():
        sheets.cell(cell, act)
    if sign:
        sheets.sign()
    return sheets.save()


def results(done) -> list[str]:
    return [each.result for each in done.outcomes]


def entries(reviews: Reviews) -> int:
    return len(list(reviews.log()))


# -- written ----------------------------------------------------------------------------------------------------------


def test_a_row_for_each_cell_in_doubt_or_in_a_failing_sum_and_one_for_each_report(store, desk, book):
    case = plain_case(total=6)
    store.save(case.record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    assert sheets.book.sheetnames == ["核对", "报告", "说明"]
    rows = {row["指标路径"]: row for row in sheets.rows("核对")}
    state = desk.case(PATH).state
    failing = {path for rule, _ in state.outcome.failed for path in rule.cells}
    assert set(rows) == {*state.doubts, *failing}
    assert list(rows)[:2] == list(state.doubts)
    assert rows[TOTAL]["指标"] == "第三部分“（一）予以公开”行“总计”列"
    assert rows[TOTAL]["现值"] == 6
    assert "自然人 5 ≠ 总计 6" in rows[TOTAL]["问题"]
    assert "由 6 改为 5" in rows[TOTAL]["建议"]
    (report,) = sheets.rows("报告")
    assert (report["报告"], report["存疑格数"], report["不平条数"]) == (PATH, 2, len(state.open_sums))


def test_what_is_printed_around_a_cell_stands_there_where_the_file_does(store, desk, book):
    from crossfoot.pipeline.document import examine

    path = next((Path(__file__).parents[2] / "eval" / "reports").glob("11_*"))
    store.save(examine(path), "offline")
    export(desk, book, str(path))
    rows = Sheets(book).rows("核对")
    assert [row["原文"] for row in rows] == ["行政规范性文件419"] * 3
    assert [row["位置"] for row in rows] == ["第 14 行"] * 3
    assert [row["现值"] for row in rows] == ["未读出"] * 3
    with book.open("wb") as out:
        write([desk.case(str(path))], out, text=False)
    assert not any(row["原文"] for row in Sheets(book).rows("核对"))


def test_only_the_columns_to_fill_in_can_be_edited_and_decisions_are_chosen_from_a_list(store, desk, book):
    store.save(plain_case(total=6).record(), "offline")
    export(desk, book)
    for name, free in (("核对", {ACT, VALUE, REASON}), ("报告", {SIGN, REASON})):
        sheet: Worksheet = load_workbook(book)[name]
        assert sheet.protection.sheet
        for head, cell in zip(sheet[1], sheet[2], strict=True):
            assert cell.protection.locked == (head.value not in free), head.value
        (choice,) = sheet.data_validations.dataValidation
        offered = {"核对": '"接受,更正,空白,报告自身有误"', "报告": '"签核"'}
        assert choice.formula1 == offered[name]
        assert [sheet[1][cell.column - 1].value for cell in sheet[2] if cell.coordinate in choice.cells] == [
            {"核对": ACT, "报告": SIGN}[name]
        ]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example")', "+1", "-1+1", "@SUM(A1)"])
def test_text_that_begins_like_a_formula_is_text(store, desk, book, text):
    record = plain_case().record()
    store.save(
        record.model_copy(update={"document": record.document.model_copy(update={"title": text})}), "x"
    )
    export(desk, book)
    sheet: Worksheet = load_workbook(book)["核对"]
    cell = next(each for each in sheet[2] if each.value == text)
    assert cell.data_type == "s"
    assert cell.quotePrefix  # stays text where somebody opens the cell and leaves it
    with zipfile.ZipFile(book) as unpacked:
        sheets = [name for name in unpacked.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in unpacked.read(name) for name in sheets)
    assert read(book).problems == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\ufffe甲\uffff", "[U+FFFE]甲[U+FFFF]"),
        ("_x000D_甲_x005f_", "[U+005F]x000D_甲[U+005F]x005f_"),
        ("a_x000_b_x00_", "a_x000_b_x00_"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
    ],
)
def test_text_that_a_workbook_would_change_is_written_out(store, desk, book, text, shown):
    path = f"报告/{text}.txt"
    record = plain_case().record(path=path)
    store.save(
        record.model_copy(update={"document": record.document.model_copy(update={"title": text})}), "x"
    )
    export(desk, book, path)
    sheets = Sheets(book)
    assert [row["标题"] for name in ("核对", "报告") for row in sheets.rows(name)] == [shown] * 3
    for row in (2, 3):
        sheets.put("核对", row, **{ACT: "接受"})
    assert results(bring_in(read(sheets.save()), desk)) == ["done", "done"]


@pytest.mark.parametrize(
    "paths", [("甲" * 2500 + "1.txt", "甲" * 2500 + "2.txt"), (" 甲.txt", "甲.txt"), ("a\tb.txt", "a b.txt")]
)
def test_paths_that_look_alike_are_told_apart(store, desk, book, paths):
    case = plain_case()
    for path in paths:
        store.save(case.record(path=path, content=path), "offline")
    export(desk, book, *paths)
    assert read(book).problems == ()
    sheets = Sheets(book)
    sheets.put("核对", 4, **{ACT: "接受"})  # of the second
    sheets.put("报告", 2, **{SIGN: SIGN})
    assert results(bring_in(read(sheets.save()), desk)) == ["refused", "done"]
    assert [desk.case(path).state.doubts for path in paths] == [case.doubted, case.doubted[1:]]


class Full(BytesIO):
    """A disk without room."""

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.filterwarnings("error")
def test_a_full_disk_is_one_error_and_no_more(store, desk):
    store.save(plain_case().record(), "offline")
    with pytest.raises(OSError, match="No space left"):
        write([desk.case(PATH)], Full())
    gc.collect()  # What is thrown away does not complain either.


def test_what_steers_a_screen_is_written_out_and_the_report_is_found_by_its_bytes(store, desk, book):
    path = "报告/\x1b[31m\u202e甲.txt"
    store.save(plain_case().record(path=path), "offline")
    export(desk, book, path)
    (report,) = Sheets(book).rows("报告")
    assert report["报告"] == "报告/[U+001B][31m[U+202E]甲.txt"
    sheets = Sheets(book)
    for row in (2, 3):
        sheets.put("核对", row, **{ACT: "接受"})
    assert results(bring_in(read(sheets.save()), desk)) == ["done", "done"]
    assert not desk.case(path).state.doubts


def test_more_rows_than_a_sheet_has_are_refused(store, desk, book, monkeypatch):
    store.save(plain_case().record(), "offline")
    monkeypatch.setattr("crossfoot.review.workbook.book.MAX_ROWS", 2)
    with pytest.raises(TooManyError, match="fewer reports"):
        export(desk, book)


def test_what_somebody_read_blind_stands_beside(store, desk, book):
    case = plain_case()
    sure = Case(case.form, case.truth, case.read, ())
    store.save(sure.record(), "offline")
    desk.blind(PATH, desk.case(PATH).revision, {TOTAL: 9})
    export(desk, book)
    (row,) = (row for row in Sheets(book).rows("核对") if row["指标路径"] == TOTAL)
    assert (row["现值"], row["问题"]) == (5, "另一人独立读作 9")
    assert bring_in(read(filled(book, {TOTAL: "接受"}, sign=True)), desk).clean
    assert desk.case(PATH).state.signed is not None


# -- brought back -----------------------------------------------------------------------------------------------------


def answers(case: Case, sheets: Sheets, path: str) -> None:
    """What a perfect person fills in: each cell in the workbook as it is printed, and what the report has wrong."""
    doubted = set(case.doubted)
    for number, row in enumerate(sheets.rows("核对"), 2):
        cell = row["指标路径"]
        if row["报告"] != path or cell not in doubted:
            continue
        true = case.truth[cell]
        amount = case.form.fields[cell].kind == "yuan"
        if true is None:
            sheets.put("核对", number, **{ACT: "空白"})
        elif true == case.read[cell]:
            sheets.put("核对", number, **{ACT: "接受"})
        else:
            sheets.put("核对", number, **{ACT: "更正", VALUE: f"{true}元" if amount else true})


@pytest.mark.parametrize("seed", range(10))
def test_a_workbook_filled_in_by_a_perfect_person_leaves_the_truth_on_record(
    store, desk, reviews, book, seed
):
    case = case_of(seed)
    store.save(case.record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    answers(case, sheets, PATH)
    sheets.save()
    if case.doubted:
        assert set(results(bring_in(read(book), desk))) == {"done"}
    state = desk.case(PATH).state
    assert dict(state.cells) == {cell: case.truth.get(cell) for cell in case.form.fields}
    # Which sums the report itself has wrong is known only now: those rows are in a second workbook.
    export(desk, book)
    sheets = Sheets(book)
    for number, _ in enumerate(sheets.rows("核对"), 2):
        sheets.put("核对", number, **{ACT: "报告自身有误"})
    sheets.sign()
    done = bring_in(read(sheets.save()), desk)
    assert done.clean
    state = desk.case(PATH).state
    assert state.signed is not None
    assert state.status == ("source_error" if case.true_failing else "verified")
    # And once more: nothing is done twice.
    count = entries(reviews)
    again = bring_in(read(book), desk)
    assert set(results(again)) == {"unchanged"}
    assert entries(reviews) == count


def test_a_new_value_may_be_typed_in_many_ways(store, desk, book):
    case = plain_case()
    count = "disclosure.regulations.issued"
    amount = next(path for path, cell in case.form.cells.items() if cell.kind == "yuan")
    store.save(Case(case.form, case.truth, case.read, (count, amount)).record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.cell(count, "更正", **{VALUE: "1,２00"})
    sheets.cell(amount, "更正", **{VALUE: " 1.2万元 ", REASON: "看了纸质版"})
    done = bring_in(read(sheets.save()), desk)
    assert done.clean
    state = desk.case(PATH).state
    assert (state.cells[count], state.cells[amount]) == (1200, 12000)
    assert {entry.reason for entry in state.decisions} == {"", "看了纸质版"}


def test_the_report_itself_is_wrong_with_its_own_figure(store, desk, book):
    """The machine misread the wrong total: the figure is corrected, and its sum is the report's own error."""
    store.save(plain_case(total=6).record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.cell(TOTAL, "报告自身有误", **{VALUE: 7})
    done = bring_in(read(sheets.save()), desk)
    assert done.clean
    state = desk.case(PATH).state
    assert state.cells[TOTAL] == 7
    assert not state.open_sums and state.flagged


def test_a_sum_that_only_a_new_value_breaks_is_not_the_report_s_own_error(store, desk, reviews, book):
    """报告自身有误 filled down all rows, and a figure mistyped: two sums that held fail now, and nobody saw that."""
    case = plain_case(total=6)
    doubt = "requests.partly_granted.natural_person"
    store.save(Case(case.form, case.truth, case.read, (doubt,)).record(), "offline")
    seen = desk.case(PATH).state.failing
    export(desk, book)
    sheets = Sheets(book)
    for number, row in enumerate(sheets.rows("核对"), 2):
        typed = {ACT: "更正", VALUE: "3"} if row["指标路径"] == doubt else {ACT: "报告自身有误"}
        sheets.put("核对", number, **typed)
    sheets.sign()
    sheets.save()
    for _ in range(2):  # The same when the file comes again.
        done = bring_in(read(book), desk)
        told = {each.cell: each.message for each in done.outcomes if each.result == "refused"}
        assert set(told) == {"requests.granted.natural_person", "requests.partly_granted.total", None}
        assert (
            "requests.row.partly_granted did not fail at the export" in told["requests.partly_granted.total"]
        )
        assert "only with the new values: requests.row.partly_granted" in told[None]
        state = desk.case(PATH).state
        assert state.flagged == set(seen)
        assert set(state.open_sums) == {"requests.row.partly_granted", "requests.column.natural_person"}
        assert state.signed is None
    assert [entry.action for entry in reviews.log()].count("correct") == 1


def test_what_nobody_saw_is_not_signed_with_a_file_that_comes_again(store, desk, book, counting):
    case = plain_case()
    first, second = case.doubted
    store.save(case.record(), "offline")
    export(desk, book)
    assert results(bring_in(read(filled(book, {first: "接受"})), desk)) == ["done"]
    sure = "disclosure.normative_documents.in_force"
    store.save(Case(case.form, case.truth, {**case.read, sure: 77}, case.doubted).record(), "better")
    done = bring_in(read(filled(book, {second: "接受"}, sign=True)), desk)
    assert results(done) == ["conflict"] * 3
    assert "read anew" in done.outcomes[0].message
    assert counting().status == "needs_review"


def test_the_same_file_goes_on_where_it_was(store, desk, reviews, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    first, second = case.doubted
    assert results(bring_in(read(filled(book, {first: "接受"})), desk)) == ["done"]
    done = bring_in(read(filled(book, {second: "接受"}, sign=True)), desk)
    assert results(done) == ["unchanged", "done", "done"]
    assert desk.case(PATH).state.signed is not None
    assert [entry.action for entry in reviews.log()] == ["accept", "accept", "sign"]


def test_a_report_that_cannot_be_signed_yet_keeps_the_rest(store, desk, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    done = bring_in(read(filled(book, {case.doubted[0]: "接受"}, sign=True)), desk)
    assert results(done) == ["done", "refused"]
    assert "1 cells are still in doubt" in done.outcomes[1].message
    assert desk.case(PATH).state.doubts == case.doubted[1:]


def test_a_dry_run_says_the_same_and_changes_nothing(store, desk, reviews, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, dict.fromkeys(case.doubted, "接受"), sign=True)
    assert results(bring_in(read(book), desk, dry_run=True)) == ["done"] * 3
    assert entries(reviews) == 0
    assert results(bring_in(read(book), desk)) == ["done"] * 3


# -- conflicts --------------------------------------------------------------------------------------------------------


def test_where_somebody_was_quicker_the_rows_are_conflicts_and_other_reports_go_on(
    store, desk, reviews, book
):
    case, other = plain_case(), "报告/乙县2023.txt"
    store.save(case.record(), "offline")
    store.save(case.record(path=other, content="乙"), "offline")
    export(desk, book, PATH, other)
    first = case.doubted[0]
    sheets = Sheets(book)
    for path in (PATH, other):
        sheets.cell(first, "接受", path)
    sheets.save()
    quicker = Desk(reviews, "乙")
    quicker.correct(PATH, quicker.case(PATH).revision, {first: 9})
    done = bring_in(read(book), desk)
    assert results(done) == ["conflict", "done"]
    assert "乙 decided about this report in the meantime" in done.outcomes[0].message
    assert desk.case(PATH).state.cells[first] == 9


def test_who_said_the_same_was_no_conflict(store, desk, reviews, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, dict.fromkeys(case.doubted, "接受"))
    quicker = Desk(reviews, "乙")
    quicker.accept(PATH, quicker.case(PATH).revision, case.doubted[:1])
    assert results(bring_in(read(book), desk)) == ["unchanged", "done"]


def test_what_was_taken_back_is_not_brought_in_again(store, desk, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, {case.doubted[0]: "接受"})
    bring_in(read(book), desk)
    desk.undo(PATH, desk.case(PATH).revision)
    assert results(bring_in(read(book), desk)) == ["conflict"]
    assert desk.case(PATH).state.doubts == case.doubted


def test_a_figure_that_was_read_anew_is_not_accepted_unseen(store, desk, book):
    case = plain_case()
    first = case.doubted[0]
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, {first: "接受"})
    other = Case(case.form, case.truth, {**case.read, first: 8}, case.doubted)
    store.save(other.record(), "better")
    done = bring_in(read(book), desk)
    assert results(done) == ["conflict"]
    assert "read anew" in done.outcomes[0].message


def test_a_file_that_is_another_one_now_is_a_conflict(store, desk, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, {case.doubted[0]: "接受"}, sign=True)
    store.save(case.record(content="另一份"), "offline")
    assert results(bring_in(read(book), desk)) == ["conflict", "conflict"]


def test_a_report_that_the_store_does_not_have_is_told(store, desk, book, tmp_path):
    from crossfoot.store import Store

    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, {case.doubted[0]: "接受"})
    with Store(tmp_path / "other.db") as other:
        (outcome,) = bring_in(read(book), Desk(Reviews(other), "甲")).outcomes
    assert (outcome.result, outcome.sheet, outcome.row) == ("invalid", "报告", 2)
    assert checksum("甲")[:12] in outcome.message


def test_rows_that_make_no_sense_together_leave_the_whole_report_alone(store, desk, reviews, book):
    store.save(plain_case(total=6).record(), "offline")
    export(desk, book)
    doubt = desk.case(PATH).state.doubts[0]
    sheets = Sheets(book)
    sheets.cell(doubt, "接受")
    sheets.cell(TOTAL, "更正", **{VALUE: 5})
    sheets.cell("requests.granted.natural_person", "报告自身有误")
    done = bring_in(read(sheets.save()), desk)
    assert set(results(done)) == {"refused"}
    told = {each.cell: each.message for each in done.outcomes}
    assert "no sum with this cell fails" in told["requests.granted.natural_person"]
    assert "nothing of this report is kept" in told[doubt]
    assert entries(reviews) == 0


# -- rows that cannot be used -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({ACT: "同意"}, "'同意'; it may be 接受"),
        ({ACT: "更正"}, "新值 is empty"),
        ({ACT: "更正", VALUE: "三"}, "is not one figure"),
        ({ACT: "更正", VALUE: -1}, "negative"),
        ({ACT: "更正", VALUE: 1.5}, "not a whole number"),
        ({ACT: "更正", VALUE: "1万元"}, "an amount of money"),
        ({ACT: "更正", VALUE: "空"}, "choose 空白"),
        ({ACT: "更正", VALUE: True}, "is no number"),
        ({ACT: "更正", VALUE: date(2023, 1, 2)}, "is no number"),
        ({ACT: "接受", VALUE: 3}, "更正 is what takes a new value"),
        ({ACT: "空白", VALUE: "0"}, "更正 is what takes a new value"),
        ({VALUE: 3}, "处理 is empty"),
        ({ACT: "接受", "现值": 3}, "a grey column was changed"),
        ({ACT: "接受", "指标路径": TOTAL}, "a grey column was changed"),
        ({ACT: "接受", "校验": None}, "a grey column was changed"),
    ],
)
def test_a_row_that_cannot_be_used_keeps_everything_from_being_done(
    store, desk, reviews, book, fields, words
):
    store.save(plain_case().record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.put("核对", 2, **fields)
    sheets.put("核对", 3, **{ACT: "接受"})
    done = bring_in(read(sheets.save()), desk)
    (outcome,) = done.outcomes
    assert (outcome.sheet, outcome.row, outcome.result) == ("核对", 2, "invalid")
    assert words in outcome.message
    assert entries(reviews) == 0


@pytest.mark.parametrize("typed", ["=3+1", "#REF!", "#N/A"])
@pytest.mark.parametrize("act", ["接受", "更正", "空白", "报告自身有误", None])
def test_a_new_value_that_cannot_be_read_is_not_taken_for_none(store, desk, reviews, book, act, typed):
    store.save(plain_case(total=6).record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.cell(TOTAL, act, **{VALUE: typed})
    sheets.book["核对"]["T2"] = "=1"  # A note beside the table may be anything.
    (outcome,) = bring_in(read(sheets.save()), desk).outcomes
    assert (outcome.result, outcome.row) == ("invalid", sheets.row_of(TOTAL))
    assert f"新值 is {typed}, which is no number" in outcome.message
    assert entries(reviews) == 0


def test_what_is_chosen_by_a_formula_that_nobody_calculated_is_told(store, desk, book):
    store.save(plain_case().record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.put("核对", 2, **{ACT: '="接受"'})
    sheets.put("报告", 2, **{SIGN: "#NAME?"})
    told = [each.message for each in read(sheets.save()).problems]
    assert ["""签核 is '#NAME?'""" in told[0], """处理 is '="接受"'""" in told[1]] == [True, True]


def test_a_formula_with_what_it_comes_to_is_a_figure(store, desk, book):
    """As Excel keeps it; an empty text is none."""
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.put("核对", 2, **{ACT: "更正", VALUE: "=3+1"})
    sheets.put("核对", 3, **{ACT: "接受", VALUE: "=T1"})
    sheets.save()
    within(book, b"<f>3+1</f><v></v>", b"<f>3+1</f><v>4</v>")
    within(book, b"<f>T1</f><v></v>", b"<f>T1</f><v></v>", b' t="str"')
    assert results(bring_in(read(book), desk)) == ["done", "done"]
    assert desk.case(PATH).state.cells[case.doubted[0]] == 4


def within(book: Path, old: bytes, new: bytes, kind: bytes = b"") -> None:
    """Replace the content of a cell, and say of which *kind* it is."""
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(book, "w") as archive:
        for name, data in parts.items():
            at = data.find(b">" + old)
            changed = data if at < 0 else data[:at] + kind + b">" + new + data[at + 1 + len(old) :]
            archive.writestr(name, changed)


@pytest.mark.parametrize("act", ["接受", "报告自身有误"])
def test_a_cell_that_nobody_read_cannot_stand_as_it_is(store, desk, book, act):
    case = plain_case()
    read_as = Case(case.form, case.truth, {**case.read, case.doubted[0]: None}, case.doubted)
    store.save(read_as.record(), "offline")
    export(desk, book)
    done = bring_in(read(filled(book, {case.doubted[0]: act})), desk)
    assert results(done) == ["invalid"]
    assert "was not read" in done.outcomes[0].message
    assert bring_in(read(filled(book, {case.doubted[0]: "空白"})), desk).clean


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({SIGN: "是"}, "it may be 签核"),
        ({SIGN: SIGN, "修订号": "1"}, "a grey column was changed"),
        ({"sha256": "0"}, "a grey column was changed"),
    ],
)
def test_a_report_whose_row_cannot_be_used(store, desk, reviews, book, fields, words):
    store.save(plain_case().record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.put("报告", 2, **fields)
    sheets.put("核对", 2, **{ACT: "接受"})
    done = bring_in(read(sheets.save()), desk)
    assert [(each.sheet, each.row, each.result) for each in done.outcomes] == [
        ("报告", 2, "invalid"),
        ("核对", 2, "invalid"),
    ]
    assert words in done.outcomes[0].message
    assert entries(reviews) == 0


def test_rows_that_were_copied_and_rows_of_no_report_are_told(store, desk, book):
    store.save(plain_case().record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.put("核对", 2, **{ACT: "接受"})
    sheet = sheets.book["核对"]
    sheet.append([cell.value for cell in sheet[2]])
    sheets.book["报告"].append([cell.value for cell in sheets.book["报告"][2]])
    problems = read(sheets.save()).problems
    assert [(each.sheet, each.row) for each in problems] == [("报告", 3), ("核对", 4)]
    assert all("row 2" in each.message for each in problems)
    sheets.book["报告"].delete_rows(2, 2)
    assert "is not in the sheet 报告" in read(sheets.save()).problems[0].message


def test_what_is_no_workbook_of_the_queue_is_refused(store, desk, book, tmp_path):
    text = tmp_path / "a.xlsx"
    text.write_text("…", encoding="utf-8")
    store.save(plain_case().record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.book["核对"].delete_cols(12)
    sheets.save()
    with pytest.raises(WorkbookError, match="单位 is missing"):
        read(book)
    export(desk, book)
    sheets = Sheets(book)  # As older versions wrote it.
    sheets.book["核对"].delete_cols(15)
    sheets.save()
    with pytest.raises(WorkbookError, match=r"sha256 is missing.*exported again"):
        read(book)
    del sheets.book["核对"]
    sheets.save()
    with pytest.raises(WorkbookError, match="no sheet 核对"):
        read(book)
    with pytest.raises(WorkbookError, match="cannot be read as a workbook"):
        read(text)


@pytest.mark.parametrize("far", ["XFD3000", "XFD1048576"])
def test_a_stray_cell_far_away_takes_no_memory(store, desk, book, far):
    store.save(plain_case().record(), "offline")
    export(desk, book)
    sheets = Sheets(book)
    sheets.book["核对"][far] = " "
    with pytest.raises(WorkbookError, match="far away from the table"):
        read(sheets.save())


def test_notes_beside_and_below_the_table_do_no_harm(store, desk, book):
    case = plain_case()
    store.save(case.record(), "offline")
    export(desk, book)
    filled(book, {case.doubted[0]: "接受"})
    sheets = Sheets(book)
    sheets.book["核对"]["T2"] = "李：看过了"
    for name in ("核对", "报告"):
        sheets.book[name]["T90"] = "合计"
    assert results(bring_in(read(sheets.save()), desk)) == ["done"]


def test_a_file_that_claims_to_be_huge_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "big.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 5_000)
    monkeypatch.setattr(bounds, "MAX_UNPACKED", 4_000)
    with pytest.raises(WorkbookError, match="larger than any queue"):
        read(path)
