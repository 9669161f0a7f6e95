"""Records as a list, one line each."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from crossfoot.cli.records import STYLES
from crossfoot.cli.text import console, safe

if TYPE_CHECKING:
    from crossfoot.store import Record


def print_records(records: "Iterable[Record]") -> int:
    """Print status, year, form, title and path of each record on standard output; how many there were."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("status", "year", "form"):
        table.add_column(name, no_wrap=True)
    table.add_column("title", overflow="fold")
    table.add_column("path", overflow="fold")
    for record in records:
        info = record.document
        table.add_row(
            Text(record.status, style=STYLES[record.status]),
            str(info.year or ""),
            record.form or "",
            Text(safe(info.title or "")),
            Text(safe(info.path)),
        )
    if table.row_count:
        console().print(table)
    return table.row_count
