"""Error localisation: the smallest sets of cells whose change would make every rule hold.

Fellegi & Holt (1976): change as few fields as possible so that all edits are satisfied. The rules are linear with
coefficients of +1 and −1, so one and two cells are searched exactly; beyond that, violated rows × violated columns.
"""

from collections.abc import Callable, Mapping
from itertools import combinations

from crossfoot.checks.confront import Confrontation

Change = Mapping[str, int]
"""Cell path → what would have to be added to it."""


def localise(
    outcome: Confrontation, cells: Mapping[str, float | int | None], suspect: Callable[[str], bool]
) -> tuple[Change, ...]:
    """All smallest sets of one or two cells, among those that may be *suspect*, that would repair every failure.

    Empty where nothing fails, or where no set so small does it.
    """
    if not outcome.failed:
        return ()
    gap = {rule.id: difference for rule, difference in outcome.failed}
    effect = _effects(outcome)
    touched = {
        path for path, effects in effect.items() if suspect(path) and not gap.keys().isdisjoint(effects)
    }
    single = tuple(
        change for path in sorted(touched) if (change := _solve_one(path, gap, effect, cells)) is not None
    )
    if single:
        return single
    # One of the two must stand in the first failing rule.
    first = [path for path in sorted(touched) if outcome.failed[0][0].id in effect[path]]
    pairs: dict[frozenset[str], Change] = {}
    for one in first:
        for other in touched:
            if other != one and frozenset((one, other)) not in pairs:
                change = _solve_two(one, other, gap, effect, cells)
                if change is not None:
                    pairs[frozenset((one, other))] = change
    return tuple(pairs[key] for key in sorted(pairs, key=sorted))


def violated(outcome: Confrontation) -> tuple[str, ...]:
    """The cells that stand in two failing rules at once (violated rows × violated columns), or in any if none does."""
    failing = [set(rule.cells) for rule, _ in outcome.failed]
    crossed = {path for a, b in combinations(failing, 2) for path in a & b}
    return tuple(sorted(crossed or set().union(*failing) if failing else set()))


def _effects(outcome: Confrontation) -> dict[str, dict[str, int]]:
    """Cell → rule → what one more in the cell adds to left − right. A deduced total passes on what its addends get."""
    out: dict[str, dict[str, int]] = {}

    def add(path: str, rule: str, sign: int) -> None:
        if path in outcome.given_by:
            for addend in outcome.given_by[path].left:
                add(addend, rule, sign)
            return
        effects = out.setdefault(path, {})
        effects[rule] = effects.get(rule, 0) + sign

    for rule in outcome.tested:
        for path in rule.left:
            add(path, rule.id, 1)
        for path in rule.right:
            add(path, rule.id, -1)
    return {path: {rule: sign for rule, sign in effects.items() if sign} for path, effects in out.items()}


def _solve_one(
    path: str,
    gap: Mapping[str, int],
    effect: Mapping[str, Mapping[str, int]],
    cells: Mapping[str, float | int | None],
) -> Change | None:
    mine = effect.get(path, {})
    if set(mine) != set(gap):
        return None
    deltas = {-gap[rule] * sign for rule, sign in mine.items()}
    return _allowed({path: deltas.pop()}, cells) if len(deltas) == 1 else None


def _solve_two(
    one: str,
    other: str,
    gap: Mapping[str, int],
    effect: Mapping[str, Mapping[str, int]],
    cells: Mapping[str, float | int | None],
) -> Change | None:
    first, second = effect.get(one, {}), effect.get(other, {})
    if not set(gap) <= set(first) | set(second):
        return None
    alone_first = {-gap.get(rule, 0) * sign for rule, sign in first.items() if rule not in second}
    alone_second = {-gap.get(rule, 0) * sign for rule, sign in second.items() if rule not in first}
    shared = [(first[rule], second[rule], gap.get(rule, 0)) for rule in first if rule in second]
    if len(alone_first) > 1 or len(alone_second) > 1:
        return None
    if alone_first:
        x = alone_first.pop()
        y = (
            alone_second.pop()
            if alone_second
            else (-shared[0][2] - shared[0][0] * x) * shared[0][1]
            if shared
            else 0
        )
    elif alone_second and shared:
        y = alone_second.pop()
        x = (-shared[0][2] - shared[0][1] * y) * shared[0][0]
    else:
        return None
    if x == 0 or y == 0 or any(a * x + b * y != -difference for a, b, difference in shared):
        return None
    return _allowed({one: x, other: y}, cells)


def _allowed(change: dict[str, int], cells: Mapping[str, float | int | None]) -> Change | None:
    """No count may become negative."""
    return change if all((cells.get(path) or 0) + delta >= 0 for path, delta in change.items()) else None
