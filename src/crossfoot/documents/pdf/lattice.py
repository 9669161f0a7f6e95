"""From rules to the places of a table: which rules belong together, and which places they hold apart."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crossfoot.documents.model import Box, DocumentError
from crossfoot.documents.pdf.shapes import Rule

_TOUCH = 2.0
"""Points: rules that end so near to each other meet."""
_SAME = 1.5
"""Points: rules so near side by side are one; so are pieces with no wider gap between them."""
_DOUBLE = 4.0
"""Points: no row or column is so narrow; the two lines of a double rule are no farther apart."""
_TWIN = 2.8
"""Points: the lines of a double rule mostly lie no farther apart, even where other rules cross both."""
_COVERED = 0.5
"""The share of a place's side that must be ruled to hold it apart from the next."""
_MAX_PAIRS = 4_000_000


@dataclass(frozen=True, slots=True)
class Region:
    """Places that no rule holds apart. `whole` says whether they form a rectangle."""

    row: int
    column: int
    rowspan: int
    colspan: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Lattice:
    """The edges of a table's columns and rows, and the regions between its rules, in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    owners: tuple[tuple[int, ...], ...]
    """Row, column → index of the region."""

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """The region at a point."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owners[row][column]
        return None

    def edges(self, region: Region) -> Box:
        """The box of a region."""
        return (
            self.xs[region.column],
            self.ys[region.row],
            self.xs[region.column + region.colspan],
            self.ys[region.row + region.rowspan],
        )


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, with pieces and copies of one line made one."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][-1].at <= _SAME / 2 and rule.at - groups[-1][0].at <= _SAME:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    found: list[Rule] = []
    for group in groups:
        at = group[len(group) // 2].at
        found.extend(Rule(at, start, end) for start, end in _union((r.start, r.end) for r in group))
    return [rule for rule in found if rule.end - rule.start > _DOUBLE]


def _union(spans: Iterable[tuple[float, float]], gap: float = _SAME) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def lattices(across: Sequence[Rule], down: Sequence[Rule]) -> list[Lattice]:
    """The tables that rules make, from top to bottom.

    Raises:
        DocumentError: `too_complex` for more rules than any table has.
    """
    flat, upright = merged(across), merged(down)
    if len(flat) * len(upright) > _MAX_PAIRS:
        raise DocumentError("too_complex", "a page of a PDF with too many lines: print it to a new PDF")
    found = [_lattice(*group) for group in _connected(flat, upright)]
    return sorted((each for each in found if each is not None), key=lambda each: (each.ys[0], each.xs[0]))


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules in groups that meet one another."""
    parents = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for i, flat in enumerate(across):
        for j, upright in enumerate(down, len(across)):
            if (
                upright.start - _TOUCH <= flat.at <= upright.end + _TOUCH
                and flat.start - _TOUCH <= upright.at <= flat.end + _TOUCH
            ):
                parents[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parents)):
        group = groups.setdefault(root(index), ([], []))
        if index < len(across):
            group[0].append(across[index])
        else:
            group[1].append(down[index - len(across)])
    whole = [group for group in groups.values() if group[0] and group[1]]
    for rule in (rule for group in groups.values() if not group[0] for rule in group[1]):
        _attach(rule, whole)
    return whole


def _attach(rule: Rule, groups: list[tuple[list[Rule], list[Rule]]]) -> None:
    """Give a vertical rule that meets no other to the table at whose side it stands.

    It bounds a cell that comes from the page before and goes on on the next one.
    """
    for _, down in groups:
        top, bottom = min(each.start for each in down), max(each.end for each in down)
        if abs(rule.start - top) <= _DOUBLE and abs(rule.end - bottom) <= _DOUBLE:
            down.append(rule)
            return


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    xs = _edges([rule.at for rule in down], across)
    ys = _edges([rule.at for rule in across], down)
    if len(xs) < 3 and len(ys) < 3:
        return None  # a frame
    held_right = _held(down, xs, ys)
    held_below = _held(across, ys, xs)
    return _regions(xs, ys, held_right, held_below)


def _edges(places: list[float], others: list[Rule]) -> list[float]:
    """Where columns (or rows) end: at the rules, and where the rules across them do, if the table is open at its sides."""
    edges: list[list[float]] = []
    for place in sorted(places):
        near = edges and place - edges[-1][-1] <= _DOUBLE and place - edges[-1][0] <= 1.5 * _DOUBLE
        if near and not _is_crossed(edges[-1][-1], place, others):
            edges[-1].append(place)
        else:
            edges.append([place])
    found = [(group[0] + group[-1]) / 2 for group in edges]
    first, last = min(rule.start for rule in others), max(rule.end for rule in others)
    if first < found[0] - 2 * _DOUBLE:
        found.insert(0, first)
    if last > found[-1] + 2 * _DOUBLE:
        found.append(last)
    return found


def _is_crossed(low: float, high: float, others: list[Rule]) -> bool:
    """Do rules within the table go from *low* to *high*? Then it is a row without text; a double rule has a gap there."""
    if high - low <= _TWIN:
        return False
    sides = min(rule.at for rule in others), max(rule.at for rule in others)
    return any(
        rule.start <= low + _SAME / 2
        and rule.end >= high - _SAME / 2
        and sides[0] + _DOUBLE < rule.at < sides[1] - _DOUBLE
        for rule in others
    )


def _held(rules: list[Rule], places: list[float], along: list[float]) -> list[list[bool]]:
    """For each inner edge at *places*, and each stretch *along* it: is it ruled there?"""
    spans: list[list[tuple[float, float]]] = [[] for _ in places]
    for rule in rules:
        nearest = min(range(len(places)), key=lambda index: abs(places[index] - rule.at))
        spans[nearest].append((rule.start, rule.end))
    out = []
    for own in spans:
        united = _union(own, _TOUCH)
        out.append([_covers(united, start, end) for start, end in pairwise(along)])
    return out


def _covers(spans: list[tuple[float, float]], start: float, end: float) -> bool:
    ruled = sum(max(min(right, end) - max(left, start), 0.0) for left, right in spans)
    return ruled >= _COVERED * (end - start)


def _regions(
    xs: list[float], ys: list[float], held_right: list[list[bool]], held_below: list[list[bool]]
) -> Lattice:
    rows, columns = len(ys) - 1, len(xs) - 1
    owners = [[-1] * columns for _ in range(rows)]
    regions: list[Region] = []
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] < 0:
                places = _flood(row, column, owners, held_right, held_below, len(regions))
                regions.append(_region(places))
    return Lattice(tuple(xs), tuple(ys), tuple(regions), tuple(map(tuple, owners)))


def _flood(
    row: int,
    column: int,
    owners: list[list[int]],
    held_right: list[list[bool]],
    held_below: list[list[bool]],
    number: int,
) -> list[tuple[int, int]]:
    """The places that are open to the one at *row*, *column*; they become the region *number*'s."""
    places = [(row, column)]
    owners[row][column] = number
    for y, x in places:
        for near_y, near_x, held in (
            (y, x + 1, x + 1 < len(owners[0]) and held_right[x + 1][y]),
            (y, x - 1, held_right[x][y]),
            (y + 1, x, y + 1 < len(owners) and held_below[y + 1][x]),
            (y - 1, x, held_below[y][x]),
        ):
            inside = 0 <= near_y < len(owners) and 0 <= near_x < len(owners[0])
            if inside and not held and owners[near_y][near_x] < 0:
                owners[near_y][near_x] = number
                places.append((near_y, near_x))
    return places


def _region(places: list[tuple[int, int]]) -> Region:
    top, left = min(y for y, _ in places), min(x for _, x in places)
    rowspan = max(y for y, _ in places) - top + 1
    colspan = max(x for _, x in places) - left + 1
    return Region(top, left, rowspan, colspan, rowspan * colspan == len(places))
