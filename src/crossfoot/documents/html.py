"""Web pages: the text as a browser lays it out, and every data table as a grid.

A table with another table inside lays out the page, and so does one with a single filled column or with an
article in it: their cells are rendered as blocks. The rest are data tables. Each of their rows is one line of the
text with a tab between two columns, and a place that belongs to a cell begun further left or up is left empty.

Geometry: https://html.spec.whatwg.org/multipage/tables.html#table-processing-model
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from crossfoot.documents.css import ALTERED, APART, GONE, MOVED, NONE, PALE, TINY, Effect, Styles
from crossfoot.documents.encoding import tidy
from crossfoot.documents.model import DOUBT, Document, DocumentError
from crossfoot.documents.source import Source
from crossfoot.documents.tables import ARTICLE, PROSE, data_rows
from crossfoot.documents.writer import PlacedCell, TextWriter


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _tags(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol p plaintext pre"
    " search section summary table tbody td tfoot th thead tr ul xmp"
)
_PREFORMATTED = _tags("listing plaintext pre xmp")
_STRUCTURE = _PREFORMATTED | _tags("table tbody td tfoot th thead tr")
# What no reader sees, what is only a fallback, form fields, and the pronunciation printed above characters.
_DROPPED = _tags(
    "-comment audio canvas datalist del embed head iframe math noembed noframes noscript object rp rt s script select"
    " strike style svg template textarea title video xml"
)
_APART = _tags("a del ins s small strike sub sup")
"""What stands in these is no digit of the figure beside it: footnotes and their marks, and what was struck out."""
_GRID = _tags("table tbody td tfoot th thead tr")
_DOUBTFUL = GONE | ALTERED | MOVED | TINY
_SHOWN = _tags(
    "audio bdo canvas embed iframe img input math noscript object script select svg textarea video"
)
"""What a page may show where its text has nothing."""
_HIDDEN = "body [hidden], body [style*=display i], body [style*=visibility i], body [style*=mso-hide i]"
_DISPLAY = re.compile(r"display\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDING = re.compile(r"visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)

_APART_END = "/apart"
"""On the stack of the walk: the end of an element of `_APART`. No tag has such a name."""
_SPACES = re.compile(r"[ \t\n]+")
_REFERENCE = re.compile(r"&(?:#|shy|lrm|rlm|zw|[Zz]ero|[Nn]o|[Nn]egative)")
"""The character references that may bring back what `tidy` has taken out."""
_NUMBER = re.compile(r"\s*([0-9]{1,9})")  # so many digits are absurd enough

_WIDEST_SPAN = 100
"""Columns. HTML allows 1,000, but a large page of nothing else would then take minutes."""


def read(source: Source, sheets: Sequence[str] = ()) -> Document:
    """The page as a browser shows it, without what it hides or would need a script to show.

    *sheets* are style sheets that the page names and does not hold.

    Raises:
        DocumentError: `too_complex` for a page whose tags are too many or too deep to be parsed in good time.
    """
    _refuse_too_complex(source.text)
    # With events the parser takes a minute for a long <select>.
    tree = LexborHTMLParser(source.text, options=LexborDocumentOptions.WO_EVENTS)
    _remove(tree, _HIDDEN, _is_hidden)
    styles = Styles(tree, [*sheets, *(sheet.text() for sheet in tree.css("style"))])
    _remove(tree, "tr, td, th", styles.takes_no_place)
    page = _Page(scrub=_REFERENCE.search(source.text) is not None, styles=styles)
    if tree.body is not None:
        page.render(tree.body)
    title = tree.css_first("head > title")
    return source.document(
        "text/html",
        page.writer.text,
        encoding=source.encoding,
        grids=page.writer.grids,
        title=" ".join(tidy(title.text()).split()) or None if title is not None else None,
    )


def _remove(tree: LexborHTMLParser, selector: str, is_gone: Callable[[LexborNode], bool]) -> None:
    """Take elements out of the page. What stands in one that is taken out goes with it, and must not be touched again."""
    gone = [(node.mem_id, node) for node in tree.css(selector) if is_gone(node)]
    removed: set[int] = set()
    for address, node in gone:
        if address not in removed:
            removed.update(inner.mem_id for inner in node.css(selector))
            node.decompose()


def _is_hidden(node: LexborNode) -> bool:
    """Does the element say for certain that nothing of it is shown? What says both is left in doubt."""
    attributes = node.attributes
    style = attributes.get("style") or ""
    displays = {name.lower() for name in _DISPLAY.findall(style)}
    if displays:
        return displays == {"none"}
    if node.tag in _GRID and "hidden" not in attributes:
        return False  # an unseen cell keeps its place
    inside = node.css("[style*=visibility i]")
    return "hidden" in attributes or (_HIDING.search(style) is not None and len(inside) < 2)


@dataclass(slots=True)
class _Cell:
    """A cell as its tag tells it. A `rowspan` of 0 reaches to the end of the section."""

    rowspan: int
    colspan: int
    lines: list[str] = field(default_factory=list)
    doubtful: bool = False
    """Is it shown otherwise than its text reads? Words are known all the same."""

    def close(self) -> None:
        if self.doubtful and not any(char.isalpha() for line in self.lines for char in line):
            self.lines.append(DOUBT)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())

    @property
    def is_prose(self) -> bool:
        return sum(map(len, self.lines)) > PROSE


_Section = list[list[_Cell]]


class _Table:
    """A table being read, as long as it may be a data table."""

    def __init__(self) -> None:
        self.cell: _Cell | None = None
        """The open cell."""
        self._section: _Section = []
        self._bodies: list[_Section] = [self._section]
        self._feet: list[_Section] = []

    @property
    def _sections(self) -> list[_Section]:
        """In the order in which a browser shows them: a foot may be written before the bodies."""
        return self._bodies + self._feet

    @property
    def cells(self) -> list[_Cell]:
        return [cell for section in self._sections for row in section for cell in row]

    def open(self, tag: str, node: LexborNode, *, doubtful: bool) -> None:
        if tag in ("td", "th"):
            attributes = node.attributes
            colspan = min(_span(attributes.get("colspan")), _WIDEST_SPAN)
            self.cell = _Cell(_span(attributes.get("rowspan")), colspan or 1, doubtful=doubtful)
            self._section[-1].append(self.cell)
        elif tag == "tr":
            self._section.append([])
        elif tag in ("thead", "tbody", "tfoot"):
            self._section = []
            (self._feet if tag == "tfoot" else self._bodies).append(self._section)

    def take_prose_row(self) -> _Cell | None:
        """Remove the last row if a cell of prose, a note or an article, is all that it holds; return that cell."""
        filled = [cell for cell in self._section[-1] if cell.lines]
        if len(filled) != 1 or not filled[0].is_prose:
            return None
        self._section.pop()
        return filled[0]

    def rows(self) -> list[list[PlacedCell]] | None:
        """Every row's cells in their places, or None if this is no data table."""
        if any(len(cell.lines) > ARTICLE and cell.is_prose for cell in self.cells):
            return None
        return data_rows(_placed(self._sections))


def _span(value: str | None) -> int:
    found = value and _NUMBER.match(value)
    return int(found[1]) if found else 1


def _placed(sections: list[_Section]) -> list[list[PlacedCell]]:
    """Every row's cells in their places: no cell leaves its section, and none covers a place of another."""
    rows: list[list[PlacedCell]] = []
    free_from: list[int] = []  # for each column, the first row that no cell reaches from above
    for section in sections:
        end = len(rows) + len(section)
        for row, cells in enumerate(section, len(rows)):
            column = 0
            places = []
            for cell in cells:
                while column < len(free_from) and free_from[column] > row:
                    column += 1
                right = column + 1
                while right < column + cell.colspan and (right >= len(free_from) or free_from[right] <= row):
                    right += 1
                bottom = min(row + cell.rowspan, end) if cell.rowspan else end
                free_from[column:right] = [bottom] * (right - column)
                places.append(PlacedCell(column, bottom - row, right - column, cell.text))
                column = right
            rows.append(places)
    return rows


class _Page:
    """The walk over the tree. Blocks end the line; a cell of a possible data table keeps its lines to itself."""

    def __init__(self, *, scrub: bool, styles: Styles) -> None:
        self.writer = TextWriter()
        self._scrub = scrub
        self._styles = styles
        self._above: dict[int, Effect] = {}
        """What is known of the styles of rows and tables, by their addresses."""
        self._pieces: list[str] = []
        """Of the line that is being read."""
        self._preformatted = 0
        self._tables: list[_Table | None] = []
        """The open tables, None for those that lay out the page: only the innermost may be anything else."""

    def render(self, body: LexborNode) -> None:
        # No recursion: pages may be nested deeper than Python's stack. A string on the stack closes an element.
        stack: list[LexborNode | str] = [body]
        pieces = self._pieces
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                if node == _APART_END:
                    pieces.append(" ")
                    continue
                if pieces:
                    self._end_line()
                if node in _STRUCTURE:
                    self._close(node)
                continue
            if (following := node.next) is not None:
                stack.append(following)
            tag = node.tag
            if tag == "-text":
                text = node.text_content or ""
                if self._preformatted:
                    self._read_lines(text)
                else:
                    pieces.append(text)
            elif tag in _DROPPED:
                if tag in _SHOWN and self._in_cell and self._is_shown(tag, node):
                    pieces.append(DOUBT)
                elif tag in _APART:
                    pieces.append(" ")
            elif tag is not None:
                effect = self._effect(tag, node) if self._tables else NONE
                if tag in _BLOCKS:
                    if pieces:
                        self._end_line()
                    if tag in _STRUCTURE:
                        self._open(tag, node)
                    stack.append(tag)
                elif tag in _APART or effect & APART:
                    pieces.append(" ")
                    stack.append(_APART_END)
                if effect & _DOUBTFUL:
                    pieces.append(DOUBT)
                if (child := node.first_child) is not None:
                    stack.append(child)

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables) and (table := self._tables[-1]) is not None and table.cell is not None

    def _is_shown(self, tag: str, node: LexborNode) -> bool:
        """May the page show something for an element that has no text here? Hidden fields and single pixels are not seen."""
        attributes = node.attributes
        if tag == "input":
            return (attributes.get("type") or "").lower() not in ("hidden", "checkbox", "radio", "button")
        sizes = (attributes.get("width"), attributes.get("height"))
        return tag != "img" or not any(size in ("0", "1") for size in sizes)

    def _effect(self, tag: str, node: LexborNode) -> Effect:
        """What styles do to an element inside a cell."""
        if tag in _GRID or not self._in_cell:
            return NONE
        if tag in _SHOWN:
            return ALTERED if self._is_shown(tag, node) else NONE
        effect = self._styles.of(node)
        if effect & PALE and self._styles.is_pale(node) and (table := self._tables[-1]) and table.cell:
            table.cell.doubtful = True
        return effect

    def _is_altered(self, cell: LexborNode) -> bool:
        """Is what a cell holds shown otherwise than its text reads, by its own style, its row's, or its table's?"""
        effect = self._styles.of(cell)
        row = cell.parent
        above = self._effect_above(row) if row is not None else NONE
        if effect & (_DOUBTFUL ^ MOVED) or above & (ALTERED | GONE):
            return True
        return bool((effect | above) & PALE) and self._styles.is_pale(cell)

    def _effect_above(self, node: LexborNode) -> Effect:
        """What the styles of a row, and of what is around it in its table, do to its cells."""
        known = self._above.get(node.mem_id)
        if known is None:
            known = self._styles.of(node) & (ALTERED | PALE | (GONE if node.tag == "tr" else NONE))
            if node.tag != "table" and (above := node.parent) is not None and above.tag in _GRID:
                known |= self._effect_above(above)
            self._above[node.mem_id] = known
        return known

    def _open(self, tag: str, node: LexborNode) -> None:
        table = self._tables[-1] if self._tables else None
        if tag in _PREFORMATTED:
            self._preformatted += 1
        elif tag != "table":
            if table is not None:
                table.open(tag, node, doubtful=tag in ("td", "th") and self._is_altered(node))
        else:
            if table is not None:
                self._tables[-1] = None
                self._write_blocks(table)
            self._tables.append(_Table())

    def _close(self, tag: str) -> None:
        table = self._tables[-1] if self._tables else None
        if tag in _PREFORMATTED:
            self._preformatted -= 1
        elif tag == "table":
            self._tables.pop()
            if table is not None:
                self._write_table(table)
        elif table is not None:
            if tag in ("td", "th"):
                if table.cell is not None:
                    table.cell.close()
                table.cell = None
            elif tag == "tr" and (prose := table.take_prose_row()):
                self._tables[-1] = _Table()
                self._write_table(table)
                self._write_lines(prose.lines)

    def _read_lines(self, text: str) -> None:
        *lines, rest = text.split("\n")
        for line in lines:
            self._pieces.append(line)
            self._end_line()
        self._pieces.append(rest)

    def _end_line(self) -> None:
        line = "".join(self._pieces)
        self._pieces.clear()
        if self._scrub:
            line = tidy(line)
        words = line.split()
        if not words:
            return
        if self._preformatted:
            line = line.replace("\xa0", " ")
        elif len(words) == 1:
            line = words[0]
        else:  # as a browser: no-break and full-width spaces do not collapse
            line = _SPACES.sub(" ", line).replace("\xa0", " ").strip()
        table = self._tables[-1] if self._tables else None
        if table is not None and table.cell is not None:
            table.cell.lines.append(line)
        else:
            self.writer.line(line)  # a caption, too: it goes before its table, which is not written yet

    def _write_table(self, table: _Table) -> None:
        rows = table.rows()
        if rows is not None:
            self.writer.grid(rows)
        else:
            self._write_blocks(table)

    def _write_blocks(self, table: _Table) -> None:
        for cell in table.cells:
            # No data table: pictures and form fields stand in a page's layout for themselves.
            self._write_lines([seen for line in cell.lines if (seen := line.replace(DOUBT, "").strip())])

    def _write_lines(self, lines: list[str]) -> None:
        for line in lines:
            self.writer.line(line)


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)")
_NOT_NESTED = _tags(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr wbr"
)
_FORMATTING = _tags("a b big code em font i nobr s small strike strong tt u")


def _refuse_too_complex(html: str) -> None:
    """Keep from the parser what it would need minutes or all memory for.

    At each tag it may go up through all open elements, and at each block it repeats every formatting element that
    was left open. The sums below are upper bounds of both; their limits, and that of the tags, were measured to take
    at most 10 s and 1 GB. An ordinary page has too few tags for either and is not looked at.
    """
    starts, ends = html.count("<"), html.count("</")
    if starts > 500_000:
        raise DocumentError(
            "too_complex", f"a web page with {starts:,} tags, too many to be parsed: split it"
        )
    if starts <= 20_000 and starts - 2 * ends <= 2_000:
        return
    depth = steps = formats = copies = 0
    for closing, name, attributes in _TAG.findall(html):
        tag = name.lower()
        if tag in _FORMATTING and (attributes or closing):  # the parser itself limits bare ones
            formats = max(formats - 1, 0) if closing else formats + 1
        elif tag in ("caption", "td", "th"):
            formats = 0  # what a cell leaves open ends with it
        elif tag in _BLOCKS:
            copies += formats
        if tag not in _NOT_NESTED:
            depth = max(depth - 1, 0) if closing else depth + 1
        steps += depth
    if steps > 1_000_000_000 or copies > 2_000_000:
        hint = "save what the screen shows as text"
        raise DocumentError("too_complex", f"a web page whose tags are nested too deep to be parsed: {hint}")
