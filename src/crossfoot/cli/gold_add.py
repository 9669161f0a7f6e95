"""`crossfoot gold add`: from a report to its label, by a dialogue or from a file of figures."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossfoot.cli.exits import Refused, store_errors
from crossfoot.cli.gold_dialogue import Dialogue, LeftError, told_sums
from crossfoot.cli.text import plural, safe
from crossfoot.evaluation.labels.gold import DoubledKeyError, GoldError, GoldLabel, load_label, said_once
from crossfoot.evaluation.labels.labelling import (
    Draft,
    draft_path,
    expected,
    failing,
    findings_of,
    fingerprint,
    label_of,
    label_path,
    load_draft,
    save_label,
)
from crossfoot.evaluation.labels.offered import Offered, offered
from crossfoot.evaluation.run import said_by
from crossfoot.forms import Form
from crossfoot.forms import form as form_of

if TYPE_CHECKING:
    from crossfoot.forms import FormId
    from crossfoot.store import Record, Status


_NOT_ASKED = ("layout", "quirks", "blanks_lost", "split", "notes")


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for."""

    report: Path
    gold: Path
    reports: Path | None
    by: str | None
    blind: bool
    form_id: "FormId | None"
    divided: bool | None
    expect: "Status | None"
    replace: bool
    store: Path

    @property
    def labelled_by(self) -> str | None:
        """Who labels, and whether blind, as the label keeps it."""
        if not self.blind:
            return self.by
        return f"{self.by} (blind)" if self.by else "blind"


def add_label(wishes: Wishes, cells_file: Path | None) -> None:
    """Label one report. Raises `Refused` for what the user can put right."""
    try:
        report = _name_of(wishes)
        target = label_path(wishes.gold, report)
        if target.exists() and not wishes.replace:
            raise Refused(f"{target} is there already: not overwritten. --replace writes over it.")
        fingerprint_now = fingerprint(wishes.report)
        seen = offered(wishes.report, _stored(wishes.store, fingerprint_now))
        form = _printing(wishes, seen)
        if cells_file is not None:
            label = _from_file(cells_file, report, form, wishes, fingerprint_now)
        else:
            fresh = Draft(
                report=report,
                sha256=fingerprint_now,
                form=form.id,
                divided=form.divided,
                blind=wishes.blind,
            )
            draft = _resumed(fresh, draft_path(target), wishes)
            label = _by_dialogue(draft, draft_path(target), seen, wishes)
        if target.exists():
            label = _with_what_is_not_asked(label, load_label(target))
        save_label(label, target)
        draft_path(target).unlink(missing_ok=True)
    except GoldError as error:
        raise Refused(str(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(f"cannot read or write {error.filename}: {error.strerror or error}") from error
    click.echo(f"{safe(target)}: {_summary(label)}", err=True)


def _with_what_is_not_asked(label: GoldLabel, before: GoldLabel) -> GoldLabel:
    """*label* in the place of the one *before*: what describes the report stays, and the split that it belongs to."""
    return label.model_copy(update={name: getattr(before, name) for name in _NOT_ASKED})


# -- which report, which form -----------------------------------------------------------------------------------------


def _name_of(wishes: Wishes) -> str:
    """The report's path below the folder of the reports."""
    folder = wishes.reports or wishes.gold.parent / "reports"
    path = wishes.report.parent.resolve() / wishes.report.name
    try:
        name = path.relative_to(folder.resolve()).as_posix()
        name.encode()
    except UnicodeEncodeError as error:
        raise Refused(f"{safe(path)}: a label cannot hold this file name; rename the report") from error
    except ValueError as error:
        raise Refused(
            f"{wishes.report} is not in the folder of the reports, {folder}: put it there, or name its folder with"
            " --reports"
        ) from error
    return name


def _stored(store: Path, sha256: str) -> "Record | None":
    """The newest reading of these bytes that the store has."""
    from crossfoot.store import Store

    if not store.is_file():
        return None
    with store_errors(), Store.open_read_only(store) as opened:
        found = [record for record in opened.find(sha256) if record.form is not None]
    return found[-1] if found else None


def _printing(wishes: Wishes, seen: Offered) -> Form:
    """The printing of the form that is to be labelled: as wished, else as the report's labels say."""
    if wishes.form_id is None and seen.form is None:
        raise Refused(f"{wishes.report}: which form it is cannot be told ({seen.refusal}); give --form")
    if seen.form is None or wishes.form_id not in (None, seen.form.id):
        assert wishes.form_id is not None
        return form_of(wishes.form_id, wishes.divided)
    return form_of(seen.form.id, seen.form.divided if wishes.divided is None else wishes.divided)


# -- by dialogue ------------------------------------------------------------------------------------------------------


def _resumed(fresh: Draft, path: Path, wishes: Wishes) -> Draft:
    """The draft that lies at *path*, if it is one of this report; else a *fresh* one."""
    draft = load_draft(path)
    if draft is None:
        return fresh
    again = f"Delete {path} to begin anew."
    if draft.sha256 != fresh.sha256:
        raise Refused(f"{wishes.report} is not the file that was begun with. {again}")
    wished = form_of(
        wishes.form_id or draft.form, draft.divided if wishes.divided is None else wishes.divided
    )
    if wished is not draft.printed_form:
        raise Refused(f"another form was begun with. {again}")
    if wishes.blind != draft.blind:
        begun = "blind" if draft.blind else "with the program's figures in view"
        raise Refused(f"the label was begun {begun}: give --blind as then. {again}")
    return draft


def _by_dialogue(draft: Draft, path: Path, seen: Offered, wishes: Wishes) -> GoldLabel:
    dialogue = Dialogue(draft, path, seen.blind if wishes.blind else seen)
    try:
        dialogue.fill()
        status = dialogue.settle(wishes.expect)
        heading = dialogue.heading()
    except (LeftError, click.Abort) as reason:
        if dialogue.draft.cells:
            click.echo(f"\nKept in {safe(path)}; the same command goes on from there.", err=True)
        if isinstance(reason, LeftError):
            raise click.exceptions.Exit(0) from reason
        raise
    return dialogue.draft.label(expected_status=status, labelled_by=wishes.labelled_by, **heading)


# -- from a file ------------------------------------------------------------------------------------------------------


def _from_file(path: Path, report: str, form: Form, wishes: Wishes, sha256: str) -> GoldLabel:
    cells, heading = _figures_in(path, sha256)
    label = label_of(report, form, cells, labelled_by=wishes.labelled_by, **heading)
    status = expected(label, wishes.expect)
    if status == "source_error" and wishes.expect != "source_error":
        findings = findings_of(form, label.values)
        for line in told_sums(form, label.values, findings):
            click.echo(line, err=True)
        count = plural(len(failing(findings)), "sum")
        raise Refused(f"{path}: {count} do not hold. If the report prints it so, add --expect source_error.")
    if status != "source_error" and wishes.expect == "source_error":
        raise Refused(f"{path}: no sum fails, though --expect says source_error")
    return label.model_copy(update={"expected_status": status})


def _figures_in(path: Path, sha256: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cells of a file, and title, issuer and year where it has them beside. The label's schema judges them.

    A record must be of the report with this *sha256*.
    """
    said = _object_in(path)
    if "cells" not in said:
        return said, {}
    cells, about = said["cells"], said
    if "findings" in said:  # A record: nulls that it makes no claim of are no blanks.
        record = _record(path, said)
        if record.document.sha256 != sha256:
            raise Refused(
                f"{path}: is the record of another file, {record.document.path}. If the figures are those of this"
                " report all the same, give its `cells` alone."
            )
        unread = said_by(record).unread
        cells = {key: value for key, value in record.cells.items() if key not in unread}
        about = record.document.model_dump()
    return cells, {key: about.get(key) for key in ("title", "issuer", "year")}


def _record(path: Path, said: dict[str, Any]) -> "Record":
    from pydantic import ValidationError

    from crossfoot.store import Record

    try:
        return Record.model_validate_json(json.dumps(said))
    except ValidationError as error:
        raise Refused(f"{path}: has findings, and is no record of `crossfoot extract`") from error


def _object_in(path: Path) -> dict[str, Any]:
    try:
        said = said_once(path.read_text(encoding="utf-8-sig"))
    except DoubledKeyError as error:
        raise Refused(f"{path}: {error}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refused(f"{path}: is not JSON in UTF-8 ({error})") from error
    if not isinstance(said, dict) or not isinstance(said.get("cells", {}), dict):
        raise Refused(f'{path}: is no JSON object of cells, such as {{"requests.granted.total": 3}}')
    return said


def _summary(label: GoldLabel) -> str:
    values = label.values.values()
    busy, blank = sum(bool(value) for value in values), sum(value is None for value in values)
    return f"form of {label.form}, {len(values)} cells ({busy} not 0, {blank} blank), expected {label.expected_status}"
