"""Dates that cannot be: in the stated statistical period, and under the report's end. No clock is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crossfoot.checks.confront import Finding
from crossfoot.checks.remarks.catalogue import Catalogue, finding
from crossfoot.forms import Form, Span
from crossfoot.forms.days import day as _day
from crossfoot.layout.anchors import Anchors

_PERIOD = re.compile(
    r"(20\d\d)\s*+年\s*+(\d{1,2})\s*+月\s*+(\d{1,2})\s*+日?\s*+(?:零时|0时)?\s*+(?:起|开始)?\s*+[，,]?\s*+"
    r"(?:至|到|[—–\-－~～]{1,3})\s*+(?:(20\d\d)\s*+年\s*+)?(\d{1,2})\s*+月\s*+(\d{1,2})\s*+日"
)
_OF_STATISTICS = re.compile(
    r"(?:统计(?:期|时|数据|区间|范围|周期|年度)|数据的?统计|所列数据|数据的?(?:期限|时限|时段|起止))[^。；，,]{0,12}$"
)
_CUE = 40
"""Characters before a period in which it is said to be that of the statistics."""

_SIGNED = re.compile(
    r"(?P<year>20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})[^\S\n]*年"
    r"[^\S\n]*(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])[^\S\n]*月"
    r"[^\S\n]*(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[^\S\n]*日(?=\s*$)",
    re.MULTILINE,
)
"""A date at the end of a line."""
_LATEST = 3
"""Last month of the next year in which reports are signed; by law it is January."""
_BODY = re.compile(
    r"[\u4e00-\u9fff（）()\s]{2,40}(?:政府|办事处|办公室|办公厅|局|委员会|委|厅|院|处|中心|站|队|公司)"
)


def date_remarks(text: str, anchors: Anchors, year: int | None, catalogue: Catalogue) -> Iterator[Finding]:
    """What is wrong with the statistical period and with the date of the signature."""
    seen: set[str] = set()
    for period in _periods(text, anchors.region):
        if period.shown not in seen:
            seen.add(period.shown)
            yield from _period_remarks(period, anchors.form, year, catalogue)
    signed = _signature(text, anchors.region[1])
    if signed is not None:
        yield from _signature_remarks(signed, anchors.form, year, catalogue)


@dataclass(frozen=True, slots=True)
class _Dates:
    """A date or a period as printed. `days` are null where the calendar has no such day."""

    shown: str
    span: Span
    days: tuple[date | None, ...]


def _periods(text: str, region: Span) -> Iterator[_Dates]:
    for start, end in ((0, region[0]), (region[1], len(text))):
        for match in _PERIOD.finditer(text, start, end):
            if _OF_STATISTICS.search(text, max(match.start() - _CUE, start), match.start()):
                first, last = match[1], match[4] or match[1]
                days = (_day(first, match[2], match[3]), _day(last, match[5], match[6]))
                yield _Dates("".join(match[0].split()), match.span(), days)


def _period_remarks(period: _Dates, form: Form, year: int | None, catalogue: Catalogue) -> Iterator[Finding]:
    def remark(name: str) -> Finding:
        return finding(catalogue.remarks[name], form, span=period.span, date=period.shown, year=str(year))

    first, last = period.days
    if first is None or last is None:
        yield remark("date.impossible")
    elif last < first:
        yield remark("period.reversed")
    elif year is not None and year not in (first.year, last.year):
        yield remark("period.other_year")
    elif (first, last) != (date(first.year, 1, 1), date(first.year, 12, 31)):
        yield remark("period.partial")


def _signature(text: str, after: int) -> _Dates | None:
    """The date under the report: the last that stands behind or below the name of a body, or at the very end."""
    for match in reversed(list(_SIGNED.finditer(text, after))):
        begin = text.rfind("\n", after, match.start()) + 1
        signer = text[begin : match.start()].strip()
        if not signer:
            signer = text[after:begin].rstrip().rpartition("\n")[2].strip()
            alone = not text[match.end() :].strip()
        else:
            alone = False
        if alone or _BODY.fullmatch(signer):
            day = _day(match["year"], match["month"], match["day"])
            return _Dates("".join(match[0].split()), match.span(), (day,))
    return None


def _signature_remarks(
    signed: _Dates, form: Form, year: int | None, catalogue: Catalogue
) -> Iterator[Finding]:
    (day,) = signed.days
    if day is None:
        yield finding(catalogue.remarks["date.impossible"], form, span=signed.span, date=signed.shown)
    elif year is not None and (day.year, day.month, day.day) < (year, 12, 31):
        remark = catalogue.remarks["date.signed_early"]
        yield finding(remark, form, span=signed.span, date=signed.shown, year=str(year))
    elif year is not None and (day.year, day.month) > (year + 1, _LATEST):
        remark = catalogue.remarks["date.signed_late"]
        yield finding(remark, form, span=signed.span, date=signed.shown, year=str(year))
