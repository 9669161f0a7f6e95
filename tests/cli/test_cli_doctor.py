"""`crossfoot doctor`: what is configured, what works, and never a key."""

import pytest
from cli_records import record

from crossfoot.readers.model import probe as probe_module
from crossfoot.readers.model.probe import Step

ENDPOINT = ["--model", "m", "--base-url", "http://user:word@gpu:8000/v1"]


@pytest.fixture
def steps(monkeypatch):
    """What the probe is to find."""
    found: list[Step] = []

    async def probe(_endpoint):
        for step in found:
            yield step

    monkeypatch.setattr(probe_module, "probe", probe)
    return found


def modes(**works):
    return [Step(f"mode {mode}", ok, "", mode) for mode, ok in works.items()]


REACHED = [Step("reachable", True, "http://gpu:8000/v1"), Step("key accepted", True, "")]


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([*REACHED, *modes(json_schema=True, tools=False)], 0),
        ([Step("reachable", False, "refused")], 5),
        ([REACHED[0], Step("key accepted", False, "HTTP 401")], 2),
        ([*REACHED, *modes(json_schema=False, tools=False)], 2),
        ([*REACHED, *modes(json_schema=None, tools=None)], 5),
        ([*REACHED, *modes(json_schema=False, json=True)], 2),
    ],
)
def test_the_exit_status_says_whether_extract_would_work(cli, steps, found, status):
    steps.extend(found)
    assert cli("doctor", *ENDPOINT).status == status


def test_another_mode_is_named_where_the_one_in_use_fails(cli, steps):
    steps.extend([*REACHED, *modes(json_schema=False, json=True)])
    assert "--mode json" in cli("doctor", *ENDPOINT).err


def test_what_sets_the_mode_of_the_stronger_model_is_named(cli, steps):
    steps.extend([*REACHED, *modes(json_schema=False, json=True)])
    err = cli("doctor", *ENDPOINT, "--escalate", "large").err
    assert "Use --mode json" in err
    assert "Use escalate_mode json" in err


def test_the_stronger_model_is_said_without_calls(cli, steps):
    steps.append(Step("reachable", False, "refused"))
    outcome = cli("doctor", *ENDPOINT, "--escalate", "large", "--no-calls")
    assert outcome.status == 0
    assert "escalation        large at http://gpu:8000/v1" in outcome.out


def test_secrets_are_never_shown(cli, steps, monkeypatch):
    steps.extend(REACHED)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    outcome = cli("doctor", *ENDPOINT)
    assert "sk-secret" not in outcome.out + outcome.err
    assert "word" not in outcome.out + outcome.err
    assert "key               set" in outcome.out
    assert "http://gpu:8000/v1" in outcome.out


def test_without_a_model_the_offline_reader_is_all_there_is(cli):
    outcome = cli("doctor")
    assert outcome.status == 0
    assert "No model is configured" in outcome.out


def test_nothing_is_asked_on_demand(cli, steps):
    steps.append(Step("reachable", False, "refused"))
    outcome = cli("doctor", *ENDPOINT, "--no-calls")
    assert outcome.status == 0
    assert "reachable" not in outcome.out


def test_what_a_server_says_cannot_steer_the_terminal(cli, steps):
    steps.append(Step("reachable", False, "\x1b[2Jowned"))
    assert "\x1b" not in cli("doctor", *ENDPOINT).out


def test_the_store_is_described(cli, stored):
    stored(record())
    assert "cache/crossfoot.db: 1 document, 0 answers" in cli("doctor").out
