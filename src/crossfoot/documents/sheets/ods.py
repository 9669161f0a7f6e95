"""OpenDocument spreadsheets (.ods): the file holds, beside each value, the text that is shown for it.

https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/OpenDocument-v1.3-os-part3-schema.html
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from crossfoot.documents.archive import Archive
from crossfoot.documents.model import DOUBT, DocumentError
from crossfoot.documents.sheets.model import MAX_CELLS, Area, Sheet, Shown, damaged, too_complex
from crossfoot.documents.xml_events import XmlError, tell

_MAX_PART = 100_000_000
"""Bytes of the content when unpacked."""
_COLUMNS = 16_384
_ASIDE = frozenset(("annotation", "shapes", "frame", "custom-shape", "g", "rect", "line", "ruby-text"))
"""What stands in these is no text of the cell: remarks, and what is drawn above the sheet."""
_FIGURE = re.compile(r"[-−]?[0-9]+(?:\.[0-9]+)?")


def sheets(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook.

    Raises: DocumentError: `damaged`, `encrypted`, `too_complex`.
    """
    content = _Content()
    try:
        archive = Archive.of(data)
        if "content.xml" not in archive.members:
            raise damaged("it has no content")
        tell(archive.read("content.xml", _MAX_PART), content, content.between)
    except XmlError as error:
        if _is_encrypted(archive):
            raise DocumentError(
                "encrypted", "a spreadsheet protected by a password: save it without the password"
            ) from error
        raise damaged(error) from error
    except DocumentError as error:
        if error.code == "too_large":
            raise too_complex(f"more than {_MAX_PART:,} bytes of data") from error
        raise
    return content.visible


def _is_encrypted(archive: Archive) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in archive.members and b"encryption-data" in archive.read(manifest, _MAX_PART)


@dataclass(slots=True)
class _Style:
    """What a style does to what is shown."""

    hides: bool = False
    struck: bool = False
    raised: bool = False
    ruled: bool = False

    def take(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in one element of the style."""
        if tag == "table-properties":
            self.hides = attributes.get("display") == "false"
        elif tag == "text-properties":
            self.struck = attributes.get("text-line-through-style", "none") != "none"
            self.raised = not attributes.get("text-position", "0").startswith("0")
        elif tag == "table-cell-properties":
            self.ruled = any(
                name.startswith("border") and not value.startswith(("none", "hidden"))
                for name, value in attributes.items()
            )


@dataclass(slots=True)
class _Cell:
    """The cell that is being read."""

    attributes: dict[str, str]
    lines: list[str] = field(default_factory=list)

    def shown(self, style: _Style) -> Shown:
        text = "\n".join(self.lines)
        kind = self.attributes.get("value-type")
        if kind in ("float", "currency"):
            sure = _says(text, self.attributes.get("value", ""))
        elif kind is None:
            sure = "formula" not in self.attributes
        else:
            sure = kind in ("string", "percentage")
        return Shown(text, sure and not style.struck)


def _says(text: str, value: str) -> bool:
    """Does a text show this value, and not one that is rounded or scaled?"""
    try:
        number = Decimal(value)
        exact = Decimal(f"{float(value):.15g}")
    except (InvalidOperation, ValueError, OverflowError):
        return False
    found = _FIGURE.findall(re.sub(r"(?<=[0-9])[,，](?=[0-9]{3})", "", text))
    if not found:
        return number == 0
    return len(found) == 1 and Decimal(found[0].replace("−", "-")) in (number, exact)


class _Content:
    """The content of a workbook, element by element."""

    def __init__(self) -> None:
        self._sheets: list[tuple[Sheet, str]] = []
        self._styles: dict[str, _Style] = {}
        self._style = _Style()
        self._aside = 0
        self._tables = 0
        self._row = self._rows = self._column = 0
        self._columns = 0
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._cell: _Cell | None = None
        self._spans: list[_Style] = []
        self._filled = 0

    @property
    def visible(self) -> list[Sheet]:
        return [sheet for sheet, style in self._sheets if not self._styles.get(style, _Style()).hides]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ASIDE or self._aside:
            self._aside += 1
        elif tag == "style":
            self._style = self._styles.setdefault(attributes.get("name", ""), _Style())
        elif tag in ("table-properties", "text-properties", "table-cell-properties"):
            self._style.take(tag, attributes)
        elif tag == "table":
            self._start_sheet(attributes)
        elif tag == "table-column":
            self._start_column(attributes)
        elif tag == "table-row":
            self._start_row(attributes)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell = _Cell(attributes if tag == "table-cell" else {**attributes, "covered": "true"})
        elif self._cell is not None:
            self._start_text(tag, attributes)

    def between(self, text: str) -> None:
        """Text of a paragraph in front of an element."""
        if self._cell is not None and self._cell.lines and not self._aside:
            self._write(text)

    def end(self, tag: str, text: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        if tag in ("p", "span", "a", "s", "line-break", "tab"):
            self.between(text)
        if tag == "span" and self._spans:
            self._spans.pop()
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif tag == "table-row":
            self._row += self._rows

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        self._row = self._columns = 0
        self._hidden_rows, self._hidden_columns = set(), set()
        sheet = Sheet(
            attributes.get("name", ""), hidden_rows=self._hidden_rows, hidden_columns=self._hidden_columns
        )
        self._sheets.append((sheet, attributes.get("style-name", "")))

    def _start_column(self, attributes: dict[str, str]) -> None:
        end = min(self._columns + _repeated(attributes, "number-columns-repeated"), _COLUMNS)
        if attributes.get("visibility", "visible") != "visible":
            self._hidden_columns.update(range(self._columns, end))
        self._columns = end

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._column = 0
        self._rows = _repeated(attributes, "number-rows-repeated")
        if attributes.get("visibility", "visible") != "visible":
            self._take_room(self._rows)
            self._hidden_rows.update(range(self._row, self._row + self._rows))

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        assert self._cell is not None
        if tag == "p":
            self._cell.lines.append("")
            self._spans = []
        elif tag == "span":
            self._spans.append(self._styles.get(attributes.get("style-name", ""), _Style()))
        elif tag == "line-break":
            self._cell.lines.append("")
        elif tag in ("s", "tab") and self._cell.lines:
            self._cell.lines[-1] += " "

    def _write(self, text: str) -> None:
        assert self._cell is not None
        if text.strip() and any(style.struck for style in self._spans):
            text = DOUBT
        elif any(style.raised for style in self._spans):
            text = f" {text} "
        self._cell.lines[-1] += text

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or not self._sheets:
            return
        sheet = self._sheets[-1][0]
        attributes = cell.attributes
        columns = _repeated(attributes, "number-columns-repeated")
        style = self._styles.get(attributes.get("style-name", ""), _Style())
        shown = Shown("") if "covered" in attributes else cell.shown(style)
        filled = not shown.sure or bool(shown.text.strip())
        area = _spanned(attributes, self._row, self._column)
        if filled or (style.ruled and self._rows * columns < _COLUMNS) or area is not None:
            self._take_room(self._rows * columns)
            places = [
                (row, column)
                for row in range(self._row, self._row + self._rows)
                for column in range(self._column, self._column + columns)
            ]
            if filled:
                sheet.cells.update(dict.fromkeys(places, shown))
            elif style.ruled:
                sheet.ruled.update(places)
            if area is not None:
                sheet.merged.append(area)
        self._column += columns

    def _take_room(self, cells: int) -> None:
        self._filled += cells
        if self._filled > MAX_CELLS:
            raise too_complex(f"more than {MAX_CELLS:,} filled cells")


def _spanned(attributes: dict[str, str], row: int, column: int) -> Area | None:
    down = _repeated(attributes, "number-rows-spanned")
    right = _repeated(attributes, "number-columns-spanned")
    return Area(row, column, row + down - 1, column + right - 1) if down > 1 or right > 1 else None


def _repeated(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 8 else 1
