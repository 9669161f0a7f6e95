"""The year reported: as the title names it, or as the stated period of the statistics covers it."""

import re

from crossfoot.forms import Span
from crossfoot.forms.days import number

IN_TITLE = re.compile(
    r"(?<!\d)(?P<digits>20\d\d)(?=年|$|[\u3400-\u9fff)])|(?P<numerals>二[〇○零0][〇○零0一二三四五六七八九]{2})(?=年)"
)

_FIRST = r"(?P<year>20\d\d|二[〇○零0][〇○零0一二三四五六七八九]{2})"
_DAY_LOST = r"(?P<lost>20\d\d)11日?起?(?:至|到)(?P=lost)1231(?!\d)"
"""年 and 月 lost with their font: with the year printed twice no other day is meant."""
_PERIOD = re.compile(
    rf"(?<![\d]){_FIRST}\s*+年\s*+(?:1|01|一)\s*+月\s*+(?:(?:1|01|一)\s*+日\s*+)?(?:零时|0时|0:00|起|开始)*\s*+[,，]?\s*+(?:至|到|[-~～]{{1,3}})\s*+"
    r"(?:(?P=year)\s*+年\s*+)?(?:12|十二)\s*+月\s*+(?:(?:31|三十一)\s*+日|份|底|末|(?=[,，。;；止)的]))"
    r"|(?<![\d])(?P<dots>20\d\d)(?P<sep>[-./])0?1(?P=sep)0?1\s?(?:至|到|[-~～]{1,3})\s?(?P=dots)(?P=sep)12(?P=sep)31(?!\d)"
    rf"|(?<![\d])(?:(?P<months>20\d\d)\s*+年\s*+1\s*+月?(?:至|到|[-~～])12\s*+月)|(?<!\d){_DAY_LOST}"
)
_OF_STATISTICS = re.compile(r"统计|数据|期限|时段|时限|周期|报告期")
_CUE = 40
"""Characters before a period in which it is said to be that of the statistics."""


def stated(text: str) -> tuple[int, Span] | None:
    """The one whole year that the statistics cover, and where that is said; null where several are said."""
    found: dict[int, Span] = {}
    said: dict[int, Span] = {}
    for match in _PERIOD.finditer(text):
        year = number(match["year"] or match["dots"] or match["months"] or match["lost"])
        found.setdefault(year, match.span())
        if _OF_STATISTICS.search(text, max(match.start() - _CUE, 0), match.start()):
            said.setdefault(year, match.span())
    periods = said or found
    return next(iter(periods.items())) if len(periods) == 1 else None
