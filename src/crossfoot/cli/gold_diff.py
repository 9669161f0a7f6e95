"""Two people's labels beside each other, as lines to read and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from crossfoot.cli.labels import number, place
from crossfoot.cli.text import plural, safe

if TYPE_CHECKING:
    from crossfoot.evaluation.labels.double_entry import CellDifference, Differences, FieldDifference
    from crossfoot.evaluation.metrics.agreement import Agreement


def lines(found: "Differences", first: str, second: str) -> Iterator[str]:
    """What differs, report by report, then how far they agree; *first* and *second* are the names of the two."""
    for report in found.both:
        fields = [each for each in found.fields if each.report == report]
        cells = [each for each in found.cells if each.report == report]
        if fields or cells:
            yield safe(report)
        yield from (f"  {_field(each)}" for each in fields)
        yield from (f"  {_cell(each)}" for each in cells)
    for reports, name in ((found.only_first, first), (found.only_second, second)):
        yield from (f"{safe(report)}: only in {safe(name)}" for report in reports)
    yield f"{plural(len(found.both), 'report')} in both, {plural(len(found.cells), 'differing cell')}"
    yield f"all cells        {_agreement(found.agreement)}"
    yield f"cells not 0      {_agreement(found.agreement_nonzero)}"


def as_data(found: "Differences") -> str:
    """The same as one line of JSON. Cells that only one form has are under `only`."""
    return json.dumps(
        {
            "reports": len(found.both),
            "only_first": found.only_first,
            "only_second": found.only_second,
            "cells": [
                {
                    "report": each.report,
                    "cell": each.path,
                    "label": place(each.form, each.path),
                    "first": each.first,
                    "second": each.second,
                    "only": each.only,
                }
                for each in found.cells
            ],
            "fields": [asdict(each) for each in found.fields],
            "agreement": asdict(found.agreement),
            "agreement_nonzero": asdict(found.agreement_nonzero),
        },
        ensure_ascii=False,
    )


def _cell(found: "CellDifference") -> str:
    sides = [_value(value) for value in (found.first, found.second)]
    if found.only is not None:
        sides[found.only == "first"] = "not on this form"
    return f"{place(found.form, found.path)}: {sides[0]} ≠ {sides[1]}  [{found.path}]"


def _field(found: "FieldDifference") -> str:
    return f"{found.field}: {_told(found.first)} ≠ {_told(found.second)}"


def _value(value: int | float | None) -> str:
    return "blank" if value is None else number(value)


def _told(value: object) -> str:
    return "none" if value is None else safe(value)


def _agreement(found: "Agreement") -> str:
    """`174 of 175 agree (99.43 %), Cohen's kappa 0.9912`."""
    if found.observed is None:
        return "none to compare"
    kappa = "undefined: one value throughout" if found.kappa is None else f"{found.kappa:.4f}"
    left = found.only_first + found.only_second
    more = f"; {plural(left, 'cell')} on one form only" if left else ""
    return f"{found.agreed:,} of {found.items:,} agree ({100 * found.observed:.2f} %), Cohen's kappa {kappa}{more}"
