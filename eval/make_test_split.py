"""Makes the frozen test split: 200 simulated reports with their labels, which nobody looks at while the program is worked on.

    python eval/make_test_split.py OUT        make OUT/reports and OUT/gold; exit 1 if anything differs from the manifest
    python eval/make_test_split.py --check    make nothing, only compare
    python eval/make_test_split.py --draw     draw a new split (then all figures measured on the old one are void)

What is kept is `eval/test/manifest.json`: for each report what it is made from, and the hashes of its bytes and of its
label. The bytes of .pdf and .xlsx depend on the libraries that write them too; with others than the manifest names, only
the labels of these are compared.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crossfoot.evaluation.labels.labelled import MissingLibraryError, Recipe, recipes, require, write
from crossfoot.evaluation.simulation.drafts import MEDIA

MANIFEST = Path(__file__).resolve().parent / "test" / "manifest.json"
SEED = "frozen 1"
COUNT = 200
WRITERS = {"pdf": "reportlab", "xlsx": "xlsxwriter"}
"""The libraries whose versions show in the bytes of a format."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", nargs="?", type=Path, help="folder for the reports and labels")
    parser.add_argument("--check", action="store_true", help="only compare with the manifest")
    parser.add_argument("--draw", action="store_true", help="draw a new split and write its manifest")
    chosen = parser.parse_args()
    if sum((chosen.out is not None, chosen.check, chosen.draw)) != 1:
        parser.error("give OUT, --check or --draw")
    if chosen.out is not None and chosen.out.is_dir() and any(chosen.out.iterdir()):
        parser.error(f"{chosen.out} is not empty: nothing is written over")
    try:
        require(MEDIA)
    except MissingLibraryError as error:
        parser.error(str(error))
    if chosen.draw:
        return _draw()
    if chosen.out is not None:
        return _make(chosen.out)
    with TemporaryDirectory() as folder:
        return _make(Path(folder))


def entries(made: Iterator[Recipe], out: Path) -> Iterator[dict[str, Any]]:
    """What the manifest says of each report, while it is written to *out*."""
    for recipe in made:
        data, label = write(recipe, out, split="test")
        yield {
            **recipe.model_dump(mode="json"),
            "file": sha256(data).hexdigest(),
            "label": sha256(label.encode()).hexdigest(),
        }


def differing(known: dict[str, Any], now: dict[str, Any], foreign: set[str]) -> list[str]:
    """What of a report is not as the manifest has it; the bytes of *foreign* formats are not compared."""
    parts = ["label"] if known["medium"] in foreign else ["file", "label"]
    return [part for part in parts if known[part] != now[part]]


def _make(out: Path) -> int:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    here = _libraries()
    foreign = {medium for medium, name in WRITERS.items() if manifest["libraries"][name] != here[name]}
    known = manifest["reports"]
    fields = Recipe.model_fields.keys()
    made = (Recipe.model_validate_json(json.dumps({key: each[key] for key in fields})) for each in known)
    wrong = 0
    for before, now in zip(known, entries(made, out), strict=True):
        for part in differing(before, now, foreign):
            print(f"{before['report']}: the {part} differs from the manifest")
            wrong += 1
    if foreign:
        print(
            f"written by other versions of their libraries, bytes not compared: {', '.join(sorted(foreign))}"
        )
    print(_counts(out))
    print(f"{wrong} differences from the manifest")
    return 1 if wrong else 0


def _draw() -> int:
    with TemporaryDirectory() as folder:
        drawn = list(entries(recipes(COUNT, SEED, ("easy", "medium", "hard")), Path(folder)))
        print(_counts(Path(folder)))
    head = json.dumps({"seed": SEED, "libraries": _libraries()}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in drawn)
    MANIFEST.parent.mkdir(exist_ok=True)
    MANIFEST.write_text(f'{head[:-1]}, "reports": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
    return 0


def _counts(folder: Path) -> str:
    """What the dataset card says of the split."""
    from crossfoot.evaluation.labels.gold import load_labels

    labels = load_labels(folder / "gold").values()
    cells = [value for label in labels for value in label.values.values()]
    kinds = (
        Counter(label.expected_status for label in labels),
        Counter(f"form of {label.form}" for label in labels),
        Counter(label.layout for label in labels),
    )
    told = "; ".join(", ".join(f"{name} {count}" for name, count in sorted(kind.items())) for kind in kinds)
    busy, blank = sum(bool(value) for value in cells), sum(value is None for value in cells)
    return f"{len(labels)} reports, {len(cells):,} cells, {busy:,} not 0, {blank:,} blank\n{told}"


def _libraries() -> dict[str, str]:
    return {name: version(name) for name in WRITERS.values()}


if __name__ == "__main__":
    sys.exit(main())
