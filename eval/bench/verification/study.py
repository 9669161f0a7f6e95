"""Verification measured on simulated documents with a simulated model: what is verified, what is caught, what is asked.

    python eval/bench/verification/study.py [--documents N] [--configuration NAME] [--json OUT] [--offline]

Every figure comes from the run: documents, misreadings and answers are drawn from the seed. README.md in this folder
says what each line means.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from crossfoot.checks import confront, load_rules
from crossfoot.documents import parse
from crossfoot.evaluation.simulation import (
    FIGURES,
    STRUCTURAL,
    Cells,
    Configuration,
    Habits,
    Sample,
    SimulatedModel,
    breaks_a_sum,
    draw_sample,
    layouts,
)
from crossfoot.pipeline.document import model_record, offline_record, prepare
from crossfoot.store.record import ReadingInfo, Record

ROUNDS = 2
"""Questions at the most, for the program and for the baseline alike."""

TEXT = layouts("kept")
PAGES = layouts("kept", "html")
CELL_LINES = ("cell lines", "cell lines, spaced")
SPACED = ("spaces", "spaces, labels wrapped", "aligned")

CONFIGURATIONS: Mapping[str, Configuration] = {
    "text": Configuration(TEXT),
    "HTML": Configuration(PAGES),
    "cell lines": Configuration(CELL_LINES, zeros_printed=True),
    "spaced rows": Configuration(SPACED, zeros_printed=True),
    "blanks lost": Configuration([*CELL_LINES, *SPACED]),
    "blanks lost in conversion": Configuration(TEXT, ["lost_blanks"]),
    "no separators": Configuration(["no separators"]),
    "structure damaged, text": Configuration(TEXT, list(STRUCTURAL)),
    "structure damaged, cell lines": Configuration(CELL_LINES, list(STRUCTURAL), zeros_printed=True),
    "structure damaged, spaced rows": Configuration(SPACED, list(STRUCTURAL), zeros_printed=True),
    "structure damaged, blanks lost": Configuration([*CELL_LINES, *SPACED], list(STRUCTURAL)),
    "structure damaged, HTML": Configuration(PAGES, list(STRUCTURAL)),
    "structure damaged twice": Configuration([*TEXT, *CELL_LINES, *SPACED], list(STRUCTURAL), 2),
    "structure damaged thrice": Configuration([*TEXT, *PAGES, *CELL_LINES, *SPACED], list(STRUCTURAL), 3),
    "figures damaged, text": Configuration(TEXT, list(FIGURES)),
    "figures damaged, lines": Configuration([*CELL_LINES, *SPACED], list(FIGURES), zeros_printed=True),
    "figures damaged, HTML": Configuration(PAGES, list(FIGURES)),
}


# -- one document -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What became of one document in the hands of one method."""

    status: str
    wrong: int
    """Cells that are not what the text prints; where that is unclear, not what the author wrote."""
    unclear: int
    """Cells of which the text does not tell what it prints."""
    unlike_original: int
    """Cells that are not what the author wrote."""
    broken: bool
    """Do the printed figures break a sum?"""
    erroneous: int
    """Cells that the first reading had wrong."""
    asked_again: int
    """Of these, how many a question was sent for."""
    questions: int
    asked: int
    """Cells in all questions."""
    milliseconds: float
    layout: str
    damages: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Case:
    """One simulated document under both methods."""

    configuration: str
    number: int
    full: Result
    sums: Result


def simulate(seed: int, habits: Habits, offline: bool, job: tuple[str, int]) -> Case:
    """Document *number* of a configuration, read and judged in full and by its sums only."""
    name, number = job
    rng = Random(f"{seed}/{name}/{number}")
    sample = draw_sample(CONFIGURATIONS[name], rng)
    # What is unclear in the text, a model may well guess.
    printed = {
        path: sample.filled[path] if path in sample.truth.unclear else value
        for path, value in sample.truth.cells.items()
    }
    model = SimulatedModel(sample.form, printed, habits, rng)
    full = by_program(sample, None if offline else model)
    sums = by_sums(sample, SimulatedModel(sample.form, printed, habits, Random(rng.random())), model.first)
    return Case(name, number, full, sums)


def by_program(sample: Sample, model: SimulatedModel | None) -> Result:
    """The document through the program itself; without a *model* by the offline reader."""
    began = time.process_time()
    record = _record(sample, model)
    spent = time.process_time() - began - (model.seconds if model else 0)
    return _result(sample, record.status, record.cells, model, 1000 * spent, record.reason)


def _record(sample: Sample, model: SimulatedModel | None) -> Record:
    prepared = prepare(parse(sample.data, sample.name))
    if isinstance(prepared, Record):
        return prepared
    if model is None:
        return offline_record(prepared)
    reader: Any = model  # The pipeline knows the reader by two methods and its endpoint.
    record, _, _ = asyncio.run(model_record(prepared, reader, ReadingInfo(reader="model"), ROUNDS))
    return record


def by_sums(sample: Sample, model: SimulatedModel, first: Cells) -> Result:
    """The same first reading judged by its sums alone: while one fails, everything is read again."""
    began = time.process_time()
    rules = load_rules(sample.form)
    model.first = cells = first
    while (failed := confront(rules, cells).failed) and len(model.questions) < ROUNDS:
        cells = model.again(list(sample.form.cells))
    spent = time.process_time() - began
    status = "source_error" if failed else "verified"
    return _result(sample, status, cells, model, 1000 * spent, "")


def _result(
    sample: Sample, status: str, cells: Cells, model: SimulatedModel | None, milliseconds: float, reason: str
) -> Result:
    truth, unclear = sample.truth.cells, sample.truth.unclear
    questions = model.questions if model else []
    asked = {path for question in questions for path in question}
    first = model.first if model else {}
    wrong_first = {p for p in first if p not in unclear and first[p] != truth[p]}
    return Result(
        status=status,
        wrong=sum(
            cells.get(path) != (sample.filled[path] if path in unclear else truth.get(path))
            for path in {*truth, *cells}
        ),
        unclear=len(unclear),
        unlike_original=sum(cells.get(path) != value for path, value in sample.filled.items()),
        broken=breaks_a_sum(sample.form, truth, unclear),
        erroneous=len(wrong_first),
        asked_again=len(wrong_first & asked),
        questions=len(questions),
        asked=sum(map(len, questions)),
        milliseconds=milliseconds,
        layout=sample.layout,
        damages=sample.damages,
        reason=reason,
    )


# -- figures of a run ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share (Wilson 1927)."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.count / self.of
        middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
        return max(0.0, middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)

    def __str__(self) -> str:
        if not self.of:
            return "–"
        low, high = self.interval
        return f"{self.count}/{self.of} = {self.count / self.of:.2%} [{low:.2%}, {high:.2%}]"


@dataclass(frozen=True)
class Mean:
    """The mean of so many values."""

    total: float
    of: int

    def __str__(self) -> str:
        return f"{self.total / self.of:.2f}" if self.of else "–"


def figures(results: Sequence[Result]) -> dict[str, Share | Mean]:
    """The figures of a configuration, by name, in printed order."""
    n = len(results)
    ended = {s: [r for r in results if r.status == s] for s in ("verified", "source_error")}
    broken = [r for r in results if r.broken]
    erroneous = [r for r in results if r.erroneous]
    right = [r for r in ended["source_error"] if r.broken and not r.wrong and not r.unclear]
    return {
        "verified but wrong": Share(sum(r.wrong > 0 for r in ended["verified"]), len(ended["verified"])),
        "verified, print unclear": Share(
            sum(r.unclear > 0 for r in ended["verified"]), len(ended["verified"])
        ),
        "verified, unlike original": Share(
            sum(r.unlike_original > 0 for r in ended["verified"]), len(ended["verified"])
        ),
        "verified": Share(len(ended["verified"]), n),
        "source_error": Share(len(ended["source_error"]), n),
        "source_error, precision": Share(len(right), len(ended["source_error"])),
        "source_error, recall": Share(sum(r.status == "source_error" for r in broken), len(broken)),
        "needs_review": Share(sum(r.status == "needs_review" for r in results), n),
        "failed": Share(sum(r.status == "failed" for r in results), n),
        "readings with errors": Share(len(erroneous), n),
        "asked again, documents": Share(sum(r.asked_again == r.erroneous for r in erroneous), len(erroneous)),
        "asked again, cells": Share(
            sum(r.asked_again for r in erroneous), sum(r.erroneous for r in erroneous)
        ),
        "asked again or in review": Share(
            sum(r.asked_again == r.erroneous or r.status in _OPEN for r in erroneous), len(erroneous)
        ),
        "questions per document": Mean(sum(r.questions for r in results), n),
        "cells per question": Mean(sum(r.asked for r in results), sum(r.questions for r in results)),
        "CPU ms per document": Mean(sum(r.milliseconds for r in results), n),
    }


_OPEN = ("needs_review", "failed")


def faults(case: Case) -> Iterator[str]:
    """What went wrong with a document in the program's hands, where nothing may."""
    full = case.full
    if full.status == "verified" and full.wrong:
        yield "verified but wrong"
    if full.status in ("verified", "source_error") and full.unclear:
        yield f"{full.status} although the print is unclear"
    if full.status == "source_error" and (full.wrong or not full.broken):
        yield "wrong source_error"
    if full.status == "verified" and full.broken:
        yield "verified although a sum fails"


# -- the run ------------------------------------------------------------------------------------------------------


def run(
    jobs: Sequence[tuple[str, int]], processes: int, seed: int, habits: Habits, offline: bool
) -> list[Case]:
    """All documents, in their order; progress goes to standard error."""
    work = partial(simulate, seed, habits, offline)
    if processes == 1:
        return list(_followed(map(work, jobs), len(jobs)))
    with ProcessPoolExecutor(processes) as pool:
        return list(_followed(pool.map(work, jobs, chunksize=50), len(jobs)))


def _followed(cases: Iterable[Case], total: int) -> Iterator[Case]:
    began = time.monotonic()
    bad = 0
    for done, case in enumerate(cases, 1):
        bad += any(faults(case))
        if done % 100 == 0 or done == total:
            pace = (time.monotonic() - began) / done
            line = (
                f"\r{done}/{total}  {case.configuration}  {bad} faults  {pace * (total - done):.0f} s left  "
            )
            print(line, end="" if done < total else "\n", file=sys.stderr, flush=True)
        yield case


def show(title: str, cases: Sequence[Case], offline: bool) -> None:
    """One table: the program's figures beside those of the sums alone."""
    full = figures([case.full for case in cases])
    sums = figures([case.sums for case in cases])
    print(f"\n{title} ({len(cases)} documents)")
    print(
        f"{'':31}{'offline reader' if offline else 'crossfoot':44}{'' if offline else 'sums only'}".rstrip()
    )
    for name, value in full.items():
        print(f"  {name:29}{value!s:44}{'' if offline else sums[name]}".rstrip())


def report(cases: Sequence[Case], offline: bool) -> None:
    """All tables, the total, and the documents that went wrong."""
    names = list(dict.fromkeys(case.configuration for case in cases))
    for name in names:
        show(name, [case for case in cases if case.configuration == name], offline)
    if len(names) > 1:
        show("TOTAL", cases, offline)
    for case in cases:
        for fault in faults(case):
            where = f"{case.full.layout}, {' and '.join(case.full.damages) or 'undamaged'}"
            print(f"{fault}: {case.configuration} {case.number} ({where}); {case.full.wrong} cells")


def as_json(cases: Sequence[Case]) -> dict[str, Any]:
    """The figures by configuration and method, and each document's results."""
    names = dict.fromkeys(case.configuration for case in cases)
    groups = {name: [case for case in cases if case.configuration == name] for name in names}
    return {
        "figures": {
            name: {
                method: {
                    key: asdict(value) for key, value in figures([getattr(c, method) for c in group]).items()
                }
                for method in ("full", "sums")
            }
            for name, group in {**groups, "TOTAL": list(cases)}.items()
        },
        "documents": [asdict(case) for case in cases],
    }


def dump(cases: Sequence[Case], seed: int, folder: Path) -> None:
    """Write each document that went wrong, and what it prints, to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        for fault in faults(case):
            sample = draw_sample(
                CONFIGURATIONS[case.configuration], Random(f"{seed}/{case.configuration}/{case.number}")
            )
            stem = f"{fault}_{case.configuration}_{case.number}".replace(" ", "-").replace(",", "")
            (folder / f"{stem}_{sample.name}").write_bytes(sample.data)
            told = {
                "cells": sample.truth.cells,
                "unclear": sorted(sample.truth.unclear),
                "full": asdict(case.full),
            }
            (folder / f"{stem}.json").write_text(
                json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8"
            )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=5000, help="per configuration (default: 5000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--configuration", action="append", choices=list(CONFIGURATIONS), metavar="NAME")
    parser.add_argument(
        "--offline", action="store_true", help="no model: the offline reader on the same documents"
    )
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument(
        "--dump", type=Path, metavar="FOLDER", help="write the documents that went wrong there"
    )
    given = parser.parse_args()
    names = given.configuration or list(CONFIGURATIONS)
    jobs = [(name, number) for name in names for number in range(given.documents)]
    cases = run(jobs, given.jobs, given.seed, Habits(), given.offline)
    report(cases, given.offline)
    if given.json:
        given.json.write_text(json.dumps(as_json(cases), ensure_ascii=False), encoding="utf-8")
    if given.dump:
        dump(cases, given.seed, given.dump)
    return 1 if any(fault == "verified but wrong" for case in cases for fault in faults(case)) else 0


if __name__ == "__main__":
    sys.exit(main())
