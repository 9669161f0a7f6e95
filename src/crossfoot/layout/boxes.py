"""Tables drawn with characters, as terminals and converters print them: rules between the rows, pipes between the cells.

::

    +----------+------+------+
    | 一、本年 | 5    | 1    |
    | 新收…    |      |      |
    +----------+------+------+
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from crossfoot.forms import Span
from crossfoot.forms.prints import fold, is_figure

PIPES = re.compile(r"[|｜│┃¦]")
_RULE = re.compile(r"\s*[+|│┼├┌└┬┴┤┐┘╋┠┨][\s+|│┼├┤┌┐└┘┬┴╋┠┨=\-─━:]*[=\-─━]{3,}[\s+|│┼├┤┌┐└┘┬┴╋┠┨=\-─━:]*")
_RULES = 4
"""A box has at least so many rules; a Markdown table has one."""


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn table. `rows[r][c]` are the pieces of a cell, one for each line on which something stands in it."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    start: int
    end: int


def find_boxes(text: str) -> list[Box]:
    """The drawn tables of *text* in order. Only where each row lies between two rules: elsewhere lines are rows."""
    if sum(text.count(drawn) for drawn in ("--", "──", "━━", "==")) < _RULES:
        return []
    boxes: list[Box] = []
    block: list[Span] = []
    position = 0
    for line in (*text.split("\n"), ""):
        span = (position, position + len(line))
        position += len(line) + 1
        if PIPES.search(line) or _RULE.fullmatch(line):
            block.append(span)
            continue
        if block:
            boxes.extend(_box(text, block))
            block = []
    return boxes


def _box(text: str, lines: list[Span]) -> list[Box]:
    segments: list[list[list[Span]]] = [[]]
    rules = 0
    for start, end in lines:
        if _RULE.fullmatch(text, start, end):
            rules += 1
            segments.append([])
        else:
            segments[-1].append(_cells(text, start, end))
    rows = [segment for segment in segments if segment]
    if rules < _RULES or len(rows) < rules // 2 or any(_is_several_rows(text, segment) for segment in rows):
        return []
    return [Box(tuple(_row(segment) for segment in rows), lines[0][0], min(lines[-1][1] + 1, len(text)))]


def _cells(text: str, start: int, end: int) -> list[Span]:
    """The trimmed cells of a line; empty ones have no length. The frame's outer pipes hold no cell."""
    bounds = [start - 1, *(match.start() for match in PIPES.finditer(text, start, end)), end]
    cells = [_trimmed(text, left + 1, right) for left, right in pairwise(bounds)]
    framed = len(cells) > 2
    return cells[1:-1] if framed and cells[0][0] == cells[0][1] and cells[-1][0] == cells[-1][1] else cells


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = fold(text[start:end])
    left = len(piece) - len(piece.lstrip())
    return (start + left, start + len(piece.rstrip())) if piece.strip() else (start, start)


def _is_several_rows(text: str, segment: list[list[Span]]) -> bool:
    """Do figures stand on more than one of the lines, or do the lines differ in their cells?"""
    figured = sum(any(is_figure(text[left:right]) for left, right in line) for line in segment)
    return figured > 1 or len({len(line) for line in segment}) > 1


def _row(segment: list[list[Span]]) -> tuple[tuple[Span, ...], ...]:
    return tuple(
        tuple(line[column] for line in segment if line[column][0] < line[column][1])
        for column in range(len(segment[0]))
    )
