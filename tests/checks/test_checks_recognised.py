"""Text that was recognised from a picture is a reading: never verified, and never blamed on the report."""

import random
from dataclasses import replace

import pytest
from flattenings import figures
from test_checks_verdict import FORM, PATH, ROW, anchored, loosened

from crossfoot import api
from crossfoot.checks import LANGUAGES, confront, load_rules, verify
from crossfoot.checks.recognised import shelter
from crossfoot.documents import parse
from crossfoot.evaluation.simulation import Configuration, draw_sample
from crossfoot.forms import Reading
from crossfoot.pipeline import examine_document
from crossfoot.pipeline.document import prepare

RULES = load_rules(FORM)
TABLE_THREE = {cell.path for row in FORM.table("requests") for cell in row.cells}


@pytest.fixture
def gold():
    return figures(FORM, random.Random(9), 0.0)


def judge(cells, printed=None, change=lambda anchors: anchors, unread=()):
    text, anchors = anchored(cells if printed is None else printed)
    read = {path: value for path, value in cells.items() if path not in unread}
    reading = Reading(FORM, read, dict.fromkeys(unread, "for the test"), reader="offline")
    return verify(replace(change(anchors), recognised=True), reading, text)


def sheltered(cells, unread=()):
    read = {path: value for path, value in cells.items() if path not in unread}
    reading = Reading(FORM, read, dict.fromkeys(unread, "for the test"), reader="offline")
    return shelter(FORM, RULES, reading, confront(RULES, read, set(unread)))


def listed(verdict):
    (finding,) = (each for each in verdict.findings if each.rule == "print.recognised")
    assert finding.severity == "warning"
    return finding


def test_what_agrees_and_adds_up_is_for_a_person_to_compare(gold):
    verdict = judge(gold)
    assert verdict.decision == verdict.status == "needs_review"
    assert verdict.suspects == (), "there is nothing that a model could be asked"
    assert set(listed(verdict).cells) == FORM.cells.keys() - TABLE_THREE
    zh, en = (verdict.reason[language] for language in ("zh", "en"))
    exposed = {name: sum(len(row.cells) for row in FORM.table(name)) for name in ("disclosure", "review")}
    assert f"第二部分的 {exposed['disclosure']} 个数字" in zh
    assert f"{exposed['review']} figures of table four" in en
    assert f"{len(TABLE_THREE)} figures of table three" in en
    assert "one to three" in en


def test_a_sum_that_fails_is_a_misreading_before_it_is_the_reports_error(gold):
    wrong = gold | {PATH: gold[PATH] + 5}
    verdict = judge(wrong)
    assert verdict.decision == "needs_review"
    assert [each.unique.changes[0].cell for each in verdict.localisations] == [PATH]
    for language in LANGUAGES:
        assert FORM.row_of[ROW].label in verdict.reason[language]
    assert "misread" in verdict.reason["en"]
    assert PATH in listed(verdict).cells


def test_what_is_in_doubt_is_still_asked_about(gold):
    verdict = judge(gold | {PATH: gold[PATH] + 5}, printed=gold)
    assert verdict.decision == "ask_again"
    assert {suspect.cell for suspect in verdict.suspects} == {PATH}


def test_the_reason_keeps_what_is_unclear_in_the_print(gold):
    verdict = judge(gold, change=lambda anchors: loosened(anchors, ROW))
    assert verdict.decision == "needs_review"
    assert FORM.row_of[ROW].label in verdict.reason["zh"]
    assert "图片" in verdict.reason["zh"]


@pytest.mark.parametrize("seed", range(20))
def test_no_misreading_of_a_sheltered_cell_goes_unnoticed(seed):
    rng = random.Random(seed)
    cells = figures(FORM, rng, rng.choice((0.0, 0.3, 0.6)))
    found = sheltered(cells)
    for path in found.cells:
        wrong = cells | {path: cells[path] + rng.choice((-1, 1, 10))}
        assert confront(RULES, wrong).failed, path


@pytest.mark.parametrize("seed", range(100))
def test_up_to_three_misreadings_are_noticed_where_the_whole_table_holds(seed):
    rng = random.Random(seed)
    cells = figures(FORM, rng, 0.0)
    assert sheltered(cells).whole
    for path in rng.sample(sorted(TABLE_THREE), rng.randint(1, 3)):
        cells[path] += rng.choice((-1, 1))
    assert confront(RULES, cells).failed


def test_a_cell_that_nobody_could_read_leaves_its_neighbours_exposed(gold):
    found = sheltered(gold, unread=[PATH])
    assert not found.whole
    neighbours = {path for rule in RULES if PATH in rule.cells for path in rule.cells} - {PATH}
    assert neighbours.isdisjoint(found.cells)
    assert set(found.exposed) == gold.keys() - found.cells - {PATH}
    assert found.cells


def simulated(source_errors):
    how = Configuration(layouts=("HTML",), mirrors=0, zeros_printed=True, source_errors=source_errors)
    return next(
        document
        for seed in range(100)
        for document in [parse(draw_sample(how, random.Random(seed)).data, "report.html")]
        if examine_document(document).status == ("source_error" if source_errors else "verified")
    )


@pytest.mark.parametrize("source_errors", [0, 1])
def test_every_way_to_a_verdict_knows_that_the_text_was_recognised(source_errors):
    document = replace(simulated(source_errors), recognised=True)
    record = examine_document(document)
    assert record.status == "needs_review"
    assert "图片" in record.reason
    prepared = prepare(document)
    report = api.ReadReport(document, prepared.anchors, prepared.printed.reading, None)
    assert verify(prepared.anchors, report.reading, document.text).decision == "needs_review"
    assert prepared.printed.verdict.suspects == ()
