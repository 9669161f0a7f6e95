"""CPU time per report, side by side in one run: offline reading and its parts, a warm second run, and the model path
against a loopback server without delay beside the bare client libraries.

    python eval/bench/speed.py [--repeat N]

CPU milliseconds of this process (user + system); the loopback server runs in another. Best of three passes.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from crossfoot.checks import verify
from crossfoot.documents import Document, read
from crossfoot.layout import LayoutError, excerpt, locate
from crossfoot.pipeline import Options, examine_document, extract_all
from crossfoot.pipeline.document import Prepared, model_record, prepare
from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.heading import read_heading
from crossfoot.readers.offline import read_offline
from crossfoot.store import Store
from crossfoot.store.record import ReadingInfo

EVAL = Path(__file__).parents[1]
PASSES = 3


def cpu(work: Callable[[], object], per: int) -> float:
    """Best CPU milliseconds of *work*, divided by *per*."""
    best = float("inf")
    for _ in range(PASSES):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best / per * 1000


def offline(paths: list[Path]) -> dict[str, float]:
    documents = [read(path) for path in paths]
    located = [(d, a, read_offline(d, a)) for d in documents if (a := _located(d)) is not None]
    n = len(paths)
    return {
        "bytes to document": cpu(lambda: [read(path) for path in paths], n),
        "locate the cells": cpu(lambda: [_located(d) for d in documents], n),
        "offline reader": cpu(lambda: [read_offline(d, a) for d, a, _ in located], len(located)),
        "rules and evidence": cpu(lambda: [verify(a, r, d.text) for d, a, r in located], len(located)),
        "title, issuer, year": cpu(lambda: [read_heading(d) for d in documents], n),
        "all of it, file to record": cpu(lambda: [examine_document(read(path)) for path in paths], n),
    }


def _located(document: Document) -> Any:
    try:
        return locate(document)
    except LayoutError:
        return None


def runs(paths: list[Path]) -> dict[str, float]:
    """A cold and a warm run of the whole program over the same files, store included."""
    out: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "bench.db") as store:
        for name in ("first run with store", "second run, all from store"):
            began = time.process_time()
            asyncio.run(extract_all(paths, Options(), store, lambda _: None, asyncio.Event()))
            out[name] = (time.process_time() - began) / len(paths) * 1000
    return out


async def model(path: Path, gold: Path, repeat: int) -> dict[str, float]:
    """One report read by the model path, beside the raw SDK and a bare instructor call with the same request."""
    import instructor
    import openai
    from pydantic import BaseModel, ConfigDict, create_model

    from crossfoot.readers.model import ModelReader, wire
    from crossfoot.readers.model.prompts import prompt, quoted

    prepared = prepare(read(path))
    assert isinstance(prepared, Prepared)
    form = prepared.anchors.form
    text = excerpt(prepared.document, prepared.anchors)
    messages: Any = prompt("read").messages({"keys": wire.listing(form), "report": quoted(text)})
    shape = wire.model(form)
    schema: Any = {
        "type": "json_schema",
        "json_schema": {"name": "Figures", "schema": shape.model_json_schema(), "strict": True},
    }
    base: Any = type("Base", (BaseModel,), {"model_config": ConfigDict(extra="forbid", frozen=True)})
    fields: Any = {slot.key: (slot.type, ...) for slot in wire.slots(form)}
    plain = create_model("Figures", __base__=base, **fields)
    command = [sys.executable, "-m", "crossfoot.evaluation.loopback", str(gold)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            out: dict[str, float] = {}
            client = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0)

            async def raw() -> object:
                answer = await client.chat.completions.create(
                    model="loopback", messages=messages, response_format=schema, temperature=0
                )
                return shape.model_validate_json(answer.choices[0].message.content or "")

            out["raw SDK, one call"] = await _acpu(raw, repeat)
            for mode in (instructor.Mode.JSON_SCHEMA, instructor.Mode.TOOLS):
                bare: Any = instructor.from_openai(client, mode=mode)

                async def ask(bare: Any = bare) -> object:
                    return await bare.create(
                        response_model=plain, messages=messages, model="loopback", temperature=0
                    )

                out[f"bare instructor, one call, {mode.value}"] = await _acpu(ask, repeat)
            await client.close()
            async with ModelReader(Endpoint(model="loopback", base_url=url)) as reader:

                async def whole() -> object:
                    again = prepare(read(path))
                    assert isinstance(again, Prepared)
                    return await model_record(again, reader, ReadingInfo(reader="model"), 2)

                async def reading() -> object:
                    return await reader.read(text, form, prepared.units)

                out["crossfoot's reader, one call"] = await _acpu(reading, repeat)
                out["crossfoot, file to record by the model"] = await _acpu(whole, repeat)
            return out
        finally:
            server.terminate()


async def _acpu(call: Callable[[], Awaitable[object]], repeat: int) -> float:
    for _ in range(5):
        await call()
    best = float("inf")
    for _ in range(PASSES):
        began = time.process_time()
        for _ in range(repeat):
            await call()
        best = min(best, time.process_time() - began)
    return best / repeat * 1000


def show(title: str, figures: dict[str, float], unit: str | None = None) -> None:
    """A table of milliseconds, and of ratios to the line called *unit*."""
    print(f"\n{title}")
    for name, value in figures.items():
        ratio = f"{value / figures[unit]:8.2f} ×" if unit else ""
        print(f"  {name:<44}{value:8.2f} ms{ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=60, help="calls in one pass of the model part")
    given = parser.parse_args()
    texts = sorted((EVAL / "reports").glob("*.txt"))
    pages = sorted((EVAL / "reports").glob("*.html"))
    show(f"offline, plain text ({len(texts)} reports), CPU per report", offline(texts))
    show(f"offline, HTML ({len(pages)} reports), CPU per report", offline(pages))
    show("the program over all reports, CPU per report", runs([*texts, *pages]))
    report = next((EVAL / "reports").glob("10_*"))
    gold = EVAL / "gold" / f"{report.stem}.json"
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "gold.json"
        label = json.loads(gold.read_text(encoding="utf-8"))
        plain.write_text(json.dumps({"form": label["form"], "cells": label["cells"]}), encoding="utf-8")
        figures = asyncio.run(model(report, plain, given.repeat))
    show("model path against a loopback server, CPU per report", figures, "raw SDK, one call")


if __name__ == "__main__":
    main()
