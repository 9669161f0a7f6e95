"""What the tests of the review pages share: reports of this repository in a store, and a server over it."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from crossfoot.pipeline.document import examine
from crossfoot.review.web import make_app
from crossfoot.review.web.serve import hosts
from crossfoot.store import Record, Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORTS = Path(__file__).resolve().parents[2] / "eval" / "reports"

TOTAL_WRONG = "40_茗丘县2023_总计误.txt"
"""Two sums fail; one smallest correction: the total 221 of the new requests is 211."""
UNBALANCED = "43_芦舟镇2019_不平衡.txt"
"""Two sums fail."""
THREE_DOUBTS = "11_泉沐区2024_表二无分隔.txt"
"""The three figures of one row of table two stand without columns."""
WEB = "26_东篱县2022.html"
"""In order, and a web page."""
MANY_DOUBTS = "24_芦舟镇2023_PDF空白丢失.txt"


def folder_of(place: Path, *names: str) -> Path:
    """A folder with these reports of the repository."""
    folder = place / "报告"
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(REPORTS / name, folder / name)
    return folder


def read_in(store: Store, folder: Path) -> dict[str, str]:
    """Read every report in *folder* into *store*; file name → path in the store."""
    out = {}
    for file in sorted(folder.iterdir()):
        record = examine(file)
        store.save(record, "offline")
        out[file.name] = record.document.path
    return out


def record_at(place: Path, path: str) -> Record:
    """The record that counts for *path* in the store at *place*."""
    with Store(place) as store:
        (record,) = (r for r in store.records(newest_per_path=True) if r.document.path == path)
        return record


@contextmanager
def served(store: Path, reviewer: str, blind: float = 0.0) -> Iterator[str]:
    """A server over the store, in a thread; gives its address without a slash at its end."""
    with Store(store) as opened, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        app = make_app(opened, reviewer=reviewer, hosts=hosts("127.0.0.1", port), blind=blind)
        server = uvicorn.Server(uvicorn.Config(app, ws="none", log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


def chromium() -> str | None:
    """The browser of the system, if there is one: the one without windows starts faster."""
    named = os.environ.get("CROSSFOOT_CHROMIUM")
    return named or shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def launched() -> Iterator["Browser"]:
    """That browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
