"""Statements that there was nothing to count: 未收到政府信息公开申请, 无行政复议、行政诉讼, 没有结转下年度."""

import re
from collections.abc import Iterator

from crossfoot.checks.remarks import words
from crossfoot.checks.remarks.numbers import Claim
from crossfoot.checks.remarks.sentences import Sentence


def zeros(sentence: Sentence) -> Iterator[Claim]:
    """What *sentence* says there was none of."""
    text = sentence.text
    for nothing in words.NOTHING.finditer(text):
        if text[nothing.start() - 1 : nothing.start()] in words.NO_FACT_BEHIND:
            continue
        phrase = words.PHRASE.match(text, nothing.end())
        if phrase is not None:
            for remark in _none_of(phrase[0], nothing[0]):
                yield Claim(remark, 0, sentence, nothing.start(), phrase.end())
    if "结转" in text:
        for match in words.NONE_CARRIED.finditer(text):
            remark = "narrative.carried_in" if match["last"] else "narrative.carried_out"
            year = int(match["to"]) - 1 if match["to"] else None
            yield Claim(remark, 0, sentence, match.start(), match.end(), year=year)


def _none_of(phrase: str, nothing: str) -> Iterator[str]:
    """The remarks on what *phrase* names; nothing where it says more than that there was none of it."""
    if "复议" in phrase or "诉讼" in phrase:
        yield from _reviews(phrase)
    elif words.NO_CARRIED_IN.fullmatch(phrase):
        yield "narrative.carried_in"
    elif "申请" in phrase:
        match = words.NO_REQUEST.fullmatch(phrase)
        # 未申请公开 is said of us, 无申请 of others.
        told = match is not None and match["more"] is None and (match["receipt"] or nothing in ("没有", "无"))
        if told and re.search("申请(?!人)", phrase):
            yield "narrative.received"
    elif match := words.NO_DOCUMENT.fullmatch(phrase):
        for what in filter(None, (match["what"], match["also"])):
            kind = "regulations" if what == "规章" else "normative_documents"
            yield f"narrative.{kind}.issued"


def _reviews(phrase: str) -> Iterator[str]:
    request = words.NO_REQUEST.fullmatch(phrase)
    if request is not None and request["receipt"] and request["more"]:
        # 未收到政府信息公开申请、行政复议和行政诉讼
        yield "narrative.received"
        phrase = request["more"]
    if words.NO_REVIEW.fullmatch(phrase):
        if "复议" in phrase:
            yield "narrative.reconsideration"
        if "诉讼" in phrase:
            yield "narrative.litigation"
