"""The model reader: a language model copies the figures of a report, or again some of them.

::

    ModelReader ─ prompts, wire ──▶ Structured ─ shape ──▶ Provider ─ tries ──▶ LoggedTransport ─ log ──▶ endpoint
                                    instructor             openai, tenacity     httpx2
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from crossfoot.forms import Cell, Form, Reading, Unit
from crossfoot.forms.facts import Stated
from crossfoot.readers.endpoint import Endpoint, Temperature
from crossfoot.readers.model import facts, wire
from crossfoot.readers.model.errors import ModelError
from crossfoot.readers.model.prompts import prompt, quoted
from crossfoot.readers.model.usage import AnswerLog, Tally, Usage

if TYPE_CHECKING:
    from crossfoot.readers.model.structured import W


@dataclass(frozen=True, slots=True)
class Answer:
    """A reading and what it took."""

    reading: Reading
    usage: Usage


@dataclass(frozen=True, slots=True)
class FactsAnswer:
    """The facts as the model states them, unchecked, and what they took."""

    stated: tuple[Stated, ...]
    usage: Usage


class ModelReader:
    """Reads reports with the language model at an endpoint. Close it, or use it as an async context manager.

    *answers* keeps every answer by its exact request and is asked first; with *refresh* it is only written to.
    *backoff* gives the seconds to wait before another try (see `provider.Backoff`).
    """

    def __init__(
        self,
        endpoint: Endpoint,
        answers: AnswerLog | None = None,
        *,
        refresh: bool = False,
        backoff: Callable[[Any], float] | None = None,
    ) -> None:
        # The client libraries take a second to import: only who asks a model waits for them.
        from crossfoot.readers.model.provider import Backoff, Provider
        from crossfoot.readers.model.structured import Structured

        self.endpoint = endpoint
        self._provider = Provider(endpoint, answers, refresh=refresh, backoff=backoff or Backoff())
        self._structured = Structured(self._provider)

    async def read(self, excerpt: str, form: Form, units: Mapping[str, Unit]) -> Answer:
        """Fill the whole form from *excerpt*, the part of the report with its tables.

        *units* are the units that column headers state, by path of the amount. Raises `ModelError`.
        """
        pieces = {"keys": wire.listing(form), "report": quoted(excerpt)}
        filled, usage = await self._ask(wire.model(form), "read", pieces, self.endpoint.temperature)
        return Answer(wire.reading(form, filled, units), usage)

    async def ask(
        self,
        cells: Sequence[Cell],
        form: Form,
        excerpt: str,
        equations: Sequence[str],
        units: Mapping[str, Unit],
        *,
        vote: int | None = None,
    ) -> Answer:
        """Read *cells* afresh from *excerpt*; the answer holds them alone.

        *equations* say why, in words. The earlier answer is not shown: what is read without it in view is independent
        evidence, and the question does not grow from round to round. Raises `ModelError`.

        A question that is put several times has the number of each *vote*, from 1 on. A vote is sampled at the
        endpoint's `voting_temperature` and lists its keys from another cell on, so that each is a request of its own:
        one and the same would be answered once and be told again from the log.
        """
        if not cells:
            raise ValueError("a question needs at least one cell")
        first = vote or 1
        turned = rotated(cells, first - 1)
        pieces = {
            "keys": wire.question_listing(turned, form, first),
            "report": quoted(excerpt),
            "equations": "\n".join(equations) or "（未说明）",
        }
        temperature = self.endpoint.temperature if vote is None else self.endpoint.voting_temperature
        shape = wire.question(turned, first)
        answered, usage = await self._ask(shape, "question", pieces, temperature)
        return Answer(wire.answers(form, turned, answered, units, first), usage)

    async def facts(self, narrative: str) -> FactsAnswer:
        """What *narrative*, the report's text without its tables, states of the facts. Raises `ModelError`."""
        pieces = {"keys": facts.listing(), "report": quoted(narrative)}
        answer, usage = await self._ask(facts.model(), "facts", pieces, self.endpoint.temperature)
        return FactsAnswer(facts.stated(answer), usage)

    async def models(self) -> tuple[str, ...]:
        """The names of the models that the endpoint lists. Raises `ModelError`."""
        return await self._provider.models()

    async def close(self) -> None:
        """Close the connections."""
        await self._provider.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _ask(
        self, shape: "type[W]", name: str, pieces: Mapping[str, str], temperature: Temperature
    ) -> "tuple[W, Usage]":
        tally = Tally()
        try:
            answer = await self._structured.ask(shape, prompt(name).messages(pieces), tally, temperature)
        except ModelError as error:
            error.usage = tally.usage.priced(self.endpoint)
            raise
        return answer, tally.usage.priced(self.endpoint)


def rotated(cells: Sequence[Cell], by: int) -> Sequence[Cell]:
    """*cells*, begun *by* cells later; what is left out at the front follows at the end."""
    start = by % len(cells)
    return [*cells[start:], *cells[:start]]
