"""From an inspection to its account: each finding put into words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crossfoot.checks import Change, Correction, Finding, Language, Localisation, Rule, load_rules
from crossfoot.forms import Form, Span, Value
from crossfoot.pipeline.inspect import Inspection
from crossfoot.report.account import (
    Account,
    Advice,
    Figure,
    Kind,
    Move,
    Note,
    Option,
    Part,
    Status,
    Sum,
    line_of,
)
from crossfoot.report.labels import column_name, number, place, row_name
from crossfoot.report.language import joined, lines_in_words, say
from crossfoot.report.lines import Lines

OPTIONS = 4
"""Corrections of one error that are told at the most; a program that wants all of them takes the JSON."""
_ROWS = 6
"""Rows that a finding about the print names at the most."""
_SUSPECTS = 8
"""Crossing cells that are named at the most."""


def account_of(inspection: Inspection) -> Account:
    """Put *inspection* into words."""
    lines = Lines(inspection.text) if inspection.text is not None else None
    form = inspection.form
    teller = _Teller(inspection, form, lines) if form is not None else None
    parts = teller.parts() if teller else ()
    failed = sum(len(part.sums) for part in parts)
    status: Status = inspection.record.status
    if status == "verified" and failed:
        status = "changed"
    problems = tuple(teller.notes("error")) if teller else ()
    return Account(
        inspection=inspection,
        lines=lines,
        status=status,
        headline=say(inspection.language, f"status.{status}"),
        summary=_summary(inspection, status, failed),
        facts=tuple(_facts(inspection)),
        parts=parts,
        problems=problems,
        warnings=(*teller.notes("warning"), *teller.notes("note")) if teller else (),
        hints=tuple(_hints(inspection.language, bool(parts), [note.rule for note in problems])),
    )


def _summary(inspection: Inspection, status: Status, failed: int) -> str:
    record, language = inspection.record, inspection.language
    if status in ("verified", "source_error", "changed"):
        return say(language, f"summary.{status}", failed=failed, passed=record.reading.passed)
    # A refusal begins with the path, which stands in the headline already.
    reason = record.reason.removeprefix(record.document.path).lstrip("：: ")
    end = say(language, "sentence.end")
    return reason if reason.endswith(("。", ".", "！", "!")) else reason + end


def _facts(inspection: Inspection) -> Iterator[tuple[str, str]]:
    record, language = inspection.record, inspection.language
    info = record.document
    if info.issuer:
        yield say(language, "fact.issuer"), info.issuer
    if info.year is not None:
        yield say(language, "fact.year"), str(info.year)
    if record.form is not None:
        yield say(language, "fact.form"), say(language, f"form.{record.form}")


def _hints(language: Language, sums: bool, rules: Iterable[str]) -> Iterator[str]:
    if sums:
        yield say(language, "hint.sum")
    for rule in dict.fromkeys(rules):
        if rule in _HINTED:
            yield say(language, f"hint.{rule}")


_HINTED = frozenset(
    {"print.column", "print.missing", "print.leftover", "print.unreadable", "reading.differs"}
)


class _Teller:
    """Puts the findings of one inspection on a form into words."""

    def __init__(self, inspection: Inspection, form: Form, lines: Lines | None) -> None:
        self.inspection = inspection
        self.form = form
        self.lines = lines
        self.language = inspection.language
        self.cells: Mapping[str, Value | None] = inspection.record.cells
        self.rules = {rule.id: rule for rule in load_rules(form)}

    # -- places ------------------------------------------------------------------------------------------------------

    def line(self, path: str) -> int | None:
        return line_of(self.inspection, self.lines, path)

    def where(self, lines: Iterable[int | None]) -> str:
        said = lines_in_words(self.language, [line for line in lines if line is not None])
        return say(self.language, "sum.where", lines=said) if said else ""

    # -- sums --------------------------------------------------------------------------------------------------------

    def parts(self) -> tuple[Part, ...]:
        """The failing sums, those that share cells together, in the order of the rules."""
        failing = {
            f.rule: f for f in self.inspection.findings if f.rule in self.rules and f.verdict == "fail"
        }
        order = {rule: at for at, rule in enumerate(self.rules)}
        found = sorted(
            self.inspection.localisations, key=lambda item: min(order[rule] for rule in item.rules)
        )
        out: list[Part] = []
        count = 0
        for item in found:
            rules = sorted((rule for rule in item.rules if rule in failing), key=order.__getitem__)
            sums = tuple(self._sum(count + n, failing[rule]) for n, rule in enumerate(rules, start=1))
            count += len(sums)
            out.append(Part(sums, self._advice(item, sums if len(found) > 1 else ())))
        return tuple(out)

    def _sum(self, position: int, finding: Finding) -> Sum:
        rule = self.rules[finding.rule]
        left, right = self._side(rule.left, rule), self._side(rule.right, rule)
        sums = [number(side if side is not None else 0) for side in (finding.left, finding.right)]
        difference = abs((finding.left or 0) - (finding.right or 0))
        return Sum(
            number=position,
            rule=rule.id,
            message=finding.message[self.language],
            equation=_equation(left, right, sums[0], sums[1]),
            difference=say(self.language, "sum.off", difference=number(difference)),
            where=self.where(figure.line for figure in (*left, *right)),
        )

    def _side(self, paths: Sequence[str], rule: Rule) -> list[Figure]:
        if len(paths) > 1:
            paths = [path for path in paths if self._value(path)]
        return [self._figure(path, rule) for path in paths]

    def _figure(self, path: str, rule: Rule) -> Figure:
        """The cell by what tells it from the others of the sum: its column, or its row."""
        cell = self.form.cells[path]
        in_one_row = len({self.form.cells[other].row for other in rule.cells}) == 1
        name = column_name(cell) if in_one_row else row_name(self.form.row_of[cell.row])
        value = number(self._value(path) or 0)
        if path in self.inspection.deduced:
            value = say(self.language, "value.deduced", value=value)
        return Figure(path, name, value, self.line(path))

    def _value(self, path: str) -> Value | None:
        value = self.cells.get(path)
        return self.inspection.deduced.get(path) if value is None else value

    # -- suggestions -------------------------------------------------------------------------------------------------

    def _advice(self, found: Localisation, named: Sequence[Sum]) -> Advice:
        """The smallest corrections as a suggestion; *named* are the sums it is about, where that is not plain."""
        language = self.language
        about = say(language, "advice")
        if named:
            key = "sum.number" if len(named) == 1 else "sum.numbers"
            first, last = named[0].number, named[-1].number
            about = say(language, "advice.for", sums=say(language, key, number=first, first=first, last=last))
        options = tuple(self._option(correction) for correction in found.corrections[:OPTIONS])
        count = len(found.corrections)
        if not options:
            return Advice(about, self._suspects(found), (), "")
        lead = say(language, "advice.ties", count=count) if count > 1 else ""
        tail = say(language, "advice.more", count=count) if count > OPTIONS else ""
        if found.unique:
            tail += say(language, "advice.unique")
        if not found.exact:
            tail += say(language, "advice.inexact")
        return Advice(about, lead, options, tail)

    def _option(self, correction: Correction) -> Option:
        moves = tuple(map(self._move, correction.changes))
        words = say(self.language, "advice.and").join(move.words for move in moves)
        return Option(moves, words, self.where(move.line for move in moves))

    def _move(self, change: Change) -> Move:
        printed = say(self.language, "value.blank") if change.printed is None else str(change.printed)
        words = say(
            self.language,
            "advice.move",
            place=place(self.form, change.cell, self.language),
            printed=printed,
            corrected=change.corrected,
        )
        return Move(change.cell, words, self.line(change.cell))

    def _suspects(self, found: Localisation) -> str:
        # Where whole columns fail, many cells cross that are blank; a figure is what can be wrong.
        cells = [path for path in self.form.cells if path in found.suspects and self._value(path) is not None]
        if not cells:
            return say(self.language, "advice.none")
        named = joined(self.language, (place(self.form, path, self.language) for path in cells[:_SUSPECTS]))
        more = say(self.language, "places.more", count=len(cells)) if len(cells) > _SUSPECTS else ""
        return say(self.language, "advice.suspects", places=named + more)

    # -- other findings ----------------------------------------------------------------------------------------------

    def notes(self, kind: Kind) -> Iterator[Note]:
        """The findings of this kind that are no failing sum of the rules."""
        for finding in self.inspection.findings:
            if _kind(finding) == kind and (finding.rule not in self.rules or kind == "warning"):
                yield self._note(finding, kind)

    def _note(self, finding: Finding, kind: Kind) -> Note:
        words = finding.message[self.language]
        if kind == "error" and finding.cells:
            words = say(self.language, "print.place", place=self._named(finding.cells), message=words)
        lines = self._lines_of(finding)
        return Note(finding.rule, kind, words, self.where(lines), min(lines, default=None))

    def _named(self, cells: Sequence[str]) -> str:
        """One cell by its place; several by their rows, the first few of them."""
        if len(cells) == 1:
            return place(self.form, cells[0], self.language)
        counted = Counter(self.form.cells[path].row for path in cells if path in self.form.cells)
        names = [
            say(self.language, "quoted", name=row_name(self.form.row_of[row]))
            for row in list(counted)[:_ROWS]
        ]
        more = len(counted) - _ROWS
        key = "rows.more" if more > 0 else "rows.all"
        return say(self.language, key, names=joined(self.language, names), count=len(counted), more=more)

    def _lines_of(self, finding: Finding) -> list[int]:
        if self.lines is None:
            return []
        spans: list[Span] = []
        if finding.rule == "print.leftover":
            spans.extend(self.inspection.leftovers)
        elif finding.span is not None:
            spans.append(finding.span)
        known = [self.lines.number(start) for start, _ in spans]
        if known:
            return known
        return [line for path in finding.cells if (line := self.line(path)) is not None]


def _kind(finding: Finding) -> Kind | None:
    """A problem, a warning, or a note on a difference with a known reason; null for what needs no telling."""
    if finding.severity == "error":
        return "error" if finding.verdict == "fail" else None
    if finding.verdict == "fail":
        return "warning"
    return "note" if finding.verdict == "untestable" else None


def _equation(
    left: Sequence[Figure], right: Sequence[Figure], left_sum: str, right_sum: str
) -> tuple[Figure | str, ...]:
    """`A 11 + B 2 = 13 ≠ C 12`; a side of one figure is that figure."""
    out: list[Figure | str] = [*_added(left)] or [left_sum]
    if len(left) > 1:
        out.append(f" = {left_sum}")
    out.append(" ≠ ")
    if len(right) > 1:
        out.append(f"{right_sum} = ")
    out += [*_added(right)] or [right_sum]
    return tuple(out)


def _added(figures: Sequence[Figure]) -> Iterator[Figure | str]:
    for position, figure in enumerate(figures):
        if position:
            yield " + "
        yield figure
