"""Finding a quote in the narrative: verbatim, but for the white space that line breaks and typesetting left in the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from crossfoot.checks.facts.figures import Figure, figures
from crossfoot.forms import Span
from crossfoot.forms.prints import INVISIBLE
from crossfoot.layout.narrative import Narrative, Passage, Section

_SENTENCE_ENDS = "。！？"
_CLAUSE_ENDS = "，,；;：:（(。！？"


@dataclass(frozen=True)
class View:
    """A passage of the narrative without its heading and its white space."""

    section: Section
    text: str
    offsets: Sequence[int]
    """Of each character, in the document."""
    gaps: Sequence[int]
    """The places in front of which white space was left out."""

    def within(self, start: int, end: int) -> Sequence[Figure]:
        """The numbers that stand whole in `text[start:end]`."""
        first = bisect_left(self.figures, start, key=lambda figure: figure.start)
        last = bisect_right(self.figures, end, key=lambda figure: figure.stop)
        return self.figures[first:last]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers."""
        return tuple(figures(self.text, self.gaps))

    def span(self, start: int, end: int) -> Span:
        """The place in the document of `text[start:end]`."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Found:
    """A quote where it stands: `view.text[start:end]`."""

    view: View
    start: int
    end: int

    @property
    def said(self) -> str:
        """The quote, without white space."""
        return self.view.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Its place in the document."""
        return self.view.span(self.start, self.end)

    @property
    def sentence(self) -> Span:
        """The sentence, in the view, that the quote begins in; from where it begins to where the quote's last one ends."""
        text = self.view.text
        begin = max(text.rfind(mark, 0, self.start) for mark in _SENTENCE_ENDS) + 1
        ends = [at for mark in _SENTENCE_ENDS if (at := text.find(mark, self.end - 1)) >= 0]
        return begin, min(ends) + 1 if ends else len(text)

    @property
    def around(self) -> str:
        """The words of the sentence and of the one before it, which may name what it speaks of."""
        begin, end = self.sentence
        before = max(self.view.text.rfind(mark, 0, max(begin - 1, 0)) for mark in _SENTENCE_ENDS) + 1
        return self.view.text[before:end]

    def clause(self, at: int) -> str:
        """What stands before place *at* of the view in its clause."""
        so_far = self.view.text[:at]
        return so_far[max(so_far.rfind(mark) for mark in _CLAUSE_ENDS) + 1 :]


def views(text: str, narrative: Narrative) -> tuple[View, ...]:
    """The passages of *narrative*, a part of the document's *text*, to find quotes in."""
    return tuple(_view(text, passage) for passage in narrative.passages)


def find(quote: str, among: Collection[View]) -> Iterator[Found]:
    """Every place where *quote* stands."""
    wanted = squeezed(quote)
    for view in among:
        at = view.text.find(wanted) if wanted else -1
        while at >= 0:
            yield Found(view, at, at + len(wanted))
            at = view.text.find(wanted, at + 1)


def squeezed(text: str) -> str:
    """*text* without white space and characters that take no room."""
    return "".join(char for char in text if not _is_gap(char))


def _view(text: str, passage: Passage) -> View:
    kept: list[int] = []
    gaps: list[int] = []
    last = passage.body - 1
    for at in range(passage.body, passage.end):
        if _is_gap(text[at]):
            continue
        if at > last + 1:
            gaps.append(len(kept))
        kept.append(at)
        last = at
    return View(passage.section, "".join(text[at] for at in kept), kept, gaps)


def _is_gap(char: str) -> bool:
    return char.isspace() or char in INVISIBLE
