"""What readings took: calls and tokens; and the log of answers that saves them."""

from dataclasses import astuple, dataclass, field
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

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def cost(self, endpoint: Endpoint) -> float | None:
        """What `calls` cost at the endpoint's prices; None where it has none."""
        return endpoint.cost(self.input_tokens, self.output_tokens)


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
