"""Word documents: lines in reading order, as Word shows them with all changes accepted; data tables as grids."""

import io

import docx as python_docx
import pytest
from word_files import cell, docx, figure, packed, par, places, read, relations, row, run, table, text

from crossfoot.documents import DocumentError, parse

# -- lines


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("规") + run("章"), "规章"),
        (run("  政府  信息 "), "政府  信息"),
        (run("规章") + "<w:r><w:tab/><w:t>0</w:t></w:r>", "规章\t0"),
        ("<w:r><w:tab/></w:r>" + run("一、总体情况"), "一、总体情况"),
        ("<w:r><w:tab/><w:t>3</w:t><w:tab/><w:t>5</w:t></w:r>", "\t3\t5"),
        (run("一") + "<w:r><w:br/><w:t>二</w:t><w:cr/><w:t>三</w:t></w:r>", "一\n二\n三"),
        ("<w:r><w:t>2020</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r>", "2020-1"),
        ("<w:r><w:t>总</w:t><w:softHyphen/><w:t>计</w:t></w:r>", "总计"),
        (run("总\u200b计\xa01"), "总计 1"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("是"), "\ufffd是"),
        (run("lm", '<w:rFonts w:ascii="Wingdings"/>') + run("是"), "\ufffd\ufffd是"),
        ('<w:hyperlink w:anchor="a">' + run("首页") + "</w:hyperlink>", "首页"),
        ("<w:smartTag>" + run("北京") + "</w:smartTag>" + run("市"), "北京市"),
        ("<w:customXml><w:customXmlPr/>" + run("北京") + "</w:customXml>", "北京"),
        (
            "<w:sdt><w:sdtPr><w:tag/></w:sdtPr><w:sdtContent>"
            + run("2021")
            + "</w:sdtContent></w:sdt>"
            + run("年"),
            "2021年",
        ),
        ("<w:ins>" + run("新") + "</w:ins><w:moveTo>" + run("来") + "</w:moveTo>", "新来"),
        (run("甲") + "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "甲"),
        (run("甲") + "<w:moveFrom>" + run("去") + "</w:moveFrom>", "甲"),
        (run("甲") + run("隐", "<w:vanish/>") + run("乙", '<w:vanish w:val="0"/>'), "甲乙"),
        (run("甲") + run("废", "<w:strike/>") + run("除", "<w:dstrike/>"), "甲"),
        (run("注") + run("1", '<w:vertAlign w:val="superscript"/>') + run("文"), "注 1 文"),
        (run("甲") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "甲"),
        (run("甲") + '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>', "甲"),
        (
            "<w:r><w:ruby><w:rt>"
            + run("xiàn")
            + "</w:rt><w:rubyBase>"
            + run("現")
            + "</w:rubyBase></w:ruby></w:r>"
            + run("行"),
            "現行",
        ),
        ("<m:oMath><m:r><m:t>1+1</m:t></m:r></m:oMath>", "1+1"),
    ],
)
def test_a_paragraph_is_a_line(content: str, expected: str):
    assert text(par(content)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('<w:fldSimple w:instr="DATE">' + run("2021") + "</w:fldSimple>", "2021"),
        ("{begin}{code}{separate}" + run("2021") + "{end}", "2021"),
        (
            "{begin}{code}{begin}{code}{separate}"
            + run("内")
            + "{end}{separate}"
            + run("外")
            + "{end}"
            + run("后"),
            "外后",
        ),
        ("{begin}{code}{end}" + run("后"), "后"),
        ("{end}" + run("后"), "后"),
    ],
)
def test_a_field_shows_its_result(fields: str, expected: str):
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    code = "<w:r><w:instrText>DATE</w:instrText></w:r>"
    assert text(par(fields.format(code=code, **marks))) == expected


def test_a_field_that_never_ends_takes_no_further_line_along():
    assert text(par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + par("正文")) == "正文"


def test_paragraphs_and_tables_stand_in_reading_order_and_empty_paragraphs_nowhere():
    body = par("题") + par() + table(row("规章", "0"), row("规范性文件", "3")) + par(" ") + par("尾")
    document = read(body + "<w:sectPr/>")
    assert document.text == "题\n\n规章\t0\n规范性文件\t3\n\n尾"
    assert document.media_type.endswith("wordprocessingml.document")


def test_blocks_inside_content_controls_and_custom_xml():
    body = f"<w:sdt><w:sdtContent>{par('一')}<w:customXml>{table(row('规章', '0'))}</w:customXml></w:sdtContent></w:sdt>{par('二')}"
    assert text(body) == "一\n\n规章\t0\n\n二"


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next():
    body = par("一、总体", "<w:rPr><w:del/></w:rPr>") + par("情况") + par("正文")
    assert text(body) == "一、总体情况\n正文"
    assert text(par("尾", "<w:rPr><w:del/></w:rPr>")) == "尾"


def test_a_text_box_is_read_once_behind_its_paragraph():
    box = f"<w:txbxContent>{par('框内')}</w:txbxContent>"
    alternate = (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><wps:txbx>{box}</wps:txbx></a:graphic></wp:anchor></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text(par(run("前") + alternate + run("后")) + par("尾")) == "前后\n框内\n尾"
    assert text(par(f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>")) == "框内"


def test_the_alternative_that_holds_text_is_read():
    empty = '<mc:Choice Requires="wps"><w:drawing/></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{par('框内')}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    assert text(par(f"<w:r><mc:AlternateContent>{empty}{old}</mc:AlternateContent></w:r>")) == "框内"


def test_tables_in_a_text_box():
    box = f"<w:txbxContent>{table(row('规章', '0'))}{par()}</w:txbxContent>"
    assert places(read(par(f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>")))[1][4] == "0"


# -- tables


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


BEGINS = '<w:vMerge w:val="restart"/>'
GOES_ON = "<w:vMerge/>"


def test_cells_across_columns_and_rows():
    document = read(
        table(
            row(cell("申请人情况", span(2) + BEGINS), "总计"),
            row(cell("", span(2) + GOES_ON), "1"),
            row("自然人", "2", "3"),
        )
    )
    assert places(document) == [
        (0, 0, 2, 2, "申请人情况"),
        (0, 2, 1, 1, "总计"),
        (1, 2, 1, 1, "1"),
        (2, 0, 1, 1, "自然人"),
        (2, 1, 1, 1, "2"),
        (2, 2, 1, 1, "3"),
    ]
    assert document.text == "申请人情况\t\t总计\n\t\t1\n自然人\t2\t3\n"


def test_a_cell_that_goes_on_with_nothing_begins_by_itself():
    body = table(row("甲", "1"), row(cell("乙", GOES_ON), "2"), row(cell("", GOES_ON), "3"))
    assert [each for each in places(read(body)) if each[1] == 0] == [(0, 0, 1, 1, "甲"), (1, 0, 2, 1, "乙")]


def test_cells_of_other_width_do_not_go_on():
    body = table(row(cell("甲", BEGINS), "1", "2"), row(cell("", GOES_ON + span(2)), "3"))
    assert [each[:4] for each in places(read(body))][3] == (1, 0, 1, 2)


def test_what_is_written_in_a_covered_cell_is_not_shown_but_not_lost():
    body = table(row(cell("甲", BEGINS), "1"), row(cell("乙", GOES_ON), "2"))
    assert places(read(body))[0] == (0, 0, 2, 1, "甲 \ufffc")


def test_old_merging_across():
    merge = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    body = table(row(cell("题", merge[0]), cell("", merge[1]), "1"), row("甲", "乙", "2"))
    assert places(read(body))[:2] == [(0, 0, 1, 2, "题"), (0, 2, 1, 1, "1")]
    hidden = table(row(cell("题", merge[0]), cell("5", merge[1]), "1"), row("甲", "乙", "2"))
    assert places(read(hidden))[0] == (0, 0, 1, 2, "题 \ufffc")


def test_rows_that_begin_and_end_within_the_table():
    body = table(
        row("三、", "甲", "1"),
        row("乙", "2", properties='<w:gridBefore w:val="1"/>'),
        row("丙", "丁", properties='<w:gridAfter w:val="1"/>'),
    )
    assert read(body).text == "三、\t甲\t1\n\t乙\t2\n丙\t丁\t\n"


def test_columns_in_which_no_cell_begins_are_seams():
    body = table(row(cell("甲", span(3)), cell("1", span(2))), row(cell("乙", span(3)), cell("2", span(2))))
    assert [each[:4] for each in places(read(body))] == [
        (0, 0, 1, 1),
        (0, 1, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]


def grid_of(*widths: int) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"


def with_grid(grid: str, *rows: str) -> str:
    return table(*rows).replace("</w:tblPr>", f"</w:tblPr>{grid}")


def test_a_border_dragged_in_some_rows_begins_no_column():
    rows = (
        row("甲", cell("乙", span(2)), "丙"),
        row(cell("1", span(2)), "2", "3"),
        row(cell("4", span(2) + BEGINS), "5", "6"),
        row(cell("", GOES_ON), cell("7", span(2)), "8"),
    )
    document = read(with_grid(grid_of(1000, 60, 940, 1000), *rows))
    assert document.text == "甲\t乙\t丙\n1\t2\t3\n4\t5\t6\n\t7\t8\n"
    assert (2, 0, 2, 1, "4") in places(document)


@pytest.mark.parametrize(
    "grid",
    [
        grid_of(1000, 400, 600, 1000),  # too far
        grid_of(1000, 60, 0, 1000),  # told wrongly
        grid_of(1000, 60),  # in part
        "<w:tblGrid><w:gridCol/></w:tblGrid>",
        "",
    ],
)
def test_edges_that_are_not_known_to_be_near_are_different(grid: str):
    rows = row("甲", cell("乙", span(2)), "丙"), row(cell("1", span(2)), "2", "3")
    assert [each[1] for each in places(read(with_grid(grid, *rows)))] == [0, 1, 3, 0, 2, 3]


def test_a_narrow_cell_is_a_cell():
    document = read(with_grid(grid_of(1000, 60, 1000), row("甲", "1", "2"), row(cell("乙", span(2)), "3")))
    assert [each[1] for each in places(document)] == [0, 1, 2, 0, 2]


@pytest.mark.parametrize("count", ["0", "-3", "x", "99999999999", ""])
def test_a_span_that_is_none(count: str):
    body = table(row(cell("甲", f'<w:gridSpan w:val="{count}"/>'), "1"))
    assert places(read(body))[1] == (0, 1, 1, 1, "1")


def test_rows_and_cells_inside_content_controls():
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{cell('0')}</w:sdtContent></w:sdt>"
    body = table(f"<w:sdt><w:sdtContent>{row('规章', inner)}</w:sdtContent></w:sdt>", row("规范性文件", "3"))
    assert text(body) == "规章\t0\n规范性文件\t3"


def test_deleted_rows_and_cells_are_gone_and_inserted_ones_there():
    body = table(
        row("规章", "1", properties="<w:del/>"),
        row("规章", cell("旧", "<w:cellDel/>"), "2", properties="<w:ins/>"),
        row("规范性文件", cell("3", "<w:cellIns/>")),
    )
    assert text(body) == "规章\t2\n规范性文件\t3"


def test_a_merge_that_is_only_proposed_is_in_doubt():
    assert "\ufffc" in text(table(row("规章", cell("1", '<w:cellMerge w:vMerge="rest"/>'))))


def test_a_table_with_a_table_inside_lays_out_the_page():
    inner = table(row("规章", "0"))
    document = read(table(row(cell(par("题") + inner + par("尾")), "菜单")))
    assert document.text.strip() == "题\n\n规章\t0\n\n尾\n菜单"
    assert len(document.grids) == 1


def test_a_table_with_one_filled_column_lays_out_the_page():
    document = read(table(row("题", ""), row(cell(par("一") + par("二")), "")))
    assert (document.text, document.grids) == ("题\n一\n二", ())


def test_an_article_in_a_cell_is_no_data():
    article = "".join(par(f"第{n}段" + "字" * 80) for n in range(4))
    document = read(table(row("目录", cell(article))))
    assert len(document.text.split("\n")) == 5
    assert not document.grids


def test_a_row_of_prose_parts_the_table():
    note = "说明" * 150
    document = read(table(row("规章", "0"), row(cell(note, span(2))), row("规范性文件", "3")))
    assert document.text == f"规章\t0\n\n{note}\n\n规范性文件\t3\n"
    assert [each.rows for each in document.grids] == [1, 1]


def test_lines_of_a_cell_are_parted_by_a_space():
    assert figure(par("本行政") + par("机关")) == "本行政 机关"


def test_a_cell_keeps_no_tab_and_no_line_end():
    assert figure("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:br/><w:t>3</w:t></w:r>") == "1 2 3"


# -- what is made by others


def test_python_docx_and_this_reader_agree():
    made = python_docx.Document()
    made.core_properties.title = " 某局 年度报告 "
    made.add_paragraph("某局2021年政府信息公开工作年度报告", style="Heading 1")
    grid = made.add_table(3, 3)
    for index, each in enumerate(("题", "", "总计", "甲", "1", "2", "乙", "3", "4")):
        grid.cell(*divmod(index, 3)).text = each
    grid.cell(0, 0).merge(grid.cell(0, 1))
    out = io.BytesIO()
    made.save(out)
    document = parse(out.getvalue(), "a.docx")
    assert document.title == "某局 年度报告"
    assert document.text == "某局2021年政府信息公开工作年度报告\n\n题\t\t总计\n甲\t1\t2\n乙\t3\t4\n"
    assert places(document)[0] == (0, 0, 1, 2, "题")


def test_the_strict_format():
    strict = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        f"{table(row(cell('规章', span(2)), '0'), row('甲', '乙', '1'))}</w:body></w:document>"
    )
    base = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    data = packed(
        {
            "_rels/.rels": relations(("r", "officeDocument", "word/document.xml"), base=base),
            "word/document.xml": strict,
        }
    )
    assert parse(data, "a.docx").text == "规章\t\t0\n甲\t乙\t1\n"


def test_a_body_under_another_name_and_another_prefix():
    body = (
        '<x:document xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:body>'
        "<x:p><x:r><x:rPr><x:vanish/></x:rPr><x:t>隐</x:t></x:r><x:r><x:t>正文</x:t></x:r></x:p></x:body></x:document>"
    )
    data = packed(
        {"_rels/.rels": relations(("r", "officeDocument", "/word/document2.xml")), "word/document2.xml": body}
    )
    assert parse(data, "a.docx").text == "正文"


def test_a_web_page_inside_is_read_in_its_place():
    page = "<html><body><p>题<table><tr><td rowspan=2>规章<td>0<tr><td>1</table></body></html>".encode()
    parts = {
        "word/chunk.html": page,
        "word/_rels/document.xml.rels": relations(("c1", "aFChunk", "chunk.html")),
    }
    document = parse(docx(par("前") + '<w:altChunk r:id="c1"/>' + par("后"), parts=parts), "a.docx")
    assert document.text == "前\n题\n\n规章\t0\n\t1\n\n后"
    assert places(document)[0] == (0, 0, 2, 1, "规章")


@pytest.mark.parametrize("name", ["chunk.rtf", "gone.html"])
def test_another_file_inside_is_named(name: str):
    parts = {
        "word/chunk.rtf": b"{\\rtf1 a}",
        "word/_rels/document.xml.rels": relations(("c1", "aFChunk", name)),
    }
    with pytest.raises(DocumentError, match=name) as caught:
        parse(docx('<w:altChunk r:id="c1"/>', parts=parts), "a.docx")
    assert caught.value.code == "unsupported_format"
    kept = parse(docx('<w:altChunk r:id="c1"/>' + table(row("规章", "0")), parts=parts), "a.docx")
    assert kept.text == "\ufffc\n\n规章\t0\n"
