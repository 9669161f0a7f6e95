"""`crossfoot source`: the text that evidence points into, and where a piece of it stands in the file."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossfoot.cli.exits import Refused
from crossfoot.cli.text import safe

if TYPE_CHECKING:
    from crossfoot.documents import Document

_SPAN = re.compile(r"(\d{1,9}):(\d{1,9})")


@click.command("source", short_help="Show the text that evidence points into.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("spans", nargs=-1, metavar="[START:END]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: text, tables, and where they stand.")
def command(file: Path, spans: tuple[str, ...], as_json: bool) -> None:
    """Show the text that evidence points into.

    crossfoot reads every format into one text with its tables; the offsets in records (`evidence`) count characters of
    that text. Without START:END the whole text is printed, each row of a table on a line with tabs between its cells.
    With them, each piece is printed with its line, and with its page or spreadsheet cell where the file has such.

    \b
    Examples:
      crossfoot source report.pdf | less
      crossfoot source report.pdf 1201:1204
      crossfoot source report.docx --json | jq '.grids | length'
    """
    from crossfoot.documents import DocumentError, read

    wanted = [_span(each) for each in spans]
    try:
        document = read(file)
    except DocumentError as error:
        raise Refused(error.message) from error
    if as_json:
        click.echo(_as_json(document))
    elif not wanted:
        for line in document.text.split("\n"):
            click.echo("\t".join(safe(cell) for cell in line.split("\t")))
    for start, end in wanted:
        if not 0 <= start <= end <= len(document.text):
            raise Refused(f"{start}:{end} lies outside the text of {len(document.text):,} characters")
        click.echo(_told(document, start, end))


def _span(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not START:END, two numbers as a record's evidence has them")
    return int(match[1]), int(match[2])


def _told(document: "Document", start: int, end: int) -> str:
    """`1201:1204  12  page 3 at (90, 210, 101, 222)  | the line`."""
    left = document.text.rfind("\n", 0, start) + 1
    right = document.text.find("\n", end)
    line = document.text[left : right if right >= 0 else None]
    where = [f"{start}:{end}", document.text[start:end]]
    for origin in document.origins_of(start, end):
        if origin.cell is not None:
            where.append(origin.cell)
        if origin.page is not None:
            box = "" if origin.box is None else f" at ({', '.join(f'{edge:.0f}' for edge in origin.box)})"
            where.append(f"page {origin.page}{box}")
    return "  ".join(safe(part) for part in where) + "  | " + safe(line)


def _as_json(document: "Document") -> str:
    import json

    return json.dumps(
        {
            "name": document.name.encode("utf-8", "backslashreplace").decode(),
            "media_type": document.media_type,
            "encoding": document.encoding,
            "sha256": document.sha256,
            "title": document.title,
            "recognised": document.recognised,
            "text": document.text,
            "grids": [
                {**grid._asdict(), "cells": [cell._asdict() for cell in grid.cells]}
                for grid in document.grids
            ],
            "origins": [origin._asdict() for origin in document.origins],
        },
        ensure_ascii=False,
    )
