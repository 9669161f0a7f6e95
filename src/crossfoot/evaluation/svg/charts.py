"""The charts."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Unpack

from crossfoot.evaluation.svg.frame import Axis, Format, Frame, Look, Range, Series, framed, plain
from crossfoot.evaluation.svg.pieces import (
    COLOURS,
    HALF,
    SIZE,
    dashed,
    document,
    escaped,
    mark,
    shortened,
    size_of,
    stroke,
    text_at,
    whisker,
    width_of,
)

_BAR = 2.0 * SIZE
"""From one bar to the next."""
_APART = 4.0
"""Between whiskers of different series at the same place, so that none hides another."""


@dataclass(frozen=True)
class Bar:
    """One bar."""

    name: str
    value: float
    span: Range | None = None
    """The interval of the value, drawn as a whisker."""
    note: str = ""
    """Written behind the value."""


def line_chart(series: Sequence[Series], x_label: str, y_label: str, **look: Unpack[Look]) -> str:
    """Each series as a line with a mark at each point. Ranges are taken from the points where none is given."""
    return _chart(series, x_label, y_label, look, joined=True)


def scatter(series: Sequence[Series], x_label: str, y_label: str, **look: Unpack[Look]) -> str:
    """Each series as marks, with their labels beside them. Ranges are taken from the points where none is given."""
    return _chart(series, x_label, y_label, look, joined=False)


def _chart(series: Sequence[Series], x_label: str, y_label: str, look: Look, *, joined: bool) -> str:
    frame = framed(series, x_label, y_label, look)
    body = [*frame.drawn()]
    for number, each in enumerate(series):
        if joined:
            path = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in each.points)
            body.append(f'<polyline points="{path}" {stroke(number, 2)} {dashed(number)}/>')
        body.extend(_points(frame, number, each, aside=_APART * (number - (len(series) - 1) / 2)))
    title = frame.title or f"{y_label} / {x_label}"
    return document([*body, *frame.legend(joined=joined)], *frame.size, title)


def bar_chart(
    bars: Sequence[Bar],
    x_label: str,
    *,
    title: str = "",
    x_format: Format = plain,
    x_range: Range | None = None,
    width: int = 640,
) -> str:
    """Bars from left to right, one below the other, with name and value. The height follows from their number."""
    values = [0.0, *(v for bar in bars for v in (bar.value, *(bar.span or ())))]
    low, high = x_range or (min(values), max(values))
    said = [f"{x_format(bar.value)} {bar.note}".rstrip() for bar in bars]
    left = min(max((width_of(bar.name) for bar in bars), default=0) + SIZE, width * 0.5)
    right = width - min(max((width_of(each) for each in said), default=0) + SIZE, width * 0.3)
    top = (2.2 if title else 0.5) * SIZE
    bottom = top + _BAR * len(bars)
    size = width, math.ceil(bottom + 3.6 * SIZE)
    across, up = Axis(low, high, x_format, left, right), Axis(0, 1, plain, bottom, top)
    frame = Frame(size, across, up, x_label, "", title)
    body = [*frame.drawn()]
    for number, (bar, text) in enumerate(zip(bars, said, strict=True)):
        body.extend(_bar(frame, bar, text, top + _BAR * (number + 0.5)))
    return document(body, *size, title or x_label)


def stacked(charts: Sequence[str], title: str) -> str:
    """Several charts as one, one below the other."""
    sizes = [size_of(chart) for chart in charts]
    body: list[str] = []
    top = 0
    for chart, (_, height) in zip(charts, sizes, strict=True):
        body.append(chart.replace("<svg ", f'<svg y="{top}" ', 1))
        top += height + SIZE
    return document(body, max(width for width, _ in sizes), top - SIZE, title)


def _points(frame: Frame, number: int, series: Series, aside: float) -> Iterator[str]:
    for at, (x, y) in enumerate(series.points):
        label = series.labels[at] if series.labels else ""
        told = f"{label or series.name}: {frame.across.format(x)}; {frame.up.format(y)}"
        if series.spans:
            low, high = series.spans[at]
            place = frame.x(x) + aside
            yield whisker(place, frame.y(low), place, frame.y(high), number)
        yield mark(number, frame.x(x), frame.y(y), told)
        if label:
            outward = frame.x(x) + 8 + width_of(label) > frame.across.stop
            place = frame.x(x) + (-8 if outward else 8)
            yield text_at(place, frame.y(y) + HALF, label, "end" if outward else "start")


def _bar(frame: Frame, bar: Bar, text: str, middle: float) -> Iterator[str]:
    zero, end = sorted((frame.x(0.0), frame.x(bar.value)))
    yield (
        f'<rect x="{zero:.1f}" y="{middle - 0.7 * SIZE:.1f}" width="{end - zero:.1f}" height="{1.4 * SIZE:.1f}" '
        f'fill="{COLOURS[0]}"><title>{escaped(f"{bar.name}: {text}")}</title></rect>'
    )
    if bar.span is not None:
        yield whisker(frame.x(bar.span[0]), middle, frame.x(bar.span[1]), middle, 1)
    yield text_at(frame.across.start - 6, middle + HALF, shortened(bar.name, frame.across.start - 6), "end")
    yield text_at(frame.across.stop + 6, middle + HALF, text, "start")
