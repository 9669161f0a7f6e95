"""The title of a report, in the lines above its narrative."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossfoot.forms import Span
from crossfoot.forms.bodies import is_body
from crossfoot.forms.days import number
from crossfoot.readers.heading.plain import Piece, Plain, lines, piece
from crossfoot.readers.heading.years import IN_TITLE

_LONGEST = 60
"""Characters of a line that is part of a title."""
_LINES = 3
"""A title runs over at most so many lines."""

_CHARACTER = "[^，。；;:!?>»|,！？]"
_TITLE = re.compile(
    rf"{_CHARACTER}{{0,60}}(?:信息|政务)公开(?:{_CHARACTER}{{0,20}}报告|(?:工作)?(?:年度)?年报)(?:[(（][^)）]{{0,12}}[)）])?"
)
_END = re.compile(r"告|年报|告[)）]$")
_SUBJECT = re.compile(r"(?:政府)?(?:信息|政务)(?:与政务|和政务|、政务)?公开.*$")
_YEAR_ALONE = re.compile(r"[(（]?(?:20\d\d|二[〇○零0][〇○零0一二三四五六七八九]{2})年?度?[)）]?")
_ABOUT = re.compile(r"关于|^[《的]+|[的》]+$")
_AROUND_YEAR = re.compile(r"年?度?的?")

LABEL = r"(?:标 *题|(?:信 *息 *)?名 *称|称|题 *名)"
_FURNITURE = re.compile(rf"(?:{LABEL}|(?:您?当前|您现在)的?位置) *:? *(?!$)|\[bookmark:[^\]]*\]|[#*>|\s]+")
_LABELLED = re.compile(rf"{LABEL}\s*:?[\s|]*$")
# What a page has behind the title on its line: a date, a field, the choice of a font.
_BEHIND = re.compile(r"(?<=[告报])\s+(?=20\d\d[-年/.]|[\u3400-\u9fff]{2,6} *:|[\[【(]?字[体号])")
_CELLS = re.compile(r"[\t|]")
_BODY_BEGINS = re.compile(
    r"(?:一|壹|第一部分)\s*[、.：:]?\s*(?:总体|總|概述|概况|基本|主动|工作|\d{4}年)|[|\s]*(?:第二十条|第二十條|信息内容|信息內容)"
)
_FIELD = re.compile(r"[\u3400-\u9fff \u3000]{2,8}[:：]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, and what it names."""

    text: str
    source: Plain
    span: Span
    start: int
    """In *source*; `end` is behind its last character."""
    end: int
    labelled: bool
    """Does it stand in a field of its own (`名称：`)?"""
    issuer: Piece | None
    year: int | None
    year_at: Span | None


def narrative_begins(text: str, limit: int) -> int | None:
    """Where the narrative begins, in a document's text: at its heading or its first sentence; null where neither is found."""
    for start, end in lines(text, 0, limit):
        if _BODY_BEGINS.match(text, start, end):
            return start
        if text.find("。", start, end) >= 0 and not _FIELD.match(text, start, end):
            return start
    return None


def find_title(above: Plain) -> Title | None:
    """The title in the text above the narrative.

    A page may list the reports of other years above it, so the last counts; one that names no year is a menu or a
    caption and counts only where nothing better stands.
    """
    found = list(_titles(above))
    best = next((title for title in reversed(found) if title.year is not None), found[0] if found else None)
    if best is None or best.issuer is not None:
        return best
    # Printed twice, once without the body: 松坞县 / 2023年…报告 / 2023年…报告.
    fuller = (title for title in found if title.issuer and title.year == best.year and _same(title, best))
    return next(fuller, best)


def _same(first: Title, second: Title) -> bool:
    """Is the one the other, said again?"""
    between = first.source.text[min(first.end, second.end) : max(first.start, second.start)]
    return first.labelled or not between.strip()


def title_in(text: Plain) -> Title | None:
    """The title that the whole of a line is, or the part of it before a site's name (`…报告_白浦县人民政府`)."""
    for part in re.finditer(r"[^_\-—|\n]+", text.text):
        whole = piece(text, *part.span())
        if _TITLE.fullmatch(whole.text):
            return _title(text, whole)
    return None


def _titles(source: Plain) -> Iterator[Title]:
    every = list(_usable(source.text))
    for row, (start, end) in enumerate(every):
        if end > start and _END.search(source.text, start, end):
            title = _joined(source, every[max(row - _LINES, 0) : row + 1])
            if title is not None:
                if IN_TITLE.search(title.text) is None and row + 1 < len(every):
                    below = piece(source, *every[row + 1])
                    if _YEAR_ALONE.fullmatch(below.text):
                        title += below
                yield _title(source, title)


def _usable(text: str) -> Iterator[Span]:
    """Lines without the furniture before a title; empty where a line cannot be part of one."""
    for start, stop in lines(text):
        furniture = _FURNITURE.match(text, start, stop)
        begin = furniture.end() if furniture else start
        behind = _BEHIND.search(text, begin, stop)
        end = behind.start() if behind else begin + len(text[begin:stop].rstrip("|\t "))
        usable = end - begin <= 2 * _LONGEST and not _CELLS.search(text, begin, end)
        yield (begin, end) if usable else (begin, begin)


def _joined(source: Plain, rows: Sequence[Span]) -> Piece | None:
    """The title that ends with the last of *rows*: as few lines as make one, and those above that complete it."""
    title = piece(source, *rows[-1])
    above = list(rows[:-1])
    while not _TITLE.fullmatch(title.text):
        if not above or above[-1][0] == above[-1][1] or len(title.text) > _LONGEST:
            return None
        title = piece(source, *above.pop()) + title
    while above and above[-1][0] < above[-1][1]:
        higher = piece(source, *above.pop())
        if not _completes(higher.text, title.text):
            break
        title = higher + title
    return title


def _completes(higher: str, title: str) -> bool:
    """Is the line above a title the part of it that names the body, or the year?"""
    if len(higher) > _LONGEST // 2:
        return False
    if _YEAR_ALONE.fullmatch(higher):
        return IN_TITLE.search(title) is None
    named = _without_year(_SUBJECT.sub("", title))
    return not named and is_body(_without_year(higher))


def _without_year(text: str) -> str:
    if year := IN_TITLE.search(text):
        behind = _AROUND_YEAR.match(text, year.end())
        text = text[: year.start()] + text[behind.end() if behind else year.end() :]
    return _ABOUT.sub("", text)


def _title(source: Plain, title: Piece) -> Title:
    match = IN_TITLE.search(title.text)
    year = year_at = None
    if match is not None:
        digits = match["digits"] or match["numerals"]
        year, year_at = number(digits), title[slice(*match.span())].span(source)
    start, end = title.places[0], title.places[-1] + 1
    labelled = _LABELLED.search(source.text, max(start - 12, 0), start) is not None
    return Title(
        title.printed, source, title.span(source), start, end, labelled, _issuer(title), year, year_at
    )


def _issuer(title: Piece) -> Piece | None:
    """The body that the title names: what stands before the subject, without the year."""
    subject = _SUBJECT.search(title.text)
    if subject is None:
        return None
    start, end = 0, subject.start()
    match = IN_TITLE.search(title.text, start, end)
    if match is not None:
        behind = _AROUND_YEAR.match(title.text, match.end(), end)
        after = behind.end() if behind else match.end()
        # 2022年白浦县财政局, or 白浦县财政局2022年: the longer side names the body.
        start, end = (after, end) if end - after > match.start() - start else (start, match.start())
    name = title[start:end]
    text = name.text
    left = re.match(r"[《〈\s]*(?:关于)?", text)
    right = re.search(r"(?:关于)?(?:年度|年)?的?$", text)
    name = name[left.end() if left else 0 : right.start() if right else len(text)]
    return name if name.text and is_body(name.text) else None
