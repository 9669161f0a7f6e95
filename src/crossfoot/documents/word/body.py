"""The body of a Word document as lines and tables, in reading order, as Word shows it with all changes accepted.

https://learn.microsoft.com/en-us/dotnet/api/documentformat.openxml.wordprocessing
"""

from collections.abc import Callable
from itertools import accumulate, takewhile
from xml.etree.ElementTree import Element

from crossfoot.documents.model import DOUBT, DocumentError
from crossfoot.documents.word.elements import flattened, is_pixel, names, text_boxes
from crossfoot.documents.word.line import Line
from crossfoot.documents.word.looks import PLAIN, Look, Looks, ground, is_on, number
from crossfoot.documents.word.package import R, W
from crossfoot.documents.word.tables import Block, Cell, Row, Table

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_P, _TBL, _TR, _TC, _R = (f"{W}{name}" for name in ["p", "tbl", "tr", "tc", "r"])
_PPR, _RPR, _TRPR, _TCPR = f"{W}pPr", f"{W}rPr", f"{W}trPr", f"{W}tcPr"
_VAL, _T, _CHUNK = f"{W}val", f"{W}t", f"{W}altChunk"
_FIELD, _RUBY, _SHD = f"{W}fldChar", f"{W}ruby", f"{W}shd"

_DIRECTIONS = names("dir bdo")
_TEXTS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}sym": "\ufffd",  # a place in a font, which may show anything there
}
_SILENT = names(
    "rPr lastRenderedPageBreak annotationRef commentReference footnoteReference endnoteReference footnoteRef"
    " endnoteRef separator continuationSeparator instrText delText delInstrText softHyphen fldData"
)
"""What shows nothing in its place, or only the mark of a note."""

_DEEPEST = 20
"""Tables and text boxes within each other."""
_FLAT = 60
"""Twentieths of a point: a row of that height shows no text."""
_WIDEST_SPAN = 100
"""Columns. Word has 63."""


class Body:
    """The walk over the body.

    *chunk* gives the blocks of an embedded file by its relationship, *is_numbered* says whether a level of a list
    shows a number. With *reckoned* the results of fields are those of a converter, and may be other ones than the
    file's own.
    """

    def __init__(
        self,
        looks: Looks,
        chunk: Callable[[str], list[Block] | None],
        is_numbered: Callable[[tuple[str, str]], bool],
        *,
        reckoned: bool = False,
    ) -> None:
        self._looks = looks
        self._reckoned = reckoned
        self._chunk = chunk
        self._is_numbered = is_numbered
        self._depth = 0
        self._fields: list[bool] = []
        """The open fields: is it their result that is being read, and no more their instruction?"""

    def blocks(self, container: Element, ground: str | None = None, *, cell: bool = False) -> list[Block]:
        """The lines and tables in *container*: a body, a cell before that ground, a text box."""
        found: list[Block] = []
        carried: Line | None = None
        for child in flattened(container):
            if child.tag == _P:
                line = carried or Line(cell)
                inside = self._read(child, line, ground)
                carried = line if _mark_is_deleted(child) else None
                if carried is None:
                    found += line.lines()
                found += inside
            elif child.tag == _TBL:
                found.append(self._table(child))
            elif child.tag == _CHUNK:
                content = None if cell else self._chunk(child.get(f"{R}id", ""))
                found += [DOUBT] if content is None else content
        return found + (carried.lines() if carried is not None else [])

    # -- tables --------------------------------------------------------------------------------------------------

    def _table(self, table: Element) -> Table:
        shading = ground(table.find(f"{W}tblPr/{W}shd"))
        self._enter()
        rows = [self._row(row, shading) for row in flattened(table) if row.tag == _TR]
        self._depth -= 1
        return Table(_edges(table.find(f"{W}tblGrid")), [row for row in rows if row.cells])

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise DocumentError(
                "too_complex",
                f"a Word document with tables or text boxes over {_DEEPEST} deep in each other: save its text",
            )

    def _row(self, row: Element, shading: str | None) -> Row:
        told = _told(row.find(_TRPR))
        if f"{W}del" in told:
            return Row(0, [])
        read = (self._cell(cell, shading) for cell in flattened(row) if cell.tag == _TC)
        cells = [cell for cell in read if cell is not None]
        if is_on(told.get(f"{W}hidden")) or _is_flat(told.get(f"{W}trHeight")):
            for cell in cells:
                cell.blocks.append(DOUBT)
        return Row(_count(told.get(f"{W}gridBefore"), 0), cells)

    def _cell(self, cell: Element, shading: str | None) -> Cell | None:
        told = _told(cell.find(_TCPR))
        if f"{W}cellDel" in told:
            return None
        blocks = self.blocks(cell, ground(told.get(_SHD)) or shading, cell=True)
        if f"{W}cellMerge" in told:
            blocks.append(DOUBT)
        span = _count(told.get(f"{W}gridSpan"), 1)
        down = told.get(f"{W}vMerge")
        read = Cell(span, down is not None, _goes_on(down), _goes_on(told.get(f"{W}hMerge")), blocks)
        # A number that the list gives is not in the text. Beside words it is their ordinal, else it may be a figure.
        if any(map(self._shows_number, cell.iter(_P))) and not any(char.isalpha() for char in read.text):
            blocks.append(DOUBT)
        return read

    def _shows_number(self, paragraph: Element) -> bool:
        told = paragraph.find(_PPR)
        if told is None and not self._looks.numbers:
            return False
        listed = number(told) or self._looks.number_of(_style_of(told))
        return listed is not None and self._is_numbered(listed)

    # -- paragraphs ----------------------------------------------------------------------------------------------

    def _read(self, paragraph: Element, line: Line, ground_colour: str | None) -> list[Block]:
        """Read a paragraph onto *line*; return what stands in its text boxes."""
        told = paragraph.find(_PPR)
        style = None
        if told is not None and len(told):
            style = _style_of(told)
            ground_colour = ground(told.find(_SHD)) or ground_colour
            if is_on(told.find(f"{W}bidi")):
                line.doubt()
        inside = self._inline(paragraph, line, style, ground_colour)
        # A field that was never told its result: better its instruction's remains than nothing of what follows.
        self._fields = [True] * len(self._fields)
        return inside

    def _inline(
        self, element: Element, line: Line, style: str | None, ground_colour: str | None
    ) -> list[Block]:
        inside: list[Block] = []
        for child in flattened(element):
            if child.tag == _R:
                inside += self._run(child, line, style, ground_colour)
            elif child.tag.startswith(_M):
                line.doubt()
                line.add("".join(each.text or "" for each in child.iter(f"{_M}t")))
            elif len(child):
                if child.tag not in _DIRECTIONS or child.get(_VAL) != "ltr":
                    line.doubt()
                inside += self._nested(child, line, style, ground_colour)
        return inside

    def _nested(
        self, element: Element, line: Line, style: str | None, ground_colour: str | None
    ) -> list[Block]:
        self._enter()
        inside = self._inline(element, line, style, ground_colour)
        self._depth -= 1
        return inside

    def _run(self, run: Element, line: Line, style: str | None, ground_colour: str | None) -> list[Block]:
        look = self._looks.of(run.find(_RPR), style, ground_colour)
        inside: list[Block] = []
        if look.hidden:
            self._fields_of(run, line)
            return inside
        if look is not PLAIN or line.level:
            line.look(look)
        for child in flattened(run):
            tag = child.tag
            if tag == _T:
                self._text(child.text or "", look, line)
            elif tag in _TEXTS:
                self._text(_TEXTS[tag], PLAIN, line)
            elif tag == _FIELD:
                self._field(child, line)
            elif tag == _RUBY:
                inside += self._nested(child, line, style, ground_colour)
            elif tag not in _SILENT:
                inside += self._drawing(child, line)
        return inside

    def _text(self, text: str, look: Look, line: Line) -> None:
        if not all(self._fields):
            return
        if look.struck:
            line.add(" ")
            if text.strip():
                line.doubt()
        elif look.pictures:
            line.add("\ufffd" * len(text.strip()))
        else:
            line.add(text)
            if (look.unseen or look.backwards) and text.strip():
                line.doubt()

    def _fields_of(self, run: Element, line: Line) -> None:
        for child in run:
            if child.tag == _FIELD:
                self._field(child, line)

    def _field(self, mark: Element, line: Line) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(False)
            if len(mark) or self._reckoned or is_on(mark, f"{W}dirty", "off"):
                self._doubt_field(mark, line)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields and not self._fields.pop():
            line.doubt()  # shown, but worked out anew each time

    def _doubt_field(self, mark: Element, line: Line) -> None:
        """Doubt a field whose result stands in a list of choices, or is worked out anew when the document is opened."""
        told = mark.find(f"{W}ffData")
        if told is None or any(told.find(f"{W}{name}") is not None for name in ("ddList", "checkBox")):
            line.doubt()

    def _drawing(self, drawing: Element, line: Line) -> list[Block]:
        """What stands in the text boxes of a drawing or picture."""
        boxes = list(text_boxes(drawing))
        if boxes or not is_pixel(drawing):
            line.doubt()
        inside: list[Block] = []
        self._enter()
        fields, self._fields = self._fields, []
        for box in boxes:
            inside += self.blocks(box, cell=line.cell)
        self._fields = fields
        self._depth -= 1
        return inside


def _style_of(paragraph: Element | None) -> str | None:
    style = paragraph.find(f"{W}pStyle") if paragraph is not None else None
    return style.get(_VAL) if style is not None else None


def _mark_is_deleted(paragraph: Element) -> bool:
    """Is the end of this paragraph deleted, so that the next one goes on in its line?"""
    told = paragraph.find(_PPR)
    mark = told.find(_RPR) if told is not None else None
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def _edges(grid: Element | None) -> list[int]:
    """Where the columns of a `tblGrid` begin and end; without it, or in part, where that is not said."""
    widths = [each.get(f"{W}w", "") for each in grid if each.tag == f"{W}gridCol"] if grid is not None else []
    known = takewhile(lambda width: width.isdecimal() and len(width) < 6, widths)
    return list(accumulate(map(int, known), initial=0))


def _told(properties: Element | None) -> dict[str, Element]:
    """Properties by their names."""
    return {child.tag: child for child in properties} if properties is not None else {}


def _is_flat(height: Element | None) -> bool:
    """Is a row kept so low that nothing in it can be seen?"""
    if height is None or height.get(f"{W}hRule") != "exact":
        return False
    return height.get(_VAL, "").isdecimal() and int(height.get(_VAL, "")[:9]) <= _FLAT


def _goes_on(merge: Element | None) -> bool:
    return merge is not None and merge.get(_VAL, "continue") == "continue"


def _count(element: Element | None, default: int) -> int:
    value = element.get(_VAL, "") if element is not None else ""
    return min(int(value), _WIDEST_SPAN) or default if value.isdecimal() and len(value) < 10 else default
