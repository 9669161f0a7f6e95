"""Two people's labels of the same reports: where they differ, and how far they agree beyond chance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.metrics.agreement import Agreement, kappa
from crossfoot.forms import Form, Value

Labels = Mapping[str, GoldLabel]
"""Labels by their report."""
Item = tuple[str, str]
"""A report, and a cell of its form."""

COMPARED = ("form", "title", "issuer", "year", "expected_status", "blanks_lost")
"""Fields beside the cells that are read off the report. Layout and quirks describe how it looks, for those who wish."""


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that two people read differently."""

    report: str
    form: Form
    """The printing that has the cell."""
    path: str
    first: Value | None
    second: Value | None
    only: str | None = None
    """`first` or `second`, where only that one's printing of the form has the cell."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """Another field of a label that differs."""

    report: str
    field: str
    first: object
    second: object


@dataclass(frozen=True, slots=True)
class Differences:
    """Two sets of labels beside each other."""

    both: tuple[str, ...]
    """Reports that both labelled."""
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    cells: tuple[CellDifference, ...]
    fields: tuple[FieldDifference, ...]
    agreement: Agreement
    """Over all cells of the reports that both labelled; 0 and blank are two values."""
    agreement_nonzero: Agreement
    """Over the cells in which at least one of the two has a figure other than 0."""

    @property
    def none(self) -> bool:
        """Do both say the same of the same reports?"""
        return not (self.cells or self.fields or self.only_first or self.only_second)


def differences(first: Labels, second: Labels) -> Differences:
    """Where two sets of labels differ, in the order of the first."""
    both = tuple(report for report in first if report in second)
    one, other = (_values(labels, both) for labels in (first, second))
    busy = {item for item in one.keys() | other.keys() if one.get(item) or other.get(item)}
    return Differences(
        both=both,
        only_first=tuple(report for report in first if report not in second),
        only_second=tuple(report for report in second if report not in first),
        cells=tuple(each for report in both for each in _cells(report, first[report], second[report])),
        fields=tuple(each for report in both for each in _fields(report, first[report], second[report])),
        agreement=kappa(one, other),
        agreement_nonzero=kappa(_among(one, busy), _among(other, busy)),
    )


def _values(labels: Labels, reports: tuple[str, ...]) -> dict[Item, Value | None]:
    return {(report, path): value for report in reports for path, value in labels[report].values.items()}


def _among(values: Mapping[Item, Value | None], items: set[Item]) -> dict[Item, Value | None]:
    return {item: value for item, value in values.items() if item in items}


def _cells(report: str, first: GoldLabel, second: GoldLabel) -> Iterator[CellDifference]:
    one, other = first.values, second.values
    for path, value in one.items():
        if path not in other:
            yield CellDifference(report, first.printed_form, path, value, None, "first")
        elif value != other[path]:
            yield CellDifference(report, first.printed_form, path, value, other[path])
    for path, value in other.items():
        if path not in one:
            yield CellDifference(report, second.printed_form, path, None, value, "second")


def _fields(report: str, first: GoldLabel, second: GoldLabel) -> Iterator[FieldDifference]:
    for field in COMPARED:
        one, other = getattr(first, field), getattr(second, field)
        if one != other:
            yield FieldDifference(report, field, one, other)
