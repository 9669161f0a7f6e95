"""The store as the pages use it: one at a time, off the event loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom
from threading import Lock
from time import monotonic
from typing import TypeVar

from crossfoot.review.blind import turn
from crossfoot.review.desk import Case, Desk
from crossfoot.store import Store
from crossfoot.store.lots import lot
from crossfoot.store.queue import Entry, Sort, Wanted
from crossfoot.store.reviews import LEASE, Reviews

T = TypeVar("T")

REMEMBERED = 200
"""Reports that were laid aside and are offered last."""


class HeldError(Exception):
    """Another reviewer has the report in hand. The message is the name."""


class HiddenError(Exception):
    """The reviewer is reading the report blind just now: none of its figures may be shown."""


@dataclass(frozen=True, slots=True)
class Given:
    """A report that was given out as the next."""

    entry: Entry
    blind: bool
    """Is it to be read without its figures?"""


@dataclass
class Office:
    """One reviewer's desk. All methods but `run` are for the thread that `run` runs them in."""

    store: Store
    reviewer: str
    share: float = 0.0
    """Of the verified reports, those that are mixed in to be read blind."""
    chance: Random = field(default_factory=SystemRandom)
    _lock: Lock = field(default_factory=Lock)
    _aside: dict[str, None] = field(default_factory=dict)
    _blind: set[str] = field(default_factory=set)
    _open: dict[str, dict[str, float]] = field(default_factory=dict)
    """The pages that show a report, by its checksum, and when each of them last gave a sign of life."""

    def __post_init__(self) -> None:
        self.reviews = Reviews(self.store)
        self.desk = Desk(self.reviews, self.reviewer)
        self.reviewer = self.desk.reviewer

    async def run(self, work: Callable[[], T]) -> T:
        """Do *work* in another thread, while no other thread has the store."""

        def alone() -> T:
            with self._lock:
                return work()

        return await asyncio.to_thread(alone)

    def holder(self, case: Case) -> str | None:
        """Who else has the report in hand."""
        name = self.reviews.holder(case.sha256)
        return None if name == self.reviewer else name

    def hold(self, case: Case, page: str = "") -> None:
        """Take the report in hand, or keep it there, as long as *page* is open. Raises `HeldError`."""
        holder = self.reviews.claim(case.sha256, self.reviewer)
        if holder != self.reviewer:
            raise HeldError(holder)
        if page:
            self._open.setdefault(case.sha256, {})[page] = monotonic()

    def release(self, sha256: str, page: str = "") -> None:
        """Put the report back, unless another page than *page* still shows it; without a page, in any case."""
        alive = monotonic() - LEASE.total_seconds()
        others = {
            other: last
            for other, last in self._open.pop(sha256, {}).items()
            if page and other != page and last > alive
        }
        if others:
            self._open[sha256] = others
        else:
            self.reviews.release(sha256, self.reviewer)

    # -- what was seen, and what must not be --------------------------------------------------------------------------

    def look(self, path: str) -> Case:
        """The report at *path*, whose figures the reviewer is shown: from now on they cannot read it blind.

        Raises `HiddenError` while they do, and `RefusedError` where there is no report with cells.
        """
        case = self.desk.case(path)
        if self.is_hidden(case.sha256, self.reviews.holder(case.sha256)) and not case.state.decisions:
            raise HiddenError
        self.show(case)
        return case

    def show(self, case: Case) -> None:
        """What was read is told: from now on the reviewer cannot read the report blind."""
        self.unhide(case)
        self.reviews.saw(case.sha256, self.reviewer)

    def may_read_blind(self, sha256: str) -> bool:
        """Does the lot say so? Nobody chooses which reports are read blind."""
        return lot(sha256) < self.share

    def has_seen(self, sha256: str) -> bool:
        return self.reviews.has_seen(sha256, self.reviewer)

    def hide(self, case: Case) -> None:
        """The reviewer reads the report blind, until they put it back or have read it."""
        self._blind.add(case.sha256)

    def unhide(self, case: Case) -> None:
        self._blind.discard(case.sha256)

    def is_hidden(self, sha256: str, holder: str | None) -> bool:
        """Is the reviewer reading the report blind just now?"""
        return sha256 in self._blind and holder == self.reviewer

    # -- the next -----------------------------------------------------------------------------------------------------

    def next(self, wanted: Wanted, sort: Sort, current: str | None, page: str = "") -> Given | None:
        """Take the next report; those that were left undone on the way come last, and *current*, on *page*, not at all."""
        if current is not None:
            _last(self._aside, current, REMEMBERED)
        found = self._draw(wanted, sort, tuple(self._aside))
        if found is None and self._aside:
            self._aside.clear()
            found = self._draw(wanted, sort, (current,) if current else ())
        if found is not None and current is not None and found.entry.sha256 != current:
            self.release(current, page)
        return found

    def _draw(self, wanted: Wanted, sort: Sort, skip: tuple[str, ...]) -> Given | None:
        """From the queue, or one to be read blind, by chance; where one of them is at its end, from the other."""
        blind = self.reviews.count_blind(self.share, wanted, self.reviewer) if self.share else 0
        if blind and turn(blind, self.reviews.count(wanted), self.chance):
            return self._next_blind(wanted, skip) or self._next(wanted, sort, skip)
        return self._next(wanted, sort, skip) or (self._next_blind(wanted, skip) if blind else None)

    def _next(self, wanted: Wanted, sort: Sort, skip: tuple[str, ...]) -> Given | None:
        found = self.reviews.next(wanted, self.reviewer, sort, skip=skip)
        return Given(found, self._is_drawn(found)) if found is not None else None

    def _is_drawn(self, entry: Entry) -> bool:
        """Is it one of those to be read blind? Who goes through the verified reports meets them, too."""
        waits = entry.status == "verified" and not entry.signed and self.may_read_blind(entry.sha256)
        return waits and not self.has_seen(entry.sha256) and not self.reviews.decisions(entry.sha256)

    def _next_blind(self, wanted: Wanted, skip: tuple[str, ...]) -> Given | None:
        found = self.reviews.next_blind(self.share, self.reviewer, wanted, skip=skip)
        return Given(found, True) if found is not None else None


def _last(known: dict[str, None], key: str, limit: int) -> None:
    """Put *key* behind all that is *known*, and forget the first of more than *limit*."""
    known.pop(key, None)
    known[key] = None
    while len(known) > limit:
        del known[next(iter(known))]
