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
from crossfoot.documents.sheets.numbers import date_text, is_date, shown, shows_text
from crossfoot.documents.sheets.places import area, is_true, number, place, size
from crossfoot.documents.sheets.styles import Styles, is_tiny, is_unseen
from crossfoot.documents.xml_events import Handler, XmlError, tell

_MAX_PART = 100_000_000
"""Bytes of a part when unpacked, and of all that are read together."""
_COLUMNS = 16_384
_LOW, _NARROW = 3.0, 0.5
"""Points and digits: a row lower, or a column narrower, than that shows nothing."""
_USUAL_WIDTH = 9.14
_MAX_CONDITIONS = 200
"""Areas with conditions on how their cells are shown: of more than that nobody knows what they do."""
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
    styles, strings = Styles(), _Strings()
    related = package.related(book_path)
    for kind, part, _ in related:
        if kind in ("styles", "sharedStrings"):
            package.tell(part, styles if kind == "styles" else strings)
    parts = {name: part for kind, part, name in related if kind == "worksheet"}
    others = {name for kind, _, name in related if kind != "worksheet"}
    left = MAX_CELLS
    for name, state, relation in book.sheets:
        if state == "visible" and relation not in others:  # of charts and dialogues there is nothing to read
            if relation not in parts:
                raise damaged(f"its sheet {name} is not in it")
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
            self.from_1904 = is_true(attributes.get("date1904"))
        elif tag == "calcPr":
            self.recalculated = is_true(attributes.get("fullCalcOnLoad"))

    def end(self, tag: str, text: str) -> None:
        pass


@dataclass
class _Rich:
    """A text of several runs, as shown: struck out ones are in doubt, raised ones no part of the figure beside them."""

    pieces: list[str] = field(default_factory=list)
    apart: bool = False
    struck: bool = False
    """Struck out, or not to be seen."""
    spoken: int = 0
    """Above zero inside a text that says how characters are spoken."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self.spoken += 1
        elif tag in ("r", "rPr"):
            self.apart = self.struck = False
        elif tag == "strike":
            self.struck = self.struck or is_true(attributes.get("val", "1"))
        elif (tag == "color" and is_unseen(attributes)) or (tag == "sz" and is_tiny(attributes)):
            self.struck = True
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

    def __init__(self, name: str, book: _Workbook, styles: Styles, strings: list[str], most: int) -> None:
        self.sheet = Sheet(name)
        self._book, self._styles, self._strings, self._most = book, styles, strings, most
        self._hidden_rows: set[int] = set()
        self._hidden_columns = bytearray(_COLUMNS)
        self._widths: list[tuple[int, int, float]] = []
        self._usual_width = _USUAL_WIDTH
        self._figures: dict[tuple[int, int], float] = {}
        """How wide each figure is, in digits of the workbook's own font."""
        self._conditions: list[tuple[Area, float | None]] = []
        """Where a condition may change what is shown, and of which value alone."""
        self._areas: list[Area] = []
        self._only: float | None = None
        self._conceals = False
        self._values: dict[tuple[int, int], float] = {}
        self._column_notes = 0
        self._zeros = True
        self._row = self._column = -1
        self._kind = "n"
        self._style = 0
        self._value: str | None = None
        self._formula = self._volatile = self._equals = False
        self._recalculated = book.recalculated
        """Is a formula's kept value not what is shown?"""
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
        elif tag == "sheetFormatPr":
            self._usual_width = size(attributes.get("defaultColWidth"), _USUAL_WIDTH)
        elif tag == "conditionalFormatting":
            self._areas = [found for each in attributes.get("sqref", "").split() if (found := area(each))]
        elif tag == "cfRule":
            self._start_condition(attributes)
        elif tag in ("iconSet", "dataBar"):
            self._conceals = not is_true(attributes.get("showValue", "1"))
        elif tag == "f":
            self._formula = True
            self._volatile = is_true(attributes.get("ca"))
        elif tag == "sheetView":
            self._zeros = is_true(attributes.get("showZeros", "1"))
            self._recalculated |= is_true(attributes.get("showFormulas"))

    def end(self, tag: str, text: str) -> None:
        if tag == "is" and self._rich is not None:
            self._value, self._rich = self._rich.text, None
        elif self._rich is not None:
            self._rich.end(tag, text)
        elif tag == "v":
            self._value = text
        elif tag == "c":
            self._end_cell()
        elif tag == "formula" and self._equals:
            self._only = _float(text)
        elif tag == "cfRule" and self._conceals:
            self._conditions += [(each, self._only) for each in self._areas]

    def finished(self) -> Sheet:
        self._doubt_conditions()
        self._doubt_widths()
        self.sheet.hidden_rows = self._hidden_rows
        self.sheet.hidden_columns = {column for column, hidden in enumerate(self._hidden_columns) if hidden}
        return self.sheet

    def _start_condition(self, attributes: dict[str, str]) -> None:
        change = attributes.get("dxfId")
        self._conceals = change is not None and self._styles.conceals(number(change, -1))
        self._equals = attributes.get("type") == "cellIs" and attributes.get("operator") == "equal"
        self._only = None

    def _doubt_conditions(self) -> None:
        """Doubt the cells that a condition may show otherwise."""
        conditions = self._conditions
        for at, found in self.sheet.cells.items() if conditions else ():
            if len(conditions) > _MAX_CONDITIONS or any(
                each.top <= at[0] <= each.bottom
                and each.left <= at[1] <= each.right
                and (only is None or self._values.get(at, only) == only)
                for each, only in conditions
            ):
                self.sheet.cells[at] = found._replace(sure=False)

    def _doubt_widths(self) -> None:
        """Doubt the figures for which their columns are too narrow: they are cut, rounded, or shown as `###`."""
        merged = {(each.top, each.left): each.right for each in self.sheet.merged}
        for at, wide in self._figures.items():
            room = sum(map(self._width, range(at[1], min(merged.get(at, at[1]), at[1] + 50) + 1)))
            if wide > room + 0.5:
                self.sheet.cells[at] = self.sheet.cells[at]._replace(sure=False)

    def _width(self, column: int) -> float:
        found = (width for first, last, width in self._widths if first <= column <= last)
        return next(found, self._usual_width)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = number(attributes.get("r"), self._row + 2) - 1
        self._column = -1
        if is_true(attributes.get("hidden")) or size(attributes.get("ht"), 15.0) < _LOW:
            self._hidden_rows.add(self._row)

    def _start_column(self, attributes: dict[str, str]) -> None:
        self._column_notes += 1
        if self._column_notes > _COLUMNS:
            raise too_complex("more columns than a sheet has")
        first, last = (number(attributes.get(name)) for name in ("min", "max"))
        first, last = max(first, 1), min(last, _COLUMNS)
        width = size(attributes.get("width"), self._usual_width)
        if len(self._widths) < _MAX_CONDITIONS:
            self._widths.append((first - 1, last - 1, width))
        if is_true(attributes.get("hidden")) or width < _NARROW:
            self._hidden_columns[first - 1 : last] = b"\1" * max(last - first + 1, 0)

    def _merge(self, reference: str) -> None:
        if (merged := area(reference)) is not None:
            self.sheet.merged.append(merged)
        if len(self.sheet.merged) > MAX_CELLS:
            raise too_complex(f"more than {MAX_CELLS:,} merged cells")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._row, self._column = place(attributes.get("r", "")) or (self._row, self._column + 1)
        self._kind = attributes.get("t", "n")
        self._style = number(attributes.get("s"))
        self._value, self._formula, self._volatile = None, False, False

    def _end_cell(self) -> None:
        if not self._formula and not self._value:
            if self._styles.ruled(self._style) and len(self.sheet.ruled) < MAX_CELLS:
                self.sheet.ruled.add((self._row, self._column))
            return
        found = self._shown()
        stale = self._formula and (self._recalculated or self._volatile)
        if stale or (found.text.strip() and self._styles.is_doubtful(self._style)):
            found = Shown(found.text, sure=False)
        if found.text.strip() or not found.sure:
            self.sheet.cells[self._row, self._column] = found
            self._keep_figure(found.text)
            if len(self.sheet.cells) > self._most:
                raise too_complex(f"more than {MAX_CELLS:,} filled cells")

    def _keep_figure(self, text: str) -> None:
        """Keep how wide a figure is, and what it is worth."""
        if (worth := _float(text)) is None:
            return
        self._values[self._row, self._column] = worth
        digit = self._styles.digit(self._style, wraps=self._kind != "n")
        if digit is not None:
            self._figures[self._row, self._column] = digit * len(text)

    def _shown(self) -> Shown:
        value = self._value
        if value is None:
            return Shown("", sure=False)  # A formula that was never calculated.
        if self._kind in ("s", "str", "inlineStr"):
            found = self._shown_text(value)
            code = self._styles.format(self._style)
            return found if code is None or shows_text(code) else found._replace(sure=False)
        if self._kind == "n":
            return self._shown_number(value)
        return Shown(value if self._kind != "b" else "FALSE" if value == "0" else "TRUE", sure=False)

    def _shown_text(self, value: str) -> Shown:
        if self._kind == "s":
            index = number(value, -1)
            return Shown(self._strings[index]) if 0 <= index < len(self._strings) else Shown("", sure=False)
        return Shown(
            _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if self._kind == "str" else value
        )

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


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
