"""Labelling a report by hand: typed rows, the draft that keeps them, and the file of the finished label."""

import json
from collections.abc import Iterable, Mapping
from hashlib import file_digest
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from crossfoot.checks import confront, load_rules
from crossfoot.evaluation.labels.gold import DRAFT, GoldError, GoldLabel, load_label, told
from crossfoot.forms import Form, FormId, PrintError, Row, Value, is_placeholder, parse
from crossfoot.forms import form as form_of
from crossfoot.pipeline.records import finding_record
from crossfoot.store.record import FindingRecord, Status

FILL = "*"
"""Behind a typed figure: the figures that the row lacks are the same."""


class RowError(ValueError):
    """What was typed is no row. The message says why and what to type."""


# -- typed rows -------------------------------------------------------------------------------------------------------


def typed(row: Row, text: str) -> dict[str, Value | None]:
    """The figures of a row as they were typed, separated by spaces.

    A placeholder (`_`, `-`, `空`) is a blank. Amounts have their unit: `1.2万元`. `0*` stands for as many zeros as
    the row lacks. Raises `RowError`.
    """
    prints = _filled(text.split(), len(row.cells))
    if len(prints) != len(row.cells):
        columns = ", ".join(cell.labels[-1].partition("（")[0] for cell in row.cells)
        raise RowError(f"{len(prints)} typed, {len(row.cells)} wanted: {columns} (_ for a blank)")
    try:
        return {
            cell.path: None if is_placeholder(print_) else parse(print_, cell.kind)
            for cell, print_ in zip(row.cells, prints, strict=True)
        }
    except PrintError as error:
        raise RowError(str(error)) from error


def _filled(prints: list[str], wanted: int) -> list[str]:
    """*prints* with the one that ends in `FILL` repeated until there are as many as *wanted*."""
    fills = [at for at, print_ in enumerate(prints) if len(print_) > 1 and print_.endswith(FILL)]
    if len(fills) != 1:
        return prints
    at = fills[0]
    return [*prints[:at], *[prints[at][:-1]] * (wanted - len(prints) + 1), *prints[at + 1 :]]


# -- drafts -----------------------------------------------------------------------------------------------------------


class Draft(BaseModel):
    """A label in the making: the rows that have been typed so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: str
    sha256: str
    """Of the report's bytes: figures typed from another file are not gone on with."""
    form: FormId
    divided: bool
    blind: bool
    cells: dict[str, int | float | None] = {}

    @property
    def printed_form(self) -> Form:
        """The printing of the form that is labelled."""
        return form_of(self.form, self.divided)

    def figures(self, row: Row) -> dict[str, Value | None] | None:
        """The figures of a row; null where it has not been typed."""
        if any(cell.path not in self.cells for cell in row.cells):
            return None
        return {cell.path: self.cells[cell.path] for cell in row.cells}

    def with_figures(self, figures: Mapping[str, Value | None]) -> "Draft":
        """The draft with these figures, in the place of those it may have had there."""
        return self.model_copy(update={"cells": {**self.cells, **figures}})

    def label(self, **said: object) -> GoldLabel:
        """The label, once all rows are there; *said* are its other fields. Raises `GoldError`."""
        return label_of(self.report, self.printed_form, self.cells, **said)


def label_of(report: str, form: Form, cells: Mapping[str, Value | None], **said: object) -> GoldLabel:
    """The label of a report with these *cells* of *form*; those that this printing has not are null.

    Raises `GoldError`.
    """
    ordered = {path: cells[path] for path in form.cells if path in cells}
    unprinted = {cell.path: None for cell in form.unprinted}
    fields = {"report": report, "form": form.id, "cells": {**ordered, **unprinted, **cells}, **said}
    try:
        return GoldLabel.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        raise GoldError(f"{report}: {told(error)}") from error


def load_draft(path: Path) -> Draft | None:
    """The draft in a file; null where there is none. Raises `GoldError`."""
    if not path.exists():
        return None
    try:
        return Draft.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise GoldError(f"{path}: is no draft of a label; delete it to begin anew") from error


def save_draft(draft: Draft, path: Path) -> None:
    """Write the draft, in one step."""
    _write(path, draft.model_dump_json(indent=1) + "\n")


def draft_path(label: Path) -> Path:
    """Where the draft of a label lies: beside it."""
    return label.with_name(label.stem + DRAFT)


def fingerprint(report: Path) -> str:
    """SHA-256 of a report's bytes. Raises `OSError`."""
    with report.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


# -- the label's file ---------------------------------------------------------------------------------------------------

_ORDER = (
    "report",
    "form",
    "year",
    "issuer",
    "title",
    "layout",
    "quirks",
    "expected_status",
    "blanks_lost",
    "split",
    "labelled_by",
    "cells",
    "notes",
)
_SELDOM = frozenset({"split", "labelled_by"})
"""Keys that are left out where they say nothing."""


def label_text(label: GoldLabel) -> str:
    """The label as its file has it: keys in one order, a cell to a line."""
    said = label.model_dump(mode="json")
    kept = {key: said[key] for key in _ORDER if said[key] is not None or key not in _SELDOM}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def label_path(gold: Path, report: str) -> Path:
    """The file for a report's label: the report's name ending in `.json`; with both endings where that one is taken,
    or is a name that drafts have."""
    short = (gold / report).with_suffix(".json")
    if short.name.endswith(DRAFT):
        return gold / f"{report}.json"
    if not short.exists() or load_label(short).report == report:
        return short
    return gold / f"{report}.json"


def save_label(label: GoldLabel, path: Path) -> None:
    """Write the label, in one step."""
    _write(path, label_text(label))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(path.name + ".part")
    waiting.write_text(text, encoding="utf-8", newline="\n")
    waiting.replace(path)


# -- sums -------------------------------------------------------------------------------------------------------------


def findings_of(form: Form, cells: Mapping[str, Value | None]) -> tuple[FindingRecord, ...]:
    """What the rules have to say of labelled figures: sums that fail, and totals that follow from their addends."""
    return tuple(finding_record(each, "en") for each in confront(load_rules(form), cells).findings)


def failing(findings: Iterable[FindingRecord]) -> list[FindingRecord]:
    """Those that say that a sum does not hold."""
    return [found for found in findings if found.verdict == "fail" and found.severity == "error"]


def misfit(label: GoldLabel) -> str | None:
    """What is wrong between the label's figures and the status that it expects; null where they agree.

    A report whose figures cannot all be known may expect what it likes: a sum may fail for want of a figure.
    """
    broken = [found.rule for found in label.broken()]
    if broken and label.expected_status == "verified":
        more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
        return (
            f"breaks {', '.join(broken[:3])}{more}, and expects `verified`: mistyped, or printed so (then it"
            " expects `source_error`)?"
        )
    if not broken and label.expected_status == "source_error":
        return "expects `source_error`, and breaks no rule: mistyped, or is it `verified`?"
    return None


def expected(label: GoldLabel, wanted: Status | None) -> Status:
    """The status to expect of a label whose maker *wanted* this one, or said nothing."""
    if wanted in ("needs_review", "failed"):
        return wanted
    return "source_error" if label.broken() else "verified"
