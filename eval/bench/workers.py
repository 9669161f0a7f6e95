"""Documents a second with 0, 1, 2 … workers, and what it costs to read one in another process.

    python eval/bench/workers.py --copies 6

All figures of one run are taken in turns, so that their ratios hold on a machine that others use as well.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from crossfoot.pipeline import Options, extract_all
from crossfoot.pipeline.reading import read_bytes
from crossfoot.pipeline.workers import Workers, processors
from crossfoot.store import Store

REPORTS = sorted((Path(__file__).parents[1] / "reports").iterdir())
PASSES = 3


def run(paths: Sequence[Path], workers: int) -> tuple[float, float]:
    """Seconds by the clock, and of this process's own work, for a whole run, the start of its workers included."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "bench.db") as store:
        began, worked = time.perf_counter(), time.process_time()
        options = Options(workers=workers, refresh=True)
        asyncio.run(extract_all(paths, options, store, lambda _: None, asyncio.Event()))
        return time.perf_counter() - began, time.process_time() - worked


async def singles() -> dict[str, list[float]]:
    """Seconds of single readings, one way after the other for each report."""
    workers = Workers(60, 2_000_000_000)
    times: dict[str, list[float]] = {"first": [], "here": [], "there": [], "there, for a model": []}
    began = time.perf_counter()
    await workers.read(b"no report", "a", settle=True)
    times["first"].append(time.perf_counter() - began)
    for attempt in range(PASSES + 1):
        for path in REPORTS:
            data = path.read_bytes()
            marks = [time.perf_counter()]
            read_bytes(data, path.name, settle=True)
            marks.append(time.perf_counter())
            for settle in (True, False):
                await workers.read(data, path.name, settle=settle)
                marks.append(time.perf_counter())
            if attempt:  # the first round warms up
                for name, start, end in zip(list(times)[1:], marks, marks[1:], strict=False):
                    times[name].append(end - start)
    await workers.close()
    return times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, default=6, help="how often each report is read in a run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(given.copies):
            for report in REPORTS:
                paths.append(Path(folder, f"{number}-{report.name}"))
                paths[-1].write_bytes(report.read_bytes())
        best = {workers: (float("inf"), float("inf")) for workers in range(processors() + 1)}
        for _ in range(PASSES):
            for workers in best:
                best[workers] = min(best[workers], run(paths, workers))
        print(
            f"{len(paths)} texts and web pages, whole runs, the best of {PASSES}; {processors()} processors"
        )
        for workers, (seconds, own) in best.items():
            ratio, share = best[0][0] / seconds, own / best[0][1]
            print(
                f"  --workers {workers}  {len(paths) / seconds:7.1f} a second  {ratio:5.2f} ×"
                f"   work left to the program itself {share:5.2f} ×"
            )
    times = asyncio.run(singles())
    here = sorted(times["here"])[len(times["here"]) // 2]
    print(
        f"a worker's start: {times['first'][0] * 1000:.0f} ms, as much as {times['first'][0] / here:.0f} readings"
    )
    print("one reading, the median, and what the other process adds to it")
    for name in ("here", "there", "there, for a model"):
        median = sorted(times[name])[len(times[name]) // 2]
        print(
            f"  {name:20}{median * 1000:7.2f} ms  {median / here:5.2f} ×  {(median - here) * 1000:+6.2f} ms"
        )


if __name__ == "__main__":
    main()
