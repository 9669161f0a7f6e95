"""The numbers that a text prints, with their scale and unit: `1.2万余条` is 12000 条, roughly."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crossfoot.checks.remarks.numbers import number_of

_FOLD = str.maketrans("０１２３４５６７８９．％萬億餘條", "0123456789.%万亿余条")
_SCALES = {"": 1, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_UNITS = (
    "人次|场次|批次|期次|条次|件次|户次|小时|分钟|公里|美元"
    "|[人名户家个条件篇份项则期次场轮班堂部批封宗起例幅册张笔元年月日时天级届位处类种倍岁度周季点期%]"
)
_NUMBER = re.compile(
    r"(?P<core>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千]+)"
    rf"(?P<scale>[十百千]?万|亿)?(?P<more>余|多|来)?(?P<unit>{_UNITS})?"
)
_ROUGH_BEFORE = re.compile(r"(?:约|近|超|超过|逾|突破|大约|不少于|至少|不低于|将近)$")
_ROUGH_BEHIND = ("余", "多", "以上", "左右", "上下")
_NO_START = re.compile(r"(?:[0-9十百千万亿.第\-－—–~～]|[0-9][,，至])$")
"""Before a number: it is a part of another, the end of a range, an ordinal, or 234 of 1，234, which may be one number."""
_NO_STOP = re.compile(r"[0-9十百千万亿\-－—–~～]|[.,，至][0-9]")
"""The like behind a number."""
_NUMERALS = frozenset("零〇一二两三四五六七八九")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text. `text[start:stop]` is the number with its scale, `text[stop:end]` its unit."""

    value: Decimal
    unit: str
    """Folded too; empty where none follows."""
    rough: bool
    start: int
    stop: int
    end: int


def folded(text: str) -> str:
    """*text* with plain digits and simplified scales; the same length."""
    return text.translate(_FOLD)


def figures(text: str, gaps: Sequence[int] = ()) -> Iterator[Figure]:
    """The numbers of *text* that can be read in one way only.

    *gaps* are the places in front of which white space was taken out: a number across one of them may be two.
    """
    plain = folded(text)
    torn = frozenset(gaps)
    for match in _NUMBER.finditer(plain):
        start, stop = match.start(), match.end("scale") if match["scale"] else match.end("core")
        value = number_of(match["core"])
        if value is None or _is_doubtful(plain, start, stop, torn):
            continue
        if not match["core"][0].isdecimal() and not match["unit"]:
            continue  # 一是, 十分: a numeral counts only what its unit names.
        exact = Decimal(match["core"].replace(",", "")) if match["core"][0].isdecimal() else Decimal(value)
        behind = plain[match.end() : match.end() + 2]
        yield Figure(
            value=exact * _SCALES[match["scale"] or ""],
            unit=match["unit"] or "",
            rough=bool(
                match["more"]
                or _ROUGH_BEFORE.search(plain[max(start - 4, 0) : start])
                or behind.startswith(_ROUGH_BEHIND)
            ),
            start=start,
            stop=stop,
            end=match.end(),
        )


def _is_doubtful(text: str, start: int, stop: int, torn: frozenset[int]) -> bool:
    """May the number be a part of a longer one, or two that met?"""
    if not torn.isdisjoint(range(start + 1, stop)):
        return True
    if _NO_START.search(text[max(start - 2, 0) : start]) or _NO_STOP.match(text, stop):
        return True
    # 一万二千 is one number.
    return text[stop - 1] in "十百千万亿" and text[stop : stop + 1] in _NUMERALS
