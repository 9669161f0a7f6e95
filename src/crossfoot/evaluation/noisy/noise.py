"""How a noisy model misreads: which requests it answers wrongly, and how.

Everything is drawn from the seed, the model's name, and the request itself, so that the same request has the same answer
in whatever order requests come. A higher rate only adds errors: what is wrong at 5 % is wrong at 10 %, in the same way.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from random import Random

from crossfoot.evaluation.loopback import Cells, Gold, Request, asked_cells
from crossfoot.evaluation.noisy.shelves import Shelved
from crossfoot.evaluation.simulation import MISREADINGS, misread
from crossfoot.forms import Value

_TRIES = 40
"""Draws of a misreading until one befalls what is asked: nearly always enough where any class can."""


@dataclass(frozen=True)
class Noise:
    """How often, and in which ways, a model errs. Rates are shares from 0 to 1."""

    error_rate: float = 0.1
    """First readings with a misreading."""
    answer_error_rate: float | None = None
    """Answers to questions in which at least one figure is wrong, of those that do not insist; null: as many as first
    readings."""
    insist: float = 0.2
    """Answers to questions, and repeated readings, that say once more what the first reading said, right or wrong."""
    cell_error_rate: float = 0.0
    """Figures of any answer with a wrong digit, each by itself."""
    errors: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(MISREADINGS, 1.0))
    """The weight of each class of misreading, a key of `MISREADINGS`."""
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises `ValueError` for rates and classes that there are not."""
        rates = self.error_rate, self.answer_error_rate or 0.0, self.insist, self.cell_error_rate
        if not all(0 <= rate <= 1 for rate in rates):
            raise ValueError("rates are shares from 0 to 1")
        if unknown := sorted(set(self.errors) - set(MISREADINGS)):
            raise ValueError(
                f"no class of misreading is called {unknown[0]!r}; there are {', '.join(MISREADINGS)}"
            )
        weights = self.errors.values()
        if not all(weight >= 0 for weight in weights) or not 0 < sum(weights) < inf:
            raise ValueError("weights are numbers from 0 on, and one of them is more than 0")

    def misreads(self, reports: Sequence[Shelved], request: Request) -> Gold:
        """What the model takes the report for when it answers *request*. All of *reports* answer it alike."""
        model = str(request.body.get("model", ""))
        if request.kind == "reading" and not _sampled(request):
            return self._first(reports[0], model)
        gold = reports[0].gold
        asked = [cell.path for cells in asked_cells(request, gold.form).values() for cell in cells]
        asked = asked or list(gold.cells)
        rng = self._chance(model, f"{request.text}\n{request.body.get('temperature')}")
        repeats, errs = rng.random() < self.insist, rng.random()
        if repeats:
            # Of reports that cannot be told apart here, the model errs as in one where it had erred.
            firsts = (self._first(report, model) for report in reports)
            return next((first for first in firsts if _differs(first.cells, gold.cells, asked)), gold)
        first_again = request.kind == "reading" or self.answer_error_rate is None
        rate = self.error_rate if first_again else self.answer_error_rate or 0.0
        return self._read(gold, asked, rng, errs=errs < rate)

    def _first(self, report: Shelved, model: str) -> Gold:
        """The first reading of a report: the same whatever the prompt, so that prompts can be compared."""
        rng = self._chance(model, report.name)
        return self._read(report.gold, list(report.gold.cells), rng, errs=rng.random() < self.error_rate)

    def _read(self, gold: Gold, asked: Sequence[str], rng: Random, *, errs: bool) -> Gold:
        """The figures with an error among those *asked* where the model *errs*, and wrong digits anywhere."""
        digits = Random(rng.random())  # of their own: a rate must not change what another one draws
        cells = self._wrong(gold, asked, rng) if errs else gold.cells
        if self.cell_error_rate:
            blurred = {path: (digits.random(), _other(value, digits)) for path, value in cells.items()}
            hit = {
                path: other
                for path, (chance, other) in blurred.items()
                if chance < self.cell_error_rate and cells[path] is not None
            }
            cells = {**cells, **hit}
        return replace(gold, cells=cells)

    def _wrong(self, gold: Gold, asked: Sequence[str], rng: Random) -> Cells:
        """A misreading that shows in one of the cells *asked*; another figure there where no class brings one."""
        kinds, weights = list(self.errors), list(self.errors.values())
        for _ in range(_TRIES):
            wrong = misread(gold.form, gold.cells, rng, *rng.choices(kinds, weights))
            if wrong is not None and _differs(wrong, gold.cells, asked):
                return wrong
        path = rng.choice(asked)
        return {**gold.cells, path: _other(gold.cells[path], rng)}

    def _chance(self, model: str, matter: str) -> Random:
        return Random(hashlib.sha256(f"{self.seed}\n{model}\n{matter}".encode()).digest())


def _sampled(request: Request) -> bool:
    """Is the answer left to chance? Only then does another reading of the same report differ from the first."""
    temperature = request.body.get("temperature")
    return isinstance(temperature, int | float) and temperature > 0


def _differs(one: Cells, other: Cells, paths: Collection[str]) -> bool:
    return any(one[path] != other[path] for path in paths)


def _other(value: Value | None, rng: Random) -> Value:
    """Another figure: one digit of *value* taken for another, or some figure where there was none."""
    if value is None:
        return rng.randint(1, 9)
    digits = list(str(value))
    at = rng.choice([n for n, digit in enumerate(digits) if digit.isdigit()])
    digits[at] = rng.choice([digit for digit in "0123456789" if digit != digits[at]])
    return type(value)("".join(digits))
