"""Real figures in every layout that keeps blanks: the decision is right, and blank totals give no false failure.

The figures are those of `../shared/real`; how the layouts print them is simulated.
"""

import json
import random
from functools import cache
from pathlib import Path

import pytest

from crossfoot.checks import verify
from crossfoot.documents import parse
from crossfoot.evaluation.simulation import (
    LAYOUTS,
    SOURCE_ERRORS,
    Style,
    draw_wording,
    err,
    page,
    printed,
    tables,
    unmarked,
)
from crossfoot.forms import Reading, printed_form
from crossfoot.layout import locate
from crossfoot.readers.offline import read_offline

REAL = Path(__file__).parents[3] / "shared" / "real"
KEPT = [name for name, layout in LAYOUTS.items() if layout.blanks == "kept"]
NAMES = ["shanghai_office_2019", "suqian_2024"]


@cache
def figures(name):
    path = REAL / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not beside this checkout")
    data = json.loads(path.read_text(encoding="utf-8"))
    form = printed_form(data["form"], data["cells"])
    return form, {cell: data["cells"][cell] for cell in form.cells}


def read(form, cells, layout, seed=0):
    """The anchors, the offline reading and the text of *cells* printed in *layout*."""
    rng = random.Random(f"{layout}{seed}")
    style = Style()
    sheets = tables(form, printed(form, cells, style, rng), style, draw_wording(rng))
    text = unmarked(page(form, LAYOUTS[layout], sheets, rng))
    document = parse(text.encode(), "report.html" if LAYOUTS[layout].media == "html" else "report.txt")
    anchors = locate(document)
    return anchors, read_offline(document, anchors), document.text


@pytest.mark.parametrize("layout", KEPT)
@pytest.mark.parametrize("name", NAMES)
def test_real_figures_are_verified(name, layout):
    form, cells = figures(name)
    anchors, reading, text = read(form, cells, layout)
    assert reading.cells == cells
    verdict = verify(anchors, reading, text)
    assert (verdict.decision, verdict.failed) == ("verified", ())


def test_blank_totals_are_deduced_and_none_is_written():
    form, cells = figures("shanghai_office_2019")
    anchors, reading, text = read(form, cells, "HTML")
    verdict = verify(anchors, reading, text)
    deduced = {f.rule.removeprefix("requests.row.") for f in verdict.findings if f.verdict == "deduced"}
    blank = {
        row.path.removeprefix("requests.")
        for row in form.table("requests")
        if cells[f"{row.path}.total"] is None and any(cells[cell.path] for cell in row.cells)
    }
    assert len(blank) == 11
    assert deduced == blank
    assert not [f for f in verdict.findings if f.verdict == "fail"]
    assert all(reading.cells[f"requests.{row}.total"] is None for row in blank)


@pytest.mark.parametrize("kind", SOURCE_ERRORS)
@pytest.mark.parametrize("name", NAMES)
def test_an_error_printed_in_a_real_report_is_its_own(name, kind):
    form, cells = figures(name)
    wrong = err(form, cells, random.Random(kind), kind)
    if wrong is None:
        pytest.skip("such an error cannot befall these figures")
    for layout in ("tab rows, merged cells kept", "pipes, merged cells dropped", "HTML"):
        anchors, reading, text = read(form, wrong, layout)
        verdict = verify(anchors, reading, text)
        assert reading.cells == wrong
        assert (verdict.decision, verdict.suspects) == ("source_error", ())
        # The same figures "repaired" by a reader are an error of the reading.
        repaired = verify(anchors, Reading(form, cells, reader="model"), text)
        assert repaired.decision == "ask_again"
        assert {s.cell for s in repaired.suspects} == {path for path in cells if cells[path] != wrong[path]}
