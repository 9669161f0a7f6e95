"""What is told of a report: the sums that fail, what may be wrong, what cannot be verified, what looks odd."""

import json
import re
from dataclasses import replace

import pytest
from report_drafts import figures, inspected

from crossfoot.checks import LANGUAGES, Change, Correction, Localisation, load_rules
from crossfoot.forms import forms
from crossfoot.pipeline.inspect import inspect, inspect_record
from crossfoot.report import account_of, as_data, text_lines
from crossfoot.report.telling import OPTIONS

FIGURES = figures()
TOTAL = "review.reconsideration.total"
GROUP = [f"review.reconsideration.{outcome}" for outcome in ("upheld", "corrected", "other", "pending")]
ROW = "requests.granted.total"
CJK = re.compile("[\u4e00-\u9fff]")


def told(changes=None, language="zh", **page):
    return account_of(inspected(changes, language, **page))


def lines(changes=None, language="zh", **page):
    return list(text_lines(told(changes, language, **page)))


def group(*outcomes, total):
    return {**dict(zip(GROUP, outcomes, strict=True)), TOTAL: total}


# -- in order --------------------------------------------------------------------------------------------------------


def test_a_report_in_order_takes_one_line():
    assert lines() == ["可以核实  draft.html"]
    assert lines(language="en") == ["in order  draft.html"]


# -- sums ------------------------------------------------------------------------------------------------------------


def test_a_failing_sum_is_told_with_its_numbers_difference_and_lines():
    out = lines(group(8, 1, 0, 0, total=0))
    assert out[0] == "报告自身有误  draft.html"
    assert out[2] == "  1. 第四部分“行政复议”：四种结果之和为 9，总计印为 0"
    line = told(group(8, 1, 0, 0, total=0)).line(TOTAL)
    assert out[3] == f"     结果维持 8 + 结果纠正 1 = 9 ≠ 总计 0  (相差 9)  [原文第 {line} 行]"


def test_the_line_is_that_of_the_figure_in_the_text():
    found = told({ROW: 4321})
    text = found.inspection.text.split("\n")
    assert "4321" in text[found.line(ROW) - 1]


def test_sums_are_numbered_through_and_grouped_where_they_share_cells():
    found = told({**group(8, 1, 0, 0, total=0), ROW: 99})
    assert [each.number for each in found.sums] == [1, 2, 3]
    assert [[each.rule for each in part.sums] for part in found.parts] == [
        ["requests.row.granted", "requests.column.total"],
        ["review.group.reconsideration"],
    ]
    assert found.parts[0].advice.about == "建议核对（针对第 1–2 项）"
    assert found.parts[1].advice.about == "建议核对（针对第 3 项）"


def test_a_deduced_total_is_told_as_deduced():
    """The row's total is blank, so the column of totals is tested with what its addends give."""
    found = told({"requests.granted.total": None, "requests.outcome_total.total": 9999})
    (column,) = [each for each in found.sums if each.rule == "requests.column.total"]
    addend = next(item for item in column.equation if getattr(item, "cell", "") == "requests.granted.total")
    assert addend.value == f"{FIGURES['requests.granted.total']}（原文空白，推算）"


@pytest.mark.parametrize("printed", forms(), ids=lambda each: f"{each.id}_{each.divided}")
def test_every_rule_has_its_message_in_both_languages(printed):
    for rule in load_rules(printed):
        assert set(rule.message) == set(LANGUAGES)
        assert CJK.search(rule.message["zh"])
        assert re.search("[a-z]{4}", rule.message["en"])
        assert all("{left}" in said and "{right}" in said for said in rule.message.values())


def test_english_has_chinese_only_where_the_form_is_quoted():
    changes = {**group(3, 0, 2, 0, total=6), "requests.not_processed.repeated.business": "约两件"}
    for line in lines(changes, "en", narrative="本年未收到申请。"):
        unquoted = re.sub(r"“.*?”(?=[^”]|$)", "", line)
        words = re.sub(
            r"[\u4e00-\u9fff（）〔〕]+(?= \d)", "", unquoted
        )  # the names of figures in an equation
        assert not CJK.search(words), line


# -- suggestions -----------------------------------------------------------------------------------------------------


def advice(changes, language="zh"):
    (part,) = told(changes, language).parts
    return part.advice


def test_the_only_smallest_correction_is_called_so():
    out = lines(group(8, 1, 0, 0, total=0))
    line = told(group(8, 1, 0, 0, total=0)).line(TOTAL)
    assert f"  建议核对：第四部分“行政复议”组“总计”列 由 0 改为 9（唯一）  [原文第 {line} 行]" in out
    english = lines(group(8, 1, 0, 0, total=0), "en")
    assert any("column “总计”: 0 → 9 (the only smallest correction)" in each for each in english)


def test_ties_are_listed_most_plausible_first_and_cut_short():
    found = advice(group(3, 0, 2, 0, total=6))
    assert len(found.options) == OPTIONS
    assert found.lead == "改动最少的办法有 5 种，较像笔误的在前："
    assert found.tail == "……等 5 种可能"
    out = lines(group(3, 0, 2, 0, total=6))
    assert sum(each.startswith("      - 第四部分") for each in out) == OPTIONS
    assert not any("唯一" in each for each in out)


def test_a_blank_is_no_zero_in_a_suggestion():
    changes = group(None, 1, None, None, total=5)
    options = [option.words for option in advice(changes).options]
    assert "第四部分“行政复议”组“尚未审结”列 由 空白 改为 4" in options


def several_errors(count):
    """Details changed in rows and columns of their own: each breaks two sums that no other touches."""
    rows = [
        "granted",
        "partly_granted",
        "denied.state_secret",
        "unavailable.not_held",
        "not_processed.petition",
    ]
    columns = ["natural_person", "business", "research_institution", "legal_service", "other_organization"]
    paths = [f"requests.{row}.{column}" for row, column in zip(rows, columns, strict=True)][:count]
    return {path: FIGURES[path] + 30 + 7 * place for place, path in enumerate(paths)}


def test_what_is_not_proven_to_be_the_smallest_is_said():
    found = advice(several_errors(4))
    assert len(found.options[0].moves) == 4
    assert "未能证明改动最少" in found.tail
    assert "唯一" not in found.tail
    assert "not proven" in advice(several_errors(4), "en").tail


def test_where_no_correction_is_found_the_crossing_figures_are_named():
    rule = "requests.row.granted"
    inspection = inspected({ROW: 99})
    (found,) = inspection.localisations
    none = Localisation(found.rules, (), ("requests.granted.total", "requests.granted.business"), exact=False)
    (part,) = account_of(_with(inspection, none)).parts
    assert rule in [each.rule for each in part.sums]
    assert part.advice.options == ()
    assert part.advice.lead.startswith(
        "找不到少数几格的改动能使等式成立，请从等式交叉处查起：第三部分“（一）予以公开”行"
    )
    (bare,) = account_of(_with(inspection, Localisation(found.rules, (), (), exact=False))).parts
    assert bare.advice.lead == "找不到少数几格的改动能使等式成立，请逐格核对"


def test_cells_that_change_together_are_told_together():
    inspection = inspected({ROW: 99})
    (found,) = inspection.localisations
    both = Correction((Change("requests.granted.business", 1, 2), Change(ROW, 99, 3)), 2.0)
    (part,) = account_of(_with(inspection, Localisation(found.rules, (both,), (), exact=True))).parts
    (option,) = part.advice.options
    assert "由 1 改为 2，同时 第三部分“（一）予以公开”行“总计”列 由 99 改为 3" in option.words


def _with(inspection, *localisations):
    return replace(inspection, localisations=localisations)


# -- what cannot be verified, and what looks odd ---------------------------------------------------------------------


def test_an_unreadable_figure_is_a_problem_with_its_place_and_a_hint():
    found = told({"requests.not_processed.repeated.business": "-3"})
    (problem,) = [note for note in found.problems if note.rule == "print.unreadable"]
    assert problem.words.startswith("第三部分“2.重复申请”行“商业企业”列：")
    assert problem.line == found.line("requests.not_processed.repeated.business")
    assert any("整数" in hint for hint in found.hints)


def test_a_failing_sum_beside_an_unreadable_part_has_a_suggestion_too():
    found = told({**group(8, 1, 0, 0, total=0), "requests.not_processed.repeated.business": "-3"})
    assert found.status == "needs_review"
    (part,) = found.parts
    assert part.advice.options[0].words == "第四部分“行政复议”组“总计”列 由 0 改为 9"


def test_a_warning_changes_no_status():
    found = told(narrative="本年新收政府信息公开申请9999件。")
    assert found.status == "verified"
    assert found.inspection.sound
    (warning,) = found.warnings
    assert "9999" in warning.words
    assert warning.where == f"原文第 {warning.line} 行"
    assert "9999" in found.inspection.text.split("\n")[warning.line - 1]
    assert any(each.startswith("  提醒：") for each in text_lines(found))


def test_a_report_that_cannot_be_read_says_what_to_do_once(tmp_path):
    (tmp_path / "空.txt").touch()
    found = account_of(inspect(tmp_path / "空.txt"))
    assert found.headline == "无法读取"
    assert found.summary.startswith("文件里没有文字。")
    assert "空.txt" not in found.summary
    assert "is empty" in account_of(inspect(tmp_path / "空.txt", "en")).summary


# -- results without their document ----------------------------------------------------------------------------------


def test_a_record_is_told_like_its_document_but_for_the_lines():
    document = inspected({**group(8, 1, 0, 0, total=0), ROW: 99})
    record = inspect_record(document.record)
    for here, there in zip(account_of(record).parts, account_of(document).parts, strict=True):
        assert [each.rule for each in here.sums] == [each.rule for each in there.sums]
        assert [option.words for option in here.advice.options] == [
            option.words for option in there.advice.options
        ]
        assert all(each.where == "" for each in here.sums)


def test_a_record_whose_figures_were_edited_is_not_called_in_order():
    record = inspected().record
    edited = record.model_copy(update={"cells": {**record.cells, TOTAL: 77}})
    found = account_of(inspect_record(edited))
    assert (found.status, found.headline) == ("changed", "勾稽关系不成立")
    assert not found.inspection.sound


# -- data ------------------------------------------------------------------------------------------------------------


def test_data_has_every_tie_and_the_lines_of_the_failing_cells():
    inspection = inspected(group(3, 0, 2, 0, total=6))
    data = json.loads(json.dumps(as_data(inspection)))
    (suggestion,) = data["suggestions"]
    assert suggestion["rules"] == ["review.group.reconsideration"]
    assert suggestion["exact"] is True
    assert len(suggestion["corrections"]) == 5
    assert {
        "cell": TOTAL,
        "label": "第四部分“行政复议”组“总计”列",
        "printed": 6,
        "corrected": 5,
    } in [change for correction in suggestion["corrections"] for change in correction]
    assert data["suspects"] == sorted([*GROUP, TOTAL])
    assert set(data["lines"]) == {*GROUP, TOTAL}
    assert data["findings"] == [finding.model_dump(mode="json") for finding in inspection.record.findings]


def test_data_of_a_refusal_has_every_key(tmp_path):
    (tmp_path / "x.txt").touch()
    data = as_data(inspect(tmp_path / "x.txt"))
    assert data["status"] == "failed"
    assert data["error"]["type"] == "empty"
    assert data["suggestions"] == data["suspects"] == []
    assert data["lines"] == {}
    assert set(data) == set(as_data(inspected()))
