"""Lines of text outside of grids, where rows of a small table without rules may be broken over several of them.

A label that is broken into lines stands around its figures, and reads as if each piece were a row. Where gaps, or rules, hold
the labels apart, each row becomes one line; where they do not, and a figure has no label on its line, it is in doubt.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from crossfoot.documents.pdf.columns import GAP, NotAlignedError, Word, figures_in
from crossfoot.documents.pdf.labels import Label, owned
from crossfoot.documents.pdf.lines import Line, Printed, TextLine, printed_line, write_line
from crossfoot.documents.pdf.shapes import Page

_TIGHT = 1.6
"""Of the font size: lines so near may be one cell's."""
_WIDEST = 2.6
"""Of the font size: lines of one cell are hardly farther apart."""
_CENTRED = 0.5
"""Of the font size: figures are no farther from the middle of their label."""
_BESIDE = 0.3
"""Of the font size: lines so near are one."""
_COLUMNS = 100
"""No table has more."""
_REACH = 6
"""Lines that a label may reach above or below its figures."""

Words = Sequence[Word]


def mark_wrapped(lines: Sequence[list[Word]]) -> None:
    """Mark as doubtful the figures that may be one, broken over two lines: one below the other, not each with a label.

    A label that is broken itself parts its figures from others: a piece of it stands above them, and one below.
    """
    figures = [figures_in(line)[:_COLUMNS] for line in lines]
    labelled = [bool(own) and _is_labelled(own[0], line) for own, line in zip(figures, lines, strict=True)]
    for upper in range(len(lines)):
        for lower in range(upper + 1, min(upper + 3, len(lines))):
            alone = 2 - labelled[upper] - labelled[lower]
            if alone >= lower - upper:
                for above, below in product(figures[upper], figures[lower]):
                    if _is_close(above, below):
                        _doubt(above)
                        _doubt(below)


def _is_close(above: Word, below: Word) -> bool:
    """Does a word stand below another as the next line of one cell does?"""
    meets = below.left < above.right and below.right > above.left
    return meets and below.base - above.base < _WIDEST * above.size


def _is_labelled(figure: Word, line: Words) -> bool:
    return any(word.right <= figure.left for word in line if not figures_in([word]))


def _doubt(word: Word) -> None:
    word.glyphs[:] = [glyph._replace(doubtful=True) for glyph in word.glyphs]


def plain_lines(page: Page, lines: Sequence[Sequence[Word]]) -> list[TextLine]:
    """The lines, each row of a small table as one."""
    out: list[TextLine] = []
    done = 0
    for first, last in _bands(lines):
        out += _as_they_are(page, lines[done:first])
        out += _rows(page, lines[first : last + 1])
        done = last + 1
    return [*out, *_as_they_are(page, lines[done:])]


def _as_they_are(page: Page, lines: Sequence[Words]) -> list[TextLine]:
    return [printed_line(page, Line([glyph for word in line for glyph in word.glyphs])) for line in lines]


def _bands(lines: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """The first and the last line of what may be rows: lines of labels and figures behind them, and labels alone."""
    number = 0
    while number < len(lines):
        if not _is_row(lines[number]):
            number += 1
            continue
        edge = _edge(lines[number])
        first = last = end = number
        while first > 0 and number - first < _REACH and _is_label(lines[first - 1], edge):
            first -= 1
        while end + 1 < len(lines) and end - last < _REACH:
            end += 1
            if _is_row(lines[end]):
                edge, last = min(edge, _edge(lines[end])), end
            elif not _is_label(lines[end], edge):
                end -= 1
                break
        yield first, end
        number = end + 1


def _is_row(line: Words) -> bool:
    """Does a line hold figures, and words only before them?"""
    figures = figures_in(line)
    return bool(figures) and all(word.right <= figures[0].left for word in line[: len(line) - len(figures)])


def _is_label(line: Words, edge: float) -> bool:
    return not figures_in(line) and all(word.right <= edge for word in line)


def _edge(line: Words) -> float:
    return figures_in(line)[0].left


def _rows(page: Page, lines: Sequence[Words]) -> list[TextLine]:
    """The lines of a band: each row as one if its label is broken, or as they are."""
    edge = min(_edge(line) for line in lines if figures_in(line))
    labels = [word for line in lines for word in line if word.right <= edge + GAP and not figures_in([word])]
    values = {line[0].line: figures_in(line) for line in lines if figures_in(line)}
    try:
        blocks, owners = owned(labels, sorted(values), page.across, rows=1)
    except NotAlignedError:
        return _as_they_are(page, [_with_doubt(line, lines) for line in lines])
    own = {id(block): values[line] for block in blocks if (line := owners.get(id(block))) is not None}
    broken = [block for block in blocks if id(block) in own and len(block.words) > 1]
    if not all(_is_around(block, own[id(block)], alone=len(blocks) == 1) for block in broken):
        return _as_they_are(page, [_with_doubt(line, lines) for line in lines])
    joined = {number for block in broken for number in block.lines}
    found = [_row(page, block, own[id(block)]) for block in broken]
    found += _as_they_are(page, [line for line in lines if line[0].line not in joined])
    return sorted(found, key=lambda line: line.top)


def _is_around(block: Label, values: Words, *, alone: bool) -> bool:
    """Do the lines of a label stand around its figures, and not a row between two others?"""
    bases = [word.base for word in block.words]
    off = (bases[0] + bases[-1]) / 2 - values[0].base
    beside = any(abs(base - values[0].base) < _BESIDE * values[0].size for base in bases)
    return abs(off) < _CENTRED * values[0].size and not (alone and beside)


def _with_doubt(line: Words, lines: Sequence[Words]) -> Words:
    """A line whose figures are in doubt if a label may stand around them."""
    near = [
        each
        for each in lines
        if each is not line and abs(each[0].base - line[0].base) < _TIGHT * line[0].size
    ]
    if figures_in(line) and not _is_labelled(figures_in(line)[0], line) and near:
        for word in figures_in(line):
            _doubt(word)
    return line


def _row(page: Page, block: Label, values: Words) -> TextLine:
    printed = Printed()
    for before, word in pairwise([None, *block.words, *values]):
        assert word is not None
        if before is not None and (before.line == word.line or word in values or before.text[-1:].isascii()):
            printed.text += " "
        write_line(page, Line(word.glyphs), printed)
    return TextLine(block.words[0].glyphs[0].top, printed)
