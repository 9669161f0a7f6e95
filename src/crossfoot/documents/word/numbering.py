"""The lists of a Word document, as far as they decide whether a paragraph shows a number."""

from functools import cached_property
from xml.etree.ElementTree import Element

from crossfoot.documents.word.package import Package, W

_VAL = f"{W}val"


class Numbering:
    """Which levels of which lists print something before their paragraphs. Read only when asked."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def is_shown(self, place: tuple[str, str]) -> bool:
        """Does that level of that list show a number or sign? List 0 is none; what is not told is taken to show one."""
        name, level = place
        return name != "0" and (name, level) not in self._silent

    @cached_property
    def _silent(self) -> frozenset[tuple[str, str]]:
        """The lists and levels whose text is empty."""
        root = self._package.related("numbering")
        if root is None:
            return frozenset()
        silent = {
            each.get(f"{W}abstractNumId"): [
                level.get(f"{W}ilvl", "0") for level in each.iter(f"{W}lvl") if _is_silent(level)
            ]
            for each in root.iter(f"{W}abstractNum")
        }
        return frozenset(
            (each.get(f"{W}numId", ""), level)
            for each in root.iter(f"{W}num")
            if each.find(f"{W}lvlOverride") is None and (lists := each.find(f"{W}abstractNumId")) is not None
            for level in silent.get(lists.get(_VAL), [])
        )


def _is_silent(level: Element) -> bool:
    text = level.find(f"{W}lvlText")
    return text is not None and not text.get(_VAL, "") and level.find(f"{W}lvlPicBulletId") is None
