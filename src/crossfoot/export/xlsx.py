"""XLSX: the data, a codebook that explains each figure, and a sheet about the export itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from crossfoot.export.codebook import codebook
from crossfoot.export.tables import Field, Row
from crossfoot.store import Status

if TYPE_CHECKING:
    # Annotated, but not marked as such (no py.typed).
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MAX_ROWS: Final = 1_048_576
"""Of one sheet, in every spreadsheet program; what goes beyond continues on a further sheet."""
# Spreadsheets keep 15 digits of a number and put zeros for the rest.
_EXACT: Final = 10**15
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_CODEBOOK_HEADER: Final = ("path", "指标名称", "所在表", "类型", "单位", "表式", "说明")


class Book:
    """A workbook that is written row by row. Call `close` in any case: it removes the temporary files."""

    def __init__(self, out: BinaryIO, header: Sequence[Sequence[str]], *, max_rows: int = MAX_ROWS) -> None:
        """Start the data sheet with its *header* rows; *max_rows*, header included, fit on one sheet."""
        import xlsxwriter  # here: only this format needs it

        self._book: Workbook = xlsxwriter.Workbook(out, _OPTIONS)
        self._bold: Format = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._max_rows = max_rows
        self._data = _Sheets(self, "data", header, max_rows)
        self._facts: _Sheets | None = None

    def write(self, row: Row) -> None:
        """Append *row* to the data."""
        self._data.write(row)

    def write_fact(self, row: Row, header: Sequence[Sequence[str]]) -> None:
        """Append *row* to the sheet of facts, which begins with its *header* when the first comes."""
        if self._facts is None:
            self._facts = _Sheets(self, "facts", header, self._max_rows)
        self._facts.write(row)

    def finish(self, about: Iterable[Row]) -> None:
        """Add the codebook and the sheet *about* the export."""
        for sheets in filter(None, (self._data, self._facts)):
            sheets.finish()
        sheet = self.add("codebook", [_CODEBOOK_HEADER], widths=(48, 60, 36, 9, 6, 12, 44))
        for number, entry in enumerate(codebook(), start=1):
            forms = "、".join(entry.forms)
            fields = (entry.path, entry.label, entry.table, entry.kind, entry.unit, forms, entry.note)
            _write_row(sheet, number, fields)
        sheet = self.add("about", [], widths=(28, 60, 12))
        for number, row in enumerate(about):
            _write_row(sheet, number, row)

    def close(self) -> None:
        """Write the file out."""
        self._book.close()

    def add(self, name: str, header: Sequence[Sequence[str]], widths: Sequence[int]) -> "Worksheet":
        """A new sheet with its *header* and the *widths* of its first columns."""
        sheet: Worksheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if header:
            sheet.freeze_panes(len(header), 1)
        for number, row in enumerate(header):
            _write_row(sheet, number, row, self._bold)
        return sheet


class _Sheets:
    """One table over as many sheets as its rows need."""

    def __init__(self, book: Book, name: str, header: Sequence[Sequence[str]], max_rows: int) -> None:
        self._book, self._name, self._header, self._max_rows = book, name, header, max_rows
        self._count = 0
        self._next()

    def write(self, row: Row) -> None:
        if self._row == self._max_rows:
            self.finish()
            self._next()
        _write_row(self._sheet, self._row, row)
        self._row += 1

    def finish(self) -> None:
        """End the sheet in work."""
        self._sheet.autofilter(len(self._header) - 1, 0, self._row - 1, len(self._header[-1]) - 1)

    def _next(self) -> None:
        self._count += 1
        name = self._name if self._count == 1 else f"{self._name} {self._count}"
        self._sheet = self._book.add(name, self._header, widths=(32,))
        self._row = len(self._header)


def about(version: str, statuses: Mapping[Status, int], readings: Mapping[str, int]) -> list[Row]:
    """The rows of the sheet about the export: who made it, how many reports of each status, how they were read."""
    return [
        ("crossfoot", version),
        ("报告 reports", sum(statuses.values())),
        ("空格 empty", "未印 not printed"),
        (),
        ("状态 status", "含义", "报告 reports"),
        *((status, meaning, statuses.get(status, 0)) for status, meaning in _MEANINGS.items()),
        (),
        ("读法 reading", None, "报告 reports"),
        *((reading, None, count) for reading, count in readings.items()),
    ]


_MEANINGS: Final[Mapping[Status, str]] = {
    "verified": "每个数都与原文位置对应，勾稽关系成立",
    "source_error": "数与原文一致，但报告自身的数不平",
    "needs_review": "未能证实，须人工核对",
    "failed": "未能读出",
}


def _write_row(sheet: "Worksheet", number: int, row: Row, style: "Format | None" = None) -> None:
    for column, field in enumerate(row):
        _write_field(sheet, number, column, field, style)


def _write_field(sheet: "Worksheet", row: int, column: int, field: Field, style: "Format | None") -> None:
    if isinstance(field, str):
        sheet.write_string(row, column, field, style)
    elif field is not None and abs(field) < _EXACT:
        sheet.write_number(row, column, field, style)
    elif field is not None:
        sheet.write_string(row, column, str(field), style)
