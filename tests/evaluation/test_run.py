"""A run over labelled reports: what is claimed, what was read first, and that a run can be kept and taken up again."""

import asyncio
import hashlib
import os
import sys
from pathlib import Path

import pytest

from crossfoot.evaluation.labels.gold import GoldError, load_labels
from crossfoot.evaluation.loopback import Gold, LoopbackServer, ValueFault, misread
from crossfoot.evaluation.results import CellOutcome, RunError, load_run, save_run
from crossfoot.evaluation.run import dataset_hash, evaluate, files_of, result
from crossfoot.pipeline import Options
from crossfoot.readers.endpoint import Endpoint
from crossfoot.store import Store
from crossfoot.store.decision import PERSON

EVAL = Path(__file__).parents[2] / "eval"
LABELS = load_labels(EVAL / "gold")
GRANTED = "requests.granted.natural_person"


def files(*numbers):
    chosen = {name: label for name, label in LABELS.items() if name.startswith(numbers)}
    return files_of(chosen, EVAL / "reports")


def ran(chosen, store, options=None, stop=None, dataset="eval"):
    seen = []
    run, summary = asyncio.run(
        evaluate(chosen, dataset, options or Options(), store, seen.append, stop or asyncio.Event())
    )
    return run, summary, seen


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "store.db") as opened:
        yield opened


def test_the_offline_reader_is_right_where_the_text_tells(store):
    run, _, seen = ran(files("04", "26"), store)
    assert len(seen) == 2
    for each in run.results:
        assert each.status == "verified"
        assert set(each.outcomes().values()) == {CellOutcome.RIGHT}
        assert each.outcomes(first=True) == each.outcomes()
        assert not each.shared
        assert each.prints[GRANTED].replace(",", "") == str(each.truth[GRANTED])


def test_what_a_record_leaves_open_is_no_claim(store):
    run, _, _ = ran(files("15"), store)  # its right edge is cut off
    (cut,) = run.results
    outcomes = cut.outcomes()
    assert cut.status == "needs_review"
    assert CellOutcome.UNREAD in outcomes.values()
    assert set(outcomes.values()) <= {CellOutcome.RIGHT, CellOutcome.UNREAD}


def test_a_report_that_cannot_be_read_claims_nothing(store, tmp_path):
    label = LABELS[next(name for name in LABELS if name.startswith("04"))]
    (tmp_path / label.report).write_text("没有表格", encoding="utf-8")
    run, summary, _ = ran(files_of({label.report: label}, tmp_path), store)
    (failed,) = run.results
    assert failed.status == "failed"
    assert failed.error
    assert set(failed.outcomes().values()) == {CellOutcome.UNREAD}
    assert summary.counts["failed"] == 1


def test_the_first_reading_of_a_model_is_told_from_the_last(store):
    chosen = files("04")
    (label,) = chosen.values()
    gold = Gold(label.printed_form, label.values)
    with LoopbackServer(gold, values=[ValueFault(misread(GRANTED))]) as server:
        endpoint = Endpoint(base_url=server.base_url, model="loopback", api_key="none", mode="json_schema")
        options = Options(reader="model", endpoint=endpoint)
        run, _, _ = ran(chosen, store, options)
        calls = len(server.requests)
        again, summary, _ = ran(chosen, store, options)
        assert len(server.requests) == calls  # the first reading was in the store
    (each,) = run.results
    assert each.first is not None
    assert each.outcomes(first=True)[GRANTED] == CellOutcome.WRONG
    assert each.outcomes()[GRANTED] == CellOutcome.RIGHT
    assert GRANTED in each.asked
    assert not each.overruled
    assert each.spent.questions == 1
    assert summary.cached == 1
    assert [r.outcomes() for r in again.results] == [r.outcomes() for r in run.results]
    assert run.configuration.model == "loopback"


def test_what_the_print_overrules_was_not_repaired_by_a_question(store):
    """The model insists on its misreading: the record keeps the print, for a person to look at."""
    chosen = files("04")
    (label,) = chosen.values()
    gold = Gold(label.printed_form, label.values)
    with LoopbackServer(gold, values=[ValueFault(misread(GRANTED), when="always")]) as server:
        endpoint = Endpoint(base_url=server.base_url, model="loopback", api_key="none", mode="json_schema")
        run, _, _ = ran(chosen, store, Options(reader="model", endpoint=endpoint))
    (each,) = run.results
    assert each.status == "needs_review"
    assert each.outcomes(first=True)[GRANTED] == CellOutcome.WRONG
    assert each.outcomes()[GRANTED] == CellOutcome.RIGHT
    assert each.overruled == (GRANTED,)


def test_what_a_person_signed_is_no_reading(store):
    """Else the review of these very reports would make the reader look better than it is."""
    run, _, _ = ran(files("04"), store)
    ((record,),) = (store.find(each.sha256) for each in run.results)
    corrected = record.model_copy(update={"cells": {**record.cells, GRANTED: 999}})
    store.save(corrected, PERSON)
    again, _, _ = ran(files("04"), store)
    assert again.results[0].outcomes() == run.results[0].outcomes()


def test_a_run_that_was_stopped_is_none_yet_and_goes_on(store):
    stop = asyncio.Event()
    stop.set()
    run, summary, _ = ran(files("04", "26"), store, stop=stop)
    assert run is None
    assert summary.stopped == "interrupted"
    assert ran(files("04", "26"), store)[0] is not None


def test_a_run_is_kept_as_json(store, tmp_path):
    run, _, _ = ran(files("04", "15"), store)
    path = tmp_path / "run.json"
    for name in ("run.json.gz", "run.json"):
        path = tmp_path / name
        save_run(run, path)
        assert load_run(path) == run
    (tmp_path / "cut.json.gz").write_bytes((tmp_path / "run.json.gz").read_bytes()[:-20])
    with pytest.raises(RunError, match="no run"):
        load_run(tmp_path / "cut.json.gz")
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="no run"):
        load_run(path)
    with pytest.raises(RunError, match="cannot be read"):
        load_run(tmp_path / "none.json")


def test_a_run_that_has_a_document_twice_is_none(store, tmp_path):
    """A comparison would look at one of the two, and a rate would count both."""
    run, _, _ = ran(files("04"), store)
    save_run(run.model_copy(update={"results": run.results * 2}), tmp_path / "run.json")
    with pytest.raises(RunError, match=r"04.*twice"):
        load_run(tmp_path / "run.json")


def test_a_run_of_another_version_says_what_is_strange_to_it(store, tmp_path):
    run, _, _ = ran(files("04"), store)
    path = tmp_path / "run.json"
    path.write_text(run.model_dump_json()[:-1] + ',"invented_later":1}', encoding="utf-8")
    with pytest.raises(RunError, match=r"another version .*invented_later"):
        load_run(path)


def test_a_result_names_the_bytes_that_were_read(store):
    chosen = files("04", "15")
    run, _, _ = ran(chosen, store)
    assert [each.sha256 for each in run.results] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in chosen
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no file names that are not Unicode")
def test_reports_may_lie_in_a_folder_whose_name_is_no_unicode(store, tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + "/报告".encode("gbk")))
    folder.mkdir()
    ((path, label),) = files("04").items()
    (folder / path.name).write_bytes(path.read_bytes())
    run, _, _ = ran(files_of({label.report: label}, folder), store, dataset=folder.name)
    assert [each.status for each in run.results] == ["verified"]
    save_run(run, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json").dataset == r"\xb1\xa8\xb8\xe6"


def test_every_span_that_overlaps_another_is_told(store):
    """The first reaches over both others, which are apart; the last is alone."""
    ((_, label),) = files("04").items()
    run, _, _ = ran(files("04"), store)
    ((record,),) = (store.find(each.sha256) for each in run.results)
    paths = list(record.evidence)[:4]
    spans = dict(zip(paths, [(0, 100), (10, 20), (50, 60), (100, 101)], strict=True))
    found = result(label, record.model_copy(update={"evidence": spans}), None)
    assert found.shared == tuple(sorted(paths[:3]))


def test_the_hash_of_a_dataset_is_that_of_documents_and_labels(tmp_path):
    chosen = files("04")
    ((path, label),) = chosen.items()
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    assert dataset_hash({copy: label}) == dataset_hash(chosen)
    other = label.model_copy(update={"cells": {**label.cells, GRANTED: 1}})
    assert dataset_hash({path: other}) != dataset_hash(chosen)
    copy.write_bytes(path.read_bytes() + b"\n")
    assert dataset_hash({copy: label}) != dataset_hash(chosen)


def test_a_label_without_its_report_is_an_error(tmp_path):
    with pytest.raises(GoldError, match="no such file"):
        files_of(LABELS, tmp_path)
