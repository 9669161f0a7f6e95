"""Completion tokens per report: crossfoot's wire format beside nested JSON of the full schema.

    python eval/bench/tokens.py --tokenizer http://127.0.0.1:18080      # a llama.cpp server: its POST /tokenize
    python eval/bench/tokens.py                                         # without one: characters and bytes

Counted over the gold labels in `eval/gold`, as an answer that copies them would be written.
"""

import argparse
import json
import statistics
import urllib.request
from collections.abc import Callable
from pathlib import Path

from crossfoot.forms import printed_form
from crossfoot.readers.model import wire

GOLD = Path(__file__).parents[1] / "gold"


def answers(label: dict[str, object]) -> dict[str, str]:
    """The same figures in each format."""
    cells = dict(label["cells"])  # type: ignore[call-overload]
    form = printed_form(label["form"], cells)  # type: ignore[arg-type]
    nested = json.loads(form.report(cells).model_dump_json())
    compact = (",", ":")
    return {
        "wire": json.dumps(wire.write(form, cells, {}), ensure_ascii=False, separators=compact),
        "nested JSON, compact": json.dumps(nested, ensure_ascii=False, separators=compact),
        "nested JSON, spaces": json.dumps(nested, ensure_ascii=False),
        "nested JSON, indented": json.dumps(nested, ensure_ascii=False, indent=2),
    }


def counter(url: str | None) -> Callable[[str], int]:
    if url is None:
        return len

    def count(text: str) -> int:
        body = json.dumps({"content": text}).encode()
        request = urllib.request.Request(f"{url}/tokenize", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return len(json.load(answer)["tokens"])

    return count


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tokenizer", metavar="URL", help="base address of a llama.cpp server")
    count = counter(parser.parse_args().tokenizer)
    sizes: dict[str, list[int]] = {}
    for path in sorted(GOLD.glob("*.json")):
        for name, text in answers(json.loads(path.read_text(encoding="utf-8"))).items():
            sizes.setdefault(name, []).append(count(text))
    wired = statistics.mean(sizes["wire"])
    unit = "tokens" if count is not len else "characters"
    print(f"{unit} per report, mean of {len(sizes['wire'])} reports; wire ÷ this")
    for name, values in sizes.items():
        mean = statistics.mean(values)
        print(f"  {name:<24}{mean:8.0f}{wired / mean:8.2f}")


if __name__ == "__main__":
    main()
