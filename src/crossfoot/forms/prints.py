"""From print to value: what a printed figure says, exactly or not at all.

Characters are normalised by a table of our own, one to one, so that offsets stay: Unicode's NFKC would turn ① into 1
and ``①5`` into 15.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from crossfoot.forms.catalogue import Kind, Value

Unit = Literal["元", "万元", "亿元"]
_YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}

MAX_DIGITS = 15
"""More digits than any count or amount of a public body has, and as many as a double holds exactly."""

# One character to one character: digits, signs, separators and units. Nothing here may change a length.
_FOLD = str.maketrans(
    "０１２３４５６７８９＋－−–—―﹣‐‑．，％　\u00a0\u2002\u2003\u2009\u202f萬億",
    "0123456789+--------.,%      万亿",
)
# Characters that take no room on paper; they are skipped, never deleted, so that offsets stay.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

_SIGN = r"(?P<sign>[+-]{0,2}|净?[增减](?:加|少)?)"
_DIGITS = (
    r"(?P<money>[¥￥])?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?\s?"
    r"(?P<unit>[(（]?(?:万元|亿元|元|件|项|条|个|份|宗|起|次|人|家)[)）]?)?"
)
NUMBER = re.compile(rf"{_SIGN}\s?{_DIGITS}")
"""A figure, on folded text: sign, digits with or without thousands separators, fraction, unit."""
UNSPACED = _SIGN + _DIGITS
"""The pattern of a figure whose sign stands close to it: between spaces, `- 3` may be a blank and a figure."""

PLACEHOLDERS = frozenset(
    {"_", "/", "\\", "-", "--", "---", "无", "空", "／", "＿", "__", "___", "----", "——"}
)
"""Prints that say "nothing here"."""


class PrintError(ValueError):
    """The print is not a figure of the kind that the cell holds."""


def fold(text: str) -> str:
    """*text* with digits, signs and spaces in their plain forms; the same length."""
    return text.translate(_FOLD)


def is_figure(text: str) -> bool:
    """Is the whole of *text* (trimmed) one printed figure?"""
    return NUMBER.fullmatch(_trim(text)) is not None


def is_placeholder(text: str) -> bool:
    """Does *text* say that nothing is printed: a dash, a slash, 无?"""
    return _trim(text) in PLACEHOLDERS


@lru_cache(maxsize=1 << 14)  # Reports print the same small numbers over and over.
def parse(text: str, kind: Kind, unit: Unit | None = None) -> Value:
    """The value of the printed figure *text*.

    *unit* is the unit that the column's header states, for amounts; a unit in the cell itself goes before it.
    Raises `PrintError` where the print is no figure of that *kind*: a negative count, a fraction of a thing, an
    amount other than zero whose unit is stated nowhere, a leading zero, more than `MAX_DIGITS` digits.
    """
    plain = text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")
    if plain and kind != "yuan" and len(text) <= MAX_DIGITS:
        return int(text)  # What nine prints in ten are.
    match = NUMBER.fullmatch(_trim(text))
    if match is None:
        raise PrintError(f"{text.strip()!r} is not one figure")
    digits = match["digits"].replace(",", "")
    if digits.startswith("0") and digits != "0":
        raise PrintError(
            f"{text.strip()!r} begins with 0: two figures that ran together, or one that lost a digit"
        )
    fraction = (match["fraction"] or "").rstrip("0").rstrip(".")
    if len(digits) + len(fraction) > MAX_DIGITS:
        raise PrintError(
            f"{text.strip()[:24]!r}… has {len(digits)} digits: no figure of a report has so many"
        )
    sign = match["sign"]
    if sign.strip("+-") and kind != "integer":
        raise PrintError(f"{text.strip()!r} is a change where a {kind} belongs")
    number = Decimal(digits + fraction) * (-1 if "-" in sign or "减" in sign else 1)
    printed_unit = (match["unit"] or "").strip("()（）")
    if kind == "yuan":
        return _amount(number, printed_unit, unit, text)
    if printed_unit in _YUAN or match["money"]:
        raise PrintError(f"{text.strip()!r} is an amount of money where a count belongs")
    if number != int(number):
        raise PrintError(f"{text.strip()!r} is not a whole number")
    if kind == "count" and len(sign) > 1:
        raise PrintError(f"{text.strip()!r} has two signs")
    if kind == "count" and (number < 0 or "-" in sign):
        raise PrintError(f"{text.strip()!r} is negative: a count cannot be")
    return int(number)


def _amount(number: Decimal, printed: str, stated: Unit | None, text: str) -> Value:
    if number < 0:
        raise PrintError(f"{text.strip()!r} is negative: an amount cannot be")
    if printed and printed not in _YUAN:
        raise PrintError(f"{text.strip()!r} is a count where an amount belongs")
    unit = printed or stated
    if unit is None and number != 0:
        raise PrintError(f"{text.strip()!r} has no unit, neither in its cell nor in its header")
    yuan = number * _YUAN[unit or "元"]
    return int(yuan) if yuan == int(yuan) else float(yuan)


def _trim(text: str) -> str:
    return fold(text).strip().strip(INVISIBLE).strip()
