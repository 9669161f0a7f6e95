"""What the tests of the questions share: faults of single votes, a stronger model, and what was asked of whom."""

from pathlib import Path
from typing import Any

from pipeline_support import Run, run

from crossfoot.evaluation.loopback import Exchange, Fault, LoopbackServer, Request, ValueFault, misread
from crossfoot.store import Store

GRANTED = "requests.granted.natural_person"
BUSINESS = "requests.received.business"
ODD = 98765
"""A figure that stands in no report."""
WRONG = ValueFault(misread(GRANTED, ODD))
STUBBORN = ValueFault(misread(GRANTED, ODD), "always", model="loopback")
"""The first model insists; another one does not."""


def vote_of(request: Request) -> int:
    """Which vote a question is: the number of its first key."""
    return int(next(iter(request.keys))[1:])


def in_votes(fault: Fault, *votes: int) -> Fault:
    """*fault* in these votes; everything else is answered rightly."""

    def spoilt(exchange: Exchange) -> Any:
        question = exchange.request.kind == "question"
        return fault(exchange) if question and vote_of(exchange.request) in votes else exchange.completion()

    return spoilt


def of_model(fault: Fault, name: str = "strong") -> Fault:
    """*fault* in every answer of the model of this name."""
    return lambda exchange: (
        fault(exchange) if exchange.request.body["model"] == name else exchange.completion()
    )


def figures(*values: int | None) -> Fault:
    """Every key of a question is answered with the figure of its vote: the first, the second, …"""

    def fault(exchange: Exchange) -> Any:
        if exchange.request.kind == "reading":
            return exchange.completion()
        value = values[vote_of(exchange.request) - 1]
        told = "null" if value is None else str(value)
        return exchange.completion("{" + ",".join(f'"{key}":{told}' for key in exchange.request.keys) + "}")

    return fault


def escalating(server: LoopbackServer, **changes: object) -> dict[str, Any]:
    """Settings with a stronger model at *server*."""
    return {"escalate": {"model": "strong", "base_url": server.base_url, "attempts": 1, **changes}}


def one(path: Path, store: Store, server: LoopbackServer, **options: Any) -> Run:
    """A run over one report; with `strong=True`, the model `strong` is asked last."""
    if options.pop("strong", False):
        options["settings"] = {**options.get("settings", {}), **escalating(server)}
    return run([path], store, server, **options)


def questions(server: LoopbackServer, model: str | None = None) -> list[Request]:
    """The questions that came in, to one model or to all, in the order of the votes."""
    found = [
        request
        for request in server.requests
        if request.kind == "question" and model in (None, request.body["model"])
    ]
    return sorted(found, key=vote_of) if model else found
