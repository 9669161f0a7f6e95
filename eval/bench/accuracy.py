"""Offline accuracy on labelled reports, by layout: how many are read wholly right, and whether anything verified is wrong.

    python eval/bench/accuracy.py [--reports FOLDER --gold FOLDER]

Cells are counted as by `crossfoot evaluate`, which says more and takes longer. A cell is *right* if it equals its label (blank
and 0 are different), *wrong* if it claims something else, *unread* if it claims nothing. A document is *wholly* right if every
cell is, and *decided* if its status is that of a faultless reader.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from crossfoot.evaluation.labels.gold import load_labels
from crossfoot.evaluation.metrics.judging import judge
from crossfoot.evaluation.results import CellOutcome
from crossfoot.evaluation.run import files_of, result
from crossfoot.pipeline import examine

EVAL = Path(__file__).parents[1]
COLUMNS = ("documents", "wholly", "decided", "right", "wrong", "unread")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=Path, default=EVAL / "reports")
    parser.add_argument("--gold", type=Path, default=EVAL / "gold")
    given = parser.parse_args()
    by_layout: defaultdict[str, Counter[str]] = defaultdict(Counter)
    false_verified: list[str] = []
    undecided: list[str] = []
    for path, label in files_of(load_labels(given.gold), given.reports).items():
        record = examine(path)
        judged = judge(result(label, record, None))
        decided = record.status == label.expected_status
        by_layout[label.layout or "(none)"].update(
            documents=1,
            wholly=judged.right,
            decided=decided,
            right=sum(outcome is CellOutcome.RIGHT for outcome in judged.final.values()),
            wrong=judged.wrong,
            unread=judged.unread,
        )
        if record.status == "verified" and not judged.right:
            false_verified.append(label.report)
        if not decided:
            undecided.append(
                f"{label.report}: {record.status}, expected {label.expected_status} ({record.reason})"
            )
    total = sum(by_layout.values(), Counter())
    print(f"{'layout':<27}" + "".join(f"{name:>10}" for name in COLUMNS))
    for name, tally in [*sorted(by_layout.items()), ("ALL", total)]:
        print(f"{name:<27}" + "".join(f"{tally[column]:>10}" for column in COLUMNS))
    print(f"\nverified but wrong: {len(false_verified)} {' '.join(false_verified)}")
    for line in undecided:
        print(f"another status than expected: {line}")
    return 1 if false_verified else 0


if __name__ == "__main__":
    sys.exit(main())
