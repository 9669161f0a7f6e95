"""The number formats of an OpenDocument spreadsheet, put in the codes of `numbers`. OpenDocument 1.3, part 3, chapter 16.29."""

import operator
import re
from dataclasses import dataclass, field

from crossfoot.documents.sheets.model import Shown
from crossfoot.documents.sheets.numbers import shown, shows_text

_KINDS = frozenset(
    f"{kind}-style" for kind in ("number", "percentage", "currency", "text", "date", "time", "boolean")
)
_SILENT = frozenset(("text-properties", "fill-character", "map"))
_CONDITION = re.compile(
    r"(?:cell-content\(\)|value\(\))?\s*(<=|>=|!=|<>|=|<|>)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)"
)
_HOLDS = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<>": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(slots=True)
class Format:
    """A number format: its code, or None where it has parts that are not understood."""

    kind: str
    code: str | None = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    """Conditions on the value, and the formats that come in place of this one where they hold."""

    def shows_text(self) -> bool:
        """Is a text shown as it is?"""
        return self.kind != "text-style" or (self.code is not None and shows_text(self.code))

    def add(self, code: str | None) -> None:
        self.code = None if code is None or self.code is None else self.code + code


class Formats:
    """The formats by name, as they are told by the elements of a part."""

    def __init__(self) -> None:
        self._found: dict[str, Format] = {}
        self._open: Format | None = None
        self._inside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _KINDS:
            self._open = self._found[attributes.get("name", "")] = Format(tag)
            if attributes.get("transliteration-format", "1") != "1":
                self._open.add(None)  # The digits are Chinese ones.
        elif self._open is not None and tag == "map":
            self._open.choices.append(
                (attributes.get("condition", ""), attributes.get("apply-style-name", ""))
            )
        elif self._open is not None and tag == "number":
            self._open.add(_digits(attributes))
        elif self._open is not None and tag == "text-content":
            self._open.add("@")

    def end(self, tag: str, text: str) -> None:
        if self._open is None:
            return
        if tag in _KINDS:
            self._open = None
        elif tag in ("text", "currency-symbol"):
            percent = self._open.kind == "percentage-style" and text.strip() == "%"
            self._open.add("%" if percent else '"' + text.replace('"', "") + '"' if text else "")
        elif tag not in _SILENT and tag not in ("number", "text-content"):
            self._open.add(None)

    def named(self, name: str | None) -> Format | None:
        return Format("number-style", "General") if name is None else self._found.get(name)

    def shown(self, found: Format | None, value: float) -> Shown | None:
        """What a cell of this format shows for a value; None where that is not understood."""
        if found is None:
            return None
        chosen = found
        for condition, name in found.choices:
            held = holds(condition, value)
            if held is None:
                return None
            if held:
                other = self._found.get(name)
                if other is None or other.choices:
                    return None
                chosen = other
                break
        if chosen.code is None or chosen.kind in ("date-style", "time-style", "boolean-style"):
            return None
        # Of a format with choices, each one writes the sign of negative values by itself.
        return shown(value, f"General;{chosen.code}" if found.choices and value < 0 else chosen.code)


def holds(condition: str, value: float) -> bool | None:
    """Does a condition hold for a value? None where it is another than to compare it with a number."""
    found = _CONDITION.fullmatch(condition.strip())
    return _HOLDS[found[1]](value, float(found[2])) if found is not None else None


def _digits(attributes: dict[str, str]) -> str | None:
    """The code for the digits; None where they are those of another number."""
    if attributes.get("display-factor", "1") not in ("1", "1.0") or attributes.get("decimal-replacement"):
        return None
    least, decimals = (attributes.get(name) for name in ("min-integer-digits", "decimal-places"))
    if decimals is None:
        return "General"
    told = [decimals, least or "1", attributes.get("min-decimal-places", decimals)]
    if not all(each.isascii() and each.isdigit() and len(each) < 3 for each in told):
        return None
    places, whole, fixed = map(int, told)
    grouped = "#,##" if attributes.get("grouping") == "true" else ""
    fraction = "0" * min(fixed, places) + "#" * (places - min(fixed, places))
    return (grouped + "0" * whole or "#") + ("." + fraction if fraction else "")
