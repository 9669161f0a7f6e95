"""The labelled documents that are read."""

import shutil
from pathlib import Path
from random import Random

from crossfoot.evaluation.labels.gold import GoldLabel, load_labels
from crossfoot.evaluation.simulation import Configuration, breaks_a_sum, draw_sample, layouts

EVAL = Path(__file__).parents[2]
DRAWN = Configuration([*layouts("kept"), *layouts("kept", "html")])


def collect(folder: Path, documents: int, seed: int) -> dict[Path, GoldLabel]:
    """So many labelled documents in *folder*: the example reports first, then simulated ones."""
    reports, gold = folder / "reports", folder / "gold"
    reports.mkdir()
    gold.mkdir()
    for name, label in list(load_labels(EVAL / "gold").items())[:documents]:
        shutil.copy(EVAL / "reports" / name, reports / name)
        (gold / f"{name}.json").write_text(label.model_dump_json(), encoding="utf-8")
    number = 0
    while len(list(gold.iterdir())) < documents:
        number += 1
        draw(reports, gold, Random(f"{seed}/{number}"), f"simulated-{number:04}")
    return {reports / name: label for name, label in load_labels(gold).items()}


def draw(reports: Path, gold: Path, rng: Random, stem: str) -> None:
    """Write one simulated report and its label, unless its text does not tell every figure."""
    sample = draw_sample(DRAWN, rng)
    if sample.truth.unclear:
        return
    name = stem + Path(sample.name).suffix
    label = GoldLabel(
        report=name,
        form=sample.form.id,
        cells={**dict.fromkeys(sample.form.fields), **sample.truth.cells},
        expected_status="source_error" if breaks_a_sum(sample.form, sample.truth.cells) else "verified",
        layout=sample.layout,
        labelled_by="simulation",
    )
    (reports / name).write_bytes(sample.data)
    (gold / f"{name}.json").write_text(label.model_dump_json(), encoding="utf-8")
