"""The sentences of a report that may hold a statement worth a check: those of its narrative, not the cells of its tables."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossfoot.forms import Span
from crossfoot.layout.anchors import Anchors

_TOPIC = re.compile(
    "申请|复议|诉讼|结转|不予|予以公开|部分公开|无法提供|规范性文件|规章|行政许可|行政处罚|行政强制|事业性收费"
)
"""A word that stands in every statement that is checked."""
_HEADING = re.compile(
    r"\s*^[^\S\n]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．][^\n，；：。]{0,36}|[^\n，；：。]{0,50}(?:报告|情况|事项|方面))[^\S\n]*\n",
    re.MULTILINE,
)
_LONGEST = 1_200
"""What goes on for longer without a full stop is page furniture: its lines are taken one by one, and none that is as long."""
_LOOK_BACK = 240
"""Characters before a sentence in which its paragraph's heading is looked for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without its headings, and without the white space that line breaks and typesetting left in it."""

    text: str
    start: int
    """Offset of its first character in the document."""
    end: int
    document: str

    @property
    def before(self) -> str:
        """What stands before it, headings too, back to some lines above."""
        return self.document[max(self.start - _LOOK_BACK, 0) : self.start]

    def span(self, start: int, end: int) -> Span:
        """The place in the document of ``text[start:end]``."""
        places = [i for i in range(self.start, self.end) if not self.document[i].isspace()]
        return places[start], places[end - 1] + 1


def sentences(document: str, anchors: Anchors) -> Iterator[Sentence]:
    """The sentences of *document* that speak of a topic, in order. Text between the tables counts, their cells do not."""
    first, last = anchors.region
    yield from _of(document, 0, first)
    if document.find("。", first, last) >= 0:
        yield from _between_tables(document, anchors)
    yield from _of(document, last, len(document))


def _of(document: str, start: int, end: int) -> Iterator[Sentence]:
    at = start
    while (topic := _TOPIC.search(document, at, end)) is not None:
        begin, stop = _bounds(document, at, topic.start(), end)
        at = max(stop + 1, topic.end())
        while heading := _HEADING.match(document, begin, stop):
            begin = heading.end()
        if stop - begin <= _LONGEST:
            yield Sentence("".join(document[begin:stop].split()), begin, stop, document)


def _bounds(document: str, start: int, topic: int, end: int) -> Span:
    """From full stop to full stop; of what goes on for too long, the line."""
    begin = max(document.rfind("。", start, topic) + 1, start)
    limit = min(begin + _LONGEST + 1, end)
    stop = document.find("。", topic, limit)
    if stop < 0 and limit < end:
        begin = max(document.rfind("\n", begin, topic) + 1, begin)
        limit = min(begin + _LONGEST + 1, end)
        stop = document.find("\n", topic, limit)
    return begin, limit if stop < 0 else stop


def _between_tables(document: str, anchors: Anchors) -> Iterator[Sentence]:
    """Sentences inside the region: what ends in a full stop, from behind the last figure or label before it."""
    ends = _ends(anchors)
    start, last = anchors.region
    while (stop := document.find("。", start, last)) >= 0:
        index = bisect_right(ends, stop)
        begin = max(start, ends[index - 1] if index else 0)
        yield from _of(document, begin, stop)
        start = stop + 1


def _ends(anchors: Anchors) -> Sequence[int]:
    """Where the labels of the tables and the last figures of their rows end, in order."""
    ends = [end for _, end in (*anchors.leftovers, *anchors.extras)]
    for row in anchors.rows.values():
        ends.append(row.label[1])
        if row.figures:
            ends.append(row.figures[-1][1])
    return sorted(ends)
