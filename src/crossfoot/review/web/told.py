"""What is said of a report on the desk: its sums in numbers, why a cell is in doubt, and what may be meant instead."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crossfoot.checks import Language, Rule, load_rules
from crossfoot.forms import PrintError, Value, parse
from crossfoot.pipeline.state import State
from crossfoot.report import Account
from crossfoot.report.account import Figure
from crossfoot.report.labels import column_name, number, place, row_name
from crossfoot.report.language import say as say_report
from crossfoot.review.web.drawn import shown
from crossfoot.review.web.phrases import say
from crossfoot.review.web.shelf import Opened

OFFERED = 6
"""Suggestions for one cell, at the most: each has a key."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """One sum that fails, or that failed before a person decided."""

    rule: str
    number: int | None
    """As figures are marked with it; null for one that holds now."""
    state: Literal["open", "flagged", "held"]
    message: str
    equation: tuple[Figure | str, ...]
    difference: str
    cells: tuple[str, ...]
    """All of them; those of the equation are the ones with a figure other than zero."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that a person may take over with one key."""

    words: str
    changes: tuple[tuple[str, str], ...]
    """Cell, and what would be typed there."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is to be known about one cell."""

    cell: str
    place: str
    notes: tuple[tuple[str, str], ...]
    """Kind (`doubt`, `warn`, `info`), and a sentence."""
    suggestions: tuple[Suggestion, ...]


def sum_lines(state: State, account: Account) -> list[SumLine]:
    """The failing sums as they are numbered in *account*, then those that people's decisions made hold."""
    rules = {rule.id: rule for rule in load_rules(state.form)}
    failing = [
        SumLine(
            rule=each.rule,
            number=each.number,
            state="flagged" if each.rule in state.flagged else "open",
            message=each.message,
            equation=each.equation,
            difference=each.difference,
            cells=rules[each.rule].cells,
        )
        for each in account.sums
    ]
    failing.sort(key=lambda line: line.state != "open")
    return [*failing, *_held(state, account)]


def _held(state: State, account: Account) -> Iterator[SumLine]:
    before = {rule for decision in state.decisions for rule in decision.failing_before}
    tested = {rule.id for rule in state.outcome.tested} - set(state.failing)
    for rule in load_rules(state.form):
        if rule.id in before & tested:
            tokens = _equation(rule, state, account)
            yield SumLine(rule.id, None, "held", "", tokens, "", rule.cells)


def _equation(rule: Rule, state: State, account: Account) -> tuple[Figure | str, ...]:
    """`A 11 + B 2 = C 13`; what is blank or zero is left out of a side of several figures."""
    left, right = (_added(side, rule, state, account) for side in (rule.left, rule.right))
    return (*left, " = ", *right)


def _added(side: Sequence[str], rule: Rule, state: State, account: Account) -> Iterator[Figure | str]:
    values: Mapping[str, Value | None] = {
        path: state.outcome.deduced.get(path) if state.cells.get(path) is None else state.cells[path]
        for path in side
    }
    kept = [path for path in side if values[path]] or list(side[-1:])
    in_one_row = len({state.form.cells[path].row for path in rule.cells}) == 1
    for position, path in enumerate(kept):
        if position:
            yield " + "
        cell = state.form.cells[path]
        name = column_name(cell) if in_one_row else row_name(state.form.row_of[cell.row])
        yield Figure(path, name, number(values[path] or 0), account.line(path))


def cards(state: State, account: Account, opened: Opened | None, language: Language) -> list[Card]:
    """A card for each cell about which there is something to say."""
    teller = _Teller(state, account, opened, language)
    made = (teller.card(path) for path in state.form.cells)
    return [card for card in made if card.notes or card.suggestions]


class _Teller:
    """Finds the words for the cells of one report."""

    def __init__(self, state: State, account: Account, opened: Opened | None, language: Language) -> None:
        self.state = state
        self.language = language
        self.printed: Mapping[str, Value | None] = opened.printed if opened is not None else {}
        self.whys = {path: item.why for path, item in opened.evidence.items() if item.why} if opened else {}
        self.doubts: dict[str, list[str]] = {}
        for finding in account.inspection.findings:
            if (
                finding.severity == "error"
                and finding.verdict == "fail"
                and finding.rule not in state.failing
            ):
                for path in finding.cells:
                    self.doubts.setdefault(path, []).append(_first(finding.message[language]))
        self.others = dict(_others(state))

    def card(self, path: str) -> Card:
        return Card(
            path,
            place(self.state.form, path, self.language),
            tuple(self._notes(path)),
            tuple(self._suggestions(path))[:OFFERED],
        )

    def _notes(self, path: str) -> Iterator[tuple[str, str]]:
        state, cell, now = self.state, self.state.form.cells[path], self.state.cells.get(path)
        if path in state.doubts:
            said = dict.fromkeys(self.doubts.get(path, ()))
            if path in state.disputed:
                value = shown(cell, state.disputed[path]) or say(self.language, "blank")
                said[say(self.language, "card.blind", value=value)] = None
            for words in said or (say(self.language, "card.placeless"),):
                yield "doubt", words
        if path in self.printed and self.printed[path] != now:
            value = shown(cell, self.printed[path]) or say(self.language, "blank")
            yield "warn", say(self.language, "card.printed", value=value)
        if path in self.others and self.others[path] != now:
            value = shown(cell, self.others[path]) or say(self.language, "blank")
            yield "warn", say(self.language, "card.other", value=value)
        machine = state.record.cells.get(path)
        if machine != now:
            yield (
                "info",
                say(self.language, "card.was", value=shown(cell, machine) or say(self.language, "blank")),
            )
        carried = state.carried.get(path)
        if carried is not None:
            key = "card.carried.stale" if carried.stale else "card.carried"
            value = shown(cell, carried.value) or say(self.language, "blank")
            yield "info", say(self.language, key, value=value, reviewer=carried.reviewer)

    def _suggestions(self, path: str) -> Iterator[Suggestion]:
        cell, now = self.state.form.cells[path], self.state.cells.get(path)
        seen: set[tuple[tuple[str, str], ...]] = set()
        other = {"blind": self.state.disputed, "printed": self.printed, "other": self.others}
        for kind, values in other.items():
            if path in values and values[path] != now:
                typed = shown(cell, values[path])
                words = say(self.language, f"take.{kind}", value=typed or say(self.language, "blank"))
                if ((path, typed),) not in seen:
                    seen.add(((path, typed),))
                    yield Suggestion(words, ((path, typed),))
        for found in self.state.localisations:
            for correction in found.corrections:
                if any(change.cell == path for change in correction.changes):
                    changes = tuple((change.cell, str(change.corrected)) for change in correction.changes)
                    if changes not in seen:
                        seen.add(changes)
                        yield Suggestion(self._moves(path, changes), changes)

    def _moves(self, path: str, changes: Sequence[tuple[str, str]]) -> str:
        """What a correction changes: the cell in hand is not named."""
        own = next(typed for cell, typed in changes if cell == path)
        words = say(self.language, "take.sum", value=own)
        for cell, typed in changes:
            if cell != path:
                said = say_report(
                    self.language,
                    "advice.move",
                    place=place(self.state.form, cell, self.language),
                    printed=shown(self.state.form.cells[cell], self.state.cells.get(cell))
                    or say(self.language, "blank"),
                    corrected=typed,
                )
                words += say_report(self.language, "advice.and") + said
        return words


_READ = re.compile(r"([a-z_]+(?:\.[a-z_]+)+)=(None|-?[0-9.]+)")
"""How `reading.differs` names what the other reader read."""


def _others(state: State) -> Iterator[tuple[str, Value | None]]:
    """What another reader read in cells in which readers differ."""
    for finding in state.record.findings:
        if finding.rule == "reading.differs":
            for path, value in _READ.findall(finding.message):
                if path in state.form.cells:
                    unit = "元" if state.form.cells[path].kind == "yuan" else None
                    try:
                        yield (
                            path,
                            None if value == "None" else parse(value, state.form.cells[path].kind, unit),
                        )
                    except PrintError:
                        continue


def _first(message: str) -> str:
    """A finding's sentence without the list of cells behind it."""
    return message.partition("=")[0].rpartition("：")[0] or message if "=" in message else message
