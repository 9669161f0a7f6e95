"""CPU time of verification per document, side by side in one run: sums alone, sums with evidence and localisation, remarks.

    python eval/bench/verification/speed.py [--documents N] [--seed S]

Simulated reports in every layout, read by the offline reader. `clean` are readings as printed of reports that add up;
`misread` the same with an error of the reading; `own error` readings as printed of reports that do not add up. CPU
milliseconds of this process, best of five passes; the aims are 1 ms for a clean document and 5 ms for a broken one.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from random import Random

from crossfoot.checks import confront, load_rules, verify
from crossfoot.checks.remarks import remarks
from crossfoot.documents import parse
from crossfoot.evaluation.simulation import LAYOUTS, Configuration, breaks_a_sum, draw_sample, misread
from crossfoot.forms import Reading
from crossfoot.layout import Anchors, locate
from crossfoot.readers.offline import read_offline

PASSES = 5
Case = tuple[Anchors, Reading, str]


def cases(documents: int, seed: int) -> dict[str, list[Case]]:
    """Readings of so many simulated documents of each sort."""
    rng = Random(seed)
    out: dict[str, list[Case]] = {"clean": [], "misread": [], "own error": []}
    while min(map(len, out.values())) < documents:
        sample = draw_sample(Configuration(sorted(LAYOUTS), source_errors=0.4), rng)
        document = parse(sample.data, sample.name)
        anchors = locate(document)
        reading = read_offline(document, anchors)
        unknown = frozenset(reading.unread)
        if breaks_a_sum(anchors.form, reading.cells, unknown):
            out["own error"].append((anchors, reading, document.text))
            continue
        out["clean"].append((anchors, reading, document.text))
        full = {path: reading.cells.get(path) for path in anchors.form.cells}
        wrong = misread(anchors.form, full, rng)
        if wrong is not None:
            out["misread"].append((anchors, Reading(anchors.form, wrong, reader="simulated"), document.text))
    return {name: found[:documents] for name, found in out.items()}


def cpu(work: Callable[[Case], object], among: Sequence[Case]) -> tuple[float, float]:
    """Milliseconds per document: the mean of the best pass, and the slowest single document's best."""
    best = [float("inf")] * len(among)
    mean = float("inf")
    for _ in range(PASSES):
        total = 0.0
        for index, case in enumerate(among):
            began = time.process_time()
            work(case)
            spent = time.process_time() - began
            best[index] = min(best[index], spent)
            total += spent
        mean = min(mean, total)
    return mean / len(among) * 1000, max(best) * 1000


def sums_only(case: Case) -> object:
    anchors, reading, _ = case
    return confront(load_rules(anchors.form), reading.cells, anchors.form.cells.keys() - reading.cells.keys())


def whole(case: Case) -> object:
    anchors, reading, text = case
    return verify(anchors, reading, text)


def soft(case: Case) -> object:
    anchors, reading, text = case
    return remarks(text, anchors, reading.cells, 2023)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=300, help="of each sort (default 300)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("CPU ms per document: mean (slowest)")
    print(f"{'':<12}{'sums only':>18}{'verification':>18}{'ratio':>8}{'remarks':>18}")
    for name, among in cases(arguments.documents, arguments.seed).items():
        bare, full, extra = cpu(sums_only, among), cpu(whole, among), cpu(soft, among)
        cells = [f"{mean:.2f} ({slowest:.2f})" for mean, slowest in (bare, full, extra)]
        print(f"{name:<12}{cells[0]:>18}{cells[1]:>18}{full[0] / bare[0]:>8.1f}{cells[2]:>18}")


if __name__ == "__main__":
    main()
