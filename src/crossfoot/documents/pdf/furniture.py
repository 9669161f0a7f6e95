"""Page numbers: lines at the edge of their pages that count these."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from crossfoot.documents.pdf.joining import Block
from crossfoot.documents.pdf.lines import TextLine

_NUMBER = re.compile(r"[-–—―－·•\s]*(?:第\s*)?(\d{1,3})(?:\s*页)?[-–—―－·•\s]*")


def page_numbers(pages: Sequence[Sequence[Block]]) -> set[int]:
    """The `id` of each line that is a page number: first or last on its page, and one more from page to page.

    A single one proves nothing: it may be a figure.
    """
    found = [(number - page, line) for page, blocks in enumerate(pages) for number, line in _edges(blocks)]
    counted = Counter(offset for offset, _ in found)
    if not counted:
        return set()
    offset, times = max(counted.items(), key=lambda item: item[1])
    if times < 2 or 2 * times < len(pages):
        return set()
    return {id(line) for at, line in found if at == offset}


def _edges(blocks: Sequence[Block]) -> Iterator[tuple[int, TextLine]]:
    for block in (*blocks[:1], *blocks[-1:]) if len(blocks) > 1 else blocks:
        if isinstance(block, TextLine) and (match := _NUMBER.fullmatch(block.printed.text)):
            yield int(match[1]), block
