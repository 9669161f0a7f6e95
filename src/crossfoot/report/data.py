"""An inspection as plain data, for programs. Keys are a promise: added, never renamed."""

from typing import Any

from crossfoot.checks import Correction, Localisation
from crossfoot.forms import Form
from crossfoot.pipeline.inspect import Inspection
from crossfoot.report.labels import place
from crossfoot.report.lines import Lines


def as_data(inspection: Inspection) -> dict[str, Any]:
    """What JSON says of a report: status, findings, where their cells stand, and what may be wrong.

    `suggestions` has an entry for each connected part of the failing sums; its `corrections` are all of the smallest
    ones, the likeliest misprint first, each a list of the cells that change together. `exact` says whether it is
    proven that there is no smaller one and no other of this size. `suspects` are the cells that any of them changes.
    `lines` gives for each cell of a failing finding the line of its figure in the text, from 1.
    """
    record = inspection.record
    return {
        "path": record.document.path,
        "status": record.status,
        "reason": record.reason,
        "findings": [finding.model_dump(mode="json") for finding in record.findings],
        "suggestions": [
            _suggestion(found, inspection.form, inspection)
            for found in inspection.localisations
            if inspection.form is not None
        ],
        "suspects": sorted({path for found in inspection.localisations for path in found.suspects}),
        "lines": _lines(inspection),
        "error": record.error and record.error.model_dump(mode="json"),
    }


def _suggestion(found: Localisation, form: Form, inspection: Inspection) -> dict[str, Any]:
    return {
        "rules": list(found.rules),
        "exact": found.exact,
        "corrections": [_correction(each, form, inspection) for each in found.corrections],
    }


def _correction(correction: Correction, form: Form, inspection: Inspection) -> list[dict[str, Any]]:
    return [
        {
            "cell": change.cell,
            "label": place(form, change.cell, inspection.language),
            "printed": change.printed,
            "corrected": change.corrected,
        }
        for change in correction.changes
    ]


def _lines(inspection: Inspection) -> dict[str, int]:
    if inspection.text is None:
        return {}
    lines = Lines(inspection.text)
    failing = dict.fromkeys(
        path for finding in inspection.findings if finding.verdict == "fail" for path in finding.cells
    )
    spans = {
        path: item.span
        for path in failing
        if (item := inspection.evidence.get(path)) and item.span is not None
    }
    return {path: lines.number(start) for path, (start, _) in spans.items()}
