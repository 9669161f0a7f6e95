"""From the values of a row to its columns.

Two witnesses: the *count* (as many values as columns) and the *geometry* (the value stands under the column's
header). Where both can speak they must agree; where neither can, the row is known and its columns are not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile

from rapidfuzz.fuzz import ratio

from crossfoot.forms import APPLICANTS, Row, Unit
from crossfoot.forms.models import Applicants
from crossfoot.layout.anchors import Place, Standing
from crossfoot.layout.atoms import Atom, Kind, Lines, is_padding
from crossfoot.layout.normal import label_key, mended
from crossfoot.layout.runs import RowPrint

_COLUMN_KEYS = tuple(label_key(info.title or "") for info in Applicants.model_fields.values())


_HEADER = (*_COLUMN_KEYS, "法人或其他组织", "申请人情况")
_OTHER_COLUMN = re.compile("行次|序号|栏次|代码")
"""Columns that some prints add before the first; their figures are no applicants."""


_WHOLE = 3
"""So many rows with a figure in each column tell where the figures of the others begin."""
_HEADER_LINES = 3
_ORGANISATIONS = "＿" * 7
"""Stands for 法人或其他组织 in a header run together, lest its 其他 be taken for the column."""


@dataclass(frozen=True)
class Header:
    """What is known of table three's column header."""

    ordered: bool
    """Enough of the seven labels stand there, in the form's order and in no other."""
    has_total: bool
    columns: Mapping[int, int] = field(default_factory=dict)
    """Column of the print → index of the applicant column, where the print has columns."""


def read_header(atoms: Sequence[Atom]) -> Header:
    """The header of table three from the atoms before its first row."""
    texts = [atom for atom in atoms if atom.key]
    begin = max((i for i, atom in enumerate(texts) if "申请人情况" in atom.key), default=-1) + 1
    keys = [mended(atom.key, _HEADER) for atom in texts]
    person = max((i for i, key in enumerate(keys) if _COLUMN_KEYS[0][:2] in key), default=0)
    texts = texts[begin if begin <= person else max(person - 4, 0) :]
    joined = "".join(mended(atom.key, _HEADER) for atom in texts).replace("法人或其他组织", _ORGANISATIONS)
    columns, clash = _columns_of(texts)
    return Header(
        ordered=_in_order(joined) and all(_ascending(line) for line in _lines_of(texts)),
        has_total=_COLUMN_KEYS[6][0] in joined,
        columns=columns if len(columns) >= 6 and not clash else {},
    )


def _lines_of(texts: Sequence[Atom]) -> list[list[int]]:
    """The applicant columns that are named on each line, in print order."""
    out: list[list[int]] = []
    for _, line in groupby(texts, key=lambda atom: atom.line):
        out.append([index for atom in line if (index := _column_named(atom.key)) is not None])
    return out


def _ascending(line: list[int]) -> bool:
    """In the form's order? 总计 may stand right behind 自然人: a header of two lines run together."""
    if line[:2] == [0, len(APPLICANTS) - 1]:
        line = [0, *line[2:]]
    return line == sorted(line)


def _in_order(header: str) -> bool:
    """Do the seven labels stand in the form's order, as far as they are whole?

    Labels wrapped in narrow columns come in pieces; the first two characters of the kinds of organisation are enough to
    tell their order. 总计 stands at the end, or in a header of two lines before the kinds of organisation.
    """
    places = [header.find(key[:2]) for key in _COLUMN_KEYS[:5]]
    found = [at for at in places if at >= 0]
    if places[0] < 0 or len(found) < 3 or found != sorted(found) or _OTHER_COLUMN.search(header):
        return False
    legal, other, total = (
        header.find(_COLUMN_KEYS[4]),
        header.find(_COLUMN_KEYS[5]),
        header.find(_COLUMN_KEYS[6]),
    )
    if 0 <= total < header.find(_ORGANISATIONS):
        return False
    if legal >= 0 and 0 <= other < legal:
        return False
    return total < 0 or total > max(found[-1], other) or places[0] < total < found[1]


def _columns_of(texts: Sequence[Atom]) -> tuple[dict[int, int], bool]:
    """Column of the print → applicant column; and whether two labels claim the same column."""
    columns: dict[int, int] = {}
    clash = False
    for atom in texts:
        index = _column_named(atom.key) if atom.lines in (Lines.GRID, Lines.CELLS) else None
        if index is not None:
            clash = clash or columns.get(atom.column, index) != index
            columns.setdefault(atom.column, index)
    return columns, clash


def _column_named(key: str) -> int | None:
    for index, label in enumerate(_COLUMN_KEYS):
        if key == label or (len(key) > 2 and ratio(key, label) >= 75):
            return index
    return None


def place_requests(
    prints: Sequence[RowPrint], header: Header, header_widths: Sequence[int] = ()
) -> dict[str, Place]:
    """Places of table three's cells. *header_widths* are those of the lines of its header, where these are parted."""
    geometry = header.columns if _geometry_holds(prints, header) else {}
    if [geometry[c] for c in sorted(geometry)] != sorted(geometry.values()):
        # The figures stand under their headers, and these are not in the form's order.
        header, geometry = replace(header, ordered=False), {}
    leading = _leading_blanks(prints)
    prints = _as_long_as_the_others(as_wide_as_the_others(prints, header_widths))
    cut, base = _is_cut(prints), _base_column(prints)
    places: dict[str, Place] = {}
    for printed in prints:
        slots = _applicants(printed, header, geometry, leading)
        if base is not None and not isinstance(slots, str) and not _begins_at(printed.values, slots, base):
            slots = "the figures do not begin in the column in which those of whole rows do"
        if cut and not isinstance(slots, str) and any(slots):
            slots = "no row has a figure in each column, and some have nothing else: a column may be cut off"
        places.update(_places(printed.row, slots))
    return places


def _base_column(prints: Sequence[RowPrint]) -> int | None:
    """The column of the print in which the figures of all rows begin that have one in each column; null where they differ."""
    found = [
        figures[0].column
        for printed in prints
        if len(figures := [atom for atom in printed.values if atom.kind is Kind.FIGURE]) == len(APPLICANTS)
        and figures[0].lines is Lines.CELLS
    ]
    return found[0] if len(found) >= _WHOLE and len(set(found)) == 1 else None


def _begins_at(values: Sequence[Atom], slots: Sequence[Atom | None], base: int) -> bool:
    """Do the slots of a row that has blanks left of its figures begin in column *base*?"""
    if not values or values[0].lines is not Lines.CELLS or values[0].column >= base or not any(slots):
        return True
    return slots[0] is not None and slots[0].column == base


def _is_cut(prints: Sequence[RowPrint]) -> bool:
    """Do rows of parted cells hold figures and nothing else, but fewer than there are columns, and none holds them all?"""
    columns = len(APPLICANTS)
    parted = [p.values for p in prints if p.values and p.values[0].lines in (Lines.GRID, Lines.CELLS)]
    figures = [sum(atom.kind is Kind.FIGURE for atom in values) for values in parted]
    short = sum(
        len(values) == count < columns for values, count in zip(parted, figures, strict=True) if count > 1
    )
    return short > 1 and max(figures) < columns


Slots = Sequence[Atom | None] | str
"""For each column its atom (null: nothing is printed there), or why the columns cannot be told."""


def _applicants(
    printed: RowPrint, header: Header, geometry: Mapping[int, int], leading: Mapping[int, frozenset[int]]
) -> Slots:
    columns = len(APPLICANTS)
    if printed.why:
        return printed.why
    figures = [atom for atom in printed.values if atom.kind is Kind.FIGURE]
    if printed.glued:
        return _glued(printed, columns)
    if not figures:
        return [None] * columns
    if not header.ordered:
        return "the column header of table three was not found in the form's order"
    by_count: Slots | None = None
    values = printed.values
    first = values.index(figures[0])
    if (
        len(figures) == columns
        and values[first:][:columns] == tuple(figures)
        and all(is_padding(atom) for atom in (*values[:first], *values[first + columns :]))
    ):
        by_count = figures
    elif len(values) == columns and header.has_total:
        by_count = list(values)
    by_geometry = _under_headers(values, geometry)
    if by_count is not None and by_geometry is not None and by_count != by_geometry:
        return "the position in the row and the position under the header disagree"
    if by_geometry is not None:
        return by_geometry
    if by_count is not None and (figures[0] is values[0] or len(figures) == columns):
        return by_count
    if geometry and values[0].lines is not Lines.SINGLE:
        # The columns are true ones, so neither counting nor moving the row can tell more than they do.
        return "the row ends before its last column"
    if by_count is not None:
        return by_count
    if len(figures) > columns:
        return f"{len(figures)} figures stand in a row of {columns}"
    if len(values) > columns:
        alone = _possible(values)
        return _window(
            values, alone if len(alone) == 1 else alone & leading[len(printed.row.labels)], columns
        )
    return f"{len(values)} values are printed in a row of {columns} columns"


def as_wide_as_the_others(prints: Sequence[RowPrint], header: Sequence[int] = ()) -> list[RowPrint]:
    """The rows; of those that were filled up to the table's width the ones that are not so wide as most, as doubtful.

    Such a row has lost a cell, or has one too many: what stands in it is not where it seems to be. *header* are the
    widths of the header's lines: where they agree among themselves they say how wide the table is.
    """
    own = [_width(printed) for printed in prints]
    known = [width for width in own if width]
    if not any(width and len(p.values) > len(p.row.cells) for p, width in zip(prints, own, strict=True)):
        return list(prints)
    if len(header) > 1 and len(set(header)) == 1:
        usual = header[0]
    else:
        usual = max(set(known), key=known.count)
        if known.count(usual) * 10 < len(known) * 8:
            return list(prints)
    return [
        replace(printed, why=f"the row has {width} cells and the table {usual}")
        if width and width != usual and not printed.why and not _is_full(printed)
        else printed
        for printed, width in zip(prints, own, strict=True)
    ]


def _as_long_as_the_others(prints: Sequence[RowPrint]) -> list[RowPrint]:
    """The rows; of those whose cells have a line each the ones that have not as many values as most of their depth, as
    doubtful. Merged label cells leave the same number of blanks in every row of a depth."""
    lengths: dict[int, list[int]] = {}
    for printed in prints:
        if printed.values and printed.values[0].lines is Lines.SINGLE:
            lengths.setdefault(len(printed.row.labels), []).append(len(printed.values))
    usual = {
        depth: most
        for depth, found in lengths.items()
        if found.count(most := max(set(found), key=found.count)) * 3 >= len(found) * 2
    }
    return [
        replace(printed, why=f"the row has {len(printed.values)} cells and the rows like it {most}")
        if printed.values
        and printed.values[0].lines is Lines.SINGLE
        and (most := usual.get(len(printed.row.labels), 0))
        and len(printed.values) != most
        and not printed.why
        and not (_is_full(printed) and len(printed.values) == len(APPLICANTS))
        else printed
        for printed in prints
    ]


def widths(header: Sequence[Atom]) -> list[int]:
    """How many columns each of the last lines of a header has, for lines of parted cells."""
    lines = (list(line) for _, line in groupby(header, key=lambda atom: atom.line))
    parted = [line[-1] for line in lines if line[-1].lines is Lines.CELLS and len(line) > 2]
    return [last.column + last.width for last in parted[-_HEADER_LINES:]]


def _width(printed: RowPrint) -> int:
    """Columns of the print from its first to the row's last value; 0 where the print has no such columns."""
    last = printed.values[-1] if printed.values else None
    return last.column + last.width if last is not None and last.lines is Lines.CELLS else 0


def _is_full(printed: RowPrint) -> bool:
    return all(atom.kind is Kind.FIGURE for atom in printed.values[: len(printed.row.cells)])


def _geometry_holds(prints: Sequence[RowPrint], header: Header) -> bool:
    """Does every figure of the table stand under a header? One that does not shows the columns to be no true ones."""
    if not header.columns:
        return False
    return all(
        _column_of(atom, header.columns) is not None
        for printed in prints
        for atom in printed.values
        if atom.kind is Kind.FIGURE
    )


def _column_of(atom: Atom, columns: Mapping[int, int]) -> int | None:
    if atom.lines not in (Lines.GRID, Lines.CELLS):
        return None
    under = [columns[c] for c in range(atom.column, atom.column + atom.width) if c in columns]
    return under[0] if len(under) == 1 else None


def _under_headers(values: Sequence[Atom], columns: Mapping[int, int]) -> list[Atom | None] | None:
    if not columns:
        return None
    slots: list[Atom | None] = [None] * len(APPLICANTS)
    covered: set[int] = set()
    for atom in values:
        covered.update(columns[c] for c in range(atom.column, atom.column + atom.width) if c in columns)
        index = _column_of(atom, columns)
        if index is None:
            if atom.kind is Kind.FIGURE:
                return None
            continue
        slots[index] = atom
    # A label that reaches under the first column's header, or a row that ends early, leaves columns uncovered.
    return slots if covered >= set(columns.values()) else None


def _leading_blanks(prints: Sequence[RowPrint]) -> dict[int, frozenset[int]]:
    """For each depth of label: how many of a row's leading values can be left-overs of merged label cells.

    The same in every row of that depth, so a number that any of them rules out is ruled out for all.
    """
    out: dict[int, frozenset[int]] = {}
    for printed in prints:
        if not any(atom.kind is Kind.FIGURE for atom in printed.values):
            continue
        possible = _possible(printed.values)
        if possible:
            depth = len(printed.row.labels)
            out[depth] = out.get(depth, possible) & possible
    return {depth: out.get(depth, frozenset()) for depth in range(1, 4)}


def _possible(values: Sequence[Atom]) -> frozenset[int]:
    """How many leading values can be skipped so that all figures lie within the columns that follow."""
    beyond = len(values) - len(APPLICANTS)
    # Where each cell has its own line, what merged cells leave stands before a row and never behind it.
    first = beyond if values and values[0].lines is Lines.SINGLE else 0
    # All that is skipped must be padding, and all that stands behind the columns.
    leading, trailing = _paddings(values), _paddings(reversed(values))
    return frozenset(range(max(first, 0, beyond - trailing), min(beyond, leading) + 1))


def _paddings(values: Iterable[Atom]) -> int:
    """So many of the values come before the first that is not padding."""
    return sum(1 for _ in takewhile(is_padding, values))


def _window(values: Sequence[Atom], possible: frozenset[int], columns: int) -> Slots:
    if len(possible) == 1:
        (skipped,) = possible
        return list(values[skipped : skipped + columns])
    return f"{len(values)} cells are printed in a row of {columns} columns, and which are left over is not to be told"


def _glued(printed: RowPrint, columns: int) -> Slots:
    """Figures run together: `规章000`. They come apart only where there is a single way to part them."""
    assert printed.glued is not None
    start, digits = printed.glued
    if columns == 1 and not printed.values:
        return [Atom(Kind.FIGURE, start, start + len(digits), "", 0, 0, Lines.SINGLE)]
    if not digits.isdigit():
        return "figures are run together with the label"
    pieces = columns - len(printed.values)
    ways = [way for parts in range(1, pieces + 1) for way in _partitions(digits, parts)]
    if len(ways) != 1 or len(ways[0]) != pieces:
        return "figures are run together with the label or with one another"
    atoms: list[Atom] = []
    for part in ways[0]:
        atoms.append(Atom(Kind.FIGURE, start, start + len(part), "", 0, 0, Lines.SINGLE))
        start += len(part)
    return [*atoms, *printed.values]


def _partitions(digits: str, parts: int) -> list[tuple[str, ...]]:
    """At most two of the ways to part *digits* into figures; none begins with 0 but 0 itself."""
    if parts == 1:
        return [(digits,)] if digits == "0" or not digits.startswith("0") else []
    if parts > 8 or len(digits) > 24:
        return []
    out: list[tuple[str, ...]] = []
    for size in range(1, 2 if digits.startswith("0") else len(digits) - parts + 2):
        if size < len(digits):
            out.extend((digits[:size], *rest) for rest in _partitions(digits[size:], parts - 1))
        if len(out) > 1:
            return out[:2]
    return out


def place_row(
    printed: RowPrint, units: Mapping[str, Unit], columns: Mapping[int, int] | None = None
) -> dict[str, Place]:
    """Places of a row of table two, or of one group of table four.

    *columns* are the columns of the print that stand under a header, as index of the row's cells.
    """
    width = len(printed.row.cells)
    figures = [atom for atom in printed.values if atom.kind is Kind.FIGURE]
    slots: Slots
    if printed.why:
        slots = printed.why
    elif printed.glued:
        slots = _glued(printed, width)
    elif not figures:
        slots = [None] * width
    elif len(printed.values) < width:
        slots = f"{len(printed.values)} values are printed in a row of {width} columns"
    elif all(is_padding(atom) for atom in printed.values[width:]):
        slots = list(printed.values[:width])
    else:
        slots = _by_header(printed.values, columns or {}, width)
    if not isinstance(slots, str) and not printed.glued and not _under_own_header(slots, columns or {}):
        slots = "the position in the row and the position under the header disagree"
    return _places(printed.row, slots, units)


def _under_own_header(slots: Sequence[Atom | None], columns: Mapping[int, int]) -> bool:
    """Does no figure stand under the header of another column? Headers that are misprinted speak for no column.

    Lines of text may be broken within a header; only where the format marks the cells are its columns true.
    """
    for index, atom in enumerate(slots):
        if atom is None or atom.kind is not Kind.FIGURE or atom.lines is not Lines.GRID or not columns:
            continue
        above = {columns[c] for c in range(atom.column, atom.column + atom.width) if c in columns}
        # Merged cells may reach under a neighbour's header too, as where header and rows are merged differently.
        if index not in above and (above or len(slots) == 1):
            return False
    return True


def _by_header(values: Sequence[Atom], columns: Mapping[int, int], width: int) -> Slots:
    """More values than columns: merged cells that were filled, or cells beyond the form's."""
    under: list[list[Atom]] = [[] for _ in range(width)]
    beside = [atom for atom in values if atom.kind is Kind.FIGURE and _column_of(atom, columns) is None]
    if beside and columns and len({(atom.kind, atom.print) for atom in values}) > 1:
        return "a figure stands under no header of the row's columns"
    for atom in values:
        index = _column_of(atom, columns)
        if index is not None:
            under[index].append(atom)
    if all(under):
        if all(len({(atom.kind, atom.print) for atom in group}) == 1 for group in under):
            return [group[0] for group in under]
    elif (
        width == 1
        and values[0].lines in (Lines.GRID, Lines.CELLS)
        and len({(a.kind, a.print) for a in values}) == 1
    ):
        return [values[0]]
    return f"{len(values)} values stand in a row of {width} columns"


def _places(row: Row, slots: Slots, units: Mapping[str, Unit] | None = None) -> dict[str, Place]:
    out: dict[str, Place] = {}
    for index, cell in enumerate(row.cells):
        unit = (units or {}).get(cell.path)
        if isinstance(slots, str):
            out[cell.path] = Place(Standing.LOOSE, why=slots, unit=unit)
            continue
        atom = slots[index]
        if atom is not None and atom.kind is Kind.FIGURE:
            out[cell.path] = Place(Standing.PRINTED, (atom.start, atom.end), unit=unit)
        else:
            out[cell.path] = Place(Standing.BLANK, unit=unit)
    return out
