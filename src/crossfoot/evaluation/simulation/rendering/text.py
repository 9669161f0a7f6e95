"""Plain text and Markdown: the tables in the draft's flattening."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.rendering.blocks import Block, Paragraph, after, before, between
from crossfoot.evaluation.simulation.sheet import BEGIN, END, Table, unmarked


def render_text(draft: Draft, rng: Random) -> bytes:
    """The report as a text file."""
    return draft.encode(_text(draft, rng, rng.choice(("\n", "\n\n"))))


def render_markdown(draft: Draft, rng: Random) -> bytes:
    """The report as a Markdown file: headings, and tables with pipes and a rule."""
    tables = tuple(_single_lined(table) for table in draft.tables)
    return draft.encode(_text(replace(draft, tables=tables), rng, "\n\n"))


def _single_lined(table: Table) -> Table:
    """Markdown has no line ends inside cells, but HTML's."""
    return Table(tuple(replace(box, text=box.text.replace("\n", "<br>")) for box in table.boxes))


def _text(draft: Draft, rng: Random, gap: str) -> str:
    def lines(blocks: Iterable[Block]) -> str:
        return gap.join(_block(draft, block, rng) for block in blocks)

    tables = lines(between(draft))
    marked = gap.join([lines(before(draft)), f"{BEGIN}{tables}{END}", lines(after(draft))]) + "\n"
    for damage in draft.damages:
        marked = damage(marked, draft.form, rng)
    return unmarked(marked)


_PREFIX = {"title": "# ", "heading": "## "}


def _block(draft: Draft, block: Block, rng: Random) -> str:
    if isinstance(block, Paragraph):
        return (_PREFIX.get(block.kind, "") if draft.medium == "markdown" else "") + block.text
    return draft.layout.table(block, rng)
