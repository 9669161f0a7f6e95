"""Title, issuer and year of a report, from its title line; null where the text does not tell."""

import re
from dataclasses import dataclass

from crossfoot.documents.model import Document
from crossfoot.layout.normal import simplified, without_pinyin

_REACH = 6_000
"""Characters from the start in which a title is looked for."""
_JOINED = 3
"""A title runs over at most so many lines."""

_TITLE = re.compile(
    r"[^，。；;：:！？>＞»|]{0,60}(?:信息|政务)公[开開](?:\([a-zā-ǜ]+\))?[^，。；;：:！？>＞»|]{0,20}报告(?:[（(][^）)]{0,12}[）)])?"
)
_DATE = re.compile(r"\s*20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*")
_BODY = re.compile(r"[\u3400-\u9fff\s]{2,28}(?:政府|办事处|办公室|办公厅|局|委员会|委|厅|院|处|中心)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?=年|$|政府|[\u3400-\u9fff])")
_SUBJECT = re.compile(r"(?:政府)?(?:信息|政务)(?:与政务|和政务)?公[开開].*$")
_PERIOD = re.compile(
    r"(20\d{2})\s*年\s*1\s*月\s*1\s*日起?(?:，|,)?\s*(?:至|到|—|-|－)+\s*(?:\1\s*年)?\s*12\s*月\s*31"
)
_NOBODY = frozenset(
    {"", "我", "我局", "本", "本级", "本机关", "本单位", "我镇", "我县", "我区", "我市", "关于"}
)
_FURNITURE = re.compile(
    r"^(?:标\s*题|名\s*称|称|题\s*名|当前位置|您当前的位置|您现在的位置)\s*[:：]?|\[bookmark:[^\]]*\]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Who reported on which year, as the title says."""

    title: str | None
    issuer: str | None
    year: int | None


def read_heading(document: Document) -> Heading:
    """The heading of a report. Nothing is guessed: a year comes from the title or the stated period."""
    title = _title(document)
    year = issuer = None
    if title is not None:
        if match := _YEAR.search(title):
            year = int(match[1])
        issuer = _issuer(title)
    signed = _signature(document)
    if signed is not None and (issuer is None or signed.startswith(issuer)):
        # The title says 青石镇, the signature 青石镇人民政府.
        issuer = signed
    if year is None and (period := _PERIOD.search(document.text[:_REACH])):
        year = int(period[1])
    return Heading(title, issuer, year)


def _title(document: Document) -> str | None:
    """The first line, or lines joined, that reads as the title of a report."""
    lines: list[str] = []
    for raw in document.text[:_REACH].splitlines():
        line = _FURNITURE.sub("", raw.strip()).strip()
        if line:
            lines.append(line)
    found: list[str] = []
    for first in range(len(lines)):
        joined = ""
        for line in lines[first : first + _JOINED]:
            if len(line) > 60 or "\t" in line or "|" in line:
                break
            joined += without_pinyin("".join(line.split()))
            if "告" in line and _TITLE.fullmatch(simplified(joined)):
                found.append(joined)
                break
    # A title names its year; what does not is a menu or a caption, and is taken only where nothing better stands.
    return next((title for title in found if _YEAR.search(title)), found[0] if found else None)


def _signature(document: Document) -> str | None:
    """The body that signs at the end of the report: the line above the date."""
    lines = [line.strip() for line in document.text[-_REACH:].splitlines() if line.strip()]
    for above, line in zip(reversed(lines[:-1]), reversed(lines[1:]), strict=True):
        if _DATE.fullmatch(line) and _BODY.fullmatch(above):
            return "".join(above.split())
    return None


def _issuer(title: str) -> str | None:
    rest = _YEAR.sub("", title, count=1)
    rest = re.sub(r"^[年度\s]+|(?<=[\u3400-\u9fff])年度?(?=政府|信息|政务|$)", "", rest)
    name = _SUBJECT.sub("", rest).strip(" 　—-《》")
    name = re.sub(r"(?:关于)?(?:年度|年)?(?:的)?$", "", name)
    return None if name in _NOBODY else name
