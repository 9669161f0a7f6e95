"""Gold labels: what a careful person reads on the paper, one JSON file per report, held to a strict schema.

`null` says that nothing is printed in a cell; it is never 0. The figures of a report whose own sums are wrong are
labelled as they are printed, wrong sums and all: its `expected_status` is `source_error`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from math import isfinite
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from crossfoot.checks import Finding, confront, load_rules
from crossfoot.forms import Form, Kind, Value
from crossfoot.forms import form as form_of
from crossfoot.store.record import Status

DRAFT = ".draft.json"
"""How the name of an unfinished label ends, which lies beside the labels."""


class GoldError(Exception):
    """A gold label that cannot be used. The message says which file, what is wrong, and what to do."""


class DoubledKeyError(ValueError):
    """A JSON object that says two things of one key. The message says of which."""


class GoldLabel(BaseModel):
    """The true figures of one report, and what may be said of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    report: str
    """The document's path below the folder of the reports, with `/` between its parts."""
    form: Literal["2019", "2021"]
    cells: dict[str, int | float | None]
    """Every cell of the form; yuan for amounts, null where nothing is printed. Which cells there are tells whether
    （六）其他处理 is printed as one row or as three."""
    expected_status: Status = "verified"
    """What a faultless reader makes of the document, whose figures may be unreadable or wrong themselves."""
    title: str | None = None
    issuer: str | None = None
    year: int | None = None
    layout: str | None = None
    quirks: tuple[str, ...] = ()
    blanks_lost: bool = False
    """Did the text lose its blanks, so that columns cannot be known from it?"""
    split: Literal["train", "test"] | None = None
    """`test`: never looked at while the program is worked on."""
    labelled_by: str | None = None
    """Who read the figures: a name, or how they were made."""
    notes: str | None = None

    @field_validator("report")
    @classmethod
    def _lies_below_its_folder(cls, report: str) -> str:
        """Two spellings of one path would be two reports."""
        plain = PurePosixPath(report)
        if plain.is_absolute() or ".." in plain.parts or str(plain) != report or report in (".", ""):
            raise ValueError(
                "a path below the folder of the reports is wanted, such as 2020.html or 李村/2020.html"
            )
        return report

    @model_validator(mode="after")
    def _holds_each_cell_once(self) -> "GoldLabel":
        form = self.printed_form
        if unknown := sorted(set(self.cells) - set(form.fields)):
            raise ValueError(f"no cells of the {self.form} form: {', '.join(unknown[:3])}")
        if lacking := sorted(set(form.fields) - set(self.cells)):
            raise ValueError(
                f"{len(lacking)} cells are not labelled: {', '.join(lacking[:3])} (null: not printed)"
            )
        if filled := [cell.path for cell in form.unprinted if self.cells[cell.path] is not None]:
            raise ValueError(f"（六） is one row or three, not both: {', '.join(filled[:3])}")
        strange = [path for path, value in self.cells.items() if not _of_kind(value, form.fields[path].kind)]
        if strange:
            told = ", ".join(f"{path} = {self.cells[path]}" for path in strange[:3])
            raise ValueError(f"no figures of their kind (counts are whole and not negative): {told}")
        return self

    @property
    def printed_form(self) -> Form:
        """The printing of the form that the report uses: that with which the label has most cells in common."""
        return max((form_of(self.form, divided) for divided in (None, False, True)), key=self._in_common)

    def _in_common(self, form: Form) -> tuple[int, int]:
        filled = {path for path, value in self.cells.items() if value is not None}
        return len(filled & set(form.cells)), -len(set(form.fields) ^ set(self.cells))

    @property
    def values(self) -> dict[str, Value | None]:
        """The cells that the form prints, in its order."""
        return {path: self.cells[path] for path in self.printed_form.cells}

    def broken(self) -> tuple[Finding, ...]:
        """The rules that the label breaks. A report with wrong sums does; else the label is to be looked at again."""
        found = confront(load_rules(self.printed_form), self.values).findings
        return tuple(each for each in found if each.verdict == "fail" and each.severity == "error")


def _of_kind(value: Value | None, kind: Kind) -> bool:
    """Can a cell of this kind hold *value*?"""
    if value is None:
        return True
    if kind == "yuan":
        return isfinite(value) and value >= 0
    return isinstance(value, int) and (kind == "integer" or value >= 0)


def load_label(path: Path) -> GoldLabel:
    """The label in a JSON file. Raises `GoldError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        label = GoldLabel.model_validate_json(text)
        said_once(text)
        return label
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8; save it as UTF-8") from error
    except ValidationError as error:
        raise GoldError(f"{path}: {told(error)}") from error
    except DoubledKeyError as error:
        raise GoldError(f"{path}: {error}") from error


def said_once(text: str) -> Any:  # noqa: ANN401 - any JSON
    """What the JSON in *text* says, of which the last of two like keys would silently count.

    Raises `DoubledKeyError`, and `json.JSONDecodeError`.
    """
    return json.loads(text, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    (key, times), *_ = Counter(key for key, _ in pairs).most_common(1) or [("", 0)]
    if times > 1:
        raise DoubledKeyError(f"{key} stands there twice; keep one")
    return dict(pairs)


def load_labels(folder: Path) -> dict[str, GoldLabel]:
    """All labels of a folder by their report, in the order of the files' names.

    Raises `GoldError` where there are none, or two speak of one report.
    """
    out: dict[str, GoldLabel] = {}
    for path in label_files(folder):
        label = load_label(path)
        if label.report in out:
            raise GoldError(f"{path}: there is another label of {label.report}; keep one")
        out[label.report] = label
    if not out:
        raise GoldError(f"{folder}: no gold labels (*.json) here; `crossfoot gold add` makes the first")
    return out


def label_files(folder: Path) -> list[Path]:
    """The files of a folder that are to hold labels, by name; drafts of labels are left out."""
    return sorted(path for path in folder.glob("**/*.json") if not path.name.endswith(DRAFT))


def told(error: ValidationError) -> str:
    """What the schema has against a label: the first few faults, each with its place."""
    found: Sequence[str] = [f"{_place(each['loc'])}{each['msg']}" for each in error.errors(include_url=False)]
    more = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
    return "; ".join(found[:3]) + more


def _place(loc: Iterable[int | str]) -> str:
    path = ".".join(map(str, loc))
    return f"{path}: " if path else ""
