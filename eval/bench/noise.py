"""How the loop behaves as the model gets worse: sums only and full verification side by side, over real sockets.

    python eval/bench/noise.py [--documents N] [--rates 0,0.05,0.3] [--svg FILE] [--json FILE]

The noisy model (`crossfoot.evaluation.noisy`) answers from gold and misreads a given share of first readings, and as
large a share of the answers to questions; one question in five it answers as it read the first time.

Full verification is the program itself: `extract_all`, two questions at the most. Sums only is what a tool does that
knows nothing but the sums: a reading is accepted as soon as every sum that can be tested holds; until then everything
is read anew, twice at the most; what fails then is called the report's own error.

Documents are the example reports, and simulated ones to make up the number. Exit status 1 if full verification called
a wrong record verified.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from crossfoot.checks import confront, load_rules
from crossfoot.documents import read
from crossfoot.evaluation.labels.gold import GoldLabel, load_labels
from crossfoot.evaluation.metrics.intervals import wilson
from crossfoot.evaluation.noisy import Library, Noise, NoisyServer, open_library
from crossfoot.evaluation.simulation import Configuration, breaks_a_sum, draw_sample, layouts
from crossfoot.evaluation.svg import Series, line_chart, percent, plain, stacked
from crossfoot.forms import Value
from crossfoot.layout import excerpt
from crossfoot.pipeline import Options, extract_all
from crossfoot.pipeline.document import Prepared, prepare
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model import ModelReader
from crossfoot.store import Store
from crossfoot.store.record import Record, Status

EVAL = Path(__file__).parents[1]
RATES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
ROUNDS = 2
"""Questions, or repeated readings, at the most."""
AT_ONCE = 4
DRAWN = Configuration([*layouts("kept"), *layouts("kept", "html")])


# -- the documents ------------------------------------------------------------------------------------------------


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


# -- both methods -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became of one document."""

    report: str
    status: Status
    expected: Status
    wrong: int
    """Cells that are not as labelled."""
    misread: bool
    """Was the first reading wrong?"""
    questions: int
    calls: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Row:
    """One method at one error rate."""

    rate: float
    method: str
    outcomes: Sequence[Outcome]
    seconds: float

    def count(self, status: Status) -> int:
        return sum(each.status == status for each in self.outcomes)

    @property
    def wrong(self) -> int:
        """Verified, and wrong."""
        return sum(each.status == "verified" and each.wrong > 0 for each in self.outcomes)

    @property
    def true_errors(self) -> int:
        """Called the report's own error, and rightly so."""
        return sum(
            each.status == each.expected == "source_error" and not each.wrong for each in self.outcomes
        )

    @property
    def accepted(self) -> int:
        """Documents that nobody looks at again."""
        return self.count("verified") + self.count("source_error")

    def each(self, name: str) -> float:
        """Mean of a quantity of all documents per accepted one."""
        return float(sum(getattr(outcome, name) for outcome in self.outcomes)) / max(1, self.accepted)


def wrong_cells(label: GoldLabel, cells: dict[str, Value | None]) -> int:
    return sum(cells.get(path) != value for path, value in label.values.items())


async def full(
    files: dict[Path, GoldLabel], endpoint: Endpoint, misread: dict[Path, bool]
) -> Sequence[Outcome]:
    """Every file through the program."""
    records: dict[Path, Record] = {}
    options = Options(reader="model", endpoint=endpoint, rounds=ROUNDS, concurrency=AT_ONCE, workers=0)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "noise.db") as store:
        await extract_all(
            list(files),
            options,
            store,
            lambda done: records.update({Path(done.record.document.path): done.record}),
            asyncio.Event(),
        )
    return [
        Outcome(
            path.name,
            records[path].status,
            label.expected_status,
            wrong_cells(label, dict(records[path].cells)),
            misread.get(path, False),
            records[path].reading.rounds,
            records[path].reading.calls,
            records[path].reading.input_tokens,
            records[path].reading.output_tokens,
        )
        for path, label in files.items()
    ]


async def sums_only(files: dict[Path, GoldLabel], endpoint: Endpoint) -> Sequence[Outcome]:
    """Every file read as a whole, again and again until its sums hold."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path, label: GoldLabel) -> Outcome:
        async with turn:
            prepared = prepare(read(path))
            if not isinstance(prepared, Prepared):
                return Outcome(
                    path.name, "failed", label.expected_status, len(label.values), False, 0, 0, 0, 0
                )
            return await by_sums(prepared, label, readers, path.name)

    # A reading at temperature 0 would be the first one once more.
    warm = [endpoint.model_copy(update={"temperature": 0.7 + number / 10}) for number in range(ROUNDS)]
    readers = [ModelReader(each) for each in (endpoint, *warm)]
    try:
        return await asyncio.gather(*(one(path, label) for path, label in files.items()))
    finally:
        await asyncio.gather(*(reader.close() for reader in readers))


async def by_sums(prepared: Prepared, label: GoldLabel, readers: Sequence[ModelReader], name: str) -> Outcome:
    """One document; each of *readers* reads it once, until the sums hold."""
    form = prepared.anchors.form
    rules, text = load_rules(form), excerpt(prepared.document, prepared.anchors)
    answers = []
    failed = True
    for reader in readers:
        answers.append(await reader.read(text, form, prepared.units))
        failed = bool(confront(rules, answers[-1].reading.cells).failed)
        if not failed:
            break
    return Outcome(
        name,
        "source_error" if failed else "verified",
        label.expected_status,
        wrong_cells(label, dict(answers[-1].reading.cells)),
        wrong_cells(label, dict(answers[0].reading.cells)) > 0,
        len(answers) - 1,
        sum(answer.usage.calls for answer in answers),
        sum(answer.usage.input_tokens for answer in answers),
        sum(answer.usage.output_tokens for answer in answers),
    )


def measure(files: dict[Path, GoldLabel], library: Library, rate: float, seed: int) -> tuple[Row, Row]:
    """Both methods at one error rate, over the same first readings."""
    with NoisyServer(library, Noise(error_rate=rate, seed=seed)) as server:
        endpoint = Endpoint(model="noisy", base_url=server.base_url)
        began = time.perf_counter()
        sums = Row(rate, "sums only", asyncio.run(sums_only(files, endpoint)), time.perf_counter() - began)
        misread = {path: each.misread for path, each in zip(files, sums.outcomes, strict=True)}
        began = time.perf_counter()
        outcomes = asyncio.run(full(files, endpoint, misread))
        return sums, Row(rate, "full", outcomes, time.perf_counter() - began)


# -- what is printed ----------------------------------------------------------------------------------------------

HEADINGS = (
    "error rate",
    "misread",
    "method",
    "verified",
    "wrong",
    "source_error",
    "review",
    "failed",
    "questions",
    "calls",
    "tokens in",
    "tokens out",
    "seconds",
)


def line(row: Row) -> tuple[str, ...]:
    n, errors = len(row.outcomes), row.count("source_error")
    return (
        percent(row.rate),
        f"{sum(each.misread for each in row.outcomes)}",
        row.method,
        f"{row.count('verified')}/{n} = {row.count('verified') / n:.1%}",
        f"{row.wrong}/{row.count('verified')}",
        f"{row.true_errors}+{errors - row.true_errors}",
        f"{row.count('needs_review')}",
        f"{row.count('failed')}",
        f"{sum(each.questions for each in row.outcomes)}",
        f"{sum(each.calls for each in row.outcomes)}",
        f"{row.each('input_tokens'):,.0f}",
        f"{row.each('output_tokens'):,.0f}",
        f"{row.seconds:.1f}",
    )


def table(rows: Sequence[Row]) -> str:
    lines = [HEADINGS, *map(line, rows)]
    widths = [max(len(cells[at]) for cells in lines) for at in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines
    )


LEGEND = """
error rate    share of first readings, and of answers to questions, with a misreading; misread: first readings that were wrong
wrong         verified and yet not as labelled, of those verified
source_error  called the report's own error: rightly + wrongly (the report is sound, or the figures are misread)
questions     cells asked about again; sums only: the whole read again
tokens        per accepted document, that is one verified or called source_error

The noisy model knows what is printed even where the text has lost it ({lost} of these documents are labelled needs_review).
Sums only believes it there; full verification sends such a document to review, whatever the model says."""


def charts(rows: Sequence[Row]) -> str:
    """The rows as a picture: what is accepted, what of it is wrong, what it costs."""
    methods = {
        name: [row for row in rows if row.method == method]
        for method, name in (("full", "full verification"), ("sums only", "sums only"))
    }
    verified = [
        share(name, [(r.rate, r.count("verified"), len(r.outcomes)) for r in of])
        for name, of in methods.items()
    ]
    wrong = [
        share(name, [(r.rate, r.wrong, r.count("verified")) for r in of]) for name, of in methods.items()
    ]
    cost = [Series(name, [(r.rate, r.each("calls")) for r in of]) for name, of in methods.items()]
    top = max((high for each in wrong for _, high in each.spans), default=0.1)
    x = "error rate of the model"
    return stacked(
        [
            line_chart(
                verified,
                x,
                "of all documents",
                title="Verified",
                x_format=percent,
                y_format=percent,
                y_range=(0, 1),
            ),
            line_chart(
                wrong,
                x,
                "of those verified",
                title="Verified, but wrong",
                x_format=percent,
                y_format=percent,
                y_range=(0, max(0.1, top)),
            ),
            line_chart(
                cost,
                x,
                "calls per accepted document",
                title="Cost",
                x_format=percent,
                y_format=plain,
                y_range=(0, 1.1 * max(y for each in cost for _, y in each.points)),
                height=280,
            ),
        ],
        f"Sums only and full verification of {len(rows[0].outcomes)} documents, by the model's error rate",
    )


def share(name: str, counts: Sequence[tuple[float, int, int]]) -> Series:
    """A share at each rate, with Wilson's interval."""
    intervals = [wilson(count, of) for _, count, of in counts]
    return Series(
        name,
        [(rate, count / of if of else 0.0) for rate, count, of in counts],
        [(interval.low, interval.high) for interval in intervals],
    )


def shares(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.split(","))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--rates", type=shares, default=RATES, metavar="SHARE,…")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        files = collect(Path(folder), given.documents, given.seed)
        library = open_library(Path(folder) / "reports", Path(folder) / "gold")
        for rate in given.rates:
            rows.extend(measure(files, library, rate, given.seed))
            print(f"{percent(rate)} done", file=sys.stderr, flush=True)
    lost = sum(label.expected_status == "needs_review" for label in files.values())
    print(f"{len(files)} documents, seed {given.seed}\n{table(rows)}\n{LEGEND.format(lost=lost)}")
    if given.svg:
        given.svg.write_text(charts(rows), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False), encoding="utf-8")
    return 1 if any(row.wrong for row in rows if row.method == "full") else 0


if __name__ == "__main__":
    sys.exit(main())
