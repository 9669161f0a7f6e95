"""Prints that invite a guess. What is read must be what stands there; what cannot be told must stay unread."""

import random
import re

import pytest
from flattenings import (
    ALL,
    HEADINGS,
    KEEPS_BLANKS,
    ONE_OF_EACH_KIND,
    Box,
    cell_lines,
    figures,
    html,
    page,
    pipes_dropped,
    pipes_padded,
    printed,
    report,
    spaced,
    swap_columns,
    tab_led,
    tab_rows,
    tables,
    text_of,
)

from crossfoot.forms import form
from crossfoot.layout import LayoutError

each_flattening = pytest.mark.parametrize("flatten", ALL, ids=lambda f: f.__name__)
each_kind = pytest.mark.parametrize("flatten", ONE_OF_EACH_KIND, ids=lambda f: f.__name__)
LINES = (tab_rows, pipes_dropped, spaced)
each_line_flattening = pytest.mark.parametrize("flatten", LINES, ids=lambda f: f.__name__)
FORM = form("2021")


@pytest.fixture
def gold():
    return figures(FORM, random.Random(4))


def assert_nothing_wrong(result, gold):
    assert result.wrong(gold) == {}


def assert_whole(result, gold):
    assert_nothing_wrong(result, gold)
    assert dict(result.reading.unread) == {}
    assert result.verdict.decision == "verified"


def requests(change):
    """The tables with *change* applied to table three's rows of boxes."""
    return lambda tables: [tables[0], change(tables[1]), tables[2]]


def row_at(table, label):
    return next(i for i, row in enumerate(table) if any(box.text == label for box in row))


def insert(table, at, boxes):
    """A row more at *at*; what spans over the place grows by one."""
    grown = [
        [Box(b.text, b.rows + (i < at < i + b.rows), b.columns) for b in row] for i, row in enumerate(table)
    ]
    return [*grown[:at], boxes, *grown[at:]]


def remove(table, at):
    """A row less at *at*; what spans over the place shrinks by one."""
    shrunk = [
        [Box(b.text, b.rows - (i < at < i + b.rows), b.columns) for b in row] for i, row in enumerate(table)
    ]
    return [*shrunk[:at], *shrunk[at + 1 :]]


def broken(table, at):
    """The table as two, the header repeated over the second, merged labels carried on."""
    top = [[Box(b.text, min(b.rows, at - i), b.columns) for b in row] for i, row in enumerate(table[:at])]
    carried = [
        Box(b.text, i + b.rows - at, b.columns)
        for i, row in enumerate(table[:at])
        for b in row
        if i + b.rows > at
    ]
    return top, [*table[:3], [*carried, *table[at]], *table[at + 1 :]]


# -- columns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"), [("商业企业", "科研机构"), ("法律服务机构", "社会公益组织"), ("科研机构", "其他")]
)
@each_flattening
def test_exchanged_applicants_are_not_read_in_the_statutory_order(flatten, one, other, gold, read):
    # Only the header is exchanged: the figures below 商业企业 are those of the form's other column.
    text = text_of(FORM, gold, flatten, requests(lambda t: swap_columns(t, one, other)))
    assert text != text_of(FORM, gold, flatten)
    names = {
        "商业企业": "business", "科研机构": "research_institution", "其他": "other_organization",
        "法律服务机构": "legal_service", "社会公益组织": "public_interest_organization",
    }  # fmt: skip
    exchanged = dict(gold)
    for row in FORM.table("requests"):
        a, b = f"{row.path}.{names[one]}", f"{row.path}.{names[other]}"
        exchanged[a], exchanged[b] = gold[b], gold[a]
    assert_nothing_wrong(read(text), exchanged)


@each_flattening
def test_exchanged_outcomes_in_table_four_are_not_read_in_the_statutory_order(flatten, gold, read):
    def exchange(tables):
        header, groups, leaves, values = tables[2]
        groups = [groups[1], groups[0], *groups[2:]]
        leaves = [*leaves[1::-1], *leaves[2:5], *leaves[6:4:-1], *leaves[7:]]
        return [*tables[:2], [header, groups, leaves, values]]

    truth = dict(gold)
    for row in FORM.table("review"):
        a, b = f"{row.path}.upheld", f"{row.path}.corrected"
        truth[a], truth[b] = gold[b], gold[a]
    assert_nothing_wrong(read(text_of(FORM, gold, flatten, exchange)), truth)


@each_kind
def test_exchanged_groups_in_table_four_are_not_read_in_the_statutory_order(flatten, gold, read):
    def exchange(tables):
        header, groups, leaves, values = tables[2]
        return [*tables[:2], [header, [*groups[:5], groups[6], groups[5]], leaves, values]]

    truth = dict(gold)
    for column in ("upheld", "corrected", "other", "pending", "total"):
        a, b = f"review.direct_litigation.{column}", f"review.litigation_after_reconsideration.{column}"
        truth[a], truth[b] = gold[b], gold[a]
    assert_nothing_wrong(read(text_of(FORM, gold, flatten, exchange)), truth)


@each_flattening
def test_exchanged_columns_in_table_two_are_not_read_in_the_statutory_order(flatten, gold, read):
    text = text_of(
        FORM, gold, flatten, lambda ts: [swap_columns(ts[0], "本年制发件数", "本年废止件数"), *ts[1:]]
    )
    truth = dict(gold)
    for row in ("regulations", "normative_documents"):
        a, b = f"disclosure.{row}.issued", f"disclosure.{row}.repealed"
        truth[a], truth[b] = gold[b], gold[a]
    assert_nothing_wrong(read(text), truth)


@pytest.mark.parametrize("filling", ["8", "", "备注"])
@pytest.mark.parametrize("at", [-1, -3])
@each_kind
def test_an_extra_column_is_not_taken_for_one_of_the_form(flatten, filling, at, gold, read):
    def widen(table):
        table = [list(row) for row in table]
        table[0][1] = Box("申请人情况", columns=8)
        if at == -1:
            table[1].append(Box("新闻媒体", rows=2))
        else:
            table[1][1] = Box("法人或其他组织", columns=6)
            table[2].insert(at + 1, Box("新闻媒体"))
        for row in table[3:]:
            row.insert(len(row) + (0 if at == -1 else at), Box(filling))
        return table

    result = read(text_of(FORM, gold, flatten, requests(widen)))
    assert_nothing_wrong(result, gold)


@each_kind
def test_a_table_that_lost_its_last_column(flatten, gold, read):
    def cut(table):
        table = [list(row) for row in table]
        table[0][1] = Box("申请人情况", columns=6)
        del table[1][2]
        return [*table[:3], *(row[:-1] for row in table[3:])]

    gold |= {path: None for path in gold if path.startswith("requests.") and path.endswith(".total")}
    result = read(text_of(FORM, gold, flatten, requests(cut)))
    assert_nothing_wrong(result, gold)


@each_flattening
def test_a_table_whose_rows_lost_their_last_figure_under_a_whole_header(flatten, gold, read):
    gold |= {path: None for path in gold if path.startswith("requests.") and path.endswith(".total")}
    cut = requests(lambda table: [*table[:3], *(row[:-1] for row in table[3:])])
    text = text_of(FORM, gold, flatten, cut) if flatten is not html else text_of(FORM, gold, flatten)
    assert_nothing_wrong(read(text), gold)


# -- rows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.属于国家秘密", "3.危及“三安全一稳定”"),
        ("2.重复申请", "3.要求提供公开出版物"),
        ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"),
        ("（七）总计", "四、结转下年度继续办理"),
    ],
)
@each_flattening
def test_rows_in_another_order_keep_their_own_figures(flatten, one, other, gold, read):
    def exchange(table):
        table = [list(row) for row in table]
        a, b = table[row_at(table, one)], table[row_at(table, other)]
        for i in range(-8, 0):
            a[i], b[i] = Box(b[i].text, a[i].rows, a[i].columns), Box(a[i].text, b[i].rows, b[i].columns)
        return table

    assert_nothing_wrong(read(text_of(FORM, gold, flatten, requests(exchange))), gold)


@pytest.mark.parametrize(
    "label",
    [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "2.重复申请",
        "（七）总计",
        "行政处罚",
    ],
)
@each_kind
def test_a_row_that_is_not_printed_is_not_read(flatten, label, gold, read):
    def drop(tables):
        printed_there = [label in [box.text for row in table for box in row] for table in tables]
        return [
            remove(table, row_at(table, label)) if there else table
            for table, there in zip(tables, printed_there, strict=True)
        ]

    result = read(text_of(FORM, gold, flatten, drop))
    row = next(row for row in FORM.rows if row.label == label)
    gone = {cell.path for cell in row.cells}
    assert_nothing_wrong(result, {path: None if path in gone else value for path, value in gold.items()})
    assert result.verdict.decision == "needs_review"


@each_kind
def test_a_row_printed_twice_with_other_figures_is_not_settled(flatten, gold, read):
    def double(table):
        at = row_at(table, "2.重复申请")
        return insert(table, at + 1, [*table[at][:-7], *map(Box, "7654321")])

    result = read(text_of(FORM, gold, flatten, requests(double)))
    assert_nothing_wrong_elsewhere(result, gold, "requests.not_processed.repeated")
    assert result.verdict.decision == "needs_review"


@each_kind
def test_figures_without_a_label_are_not_settled(flatten, gold, read):
    def add(table):
        at = row_at(table, "2.重复申请")
        return insert(table, at + 1, [Box(""), *map(Box, "7654321")])

    result = read(text_of(FORM, gold, flatten, requests(add)))
    assert_nothing_wrong(result, gold)
    assert result.verdict.decision == "needs_review"


def assert_nothing_wrong_elsewhere(result, gold, row):
    assert {p: w for p, w in result.wrong(gold).items() if not p.startswith(row)} == {}


@each_kind
def test_an_extra_row_with_a_label_of_its_own_is_not_read(flatten, gold, read):
    def add(tables):
        table = list(tables[0])
        at = row_at(table, "行政规范性文件")
        table.insert(at + 1, [Box("其他主动公开文件"), Box("91"), Box("92"), Box("93")])
        return [table, *tables[1:]]

    result = read(text_of(FORM, gold, flatten, add))
    assert_nothing_wrong(result, gold)
    if flatten in (tab_rows, html, *KEEPS_BLANKS):
        assert dict(result.reading.unread) == {}


@each_line_flattening
def test_labels_after_their_numbers(flatten, gold, read):
    """PDF text: the label may follow the figures of its own row."""
    separator = {"tab_rows": "\t", "spaced": " ", "pipes_dropped": " | "}[flatten.__name__]
    sections = [flatten(table) for table in tables(FORM, printed(FORM, gold))]
    lines = []
    for line in sections[1].split("\n"):
        cells = line.split(separator)
        if len(cells) > 7 and all(re.fullmatch(r"\d+", cell) for cell in cells[-7:]):
            cells = [*cells[-7:], *cells[:-7]]
        lines.append(separator.join(cells))
    sections[1] = "\n".join(lines)
    assert_nothing_wrong(read(report(sections)), gold)


def test_labels_in_the_middle_of_their_numbers(gold, read):
    sections = [spaced(table) for table in tables(FORM, printed(FORM, gold))]
    lines = []
    for line in sections[1].split("\n"):
        cells = line.split(" ")
        if all(re.fullmatch(r"\d+", cell) for cell in cells[-7:]):
            cells = [*cells[-7:-4], *cells[:-7], *cells[-4:]]
        lines.append(" ".join(cells))
    sections[1] = "\n".join(lines)
    assert_nothing_wrong(read(report(sections)), gold)


# -- furniture --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["- 3 -", "— 3 —", "-3-", "第3页"])
@pytest.mark.parametrize("at", ["1.属于国家秘密", "（六）其他处理", "四、结转下年度继续办理"])
@each_kind
def test_a_page_number_inside_the_table_is_no_figure(flatten, number, at, gold, read):
    if flatten is html:
        pytest.skip("a page of the web has no page numbers")
    text = text_of(FORM, gold, flatten)
    where = text.rindex("\n", 0, text.index(at)) + 1
    result = read(text[:where] + number + "\n" + text[where:])
    assert_nothing_wrong(result, gold)
    if number == "- 3 -":
        assert_whole(result, gold)


@each_kind
def test_a_bare_page_number_inside_the_table_is_never_settled_wrongly(flatten, gold, read):
    text = text_of(FORM, gold, flatten)
    where = text.rindex("\n", 0, text.index("1.属于国家秘密")) + 1 if flatten is not html else text.index("<tr><td rowspan=\"1\" colspan=\"1\">2.重复")  # fmt: skip
    result = read(text[:where] + "3\n\n" + text[where:])
    assert_nothing_wrong(result, gold)


@each_kind
@pytest.mark.parametrize("label", ["（四）无法提供", "3.危及“三安全一稳定”", "（六）其他处理"])
def test_a_header_repeated_after_a_page_break(flatten, label, gold, read):
    sections = tables(FORM, printed(FORM, gold))
    top, bottom = broken(sections[1], row_at(sections[1], label))
    text = "\n".join([flatten(top), flatten(bottom)])
    result = read((page if flatten is html else report)([flatten(sections[0]), text, flatten(sections[2])]))
    assert_whole(result, gold)


NARRATIVES = (
    "2023年，我县共收到政府信息公开申请37件，其中自然人申请30件、法人或其他组织申请7件。",
    "本年新收政府信息公开申请37件，上年结转政府信息公开申请3件，予以公开12件，不予公开4件，结转下年度继续办理5件。",
    "（一）主动公开情况。\n1.规章0件。\n2.行政规范性文件5件，行政许可120件，行政处罚33件。\n（二）依申请公开情况。\n共办理37件，总计37件。",
    "37\n12\n5",
)


@pytest.mark.parametrize("narrative", NARRATIVES[:3])
@each_kind
def test_narrative_with_numbers_before_the_tables_is_not_read(flatten, narrative, gold, read):
    before = (narrative, narrative, "")
    result = read(text_of(FORM, gold, flatten, before=before))
    assert_nothing_wrong(result, gold)
    assert dict(result.reading.unread) == {}


@pytest.mark.parametrize("narrative", NARRATIVES[:3])
@each_kind
def test_narrative_with_numbers_before_table_four_is_not_read(flatten, narrative, gold, read):
    result = read(text_of(FORM, gold, flatten, before=("", "", narrative)))
    assert_nothing_wrong(result, gold)
    assert dict(result.reading.unread) == {}


@each_kind
def test_loose_numbers_before_the_tables_make_nothing_up(flatten, gold, read):
    assert_nothing_wrong(read(text_of(FORM, gold, flatten, before=(NARRATIVES[3],) * 3)), gold)


@each_kind
def test_two_reports_in_one_file_are_never_mixed(flatten, read):
    if flatten is html:
        pytest.skip("two pages are two files")
    one, other = (figures(FORM, random.Random(seed)) for seed in (1, 2))
    try:
        result = read(text_of(FORM, one, flatten) + "\n\n" + text_of(FORM, other, flatten))
    except LayoutError:
        return
    assert not result.wrong(one) or not result.wrong(other)


# -- figures that are none --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", ["-3", "－3", "3.5", "2.0001", "3万元", "①3", "十二", "12[1]", "9" * 40, "1 2", "3?", "x"]
)
@each_kind
def test_a_print_that_is_no_count_is_unread_and_not_verified(flatten, fault, gold, read):
    path = "requests.granted.business"

    def spoil(table):
        table = [list(row) for row in table]
        row = table[row_at(table, "（一）予以公开")]
        assert row[-6].text == str(gold[path])
        row[-6] = Box(fault)
        return table

    result = read(text_of(FORM, gold, flatten, requests(spoil)))
    assert_nothing_wrong(result, gold | {path: "no count"})
    assert result.reading.cells.get(path) is None
    assert result.verdict.decision == "needs_review"


@pytest.mark.parametrize("flatten", KEEPS_BLANKS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("fault", ["70280", "七万元", "-3万元", "12元/件", "3千元"])
def test_an_amount_that_cannot_be_told_is_unread(flatten, fault, read):
    each = form("2019")
    path = "disclosure.procurement.amount_yuan"
    gold = figures(each, random.Random(4))
    text = text_of(each, gold, flatten).replace(f"{gold[path]}元", fault)
    result = read(text)
    assert_nothing_wrong(result, gold)
    assert path not in result.reading.cells
    assert result.verdict.decision == "needs_review"


@pytest.mark.parametrize("unit", ["万元", "元", "亿元"])
@pytest.mark.parametrize("bracket", ["（单位：{}）", "（{}）", "({})"])
@pytest.mark.parametrize("flatten", [tab_rows, tab_led, cell_lines, html], ids=lambda f: f.__name__)
def test_an_amount_takes_the_unit_of_its_own_header(flatten, bracket, unit, read):
    path = "disclosure.fees.amount_yuan"
    gold = figures(FORM, random.Random(4)) | {path: 30000}
    prints = {"元": "30000", "万元": "3", "亿元": "0.0003"}
    text = text_of(FORM, gold, flatten)
    assert "（单位：万元）" in text
    text = text.replace("（单位：万元）", bracket.format(unit)).replace(_value_cell(flatten, "3"), _value_cell(flatten, prints[unit]))  # fmt: skip
    result = read(text)
    assert result.reading.cells.get(path) == 30000


def _value_cell(flatten, value):
    return {
        tab_rows: f"行政事业性收费\t{value}\t",
        tab_led: f"\t行政事业性收费\n\t{value}\n",
        cell_lines: f"行政事业性收费\n\n{value}\n",
        html: f'行政事业性收费</td><td rowspan="1" colspan="3">{value}<',
    }[flatten]


# -- no report --------------------------------------------------------------------------------------------------


def code_of(read, text):
    with pytest.raises(LayoutError) as caught:
        read(text)
    assert caught.value.message
    return caught.value.code


def test_a_text_about_something_else_is_no_report(read):
    assert (
        code_of(read, "关于召开春季防汛工作会议的通知\n\n请各单位于3月12日前报送材料12份。\n")
        == "not_a_report"
    )


def test_a_report_whose_tables_are_pictures_has_no_tables(read):
    assert code_of(read, report(["（见附件1）", "（见附件2）", "（见附件3）"])) == "no_tables"


def test_the_form_before_2019_is_named(read):
    text = (
        "青砚县2016年政府信息公开工作年度报告\n\n政府信息公开情况统计表\n（2016年度）\n"
        "统 计 指 标\t单位\t统计数\n一、主动公开情况\t——\t\n（一）主动公开政府信息数\t条\t1268\n"
        "其中：主动公开规范性文件数\t条\t12\n制发规范性文件总数\t件\t12\n二、回应解读情况\t——\t\n"
        "（一）收到申请数\t件\t37\n1.当面申请数\t件\t12\n（二）申请办结数\t件\t37\n（三）申请答复数\t件\t37\n"
        "五、行政复议数量\t件\t0\n（一）维持具体行政行为数\t件\t0\n六、行政诉讼数量\t件\t0\n"
    )
    assert code_of(read, text) == "old_form"


@pytest.mark.parametrize("missing", [0, 1, 2])
@each_flattening
def test_a_report_with_one_table_missing_is_never_verified(flatten, missing, gold, read):
    sections = [flatten(table) for table in tables(FORM, printed(FORM, gold))]
    sections[missing] = "（见附件）"
    try:
        result = read((page if flatten is html else report)(sections))
    except LayoutError as error:
        assert error.code
        return
    table = ("disclosure", "requests", "review")[missing]
    assert_nothing_wrong(result, {path: v for path, v in gold.items() if not path.startswith(table)})
    assert not any(path.startswith(table) for path in result.reading.cells)
    assert result.verdict.decision == "needs_review"


@pytest.mark.parametrize("left", [1, 5, 7, 14])
@each_flattening
def test_table_four_cut_off_in_its_row_is_never_verified(flatten, left, gold, read):
    def cut(tables):
        return [*tables[:2], [*tables[2][:-1], tables[2][-1][:left]]]

    result = read(text_of(FORM, gold, flatten, cut))
    kept = [cell.path for row in FORM.table("review") for cell in row.cells][:left]
    truth = {path: v for path, v in gold.items() if not path.startswith("review.") or path in kept}
    assert {p: w for p, w in result.wrong(truth).items() if w[0] is not None} == {}
    if flatten is not pipes_padded:  # there, what is cut off and what is blank look the same
        assert result.verdict.decision == "needs_review"


@pytest.mark.parametrize("heading", HEADINGS)
@each_kind
def test_a_lost_heading_does_no_harm(flatten, heading, gold, read):
    assert_nothing_wrong(read(text_of(FORM, gold, flatten).replace(heading, "")), gold)


@each_kind
def test_the_form_is_told_by_its_labels_never_by_the_year(flatten, read):
    for form_id, divided in (("2019", False), ("2021", False), ("2021", True)):
        each = form(form_id, divided)
        for year in ("2019", "2023"):
            text = text_of(each, figures(each, random.Random(1)), flatten).replace("2023年", f"{year}年")
            assert read(text).anchors.form == each
