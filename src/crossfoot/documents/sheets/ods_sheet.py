"""What a sheet of an OpenDocument spreadsheet does to what its cells show: widths, conditions, protection."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from crossfoot.documents.sheets.model import Area, Sheet, too_complex
from crossfoot.documents.sheets.ods_styles import USUAL_WIDTH, Look, Styles, may_hold
from crossfoot.documents.sheets.places import area as area_of

_MOST_COLUMNS = 16_384
_MOST_CONDITIONS = 200
"""Areas with conditions on how their cells are shown: of more than that nobody knows what they do."""
_FIGURE = re.compile(r"[-−]?[0-9][0-9,]*(?:\.[0-9]+)?")


class SheetLook:
    """What a sheet does to what its cells show."""

    def __init__(self, protected: bool = False) -> None:
        self.protected = protected
        self._ends: list[int] = []
        self._columns: list[tuple[float, str | None]] = []
        """Of the columns up to each of the ends: how wide they are, and the style of their cells."""
        self._figures: dict[tuple[int, int], tuple[float, float | None]] = {}
        """How wide each figure is, in points, and the number behind it."""
        self._areas: list[Area] | None = None
        self._conditions: list[tuple[Area | None, str]] = []
        """Where a condition may change what is shown (everywhere, if that is not told), and the condition."""

    def add_column(self, end: int, width: float, style: str | None) -> None:
        """The columns up to *end*."""
        if len(self._ends) >= _MOST_COLUMNS:
            raise too_complex("more columns than a sheet has")
        self._ends.append(end)
        self._columns.append((width, style))

    def style(self, column: int) -> str | None:
        """The style of the cells of a column."""
        at = bisect_right(self._ends, column)
        return self._columns[at][1] if at < len(self._columns) else None

    def keep(self, places: Sequence[tuple[int, int]], text: str, look: Look, value: float | None) -> None:
        """Keep how wide a figure is, and what it is worth."""
        text = text.strip()
        if any(map(str.isdigit, text)):
            wide = look.width_of(text, wraps=value is None) if _FIGURE.fullmatch(text) else 0.0
            self._figures.update(dict.fromkeys(places, (wide, value)))

    def start(self, tag: str, attributes: dict[str, str], styles: Styles) -> None:
        """Take in an element of a conditional format."""
        if tag == "conditional-format":
            areas = [_area(each) for each in attributes.get("target-range-address", "").split()]
            self._areas = [each for each in areas if each] if all(areas) else None
        elif tag in ("data-bar", "icon-set"):
            if attributes.get("show-value") == "false":
                self._add("")
        elif styles.conceals(attributes.get("apply-style-name") or attributes.get("style") or ""):
            self._add(attributes.get("value", ""))

    def _add(self, condition: str) -> None:
        self._conditions += [(area, condition) for area in self._areas or ()] or [(None, condition)]
        if len(self._conditions) > _MOST_CONDITIONS:
            self._conditions = [(None, "")] * _MOST_CONDITIONS

    def finish(self, sheet: Sheet) -> None:
        """Doubt the figures that are cut, rounded, or shown as `###`, and those that a condition may show otherwise."""
        merged = {(each.top, each.left): each.right for each in sheet.merged}
        for at, (wide, value) in self._figures.items():
            if wide > self._room(at[1], merged.get(at, at[1])) or self._may_change(at, value):
                sheet.cells[at] = sheet.cells[at]._replace(sure=False)

    def _room(self, left: int, right: int) -> float:
        """How wide the columns from *left* to *right* are."""
        room = 0.0
        for at in range(bisect_right(self._ends, left), len(self._ends)):
            if left > right:
                break
            end = min(self._ends[at], right + 1)
            room += (end - left) * self._columns[at][0]
            left = end
        return room + max(right + 1 - left, 0) * USUAL_WIDTH

    def _may_change(self, at: tuple[int, int], value: float | None) -> bool:
        return any(
            may_hold(condition, value)
            and (area is None or (area.top <= at[0] <= area.bottom and area.left <= at[1] <= area.right))
            for area, condition in self._conditions
        )


def _area(address: str) -> Area | None:
    """The cells of `Sheet.B2:Sheet.C3`."""
    return area_of(":".join(each.rpartition(".")[2] for each in address.split(":")))
