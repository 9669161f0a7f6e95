"""A language model that misreads: it stands in for `ModelReader` in the pipeline, without any call."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from crossfoot.evaluation.simulation.errors import misread
from crossfoot.evaluation.simulation.figures import Cells
from crossfoot.forms import Cell, Form, Reading, Unit
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model import Answer, Usage


@dataclass(frozen=True)
class Habits:
    """How often a simulated model errs, as shares of its answers."""

    one: float = 0.35
    """First readings with one class of error."""
    two: float = 0.10
    """First readings with two."""
    answer: float = 0.10
    """Answers to a question that are taken from another misreading of the table."""
    insist: float = 0.05
    """Answers to a question that repeat the first reading."""


@dataclass
class SimulatedModel:
    """Reads a form as *printed* with errors, then reads again what it is asked for."""

    form: Form
    printed: Cells
    habits: Habits
    rng: Random
    first: Cells = field(init=False)
    """The first reading, drawn at once."""
    questions: list[tuple[str, ...]] = field(default_factory=list)
    """The cells of each question so far."""
    seconds: float = 0.0
    """CPU time spent here, and not in the program."""
    endpoint: Endpoint = field(default=Endpoint(model="simulated"))

    def __post_init__(self) -> None:
        chance = self.rng.random()
        errors = 2 if chance < self.habits.two else 1 if chance < self.habits.two + self.habits.one else 0
        self.first = self.printed
        for _ in range(errors):
            self.first = misread(self.form, self.first, self.rng) or self.first

    async def read(self, excerpt: str, form: Form, units: Mapping[str, Unit]) -> Answer:  # noqa: ARG002
        """The first reading, of the cells that *form* has."""
        return _answer(form, {path: self.first.get(path) for path in form.cells})

    async def ask(
        self,
        cells: Sequence[Cell],
        form: Form,
        excerpt: str,  # noqa: ARG002
        equations: Sequence[str],  # noqa: ARG002
        units: Mapping[str, Unit],  # noqa: ARG002
    ) -> Answer:
        """A fresh reading of *cells*."""
        began = time.process_time()
        said = self.again([cell.path for cell in cells])
        self.seconds += time.process_time() - began
        return _answer(form, said)

    def again(self, paths: Sequence[str]) -> Cells:
        """The cells at *paths* read anew: rightly, wrongly, or as the first time."""
        self.questions.append(tuple(paths))
        chance = self.rng.random()
        said: Cells | None = self.printed
        if chance < self.habits.insist:
            said = self.first
        elif chance < self.habits.insist + self.habits.answer:
            said = misread(self.form, self.printed, self.rng)
        read = said or self.printed
        return {path: read.get(path) for path in paths}


def _answer(form: Form, cells: Cells) -> Answer:
    return Answer(Reading(form, cells, reader="model"), Usage(calls=1))
