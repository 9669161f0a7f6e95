"""The decision table, on anchors made by hand."""

import random
from dataclasses import replace

import pytest
from flattenings import figures

from crossfoot.checks import Agreement, load_rules, verify, weigh
from crossfoot.forms import Reading, form
from crossfoot.layout import Anchors, Place, RowPlace, Standing

FORM = form("2021")
PATH = "requests.granted.business"
ROW = "requests.granted"


def anchored(cells):
    """A text with one figure after another, and anchors that place every one."""
    text, places, rows = "", {}, {}
    for row in FORM.rows:
        label = (len(text), len(text) + len(row.label))
        text += row.label + "\n"
        spans = []
        for cell in row.cells:
            value = cells[cell.path]
            shown = "" if value is None else f"{value}元" if cell.kind == "yuan" else str(value)
            if value is None:
                places[cell.path] = Place(Standing.BLANK)
            else:
                spans.append((len(text), len(text) + len(shown)))
                places[cell.path] = Place(Standing.PRINTED, spans[-1])
            text += shown + "\t"
        rows[row.path] = RowPlace(label, tuple(spans))
        text += "\n"
    return text, Anchors(FORM, places, rows)


def loosened(anchors, row, standing=Standing.LOOSE):
    places = {
        path: Place(standing, why="for the test") if FORM.cells[path].row == row else place
        for path, place in anchors.places.items()
    }
    rows = {path: place for path, place in anchors.rows.items() if standing is Standing.LOOSE or path != row}
    return replace(anchors, places=places, rows=rows)


@pytest.fixture
def gold():
    return figures(FORM, random.Random(9), 0.3)


def judge(cells, printed=None, change=lambda anchors: anchors, unread=()):
    text, anchors = anchored(cells if printed is None else printed)
    read = {path: value for path, value in cells.items() if path not in unread}
    reading = Reading(FORM, read, dict.fromkeys(unread, "for the test"), reader="model")
    return verify(change(anchors), reading, text)


def suspects(verdict):
    return {suspect.cell for suspect in verdict.suspects}


def test_all_agree_and_the_sums_hold(gold):
    verdict = judge(gold)
    assert verdict.decision == "verified"
    assert verdict.reason
    assert verdict.suspects == verdict.failed == verdict.localisations == ()
    assert {item.agreement for item in verdict.evidence.values()} == {Agreement.AGREES}
    assert set(verdict.evidence) == set(FORM.cells)


def test_all_agree_and_a_sum_fails(gold):
    gold |= {PATH: (gold[PATH] or 0) + 5}
    verdict = judge(gold)
    assert verdict.decision == "source_error"
    assert verdict.suspects == ()
    (found,) = verdict.localisations
    (change,) = found.unique.changes
    assert (change.cell, change.corrected) == (PATH, gold[PATH] - 5)
    assert {rule.id for rule in verdict.failed} >= {"requests.row.granted", "requests.column.business"}
    assert {f.rule for f in verdict.findings if f.verdict == "fail"} == {rule.id for rule in verdict.failed}


def test_the_district_that_prints_ten_and_one_and_a_total_of_zero(gold):
    base = "review.reconsideration."
    gold |= {
        base + "upheld": 10,
        base + "corrected": 1,
        base + "other": 0,
        base + "pending": 0,
        base + "total": 0,
    }
    verdict = judge(gold)
    assert verdict.decision == "source_error"
    assert "11" in verdict.reason["zh"]
    assert verdict.suspects == ()


@pytest.mark.parametrize("wrong", [0, 77777, None])
def test_a_cell_that_differs_is_asked_for_again(gold, wrong):
    printed = gold | {PATH: 41}
    verdict = judge(printed | {PATH: wrong}, printed)
    assert verdict.decision == "ask_again"
    assert suspects(verdict) == {PATH}
    assert verdict.evidence[PATH].agreement is Agreement.DIFFERS
    assert verdict.evidence[PATH].print == "41"
    assert "予以公开" in verdict.reason["zh"]


def test_a_value_where_nothing_is_printed_differs(gold):
    printed = gold | {PATH: None}
    verdict = judge(printed | {PATH: 0}, printed)
    assert verdict.decision == "ask_again"
    assert suspects(verdict) == {PATH}


def test_a_cell_without_an_answer_is_never_verified(gold):
    for path in (PATH, "disclosure.fees.amount_yuan", "review.direct_litigation.total"):
        verdict = judge(gold, unread=[path])
        assert verdict.decision == "ask_again"
        assert suspects(verdict) == {path}


def test_an_empty_reading_is_never_verified(gold):
    assert judge(dict.fromkeys(gold), gold).decision == "ask_again"
    assert judge({}, gold).decision == "ask_again"


def test_columns_that_cannot_be_known(gold):
    verdict = judge(gold, change=lambda anchors: loosened(anchors, ROW))
    assert verdict.decision == "needs_review"
    assert "列" in verdict.reason["zh"]
    assert {p for p, e in verdict.evidence.items() if e.agreement is Agreement.ROW_ONLY} == {
        cell.path for cell in FORM.row_of[ROW].cells
    }


def test_figures_that_are_not_in_a_loose_row_differ(gold):
    printed = gold | {PATH: 41}
    verdict = judge(printed | {PATH: 14}, printed, lambda anchors: loosened(anchors, ROW))
    assert verdict.decision == "ask_again"
    assert PATH in suspects(verdict)


def test_a_row_that_was_not_found(gold):
    for wrong in ({}, {PATH: 3}):
        verdict = judge(gold | wrong, change=lambda anchors: loosened(anchors, ROW, Standing.MISSING))
        assert verdict.status == "needs_review"
        assert "予以公开" in verdict.reason["zh"]


def test_a_row_that_was_not_found_is_asked_for_where_the_sums_fail(gold):
    verdict = judge(gold | {PATH: (gold[PATH] or 0) + 3}, gold, lambda a: loosened(a, ROW, Standing.MISSING))
    assert PATH in suspects(verdict)
    assert suspects(verdict) <= {cell.path for cell in FORM.row_of[ROW].cells}


def test_a_figure_left_over_is_never_verified(gold):
    text, anchors = anchored(gold)
    reading = Reading(FORM, gold)
    verdict = verify(replace(anchors, leftovers=((len(text), len(text) + 2),)), reading, text + "17")
    assert verdict.decision == "needs_review"
    assert any(
        "17" in finding.message["zh"] and "17" in finding.message["en"] for finding in verdict.findings
    )


def test_a_row_added_to_the_form_is_said_and_does_not_stop(gold):
    text, anchors = anchored(gold)
    verdict = verify(replace(anchors, extras=((len(text), len(text) + 2),)), Reading(FORM, gold), text + "17")
    assert verdict.decision == "verified"
    assert [finding.severity for finding in verdict.findings if "17" in finding.message["zh"]] == ["warning"]


def test_a_print_that_is_no_figure_is_never_verified(gold):
    printed = gold | {PATH: -4}
    for value in (4, None, -4, 0):
        verdict = judge(printed | {PATH: value}, printed)
        assert verdict.decision == "needs_review"


def test_blank_cells_agree_only_with_blank(gold):
    text, anchors = anchored(gold | {PATH: None})
    for value, agreement in ((None, Agreement.AGREES), (0, Agreement.DIFFERS), (3, Agreement.DIFFERS)):
        assert weigh(anchors, Reading(FORM, gold | {PATH: value}), text)[PATH].agreement is agreement


def test_an_amount_agrees_in_any_unit(gold):
    path = "disclosure.fees.amount_yuan"
    text, anchors = anchored(gold | {path: 1605964})
    for value in (1605964, 1605964.0):
        assert weigh(anchors, Reading(FORM, gold | {path: value}), text)[path].agreement is Agreement.AGREES
    assert weigh(anchors, Reading(FORM, gold | {path: 160.5964}), text)[path].agreement is Agreement.DIFFERS


def test_verify_is_pure(gold):
    text, anchors = anchored(gold)
    reading = Reading(FORM, gold | {PATH: 3})
    before = (dict(anchors.places), dict(reading.cells))
    assert verify(anchors, reading, text) == verify(anchors, reading, text)
    assert (dict(anchors.places), dict(reading.cells)) == before


def test_better_verdicts_rank_first(gold):
    printed = gold | {PATH: (gold[PATH] or 0) + 5}
    verified, source, review = judge(gold), judge(printed), judge(gold, printed)
    assert verified.rank < source.rank < review.rank
    other = "requests.carried_in.business"
    assert review.rank < judge(gold | {other: 9999}, printed).rank


def test_a_row_that_was_not_found_is_left_to_a_person_where_the_sums_hold(gold):
    verdict = judge(gold, change=lambda anchors: loosened(anchors, ROW, Standing.MISSING))
    assert (verdict.decision, verdict.suspects) == ("needs_review", ())


def test_the_reason_is_told_in_both_languages(gold):
    gold |= {PATH: (gold[PATH] or 0) + 5}
    for verdict in (judge(gold), judge(gold | {PATH: 41}, gold)):
        assert set(verdict.reason) == {"zh", "en"}
        assert "予以公开" in verdict.reason["zh"]
        assert "予以公开" in verdict.reason["en"]
        assert verdict.reason["en"] != verdict.reason["zh"]


def test_the_reason_of_a_source_error_names_row_and_both_sums(gold):
    """As the promise words it: the sum of the six and the printed total, and that all figures are as printed."""
    base = {f"requests.granted.{column}": 2 for column in ("natural_person", "business")}
    rest = dict.fromkeys((cell.path for cell in FORM.row_of[ROW].cells), 0)
    verdict = judge(gold | rest | base | {"requests.granted.total": 5})
    assert verdict.decision == "source_error"
    assert verdict.reason["zh"].startswith("第三部分“（一）予以公开”一行：六类申请人之和为 4，总计印为 5")
    assert verdict.reason["zh"].endswith("全部数字与原文一致，报告自身有误")


def test_every_value_is_tied_to_its_row_and_slot(gold):
    text, _ = anchored(gold)
    verdict = judge(gold)
    for path, item in verdict.evidence.items():
        row = FORM.row_of[FORM.cells[path].row]
        assert item.label is not None
        assert text[slice(*item.label)] == row.label
        assert row.cells[item.slot - 1].path == path
        if gold[path] is not None:
            assert text[slice(*item.span)] == item.print


def test_cells_that_agree_are_beyond_doubt(gold):
    """A loose row and a failing sum: what is pointed at lies in the loose row, never where print and reading agree."""
    wrong = {PATH: (gold[PATH] or 0) + 3}
    verdict = judge(gold | wrong, gold, lambda anchors: loosened(anchors, ROW, Standing.MISSING))
    pointed = {path for found in verdict.localisations for path in found.suspects}
    assert pointed
    assert {FORM.cells[path].row for path in pointed} == {ROW}


def test_a_rule_that_only_warns_changes_no_decision(gold, monkeypatch):
    rules = [replace(rule, severity="warning") for rule in load_rules(FORM)]
    monkeypatch.setattr("crossfoot.checks.verdict.load_rules", lambda _: tuple(rules))
    verdict = judge(gold | {PATH: (gold[PATH] or 0) + 5})
    assert verdict.decision == "verified"
    assert {f.severity for f in verdict.findings if f.verdict == "fail"} == {"warning"}


def test_totals_that_stand_one_column_to_the_left_are_not_believed(gold):
    """A conversion lost one column in every row: no sum fails, and every value agrees with what seems its place."""
    columns = [cell.column for cell in FORM.row_of[ROW].cells]
    shifted = dict(gold)
    for row in FORM.table("requests"):
        values = [gold[cell.path] or 0 for cell in row.cells if cell.column != "research_institution"]
        values[-1] = sum(values[:-1])
        shifted |= {f"{row.path}.{c}": v for c, v in zip(columns, [*values, None], strict=True)}
    verdict = judge(shifted)
    assert verdict.failed == ()
    assert verdict.status == "needs_review"
    assert "列" in verdict.reason["zh"]


def test_a_report_without_totals_is_no_shifted_one(gold):
    blank = {f"{row.path}.total": None for row in FORM.table("requests")}
    assert judge(gold | blank).decision == "verified"
