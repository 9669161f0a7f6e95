"""What conversions do to a text before any reader sees it: all readers read it alike.

A damage works on the marked text (see `sheet`), so that `sheet.truth` can tell what is still printed.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from random import Random

from crossfoot.evaluation.simulation.sheet import (
    BEGIN,
    CLOSE,
    END,
    MARKED,
    cell_index,
    unmarked,
)
from crossfoot.forms import APPLICANTS, Form

Damage = Callable[[str, Form, Random], str]
"""From a marked text to the damaged one; the same text where there is nothing to damage."""

# -- structure ----------------------------------------------------------------------------------------------------


def lost_blanks(text: str, _form: Form, _rng: Random) -> str:
    """Empty cells leave no trace: separators in a row become one, empty lines go."""

    def thin(region: str) -> str:
        region = re.sub(rf"[\U000f0000-\U000f0fff]{CLOSE}", "", region)
        region = re.sub(r"<t[dh][^>]*>(?:&nbsp;|\s|<br>|</?p[^>]*>|</?span[^>]*>)*</t[dh]>", "", region)
        region = re.sub(r"\|(?:[ \t]*\|)+", "|", region)
        region = re.sub(r"│(?: *│)+", "│", region)
        region = re.sub(r"\n(?:[ \t|]*\n)+", "\n", region)
        return re.sub(r"\t{2,}", "\t", re.sub(r"[ \t|]+$", "", region, flags=re.MULTILINE))

    return _in_tables(text, thin)


def line_breaks(text: str, _form: Form, rng: Random) -> str:
    """Lines are broken at a few places, never inside a figure."""

    def broken(region: str) -> str:
        places = [
            m.start() for m in re.finditer(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])| (?=\S)|\t", region)
        ]
        for at in sorted(rng.sample(places, min(len(places), rng.randint(1, 4))), reverse=True):
            region = region[:at] + "\n" + region[at:]
        return region

    return _in_tables(text, broken)


def joined_lines(text: str, _form: Form, rng: Random) -> str:
    """A few line ends are lost, or become a space."""

    def joined(region: str) -> str:
        lines = region.split("\n")
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(lines) - 1)
            lines[at : at + 2] = [rng.choice(("", " ")).join(lines[at : at + 2])]
        return "\n".join(lines)

    return _in_tables(text, joined)


def page_breaks(text: str, _form: Form, rng: Random) -> str:
    """The foot of a page, its number or a heading, stands between two lines."""

    def paged(region: str) -> str:
        lines = region.split("\n")
        for number in range(rng.randint(1, 3)):
            foot = rng.choice(_FEET).format(n=number + rng.randint(2, 5), total=rng.randint(6, 9))
            lines.insert(rng.randrange(1, len(lines)), foot)
        return "\n".join(lines)

    return _in_tables(text, paged)


def repeated_header(text: str, _form: Form, rng: Random) -> str:
    """Table three goes on after a page break, with its header once more; the page's number may stand before it."""

    def repeated(region: str) -> str:
        lines = region.split("\n")
        begin, stop, last = (
            next((n for n, line in enumerate(lines) if word in line), 0)
            for word in ("勾稽", "本年新收", "结转下年度")
        )
        if not 0 < begin < stop < last:
            return region  # Another damage has taken one of the three.
        at = rng.randint(stop, last)
        foot = rng.choice(([], ["- 3 -"], ["", "4", ""]))
        return "\n".join([*lines[:at], *foot, *lines[begin:stop], *lines[at:]])

    return _in_tables(text, repeated)


_FEET = (
    "- {n} -",
    "—{n}—",
    "{n}",
    "第{n}页 共{total}页",
    "{n}/{total}",
    "\n- {n} -\n\n政府信息公开工作年度报告",
    "http://www.example.gov.cn/art/{n}/index.html 打印时间：2022/1/{total}",
    "浏览次数：{n}{total} 字体：大 中 小",
)


def dropped_column(text: str, form: Form, rng: Random) -> str:
    """The figures of one column of table three are gone, in all rows or from some row on, with their cells."""
    paths = list(form.cells)
    column = rng.choice(APPLICANTS)
    rows = [row.path for row in form.table("requests")]
    gone = {f"{row}.{column}" for row in rows[rng.choice((0, rng.randrange(len(rows)))) :]}
    pattern = re.compile(
        rf"(?:<td[^>]*>(?:<[^>]+>|&nbsp;)*)?{MARKED.pattern}(?:(?:</[^>]+>)*</td>|[ \t]*[|│\t]?)"
    )

    def drop(match: re.Match[str]) -> str:
        return "" if paths[cell_index(match[1])] in gone else match[0]

    return _in_tables(text, lambda region: pattern.sub(drop, region))


def garbled_labels(text: str, _form: Form, rng: Random) -> str:
    """Some labels lose characters, or get wrong ones. Units are spared: another unit would be another figure."""

    def garbled(region: str) -> str:
        words = [m for m in re.finditer(r"[\u4e00-\u9fff]{3,}", region) if "元" not in m[0]]
        for match in sorted(rng.sample(words, min(len(words), rng.randint(1, 5))), key=lambda m: -m.start()):
            region = region[: match.start()] + _garble(match[0], rng) + region[match.end() :]
        return region

    return _in_tables(text, garbled)


def _garble(word: str, rng: Random) -> str:
    at, length = rng.randrange(len(word)), rng.randint(1, 3)
    wrong = rng.choice(("", "口" * length, "\ufffd" * length, "瀛楃"))
    return rng.choice((word[:at] + wrong + word[at + length :], word[:at], ""))


def duplicated_lines(text: str, _form: Form, rng: Random) -> str:
    """A stretch of lines stands there twice."""

    def doubled(region: str) -> str:
        lines = region.split("\n")
        at = rng.randrange(len(lines))
        stretch = lines[at : at + rng.randint(1, 3)]
        return "\n".join(lines[:at] + stretch + lines[at:])

    return _in_tables(text, doubled)


def cut_lines(text: str, _form: Form, rng: Random) -> str:
    """A stretch of lines is gone: a few, or a large part of a table."""

    def cut(region: str) -> str:
        lines = region.split("\n")
        at = rng.randrange(len(lines))
        length = rng.choice((1, 2, 3, len(lines) // 4))
        return "\n".join(lines[:at] + lines[at + length :])

    return _in_tables(text, cut)


STRUCTURAL: Mapping[str, Damage] = {
    "lost_blanks": lost_blanks,
    "line_breaks": line_breaks,
    "joined_lines": joined_lines,
    "page_breaks": page_breaks,
    "repeated_header": repeated_header,
    "dropped_column": dropped_column,
    "garbled_labels": garbled_labels,
    "duplicated_lines": duplicated_lines,
    "cut_lines": cut_lines,
}
"""Damage to the arrangement; all figures that are left are as they were."""

# -- figures ------------------------------------------------------------------------------------------------------


def lost_digit(text: str, _form: Form, rng: Random) -> str:
    """A digit of a longer figure is lost."""

    def lose(figure: str) -> str:
        at = rng.choice(_digits(figure))
        return figure[:at] + figure[at + 1 :]

    return _in_figure(text, rng, lose, r"\d.*\d")


def changed_digit(text: str, _form: Form, rng: Random) -> str:
    """A digit is another one."""

    def change(figure: str) -> str:
        at = rng.choice(_digits(figure))
        return figure[:at] + rng.choice([d for d in "0123456789" if d != figure[at]]) + figure[at + 1 :]

    return _in_figure(text, rng, change, r"\d")


def letters(text: str, _form: Form, rng: Random) -> str:
    """Some zeros and ones are letters, as optical reading leaves them."""
    swaps = {"0": ("O", "o"), "1": ("l", "I")}

    def misprint(figure: str) -> str:
        at = rng.choice([n for n, char in enumerate(figure) if char in swaps])
        return figure[:at] + rng.choice(swaps[figure[at]]) + figure[at + 1 :]

    for _ in range(rng.randint(1, 4)):
        text = _in_figure(text, rng, misprint, "[01]")
    return text


def separators(text: str, _form: Form, rng: Random) -> str:
    """A separator comes into a figure: where thousands end, or elsewhere."""
    sign = rng.choice((",", "，", ".", " "))

    def separate(figure: str) -> str:
        at = _digits(figure)
        split = at[-3] if len(at) > 3 else at[-1]
        return figure[:split] + sign + figure[split:]

    return _in_figure(text, rng, separate, r"\d.*\d")


def glued_cells(text: str, _form: Form, rng: Random) -> str:
    """Two neighbouring figures run together: what stood between them is lost."""
    found = list(MARKED.finditer(text))
    pairs = [
        (one, other)
        for one, other in pairwise(found)
        if one[2].strip().isdigit()
        and other[2].strip().isdigit()
        and len(text[one.end() : other.start()]) < 60
        and not re.search(r"[\u4e00-\u9fff]", text[one.end() : other.start()])
    ]
    if not pairs:
        return text
    one, other = rng.choice(pairs)
    return text[: one.end()] + text[other.start() :]


FIGURES: Mapping[str, Damage] = {
    "lost_digit": lost_digit,
    "changed_digit": changed_digit,
    "letters": letters,
    "separators": separators,
    "glued_cells": glued_cells,
}
"""Damage to the figures themselves; nothing in the text tells what stood there before."""

# -- helpers ------------------------------------------------------------------------------------------------------


def _in_tables(text: str, change: Callable[[str], str]) -> str:
    """*text* with its tables changed, and the narrative left alone."""
    head, _, rest = text.partition(BEGIN)
    region, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{change(region)}{END}{tail}"


def _in_figure(text: str, rng: Random, change: Callable[[str], str], pattern: str) -> str:
    """*text* with one figure changed, of those that the *pattern* is found in."""
    fit = [match for match in MARKED.finditer(text) if re.search(pattern, unmarked(match[2]), re.ASCII)]
    if not fit:
        return text
    match = rng.choice(fit)
    return text[: match.start(2)] + change(match[2]) + text[match.end(2) :]


def _digits(figure: str) -> list[int]:
    return [at for at, char in enumerate(figure) if char in "0123456789"]
