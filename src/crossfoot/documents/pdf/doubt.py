"""What makes a print doubtful that is seen: another over it, a line through it, a part of it that is not seen."""

from bisect import bisect_left

from crossfoot.documents.pdf.letters import Letters
from crossfoot.documents.pdf.shapes import FIGURE, Glyph, Rule

_MANY = 3_000
"""So many figures that are cut off or covered leave all others in doubt."""


def checked(letters: Letters, across: list[Rule]) -> list[Glyph]:
    """The characters that are seen, each once; doubtful those that are struck out, overprinted, or not whole."""
    rules = sorted(across)
    places = [rule.at for rule in rules]
    broken = [glyph for glyph in letters.hidden if glyph.is_figure]
    many = len(broken) > _MANY
    found: list[Glyph] = []
    near: dict[tuple[int, int], list[int]] = {}
    for glyph in letters.seen:
        twin = _twin(glyph, found, near)
        if twin is not None:
            if found[twin].text != glyph.text:
                found[twin] = found[twin]._replace(doubtful=True)
            continue
        struck = glyph.text in FIGURE and (
            many or _is_struck(glyph, rules, places) or any(_adjoins(glyph, each) for each in broken)
        )
        x, y = glyph.middle
        near.setdefault((int(x // 8), int(y // 8)), []).append(len(found))
        found.append(glyph._replace(doubtful=True) if struck else glyph)
    return found


def _twin(glyph: Glyph, found: list[Glyph], near: dict[tuple[int, int], list[int]]) -> int | None:
    """A character printed before at nearly the same place."""
    x, y = glyph.middle
    column, row = int(x // 8), int(y // 8)
    limit = 0.2 * glyph.size
    for i in (column - 1, column, column + 1):
        for j in (row - 1, row, row + 1):
            for index in near.get((i, j), ()):
                other = found[index]
                if other.size < 0.6 * glyph.size or glyph.size < 0.6 * other.size:
                    continue
                at = other.middle
                if abs(at[0] - x) < limit and abs(at[1] - y) < limit:
                    return index
    return None


def _is_struck(glyph: Glyph, rules: list[Rule], places: list[float]) -> bool:
    if glyph.turn % 2:
        return False
    high, low = glyph.base - 0.62 * glyph.size, glyph.base - 0.12 * glyph.size
    half = (glyph.right - glyph.left) / 2
    for rule in rules[bisect_left(places, high) :]:
        if rule.at > low:
            return False
        if min(rule.end, glyph.right) - max(rule.start, glyph.left) > half:
            return True
    return False


def _adjoins(glyph: Glyph, other: Glyph) -> bool:
    gap = max(glyph.left, other.left) - min(glyph.right, other.right)
    return abs(glyph.base - other.base) < 0.3 * glyph.size and gap < 0.3 * glyph.size
