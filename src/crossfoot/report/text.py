"""An account as lines of plain text. What they quote is not made harmless here: whoever prints them knows for what."""

from collections.abc import Iterator

from crossfoot.checks import Language
from crossfoot.report.account import Account, Advice, Note, Sum
from crossfoot.report.language import say

_INDENT = "  "


def text_lines(account: Account) -> Iterator[str]:
    """The report's headline, and below it, indented, what there is to say; one line where it is in order."""
    yield f"{account.headline}  {account.path}"
    quiet = account.status == "verified"
    if not quiet:
        yield _INDENT + account.summary
    for part in account.parts:
        for each in part.sums:
            yield from _sum(each)
        yield from _advice(account.language, part.advice)
    for note in account.problems:
        yield from _note(account.language, "error", note)
    for note in account.warnings:
        yield from _note(account.language, note.kind, note)
    for hint in account.hints:
        yield f"{_INDENT}{say(account.language, 'hint')}{_colon(account.language)}{hint}"


def closing_line(language: Language, count: int, wrong: int) -> str:
    """How many reports were checked and how many of them are not in order."""
    return say(language, "closing.wrong" if wrong else "closing.clean", count=count, wrong=wrong)


def _sum(each: Sum) -> Iterator[str]:
    head = f"{_INDENT}{each.number}. "
    yield head + each.message
    equation = "".join(map(str, each.equation))
    yield f"{' ' * len(head)}{equation}  ({each.difference}){_where(each.where)}"


def _advice(language: Language, advice: Advice) -> Iterator[str]:
    head = f"{_INDENT}{advice.about}{_colon(language)}"
    if len(advice.options) == 1:
        (option,) = advice.options
        yield f"{head}{option.words}{advice.tail}{_where(option.where)}"
        return
    yield head + advice.lead
    for option in advice.options:
        yield f"{_INDENT * 3}- {option.words}{_where(option.where)}"
    if advice.tail:
        yield f"{_INDENT * 3}{advice.tail.strip()}"


def _note(language: Language, kind: str, note: Note) -> Iterator[str]:
    yield f"{_INDENT}{say(language, kind)}{_colon(language)}{note.words}{_where(note.where)}"


def _where(lines: str) -> str:
    return f"  [{lines}]" if lines else ""


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "
