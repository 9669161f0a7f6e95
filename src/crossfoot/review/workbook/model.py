"""What the workbook consists of: its sheets and columns, the words that are filled in, and the seal of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from crossfoot.forms import Form, Value
from crossfoot.report.labels import number

Field = str | int | float | None
Row = Mapping[str, Field]
"""The own fields of a row, by their columns."""
Act = Literal["accept", "correct", "blank", "printed"]

CELLS = "核对"
REPORTS = "报告"
HELP = "说明"

ACTS: Mapping[str, Act] = {"接受": "accept", "更正": "correct", "空白": "blank", "报告自身有误": "printed"}
"""What may stand in the column of decisions."""
SIGN = "签核"
"""What may stand in the column of that name: the report is done."""

BLANK = "空白"
UNREAD = "未读出"
"""The value of a cell that no reader could read: nothing to accept."""
MAX_TEXT = 2_000
"""Characters of a text that are shown; a spreadsheet holds 32 767."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    width: int
    own: bool = True
    """Is it ours, and not to be filled in?"""
    hidden: bool = False


_SEAL = Column("校验", 14, hidden=True)

CELL_COLUMNS = (
    Column("报告", 32),
    Column("指标", 38),
    Column("现值", 9),
    Column("处理", 14, own=False),
    Column("新值", 9, own=False),
    Column("理由", 18, own=False),
    Column("原文", 46),
    Column("位置", 10),
    Column("问题", 50),
    Column("建议", 36),
    Column("标题", 24),
    Column("单位", 16),
    Column("年份", 6),
    Column("指标路径", 36),
    Column("sha256", 20, hidden=True),  # of two paths that look alike only one is meant
    _SEAL,
)
REPORT_COLUMNS = (
    Column("报告", 32),
    Column("状态", 14),
    Column("存疑格数", 9),
    Column("不平条数", 9),
    Column("签核", 8, own=False),
    Column("理由", 18, own=False),
    Column("不成立的勾稽关系", 80),
    Column("标题", 24),
    Column("单位", 16),
    Column("年份", 6),
    Column("表式", 6),
    Column("sha256", 20),
    Column("末条决定", 9),
    Column("修订号", 16),
    _SEAL,
)
SHEETS: Mapping[str, Sequence[Column]] = {CELLS: CELL_COLUMNS, REPORTS: REPORT_COLUMNS}


def at(columns: Sequence[Column], name: str) -> int:
    """Which column has this *name*."""
    return next(position for position, column in enumerate(columns) if column.name == name)


def sealed(sheet: str, row: Sequence[object]) -> str:
    """The seal of the own columns of a *row*, however a spreadsheet program keeps numbers and line ends."""
    own = (field for field, column in zip(row, SHEETS[sheet][:-1], strict=False) if column.own)
    return sha256("\x1f".join([sheet, *map(plain, own)]).encode()).hexdigest()[:12]


def plain(field: object) -> str:
    """A field as text: a number without a fraction that it does not have, nothing for an empty one."""
    if field is None:
        return ""
    if isinstance(field, int | float) and not isinstance(field, bool):
        return number(field) if abs(field) < 10**15 else str(field)
    return str(field).replace("\r\n", "\n")


def shown(form: Form, cell: str, value: Value | None) -> Field:
    """A figure as the column of values shows it: an amount as text with its unit, as it has to be typed."""
    if value is None:
        return BLANK
    return f"{number(value)}元" if form.fields[cell].kind == "yuan" else value
