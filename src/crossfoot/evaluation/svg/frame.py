"""The frame of a chart: axes with round values, labels, title, legend."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from crossfoot.evaluation.svg.pieces import HALF, LINE, SIZE, dashed, mark, rule, stroke, text_at, width_of

Point = tuple[float, float]
Range = tuple[float, float]
Format = Callable[[float], str]


class Look(TypedDict, total=False):
    """How a chart looks; all of it may be left out."""

    title: str
    x_format: Format
    y_format: Format
    x_range: Range
    y_range: Range
    width: int
    height: int


@dataclass(frozen=True)
class Series:
    """Points that belong together."""

    name: str
    points: Sequence[Point]
    spans: Sequence[Range] = ()
    """For each point the interval of its y, drawn as a whisker; none, or as many as points."""
    labels: Sequence[str] = ()
    """For each point what it is, written beside it and shown under the mouse; none, or as many as points."""


def plain(value: float) -> str:
    """A number as short as it can be said."""
    return f"{value:,.10g}".replace("-", "−")


def percent(value: float) -> str:
    """A share as a percentage."""
    return f"{plain(round(100 * value, 8))} %"


@dataclass(frozen=True)
class Axis:
    """From *low* to *high* in values, from *start* to *stop* in pixels."""

    low: float
    high: float
    format: Format
    start: float
    stop: float

    def at(self, value: float) -> float:
        """The place of *value*; at the edge what lies beyond it."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + min(1.0, max(0.0, share)) * (self.stop - self.start)

    @property
    def ticks(self) -> Sequence[tuple[float, str]]:
        """Places and texts of round values."""
        return [(self.at(value), self.format(value)) for value in ticks(self.low, self.high)]


@dataclass(frozen=True)
class Frame:
    """The axes with what is written at them."""

    size: tuple[int, int]
    across: Axis
    up: Axis
    x_label: str
    y_label: str
    title: str
    names: Sequence[str] = ()

    def x(self, value: float) -> float:
        return self.across.at(value)

    def y(self, value: float) -> float:
        return self.up.at(value)

    def drawn(self) -> Iterator[str]:
        """Grid, ticks, labels and title."""
        left, right, bottom, top = self.across.start, self.across.stop, self.up.start, self.up.stop
        for x, text in self.across.ticks:
            yield rule(x, top, x, bottom)
            yield text_at(x, bottom + 1.3 * SIZE, text, "middle")
        yield text_at((left + right) / 2, bottom + 2.8 * SIZE, self.x_label, "middle")
        if self.y_label:
            for y, text in self.up.ticks:
                yield rule(left, y, right, y)
                yield text_at(left - 6, y + HALF, text, "end")
            yield text_at(
                SIZE,
                (top + bottom) / 2,
                self.y_label,
                "middle",
                f' transform="rotate(-90 {SIZE} {(top + bottom) / 2:.1f})"',
            )
        if self.title:
            yield text_at(left, 1.3 * SIZE, self.title, "start", ' font-weight="bold"')

    def legend(self, *, joined: bool) -> Iterator[str]:
        """The names of the series with their marks, and where points are *joined* with their lines, above the chart."""
        for number, (x, y) in enumerate(_legend_places(self.names, self.across.start, self.across.stop)):
            y += (2.6 if self.title else 1.1) * SIZE
            if joined:
                place = f'x1="{x:.1f}" y1="{y:.1f}" x2="{x + 26:.1f}" y2="{y:.1f}"'
                yield f"<line {place} {stroke(number, 2)} {dashed(number)}/>"
            yield mark(number, x + 13, y, "")
            yield text_at(x + 32, y + HALF, self.names[number], "start")


def framed(series: Sequence[Series], x_label: str, y_label: str, look: Look) -> Frame:
    """The frame of a chart of *series*, with room for what is written around it."""
    title, width, height = look.get("title", ""), look.get("width", 640), look.get("height", 360)
    x_format, y_format = look.get("x_format", plain), look.get("y_format", plain)
    edges = [edge for each in series for span in each.spans for edge in span]
    points = [point for each in series for point in each.points]
    x_low, x_high = look.get("x_range") or _around([x for x, _ in points])
    y_low, y_high = look.get("y_range") or _around([*(y for _, y in points), *edges])
    beside = max((width_of(y_format(value)) for value in ticks(y_low, y_high)), default=0)
    left, right = 2 * SIZE + beside + 10, width - 1.5 * SIZE
    names = [each.name for each in series]
    rows = 1 + max((y for _, y in _legend_places(names, left, right)), default=-LINE) / LINE
    top = (2.2 if title else 0.8) * SIZE + rows * LINE
    across = Axis(x_low, x_high, x_format, left, right)
    up = Axis(y_low, y_high, y_format, height - 3.6 * SIZE, top)
    return Frame((width, height), across, up, x_label, y_label, title, names)


def _around(values: Sequence[float]) -> Range:
    """A range that has *values* in it and ends at round ones."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0) or low + 1.0
    step = _step(low, high)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def ticks(low: float, high: float) -> list[float]:
    """The round values from *low* to *high*, about six of them."""
    step = _step(low, high)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def _step(low: float, high: float) -> float:
    """1, 2 or 5 times a power of ten: about a fifth of the range."""
    rough = ((high - low) or 1.0) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999999)


def _legend_places(names: Sequence[str], left: float, right: float) -> list[Point]:
    """Where each name of the legend begins, in lines as long as the chart is wide."""
    places: list[Point] = []
    x, y = left, 0.0
    for name in names:
        width = 32 + width_of(name) + 18
        if x > left and x + width > right:
            x, y = left, y + LINE
        places.append((x, y))
        x += width
    return places
