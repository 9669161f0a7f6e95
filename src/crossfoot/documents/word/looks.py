"""How text looks, as far as it decides whether what is shown is what the text says.

Properties come from the run itself, its character style, its paragraph style and the defaults, in this order.
https://learn.microsoft.com/en-us/dotnet/api/documentformat.openxml.wordprocessing.runproperties
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from crossfoot.documents.word.package import W

Properties = Mapping[str, str]
"""Local name of a property's element → its value; `on` for one that has none."""

_VALUE = f"{W}val"
_RPR, _PPR, _STYLE, _BASED_ON = f"{W}rPr", f"{W}pPr", f"{W}style", f"{W}basedOn"
_NUM_PR, _NUM_ID, _LEVEL = f"{W}numPr", f"{W}numId", f"{W}ilvl"
_KEPT = {
    f"{W}{name}": name
    for name in [
        "vanish",
        "strike",
        "dstrike",
        "vertAlign",
        "position",
        "color",
        "sz",
        "rtl",
        "rStyle",
        "shd",
        "highlight",
        "rFonts",
    ]
}
_EFFECTS = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TEXT_FILL, _NO_FILL = f"{_EFFECTS}textFill", f"{_EFFECTS}noFill"
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGray": "808080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "green": "00FF00",
    "lightGray": "C0C0C0",
    "magenta": "FF00FF",
    "red": "FF0000",
    "white": "FFFFFF",
    "yellow": "FFFF00",
}
"""The colours of the marker. ECMA-376 part 1, 17.18.40."""
_TOGGLES = ("vanish", "strike", "dstrike")
_OFF = ("0", "false", "off", "none")
_NONE: Properties = {}

_LONGEST = 50
"""Styles that are based on each other: some files make a circle of them."""
_TINY = 4
"""Half-points: letters of that size are not seen."""
_NEAR = 0x18
"""Steps of 256: colours that differ by less, in red, green and blue, are the same to the eye."""
_PICTURES = ("wingdings", "wingdings 2", "wingdings 3", "webdings")
"""Fonts whose letters and digits are pictures. https://en.wikipedia.org/wiki/Wingdings"""


class Look(NamedTuple):
    """How a run is shown."""

    hidden: bool = False
    struck: bool = False
    level: str = ""
    """Empty on the line; else what raises or lowers the text."""
    unseen: bool = False
    """Too small, or in the colour of its ground."""
    backwards: bool = False
    """From right to left."""
    pictures: bool = False
    """In a font of pictures."""


PLAIN = Look()


def is_on(element: Element | None, attribute: str = _VALUE, default: str = "on") -> bool:
    """Is a property given, and not given as off?"""
    return element is not None and element.get(attribute, default) not in _OFF


def properties(element: Element | None) -> Properties:
    """Those of an `rPr` that matter here."""
    if element is None:
        return _NONE
    found: dict[str, str] = {}
    for child in element:
        name = _KEPT.get(child.tag)
        if name == "shd":
            found[name] = ground(child) or ""
        elif name == "rFonts":
            found[name] = (child.get(f"{W}ascii") or "").lower()
        elif name is not None:
            found[name] = child.get(_VALUE, "on")
        elif child.tag == _TEXT_FILL and child.find(_NO_FILL) is not None:
            found["noFill"] = "on"
    return found


def ground(shading: Element | None) -> str | None:
    """The colour that a `shd` gives the ground, or None if it leaves it as it is."""
    if shading is None:
        return None
    colour = shading.get(f"{W}color" if shading.get(_VALUE) == "solid" else f"{W}fill")
    return colour if colour and _rgb(colour) else None


@dataclass(frozen=True, slots=True)
class _Style:
    own: Properties
    number: tuple[str, str] | None
    """Of a paragraph: the ids of its list and level."""
    based_on: str | None


class Looks:
    """The looks of a document's runs; what its styles say is worked out once."""

    def __init__(self, styles: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._resolved: dict[str, tuple[Properties, tuple[str, str] | None]] = {}
        self._known: dict[tuple[object, ...], Look] = {}
        self._usual = ""
        """The id of the paragraph style of paragraphs that name none."""
        self._defaults: Properties = _NONE
        for each in styles if styles is not None else ():
            if each.tag == _STYLE:
                self._take(each)
            elif each.tag == f"{W}docDefaults":
                self._defaults = properties(each.find(f"{W}rPrDefault/{_RPR}"))
        self.numbers = any(style.number for style in self._styles.values())
        """Does any style number its paragraphs?"""

    def _take(self, style: Element) -> None:
        name = style.get(f"{W}styleId", "")
        based_on = style.find(_BASED_ON)
        self._styles[name] = _Style(
            properties(style.find(_RPR)),
            number(style.find(_PPR)),
            based_on.get(_VALUE) if based_on is not None else None,
        )
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            self._usual = name

    def _style(self, name: str) -> tuple[Properties, tuple[str, str] | None]:
        """What a style says together with those that it is based on."""
        known = self._resolved.get(name)
        if known is None:
            chain: list[_Style] = []
            following: str | None = name
            while following in self._styles and len(chain) < _LONGEST:
                chain.append(self._styles[following])
                following = chain[-1].based_on
            merged: dict[str, str] = {}
            for style in reversed(chain):
                merged |= style.own
            known = merged, next((style.number for style in chain if style.number), None)
            self._resolved[name] = known
        return known

    def number_of(self, paragraph: str | None) -> tuple[str, str] | None:
        """The ids of list and level that a paragraph's style gives it."""
        return self._style(paragraph or self._usual)[1]

    def of(self, run: Element | None, paragraph: str | None, ground: str | None) -> Look:
        """The look of a run with these properties, in a paragraph of that style, before that ground."""
        direct = properties(run)
        key = (paragraph, ground, *direct.items())
        if key not in self._known:
            self._known[key] = self._look(direct, paragraph, ground)
        return self._known[key]

    def _look(self, direct: Properties, paragraph: str | None, ground: str | None) -> Look:
        above = self._style(paragraph or self._usual)[0]
        style = self._style(direct["rStyle"])[0] if "rStyle" in direct else _NONE
        if not direct and not above and not style and not self._defaults:
            return PLAIN
        merged = {**self._defaults, **above, **style, **direct}
        # Where both styles say it, each turns round what the other says (17.7.3 of ECMA-376, part 1).
        toggled = {
            name: _said(direct[name]) if name in direct else _on(above, name) is not _on(style, name)
            for name in _TOGGLES
        }
        return Look(
            hidden=toggled["vanish"],
            struck=toggled["strike"] or toggled["dstrike"],
            level=_level(merged),
            unseen=_is_unseen(merged, ground),
            backwards=_on(merged, "rtl"),
            pictures=merged.get("rFonts") in _PICTURES,
        )


def number(paragraph: Element | None) -> tuple[str, str] | None:
    """The ids of list and level that a `pPr` itself gives, if any; list 0 is none."""
    found = paragraph.find(_NUM_PR) if paragraph is not None else None
    if found is None:
        return None
    name, level = found.find(_NUM_ID), found.find(_LEVEL)
    return (
        name.get(_VALUE, "0") if name is not None else "0",
        level.get(_VALUE, "0") if level is not None else "0",
    )


def _said(value: str) -> bool:
    return value not in _OFF


def _on(merged: Properties, name: str) -> bool:
    return name in merged and _said(merged[name])


def _level(merged: Properties) -> str:
    align = merged.get("vertAlign", "baseline")
    position = merged.get("position", "0")
    return (align if align != "baseline" else "") + (position if position != "0" else "")


def _is_unseen(merged: Properties, ground: str | None) -> bool:
    size = merged.get("sz", "")
    if (size.isdigit() and int(size) <= _TINY) or _on(merged, "noFill"):
        return True
    colour = _rgb(merged.get("color", ""))
    if colour is None:
        return False
    marked = merged.get("highlight", "none")
    behind = _rgb(_HIGHLIGHTS.get(marked, "") if _said(marked) else merged.get("shd") or ground or "FFFFFF")
    return behind is not None and all(abs(a - b) < _NEAR for a, b in zip(colour, behind, strict=True))


def _rgb(colour: str) -> bytes | None:
    try:
        return bytes.fromhex(colour) if len(colour) == 6 else None
    except ValueError:
        return None
