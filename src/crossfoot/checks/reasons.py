"""The reason of a decision, in one sentence that a person understands, in Chinese and English."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from crossfoot.checks.confront import Finding
from crossfoot.checks.evidence import Agreement
from crossfoot.forms import Form

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

Decision = Literal["verified", "source_error", "ask_again", "needs_review"]

_NAMED = 3
"""Rows that a reason names at the most."""

_VERIFIED = {
    "zh": "每个数字都与原文对应，能检验的勾稽关系全部成立",
    "en": "every figure is tied to its place in the text, and every sum that can be tested holds",
}
_SOURCE_ERROR = {
    "zh": "{sum}{more}；全部数字与原文一致，报告自身有误",
    "en": "{sum}{more}; every figure is as printed: the report itself is wrong",
}
_MORE = {"zh": "（另有 {n} 处）", "en": " (and {n} more)"}
# In the order in which they are told: what is worst first.
_IN_DOUBT: Mapping[Agreement, Mapping[Language, str]] = {
    Agreement.UNREADABLE: {
        "zh": "{rows}所印不是该项数字",
        "en": "what is printed in {rows} is no figure of its kind",
    },
    Agreement.NOTHING: {"zh": "原文中找不到{rows}", "en": "{rows} was not found in the text"},
    Agreement.ROW_ONLY: {
        "zh": "{rows}的数字不能确定在哪一列",
        "en": "the text does not show in which columns the figures of {rows} stand",
    },
    Agreement.DIFFERS: {"zh": "{rows}读出的与原文不一致", "en": "{rows} was read otherwise than is printed"},
}
_LEFTOVER = {
    "zh": "表内有 {n} 个数字没有归属",
    "en": "{n} figures inside the tables belong to no cell",
}
_EMPTY = {"zh": "表内没有印出任何数字", "en": "no figure is printed in the tables"}
_ASK = {"zh": "；须再看其中 {n} 格", "en": "; {n} cells are to be read again"}


def reason(
    decision: Decision,
    form: Form,
    by_agreement: Mapping[Agreement, Sequence[str]],
    leftovers: int,
    failing: Sequence[Finding],
    asked: int,
) -> dict[Language, str]:
    """Why a reading was decided so. *failing* are the sums that fail, *asked* how many cells are to be read again."""
    return {
        language: _in(language, decision, form, by_agreement, leftovers, failing, asked)
        for language in LANGUAGES
    }


def _in(
    language: Language,
    decision: Decision,
    form: Form,
    by_agreement: Mapping[Agreement, Sequence[str]],
    leftovers: int,
    failing: Sequence[Finding],
    asked: int,
) -> str:
    if decision == "verified":
        return _VERIFIED[language]
    if decision == "source_error":
        said = _SOURCE_ERROR[language]
        return said.replace("{sum}", failing[0].message[language]).replace("{more}", more(failing, language))
    parts = [
        said[language].replace("{rows}", named_rows(form, by_agreement[agreement], language))
        for agreement, said in _IN_DOUBT.items()
        if by_agreement[agreement]
    ]
    if leftovers:
        parts.append(_LEFTOVER[language].replace("{n}", str(leftovers)))
    if not parts:
        parts.append(_EMPTY[language])
    if failing:
        parts.append(failing[0].message[language] + more(failing, language))
    return ("；" if language == "zh" else "; ").join(parts) + (
        _ASK[language].replace("{n}", str(asked)) if asked else ""
    )


def more(failing: Sequence[Finding], language: Language) -> str:
    """How many sums fail besides the first; empty where it is the only one."""
    return _MORE[language].replace("{n}", str(len(failing) - 1)) if len(failing) > 1 else ""


def named_rows(form: Form, paths: Iterable[str], language: Language) -> str:
    """The rows of *paths* by their printed labels, in quotation marks, the first few of them."""
    rows = list(dict.fromkeys(form.cells[path].row for path in paths))
    names = [form.row_of[row].label.split("（区分")[0] for row in rows[:_NAMED]]
    if language == "zh":
        return "“" + "”“".join(names) + "”" + (f"等 {len(rows)} 行" if len(rows) > _NAMED else "")
    more = f" and {len(rows) - _NAMED} more rows" if len(rows) > _NAMED else ""
    return "“" + "”, “".join(names) + "”" + more
