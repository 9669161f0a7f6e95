"""Does an endpoint work, and in which modes? Small questions with a known answer, step by step.

Loads the OpenAI client and instructor.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from crossfoot.forms import form
from crossfoot.readers.endpoint import MODES, Endpoint, Mode
from crossfoot.readers.model.errors import AuthenticationFailed, ModelError, ProviderUnreachable
from crossfoot.readers.model.reader import ModelReader

_FORM = form("2021")
_CELL = _FORM.cells["requests.received.natural_person"]
_PRINTED = 37
_EXCERPT = f"{_CELL.labels[0]}：{_CELL.labels[-1]} {_PRINTED}"


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the probe found. `ok` is None where it cannot be told."""

    name: str
    ok: bool | None
    detail: str
    mode: Mode | None = None
    """For the steps that try a mode."""


async def probe(endpoint: Endpoint) -> AsyncIterator[Step]:
    """Try *endpoint*: is it reached, is the key accepted, which modes answer rightly? Ends where the rest is vain."""
    once = endpoint.model_copy(update={"attempts": 1})
    async with ModelReader(once) as reader:
        try:
            models = await reader.models()
        except ProviderUnreachable as error:
            yield Step("reachable", False, error.message)
            return
        except AuthenticationFailed as error:
            yield Step("reachable", True, endpoint.address)
            yield Step("key accepted", False, error.message)
            return
        except ModelError as error:
            # Not every server lists its models, so this is no fault yet.
            yield Step("reachable", True, f"{endpoint.address}; it gives no list of models: {error.message}")
        else:
            yield Step("reachable", True, endpoint.address)
            yield Step("key accepted", True, "or none is needed" if endpoint.api_key is None else "")
            yield _known(endpoint.model, models)
    for mode in MODES:
        step = await _try(once.model_copy(update={"mode": mode}), mode)
        yield step
        if step.mode is None:
            return


def _known(model: str, models: tuple[str, ...]) -> Step:
    if model in models:
        return Step("model known", True, model)
    listed = ", ".join(models[:8]) or "none"
    return Step("model known", None, f"{model} is not among the models listed: {listed}")


async def _try(endpoint: Endpoint, mode: Mode) -> Step:
    name = f"mode {mode}"
    async with ModelReader(endpoint) as reader:
        try:
            answer = await reader.ask([_CELL], _FORM, _EXCERPT, (), {})
        except AuthenticationFailed as error:
            return Step("key accepted", False, error.message)
        except ProviderUnreachable as error:
            return Step(name, None, error.message, mode)
        except ModelError as error:
            return Step(name, False, error.message, mode)
    value = answer.reading.cells.get(_CELL.path)
    usage = answer.usage
    tokens = f"{usage.calls} calls, {usage.input_tokens} tokens in, {usage.output_tokens} out"
    if value != _PRINTED:
        return Step(name, False, f"read {value} where {_PRINTED} is printed; {tokens}", mode)
    return Step(name, True, tokens, mode)
