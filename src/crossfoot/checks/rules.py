"""The cross-sums as data: loading `rules/*.yaml` for a form.

Sources: 国办公开办函〔2019〕60号 and 〔2021〕30号, the forms themselves; each rule names its own.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import yaml

from crossfoot.forms import Form

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Two sides that must have the same sum, in exact integers."""

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    total: str | None
    """The one cell on the right that is a printed total of the left side, or null for a balance of two sides."""
    severity: Severity
    source: str
    equation: str
    """The rule in words and without numbers: a question may name it, for it does not give the answer away."""
    message: Mapping[str, str]
    """By language (`zh`, `en`); `{left}` and `{right}` stand for the two sums."""
    cells: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Of both sides."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", (*self.left, *self.right))


class RuleError(Exception):
    """A rule file says something that is not possible; the message names file, rule and key."""


def rules_folder() -> Traversable:
    """Where the rule files lie: in the wheel beside the code, in a checkout at its top."""
    shipped = files("crossfoot") / "_rules"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "rules"


@cache
def rules_hash() -> str:
    """Content hash of all rule files, 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for entry in sorted(rules_folder().iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@cache
def load_rules(form: Form) -> tuple[Rule, ...]:
    """The rules of *form*, those on cells that this printing of it has.

    Raises `RuleError` where the file is not well formed or names a cell that no form has.
    """
    name = f"{form.id}.yaml"
    try:
        data = yaml.load((rules_folder() / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        entries = data["rules"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise RuleError(f"rules/{name} cannot be read: {error}") from error
    out: list[Rule] = []
    for entry in entries:
        for rule in _expand(entry, form, name):
            printed = _printed(rule, form, name)
            if printed is not None:
                out.append(printed)
    return tuple(out)


def _expand(entry: Mapping[str, Any], form: Form, file: str) -> Iterator[Rule]:
    """One rule for each value of the entry's variable."""
    allowed = {"id", "for_each", "left", "right", "total", "severity", "source", "equation", "message"}
    if unknown := set(entry) - allowed:
        raise RuleError(f"rules/{file}, rule {entry.get('id')!r}: unknown key {sorted(unknown)[0]!r}")
    try:
        ((variable, values),) = (entry.get("for_each") or {"": [""]}).items()
        for value in values:

            def fill(text: str, by: str = value) -> str:
                return text.replace(f"{{{variable}}}", by)

            left = tuple(map(fill, entry["left"]))
            total = fill(entry["total"]) if "total" in entry else None
            right = (total,) if total else tuple(map(fill, entry["right"]))
            yield Rule(
                id=f"{entry['id']}.{value}" if variable else entry["id"],
                left=left,
                right=right,
                total=total,
                severity=entry["severity"],
                source=entry["source"],
                equation=fill(entry["equation"], _printed_name(form, variable, left)),
                message={
                    language: fill(text, _printed_name(form, variable, left))
                    for language, text in entry["message"].items()
                },
            )
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(f"rules/{file}, rule {entry.get('id')!r}: {error!r}") from error


def _printed(rule: Rule, form: Form, file: str) -> Rule | None:
    """The rule on the cells that the form prints; null where nothing is left to test."""
    for path in rule.cells:
        if path not in _all_paths():
            raise RuleError(f"rules/{file}, rule {rule.id!r}: no form has a cell {path!r}")
    left = tuple(path for path in rule.left if path in form.cells)
    right = tuple(path for path in rule.right if path in form.cells)
    if not left or not right:
        return None
    return replace(rule, left=left, right=right)


@cache
def _all_paths() -> frozenset[str]:
    from crossfoot.forms import forms

    return frozenset(path for each in forms() for path in each.cells)


_VARIABLE_LABEL: Mapping[str, int] = {"row": -2, "column": -1}


def _printed_name(form: Form, variable: str, left: tuple[str, ...]) -> str:
    """The printed label of the row or column that a rule is about."""
    cell = form.fields.get(left[0])
    if cell is None or variable not in _VARIABLE_LABEL:
        return variable
    name = cell.labels[_VARIABLE_LABEL[variable]]
    return re.sub(r"（区分.*）$", "", name)
