"""A report on its way from figures to a file: what its author wrote, how it is printed, and what can still be known.

A `Draft` is made in stages, and a quirk (see `quirks`) changes it at one or more of them. Whatever the quirk takes
from the reader is written down in the draft too: the truth is never read back from the file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from crossfoot.evaluation.simulation.boxes import indices
from crossfoot.evaluation.simulation.figures import Cells, Style, draw, err, fill_in, printed
from crossfoot.evaluation.simulation.layouts import LAYOUTS, Layout
from crossfoot.evaluation.simulation.pages import SECTIONS, Frame, draw_frame
from crossfoot.evaluation.simulation.sheet import Table, Truth, tables, unmarked
from crossfoot.forms import Form, Value, forms

Medium = Literal["text", "markdown", "html", "mht", "docx", "xlsx", "pdf"]
MEDIA: tuple[Medium, ...] = ("text", "markdown", "html", "mht", "docx", "xlsx", "pdf")

Stage = Literal["fill", "print", "table", "page"]
"""What a quirk works on: the values, their prints, the boxes on paper (and the format's own ways), what is around."""

TextChange = Callable[[str, Form, Random], str]
Encode = Callable[[str], bytes]


@dataclass(frozen=True)
class Draft:
    """A report that is being made."""

    form: Form
    medium: Medium
    cells: Cells
    """The cells as the author filled them in, errors of his own and all."""
    frame: Frame
    style: Style = field(default_factory=lambda: Style(amount="header"))
    prints: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    headings: tuple[str, ...] = SECTIONS
    inside: tuple[str, ...] = ()
    """Narrative between the heading of section three and its table."""
    layout: Layout = LAYOUTS["tab rows, merged cells kept"]
    """The flattening, for text and HTML."""
    options: frozenset[str] = frozenset()
    """Ways of the format itself, which its renderer knows by name."""
    damages: tuple[TextChange, ...] = ()
    """What happens to the marked text, for text and HTML."""
    encode: Encode = str.encode
    charset: str = "utf-8"
    """As an HTML page declares it."""
    unknowable: frozenset[str] = frozenset()
    """Cells of which no reader can know what belongs there."""
    also: Mapping[str, frozenset[Value | None]] = field(default_factory=dict)
    """Readings of a cell that contradict nothing, beside its own value."""
    refused: bool = False
    """Can nothing at all be read from it?"""

    @property
    def blanks_lost(self) -> bool:
        """Does an empty cell leave no trace?"""
        if "blanks lost" in self.options:
            return True
        if self.medium == "pdf":
            return "unruled" in self.options
        return self.medium == "text" and self.layout.blanks == "lost"

    @property
    def separated(self) -> bool:
        """Does anything stand between two cells?"""
        return self.medium != "text" or self.layout.separated

    def with_option(self, option: str) -> "Draft":
        """The draft with one more of the format's ways."""
        return replace(self, options=self.options | {option})

    def with_unknowable(self, paths: "frozenset[str] | set[str]") -> "Draft":
        """The draft with more cells that no reader can know."""
        return replace(self, unknowable=self.unknowable | paths)


Change = Callable[[Draft, Random], Draft]


def make(
    form: Form,
    medium: Medium,
    changes: Mapping[Stage, Sequence[Change]],
    rng: Random,
    *,
    inconsistent: bool = False,
) -> Draft:
    """A report with these *changes*; *inconsistent* with an error of its author's, where one fits."""
    draft = Draft(form, medium, draw(form, rng), draw_frame(form, rng), layout=_layout(medium, rng))

    def change(stage: Stage) -> None:
        nonlocal draft
        for each in changes.get(stage, ()):
            draft = each(draft, rng)

    change("fill")
    if inconsistent:
        draft = replace(draft, cells=err(form, draft.cells, rng) or draft.cells)
    draft = replace(draft, prints=printed(form, draft.cells, draft.style, rng))
    change("print")
    draft = replace(draft, tables=tables(form, draft.prints, draft.style, str))
    change("table")
    change("page")
    return draft


def draw_form(rng: Random, fits: Callable[[Form], bool] = lambda _form: True) -> Form:
    """Any printing of the forms that *fits*."""
    return rng.choice([form for form in forms() if fits(form)])


def filled(draft: Draft, rng: Random, **style: object) -> Draft:
    """*draft* filled in by an author of another style: zeros left blank, units, signs."""
    changed = replace(draft.style, **style)  # type: ignore[arg-type]
    return replace(draft, style=changed, cells=fill_in(draft.form, draft.cells, changed, rng))


def _layout(medium: Medium, rng: Random) -> Layout:
    if medium == "markdown":
        return LAYOUTS["Markdown"]
    kind = "html" if medium in ("html", "mht") else "text"
    return rng.choice([each for each in LAYOUTS.values() if each.media == kind and each.blanks == "kept"])


# -- what can be known ------------------------------------------------------------------------------------------------


def truth_of(draft: Draft) -> Truth:
    """What the finished file says; `unclear` are the cells that a reader cannot know, with what was printed there."""
    paths = list(draft.form.cells)
    standing = {paths[index] for table in draft.tables for index, _ in indices(table)}
    cells = {path: draft.cells[path] if path in standing else None for path in paths}
    unknown = (draft.unknowable | (draft.form.cells.keys() - standing)) & draft.form.cells.keys()
    if draft.refused or not draft.separated:
        unknown = frozenset(paths)
    elif draft.blanks_lost:
        unknown |= _gaps(draft, unknown)
    return Truth(cells, unknown)


def _gaps(draft: Draft, unknown: frozenset[str]) -> frozenset[str]:
    """The cells of the lines in which something is missing: which it is, nobody can say."""
    lines = [[cell.path for cell in row.cells] for row in draft.form.rows if row.table != "review"]
    lines.append([cell.path for row in draft.form.table("review") for cell in row.cells])
    return frozenset(
        path
        for line in lines
        if any(each in unknown or not unmarked(draft.prints[each]).strip() for each in line)
        for path in line
    )
