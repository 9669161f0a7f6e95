"""Offline accuracy on labelled reports: how many are read wholly right, and whether anything called verified is wrong.

    python eval/bench/accuracy.py [--reports FOLDER --gold FOLDER]

A cell is *right* if it equals the gold label (null and 0 are different), *wrong* if it holds another value, *absent* if it
is null where the label has a value. A failed document has all its cells absent.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from crossfoot.pipeline import examine

EVAL = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=Path, default=EVAL / "reports")
    parser.add_argument("--gold", type=Path, default=EVAL / "gold")
    given = parser.parse_args()
    by_layout: dict[str, Counter[str]] = defaultdict(Counter)
    false_verified: list[str] = []
    undecided: list[str] = []
    for label in sorted(given.gold.glob("*.json")):
        gold = json.loads(label.read_text(encoding="utf-8"))
        record = examine(given.reports / gold["report"])
        tally = by_layout[gold.get("layout", "")]
        wrong = absent = 0
        for path, value in gold["cells"].items():
            got = record.cells.get(path)
            wrong += got is not None and got != value
            absent += got is None and value is not None
        tally.update(
            documents=1,
            right=len(gold["cells"]) - wrong - absent,
            wrong=wrong,
            absent=absent,
            wholly=not wrong and not absent,
            decided=record.status == gold["expected_status"],
        )
        if record.status == "verified" and (wrong or absent):
            false_verified.append(gold["report"])
        if record.status != gold["expected_status"]:
            undecided.append(
                f"{gold['report']}: {record.status}, expected {gold['expected_status']} ({record.reason})"
            )
    total = sum(by_layout.values(), Counter())
    keys = ("documents", "wholly", "decided", "right", "wrong", "absent")
    print(f"{'layout':<22}" + "".join(f"{key:>11}" for key in keys))
    for name, tally in [*sorted(by_layout.items()), ("ALL", total)]:
        print(f"{name:<22}" + "".join(f"{tally[key]:>11}" for key in keys))
    print(f"\nverified but wrong: {len(false_verified)} {' '.join(false_verified)}")
    for line in undecided:
        print(f"another status than expected: {line}")
    return 1 if false_verified else 0


if __name__ == "__main__":
    sys.exit(main())
