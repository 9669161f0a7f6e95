"""An inspection says what a record says, and more: places, suggestions, both languages; and it never fails."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from pipeline_support import REPORTS, anchors, document, offline, report

from crossfoot.checks import LANGUAGES
from crossfoot.pipeline import inspect as module
from crossfoot.pipeline.inspect import REFUSALS, inspect, inspect_document, inspect_record

CJK = re.compile("[\u4e00-\u9fff]")
WRONG = [path for path in REPORTS if offline(path).status == "source_error"]
IN_EVERY_REPORT = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name[:2])


@IN_EVERY_REPORT
def test_the_record_is_that_of_extract(path):
    assert inspect(path).record == offline(path)


@IN_EVERY_REPORT
def test_findings_are_those_of_the_record_with_both_languages(path):
    found = inspect(path)
    told = [
        (f.rule, f.verdict, f.severity, f.cells, f.left, f.right, f.message["zh"]) for f in found.findings
    ]
    kept = [
        (f.rule, f.verdict, f.severity, f.cells, f.left, f.right, f.message) for f in found.record.findings
    ]
    assert told == kept
    assert all(set(f.message) == set(LANGUAGES) for f in found.findings)


@IN_EVERY_REPORT
def test_spans_lie_in_the_text_and_doubts_are_the_cells_without_a_place(path):
    found = inspect(path)
    for item in found.evidence.values():
        if item.span is not None:
            assert found.text[slice(*item.span)] == item.print
    assert set(found.evidence) == set(found.form.cells)
    if found.record.status in ("verified", "source_error"):
        assert not found.doubtful
    else:
        assert found.doubtful or found.leftovers


def test_a_sentence_is_in_the_language_asked_for():
    path = report(40)
    assert CJK.search(inspect(path).record.reason)
    english = inspect(path, "en").record
    assert english.reason.endswith("the report itself is wrong")
    assert all("table" in finding.message for finding in english.findings if finding.verdict == "fail")


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.name[:2])
def test_each_failing_sum_is_in_one_part_and_a_correction_makes_it_hold(path):
    found = inspect(path)
    failing = [f.rule for f in found.findings if f.verdict == "fail" and f.severity == "error"]
    assert sorted(rule for part in found.localisations for rule in part.rules) == sorted(failing)
    for part in found.localisations:
        for correction in part.corrections:
            cells = found.record.cells | {change.cell: change.corrected for change in correction.changes}
            again = inspect_record(found.record.model_copy(update={"cells": cells}))
            still = {f.rule for f in again.findings if f.verdict == "fail"}
            assert still.isdisjoint(part.rules)


# -- records without their document ----------------------------------------------------------------------------------


@IN_EVERY_REPORT
def test_a_record_alone_gives_the_same_sums_and_suggestions(path):
    whole, alone = inspect(path), inspect_record(offline(path))
    assert alone.text is None
    assert alone.evidence == {}
    assert alone.form is whole.form
    assert alone.localisations == whole.localisations
    assert alone.deduced == whole.deduced
    assert alone.sound == whole.sound
    assert {f.rule for f in alone.findings} == {f.rule for f in whole.findings}
    assert alone.doubtful >= whole.doubtful & {p for p, v in whole.record.cells.items() if v is None}


# -- bad input -------------------------------------------------------------------------------------------------------

BAD = {
    "empty": b"",
    "not_text": bytes(range(256)) * 40,
    "unsupported_format": b"Rar!\x1a\x07\x01\0" + bytes(500),
    "not_a_report": "今天天气很好。".encode() * 50,
    "no_tables": "松坪县2023年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n见附件。\n".encode(),
}


@pytest.mark.parametrize("code", BAD)
def test_bad_input_is_a_failed_record_in_either_language(tmp_path, code):
    path = tmp_path / "坏.txt"
    path.write_bytes(BAD[code])
    chinese, english = inspect(path, "zh"), inspect(path, "en")
    for found in (chinese, english):
        assert found.record.status == "failed"
        assert found.record.error.type == code
        assert found.record.reason == found.record.error.message
        assert not found.sound
        assert (found.form, found.text, found.findings) == (None, None, ())
    assert chinese.record.reason == f"{path}：{REFUSALS[code]}"
    assert english.record.reason == offline(path).reason


@pytest.mark.parametrize("make", ["folder", "nothing"])
def test_what_is_no_file_is_unreadable(tmp_path, make):
    path = tmp_path / "x"
    if make == "folder":
        path.mkdir()
    assert inspect(path).record.error.type == "unreadable"


def test_a_file_may_be_too_large():
    assert inspect(report(3), max_bytes=100).record.error.type == "too_large"


def test_a_fault_of_the_program_is_told_on_the_document(monkeypatch):
    def fail(_document):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(module, "prepare", fail)
    for language in LANGUAGES:
        record = inspect(report(3), language).record
        assert record.error.type == "unexpected"
        assert "out of luck" in record.reason


def test_a_refused_record_is_told_in_chinese_too(tmp_path):
    (tmp_path / "x.txt").touch()
    record = offline(tmp_path / "x.txt")
    assert inspect_record(record).record.reason.endswith(REFUSALS["empty"])
    assert inspect_record(record, "en").record == record
    unknown = record.model_copy(
        update={"error": record.error.model_copy(update={"type": "from_another_version"})}
    )
    assert inspect_record(unknown).record == unknown


def codes_in_the_sources() -> set[str]:
    """Every error code that a record can carry: where errors are made, and the names of the model's errors."""
    from crossfoot.readers.model.errors import ModelError

    found = {each.__name__ for each in [ModelError, *_all_below(ModelError)]}
    for path in Path(str(files("crossfoot"))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                places = {"DocumentError": 0, "LayoutError": 0, "Lost": 0, "failed_record": 1, "failure": 1}
                place = places.get(node.func.id)
                if (
                    place is not None
                    and len(node.args) > place
                    and isinstance(node.args[place], ast.Constant)
                ):
                    found.add(node.args[place].value)
    return found


def _all_below(cls):
    return [each for direct in cls.__subclasses__() for each in (direct, *_all_below(direct))]


def test_every_error_code_has_a_chinese_sentence_that_says_what_to_do():
    codes = codes_in_the_sources()
    assert {"empty", "no_tables", "unexpected", "ProviderUnreachable"} <= codes
    assert codes == set(REFUSALS)
    for sentence in REFUSALS.values():
        assert "请" in sentence
        assert CJK.search(sentence)


def test_a_document_needs_no_file():
    path = report(40)
    assert inspect_document(document(path)).record == offline(path)
    assert inspect_document(document(path)).leftovers == anchors(path).leftovers
