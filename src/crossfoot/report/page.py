"""A page that stands on its own: what was found in one report or in many, to read on a screen and to print on A4.

Everything that a report says (its text, its title, the name of its file) is inert in it: escaped without exception, and
characters that steer instead of showing are written out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from crossfoot import __version__
from crossfoot.checks import Language, rules_hash
from crossfoot.report.account import Account, Mark, Status
from crossfoot.report.labels import number
from crossfoot.report.language import say
from crossfoot.report.paper import Box, Sheet, paper
from crossfoot.report.source import Block, source
from crossfoot.templates import environment

_LEGEND = (
    ("wrong", "12", "1"),
    ("crossed", "12", "1,2"),
    ("advised", "12", ""),
    ("doubt", "?", ""),
    ("deduced", "[12]", ""),
)
"""CSS class, and a figure as an example with the numbers of its sums."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box of a sheet as it is drawn."""

    box: Box
    text: str
    """The label; or the figure as printed, or where the print is not at hand as a number."""
    style: str = ""
    """Names of CSS classes."""
    sums: tuple[int, ...] = ()
    """The numbers of the failing sums to name beside the figure."""
    line: int | None = None
    """The line of the text that the figure stands in."""


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """A table with its figures."""

    sheet: Sheet
    rows: tuple[tuple[Drawn, ...], ...]


@dataclass(frozen=True)
class Article:
    """One report on the page."""

    key: str
    """Begins the ids of its parts."""
    account: Account
    name: str
    """The title of the report, or its file's name."""
    sheets: tuple[DrawnSheet, ...]
    blocks: tuple[Block, ...]

    @property
    def legend(self) -> tuple[tuple[str, str, str], ...]:
        """The entries of the legend that its figures need."""
        drawn = (box for sheet in self.sheets for row in sheet.rows for box in row)
        seen = {name for box in drawn for name in box.style.split()}
        return tuple(entry for entry in _LEGEND if entry[0] in seen)


def page(accounts: Sequence[Account], language: Language, day: str | None = None) -> str:
    """The page about *accounts*, in *language*; *day* is when the reports were checked, as it is to be shown."""
    articles = tuple(_article(f"r{position}", each) for position, each in enumerate(accounts, start=1))
    return (
        environment("crossfoot.report")
        .get_template("page.html")
        .render(
            articles=articles,
            language=language,
            say=partial(say, language),
            day=day,
            tally=_tally(accounts, language),
            version=__version__,
            rules=rules_hash(),
        )
    )


def _tally(accounts: Sequence[Account], language: Language) -> str:
    """How many reports have which status, those that need attention first."""
    counts = Counter(each.status for each in accounts)
    shown = sorted(counts, key=_URGENCY.index)
    return " · ".join(f"{say(language, f'status.{status}')} {counts[status]}" for status in shown)


_URGENCY: Sequence[Status] = ("source_error", "changed", "needs_review", "failed", "verified")


def _article(key: str, account: Account) -> Article:
    info = account.inspection.record.document
    form = account.inspection.form
    return Article(
        key=key,
        account=account,
        name=info.title or PurePath(info.path).name,
        sheets=tuple(_drawn_sheet(sheet, account) for sheet in paper(form)) if form is not None else (),
        blocks=source(account),
    )


def _drawn_sheet(sheet: Sheet, account: Account) -> DrawnSheet:
    return DrawnSheet(sheet, tuple(tuple(_drawn(box, account) for box in row) for row in sheet.rows))


def _drawn(box: Box, account: Account) -> Drawn:
    if box.cell is None:
        return Drawn(box, box.text, box.role)
    path = box.cell.path
    mark = account.marks.get(path, Mark())
    deduced = account.inspection.deduced.get(path)
    text = _figure(box, account) if deduced is None else number(deduced)
    return Drawn(
        box,
        text,
        " ".join(_styles(mark, deduced is not None)),
        mark.sums if text not in ("", "0") else (),
        account.line(path),
    )


def _figure(box: Box, account: Account) -> str:
    """The figure as printed; where the print is not at hand its value, an amount with its unit."""
    assert box.cell is not None
    item = account.inspection.evidence.get(box.cell.path)
    if item is not None and item.print is not None:
        return " ".join(item.print.split())
    value = account.inspection.record.cells.get(box.cell.path)
    if value is None:
        return ""
    return number(value) + ("元" if box.cell.kind == "yuan" else "")


def _styles(mark: Mark, deduced: bool) -> Iterator[str]:
    yield "figure"
    if mark.sums:
        yield "crossed" if len(mark.sums) > 1 else "wrong"
    if mark.advised:
        yield "advised"
    if mark.doubtful:
        yield "doubt"
    if deduced:
        yield "deduced"
