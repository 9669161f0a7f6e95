"""One peer in a process of its own: a report per line in (`{"report", "text"}`), what was made of it per line out.

    python peer.py plain|sums|langextract BASE_URL MODEL [--mode MODE]

Runs in the environment of `requirements.txt`. Calls and tokens are counted where the OpenAI client is called, the same
way for every peer; processor time is that of this process, from a report's text to its figures.
"""

import argparse
import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from answers import NotAccepted
from clock import processor_seconds
from openai import OpenAIError
from openai.resources.chat.completions import Completions

Extract = Callable[[str], Mapping[str, float | None]]


class Meter:
    """Counts what goes through the OpenAI client of this process."""

    def __init__(self) -> None:
        self.calls = self.input_tokens = self.output_tokens = 0
        self._create = Completions.create
        Completions.create = self._metered()  # type: ignore[method-assign]

    def _metered(self) -> Callable[..., Any]:
        def create(completions: Completions, *args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            answer = self._create(completions, *args, **kwargs)
            if answer.usage is not None:
                self.input_tokens += answer.usage.prompt_tokens
                self.output_tokens += answer.usage.completion_tokens
            return answer

        return create

    def take(self) -> dict[str, int]:
        """What was counted since the last time."""
        counted = {name: getattr(self, name) for name in ("calls", "input_tokens", "output_tokens")}
        self.calls = self.input_tokens = self.output_tokens = 0
        return counted


def made(given: argparse.Namespace) -> Extract:
    """The peer that is asked for."""
    key = os.environ.get("OPENAI_API_KEY", "none")
    if given.peer == "langextract":
        import with_langextract

        return with_langextract.extractor(given.base_url, given.model, key)
    import with_instructor

    return with_instructor.extractor(given.peer, given.base_url, given.model, given.mode, key)


def answer(extract: Extract, text: str, meter: Meter) -> dict[str, Any]:
    """What was made of one report, and what it took."""
    cpu, began = processor_seconds(), time.perf_counter()
    cells: Mapping[str, float | None] | None = None
    error = None
    try:
        cells = extract(text)
    except (NotAccepted, OpenAIError) as problem:
        error = str(problem)
    took = {"cpu": processor_seconds() - cpu, "seconds": time.perf_counter() - began}
    return {"cells": cells, "error": error, **took, **meter.take()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("peer", choices=["plain", "sums", "langextract"])
    parser.add_argument("base_url")
    parser.add_argument("model")
    parser.add_argument("--mode", default="json_schema")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    meter = Meter()
    extract = made(given)
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps({"report": task["report"], **answer(extract, task["text"], meter)}), flush=True)


if __name__ == "__main__":
    main()
