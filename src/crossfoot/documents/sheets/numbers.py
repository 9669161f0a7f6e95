"""What a spreadsheet's cell shows for a number, by its number format.

https://support.microsoft.com/office/number-format-codes-5026bbd6-04bc-48cd-bf33-80f18b4eae68
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from crossfoot.documents.sheets.model import Shown

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    **dict.fromkeys((15, 16, 17, 22, *range(27, 37), *range(50, 59)), "yyyy/m/d"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm"),
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    48: "##0.0E+0",
    49: "@",
}
"""The formats that a workbook names by number only (ECMA-376 part 1, 18.8.30), as a Chinese Excel shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[\$(?P<symbol>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color\s?\d+|黑色?|蓝色?|绿色?|红色?|白色?|黄色?|颜色\s?\d+)\]"
    r"|(?P<general>General|G/通用格式)|(?P<digits>[#0?,]*[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+)|(?P<percent>%)"
    r"|(?P<text>@)|(?P<plain>[-+ $¥￥€£()（）:;,，/、元件万亿个项条])",
    re.IGNORECASE,
)
_DATE = re.compile(r"[ymdhs]|上午|AM/PM", re.IGNORECASE)
_QUIET = re.compile(r'"[^"]*"|[\\!_*].|\[[^\]]*\]')
"""What is no code for a part of a date."""
_MOST_SHOWN = 11
"""Digits that a cell without a format shows; a larger number is shown in powers of ten."""


class _Section(NamedTuple):
    """A part of a format: what stands before and behind the digits, and the digits' own code."""

    before: str
    digits: str
    after: str
    percent: bool


def shown(value: float, code: str) -> Shown:
    """What a cell with this number format shows for `value`; not sure where that is another figure than the value."""
    exact = _exact(value)
    plain = _plain(exact)
    sections = _sections(code)
    if is_date(code) or not 1 <= len(sections) <= 4:
        return Shown(plain, sure=False)
    section, exact = _chosen(sections, exact)
    if section is None:
        return Shown(plain, sure=False)
    around = section.before + section.after
    # Figures among the words, and a sign that is left out, make another figure of it.
    told = not any(map(str.isdigit, around)) and (value >= 0 or "-" in section.before)
    if section.digits == "General":
        return _between(section, _plain(exact), sure=told and abs(exact) < 10**_MOST_SHOWN)
    if section.digits:
        digits, same = _digits(exact * 100 if section.percent else exact, section.digits)
        return _between(section, digits, sure=told and same)
    # Only words, or nothing: that is how zeros are shown as a dash, or not at all. Another figure is kept secret.
    return Shown(around, sure=told) if value == 0 else Shown(plain, sure=False)


def shows_text(code: str) -> bool:
    """Does a cell with this number format show a text as it is?"""
    parts = _split(code)
    telling = parts[3] if len(parts) > 3 else parts[-1] if "@" in parts[-1] else "@"
    return re.sub(r"[_*].|\[[^\]]*\]|\s", "", telling) in ("@", "General")


def _between(section: _Section, digits: str, *, sure: bool) -> Shown:
    return Shown(section.before + digits + section.after, sure)


def is_date(code: str) -> bool:
    """Does a number format show dates or times?"""
    return _DATE.search(re.sub("General", "", _QUIET.sub("", code), flags=re.IGNORECASE)) is not None


def date_text(value: float, *, from_1904: bool = False) -> str:
    """The day that a spreadsheet's number stands for."""
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    try:
        day = first + timedelta(days=value)
    except OverflowError:
        return ""
    return f"{day.year}年{day.month}月{day.day}日"


def _exact(value: float) -> Decimal:
    """The number that was typed in: spreadsheets keep fifteen digits, and their sums carry binary noise."""
    return Decimal(f"{value:.15g}")


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section | None, ...]:
    """The sections of a number format; None for one that is not understood."""
    return tuple(map(_section, _split(code)))


def _split(code: str) -> list[str]:
    parts = re.split(r'("[^"]*"|[\\!_*].|\[[^\]]*\])|;', code)
    out = [""]
    for index, part in enumerate(parts):
        if index % 2 and part is None:
            out.append("")
        else:
            out[-1] += part or ""
    return out


def _section(code: str) -> _Section | None:
    around = ["", ""]
    digits = ""
    percent = False
    position = 0
    while position < len(code):
        found = _TOKEN.match(code, position)
        if found is None:
            return None
        position = found.end()
        name = found.lastgroup
        if name in ("general", "digits", "text"):
            if digits:
                return None
            digits = "General" if name != "digits" else found["digits"]
        else:
            percent = percent or name == "percent"
            around[bool(digits)] += found[name] if name is not None else ""
    if digits.split(".")[0].endswith(",") or re.search(r",[#0?]*$", digits.partition(".")[2]):
        return None  # Thousands are left out.
    return _Section(around[0], digits, around[1], percent)


def _chosen(sections: tuple[_Section | None, ...], value: Decimal) -> tuple[_Section | None, Decimal]:
    """The section for a number, and the number as that shows it: one of its own for negative ones shows no sign."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    section = sections[0]
    if section is not None and value < 0 and section.digits:
        return section._replace(before="-" + section.before), -value
    return section, value


def _digits(value: Decimal, code: str) -> tuple[str, bool]:
    """The digits that are shown, and whether they are all of the number's."""
    whole, _, fraction = code.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    left, _, right = f"{rounded:f}".partition(".")
    least = len(re.sub("[^0?]", "", whole))
    left = left.lstrip("0").rjust(least, "0") if least or left != "0" else ""
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", left)
    kept = len(fraction.rstrip("#?"))
    right = right[:kept] + right[kept:].rstrip("0")
    return left + ("." + right if "." in code and (right or kept) else ""), rounded == value
