"""Flattenings of one small table, written out; and what holds for the print of any report in any layout."""

import re
from random import Random

import pytest

from crossfoot.evaluation.simulation import (
    LAYOUTS,
    Configuration,
    Style,
    draw,
    draw_sample,
    draw_style,
    draw_wording,
    fill_in,
    layouts,
    page,
    printed,
    tables,
    traditional,
    truth,
    unmarked,
)
from crossfoot.evaluation.simulation.sheet import MARKED, Box, Table, cell_index, mark
from crossfoot.forms import form, forms

SMALL = Table(
    (
        Box("申请人", 0, 0, colspan=3),
        Box("三", 1, 0, rowspan=2),
        Box("公开", 1, 1),
        Box(mark(0, "7"), 1, 2, figure=True),
        Box("其他", 2, 1),
        Box(mark(1, ""), 2, 2, figure=True),
    )
)


def flat(name):
    return unmarked(LAYOUTS[name].table(SMALL, Random(1)))


@pytest.mark.parametrize(
    "name, text",
    [
        ("tab rows, merged cells kept", "申请人\t\t\n三\t公开\t7\n\t其他\t"),
        ("tab rows, merged cells below kept", "申请人\n三\t公开\t7\n\t其他\t"),
        ("tab rows, merged cells dropped", "申请人\n三\t公开\t7\n其他\t"),
        ("tab-led cells", "\t申请人\n\n\t三\n\t公开\n\t7\n\n\t\n\t其他\n\t"),
        ("pipes, merged cells dropped", "申请人\n三 | 公开 | 7\n其他 | "),
        ("pipes, merged cells kept", "申请人 |  | \n三 | 公开 | 7\n | 其他 | "),
        ("pipes, padded", "申请人 |  | \n三 | 公开 | 7\n其他 |  | "),
        ("pipes, outer", "| 申请人 |\n| 三 | 公开 | 7 |\n| 其他 |  |"),
        ("Markdown", "| 申请人 |  |  |\n| --- | --- | --- |\n| 三 | 公开 | 7 |\n|  | 其他 |  |"),
        ("cell lines ending in pipes", "申请人 |\n三 |\n公开 |\n7 |\n其他 |\n |"),
        ("pipes between cell lines", "申请人\n三\n|\n公开\n|\n7\n其他\n|\n"),
        ("cell lines", "申请人\n三\n公开\n7\n其他"),
        ("cell lines, spaced", "申请人\n\n三\n\n公开\n\n7\n\n其他"),
        ("spaces", "申请人\n三 公开 7\n其他"),
        ("aligned", "申请人\n三    公开  7\n      其他"),
        ("no separators", "申请人\n三公开7\n其他"),
    ],
)
def test_a_small_table(name, text):
    assert flat(name) == text


def test_a_small_table_in_html():
    text = re.sub("&nbsp;|<br>|<p></p>", "", flat("HTML"))
    assert '<tr><td colspan="3">申请人</td></tr>' in text
    assert '<tr><td rowspan="2">三</td><td>公开</td><td>7</td></tr>' in text
    assert "<tr><td>其他</td><td></td></tr>" in text
    assert "<thead><tr><th" in flat("HTML with head")
    assert '<p class="MsoNormal"' in flat("HTML from Word")


def test_a_small_table_in_boxes():
    drawn = flat("boxes").split("\n")
    assert drawn[3] == "│ 三 │ 公开 │ 7 │"
    assert drawn[5] == "│  │ 其他 │  │"
    assert drawn[0][0] + drawn[0][-1] + drawn[-1][0] + drawn[-1][-1] == "┌┐└┘"


def test_long_labels_are_wrapped_around_their_figures():
    table = Table((Box("一、本年新收政府信息公开申请数量", 0, 0), Box(mark(0, "7"), 0, 1, figure=True)))
    seen = {
        tuple(line == "7" or "7" in line for line in text.split("\n"))
        for seed in range(30)
        for text in [unmarked(LAYOUTS["spaces, labels wrapped"].table(table, Random(seed)))]
    }
    assert seen == {(True, False), (False, True, False), (False, True)}


def report(seed, layout):
    rng = Random(seed)
    chosen = rng.choice(forms())
    style = draw_style(rng)
    filled = fill_in(chosen, draw(chosen, rng), style, rng)
    prints = printed(chosen, filled, style, rng)
    marked = page(chosen, LAYOUTS[layout], tables(chosen, prints, style, draw_wording(rng)), rng)
    return chosen, filled, prints, marked


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_print_stands_there_once_and_is_the_truth(layout):
    for seed in range(4):
        chosen, filled, prints, marked = report(seed, layout)
        found = [(cell_index(m[1]), m[2]) for m in MARKED.finditer(marked)]
        shown = [(index, prints[path]) for index, path in enumerate(chosen.cells)]
        if LAYOUTS[layout].blanks == "lost":
            found, shown = ([pair for pair in pairs if pair[1]] for pairs in (found, shown))
        assert sorted(found) == shown
        said = truth(marked, chosen, filled, prints, separated=LAYOUTS[layout].separated)
        assert (dict(said.cells), said.unclear) == (dict(filled), frozenset())


@pytest.mark.parametrize("chosen", forms(), ids=lambda f: f"{f.id} {f.divided}")
def test_the_tables_are_covered_by_their_boxes(chosen):
    prints = dict.fromkeys(chosen.cells, "0")
    for table in tables(chosen, prints, Style(), str):
        area = sum(box.rowspan * box.colspan for box in table.boxes)
        assert area == table.rows * table.columns
        covered = [
            table.covering(row, column) for row in range(table.rows) for column in range(table.columns)
        ]
        assert set(covered) == set(table.boxes)


def test_labels_stand_as_on_the_form():
    chosen = form("2021")
    two, three, four = tables(chosen, dict.fromkeys(chosen.cells, "0"), Style(amount="header"), str)
    assert {label for row in chosen.rows for label in row.labels} <= {
        box.text for table in (two, three, four) for box in table.boxes
    }
    assert (three.rows, three.columns) == (3 + len(chosen.table("requests")), 10)
    assert [box.text for box in four.row(1)][5:] == ["未经复议直接起诉", "复议后起诉"]


def test_bare_amounts_have_their_unit_in_the_header():
    chosen = form("2019")
    headers = [
        [b.text for b in tables(chosen, dict.fromkeys(chosen.cells, "0"), Style(amount=amount), str)[0].boxes]
        for amount in ("header", "元")
    ]
    assert "采购总金额（单位：万元，保留4位小数）" in headers[0]
    assert "采购总金额" in headers[1]


def test_samples_are_what_their_seed_says():
    configuration = Configuration(layouts("kept"), ["cut_lines", "letters"])
    one, other = (draw_sample(configuration, Random(5)) for _ in range(2))
    assert one == other
    assert one != draw_sample(configuration, Random(6))


@pytest.mark.parametrize("media", ["text", "html"])
def test_samples_can_be_decoded(media):
    for seed in range(40):
        sample = draw_sample(Configuration(layouts("kept", media), mirrors=0.3), Random(seed))
        encoding = "gb18030" if b"charset=gb2312" in sample.data else "utf-8-sig"
        text = sample.data.decode(encoding)
        assert unmarked(text) == text
        assert "公开" in text or "公開" in text


def test_mirror_pages():
    assert traditional("现行有效件数 12") == "現行有效件數 12"
    assert traditional("现行有效件数 12", pinyin=True) == "現(xiàn)行有效件數(shù) 12"
