"""Plain text."""

import re

from crossfoot.documents.model import Document
from crossfoot.documents.source import Source

_APART = re.compile(r"(?<=\n\n)\t(?=\n\n)")
_LED = re.compile(r"(?<=\n)\t+[^\t\n]|[^\t\n]\t+(?=\n)|(?<=[^\n]\n)\t(?=\n[^\n])")
"""Tabs before or behind the cell of a line, or lines of cells without empty ones between: other programs write these."""
_ROW_END = re.compile(r"\n{4,}")
_TABS = 10
_PARAGRAPH = 2
"""Line ends around a paragraph."""
_SECTION = re.compile("[一二三四五六七八]、")


def read(source: Source) -> Document:
    """The text as it stands: its tabs, pipes and blanks are left to later stages to make sense of.

    But for one shape: browsers copy a table whose cells hold paragraphs with empty lines around the tab between two
    cells, and more of them between two rows. There each row is put on a line of its own again.
    """
    text = source.text
    if len(_APART.findall(text)) >= _TABS and len(_ROW_END.findall(text)) >= _TABS and not _LED.search(text):
        text = "\t".join(map(_cell, text.split("\t")))
    return source.document("text/plain", text, encoding=source.encoding)


def _cell(piece: str) -> str:
    """What stands between two tabs, without the empty lines that a paragraph leaves; further line ends are a row's."""
    begun = piece.lstrip("\n")
    core = begun.rstrip("\n")
    if not core:
        return _left(len(piece))
    if len(begun) < len(piece) and _SECTION.match(core):
        return "\n" + core + _left(len(begun) - len(core))  # The last cell of a table was blank.
    return _left(len(piece) - len(begun)) + core + _left(len(begun) - len(core))


def _left(ends: int) -> str:
    return "" if ends in (0, _PARAGRAPH) else "\n"
