"""Table four: three groups of five columns over one row of figures."""

from collections.abc import Sequence

from crossfoot.forms import Row
from crossfoot.layout.atoms import Atom, Kind
from crossfoot.layout.normal import label_key
from crossfoot.layout.runs import RowPrint, Run, runs_between

_GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
_LEAVES = ("维", "纠正", "其他结果", "尚未审结", "总计")


def read_review(
    text: str, atoms: Sequence[Atom], rows: Sequence[Row], start: int
) -> tuple[list[RowPrint], list[Run], int]:
    """The print of the three groups, the runs left over, and the atom where the table ends.

    The header comes first, all its labels before the figures they stand over; the groups may also follow one
    another, each with its own header and figures. Nothing is returned for a header that does not read as the form's.
    """
    header = _header(atoms, start)
    if header is None:
        return [], [], start
    first, stop = header
    runs = [run for run in runs_between(atoms, first, stop) if _has_figure(atoms, run)]
    if not runs:
        labels = _labels(text, atoms[first:stop])
        blank = _leaves_in_order(labels, 15)
        return ([RowPrint(row, None, ()) for row in rows] if blank else []), [], stop
    joined: list[Run] = []
    for run in runs:
        # One row of the print may come as several lines of values.
        if joined and run.text < 0 and run.lines is joined[-1].lines and joined[-1].last == run.first:
            joined[-1] = Run(joined[-1].first, run.last, joined[-1].text, joined[-1].same_line, run.lines)
        else:
            joined.append(run)
    prints: list[RowPrint] = []
    left: list[Run] = []
    below, position = 0, first
    for run in joined:
        labels = _labels(text, atoms[position : run.first])
        columns = labels.count("尚未审结") * len(_LEAVES)
        groups = columns // len(_LEAVES)
        values = _trim(atoms[run.first : run.last], columns)
        if groups and below + groups <= len(rows) and _leaves_in_order(labels, columns):
            for index in range(groups):
                chunk = values[index * 5 : index * 5 + 5] if len(values) == columns else values
                prints.append(_group(rows[below + index], chunk, len(values) == columns))
            below += groups
            position = run.last
        else:
            left.append(run)
    return prints, left, joined[-1].last


def _group(row: Row, values: Sequence[Atom], known: bool) -> RowPrint:
    # A row whose columns cannot be told keeps all the values, more or fewer than it has columns.
    figures = tuple(values) if known or len(values) != len(row.cells) else (*values, values[-1])
    return RowPrint(row, None, figures)


def _trim(values: Sequence[Atom], columns: int) -> Sequence[Atom]:
    """Without the blanks that a row of merged cells leaves at its end or beginning."""
    values = list(values)
    while len(values) > columns and values[-1].kind is Kind.BLANK:
        values.pop()
    while len(values) > columns and values[0].kind is Kind.BLANK:
        values.pop(0)
    return values


def _header(atoms: Sequence[Atom], start: int) -> tuple[int, int] | None:
    """First atom of the header and the atom before which the table ends."""
    leaf = next((i for i in range(start, len(atoms)) if "尚未" in atoms[i].key), None)
    if leaf is None:
        return None
    first = leaf
    while first > start and atoms[first - 1].kind is not Kind.FIGURE and leaf - first < 12:
        first -= 1
    stop = leaf
    while stop < len(atoms) and stop - leaf < 150 and not _ends_table(atoms[stop]):
        stop += 1
    return first, stop


def _ends_table(atom: Atom) -> bool:
    """A narrative or the heading of section five ends the table."""
    if atom.kind is not Kind.TEXT:
        return False
    return not atom.key or atom.key.startswith("五") or "问题" in atom.key or len(atom.key) > 80


def _labels(text: str, atoms: Sequence[Atom]) -> str:
    """The labels of a header run together in reading order.

    Where narrow columns wrap every label, two lines of as many pieces each are read column by column:
    `结果 结果 其他` over `维持 纠正 结果`.
    """
    out: list[str] = []
    pending: list[str] = []
    for atom in (a for a in atoms if a.kind is Kind.TEXT):
        pieces = [label_key(piece) for piece in text[atom.start : atom.end].split()]
        if len(pieces) > 4 and len(pieces) == len(pending):
            out[-1] = "".join(upper + lower for upper, lower in zip(pending, pieces, strict=True))
            pending = []
        else:
            out.append(atom.key)
            pending = pieces
    return "".join(out)


def _leaves_in_order(labels: str, columns: int) -> bool:
    """Do the leaf labels come group after group in the form's order, and the groups in theirs?"""
    order: list[int] = []
    position = 0
    while position < len(labels):
        for index, leaf in enumerate(_LEAVES):
            if labels.startswith(leaf, position):
                order.append(index)
                position += len(leaf)
                break
        else:
            position += 1
    groups = [labels.find(name) for name in _GROUPS if name in labels]
    return order == list(range(5)) * (columns // 5) and groups == sorted(groups) and columns > 0


def _has_figure(atoms: Sequence[Atom], run: Run) -> bool:
    return any(atoms[i].kind is Kind.FIGURE for i in range(run.first, run.last))
