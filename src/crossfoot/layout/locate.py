"""Where each cell of the form stands in a document, or why it has no place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from crossfoot.documents.model import Document
from crossfoot.forms import Form, Row, Span, Unit
from crossfoot.forms.prints import fold
from crossfoot.layout.anchors import Anchors, LayoutError, Place, RowPlace, Standing
from crossfoot.layout.atoms import Atom, Kind, Lines, atomise
from crossfoot.layout.detect import detect_form
from crossfoot.layout.labels import Stub, stub
from crossfoot.layout.match import Match, match_labels
from crossfoot.layout.normal import label_key
from crossfoot.layout.runs import RowPrint, Run, own_runs
from crossfoot.layout.slots import as_wide_as_the_others, place_requests, place_row, read_header, widths
from crossfoot.layout.table4 import read_review

_UNIT = re.compile(r"([十百千拾佰仟]?)([万亿]?)([美欧日港澳台韩]?)元")
_UNITS: dict[str, Unit] = {"万元": "万元", "亿元": "亿元"}


_LEADING = re.compile(r"(\d+)\s*([.、)）])?(\s*\d)?")
_INSIDE = re.compile(r"(?<!\S)\d[\d,.]*(?!\S)")
"""A figure between spaces within a text. One alone may be an ordinal or a year."""
_COPIES = 20
"""A document with more copies of the tables is no report that is there twice."""
_REPEATED = 3
"""So many rows of table three filled twice are no accident."""


def locate(document: Document) -> Anchors:
    """Align *document* with the form that it prints.

    Raises `LayoutError` where the document does not hold the tables of a form, or those of several reports.
    """
    atoms = atomise(document)
    form = detect_form(atoms)
    found = [_Locator(document, part, form).anchors() for part in _copies(atoms, form)]
    return found[0] if len(found) == 1 else _one_of(document, found)


def _copies(atoms: Sequence[Atom], form: Form, before_these: int = 0) -> list[Sequence[Atom]]:
    """The atoms, parted where the tables begin anew: a page may hold its report twice, or two of them."""
    labels = stub(form)
    first_row = form.table("requests")[0]
    body = next(i for i, entry in enumerate(labels.entries) if entry.row is first_row)
    begins: list[int] = []
    filled: dict[int, list[int]] = {}
    for index, atom in enumerate(atoms[:-1]):
        for entry in labels.exact.get(atom.key, ()) if atom.key else ():
            row = labels.entries[entry].row
            if row is not None and row.table == "requests":
                if len(atom.key) >= 4 and atoms[index + 1].kind is not Kind.TEXT:
                    filled.setdefault(entry, []).append(index)
            elif entry < body:
                # Any label of table two, or of table three's header, where the next copy may begin.
                begins.append(index)
    again = [places for places in filled.values() if len(places) > 1]
    if len(again) < _REPEATED:
        return [atoms]
    if before_these == _COPIES:
        raise LayoutError(
            "several_reports",
            f"the document holds the tables more than {_COPIES} times: give crossfoot a file for each report",
        )
    # A copy begins behind the last row that was met once before a row came for the second time.
    second = min(places[1] for places in again)
    before = max(place for places in filled.values() for place in places if place < second)
    cut = next((begin for begin in begins if before < begin < second), second)
    return [atoms[:cut], *_copies(atoms[cut:], form, before_these + 1)]


def _one_of(document: Document, copies: Sequence[Anchors]) -> Anchors:
    """Of copies that print the same figures the one that shows most of them; `LayoutError` where they differ."""

    def shown(anchors: Anchors) -> dict[str, str]:
        known = (Standing.PRINTED, Standing.BLANK)
        return {
            path: document.text[slice(*place.span)] if place.span else ""
            for path, place in anchors.places.items()
            if place.standing in known
        }

    prints = [shown(anchors) for anchors in copies]
    best = max(range(len(copies)), key=lambda index: len(prints[index]))
    for other in prints:
        if any(other[path] != prints[best][path] for path in other.keys() & prints[best].keys()):
            raise LayoutError(
                "several_reports",
                f"the document holds the tables {len(copies)} times with different figures: "
                "it seems to be several reports in one; give crossfoot a file for each",
            )
    return copies[best]


class _Locator:
    """One alignment; holds what the three tables share."""

    def __init__(self, document: Document, atoms: Sequence[Atom], form: Form) -> None:
        self.text = document.text
        self.recognised = document.recognised
        self.atoms = atoms
        self.form = form
        self.stub: Stub = stub(form)
        self.matches = match_labels(atoms, self.stub)
        self.prints: list[RowPrint] = []
        self.left: list[Run] = []
        self.extra: list[Run] = []
        self.asides: list[Run] = []
        self.places: dict[str, Place] = {}
        self.region: list[int] = []

    def anchors(self) -> Anchors:
        requests = self._of_table("requests")
        disclosure = self._of_table("disclosure")
        header_from = self._disclosure(disclosure, requests[0].first if requests else len(self.atoms))
        end = self._requests(requests, header_from)
        self._review(end)
        for path in self.form.cells:
            if path not in self.places:
                row = self.form.cells[path].row
                self.places[path] = Place(Standing.MISSING, why=f"row {row} was not found in the print")
        rows = {
            p.row.path: RowPlace(p.label or _span(p.values), tuple(self._figures(p)))
            for p in self.prints
            if p.label or p.values
        }
        region = (min(self.region), max(self.region)) if self.region else (0, len(self.text))
        return Anchors(
            form=self.form,
            places=self.places,
            rows=rows,
            leftovers=tuple(
                sorted({*self._spans(self.left), *self._unplaced(), *self._before_labels(), *self._unread()})
            ),
            extras=self._spans(self.extra),
            asides=self._spans(self.asides),
            region=region,
            atoms=self.atoms,
            recognised=self.recognised,
        )

    def _spans(self, runs: Sequence[Run]) -> tuple[Span, ...]:
        return tuple(
            sorted(
                (atom.start, atom.end)
                for run in runs
                for atom in self.atoms[run.first : run.last]
                if atom.kind is Kind.FIGURE
            )
        )

    # -- the tables ---------------------------------------------------------------------------------------------

    def _of_table(self, table: str) -> list[Match]:
        """The labels of one table's rows, with the labels of groups between them."""
        named = [m for m in self.matches if (row := self._row(m)) is not None and row.table == table]
        if not named:
            return []
        low, high = named[0].entry, named[-1].entry
        return [m for m in self.matches if low <= m.entry <= high]

    def _disclosure(self, matches: Sequence[Match], before: int) -> int:
        """Place table two; returns the atom from which table three's header may begin."""
        if not matches:
            return 0
        rows = self.form.table("disclosure")
        body = (self._behind(matches[0].first, 16, ("第二十条", "信息内容")), before)
        found = own_runs(self.text, self.atoms, self.stub, matches, rows, body)
        # What follows the last row is narrative.
        left, extra = ([r for r in runs if r.first < matches[-1].last] for runs in (found.left, found.extra))
        units = {path: unit for path, unit in self._units(matches, rows).items() if unit}
        for printed in as_wide_as_the_others(found.prints):
            if not self._header_in_order(printed.row, matches):
                printed = replace(printed, why="the column labels stand in another order than the form's")
            self.places.update(place_row(printed, units, self._columns(printed.row, matches)))
        # No sum protects this table: even what looks like a page number may be a piece of a figure.
        self._keep(found.prints, [*left, *found.asides], matches)
        self.extra.extend(extra)
        return matches[-1].last

    def _requests(self, matches: Sequence[Match], header_from: int) -> int:
        """Place table three; returns the atom after its last row's label."""
        if not matches:
            return header_from
        first = matches[0].first
        header_from = max(header_from, first - 80)
        header = self.atoms[header_from:first]
        begin = self._behind(first, first - header_from, ("自然人",))
        stop = next(
            (i for i in range(matches[-1].last + 1, len(self.atoms)) if self._starts_review(i)),
            len(self.atoms),
        )
        rows = self.form.table("requests")
        found = own_runs(self.text, self.atoms, self.stub, matches, rows, (begin, stop))
        self.places.update(place_requests(found.prints, read_header(header), widths(header)))
        self.extra.extend(found.extra)
        self.asides.extend(found.asides)
        self._keep(found.prints, found.left, matches)
        return matches[-1].last + 1

    def _behind(self, index: int, reach: int, words: tuple[str, ...], default: int | None = None) -> int:
        """The atom behind the last text with one of *words*, at most *reach* before *index*; else *default*, or *index*.

        Figures from there on belong to the table's body, even where they stand above its first label.
        """
        for i in range(index - 1, max(index - 1 - reach, -1), -1):
            if any(word in self.atoms[i].key for word in words):
                return i + 1
        return index if default is None else default

    def _starts_review(self, index: int) -> bool:
        atom = self.atoms[index]
        return atom.kind is Kind.TEXT and (
            not atom.key or "复议" in atom.key or "诉讼" in atom.key or "结果维" in atom.key
        )

    def _review(self, start: int) -> None:
        review = read_review(self.text, self.atoms, self.form.table("review"), start)
        for printed in review.prints:
            self.places.update(place_row(printed, {}))
        self._keep(review.prints, review.left, ())
        if review.end > review.start:
            self.region.extend((self.atoms[review.start].start, self.atoms[review.end - 1].end))

    # -- shared -------------------------------------------------------------------------------------------------

    def _keep(self, prints: Sequence[RowPrint], left: Sequence[Run], matches: Sequence[Match]) -> None:
        self.prints.extend(prints)
        self.left.extend(left)
        for match in matches:
            self.region.extend((self.atoms[match.first].start, self.atoms[match.last].end))
        for printed in prints:
            self.region.extend(offset for atom in printed.values for offset in (atom.start, atom.end))

    def _row(self, match: Match) -> Row | None:
        return self.stub.entries[match.entry].row

    def _header_in_order(self, row: Row, matches: Sequence[Match]) -> bool:
        """Do the column labels above the row stand in the form's order, as far as they can be found?"""
        label_of = {r.path: m for m in matches if (r := self._row(m)) is not None}
        label = label_of.get(row.path)
        before = [m.last for path, m in label_of.items() if self.form.row_of[path].labels[0] != row.labels[0]]
        end = label.first if label else matches[-1].last
        start = max((last + 1 for last in before if last < end), default=max(end - 24, 0))
        start = max(start, self._behind(end, end - start, ("信息内容", "第二十条"), default=start) - 1)
        header = "".join(atom.key for atom in self.atoms[start:end])
        found = [place for place in _label_places(row, header) if place >= 0]
        return found == sorted(found)

    def _columns(self, row: Row, matches: Sequence[Match]) -> dict[int, int]:
        """The columns of the print that stand under one of the row's column labels: the header is the last line with
        such labels above the row."""
        label = next((m.first for m in matches if self._row(m) is row), 0)
        keys = _column_keys(tuple(cell.labels[-1] for cell in row.cells))
        out: dict[int, int] = {}
        line = -1
        for atom in reversed(self.atoms[max(label - 24, 0) : label]):
            if atom.lines not in (Lines.GRID, Lines.CELLS) or not atom.key:
                continue
            index = next((i for i, key in enumerate(keys) if key in atom.key), None)
            if index is not None and line in (-1, atom.line):
                line = atom.line
                out.update(dict.fromkeys(range(atom.column, atom.column + atom.width), index))
        return out

    def _unplaced(self) -> list[Span]:
        """Figures of rows whose cells all have a place, that stand beyond them. A merged cell of table two that was filled
        is none."""
        used = {place.span for place in self.places.values()}
        shown = {
            printed.row.path: {
                self.text[slice(*place.span)]
                for c in printed.row.cells
                if (place := self.places[c.path]).span
            }
            for printed in self.prints
        }
        return [
            (atom.start, atom.end)
            for printed in self.prints
            for atom in printed.values
            if atom.kind is Kind.FIGURE
            and (atom.start, atom.end) not in used
            and (
                printed.row.table != "disclosure"
                or self.text[atom.start : atom.end] not in shown[printed.row.path]
            )
            and all(
                self.places[c.path].standing in (Standing.PRINTED, Standing.BLANK) for c in printed.row.cells
            )
        ]

    def _unread(self) -> list[Span]:
        """Figures that stand within the tables and that no row was asked for: inside a text between two rows, behind the
        last row of table two, or in a second table two with other figures."""
        out: list[Span] = []
        for table in ("disclosure", "requests"):
            matches = self._of_table(table)
            labels = {i for match in matches for i in range(match.first, match.last + 1)}
            rows = range(matches[0].first, matches[-1].last) if matches else range(0)
            for atom in (self.atoms[i] for i in rows if i not in labels):
                if atom.kind is Kind.TEXT and atom.key:
                    text = fold(self.text[atom.start : atom.end])
                    found = [(atom.start + m.start(), atom.start + m.end()) for m in _INSIDE.finditer(text)]
                    out.extend(found if len(found) > 1 else [])
        return [*out, *self._behind_disclosure(), *self._second_disclosure()]

    def _behind_disclosure(self) -> list[Span]:
        """Figures right behind the last row of table two, where it has none of its own."""
        matches = self._of_table("disclosure")
        row = self._row(matches[-1]) if matches else None
        if row is None or any(self.places[cell.path].span for cell in row.cells):
            return []
        out: list[Span] = []
        for atom in self.atoms[matches[-1].last + 1 :]:
            if atom.kind is Kind.TEXT:
                break
            if atom.kind is Kind.FIGURE:
                out.append((atom.start, atom.end))
        return out

    def _second_disclosure(self) -> list[Span]:
        """The figures of another table two, where it prints others: last year's, or those of the office alone."""
        placed = {place.span for place in self.places.values()}
        own = {p.row.path: self._figures(p) for p in self.prints}
        rows = {
            entry: e.row for entry, e in enumerate(self.stub.entries) if e.row and e.row.table == "disclosure"
        }
        taken = {m.first for m in self.matches}
        found: dict[str, list[Span]] = {}
        for index, atom in enumerate(self.atoms[:-1]):
            if not atom.key or index in taken or self.atoms[index + 1].kind is not Kind.FIGURE:
                continue
            for entry in self.stub.exact.get(atom.key, ()):
                if entry in rows and (row := rows[entry]) is not None:
                    following = self.atoms[index + 1 : index + 1 + len(row.cells)]
                    spans = [(a.start, a.end) for a in following if a.kind is Kind.FIGURE]
                    if not placed.issuperset(spans) and self._texts(spans) != self._texts(
                        own.get(row.path, ())
                    ):
                        found[row.path] = spans
        return [span for spans in found.values() for span in spans] if len(found) > 1 else []

    def _texts(self, spans: Sequence[Span]) -> list[str]:
        return [self.text[start:end] for start, end in spans]

    def _before_labels(self) -> list[Span]:
        """Figures that ran into the label behind them: `254三、本年度办理结果`. An ordinal of the label is none."""
        out: list[Span] = []
        for match in self.matches:
            start = self.atoms[match.first].start
            found = _LEADING.match(fold(self.text[start : self.atoms[match.first].end]))
            ordinal = self.stub.entries[match.entry].key[:1].isdigit()
            if found and (len(found[1]) > 1 or found[3] or not (ordinal or found[2])):
                out.append((start, start + len(found[1])))
        return out

    def _units(self, matches: Sequence[Match], rows: Sequence[Row]) -> dict[str, Unit | None]:
        """The unit that is stated for each amount by the header above it, its label, or a text on its line."""
        out: dict[str, Unit | None] = {}
        label_of = {row.path: m.first for m in matches if (row := self._row(m)) is not None}
        for index, row in enumerate(rows):
            amounts = [cell.path for cell in row.cells if cell.kind == "yuan"]
            if not amounts or row.path not in label_of:
                continue
            before = [label_of[r.path] for r in rows[:index] if r.path in label_of]
            label = label_of[row.path]
            texts = self.atoms[max(before, default=0) : label + 1]
            # A unit behind the figure, in a cell of its own.
            line = (a for a in self.atoms[label + 1 : label + 8] if a.line == self.atoms[label].line)
            header = "".join(atom.key for atom in (*texts, *line))
            out.update(dict.fromkeys(amounts, _stated_unit(header)))
        return out

    def _figures(self, printed: RowPrint) -> list[Span]:
        figures = [(a.start, a.end) for a in printed.values if a.kind is Kind.FIGURE]
        if printed.glued:
            start, digits = printed.glued
            figures.insert(0, (start, start + len(digits)))
        return figures


def _label_places(row: Row, header: str) -> list[int]:
    """Where each column's label stands in a header, found by what no other column's label has: 制发, 废止, 有效."""
    own_pairs = _own_pairs(tuple(cell.labels[-1] for cell in row.cells))
    return [min((at for pair in own if (at := header.find(pair)) >= 0), default=-1) for own in own_pairs]


@cache
def _column_keys(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of column labels without their remarks in brackets."""
    return tuple(label_key(label.split("（")[0]) for label in labels)


@cache
def _own_pairs(labels: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """For each column label the pairs of characters that no other of them has."""
    keys = _column_keys(labels)
    pairs = [{key[i : i + 2] for i in range(len(key) - 1)} for key in keys]
    return tuple(
        frozenset(own.difference(*(pair for i, pair in enumerate(pairs) if i != index)))
        for index, own in enumerate(pairs)
    )


def _stated_unit(header: str) -> Unit | None:
    """The unit of money named in the keys of a header. A multiplier that is not known (千元) is no unit, nor is
    another country's money."""
    named: set[Unit | None] = set()
    for match in _UNIT.finditer(header):
        named.add(None if match[1] or match[3] else _UNITS.get(match[0], "元"))
    return named.pop() if len(named) == 1 else None


def _span(values: Sequence[Atom]) -> Span:
    return values[0].start, values[-1].end
