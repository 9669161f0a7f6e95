"""Many documents at once: each ends in one record, in whatever order, and nothing is paid for twice."""

import asyncio
import json
import threading
from collections import Counter
from importlib.metadata import PackageNotFoundError

import pytest
from pipeline_support import (
    REPORTS,
    STATUSES,
    Shelf,
    as_if_sent,
    endpoint,
    gold_file,
    report,
    run,
    wrong_cells,
)

from crossfoot.evaluation import loopback
from crossfoot.evaluation.loopback import LoopbackServer, ValueFault, misread
from crossfoot.pipeline import Options, basis, batch, configuration, extract_all, reading
from crossfoot.store import Record, Store, StoreError

SOUND = [report(number) for number in (1, 3, 4, 17, 26, 30)]
MIXED = [*SOUND, report(12), report(40), report(42)]
FAULT = ValueFault(misread("requests.received.total", 98765))
"""So that each document takes a reading and a question."""


@pytest.fixture
def junk(tmp_path):
    """Inputs that are no reports, by the code of their record."""
    made = {
        "empty": b"",
        "not_text": bytes(range(256)) * 8,
        "not_a_report": "春眠不觉晓，处处闻啼鸟。".encode(),
        "unsupported_format": b"Rar!\x1a\x07\x01\0" + bytes(200),
    }
    folder = tmp_path / "junk"
    folder.mkdir()
    for code, data in made.items():
        (folder / f"{code}.html").write_bytes(data)
    return [folder / f"{code}.html" for code in made]


@pytest.fixture
def server():
    with LoopbackServer(Shelf(MIXED), values=[FAULT]) as opened:
        yield opened


def check(outcome, paths):
    """What holds for every run that went to its end."""
    summary = outcome.summary
    assert summary.stopped is None
    assert summary.total == len(paths) == len(outcome.records)
    assert set(summary.counts) == set(STATUSES)
    assert sum(summary.counts.values()) == len(paths)
    assert Counter(record.status for record in outcome.records) == Counter(
        {status: count for status, count in summary.counts.items() if count}
    )
    assert Counter(record.document.path for record in outcome.records) == Counter(map(str, paths))
    assert [each.done for each in outcome.progress] == list(range(1, len(paths) + 1))
    assert all(each.total == len(paths) for each in outcome.progress)


# -- one record for each -------------------------------------------------------------------------------------------


def test_every_input_ends_in_one_record_offline(store, junk):
    paths = [*junk[:2], *REPORTS, *junk[2:]]
    outcome = run(paths, store)
    check(outcome, paths)
    assert outcome.summary.counts["failed"] == len(junk)
    assert outcome.summary.calls == outcome.summary.input_tokens == 0


def test_every_input_ends_in_one_record_with_a_model(store, junk, server):
    paths = [*junk[:2], *MIXED, *junk[2:]]
    outcome = run(paths, store, server)
    check(outcome, paths)
    found = {record.document.path: record for record in outcome.records}
    for path in paths:
        record = found[str(path)]
        if path in MIXED:
            assert record.status == gold_file(path)["expected_status"]
            assert wrong_cells(path, record) == {}
        else:
            assert record.error.type == path.stem
    assert server.counts["reading"] == len(MIXED)
    assert outcome.summary.calls == len(server.requests)
    assert outcome.summary.calls == sum(record.reading.calls for record in outcome.records)
    assert outcome.summary.input_tokens == sum(record.reading.input_tokens for record in outcome.records)


def test_no_input_is_no_record(store, server):
    outcome = run([], store, server)
    check(outcome, [])
    assert server.requests == []


def test_every_record_is_kept(store, junk, server):
    outcome = run([*MIXED, *junk], store, server)
    assert sorted(store.lines()) == sorted(outcome.lines.values())


def test_records_are_lines_of_json_that_can_be_read_back(store, server):
    for line in run(MIXED, store, server).lines.values():
        assert "\n" not in line
        assert Record.model_validate_json(line).line() == line
        assert json.loads(line)["cells"]


# -- concurrency ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [2, 5, 50])
def test_the_records_do_not_depend_on_the_order_of_answers(concurrency, tmp_path, server):
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "other.db") as other:
        plain = run(MIXED, one, server, concurrency=1)
        mixed = run(list(reversed(MIXED)), other, server, concurrency=concurrency)
    assert mixed.lines == plain.lines
    assert mixed.summary.counts == plain.summary.counts
    assert mixed.summary.calls == plain.summary.calls


@pytest.mark.parametrize("concurrency", [1, 3])
def test_as_many_documents_are_in_work_as_asked_for(concurrency, store):
    lock, state = threading.Lock(), {"now": 0, "most": 0}
    reached = threading.Event()

    def counted(exchange):
        with lock:
            state["now"] += 1
            state["most"] = max(state["most"], state["now"])
            if state["now"] == concurrency:
                reached.set()
        reached.wait(1)  # However slow the machine: nobody is answered before as many ask as may.
        threading.Event().wait(0.03)
        with lock:
            state["now"] -= 1
        return exchange.completion()

    with LoopbackServer(Shelf(MIXED), fault=counted) as server:
        run(MIXED, store, server, concurrency=concurrency)
    assert state["most"] == concurrency


def test_a_slow_answer_does_not_hold_up_the_others(store):
    shelf = Shelf(SOUND)
    others_done = threading.Event()

    def fault(exchange):
        if shelf.path(exchange.request.text) == SOUND[0]:
            others_done.wait(60)
        return exchange.completion()

    def stop(progress):
        if progress.done == len(SOUND) - 1:
            others_done.set()
        return False

    with LoopbackServer(shelf, fault=fault) as server:
        outcome = run(SOUND, store, server, concurrency=2, stop=stop)
    assert outcome.progress[-1].record.document.path == str(SOUND[0])


# -- the store first -----------------------------------------------------------------------------------------------


def test_a_second_run_makes_no_call_and_gives_the_same_lines(store, junk, server):
    paths = [*MIXED, *junk]
    first = run(paths, store, server)
    asked = len(server.requests)
    second = run(paths, store, server)
    assert len(server.requests) == asked > len(MIXED)
    assert second.lines == first.lines
    assert second.summary.calls == second.summary.input_tokens == second.summary.output_tokens == 0
    assert second.summary.counts == first.summary.counts
    assert {p.record.document.path for p in second.progress if p.cached} >= set(map(str, MIXED))
    assert second.summary.cached == sum(each.cached for each in second.progress)


def test_a_second_run_needs_no_endpoint_that_answers(store):
    with LoopbackServer(Shelf(MIXED)) as server:
        first = run(MIXED, store, server)
    second = run(MIXED, store, server)  # the server is down
    assert second.lines == first.lines
    assert second.summary.stopped is None


def test_another_store_handle_finds_what_was_kept(tmp_path, server):
    with Store(tmp_path / "s.db") as store:
        first = run(MIXED, store, server)
    asked = len(server.requests)
    with Store(tmp_path / "s.db") as store:
        assert run(MIXED, store, server).lines == first.lines
    assert len(server.requests) == asked


def test_refresh_asks_everything_again(store, server):
    first = run(MIXED, store, server)
    asked = as_if_sent(server)
    again = run(MIXED, store, server, refresh=True)
    assert sorted(as_if_sent(server)[len(asked) :]) == sorted(asked)
    assert again.lines == first.lines
    assert again.summary.cached == 0
    assert again.summary.calls == len(asked)


def test_refresh_takes_the_new_answers_for_later_runs(store):
    path = report(24)  # its table three is not settled by the print: the first run ends in a dispute
    with LoopbackServer(
        Shelf([path]), values=[ValueFault(misread("disclosure.penalties.decisions", 98765), "always")]
    ) as server:
        first = run([path], store, server)
        server.values.clear()
        second = run([path], store, server, refresh=True)
        third = run([path], store, server)
    assert "98765" in first.record.findings[0].message
    assert "98765" not in second.record.line()
    assert wrong_cells(path, second.record) == {}
    assert third.lines == second.lines


def test_the_same_bytes_under_two_names_are_read_once(store, tmp_path, server):
    copies = [tmp_path / "一.txt", tmp_path / "二.txt"]
    for copy in copies:
        copy.write_bytes(report(3).read_bytes())
    outcome = run(copies, store, server, concurrency=1)
    check(outcome, copies)
    assert server.counts == {"reading": 1, "question": 1}
    assert [each.cached for each in outcome.progress] == [False, True]
    one, other = outcome.records
    assert one.cells == other.cells
    assert sorted(json.loads(line)["document"]["path"] for line in store.lines()) == sorted(map(str, copies))


def test_the_same_bytes_at_once_are_one_record_for_each_name(store, tmp_path):
    copies = [tmp_path / f"{n}.txt" for n in range(4)]
    for copy in copies:
        copy.write_bytes(report(3).read_bytes())
    with LoopbackServer(Shelf([report(3)]), delay=0.02) as server:
        outcome = run(copies, store, server, concurrency=4)
        check(outcome, copies)
        assert len({str(record.cells) for record in outcome.records}) == 1
        assert len(server.requests) <= len(copies)
        asked = len(server.requests)
        run(copies, store, server)
        assert len(server.requests) == asked


def test_the_same_path_twice_is_two_inputs_and_one_reading(store, server):
    outcome = run([report(3), report(3)], store, server, concurrency=1)
    assert len(outcome.records) == 2
    assert server.counts["reading"] == 1


def test_a_changed_file_is_read_anew(store, tmp_path, server):
    path = tmp_path / "报告.txt"
    path.write_bytes(report(3).read_bytes())
    first = run([path], store, server)
    path.write_bytes(report(4).read_bytes())
    second = run([path], store, server)
    assert second.record.document.sha256 != first.record.document.sha256
    assert second.record.cells != first.record.cells
    assert second.summary.cached == 0


# -- what a record depends on --------------------------------------------------------------------------------------


@pytest.fixture
def new_rules(monkeypatch):
    from crossfoot.pipeline import records

    def change():
        for module in (basis, records):
            monkeypatch.setattr(module, "rules_hash", lambda: "0123456789ab")

    return change


def test_changed_rules_are_applied_to_the_logged_answers_without_a_call(store, server, new_rules):
    first = run(MIXED, store, server)
    asked = len(server.requests)
    new_rules()
    second = run(MIXED, store, server)
    assert len(server.requests) == asked
    assert second.summary.cached == second.summary.calls == 0
    assert {record.reading.rules for record in second.records} == {"0123456789ab"}
    old = first.records[0].reading.rules
    assert {path: line.replace("0123456789ab", old) for path, line in second.lines.items()} == first.lines


def test_a_changed_prompt_for_questions_reuses_the_readings(store, server, monkeypatch):
    from crossfoot.readers.model import prompts

    run(MIXED, store, server)
    before = server.counts
    source = prompts._source
    monkeypatch.setattr(
        prompts,
        "_source",
        lambda name: source(name).replace("只看原文", "请只看原文") if name == "question" else source(name),
    )
    prompts.prompt.cache_clear()
    prompts.prompt_hash.cache_clear()
    try:
        second = run(MIXED, store, server)
    finally:
        monkeypatch.undo()
        prompts.prompt.cache_clear()
        prompts.prompt_hash.cache_clear()
    assert second.summary.cached == 0
    assert server.counts["reading"] == before["reading"]
    assert server.counts["question"] == 2 * before["question"]
    assert second.summary.calls == before["question"]


def test_a_change_of_the_prompts_name_alone_costs_nothing(store, server, monkeypatch):
    first = run(SOUND, store, server)
    asked = len(server.requests)
    monkeypatch.setattr("crossfoot.readers.model.prompt_hash", lambda **_: "other")
    second = run(SOUND, store, server)
    assert len(server.requests) == asked
    assert second.summary.cached == 0
    cells = [{record.document.path: record.cells for record in each.records} for each in (first, second)]
    assert cells[0] == cells[1]


@pytest.mark.parametrize(
    "change",
    [{"model": "other"}, {"mode": "tools"}, {"temperature": 0.5}, {"base_url": "http://127.0.0.1:9/v1"}],
    ids=lambda change: next(iter(change)),
)
def test_another_way_of_asking_is_another_configuration(change, server):
    one = Options(reader="model", endpoint=endpoint(server))
    other = Options(reader="model", endpoint=endpoint(server, **change))
    assert configuration(one) != configuration(other)
    assert configuration(one) == configuration(
        Options(reader="model", endpoint=endpoint(server), concurrency=9, limit=3)
    )
    assert configuration(one) != configuration(Options())


def test_what_can_be_read_here_is_part_of_the_configuration(monkeypatch):
    def without_the_extra(name):
        if name == "rapidocr":
            raise PackageNotFoundError(name)
        return "1.0"

    names = []
    for installed in ("1.0".format, "1.1".format, without_the_extra):
        basis._libraries.cache_clear()
        monkeypatch.setattr(basis, "version", installed)
        names.append(configuration(Options()))
    basis._libraries.cache_clear()
    assert len(set(names)) == 3


def test_the_key_is_no_part_of_the_configuration(server):
    one, other = (
        Options(reader="model", endpoint=endpoint(server, api_key=key)) for key in ("sk-one", "sk-two")
    )
    assert configuration(one) == configuration(other)


def test_an_offline_record_is_not_given_out_for_a_model(store, server):
    run([report(3)], store)
    outcome = run([report(3)], store, server)
    assert outcome.record.reading.reader == "model"
    assert outcome.summary.cached == 0


# -- faults on one document ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "function"),
    [(reading, "prepare"), (reading, "offline_record"), (reading, "parse"), (batch, "load")],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_an_unexpected_error_fails_its_document_and_the_batch_goes_on(module, function, store, monkeypatch):
    true = getattr(module, function)

    def broken(subject, *args, **options):
        name = (
            args[0] if args else getattr(subject, "name", None) or str(getattr(subject, "document", subject))
        )
        if "03_" in str(name):
            raise ZeroDivisionError("somewhere deep")
        return true(subject, *args, **options)

    monkeypatch.setattr(module, function, broken)
    outcome = run(MIXED, store)
    check(outcome, MIXED)
    (failed,) = (record for record in outcome.records if record.status == "failed")
    assert failed.document.path == str(report(3))
    assert failed.error.type == "unexpected"
    assert "03_" in failed.error.message
    assert "somewhere deep" in failed.error.message


def test_an_unexpected_error_in_the_loop_fails_its_document_alone(store, monkeypatch, server):
    true = batch.model_record

    async def broken(prepared, *args):
        if "03_" in prepared.document.name:
            raise KeyError("x")
        return await true(prepared, *args)

    monkeypatch.setattr(batch, "model_record", broken)
    outcome = run(MIXED, store, server)
    check(outcome, MIXED)
    assert outcome.summary.counts["failed"] == 1
    monkeypatch.undo()
    again = run(MIXED, store, server)
    assert again.summary.counts["failed"] == 0
    assert again.summary.cached == len(MIXED) - 1


BAD = ["refusal", "invalid-json", "truncated", "blank", "html", "foreign-json", "wrong-shape", "filtered"]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_fails_its_document_alone(name, store):
    shelf = Shelf(SOUND)

    def fault(exchange):
        # A wrong shape is asked about in further messages; the quotation stays the first.
        bad = shelf.path(exchange.request.text) == report(3)
        return loopback.FAULTS[name](exchange) if bad else exchange.completion()

    with LoopbackServer(shelf, fault=fault) as server:
        outcome = run(SOUND, store, server)
        check(outcome, SOUND)
        (failed,) = (record for record in outcome.records if record.status == "failed")
        assert failed.document.path == str(report(3))
        assert failed.document.sha256
        assert failed.error.type in {"BadAnswer", "ProviderError"}
        assert failed.reason == failed.error.message
        assert outcome.summary.counts["verified"] == len(SOUND) - 1
        # What was paid for nothing is on record as well.
        assert (failed.reading.calls >= 1) == (failed.error.type == "BadAnswer")
        assert sum(each.reading.calls for each in outcome.records) == outcome.summary.calls
        spent = sum(each.reading.input_tokens for each in outcome.records)
        assert spent == outcome.summary.input_tokens


def test_a_store_that_cannot_keep_an_answer_stops_the_run(store, monkeypatch, server):
    """Going on would pay for answers that are lost, and the provider is not to blame."""

    def full(*_args, **_options):
        raise StoreError("the store cannot grow: no space is left on the disk")

    monkeypatch.setattr(Store, "put", full)
    with pytest.raises((StoreError, ExceptionGroup)) as caught:
        run(MIXED, store, server, concurrency=1)
    error = caught.value
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, StoreError)
    assert len(server.requests) == 1


def test_a_store_that_cannot_keep_a_record_stops_the_run(store, monkeypatch):
    def full(*_args, **_options):
        raise StoreError("the store cannot grow: no space is left on the disk")

    monkeypatch.setattr(Store, "save", full)
    with pytest.raises((StoreError, ExceptionGroup)):
        run(MIXED, store)


@pytest.mark.parametrize("kind", ["model", "offline", "unreadable"])
def test_a_reader_of_the_records_that_goes_away_ends_the_run(kind, store, tmp_path):
    """`crossfoot extract … | head`: no fault of the document, which must not get a second record."""
    seen = []

    async def work(server):
        asked = {"reader": "model", "endpoint": endpoint(server)} if kind == "model" else {}
        path = tmp_path / "gone.txt" if kind == "unreadable" else report(3)

        def closed(progress):
            seen.append(progress.record.status)
            raise BrokenPipeError

        await extract_all([path], Options(**asked), store, closed, asyncio.Event())

    with LoopbackServer(Shelf([report(3)])) as server, pytest.raises((BrokenPipeError, ExceptionGroup)):
        asyncio.run(work(server))
    assert len(seen) == 1
    assert len(list(store.lines())) == 1
