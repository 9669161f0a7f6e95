"""`crossfoot review`: the queue from the command line, and how the page is opened."""

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from cli_records import failed, record

from crossfoot.store import Store

SHIPPED = Path(__file__).parents[2] / "eval" / "reports"
ISSUED, REPEALED, IN_FORCE = (
    f"disclosure.normative_documents.{name}" for name in ("issued", "repealed", "in_force")
)
DOUBTS = (ISSUED, REPEALED, IN_FORCE)
FOURTEEN = f"{ISSUED}=4", f"{REPEALED}=1", f"{IN_FORCE}=9"


@pytest.fixture
def queue(cli, tmp_path, monkeypatch):
    """The command line over a store of three shipped reports: one with doubts (11), two whose sums fail (40, 42)."""
    from crossfoot.pipeline.document import examine

    reports = tmp_path / "reports"
    reports.mkdir()
    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        for number in (11, 40, 42):
            source = next(SHIPPED.glob(f"{number}_*"))
            (reports / source.name).write_bytes(source.read_bytes())
            store.save(examine(Path("reports") / source.name), "offline")
    for name in ("CROSSFOOT_REVIEWER", "CROSSFOOT_TOKEN", "CROSSFOOT_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "me")
    return lambda *arguments: cli("review", *arguments)


def shown(queue, query: str = "泉沐区2024") -> dict:
    return json.loads(queue("show", query, "--json").out)


def logged(queue) -> list[dict]:
    return [json.loads(line) for line in queue("log").out.splitlines()]


# -- looking ----------------------------------------------------------------------------------------------------------


def test_the_queue_is_what_needs_review_unless_something_else_is_asked_for(queue):
    assert queue("list").out.splitlines()[1].split() == [
        "3",
        "needs_review",
        "2024",
        "reports/11_泉沐区2024_表二无分隔.txt",
    ]
    assert queue("list").err == "1 report\n"
    assert "3 reports, 1 listed" in queue("list", "--status", "any", "--limit", "1").err
    outcome = queue("list", "--year", "1999")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "0 reports\n")


def test_the_queue_for_programs(queue):
    outcome = queue("list", "--status", "source_error", "--jsonl", "--sort", "path")
    entries = [json.loads(line) for line in outcome.out.splitlines()]
    assert [entry["path"][8:10] for entry in entries] == ["40", "42"]
    assert (entries[0]["work"], entries[0]["signed"], entries[0]["year"]) == (2, False, 2023)
    only = queue("list", "--status", "any", "--jsonl", "--rule", "requests.row.received")
    assert [json.loads(line)["path"][8:10] for line in only.out.splitlines()] == ["40"]


def test_a_report_in_doubt_is_shown_with_what_is_printed(queue):
    outcome = queue("show", "泉沐区2024")
    assert outcome.status == 0
    assert "3 cells in doubt, 0 sums fail" in outcome.out.splitlines()[0]
    assert f"列: not read  [{ISSUED}]" in outcome.out
    assert outcome.out.count("第 14 行  行政规范性文件419") == 3


def test_a_failing_sum_is_shown_as_an_equation_with_what_may_be_wrong(queue):
    out = queue("show", "金檀县2023").out
    assert "结果维持 8 + 结果纠正 1 = 9 ≠ 总计 0  (相差 9)" in out
    assert "[review.group.reconsideration]" in out
    assert "由 0 改为 9（唯一）" in out
    english = queue("show", "金檀县2023", "--language", "en").out
    assert "(off by 9)" in english


def test_a_report_for_programs(queue):
    data = shown(queue)
    assert [each["cell"] for each in data["doubts"]] == list(DOUBTS)
    assert data["doubts"][0] == {
        "cell": ISSUED,
        "label": "第二部分“行政规范性文件”行“本年制发件数”列",
        "value": None,
        "read": False,
        "printed": "行政规范性文件419",
        "where": "第 14 行",
    }
    assert (data["status"], data["complete"], data["signed"]) == ("needs_review", False, None)
    (wrong,) = shown(queue, "金檀县2023")["sums"]
    assert (wrong["rule"], wrong["printed_so"]) == ("review.group.reconsideration", False)
    assert "review.reconsideration.total" in wrong["cells"]


def test_what_a_report_says_cannot_steer_the_terminal(queue, stored):
    path = "\x1b[31m\u202e.txt"
    stored(record(path, "needs_review", sha256="cd" * 32, evidence={}))
    for command in (("list",), ("show", "cdcdcdcd")):
        out = queue(*command).out
        assert "\x1b" not in out and "\u202e" not in out
        assert "\\x1b[31m\\u202e" in out.replace("\n", "")


def test_the_name_of_a_report_does_not_break_a_line(queue, stored):
    stored(failed("bad\nname.bin"))
    outcome = queue("show", "name.bin")
    assert (outcome.status, outcome.err.count("\n")) == (3, 1)
    assert outcome.err.startswith("Error: bad name.bin: nothing was read")


@pytest.mark.parametrize(
    "command",
    [
        ("show", "\udcff"),
        ("log", "\udcff"),
        ("accept", "\udcff", "--all"),
        ("blind", "\udcff"),
        *((name, f"--{option}", "\udcff") for name in ("list", "export") for option in ("text", "folder")),
        *(("list", f"--{option}", "\udcff") for option in ("issuer", "rule", "model")),
    ],
)
def test_what_is_no_text_is_refused(queue, command):
    """A name in another encoding than the terminal's."""
    outcome = queue(*command, *(["q.xlsx"] if command[0] == "export" else []))
    assert outcome.status == 2
    assert r"'\udcff' is not text in UTF-8" in outcome.err
    assert (command[1] if command[1].startswith("--") else "QUERY") in outcome.err


def test_it_is_told_where_the_file_is_gone_or_another_one(queue):
    file = next(Path("reports").glob("11_*"))
    assert "Warning" not in queue("show", "泉沐区2024").err
    file.write_bytes(file.read_bytes() + b" ")
    another = "Warning: reports/11_泉沐区2024_表二无分隔.txt: the file is another one now than was read"
    assert queue("show", "泉沐区2024").err.startswith(another)
    assert queue("correct", "泉沐区2024", *FOURTEEN).err.startswith(another)
    file.unlink()
    for outcome in (queue("show", "泉沐区2024", "--json"), queue("sign", "泉沐区2024")):
        assert outcome.status == 0
        assert "No such file or directory; put the file back" in outcome.err.splitlines()[0]
    queue("undo", "泉沐区2024")
    outcome = queue("export", "q.xlsx", "--status", "any")
    assert outcome.err.splitlines()[0] == (
        "Warning: 1 report whose file is gone, or another one now than was read:"
        " reports/11_泉沐区2024_表二无分隔.txt"
    )


@pytest.mark.parametrize("command", [("show", "没有"), ("accept", "没有", "--all"), ("log", "没有")])
def test_a_report_that_is_not_there(queue, command):
    outcome = queue(*command)
    assert outcome.status == 2
    assert "has no report '没有'" in outcome.err


def test_a_query_that_fits_several_reports_lists_them(queue):
    outcome = queue("show", "2023")
    assert outcome.status == 2
    assert "may mean 2 reports" in outcome.err
    assert outcome.err.count("reports/4") == 2


def test_of_what_could_not_be_read_there_is_nothing_to_review(queue, stored):
    stored(failed("bad.bin"))
    outcome = queue("show", "bad.bin")
    assert outcome.status == 3
    assert "nothing was read" in outcome.err


def test_without_a_store_it_is_said_how_to_make_one(cli):
    for command in (("list",), ("sign", "a"), ()):
        outcome = cli("review", *command)
        assert outcome.status == 2
        assert "`crossfoot extract` makes one" in outcome.err


# -- deciding ---------------------------------------------------------------------------------------------------------


def test_from_doubt_to_a_signed_record(queue, cli):
    outcome = queue("correct", "泉沐区2024", *FOURTEEN, "--reviewer", "李", "--reason", "看了纸质版")
    assert outcome.status == 0
    assert "nothing is left to decide; `sign` closes it as verified" in outcome.err
    assert "signed by 李, verified" in queue("sign", "泉沐区2024", "--reviewer", "李").err
    assert [(e["action"], e["reviewer"], e["reason"]) for e in logged(queue)] == [
        ("correct", "李", "看了纸质版"),
        ("sign", "李", ""),
    ]
    assert "verified ✓" in queue("list", "--signed").out
    assert "0 reports" in queue("list").err
    (kept,) = map(json.loads, cli("show", "泉沐区2024", "--json").out.splitlines())
    assert (kept["status"], kept["reading"]["reader"]) == ("verified", "person")
    assert [kept["cells"][cell] for cell in DOUBTS] == [4, 1, 9]
    drawn = " ".join(cli("show", "泉沐区2024").out.split())
    assert "reader person" in drawn and "reviewed by 李, 20" in drawn


def test_what_a_decision_leaves_is_told_to_programs(queue):
    outcome = queue("correct", "泉沐区2024", "normative_documents.issued=空", "--json")
    data = json.loads(outcome.out)
    assert [each["cell"] for each in data["doubts"]] == [REPEALED, IN_FORCE]
    assert "2 cells in doubt" in outcome.err


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("in_force=9", "may mean 2 cells"),
        ("nothing=9", "has no cell 'nothing'"),
        (f"{ISSUED}=three", "is not one figure"),
        (f"{ISSUED}=-3", "negative"),
        (f"{ISSUED}=1万元", "an amount of money"),
        (f"{ISSUED}=", "no figure is given"),
        ("行政事业性收费=12", "has no unit"),
    ],
)
def test_a_correction_that_cannot_be_understood_changes_nothing(queue, value, words):
    outcome = queue("correct", "泉沐区2024", f"{REPEALED}=1", value)
    assert outcome.status == 3
    assert words in outcome.err and "nothing is changed" in outcome.err
    assert queue("log").status == 2  # nobody has decided anything


def test_a_cell_may_be_named_in_chinese_and_an_amount_as_printed(queue):
    assert queue("correct", "泉沐区2024", "行政事业性收费=1.2万元", "规范性文件/制发=4").status == 0
    cells = shown(queue)["cells"]
    assert cells[ISSUED] == 4
    assert 12000 in cells.values()


def test_what_nobody_read_cannot_be_accepted_unseen(queue):
    for cells in (["--all"], [ISSUED]):
        outcome = queue("accept", "泉沐区2024", *cells)
        assert outcome.status == 3
        assert "not read: `correct` says what is printed there" in outcome.err


def test_accepting_cells_or_all_of_them(queue, stored):
    doubtful = record("d.txt", "needs_review", sha256="cd" * 32, evidence={})
    stored(doubtful)
    assert queue("accept", "d.txt", "granted.total").status == 0
    left = shown(queue, "d.txt")["doubts"]
    assert len(left) == len(doubtful.cells) - 1
    assert "d.txt: nothing is left to decide" in queue("accept", "d.txt", "--all", "--json").err
    assert queue("accept", "d.txt", "--all").status == 3
    for wrong in ([], ["granted.total", "--all"]):
        assert queue("accept", "d.txt", *wrong).status == 2


def test_the_report_itself_is_wrong(queue):
    assert "does not fail" not in queue("printed", "茗丘县2023", "row.received").err
    assert [each["printed_so"] for each in shown(queue, "茗丘县2023")["sums"]] == [True, False]
    assert queue("sign", "茗丘县2023").status == 3
    assert queue("printed", "茗丘县2023", "row.granted").status == 3
    assert queue("printed", "茗丘县2023").status == 0
    assert "signed by me, source_error" in queue("sign", "茗丘县2023").err


def test_show_says_where_a_person_decided_and_nobody_signed(queue, cli):
    """A figure that the machine was sure of, and a person says is another: open until it is signed."""
    queue("correct", "金檀县2023", "review.reconsideration.total=9")
    drawn = " ".join(cli("show", "金檀县2023").out.split())
    assert "reader person" in drawn and "reviewed and not signed" in drawn
    queue("sign", "金檀县2023")
    assert "reviewed by me, 20" in " ".join(cli("show", "金檀县2023").out.split())


def test_decisions_are_taken_back_one_by_one(queue):
    queue("correct", "泉沐区2024", *FOURTEEN)
    queue("sign", "泉沐区2024")
    assert "nothing is left to decide" in queue("undo", "泉沐区2024").err
    assert "3 cells in doubt" in queue("undo", "泉沐区2024", "--reason", "看错了").err
    outcome = queue("undo", "泉沐区2024")
    assert (outcome.status, "nothing to take back" in outcome.err) == (3, True)
    assert [each["action"] for each in logged(queue)] == ["correct", "sign", "undo", "undo"]
    assert logged(queue)[-1]["reason"] == "看错了"


def test_whose_decision_was_taken_back_is_told(queue):
    queue("correct", "泉沐区2024", *FOURTEEN, "--reviewer", "王", "--reason", "看了纸质版")
    queue("sign", "泉沐区2024", "--reviewer", "王")
    signed, corrected = (entry["created"] for entry in reversed(logged(queue)))
    assert f"Taken back:\n  2  {signed}  王  sign as verified\n" in queue("undo", "泉沐区2024").err
    told = queue("undo", "泉沐区2024").err
    assert f"Taken back:\n  1  {corrected}  王  correct  看了纸质版\n" in told
    assert f"空白 → 4  [{ISSUED}]" in told


def test_a_revision_that_never_was_is_told_once(queue):
    outcome = queue("correct", "泉沐区2024", f"{ISSUED}=5", "--base", "12345")
    assert outcome.status == 3
    assert "not the last revision of the report" in outcome.err
    assert (outcome.err.count("look at it again"), outcome.err.count("\n")) == (1, 1)


def test_a_decision_in_view_of_an_older_revision_is_not_taken(queue):
    base = shown(queue)["revision"]
    queue("correct", "泉沐区2024", f"{ISSUED}=4", "--reviewer", "王")
    outcome = queue("correct", "泉沐区2024", f"{ISSUED}=5", "--base", base)
    assert outcome.status == 3
    assert "王 decided about this report in the meantime" in outcome.err
    assert shown(queue)["cells"][ISSUED] == 4
    assert queue("correct", "泉沐区2024", f"{REPEALED}=1", "--base", shown(queue)["revision"]).status == 0


def test_it_is_said_where_somebody_else_has_the_report_in_hand(queue, tmp_path):
    from crossfoot.store.reviews import Reviews

    with Store(tmp_path / "cache" / "crossfoot.db") as store:
        Reviews(store).claim(shown(queue)["sha256"], "王")
    assert "王" in queue("list").out
    assert "王 has this report in hand" in queue("correct", "泉沐区2024", f"{ISSUED}=4").err
    assert "in hand" not in queue("correct", "泉沐区2024", f"{ISSUED}=5", "--reviewer", "王").err


def test_the_log_of_one_report_and_from_an_entry_on(queue):
    queue("correct", "泉沐区2024", f"{ISSUED}=4")
    queue("printed", "金檀县2023")
    queue("correct", "泉沐区2024", f"{REPEALED}=1")
    assert [entry["id"] for entry in map(json.loads, queue("log", "泉沐区").out.splitlines())] == [1, 3]
    assert [entry["id"] for entry in map(json.loads, queue("log", "--after", "1").out.splitlines())] == [2, 3]
    assert len(queue("log", "--limit", "2").out.splitlines()) == 2
    told = queue("show", "泉沐区", "--log").out
    assert f"空白 → 4  [{ISSUED}]" in told and "me  correct" in told


def test_who_decides(queue, monkeypatch):
    monkeypatch.setenv("CROSSFOOT_REVIEWER", "环")
    queue("correct", "泉沐区2024", f"{ISSUED}=4")
    queue("--reviewer", "前", "correct", "泉沐区2024", f"{ISSUED}=5")
    queue("--reviewer", "前", "correct", "泉沐区2024", f"{ISSUED}=6", "--reviewer", "后")
    assert [entry["reviewer"] for entry in logged(queue)] == ["环", "前", "后"]


def test_options_of_the_page_are_none_of_a_command(queue):
    outcome = queue("--port", "8000", "list")
    assert outcome.status == 2
    assert "--port is of the page" in outcome.err


# -- Excel, gold ------------------------------------------------------------------------------------------------------


def fill_in(book: str, act: str, *, sign: bool = False) -> None:
    from openpyxl import load_workbook

    opened = load_workbook(book)
    sheet = opened["核对"]
    head = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, head.index("处理") + 1).value = act
    if sign:
        reports = opened["报告"]
        column = [cell.value for cell in reports[1]].index("签核") + 1
        for row in range(2, reports.max_row + 1):
            reports.cell(row, column).value = "签核"
    opened.save(book)


def test_the_queue_goes_to_excel_and_back(queue):
    outcome = queue("export", "q.xlsx", "--rule", "requests.row.received", "--status", "any")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "10 cells of 1 report: q.xlsx\n")
    assert queue("import", "q.xlsx").err == "nothing is filled in: nothing to do\n"
    fill_in("q.xlsx", "报告自身有误", sign=True)
    dry = queue("import", "q.xlsx", "--dry-run")
    assert (dry.status, dry.out, dry.err) == (0, "", "11 rows filled in: 11 would be done\n")
    assert queue("log").status == 2
    assert queue("import", "q.xlsx", "--reviewer", "李").err == "11 rows filled in: 11 done\n"
    assert {entry["reviewer"] for entry in logged(queue)} == {"李"}
    count = len(logged(queue))
    again = queue("import", "q.xlsx", "--json")
    assert {json.loads(line)["result"] for line in again.out.splitlines()} == {"unchanged"}
    assert len(logged(queue)) == count
    assert shown(queue, "茗丘县2023")["status"] == "source_error"


def test_rows_that_are_not_in_effect_are_told_one_a_line(queue):
    queue("export", "q.xlsx")
    queue("correct", "泉沐区2024", f"{ISSUED}=4", "--reviewer", "王")
    fill_in("q.xlsx", "空白")
    outcome = queue("import", "q.xlsx")
    assert outcome.status == 3
    assert [line.split(":")[:2] for line in outcome.out.splitlines()] == [
        [f"核对 row {row}", " conflict"] for row in (2, 3, 4)
    ]
    assert outcome.err == "3 rows filled in: 3 conflict\n"
    fill_in("q.xlsx", "接受")
    outcome = queue("import", "q.xlsx")
    assert (outcome.status, len(outcome.out.splitlines())) == (3, 3)
    assert outcome.err == "3 rows cannot be used: nothing is changed\n"


def test_a_workbook_that_is_there_is_not_written_over(queue, tmp_path):
    queue("export", "q.xlsx")
    before = (tmp_path / "q.xlsx").read_bytes()
    outcome = queue("export", "q.xlsx", "--status", "any")
    assert (outcome.status, "not overwritten" in outcome.err) == (2, True)
    assert (tmp_path / "q.xlsx").read_bytes() == before
    assert queue("export", "q.xlsx", "--status", "any", "--force").status == 0
    assert queue("export", "no/q.xlsx").status == 2
    assert queue("export", "none.xlsx", "--year", "1999").status == 2
    assert sorted(path.name for path in tmp_path.glob("*.xlsx*")) == ["q.xlsx"]


def test_of_copies_one_is_written_and_what_was_not_read_is_left_out(queue, tmp_path, stored):
    from crossfoot.pipeline.document import examine

    source = next((tmp_path / "reports").glob("11_*"))
    (copy := tmp_path / "reports" / "copy.txt").write_bytes(source.read_bytes())
    stored(examine(copy.relative_to(tmp_path)), failed("bad.bin"))
    outcome = queue("export", "q.xlsx", "--status", "needs_review", "--status", "failed")
    left_out = "2 reports left out: not read at all, or copies of others"
    assert outcome.err == f"3 cells of 1 report: q.xlsx; {left_out}\n"


def test_what_is_no_workbook_is_refused(queue, tmp_path):
    (tmp_path / "q.xlsx").write_text("…", encoding="utf-8")
    outcome = queue("import", "q.xlsx")
    assert (outcome.status, "cannot be read as a workbook" in outcome.err) == (2, True)


def test_signed_reports_become_labels(queue, tmp_path):
    assert "nobody has signed" in queue("gold", "gold").err
    queue("correct", "泉沐区2024", *FOURTEEN)
    queue("sign", "泉沐区2024")
    outcome = queue("gold", "gold")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "1 signed report: 1 written  (gold)\n")
    assert queue("gold", "gold").err == "1 signed report: 1 there already  (gold)\n"
    label = next((tmp_path / "gold").iterdir())
    label.write_text(
        label.read_text(encoding="utf-8").replace(f'"{ISSUED}": 4', f'"{ISSUED}": 5'), encoding="utf-8"
    )
    outcome = queue("gold", "gold")
    assert (outcome.status, f"{ISSUED} is 5 there, 4 here" in outcome.out) == (3, True)
    assert queue("gold", "gold", "--force").status == 0
    assert queue("gold", "elsewhere/gold").status == 2


# -- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(monkeypatch):
    """What the page was asked to be; a browser that only notes what it is to open."""
    served = SimpleNamespace(asked={}, opened=[], error=None)
    module = ModuleType("crossfoot.review.web")

    class ServeError(Exception):
        pass

    def serve(store, **asked):
        served.asked = {"store": store, **asked}
        if served.error:
            raise ServeError(served.error)
        asked["ready"]("http://127.0.0.1:1/")

    module.ServeError, module.serve = ServeError, serve
    monkeypatch.setitem(sys.modules, "crossfoot.review.web", module)
    monkeypatch.setattr("webbrowser.get", lambda: SimpleNamespace(open=served.opened.append))
    return served


def test_the_page_is_opened_on_this_computer_alone(queue, page):
    outcome = queue()
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "Review is at http://127.0.0.1:1/ (Ctrl-C ends it)\n"
    del page.asked["ready"]
    assert page.asked == {
        "store": Path("cache/crossfoot.db"),
        "reviewer": "me",
        "host": "127.0.0.1",
        "port": 0,
        "token": None,
        "language": "zh",
        "blind": 0.02,
    }
    assert page.opened == ["http://127.0.0.1:1/"]


def test_elsewhere_there_is_always_a_token(queue, page):
    queue("--host", "0.0.0.0", "--no-browser", "--port", "8000", "--reviewer", "李", "--lang", "en")
    first = page.asked["token"]
    queue("--host", "0.0.0.0")
    assert len(first) >= 20 and page.asked["token"] != first
    queue("--host", "0.0.0.0", "--token", "word")
    assert page.asked["token"] == "word"
    for host in ("localhost", "127.0.0.2", "::1"):
        queue("--host", host)
        assert page.asked["token"] is None


def test_no_browser_is_opened_where_none_is_wanted_or_where_it_would_take_the_terminal(
    queue, page, monkeypatch
):
    import webbrowser

    queue("--no-browser")
    monkeypatch.setattr("webbrowser.get", lambda: webbrowser.GenericBrowser("false"))
    assert queue().status == 0
    assert page.opened == []


def test_a_page_that_cannot_be_served_is_told_in_one_line(queue, page):
    page.error = "127.0.0.1 port 80 cannot be listened on"
    outcome = queue("--port", "80")
    assert (outcome.status, outcome.err) == (2, "Error: 127.0.0.1 port 80 cannot be listened on\n")


def test_without_its_libraries_the_page_says_what_to_install(queue, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("crossfoot.review.web")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("starlette", "uvicorn"):
        monkeypatch.setitem(sys.modules, name, None)
    outcome = queue()
    assert outcome.status == 2
    assert "pip install 'crossfoot[review]'" in outcome.err
    assert queue("list").status == 0


# -- what the log tells -------------------------------------------------------------------------------------------------


def test_the_log_tells_how_often_the_machine_was_right(queue):
    empty = queue("stats")
    assert empty.status == 0
    assert "reports signed        0" in empty.out
    queue("correct", "泉沐区2024", f"{ISSUED}=4")  # nobody had a figure there
    right, wrong = [cell for cell, value in shown(queue)["cells"].items() if value == 0][:2]
    queue("correct", "泉沐区2024", f"{right}=0")
    queue("correct", "泉沐区2024", f"{wrong}=7")
    queue("undo", "泉沐区2024")
    queue("correct", "泉沐区2024", f"{wrong}=8")
    told = json.loads(queue("stats", "--json").out)
    assert (told["stood"]["count"], told["stood"]["of"]) == (1, 2)
    assert (told["decisions"], told["undone"]) == (4, 1)
    assert told["blind"]["documents"] == 0
    assert "4  1 taken back" in queue("stats").out
