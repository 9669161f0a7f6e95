"""From a request for a shape to an object of that shape: instructor, and what it leaves open.

instructor states the schema in the mode's way, parses the answer strictly and, where the shape is wrong, shows the
model the fault and asks again. Left to us are truncated answers (asked for once more with twice the room) and a
name for each failure. Never is `context` given: with it instructor runs every message through Jinja.

Loads instructor; import it only where a model is really asked.
"""

import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

import instructor
from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException
from pydantic import ValidationError

from crossfoot.readers.endpoint import Endpoint, Mode, Temperature
from crossfoot.readers.model.errors import BadAnswer
from crossfoot.readers.model.prompts import Message
from crossfoot.readers.model.provider import Provider
from crossfoot.readers.model.usage import Tally
from crossfoot.readers.model.wire import Wire

REASKS = 2
"""So often is a model told that the shape of its answer is wrong."""

_MODES: dict[Mode, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
    "md_json": instructor.Mode.MD_JSON,
}

# instructor reports every failure to its logger, and a logger without a handler writes to standard error. The
# failures reach the user through our errors; who configures logging still sees these.
logging.getLogger("instructor").addHandler(logging.NullHandler())

W = TypeVar("W", bound=Wire)


class Structured:
    """Asks a provider for objects of a given shape."""

    def __init__(self, provider: Provider) -> None:
        self._endpoint: Endpoint = provider.endpoint
        mode = _MODES[self._endpoint.asking_mode]
        self._create: Any = instructor.patch(create=provider.complete, mode=mode)

    async def ask(
        self, shape: type[W], messages: Sequence[Message], tally: Tally, temperature: Temperature
    ) -> W:
        """An object of *shape* in answer to *messages*, sampled at *temperature*. Raises `ModelError`."""
        room = self._endpoint.max_output_tokens
        try:
            try:
                return await self._once(shape, messages, tally, temperature, room)
            except IncompleteOutputException:
                return await self._once(shape, messages, tally, temperature, 2 * room)
        except IncompleteOutputException:
            raise BadAnswer(
                f"{self._who}: the answer was cut off at {2 * room} tokens; raise `max_output_tokens`, or use a model "
                "that does not think aloud"
            ) from None
        except InstructorRetryException as error:
            raise self._meant(error) from error.__cause__

    async def _once(
        self, shape: type[W], messages: Sequence[Message], tally: Tally, temperature: Temperature, room: int
    ) -> W:
        sampling: dict[str, Any] = {self._endpoint.limit_parameter: room}
        if temperature != "default":
            sampling["temperature"] = temperature
        answer = await self._create(
            response_model=_prepared(shape),
            max_retries=REASKS,
            messages=list(messages),
            model=self._endpoint.model,
            tally=tally,
            **sampling,
        )
        return cast(W, answer)

    def _meant(self, error: InstructorRetryException) -> BaseException:
        """The error that instructor wrapped; where it is one of parsing, `BadAnswer`."""
        cause = error.__cause__ or error
        if not isinstance(cause, ValueError):
            return cause
        return BadAnswer(
            f"{self._who}: no answer of the right shape in {error.n_attempts} tries ({_fault(cause)}); try another "
            f"`mode` than `{self._endpoint.asking_mode}`, or another model"
        )

    @property
    def _who(self) -> str:
        return f"the model `{self._endpoint.model}` at {self._endpoint.address}"


@lru_cache(maxsize=256)
def _prepared(shape: type[W]) -> type[W]:
    # instructor derives a class of its own from every response model that is not one yet, anew for each call: 3 ms.
    return cast(type[W], instructor.response_schema(shape))


def _fault(cause: ValueError) -> str:
    """In a few words, what is wrong with the shape. Never the answer itself."""
    if isinstance(cause, ValidationError):
        first = cause.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else first["msg"]
    if isinstance(cause, json.JSONDecodeError):
        return f"no JSON: {cause.msg}"
    return str(cause)[:200]
