"""The model path against a real endpoint: what it read, what the checks caught, what the questions repaired.

    python eval/bench/real_model.py --base-url http://127.0.0.1:18080/v1 --model NAME eval/reports/10_*.txt …

Each report must have its gold label in `eval/gold/`. Whatever comes out is printed as it is.
"""

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

from crossfoot.checks import verify
from crossfoot.documents import read
from crossfoot.forms import Reading, Value
from crossfoot.layout import excerpt
from crossfoot.pipeline.document import Prepared, model_record, prepare
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.model import ModelReader
from crossfoot.store.record import ReadingInfo

GOLD = Path(__file__).parents[1] / "gold"


class Memory(dict[str, bytes]):
    """An answer log that lives as long as the run: the loop finds the first reading there and does not pay again."""

    def put(self, key: str, *, request: bytes, response: bytes, model: str, seconds: float) -> None:
        self[key] = response


def compared(cells: dict[str, Value | None], gold: dict[str, Value | None]) -> str:
    """`right/wrong/absent` cells, and how many of the non-zero figures are right."""
    right = sum(path in cells and cells[path] == value for path, value in gold.items())
    absent = sum(cells.get(path) is None and value is not None for path, value in gold.items())
    filled = {path: value for path, value in gold.items() if value}
    hit = sum(cells.get(path) == value for path, value in filled.items())
    return f"{right} right, {len(gold) - right - absent} wrong, {absent} absent; non-zero {hit}/{len(filled)}"


async def one(path: Path, reader: ModelReader, rounds: int) -> dict[str, Any]:
    gold = json.loads((GOLD / f"{path.stem}.json").read_text(encoding="utf-8"))
    prepared = prepare(read(path))
    if not isinstance(prepared, Prepared):
        return {"report": path.name, "status": prepared.status, "reason": prepared.reason}
    began = time.perf_counter()
    form = prepared.anchors.form
    first = await reader.read(excerpt(prepared.document, prepared.anchors), form, prepared.units)
    seconds = time.perf_counter() - began
    verdict = verify(prepared.anchors, first.reading, prepared.document.text)
    record, _, _ = await model_record(prepared, reader, ReadingInfo(reader="model"), rounds)
    differs = sum(e.agreement == "differs" for e in verdict.evidence.values())
    wrong = [p for p, v in gold["cells"].items() if record.cells.get(p) != v]
    return {
        "report": path.name,
        "first reading": compared(_all(first.reading), gold["cells"]),
        "caught": f"{differs} cells differ from the print, {len(verdict.failed)} sums fail",
        "final": f"{record.status}, expected {gold['expected_status']}; {compared(record.cells, gold['cells'])}",
        "verified but wrong": record.status == "verified" and bool(wrong),
        "rounds": record.reading.rounds,
        "seconds": f"{seconds:.0f} first reading, {time.perf_counter() - began:.0f} in all",
        "tokens": f"{record.reading.input_tokens} in, {record.reading.output_tokens} out; "
        f"first reading {first.usage.input_tokens} in, {first.usage.output_tokens} out",
        "reason": record.reason,
    }


def _all(reading: Reading) -> dict[str, Value | None]:
    return {path: reading.cells.get(path) for path in reading.form.fields}


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--mode")
    parser.add_argument("--timeout", type=float, default=600)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    endpoint = Endpoint(
        base_url=given.base_url, model=given.model, mode=given.mode, timeout=given.timeout, attempts=1
    )
    async with ModelReader(endpoint, Memory()) as reader:
        for path in given.reports:
            for key, value in (await one(path, reader, given.rounds)).items():
                print(f"{key:>20}: {value}", flush=True)
            print(flush=True)


if __name__ == "__main__":
    asyncio.run(main())
