"""Round trips through every format, flattening and quirk: what is read wholly right, and whether anything verified is wrong.

    python eval/bench/layouts.py [--documents N] [--seed S] [--only NAME]... [--most K] [--json OUT] [--keep FOLDER]

Each document has random figures (a third of them with an error of the author's), a format, and up to K quirks that can
occur together. *Only* keeps to documents of a format, or with a quirk or flattening, of that name. A document is
*wholly right* if each cell that can be known is right, none that cannot be known is wrong, and the status is what the
figures demand; *unsure* counts those that are right in every cell and called needs_review. `--list` prints the names.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import cast

from rich.console import Console
from rich.progress import Progress

from crossfoot.evaluation.roundtrip import (
    QUIRKS,
    Comparison,
    Specimen,
    compare,
    compatible,
    media_of,
    read,
    specimen,
)
from crossfoot.evaluation.simulation.drafts import MEDIA, Medium
from crossfoot.evaluation.simulation.rendering.printers import PRINTERS, reprint

FORMATS = [*MEDIA, *PRINTERS]


@dataclass(frozen=True)
class Trip:
    """One document there and back."""

    format: str
    seed: str
    quirks: tuple[str, ...]
    inconsistent: bool
    comparison: Comparison
    milliseconds: float


# -- drawing ----------------------------------------------------------------------------------------------------------


def draw(
    number: int, seed: int, formats: Sequence[str], only: Sequence[str], most: int
) -> tuple[str, Specimen]:
    """Document *number*: its format, and the specimen before any printer."""
    rng = Random(f"{seed}/{number}")
    able = [each for each in formats if compatible(only, _medium(each))]
    if not able:
        raise SystemExit(f"no format has all of: {', '.join(only)}")
    format_ = able[number % len(able)]
    medium = _medium(format_)
    names = [name for name, quirk in QUIRKS.items() if medium in quirk.media]
    quirks = list(only)
    wanted = max(len(only), rng.randint(0, most))
    for name in rng.sample(names, len(names)):
        if len(quirks) >= wanted:
            break
        if name not in quirks and compatible([*quirks, name], medium):
            quirks.append(name)
    made = specimen(medium, quirks, f"{seed}/{number}/{format_}", inconsistent=rng.random() < 1 / 3)
    return format_, made


def _medium(format_: str) -> Medium:
    return PRINTERS[format_].source if format_ in PRINTERS else cast(Medium, format_)


# -- running ----------------------------------------------------------------------------------------------------------


def run(jobs: Iterable[tuple[str, Specimen]], keep: Path | None, progress: Progress) -> list[Trip]:
    drawn = list(jobs)
    task = progress.add_task("reading", total=len(drawn))
    trips = []
    for format_ in FORMATS:
        group = [made for name, made in drawn if name == format_]
        for made in _printed(format_, group, progress):
            trips.append(_trip(format_, made, keep))
            progress.advance(task)
    return trips


def _printed(format_: str, group: list[Specimen], progress: Progress) -> list[Specimen]:
    if format_ not in PRINTERS or not group:
        return group
    task = progress.add_task(format_, total=len(group))
    files = reprint(format_, [made.data for made in group], lambda done: progress.advance(task, done))
    name = f"report{PRINTERS[format_].suffix}"
    return [replace(made, data=data, name=name) for made, data in zip(group, files, strict=True)]


def _trip(format_: str, made: Specimen, keep: Path | None) -> Trip:
    found = read(made.data, made.name)
    comparison = compare(made, found)
    trip = Trip(
        format_, made.seed, made.quirks, "source_error" in made.deserved, comparison, 1000 * found.seconds
    )
    if keep is not None and comparison.outcome != "right":
        _keep(keep, made, trip)
    return trip


def _keep(folder: Path, made: Specimen, trip: Trip) -> None:
    """The file, and beside it what it says and what was read."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{trip.comparison.outcome} {trip.seed}".replace("/", "-").replace(" ", "_")
    (folder / f"{stem}{Path(made.name).suffix}").write_bytes(made.data)
    said = {"trip": asdict(trip), "form": made.form.id, "divided": made.form.divided}
    truth = {"cells": dict(made.truth.cells), "unknowable": sorted(made.truth.unclear)}
    text = json.dumps({**said, **truth}, ensure_ascii=False, indent=1)
    (folder / f"{stem}.json").write_text(text, encoding="utf-8")


# -- figures ----------------------------------------------------------------------------------------------------------


def figures(trips: Sequence[Trip]) -> dict[str, float]:
    """What the table shows of some documents."""
    outcomes = Counter(trip.comparison.outcome for trip in trips)
    count = len(trips)
    return {
        "documents": count,
        "wholly right %": 100 * outcomes["right"] / count,
        "unsure": outcomes["unsure"],
        "wrong cells": sum(len(trip.comparison.wrong) for trip in trips),
        "absent cells": sum(trip.comparison.absent for trip in trips),
        "verified but wrong": outcomes["verified but wrong"],
        "ms": sum(trip.milliseconds for trip in trips) / count,
    }


def upper_bound(count: int, of: int) -> float:
    """The share that *count* in *of* leaves possible at 95 %, one-sided: exact for none (Clopper-Pearson), else Wilson's."""
    if count == 0:
        return 1 - 0.05 ** (1 / of)
    z, p = 1.645, count / of
    return (p + z * z / (2 * of) + z * (p * (1 - p) / of + z * z / (4 * of * of)) ** 0.5) / (1 + z * z / of)


def sections(trips: Sequence[Trip]) -> dict[str, dict[str, dict[str, float]]]:
    by_format = {name: [t for t in trips if t.format == name] for name in FORMATS}
    by_quirk = {name: [t for t in trips if name in t.quirks] for name in QUIRKS}
    lossless = [t for t in trips if all(QUIRKS[name].lossless for name in t.quirks)]
    whole = {
        "without quirks": [t for t in trips if not t.quirks],
        "nothing lost": lossless,
        "all": list(trips),
    }
    return {
        title: {name: figures(group) for name, group in groups.items() if group}
        for title, groups in {"format": by_format, "quirk": by_quirk, "": whole}.items()
    }


def show(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    for title, rows in found.items():
        names = next(iter(rows.values()), {})
        print(f"\n{title:<44}" + "".join(f"{name:>20}" for name in names))
        for name, row in rows.items():
            values = "".join(
                f"{each:>20.1f}" if isinstance(each, float) else f"{each:>20}" for each in row.values()
            )
            print(name + " " * (44 - sum(2 if char > "\u2e7f" else 1 for char in name)) + values)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--most", type=int, default=3, help="quirks of one document (default 3)")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="save the documents that are not wholly right")
    parser.add_argument(
        "--printers", action="store_true", help="also formats that Chromium and LibreOffice write"
    )
    parser.add_argument("--list", action="store_true", help="print the names of formats and quirks")
    given = parser.parse_args()
    if given.list:
        print("\n".join([*FORMATS, *(f"{name}: {quirk.line}" for name, quirk in QUIRKS.items())]))
        return 0
    unknown = [name for name in given.only if name not in FORMATS and name not in QUIRKS]
    if unknown:
        parser.error(f"no such format or quirk: {', '.join(unknown)}; --list prints the names")
    formats = [name for name in given.only if name in FORMATS] or (
        [*MEDIA, *(name for name, printer in PRINTERS.items() if printer.found)]
        if given.printers
        else list(MEDIA)
    )
    only = [name for name in given.only if name in QUIRKS]
    if len(only) > 1 and not media_of(only):
        parser.error("no format has all of these quirks")
    with Progress(console=Console(stderr=True)) as progress:
        drawing = progress.track(range(given.documents), description="rendering")
        jobs = [draw(number, given.seed, formats, only, given.most) for number in drawing]
        trips = run(jobs, given.keep, progress)
    found = sections(trips)
    show(found)
    wrong = [trip for trip in trips if trip.comparison.outcome == "verified but wrong"]
    bound = 100 * upper_bound(len(wrong), len(trips))
    print(f"\nverified but wrong: {len(wrong)} of {len(trips)} (95 %: at most {bound:.2f} %)")
    for trip in wrong:
        print(f"  {trip.format}, seed {trip.seed}: {', '.join(trip.quirks)}: {trip.comparison.wrong[:3]}")
    if given.json:
        data = {
            "documents": given.documents,
            "seed": given.seed,
            "figures": found,
            "upper_bound_percent": bound,
        }
        given.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
