"""What a busy provider does besides answering: it is slow, cuts answers off, loses connections, and refuses haste.

These troubles pass: what befalls a request depends on the request and on how many times it has come, so that trying
again helps, and the order of other requests changes nothing. Only the limit of requests per second goes by the clock.
"""

import hashlib
import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from crossfoot.evaluation.loopback import Exchange, Fault, Reply, drop, invalid_json, status, truncated


@dataclass(frozen=True)
class Weather:
    """The troubles of transport. Rates are shares of requests from 0 to 1, delays are seconds."""

    delay: float = 0.0
    jitter: float = 0.0
    """Up to so much is added to the delay."""
    truncated: float = 0.0
    """Answers that end in the middle, and say so."""
    dropped: float = 0.0
    """Connections that are closed without an answer."""
    invalid_json: float = 0.0
    """Answers that are nearly JSON."""
    per_second: float | None = None
    """More requests than these are answered with status 429 and `Retry-After`."""
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises `ValueError` for rates that there are not."""
        rates = self.truncated, self.dropped, self.invalid_json
        if not (all(rate >= 0 for rate in rates) and sum(rates) <= 1):
            raise ValueError(
                "the rates of truncated, dropped and invalid answers are shares, together 1 at the most"
            )
        waits = self.delay, self.jitter
        if not all(0 <= wait < math.inf for wait in waits) or not (
            self.per_second is None or self.per_second > 0
        ):
            raise ValueError("delays are seconds from 0 on, and a limit of requests is more than 0")


class Climate:
    """*Weather* as a fault of the server's, with a memory of the requests that came."""

    def __init__(self, weather: Weather, clock: Callable[[], float] = time.monotonic) -> None:
        self._weather = weather
        self._times: Counter[str] = Counter()
        self._gate = _Gate(weather.per_second, clock) if weather.per_second is not None else None
        self._lock = threading.Lock()

    def __call__(self, exchange: Exchange) -> Reply:
        """The reply that goes out instead of the right one, or that one."""
        digest = hashlib.sha256(exchange.request.text.encode()).hexdigest()
        with self._lock:
            if self._gate is not None and (wait := self._gate.refuses()):
                return status(429, "too many requests", headers={"Retry-After": f"{math.ceil(wait)}"})(
                    exchange
                )
            self._times[digest] += 1
            rng = Random(f"{self._weather.seed}/{digest}/{self._times[digest]}")
        fault = self._drawn(rng.random())
        reply = fault(exchange) if fault is not None else exchange.completion()
        return replace(reply, delay=self._weather.delay + rng.random() * self._weather.jitter)

    def _drawn(self, chance: float) -> Fault | None:
        for share, fault in (
            (self._weather.dropped, drop),
            (self._weather.truncated, truncated),
            (self._weather.invalid_json, invalid_json),
        ):
            if chance < share:
                return fault
            chance -= share
        return None


class _Gate:
    """Lets so many through per second, and as many at once."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._rate, self._clock = per_second, clock
        self._room = self._most = max(1.0, per_second)
        self._last = clock()

    def refuses(self) -> float:
        """Seconds until there is room for this request; 0 where there is, and then it is taken."""
        now = self._clock()
        self._room = min(self._most, self._room + (now - self._last) * self._rate)
        self._last = now
        if self._room >= 1:
            self._room -= 1
            return 0.0
        return (1 - self._room) / self._rate
