"""The page: whole in itself, true to the report, and deaf to whatever the report says."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_drafts import FORM, TITLE, document, figures, inspected
from selectolax.lexbor import LexborHTMLParser

from crossfoot.pipeline.inspect import inspect, inspect_document, inspect_record
from crossfoot.report import account_of
from crossfoot.report.page import page

TOTAL = "review.reconsideration.total"
ROW = "requests.granted.total"


def parsed(*inspections, language="zh"):
    return LexborHTMLParser(page([account_of(each) for each in inspections], language))


def figure(tree, cell, key="r1"):
    return tree.css_first(f"[id='{key}-{cell}']")


def classes(node):
    return set(node.attributes["class"].split())


# -- whole in itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_fetched_and_nothing_runs(language):
    html = page([account_of(inspected({TOTAL: 99}, language))], language)
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?:|javascript:", html, re.IGNORECASE)
    assert not re.search(r"\son\w+=", html)


@pytest.mark.parametrize(
    "inspections",
    [
        lambda: [inspected()],
        lambda: [inspected({TOTAL: 99, ROW: 77}), inspected(narrative="本年新收政府信息公开申请9999件。")],
        lambda: [inspected({ROW: "1 件，另 7 件"}), inspect_record(inspected({TOTAL: 9}).record)],
    ],
)
def test_every_link_leads_somewhere_and_no_id_stands_twice(inspections):
    tree = parsed(*inspections())
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    targets = [node.attributes["href"] for node in tree.css("a")]
    assert targets
    assert {target for target in targets if not target.startswith("#")} == set()
    assert {target[1:] for target in targets} <= set(ids)


def test_the_same_reports_give_the_same_page():
    found = [account_of(inspected({TOTAL: 99}))]
    assert page(found, "zh", "2024-01-15") == page(found, "zh", "2024-01-15")
    assert "2024-01-15" in page(found, "zh", "2024-01-15")


# -- true to the report ----------------------------------------------------------------------------------------------


def test_each_cell_shows_what_is_printed_and_links_to_its_line():
    inspection = inspected()
    tree, found = parsed(inspection), account_of(inspection)
    for path in FORM.cells:
        node = figure(tree, path)
        assert node.text(strip=True) == inspection.evidence[path].print
        assert node.css_first("a").attributes["href"] == f"#r1-L{found.line(path)}"


def test_cells_of_failing_sums_are_marked_where_they_cross_more_strongly():
    tree = parsed(inspected({ROW: 99}))
    assert {"crossed", "advised"} <= classes(figure(tree, ROW))
    assert figure(tree, ROW).css_first("sup").text(strip=True) == "1,2"
    assert "wrong" in classes(figure(tree, "requests.outcome_total.total"))
    assert "crossed" not in classes(figure(tree, "requests.outcome_total.total"))
    assert classes(figure(tree, "requests.received.business")) == {"figure"}
    assert {"wrong", "crossed", "advised"} <= {name for dt in tree.css(".legend dt") for name in classes(dt)}


def test_a_deduced_total_is_never_shown_as_printed():
    value = figures()[ROW]
    tree = parsed(inspected({ROW: None}))
    assert figure(tree, ROW).text(strip=True) == f"[{value}]"
    assert "deduced" in classes(figure(tree, ROW))
    assert not any(node.attributes["href"] == f"#r1-{ROW}" for node in tree.css(".lines a"))


def test_a_blank_is_blank():
    cell = "review.reconsideration.pending"
    tree = parsed(inspected({cell: None}))
    assert figure(tree, cell).text(strip=True) == ""


def test_a_cell_without_a_place_shows_a_question_mark_and_no_value():
    tree = parsed(inspected({"requests.not_processed.repeated.business": "约两件"}))
    doubtful = tree.css("td.doubt")
    assert doubtful
    assert all(node.text(strip=True).endswith("?") for node in doubtful)


def test_sums_suggestions_warnings_and_hints_are_told():
    tree = parsed(inspected({TOTAL: 99}, narrative="本年新收政府信息公开申请9999件。"))
    total = sum(figures()[f"review.reconsideration.{o}"] for o in ("upheld", "corrected", "other", "pending"))
    words = " ".join(tree.body.text().split())
    assert f"四种结果之和为 {total}，总计印为 99" in words
    assert f"相差 {99 - total}" in words
    assert "建议核对" in words
    assert "9999" in tree.css_first(".warnings").text()
    assert tree.css_first(".hints")


def test_several_reports_begin_with_an_overview(tmp_path):
    (tmp_path / "空.txt").touch()
    tree = parsed(inspected({TOTAL: 99}), inspected(), inspect(tmp_path / "空.txt"))
    rows = tree.css(".overview tbody tr")
    assert [row.css_first(".word").text() for row in rows] == ["报告自身有误", "可以核实", "无法读取"]
    assert len(tree.css("article")) == 3
    assert tree.css_first("article.verified details table.sheet")
    assert parsed(inspected()).css_first(".overview") is None


def test_a_record_without_its_text_shows_values_and_says_so():
    record = inspected({TOTAL: 99}).record
    tree = parsed(inspect_record(record))
    assert figure(tree, TOTAL).css_first("sup").text(strip=True) == "1"
    assert figure(tree, "disclosure.fees.amount_yuan").text(strip=True).endswith("元")
    assert "不含报告原文" in tree.css_first(".source").text()
    assert not tree.css(".lines")


# -- deaf to the report ----------------------------------------------------------------------------------------------

EVIL = "<script>alert(1)</script>\"' onload=x {{ 7*7 }} {% raw %}\u202eevil\u2066\u200b"


def hostile(text):
    """An inspection whose every foreign string is *text*."""
    inspection = inspected({TOTAL: 99}, narrative="本年新收政府信息公开申请9999件。")
    info = inspection.record.document.model_copy(update={"path": text, "title": text, "issuer": text})
    findings = tuple(replace(f, message=dict.fromkeys(f.message, text)) for f in inspection.findings)
    record = inspection.record.model_copy(update={"document": info, "reason": text})
    changed = inspection.text[: -len(text)] + text if len(text) < 40 else inspection.text + text
    return replace(inspection, record=record, findings=findings, text=changed)


def test_what_a_report_says_is_shown_and_not_obeyed():
    tree = parsed(hostile(EVIL))
    assert not tree.css("script")
    assert not [node for node in tree.css("*") if any(name.startswith("on") for name in node.attributes)]
    words = tree.body.text()
    assert "<script>alert(1)</script>\"' onload=x {{ 7*7 }} {% raw %}[U+202E]evil[U+2066][U+200B]" in words


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30))
def test_no_text_changes_the_elements_of_the_page(text):
    plain = [node.tag for node in parsed(hostile("报告")).css("article header *")]
    tree = parsed(hostile("报告" + text))
    assert [node.tag for node in tree.css("article header *")] == plain
    html = tree.html
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", html
    )


def test_a_hostile_report_is_inert_from_the_file_on():
    name = "<img src=x onerror=y>\u202e.html"
    found = document(figures(), name=name, title=TITLE, narrative="<b onclick='z'>点击</b> & \"引号\"")
    tree = parsed(inspect_document(found))
    assert not tree.css("img")
    assert "<img src=x onerror=y>[U+202E].html" in tree.css_first(".facts").text()
    assert "<b onclick='z'>点击</b> & \"引号\"" in tree.css_first(".source").text()


def test_the_templates_are_part_of_the_package():
    from importlib.resources import files

    shipped = {entry.name for entry in (files("crossfoot.report") / "templates").iterdir()}
    assert shipped == {"page.html", "parts.html", "page.css"}
