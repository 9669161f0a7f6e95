"""`crossfoot gold`: labelling by hand at a typed dialogue, checking, comparing, making."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest

from crossfoot.evaluation.labels.gold import load_label
from crossfoot.evaluation.labels.labelling import label_of, save_label
from crossfoot.forms import form

EVAL = Path(__file__).parents[2] / "eval"
FORM = form("2021")


def shipped(number: int, folder: str = "reports") -> Path:
    return next((EVAL / folder).glob(f"{number:02d}_*"))


@pytest.fixture
def typing(cli, monkeypatch, tmp_path):
    """`gold add` of a shipped report, copied to a folder of reports, answered by these lines."""

    def call(number: int, lines: list[str], *options: object):
        report = tmp_path / "reports" / shipped(number).name
        report.parent.mkdir(exist_ok=True)
        shutil.copy(shipped(number), report)
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        return cli("gold", "add", report, "--gold", "gold", *options)

    return call


def made_label(tmp_path, number: int):
    return load_label(tmp_path / "gold" / f"{shipped(number).stem}.json")


def rows_of(number: int) -> int:
    return len(load_label(shipped(number, "gold")).printed_form.rows)


def put(path: Path, report: str = "a.txt", **cells) -> Path:
    values = dict.fromkeys(FORM.cells, 0) | {key.replace("__", "."): value for key, value in cells.items()}
    save_label(label_of(report, FORM, values), path)
    return path


# -- add --------------------------------------------------------------------------------------------------------------


def test_enter_takes_over_what_was_read(typing, tmp_path):
    outcome = typing(1, [""] * (rows_of(1) + 3), "--by", "李")
    truth, made = load_label(shipped(1, "gold")), made_label(tmp_path, 1)
    assert outcome.status == 0
    assert (made.values, made.title, made.issuer, made.year) == (
        truth.values,
        truth.title,
        truth.issuer,
        truth.year,
    )
    assert (made.expected_status, made.labelled_by) == ("verified", "李")
    assert "| 政府集中采购 | 2 | 70280元" in outcome.out
    assert "expected verified" in outcome.err
    assert [path.name for path in (tmp_path / "gold").iterdir()] == [f"{shipped(1).stem}.json"]


def test_typed_figures_go_before_what_was_read(typing, tmp_path):
    lines = ["_ 1 2", "1 2", "4 5 6", "<", "7 8 9"] + [""] * (rows_of(1) + 1)
    outcome = typing(1, lines)
    values = made_label(tmp_path, 1).values
    assert [values[f"disclosure.regulations.{key}"] for key in ("produced", "disclosed", "in_total")] == [
        None,
        1,
        2,
    ]
    assert values["disclosure.normative_documents.in_total"] == 9
    assert "2 typed, 3 wanted: 本年新制作数量" in outcome.out


def test_columns_stand_above_their_figures_though_chinese_is_wide(typing):
    from rich.cells import cell_len

    lines = typing(1, ["q"]).out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  本年新制作数量"))
    assert cell_len(lines[at]) == cell_len(lines[at + 1])


def test_blind_shows_neither_figures_nor_lines_and_takes_no_enter(typing, tmp_path):
    outcome = typing(1, ["", "0*", "q"], "--blind")
    assert "| " not in outcome.out
    assert "nothing is shown that Enter could accept: type 3 figures" in outcome.out
    assert not (tmp_path / "gold" / f"{shipped(1).stem}.json").exists()


def test_what_was_typed_is_kept_and_gone_on_with(typing, tmp_path):
    first = typing(1, ["3 4 5", "q"])
    draft = tmp_path / "gold" / f"{shipped(1).stem}.draft.json"
    assert first.status == 0
    assert f"Kept in {draft.relative_to(tmp_path)}" in first.err
    second = typing(1, [""] * (rows_of(1) - 1 + 3))
    assert second.status == 0
    assert "\n2/34" in second.out
    assert "\n1/34" not in second.out
    assert made_label(tmp_path, 1).values["disclosure.regulations.in_total"] == 5
    assert not draft.exists()


def test_an_end_of_input_keeps_the_draft_too(typing, tmp_path):
    outcome = typing(1, ["3 4 5"])
    assert outcome.status == 130
    assert (tmp_path / "gold" / f"{shipped(1).stem}.draft.json").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--blind"], "begun with the program's figures in view"), (["--form", "2021"], "another form")],
)
def test_a_draft_is_not_gone_on_with_in_another_way(typing, options, said):
    typing(1, ["3 4 5", "q"])
    outcome = typing(1, ["q"], *options)
    assert outcome.status == 2
    assert said in outcome.err
    assert "Delete" in outcome.err


def test_a_draft_of_another_file_is_not_gone_on_with(typing, tmp_path):
    typing(1, ["3 4 5", "q"])
    draft = tmp_path / "gold" / f"{shipped(1).stem}.draft.json"
    draft.write_text(
        draft.read_text(encoding="utf-8").replace('"sha256": "', '"sha256": "x'), encoding="utf-8"
    )
    outcome = typing(1, ["q"])
    assert outcome.status == 2
    assert "is not the file that was begun with" in outcome.err


def test_sums_that_fail_are_told_and_a_row_is_typed_again(typing, tmp_path):
    """`2` in a row whose figures are 1 and 2, say: the row and the column do not add up until it is put right."""
    truth = load_label(shipped(1, "gold"))
    rows = truth.printed_form.rows
    at = next(n for n, row in enumerate(rows) if row.path == "requests.received")
    right = " ".join(str(truth.values[cell.path]) for cell in rows[at].cells)
    lines = [""] * at + ["40" + right[right.index(" ") :]] + [""] * (len(rows) - at - 1)
    outcome = typing(1, [*lines, "x", str(at + 1), right, "", "", ""])
    assert "2 sums of these figures do not hold" in outcome.out
    assert "自然人 40 + 商业企业 4" in outcome.out
    assert f"Rows: {at + 1} 一、本年新收申请数量; " in outcome.out
    assert "a number from 1 to 34, s, or q" in outcome.out
    assert made_label(tmp_path, 1).values == truth.values


def test_a_report_that_is_wrong_itself_expects_source_error(typing, tmp_path):
    outcome = typing(40, [""] * rows_of(40) + ["s", "", "", ""])
    assert "= 211 ≠ 总计 221" in outcome.out
    assert made_label(tmp_path, 40).expected_status == "source_error"


def test_title_issuer_and_year_can_be_typed_or_said_to_be_untold(typing, tmp_path):
    outcome = typing(1, [*[""] * rows_of(1), "某镇年报", "_", "twenty", "2019"])
    made = made_label(tmp_path, 1)
    assert (made.title, made.issuer, made.year) == ("某镇年报", None, 2019)
    assert "a year, such as 2023" in outcome.out


def test_a_label_is_not_written_over_unless_asked(typing, tmp_path):
    path = put(tmp_path / "gold" / f"{shipped(1).stem}.json", shipped(1).name)
    before = path.read_bytes()
    outcome = typing(1, [""] * (rows_of(1) + 3))
    assert outcome.status == 2
    assert "not overwritten. --replace writes over it" in outcome.err
    assert path.read_bytes() == before
    assert typing(1, [""] * (rows_of(1) + 3), "--replace").status == 0
    assert made_label(tmp_path, 1).form == "2019"


def test_a_label_that_is_written_over_stays_in_its_split(typing, tmp_path):
    """What is not asked is not lost: a report of the test split must not come among those that are worked with."""
    truth = load_label(shipped(1, "gold"))
    save_label(truth.model_copy(update={"split": "test"}), tmp_path / "gold" / shipped(1, "gold").name)
    (tmp_path / "cells.json").write_text(json.dumps(truth.cells), encoding="utf-8")
    assert typing(1, [], "--cells", "cells.json", "--replace", "--by", "王").status == 0
    made = made_label(tmp_path, 1)
    assert made.labelled_by == "王"
    assert made.split == "test"
    assert (made.layout, made.quirks, made.notes) == (truth.layout, truth.quirks, truth.notes)


def test_a_report_elsewhere_is_refused_with_what_to_do(cli):
    outcome = cli("gold", "add", shipped(1), "--gold", "gold")
    assert outcome.status == 2
    assert "is not in the folder of the reports, reports" in outcome.err
    assert "--reports" in outcome.err


def test_a_report_that_cannot_be_read_is_labelled_when_its_form_is_told(cli, monkeypatch, tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("没有表格", encoding="utf-8")
    add = ("gold", "add", "reports/a.txt", "--gold", "gold", "--expect", "failed")
    assert "give --form" in cli(*add).err
    monkeypatch.setattr("sys.stdin", StringIO("0*\n" * len(FORM.rows) + "\n\n\n"))
    outcome = cli(*add, "--form", "2021")
    assert outcome.status == 0
    assert "Nothing was read: " in outcome.out
    assert load_label(tmp_path / "gold" / "a.json").expected_status == "failed"


def test_a_record_in_the_store_is_offered(typing, stored):
    from hashlib import sha256

    from cli_records import record

    cells = {**load_label(shipped(40, "gold")).cells, "requests.received.total": 211}
    stored(record("x.txt", cells=cells, sha256=sha256(shipped(40).read_bytes()).hexdigest()))
    assert (
        "182        17         2             2             6     2   211" in typing(40, [""] * 6 + ["q"]).out
    )


@pytest.mark.parametrize("wrapped", [False, True], ids=["cells", "object with cells"])
def test_figures_can_come_from_a_file(typing, tmp_path, wrapped):
    truth = load_label(shipped(1, "gold"))
    said = {"cells": truth.cells, "title": "某", "year": 2020} if wrapped else truth.cells
    (tmp_path / "cells.json").write_text(json.dumps(said), encoding="utf-8")
    assert typing(1, [], "--cells", "cells.json").status == 0
    made = made_label(tmp_path, 1)
    assert made.values == truth.values
    assert (made.title, made.year) == (("某", 2020) if wrapped else (None, None))


def test_a_record_is_no_label_where_it_claims_nothing(cli, typing, tmp_path):
    """A null of a cell that could not be read is no blank."""
    out = cli("extract", shipped(33), "--reader", "offline", "--out", "-").out
    (tmp_path / "cells.json").write_text(out, encoding="utf-8")
    outcome = typing(33, [], "--cells", "cells.json")
    assert outcome.status == 2
    assert "cells are not labelled" in outcome.err


def test_the_record_of_another_report_is_no_label(cli, typing, tmp_path):
    out = cli("extract", shipped(5), "--reader", "offline", "--out", "-").out
    (tmp_path / "cells.json").write_text(out, encoding="utf-8")
    outcome = typing(1, [], "--cells", "cells.json")
    assert outcome.status == 2
    assert "is the record of another file" in outcome.err
    assert not list((tmp_path / "gold").glob("*"))


def test_a_file_whose_sums_fail_must_say_so(typing, tmp_path):
    cells = load_label(shipped(40, "gold")).cells
    (tmp_path / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    refused = typing(40, [], "--cells", "cells.json")
    assert refused.status == 2
    assert "= 211 ≠ 总计 221" in refused.err
    assert "add --expect source_error" in refused.err
    assert typing(40, [], "--cells", "cells.json", "--expect", "source_error").status == 0
    assert made_label(tmp_path, 40).expected_status == "source_error"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "no JSON object"),
        ("{", "is not JSON"),
        ('{"requests.granted.total": 3}', "cells are not labelled"),
        ('{"cells": [3]}', "no JSON object"),
        ('{"requests.granted.total": 3, "requests.granted.total": 4}', "total stands there twice"),
    ],
)
def test_a_file_without_figures_is_refused(typing, tmp_path, text, said):
    (tmp_path / "cells.json").write_text(text, encoding="utf-8")
    outcome = typing(1, [], "--cells", "cells.json")
    assert outcome.status == 2
    assert said in outcome.err


# -- check ------------------------------------------------------------------------------------------------------------


def test_the_shipped_labels_are_sound(cli):
    outcome = cli("gold", "check", EVAL / "gold")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err.startswith("45 labels of ")
    assert outcome.err.endswith(": all sound\n")


def test_problems_are_told_one_to_a_line(cli, tmp_path):
    (tmp_path / "reports").mkdir()
    put(tmp_path / "gold" / "a.json", "lost.txt", requests__received__business=1)
    (tmp_path / "gold" / "b\x1b.json").write_text("{}", encoding="utf-8")
    outcome = cli("gold", "check", "gold")
    lines = outcome.out.splitlines()
    assert outcome.status == 3
    assert [line.partition(": ")[0] for line in lines] == ["gold/a.json", "gold/a.json", "gold/b\\x1b.json"]
    assert "there is no report" in lines[0]
    assert "expects `verified`" in lines[1]
    assert outcome.err == "2 labels of 200 cells, 1 of them not 0 and 0 blank: 3 problems in 2 labels\n"


def test_without_labels_there_is_nothing_to_check(cli, tmp_path):
    assert "there is no folder eval/gold here" in cli("gold", "check").err
    (tmp_path / "empty").mkdir()
    outcome = cli("gold", "check", "empty")
    assert outcome.status == 2
    assert "crossfoot gold add" in outcome.err


# -- diff -------------------------------------------------------------------------------------------------------------


def test_two_that_say_the_same(cli, tmp_path):
    put(tmp_path / "a" / "x.json")
    outcome = cli("gold", "diff", "a", put(tmp_path / "b.json"))
    assert outcome.status == 0
    assert outcome.out.splitlines() == [
        "1 report in both, 0 differing cells",
        "all cells        200 of 200 agree (100.00 %), Cohen's kappa undefined: one value throughout",
        "cells not 0      none to compare",
    ]


def test_differences_are_told_with_the_labels_of_the_form(cli, tmp_path):
    """The agreement of this example is worked out in `test_double_entry.py`."""
    put(tmp_path / "a" / "x.json", requests__granted__total=3, requests__granted__natural_person=3)
    put(tmp_path / "a" / "y.json", "y.txt")
    put(tmp_path / "b" / "x.json", requests__granted__total=3)
    outcome = cli("gold", "diff", "a", "b")
    assert outcome.status == 3
    assert outcome.out.splitlines() == [
        "a.txt",
        "  （一）予以公开 / 自然人: 3 ≠ 0  [requests.granted.natural_person]",
        "y.txt: only in a",
        "1 report in both, 1 differing cell",
        "all cells        199 of 200 agree (99.50 %), Cohen's kappa 0.6644",
        "cells not 0      1 of 2 agree (50.00 %), Cohen's kappa 0.0000",
    ]


def test_differences_as_json(cli, tmp_path):
    put(tmp_path / "a" / "x.json")
    put(tmp_path / "b" / "x.json", requests__granted__total=None)
    outcome = cli("gold", "diff", "a", "b", "--json")
    said = json.loads(outcome.out)
    assert outcome.status == 3
    assert said["cells"] == [
        {
            "report": "a.txt",
            "cell": "requests.granted.total",
            "label": "（一）予以公开 / 总计",
            "first": 0,
            "second": None,
            "only": None,
        }
    ]
    assert said["agreement"]["agreed"] == 199


# -- make -------------------------------------------------------------------------------------------------------------


def test_made_reports_are_the_same_again_and_their_labels_are_sound(cli, tmp_path):
    def contents(out):
        return {path.relative_to(out): path.read_bytes() for path in sorted(out.glob("*/*"))}

    options = ("--documents", 6, "--seed", "s", "--formats", "text,html")
    assert cli("gold", "make", "one", *options).err == "6 labelled reports: one\n"
    assert cli("gold", "make", "two", *options).status == 0
    one = contents(tmp_path / "one")
    assert len(one) == 12
    assert one == contents(tmp_path / "two")
    assert cli("gold", "check", "one/gold").status == 0


def test_nothing_is_made_over_what_is_there(cli):
    cli("gold", "make", "out", "--documents", 1, "--formats", "text")
    outcome = cli("gold", "make", "out", "--documents", 1, "--formats", "text")
    assert outcome.status == 2
    assert "is not empty: nothing is written over" in outcome.err


def test_a_format_that_is_none_is_refused(cli):
    outcome = cli("gold", "make", "out", "--formats", "text,doc")
    assert outcome.status == 2
    assert "doc is no format; there are text, markdown" in outcome.err


def test_names_repeated_for_speed_are_those_of_their_owners():
    from crossfoot.cli.gold import DIFFICULTIES, MEDIA_NAMES
    from crossfoot.evaluation.labels.labelled import QUIRK_COUNTS
    from crossfoot.evaluation.simulation.drafts import MEDIA

    assert tuple(QUIRK_COUNTS) == DIFFICULTIES
    assert MEDIA == MEDIA_NAMES
