"""A fault in the first reading is asked about and repaired; the question names what is in doubt and gives nothing away."""

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pipeline_support import gold, quoted, read_with, report, unquoted, with_values, wrong_cells

from crossfoot.evaluation.loopback import (
    Distortion,
    ValueFault,
    all_zero,
    compute_totals,
    drop_blank,
    exchange_columns,
    exchange_rows,
    misread,
    slip_row,
)

ODD = 98765
"""A figure that stands in no report."""
GRANTED = "requests.granted.natural_person"


@dataclass(frozen=True)
class Case:
    name: str
    number: int
    distort: Distortion

    @property
    def path(self):
        return report(self.number)

    @property
    def wrong(self) -> set[str]:
        """The cells that the faulty reading has wrong."""
        true = gold(self.path)
        read = self.distort(true)
        return {cell for cell in true.form.cells if read[cell] != true.cells[cell]}


def blank_as(value):
    """A figure is read where nothing is printed."""
    return misread("requests.denied.state_secret.natural_person", value)


CASES = [
    Case("misread_total", 1, misread("requests.received.total")),
    Case("misread_detail", 4, misread(GRANTED)),
    Case("misread_table_two", 3, misread("disclosure.penalties.decisions")),
    Case("misread_amount", 3, misread("disclosure.fees.amount_yuan")),
    Case("misread_review", 26, misread("review.reconsideration.total")),
    Case("negative_figure", 3, misread(GRANTED, -3)),
    Case("figure_of_forty_digits", 3, misread(GRANTED, 10**39)),
    Case("blank_read_as_zero", 17, blank_as(0)),
    Case("blank_read_as_negative", 17, blank_as(-3)),
    Case("dropped_blank", 17, drop_blank("requests.received")),
    Case("dropped_blank_html", 26, drop_blank("requests.granted")),
    Case("dropped_blank_before_total", 30, drop_blank("requests.received")),
    Case("slipped_rows", 1, slip_row("requests.denied.third_party_rights")),
    Case("slipped_rows_with_blanks", 17, slip_row("requests.denied.third_party_rights")),
    Case("slipped_rows_html", 27, slip_row("requests.denied.third_party_rights")),
    Case("slipped_rows_of_a_full_table", 4, slip_row("requests.denied.third_party_rights")),
    Case("exchanged_columns", 1, exchange_columns("requests", 0, 1)),
    Case("exchanged_columns_of_a_full_table", 4, exchange_columns("requests", 0, 1)),
    Case("exchanged_columns_html", 26, exchange_columns("requests", 1, 6)),
    Case("exchanged_rows", 3, exchange_rows("requests.granted", "requests.partly_granted")),
    Case("exchanged_rows_with_blanks", 17, exchange_rows("requests.granted", "requests.unavailable.not_held")),
    Case("computed_totals_where_blank", 30, compute_totals),
    Case("computed_totals_where_blank_text", 17, compute_totals),
    Case("all_zero", 1, all_zero),
    Case("all_zero_of_a_full_table", 3, all_zero),
]  # fmt: skip

IN_EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@cache
def outcome(case, when="reading"):
    """The record of a case and the server with what it was asked; run once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        return read_with(case.path, Path(folder), [ValueFault(case.distort, when)])


def labelled(form):
    """Printed labels → cell path, as a question lists them."""
    rows = {row.path: "｜".join(row.labels) for row in form.rows}
    return {(rows[cell.row], cell.labels[-1]): path for path, cell in form.cells.items()}


def asked_cells(request, form) -> set[str]:
    paths = labelled(form)
    found = [paths[labels] for labels in request.keys.values()]
    assert len(found) == len(set(found))
    return set(found)


def equations(request) -> str:
    return unquoted(request.text).split("为什么要重看：", 1)[1].split("只看原文", 1)[0].strip()


@IN_EVERY_CASE
def test_each_fault_of_the_cases_is_one(case):
    assert case.wrong


@IN_EVERY_CASE
def test_a_fault_in_the_first_reading_is_repaired(case):
    record, server = outcome(case)
    assert wrong_cells(case.path, record) == {}
    assert record.status == "verified"
    assert 1 <= record.reading.rounds <= 2
    assert server.counts == {"reading": 1, "question": record.reading.rounds}


@IN_EVERY_CASE
def test_no_fault_in_the_first_reading_leaves_a_wrong_cell_verified(case):
    record, _ = outcome(case)
    assert record.status == "needs_review" or wrong_cells(case.path, record) == {}


@IN_EVERY_CASE
def test_the_question_names_the_suspect_cells_and_no_others(case):
    _, server = outcome(case)
    questions = [request for request in server.requests if request.kind == "question"]
    doubtful = case.wrong
    for request in questions:
        asked = asked_cells(request, gold(case.path).form)
        assert asked == doubtful
        doubtful -= asked  # the answers to questions are right here


@IN_EVERY_CASE
def test_the_size_of_a_question_is_bounded(case):
    _, server = outcome(case)
    first, *questions = server.requests
    for request in questions:
        assert len(request.text) < 900 + 100 * len(request.keys)
        assert len(quoted(request.text)) <= len(quoted(first.text))


@IN_EVERY_CASE
def test_the_reasons_given_in_a_question_hold_no_figures(case):
    _, server = outcome(case)
    for request in server.requests[1:]:
        # The ordinals of the printed labels are no figures: “1.信访举报投诉类申请”.
        assert re.findall(r"(?<!“)\d|\d(?!\.)", equations(request)) == []


@pytest.mark.parametrize("number", [1, 3, 4, 17, 26, 30])
def test_a_perfect_reading_is_not_asked_about(number, tmp_path):
    path = report(number)
    record, server = read_with(path, tmp_path)
    assert record.status == "verified"
    assert record.reading.rounds == 0
    assert server.counts == {"reading": 1}


@pytest.mark.parametrize("number", [1, 4, 26])
def test_a_question_quotes_the_row_in_doubt_alone(number, tmp_path):
    path = report(number)
    true = gold(path)
    _, server = read_with(path, tmp_path, [ValueFault(misread(GRANTED, ODD))])
    (line,) = quoted(server.requests[1].text).splitlines()
    assert "予以公开" in line
    values = [true.cells[cell.path] for cell in true.form.row_of["requests.granted"].cells]
    assert re.findall(r"\d+", line) == [str(value) for value in values if value is not None]


def test_a_question_quotes_blanks_as_empty_places(tmp_path):
    path = report(17)
    true = gold(path)
    row = "requests.received"
    _, server = read_with(path, tmp_path, [ValueFault(drop_blank(row))])
    (line,) = quoted(server.requests[1].text).splitlines()
    shown = [part.strip() for part in line.split("|")][1:]
    values = [true.cells[cell.path] for cell in true.form.row_of[row].cells]
    assert shown == ["" if value is None else str(value) for value in values]


@pytest.mark.parametrize("number", [1, 4, 26])
def test_the_earlier_answer_is_not_in_the_question(number, tmp_path):
    _, server = read_with(report(number), tmp_path, [ValueFault(misread(GRANTED, ODD))])
    assert server.counts["question"] == 1
    assert all(str(ODD) not in str(request.body) for request in server.requests)


def test_the_value_that_would_balance_is_not_in_the_question(tmp_path):
    """Report 40 prints 221 where the six applicants make 211."""
    _, server = read_with(report(40), tmp_path, [ValueFault(misread("requests.received.total", ODD))])
    (question,) = (request for request in server.requests if request.kind == "question")
    assert "221" in quoted(question.text)
    assert "211" not in str(question.body)
    assert re.findall(r"\d", equations(question)) == []


def test_an_equation_is_told_only_where_it_concerns_a_cell_in_doubt(tmp_path):
    _, server = read_with(report(4), tmp_path, [ValueFault(misread(GRANTED, ODD))])
    told = equations(server.requests[1]).splitlines()
    assert len(told) == 2
    assert any("予以公开" in line for line in told)
    assert any("自然人" in line for line in told)


def changing(start: int) -> Distortion:
    """A model that gives another wrong figure each time."""
    said = iter(range(start, start + 1000))
    return lambda true: {**true.cells, GRANTED: next(said)}


def test_the_question_does_not_grow_from_round_to_round(tmp_path):
    path = report(4)
    true = gold(path)
    # Two questions alike would be one to the log of answers: the second cell in doubt makes them differ.
    spoilt = changing(ODD)

    def distort(given):
        return {**spoilt(given), "requests.received.business": ODD}

    first_only = ValueFault(distort, "reading")
    always = ValueFault(changing(ODD + 5000), "always")
    record, server = read_with(path, tmp_path, [first_only, always], true)
    questions = [request for request in server.requests if request.kind == "question"]
    assert len(questions) == 2
    assert record.reading.rounds == 2
    assert len(str(questions[1].body)) <= len(str(questions[0].body))
    assert asked_cells(questions[0], true.form) == {GRANTED, "requests.received.business"}
    assert asked_cells(questions[1], true.form) == {GRANTED}


def test_what_is_asked_follows_the_print_and_not_the_gold(tmp_path):
    """A server whose truth is not what is printed: the print wins, the loop never takes the server's word."""
    path = report(3)
    false = with_values(gold(path), **{GRANTED: ODD})
    record, _ = read_with(path, tmp_path, truth=false)
    assert record.status == "needs_review"
    assert record.cells[GRANTED] == gold(path).cells[GRANTED]
