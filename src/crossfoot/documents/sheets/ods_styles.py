"""What the styles of an OpenDocument spreadsheet do to what its cells show. OpenDocument 1.3, part 3, chapters 16 to 20."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crossfoot.documents.sheets.ods_numbers import Format, Formats, holds

_LONGEST = 50
"""Styles that are made from each other: some files make a circle of them."""
_TINY = 2.0
"""Points: letters of that size are not seen."""
_LOW, _NARROW = 3.0, 3.0
"""Points: a row lower, or a column narrower, than that shows nothing."""
_USUAL_SIZE, USUAL_WIDTH = 10.0, 64.0
"""Points: of letters, and of columns."""
_DIGIT = 0.52
"""The width of a digit, in sizes of its font."""
_NEAR = 0x18
"""Steps of 256: colours that differ by less, in red, green and blue, are the same to the eye."""
_WHITE = "#ffffff"
_STRIKES = ("text-line-through-style", "text-line-through-type", "text-crossing-out")
_POINTS = {"pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75}
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,20})?|\.\d{1,20})(pt|pc|in|cm|mm|px)")


@dataclass(frozen=True, slots=True)
class Look:
    """How something is shown: what its style says, together with the styles that it is made from."""

    told: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    """The name of the number format."""
    changes: tuple[tuple[str, str], ...] = ()
    """Conditions, and the styles that come in place of this one where they hold."""

    def within(self, other: "Look") -> "Look":
        """This look inside of a cell that has the other one."""
        return Look({**other.told, **self.told}, other.format)

    @property
    def hides(self) -> bool:
        """Of a sheet: is it left out?"""
        return self.told.get("display") == "false"

    @property
    def struck(self) -> bool:
        return any(self.told.get(name, "none") != "none" for name in _STRIKES)

    @property
    def raised(self) -> bool:
        return not self.told.get("text-position", "0").startswith("0")

    @property
    def unseen(self) -> bool:
        """Too small, hidden, or in the colour of its ground."""
        if self.size <= _TINY or self.told.get("display") == "none":
            return True
        colour = self.told.get("color")
        if colour is None or self.told.get("use-window-font-color") == "true":
            return False  # black, or white where the ground is dark
        return _same(colour, self.told.get("background-color", "transparent"))

    @property
    def turned(self) -> bool:
        """Upside down: 16 is 91 then."""
        angle = self.told.get("rotation-angle", "0").removesuffix("deg")
        return angle.isdecimal() and len(angle) < 4 and 90 < int(angle) % 360 < 270

    @property
    def doubtful(self) -> bool:
        """Is what a cell holds struck out, not seen, or shown in another way than it is written?"""
        return self.struck or self.unseen or self.turned or self.told.get("repeat-content") == "true"

    @property
    def locked(self) -> bool:
        """Is nothing seen of the cell where its sheet is protected?"""
        return "hidden-and-protected" in self.told.get("cell-protect", "")

    @property
    def ruled(self) -> bool:
        return any(
            name.startswith("border") and not value.startswith(("none", "hidden"))
            for name, value in self.told.items()
        )

    @property
    def size(self) -> float:
        return length(self.told.get("font-size"), _USUAL_SIZE)

    def width_of(self, text: str, *, wraps: bool) -> float:
        """How wide a figure is at least, in points; none where it is made to fit in."""
        fits = self.told.get("shrink-to-fit") == "true" or (wraps and self.told.get("wrap-option") == "wrap")
        return 0.0 if fits else self.size * _DIGIT * len(text)

    @property
    def width(self) -> float:
        """Of a column, in points."""
        return length(self.told.get("column-width"), USUAL_WIDTH)

    @property
    def flat(self) -> bool:
        """Of a row or a column: does it show nothing?"""
        low = (
            self.told.get("use-optimal-row-height") != "true"
            and length(self.told.get("row-height"), _LOW) < _LOW
        )
        return low or self.width < _NARROW


PLAIN = Look()


class Styles:
    """The styles of a workbook, as they are told by the elements of its parts."""

    def __init__(self) -> None:
        self.formats = Formats()
        self._own: dict[tuple[str, str], Look] = {}
        self._parents: dict[tuple[str, str], str] = {}
        self._known: dict[tuple[str, str], Look] = {}
        self._open: tuple[str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("style", "default-style"):
            self._open = (attributes.get("family", ""), attributes.get("name", ""))
            self._own[self._open] = Look({}, attributes.get("data-style-name"))
            self._parents[self._open] = attributes.get("parent-style-name", "")
            self._known.clear()
        elif self._open is None:
            self.formats.start(tag, attributes)
        elif tag.endswith("-properties"):
            own = self._own[self._open]
            self._own[self._open] = Look({**own.told, **attributes}, own.format, own.changes)
        elif tag == "map":
            own = self._own[self._open]
            change = (attributes.get("condition", ""), attributes.get("apply-style-name", ""))
            self._own[self._open] = Look(own.told, own.format, (*own.changes, change))

    def end(self, tag: str, text: str) -> None:
        if tag in ("style", "default-style"):
            self._open = None
        elif self._open is None:
            self.formats.end(tag, text)

    def of(self, family: str, name: str | None) -> Look:
        """The look of the style of that name; of the usual one where none is named."""
        key = (family, name or "Default")
        if key not in self._known:
            looks = [self._own[each] for each in self._chain(key)]
            told: dict[str, str] = {}
            for look in reversed(looks):
                told |= look.told
            number = next((look.format for look in looks if look.format), None)
            self._known[key] = Look(told, number, next((look.changes for look in looks if look.changes), ()))
        return self._known[key]

    def _chain(self, key: tuple[str, str]) -> Iterator[tuple[str, str]]:
        """The style and those that it is made from, the nearest first."""
        family, _ = key
        for _ in range(_LONGEST):
            if key not in self._own:
                break
            yield key
            key = (family, self._parents[key])
        if (family, "") in self._own:
            yield family, ""

    def format(self, look: Look) -> Format | None:
        """The number format of a look; None for one that is not there."""
        return self.formats.named(look.format)

    def conceals(self, style: str) -> bool:
        """May a style, in place of another, make a cell show something else, or nothing?"""
        look = self.of("table-cell", style)
        return look.doubtful or look.format is not None

    def may_change(self, look: Look, value: float | None) -> bool:
        """May a condition make a cell of that look and value show something else, or nothing?"""
        return any(self.conceals(style) and may_hold(condition, value) for condition, style in look.changes)


def may_hold(condition: str, value: float | None) -> bool:
    return value is None or holds(condition, value) is not False


def length(text: str | None, default: float) -> float:
    """A length in points."""
    found = _LENGTH.fullmatch(text or "")
    return float(found[1]) * _POINTS[found[2]] if found else default


def _same(colour: str, ground: str) -> bool:
    one, other = _rgb(colour), _rgb(_WHITE if ground == "transparent" else ground)
    return (
        one is not None
        and other is not None
        and all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))
    )


def _rgb(colour: str) -> bytes | None:
    try:
        found = bytes.fromhex(colour.removeprefix("#"))
    except ValueError:
        return None
    return found if len(found) == 3 else None
