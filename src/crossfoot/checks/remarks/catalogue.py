"""The remarks as data: loading `rules/remarks.yaml`, and findings in its words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from typing import Any, Literal

import yaml

from crossfoot.checks.confront import Finding
from crossfoot.checks.rules import RuleError, Severity, rules_folder
from crossfoot.forms import Form, Span, Value

_FILE = "remarks.yaml"


@dataclass(frozen=True, slots=True)
class Difference:
    """Another sum that a statement may mean for a good reason."""

    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """One soft rule. Cell paths may hold ``*`` for any part of a path; `figures` gives those of a form."""

    id: str
    severity: Severity
    source: str
    cells: tuple[str, ...]
    differences: tuple[Difference, ...]
    together: str | None
    message: Mapping[str, str]
    """By language (`zh`, `en`), with placeholders."""


@dataclass(frozen=True)
class Catalogue:
    """All of the file. `limits` are in yuan; those of a `township` stand by cell."""

    remarks: Mapping[str, Remark]
    reasons: Mapping[str, Mapping[str, str]]
    body_limit: int
    township_limits: Mapping[str, int]

    @cached_property
    def items(self) -> tuple[Remark, ...]:
        """The remarks on the numbers of items in table two of the 2019 form."""
        return tuple(remark for name, remark in self.remarks.items() if name.startswith("items."))


@cache
def load_remarks() -> Catalogue:
    """The remarks that this crossfoot knows. Raises `RuleError` where their file is not well formed."""
    try:
        text = (rules_folder() / _FILE).read_text(encoding="utf-8")
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        remarks = {remark.id: remark for entry in data["remarks"] for remark in _expand(entry)}
        reasons, limits = data["reasons"], data["limits"]
        named = {d.reason for remark in remarks.values() for d in remark.differences}
        if unknown := named - set(reasons):
            raise RuleError(f"rules/{_FILE}: no reason is called {sorted(unknown)[0]!r}")
        return Catalogue(remarks, reasons, limits["body"], limits["township"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise RuleError(f"rules/{_FILE} cannot be read: {error!r}") from error


def _expand(entry: Mapping[str, Any]) -> Iterator[Remark]:
    """One remark for each value of the entry's variable."""
    allowed = {"id", "for_each", "severity", "source", "cells", "differences", "together", "message"}
    if unknown := set(entry) - allowed:
        raise RuleError(f"rules/{_FILE}, remark {entry.get('id')!r}: unknown key {sorted(unknown)[0]!r}")
    ((variable, values),) = (entry.get("for_each") or {"": [""]}).items()
    for value in values:
        yield Remark(
            id=f"{entry['id']}.{value}" if variable else entry["id"],
            severity=entry["severity"],
            source=entry["source"],
            cells=tuple(path.replace(f"{{{variable}}}", value) for path in entry.get("cells", ())),
            differences=tuple(
                Difference(each["reason"], tuple(each["cells"])) for each in entry.get("differences", ())
            ),
            together=entry.get("together"),
            message=entry["message"],
        )


@cache
def figures(form: Form, cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of *form* that the paths of a remark name."""
    return tuple(path for path in form.cells if any(fnmatchcase(path, cell) for cell in cells))


def finding(
    remark: Remark,
    form: Form,
    *,
    cells: tuple[str, ...] | None = None,
    verdict: Literal["fail", "untestable"] = "fail",
    left: Value | None = None,
    right: Value | None = None,
    span: Span | None = None,
    reason: Mapping[str, str] | None = None,
    **words: str,
) -> Finding:
    """What *remark* says of a report; *words* fill the placeholders of its message, *reason* is added to it.

    *cells* are those that it is about where the remark itself does not name them.
    """
    paths = figures(form, remark.cells if cells is None else cells)
    if paths:
        labels = form.cells[paths[0]].labels
        words["row"], words["column"] = labels[-2], labels[-1]
        words["group"] = labels[max(len(labels) - 3, 0)]
    words["left"], words["right"] = _shown(left), _shown(right)
    message = {language: _filled(text, words) for language, text in remark.message.items()}
    if reason is not None:
        joined = {"zh": "；", "en": "; "}
        message = {language: text + joined[language] + reason[language] for language, text in message.items()}
    return Finding(
        rule=remark.id,
        verdict=verdict,
        severity=remark.severity,
        cells=paths,
        left=left,
        right=right,
        message=message,
        span=span,
    )


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text


def _shown(value: Value | None) -> str:
    return "—" if value is None else str(value)
