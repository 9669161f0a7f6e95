"""`crossfoot doctor`: is everything in place?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.endpoint import MISSING, EndpointFlags, configured
from crossfoot.cli.exits import Exit, leave
from crossfoot.cli.options import base_url_option, escalate_option, model_option, store_option
from crossfoot.cli.text import plural, safe, size

if TYPE_CHECKING:
    from crossfoot.readers.endpoint import Endpoint
    from crossfoot.readers.model.probe import Step

_PACKAGES = ("pydantic", "openai", "instructor", "sqlite-utils", "selectolax")


@click.command("doctor", short_help="Is everything in place? Which modes does the model know?")
@model_option
@base_url_option
@escalate_option
@store_option
@click.option("--no-calls", is_flag=True, help="Ask the model nothing: only say what is configured.")
def command(
    model: str | None, base_url: str | None, escalate: str | None, store: Path, no_calls: bool
) -> None:
    """Check versions, the store and the configured model.

    Where a model is configured, the server is asked for its list of models, and the model four small questions, one
    for each way (mode) of asking for JSON; this takes a few hundred tokens. The stronger model of `escalate` is tried
    in the same way where one is configured. A key is never shown.

    \b
    Examples:
      crossfoot doctor
      crossfoot doctor --base-url http://localhost:11434/v1 --model qwen2.5:7b
      OPENAI_API_KEY=... crossfoot doctor --model gpt-4.1-mini

    \b
    The same settings in crossfoot.toml:
      [model]
      name = "qwen2.5:7b"
      base_url = "http://localhost:11434/v1"
      mode = "json_schema"

    \b
    Exit status: 0 all is well; 2 a setting is wrong or no mode works;
    5 the server cannot be reached.
    """
    _say("crossfoot", _versions())
    _say("store", _store_state(store))
    endpoint = configured(EndpointFlags(model, base_url, escalate=escalate))
    if endpoint is None:
        _say("model", f"none. {MISSING}")
        return
    found = [_model("model", endpoint, "--mode", no_calls=no_calls)]
    if endpoint.escalate is not None:
        found.append(_model("escalation", endpoint.escalate, "escalate_mode", no_calls=no_calls))
    leave(next((status for status in found if status is not Exit.OK), Exit.OK))


def _model(name: str, endpoint: "Endpoint", setting: str, *, no_calls: bool) -> Exit:
    """Say how a model is configured and, unless that is all that is wanted, whether it works."""
    _say(name, f"{safe(endpoint.model)} at {safe(endpoint.address)}")
    _say("key", "set" if endpoint.api_key is not None else "not set")
    _say("mode", f"{endpoint.asking_mode}{'' if endpoint.mode else ' (the default for this server)'}")
    if no_calls:
        return Exit.OK
    import asyncio

    return asyncio.run(_examined(endpoint, setting))


async def _examined(endpoint: "Endpoint", setting: str) -> Exit:
    """Print each step of the probe as it comes; the exit status they amount to. *setting* is what sets the mode."""
    from crossfoot.readers.model.probe import probe

    steps: list[Step] = []
    async for step in probe(endpoint):
        steps.append(step)
        _say(step.name, f"{_MARKS[step.ok]}  {safe(step.detail)}")
    working = [step.mode for step in steps if step.mode is not None and step.ok]
    if any(step.name == "key accepted" and step.ok is False for step in steps):
        return Exit.USAGE
    if not working:
        # A server that is there and then gives no answer in time is as good as not reached.
        silent = all(step.ok is None for step in steps if step.mode is not None)
        return Exit.PROVIDER if silent else Exit.USAGE
    if endpoint.asking_mode not in working:
        click.echo(
            f"Use {setting} {working[0]}: the mode in use, {endpoint.asking_mode}, does not work.", err=True
        )
        return Exit.USAGE
    return Exit.OK


_MARKS = {True: "yes", False: "no ", None: "?  "}


def _say(name: str, text: str) -> None:
    click.echo(f"{name:<18}{text}")


def _versions() -> str:
    from importlib.metadata import PackageNotFoundError, version

    from crossfoot import __version__

    found = [__version__, f"python {sys.version.split()[0]}"]
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} is missing")
    return ", ".join(found)


def _store_state(path: Path) -> str:
    from crossfoot.store import Store, StoreError

    if not path.exists():
        return f"{safe(path)}: not there yet, `crossfoot extract` makes it"
    try:
        with Store.open_read_only(path) as store:
            stats = store.stats()
    except StoreError as error:
        return safe(error)
    return f"{safe(path)}: {plural(stats.documents, 'document')}, {plural(stats.answers, 'answer')}, {size(stats.size)}"
