"""The original beside its text: a web page without anything that could act, or the pages of a PDF or of a picture."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from crossfoot.boundary import boundary
from crossfoot.documents.facsimile import PageSize, draw_page, page_sizes
from crossfoot.documents.sniff import HTML, PDF, PICTURES
from crossfoot.documents.source import Source
from crossfoot.pipeline.worker_process import Lost
from crossfoot.pipeline.workers import WorkerError, Workers, can_start
from crossfoot.review.web.shelf import Opened

KEPT = 24
"""Drawn pages that are kept, a few hundred kB each."""
TIMEOUT = 20.0
"""Seconds for one page: there are pages that take for ever, and other reports wait behind them."""
MEMORY = 2_000_000_000
"""Bytes that drawing may use."""

WEB_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""For the page of a report: no script, no form, no request to anywhere, and an origin of its own."""

T = TypeVar("T")


def is_web_page(opened: Opened) -> bool:
    """Is the document a web page, which a browser can show?"""
    return opened.document.media_type == HTML


def web_page(opened: Opened) -> bytes:
    """The web page in UTF-8, whatever it says of its encoding itself."""
    return Source(opened.data, opened.document.name).text.encode("utf-8", "replace")


@dataclass
class Drawer:
    """Draws pages, one at a time, in a process of its own: what breaks a library ends no server."""

    workers: Workers = field(default_factory=lambda: Workers(TIMEOUT, MEMORY))
    _one: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _sizes: "OrderedDict[str, tuple[PageSize, ...]]" = field(default_factory=OrderedDict)
    _kept: "OrderedDict[tuple[str, int], bytes | None]" = field(default_factory=OrderedDict)

    async def pages(self, opened: Opened) -> tuple[PageSize, ...]:
        """The pages of the document; none for formats without pages, and where they cannot be told. Takes a while."""
        key, kind = opened.document.sha256, opened.document.media_type
        if kind != PDF and kind not in PICTURES:
            return ()
        async with self._one:
            if key not in self._sizes:
                # Text was read of it, so what is wrong with drawing it must not keep anybody from the text.
                sizes = partial(page_sizes, opened.data, opened.document.name, kind)
                _keep(self._sizes, key, await self._apart(sizes) or ())
            return self._sizes[key]

    async def draw(self, opened: Opened, number: int) -> bytes | None:
        """Page *number* as PNG; null where there is none, or it cannot be drawn. Takes a while."""
        if not 1 <= number <= len(await self.pages(opened)):
            return None
        key, document = (opened.document.sha256, number), opened.document
        async with self._one:
            if key not in self._kept:
                page = partial(draw_page, opened.data, document.name, document.media_type, number)
                _keep(self._kept, key, await self._apart(page))
            return self._kept[key]

    async def close(self) -> None:
        await self.workers.close()

    async def _apart(self, job: Callable[[], T]) -> T | None:
        """What *job* comes to in another process, or where none can be started in another thread; null: it fails."""
        with boundary(lambda _: None):
            if can_start():
                try:
                    made = await self.workers.run(job)
                    return None if isinstance(made, Lost) else made
                except WorkerError:
                    pass  # Better without a process than not at all.
            return await asyncio.to_thread(job)
        return None


K = TypeVar("K")
V = TypeVar("V")


def _keep(kept: "OrderedDict[K, V]", key: K, value: V) -> None:
    kept[key] = value
    while len(kept) > KEPT:
        kept.popitem(last=False)
