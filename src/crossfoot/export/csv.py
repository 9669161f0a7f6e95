"""CSV that spreadsheets open as it is: UTF-8 with a byte order mark, CRLF, and no text that runs as a formula."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, Final

from crossfoot.export.tables import Field, Row

_GUARD: Final = "'"
# What starts a formula in one spreadsheet or another, wide forms included; and the guard itself, so that taking one
# guard away always gives the text back.
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", _GUARD)


def write_csv(rows: Iterable[Row], out: BinaryIO) -> None:
    """Write *rows* to *out* as they come; *out* stays open. Raises `OSError` as *out* does."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows([neutral(field) for field in row] for row in rows)
        text.flush()
    finally:
        text.detach()


def neutral(field: Field) -> Field:
    """*field* such that no spreadsheet calculates it: a text that starts like a formula gets a ``'`` in front.

    Numbers stay numbers, negative ones too.
    """
    if isinstance(field, str) and field.lstrip(" \u00a0\u3000\ufeff").startswith(_ACTIVE):
        return _GUARD + field
    return field
