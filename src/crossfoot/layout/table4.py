"""Table four: three groups of five columns, printed over one row of figures or as three rows under one header."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from crossfoot.forms import Row, Span
from crossfoot.layout.atoms import Atom, Kind, Lines, is_padding
from crossfoot.layout.normal import label_key, mended
from crossfoot.layout.runs import RowPrint, Run, runs_between

_LEAVES = ("维", "纠正", "其他结果", "尚未审结", "总计")
_COLUMNS = len(_LEAVES)
_REACH = 200
"""Atoms after the first header label within which the table ends."""

_DIRECT = re.compile("未经|直接")
_AFTER = re.compile("复议后|(?<!未)经复议|(?<!未)经行政复议")
_LEAF = re.compile("|".join(_LEAVES))
_HEADER = "政府信息公开行政复议行政诉讼情况行政复议行政诉讼未经复议直接起诉复议后起诉结果维持结果纠正其他结果尚未审结总计结果维护"
"""All labels of the header, and so every piece that one may be wrapped into."""
_NAMES = (
    "行政复议",
    "行政诉讼",
    "未经复议直接起诉",
    "复议后起诉",
    "结果维持",
    "结果纠正",
    "其他结果",
    "尚未审结",
)
# One character of each leaf label: all that is left in one piece where narrow columns wrap them.
_LEAF_CHARACTERS = "维纠尚总"


@dataclass(frozen=True)
class ReviewPrint:
    """The print of the groups, the runs left over, and the atoms of the table (`start` = `end`: not found)."""

    prints: tuple[RowPrint, ...]
    left: tuple[Run, ...]
    start: int
    end: int


def read_review(text: str, atoms: Sequence[Atom], rows: Sequence[Row], after: int) -> ReviewPrint:
    """Table four, looked for from atom *after* on; *rows* are the form's three groups.

    Nothing is placed under a header that does not read as the form's.
    """
    bounds = _bounds(atoms, after)
    if bounds is None:
        return ReviewPrint((), (), after, after)
    start, end = bounds
    runs = [run for run in runs_between(atoms, start, end) if _matters(atoms, run)]
    rowwise = _as_rows(atoms, rows, runs, start)
    if rowwise is not None:
        return ReviewPrint(rowwise, (), start, end)
    runs_seen = any(run.last - run.first >= 3 * _COLUMNS for run in runs) or _blank_row(atoms[start:end])
    runs = _joined([run for run in runs if _has_figure(atoms, run)])
    if not runs:
        # Where the print keeps its rows, a table without a row of values was cut off.
        kept = atoms[end - 1].lines in (Lines.GRID, Lines.CELLS) and end - start > 0
        whole = _groups(text, atoms[start:end])[0] == 3 and _ends_behind_header(atoms, start, end)
        blank = whole and (runs_seen or not kept)
        return ReviewPrint(tuple(RowPrint(row, None, ()) for row in rows) if blank else (), (), start, end)
    prints: list[RowPrint] = []
    left: list[Run] = []
    position = start
    for run in runs:
        groups, labels = _groups(text, atoms[position : run.first])
        below = rows[len(prints) : len(prints) + groups]
        if _is_numbering(atoms[run.first : run.last]):
            left.append(run)
        elif groups and len(below) == groups and _named_so(labels, len(prints), groups):
            prints.extend(
                _split(
                    below, _span(atoms[start]), _trim(list(atoms[run.first : run.last]), groups * _COLUMNS)
                )
            )
            position = run.last
        else:
            left.append(run)
    return ReviewPrint(tuple(prints), tuple(left), start, end)


# -- as one row of figures ----------------------------------------------------------------------------------------


def _groups(text: str, header: Sequence[Atom]) -> tuple[int, str]:
    """How many groups a header's labels stand for, and the labels; as printed, else with lost characters mended."""
    labels = _labels(text, header)
    groups = _groups_under(labels)
    if groups:
        return groups, labels
    labels = _labels(text, header, mend=True)
    return _groups_under(labels), labels


def _groups_under(labels: str) -> int:
    """How many groups the header's labels stand for; 0 where they are not the form's or not in its order."""
    order = [_LEAVES.index(match[0]) for match in _LEAF.finditer(labels)]
    places = [labels.find(name) for name in ("行政复议", "行政诉讼") if name in labels]
    direct, after = _DIRECT.search(labels), _AFTER.search(labels)
    if places != sorted(places) or (direct and after and after.start() < direct.start()):
        return 0
    whole, rest = divmod(len(order), _COLUMNS)
    if whole and not rest and order == list(range(_COLUMNS)) * whole:
        # Four: the first group's merged labels were filled downwards and stand there twice.
        return min(whole, 3)
    # Labels wrapped in narrow columns: their pieces are all there, three times each, but the labels are not.
    wrapped = len(order) < 3 * _COLUMNS and all(labels.count(piece) == 3 for piece in _LEAF_CHARACTERS)
    return 3 if wrapped and _ascending(order) else 0


def _named_so(labels: str, first: int, groups: int) -> bool:
    """Do the groups that the labels name belong to the *groups* rows from *first* on?"""
    named = [0] if "行政复议" in labels else []
    named += [1] if "未经复议" in labels or "直接起诉" in labels else []
    named += [2] if "复议后" in labels else []
    return not named or set(named) <= set(range(first, first + groups))


def _ascending(order: Sequence[int]) -> bool:
    """Do the whole labels come in the form's order within each group?"""
    return sum(b < a for a, b in pairwise(order)) <= 5


def _split(rows: Sequence[Row], header: Span, values: Sequence[Atom]) -> list[RowPrint]:
    known = len(values) == len(rows) * _COLUMNS
    out: list[RowPrint] = []
    for index, row in enumerate(rows):
        if known:
            out.append(RowPrint(row, header, tuple(values[index * _COLUMNS : (index + 1) * _COLUMNS])))
        else:
            why = f"{len(values)} values are printed under a header of {len(rows) * _COLUMNS} columns"
            out.append(RowPrint(row, header, tuple(values), why=why))
    return out


def _trim(values: list[Atom], columns: int) -> list[Atom]:
    """Without the blanks that a row of merged cells leaves at its end or beginning, where only one way to part them is left.

    A row that may have a blank first cell as well as a blank last one keeps them all: which is which cannot be told.
    """
    if values[0].lines is Lines.CELLS and values[0].line != values[-1].line:
        return list(values)  # A row that is broken may have a blank at the break, which is no cell.
    ways = [
        start
        for start in range(max(len(values) - columns, 0) + 1)
        if all(is_padding(atom) for atom in (*values[:start], *values[start + columns :]))
    ]
    figures = any(atom.kind is Kind.FIGURE for atom in values)
    # Columns that the format marks are true ones: what lies beyond the last is no cell.
    if figures and len(ways) > 1 and values[0].lines is not Lines.GRID:
        return list(values)
    return list(values[ways[0] : ways[0] + columns]) if ways else list(values)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """One row of the print may come as several lines of values."""
    out: list[Run] = []
    for run in runs:
        if out and run.text < 0 and run.lines is out[-1].lines and out[-1].last == run.first:
            out[-1] = Run(out[-1].first, run.last, out[-1].text, out[-1].same_line, run.lines)
        else:
            out.append(run)
    return out


# -- as three rows ------------------------------------------------------------------------------------------------


def _as_rows(
    atoms: Sequence[Atom], rows: Sequence[Row], runs: Sequence[Run], start: int
) -> tuple[RowPrint, ...] | None:
    """The groups as rows, each label before its five values, under one header; null where it is not so printed."""
    named: dict[int, Run] = {}
    for run in runs:
        if run.text < 0:
            continue
        group = _group_named(atoms[run.text].key)
        if group is None or group in named or run.last - run.first < _COLUMNS:
            continue
        named[group] = run
    if (
        len(named) < 2
        or list(named) != sorted(named)
        or any(_has_figure(atoms, r) for r in runs if r not in named.values())
    ):
        return None
    header = "".join(atom.key for atom in atoms[start : named[min(named)].text])
    if [_LEAVES.index(match[0]) for match in _LEAF.finditer(header)] != list(range(_COLUMNS)):
        return None
    return tuple(
        RowPrint(rows[g], _span(atoms[run.text]), tuple(_trim(list(atoms[run.first : run.last]), _COLUMNS)))
        for g, run in named.items()
    )


def _group_named(key: str) -> int | None:
    if "未经复议" in key or "直接起诉" in key:
        return 1
    if "复议后" in key:
        return 2
    return 0 if key.endswith("行政复议") else None


# -- the header ---------------------------------------------------------------------------------------------------


def _bounds(atoms: Sequence[Atom], after: int) -> tuple[int, int] | None:
    """First atom of the table and the atom before which it ends."""
    leaf = next(
        (i for i in range(after, len(atoms)) if "尚未" in _named(atoms[i].key) and len(atoms[i].key) < 120),
        None,
    )
    if leaf is None:
        return None
    start = _header_start(atoms, after, leaf)
    end = leaf
    while end < len(atoms) and end - leaf < _REACH and not _ends_table(atoms[end]):
        end += 1
    return start, end


def _header_start(atoms: Sequence[Atom], after: int, leaf: int) -> int:
    """The label of the first group, the last before the leaf labels; without it, what stands shortly before them."""
    for index in range(leaf, after - 1, -1):
        if "行政复议" in _named(atoms[index].key) and len(atoms[index].key) < 60:
            # 行政诉讼 before it belongs to the header too, and tells that the groups are in another order.
            return next((i for i in range(max(index - 3, after), index) if atoms[i].key == "行政诉讼"), index)
    start = leaf
    while (
        start > after and leaf - start < 24 and (atoms[start - 1].key or atoms[start - 1].kind is Kind.BLANK)
    ):
        start -= 1
    return start


def _ends_table(atom: Atom) -> bool:
    """A narrative or the heading of section five ends the table."""
    if atom.kind is not Kind.TEXT:
        return False
    return not atom.key or atom.key.startswith("五") or "问题" in atom.key


def _labels(text: str, atoms: Sequence[Atom], *, mend: bool = False) -> str:
    """The labels of a header run together in reading order.

    Where narrow columns wrap every label, two lines of as many pieces each are read column by column:
    `结果 结果 其他` over `维持 纠正 结果`.
    """
    out: list[str] = []
    above: list[str] = []
    texts = (atom for atom in atoms if atom.kind is Kind.TEXT)
    for _, line in groupby(texts, key=lambda atom: atom.line):
        pieces = [label_key(piece) for atom in line for piece in text[atom.start : atom.end].split()]
        if mend:
            pieces = _whole([_named(piece) for piece in pieces])
        if (
            len(pieces) > 4
            and len(pieces) == len(above)
            and not any(_LEAF.search(piece) for piece in above if "总" not in piece and "维" not in piece)
        ):
            out[-1] = "".join(upper + lower for upper, lower in zip(above, pieces, strict=True))
            above = []
        else:
            out.append("".join(pieces))
            above = pieces
    return "".join(out)


def _named(key: str) -> str:
    return mended(key, _NAMES)


def _whole(pieces: list[str]) -> list[str]:
    """The labels of a line; where all columns' other labels stand on it, half of 总计 in its place is 总计."""
    last = _COLUMNS - 1
    others = [piece for n, piece in enumerate(pieces) if n % _COLUMNS != last]
    if len(pieces) not in (_COLUMNS, 3 * _COLUMNS) or not all(piece in _NAMES for piece in others):
        return pieces
    return [
        "总计" if n % _COLUMNS == last and piece in ("总", "计") else piece for n, piece in enumerate(pieces)
    ]


def _matters(atoms: Sequence[Atom], run: Run) -> bool:
    return _has_figure(atoms, run) or run.last - run.first >= _COLUMNS


def _ends_behind_header(atoms: Sequence[Atom], start: int, end: int) -> bool:
    """Does nothing but blanks stand between the header and the heading of section five?

    What else stands there may be the figures in a shape that is not understood (a picture's name, 见附件, `1/0/2`), and a
    text that ends there may have been cut.
    """
    if end == len(atoms) or not atoms[end].key:
        return False
    texts = [atom for atom in atoms[start:end] if atom.kind is Kind.TEXT]
    return bool(texts) and all(
        _LEAF.search(name) or name in _HEADER for name in (_named(a.key) for a in texts)
    )


def _is_numbering(values: Sequence[Atom]) -> bool:
    """A row that numbers the columns: 1 2 3 … 15."""
    figures = [atom.print for atom in values if atom.kind is Kind.FIGURE]
    return len(figures) >= 2 * _COLUMNS and figures == [str(n) for n in range(1, len(figures) + 1)]


def _blank_row(atoms: Sequence[Atom]) -> bool:
    """Is there a row of blanks, one for each column at least, whatever stands in the row above it?"""
    rows = (list(row) for _, row in groupby(atoms, key=lambda atom: atom.line))
    return any(len(row) >= 3 * _COLUMNS and all(atom.kind is Kind.BLANK for atom in row) for row in rows)


def _has_figure(atoms: Sequence[Atom], run: Run) -> bool:
    return any(atoms[i].kind is Kind.FIGURE for i in range(run.first, run.last))


def _span(atom: Atom) -> tuple[int, int]:
    return atom.start, atom.end
