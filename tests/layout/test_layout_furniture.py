"""Page numbers, rows added, labels around their figures, and blanks too many: what stands between and around the rows."""

import re
from dataclasses import replace
from random import Random

import pytest

from crossfoot.documents import parse
from crossfoot.evaluation.simulation import (
    LAYOUTS,
    draw,
    draw_style,
    fill_in,
    page,
    printed,
    tables,
    unmarked,
)
from crossfoot.forms import form
from crossfoot.layout import locate
from crossfoot.pipeline import examine_document

PARTED = ["spaces", "pipes, merged cells dropped", "tab rows, merged cells dropped"]
"""Layouts in which a row is a line."""


def made(layout, seed=5, zeros=True, wording=str):
    """A consistent report in that layout: its form, its figures, its text."""
    rng = Random(seed)
    of = form("2021")
    style = draw_style(rng, zeros_printed=zeros)
    figures = fill_in(of, draw(of, rng), style, rng)
    sheets = tables(of, printed(of, figures, style, rng), style, wording)
    return figures, unmarked(page(of, LAYOUTS[layout], sheets, rng))


def read(text, name="report.txt"):
    return examine_document(parse(text.encode(), name))


def before_line(text, mark, line):
    at = text.rindex("\n", 0, text.index(mark)) + 1
    return f"{text[:at]}{line}\n{text[at:]}"


@pytest.mark.parametrize("layout", PARTED)
@pytest.mark.parametrize("number", ["7", "- 7 -", "第7页"])
def test_a_page_number_between_whole_rows_of_table_three_is_no_figure(layout, number):
    figures, text = made(layout)
    record = read(before_line(text, "（四）无法提供", number))
    assert record.status == "verified"
    assert {path: record.cells[path] for path in figures} == figures


def test_a_lone_number_is_said():
    _, text = made("spaces")
    record = read(before_line(text, "（四）无法提供", "7"))
    assert [finding.rule for finding in record.findings if finding.severity == "warning"] == [
        "print.page_number"
    ]


@pytest.mark.parametrize("layout", PARTED)
def test_a_lone_number_in_table_two_is_for_a_person(layout):
    _, text = made(layout)
    assert read(before_line(text, "行政强制", "7")).status == "needs_review"


@pytest.mark.parametrize("layout", PARTED)
def test_the_second_half_of_a_figure_is_no_page_number(layout):
    figures, text = made(layout, seed=4)
    total = str(figures["requests.received.total"])
    assert len(total) > 2
    start = text.index(total, text.index("一、本年新收"))
    line = text.index("\n", start)
    broken = text[: start + 1] + text[start + len(total) : line] + "\n" + total[1:] + text[line:]
    assert read(broken).status == "needs_review"


@pytest.mark.parametrize("layout", PARTED)
def test_a_number_beside_a_row_with_a_blank_is_for_a_person(layout):
    figures, text = made(layout)
    start = text.index("（三）不予公开")
    line = text.index("\n", start)
    row = text[start:line]
    last = re.search(r"\d+(?=\D*$)", row)
    broken = text[:start] + row[: last.start()] + row[last.end() :] + "\n" + last[0] + text[line:]
    record = read(broken)
    assert record.status == "needs_review"
    assert record.cells["requests.denied.state_secret.total"] in (
        None,
        figures["requests.denied.state_secret.total"],
    )


def test_what_the_format_shows_to_be_furniture_is_no_part_of_a_table():
    _, text = made("pipes, merged cells dropped", zeros=False)
    marked = before_line(text, "（四）无法提供", "7")
    document = parse(marked.encode(), "report.txt")
    start = marked.index("\n7\n") + 1
    aside = replace(document, asides=((start, start + 1),))
    assert examine_document(aside).status == "verified"
    assert not any(atom.start == start for atom in locate(aside).atoms)


@pytest.mark.parametrize("layout", ["spaces", "aligned"])
def test_a_row_that_the_print_adds_is_told_from_the_forms(layout):
    figures, text = made(layout)
    record = read(before_line(text, "第二十条第（五）项", "其他主动公开文件 4 1 27"))
    assert record.status == "verified"
    assert {path: record.cells[path] for path in figures} == figures
    assert any(finding.rule == "print.extra_row" for finding in record.findings)


@pytest.mark.parametrize("layout", ["spaces", "aligned"])
def test_a_row_is_not_added_where_one_of_the_form_is_missing(layout):
    _, text = made(layout)
    start = text.index("行政规范性文件")
    stranger = "其他主动公开文件".ljust(len("行政规范性文件"))
    assert read(text[:start] + stranger + text[start + len("行政规范性文件") :]).status == "needs_review"


def test_a_group_label_may_stand_before_a_label_wrapped_around_its_figures():
    figures, text = made("spaces")
    row = re.search(r"（五）不予处理 (1\.信访举报投诉类申请) ([\d ]+)\n", text)
    wrapped = f"（五）不予处理 1.信访\n{row[2]}\n举报投诉类申请\n"
    record = read(text[: row.start()] + wrapped + text[row.end() :])
    assert record.status == "verified"
    assert {path: record.cells[path] for path in figures} == figures


@pytest.mark.parametrize(
    "layout", ["tab-led cells", "cell lines ending in pipes", "pipes between cell lines"]
)
@pytest.mark.parametrize("seed", range(3))
def test_a_blank_too_many_in_one_row_puts_it_in_doubt(layout, seed):
    _, text = made(layout, seed=seed, zeros=False)
    blank = {
        "tab-led cells": "\n\t",
        "cell lines ending in pipes": "\n |",
        "pipes between cell lines": "\n|\n",
    }[layout]
    label = re.search(r"2\.没有现成信息.*?(?=\n\t|\s\||\n+\|)", text, re.DOTALL)
    end = label.end() + (2 if layout == "cell lines ending in pipes" else 0)
    record = read(text[:end] + blank + text[end:])
    assert record.status == "needs_review"


@pytest.mark.parametrize("seed", range(4))
def test_cells_that_end_in_pipes_may_be_blank_mostly(seed):
    figures, text = made("cell lines ending in pipes", seed=seed, zeros=False)
    thin = {path: value for path, value in figures.items() if value is not None}
    record = read(text)
    assert record.status == "verified"
    assert {path: record.cells[path] for path in thin} == thin


@pytest.mark.parametrize("layout", ["cell lines", "tab-led cells", "spaces", "pipes, merged cells dropped"])
def test_an_amount_that_ran_into_the_next_heading_is_no_blank(layout):
    _, text = made(layout)
    assert read(re.sub(r"\n+三、收到", "三、收到", text)).status == "needs_review"


@pytest.mark.parametrize("layout", ["spaces", "cell lines", "pipes, merged cells dropped", "HTML"])
@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("行政规范性文件", "其他主动公开文件"),
        ("行政规范性文件", "党内规范性文件"),
        ("行政强制", "行政检查"),
        ("行政强制", "行政征收"),
    ],
)
def test_another_row_in_the_place_of_one_of_the_form_is_not_read_as_that(layout, label, other):
    _, text = made(layout)
    record = read(text.replace(label, other), "report.html" if layout == "HTML" else "report.txt")
    assert record.status == "needs_review"


def flat(cell, seed, end="\n"):
    """A report whose tables are lines of cells, each place of a merged cell filled with its text."""
    rng = Random(seed)
    of = form("2021")
    style = draw_style(rng, zeros_printed=seed % 2 == 0)
    figures = fill_in(of, draw(of, rng), style, rng)
    parts = []
    for sheet, title in zip(
        tables(of, printed(of, figures, style, rng), style, str),
        (
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
        ),
        strict=True,
    ):
        rows = (
            cell.join(unmarked(sheet.covering(row, column).text) for column in range(sheet.columns))
            for row in range(sheet.rows)
        )
        parts.append(f"{title}\n{end.join(rows)}\n")
    return figures, "某县2022年政府信息公开工作年度报告\n" + "".join(
        parts
    ) + "五、存在的主要问题及改进情况\n无。\n"


@pytest.mark.parametrize("cell", ["\t", " | "])
@pytest.mark.parametrize("seed", range(6))
def test_merged_cells_may_be_filled_in_every_place(cell, seed):
    figures, text = flat(cell, seed)
    record = read(text)
    assert record.status == "verified"
    assert {path: record.cells[path] for path in figures} == figures


def test_a_table_may_stand_on_one_line():
    figures, text = made("pipes, merged cells dropped")
    rows = re.compile(r"\s*\|\s*\n(?=[^\n]*\|)|\n(?=[^\n]*\|)")
    record = read("\n".join(rows.sub(" | ", part) for part in re.split(r"\n(?=[二三四五]、)", text)))
    assert record.status in ("verified", "needs_review")
    shown = {path: value for path, value in record.cells.items() if value is not None and path in figures}
    assert shown.items() <= figures.items()
    assert len(shown) > 150


def test_a_figure_too_many_in_a_row_with_a_blank_total_puts_it_in_doubt():
    _, text = made("cell lines ending in pipes", seed=4)
    rows = re.compile(r"((?:\n\d+ \|){6})\n\d+ \|(?=\n[^\d])")
    blank = rows.sub(r"\1\n |", text[text.index("一、本年新收") :])
    whole = text[: text.index("一、本年新收")] + blank
    assert read(whole).status != "failed"
    doubled = whole.replace("\n5.属于三类内部事务信息 |", "\n5.属于三类内部事务信息 |\n0 |", 1)
    assert doubled != whole
    record = read(doubled)
    assert record.status == "needs_review"
    assert all(
        record.cells[f"requests.denied.internal_affairs.{column}"] is None for column in ("business", "total")
    )


@pytest.mark.parametrize("seed", range(12))
def test_an_empty_line_behind_the_last_row_moves_nothing(seed):
    """With pipes on lines of their own, it looks like a cell more; the row has one blank in front and one behind."""
    of = form("2021")
    figures = {path: value or None for path, value in draw(of, Random(seed)).items()}
    last = [cell.path for cell in of.row_of["requests.carried_out"].cells]
    figures.update(dict.fromkeys(last), **{last[1]: 1, last[5]: 1, last[6]: 2})
    out = ["某县2022年政府信息公开工作年度报告", "二、主动公开政府信息情况"]
    for row in of.table("disclosure"):
        out += [row.labels[0], "信息内容", *(cell.labels[-1] for cell in row.cells), row.label]
        out += [_shown(cell, figures[cell.path]) for cell in row.cells]
    out += ["三、收到和处理政府信息公开申请情况", "申请人情况", "自然人", "法人或其他组织", "总计"]
    out += ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    before = ()
    for row in of.table("requests"):
        same = min(sum(a == b for a, b in zip(row.labels, before, strict=False)), len(row.labels) - 1)
        out += [*row.labels[same:], *(_shown(cell, figures[cell.path]) for cell in row.cells)]
        before = row.labels
    record = read("\n|\n".join(out) + "\n|\n\n四、政府信息公开行政复议、行政诉讼情况\n\n无。\n")
    wrong = {p: v for p, v in record.cells.items() if v is not None and p in figures and v != figures[p]}
    assert not wrong
    assert record.status == "needs_review"


def _shown(cell, value):
    return "" if value is None else f"{value}元" if cell.kind == "yuan" else str(value)
