"""What the log tells of machine and people: every figure with its interval and with what it means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crossfoot.checks import Language
from crossfoot.evaluation.metrics.intervals import Bounded, Rate
from crossfoot.review.statistics import Blind, Statistics, statistics
from crossfoot.review.web.context import Context, off_loop
from crossfoot.review.web.phrases import say
from crossfoot.store.queue import Wanted


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the page."""

    name: str
    value: str
    interval: str
    meaning: str


@dataclass
class StatisticsPages:
    context: Context

    def routes(self) -> list[Route]:
        return [Route("/statistics", self.show)]

    async def show(self, request: Request) -> Response:
        office, language = self.context.office, self.context.language(request)
        share = office.share
        log, waiting = await office.run(
            lambda: (list(office.reviews.log()), office.reviews.count_blind(share, Wanted()) if share else 0)
        )
        found = await off_loop(lambda: statistics(log))
        return await self.context.page(
            "statistics.html",
            request,
            work=tuple(_work(found, language)),
            blind=(
                *(_blind(found.blind, language) if found.blind.documents else ()),
                _line(language, "waiting", f"{waiting:,}", share=_percent(share)),
            ),
            none_blind=not found.blind.documents,
        )


def _work(found: Statistics, language: Language) -> Iterator[Told]:
    tell = partial(_line, language)
    statuses = {say(language, f"status.{status}"): count for status, count in found.signed.items()}
    total = sum(statuses.values())
    yield tell("signed", f"{total:,} ({_listed(statuses)})" if total else "0")
    yield tell("reviewers", _listed(found.reviewers))
    if found.seconds is not None:
        yield tell("seconds", say(language, "stats.seconds.value", seconds=f"{found.seconds:.0f}"))
    decisions, undone = f"{found.decisions:,}", f"{found.undone:,}"
    yield tell("decisions", say(language, "stats.undone", count=decisions, undone=undone))
    yield _rate(language, "stood", found.stood)


def _blind(found: Blind, language: Language) -> Iterator[Told]:
    yield _line(language, "documents", f"{found.documents:,}")
    rates = ("agreement", "nonzero", "machine", "person")
    yield from (_rate(language, name, getattr(found, name)) for name in rates)
    yield _line(language, "open", f"{found.open:,}")
    yield _line(language, "wrong", _bound(found.wrong, language))


def _line(language: Language, key: str, value: str, interval: str = "", **values: str) -> Told:
    name, meaning = say(language, f"stats.{key}"), say(language, f"stats.{key}.what", **values)
    return Told(name, value, interval, meaning)


def _rate(language: Language, key: str, rate: Rate) -> Told:
    if rate.value is None:
        return _line(language, key, "–")
    numbers = {"count": f"{rate.count:,}", "of": f"{rate.of:,}"}
    value = say(language, "stats.rate", value=_percent(rate.value), **numbers)
    ends = rate.interval
    interval = (
        say(language, "stats.interval", low=_percent(ends.low), high=_percent(ends.high)) if ends else "–"
    )
    return _line(language, key, value, interval)


def _bound(found: Bounded, language: Language) -> str:
    # Rounded up: what is said to be a bound has to be one.
    upper = f"{ceil(found.upper * 10_000 - 1e-9) / 100:.2f}%"
    return say(language, "stats.wrong.value", of=f"{found.of:,}", count=f"{found.count:,}", upper=upper)


def _percent(share: float) -> str:
    """To two decimals; only none of it is 0 %, and only all is 100 %."""
    if 0 < share < 1:
        share = min(max(share, 0.0001), 0.9999)
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def _listed(parts: Mapping[str, int]) -> str:
    return " · ".join(f"{name} {count:,}" for name, count in parts.items()) or "–"
