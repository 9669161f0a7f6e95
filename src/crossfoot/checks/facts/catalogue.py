"""What a fact needs to be believed, and the words of its findings, as data: loading `rules/facts.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from crossfoot.checks.confront import Finding
from crossfoot.checks.reasons import Language
from crossfoot.checks.rules import RuleError, Severity, rules_folder
from crossfoot.forms import Span, Value
from crossfoot.forms.facts import FACTS
from crossfoot.layout.narrative import Section

_FILE = "facts.yaml"

_PLACE = re.compile(r"\{(\w+)\}")

Words = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Needs:
    """What the text must say for a fact to be believed. A pattern that is null asks for nothing."""

    sections: frozenset[Section]
    topic: re.Pattern[str] | None = None
    units: frozenset[str] = frozenset()
    needs: re.Pattern[str] | None = None
    apart: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class SoftRule:
    """A rule on the facts, and what is said where it does not hold."""

    id: str
    severity: Severity
    source: str
    message: Words


@dataclass(frozen=True)
class FactRules:
    """All of the file."""

    facts: Mapping[str, Needs]
    reasons: Mapping[str, Words]
    findings: Mapping[str, SoftRule]
    differences: Mapping[str, Words]


@cache
def load_fact_rules() -> FactRules:
    """What is asked of facts. Raises `RuleError` where the file is not well formed."""
    try:
        text = (rules_folder() / _FILE).read_text(encoding="utf-8")
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        facts = {path: _needs(entry) for path, entry in data["facts"].items()}
        if facts.keys() != FACTS.keys():
            strange = sorted(facts.keys() ^ FACTS.keys())[0]
            raise RuleError(f"rules/{_FILE}: {strange!r} is not among the facts and here as well")
        findings = {entry["id"]: SoftRule(**entry) for entry in data["findings"]}
        return FactRules(facts, data["reasons"], findings, data["differences"])
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError, ValueError) as error:
        raise RuleError(f"rules/{_FILE} cannot be read: {error!r}") from error


def _needs(entry: Mapping[str, Any]) -> Needs:
    patterns = {key: re.compile(entry[key]) for key in ("topic", "needs", "apart") if key in entry}
    return Needs(frozenset(entry["sections"]), units=frozenset(entry.get("units", ())), **patterns)


def finding(
    rule: SoftRule,
    *,
    verdict: Literal["fail", "untestable"],
    left: Value | None = None,
    right: Value | None = None,
    span: Span | None = None,
    because: Words | None = None,
    **words: Words | str,
) -> Finding:
    """What *rule* says of a report; *words* fill the places of its message, *because* is added to it."""
    filled: dict[str, str] = {}
    for language, message in rule.message.items():
        said = {"left": _shown(left), "right": _shown(right)}
        said |= {name: word if isinstance(word, str) else word[language] for name, word in words.items()}
        tail = "" if because is None else {"zh": "；", "en": "; "}[language] + because[language]
        # In one go: what is filled in may itself look like a place.
        filled[language] = "".join(said.get(part, part) for part in _PLACE.split(message)) + tail
    return Finding(
        rule=rule.id,
        verdict=verdict,
        severity=rule.severity,
        cells=(),
        left=left,
        right=right,
        message=filled,
        span=span,
    )


def _shown(value: Value | None) -> str:
    return "—" if value is None else str(value)
