"""The record without a model, the rules over a record, and which files a command means."""

from pathlib import Path

import pytest
from pipeline_support import REPORTS, gold, gold_file, offline, report, run, wrong_cells

from crossfoot.documents import Document, read
from crossfoot.pipeline import PipelineError, discover, examine, examine_document, recheck

IN_EVERY_REPORT = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name[:2])
SETTLED = [path for path in REPORTS if gold_file(path)["expected_status"] in {"verified", "source_error"}]


def of_rules(record):
    """The findings of the cross-sums, without those on the print."""
    return tuple(f for f in record.findings if f.rule.split(".")[0] not in {"print", "reading"})


# -- examine ---------------------------------------------------------------------------------------------------------


@IN_EVERY_REPORT
def test_what_is_settled_offline_is_right(path):
    record = offline(path)
    assert record.status != "failed"
    if record.status != "needs_review":
        assert wrong_cells(path, record) == {}
        assert record.status == gold_file(path)["expected_status"]


@IN_EVERY_REPORT
def test_the_form_is_told_by_the_labels(path):
    assert offline(path).form == gold_file(path)["form"]


@IN_EVERY_REPORT
def test_a_record_has_every_field_of_its_form(path):
    record = offline(path)
    assert set(gold(path).form.fields) <= set(record.cells)
    assert record.reading.reader == "offline"
    assert record.reading.calls == record.reading.rounds == 0
    assert record.reading.model is record.reading.prompt is record.error is None
    assert record.reason


def test_most_reports_are_settled_offline():
    assert sum(offline(path).status in {"verified", "source_error"} for path in REPORTS) >= 38


@IN_EVERY_REPORT
def test_a_report_in_doubt_names_its_cells(path):
    record = offline(path)
    if record.status == "needs_review":
        assert any(f.verdict == "fail" and f.cells for f in record.findings)


def test_the_same_file_gives_the_same_record_by_every_way(store):
    path = report(3)
    one = examine(path)
    assert examine_document(read(path)) == one
    assert run([path], store).record == one


def test_a_document_needs_no_file():
    found = read(report(3))
    text = Document(
        text=found.text, grids=(), media_type="text/plain", encoding=None, sha256="0" * 64, name="memory"
    )
    record = examine_document(text)
    assert record.status == "verified"
    assert record.document.path == "memory"
    assert record.document.sha256 == "0" * 64


def test_a_file_that_is_too_large_is_not_read():
    assert examine(report(3), max_bytes=100).error.type == "too_large"


# -- recheck ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SETTLED, ids=lambda path: path.name[:2])
def test_the_rules_over_a_record_find_what_its_reading_found(path):
    record = offline(path)
    if record.status == "needs_review":
        pytest.skip("not settled offline")
    assert tuple(f for f in recheck(record) if not f.rule.startswith("print.")) == of_rules(record)


def test_a_cell_without_a_place_is_not_taken_for_a_blank():
    """The cut-off edge of report 15: the document breaks no sum, so its record must not either."""
    record = offline(report(15))
    assert record.status == "needs_review"
    failing = {finding.rule for finding in recheck(record) if finding.verdict == "fail"}
    assert failing == {finding.rule for finding in record.findings if finding.verdict == "fail"}


def test_a_record_without_a_form_breaks_no_rule(tmp_path):
    (tmp_path / "empty.txt").touch()
    assert recheck(examine(tmp_path / "empty.txt")) == ()


def edited(record, **changes):
    return record.model_copy(update={"cells": {**record.cells, **changes}})


@pytest.mark.parametrize("number", [1, 3, 9, 17, 30])
def test_a_changed_cell_breaks_the_sums_that_it_stands_in(number):
    record = offline(report(number))
    cell = "requests.granted.natural_person"
    failing = [f for f in recheck(edited(record, **{cell: record.cells[cell] + 1})) if f.verdict == "fail"]
    assert failing
    # Where the row's total is blank, it is deduced, and carries the change into its column.
    assert all({cell, "requests.granted.total"} & set(finding.cells) for finding in failing)
    assert all(abs(finding.left - finding.right) == 1 for finding in failing)


@pytest.mark.parametrize(
    "cell",
    ["requests.outcome_total.natural_person", "review.reconsideration.total", "requests.received.business"],
)
@pytest.mark.parametrize("number", [3, 4])
def test_the_break_is_found_wherever_the_cell_stands(number, cell):
    record = offline(report(number))
    failing = {
        f.rule for f in recheck(edited(record, **{cell: record.cells[cell] + 5})) if f.verdict == "fail"
    }
    assert failing
    assert failing == {f.rule for f in recheck(record) if cell in f.cells} | failing


def test_a_correction_of_an_error_of_the_report_breaks_nothing():
    record = examine(report(40))
    failing = {f.rule for f in recheck(record) if f.verdict == "fail"}
    assert failing == {"requests.row.received", "requests.balance.total"}
    assert not [f for f in recheck(edited(record, **{"requests.received.total": 211})) if f.verdict == "fail"]


def test_table_two_stands_in_no_sum():
    record = examine(report(3))
    assert recheck(edited(record, **{"disclosure.penalties.decisions": 1})) == recheck(record)


def test_a_total_that_is_taken_away_is_deduced():
    record = examine(report(3))
    cell = "requests.granted.total"
    findings = recheck(edited(record, **{cell: None}))
    assert not [f for f in findings if f.verdict == "fail"]
    (deduced,) = (f for f in findings if f.verdict == "deduced")
    assert cell in deduced.cells
    assert record.cells[cell] in (deduced.left, deduced.right)


def test_empty_rows_cannot_be_tested():
    record = examine(report(3))
    blank = {cell: None for cell in record.cells if cell.startswith("review.")}
    found = [f for f in recheck(edited(record, **blank)) if "review." in "".join(f.cells)]
    assert {f.verdict for f in found} == {"untestable"}


def test_the_language_of_the_messages_can_be_chosen():
    record = examine(report(40))
    zh = next(f for f in recheck(record) if f.verdict == "fail")
    en = next(f for f in recheck(record, "en") if f.verdict == "fail")
    assert "总计" in zh.message
    assert "印为" in zh.message
    assert "印为" not in en.message
    assert en.model_copy(update={"message": zh.message}) == zh


# -- discover --------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    def make(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x", encoding="utf-8")
        return tmp_path

    return make


def names(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_files_are_found_in_natural_order(folder):
    root = folder("报告10.txt", "报告2.txt", "报告1.txt", "b.html", "a.html")
    assert names(discover([root]), root) == ["a.html", "b.html", "报告1.txt", "报告2.txt", "报告10.txt"]


def test_years_and_numbers_in_names_of_folders_are_in_natural_order(folder):
    root = folder("2023/2.txt", "2023/10.txt", "2019/1.txt", "100/1.txt")
    assert names(discover([root]), root) == ["100/1.txt", "2019/1.txt", "2023/2.txt", "2023/10.txt"]


@pytest.mark.parametrize("digits", ["²", "①", "٣", "９", "1" * 40, "00012", "1²3"])
def test_odd_digits_in_names_are_no_stumbling_block(digits, folder):
    root = folder(f"报告{digits}.txt", "报告2.txt", "报告一.txt")
    assert len(discover([root])) == 3


def test_what_is_hidden_or_part_of_a_saved_page_is_left_out(folder):
    root = folder(
        "报告.html", ".git/config.txt", ".报告.txt", "~$报告.txt", "报告_files/a.html", "页.files/b.htm",
        "style.css", "x.js", "out.jsonl", "crossfoot.db", "crossfoot.db-wal", "结果.csv", "Thumbs.JSON",
    )  # fmt: skip
    assert names(discover([root]), root) == ["报告.html"]


@pytest.mark.parametrize("name", ["①", "²", "1²3"])
def test_odd_digits_in_names_of_folders_are_no_stumbling_block(name, folder):
    root = folder(f"{name}/报告.txt", "2/报告.txt")
    assert len(discover([root])) == 2


def test_files_of_any_other_name_are_looked_into(folder):
    root = folder("无后缀", "a.TXT", "b.shtml", "c.doc", "d.pdf", "e.xyz")
    assert len(discover([root])) == 6


def test_a_file_that_is_named_is_always_taken(folder):
    root = folder("x.json", ".hidden.txt", "页_files/a.html")
    wanted = [root / "x.json", root / ".hidden.txt", root / "页_files" / "a.html"]
    assert discover(wanted) == wanted


def test_a_saved_pages_folder_that_is_named_is_looked_into(folder):
    root = folder("页_files/a.html")
    assert names(discover([root / "页_files"]), root) == ["页_files/a.html"]


def test_a_path_that_is_not_there_is_told(folder):
    root = folder("a.txt")
    with pytest.raises(PipelineError, match="no such file or folder") as caught:
        discover([root / "a.txt", root / "b.txt"])
    assert "b.txt" in str(caught.value)


def test_each_file_is_taken_once(folder):
    root = folder("a.txt", "b/c.txt")
    assert names(discover([root, root / "a.txt", root / "b", root]), root) == ["a.txt", "b/c.txt"]


def test_each_file_is_taken_once_however_its_folder_is_written(folder, monkeypatch):
    root = folder("a.txt", "b/c.txt")
    monkeypatch.chdir(root)
    assert [path.resolve() for path in discover([Path(), root])] == [root / "a.txt", root / "b" / "c.txt"]


def test_a_file_named_again_keeps_its_first_place(folder, monkeypatch):
    root = folder("a.txt", "b.txt")
    monkeypatch.chdir(root)
    assert discover([Path("a.txt"), Path("b.txt"), root / "a.txt"]) == [Path("a.txt"), Path("b.txt")]


def test_the_order_of_the_arguments_is_kept(folder):
    root = folder("2.txt", "1.txt")
    assert names(discover([root / "2.txt", root / "1.txt"]), root) == ["2.txt", "1.txt"]


def test_a_dangling_link_is_a_document_that_cannot_be_read(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "nowhere")
    assert discover([link]) == [link]
    assert discover([tmp_path]) == [link]


def test_folders_that_link_to_themselves_come_to_an_end(folder):
    root = folder("a.txt")
    (root / "again").symlink_to(root)
    assert names(discover([root]), root) == ["a.txt"]
