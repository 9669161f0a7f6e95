"""Error localisation: the smallest sets of cells whose change would make every rule hold.

Fellegi & Holt (1976): change as few fields as possible so that all edits are satisfied. Rules that share no cell cannot
disturb each other, so each connected part is searched on its own: table three is one, each group of table four another.
Within a part the search over one and two cells is exact and enumerates all ties; beyond two it peels off single cells
whose change settles all of their own rules, which finds a set but cannot show that it is the only smallest one; and
where that fails too, what is left are the cells in which violated rows and violated columns cross.

The minimum distance of table three's rules is 4: one wrong cell has exactly one correction, two wrong cells are always
noticed, but several pairs may explain them. In a group of table four each of the five cells may be the wrong one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from crossfoot.checks.confront import Confrontation
from crossfoot.checks.rules import Rule
from crossfoot.forms import Value

Cells = Mapping[str, Value | None]
Weight = Callable[[str], float | None]
"""What it costs to doubt a cell; null for a cell that is beyond doubt."""

Deltas = Mapping[str, int]
Gap = dict[str, int]
"""Rule → left side less right side, for the rules that do not hold."""

_PEELED = 6
"""Cells of a correction beyond two, at the most: a table with more errors is no table with errors."""
_STEPS = 400
"""Steps of the search beyond two cells."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a correction: what is there, and what would have to be there. A count; blank is null."""

    cell: str
    printed: int | None
    corrected: int


@dataclass(frozen=True, slots=True)
class Correction:
    """One set of changes that together make every rule of a part hold. A suggestion: never applied, never told to a model."""

    changes: tuple[Change, ...]
    weight: float
    """The sum of the cells' weights; all corrections of a localisation have the same."""


@dataclass(frozen=True, slots=True)
class Localisation:
    """Where the error lies that keeps some connected rules from holding."""

    rules: tuple[str, ...]
    """The rules of this part that fail."""
    corrections: tuple[Correction, ...]
    """The smallest ones, all ties, the most plausible print first (fewest characters changed). Empty where none was found."""
    suspects: tuple[str, ...]
    """The cells of the corrections; without any, those where violated rows and violated columns cross."""
    exact: bool
    """Is it proven that no smaller correction exists and that all of this size are listed?"""

    @property
    def unique(self) -> Correction | None:
        """The only smallest correction, where there is just one and that is proven."""
        return self.corrections[0] if self.exact and len(self.corrections) == 1 else None


def localise(
    outcome: Confrontation, cells: Cells, weight: Weight = lambda _: 1.0
) -> tuple[Localisation, ...]:
    """For each connected part of the rules with a failure: the lightest corrections among cells that may be in doubt.

    *cells* are the values that *outcome* was found on. *weight* says how much each cell speaks against being changed;
    a cell with weight null is never changed. Empty where nothing fails.
    """
    if not outcome.failed:
        return ()
    differences = {rule.id: difference for rule, difference in outcome.failed}
    out: list[Localisation] = []
    for part in _parts(_on_printed_cells(outcome)):
        gap = {each.rule.id: differences[each.rule.id] for each in part if each.rule.id in differences}
        if gap:
            out.append(_Search(part, gap, cells, weight).localisation())
    return tuple(out)


def violated(rules: Collection[Rule]) -> tuple[str, ...]:
    """The cells that stand in two of the failing *rules* at once (rows × columns), or in any where none does."""
    failing = [set(rule.cells) for rule in rules]
    crossed = {path for a, b in combinations(failing, 2) for path in a & b}
    return tuple(sorted(crossed or set().union(*failing) if failing else set()))


@dataclass(frozen=True, slots=True)
class _Sum:
    """A tested rule on printed cells alone: in the place of a deduced total stand its addends, and theirs."""

    rule: Rule
    left: Sequence[str]
    right: Sequence[str]


def _on_printed_cells(outcome: Confrontation) -> list[_Sum]:
    given = outcome.given_by

    def spread(side: Sequence[str]) -> Sequence[str]:
        if given.keys().isdisjoint(side):
            return side
        return [cell for path in side for cell in (spread(given[path].left) if path in given else (path,))]

    return [_Sum(rule, spread(rule.left), spread(rule.right)) for rule in outcome.tested]


def _parts(sums: Sequence[_Sum]) -> list[list[_Sum]]:
    """The rules, parted so that no two parts share a cell."""
    parts: list[tuple[set[str], list[_Sum]]] = []
    for each in sums:
        cells, members = {*each.left, *each.right}, [each]
        apart = []
        for part in parts:
            if cells.isdisjoint(part[0]):
                apart.append(part)
            else:
                part[0].update(cells)
                cells, members = part[0], [*part[1], *members]
        parts = [*apart, (cells, members)]
    return [members for _, members in parts]


class _Search:
    """The search in one connected part."""

    def __init__(self, part: Sequence[_Sum], gap: Gap, cells: Cells, weight: Weight) -> None:
        self.gap = gap
        self.cells = cells
        self.failed = [each.rule for each in part if each.rule.id in gap]
        effects = _effects(part)
        self.weights = {path: w for path in effects if (w := weight(path)) is not None}
        self.effects = {path: effects[path] for path in self.weights}
        self.by_rules: dict[frozenset[str], list[str]] = {}
        for path, effect in self.effects.items():
            self.by_rules.setdefault(frozenset(effect), []).append(path)

    def localisation(self) -> Localisation:
        found = self._smallest()
        exact = bool(found)
        if not found:
            found = self._peel()
        corrections = sorted((self._correction(deltas) for deltas in found), key=_implausibility)
        suspects = {change.cell for correction in corrections for change in correction.changes}
        crossed = [path for path in violated(self.failed) if path in self.weights]
        return Localisation(
            rules=tuple(self.gap),
            corrections=tuple(corrections),
            suspects=tuple(sorted(suspects)) if corrections else tuple(crossed),
            exact=exact,
        )

    def _correction(self, deltas: Deltas) -> Correction:
        changes = tuple(
            Change(path, _whole(self.cells.get(path)), int(self.cells.get(path) or 0) + delta)
            for path, delta in sorted(deltas.items())
        )
        return Correction(changes, sum(self.weights[path] for path in deltas))

    # -- one and two cells: exact -----------------------------------------------------------------------------------

    def _smallest(self) -> list[Deltas]:
        """All corrections of one or two cells with the least weight."""
        found: list[Deltas] = [{path: delta} for path, delta in self._alone(self.gap)]
        lightest = min((self._weigh(deltas) for deltas in found), default=None)
        if lightest is None or lightest >= 2 * min(self.weights.values()):
            found += self._pairs()
            lightest = min((self._weigh(deltas) for deltas in found), default=0.0)
        return [deltas for deltas in found if self._weigh(deltas) == lightest]

    def _weigh(self, deltas: Iterable[str]) -> float:
        return sum(self.weights[path] for path in deltas)

    def _alone(self, gap: Gap) -> Iterator[tuple[str, int]]:
        """Each cell that closes *gap* all by itself, with what must be added to it."""
        for path in self.by_rules.get(frozenset(gap), ()):
            effect = self.effects[path]
            rule, difference = next(iter(gap.items()))
            delta = -difference // effect[rule]
            if all(sign * delta == -gap[each] for each, sign in effect.items()) and self._fits(path, delta):
                yield path, delta

    def _fits(self, path: str, delta: int) -> bool:
        """No count may become negative."""
        return (self.cells.get(path) or 0) + delta >= 0

    def _pairs(self) -> list[Deltas]:
        """Every pair that closes the gap and of which no cell does alone.

        Of two cells that stand in different rules, one stands in a rule without the other: that rule fails, and alone
        says what must be added to the cell; the rest is a gap for one cell. Cells in the same rules with different
        signs are two unknowns in two equations.
        """
        pairs: dict[frozenset[str], Deltas] = {}
        for path, effect in self.effects.items():
            for delta in self._steps(path, effect, self.gap):
                rest = _after(self.gap, effect, delta)
                if not rest:
                    continue
                for other, other_delta in self._alone(rest):
                    if other != path:
                        pairs.setdefault(frozenset((path, other)), {path: delta, other: other_delta})
        for same in self.by_rules.values():
            for one, other in combinations(same, 2):
                if (solved := self._together(one, other)) is not None:
                    pairs.setdefault(frozenset((one, other)), solved)
        return list(pairs.values())

    def _steps(self, path: str, effect: Mapping[str, int], gap: Gap) -> set[int]:
        """What can be added to a cell to settle one of the failing rules that it stands in."""
        deltas = {-gap[rule] // sign for rule, sign in effect.items() if rule in gap}
        return {delta for delta in deltas if self._fits(path, delta)}

    def _together(self, one: str, other: str) -> Deltas | None:
        first, second = self.effects[one], self.effects[other]
        if not self.gap.keys() <= first.keys():
            return None
        rules = list(first)
        for a, b in combinations(rules, 2):
            determinant = first[a] * second[b] - first[b] * second[a]
            if not determinant:
                continue
            left, right = -self.gap.get(a, 0), -self.gap.get(b, 0)
            x, x_rest = divmod(left * second[b] - right * second[a], determinant)
            y, y_rest = divmod(first[a] * right - first[b] * left, determinant)
            holds = all(first[r] * x + second[r] * y == -self.gap.get(r, 0) for r in rules)
            fits = self._fits(one, x) and self._fits(other, y)
            return {one: x, other: y} if holds and fits and x and y and not (x_rest or y_rest) else None
        return self._emptied(one, other)

    def _emptied(self, one: str, other: str) -> Deltas | None:
        """Two cells that no rule tells apart, of which neither is large enough to be lowered alone.

        Only their sum is known; the first is given up whole.
        """
        effect = self.effects[one]
        lowered = {-self.gap.get(rule, 0) // sign for rule, sign in effect.items()}
        if effect != self.effects[other] or len(lowered) != 1:
            return None
        first, second = int(self.cells.get(one) or 0), int(self.cells.get(other) or 0)
        delta = lowered.pop()
        if max(first, second) + delta < 0 <= first + second + delta:
            return {one: -first, other: delta + first}
        return None

    # -- beyond two: one cell after the other -----------------------------------------------------------------------

    def _peel(self) -> list[Deltas]:
        """Corrections found by taking off, one after the other, cells whose change settles every rule they stand in.

        All of the fewest cells that this finds, within a bound on the steps. No proof that there is no other.
        """
        states: dict[frozenset[tuple[str, int]], Gap] = {frozenset(): self.gap}
        steps = 0
        for _ in range(_PEELED):
            deeper: dict[frozenset[tuple[str, int]], Gap] = {}
            for taken, gap in states.items():
                for path, delta in self._settling(gap, {path for path, _ in taken}):
                    deeper[taken | {(path, delta)}] = _after(gap, self.effects[path], delta)
                    steps += 1
                if steps > _STEPS:
                    break
            done: list[Deltas] = [dict(taken) for taken, gap in deeper.items() if not gap]
            if done:
                return done
            states = deeper
        return []

    def _settling(self, gap: Gap, taken: set[str]) -> Iterator[tuple[str, int]]:
        """Cells all of whose rules fail by the same amount, with what must be added to them."""
        for rules, paths in self.by_rules.items():
            if rules <= gap.keys():
                for path in paths:
                    deltas = {-gap[rule] // sign for rule, sign in self.effects[path].items()}
                    if path not in taken and len(deltas) == 1 and self._fits(path, delta := deltas.pop()):
                        yield path, delta


def _effects(part: Sequence[_Sum]) -> dict[str, dict[str, int]]:
    """Cell → rule → what one more in the cell adds to left − right; cells that a rule holds on both sides cancel out."""
    out: dict[str, dict[str, int]] = {}
    for each in part:
        rule = each.rule.id
        for sign, side in ((1, each.left), (-1, each.right)):
            for path in side:
                effect = out.setdefault(path, {})
                effect[rule] = effect.get(rule, 0) + sign
    return {
        path: effect if all(effect.values()) else {rule: sign for rule, sign in effect.items() if sign}
        for path, effect in out.items()
        if any(effect.values())
    }


def _after(gap: Gap, effect: Mapping[str, int], delta: int) -> Gap:
    """What is left of the gap when *delta* is added to a cell with this *effect*."""
    rest = dict(gap)
    for rule, sign in effect.items():
        difference = rest.pop(rule, 0) + sign * delta
        if difference:
            rest[rule] = difference
    return rest


def _whole(value: Value | None) -> int | None:
    return None if value is None else int(value)


def _implausibility(correction: Correction) -> tuple[int, tuple[str, ...]]:
    """Misprints change few characters: 12 for 13, 21 for 12, 0 for 10."""
    distance = sum(
        OSA.distance(str(change.printed or 0), str(change.corrected)) for change in correction.changes
    )
    return distance, tuple(change.cell for change in correction.changes)
