"""Labelled reports without limit: the generator of simulated reports, in levels of difficulty, with its truth as gold labels.

A report is drawn once, as a `Recipe`, and made from it as often as wanted, always the same: a recipe that is kept does
not change when the drawing does. Only reports of which every cell can be known are drawn, because a label cannot say
that nobody knows.
"""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.labels.labelling import label_of, label_text
from crossfoot.evaluation.roundtrip import Specimen, compatible, specimen
from crossfoot.evaluation.simulation.drafts import MEDIA, Medium
from crossfoot.evaluation.simulation.quirks import QUIRKS
from crossfoot.evaluation.simulation.rendering import SUFFIXES

Difficulty = Literal["easy", "medium", "hard"]
QUIRK_COUNTS: dict[Difficulty, tuple[int, int]] = {"easy": (0, 0), "medium": (1, 2), "hard": (3, 4)}
"""Quirks of one report, from … to: peculiarities of real reports, such as a blank for zero or a wrapped label."""
WRONG_SUMS = 0.25
"""The share of reports whose author makes a mistake that breaks a sum, where one fits."""
_NEEDS: dict[Medium, str] = {"pdf": "reportlab"}
"""Libraries beyond those of the program that writing a format takes."""


class MissingLibraryError(Exception):
    """A format cannot be written here. The message says what to install."""


class Recipe(BaseModel):
    """All that a simulated report is made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: str
    """The file's name."""
    medium: Medium
    difficulty: Difficulty
    quirks: tuple[str, ...]
    seed: str
    inconsistent: bool
    """Is its author to break a sum, where he can?"""

    def specimen(self) -> Specimen:
        """The report with its truth."""
        return specimen(self.medium, self.quirks, self.seed, inconsistent=self.inconsistent)


def require(media: Sequence[Medium]) -> None:
    """Raise `MissingLibraryError` where a library is lacking for one of these formats."""
    lacking = {medium: name for medium in media if (name := _NEEDS.get(medium)) and find_spec(name) is None}
    if lacking:
        raise MissingLibraryError(
            f"writing {', '.join(lacking)} takes {', '.join(lacking.values())}, which is not installed: pip install"
            " 'crossfoot[test]', or choose other formats"
        )


def recipes(
    count: int, seed: str, difficulties: Sequence[Difficulty], media: Sequence[Medium] = MEDIA
) -> Iterator[Recipe]:
    """*count* reports, *difficulties* and *media* taking turns; the same for the same arguments."""
    for number in range(count):
        difficulty = difficulties[number % len(difficulties)]
        # The turn of a format comes after all difficulties had theirs, so that each meets each.
        yield _drawn(number, seed, difficulty, media[number // len(difficulties) % len(media)])


def _drawn(number: int, seed: str, difficulty: Difficulty, medium: Medium) -> Recipe:
    rng = Random(f"{seed}/{number}")
    attempt = 0
    while True:
        recipe = Recipe(
            report=f"{number + 1:04d}_{difficulty}{SUFFIXES[medium]}",
            medium=medium,
            difficulty=difficulty,
            quirks=_quirks(medium, rng.randint(*QUIRK_COUNTS[difficulty]), rng),
            seed=f"{seed}/{number}/{attempt}",
            inconsistent=rng.random() < WRONG_SUMS,
        )
        if _knowable(recipe.specimen()):
            return recipe
        attempt += 1


def _quirks(medium: Medium, count: int, rng: Random) -> tuple[str, ...]:
    names = [name for name, quirk in QUIRKS.items() if medium in quirk.media]
    chosen: list[str] = []
    for name in rng.sample(names, len(names)):
        if len(chosen) < count and compatible([*chosen, name], medium):
            chosen.append(name)
    return tuple(chosen)


def _knowable(made: Specimen) -> bool:
    """Is there one right reading of each cell? Then there is one right status too."""
    return not (made.refused or made.truth.unclear or made.also)


def label(recipe: Recipe, made: Specimen, split: Literal["train", "test"] | None = None) -> GoldLabel:
    """The truth of a report that was made from *recipe*. What it says of title, issuer and year is not labelled."""
    (status,) = made.deserved
    return label_of(
        recipe.report,
        made.form,
        made.truth.cells,
        expected_status=status,
        layout=recipe.medium,
        quirks=recipe.quirks,
        split=split,
        labelled_by=f"simulated: {recipe.difficulty}, seed {recipe.seed}",
    )


def write(recipe: Recipe, out: Path, split: Literal["train", "test"] | None = None) -> tuple[bytes, str]:
    """Make a report and its label, in the folders `reports` and `gold` of *out*; what was written. Raises `OSError`."""
    made = recipe.specimen()
    text = label_text(label(recipe, made, split))
    reports, gold = out / "reports", out / "gold"
    for folder in (reports, gold):
        folder.mkdir(parents=True, exist_ok=True)
    (reports / recipe.report).write_bytes(made.data)
    (gold / recipe.report).with_suffix(".json").write_text(text, encoding="utf-8", newline="\n")
    return made.data, text
