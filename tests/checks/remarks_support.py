"""Reports for the tests of remarks: a narrative, and tables that hold only what a test sets."""

from crossfoot.checks.remarks import remarks
from crossfoot.forms import OUTCOMES, form
from crossfoot.layout import Anchors, Place, Standing

FORM = form("2021")


def tables(each=FORM, **figures):
    """Every cell of the form: zero, or as given by the short names of rows (`received=5`, `reconsideration=(1, 0, 0, 2)`)."""
    cells = dict.fromkeys(each.cells, 0)
    for name, value in figures.items():
        if isinstance(value, tuple):
            for outcome, count in zip(OUTCOMES, (*value, sum(value)), strict=True):
                cells[f"review.{name}.{outcome}"] = count
        elif f"requests.{name}.total" in cells:
            cells[f"requests.{name}.total"] = value
        else:
            cells["disclosure." + name.replace("__", ".")] = value
    return cells


def anchored(text, each=FORM):
    """Anchors of a text with no tables printed in it: all of it is narrative."""
    return Anchors(each, dict.fromkeys(each.cells, Place(Standing.BLANK)), {}, region=(len(text), len(text)))


def said(narrative, cells, *, by="临河县水利局", year=2022, each=FORM):
    """The remarks on a narrative under its title, with the text they point into."""
    text = f"{by}{year}年政府信息公开工作年度报告\n一、总体情况\n{narrative}"
    return text, remarks(text, anchored(text, each), cells, year)


def verdicts(narrative, cells, **kwargs):
    """Rule and verdict of each remark, without the common prefix of those on the narrative."""
    _, found = said(narrative, cells, **kwargs)
    return {(each.rule.removeprefix("narrative."), each.verdict) for each in found}
