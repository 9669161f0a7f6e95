"""What a counted number counts, by the label before it or behind it: one reader for each kind of label."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from crossfoot.checks.remarks import words


class Counted(NamedTuple):
    """A number with what stands around it."""

    value: int | float
    unit: str
    label: str
    """What stands before it, without fillers."""
    filler: str
    after: str


class Read(NamedTuple):
    """What a number counts: the ids of remarks, and the places in `Counted` of the words that say so."""

    remarks: tuple[str, ...]
    begin: int
    """In `Counted.label`."""
    end: int = 0
    """In `Counted.after`."""
    year: int | None = None
    """The year reported that the words imply."""


Seen = Sequence[str]
"""What the numbers before in the same enumeration counted."""


def may_be_read(label: str, after: str) -> bool:
    """Can a number between *label* and *after* be one that `read` knows? A quick look that spares most of them the rest."""
    return label[-1:] in _BY_LAST or (after != "" and after[0] not in words.MARKS)


def read(counted: Counted, seen: Seen) -> Read | None:
    """What the number counts; null where no known label stands right before or right behind it."""
    for reader in (*_BY_LAST.get(counted.label[-1:], ()), _behind):
        if (found := reader(counted, seen)) is not None:
            return found
    return None


# -- requests ---------------------------------------------------------------------------------------------------------

_REQUESTS = ("narrative.received", "narrative.carried_in", "narrative.handled", "narrative.carried_out")


def _carried_in(counted: Counted, _seen: Seen) -> Read | None:
    if "结" not in counted.label and "转入" not in counted.label:
        return None
    match = words.CARRIED_IN.search(counted.label) if counted.unit in words.THINGS else None
    if match is None:
        return None
    year = int(match["since"]) + 1 if match["since"] else None
    return Read(("narrative.carried_in",), match.start(), year=year)


def _carried_out(counted: Counted, seen: Seen) -> Read | None:
    if counted.unit not in words.THINGS:
        return None
    label, remark = counted.label, ("narrative.carried_out",)
    if label.endswith("结转") and "narrative.handled" in seen:
        return Read(remark, len(label) - len("结转"))
    match = words.CARRIED_OUT.search(label) if "转" in label else None
    return Read(remark, match.start(), year=_year_before(match["to"])) if match else None


def _year_before(year: str | None) -> int | None:
    return int(year) - 1 if year else None


def _outcome(counted: Counted, _seen: Seen) -> Read | None:
    if counted.unit not in words.THINGS:
        return None
    match = words.OUTCOME.search(counted.label)
    if match is None:
        return None
    if words.JOINED.search(counted.label, 0, match.start()):
        return None
    return Read((words.OUTCOMES[match["outcome"]],), match.start())


def _received(counted: Counted, _seen: Seen) -> Read | None:
    if counted.unit not in words.THINGS:
        return None
    match = words.RECEIVED.search(counted.label)
    if match is None or _is_denied(match):
        return None
    if _names_request(match["object"]) or counted.label.endswith("新收"):
        return Read(("narrative.received",), match.start())
    behind = words.THEN_REQUEST.match(counted.after) if not match["object"] else None
    return Read(("narrative.received",), match.start(), behind.end()) if behind else None


def _handled(counted: Counted, seen: Seen) -> Read | None:
    if counted.unit not in words.CASES:
        return None
    match = words.HANDLED.search(counted.label)
    if match is None or _is_denied(match) or words.SOME_HANDLED.search(counted.label, 0, match.start()):
        return None
    if _names_request(match["object"]) or (not match["object"] and any(r in _REQUESTS for r in seen)):
        return Read(("narrative.handled",), match.start())
    return None


def _is_denied(verb: re.Match[str]) -> bool:
    return verb.string[verb.start() - 1 : verb.start()] in words.NOT_BEHIND


def _names_request(said: str) -> bool:
    return re.search("申请(?!人)", said) is not None


# -- reviews ----------------------------------------------------------------------------------------------------------

_WITH_OUTCOMES = ("narrative.reconsideration", "narrative.litigation")
_REVIEWS = (*_WITH_OUTCOMES, "narrative.direct_litigation", "narrative.litigation_after_reconsideration")


def _review(counted: Counted, _seen: Seen) -> Read | None:
    if counted.unit not in words.CASES:
        return None
    match = words.REVIEW.search(counted.label)
    if match is None:
        return None
    if joined := words.JOINED_REVIEWS.search(counted.label):
        # One number for both is the number of each only where it says so, or where it is none.
        each = counted.value == 0 or counted.filler.endswith(("各", "均为", "均"))
        return Read(_WITH_OUTCOMES, joined.start()) if each else None
    return Read((_review_id(match["what"]),), match.start())


def _review_id(what: str) -> str:
    if what.endswith("起诉"):
        kind = "direct_litigation" if "直接" in what else "litigation_after_reconsideration"
        return f"narrative.{kind}"
    return "narrative.reconsideration" if what.endswith("复议") else "narrative.litigation"


def _reviewed(counted: Counted, seen: Seen) -> Read | None:
    """An outcome of the reviews counted before."""
    match = words.REVIEWED.search(counted.label) if seen and counted.unit in words.CASES else None
    if match is None:
        return None
    named = words.OF_REVIEW.search(counted.label, 0, match.start())
    last = next((r for r in reversed(seen) if r.startswith(_REVIEWS)), "")
    group = _review_id(named["what"]) if named else ".".join(last.split(".")[:2])
    outcome = words.REVIEW_OUTCOMES[match["outcome"]]
    return Read((f"{group}.{outcome}",), match.start()) if group in _WITH_OUTCOMES else None


# -- table two --------------------------------------------------------------------------------------------------------

_DECIDED = {"许可": "narrative.licensing", "处罚": "narrative.penalties", "强制": "narrative.coercion"}
_MONEY = frozenset(("元", "万元", "亿元"))


def _documents(counted: Counted, seen: Seen) -> Read | None:
    if counted.unit not in words.DOCUMENTS:
        return None
    if match := words.ISSUED.search(counted.label):
        kind = "regulations" if match["what"] == "规章" else "normative_documents"
        return Read((f"narrative.{kind}.issued",), match.start())
    for pattern, what in ((words.REPEALED, "repealed"), (words.IN_FORCE, "in_force")):
        match = pattern.search(counted.label)
        if match and (match["what"] or any(r.startswith("narrative.normative") for r in seen)):
            return Read((f"narrative.normative_documents.{what}",), match.start())
    return None


def _decisions(counted: Counted, seen: Seen) -> Read | None:
    match = words.DECISIONS.search(counted.label) if counted.unit in words.CASES else None
    if match and (match["verb"] or match["noun"] or any(r in _DECIDED.values() for r in seen)):
        return Read((_DECIDED[match["what"]],), match.start())
    return None


def _fees(counted: Counted, _seen: Seen) -> Read | None:
    match = words.FEES.search(counted.label) if counted.unit in _MONEY else None
    return Read(("narrative.fees",), match.start()) if match else None


# -- all of them ------------------------------------------------------------------------------------------------------


def _behind(counted: Counted, _seen: Seen) -> Read | None:
    """A label behind the number: 5 件予以公开, 2 件结转下年度, 1 起行政复议."""
    after, begin = counted.after, len(counted.label)
    if counted.unit not in words.THINGS:
        return None
    if "转" in after and (match := words.THEN_CARRIED_OUT.match(after)):
        return Read(("narrative.carried_out",), begin, match.end(), _year_before(match["to"]))
    if ("予" in after or "公开" in after or "提供" in after) and (match := words.THEN_OUTCOME.match(after)):
        return Read((words.OUTCOMES[match["outcome"]],), begin, match.end())
    if "行政" in after and (match := words.THEN_REVIEW.match(after)):
        return Read((_review_id(match["what"]),), begin, match.end())
    return None


_Reader = Callable[[Counted, Seen], Read | None]
_ASKED: tuple[_Reader, ...] = (_carried_in, _carried_out, _outcome, _received, _handled, _review)
_BY_LAST: Mapping[str, tuple[_Reader, ...]] = {
    **dict.fromkeys("请开项息求况书表式办", _ASKED),
    **dict.fromkeys("转年度天入", (_carried_in, _carried_out)),
    **dict.fromkeys("理复结毕完成", (_carried_out, _outcome, _received, _handled, _reviewed)),
    **dict.fromkeys("供型类", (_outcome,)),
    **dict.fromkeys("收到记受", (_received,)),
    **dict.fromkeys("议讼诉案", (_review,)),
    **dict.fromkeys("持正果", (_reviewed, _outcome)),
    **dict.fromkeys("文章止效", (_documents,)),
    **dict.fromkeys("可罚制", (_decisions,)),
    "定": (_outcome, _decisions),
    "费": (_fees,),
    "入": (_carried_in, _fees),
    "额": (_fees,),
}
"""By the last character of a label: the readers of such labels, in order."""
