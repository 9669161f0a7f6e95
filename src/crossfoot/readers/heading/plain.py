"""A stretch of text in the form in which headings are recognised, with the way back to the document's offsets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossfoot.forms import Span
from crossfoot.forms.prints import fold
from crossfoot.layout.normal import simplified

# What headings have besides the forms' own labels; one character to one.
_HEADINGS = str.maketrans(
    "縣鎮鄉廳時間稱導會閱臺門佈省區號報發務開國來網態氣環農業財經濟勞衛統計審應監檢測規劃設運輸與稅聯絡點擊覽題類織編：／｜（）［］【】＞﹥",
    "县镇乡厅时间称导会阅台门布省区号报发务开国来网态气环农业财经济劳卫统计审应监检测规划设运输与税联络点击览题类织编:/|()[][]>>",
)
_ALL = "".join(map(chr, range(0x80, 0xD800))) + "".join(map(chr, range(0xE000, 0x10000)))
# One table for the three steps: a pass over a text costs more than anything else that is done here.
_PLAIN = {
    ord(printed): kept
    for printed, kept in zip(_ALL, simplified(fold(_ALL)).translate(_HEADINGS), strict=True)
    if printed != kept
}
_READING = re.compile(r"[(（][a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɑɡ·]{1,8}[)）]")


@dataclass(frozen=True, slots=True)
class Plain:
    """Text without the pinyin that mirror copies print behind characters."""

    text: str
    """Simplified, digits and punctuation in their half-width forms."""
    printed: str
    """The same characters as printed."""
    start: int
    """Offset of the first character in the document."""
    offsets: Sequence[int] | None
    """Of each character, where some were left out; null where all are there."""

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]`, which is not empty, stands in the document."""
        if self.offsets is None:
            return self.start + start, self.start + end
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(document: str, start: int, end: int) -> Plain:
    """`document[start:end]` for reading."""
    printed = document[start:end]
    offsets: list[int] | None = None
    if "(" in printed or "（" in printed:
        kept = _kept(printed)
        if len(kept) > 1:
            offsets = [start + place for begin, stop in kept for place in range(begin, stop)]
            printed = "".join(printed[begin:stop] for begin, stop in kept)
    return Plain(printed.translate(_PLAIN), printed, start, offsets)


def _kept(printed: str) -> list[Span]:
    kept = []
    at = 0
    for reading in _READING.finditer(printed):
        kept.append((at, reading.start()))
        at = reading.end()
    return [*kept, (at, len(printed))]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a `Plain` without white space and the marks of Markdown, each with its place."""

    text: str
    printed: str
    places: Sequence[int]

    def __add__(self, other: "Piece") -> "Piece":
        return Piece(self.text + other.text, self.printed + other.printed, [*self.places, *other.places])

    def __getitem__(self, part: slice) -> "Piece":
        return Piece(self.text[part], self.printed[part], self.places[part])

    def span(self, source: Plain) -> Span:
        """From the first character to the last."""
        return source.span(self.places[0], self.places[-1] + 1)


def piece(source: Plain, start: int, end: int) -> Piece:
    """`source.text[start:end]` without white space."""
    places = [
        i
        for i in range(start, end)
        if not source.text[i].isspace() and source.text[i] not in "#*\u200b\ufeff"
    ]
    return Piece("".join(source.text[i] for i in places), "".join(source.printed[i] for i in places), places)


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The lines of `text[start:end]` that hold more than white space, trimmed, in order."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = text[start:stop]
        if stripped := line.strip():
            begin = start + line.index(stripped)
            yield begin, begin + len(stripped)
        start = stop + 1
