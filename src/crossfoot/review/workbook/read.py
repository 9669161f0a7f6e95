"""Reading the workbook back: what was filled in, and what is wrong with it. Nothing here knows the store."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossfoot.documents.xml_events import XmlError
from crossfoot.review.workbook import bounds
from crossfoot.review.workbook.lost import lost
from crossfoot.review.workbook.model import (
    ACTS,
    CELL_COLUMNS,
    CELLS,
    REPORT_COLUMNS,
    REPORTS,
    SHEETS,
    SIGN,
    Act,
    at,
    plain,
    sealed,
)


class WorkbookError(Exception):
    """The file is no workbook of the queue. The message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be used."""

    sheet: str
    row: int
    """As the spreadsheet program counts: the header is row 1."""
    message: str


@dataclass(frozen=True, slots=True)
class CellWish:
    """What was filled in for one cell."""

    row: int
    cell: str
    seen: str
    """The value that stood there for the person to see."""
    act: Act
    typed: str
    """The new value as it was typed; may be empty."""
    reason: str


@dataclass
class ReportWish:
    """What was filled in for one report."""

    row: int
    path: str
    sha256: str
    last: int
    """The last entry of the log about it when the workbook was written."""
    revision: int
    sign: bool
    reason: str
    cells: list[CellWish] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.sign and not self.cells


@dataclass(frozen=True)
class Filled:
    """A workbook that was read."""

    reports: tuple[ReportWish, ...]
    """Those for which something was filled in."""
    problems: tuple[Problem, ...]


def read(path: Path) -> Filled:
    """What was filled in in the workbook at *path*. Raises `WorkbookError`."""
    sheets = _sheets(path)
    problems: list[Problem] = []
    reports: dict[str, ReportWish] = {}  # by checksum
    for number, row in _rows(REPORTS, sheets):
        try:
            wish = _report(number, row)
            if wish.sha256 in reports:
                raise _RowError(f"the report stands in row {reports[wish.sha256].row}, too")
        except _RowError as error:
            problems.append(Problem(REPORTS, number, str(error)))
        else:
            reports[wish.sha256] = wish
    torn = bool(problems)
    for number, row in _rows(CELLS, sheets):
        try:
            _cell(number, row, reports, torn)
        except _RowError as error:
            problems.append(Problem(CELLS, number, str(error)))
    return Filled(tuple(wish for wish in reports.values() if not wish.empty), tuple(problems))


class _RowError(ValueError):
    """Why a row cannot be used."""


# -- the sheets -----------------------------------------------------------------------------------------------------------


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        bounds.check(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            lacking = [name for name in SHEETS if name not in book.sheet_names]
            if lacking:
                raise WorkbookError(
                    f"{path}: has no sheet {lacking[0]}: this is no workbook of `crossfoot review export`"
                )
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in SHEETS}
        _put_back(path, sheets)
    except (zipfile.BadZipFile, CalamineError, XmlError) as error:
        raise WorkbookError(f"{path}: cannot be read as a workbook (.xlsx): {error}") from error
    except OSError as error:
        raise WorkbookError(f"{path}: cannot be read: {error.strerror or error}") from error
    except bounds.TooLargeError as error:
        raise WorkbookError(f"{path}: {error}") from error
    for name, rows in sheets.items():
        _compare_header(path, name, rows)
    return sheets


def _put_back(path: Path, sheets: Mapping[str, list[list[Any]]]) -> None:
    """What the library takes for empty and is not: nobody's figure is to be taken for one that was not given."""
    found = lost(path)
    for name, rows in sheets.items():
        for (row, column), what in found.get(name, {}).items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = what


def _compare_header(path: Path, name: str, rows: Sequence[Sequence[Any]]) -> None:
    wanted = [column.name for column in SHEETS[name]]
    found = [plain(field) for field in rows[0]][: len(wanted)] if rows else []
    if found != wanted:
        wrong = next((each for each, there in zip(wanted, found, strict=False) if each != there), wanted[-1])
        raise WorkbookError(
            f"{path}, sheet {name}: the columns are not those of `crossfoot review export`: {wrong} is missing, or"
            " stands elsewhere; a workbook of another version has to be exported again"
        )


def _rows(name: str, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    """The rows below the header with their numbers; notes beside the table and empty rows are left out."""
    for number, row in enumerate(sheets[name][1:], start=2):
        fields = list(row[: len(SHEETS[name])])
        if any(plain(field).strip() for field in fields):
            yield number, fields


# -- rows -----------------------------------------------------------------------------------------------------------------


def _report(number: int, row: list[Any]) -> ReportWish:
    _compare_seal(REPORTS, row)
    sign = _word(row, REPORT_COLUMNS, "签核")
    if sign not in ("", SIGN):
        raise _RowError(f"签核 is {sign!r}; it may be {SIGN} or empty")
    return ReportWish(
        row=number,
        path=_word(row, REPORT_COLUMNS, "报告"),
        sha256=_word(row, REPORT_COLUMNS, "sha256"),
        last=int(_word(row, REPORT_COLUMNS, "末条决定")),
        revision=int(_word(row, REPORT_COLUMNS, "修订号")),
        sign=bool(sign),
        reason=_word(row, REPORT_COLUMNS, "理由"),
    )


def _cell(number: int, row: list[Any], reports: dict[str, ReportWish], torn: bool) -> None:
    """Add what is filled in to its report; *torn*: some rows of reports cannot be used."""
    said = _word(row, CELL_COLUMNS, "处理")
    typed = _typed(row[at(CELL_COLUMNS, "新值")])
    if not said:
        if typed:
            raise _RowError(f"新值 is {typed!r}, and 处理 is empty: choose {' or '.join(ACTS)}")
        return
    _compare_seal(CELLS, row)
    if said not in ACTS:
        raise _RowError(f"处理 is {said!r}; it may be {', '.join(ACTS)} or empty")
    act = ACTS[said]
    if act == "correct" and not typed:
        raise _RowError("新值 is empty: what is printed there? (空白 says that nothing is)")
    if act in ("accept", "blank") and typed:
        raise _RowError(f"新值 is {typed!r}, and 处理 is {said}: 更正 is what takes a new value")
    cell, report = _word(row, CELL_COLUMNS, "指标路径"), reports.get(_word(row, CELL_COLUMNS, "sha256"))
    if report is None:
        why = "has a problem in the sheet" if torn else "is not in the sheet"
        raise _RowError(f"the report {_word(row, CELL_COLUMNS, '报告')} {why} {REPORTS}")
    if twin := next((each for each in report.cells if each.cell == cell), None):
        raise _RowError(f"the cell is decided in row {twin.row}, too")
    seen, reason = plain(row[at(CELL_COLUMNS, "现值")]), _word(row, CELL_COLUMNS, "理由")
    report.cells.append(CellWish(number, cell, seen, act, typed, reason))


def _compare_seal(sheet: str, row: list[Any]) -> None:
    columns = SHEETS[sheet]
    if len(row) < len(columns) or plain(row[len(columns) - 1]) != sealed(sheet, row):
        raise _RowError(
            "a grey column was changed, or the row was added by hand: take the row as it was exported"
        )


def _word(row: Sequence[Any], columns: Any, name: str) -> str:  # noqa: ANN401
    position = at(columns, name)
    return plain(row[position]).strip() if position < len(row) else ""


def _typed(field: object) -> str:
    """The new value as text; what a spreadsheet program made a date of was typed as something else."""
    if isinstance(field, bool) or not isinstance(field, str | int | float):
        raise _RowError(f"新值 is {field!s}, which is no number: format the cell as text and type it again")
    return plain(field).strip()
