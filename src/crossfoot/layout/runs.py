"""Runs of values and the rows that own them.

A run is a sequence of figures and blanks with no text between. Who owns it is a matter of how the line was printed:
where cells are separated by something, a run belongs to the label before it; where they are separated by spaces only
(text of a PDF), to the label on its own line, for labels there stand before, behind or around their figures. A run
that no label owns may still be placed: between two rows that are certain, as many runs as there are rows without one
belong to these rows in order. What cannot be placed this way is left over, never guessed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from rapidfuzz.fuzz import partial_ratio

from crossfoot.forms import Row, Span
from crossfoot.forms.prints import fold
from crossfoot.layout.atoms import Atom, Kind, Lines
from crossfoot.layout.labels import LIKE, Stub, turns
from crossfoot.layout.match import Match
from crossfoot.layout.normal import label_key

EXTRA = 0.5
"""Only what is less like every label of the form than this is taken for a row that the print adds to the form."""
SURE = 0.85
"""A label must be at least so like the form's for an empty row to count as printed empty."""


_PAGE_DIGITS = 3
_PIECE = 70
"""Of 100: a text that is so like a stretch of a label may be a piece of it."""
_DIGITS = "0123456789０１２３４５６７８９"
_RUN_IN = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\s*(?:万元|亿元|元|件|条|项)?\s*[一二三四五六七][、.．]")
"""A figure with the ordinal of the next heading right behind it."""
_LABEL_END = re.compile(r"[\u3400-\u9fff)）”]\s*$")
_CELL = 14
"""A longer text is no cell's."""
_DIGIT = re.compile(r"[0-9０-９]")


@dataclass(frozen=True, slots=True)
class Run:
    """Atoms `first`..`last` (exclusive) are values; `text` is the index of the text right before, -1 if none."""

    first: int
    last: int
    text: int
    same_line: bool
    lines: Lines


@dataclass(frozen=True, slots=True)
class RowPrint:
    """What is printed in a row: its label, its values in order, and figures that hang on the label itself."""

    row: Row
    label: Span | None
    values: tuple[Atom, ...]
    glued: tuple[int, str] | None = None
    """Offset and print of the figures that hang on the label."""
    why: str | None = None
    """Why the columns of the values cannot be told, where that is known already."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The print of the rows that were found; runs left over; rows that the print adds to the form; and figures on lines of
    their own between rows that lack none: page numbers."""

    prints: list[RowPrint]
    left: list[Run]
    extra: list[Run]
    asides: list[Run] = field(default_factory=list)


def runs_between(atoms: Sequence[Atom], first: int, last: int) -> list[Run]:
    """The runs of values in atoms[first:last] that hold at least one figure, or that stand right behind a text."""
    out: list[Run] = []
    index = first
    while index < last:
        if atoms[index].kind is Kind.TEXT:
            index += 1
            continue
        start = index
        lines = atoms[start].lines
        while index < last and atoms[index].kind is not Kind.TEXT and atoms[index].lines is lines:
            if lines is not Lines.SINGLE and atoms[index].line != atoms[start].line:
                break
            index += 1
        stop = _cut_next_row(atoms, start, index) if lines is Lines.SINGLE else index
        text = start - 1 if start > 0 and atoms[start - 1].kind is Kind.TEXT else -1
        same = text >= 0 and atoms[text].line == atoms[start].line
        if any(atoms[i].kind is Kind.FIGURE for i in range(start, stop)) or text >= 0:
            out.append(Run(start, stop, text, same, lines))
    return out


def _cut_next_row(atoms: Sequence[Atom], start: int, stop: int) -> int:
    """Blanks behind a wider gap belong to the row that follows: Word leaves them for its merged label cells."""
    usual = atoms[start].line - atoms[start - 1].line if start else 1
    for index in range(start + 1, stop):
        wider = atoms[index].line - atoms[index - 1].line > max(usual, 1)
        if wider and all(atoms[i].kind is Kind.BLANK for i in range(index, stop)):
            return index
    return stop


def own_runs(
    text: str,
    atoms: Sequence[Atom],
    stub: Stub,
    matches: Sequence[Match],
    rows: Sequence[Row],
    where: tuple[int, int],
) -> "Ownership":
    """The print of each of *rows* (one table, in order), and the runs that belong to none.

    *matches* are the labels of this table in *text*; *where* are the atoms of the table's body, from behind its column
    header. Rows that were not found, or whose values cannot be told from another's, are not in the result.
    """
    if not matches:
        return Ownership([], [], [])
    order = {row.path: index for index, row in enumerate(rows)}
    labelled = {m.last: m for m in matches}
    of_row = {order[r.path]: m for m in matches if (r := stub.entries[m.entry].row) is not None}
    owned: dict[int, Run] = {}
    free: list[Run] = []
    extra: list[Run] = []
    runs = runs_between(atoms, *where)
    # Figures above the first label: here labels do not come first, and only those on their own line are certain.
    reversed_ = any(_has_figure(atoms, run) and run.last <= matches[0].first for run in runs)
    for run in runs:
        match = _owner(atoms, stub, run, labelled) if run.same_line or not reversed_ else None
        row = stub.entries[match.entry].row if match else None
        if row is not None and order[row.path] not in owned:
            owned[order[row.path]] = run
        elif _is_extra(atoms, stub, run, labelled):
            extra.append(run)
        elif _has_figure(atoms, run) or (
            run.lines in (Lines.GRID, Lines.CELLS) and run.last - run.first >= len(rows[0].cells)
        ):
            free.append(run)
    _part_double(rows, of_row, owned)
    placed, left = _place_free(atoms, stub, rows, of_row, owned, free, reversed_)
    left = [run for run in left if _has_figure(atoms, run)]
    owned.update(placed)
    if all(_has_figure(atoms, owned.get(index)) for index in range(len(rows))):
        # Every row of the form has figures of its own: what is named otherwise can only be a row more.
        added = [run for run in left if _is_added(atoms, stub, run)]
        extra, left = [*extra, *added], [run for run in left if run not in added]
    whole = [own for index, row in enumerate(rows) if _is_whole(atoms, row, own := owned.get(index)) and own]
    asides = [run for run in left if _is_alone(atoms, run) and _is_between(run, owned, whole)]
    left = [run for run in left if run not in asides]
    prints: list[RowPrint] = []
    # Beside a run that nobody owns, an empty-looking row may have lost its values to it.
    doubtful = _neighbours(owned, [*left, *extra], len(rows))
    for index, row in enumerate(rows):
        match = of_row.get(index)
        own = owned.get(index)
        if not _has_figure(atoms, own) and index not in placed:
            # An empty row is taken for one only under its own label, and where nothing stands unexplained nearby.
            glued = match is not None and atoms[match.last].tail
            sure = match is not None and match.likeness >= SURE and (own is not None or index not in doubtful)
            # In a table that the format marks, a row without any cell lies under one that reaches down from above.
            sure = sure and not (own is None and match is not None and atoms[match.last].lines is Lines.GRID)
            if not glued and not sure:
                continue
        values = tuple(atoms[own.first : own.last]) if own else ()
        label = (atoms[match.first].start, atoms[match.last].end - atoms[match.last].tail) if match else None
        tail = _glued(atoms[match.last], text) if match and atoms[match.last].tail else None
        why = None
        if match is not None and tail and not _hangs_plainly(text[atoms[match.last].start : tail[0]]):
            why = "what hangs on the label is more than one figure, or none"
        if match is not None and not tail and not _has_figure(atoms, own):
            stray = _stray(text, atoms, stub, match, own, {m.first for m in matches}, where[1])
            why = f"{text[stray.start : stray.end]!r} stands where figures belong" if stray else None
        prints.append(RowPrint(row, label, values, tail, why))
    return Ownership(prints, left, extra, asides)


def _is_whole(atoms: Sequence[Atom], row: Row, run: Run | None) -> bool:
    """Has a row, on one line, a figure in every column? One that has not may have lost a figure to the next line."""
    if run is None or run.lines is Lines.SINGLE:
        return False
    return sum(atoms[i].kind is Kind.FIGURE for i in range(run.first, run.last)) >= len(row.cells)


def _is_between(run: Run, owned: dict[int, Run], whole: Sequence[Run]) -> bool:
    """Are the rows right before and right behind the run whole ones?"""
    before = max((own for own in owned.values() if own.last <= run.first), key=_end, default=None)
    behind = min((own for own in owned.values() if own.first >= run.last), key=_end, default=None)
    return before in whole and behind in whole


def _end(run: Run) -> int:
    return run.last


def _is_alone(atoms: Sequence[Atom], run: Run) -> bool:
    """Is the run one small number on a line of its own?"""
    atom = atoms[run.first]
    beside = [*atoms[max(run.first - 1, 0) : run.first], *atoms[run.last : run.last + 1]]
    small = atom.print.isdigit() and len(atom.print) <= _PAGE_DIGITS
    return run.last - run.first == 1 and small and all(other.line != atom.line for other in beside)


def _has_figure(atoms: Sequence[Atom], run: Run | None) -> bool:
    return run is not None and any(atoms[i].kind is Kind.FIGURE for i in range(run.first, run.last))


def _stray(
    text: str,
    atoms: Sequence[Atom],
    stub: Stub,
    match: Match,
    own: Run | None,
    labels: Collection[int],
    stop: int,
) -> Atom | None:
    """A text in an empty-looking row that is no label: a figure in a shape that is not understood (`约12件次`), 见附件, or
    one that ran into what follows (`1.5万元三、收到…`).

    On the label's own line any such text counts; where each cell has its line, a short one that the form does not print.
    """
    label = atoms[match.last]
    for index in range(max(match.last, own.last - 1 if own else -1) + 1, stop):
        atom = atoms[index]
        if index in labels or atom.kind is Kind.FIGURE:
            return None
        if atom.kind is Kind.BLANK:
            continue
        if atom.line == label.line:
            known = atom.key in stub.exact or (atom.key and atom.key in stub.entries[match.entry].key)
            if atom.tail or not known:
                return atom
        elif _RUN_IN.match(fold(text[atom.start : atom.end])):
            return atom
        elif len(atom.key) > _CELL or label.lines is not Lines.SINGLE:
            return None
        else:
            begins = index + 1 < stop and atom.key + atoms[index + 1].key in stub.exact
            return None if (begins or _is_known(stub, atom.key, match.entry)) and not atom.tail else atom
    return None


def _is_known(stub: Stub, key: str, entry: int) -> bool:
    """Is a text a label of the form, a piece of the label *entry* before it, or a caption or header of its tables?"""
    if not key or key in stub.exact:
        return True
    # One character is a piece of many labels, and may be a figure: 三.
    if len(key) > 1 and (key in stub.entries[entry].key or any(c in key or key in c for c in stub.captions)):
        return True
    return any(stub.likeness(key, other) >= LIKE for other in range(len(stub.entries)))


def _is_extra(atoms: Sequence[Atom], stub: Stub, run: Run, labelled: dict[int, Match]) -> bool:
    """Does the run stand beside a label of its own that is like none of the form's: 其他主动公开文件?"""
    if run.text < 0 or run.text in labelled or not _has_figure(atoms, run):
        return False
    if (not run.same_line and run.lines is not Lines.SINGLE) or run.lines is Lines.VISUAL:
        return False
    if not _begins_row(atoms, run):
        return False
    key = atoms[run.text].key
    return 4 <= len(key) <= 20 and all(stub.likeness(key, e) < EXTRA for e in range(len(stub.entries)))


def _is_added(atoms: Sequence[Atom], stub: Stub, run: Run) -> bool:
    """Is a label with nothing of the form's in it all that stands before the run on its line?"""
    if run.lines is not Lines.VISUAL or not run.same_line or atoms[run.text - 1].line == atoms[run.text].line:
        return False
    key = atoms[run.text].key
    unlike = all(
        stub.likeness(key, index) < EXTRA and not _is_piece(key, entry.key)
        for index, entry in enumerate(stub.entries)
    )
    return 4 <= len(key) <= 20 and unlike


def _is_piece(key: str, label: str) -> bool:
    """Does *key*, misprints aside, stand within a longer *label*?"""
    return len(key) < len(label) and not turns(key, label) and partial_ratio(key, label) >= _PIECE


def _begins_row(atoms: Sequence[Atom], run: Run) -> bool:
    """Is the text before the run a label of its own: the first cell of its line, or behind the values of another row?"""
    if run.lines is Lines.SINGLE:
        return run.text == 0 or atoms[run.text - 1].kind is not Kind.TEXT
    return atoms[run.text].column == 0


def _owner(atoms: Sequence[Atom], stub: Stub, run: Run, labelled: dict[int, Match]) -> Match | None:
    """The label that the run belongs to by standing right behind it."""
    if run.text < 0:
        return None
    if not run.same_line and run.lines is not Lines.SINGLE:
        return None
    if run.lines is not Lines.SINGLE and not _has_figure(atoms, run) and _figures_before(atoms, run):
        return None  # The row's figures stand before its label.
    if run.lines in (Lines.GRID, Lines.CELLS) and run.text not in labelled:
        return None  # Cells are parted here: what stands between a label and a figure is no part of either.
    index, tail = run.text, ""
    while index >= 0 and atoms[index].kind is Kind.TEXT and index not in labelled and len(tail) < 40:
        tail = atoms[index].key + tail
        index -= 1
    match = labelled.get(index)
    if match is None or not tail:
        return match
    # Texts between a label and its values must be the rest of that label.
    full = stub.entries[match.entry].key
    rest = 1 < len(tail) < len(full) and not tail.isdigit() and partial_ratio(tail, full) >= 80
    return match if rest else None


def _figures_before(atoms: Sequence[Atom], run: Run) -> bool:
    line = atoms[run.first].line
    before = (atoms[i] for i in range(run.first - 1, -1, -1))
    return any(atom.kind is Kind.FIGURE for atom in takewhile(lambda atom: atom.line == line, before))


def _place_free(
    atoms: Sequence[Atom],
    stub: Stub,
    rows: Sequence[Row],
    of_row: dict[int, Match],
    owned: dict[int, Run],
    free: list[Run],
    reversed_: bool,
) -> tuple[dict[int, Run], list[Run]]:
    """Runs without a label of their own, placed where counting leaves no choice."""
    matched = {i for match in of_row.values() for i in range(match.first, match.last + 1)}
    placed: dict[int, Run] = {}
    left: list[Run] = []
    bounds = [-1, *sorted(owned), len(rows)]
    kinds = {run.lines for run in owned.values()} or set(Lines)
    columns = [atoms[run.first].column for run in owned.values() if run.lines is Lines.GRID]
    first_column = max(set(columns), key=columns.count) if columns else 0
    for low, high in pairwise(bounds):
        after = owned[low].last if low >= 0 else -1
        before = owned[high].first if high < len(rows) else len(atoms)
        inside = [
            _without_label_cell(atoms, run, first_column) for run in free if after <= run.first < before
        ]
        if not all(_has_figure(atoms, run) for run in inside) and len(inside) != sum(
            i not in of_row for i in range(low + 1, high)
        ):
            inside = [run for run in inside if _has_figure(atoms, run)]
        if not inside:
            continue
        gap = range(low + 1, high)
        nameless = [index for index in gap if index not in of_row]
        by_line = reversed_ or all(run.lines is Lines.VISUAL for run in inside)
        targets = list(gap) if by_line else nameless
        fitting = (
            len(inside) == len(targets)
            and all(run.lines in kinds for run in inside)
            and all(
                run.last - run.first == len(rows[target].cells)
                and not _names_another(atoms, stub, run, rows[target], matched, SURE if by_line else LIKE)
                and (target not in of_row or _touches(atoms, rows[target], run, of_row[target]))
                for run, target in zip(inside, targets, strict=True)
            )
        )
        if fitting:
            placed.update(zip(targets, inside, strict=True))
        else:
            left.extend(inside)
    return placed, left


def _names_another(
    atoms: Sequence[Atom], stub: Stub, run: Run, row: Row, matched: Collection[int], likeness: float
) -> bool:
    """Does the text before the run, no row's label so far, read as that of another row than *row*?

    Then the print has its rows in another order than the form, and counting tells nothing.
    """
    if run.text < 0 or run.text in matched or not atoms[run.text].key:
        return False
    key = atoms[run.text].key
    own = max((stub.likeness(key, i) for i, e in enumerate(stub.entries) if e.row is row), default=0.0)
    if own < LIKE and not _is_piece(key, label_key("".join(row.labels))):
        return True
    return any(e.row is not row and stub.likeness(key, i) >= likeness for i, e in enumerate(stub.entries))


def _touches(atoms: Sequence[Atom], row: Row, run: Run, match: Match) -> bool:
    """Is what stands between a run and a label nothing but pieces of that label, which was wrapped around its figures?

    The label of the row's group may stand before it on the same line: `（五）不予处理 1.信访`.
    """
    between = atoms[run.last : match.first] if run.first < match.first else atoms[match.last + 1 : run.first]
    full = label_key("".join(row.labels))
    beside = [atoms[run.text]] if run.text >= 0 and not match.first <= run.text <= match.last else []
    return all(
        atom.key and partial_ratio(atom.key, full) >= 80
        for atom in (*beside, *between)
        if atom.kind is Kind.TEXT
    )


def _without_label_cell(atoms: Sequence[Atom], run: Run, first_column: int) -> Run:
    """A row whose label was lost keeps the empty cell in which it stood, left of the *first_column* of values."""
    first = run.first
    while first < run.last and atoms[first].kind is Kind.BLANK:
        lost = atoms[first].column < first_column if run.lines is Lines.GRID else atoms[first].column == 0
        if not lost or run.lines not in (Lines.GRID, Lines.CELLS):
            break
        first += 1
    return Run(first, run.last, run.text, run.same_line, run.lines)


def _part_double(rows: Sequence[Row], of_row: dict[int, Match], owned: dict[int, Run]) -> None:
    """A row whose label was lost leaves its values with the row before: twice as many as it has columns."""
    for index, run in list(owned.items()):
        width = len(rows[index].cells)
        follower = index + 1
        nameless = (
            follower < len(rows)
            and follower not in of_row
            and (follower + 1 in of_row or follower + 1 == len(rows))
        )
        if (
            nameless
            and run.lines is Lines.SINGLE
            and run.last - run.first == 2 * width == 2 * len(rows[follower].cells)
        ):
            middle = run.first + width
            owned[index] = Run(run.first, middle, run.text, run.same_line, run.lines)
            owned[follower] = Run(middle, run.last, -1, False, run.lines)


def _neighbours(owned: dict[int, Run], left: list[Run], rows: int) -> set[int]:
    """Rows without values that lie between the same two certain rows as a run left over."""
    out: set[int] = set()
    bounds = [-1, *sorted(owned), rows]
    for low, high in pairwise(bounds):
        after = owned[low].last if low >= 0 else -1
        before = owned[high].first if high < rows else 1 << 60
        if any(after <= run.first < before for run in left):
            out.update(range(low + 1, high))
    return out


def _hangs_plainly(label: str) -> bool:
    """Does a label end in a character of its own, so that a figure behind it is a whole one? `许可10/`, `许可l`, `许可→` do not."""
    return _LABEL_END.search(label) is not None and _DIGIT.search(label.lstrip(_DIGITS)) is None


def _glued(atom: Atom, text: str) -> tuple[int, str]:
    return atom.end - atom.tail, text[atom.end - atom.tail : atom.end]
