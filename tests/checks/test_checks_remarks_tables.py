"""The tables themselves: the form of another year, units of money, items that cannot be."""

from dataclasses import replace

import pytest
from flattenings import document
from remarks_support import anchored, tables

from crossfoot.checks.remarks import remarks
from crossfoot.forms import PrintError, form, parse
from crossfoot.layout import Place, Standing

FEES, PROCUREMENT = "disclosure.fees.amount_yuan", "disclosure.procurement.amount_yuan"


def amount(shown, unit, form_id="2021", by="临河县"):
    """The remarks on an amount printed as *shown* under a header that states *unit*."""
    each, path = form(form_id), FEES if form_id == "2021" else PROCUREMENT
    text = f"{by}2022年政府信息公开工作年度报告\n{shown}"
    span = (len(text) - len(shown), len(text))
    anchors = anchored(text, each)
    anchors.places[path] = Place(Standing.PRINTED, span, unit=unit)
    cells = tables(each)
    try:
        cells[path] = parse(shown, "yuan", unit)
    except PrintError:
        del cells[path]
    return text, remarks(text, anchors, cells, None)


@pytest.mark.parametrize(
    ("shown", "unit", "rule"),
    [
        ("70.28", "万元", None),
        ("70280元", None, None),
        ("7.028万元", None, None),
        ("0", None, None),
        ("0.00", None, None),
        ("0", "万元", None),
        ("70280", None, "unit.missing"),
        ("7.028", None, "unit.missing"),
        ("103.3879万元", "万元", "unit.twice"),
        ("103.3879（万元）", "万元", "unit.twice"),
        ("70280元", "万元", "unit.contradiction"),
        ("7万元", "元", "unit.contradiction"),
        ("2,754.18", "万元", None),
        ("1,234,567.89", "万元", None),
        ("12345678900", "万元", "unit.magnitude"),
    ],
)
def test_units(shown, unit, rule):
    text, found = amount(shown, unit)
    assert [finding.rule for finding in found] == ([rule] if rule else [])
    for finding in found:
        assert finding.cells == (FEES,)
        assert text[slice(*finding.span)] == shown
        assert "行政事业性收费" in finding.message["zh"]


@pytest.mark.parametrize(
    ("by", "shown", "rules"),
    [
        ("临河县青石镇", "70280", ["unit.magnitude"]),
        ("临河县青石镇人民政府", "70280", ["unit.magnitude"]),
        ("临河县东关街道办事处", "70280", ["unit.magnitude"]),
        ("临河县青石镇", "702.80", []),
        ("临河市", "70280", []),
    ],
)
def test_what_is_too_much_depends_on_who_reports(by, shown, rules):
    _, found = amount(shown, "万元", "2019", by)
    assert [finding.rule for finding in found] == rules


# -- the form of the year ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form_id", "year", "rule", "notice"),
    [
        ("2019", 2019, None, ""),
        ("2019", 2020, None, ""),
        ("2019", 2021, "form.2019", "〔2021〕30号"),
        ("2019", 2023, "form.2019", "〔2021〕30号"),
        ("2021", 2020, "form.2021", "〔2019〕60号"),
        ("2021", 2021, None, ""),
        ("2021", 2018, None, ""),
        ("2021", None, None, ""),
    ],
)
def test_the_form_of_another_year(form_id, year, rule, notice, columns):
    each = form(form_id)
    anchors = replace(anchored("", each), atoms=columns(form_id))
    found = remarks("", anchors, tables(each), year)
    assert [finding.rule for finding in found] == ([rule] if rule else [])
    for finding in found:
        assert notice in finding.message["zh"]
        assert notice in finding.message["en"]


@pytest.fixture
def columns():
    from crossfoot.layout.atoms import atomise

    printed = {
        "2019": "本年新制作数量\n本年新公开数量\n对外公开总数量\n规章\n",
        "2021": "本年制发件数\n本年废止件数\n现行有效件数\n规章\n",
    }
    return lambda form_id: atomise(document(printed[form_id]))


def test_without_the_columns_of_table_two_the_form_is_not_judged():
    assert remarks("", anchored("", form("2019")), tables(form("2019")), 2023) == ()


# -- items ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("previous", "change", "rules"),
    [
        (26, -3, []),
        (26, -26, []),
        (0, 5, []),
        (26, -30, ["items.negative.penalties"]),
        (None, -30, []),
        (26, None, []),
    ],
)
def test_there_cannot_be_less_than_no_items(previous, change, rules):
    cells = tables(form("2019"), penalties__previous_year=previous, penalties__change=change)
    found = remarks("", anchored("", form("2019")), cells, 2020)
    assert [finding.rule for finding in found] == rules
    assert all(finding.left == -4 and "行政处罚" in finding.message["zh"] for finding in found)
