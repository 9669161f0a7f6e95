"""Days of the calendar as Chinese texts print them: in digits, or in numerals (二〇二四年一月十五日)."""

from datetime import date

NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○0", 0)
"""Numeral → digit; a year is a row of them."""


def day(year: str, month: str, day: str) -> date | None:
    """The day that is printed; null where the calendar has none such."""
    try:
        return date(number(year), number(month), number(day))
    except ValueError:
        return None


def number(text: str) -> int:
    """`2021`, 二〇二一 or 二十九 as a number. Raises `KeyError` for what is none."""
    if text.isdecimal():
        return int(text)
    if "十" not in text:
        return int("".join(str(NUMERALS[c]) for c in text))
    tens, _, ones = text.partition("十")
    return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0)
