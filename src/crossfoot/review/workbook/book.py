"""The workbook's file: sheets whose own columns are grey, locked and sealed, and white ones to be filled in."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final
from unicodedata import east_asian_width

from crossfoot.review.workbook.model import (
    ACTS,
    CELL_COLUMNS,
    CELLS,
    HELP,
    MAX_TEXT,
    REPORT_COLUMNS,
    SHEETS,
    SIGN,
    Column,
    Field,
    Row,
    at,
    sealed,
)
from crossfoot.templates import inert

if TYPE_CHECKING:
    # Annotated, but not marked as such (no py.typed).
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MAX_ROWS: Final = 1_048_576
"""Of one sheet, in every spreadsheet program, the header included."""
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LINE: Final = 15.0
"""Points of a line."""
_LINES: Final = 9
"""Lines of a row at the most."""
_FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet program takes for the start of a formula, if the text is typed into it anew."""
_MANGLED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]")
"""What does not come back as it was written: `_x000D_` is another character in a workbook, and no XML has the last two."""


class TooManyError(Exception):
    """More rows than a sheet has. The message says what to do."""


class Book:
    """The workbook, written row by row. Call `close` in any case: it removes the temporary files."""

    def __init__(self, out: BinaryIO) -> None:
        import xlsxwriter  # here: only this format needs it

        self._out = out
        # Packed in memory: an archive that cannot be written to its end complains once more when it is thrown away.
        self._packed = BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(self._packed, _OPTIONS)
        common = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8"}
        own = {**common, "bg_color": "#EDEDED"}
        self._head: Format = self._book.add_format({"bold": True, "bg_color": "#D0D0D0", "text_wrap": True})
        self._own: Format = self._book.add_format(own)
        # Text that begins like a formula stays text even where somebody edits and leaves it.
        self._quoted: Format = self._book.add_format({**own, "quote_prefix": True})
        # Filled in as text, so that what is typed stays as it was typed: no dates, no rounded digits.
        self._free: Format = self._book.add_format({**common, "locked": False, "num_format": "@"})
        self._sheets: dict[str, Worksheet] = {name: self._sheet(name) for name in SHEETS}
        self._rows = dict.fromkeys(SHEETS, 0)
        self._explain()

    def append(self, name: str, row: Row) -> None:
        """Add a row: its own fields, empty ones to be filled in, and the seal."""
        columns, sheet = SHEETS[name], self._sheets[name]
        self._rows[name] += 1
        number = self._rows[name]
        if number >= MAX_ROWS:
            raise TooManyError(
                f"a sheet has {MAX_ROWS:,} rows and the queue more: choose fewer reports (--limit, --year, --folder)"
            )
        fields = [_short(row.get(column.name)) for column in columns]
        sheet.set_row(number, _height(columns, fields))
        for position, (column, field) in enumerate(zip(columns[:-1], fields, strict=False)):
            if column.own:
                self._write(sheet, number, position, field)
            else:
                sheet.write_blank(number, position, None, self._free)
        sheet.write_string(number, len(columns) - 1, sealed(name, fields), self._own)

    def close(self) -> None:
        """Write the file out. Raises `OSError`."""
        for name, sheet in self._sheets.items():
            last = max(self._rows[name], 1)
            sheet.autofilter(0, 0, last, len(SHEETS[name]) - 2)
            if name == CELLS:
                _choice(sheet, last, at(CELL_COLUMNS, "处理"), list(ACTS))
            else:
                _choice(sheet, last, at(REPORT_COLUMNS, "签核"), [SIGN])
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

        try:
            self._book.close()
        except FileCreateError as error:  # Its temporary files find no room.
            raise OSError(str(error)) from error
        self._out.write(self._packed.getbuffer())

    def _sheet(self, name: str) -> "Worksheet":
        sheet: Worksheet = self._book.add_worksheet(name)
        for position, column in enumerate(SHEETS[name]):
            options = {"hidden": True} if column.hidden else {}
            sheet.set_column(position, position, column.width, None, options)
            sheet.write_string(0, position, column.name, self._head)
        sheet.freeze_panes(1, 1)
        allowed = ("autofilter", "sort", "format_columns", "format_rows", "select_locked_cells")
        sheet.protect("", dict.fromkeys(allowed, True))
        return sheet

    def _write(self, sheet: "Worksheet", row: int, column: int, field: Field) -> None:
        if isinstance(field, str):
            style = self._quoted if field.startswith(_FORMULA) else self._own
            sheet.write_string(row, column, field, style)
        elif field is None:
            sheet.write_blank(row, column, None, self._own)
        else:
            sheet.write_number(row, column, field, self._own)

    def _explain(self) -> None:
        sheet: Worksheet = self._book.add_worksheet(HELP)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100, self._book.add_format({"text_wrap": True, "valign": "top"}))
        for row, (name, words) in enumerate(_EXPLAINED):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, words)


def _choice(sheet: "Worksheet", last: int, column: int, words: Sequence[str]) -> None:
    told = {"error_title": "crossfoot", "error_message": f"请从列表中选择：{'、'.join(words)}"}
    sheet.data_validation(1, column, last, column, {"validate": "list", "source": list(words), **told})


def _height(columns: Sequence[Column], fields: Sequence[Field]) -> float:
    """Points that a row needs to show its texts, within reason: not every program finds out by itself."""
    lines = [
        sum(1 + max(_width(line) - 1, 0) // (column.width - 2) for line in field.split("\n"))
        for column, field in zip(columns, fields, strict=True)
        if isinstance(field, str)
    ]
    return _LINE * min(max(lines, default=1), _LINES)


def _width(text: str) -> int:
    """Columns that *text* takes: two for a Chinese character."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)


def _short(field: Field) -> Field:
    """A text without characters that steer or are lost on the way, cut where it is too long to be looked at."""
    if not isinstance(field, str):
        return field
    text = inert(field).replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    text = _MANGLED.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


_EXPLAINED: Sequence[tuple[str, str]] = (
    (
        "怎么用",
        "在“核对”表和“报告”表的白色列中填写，保存，然后运行：crossfoot review import 文件名.xlsx（加 --dry-run 只检查，不写入）。",
    ),
    ("灰色列", "由程序填写，请勿改动，也不要增删列；可以筛选。改动过的行不会被采用，程序会指出是哪一行。"),
    ("处理", "只能是下列四种之一；空着的行不处理。"),
    ("　接受", "现值与原文一致。现值为“未读出”的格不能接受，请填“空白”或“更正”。"),
    ("　更正", "原文印的是别的数字，写在“新值”列：12、-3；金额须写单位，如 1.2万元。"),
    ("　空白", "原文此处没有印任何内容（不是 0）。"),
    (
        "　报告自身有误",
        "数字与原文一致（若“新值”列有数字，则原文印的是新值），但含此格的勾稽关系在报告中本来就不成立。"
        "只认导出时已不成立的关系；填入新值后才不成立的，程序会指出，请再看新值，无误则重新导出。",
    ),
    (
        "签核",
        "在“报告”表中选“签核”：这份报告已核对完毕。仍有存疑的格或不成立的勾稽关系时不能签核，程序会说明。",
    ),
    ("建议", "改动最少的更正，仅供参考，程序从不自动采用。"),
    ("冲突", "导出之后若有他人对同一报告作出决定，或报告已重新读取，该报告的各行不会被采用；请重新导出。"),
    ("重复导入", "同一文件可以再次导入：已生效的行不会重复记录，可以接着填写其余各行。"),
    (
        "In English",
        "Fill in the white columns and run `crossfoot review import`. 接受 accept · 更正 correct (新值: the figure as printed, amounts with their unit) · 空白 nothing is printed · 报告自身有误 the report itself is wrong · 签核 the report is done.",
    ),
)
