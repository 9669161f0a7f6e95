"""OpenDocument spreadsheets (.ods): the file holds, beside each value, the text that is shown for it.

https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/OpenDocument-v1.3-os-part3-schema.html
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from crossfoot.documents.archive import Archive
from crossfoot.documents.model import DOUBT, DocumentError
from crossfoot.documents.sheets.model import MAX_CELLS, Area, Sheet, Shown, damaged, too_complex
from crossfoot.documents.sheets.ods_sheet import SheetLook
from crossfoot.documents.sheets.ods_styles import PLAIN, Look, Styles
from crossfoot.documents.xml_events import XmlError, tell

_MAX_PART = 100_000_000
"""Bytes of the content when unpacked."""
_COLUMNS = 16_384
_ASIDE = frozenset(
    (
        "annotation",
        "shapes",
        "frame",
        "custom-shape",
        "g",
        "rect",
        "line",
        "ruby-text",
        "dde-links",
        "tracked-changes",
    )
)
"""What stands in these is no text of the cell: remarks, what is drawn above the sheet, and what other files or earlier
versions hold.
"""
_LINE = frozenset(("p", "span", "a", "s", "line-break", "tab", "ruby", "ruby-base", "soft-page-break"))
"""The text of a cell. Other elements in it are fields, which are worked out anew."""
_UNSTABLE = re.compile(r"\b(?:RAND\w*|NOW|TODAY|INDIRECT|OFFSET|INFO|CELL)\s*\(", re.IGNORECASE)
"""Functions that are calculated anew whenever the workbook is opened."""
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
        if "styles.xml" in archive.members:
            tell(archive.read("styles.xml", _MAX_PART), content.styles)
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
class _Cell:
    """The cell that is being read."""

    attributes: dict[str, str]
    look: Look
    lines: list[str] = field(default_factory=list)

    @property
    def value(self) -> float | None:
        """The number in it, if it holds one."""
        if self.attributes.get("value-type") not in ("float", "currency", "percentage"):
            return None
        try:
            return float(self.attributes.get("value", ""))
        except ValueError:
            return None

    def shown(self, styles: Styles) -> Shown:
        text = "\n".join(self.lines)
        sure = self._is_told(text, styles) and not _UNSTABLE.search(self.attributes.get("formula", ""))
        return Shown(text, sure and not (text.strip() and self._is_concealed(styles)))

    def _is_told(self, text: str, styles: Styles) -> bool:
        """Is *text* what is shown for the value, by the number format?"""
        kind = self.attributes.get("value-type")
        found = styles.formats.named(self.look.format)
        if kind in ("float", "currency", "percentage"):
            value = self.attributes.get("value", "")
            if kind != "percentage" and not _says(text, value):
                return False
            shown = styles.formats.shown(found, self.value) if self.value is not None else None
            return (
                shown is not None
                and (shown.sure or kind == "percentage")
                and _figures(shown.text) == _figures(text)
            )
        if kind is None:
            return "formula" not in self.attributes
        told = self.attributes.get("string-value", text)
        return kind == "string" and told.split() == text.split() and (found is None or found.shows_text())

    def _is_concealed(self, styles: Styles) -> bool:
        return self.look.doubtful or styles.may_change(self.look, self.value)


def _figures(text: str) -> list[str]:
    plain = re.sub(r"(?<=[0-9])[,，](?=[0-9]{3})", "", text)
    return [each.replace("−", "-") for each in _FIGURE.findall(plain)]


def _says(text: str, value: str) -> bool:
    """Does a text show this value, and not one that is rounded or scaled?"""
    try:
        number = Decimal(value)
        exact = Decimal(f"{float(value):.15g}")
    except (InvalidOperation, ValueError, OverflowError):
        return False
    found = _figures(text)
    if not found:
        return number == 0
    return len(found) == 1 and Decimal(found[0]) in (number, exact)


class _Content:
    """The content of a workbook, element by element."""

    def __init__(self) -> None:
        self._sheets: list[tuple[Sheet, str]] = []
        self.styles = Styles()
        self._aside = 0
        self._tables = 0
        self._row = self._rows = self._column = 0
        self._columns = 0
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._cell: _Cell | None = None
        self._row_style: str | None = None
        self._spans: list[Look] = []
        self._filled = 0
        self._sheet = SheetLook()

    @property
    def visible(self) -> list[Sheet]:
        return [sheet for sheet, style in self._sheets if not self.styles.of("table", style).hides]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ASIDE or self._aside:
            self._aside += 1
        elif tag == "table":
            self._start_sheet(attributes)
        elif tag == "table-column":
            self._start_column(attributes)
        elif tag == "table-row":
            self._start_row(attributes)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell = _Cell(attributes, self._look(attributes))
        elif self._cell is not None:
            self._start_text(tag, attributes)
        elif tag in ("condition", "data-bar", "icon-set", "conditional-format", "date-is"):
            self._sheet.start(tag, attributes, self.styles)
        else:
            self.styles.start(tag, attributes)

    def between(self, text: str) -> None:
        """Text of a paragraph in front of an element."""
        if self._cell is not None and self._cell.lines and not self._aside:
            self._write(text)

    def end(self, tag: str, text: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        if self._cell is None:
            self.styles.end(tag, text)
        elif tag in _LINE:
            self.between(text)
        if tag == "span" and self._spans:
            self._spans.pop()
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif tag == "table-row":
            self._row += self._rows
        elif tag == "table" and self._sheets:
            self._sheet.finish(self._sheets[-1][0])

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        self._row = self._columns = 0
        self._hidden_rows, self._hidden_columns = set(), set()
        sheet = Sheet(
            attributes.get("name", ""), hidden_rows=self._hidden_rows, hidden_columns=self._hidden_columns
        )
        self._sheets.append((sheet, attributes.get("style-name", "")))
        self._sheet = SheetLook(attributes.get("protected") == "true")

    def _start_column(self, attributes: dict[str, str]) -> None:
        end = min(self._columns + _repeated(attributes, "number-columns-repeated"), _COLUMNS)
        look = self.styles.of("table-column", attributes.get("style-name"))
        if attributes.get("visibility", "visible") != "visible" or look.flat:
            self._hidden_columns.update(range(self._columns, end))
        self._sheet.add_column(end, look.width, attributes.get("default-cell-style-name"))
        self._columns = end

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._column = 0
        self._rows = _repeated(attributes, "number-rows-repeated")
        self._row_style = attributes.get("default-cell-style-name")
        look = self.styles.of("table-row", attributes.get("style-name"))
        if attributes.get("visibility", "visible") != "visible" or look.flat:
            self._take_room(self._rows)
            self._hidden_rows.update(range(self._row, self._row + self._rows))

    def _look(self, attributes: dict[str, str]) -> Look:
        """The look of a cell: its own style's, else that of its row or column."""
        name = attributes.get("style-name") or self._row_style or self._sheet.style(self._column)
        return self.styles.of("table-cell", name)

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        assert self._cell is not None
        if tag == "p":
            self._cell.lines.append("")
            self._spans = []
        elif tag == "span":
            name = attributes.get("style-name")
            self._spans.append(self.styles.of("text", name) if name else PLAIN)
        elif tag == "line-break":
            self._cell.lines.append("")
        elif tag in ("s", "tab") and self._cell.lines:
            self._cell.lines[-1] += " "
        elif tag not in _LINE and self._cell.lines:
            self._cell.lines[-1] += DOUBT

    def _write(self, text: str) -> None:
        assert self._cell is not None
        if text.strip() and any(self._is_doubtful(span) for span in self._spans):
            text = DOUBT
        elif any(span.raised for span in self._spans):
            text = f" {text} "
        self._cell.lines[-1] += text

    def _is_doubtful(self, span: Look) -> bool:
        assert self._cell is not None
        return span.struck or (bool(span.told) and span.within(self._cell.look).unseen)

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or not self._sheets:
            return
        sheet = self._sheets[-1][0]
        attributes = cell.attributes
        columns = _repeated(attributes, "number-columns-repeated")
        look = cell.look
        shown = cell.shown(self.styles)
        filled = not shown.sure or bool(shown.text.strip())
        if filled and self._sheet.protected and look.locked:
            shown = shown._replace(sure=False)
        area = _spanned(attributes, self._row, self._column)
        if filled or (look.ruled and self._rows * columns < _COLUMNS) or area is not None:
            self._take_room(self._rows * columns)
            places = [
                (row, column)
                for row in range(self._row, self._row + self._rows)
                for column in range(self._column, self._column + columns)
            ]
            if filled:
                sheet.cells.update(dict.fromkeys(places, shown))
                self._sheet.keep(places, shown.text, cell.look, cell.value)
            elif look.ruled:
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
