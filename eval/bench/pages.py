"""CPU time of reading: per report for Word and spreadsheets, per page for PDF documents with a text layer.

    python eval/bench/pages.py [--reports N] [--seed S] [--only NAME]...

CPU milliseconds of this process (user + system) from bytes to document, nothing else; best of three passes over the same
files. PDF documents are rendered by a Python library, ruled and not, and by Chromium and LibreOffice where they are on the
PATH. *Ink* is the part of a PDF page's time in which it is painted to see whether its figures leave ink.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from pypdfium2 import PdfDocument

from crossfoot.documents import parse
from crossfoot.documents.pdf.ink import Ink
from crossfoot.evaluation.roundtrip import specimen
from crossfoot.evaluation.simulation.drafts import Medium
from crossfoot.evaluation.simulation.rendering.printers import PRINTERS, reprint

PASSES = 3


@dataclass(frozen=True)
class Kind:
    """Documents of one sort: how they are rendered, and by what they are printed."""

    medium: Medium
    quirks: tuple[str, ...] = ()
    printer: str | None = None

    @property
    def found(self) -> bool:
        return self.printer is None or PRINTERS[self.printer].found


KINDS = {
    "docx": Kind("docx"),
    "xlsx": Kind("xlsx"),
    "pdf, ruled": Kind("pdf"),
    "pdf, small pages": Kind("pdf", ("pdf: small pages",)),
    "pdf, unruled": Kind("pdf", ("pdf: unruled",)),
    "pdf by Chromium": Kind(PRINTERS["pdf by Chromium"].source, (), "pdf by Chromium"),
    "pdf by LibreOffice": Kind(PRINTERS["pdf by LibreOffice"].source, (), "pdf by LibreOffice"),
}


@dataclass(frozen=True)
class Row:
    name: str
    reports: int
    pages: int
    """0 where the format has none."""
    seconds: float
    ink: float


class Clock:
    """The CPU seconds that calls of a function take."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.seconds = 0.0

    def __call__(self, *arguments: object) -> Any:
        began = time.process_time()
        found = self._function(*arguments)
        self.seconds += time.process_time() - began
        return found


@contextmanager
def ink_clock() -> Iterator[Clock]:
    checked = Ink.checked
    clock = Clock(checked)
    with patch.object(Ink, "checked", lambda ink, glyphs: clock(ink, glyphs)):
        yield clock


def documents(kind: Kind, count: int, seed: int) -> tuple[list[bytes], str]:
    made = [specimen(kind.medium, kind.quirks, f"{seed}/{number}") for number in range(count)]
    data = [each.data for each in made]
    if kind.printer is None:
        return data, made[0].name
    return reprint(kind.printer, data, lambda _: None), f"report{PRINTERS[kind.printer].suffix}"


def measure(name: str, files: Sequence[bytes], file: str) -> Row:
    """Best of some passes, after one that loads the libraries."""
    parse(files[0], file)
    best, ink = float("inf"), 0.0
    for _ in range(PASSES):
        with ink_clock() as clock:
            began = time.process_time()
            for data in files:
                parse(data, file)
            spent = time.process_time() - began
        if spent < best:
            best, ink = spent, clock.seconds
    pages = sum(len(PdfDocument(data)) for data in files) if file.endswith(".pdf") else 0
    return Row(name, len(files), pages, best, ink)


def show(row: Row) -> None:
    report = 1000 * row.seconds / row.reports
    line = f"{row.name:<22}{row.reports:>8}{row.pages or '':>8}{report:>12.1f}"
    if row.pages:
        line += f"{1000 * row.seconds / row.pages:>12.1f}{1000 * row.ink / row.pages:>12.1f}"
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=KINDS, metavar="NAME", help=", ".join(KINDS))
    given = parser.parse_args()
    print(f"{'':<22}{'reports':>8}{'pages':>8}{'ms/report':>12}{'ms/page':>12}{'ink/page':>12}")
    for name in given.only or KINDS:
        if KINDS[name].found:
            files, file = documents(KINDS[name], given.reports, given.seed)
            show(measure(name, files, file))
        else:
            print(f"{name:<22}   its program is not on the PATH")


if __name__ == "__main__":
    main()
