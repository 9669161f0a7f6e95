"""`crossfoot show`: which record is meant, and how its tables look."""

import json

import pytest
from cli_records import balance, failed, record, unbalanced
from rich.cells import cell_len

from crossfoot.cli.findings import telling
from crossfoot.cli.labels import LABEL_WIDTH, form_of, number, row_label
from crossfoot.cli.tables import marks
from crossfoot.forms import form, forms
from crossfoot.store import DocumentInfo, ErrorInfo, ReadingInfo, Record, RoundInfo


def line_with(text: str, *words: str) -> str:
    return next(line for line in text.splitlines() if all(word in line for word in words))


def figures(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")][2:-1]


# -- which record ---------------------------------------------------------------------------------------------------


def test_a_part_of_the_title_finds_the_record_in_the_store(cli, stored):
    stored(record("a.txt", title="楚雄市新村镇2020年年度报告"), record("b.txt", title="宿迁市年度报告"))
    outcome = cli("show", "新村镇")
    assert outcome.status == 0
    assert "楚雄市新村镇2020年年度报告" in outcome.out
    assert "from cache/crossfoot.db" in outcome.out
    assert outcome.err == ""


def test_several_records_are_listed_and_all_shows_them(cli, stored):
    stored(record("a.txt", title="云南一"), record("b.txt", title="云南二"))
    listed = cli("show", "云南")
    assert listed.status == 0
    assert "云南一" in listed.out
    assert "总计" not in listed.out
    assert "2 records match" in listed.err
    assert cli("show", "云南", "--all").out.count("四、政府信息公开行政复议") == 2


def test_who_and_when_stand_above_the_tables(cli, stored):
    told = {"published": "2024-01-15", "signed": "2024-01-12", "index_number": "BP-2024-3"}
    parents = [{"name": "云锦市", "level": "city", "source": source} for source in ("breadcrumb", "path")]
    plain = record("a.txt", title="白浦县年度报告", issuer="白浦县")
    info = DocumentInfo.model_validate({**plain.document.model_dump(), **told, "parents": parents})
    stored(plain.model_copy(update={"document": info}))
    shown = " ".join(cli("show", "白浦县").out.split())
    assert (
        "白浦县 · published 2024-01-15 · signed 2024-01-12 · 索引号 BP-2024-3 · perhaps of 云锦市 ·" in shown
    )


def asked(**changes) -> RoundInfo:
    """A question about two cells."""
    cells = {"requests.received.total": "differs", "requests.granted.total": "sum"}
    return RoundInfo(**{"number": 1, "model": "m", "answered": 1, "asked": cells, **changes})


ONE, TWO = asked().asked


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (asked(fixed=(ONE, TWO)), "question 1 to m · 2 cells: 2 fixed"),
        (
            asked(fixed=(ONE,), still=(TWO,), new=("a", "b", "c"), rules_fixed=("x",), rules_new=("y",)),
            "question 1 to m · 2 cells: 1 fixed, 1 still, 3 new · sums: 1 fixed, 1 new",
        ),
        (
            asked(
                number=3,
                model="large",
                escalated=True,
                votes=5,
                answered=4,
                still=(ONE, TWO),
                undecided=(TWO,),
            ),
            "question 3 to large (escalated) · 4 of 5 votes · 2 cells: 2 still · 1 without a majority",
        ),
        (
            asked(answered=0, still=(ONE, TWO), error=ErrorInfo(type="BadAnswer", message="no\x1b[2J JSON")),
            "question 1 to m · no answer · BadAnswer: no\\x1b[2J JSON",
        ),
    ],
    ids=["fixed", "mixed", "votes", "error"],
)
def test_each_question_is_a_line(cli, stored, question, line):
    stored(record("a.txt", reading=ReadingInfo(reader="model", model="m", rounds=1, log=(question,))))
    assert line in cli("show", "a.txt").out.splitlines()


def test_an_exact_path_is_not_confused_with_longer_ones(cli, stored):
    stored(record("a.txt", title="one"), record("ba.txt", title="two"))
    assert "one" in cli("show", "a.txt").out


@pytest.mark.usefixtures("pipeline")
def test_a_results_file_is_shown_and_searched(cli, tmp_path):
    lines = [record("a.txt", title="一").line(), record("b.txt", title="二").line()]
    (tmp_path / "results.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "2 records match" in cli("show", "results.jsonl").err
    outcome = cli("show", "b.txt", "--from", "results.jsonl")
    assert "二" in outcome.out
    assert "from results.jsonl" in outcome.out


@pytest.mark.usefixtures("pipeline")
@pytest.mark.parametrize(
    ("content", "why"),
    [("", "holds no record"), ("{}\n", "line 1 is not a crossfoot record"), ("not json\n", "line 1 is not")],
)
def test_a_file_that_holds_no_results_is_refused(cli, tmp_path, content, why):
    (tmp_path / "results.jsonl").write_text(content)
    outcome = cli("show", "results.jsonl")
    assert outcome.status == 2
    assert why in outcome.err


@pytest.mark.usefixtures("pipeline")
def test_the_torn_last_line_of_a_killed_run_is_left_out(cli, tmp_path):
    line = record("a.txt", title="一").line()
    (tmp_path / "results.jsonl").write_text(line + "\n" + line[:100], encoding="utf-8")
    outcome = cli("show", "results.jsonl")
    assert outcome.status == 0
    assert "line 2 is cut off" in outcome.err


def test_a_report_the_store_does_not_know_is_read_on_the_spot(cli, pipeline, tmp_path):
    (tmp_path / "new.txt").write_text("x")
    pipeline.records = [record("new.txt", title="新")]
    outcome = cli("show", "new.txt")
    assert "新" in outcome.out
    assert "read just now, not stored" in outcome.out
    assert not (tmp_path / "cache").exists()


def test_the_store_goes_before_the_file_unless_fresh(cli, pipeline, stored, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    stored(record("a.txt", title="as stored"))
    pipeline.records = [record("a.txt", title="as read now")]
    kept = cli("show", "a.txt")
    assert "as stored" in kept.out
    assert "has changed since it was read" in kept.err
    assert "as read now" in cli("show", "a.txt", "--fresh").out


@pytest.mark.parametrize("query", ["nothing like it", "."])
@pytest.mark.usefixtures("pipeline")
def test_a_query_without_an_answer_is_refused(cli, query):
    outcome = cli("show", query)
    assert outcome.status == 2
    assert outcome.out == ""


def test_json_is_the_record_itself(cli, stored):
    stored(record("a.txt", title="楚雄"))
    outcome = cli("show", "楚雄", "--json")
    assert Record.model_validate_json(outcome.out) == record("a.txt", title="楚雄")
    assert "楚雄" in outcome.out
    assert json.loads(outcome.out)["status"] == "verified"


# -- the tables -----------------------------------------------------------------------------------------------------


def test_a_failing_sum_is_marked_and_told_as_an_equation(cli, stored):
    stored(unbalanced("wrong.txt"))
    out = cli("show", "wrong.txt").out
    assert figures(line_with(out, "一、本年新收"))[0] == "!11"
    assert figures(line_with(out, "（七）总计"))[0] == "!12"
    assert figures(line_with(out, "（七）总计"))[1] == "0"
    assert "一、本年新收申请数量 11 + 二、上年结转申请数量 2 = 13 ≠ （七）总计 12" in out
    assert "[requests.balance.natural_person]" in out
    assert "source_error" in out
    assert "the report's own figures break a rule" in out


def test_blank_is_blank_and_zero_is_zero(cli, stored):
    cells = dict(record().cells)
    cells["requests.granted.total"] = None
    stored(record("a.txt", cells=cells))
    assert figures(line_with(cli("show", "a.txt").out, "（一）予以公开")) == [*"000000", ""]


def test_a_value_without_a_place_in_the_text_is_in_doubt():
    subject = record(evidence={})
    assert set(marks(subject).values()) == {"suspect"}
    assert (
        marks(unbalanced().model_copy(update={"evidence": {}}))["requests.received.natural_person"] == "wrong"
    )


def test_the_figure_where_failing_sums_cross_stands_out_and_a_blank_is_not_marked():
    cells = dict(record().cells) | {"requests.carried_in.natural_person": None}
    row = tuple(cell.path for cell in form("2021").row_of["requests.received"].cells)
    in_row = balance().model_copy(update={"rule": "requests.row.received", "cells": row})
    found = marks(record(cells=cells, findings=[balance(), in_row]))
    assert found["requests.received.natural_person"] == "crossed"
    assert found["requests.received.total"] == "wrong"
    assert "requests.carried_in.natural_person" not in found


def test_warnings_mark_no_cell():
    assert marks(record(findings=[balance(severity="warning")])) == {}


@pytest.mark.parametrize("subject", forms(), ids=lambda f: f"{f.id}-{f.divided}")
@pytest.mark.parametrize("width", [80, 100, 120])
def test_every_figure_of_every_form_is_drawn_whole_at_each_width(cli, stored, monkeypatch, subject, width):
    values = {path: 1000 + position for position, path in enumerate(subject.cells)}
    cells = {**dict.fromkeys(subject.fields), **values}
    stored(record("a.txt", form=subject.id, cells=cells))
    monkeypatch.setenv("COLUMNS", str(width))
    out = cli("show", "a.txt").out
    for path, value in values.items():
        assert str(value) in out, path
    assert "…" not in out
    for line in out.splitlines():
        assert cell_len(line.rstrip()) <= width
    frames = [cell_len(line.rstrip()) for line in out.splitlines() if line[:1] in "│┌├└" and line]
    assert len(set(frames)) <= 3, "each table's right edge is straight"


def test_the_form_of_a_record_is_told_by_its_cells():
    for subject in forms():
        assert form_of(record(form=subject.id, cells=dict.fromkeys(subject.fields))) == subject
    assert form_of(failed()) is None


def test_row_labels_are_short_enough_for_80_columns():
    for subject in forms():
        for row in subject.rows:
            assert cell_len(row_label(row)) <= LABEL_WIDTH, row.path


def test_amounts_are_shown_in_yuan(cli, stored):
    cells = dict(record().cells) | {"disclosure.fees.amount_yuan": 1033879.5}
    stored(record("a.txt", cells=cells))
    out = cli("show", "a.txt").out
    assert "本年收费金额（元）" in out
    assert "1033879.5" in out
    assert [number(None), number(0), number(3.0), number(160.5964), number(-2)] == [
        "",
        "0",
        "3",
        "160.5964",
        "-2",
    ]


def test_a_failed_document_shows_its_error_and_no_table(cli, stored):
    stored(failed("bad.bin", "not text: is it a picture?"))
    out = cli("show", "bad.bin").out
    assert "failed" in out
    assert "is it a picture" in out
    assert "总计" not in out


def test_a_title_cannot_steer_the_terminal(cli, stored):
    stored(record("a.txt", title="\x1b[31m[red]年报[/red]\u202e"))
    out = cli("show", "a.txt").out
    assert "\\x1b[31m[red]年报[/red]\\u202e" in out
    assert "\x1b" not in out


def test_colour_is_used_in_a_terminal_and_no_color_is_honoured(cli, stored, monkeypatch):
    stored(unbalanced("a.txt"))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[31m  !11\x1b[0m" in cli("show", "a.txt").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in cli("show", "a.txt").out


# -- equations ------------------------------------------------------------------------------------------------------


def told(finding, *others, form_id="2021", **values) -> list[str]:
    cells = dict(record(form=form_id).cells) | {
        path.replace("__", "."): value for path, value in values.items()
    }
    return list(telling(form(form_id), cells, [finding, *others]).lines(finding))


def test_a_failed_balance_names_its_rows():
    lines = told(
        balance(left=13, right=12),
        requests__received__natural_person=11,
        requests__carried_in__natural_person=2,
        requests__outcome_total__natural_person=12,
    )
    assert lines[0] == "error  一 + 二 = （七）总计 + 四  [requests.balance.natural_person]"
    assert lines[1] == "    一、本年新收申请数量 11 + 二、上年结转申请数量 2 = 13 ≠ （七）总计 12"


def test_a_failed_row_names_its_columns_and_a_side_of_zeros_is_zero():
    row = "requests.granted"
    cells = tuple(cell.path for cell in form("2021").row_of[row].cells)
    finding = balance(left=0, right=5).model_copy(update={"rule": "requests.row.granted", "cells": cells})
    assert told(finding, requests__granted__total=5)[1] == "    0 ≠ 总计 5"


def test_a_total_printed_as_zero_is_named():
    group = "review.reconsideration"
    cells = tuple(cell.path for cell in form("2021").row_of[group].cells)
    finding = balance(left=9, right=0).model_copy(
        update={"rule": "review.group.reconsideration", "cells": cells}
    )
    assert told(finding, review__reconsideration__upheld=9)[1] == "    结果维持 9 ≠ 总计 0"


def test_a_deduced_total_is_shown_as_what_it_is():
    finding = balance(left=3, right=4)
    rule = "requests.column.natural_person"
    deduced = finding.model_copy(update={"rule": rule, "verdict": "deduced", "left": 4, "right": None})
    lines = told(
        finding,
        deduced,
        requests__received__natural_person=3,
        requests__granted__natural_person=4,
        requests__outcome_total__natural_person=None,
    )
    assert lines[1] == "    一、本年新收申请数量 3 ≠ （七）总计 4 (blank, deduced)"


def test_a_finding_that_is_no_sum_lists_its_cells():
    finding = balance().model_copy(update={"rule": "print.unreadable", "left": None, "right": None})
    assert told(finding)[1].startswith(
        "    一、本年新收申请数量 / 自然人 0; 二、上年结转申请数量 / 自然人 0; "
    )


def test_every_form_is_known():
    assert {subject.id for subject in forms()} == {"2019", "2021"}
    assert form("2021").divided
