"""How the loop behaves as the model gets worse: sums only and full verification side by side, over real sockets.

    python eval/bench/noise/run.py [--documents N] [--rates 0,0.05,0.3] [--svg FILE] [--json FILE]

The noisy model (`crossfoot.evaluation.noisy`) answers from gold and misreads a given share of first readings, and as
large a share of the answers to questions; one question in five it answers as it read the first time.

Full verification is the program itself: `extract_all`, two questions at the most. Sums only is what a tool does that
knows nothing but the sums: a reading is accepted as soon as every sum that can be tested holds; until then everything
is read anew, twice at the most; what fails then is called the report's own error.

Documents are the example reports, and simulated ones to make up the number. Exit status 1 if full verification called
a wrong record verified.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from collection import collect
from methods import measure
from outcomes import Row
from plot import charts
from table import LEGEND, table

from crossfoot.evaluation.noisy import open_library
from crossfoot.evaluation.svg import percent

RATES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3)


def shares(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.split(","))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--rates", type=shares, default=RATES, metavar="SHARE,…")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw it, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what became of each document")
    return parser.parse_args()


def write(path: Path | None, text: str) -> None:
    """Write a file that was asked for, and its folder where there is none."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")


def main() -> int:
    given = parsed()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        files = collect(Path(folder), given.documents, given.seed)
        library = open_library(Path(folder) / "reports", Path(folder) / "gold")
        for rate in given.rates:
            rows.extend(measure(files, library, rate, given.seed))
            print(f"{percent(rate)} done", file=sys.stderr, flush=True)
    lost = sum(label.expected_status == "needs_review" for label in files.values())
    print(f"{len(files)} documents, seed {given.seed}\n{table(rows)}\n{LEGEND.format(lost=lost)}")
    write(given.svg, charts(rows))
    write(given.json, json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    return 1 if any(row.wrong for row in rows if row.method == "full") else 0


if __name__ == "__main__":
    sys.exit(main())
