"""The rows as a picture."""

from collections.abc import Mapping, Sequence

from outcomes import Row

from crossfoot.evaluation.metrics.intervals import wilson
from crossfoot.evaluation.svg import Series, line_chart, percent, plain, stacked

METHODS = {"full": "full verification", "sums only": "sums only"}
ACROSS = "error rate of the model"


def charts(rows: Sequence[Row]) -> str:
    """What is accepted, what of it is wrong, what it costs; each method a line."""
    methods = {name: [row for row in rows if row.method == method] for method, name in METHODS.items()}
    title = f"Sums only and full verification of {len(rows[0].outcomes)} documents, by the model's error rate"
    return stacked([_verified(methods), _wrong(methods), _cost(methods)], title)


def _verified(methods: Mapping[str, Sequence[Row]]) -> str:
    series = [
        share(name, [(row.rate, row.count("verified"), len(row.outcomes)) for row in rows])
        for name, rows in methods.items()
    ]
    return line_chart(
        series,
        ACROSS,
        "of all documents",
        title="Verified",
        x_format=percent,
        y_format=percent,
        y_range=(0, 1),
    )


def _wrong(methods: Mapping[str, Sequence[Row]]) -> str:
    series = [
        share(name, [(row.rate, row.wrong, row.count("verified")) for row in rows])
        for name, rows in methods.items()
    ]
    top = max((high for each in series for _, high in each.spans), default=0.1)
    return line_chart(
        series,
        ACROSS,
        "of those verified",
        title="Verified, but wrong",
        x_format=percent,
        y_format=percent,
        y_range=(0, max(0.1, top)),
    )


def _cost(methods: Mapping[str, Sequence[Row]]) -> str:
    series = [
        Series(name, [(row.rate, calls) for row in rows if (calls := row.each("calls")) is not None])
        for name, rows in methods.items()
    ]
    highest = max((y for each in series for _, y in each.points), default=1.0)
    return line_chart(
        series,
        ACROSS,
        "calls per accepted document",
        title="Cost",
        x_format=percent,
        y_format=plain,
        y_range=(0, 1.1 * highest),
        height=280,
    )


def share(name: str, counts: Sequence[tuple[float, int, int]]) -> Series:
    """A share at each rate, with Wilson's interval."""
    intervals = [wilson(count, of) for _, count, of in counts]
    return Series(
        name,
        [(rate, count / of if of else 0.0) for rate, count, of in counts],
        [(interval.low, interval.high) for interval in intervals],
    )
