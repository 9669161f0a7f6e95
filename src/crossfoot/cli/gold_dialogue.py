"""Labelling in a terminal: one row after the other, then the sums, then who reports and when."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.findings import telling
from crossfoot.cli.labels import column_label, number, row_label
from crossfoot.cli.text import plural, safe
from crossfoot.evaluation.labels.labelling import (
    Draft,
    RowError,
    expected,
    failing,
    findings_of,
    save_draft,
    typed,
)

if TYPE_CHECKING:
    from crossfoot.evaluation.labels.offered import Offered
    from crossfoot.forms import Form, Row, Value
    from crossfoot.store import FindingRecord, Status

_TABLES = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "review": "四、政府信息公开行政复议、行政诉讼情况",
}
_BACK, _LEAVE, _PRINTED_SO, _NONE = "<", "q", "s", "_"
_HELP = (
    "The figures of each row, separated by spaces. _ blank, 0* the rest of the row, Enter what is shown,"
    " < one row back, q stop and keep."
)
_NAMED = 12
"""Rows of a failing sum that are named at the most."""


class LeftError(Exception):
    """The person stops here, and goes on another time."""


class Dialogue:
    """The dialogue about one report. Each row is kept in the draft's file as soon as it is typed."""

    def __init__(self, draft: Draft, path: Path, offered: "Offered") -> None:
        self.draft = draft
        self.path = path
        self.offered = offered
        self.rows: Sequence[Row] = draft.printed_form.rows

    # -- rows --------------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Ask for every row that is not in the draft yet. Raises `LeftError`."""
        open_rows = [at for at, row in enumerate(self.rows) if self.draft.figures(row) is None]
        click.echo(f"{safe(self.draft.report)}: form of {self.draft.form}, {plural(len(self.rows), 'row')}")
        if self.offered.refusal:
            click.echo(f"Nothing was read: {safe(self.offered.refusal)}")
        click.echo(_HELP)
        at = open_rows[0] if open_rows else len(self.rows)
        while at < len(self.rows):
            at = at + 1 if self._asked(at) else max(at - 1, 0)

    def _asked(self, at: int) -> bool:
        """Ask for row number *at* until it is typed; false where the person goes back instead."""
        row = self.rows[at]
        shown = self.draft.figures(row) or self.offered.figures(row)
        click.echo("\n".join(self._sheet(at, shown)))
        while True:
            answer = _ask("  >")
            if answer == _BACK:
                return False
            try:
                figures = self._taken(row, answer, shown)
            except RowError as error:
                click.echo(f"  {safe(error)}")
                continue
            self.draft = self.draft.with_figures(figures)
            save_draft(self.draft, self.path)
            return True

    def _taken(
        self, row: "Row", answer: str, shown: "Mapping[str, Value | None] | None"
    ) -> "Mapping[str, Value | None]":
        if answer:
            return typed(row, answer)
        if shown is None:
            raise RowError(
                f"nothing is shown that Enter could accept: type {plural(len(row.cells), 'figure')}"
            )
        return shown

    def _sheet(self, at: int, shown: "Mapping[str, Value | None] | None") -> Iterator[str]:
        """The row as on paper: its labels, its columns, and what is known of its figures."""
        row = self.rows[at]
        if at == 0 or self.rows[at - 1].table != row.table:
            yield f"\n{_TABLES[row.table]}"
        above = row.labels[:-1]
        yield f"\n{at + 1}/{len(self.rows)}  " + " › ".join((*above, row_label(row)))
        yield from (f"  | {safe(line)}" for line in self.offered.lines(row))
        heads = [column_label(cell) for cell in row.cells]
        figures = [_figure(shown, cell.path) for cell in row.cells]
        widths = [max(_width(head), len(figure)) for head, figure in zip(heads, figures, strict=True)]
        yield "  " + "  ".join(_right(head, width) for head, width in zip(heads, widths, strict=True))
        if shown is not None:
            yield "  " + "  ".join(
                _right(figure, width) for figure, width in zip(figures, widths, strict=True)
            )

    # -- sums --------------------------------------------------------------------------------------------------------

    def settle(self, wanted: "Status | None") -> "Status":
        """The status to expect, once the sums hold or the person says that the report prints them so.

        Raises `LeftError`.
        """
        form = self.draft.printed_form
        while True:
            findings = findings_of(form, self.draft.cells)
            broken = failing(findings)
            if not broken and wanted != "source_error":
                return expected(self.draft.label(), wanted)
            if broken:
                click.echo(f"\n{plural(len(broken), 'sum')} of these figures do not hold:")
                click.echo("\n".join(self._sums(form, findings)))
            else:
                click.echo("\nNo sum fails, though --expect says source_error.")
            if not self._look_again():
                return expected(self.draft.label(), wanted)

    def _sums(self, form: "Form", findings: "Sequence[FindingRecord]") -> Iterator[str]:
        yield from told_sums(form, self.draft.cells, findings)
        crossing = {
            path for finding in failing(findings) for path in finding.cells if self.draft.cells.get(path)
        }
        numbers = [
            f"{at} {row_label(row)}"
            for at, row in enumerate(self.rows, 1)
            if any(cell.path in crossing for cell in row.cells)
        ]
        more = f"; and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
        yield f"Rows: {'; '.join(numbers[:_NAMED])}{more}"

    def _look_again(self) -> bool:
        """Let a row be typed again; false where all are as printed."""
        while True:
            answer = _ask("Number of the row to look at again, or s: the report prints it so >")
            if answer == _PRINTED_SO:
                return False
            if answer.isdecimal() and 1 <= int(answer) <= len(self.rows):
                self._asked(int(answer) - 1)
                return True
            click.echo(f"  a number from 1 to {len(self.rows)}, s, or q")

    # -- the rest ----------------------------------------------------------------------------------------------------

    def heading(self) -> dict[str, str | int | None]:
        """Title, issuer and year, as the text tells them. Raises `LeftError`."""
        click.echo("\nAs the text has them; Enter what is shown, _ where the text does not tell.")
        return {
            "title": self._said("title", self.offered.title),
            "issuer": self._said("issuer", self.offered.issuer),
            "year": self._year(),
        }

    def _said(self, name: str, shown: str | None) -> str | None:
        answer = _ask(f"{name} [{safe(shown or _NONE)}] >")
        return (answer if answer != _NONE else None) if answer else shown

    def _year(self) -> int | None:
        while True:
            shown = None if self.offered.year is None else str(self.offered.year)
            answer = self._said("year", shown)
            if answer is None:
                return None
            if answer.isdecimal() and 1900 <= int(answer) <= 2999:
                return int(answer)
            click.echo("  a year, such as 2023")


def told_sums(
    form: "Form", cells: "Mapping[str, Value | None]", findings: "Sequence[FindingRecord]"
) -> Iterator[str]:
    """The sums that fail, each as an equation with its numbers."""
    words = telling(form, cells, findings)
    for finding in failing(findings):
        yield from words.lines(finding)


def _ask(words: str) -> str:
    """What is typed, trimmed. Raises `LeftError` and `click.Abort`."""
    answer: str = click.prompt(words, default="", show_default=False, prompt_suffix=" ").strip()
    if answer == _LEAVE:
        raise LeftError
    return answer


def _figure(shown: "Mapping[str, Value | None] | None", path: str) -> str:
    if shown is None:
        return ""
    return _NONE if shown[path] is None else number(shown[path])


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _right(text: str, width: int) -> str:
    """*text* moved to the right of so many columns; a Chinese character takes two."""
    return " " * (width - _width(text)) + text
