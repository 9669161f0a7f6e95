"""What is no report, or a damaged one, ends in one record with a clear message; the batch goes on."""

import json
import os
import time
from pathlib import Path

import pytest
from pipeline_support import gold, gold_file, report, run, wrong_cells

from crossfoot.evaluation.loopback import LoopbackServer
from crossfoot.pipeline import PipelineError, discover, examine
from crossfoot.store import Record

SOUND = report(3)
RAR = b"Rar!\x1a\x07\x01\0" + bytes(range(256)) * 4
OLD = """青石镇2016年政府信息公开工作年度报告
附表 政府信息公开情况统计表
（2016年度）
统计指标 | 单位 | 统计数
一、主动公开情况 | |
（一）主动公开文件数 | 条 | 1024
其中：主动公开规范性文件数 | 条 | 3
二、回应解读情况 | |
（一）回应公众关注热点或重大舆情数 | 次 | 12
三、依申请公开情况 | |
（一）收到申请数 | 件 | 7
"""
POEM = "静夜思\n床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n" * 20
BUDGET = (
    "青石镇2023年部门预算公开\n一、收入预算总表\n项目 | 金额（万元）\n一般公共预算 | 1203.5\n总计 | 1203.5\n"
)
NO_TABLES = """青石镇2023年政府信息公开工作年度报告
一、总体情况
本年度主动公开信息1212条，收到申请7件。
二、主动公开政府信息情况
见附件图片。
六、其他需要报告的事项
无。
"""


def text_of(path):
    return path.read_text(encoding="utf-8")


def put(tmp_path, data, name="report.txt"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


BAD = {
    "empty": (b"", "empty", "empty"),
    "white_space": (b" \n\t\r\n  \n" * 100, "empty", "white space"),
    "full_width_space": ("　\n" * 50, "empty", "white space"),
    "binary_junk": (bytes(range(256)) * 40, "not_text", "binary"),
    "zeros": (bytes(5000), "not_text", "zero bytes"),
    "rar": (RAR, "unsupported_format", "RAR"),
    "pdf": (b"%PDF-1.7\n" + bytes(range(128, 256)) * 20, "damaged", "PDF"),
    "poem": (POEM, "not_a_report", "no label of the statutory tables"),
    "budget": (BUDGET, "not_a_report", "no 政府信息公开工作年度报告"),
    "english": ("Annual report\nRevenue 12 13 14\n" * 30, "not_a_report", "no label"),
    "figures_only": ("1 2 3 4 5 6 7\n" * 200, "not_a_report", "no label"),
    "no_tables": (NO_TABLES, "no_tables", "none of its three tables"),
    "old_form": (OLD, "old_form", "before 2019"),
    "empty_page": ("<html><head><title>年度报告</title></head><body></body></html>", "empty", "no text"),
}


@pytest.fixture(params=BAD, ids=BAD.keys())
def bad(request, tmp_path):
    data, code, words = BAD[request.param]
    return put(tmp_path, data, "report.html"), code, words


def check_failed(record, path, code, words):
    assert record.status == "failed"
    assert record.form is None
    assert record.cells == record.evidence == {}
    assert record.error.type == code
    assert words in record.error.message
    assert record.reason == record.error.message
    assert record.document.path == str(path)
    assert "Traceback" not in record.line()
    assert len(record.error.message) < 600


def test_bad_input_is_one_failed_record_with_a_clear_message(bad):
    path, code, words = bad
    check_failed(examine(path), path, code, words)


def test_bad_input_does_not_stop_the_batch(bad, store):
    path, code, words = bad
    outcome = run([path, SOUND], store)
    check_failed(outcome.records[0], path, code, words)
    assert outcome.records[1].status == "verified"
    assert outcome.summary.stopped is None
    assert outcome.summary.counts == {"verified": 1, "source_error": 0, "needs_review": 0, "failed": 1}


def test_bad_input_costs_no_call(bad, store):
    path, code, words = bad
    with LoopbackServer(gold(SOUND)) as server:
        outcome = run([path], store, server)
    check_failed(outcome.record, path, code, words)
    assert server.requests == []


def test_bad_input_gives_the_same_record_again(bad, store):
    path, _, _ = bad
    assert run([path], store).lines == run([path], store).lines


# -- files that cannot be opened -------------------------------------------------------------------------------------


def unreadable(kind: str, tmp_path: Path) -> Path:
    path = tmp_path / f"{kind}.txt"
    if kind == "folder":
        path.mkdir()
    elif kind == "dangling_link":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "circular_link":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "forbidden":
        path.write_bytes(SOUND.read_bytes())
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything")
    return path


@pytest.mark.parametrize("kind", ["folder", "dangling_link", "circular_link", "pipe", "forbidden", "gone"])
def test_what_cannot_be_opened_is_one_failed_record(kind, tmp_path, store):
    path = unreadable(kind, tmp_path)
    outcome = run([path, SOUND], store)
    check_failed(outcome.records[0], path, "unreadable", str(path))
    assert outcome.records[0].document.sha256 is None
    assert outcome.records[1].status == "verified"


def test_a_file_that_can_be_read_later_is_read_then(tmp_path, store):
    path = tmp_path / "later.txt"
    path.symlink_to(tmp_path / "nowhere")
    assert run([path], store).record.status == "failed"
    (tmp_path / "nowhere").write_bytes(SOUND.read_bytes())
    assert run([path], store).record.status == "verified"
    assert [json.loads(line)["status"] for line in store.lines()] == ["verified"]


# -- size ------------------------------------------------------------------------------------------------------------


def test_fifty_megabytes_are_refused_at_once(tmp_path, store):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.write(SOUND.read_bytes())
        file.truncate(50_000_000)
    began = time.perf_counter()
    outcome = run([path, SOUND], store)
    assert time.perf_counter() - began < 5
    check_failed(outcome.records[0], path, "too_large", "50,000,000 bytes")
    assert outcome.records[1].status == "verified"


def test_the_limit_of_size_can_be_raised(tmp_path, store):
    path = put(tmp_path, SOUND.read_bytes())
    assert run([path], store, max_bytes=1000).record.error.type == "too_large"
    assert run([path], store, max_bytes=1_000_000).record.status == "verified"


# -- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 4, 40])
def test_characters_outside_gb2312_do_not_cut_the_page(number, tmp_path):
    """GB18030 bytes that declare gb2312, with 镕 and ㎡ before, inside and after the tables."""
    lines = text_of(report(number)).splitlines()
    odd = "镕江县办公面积120㎡，堃阳"
    middle = next(n for n, line in enumerate(lines) if line.startswith("四、政府信息公开行政复议"))
    lines[middle:middle] = [odd]
    body = "".join(f"<p>{line}</p>\n" for line in [lines[0], odd, *lines[1:], "末行镕㎡堃"])
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>{body}</body></html>'
    with pytest.raises(UnicodeEncodeError):
        page.encode("gb2312")
    path = put(tmp_path, page.encode("gb18030"), "report.html")
    record = examine(path)
    assert record.status == gold_file(report(number))["expected_status"]
    assert wrong_cells(report(number), record) == {}


def test_a_shipped_page_that_lies_about_its_encoding_is_read_to_the_end():
    path = report(27)
    data = path.read_bytes()
    assert b"gb2312" in data.lower()
    assert "镕".encode("gb18030") in data
    assert "㎡".encode("gb18030") in data
    record = examine(path)
    assert record.status == "verified"
    assert wrong_cells(path, record) == {}
    assert "镕" in record.document.title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_does_not_change_the_record(encoding, tmp_path):
    record = examine(put(tmp_path, text_of(SOUND).encode(encoding)))
    assert record.status == "verified"
    assert record.cells == examine(SOUND).cells


# -- several reports in one file -------------------------------------------------------------------------------------

PAIRS = [
    (3, 4),
    (1, 5),
    (3, 40),
    (40, 3),
    (3, 1),
    (1, 3),
    (16, 17),
    (20, 23),
    (2, 8),
    (7, 8),
    (8, 2),
    (26, 29),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_reports_in_one_file_are_refused(one, other, tmp_path, store):
    suffix = report(one).suffix
    path = put(tmp_path, report(one).read_bytes() + b"\n" + report(other).read_bytes(), f"two{suffix}")
    outcome = run([path, SOUND], store)
    check_failed(outcome.records[0], path, "several_reports", "several reports in one")
    assert outcome.records[1].status == "verified"


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 7, 14, 16, 17, 20, 26, 31])
def test_the_same_report_twice_in_one_file_is_one_report(number, tmp_path):
    path = put(
        tmp_path,
        report(number).read_bytes() + b"\n" + report(number).read_bytes(),
        f"twice{report(number).suffix}",
    )
    record = examine(path)
    assert record.status == "verified"
    assert wrong_cells(report(number), record) == {}


@pytest.mark.parametrize("number", [3, 1])
def test_the_same_report_twice_with_one_figure_changed_is_refused(number, tmp_path):
    text = text_of(report(number))
    total = str(gold(report(number)).cells["requests.received.total"])
    place = text.index(total, text.index("本年新收政府信息公开申请数量"))
    other = text[:place] + str(int(total) + 1) + text[place + len(total) :]
    path = put(tmp_path, text + "\n" + other)
    assert examine(path).error.type == "several_reports"


# -- figures that cannot be ------------------------------------------------------------------------------------------

RECEIVED = "requests.received.natural_person"
FORTY = "1234567890" * 4


def changed(tmp_path, figure):
    """Report 40 with another figure for the applications of natural persons."""
    text = text_of(report(40))
    assert text.count("申请数量 | 182 |") == 1
    return put(tmp_path, text.replace("申请数量 | 182 |", f"申请数量 | {figure} |"))


@pytest.mark.parametrize(
    "figure",
    ["-182", "-1", "－182", "—182", "--182", FORTY, "9" * 16, "1.5", "182.5", "1e3", "0x10", "18２.７"],
)
def test_a_figure_that_no_count_can_be_is_never_taken(figure, tmp_path, store):
    path = changed(tmp_path, figure)
    outcome = run([path, SOUND], store)
    record = outcome.records[0]
    assert record.status == "needs_review"
    assert record.cells[RECEIVED] is None
    assert RECEIVED not in record.evidence
    assert "本年新收" in record.reason
    assert any(f.verdict == "fail" and RECEIVED in f.cells for f in record.findings)
    assert outcome.records[1].status == "verified"
    assert Record.model_validate_json(record.line()) == record


@pytest.mark.parametrize("figure", ["-182", FORTY])
def test_the_cells_beside_an_impossible_figure_are_right(figure, tmp_path):
    record = examine(changed(tmp_path, figure))
    assert set(wrong_cells(report(40), record)) == {RECEIVED}


@pytest.mark.parametrize("figure", ["-182", FORTY])
def test_an_impossible_figure_is_not_settled_by_a_model(figure, tmp_path, store):
    path = changed(tmp_path, figure)
    with LoopbackServer(gold(report(40))) as server:
        record = run([path], store, server).record
    assert record.status == "needs_review"
    assert server.counts["question"] <= 2


def test_an_impossible_figure_is_no_evidence_for_the_models(tmp_path, store):
    """The print says -182 and the model 182: the one does not prove the other."""
    path = changed(tmp_path, "-182")
    with LoopbackServer(gold(report(40))) as server:
        record = run([path], store, server).record
    assert record.cells[RECEIVED] is None or RECEIVED not in record.evidence


# -- names -----------------------------------------------------------------------------------------------------------


def gbk_name(tmp_path) -> Path:
    name = "镕江县年度报告.txt".encode("gbk")
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    try:
        path.write_bytes(SOUND.read_bytes())
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    return path


def test_a_name_in_gbk_bytes_is_read_and_spelt_out(tmp_path, store):
    path = gbk_name(tmp_path)
    first = run([path], store)
    assert first.record.status == "verified"
    line = first.record.line()
    assert json.loads(line.encode("utf-8"))["document"]["path"].endswith(".txt")
    assert "\\xe9\\x46" in line or "\\\\x" in line
    second = run([path], store)
    assert second.lines == first.lines
    assert second.summary.cached == 1


def test_names_in_gbk_bytes_are_found_in_a_folder(tmp_path):
    path = gbk_name(tmp_path)
    assert discover([tmp_path / "."]) == [path]


@pytest.mark.parametrize("code", ["empty", "not_a_report", "unsupported_format", "too_large", "unreadable"])
def test_a_bad_file_with_a_name_in_gbk_bytes_is_told_in_utf_8(code, tmp_path, store):
    path = gbk_name(tmp_path)
    if code == "unreadable":
        path.unlink()
        path.mkdir()
    elif code == "too_large":
        os.truncate(path, 30_000_000)
    else:
        path.write_bytes({"empty": b"", "not_a_report": POEM.encode(), "unsupported_format": RAR}[code])
    outcome = run([path, SOUND], store)
    assert outcome.records[0].error.type == code
    assert outcome.records[1].status == "verified"
    outcome.records[0].line().encode("utf-8")
    assert len(list(store.lines())) == 2


@pytest.mark.parametrize(
    "name",
    ["a b.txt", "年 报（1）.txt", "-n.txt", "%41.txt", "a'b\"c.txt", "换\n行.txt", "😀.txt", "x" * 200],
)
def test_odd_names_are_kept_as_they_are(name, tmp_path, store):
    path = put(tmp_path, SOUND.read_bytes(), name)
    record = run([path], store).record
    assert record.status == "verified"
    assert json.loads(record.line())["document"]["path"] == str(path)


def test_the_same_bytes_under_two_names_are_two_records(tmp_path, store):
    paths = [put(tmp_path, SOUND.read_bytes(), name) for name in ("一.txt", "二.txt")]
    outcome = run(paths, store)
    assert [record.document.path for record in outcome.records] == list(map(str, paths))
    assert outcome.records[0].cells == outcome.records[1].cells
    assert len(list(store.lines())) == 2


# -- folders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [(), ("data.json", "style.css", ".hidden.txt")], ids=["empty", "beside"])
def test_a_folder_without_reports_is_one_clear_message(inside, tmp_path):
    for name in inside:
        put(tmp_path, "x", name)
    with pytest.raises(PipelineError, match="no document in this folder") as caught:
        discover([tmp_path])
    assert str(tmp_path) in str(caught.value)


def test_a_folder_of_other_things_ends_in_failed_records(tmp_path, store):
    put(tmp_path, POEM, "诗.txt")
    put(tmp_path, RAR, "图.html")
    outcome = run(discover([tmp_path]), store)
    assert outcome.summary.counts["failed"] == outcome.summary.total == 2
