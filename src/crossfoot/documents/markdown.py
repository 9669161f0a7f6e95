"""Markdown: its text as it stands, without the marks that would hide a figure.

Tables stay rows of pipes, as in plain text: a reader of Markdown drops the cells beyond its header's width, and figures
with them. Tables written in HTML are read as on a web page. https://github.github.com/gfm/
"""

import re
from collections.abc import Iterator
from html import unescape

from crossfoot.documents import html
from crossfoot.documents.encoding import tidy
from crossfoot.documents.model import DOUBT, Document, DocumentError, Grid
from crossfoot.documents.source import Source

_PIPE = "\u2223"
"""Stands for a pipe that parts no cells."""
_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
_MAX_TABLES = 1_000
_HEADING = re.compile(r"(\s{0,3})#{1,6}[ \t]+(.*)")
_FENCE = re.compile(r"\s{0,3}(?:`{3,}|~{3,})")
_COMMENT = re.compile(r"\s{0,3}<!--")
_CELL_END = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_MARKED = re.compile(r"[\\*_`~^<&\[]")

_STRUCK = re.compile(
    r"~~(?!~)(?:(?!~~).)+~~|(?<![\w~])~[^~\s]+~(?![\w~])|<(del|s|strike)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE
)
_PICTURE = re.compile(r"!\[[^\]]*\](?:\([^()]*\)|\[[^\]]*\])?")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_RAISED = re.compile(r"\^([^\^\s]+)\^|<su([bp])>(.*?)</su\2\s*>", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_EMPHASIS = re.compile(
    r"\*\*(?=[^\s*])(.+?)(?<=[^\s*])\*\*|(?<!\*)\*(?=[^\s*])([^*]+)(?<=\S)\*(?!\*)"
    r"|(?<!\w)__(?=[^\s_])(.+?)(?<=[^\s_])__(?!\w)|(?<![\w])_(?=[^\s_])([^_]+)(?<=\S)_(?!\w)"
)
_PLAIN_TAG = re.compile(r"</?(?:b|big|code|em|font|i|mark|small|span|strong|u)>|<!--.*?-->", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</?p>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NESTED = 3
"""Marks of emphasis around each other: bold, italic, and both within a link."""
_LONGEST = 300
"""Characters: a longer text is neither a figure nor a label, and stays as it is."""


def read(source: Source) -> Document:
    """The text, and a grid for each table that is written in HTML.

    Raises:
        DocumentError: `too_complex` for more tables in HTML than any report has, and as the reader of web pages does.
    """
    pieces: list[str] = []
    grids: list[Grid] = []
    length = 0
    for text, is_table in _parts(_uncommented(source.text)):
        if pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
            length += 1
        if is_table:
            page = html.read(Source(text.encode(), source.name))
            grids.extend(_moved(grid, length) for grid in page.grids)
            text = page.text
        else:
            text = "\n".join(_shown(text.split("\n")))
        pieces.append(text)
        length += len(text)
    return source.document("text/markdown", "".join(pieces), encoding=source.encoding, grids=grids)


def _uncommented(text: str) -> str:
    """The text without the comments that begin lines: unlike those within a row they may hold rows and tables."""
    if "<!--" not in text:
        return text
    kept: list[str] = []
    fenced = commented = False
    for line in text.split("\n"):
        if not commented:
            fenced ^= _FENCE.match(line) is not None
        while commented or (not fenced and _COMMENT.match(line)):
            _, end, line = line.partition("-->")
            commented = not end
            if commented:
                break
        kept.append(line)
    return "\n".join(kept)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order: what is Markdown, and each outermost table in HTML."""
    depth = begin = count = 0
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            if depth == 0:
                count += 1
                if count > _MAX_TABLES:
                    raise DocumentError(
                        "too_complex",
                        f"a Markdown text with more than {_MAX_TABLES:,} tables in HTML: split it",
                    )
                yield text[begin : tag.start()], False
                begin = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield text[begin : tag.end()], True
                begin = tag.end()
    yield text[begin:], depth > 0


def _moved(grid: Grid, by: int) -> Grid:
    cells = tuple(cell._replace(start=cell.start + by, end=cell.end + by) for cell in grid.cells)
    return grid._replace(cells=cells, start=grid.start + by, end=grid.end + by)


def _shown(lines: list[str]) -> Iterator[str]:
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            yield line
        elif fenced:
            yield line
        elif _CELL_END.search(line):
            yield _row(line)
        else:
            yield _sentence(line)


def _row(line: str) -> str:
    """A row of a table, its cells as they are shown; the pipes between them stay where they part cells."""
    if _MARKED.search(line) is None:
        return line
    cells = _CELL_END.sub("\\1\n", line).split("\n")
    return "|".join(_inline(cell, DOUBT) for cell in cells)


def _sentence(line: str) -> str:
    heading = _HEADING.match(line)
    return _inline(line if heading is None else heading[1] + _unclosed(heading[2].rstrip()), " ")


def _unclosed(heading: str) -> str:
    """A heading without the marks that may close it as well."""
    words = heading.rstrip("#")
    return heading if words[-1:].strip() else words.rstrip()


def _inline(text: str, doubt: str) -> str:
    """A text without its marks. What is struck out, or a picture, becomes `doubt`."""
    if len(text) > _LONGEST or _MARKED.search(text) is None:
        return text
    text = _ESCAPED.sub(lambda found: f"&#{ord(found[1])};", text)
    text = _STRUCK.sub(doubt, _CODE.sub(r"\2", text))
    text = _FOOTNOTE.sub(" ", _PICTURE.sub(doubt, text))
    text = _RAISED.sub(lambda found: f" {found[1] or found[3]} ", _LINK.sub(r"\1", text))
    for _ in range(_NESTED):
        text = _EMPHASIS.sub(lambda found: next(filter(None, found.groups())), text)
    text = unescape(_TAG.sub(doubt, _BREAK.sub(" ", _PLAIN_TAG.sub("", text))))
    return " ".join(tidy(text).split("\n")).replace("\xa0", " ").replace("|", _PIPE)
