"""What people type about a report: cells and sums by a part of their name, figures as they are printed."""

from collections.abc import Collection, Iterable

from crossfoot.forms import Form, PrintError, Value, is_placeholder, parse
from crossfoot.report.labels import place
from crossfoot.review.desk import RefusedError

_LISTED = 5
"""Names that an ambiguous one may mean, told at the most."""


def cell_named(form: Form, text: str) -> str:
    """The path of the cell that *text* means: its path, the end of it, a part of it, or a part of its Chinese words.

    Raises `RefusedError` where there is none, or several.
    """
    if text in form.fields:
        return text
    ends = [path for path in form.fields if path.endswith(f".{text}")]
    parts = [path for path in form.cells if text in path]
    words = [path for path in form.cells if _in_words(text, place(form, path, "zh"))]
    found = ends or parts or words
    if not found:
        raise RefusedError(f"the form of this report has no cell {text!r}")
    return _only(found, text, "cells")


def _in_words(text: str, words: str) -> bool:
    """Do all parts of *text*, separated by slashes or spaces, stand in *words*?"""
    parts = text.replace("/", " ").split()
    return bool(parts) and all(part in words for part in parts)


def sum_named(failing: Collection[str], text: str) -> str:
    """The failing sum that *text* means: its rule, or a part of that name. Raises `RefusedError`."""
    if text in failing:
        return text
    found = [rule for rule in failing if rule.endswith(f".{text}")] or [r for r in failing if text in r]
    if not found:
        raise RefusedError(f"no sum {text!r} fails; these do: {', '.join(failing) or 'none'}")
    return _only(found, text, "sums")


def _only(found: Iterable[str], text: str, what: str) -> str:
    first, *others = dict.fromkeys(found)
    if not others:
        return first
    named = ", ".join([first, *others][:_LISTED])
    more = f" and {len(others) + 1 - _LISTED} more" if len(others) >= _LISTED else ""
    raise RefusedError(f"{text!r} may mean {len(others) + 1} {what}: {named}{more}")


def value_typed(form: Form, cell: str, text: str) -> Value | None:
    """The figure that *text* prints in *cell*: `12`, `1.2万元`; null for a blank (`空`, `_`). Raises `RefusedError`."""
    if not text.strip():
        raise RefusedError(f"{cell}: no figure is given; `空` or `_` says that nothing is printed there")
    if is_placeholder(text):
        return None
    try:
        return parse(text, form.fields[cell].kind)
    except PrintError as error:
        raise RefusedError(f"{cell}: {error}") from error
