"""The peers beside crossfoot, as far as it takes neither their libraries nor a network: schema, sums, answers, scores."""

import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from crossfoot.evaluation.labels.gold import load_labels
from crossfoot.evaluation.loopback import Gold, Request, answer_for
from crossfoot.evaluation.noisy import Noise, open_library

EVAL = Path(__file__).parents[2] / "eval"
PEERS = EVAL / "bench" / "peers"
MODULES = ("schema", "sums", "scoring", "environment", "run")
LABELS = load_labels(EVAL / "gold")
SOUND = [label for label in LABELS.values() if label.expected_status == "verified"]
TOOK = {"cpu": 0.25, "seconds": 0.5, "calls": 2, "input_tokens": 30, "output_tokens": 20, "error": None}


@pytest.fixture(scope="module")
def peers():
    """The benchmark's modules by name, as its scripts import one another."""
    sys.path.insert(0, str(PEERS))
    yield {name: importlib.import_module(name) for name in MODULES}
    sys.path.remove(str(PEERS))
    for name in MODULES:
        del sys.modules[name]


def gold_of(label):
    return Gold(label.printed_form, label.values)


def answered(label, schema):
    """What the loopback says of a report to a program with this schema."""
    shape = {"type": "json_schema", "json_schema": {"schema": schema}}
    request = Request("", {}, {"messages": [], "response_format": shape})
    return json.loads(answer_for(request, gold_of(label)))


def filled(model, label):
    return model.model_validate(answered(label, model.model_json_schema()))


def said(label, cells, **changed):
    return {"report": label.report, "cells": cells, **TOOK, **changed}


def test_answers_from_gold_fit_the_schema_and_every_cell_is_right(peers):
    schema = peers["schema"]
    answers = [said(label, schema.cells(filled(schema.Report, label))) for label in LABELS.values()]
    assert all(answer["cells"].keys() == LABELS[answer["report"]].values.keys() for answer in answers)
    score = peers["scoring"].score("plain", LABELS, answers)
    cells = score.metrics.cells.final
    assert cells.strict.count == cells.strict.of == sum(len(label.values) for label in LABELS.values())
    assert (score.accepted, score.accepted_wrong) == (len(LABELS), ())


@pytest.mark.parametrize("label", LABELS.values(), ids=lambda label: label.report[:2])
def test_sums_are_refused_where_the_label_breaks_one(peers, label):
    """The validators and the program's rules are two hands: they must say the same of each label."""
    if label.broken():
        with pytest.raises(ValidationError, match="合计不符"):
            filled(peers["sums"].CheckedReport, label)
    else:
        filled(peers["sums"].CheckedReport, label)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("requests.granted.total", "granted"),
        ("requests.received.natural_person", "natural_person"),
        ("requests.denied.state_secret.business", "denied.state_secret"),
        ("review.reconsideration.pending", "reconsideration"),
    ],
)
def test_one_wrong_figure_breaks_a_sum(peers, path, named):
    label = SOUND[0]
    wrong = label.model_copy(update={"cells": {**label.cells, path: label.cells[path] + 7}})
    with pytest.raises(ValidationError, match=named):
        filled(peers["sums"].CheckedReport, wrong)


def test_figures_without_a_sum_are_not_protected(peers):
    label = SOUND[0]
    path = next(path for path, value in label.values.items() if path.startswith("disclosure.") and value)
    wrong = label.model_copy(update={"cells": {**label.cells, path: label.cells[path] + 7}})
    cells = peers["schema"].cells(filled(peers["sums"].CheckedReport, wrong))
    score = peers["scoring"].score("sums", {label.report: label}, [said(label, cells)])
    assert score.accepted_wrong == (label.report,)


def test_scores_of_canned_answers(peers):
    right, misread, silent, refused = SOUND[:4]
    one = next(path for path, value in misread.values.items() if value)
    other = next(path for path in silent.values if path.startswith("disclosure."))
    answers = [
        said(right, right.values, cpu=9.0),
        said(misread, {**misread.values, one: misread.values[one] + 1}),
        said(silent, {path: value for path, value in silent.values.items() if path != other}),
        said(refused, None, error="4 answers, none valid"),
    ]
    labels = {label.report: label for label in SOUND[:4]}
    score = peers["scoring"].score("plain", labels, answers)
    cells = score.metrics.cells.final
    of = sum(len(label.values) for label in labels.values())
    assert (cells.strict.count, cells.strict.of) == (of - 2 - len(refused.values), of)
    assert cells.outcomes["wrong"] == 1
    assert cells.outcomes["unread"] == 1 + len(refused.values)
    assert score.metrics.decisions.right.count == 1
    assert (score.accepted, score.accepted_wrong) == (3, (misread.report, silent.report))
    assert score.reasons == {"4 answers, none valid": 1}
    assert (score.cpu, score.seconds) == (0.25, 0.5), "the first report pays for what is loaded once"
    assert score.metrics.effort.calls.total == 8
    shown = peers["scoring"].line("0 %", score)
    assert len(shown) == len(peers["scoring"].HEADINGS)
    assert shown[4:8] == ("1/4", "3/4", "2", "8")


def test_a_null_is_a_claim_and_so_is_the_printing_chosen(peers):
    label = next(label for label in SOUND if label.form == "2021" and label.printed_form.divided)
    claimed = peers["scoring"].claims(label, {"requests.other.undivided.total": None})
    assert claimed.cells["requests.other.remaining.total"] is None
    assert peers["scoring"].claims(label, {"review.reconsideration.total": 1}).cells == {
        "review.reconsideration.total": 1
    }


def test_rows_asked_for_as_extractions():
    """langextract's shape, in which the class names the columns and an attribute the row."""
    label = SOUND[0]

    def variant(name, *columns):
        attributes = {"type": "object", "properties": {key: {} for key in ("row", *columns)}}
        return {"properties": {name: {}, f"{name}_attributes": {"anyOf": [attributes, {"type": "null"}]}}}

    outcomes = ("upheld", "corrected", "other", "pending", "total")
    items = {"anyOf": [variant("Group", *outcomes), variant("Nothing", "total")]}
    said = answered(label, {"properties": {"extractions": {"type": "array", "items": items}}})
    assert [each["Group_attributes"]["row"] for each in said["extractions"]] == [
        row.path for row in label.printed_form.table("review")
    ]
    for each in said["extractions"]:
        attributes = each["Group_attributes"]
        figures = {f"{attributes['row']}.{column}": attributes[column] for column in outcomes}
        assert figures.items() <= label.values.items()


def test_a_re_ask_is_read_anew(peers, tmp_path):
    """Else the noisy model would repeat its error, and no re-ask could ever help."""
    for part in ("reports", "gold"):
        (tmp_path / part).mkdir()
    name, label = next(iter(LABELS.items()))
    text = (EVAL / "reports" / name).read_text(encoding="utf-8")
    (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    (tmp_path / "gold" / "one.json").write_text(label.model_dump_json(), encoding="utf-8")
    library = open_library(tmp_path / "reports", tmp_path / "gold")
    server = peers["run"].Conversing(library, Noise(error_rate=0.5, insist=0.0, seed=1))
    first = Request("", {}, {"messages": [{"role": "user", "content": text}], "temperature": 0})
    try:
        assert server.gold_for(first) == server.gold_for(replace(first))
        readings = [server.gold_for(_asked_again(first, number)).cells for number in range(12)]
    finally:
        server._http.server_close()
    right = [cells == library.reports[0].gold.cells for cells in readings]
    assert True in right and False in right


def _asked_again(first, number):
    talk = [
        *first.body["messages"],
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": f"wrong, try {number}"},
    ]
    return replace(first, body={**first.body, "messages": talk})


def test_a_program_that_ends_early_is_told(peers):
    run = peers["run"]
    complaint = "import sys; sys.exit('no such model')"
    with pytest.raises(peers["environment"].CannotRun, match="0 of 1 reports: no such model"):
        run.ask([sys.executable, "-c", complaint], [{"report": "a"}])
    reason = peers["environment"].CannotRun("no such model")
    assert run.shown("0 %", "plain", reason) == ("0 %", "plain", "cannot run: no such model")
    assert "cannot run: no such model" in peers["scoring"].table([run.shown("0 %", "plain", reason)])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--base-url", "http://127.0.0.1:1/v1"], "--base-url and --model go together"),
        (["--errors", "misread_digit,typo"], "no class of misreading is called 'typo'"),
    ],
)
def test_arguments_that_cannot_be_meant(peers, monkeypatch, capsys, arguments, complaint):
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    with pytest.raises(SystemExit, match="2"):
        peers["run"].parsed()
    assert complaint in capsys.readouterr().err


def test_versions_are_pinned():
    lines = (PEERS / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all("==" in line for line in lines if line and not line.startswith("#"))
