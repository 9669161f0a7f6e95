"""Counted numbers in a sentence, each read as one figure of the tables by the label before or behind it, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crossfoot.checks.remarks import labels, words
from crossfoot.checks.remarks.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement: the quantity of *remark* is *value*, give or take half a *step*. Amounts are in yuan."""

    remark: str
    value: int | float
    sentence: Sentence
    start: int
    end: int
    """`sentence.text[start:end]` are its words."""
    step: int = 1
    year: int | None = None
    """The year reported, as its own words imply it: 结转 2023 年 is said of 2022."""


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


def claims(sentence: Sentence) -> Iterator[Claim]:
    """The numbers of *sentence* that a label ties to a figure of the tables."""
    text = sentence.text
    seen: list[str] = []
    for match in words.NUMBER.finditer(text):
        start, end = match.span()
        behind = text[start - 1 : start]
        if behind.isdecimal() or behind in words.NO_COUNT_BEHIND:
            continue
        read = _read(text, match, behind, seen)
        if read is None:
            if match["unit"] in words.COUNTED:
                seen.clear()
            continue
        seen.extend(read.remarks)
        value, step = _in_yuan(match["number"], match["unit"])
        begin = start - min(start, words.WINDOW) + read.begin
        for remark in read.remarks:
            yield Claim(remark, value, sentence, begin, end + read.end, step, read.year)


def _read(text: str, match: re.Match[str], behind: str, seen: labels.Seen) -> labels.Read | None:
    """What the number counts, by what stands before and behind it."""
    start, end = match.span()
    before = text[max(start - words.WINDOW, 0) : start]
    label = before.rstrip(words.FILLERS)
    after = text[end : end + words.WINDOW]
    if not labels.may_be_read(label, after) or after.startswith(words.NO_TOTAL):
        return None
    value = number_of(match["number"])
    # 数十件 is no ten.
    if value is None or (behind == "数" and not match["number"][0].isdecimal()):
        return None
    counted = labels.Counted(value, match["unit"], label, before[len(label) :], after)
    return labels.read(counted, seen)


def _in_yuan(printed: str, unit: str) -> tuple[int | float, int]:
    """The value of a number, in yuan if it is an amount, and what its last printed digit is worth."""
    value, yuan = number_of(printed) or 0, _YUAN.get(unit)
    if yuan is None:
        return value, 1
    amount = round(value * yuan, 2)
    step = max(yuan // 10 ** len(printed.partition(".")[2]), 1)
    return int(amount) if amount == int(amount) else amount, step


def number_of(text: str) -> int | float | None:
    """The value of a number in digits of any script or in Chinese numerals; null for numerals in no order."""
    if text[0].isdecimal():
        if not words.FIGURES.fullmatch(text):
            return None
        plain = text.replace(",", "").replace("，", "")
        return float(plain) if "." in plain else int(plain)
    if text[0] in "百千" or (len(text) > 1 and not any(c in _PLACES for c in text)):
        return None
    total, digit, lowest = 0, None, 10_000
    for c in text:
        place = _PLACES.get(c)
        if place is None:
            if digit or c not in _DIGITS:
                return None
            digit = _DIGITS[c]
        elif place >= lowest or digit == 0:
            return None
        else:
            total += (digit or 1) * place
            digit, lowest = None, place
    return total + (digit or 0)
