"""What the styles of a web page do to its text, as far as a page then shows something other than the text reads.

The cascade is not worked out: one rule that hides, strikes out or moves an element is enough to doubt it. Rules for
print and for small screens do not count, nor do those for what the pointer touches.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crossfoot.documents.model import DocumentError

Attributes = Mapping[str, str | None]
"""Of an element, by name."""
Effect = int
"""What a style does to an element's text: the sum of some of these. The library's own flags are far slower."""
NONE = 0
GONE = 1
"""It takes no place."""
ALTERED = 2
"""It is shown otherwise, or not seen."""
MOVED = 4
"""It may stand elsewhere or in another order; a table's cell and row do not move by this."""
APART = 8
"""It stands apart from the text beside it."""
TINY = 16
PALE = 32
"""It is in the colour of paper."""
GROUND = 64
"""It has a ground of its own, on which pale text is seen."""


_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_OTHER_MEDIA = re.compile(r"print|speech|aural|max-(?:device-)?width", re.IGNORECASE)
_PSEUDO = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)
_NOT_AT_REST = re.compile(
    r"::|:(?:hover|focus|active|visited|target|checked|disabled|first-l)", re.IGNORECASE
)
_CLASS = re.compile(r"\.([\w-]+)")
_DEEP = re.compile(r"[\w\])*][\s>+~]+(?=[\w.#\[:*])")
_DEEPEST = 4
"""Parts of a selector: to match a longer one may take long."""
_MOST = 2_000
"""Rules that are looked at; a page with more than that is doubted by its classes alone."""

_MOST_MATCHES = 500_000
"""Times that a rule may apply to an element; they take some seconds."""

_SIZE = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))(px|pt|%|[a-z]*)")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})$")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")
_LIGHT = 0xE8
"""Of 255: red, green and blue of at least that are white to the eye."""
_TELLING = re.compile(r"\d|\\|attr|counter|url|quote", re.IGNORECASE)
_INLINE = ("inline", "contents", "initial", "inherit", "unset", "revert", "none")
_BOXES = ("flex", "grid", "inline-flex", "inline-grid")
_PLAIN = ("initial", "inherit", "unset", "none", "transparent")


class Styles:
    """What the style sheets say about the elements of a page, by the elements' addresses."""

    def __init__(self, tree: LexborHTMLParser, sheets: Iterable[str]) -> None:
        self._effects: dict[int, Effect] = {}
        self._displayed: dict[int, set[str]] = {}
        self._papers: dict[int, bool] = {}
        """Is there but paper behind an element?"""
        self._classes: dict[str, Effect] = {}
        """Of classes in selectors that cannot be matched."""
        self._left = _MOST_MATCHES
        for number, (selectors, style) in enumerate(dict.fromkeys(_rules(sheets))):
            effect = effect_of(style)
            displays = set(_values(style, "display"))
            for selector in selectors.split(",") if effect or displays or "content" in style else ():
                self._take(tree, selector.strip(), style, effect, displays, matched=number < _MOST)

    def _take(
        self,
        tree: LexborHTMLParser,
        selector: str,
        style: str,
        effect: Effect,
        displays: set[str],
        *,
        matched: bool,
    ) -> None:
        pseudo = _PSEUDO.search(selector)
        if pseudo is not None:
            selector, displays = selector[: pseudo.start()].strip() or "*", set()
            effect = ALTERED if any(map(_TELLING.search, _values(style, "content"))) else NONE
        if not (effect or displays) or _NOT_AT_REST.search(selector):
            return
        try:
            found = tree.css(selector) if matched and len(_DEEP.findall(selector)) < _DEEPEST else None
        except SelectolaxError:
            found = None
        if found is None:
            for name in _CLASS.findall(selector):
                self._classes[name] = self._classes.get(name, NONE) | effect
            return
        self._left -= len(found)
        if self._left < 0:
            raise DocumentError(
                "too_complex",
                f"a web page with style sheets that apply over {_MOST_MATCHES:,} times: save the report as text",
            )
        for node in found:
            address = node.mem_id
            before = self._effects.get(address)
            if before is not effect:
                self._effects[address] = effect if before is None else before | effect
            if displays:
                self._displayed.setdefault(address, set()).update(displays)

    def of(self, node: LexborNode, attributes: Attributes) -> Effect:
        """All that the page's styles and its own *attributes* do to an element."""
        effect = self._effects.get(node.mem_id, NONE) if self._effects else NONE
        if not attributes:
            return effect
        if style := attributes.get("style"):
            effect |= effect_of(style)
        if colour := attributes.get("color"):
            effect |= PALE if is_pale(colour) else NONE
        if "hidden" in attributes:
            effect |= GONE
        if "bgcolor" in attributes or "background" in attributes:
            effect |= GROUND
        if (direction := attributes.get("dir")) and direction.lower() == "rtl":
            effect |= MOVED
        if self._classes and (names := attributes.get("class")):
            for name in names.split():
                effect |= self._classes.get(name, NONE)
        return effect

    @property
    def tell_display(self) -> bool:
        """Does any rule say how an element is displayed?"""
        return bool(self._displayed)

    def takes_no_place(self, node: LexborNode, attributes: Attributes) -> bool:
        """Does every rule that says how an element is displayed say that it is not?"""
        said = self._displayed.get(node.mem_id)
        return said == {"none"} and not _values(attributes.get("style") or "", "display")

    def is_pale(self, node: LexborNode) -> bool:
        """Is the text of an element in the colour of paper, and nothing but paper behind it?"""
        known: bool | None = None
        passed: list[int] = []
        above: LexborNode | None = node
        while known is None:
            known = above is None or above.tag == "html" or self._papers.get(above.mem_id)
            if known is None and above is not None:
                passed.append(above.mem_id)
                known = False if self.of(above, above.attributes) & GROUND else None
                above = above.parent
        self._papers.update(dict.fromkeys(passed, known))
        return known


def _rules(sheets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Selectors and style of each rule that holds for a page on a large screen."""
    for sheet in sheets:
        open_: list[str] = []
        pieces = _BRACE.split(_COMMENT.sub("", sheet))
        for text, brace in zip(pieces[::2], pieces[1::2], strict=False):
            if brace == "{":
                open_.append(text.rpartition(";")[2].replace("<!--", "").strip())
            elif open_:
                selectors = open_.pop()
                if not selectors.startswith("@") and not any(map(_OTHER_MEDIA.search, open_)):
                    yield selectors, text


@lru_cache(maxsize=1 << 12)  # Word writes the same few styles into every cell.
def effect_of(style: str) -> Effect:
    """What a style that is written out does to the text of an element."""
    if "\\" in style or "/*" in style:
        return ALTERED
    effect = NONE
    for part in style.lower().split(";"):
        name, _, value = part.partition(":")
        effect |= _effect(name.strip(), value.partition("!")[0].strip())
    if len(set(_values(style, "display"))) > 1:
        effect |= ALTERED
    if any(_is_zero(value) for name in ("height", "max-height", "width") for value in _values(style, name)):
        effect |= ALTERED if set(_values(style, "overflow")) & {"hidden", "clip"} else NONE
    return effect


def _values(style: str, name: str) -> list[str]:
    """What a style says of one property."""
    parts = (part.partition(":") for part in style.lower().split(";"))
    return [value.partition("!")[0].strip() for key, _, value in parts if key.strip() == name]


def _effect(name: str, value: str) -> Effect:
    if name == "display":
        return _of_display(value)
    if name in ("color", "-webkit-text-fill-color"):
        return PALE if is_pale(value) else NONE
    if name in ("background", "background-color", "background-image"):
        return NONE if value in _PLAIN or is_pale(value) else GROUND
    if name == "font-size":
        return TINY if _is_tiny(value) else NONE
    if name in ("position", "float", "vertical-align", "text-indent") or name.startswith(
        ("margin", "padding", "mso-text-raise")
    ):
        return _of_place(name, value)
    return ALTERED if _is_altered(name, value) else NONE


def _of_display(value: str) -> Effect:
    if value == "none":
        return GONE
    if value in _BOXES:
        return MOVED
    return NONE if value in _INLINE else APART


def _of_place(name: str, value: str) -> Effect:
    if name == "position":
        return ALTERED if value in ("absolute", "fixed") else NONE
    if name == "vertical-align" and value in ("super", "sub"):
        return MOVED
    if name == "text-indent":
        return MOVED if value.startswith("-") else NONE
    if name == "float":
        return NONE if value in _PLAIN else APART
    return APART if any(float(size) for size, _ in _SIZE.findall(value)) else NONE


def _is_altered(name: str, value: str) -> bool:
    match name:
        case "visibility":
            return value != "visible"
        case "opacity":
            found = _SIZE.match(value)
            return found is not None and float(found[1]) < (10 if found[2] == "%" else 0.1)
        case "text-decoration" | "text-decoration-line":
            return "line-through" in value
        case "unicode-bidi":
            return "override" in value
        case "direction":
            return value == "rtl"
        case "clip" | "clip-path":
            return value not in ("auto", "none")
        case "transform":
            return value not in _PLAIN
        case "flex-direction" | "flex-flow":
            return "reverse" in value
    return name.endswith("text-security") or name == "mso-hide"


def _is_zero(value: str) -> bool:
    found = _SIZE.fullmatch(value)
    return found is not None and abs(float(found[1])) < 1


def _is_tiny(value: str) -> bool:
    found = _SIZE.fullmatch(value)
    return found is not None and float(found[1]) <= {"px": 2, "pt": 2, "%": 10}.get(found[2], 0.1)


def is_pale(colour: str) -> bool:
    """Is a colour as white as paper, or none?"""
    colour = colour.strip().lower()
    if colour in ("white", "transparent", "snow", "ivory", "whitesmoke", "ghostwhite", "floralwhite"):
        return True
    if found := _HEX.match(colour):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        return min(bytes.fromhex(digits)) >= _LIGHT
    if found := _RGB.match(colour):
        return (
            min(int(found[number]) for number in (1, 2, 3)) >= _LIGHT
            or (found[4] or "1").rstrip("%").strip("0.") == ""
        )
    return False
