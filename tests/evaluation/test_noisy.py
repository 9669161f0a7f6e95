"""The noisy model: which report is meant, how it errs, how a busy provider behaves; over real sockets where it matters."""

import asyncio
import json
import math
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from crossfoot.documents import read
from crossfoot.evaluation.labels.gold import load_label, load_labels
from crossfoot.evaluation.loopback import Exchange, Gold, Request, asked_cells
from crossfoot.evaluation.noisy import (
    Climate,
    Library,
    Noise,
    NoisyServer,
    Weather,
    open_library,
    shelved,
)
from crossfoot.evaluation.noisy.__main__ import main
from crossfoot.evaluation.simulation import MISREADINGS
from crossfoot.forms import Report2019, Report2021, form
from crossfoot.layout import excerpt, quote
from crossfoot.pipeline import Options, extract_all
from crossfoot.pipeline.document import Prepared, prepare
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model import ModelReader, wire
from crossfoot.readers.model.prompts import prompt, quoted
from crossfoot.store import Store

EVAL = Path(__file__).parents[2] / "eval"
SOME = ("02_", "10_", "17_", "26_", "33_", "40_")
"""Pipes, real figures, blanks throughout, HTML, a table as a picture (another printing of （六） is told), wrong sums."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the example reports with their labels."""
    out = tmp_path_factory.mktemp("noisy")
    for part in ("reports", "gold"):
        (out / part).mkdir()
        for path in (EVAL / part).iterdir():
            if path.name.startswith(SOME):
                shutil.copy(path, out / part / path.name)
    return out


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return open_library(folder / "reports", folder / "gold")


@pytest.fixture(scope="module")
def prepared(folder: Path, library: Library) -> dict[str, Prepared]:
    out = {shelf.name: prepare(read(folder / "reports" / shelf.name)) for shelf in library.reports}
    return {name: each for name, each in out.items() if isinstance(each, Prepared)}


def request(pieces: dict[str, str], name: str, temperature: float = 0.0) -> Request:
    body = {"model": "noisy", "messages": prompt(name).messages(pieces), "temperature": temperature}
    return Request("/v1/chat/completions", {}, body)


def reading(of: Prepared, temperature: float = 0.0) -> Request:
    text = excerpt(of.document, of.anchors)
    return request({"keys": wire.listing(of.anchors.form), "report": quoted(text)}, "read", temperature)


def question(of: Prepared, *paths: str) -> Request:
    cells = [of.anchors.form.cells[path] for path in paths]
    rows = {cell.row for cell in cells}
    known = rows <= of.anchors.rows.keys()
    text = quote(of.document, of.anchors, rows) if known else excerpt(of.document, of.anchors)
    pieces = {
        "keys": wire.question_listing(cells, of.anchors.form, 1),
        "report": quoted(text),
        "equations": "—",
    }
    return request(pieces, "question")


def post(url: str, body: object) -> dict[str, object]:
    asked = urllib.request.Request(f"{url}/chat/completions", json.dumps(body).encode())
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)


# -- which report is meant ------------------------------------------------------------------------------------------


def test_every_reading_and_every_question_about_one_row_finds_its_report(library, prepared):
    for shelf in library.reports:
        of = prepared[shelf.name]
        assert shelf in library.find(reading(of))
        for row in of.anchors.form.rows:
            found = library.find(question(of, row.cells[0].path))
            assert shelf in found
            assert {each.gold.cells[row.cells[0].path] for each in found} == {
                shelf.gold.cells[row.cells[0].path]
            }


def test_a_blank_row_is_quoted_by_its_label_and_still_found_among_reports_that_print_figures_there(
    library, prepared
):
    blank = next(each for each in prepared.values() if each.document.name.endswith("17_枫荻镇2020_空白.txt"))
    rows = [row for row in blank.anchors.form.rows if len(row.cells) == 7 and row.path in blank.anchors.rows]
    row = next(r for r in rows if quote(blank.document, blank.anchors, [r.path]).count("|") == 0)
    found = library.find(question(blank, row.cells[0].path))
    assert all(each.gold.cells[row.cells[0].path] is None for each in found)


def test_a_report_on_another_form_is_not_meant_though_it_prints_the_label_too(library, prepared):
    blank = next(each for name, each in prepared.items() if name.startswith("17_"))
    path = next(
        row.cells[0].path
        for row in blank.anchors.form.rows
        if row.path in blank.anchors.rows and "|" not in quote(blank.document, blank.anchors, [row.path])
    )
    shelf = next(each for each in library.reports if each.name.startswith("17_"))
    asked = question(blank, path)
    figures = replace(shelf, name="figures", gold=replace(shelf.gold, cells={**shelf.gold.cells, path: 7}))
    figures = replace(figures, rows={**shelf.rows, path.rpartition(".")[0]: {"label | 7"}})
    other = replace(shelf, name="other", gold=Gold(replace(shelf.gold.form, rows=()), {}))
    assert Library([figures, other, shelf]).find(asked) == (shelf,)


def test_an_unmarked_text_is_known_by_its_lines(library, prepared):
    name, of = next(iter(prepared.items()))
    asked = reading(of)
    plain = [{"role": "user", "content": f"请读：\n{of.document.text}\n{wire.listing(of.anchors.form)}"}]
    found = library.find(replace(asked, body={**asked.body, "messages": plain}))
    assert [each.name for each in found] == [name]


def test_reports_that_print_the_same_and_are_labelled_differently_cannot_be_told_apart(folder):
    stem = next(path.stem for path in (folder / "reports").iterdir() if path.name.startswith("10_"))
    label = load_label(folder / "gold" / f"{stem}.json")
    path = folder / "reports" / label.report
    here = shelved(path, label)
    assert here is not None
    other = {**here.gold.cells, "requests.received.total": 1}
    pair = Library([here, replace(here, name="copy", gold=replace(here.gold, cells=other))])
    of = prepare(read(path))
    with pytest.raises(LookupError, match="several reports"):
        pair.find(reading(of))
    # Where both labels agree, it does not matter which is meant.
    assert len(pair.find(question(of, "requests.granted.total"))) == 2


def test_what_cannot_be_told_is_said_with_status_500(library):
    foreign = {"keys": wire.listing(form("2021")), "report": quoted("规章 | 7 | 7 | 7")}
    with NoisyServer(library) as server:
        with pytest.raises(urllib.error.HTTPError) as caught:
            post(server.base_url, request(foreign, "read").body)
        said = caught.value.read().decode()
    assert caught.value.code == 500
    assert "no report has the quoted line" in said


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_a_request_that_is_no_json_object_is_told_so(library, body):
    with NoisyServer(library) as server:
        asked = urllib.request.Request(f"{server.base_url}/chat/completions", body)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(asked, timeout=10)
        assert "no JSON object" in caught.value.read().decode()
    assert caught.value.code == 400


# -- how it errs ----------------------------------------------------------------------------------------------------


def readings(noise: Noise, prepared: dict[str, Prepared], library: Library, number: int = 300) -> list[bool]:
    """Is the first reading wrong? Of so many reports with the same figures and names of their own."""
    of = next(each for name, each in prepared.items() if name.startswith("10_"))
    shelf = library.find(reading(of))[0]
    asked = reading(of)
    return [
        noise.misreads([replace(shelf, name=f"{n}")], asked).cells != shelf.gold.cells for n in range(number)
    ]


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.3, 1.0])
def test_the_share_of_wrong_first_readings_is_as_asked(rate, prepared, library):
    wrong = sum(readings(Noise(rate), prepared, library))
    assert abs(wrong / 300 - rate) <= 3 * (rate * (1 - rate) / 300) ** 0.5


def test_a_higher_rate_only_adds_errors_and_another_seed_gives_others(prepared, library):
    few, many, other = (readings(n, prepared, library) for n in (Noise(0.1), Noise(0.3), Noise(0.3, seed=2)))
    assert all(later for sooner, later in zip(few, many, strict=True) if sooner)
    assert many != other


def test_answers_to_questions_are_wrong_as_often_as_asked_and_in_what_is_asked(prepared, library):
    always = Noise(0.0, answer_error_rate=1.0, insist=0.0)
    for of in prepared.values():
        for row in of.anchors.form.rows[:12]:
            asked = question(of, row.cells[0].path)
            found = library.find(asked)
            path = row.cells[0].path
            assert always.misreads(found, asked).cells[path] != found[0].gold.cells[path]
            assert Noise(1.0, answer_error_rate=0.0, insist=0.0).misreads(found, asked) == found[0].gold


def test_a_model_that_insists_says_its_first_reading_once_more(prepared, library):
    stubborn = Noise(1.0, answer_error_rate=0.0, insist=1.0)
    for of in prepared.values():
        found = library.find(reading(of))
        first = stubborn.misreads(found, reading(of))
        path = next(path for path, value in first.cells.items() if value != found[0].gold.cells[path])
        asked = question(of, path)
        assert stubborn.misreads(library.find(asked), asked).cells[path] == first.cells[path]
        assert stubborn.misreads(found, reading(of, temperature=0.7)).cells == first.cells


def test_a_model_that_insists_on_what_was_right_does_not_err_there(prepared, library):
    """The rate of wrong answers is one of those that do not insist."""
    right = Noise(0.0, answer_error_rate=1.0, insist=1.0)
    for of in prepared.values():
        asked = question(of, of.anchors.form.rows[0].cells[0].path)
        found = library.find(asked)
        assert right.misreads(found, asked) == found[0].gold


def test_only_the_chosen_classes_of_misreading_occur(prepared, library):
    of = next(each for name, each in prepared.items() if name.startswith("10_"))
    found = library.find(reading(of))
    zeros = Noise(1.0, errors={"all_zero": 1.0}).misreads(found, reading(of))
    assert set(zeros.cells.values()) == {0}


def test_wrong_digits_befall_single_figures_and_no_blanks(prepared, library):
    for of in prepared.values():
        found = library.find(reading(of))
        truth, wrong = found[0].gold.cells, Noise(0.0, cell_error_rate=1.0).misreads(found, reading(of)).cells
        assert all(
            (wrong[path] is None) if value is None else (wrong[path] != value)
            for path, value in truth.items()
        )


def test_settings_that_make_no_sense_are_refused():
    for bad in (
        {"error_rate": 1.5},
        {"insist": -0.1},
        {"errors": {"typo": 1.0}},
        {"errors": {"all_zero": 0.0}},
        {"errors": {"all_zero": math.nan}},
        {"errors": {"all_zero": math.inf}},
    ):
        with pytest.raises(ValueError):
            Noise(**bad)
    for bad in (
        {"dropped": 0.6, "truncated": 0.6},
        {"truncated": math.nan},
        {"delay": -1},
        {"delay": math.inf},
        {"jitter": math.nan},
        {"per_second": 0},
        {"per_second": math.nan},
    ):
        with pytest.raises(ValueError):
            Weather(**bad)


def test_a_program_that_asks_by_nested_names_is_answered_in_its_shape(folder, library, prepared):
    with NoisyServer(library, Noise(0.0)) as server:
        for name, of in prepared.items():
            asked_for = {"2019": Report2019, "2021": Report2021}[of.anchors.form.id]
            schema = {"name": "Report", "schema": asked_for.model_json_schema()}
            body = {
                "model": "noisy",
                "messages": [{"role": "user", "content": f"抄录：\n{of.document.text}"}],
                "response_format": {"type": "json_schema", "json_schema": schema},
            }
            answer = post(server.base_url, body)
            report = asked_for.model_validate_json(answer["choices"][0]["message"]["content"])
            label = load_labels(folder / "gold")[name]
            assert dict(flat(report.model_dump())) == {
                path: label.cells.get(path) for path in of.anchors.form.cells
            } | {"form": label.form}


def flat(tree, path=()):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, (*path, name))
        else:
            yield ".".join((*path, name)), value


# -- through the program --------------------------------------------------------------------------------------------


async def extracted(folder: Path, endpoint: Endpoint, store: Path, concurrency: int = 4) -> dict[str, dict]:
    records = {}
    with Store(store) as opened:
        await extract_all(
            sorted((folder / "reports").iterdir()),
            Options(reader="model", endpoint=endpoint, workers=0, concurrency=concurrency),
            opened,
            lambda done: records.update({Path(done.record.document.path).name: done.record}),
            asyncio.Event(),
        )
    return records


async def test_without_noise_every_record_is_as_labelled(folder, library, tmp_path):
    with NoisyServer(library, Noise(0.0)) as server:
        endpoint = Endpoint(model="noisy", base_url=server.base_url, attempts=1)
        records = await extracted(folder, endpoint, tmp_path / "store.db")
    for name, label in load_labels(folder / "gold").items():
        assert records[name].status == label.expected_status
        if label.expected_status != "needs_review":
            assert {path: records[name].cells.get(path) for path in label.values} == label.values


async def test_the_same_run_gives_the_same_records_whatever_the_order(folder, library, tmp_path):
    runs = []
    for number, concurrency in enumerate((1, 8)):
        with NoisyServer(library, Noise(0.7, insist=0.3)) as server:
            endpoint = Endpoint(model="noisy", base_url=server.base_url, attempts=1)
            records = await extracted(folder, endpoint, tmp_path / f"{number}.db", concurrency)
            runs.append({name: (r.status, r.cells, r.reading.calls) for name, r in records.items()})
            assert server.counts["question"] > 0
    assert runs[0] == runs[1]


async def test_a_bad_model_gets_nothing_wrong_verified(folder, library, tmp_path):
    labels = load_labels(folder / "gold")
    for seed in range(2):
        with NoisyServer(library, Noise(1.0, answer_error_rate=0.3, seed=seed)) as server:
            endpoint = Endpoint(model="noisy", base_url=server.base_url, attempts=1)
            records = await extracted(folder, endpoint, tmp_path / f"{seed}.db")
        for name, record in records.items():
            if record.status == "verified":
                assert {path: record.cells.get(path) for path in labels[name].values} == labels[name].values


# -- the weather ----------------------------------------------------------------------------------------------------


def exchange(text: str = "x") -> Exchange:
    return Exchange(Request("", {}, {"messages": [{"role": "user", "content": text}]}), '{"q1":[1,2]}')


def kind(reply) -> str:
    if reply.body is None:
        return "dropped"
    said = json.loads(reply.body)["choices"][0]
    if said["finish_reason"] == "length":
        return "truncated"
    return "right" if said["message"]["content"] == '{"q1":[1,2]}' else "invalid"


def test_troubles_have_their_shares_pass_by_and_depend_on_nothing_else():
    weather = Weather(truncated=0.2, dropped=0.2, invalid_json=0.2)
    one, other = Climate(weather), Climate(weather)
    first = [kind(one(exchange(f"{n}"))) for n in range(400)]
    backwards = [kind(other(exchange(f"{n}"))) for n in reversed(range(400))]
    assert first == backwards[::-1]
    counted = Counter(first)
    assert all(abs(counted[name] - 80) < 30 for name in ("dropped", "truncated", "invalid"))
    again = [kind(one(exchange(f"{n}"))) for n in range(400) if first[n] != "right"]
    assert again.count("right") > 60


def test_more_requests_than_allowed_are_asked_to_wait():
    now = [0.0]
    climate = Climate(Weather(per_second=2), clock=lambda: now[0])
    assert [climate(exchange()).status for _ in range(4)] == [200, 200, 429, 429]
    assert climate(exchange()).headers["Retry-After"] == "1"
    now[0] = 1.0
    assert [climate(exchange()).status for _ in range(3)] == [200, 200, 429]


def test_delay_and_jitter_are_added():
    delays = {Climate(Weather(delay=2, jitter=1))(exchange(f"{n}")).delay for n in range(20)}
    assert len(delays) == 20
    assert all(2 <= delay <= 3 for delay in delays)


async def test_a_client_that_tries_again_gets_its_answer(library, prepared):
    of = next(iter(prepared.values()))
    weather = Weather(dropped=0.6, per_second=50, seed=3)
    with NoisyServer(library, Noise(0.0), weather) as server:
        endpoint = Endpoint(model="noisy", base_url=server.base_url, attempts=20)
        async with ModelReader(endpoint, backoff=lambda _state: 0.0) as reader:
            answer = await reader.read(excerpt(of.document, of.anchors), of.anchors.form, of.units)
        assert len(server.requests) > 1
    assert dict(answer.reading.cells) == dict(library.find(reading(of))[0].gold.cells)


# -- as a process ---------------------------------------------------------------------------------------------------


def test_served_by_a_process_of_its_own_until_it_is_interrupted(folder, prepared):
    command = [sys.executable, "-m", "crossfoot.evaluation.noisy", "reports", "gold", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            of = next(each for name, each in prepared.items() if name.startswith("10_"))
            asked = question(of, "requests.received.total")
            answer = post(url, {**asked.body, "model": "noisy"})
            assert (
                json.loads(answer["choices"][0]["message"]["content"]).keys()
                == asked_cells(asked, of.anchors.form).keys()
            )
        finally:
            server.send_signal(signal.SIGINT)
            try:
                _, said = server.communicate(timeout=20)
            finally:
                server.kill()
    assert server.returncode == 0
    assert "1 requests answered" in said


def test_its_help_teaches_and_mistakes_are_said(folder):
    run = CliRunner().invoke
    told = run(main, ["--help"]).output
    assert "crossfoot extract" in told
    assert all(name in told for name in MISREADINGS)
    places = [str(folder / "reports"), str(folder / "gold")]
    wrong = run(main, [*places, "--errors", "typo=1"])
    assert wrong.exit_code == 2
    assert "no class of misreading is called 'typo'" in wrong.output
    assert run(main, [*places, "--errors", "all_zero=many"]).exit_code == 2
    assert run(main, [*places, "--port", "99999"]).exit_code == 2
    assert run(main, [places[0], places[0]]).exit_code == 2
