"""The filters of the queue: from the query of an address to what is wanted, and back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from crossfoot.checks import Language
from crossfoot.review.web.phrases import say
from crossfoot.store import STATUSES
from crossfoot.store.queue import OPEN, Counts, Sort, Wanted

ANY = "any"
PAGE = 50
"""Reports on one page of the queue."""
_KEYS = ("status", "form", "year", "issuer", "rule", "model", "folder", "signed", "q", "sort")
_KNOWN: Mapping[str, Collection[str]] = {
    "status": (ANY, *STATUSES),
    "signed": ("yes", "no"),
    "sort": get_args(Sort),
}
_LONGEST = 300
"""Characters of one filter."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Filters:
    """What was asked for, as it stood in the address."""

    asked: Mapping[str, str]
    start: int = 0
    """The position of the first report on the page, from 0."""

    @property
    def wanted(self) -> Wanted:
        asked = self.asked
        status = asked.get("status")
        year = asked.get("year")
        return Wanted(
            statuses=OPEN if status is None else tuple(s for s in STATUSES if s == status),
            form=asked.get("form"),
            year=int(year) if year is not None else None,
            issuer=asked.get("issuer"),
            rule=asked.get("rule"),
            model=asked.get("model"),
            folder=asked.get("folder"),
            text=asked.get("q"),
            signed={"yes": True, "no": False}.get(asked.get("signed", "")),
        )

    @property
    def sort(self) -> Sort:
        asked = self.asked.get("sort")
        return next((sort for sort in get_args(Sort) if sort == asked), "work")

    def query(self, **more: object) -> str:
        """The filters as the query of an address, with *more* behind them."""
        return urlencode({**self.asked, **{key: str(value) for key, value in more.items()}})

    def text(self, key: str) -> str:
        return self.asked.get(key, "")


def filters(given: Mapping[str, object]) -> Filters:
    """The filters in a query or a form; what makes no sense in them is left out, and so is as if it were not asked."""
    asked = {
        key: value.strip()[:_LONGEST]
        for key in _KEYS
        if isinstance(value := given.get(key), str) and _makes_sense(key, value.strip())
    }
    start = given.get("start")
    known = isinstance(start, str) and start.isdecimal() and len(start) < 10
    return Filters(asked, int(str(start)) if known else 0)


def _makes_sense(key: str, value: str) -> bool:
    if key == "year":
        return value.isdecimal() and len(value) < 6
    return value in _KNOWN.get(key, (value,)) and bool(value)


def choices(asked: Filters, counts: Counts, language: Language) -> dict[str, Sequence[Choice]]:
    """What each list offers, with how many reports of the whole queue there are of each."""

    def of(key: str, found: Mapping[str, int], words: Mapping[str, str]) -> list[Choice]:
        chosen = asked.text(key)
        values = dict(found) if chosen in found or chosen in ("", ANY) else {chosen: 0, **found}
        return [
            Choice("", say(language, "filter.any"), not chosen),
            *(Choice(v, f"{words.get(v, v)} ({count})", v == chosen) for v, count in values.items()),
        ]

    statuses: dict[str, str] = {status: say(language, f"status.{status}") for status in STATUSES}
    # What is asked for unless something else is chosen stands in the list also where there is none of it: else a browser
    # shows, and sends, the first of the list.
    status = of("status", {**counts.statuses, **{s: counts.statuses.get(s, 0) for s in OPEN}}, statuses)
    total = sum(counts.statuses.values())
    return {
        "status": [
            Choice(ANY, f"{say(language, 'filter.any')} ({total})", asked.text("status") == ANY),
            *(
                Choice(c.value, c.words, c.chosen or (c.value in OPEN and not asked.text("status")))
                for c in status[1:]
            ),
        ],
        "form": of("form", counts.forms, {}),
        "year": of("year", dict(sorted(counts.years.items(), reverse=True)), {}),
        "rule": of("rule", counts.rules, {}),
        "model": of("model", counts.models, _models(language)),
        "signed": [
            Choice(value, say(language, key), asked.text("signed") == value)
            for value, key in (("", "filter.any"), ("yes", "signed.yes"), ("no", "signed.no"))
        ],
        "sort": [Choice(sort, say(language, f"sort.{sort}"), sort == asked.sort) for sort in get_args(Sort)],
    }


def _models(language: Language) -> dict[str, str]:
    return {name: say(language, f"model.{name}") for name in ("offline", "person")}
