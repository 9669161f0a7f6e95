"""Where a report's narrative stands, and in which of its sections. No judgement of what it says."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crossfoot.documents.model import Document
from crossfoot.forms import Span
from crossfoot.layout.anchors import Anchors
from crossfoot.layout.normal import simplified

Section = Literal["before", "between", "five", "six"]
"""Before the tables, between their rows, and the two sections behind them."""

MAX_SECTION = 10_000
"""Characters of one section at the most; those of the longest reports have about 6 000."""

_ONE = re.compile(r"^[^\S\n]*一[、.．][^\n。]{0,8}(?:总|概|基本|工作|情况)[^\n。]{0,30}$", re.MULTILINE)
_ANY_ONE = re.compile(r"^[^\S\n]*一、(?:[^\n。，]{0,30}$)?", re.MULTILINE)
_TWO = re.compile(r"^[^\S\n]*二[、.．][^\n。]{0,16}公", re.MULTILINE)
_TITLED = r"(?:^|(?<=[\s。]))"
_FIVE = re.compile(
    _TITLED + r"五[、.．][^\n。，；：]{0,30}?(?:问题|不足|困难|改进)"
    r"(?:[^\n。，；：\s]{0,16}(?:情况|措施|办法|打算|方向|意见|建议|问题|计划))?"
    r"|^[^\n。，；：]{0,16}(?:存在|主要)[^\n。，；：]{0,8}问题[^\n。，；：]{0,16}$",
    re.MULTILINE,
)
_SIX = re.compile(
    _TITLED
    + r"六[、.．][^\n。，；：]{0,24}?(?:其[他它]|报告|事项)(?:[^\n。，；：\s]{0,20}(?:事项|情况|问题))?"
    r"|^[^\n。，；：]{0,8}其[他它]需要[^\n。，；：]{0,16}$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the narrative. Behind its heading, from `body` on, its words are statements."""

    section: Section
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class Narrative:
    """The narrative of a document in the order of its text. `cut`: a section was too long and lost its end."""

    passages: tuple[Passage, ...]
    cut: bool

    def text(self, document: str) -> str:
        """The passages with their headings, one after the other; what is white space at length is short here."""
        pieces = (document[each.start : each.end].splitlines() for each in self.passages)
        lines = (" ".join(line.split()) for piece in pieces for line in piece)
        return "\n".join(line for line in lines if line)


def narrative(document: Document, anchors: Anchors) -> Narrative:
    """The narrative of *document*: all but its three tables and what a web page has around the report."""
    text = simplified(document.text)
    found = [*_before(text, anchors.region[0]), *_between(text, anchors), *_behind(text, anchors.region[1])]
    short = [
        Passage(each.section, each.start, each.body, min(each.end, each.start + MAX_SECTION))
        for each in found
        if text[each.body : each.end].strip()
    ]
    return Narrative(tuple(short), any(each.end - each.start > MAX_SECTION for each in found))


def _before(text: str, first: int) -> Iterator[Passage]:
    """From the heading of section one to the tables; without such a heading, what stands nearest to the tables."""
    start, body = _section_one(text, first) or (max(0, first - MAX_SECTION),) * 2
    two = [match.start() for match in _TWO.finditer(text, body, first)]
    # Where there are sentences below the heading of section two, they are narrative too.
    end = two[-1] if two and "。" not in text[two[-1] : first] else first
    yield Passage("before", start, body, end)


def _section_one(text: str, end: int) -> Span | None:
    """The heading of section one: the last that is named as such (a list of contents may come first), or the first."""
    named = list(_ONE.finditer(text, 0, end))
    found = named[-1] if named else _ANY_ONE.search(text, 0, end)
    return found.span() if found else None


def _between(text: str, anchors: Anchors) -> Iterator[Passage]:
    """What ends in a full stop between the rows of the tables, from behind the last figure or label before it."""
    first, last = anchors.region
    ends = _ends(anchors)
    start = first
    while (stop := text.find("。", start, last)) >= 0:
        index = bisect_right(ends, stop)
        begin = max(start, ends[index - 1] if index else first)
        yield Passage("between", begin, begin, stop + 1)
        start = stop + 1


def _ends(anchors: Anchors) -> list[int]:
    """Where the labels of the tables and the last figures of their rows end, in order."""
    ends = [end for _, end in (*anchors.leftovers, *anchors.extras)]
    for row in anchors.rows.values():
        ends.append(row.label[1])
        ends.extend(end for _, end in row.figures[-1:])
    return sorted(ends)


def _behind(text: str, last: int) -> Iterator[Passage]:
    """Sections five and six. What follows the tables without a heading is section five; a second report is none of it."""
    again = _ONE.search(text, last)
    end = again.start() if again else len(text)
    five = _FIVE.search(text, last, end)
    start, body = five.span() if five else (last, last)
    six = _SIX.search(text, body, end)
    yield Passage("five", start, body, six.start() if six else end)
    if six is not None:
        yield Passage("six", six.start(), six.end(), end)
