"""What makes a statement speak of something else than the tables: another year, a share, another office.

A statement that differs from the table is a warning only where none of this can be the reason.
"""

import re
from typing import Literal

from crossfoot.checks.remarks import words
from crossfoot.checks.remarks.numbers import Claim
from crossfoot.checks.remarks.title import is_government, is_office, reports

Scope = Literal["same", "narrower", "wider", "others"]

_ASIDE = re.compile("[（(][^（）()]*[）)]")
_CLAUSE = re.compile(r"[，,；;：:（(。]")
_REQUESTS = ("narrative.received", "narrative.handled")


def is_doubtful(claim: Claim, year: int | None) -> bool:
    """May *claim* be about something else than its figure in the tables of *year*?"""
    text = claim.sentence.text
    so_far, said = text[: claim.start], text[claim.start : claim.end]
    clause = _CLAUSE.split(_ASIDE.sub("", so_far))[-1]
    return (
        claim.year not in (None, year)
        or _of_another_time(claim, so_far, clause, year)
        or _is_a_share(claim, so_far, clause)
        or not _on_its_subject(claim, so_far, clause, said)
    )


def _of_another_time(claim: Claim, so_far: str, clause: str, year: int | None) -> bool:
    named = words.YEAR.findall(so_far)
    if named and int(named[-1]) != year:
        return True
    if any(int(each) != year for span in words.YEARS.findall(so_far) for each in span if each):
        return True
    if words.OTHER_TIME.search(so_far):
        return True
    return claim.remark != "narrative.carried_in" and words.LAST_YEAR.search(clause) is not None


def _is_a_share(claim: Claim, so_far: str, clause: str) -> bool:
    """One channel's, one subject's, an exception; a number of an enumeration under 其中 that is no outcome."""
    if words.CHANNEL.search(clause) and not words.ALL_CHANNELS.search(clause):
        return True
    if claim.remark in _REQUESTS and "新收" not in claim.sentence.text[claim.start : claim.end]:
        enumeration = re.split("[；;]", so_far)[-1]
        return "其中" in enumeration or any(
            pattern.search(clause) for pattern in (words.SHARE, words.FOR_OTHERS)
        )
    return False


def _on_its_subject(claim: Claim, so_far: str, clause: str, said: str) -> bool:
    """Are the words that the statement depends on there, and none that make it one about something else?"""
    text = claim.sentence.text
    match claim.remark.split(".")[1]:
        case "received":
            told = "公开" in said or (
                "登记" not in said and words.ON_REQUEST.search(_paragraph(claim, so_far))
            )
            return bool(told)
        case "carried_in" | "carried_out":
            topics = list(words.CARRIED_TOPIC.finditer(claim.sentence.before + so_far + said))
            return bool(topics) and topics[-1]["request"] is not None
        case "handled":
            return words.SOME_LATE.search(text) is None
        case "granted" | "partly_granted" | "denied" | "unavailable" | "not_processed":
            part = _part(claim)
            asked = words.REQUESTED.search(_paragraph(claim, so_far))
            return (
                bool(asked) and not words.OTHER_PAPERS.search(text) and not words.OTHER_OUTCOMES.search(part)
            )
        case "reconsideration" | "litigation" | "direct_litigation" | "litigation_after_reconsideration":
            return _on_reviews(claim)
        case "normative_documents" | "regulations":
            return words.OTHER_DOCUMENTS.search(clause) is None
        case "fees":
            return words.OTHER_FEES.search(text) is None and words.PLAIN.fullmatch(clause) is not None
        case "licensing" | "penalties" | "coercion":
            return words.PUBLISHED.search(so_far) is None and words.PLAIN.fullmatch(clause) is not None
    return True


def _on_reviews(claim: Claim) -> bool:
    """Are these reviews of what the reporting body did with requests?"""
    text = claim.sentence.text
    if words.ON_DISCLOSURE.search(text) is None and words.OTHER_ACTS.search(text):
        return False
    if claim.value == 0:
        return True
    if words.AUTHORITY.search(text) or words.OTHER_REVIEWS.search(text):
        return False
    if claim.remark.count(".") > 1 and words.OTHER_OUTCOMES.search(_part(claim)):
        return False
    return words.ON_DISCLOSURE.search(claim.sentence.before + text) is not None


def _part(claim: Claim) -> str:
    """The part of the sentence, between semicolons, in which the statement stands."""
    text = claim.sentence.text
    end = text.find("；", claim.end)
    return text[text.rfind("；", 0, claim.start) + 1 : end if end >= 0 else None]


def _paragraph(claim: Claim, so_far: str) -> str:
    """What stands before the statement in its paragraph, with the heading."""
    before = claim.sentence.before + so_far
    return words.PARAGRAPH.split(before)[-1]


def scope(claim: Claim) -> Scope:
    """Does the sentence count what the tables count, less or more of it, or what is others'?"""
    document = claim.sentence.document
    named = list(words.SCOPE.finditer(_ASIDE.sub("", claim.sentence.text[: claim.start])))
    if not named:
        return "same"
    match named[-1].lastgroup, named[-1][0]:
        case ("wider" | "others") as whose, _:
            return whose
        case "own", us:
            return "narrower" if is_office(us) and is_government(document) else "same"
        case "narrower", office:
            return "same" if reports(office, document) else "narrower"
        case _, body:
            return "same" if reports(body, document) else "others"
