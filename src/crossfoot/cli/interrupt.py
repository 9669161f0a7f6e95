"""Ctrl-C in three steps: drain, abort, die."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


async def draining(work: Awaitable[T], stop: asyncio.Event, tell: Callable[[str], None]) -> T | None:
    """Await *work*. The first Ctrl-C (or SIGTERM) sets *stop*; the second cancels, and the outcome is None.

    A third ends the process where it stands. Signal handlers are those of the main thread and are put back.
    """
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    aborted = False

    def first() -> None:
        tell("Stopping: documents in work are finished and kept. Ctrl-C again drops them.")
        stop.set()

    def second() -> None:
        nonlocal aborted
        aborted = True
        task.cancel()

    steps = iter((first, second))

    def on_signal(number: int, _frame: FrameType | None) -> None:
        step = next(steps, None)
        if step is None:
            signal.signal(number, signal.SIG_DFL)
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(step)

    # signal.signal, not loop.add_signal_handler: the latter does not exist on Windows.
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return await task
    except asyncio.CancelledError:
        if not aborted:
            raise
        return None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
