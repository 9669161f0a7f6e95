"""Many labelled reports, and which of them a request is about: told from the lines that it quotes.

A question quotes a few lines, and a line of zeros stands in many reports. That is no matter as long as all reports that
print these lines give the same answer; where they do not, nobody could tell, and the request is refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from crossfoot.documents import DocumentError, load, parse
from crossfoot.evaluation.labels.gold import GoldLabel, load_labels
from crossfoot.evaluation.loopback import Gold, Request, answer_for, asked_cells
from crossfoot.evaluation.run import files_of
from crossfoot.layout import LayoutError, excerpt, locate, quote

_QUOTED = re.compile(r"^<<<<原文 (\w+)\n(.*?)^原文 \1>>>>$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Shelved:
    """A report as requests may speak of it."""

    name: str
    gold: Gold
    lines: frozenset[str]
    """Every line that a reader may quote: of the tables with joined rows, and of the text as it is."""
    rows: Mapping[str, AbstractSet[str]]
    """The lines that a question about a row quotes."""

    def would_quote(self, request: Request, lines: AbstractSet[str]) -> bool:
        """Does a question about these rows of this report quote no more than *lines*?"""
        asked = asked_cells(request, self.gold.form).values()
        return all(self.rows.get(cell.row, set()) <= lines for cells in asked for cell in cells)


class Library:
    """The reports that can be asked about."""

    def __init__(self, reports: Iterable[Shelved]) -> None:
        self.reports = tuple(reports)
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        for number, report in enumerate(self.reports):
            for line in report.lines:
                self._holders[line].add(number)

    def find(self, request: Request) -> tuple[Shelved, ...]:
        """The reports that print all that *request* quotes, and that give one and the same right answer to it.

        Without a marked quotation, whatever lines of the request any report prints are taken for one. Raises
        `LookupError` where no report prints them all, or the answers differ.
        """
        lines, holders = self._printing(request.text)
        said = _answers(request, holders)
        if len(said) > 1:
            # A blank row is quoted by its label alone, which stands in every report: not so where figures follow it.
            meant = [
                each for reports in said.values() for each in reports if each.would_quote(request, lines)
            ]
            said = _answers(request, meant)
        if len(said) != 1:
            names = ", ".join(report.name for report in holders[:3])
            raise LookupError(f"the quoted lines stand in several reports whose labels differ there: {names}")
        return tuple(*said.values())

    def _printing(self, text: str) -> tuple[AbstractSet[str], list[Shelved]]:
        """The lines that *text* quotes, and the reports that print them all."""
        passages = [match[2] for match in _QUOTED.finditer(text)]
        lines = {line for passage in passages or [text] for line in _lines(passage)}
        foreign = sorted(lines - self._holders.keys(), key=len)
        if passages and foreign:
            raise LookupError(f"no report has the quoted line {foreign[-1]!r}")
        known = [self._holders[line] for line in lines if line in self._holders]
        if not known:
            raise LookupError("the request quotes no line of any report")
        found = reduce(set.intersection, known)
        if not found:
            raise LookupError("the request quotes lines of several reports, and no report has them all")
        return lines, [self.reports[number] for number in sorted(found)]


def _answers(request: Request, reports: Iterable[Shelved]) -> Mapping[str, list[Shelved]]:
    """*reports* by their right answer to *request*; those whose form has not what is asked for are not meant.

    Raises `LookupError` where that is so of all.
    """
    said: dict[str, list[Shelved]] = defaultdict(list)
    reasons: list[str] = []
    for report in reports:
        try:
            said[answer_for(request, report.gold)].append(report)
        except LookupError as error:
            reasons.append(f"no label has what is asked for; {report.name}: {error.args[0]}")
    if reasons and not said:
        raise LookupError(reasons[0])
    return said


def open_library(reports: Path, gold: Path) -> Library:
    """The reports of a folder that have labels in the folder *gold*. Raises `GoldError`.

    Those in which no tables are found are left out: no reader asks about them.
    """
    files = files_of(load_labels(gold), reports)
    return Library(shelf for path, label in files.items() if (shelf := shelved(path, label)) is not None)


def shelved(path: Path, label: GoldLabel) -> Shelved | None:
    """One labelled report; null where no reader would send it to a model."""
    try:
        document = parse(load(path), str(path))
        anchors = locate(document)
    except (DocumentError, LayoutError):
        return None
    rows = {row.path: _lines(quote(document, anchors, [row.path])) for row in anchors.form.rows}
    lines = (
        _lines(document.text) | _lines(excerpt(document, anchors)) | frozenset[str]().union(*rows.values())
    )
    # The form that a reader will ask about: of what the label has not, a model sees nothing printed.
    cells = {path: label.cells.get(path) for path in anchors.form.cells}
    return Shelved(label.report, Gold(anchors.form, cells), lines, rows)


def _lines(text: str) -> frozenset[str]:
    """The lines of *text* that say anything, with single spaces."""
    return frozenset(line for each in text.splitlines() if (line := " ".join(each.split())))
