"""Workbooks whose cells show something other than their values: colours, sizes, conditions, widths."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, IconSetRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from crossfoot.documents import parse
from crossfoot.documents.sheets.numbers import shows_text
from crossfoot.documents.sheets.places import area, size

DOUBT = "\ufffc"
NAVY, WHITE = "FF1F4E79", "FFFFFFFF"


def figure(value: object, change: Callable[[Worksheet], None]) -> str:
    """How *value* in B2 reads, after *change*."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["名", "甲", "乙"], ["规章", value, 7], ["法规", 3, 4]):
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return parse(stream.getvalue(), "a.xlsx").text.split("\n")[1].split("\t")[1]


def styled(**styles: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for name, style in styles.items():
            setattr(sheet["B2"], name, style)

    return change


def solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def zeros_white(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add(
        "B2:C3", CellIsRule(operator="equal", formula=["0"], font=Font(color=WHITE))
    )


def large_white(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add(
        "A1 B2:C3", CellIsRule(operator="greaterThan", formula=["5"], font=Font(color=WHITE))
    )


def large_red(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add(
        "B2:C3",
        CellIsRule(operator="greaterThan", formula=["5"], font=Font(color="FFFF0000"), fill=solid(NAVY)),
    )


def icons_only(sheet: Worksheet) -> None:
    sheet.conditional_formatting.add("B2:C3", IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False))


def wide(width: float) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].width = width

    return change


@pytest.mark.parametrize(
    ("value", "change"),
    [
        (12, styled(font=Font(color=WHITE))),
        (12, styled(font=Font(color=Color(theme=0)))),
        (12, styled(font=Font(color=Color(indexed=9)))),
        (12, styled(font=Font(color=NAVY), fill=solid(NAVY))),
        (12, styled(font=Font(sz=1))),
        (12, styled(alignment=Alignment(horizontal="fill"))),
        ("12", styled(number_format=";;;")),
        ("12", styled(number_format='"1"@')),
        (0, zeros_white),
        (12, large_white),
        (12, icons_only),
        (12345, wide(2)),
        ("12345", wide(2)),
        (160.5964, wide(5)),
        (CellRichText([TextBlock(InlineFont(), "1"), TextBlock(InlineFont(color=WHITE), "2")]), wide(9)),
        (CellRichText([TextBlock(InlineFont(), "1"), TextBlock(InlineFont(sz=1), "2")]), wide(9)),
    ],
)
def test_a_figure_that_is_not_shown_as_it_is_is_in_doubt(value: object, change: Callable[[Worksheet], None]):
    assert DOUBT in figure(value, change)


def merged(sheet: Worksheet) -> None:
    wide(3)(sheet)
    sheet["C2"].value = None
    sheet.merge_cells("B2:C2")


@pytest.mark.parametrize(
    ("value", "change"),
    [
        (12, styled(font=Font(color=WHITE), fill=solid(NAVY))),
        (12, styled(font=Font(color=Color(theme=0)), fill=PatternFill("solid", fgColor=Color(theme=4)))),
        (12, styled(font=Font(color=Color(theme=0, tint=-0.5)))),
        (12, styled(font=Font(color="FFFF0000", sz=8))),
        (12, zeros_white),
        (12, large_red),
        (12, wide(2)),
        (12345, styled(alignment=Alignment(shrinkToFit=True))),
        (12345678, merged),
        ("12", styled(number_format="@")),
        ("12", styled(number_format='_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ')),
    ],
)
def test_a_figure_that_is_shown_as_it_is_is_one(value: object, change: Callable[[Worksheet], None]):
    assert figure(value, change) == str(value)


def test_a_row_too_low_and_a_column_too_narrow_to_show_anything_are_hidden():
    assert figure(12, wide(0.3)) == "7"

    def low(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].height = 1

    assert figure(12, low) == "3"


def test_formats_that_show_a_text_as_it_is():
    assert all(map(shows_text, ["General", "@", "0.00", "0;-0;0;@", '0" 件"', "_ @_ "]))
    assert not any(map(shows_text, ["0;0;0;", ";;;", '@"元"', "@@"]))


def test_places_and_sizes():
    assert area("$B$2:C3") == (1, 1, 2, 2) == area("B2:C3")
    assert area("?") is None
    assert (size("1.5", 9), size("", 9), size("-.", 9), size("nan", 9)) == (1.5, 9, 9, 9)
