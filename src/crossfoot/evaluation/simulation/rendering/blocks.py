"""A report as the sequence of what stands in it: paragraphs and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.sheet import Table

Kind = Literal["furniture", "title", "heading", "body"]


@dataclass(frozen=True)
class Paragraph:
    """A line of text."""

    text: str
    kind: Kind = "body"


Block = Paragraph | Table


def before(draft: Draft) -> Iterator[Paragraph]:
    """What stands before the tables."""
    frame = draft.frame
    yield from (Paragraph(line, "furniture") for line in frame.furniture)
    yield from (Paragraph(line, "title") for line in frame.title)
    for n, line in enumerate(frame.opening):
        yield Paragraph(line, "body" if n else "heading")


def between(draft: Draft) -> Iterator[Block]:
    """The tables with their headings."""
    for n, (heading, table) in enumerate(zip(draft.headings, draft.tables, strict=True)):
        yield Paragraph(heading, "heading")
        if n == 1:
            yield from (Paragraph(line) for line in draft.inside)
        yield table


def after(draft: Draft) -> Iterator[Paragraph]:
    """What stands behind the tables."""
    frame = draft.frame
    for line in frame.closing:
        yield Paragraph(line, "heading" if line.startswith(("五、", "六、")) else "body")
    yield from (Paragraph(line) for line in frame.signature)
    yield from (Paragraph(line, "furniture") for line in frame.footer)


def blocks(draft: Draft) -> Iterator[Block]:
    """The whole report."""
    yield from before(draft)
    yield from between(draft)
    yield from after(draft)
