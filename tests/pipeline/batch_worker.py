"""A process that runs batches to be killed: `python batch_worker.py REPORT...`, then one JSON job a line on standard input.

Each job is run in a fork: `started PID` is printed at once, `ended STATUS` at its end. So a run can be
killed a dozen times without paying each time for the start of an interpreter.
"""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from crossfoot.pipeline import Options, extract_all
from crossfoot.readers.endpoint import Endpoint
from crossfoot.store import Store


def work(job: dict) -> None:
    endpoint = Endpoint(model="loopback", base_url=job["base_url"], timeout=10, attempts=1)
    options = Options(reader="model", endpoint=endpoint, concurrency=job["concurrency"])
    with Store(Path(job["store"])) as store:
        paths = [Path(path) for path in job["paths"]]
        asyncio.run(extract_all(paths, options, store, lambda _progress: None, asyncio.Event()))


def warm(reports: list[str]) -> None:
    """Pay once for what is loaded and kept by the first reading: read once where nobody listens."""
    with tempfile.TemporaryDirectory() as folder:
        nowhere = {"base_url": "http://127.0.0.1:9/v1", "store": f"{folder}/s.db", "paths": reports}
        work({**nowhere, "concurrency": 1})


def main() -> None:
    warm(sys.argv[1:])
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work(json.loads(line))
                status = 0
            finally:
                os._exit(status)
        print("started", child, flush=True)
        print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
