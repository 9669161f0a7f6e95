"""The block of fields that portals print above a report: 索引号, 发布机构, 发布日期 and their like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Literal, NamedTuple

from crossfoot.forms import Span
from crossfoot.readers.heading.plain import Plain

Kind = Literal["index_number", "publisher", "source", "published", "written"]


def _spaced(words: str) -> str:
    """A pattern for any of *words*, also with spaces between the characters (`索 引 号`)."""
    return "(?:" + "|".join(" *".join(word) for word in words.split()) + ")"


_DAY = _spaced("日期 时间")
_INFORMATION = f"(?:{_spaced('信息')} *)?"
_LABELS: dict[Kind, str] = {
    "index_number": rf"(?:{_spaced('政府 公开')} *)?{_INFORMATION}{_spaced('索引号码 索引号 索引码')}",
    "publisher": rf"{_INFORMATION}{_spaced('发布 发文 公开 公布 制作 责任 发稿 提供')} *{_spaced('机构 机关 单位 部门 主体')}",
    "source": rf"(?:{_spaced('信息 文章 稿件 内容')} *)?{_spaced('来源')}|{_spaced('稿源')}",
    "published": rf"{_INFORMATION}{_spaced('发布 公开 公布 发表 上传 发稿 上网')} *{_DAY}|{_spaced('发布于')}|(?<![\u3400-\u9fff]){_DAY}",
    "written": rf"{_spaced('成文 生成 发文 签发 印发 制发 制作 形成')} *{_DAY}",
}
_LABEL = re.compile(
    "(?:"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LABELS.items())
    + r"|(?<![\u3400-\u9fff])(?:[\u3400-\u9fff]{2,8}|[\u3400-\u9fff](?: +[\u3400-\u9fff]){1,4})) *$"
)
"""The label at the end of a text: one of those above, or any other word, which ends the value before it."""
_LAST = frozenset("号码构关位门体源期间于* ")
"""What a label without a colon may end in."""
_WIDEST = 20
"""Characters of a label, with the spaces in it."""
_BEHIND = re.compile(r"[:\t|\n]| (?=[^ :\u3400-\u9fff]|[\u3400-\u9fff]{2})")
_CUT = re.compile(r"[\t|\[【\n]|  ")
_HEADER_CELL = re.compile(r"[\u3400-\u9fff ]{0,8}(?:[类号期间构关称词位体式性效]|部门) *")
_SKIP = re.compile(r"[ \t|*]*")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is filled: `text[start:end]` of the plain text is its value, trimmed."""

    kind: Kind
    start: int
    end: int
    label: int
    """Where its label begins."""


class _Label(NamedTuple):
    kind: Kind | None
    start: int
    end: int
    """Behind its colon."""
    colon: bool


class Fields:
    """The fields of a stretch of plain text."""

    def __init__(self, source: Plain) -> None:
        self._source = source

    def of(self, kind: Kind) -> Iterator[Field]:
        """Those of one kind, in order."""
        return (field for field in self._all if field.kind == kind)

    @cached_property
    def _all(self) -> list[Field]:
        return list(self._read())

    def _labels(self) -> Iterator[_Label]:
        text = self._source.text
        before = 0
        for mark in _BEHIND.finditer(text):
            if mark[0] != ":" and text[max(mark.start() - 1, 0)] not in _LAST:
                continue
            begin = max(before, mark.start() - _WIDEST)
            label = _LABEL.search(text[begin : mark.start()].rstrip("* "))
            if mark[0] == " " and not (label and label.lastgroup and _stands_alone(label)):
                continue
            before = mark.end()
            if label and (label.lastgroup or mark[0] == ":"):
                kind: Kind | None = label.lastgroup  # type: ignore[assignment]  # the groups are named by kind
                end = mark.end() if mark[0] == ":" else mark.start()
                yield _Label(kind, begin + label.start(), end, mark[0] == ":")

    def _read(self) -> Iterator[Field]:
        labels = list(self._labels())
        for label, following in zip_longest(labels, labels[1:]):
            if label.kind is not None:
                limit = following.start if following else len(self._source.text)
                value = self._header_value(label) or self._value(label.end, limit)
                if value is not None:
                    yield Field(label.kind, *value, label.start)

    def _value(self, start: int, limit: int) -> Span | None:
        """The value behind a label: on its line, or alone on the next."""
        text = self._source.text
        skipped = _SKIP.match(text, start, limit)
        start = skipped.end() if skipped else start
        if start < limit and text[start] == "\n":
            while start < limit and text[start].isspace():
                start += 1
            if text.find("\n", start, limit) < 0 and limit < len(text):
                return None  # the next label begins on this very line
        cut = _CUT.search(text, start, limit)
        return self._trimmed(start, cut.start() if cut else limit)

    def _header_value(self, label: _Label) -> Span | None:
        """The value in the row below, where a whole row holds labels."""
        text = self._source.text
        if label.colon:
            return None
        begin = text.rfind("\n", 0, label.start) + 1
        stop = text.find("\n", label.end)
        below = text.find("\n", stop + 1) if stop >= 0 else -1
        if below < 0:
            return None
        header, values = _cells(text, begin, stop), _cells(text, stop + 1, below)
        if not len(header) == len(values) > 1 or not all(
            _HEADER_CELL.fullmatch(text, *cell) for cell in header
        ):
            return None
        column = next((n for n, (first, last) in enumerate(header) if first <= label.start < last), None)
        return None if column is None else self._trimmed(*values[column])

    def _trimmed(self, start: int, end: int) -> Span | None:
        value = self._source.text[start:end]
        stripped = value.strip(" \t\n*|")
        if not stripped:
            return None
        begin = start + value.index(stripped)
        return begin, begin + len(stripped)


def _stands_alone(label: re.Match[str]) -> bool:
    """May a label be followed by its value without any mark between them? Of the long ones, at the beginning of a word."""
    return len(label[0]) > 2 and (label.start() == 0 or label.string[label.start() - 1].isspace())


def _cells(text: str, start: int, end: int) -> list[Span]:
    found = re.finditer(r"[^\t|]+", text[start:end])
    return [(start + cell.start(), start + cell.end()) for cell in found if cell[0].strip()]
