"""What readings took: calls and tokens; and the log of answers that saves them."""

from dataclasses import dataclass, field, replace
from typing import Protocol

from crossfoot.readers.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Usage:
    """Answers of the model and their tokens. What came from the log cost nothing and is counted apart."""

    calls: int = 0
    """Answers that the endpoint gave."""
    cached: int = 0
    """Answers that came from the log."""
    input_tokens: int = 0
    """Of `calls`."""
    output_tokens: int = 0
    """Of `calls`."""
    cached_input_tokens: int = 0
    """Of `cached`: what the log saved."""
    cached_output_tokens: int = 0
    """Of `cached`."""
    cost: float | None = 0.0
    """Of `calls`; None where a model without a known price gave one of them."""
    cached_cost: float | None = 0.0
    """Of `cached`: what they had cost; None as above."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            cached=self.cached + other.cached,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            cached_output_tokens=self.cached_output_tokens + other.cached_output_tokens,
            cost=_added(self.cost, other.cost),
            cached_cost=_added(self.cached_cost, other.cached_cost),
        )

    def priced(self, endpoint: Endpoint) -> "Usage":
        """This usage, all of *endpoint*, with what it cost there."""
        now = endpoint.cost(self.input_tokens, self.output_tokens) if self.calls else 0.0
        saved = endpoint.cost(self.cached_input_tokens, self.cached_output_tokens) if self.cached else 0.0
        return replace(self, cost=now, cached_cost=saved)


def _added(one: float | None, other: float | None) -> float | None:
    """The sum; unknown where one of the two is."""
    return None if one is None or other is None else one + other


@dataclass(slots=True)
class Tally:
    """Adds up the usage of one reading while its calls come in."""

    usage: Usage = field(default_factory=Usage)

    def add(self, input_tokens: int, output_tokens: int, *, cached: bool) -> None:
        """Count one answer."""
        self.usage += (
            Usage(cached=1, cached_input_tokens=input_tokens, cached_output_tokens=output_tokens)
            if cached
            else Usage(calls=1, input_tokens=input_tokens, output_tokens=output_tokens)
        )


class AnswerLog(Protocol):
    """Keeps raw answers by the exact request. The store implements it; keys and secrets never reach it."""

    def get(self, key: str) -> bytes | None:
        """The latest answer to this request."""

    def put(self, key: str, *, request: bytes, response: bytes, model: str, seconds: float) -> None:
        """Keep an answer. It is durable when this returns."""
