"""The charts of the page. Each is left out where it has nothing to show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crossfoot.evaluation.metrics import Metrics
from crossfoot.evaluation.metrics.accuracy import Passes
from crossfoot.evaluation.metrics.effort import Amount
from crossfoot.evaluation.metrics.slices import UNSTATED, Slice
from crossfoot.evaluation.page.figures import percent
from crossfoot.evaluation.page.inline import inline
from crossfoot.evaluation.results import CellOutcome
from crossfoot.evaluation.svg import Bar, Series, bar_chart, line_chart, plain, scatter, stacked
from crossfoot.evaluation.svg import percent as tick

_WIDTH = 460
_NAME = 40
"""Characters of a run's name that a legend has room for."""
_BARS = 24
"""Kinds of document in one chart at the most."""
TABLES: Mapping[str, str] = {"disclosure": "Table two", "requests": "Table three", "review": "Table four"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with what is to be said of it."""

    key: str
    title: str
    picture: Markup
    note: str = ""


def drawings(every: Sequence[Metrics]) -> tuple[Drawing, ...]:
    """The charts about the first run; the others are drawn beside it where one chart has room for all."""
    return (*_outcomes(every[0]), *_curve(every), *_costs(every), *_kinds(every[0]))


# -- by kind of document ----------------------------------------------------------------------------------------------


def _kinds(found: Metrics) -> Iterator[Drawing]:
    for key, title, slices in (
        ("difficulties", "Documents wholly right, by difficulty", found.difficulties),
        ("layouts", "Documents wholly right, by layout", found.layouts),
        ("quirks", "Documents wholly right, by quirk", found.quirks),
    ):
        if any(kind != UNSTATED for kind in slices):
            yield _by_kind(key, title, slices)


def _by_kind(key: str, title: str, slices: Mapping[str, Slice]) -> Drawing:
    """The worst first, among equals that with most documents; those for which there is no room are the best."""
    ordered = sorted(slices.items(), key=lambda item: (item[1].right.value or 0.0, -item[1].documents))
    picture = bar_chart(
        [_bar(kind, each) for kind, each in ordered[:_BARS]],
        "% of documents",
        x_format=_share,
        x_range=(0, 1),
        width=_WIDTH,
    )
    rest = len(ordered) - _BARS
    note = (
        f" {rest} more are as good as the last, or better; all stand in the table below." if rest > 0 else ""
    )
    return Drawing(key, title, inline(picture), f"Percent of documents; whiskers are 95 % intervals.{note}")


def _bar(kind: str, each: Slice) -> Bar:
    right = each.right
    span = (right.interval.low, right.interval.high) if right.interval is not None else None
    return Bar(named(kind), right.value or 0.0, span, f"({right.count}/{right.of})")


def named(kind: str) -> str:
    """A kind of document in words."""
    return "not stated" if kind == UNSTATED else kind.replace("_", " ")


def _share(value: float) -> str:
    return percent(value, 0).removesuffix(" %")  # there is little room at the axis


# -- outcomes ---------------------------------------------------------------------------------------------------------


def _outcomes(found: Metrics) -> Iterator[Drawing]:
    """What became of the cells that are not right, table by table, all on one scale."""
    tables = {table: each for table, each in found.places.tables.items() if table in TABLES}
    shown = [
        outcome
        for outcome in CellOutcome
        if outcome is not CellOutcome.RIGHT and any(_met(passes, outcome)[0] for passes in tables.values())
    ]
    if not shown:
        return
    top = max(_met(passes, outcome)[1] for passes in tables.values() for outcome in shown)
    charts = [
        bar_chart(
            [_outcome_bar(passes, outcome) for outcome in shown],
            "share of cells",
            title=TABLES[table],
            x_format=percent,
            x_range=(0, top),
            width=_WIDTH,
        )
        for table, passes in tables.items()
    ]
    title = "Cells not right, by table and outcome"
    yield Drawing("outcomes", title, inline(stacked(charts, title)))


def _outcome_bar(passes: Passes, outcome: CellOutcome) -> Bar:
    number, share = _met(passes, outcome)
    return Bar(outcome, share, note=f"({number:,})")


def _met(passes: Passes, outcome: CellOutcome) -> tuple[int, float]:
    number, of = passes.final.outcomes[outcome], passes.final.strict.of
    return number, number / of if of else 0.0


# -- risk and cost ----------------------------------------------------------------------------------------------------


def _curve(every: Sequence[Metrics]) -> Iterator[Drawing]:
    drawn = [found for found in every if found.document_curve.steps]
    if not drawn:
        return
    series = [
        Series(_short(found.run), [(step.coverage, step.risk) for step in found.document_curve.steps])
        for found in drawn
    ]
    highest = max(risk for each in series for _, risk in each.points)
    picture = line_chart(
        series,
        "coverage: share of documents accepted, the surest first",
        "risk: share of these with a wrong cell",
        x_format=tick,
        y_format=tick,
        x_range=(0, 1),
        y_range=(0, highest or 0.1),
        width=_WIDTH,
        height=300,
    )
    areas = "; ".join(f"{found.run}: {_area(found)}" for found in drawn)
    yield Drawing("risk", "Risk and coverage", inline(picture), f"Area under the curve – {areas}. 0 is best.")


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _area(found: Metrics) -> str:
    area, cells = found.document_curve.area, found.cell_curve.area
    return f"{area or 0:.4f} of documents, {cells or 0:.5f} of cells"


def _costs(every: Sequence[Metrics]) -> Iterator[Drawing]:
    """Cost per accepted document against accuracy; tokens where prices are missing. Without any call there is none."""
    if not any(found.effort.calls.total for found in every):
        return
    priced = all(found.effort.cost.total is not None or not found.effort.calls.total for found in every)
    points = [
        (found, _per_accepted(found.effort.cost) if priced else _tokens(found))
        for found in every
        if found.effort.accepted and found.cells.final.strict.value is not None
    ]
    if not points:
        return
    series = [Series(_short(found.run), [(x, found.cells.final.strict.value or 0.0)]) for found, x in points]
    what = "cost" if priced else "tokens"
    picture = scatter(
        series,
        f"{what} per accepted document",
        "cells right, strict",
        x_format=plain,
        y_format=tick,
        width=_WIDTH,
        height=280,
    )
    yield Drawing("cost", f"{what.capitalize()} against accuracy", inline(picture))


def _per_accepted(spent: Amount) -> float:
    return spent.per_accepted or 0.0


def _tokens(found: Metrics) -> float:
    return _per_accepted(found.effort.input_tokens) + _per_accepted(found.effort.output_tokens)
