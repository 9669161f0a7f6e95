"""The page about an evaluation: whole in itself, true to the metrics, and deaf to whatever labels and reports say."""

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crossfoot.evaluation.labels.gold import GoldLabel
from crossfoot.evaluation.metrics import Measured, measure
from crossfoot.evaluation.metrics.comparison import compare
from crossfoot.evaluation.metrics.intervals import Bounded, Interval, Rate
from crossfoot.evaluation.metrics.named import NAMED, value_of
from crossfoot.evaluation.page import page as page_of
from crossfoot.evaluation.page.commands import commands
from crossfoot.evaluation.page.figures import amount, between, bound, percent, points, printed
from crossfoot.evaluation.results import CellOutcome, Configuration, DocumentResult, Run, Said, Spent
from crossfoot.forms import Value, form

FORM = form("2021")
PATHS = tuple(FORM.cells)
CELLS = len(PATHS)
GRANTED = "requests.granted"
TOTAL = f"{GRANTED}.total"
HOSTILE = "<script>alert(1)</script><svg onload='x'>\"{{ 7*7 }} {% raw %}\u202eevil\u2066\u200b"
SHOWN = "<script>alert(1)</script><svg onload='x'>\"{{ 7*7 }} {% raw %}[U+202E]evil[U+2066][U+200B]"

Figures = Mapping[str, Value | None]


def label_of(report: str, figures: Figures | None = None, **stated) -> GoldLabel:
    """A label that is 0 but for some cells."""
    cells = {**dict.fromkeys(FORM.fields), **dict.fromkeys(PATHS, 0), TOTAL: 7}
    return GoldLabel(report=report, form="2021", cells=cells | dict(figures or {}), **stated)


def read(label: GoldLabel, status="verified", figures: Figures | None = None, **more) -> DocumentResult:
    """A document read as labelled, but for some cells."""
    final = more.pop("final", Said(cells=label.cells | dict(figures or {})))
    reason = more.pop("reason", "")
    return DocumentResult(label=label, status=status, reason=reason, form=label.form, final=final, **more)


def run_of(*results: DocumentResult, name="run", **configured) -> Run:
    configuration = Configuration(reader="model", model="small", program="p1", **configured)
    return Run(name=name, dataset="gold", dataset_hash="0", configuration=configuration, results=results)


def page(runs: Sequence[Run], **more) -> str:
    return page_of(list(map(Measured, runs)), **more)


def parsed(*runs: Run, **more) -> LexborHTMLParser:
    return LexborHTMLParser(page(runs, **more))


def words(node) -> str:
    return " ".join(node.text().split())


def flaws(node) -> list[list[str]]:
    """The cells that are not right, as a document's tables show them."""
    return [[words(cell) for cell in row.css("td")] for row in node.css(".flaws tr") if row.css("td")]


@pytest.fixture(scope="module")
def run() -> Run:
    """A right document; one verified but wrong; one left to people, with all that can befall a cell; one that failed."""
    right = label_of("甲.txt", layout="plain_text", quirks=("page_numbers",))
    wrong = label_of("乙.txt", layout="plain_text")
    mixed = label_of("丙.txt", {f"{GRANTED}.business": None}, layout="table", expected_status="source_error")
    first = Said(cells=mixed.cells | {TOTAL: 3, f"{GRANTED}.research": None})
    final = Said(
        cells=mixed.cells | {TOTAL: None, f"{GRANTED}.business": 0, f"{GRANTED}.legal_service": None},
        unread=frozenset({f"{GRANTED}.legal_service"}),
    )
    spent = Spent(calls=2, questions=1, input_tokens=300, output_tokens=20, cost=0.5, seconds=2)
    return run_of(
        read(right, spent=spent, prints={TOTAL: "7"}),
        read(wrong, figures={TOTAL: 70}, lines={GRANTED: "（一）予以公开\t0\t7"}, spent=Spent(seconds=0)),
        read(
            mixed,
            "needs_review",
            final=final,
            first=first,
            asked=(TOTAL,),
            spent=spent,
            reason="一处存疑",
        ),
        read(label_of("丁.txt"), "failed", error="ProviderError", reason="no answer", spent=Spent(seconds=0)),
    )


@pytest.fixture(scope="module")
def tree(run) -> LexborHTMLParser:
    return parsed(run, day="2024-03-01")


# -- whole in itself -------------------------------------------------------------------------------------------------


def test_nothing_is_fetched_and_nothing_runs(run):
    html = page([run])
    assert not re.search(
        r"<script|<link|<img|<iframe|@import|url\(|https?:|javascript:| style=|\son\w+=", html, re.IGNORECASE
    )


def test_no_id_stands_twice_and_the_same_run_gives_the_same_page(run, tree):
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    assert page([run]) == page([run])
    assert tree.css_first("time").text() == "2024-03-01"


def test_a_run_of_nothing_and_of_one_document():
    empty = parsed(run_of())
    assert "nothing is known of it" in words(empty.css_first(".first"))
    assert "care" in empty.css_first(".first").attributes["class"]
    assert not empty.css("#worst, #cells, #statuses, svg")
    one = parsed(run_of(read(label_of("甲.txt"))))
    assert words(one.css_first(".first .count")) == "0 of 1"
    assert not one.css("#worst, #runs, #comparison, #chart-outcomes, #chart-cost")
    with pytest.raises(ValueError, match="needs a run"):
        page([])


def test_the_templates_are_part_of_the_package():
    from importlib.resources import files

    shipped = {entry.name for entry in (files("crossfoot.evaluation.page") / "templates").iterdir()}
    assert shipped == {"page.html", "parts.html", "page.css"}


# -- true to the metrics ---------------------------------------------------------------------------------------------


def test_the_headline_has_the_figures_of_the_metrics(run, tree):
    found = measure(run)
    tiles = tree.css(".tile")
    assert len(tiles) == 14
    for tile in tiles:
        name = tile.attributes["data-name"]
        shown = tile.css_first(".final data").attributes["value"]
        value = NAMED[name].read(found)
        assert shown == "" if value is None else float(shown) == value, name
        assert tile.css_first(".final .counted")
    first = tree.css_first("[data-name='cells.strict'] .before data").attributes["value"]
    assert float(first) == value_of(found, "cells.first.strict")
    strict = found.cells.final.strict
    assert (
        words(tree.css_first("[data-name='cells.strict'] .final .counted"))
        == f"{strict.count} of {strict.of}"
    )


def test_verified_but_wrong_stands_first_with_its_bound_and_names(run, tree):
    top = tree.css_first("#headline > *")
    assert words(top.css_first(".count")) == "1 of 2"
    assert "bad" in top.attributes["class"]
    assert bound(measure(run).decisions.verified_wrong).interval in words(top)
    assert [node.text() for node in top.css(".names li")] == ["乙.txt"]
    good = parsed(run_of(read(label_of("甲.txt")))).css_first("#headline > *")
    assert "good" in good.attributes["class"]
    assert "at most 95.0 %" in words(good)


def test_cells_that_the_print_overruled_are_told_apart_from_repaired_ones():
    label = label_of("甲.txt")
    first = Said(cells=label.cells | {TOTAL: 70})
    shown = parsed(run_of(read(label, "needs_review", first=first, asked=(TOTAL,), overruled=(TOTAL,))))
    assert words(shown.css_first("[data-name='repair.rate'] .counted")) == "0 of 1"
    assert "though the model read otherwise to the end: 1 of the cells" in words(shown.css_first("#headline"))


def test_what_was_spent_is_told_per_accepted_document(tree):
    rows = {words(row.css_first("th")): words(row.css_first("td")) for row in tree.css(".costs tbody tr")}
    assert rows == {
        "cost, in the configured currency": "0.5",
        "input tokens": "300",
        "output tokens": "20",
        "calls": "2",
        "rounds of questions": "1",
        "seconds": "2",
    }


def test_statuses_and_the_bad_ones_among_them(tree):
    rows = {
        words(row.css_first("th")): [words(cell) for cell in row.css("td")]
        for row in tree.css(".confusion tbody tr")
    }
    assert rows == {
        "verified": ["2 1 not wholly right", "·", "·", "1 1 not wholly right", "3"],
        "source_error": ["·", "·", "1 1 not wholly right", "·", "1"],
    }
    styles = [cell.attributes.get("class") for cell in tree.css(".confusion tbody td:not(:last-child)")]
    assert styles == ["bad", "", "", "care", "", "", "care", ""]


def test_heat_counts_documents_by_cell_row_and_column(run, tree):
    found = measure(run)
    table = tree.css_first("#heat-requests")
    line = next(row for row in table.css("tr") if "予以公开" in row.text() and row.css("td"))
    shown = [words(cell) for cell in line.css("td")]
    bad = [
        each.final.strict.of - each.final.strict.count
        for path, each in found.places.fields.items()
        if path.startswith(f"{GRANTED}.")
    ]
    assert shown == [str(number) if number else "·" for number in (*bad, sum(bad))]
    assert bad == [1, 2, 1, 1, 2, 1, 3]
    column = found.places.columns["requests.total"].final.strict
    assert words(table.css(".foot td")[-2]) == str(column.of - column.count)
    assert "1 document failed" in words(tree.css_first("#cells"))


def test_heat_has_the_rows_and_columns_of_all_forms_met():
    old = form("2019")
    cells = {**dict.fromkeys(old.fields), **dict.fromkeys(old.cells, 0)}
    other = GoldLabel(report="旧.txt", form="2019", cells=cells)
    both = parsed(run_of(read(label_of("甲.txt")), read(other))).css_first("#heat-disclosure")
    of_old = parsed(run_of(read(other))).css_first("#heat-disclosure")
    of_new = parsed(run_of(read(label_of("甲.txt")))).css_first("#heat-disclosure")
    for table, number in ((of_old, len(old.table("disclosure"))), (of_new, len(FORM.table("disclosure")))):
        assert len(table.css("td.sum")) == number
    assert "政府集中采购" in of_old.text()
    assert "政府集中采购" not in of_new.text()
    assert "现行有效件数" in of_new.text()
    assert "现行有效件数" not in of_old.text()
    assert "现行有效件数" in both.text()
    assert "政府集中采购" in both.text()


def test_the_worst_documents_with_gold_beside_both_readings(tree):
    found = tree.css(".document")
    assert [words(each.css_first("h3")) for each in found] == ["1. 乙.txt", "2. 丙.txt", "3. 丁.txt"]
    assert "（一）予以公开 ⇥ 0 ⇥ 7" in words(found[0].css_first("code"))
    assert flaws(found[1]) == [
        ["商业企业", "空", "空", "0", CellOutcome.ZERO_FOR_BLANK],
        ["法律服务机构", "0", "0", "未读", CellOutcome.UNREAD],
        ["总计", "7", "3", "空", f"{CellOutcome.DROPPED} asked"],
    ]
    assert "一处存疑" in words(found[1])
    assert "expected source_error" in words(found[1])
    assert f"all {CELLS} cells count as unread" in words(found[2])
    assert not found[2].css("table")


def test_neighbours_of_which_the_same_is_to_be_said_are_told_together():
    label = label_of("甲.txt", {f"{GRANTED}.business": 5, "requests.received.total": 7})
    row = frozenset(path for path in PATHS if path.startswith(f"{GRANTED}."))
    received = {f"requests.received.{column}": None for column in ("natural_person", "business", "total")}
    final = Said(cells=label.cells | received | {"requests.other.undivided.total": 4}, unread=row)
    found = parsed(run_of(read(label, "needs_review", final=final))).css_first(".document")
    columns = [cell.labels[-1] for cell in FORM.row_of[GRANTED].cells]
    assert flaws(found) == [
        ["自然人 · 商业企业", "0", "空", CellOutcome.BLANK_FOR_ZERO],
        ["总计", "7", "空", CellOutcome.DROPPED],
        [" · ".join(columns), "0 · 5 · 0 · 0 · 0 · 0 · 7", "未读", CellOutcome.UNREAD],
        ["总计", "空", "4", CellOutcome.INVENTED],
    ]
    assert "（六）其他处理" in words(found)


def test_of_many_rows_the_first_are_shown_and_the_others_folded():
    figures = {f"{row.path}.total": 99 for row in FORM.table("requests")}
    found = parsed(run_of(read(label_of("甲.txt"), figures=figures))).css_first(".document")
    folded = found.css_first("details")
    assert len(flaws(found)) == len(figures)
    assert words(folded.css_first("summary")) == f"{len(flaws(folded))} more rows"
    assert 0 < len(flaws(folded)) < len(figures)


def test_documents_that_were_accepted_wrongly_come_before_worse_ones():
    slip = read(label_of("小.txt"), figures={TOTAL: 8})
    mess = read(label_of("大.txt"), "needs_review", dict.fromkeys(PATHS[:50], 9))
    assert [words(each) for each in parsed(run_of(mess, slip), worst=1).css(".document h3")] == ["1. 小.txt"]
    assert not parsed(run_of(mess, slip), worst=0).css(".document")


def test_charts_are_drawn_where_there_is_something_to_show(run, tree):
    drawn = {node.attributes["id"] for node in tree.css(".chart")}
    assert drawn == {"chart-outcomes", "chart-risk", "chart-cost", "chart-layouts", "chart-quirks"}
    area = measure(run).document_curve.area
    assert f"{area:.4f} of documents" in words(tree.css_first("#chart-risk"))
    assert "plain text: 50 (1/2)" in tree.css_first("#chart-layouts").html


def test_kinds_of_document_are_told_in_figures_where_there_are_several(tree):
    def told(page: LexborHTMLParser, kind: str) -> list[str]:
        return [words(node) for node in page.css(f"#all-{kind} tbody th")]

    assert told(tree, "layout") == ["not stated", "plain text", "table"]
    assert told(tree, "file") == []
    assert told(tree, "difficulty") == []
    made = [
        label_of(report, labelled_by=f"simulated: {difficulty}, seed 1")
        for report, difficulty in (("1.docx", "hard"), ("2.pdf", "easy"))
    ]
    shown = parsed(run_of(*map(read, made)))
    assert told(shown, "difficulty") == ["easy", "hard"]
    assert shown.css("#chart-difficulties")
    assert told(shown, "file") == ["docx", "pdf"]
    assert told(shown, "layout") == []


# -- several runs ----------------------------------------------------------------------------------------------------


def test_two_runs_beside_each_other_and_what_differs():
    before = run_of(
        *(read(label_of(f"{n}.txt"), figures={TOTAL: 70 + n} if n < 6 else {}) for n in range(8)), name="A"
    )
    after = run_of(
        *(read(label_of(f"{n}.txt"), spent=Spent(calls=1, input_tokens=9)) for n in range(8)), name="B"
    )
    comparison = compare(Measured(before), Measured(after))
    shown = parsed(after, before, comparison=comparison)
    assert [words(each) for each in shown.css(".runs tbody th")] == ["B", "A"]
    assert [words(row.css("td")[-1]) for row in shown.css(".runs tbody tr")] == ["–", "no calls"]
    right = shown.css_first("#comparison [data-name='documents.right']")
    assert [words(cell) for cell in right.css("td")][:3] == ["25.00 %", "100 %", "+75.00 pp"]
    assert words(right.css("td")[-1]) == "better"
    assert f"exact p = {comparison.right.p:.3g}" in words(shown.css_first(".mcnemar"))
    assert "only A 0, only B 6" in words(shown.css_first(".mcnemar"))
    assert "6 documents read better" in words(shown.css_first("#comparison"))
    assert "tokens per accepted document" in shown.css_first("#chart-cost").html
    assert shown.css("pre")[1].text() == "crossfoot evaluate --compare A.json B.json"


def test_the_command_says_how_it_was_asked():
    asked = run_of(name="org/m (2 rounds)", mode="tools; x", votes=3, escalate="big one", rounds=1)
    assert commands([asked, run_of(name="B")], None) == (
        "crossfoot evaluate gold --model small --base-url URL --mode 'tools; x' --rounds 1 --votes 3"
        " --escalate 'big one' --run org-m-2-rounds.json --beside B.json --html page.html",
    )


def test_documents_that_are_verified_and_should_not_be_are_named():
    broken = label_of("丙.txt", expected_status="source_error")
    before, after = run_of(read(broken, "source_error"), name="A"), run_of(read(broken), name="B")
    shown = parsed(after, before, comparison=compare(Measured(before), Measured(after)))
    top = shown.css_first("#headline > *")
    assert "bad" in top.attributes["class"]
    assert "1 verified where another status is expected" in words(top)
    assert words(shown.css_first("#comparison .names")) == "丙.txt"
    assert not parsed(before).css(".unexpected, .names")


def test_a_run_over_some_of_the_labels_says_which():
    some = run_of(read(label_of("甲.txt"))).model_copy(update={"selection": ("--figures 40", "--limit 1")})
    assert "chosen by--figures 40 --limit 1" in words(parsed(some).css_first(".facts"))
    assert commands([some], None)[0].startswith("crossfoot evaluate gold --figures 40 --limit 1 --model")


# -- deaf to what it shows -------------------------------------------------------------------------------------------


def hostile(text: str) -> Run:
    """A run whose every foreign string is *text*."""
    label = label_of(text, layout=text, quirks=(text,), notes=text)
    wrong = read(
        label, figures={TOTAL: 9}, reason=text, error=text, lines={GRANTED: text}, prints={TOTAL: text}
    )
    run = run_of(wrong, name=text, mode=text, escalate=text)
    return run.model_copy(update={"dataset": text, "dataset_hash": text, "selection": (text,)})


def test_what_labels_and_reports_say_is_shown_and_not_obeyed():
    run = hostile(HOSTILE)
    shown = parsed(run, run, comparison=compare(Measured(run), Measured(run)), day=HOSTILE)
    assert not shown.css("script")
    assert not [node for node in shown.css("*") if any(name.startswith("on") for name in node.attributes)]
    for place in (
        "h1",
        ".names",
        ".runs",
        "#chart-risk",
        ".document h3",
        ".document code",
        "#comparison",
        "time",
    ):
        assert SHOWN in shown.css_first(place).text(), place
    assert "".join(re.findall("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", page([run]))) == ""


@settings(max_examples=6, deadline=None)
@given(st.text(max_size=30))
def test_no_text_changes_the_elements_of_the_page(text):
    plain = [node.tag for node in parsed(hostile("报告")).css("*")]
    shown = parsed(hostile("报告" + text))
    assert [node.tag for node in shown.css("*")] == plain
    page([hostile("报告" + text)]).encode()


# -- figures in words ------------------------------------------------------------------------------------------------


def test_no_share_is_rounded_to_all_or_none():
    assert [percent(value) for value in (0, 1, 0.99999, 0.00001, 0.5, None)] == [
        "0 %", "100 %", "99.9 %", "0.1 %", "50.0 %", "–",
    ]  # fmt: skip
    assert bound(Bounded(0, 45, 0.0, 0.06441)).interval == "at most 6.5 %"
    assert between(Interval(0.91239, 0.98011)) == "91.2–98.1 %"
    assert between(Interval(0.0004, 0.9996)) == "0.0–100.0 %"
    assert between(None) == ""
    assert points(-0.000001) == "0 pp"
    assert [amount(each) for each in (0, 0.00693822, 1234.5, 3, None)] == ["0", "0.006938", "1,234", "3", "–"]
    assert [printed(each) for each in (None, 0, 1200)] == ["空", "0", "1,200"]
    assert printed(75000.5, "yuan") == "75,000.5元"


@settings(max_examples=100)
@given(st.integers(1, 20000), st.data())
def test_an_interval_that_is_shown_holds_the_interval(of, data):
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    shown = between(Interval(low, high), 2).removesuffix(" %").split("–")
    assert float(shown[0]) <= 100 * low + 1e-6
    assert float(shown[1]) >= 100 * high - 1e-6
    count = data.draw(st.integers(0, of))
    told = percent(Rate(count, of, count / of, None).value, 2)
    assert (told == "0 %") == (count == 0)
    assert (told == "100 %") == (count == of)
