"""`crossfoot check`: what does not add up and what may be wrong; whether anything, in the exit status."""

import json
import re
from pathlib import Path

import pytest
from cli_records import balance, failed, record, unbalanced

from crossfoot.cli import check
from crossfoot.pipeline import inspect as inspecting

REPORTS = Path(__file__).parents[2] / "eval" / "reports"


def report(number: int) -> Path:
    return next(REPORTS.glob(f"{number:02d}_*"))


SOUND, WRONG = report(1), report(40)
CJK = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def no_language(monkeypatch):
    monkeypatch.delenv("CROSSFOOT_LANGUAGE", raising=False)


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """Files whose reading is known."""

    def put(*records):
        known = {item.document.path: item for item in records}
        for name in known:
            (tmp_path / name).write_text("x")
        monkeypatch.setattr(
            inspecting,
            "inspect",
            lambda path, language: inspecting.inspect_record(known[str(path)], language),
        )
        return list(known)

    return put


# -- exit status -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "status"),
    [
        (record(), 0),
        (unbalanced(), 3),
        (record("r.txt", "needs_review"), 3),
        (failed(), 3),
        (record(findings=[balance().model_copy(update={"rule": "soft.rule", "severity": "warning"})]), 0),
        (record(findings=[balance(verdict="untestable")]), 0),
    ],
    ids=["sound", "source_error", "needs_review", "failed", "warning", "untestable"],
)
@pytest.mark.parametrize("style", ["text", "json", "html"])
def test_the_exit_status_tells_whether_anything_is_wrong(cli, documents, item, status, style):
    assert cli("check", *documents(item), "--format", style).status == status


# -- text ------------------------------------------------------------------------------------------------------------


def test_each_document_is_told_in_chinese_with_rule_place_and_numbers(cli, documents):
    outcome = cli(
        "check", *documents(record("good.txt"), unbalanced("wrong.txt"), failed("bad.bin", "a picture"))
    )
    lines = outcome.out.splitlines()
    assert lines[0] == "可以核实  good.txt"
    assert lines[1] == "报告自身有误  wrong.txt"
    assert "第三部分“自然人”一列：一、二两项之和为 13，三（七）、四两项之和为 12" in outcome.out
    assert "相差 1" in outcome.out
    assert lines[-2:] == ["无法读取  bad.bin", "  a picture。"]
    assert outcome.err == "共核对 3 份，2 份有问题\n"


def test_a_report_with_an_error_of_its_own_gets_a_suggestion(cli):
    out = cli("check", WRONG).out
    assert "自然人 182 + 商业企业 17" in out
    assert "= 211 ≠ 总计 221  (相差 10)  [原文第 29 行]" in out
    assert (
        "建议核对：第三部分“一、本年新收政府信息公开申请数量”行“总计”列 由 221 改为 211（唯一）  [原文第 29 行]"
        in out
    )


def test_a_report_in_order_takes_one_line(cli):
    outcome = cli("check", SOUND)
    assert outcome.out.splitlines()[0] == f"可以核实  {SOUND}"
    assert len(outcome.out.splitlines()) == 1
    assert outcome.err == "共核对 1 份，没有发现问题\n"


def test_the_language_is_chosen_by_option_or_environment(cli, monkeypatch):
    chosen = cli("check", WRONG, "--language", "en")
    assert chosen.out.startswith("the report itself is wrong  ")
    assert "221 → 211 (the only smallest correction)" in chosen.out
    assert chosen.err == "1 checked, 1 not in order\n"
    monkeypatch.setenv("CROSSFOOT_LANGUAGE", "en")
    assert cli("check", WRONG).out == chosen.out
    assert cli("check", WRONG, "--language", "zh").out.startswith("报告自身有误  ")


def test_bad_input_is_told_in_either_language(cli, tmp_path):
    (tmp_path / "空.txt").touch()
    assert cli("check", "空.txt").out.splitlines() == [
        "无法读取  空.txt",
        "  文件里没有文字。若报告是图片或由脚本填出的网页，请把屏幕上看到的内容另存为文本再试。",
    ]
    assert "the file is empty" in cli("check", "空.txt", "--language", "en").out


def test_a_folder_with_chinese_names_is_checked_in_order(cli, tmp_path):
    folder = tmp_path / "初稿"
    folder.mkdir()
    (folder / "甲镇10.txt").write_bytes(SOUND.read_bytes())
    (folder / "甲镇2.txt").write_bytes(WRONG.read_bytes())
    outcome = cli("check", "初稿")
    heads = [line for line in outcome.out.splitlines() if not line.startswith(" ")]
    assert heads == ["报告自身有误  初稿/甲镇2.txt", "可以核实  初稿/甲镇10.txt"]
    assert outcome.err == "共核对 2 份，1 份有问题\n"


def test_an_empty_folder_is_refused(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    outcome = cli("check", "empty")
    assert outcome.status == 2
    assert "no document in this folder" in outcome.err


def test_a_file_name_cannot_steer_the_terminal(cli, documents):
    out = cli("check", *documents(failed("evil\x1b[2J[red].bin", "why\x07"))).out
    assert out == "无法读取  evil\\x1b[2J[red].bin\n  why\\x07。\n"


def test_the_example_of_the_manual_is_what_is_printed(cli, monkeypatch):
    root = REPORTS.parents[1]
    monkeypatch.chdir(root)
    manual = (root / "docs" / "check.md").read_text(encoding="utf-8")
    example = re.search(r"    \$ crossfoot (check \S+)\n((?:    .*\n)+)", manual)
    assert cli(*example[1].split()).out == re.sub("^    ", "", example[2], flags=re.MULTILINE)


# -- json ------------------------------------------------------------------------------------------------------------


def test_json_is_one_line_for_each_document(cli, documents):
    outcome = cli("check", *documents(record("good.txt"), unbalanced("wrong.txt")), "--format", "json")
    good, wrong = map(json.loads, outcome.out.splitlines())
    assert {key: good[key] for key in ("path", "status", "reason", "error")} == {
        "path": "good.txt",
        "status": "verified",
        "reason": "each figure stands in its place",
        "error": None,
    }
    assert good["suggestions"] == good["suspects"] == []
    assert [f["left"] for f in wrong["findings"] if f["rule"] == "requests.balance.natural_person"] == [13]


def test_json_has_suggestions_and_lines(cli):
    data = json.loads(cli("check", WRONG, "--format", "json").out)
    (suggestion,) = data["suggestions"]
    assert suggestion == {
        "rules": ["requests.row.received", "requests.balance.total"],
        "exact": True,
        "corrections": [
            [
                {
                    "cell": "requests.received.total",
                    "label": "第三部分“一、本年新收政府信息公开申请数量”行“总计”列",
                    "printed": 221,
                    "corrected": 211,
                }
            ]
        ],
    }
    assert data["suspects"] == ["requests.received.total"]
    assert data["lines"]["requests.received.total"] == 29
    english = json.loads(cli("check", WRONG, "--format", "json", "--language", "en").out)
    assert english["suggestions"][0]["corrections"][0][0]["label"].startswith("table three, row")
    assert english["findings"][0]["message"].startswith("table three")


# -- results ---------------------------------------------------------------------------------------------------------


def test_results_are_held_against_the_rules_again(cli, tmp_path):
    lines = [unbalanced().line(), record().line()]
    (tmp_path / "results.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = cli("check", "results.jsonl")
    assert outcome.status == 3
    assert outcome.err == "共核对 2 份，1 份有问题\n"


def test_results_tell_what_the_report_tells_but_for_the_places(cli):
    direct = cli("check", WRONG).out
    cli("extract", WRONG, "--out", "out.jsonl")
    again = cli("check", "out.jsonl").out
    assert again == re.sub(r"  \[原文.*?\]", "", direct)
    assert cli("check", "out.jsonl", WRONG).err == "共核对 2 份，2 份有问题\n"


# -- page and file ---------------------------------------------------------------------------------------------------


def test_the_name_of_the_file_says_what_is_written(cli, tmp_path):
    outcome = cli("check", WRONG, "--out", "核对.html")
    assert outcome.status == 3
    assert outcome.out == ""
    page = (tmp_path / "核对.html").read_text(encoding="utf-8")
    assert page.lstrip().startswith("<!doctype html>")
    assert "建议核对" in page
    cli("check", WRONG, "--out", "out.json")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["status"] == "source_error"
    cli("check", WRONG, "--out", "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == cli("check", WRONG).out


def test_the_format_goes_before_the_name(cli, tmp_path):
    cli("check", WRONG, "--out", "out.html", "--format", "text")
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("报告自身有误")


def test_a_page_goes_to_a_pipe_and_not_into_a_terminal(cli, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    outcome = cli("check", WRONG, "--format", "html")
    assert outcome.status == 2
    assert "--out" in outcome.err


def test_a_page_in_english_has_chinese_only_from_the_form_and_the_report(cli):
    page = cli("check", WRONG, "--format", "html", "--language", "en").out
    assert '<html lang="en">' in page
    assert "Suggested to look at" in page
    assert "建议" not in page


@pytest.mark.parametrize("spelling", ["draft.txt", "./draft.txt", "folder/../draft.txt", "link.txt"])
def test_an_input_is_never_overwritten(cli, tmp_path, spelling):
    (tmp_path / "folder").mkdir()
    (tmp_path / "draft.txt").write_bytes(SOUND.read_bytes())
    (tmp_path / "link.txt").symlink_to("draft.txt")
    outcome = cli("check", "draft.txt", "--out", spelling)
    assert outcome.status == 2
    assert "is one of the files to check" in outcome.err
    assert (tmp_path / "draft.txt").read_bytes() == SOUND.read_bytes()


def test_neither_are_a_document_of_a_folder_and_results(cli, tmp_path):
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "a.html").write_bytes(SOUND.read_bytes())
    assert cli("check", "drafts", "--out", "drafts/a.html").status == 2
    (tmp_path / "results.jsonl").write_text(record().line() + "\n", encoding="utf-8")
    assert cli("check", "results.jsonl", "--out", "results.jsonl").status == 2


def test_a_file_that_cannot_be_written_is_said_before_anything_is_read(cli, monkeypatch):
    monkeypatch.setattr(inspecting, "inspect", lambda *_: pytest.fail("read too early"))
    outcome = cli("check", WRONG, "--out", "nowhere/out.html")
    assert outcome.status == 2
    assert "no folder nowhere" in outcome.err


# -- progress --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "out", "stdout", "stderr", "wanted"),
    [
        (2, Path("x"), True, True, True),
        (2, None, False, True, True),
        (2, None, True, True, False),
        (2, Path("x"), False, False, False),
        (1, Path("x"), True, True, False),
    ],
)
def test_a_bar_is_drawn_for_many_documents_where_it_disturbs_nothing(
    monkeypatch, count, out, stdout, stderr, wanted
):
    monkeypatch.setattr("sys.stdout.isatty", lambda: stdout)
    monkeypatch.setattr("sys.stderr.isatty", lambda: stderr)
    assert check._bar_wanted(count, out) is wanted


def test_the_bar_hands_on_every_document(cli, monkeypatch, tmp_path):
    (tmp_path / "a.txt").write_bytes(SOUND.read_bytes())
    (tmp_path / "b.txt").write_bytes(WRONG.read_bytes())
    monkeypatch.setattr(check, "_bar_wanted", lambda *_: True)
    assert cli("check", "a.txt", "b.txt", "--out", "out.jsonl").status == 3
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_report_is_not_overwritten_through_another_link_to_it(cli, tmp_path):
    draft, page = tmp_path / "草稿.txt", tmp_path / "页.html"
    draft.write_bytes(report(10).read_bytes())
    page.hardlink_to(draft)
    assert cli("check", draft, "--out", page).status == 2
    assert draft.read_bytes() == report(10).read_bytes()
