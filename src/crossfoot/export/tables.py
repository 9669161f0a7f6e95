"""Records as rows: *wide* has one row per report, *long* one per figure, *facts* one per fact of the narrative.

All stream; none knows a file format.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from crossfoot.export.codebook import codebook
from crossfoot.forms.facts import FACTS, FactRow, fact_rows
from crossfoot.store import Record

Shape = Literal["wide", "long", "facts"]
Labels = Literal["path", "zh", "both"]
"""The header: one row of names for programs, one row of Chinese labels, or the labels above the names."""

Field = str | int | float | None
"""What one field of a table holds; `None` is an empty one."""
Row = Sequence[Field]


class ExportError(Exception):
    """The records cannot be exported as asked; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """For programs; for a figure its cell path."""
    label: str
    """For people, in Chinese."""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a shape, and how a record fills them."""

    columns: tuple[Column, ...]
    rows: Callable[[Record], Iterator[Row]]
    """The rows of one record: always one in *wide*; in the others none for a record without figures, or facts."""


def table(shape: Shape) -> Table:
    """The table of this shape. Its `rows` raises `ExportError` for a record with a figure that no form has."""
    return _TABLES[shape]()


def header(columns: Iterable[Column], labels: Labels) -> list[list[str]]:
    """The header rows."""
    rows = {"zh": [column.label for column in columns], "path": [column.name for column in columns]}
    return [rows["zh"], rows["path"]] if labels == "both" else [rows[labels]]


_DOCUMENT: Final = (
    Column("path", "文件"),
    Column("sha256", "校验和"),
    Column("title", "标题"),
    Column("issuer", "机关"),
    Column("year", "年度"),
    Column("form", "表式"),
    Column("status", "状态"),
)
_REASON: Final = Column("reason", "理由")
_ORIGIN: Final = (
    Column("published", "发布日期"),
    Column("signed", "落款日期"),
    Column("index_number", "索引号"),
    Column("parents", "所属地区（候选）"),
)
_FIGURE: Final = (
    Column("cell", "指标"),
    Column("label", "指标名称"),
    Column("kind", "类型"),
    Column("value", "数值"),
    Column("start", "原文起"),
    Column("end", "原文止"),
)
_FACT: Final = (
    Column("fact", "事实"),
    Column("label", "事实名称"),
    Column("name", "名称"),
    Column("kind", "渠道类型"),
    Column("value", "数值"),
    Column("unit", "单位"),
    Column("rough", "约数"),
    Column("quote", "引文"),
    Column("start", "原文起"),
    Column("end", "原文止"),
)


def _document(record: Record) -> list[Field]:
    document = record.document
    return [
        document.path,
        document.sha256,
        document.title,
        document.issuer,
        document.year,
        record.form,
        record.status,
    ]


def _origin(record: Record) -> list[Field]:
    document = record.document
    return [
        document.published.isoformat() if document.published else None,
        document.signed.isoformat() if document.signed else None,
        document.index_number,
        "；".join(dict.fromkeys(parent.name for parent in document.parents)) or None,
    ]


def _wide() -> Table:
    paths = [entry.path for entry in codebook()]
    known = frozenset(paths)

    def rows(record: Record) -> Iterator[Row]:
        _refuse_unknown(record, known)
        figures = (_plain(record.cells.get(path)) for path in paths)
        yield [*_document(record), record.reason, *_origin(record), *figures]

    figures = (Column(entry.path, entry.label) for entry in codebook())
    return Table((*_DOCUMENT, _REASON, *_ORIGIN, *figures), rows)


def _long() -> Table:
    entries = {entry.path: entry for entry in codebook()}

    def rows(record: Record) -> Iterator[Row]:
        _refuse_unknown(record, entries)
        document = _document(record)
        for path, entry in entries.items():
            if path in record.cells:
                start, end = record.evidence.get(path, (None, None))
                value = _plain(record.cells[path])
                yield [*document, path, entry.label, entry.kind, value, start, end]

    return Table((*_DOCUMENT, *_FIGURE), rows)


def _facts() -> Table:
    def rows(record: Record) -> Iterator[Row]:
        if record.facts is not None:
            document = _document(record)
            yield from ([*document, *_fact(row)] for row in fact_rows(record.facts))

    return Table((*_DOCUMENT, *_FACT), rows)


def _fact(row: FactRow) -> list[Field]:
    value = {True: "yes", False: "no"}[row.value] if isinstance(row.value, bool) else _plain(row.value)
    rough = None if row.rough is None else int(row.rough)
    label = FACTS[row.path].label
    return [row.path, label, row.name, row.kind, value, row.unit, rough, row.quote, *row.span]


_TABLES: Final[Mapping[Shape, Callable[[], Table]]] = {"wide": _wide, "long": _long, "facts": _facts}


def _refuse_unknown(record: Record, known: Iterable[str]) -> None:
    """A figure without a column must not vanish in silence."""
    if unknown := record.cells.keys() - known:
        raise ExportError(f"the record of {record.document.path} holds {min(unknown)!r}, which no form has")


def _plain(value: float | None) -> Field:
    """An amount of whole yuan without its ``.0``."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
