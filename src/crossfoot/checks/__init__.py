"""Pure checks: rules, evidence, error localisation and the verdict. No I/O beyond loading the rule files, no model."""

from crossfoot.checks.confront import Confrontation, Finding, confront
from crossfoot.checks.evidence import Agreement, Evidence, weigh
from crossfoot.checks.localise import Change, Correction, Localisation, localise, violated
from crossfoot.checks.reasons import LANGUAGES, Decision, Language
from crossfoot.checks.rules import Rule, RuleError, load_rules, rules_hash
from crossfoot.checks.verdict import Suspect, Verdict, verify

__all__ = [
    "LANGUAGES",
    "Agreement",
    "Change",
    "Confrontation",
    "Correction",
    "Decision",
    "Evidence",
    "Finding",
    "Language",
    "Localisation",
    "Rule",
    "RuleError",
    "Suspect",
    "Verdict",
    "confront",
    "load_rules",
    "localise",
    "rules_hash",
    "verify",
    "violated",
    "weigh",
]
