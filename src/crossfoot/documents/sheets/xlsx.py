"""Excel workbooks (.xlsx): what their cells show. ECMA-376, part 1, chapter 18.

The library that reads .xls would give the values, but neither number formats nor what is hidden or struck out, without
which a value is no print. It also makes room for every place between two cells, and two cells may be 17 billion apart.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from crossfoot.documents.archive import Archive
from crossfoot.documents.model import DOUBT, DocumentError
from crossfoot.documents.sheets.model import MAX_CELLS, Area, Sheet, Shown, damaged, too_complex
from crossfoot.documents.sheets.numbers import BUILT_IN, date_text, is_date, shown
from crossfoot.documents.xml_events import Handler, XmlError, tell

_MAX_PART = 100_000_000
"""Bytes of a part when unpacked, and of all that are read together."""
_COLUMNS = 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sheets(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook.

    Raises: DocumentError: `damaged`, `encrypted`, `too_complex`, `unsupported_format`.
    """
    package = _Package(data)
    try:
        return list(_visible(package))
    except XmlError as error:
        raise damaged(error) from error


def _visible(package: "_Package") -> Iterable[Sheet]:
    book = _Workbook()
    book_path = package.main()
    if book_path.endswith(".bin"):
        raise DocumentError("unsupported_format", "a binary Excel workbook (.xlsb): save it as .xlsx")
    package.tell(book_path, book)
    styles, strings = _Styles(), _Strings()
    related = package.related(book_path)
    for kind, part, _ in related:
        if kind in ("styles", "sharedStrings"):
            package.tell(part, styles if kind == "styles" else strings)
    parts = {name: part for kind, part, name in related if kind == "worksheet"}
    left = MAX_CELLS
    for name, state, relation in book.sheets:
        if state == "visible" and relation in parts:
            sheet = _Sheet(name, book, styles, strings.found, left)
            package.tell(parts[relation], sheet)
            left -= len(sheet.sheet.cells)
            yield sheet.finished()


class _Package:
    """The parts of a workbook and how they refer to each other."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = Archive.of(data)
        except DocumentError as error:
            raise damaged(error.message) if error.code == "damaged" else error from error
        self._names = {name.lower(): name for name in self._archive.members}
        self._left = _MAX_PART

    def tell(self, part: str, handler: Handler) -> None:
        tell(self._read(part), handler)

    def _read(self, part: str) -> bytes:
        name = self._names.get(part.lower())
        if name is None:
            raise damaged(f"it has no part {part}")
        try:
            data = self._archive.read(name, self._left)
        except DocumentError as error:
            if error.code == "too_large":
                raise too_complex(f"more than {_MAX_PART:,} bytes of data") from error
            raise damaged(error.message) if error.code == "damaged" else error from error
        self._left -= len(data)
        return data

    def main(self) -> str:
        """The path of the workbook itself."""
        found = [part for kind, part, _ in self.related("") if kind == "officeDocument"]
        return found[0] if found else "xl/workbook.xml"

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """What a part refers to: the kind, the path, and the name of the reference."""
        folder, name = posixpath.split(part)
        references = _Relations()
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        if path.lower() in self._names:
            self.tell(path, references)
        return [
            (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"), identity)
            for kind, target, identity in references.found
        ]


class _Relations:
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((kind, attributes.get("Target", ""), attributes.get("Id", "")))

    def end(self, tag: str, text: str) -> None:
        pass


class _Workbook:
    """The list of sheets, and what holds for all of them."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False
        self.recalculated = False
        """Are formulas calculated anew when the workbook is opened? Then their kept values are not what is shown."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), state, attributes.get("id", "")))
        elif tag == "workbookPr":
            self.from_1904 = _true(attributes.get("date1904"))
        elif tag == "calcPr":
            self.recalculated = _true(attributes.get("fullCalcOnLoad"))

    def end(self, tag: str, text: str) -> None:
        pass


class _Styles:
    """What a cell's style does to what it shows: the number format, and whether it is struck out."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = dict(BUILT_IN)
        self._struck: list[bool] = []
        self._ruled: list[bool] = []
        self._styles: list[tuple[int, int, int]] = []
        self._within: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        within = self._within[-1] if self._within else ""
        self._within.append(tag)
        if tag == "numFmt" and within == "numFmts":
            self._formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif tag == "font" and within == "fonts":
            self._struck.append(False)
        elif tag == "strike" and within == "font" and self._struck:
            self._struck[-1] = _true(attributes.get("val", "1"))
        elif tag == "xf" and within == "cellXfs":
            named = (attributes.get(name) for name in ("numFmtId", "fontId", "borderId"))
            number_format, font, border = map(_number, named)
            self._styles.append((number_format, font, border))
        elif tag == "border" and within == "borders":
            self._ruled.append(False)
        elif within == "border" and self._ruled and attributes.get("style", "none") != "none":
            self._ruled[-1] = True

    def end(self, *_: str) -> None:
        self._within.pop()

    def format(self, style: int) -> str | None:
        """The number format of a style; None for one that is not there."""
        if not 0 <= style < len(self._styles):
            return "General" if style == 0 else None
        return self._formats.get(self._styles[style][0])

    def struck_out(self, style: int) -> bool:
        font = self._styles[style][1] if 0 <= style < len(self._styles) else -1
        return 0 <= font < len(self._struck) and self._struck[font]

    def ruled(self, style: int) -> bool:
        border = self._styles[style][2] if 0 <= style < len(self._styles) else -1
        return 0 <= border < len(self._ruled) and self._ruled[border]


@dataclass
class _Rich:
    """A text of several runs, as shown: struck out ones are in doubt, raised ones no part of the figure beside them."""

    pieces: list[str] = field(default_factory=list)
    apart: bool = False
    struck: bool = False
    spoken: int = 0
    """Above zero inside a text that says how characters are spoken."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self.spoken += 1
        elif tag in ("r", "rPr"):
            self.apart = self.struck = False
        elif tag == "strike":
            self.struck = _true(attributes.get("val", "1"))
        elif tag == "vertAlign":
            self.apart = attributes.get("val") != "baseline"

    def end(self, tag: str, text: str) -> None:
        if tag == "rPh":
            self.spoken -= 1
        elif tag == "r":
            self.apart = self.struck = False
        elif tag == "t" and not self.spoken:
            text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
            self.pieces.append(DOUBT if self.struck and text.strip() else f" {text} " if self.apart else text)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class _Strings:
    """The texts that cells refer to by number."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._rich = _Rich()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._rich = _Rich()
        else:
            self._rich.start(tag, attributes)

    def end(self, tag: str, text: str) -> None:
        if tag == "si":
            self.found.append(self._rich.text)
        else:
            self._rich.end(tag, text)


class _Sheet:
    """A sheet's part, cell by cell."""

    def __init__(self, name: str, book: _Workbook, styles: _Styles, strings: list[str], most: int) -> None:
        self.sheet = Sheet(name)
        self._book, self._styles, self._strings, self._most = book, styles, strings, most
        self._hidden_rows: set[int] = set()
        self._hidden_columns = bytearray(_COLUMNS)
        self._column_notes = 0
        self._zeros = True
        self._row = self._column = -1
        self._kind = "n"
        self._style = 0
        self._value: str | None = None
        self._formula = False
        self._rich: _Rich | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._rich is not None:
            self._rich.start(tag, attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "is":
            self._rich = _Rich()
        elif tag == "col":
            self._start_column(attributes)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "sheetView":
            self._zeros = _true(attributes.get("showZeros", "1"))

    def end(self, tag: str, text: str) -> None:
        if tag == "is" and self._rich is not None:
            self._value, self._rich = self._rich.text, None
        elif self._rich is not None:
            self._rich.end(tag, text)
        elif tag == "v":
            self._value = text
        elif tag == "f":
            self._formula = True
        elif tag == "c":
            self._end_cell()

    def finished(self) -> Sheet:
        self.sheet.hidden_rows = self._hidden_rows
        self.sheet.hidden_columns = {column for column, hidden in enumerate(self._hidden_columns) if hidden}
        return self.sheet

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes.get("r"), self._row + 2) - 1
        self._column = -1
        if _true(attributes.get("hidden")) or _nothing(attributes.get("ht")):
            self._hidden_rows.add(self._row)

    def _start_column(self, attributes: dict[str, str]) -> None:
        self._column_notes += 1
        if self._column_notes > _COLUMNS:
            raise too_complex("more columns than a sheet has")
        if _true(attributes.get("hidden")) or _nothing(attributes.get("width")):
            first, last = (_number(attributes.get(name)) for name in ("min", "max"))
            first, last = max(first, 1), min(last, _COLUMNS)
            self._hidden_columns[first - 1 : last] = b"\1" * max(last - first + 1, 0)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = _place(first), _place(last or first)
        if begin and end:
            self.sheet.merged.append(Area(*begin, *end))
        if len(self.sheet.merged) > MAX_CELLS:
            raise too_complex(f"more than {MAX_CELLS:,} merged cells")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _place(attributes.get("r", ""))
        self._row, self._column = place or (self._row, self._column + 1)
        self._kind = attributes.get("t", "n")
        self._style = _number(attributes.get("s"))
        self._value, self._formula = None, False

    def _end_cell(self) -> None:
        if not self._formula and not self._value:
            if self._styles.ruled(self._style) and len(self.sheet.ruled) < MAX_CELLS:
                self.sheet.ruled.add((self._row, self._column))
            return
        found = self._shown()
        if self._styles.struck_out(self._style) or (self._formula and self._book.recalculated):
            found = Shown(found.text, sure=False)
        if found.text.strip() or not found.sure:
            self.sheet.cells[self._row, self._column] = found
            if len(self.sheet.cells) > self._most:
                raise too_complex(f"more than {MAX_CELLS:,} filled cells")

    def _shown(self) -> Shown:
        value = self._value
        if value is None:
            return Shown("", sure=False)  # A formula that was never calculated.
        if self._kind == "s":
            index = _number(value, -1)
            return Shown(self._strings[index]) if 0 <= index < len(self._strings) else Shown("", sure=False)
        if self._kind in ("str", "inlineStr"):
            return Shown(
                _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if self._kind == "str" else value
            )
        if self._kind == "n":
            return self._shown_number(value)
        return Shown(value if self._kind != "b" else "FALSE" if value == "0" else "TRUE", sure=False)

    def _shown_number(self, value: str) -> Shown:
        try:
            number = float(value)
        except ValueError:
            return Shown(value, sure=False)
        code = self._styles.format(self._style)
        if code is None or not abs(number) < 1e300:
            return Shown(value, sure=False)
        if number == 0 and not self._zeros:
            return Shown("")
        if is_date(code):
            return Shown(date_text(number, from_1904=self._book.from_1904) or value, sure=False)
        return shown(number, code)


def _place(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def _true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def _nothing(size: str | None) -> bool:
    """Is a height or width zero?"""
    return size is not None and re.fullmatch(r"0*\.?0*", size) is not None
