"""Web pages: the text as a browser lays it out, and every data table as a grid.

A table with another table inside lays out the page, and so does one with a single filled column or with an
article in it: their cells are rendered as blocks. The rest are data tables. Each of their rows is one line of the
text with a tab between two columns, and a place that belongs to a cell begun further left or up is left empty.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from crossfoot.documents.css import ALTERED, APART, GONE, MOVED, NONE, PALE, TINY, Attributes, Effect, Styles
from crossfoot.documents.encoding import tidy
from crossfoot.documents.html_tables import Cell, Table
from crossfoot.documents.model import DOUBT, Document, DocumentError
from crossfoot.documents.source import Source
from crossfoot.documents.writer import TextWriter


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
_CELLS = _tags("td th")
_ROWS = _tags("td th tr")
_DOUBTFUL = GONE | ALTERED | MOVED | TINY
_SHOWN = _tags(
    "audio bdo canvas embed iframe img input math noscript object script select svg textarea video"
)
"""What a page may show where its text has nothing."""
_DISPLAY = re.compile(r"display\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDING = re.compile(r"visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)

_APART_END = "/apart"
"""On the stack of the walk: the end of an element of `_APART`. No tag has such a name."""
_SECTION = re.compile("^[一二三四五六]、", re.MULTILINE)
"""The heading of a section: the report is seen, and what is not is another."""
_SPACES = re.compile(r"[ \t\n]+")
_REFERENCE = re.compile(r"&(?:#|shy|lrm|rlm|zw|[Zz]ero|[Nn]o|[Nn]egative)")
"""The character references that may bring back what `tidy` has taken out."""


def read(source: Source, sheets: Sequence[str] = ()) -> Document:
    """The page as a browser shows it, without what it hides or would need a script to show.

    *sheets* are style sheets that the page names and does not hold.

    Raises:
        DocumentError: `too_complex` for a page whose tags are too many or too deep to be parsed in good time.
    """
    _refuse_too_complex(source.text)
    # With events the parser takes a minute for a long <select>.
    tree = LexborHTMLParser(source.text, options=LexborDocumentOptions.WO_EVENTS)
    styles = Styles(tree, [*sheets, *(sheet.text() for sheet in tree.css("style"))])
    scrub = _REFERENCE.search(source.text) is not None
    page = _Page(scrub=scrub, styles=styles)
    if tree.body is not None:
        page.render(tree.body)
        if page.has_unseen_table and not page.writer.grids and not _SECTION.search(page.writer.text):
            # An article whose page uncovers it by a script: nothing else on the page could be meant.
            page = _Page(scrub=scrub, styles=styles, unseen=True)
            page.render(tree.body)
    title = tree.css_first("head > title")
    return source.document(
        "text/html",
        page.writer.text,
        encoding=source.encoding,
        grids=page.writer.grids,
        title=" ".join(tidy(title.text()).split()) or None if title is not None else None,
    )


def _is_hidden(tag: str, node: LexborNode, attributes: Attributes, *, unseen: bool = False) -> bool:
    """Does the element say for certain that nothing of it is shown? What says both is left in doubt.

    With *unseen*, what takes its place on the page without being seen is not hidden.
    """
    hidden = "hidden" in attributes
    style = attributes.get("style")
    if not style:
        return hidden
    displays, hides = _said(style)
    if displays:
        return displays == {"none"}
    if hidden:
        return True
    # An unseen cell keeps its place.
    return hides and not unseen and tag not in _GRID and len(node.css("[style*=visibility i]")) < 2


@lru_cache(maxsize=1 << 12)  # Word writes the same few styles into every cell.
def _said(style: str) -> tuple[frozenset[str], bool]:
    """How a style has its element displayed, and whether it hides it."""
    return frozenset(map(str.lower, _DISPLAY.findall(style))), _HIDING.search(style) is not None


def _is_shown(tag: str, attributes: Attributes) -> bool:
    """May the page show something for an element that has no text here? Hidden fields and single pixels are not seen."""
    if tag == "input":
        return (attributes.get("type") or "").lower() not in ("hidden", "checkbox", "radio", "button")
    sizes = (attributes.get("width"), attributes.get("height"))
    return tag != "img" or not any(size in ("0", "1") for size in sizes)


class _Page:
    """The walk over the tree. Blocks end the line; a cell of a possible data table keeps its lines to itself."""

    def __init__(self, *, scrub: bool, styles: Styles, unseen: bool = False) -> None:
        self.writer = TextWriter()
        self.has_unseen_table = False
        """Is there a table in an element that takes its place on the page without being seen?"""
        self._unseen = unseen
        """Are such elements read all the same?"""
        self._scrub = scrub
        self._styles = styles
        self._removable = _ROWS if styles.tell_display else frozenset[str]()
        """Tags of which a style sheet may say that they take no place."""
        self._above: list[Effect] = []
        """What the styles of each open table, section and row, and of what is around it in its table, do to its cells."""
        self._pieces: list[str] = []
        """Of the line that is being read."""
        self._preformatted = 0
        self._tables: list[Table | None] = []
        """The open tables, None for those that lay out the page: only the innermost may be anything else."""
        self._cell: Cell | None = None
        """The open cell of the innermost table, as long as that may be a data table."""

    def render(self, body: LexborNode) -> None:
        # No recursion: pages may be nested deeper than Python's stack.
        opened: list[tuple[LexborNode, str]] = []
        pieces = self._pieces
        node = body
        while True:
            tag = node.tag
            child = None
            if tag == "-text":
                text = node.text_content or ""
                if self._preformatted:
                    self._read_lines(text)
                elif pieces or not text.isspace():  # no line begins with white space
                    pieces.append(text)
            elif tag in _DROPPED:
                self._drop(tag, node)
            elif tag is not None and (end := self._begin(tag, node)) is not None:
                child = node.first_child
                if child is not None:
                    opened.append((node, end))
                    node = child
                    continue
                if end:
                    self._end(end)
            following = node.next
            while following is None:
                if not opened:
                    return
                node, end = opened.pop()
                if end:
                    self._end(end)
                following = node.next
            node = following

    def _drop(self, tag: str, node: LexborNode) -> None:
        if tag in _APART:
            if not _is_hidden(tag, node, node.attributes):
                self._pieces.append(" ")
        elif tag in _SHOWN and self._cell is not None:
            attributes = node.attributes
            if _is_shown(tag, attributes) and not _is_hidden(tag, node, attributes):
                self._pieces.append(DOUBT)

    def _begin(self, tag: str, node: LexborNode) -> str | None:
        """Begin an element, unless nothing of it is shown. What is returned ends it."""
        attributes = node.attributes
        if attributes and _is_hidden(tag, node, attributes, unseen=self._unseen) and tag != "body":
            if not _is_hidden(tag, node, attributes, unseen=True) and node.css_first("table"):
                self.has_unseen_table = True
            return None
        if tag in self._removable and self._styles.takes_no_place(node, attributes):
            return None
        effect = NONE if self._cell is None or tag in _GRID else self._effect(tag, node, attributes)
        end = ""
        if tag in _BLOCKS:
            end = tag
            if self._pieces:
                self._end_line()
            if tag in _STRUCTURE:
                self._open(tag, node, attributes)
        elif tag in _APART or effect & APART:
            end = _APART_END
            self._pieces.append(" ")
        if effect & _DOUBTFUL:
            self._pieces.append(DOUBT)
        return end

    def _end(self, end: str) -> None:
        if end == _APART_END:
            self._pieces.append(" ")
            return
        if self._pieces:
            self._end_line()
        if end in _STRUCTURE:
            self._close(end)

    def _effect(self, tag: str, node: LexborNode, attributes: Attributes) -> Effect:
        """What styles do to an element inside a cell."""
        if tag in _SHOWN:
            return ALTERED if _is_shown(tag, attributes) else NONE
        effect = self._styles.of(node, attributes)
        if effect & PALE and self._cell is not None and self._styles.is_pale(node):
            self._cell.doubtful = True
        return effect

    def _is_altered(self, cell: LexborNode, attributes: Attributes) -> bool:
        """Is what a cell holds shown otherwise than its text reads, by its own style, its row's, or its table's?"""
        effect, above = self._styles.of(cell, attributes), self._above[-1]
        if effect & (_DOUBTFUL ^ MOVED) or above & (ALTERED | GONE):
            return True
        return bool((effect | above) & PALE) and self._styles.is_pale(cell)

    def _effect_on_cells(self, tag: str, node: LexborNode, attributes: Attributes) -> Effect:
        """What the styles of a table, section or row, and of what is around it in its table, do to its cells."""
        effect = self._styles.of(node, attributes) & (ALTERED | PALE | (GONE if tag == "tr" else NONE))
        return effect if tag == "table" else effect | self._above[-1]

    def _open(self, tag: str, node: LexborNode, attributes: Attributes) -> None:
        if tag in _PREFORMATTED:
            self._preformatted += 1
            return
        table = self._tables[-1] if self._tables else None
        if tag in _CELLS:
            if table is not None:
                self._cell = table.add_cell(attributes, doubtful=self._is_altered(node, attributes))
            return
        if tag == "table":
            if table is not None:
                self._tables[-1] = self._cell = None
                self._write_blocks(table)
            table = Table()
            self._tables.append(table)
        elif table is not None:
            table.open(tag)
        self._above.append(NONE if table is None else self._effect_on_cells(tag, node, attributes))

    def _close(self, tag: str) -> None:
        if tag in _PREFORMATTED:
            self._preformatted -= 1
            return
        if tag in _CELLS:
            if self._cell is not None:
                self._cell.close()
                self._cell = None
            return
        self._above.pop()
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self._tables.pop()
            if table is not None:
                self._write_table(table)
        elif tag == "tr" and table is not None and (prose := table.take_prose_row()):
            self._tables[-1] = Table()
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
        if self._cell is not None:
            self._cell.lines.append(line)
        else:
            self.writer.line(line)  # a caption, too: it goes before its table, which is not written yet

    def _write_table(self, table: Table) -> None:
        rows = table.rows()
        if rows is not None:
            self.writer.grid(rows)
        else:
            self._write_blocks(table)

    def _write_blocks(self, table: Table) -> None:
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
    starts = html.count("<")
    if starts > 500_000:
        raise DocumentError(
            "too_complex", f"a web page with {starts:,} tags, too many to be parsed: split it"
        )
    if starts <= 2_000 or (starts <= 20_000 and starts - 2 * html.count("</") <= 2_000):
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
