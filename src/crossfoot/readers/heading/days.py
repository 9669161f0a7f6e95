"""Dates as headings print them."""

import re
from datetime import date

from crossfoot.forms.days import day

_YEAR = r"(?:20\d\d|二[〇○零0][〇○零0一二三四五六七八九]{2})"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"

DAY = (
    rf"(?<!\d)(?P<date>(?P<year>{_YEAR})\s*+年\s*+(?P<month>{_MONTH})\s*+月\s*+(?P<day>{_DAY})\s*+日"
    r"|(?P<y>20\d\d)\s?(?P<sep>[-./])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})(?!\d))"
)
"""A date, on plain text."""
IN_FIELD = re.compile(rf"\s*+(?:{DAY}|(?P<eight>(?<!\d)20\d{{6}})(?!\d))")
"""A date behind a label: there, eight digits are one too."""
TIME = r"\s*+T?\d{1,2}:\d{2}(?::\d{2})?"


def day_of(match: re.Match[str]) -> date | None:
    """The day that a match of `DAY` or `IN_FIELD` prints; null where the calendar has none such."""
    if match["year"]:
        return day(match["year"], match["month"], match["day"])
    if match["y"]:
        return day(match["y"], match["m"], match["d"])
    return day(match["eight"][:4], match["eight"][4:6], match["eight"][6:])
