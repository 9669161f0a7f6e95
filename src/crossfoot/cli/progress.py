"""How a run is going, on standard error: a bar in a terminal, now and then a line elsewhere, or nothing."""

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from crossfoot.cli.text import console, duration

if TYPE_CHECKING:
    from rich.console import Console, Group

    from crossfoot.pipeline import Progress

LINE_EVERY = 10.0
"""Seconds between two lines where standard error is no terminal."""


class View(Protocol):
    """Shows a run. Entered for as long as the run lasts."""

    def __enter__(self) -> "View": ...
    def __exit__(self, *_: object) -> None: ...

    def update(self, progress: "Progress") -> None:
        """Take in one finished document."""
        ...

    def tell(self, text: str) -> None:
        """Print a line without disturbing what is shown."""
        ...


def view(total: int, *, quiet: bool) -> View:
    """The view that suits standard error."""
    screen = console(stderr=True)
    if quiet:
        return Quiet(screen)
    return Bar(screen, total) if screen.is_terminal else Lines(screen)


def counts_text(counts: "Counter[str]") -> str:
    """`verified 12 · source_error 1 · needs_review 3 · failed 0`, always all four in this order."""
    from crossfoot.store import STATUSES

    return " · ".join(f"{status} {counts[status]:,}" for status in STATUSES)


class Quiet:
    """Shows nothing but what is told."""

    def __init__(self, screen: "Console") -> None:
        self.screen = screen

    def __enter__(self) -> "View":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, progress: "Progress") -> None:
        """Nothing to show."""

    def tell(self, text: str) -> None:
        """Print a line."""
        self.screen.print(text, soft_wrap=True)


class Lines(Quiet):
    """A line every few seconds, for logs."""

    def __init__(self, screen: "Console", clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(screen)
        self.counts: Counter[str] = Counter()
        self.clock = clock
        self.started = self.last = clock()
        self.fresh = 0

    def update(self, progress: "Progress") -> None:
        """Count the document; print where the last line is old enough."""
        self.counts[progress.record.status] += 1
        self.fresh += not progress.cached
        now = self.clock()
        if now - self.last < LINE_EVERY:
            return
        self.last = now
        left = self._left(progress.total - progress.done, now)
        self.tell(f"{progress.done:,}/{progress.total:,} · {counts_text(self.counts)}{left}")

    def _left(self, rest: int, now: float) -> str:
        # Documents from the store take no time and would promise too much.
        if not self.fresh or not rest:
            return ""
        return f" · about {duration((now - self.started) / self.fresh * rest)} left"


class Bar(Quiet):
    """A bar with the time left, and below it the counts of the four statuses."""

    def __init__(self, screen: "Console", total: int) -> None:
        super().__init__(screen)
        from rich.live import Live
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.counts: Counter[str] = Counter()
        self.bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("·"),
            TimeRemainingColumn(compact=True),
            console=screen,
        )
        self.task = self.bar.add_task("", total=total)
        self.live = Live(
            console=screen,
            get_renderable=self._drawn,
            transient=True,
            refresh_per_second=5,
            redirect_stdout=False,
        )

    def __enter__(self) -> "View":
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def update(self, progress: "Progress") -> None:
        """Count the document and move the bar."""
        self.counts[progress.record.status] += 1
        self.bar.update(self.task, completed=progress.done, total=progress.total)

    def _drawn(self) -> "Group":
        from rich.console import Group
        from rich.text import Text

        return Group(self.bar, Text(counts_text(self.counts), style="dim", overflow="fold"))
