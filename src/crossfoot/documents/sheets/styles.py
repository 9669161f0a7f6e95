"""What the styles of an Excel workbook do to what its cells show. ECMA-376, part 1, section 18.8."""

from dataclasses import dataclass, field

from crossfoot.documents.sheets.numbers import BUILT_IN
from crossfoot.documents.sheets.places import is_true, number, size

_WHITE, _BLACK = bytes.fromhex("FFFFFF"), bytes.fromhex("000000")
_INDEXED = {"0": _BLACK, "1": _WHITE, "8": _BLACK, "9": _WHITE, "64": _BLACK, "65": _WHITE}
_THEME = {"0": _WHITE, "1": _BLACK}
"""Every theme's first two colours, as far as they are not changed."""
_NEAR = 0x18
"""Steps of 256: colours that differ by less, in red, green and blue, are the same to the eye."""
_TINY = 2
"""Points: letters of that size are not seen."""


@dataclass(slots=True)
class _Font:
    struck: bool = False
    colour: bytes | None = _BLACK
    size: float = 11.0


@dataclass(slots=True)
class _Fill:
    pattern: str = "none"
    colour: bytes | None = None
    behind: bytes | None = None

    @property
    def ground(self) -> bytes | None:
        """The colour behind the text; None where that is not told."""
        if self.pattern == "none":
            return _WHITE
        return self.colour if self.pattern == "solid" else None


@dataclass(slots=True)
class _Style:
    format: int
    font: int
    fill: int
    border: int
    horizontal: str = ""
    shrinks: bool = False
    wraps: bool = False


@dataclass(slots=True)
class _Change:
    """What a condition makes of a cell, in place of its own style."""

    font: _Font = field(default_factory=lambda: _Font(colour=None))
    fill: _Fill = field(default_factory=_Fill)
    format: bool = False

    @property
    def conceals(self) -> bool:
        ground = self.fill.behind or self.fill.colour or _WHITE
        return self.format or self.font.struck or _same(self.font.colour, ground)


class Styles:
    """The styles of a workbook, as its part of that name tells them."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = dict(BUILT_IN)
        self._fonts: list[_Font] = []
        self._fills: list[_Fill] = []
        self._ruled: list[bool] = []
        self._styles: list[_Style] = []
        self._changes: list[_Change] = []
        self._within: list[str] = []
        self._is_change = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        within = self._within[-1] if self._within else ""
        self._within.append(tag)
        self._is_change = "dxfs" in self._within[:3]
        if tag == "numFmt" and within == "numFmts":
            self._formats[number(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif tag == "dxf":
            self._changes.append(_Change())
        elif tag == "numFmt" and self._is_change and self._changes:
            self._changes[-1].format = True
        elif tag == "font" and within == "fonts":
            self._fonts.append(_Font())
        elif tag == "fill" and within == "fills":
            self._fills.append(_Fill())
        elif within == "font":
            self._start_font(tag, attributes)
        elif tag == "patternFill" or within == "patternFill":
            self._start_fill(tag, attributes)
        elif tag == "xf" and within == "cellXfs":
            told = (attributes.get(name) for name in ("numFmtId", "fontId", "fillId", "borderId"))
            number_format, font, fill, border = map(number, told)
            self._styles.append(_Style(number_format, font, fill, border))
        elif tag == "alignment" and within == "xf" and "cellXfs" in self._within and self._styles:
            self._styles[-1].horizontal = attributes.get("horizontal", "")
            self._styles[-1].shrinks = is_true(attributes.get("shrinkToFit"))
            self._styles[-1].wraps = is_true(attributes.get("wrapText"))
        elif tag == "border" and within == "borders":
            self._ruled.append(False)
        elif within == "border" and self._ruled and attributes.get("style", "none") != "none":
            self._ruled[-1] = True

    def _start_font(self, tag: str, attributes: dict[str, str]) -> None:
        font = self._changes[-1].font if self._is_change and self._changes else (self._fonts or [_Font()])[-1]
        if tag == "strike":
            font.struck = is_true(attributes.get("val", "1"))
        elif tag == "color":
            font.colour = colour(attributes)
        elif tag == "sz":
            font.size = size(attributes.get("val"), font.size)

    def _start_fill(self, tag: str, attributes: dict[str, str]) -> None:
        fill = self._changes[-1].fill if self._is_change and self._changes else (self._fills or [_Fill()])[-1]
        if tag == "patternFill":
            fill.pattern = attributes.get("patternType", "none")
        elif tag == "fgColor":
            fill.colour = colour(attributes)
        elif tag == "bgColor":
            fill.behind = colour(attributes)

    def end(self, *_: str) -> None:
        self._within.pop()

    def format(self, style: int) -> str | None:
        """The number format of a style; None for one that is not there."""
        if not 0 <= style < len(self._styles):
            return "General" if style == 0 else None
        return self._formats.get(self._styles[style].format)

    def is_doubtful(self, style: int) -> bool:
        """Is what a cell of that style holds struck out, not seen, or shown more than once?"""
        found = self._style(style)
        if found is None:
            return False
        font, fill = self._font(found), self._fill(found)
        return (
            font.struck or font.size <= _TINY or found.horizontal == "fill" or _same(font.colour, fill.ground)
        )

    def digit(self, style: int, *, wraps: bool) -> float | None:
        """The width of a digit in that style, in those of the workbook's own font; None where any figure fits in."""
        found = self._style(style)
        usual = self._fonts[0].size if self._fonts else 0
        if found is None or usual <= 0:
            return 1.0
        return None if found.shrinks or (wraps and found.wraps) else self._font(found).size / usual

    def ruled(self, style: int) -> bool:
        found = self._style(style)
        return found is not None and found.border < len(self._ruled) and self._ruled[found.border]

    def conceals(self, change: int) -> bool:
        """May a condition's change make a cell show something else, or nothing?"""
        return not 0 <= change < len(self._changes) or self._changes[change].conceals

    def _style(self, style: int) -> _Style | None:
        return self._styles[style] if 0 <= style < len(self._styles) else None

    def _font(self, style: _Style) -> _Font:
        return self._fonts[style.font] if style.font < len(self._fonts) else _Font()

    def _fill(self, style: _Style) -> _Fill:
        return self._fills[style.fill] if style.fill < len(self._fills) else _Fill()


def is_unseen(attributes: dict[str, str]) -> bool:
    """Is a run's colour, by the attributes of its element, that of paper?"""
    return _same(colour(attributes), _WHITE)


def is_tiny(attributes: dict[str, str]) -> bool:
    """Is a run's size, by the attributes of its element, too small to be seen?"""
    return size(attributes.get("val"), 11.0) <= _TINY


def colour(attributes: dict[str, str]) -> bytes | None:
    """Red, green and blue; None for a colour that the theme or the workbook's palette would tell."""
    if abs(size(attributes.get("tint"), 0.0)) > 0.1:
        return None
    if "theme" in attributes:
        return _THEME.get(attributes["theme"])
    if "indexed" in attributes:
        return _INDEXED.get(attributes["indexed"])
    try:
        found = bytes.fromhex(attributes.get("rgb", "")[-6:])
    except ValueError:
        return None
    return found if len(found) == 3 else None


def _same(one: bytes | None, other: bytes | None) -> bool:
    return (
        one is not None
        and other is not None
        and all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))
    )
