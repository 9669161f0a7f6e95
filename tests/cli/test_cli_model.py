"""The commands over the real pipeline with a model: a server of our own on loopback that answers from gold."""

import json
from pathlib import Path

import pytest

from crossfoot.evaluation.loopback import FAULTS, Gold, LoopbackServer, ValueFault, misread
from crossfoot.evaluation.loopback.__main__ import load_gold
from crossfoot.forms import form
from crossfoot.readers.endpoint import MODES

EVAL = Path(__file__).parents[2] / "eval"
WRONG = next((EVAL / "reports").glob("40_*"))
SOUND = next((EVAL / "reports").glob("01_*"))
KEY = "sk-test-0123456789abcdef"


def gold(report: Path):
    return load_gold(EVAL / "gold" / f"{report.stem}.json")


@pytest.fixture
def once(monkeypatch):
    """One try for each request: the tests wait for nothing."""
    monkeypatch.setenv("CROSSFOOT_ATTEMPTS", "1")


def model(server: LoopbackServer) -> list[str]:
    return ["--model", "loopback", "--base-url", server.base_url]


def test_the_model_reads_and_a_second_run_asks_nothing(cli, tmp_path):
    with LoopbackServer(gold(SOUND)) as server:
        first = cli("extract", SOUND, *model(server), "--out", "first.jsonl")
        asked = len(server.requests)
        second = cli("extract", SOUND, *model(server), "--out", "second.jsonl")
        assert len(server.requests) == asked > 0
    assert first.status == second.status == 0
    assert "Reader: loopback at http://127.0.0.1" in first.err
    assert f"{asked} call" in first.err
    assert "tokens in" in first.err
    assert "1 of them from the store" in second.err
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    assert (
        json.loads((tmp_path / "first.jsonl").read_text(encoding="utf-8"))["reading"]["model"] == "loopback"
    )


def test_a_misread_digit_is_asked_about_and_repaired(cli):
    fault = ValueFault(misread("requests.received.total", 212), "reading")
    with LoopbackServer(gold(SOUND), values=[fault]) as server:
        assert cli("extract", SOUND, *model(server)).status == 0
        assert server.counts["question"] >= 1


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("unauthorised", 2, "does not accept the API key"),
        ("forbidden", 2, "does not accept the API key"),
        ("not-found", 2, "knows no such address or no model"),
        ("quota", 4, "is exhausted"),
        ("unavailable", 5, "gave no answer"),
        ("drop", 5, "cannot be reached"),
        ("html", 3, "a web page"),
        ("refusal", 3, "refused to answer"),
    ],
)
def test_a_provider_that_fails_ends_in_a_clear_message_and_its_status(cli, monkeypatch, fault, status, words):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with LoopbackServer(gold(SOUND), fault=FAULTS[fault]) as server:
        outcome = cli("extract", SOUND, *model(server))
    assert outcome.status == status
    assert words in outcome.err
    assert KEY not in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.usefixtures("once")
def test_a_wrong_key_stops_at_once(cli):
    with LoopbackServer(gold(SOUND), key="another") as server:
        outcome = cli("extract", EVAL / "reports", *model(server), "--concurrency", "1", "--quiet")
        assert len(server.requests) == 1
    assert outcome.status == 2
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.usefixtures("once")
def test_an_endpoint_that_is_down_can_be_resumed(cli, tmp_path):
    with LoopbackServer(gold(SOUND)) as server:
        arguments = ["extract", SOUND, *model(server), "--out", "out.jsonl"]
    assert cli(*arguments).status == 5
    port = int(arguments[5].split(":")[2].partition("/")[0])
    with LoopbackServer(gold(SOUND), port=port):
        assert cli(*arguments).status == 0
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["status"] == "verified"


def test_calls_can_be_limited(cli):
    with LoopbackServer(gold(SOUND)) as server:
        outcome = cli("extract", SOUND, WRONG, *model(server), "--max-calls", "1", "--concurrency", "1")
    assert outcome.status == 4
    assert "the limit of 1 calls is reached" in outcome.err


def test_the_stronger_model_settles_what_the_first_insists_on(cli):
    fault = ValueFault(misread("requests.received.total", 212), "always", model="loopback")
    with LoopbackServer(gold(SOUND), values=[fault]) as server:
        assert cli("extract", SOUND, *model(server)).status == 3
        outcome = cli("extract", SOUND, *model(server), "--votes", "3", "--escalate", "large")
    assert outcome.status == 0
    assert "2 questions about 1 cell in doubt, 1 of them settled" in outcome.err
    shown = cli("show", SOUND).out
    assert "question 1 to loopback · 3 of 3 votes · 1 cell: 1 still · sums: 2 still" in shown
    assert "question 2 to large (escalated) · 3 of 3 votes · 1 cell: 1 fixed · sums: 2 fixed" in shown


@pytest.mark.usefixtures("once")
def test_a_stronger_model_that_is_not_there_is_named(cli):
    def fault(exchange):
        return (
            FAULTS["not-found"](exchange)
            if exchange.request.body["model"] == "large"
            else exchange.completion()
        )

    values = [ValueFault(misread("requests.received.total", 212), "always")]
    with LoopbackServer(gold(SOUND), values=values, fault=fault) as server:
        outcome = cli("extract", SOUND, *model(server), "--escalate", "large")
    assert outcome.status == 2
    assert "Stopped: escalation to the model `large`" in outcome.err
    assert "knows no such address or no model `large`" in outcome.err


# -- doctor ---------------------------------------------------------------------------------------------------------


def asked_by_the_probe() -> Gold:
    printed = form("2021")
    return Gold(printed, {**dict.fromkeys(printed.cells, 0), "requests.received.natural_person": 37})


def test_doctor_finds_the_modes_that_work(cli):
    with LoopbackServer(asked_by_the_probe()) as server:
        outcome = cli("doctor", *model(server))
    assert outcome.status == 0
    for step in ("reachable", "key accepted", "model known", *(f"mode {mode}" for mode in MODES)):
        assert f"{step:<18}yes" in outcome.out


@pytest.mark.parametrize(("wrong", "status"), [(None, 0), ("loopback", 2), ("large", 2)])
def test_doctor_tries_the_stronger_model_too(cli, wrong, status):
    fault = ValueFault(misread("requests.received.natural_person", 5), "always", model=wrong or "neither")
    with LoopbackServer(asked_by_the_probe(), values=[fault]) as server:
        outcome = cli("doctor", *model(server), "--escalate", "large")
    assert outcome.status == status
    assert "escalation        large at http://127.0.0.1" in outcome.out
    assert len(server.requests) == 2 * len(MODES)


def test_doctor_does_not_trust_a_model_that_reads_wrongly(cli):
    with LoopbackServer(gold(SOUND)) as server:
        outcome = cli("doctor", *model(server))
    assert outcome.status == 2
    assert "where 37 is printed" in outcome.out


def test_doctor_tells_a_wrong_key(cli, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with LoopbackServer(gold(SOUND), key="another") as server:
        outcome = cli("doctor", *model(server))
    assert outcome.status == 2
    assert "key accepted      no" in outcome.out
    assert KEY not in outcome.out + outcome.err


def test_doctor_tells_an_endpoint_that_is_down(cli):
    with LoopbackServer(gold(SOUND)) as server:
        arguments = model(server)
    assert cli("doctor", *arguments).status == 5
