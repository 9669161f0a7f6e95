"""crossfoot beside its peers, in a process of its own: a report per line in (`{"report", "path"}`), its record per line out.

    python ours.py BASE_URL MODEL [--mode MODE]

Processor time is that of this process, from a report's file to its record, which is kept in a store as in any extraction.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from clock import processor_seconds

from crossfoot.pipeline import Options, Progress, extract_all
from crossfoot.readers.endpoint import Endpoint
from crossfoot.store import Store


class Teller:
    """Prints each record, with what passed since the one before."""

    def __init__(self, names: dict[Path, str]) -> None:
        self._names = names
        self._cpu, self._time = processor_seconds(), time.perf_counter()

    def __call__(self, progress: Progress) -> None:
        cpu, now = processor_seconds(), time.perf_counter()
        record = progress.record
        line = {
            "report": self._names[Path(record.document.path)],
            "record": record.model_dump(mode="json"),
            "cpu": cpu - self._cpu,
            "seconds": now - self._time,
        }
        print(json.dumps(line), flush=True)
        self._cpu, self._time = processor_seconds(), time.perf_counter()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base_url")
    parser.add_argument("model")
    parser.add_argument("--mode")
    given = parser.parse_args()
    key = os.environ.get("OPENAI_API_KEY")
    endpoint = Endpoint(model=given.model, base_url=given.base_url, mode=given.mode, api_key=key, timeout=600)
    # One at a time, all in this process: so the time between two records is that of the second.
    options = Options(reader="model", endpoint=endpoint, concurrency=1, workers=0)
    tasks = [json.loads(line) for line in sys.stdin]
    names = {Path(task["path"]): task["report"] for task in tasks}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "peers.db") as store:
        asyncio.run(extract_all(list(names), options, store, Teller(names), asyncio.Event()))


if __name__ == "__main__":
    main()
