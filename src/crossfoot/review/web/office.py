"""The store as the pages use it: one at a time, off the event loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom
from threading import Lock
from typing import TypeVar

from crossfoot.review.blind import turn
from crossfoot.review.desk import Case, Desk
from crossfoot.store import Store
from crossfoot.store.lots import lot
from crossfoot.store.queue import Entry, Sort, Wanted
from crossfoot.store.reviews import Reviews

T = TypeVar("T")

REMEMBERED = 200
"""Reports that were laid aside and are offered last."""
SEEN = 5_000
"""Reports whose figures were looked at: they are not given out to be read blind."""


class HeldError(Exception):
    """Another reviewer has the report in hand. The message is the name."""


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
    _seen: dict[str, None] = field(default_factory=dict)
    _blind: set[str] = field(default_factory=set)

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

    def hold(self, case: Case) -> None:
        """Take the report in hand, or keep it there. Raises `HeldError`."""
        holder = self.reviews.claim(case.sha256, self.reviewer)
        if holder != self.reviewer:
            raise HeldError(holder)

    def release(self, case: Case) -> None:
        """Put the report back."""
        self.reviews.release(case.sha256, self.reviewer)

    # -- what was seen, and what must not be --------------------------------------------------------------------------

    def show(self, case: Case) -> None:
        """The reviewer is shown the figures: from now on they cannot read the report blind."""
        self._blind.discard(case.sha256)
        _last(self._seen, case.sha256, SEEN)

    def has_seen(self, case: Case) -> bool:
        return case.sha256 in self._seen

    def hide(self, case: Case) -> None:
        """The reviewer reads the report blind, until they put it back or have read it."""
        self._blind.add(case.sha256)

    def is_hidden(self, sha256: str, holder: str | None) -> bool:
        """Is the reviewer reading the report blind just now?"""
        return sha256 in self._blind and holder == self.reviewer

    # -- the next -----------------------------------------------------------------------------------------------------

    def next(self, wanted: Wanted, sort: Sort, current: str | None) -> Given | None:
        """Take the next report; those that were left undone on the way come last, and *current* not at all."""
        if current is not None:
            _last(self._aside, current, REMEMBERED)
        found = self._draw(wanted, sort, tuple(self._aside))
        if found is None and self._aside:
            self._aside.clear()
            found = self._draw(wanted, sort, (current,) if current else ())
        if found is not None and current is not None and found.entry.sha256 != current:
            self.reviews.release(current, self.reviewer)
        return found

    def _draw(self, wanted: Wanted, sort: Sort, skip: tuple[str, ...]) -> Given | None:
        """From the queue, or one to be read blind, by chance; where one of them is at its end, from the other."""
        blind = self.reviews.count_blind(self.share, wanted) if self.share else 0
        if blind and turn(blind, self.reviews.count(wanted), self.chance):
            return self._next_blind(wanted, skip) or self._next(wanted, sort, skip)
        return self._next(wanted, sort, skip) or (self._next_blind(wanted, skip) if blind else None)

    def _next(self, wanted: Wanted, sort: Sort, skip: tuple[str, ...]) -> Given | None:
        found = self.reviews.next(wanted, self.reviewer, sort, skip=skip)
        return Given(found, self._is_drawn(found)) if found is not None else None

    def _is_drawn(self, entry: Entry) -> bool:
        """Is it one of those to be read blind? Who goes through the verified reports meets them, too."""
        waits = entry.status == "verified" and not entry.signed and entry.sha256 not in self._seen
        return waits and lot(entry.sha256) < self.share and not self.reviews.decisions(entry.sha256)

    def _next_blind(self, wanted: Wanted, skip: tuple[str, ...]) -> Given | None:
        found = self.reviews.next_blind(self.share, self.reviewer, wanted, skip=(*skip, *self._seen))
        return Given(found, True) if found is not None else None


def _last(known: dict[str, None], key: str, limit: int) -> None:
    """Put *key* behind all that is *known*, and forget the first of more than *limit*."""
    known.pop(key, None)
    known[key] = None
    while len(known) > limit:
        del known[next(iter(known))]
