"""The review pages as a program meets them: what is answered, what is refused, and what is kept."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_support import record_of
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from web_support import MANY_DOUBTS, THREE_DOUBTS, TOTAL_WRONG, UNBALANCED, WEB, folder_of, read_in

from crossfoot.forms import form, forms
from crossfoot.review import Desk, RefusedError, state_of
from crossfoot.review.web import make_app, office, screen
from crossfoot.review.web.drawn import shown
from crossfoot.review.web.edits import TypedError, typed_value
from crossfoot.review.web.guard import MAX_BODY, Guard
from crossfoot.review.web.serve import hosts, is_loopback
from crossfoot.review.web.wanted import ANY, Filters, filters
from crossfoot.store import STATUSES, FindingRecord, Store
from crossfoot.store.queue import Sort
from crossfoot.store.reviews import LEASE, Reviews

ORIGIN = {"origin": "http://testserver"}
TOTAL = "requests.received.total"
Client = Callable[..., TestClient]
Paths = dict[str, str]


@pytest.fixture
def paths(store: Store, tmp_path: Path) -> Paths:
    return read_in(store, folder_of(tmp_path, TOTAL_WRONG, UNBALANCED, THREE_DOUBTS, WEB, MANY_DOUBTS))


@pytest.fixture
def client(store: Store) -> Iterator[Client]:
    """Makes browsers, each with a server of its own reviewer."""
    opened: list[TestClient] = []

    def make(reviewer: str = "甲", **options: object) -> TestClient:
        app = make_app(store, reviewer=reviewer, hosts={"testserver"}, **options)  # type: ignore[arg-type]
        made = TestClient(app, follow_redirects=False).__enter__()
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.__exit__(None, None, None)


def base_of(page: str) -> str:
    found = re.search(r'data-base="(\d+)"', page)
    assert found is not None
    return found[1]


def report(browser: TestClient, path: str, **query: str) -> str:
    answer = browser.get("/report", params={"path": path, **query})
    assert answer.status_code == 200
    return answer.text


def edit(browser: TestClient, path: str, base: str, action: str, **fields: object):
    sent = {"path": path, "base": base, "action": action, **fields}
    return browser.post("/edit", data=sent, headers=ORIGIN)


# -- the queue --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("paths")
def test_the_queue_shows_what_waits_least_work_first(client: Client) -> None:
    text = client().get("/").text
    assert 'data-count="2"' in text
    assert text.index("泉沐区2024年") < text.index("芦舟镇2023年")
    assert "茗丘县" not in text


def test_the_queue_is_filtered_by_everything_that_it_offers(client: Client, paths: Paths) -> None:
    browser = client()

    def count(**query: str) -> int:
        found = re.search(r'data-count="(\d+)"', browser.get("/", params=query).text)
        return int(found[1]) if found else -1

    assert count(status="any") == 5
    assert count(status="source_error") == 2
    assert count(status="any", form="2019") == 1
    assert count(status="any", year="2024") == 1
    assert count(status="any", issuer="芦舟镇") == 2
    assert count(status="any", rule="print.column") == 2
    assert count(status="any", model="offline") == 5
    assert count(status="any", signed="yes") == 0
    assert count(status="any", q="不平衡") == 1
    assert count(status="any", folder=str(Path(paths[WEB]).parent)) == 5
    assert count(status="any", folder="/elsewhere") == 0
    # What makes no sense is as if it were not asked.
    assert count(status="nonsense", signed="maybe", year="x", start="-3", sort="?") == count() == 2
    offered = browser.get("/?status=nonsense&year=x").text.partition("<form")[2]
    assert "nonsense" not in offered and '<option value="x"' not in offered


@pytest.mark.usefixtures("paths")
def test_a_filter_is_kept_on_the_way_to_a_report_and_to_the_next(client: Client) -> None:
    browser = client()
    assert "status=source_error&amp;path=" in browser.get("/?status=source_error").text
    there = browser.post("/next", data={"status": "source_error"}, headers=ORIGIN).text
    assert there.startswith("/report?status=source_error&path=")
    assert 'href="/?status=source_error"' in browser.get(there).text


@pytest.mark.usefixtures("paths")
def test_two_reviewers_are_never_given_the_same_report(client: Client) -> None:
    first, second = client("甲"), client("乙")
    given = [each.post("/next", headers=ORIGIN).text for each in (first, second, second)]
    assert given[0] != given[1]
    assert given[1] == given[2]
    assert "甲" in second.get("/").text


def test_the_next_report_leaves_the_last_one_behind_and_comes_back_to_it_at_the_end(
    client: Client, paths: Paths
) -> None:
    browser, store = client(), paths
    asked = {"status": "any"}
    seen = [browser.post("/next", data=asked, headers=ORIGIN).text]
    while len(seen) < len(store) + 1:
        current = re.search(r'data-sha256="(\w+)"', browser.get(seen[-1]).text)
        assert current is not None
        there = browser.post("/next", data={**asked, "current": current[1]}, headers=ORIGIN)
        seen.append(there.text)
    assert len(set(seen[: len(store)])) == len(store)
    assert seen[-1] == seen[0]


@pytest.mark.usefixtures("paths")
def test_where_nothing_is_left_the_next_report_is_said_to_be_none(client: Client) -> None:
    answer = client().post("/next", data={"status": "failed"}, headers=ORIGIN)
    assert answer.status_code == 404
    assert "没有可取的报告" in answer.text


# -- one report -------------------------------------------------------------------------------------------------------


def test_a_report_shows_its_text_its_form_and_its_failing_sums(client: Client, paths: Paths) -> None:
    text = report(client(), paths[TOTAL_WRONG])
    assert f'<span class="fig" data-cell="{TOTAL}">221</span>' in text
    assert re.search(rf'<td class="figure crossed suspect" id="c-{TOTAL}"[^>]*><span class="v">221', text)
    assert text.count('<li class="open" data-rule=') == 2
    assert "相差 10" in text
    assert f'data-order="{TOTAL} ' in text


def test_what_was_typed_is_parsed_kept_and_checked_again(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    answer = edit(
        browser,
        path,
        base_of(report(browser, path)),
        "correct",
        cell=TOTAL,
        value=" ２１１件 ",
        reason="台账",
    )
    assert answer.status_code == 200
    assert "2 条等式已成立" in answer.text
    assert "原文印的是 221，与所填不同" in answer.text
    assert answer.text.count('<li class="held"') == 2
    assert "<s>221</s>" in answer.text
    sha256 = re.search(r'data-sha256="(\w+)"', report(browser, path))
    assert sha256 is not None
    (entry,) = reviews.decisions(sha256[1])
    assert (entry.changes[0].after, entry.reason, entry.reviewer) == (211, "台账", "甲")


def test_a_report_is_signed_and_its_record_says_so(client: Client, paths: Paths, counting: Callable) -> None:
    browser, path = client(), paths[UNBALANCED]
    flagged = edit(browser, path, base_of(report(browser, path)), "printed")
    assert flagged.text.count('<li class="flagged"') == 2
    signed = edit(browser, path, base_of(flagged.text), "sign", seconds="12")
    assert 'data-signed="yes"' in signed.text
    record = counting(path)
    assert (record.status, record.reading.reader) == ("source_error", "person")
    assert "按 z 撤销" in edit(browser, path, base_of(signed.text), "sign").text
    undone = edit(browser, path, base_of(signed.text), "undo")
    assert 'data-signed=""' in undone.text
    assert counting(path).reading.reader == "offline"


def test_the_same_figure_typed_again_is_an_acceptance(client: Client, paths: Paths, reviews: Reviews) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    edit(browser, path, base_of(report(browser, path)), "correct", cell=TOTAL, value="221")
    (entry,) = list(reviews.log())
    assert entry.action == "accept"


@pytest.mark.parametrize(
    ("cell", "typed", "said"),
    [
        (TOTAL, "abc", "不是件数"),
        (TOTAL, "-3", "不是件数"),
        (TOTAL, "1.5", "不是件数"),
        ("disclosure.fees.amount", "5", "写明单位"),
    ],
)
def test_what_is_no_figure_is_said_and_nothing_is_kept(
    client: Client, paths: Paths, reviews: Reviews, cell: str, typed: str, said: str
) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    if cell not in form("2021").cells:
        cell = next(path for path, each in form("2021").cells.items() if each.kind == "yuan")
    answer = edit(browser, path, base_of(report(browser, path)), "correct", cell=cell, value=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert list(reviews.log()) == []


def test_a_cell_that_was_not_read_is_not_accepted_as_a_blank(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    browser, path = client(), paths[THREE_DOUBTS]
    base = base_of(report(browser, path))
    cells = Desk(reviews, "甲").case(path).state.doubts
    for fields in ({}, {"cell": cells[0]}):
        answer = edit(browser, path, base, "accept", **fields)
        assert answer.status_code == 422
        assert "没有读数" in answer.text
    blank = edit(browser, path, base, "correct", cell=list(cells), value=["1", "", "—"])
    assert blank.status_code == 200
    assert 'data-doubts="0"' in blank.text
    state = Desk(reviews, "甲").case(path).state
    assert [state.cells[cell] for cell in cells] == [1, None, None]


def test_a_stale_edit_is_not_kept_and_the_fresh_state_is_shown(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    base = base_of(report(browser, path))
    Desk(reviews, "乙").correct(path, int(base), {TOTAL: 211})
    answer = edit(browser, path, base, "correct", cell=TOTAL, value="5")
    assert answer.status_code == 409
    assert "乙 刚刚对这份报告作了决定" in answer.text
    assert '<span class="v">211</span>' in answer.text
    assert len(list(reviews.log())) == 1


def test_a_report_in_another_s_hand_can_be_looked_at_only(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    first, second, path = client("甲"), client("乙"), paths[TOTAL_WRONG]
    assert first.post("/hold", data={"path": path}, headers=ORIGIN).status_code == 204
    assert "甲 正在核对这份报告" in report(second, path)
    base = base_of(report(second, path))
    assert edit(second, path, base, "printed").status_code == 423
    assert second.post("/hold", data={"path": path}, headers=ORIGIN).status_code == 423
    assert list(reviews.log()) == []
    first.post("/release", data={"path": path}, headers=ORIGIN)
    assert edit(second, path, base, "printed").status_code == 200


def test_refusals_are_said_in_both_languages(client: Client, paths: Paths) -> None:
    browser = client()
    for path, action, zh, en in (
        (paths[WEB], "accept", "没有存疑的格", "No cell is in doubt"),
        (paths[WEB], "printed", "没有尚待处理的不成立等式", "No failing sum is left"),
        (paths[WEB], "undo", "没有可撤销的决定", "nothing to take back"),
        (paths[TOTAL_WRONG], "sign", "还有 2 条勾稽关系不成立", "2 sums fail"),
        (paths[THREE_DOUBTS], "sign", "还有 3 格存疑", "3 cells are still in doubt"),
    ):
        browser.get("/?lang=zh")
        base = base_of(report(browser, path))
        answer = edit(browser, path, base, action)
        assert (answer.status_code, zh in answer.text) == (422, True), answer.text
        browser.get("/?lang=en")
        assert en in edit(browser, path, base, action).text


@pytest.mark.parametrize(
    "fields",
    [
        {"base": "x", "action": "accept"},
        {"base": "0", "action": "delete"},
        {"base": "0", "action": "correct", "cell": "a"},
        {"base": "0", "action": "correct", "cell": ["a", "a"], "value": ["1", "2"]},
    ],
)
def test_a_request_without_sense_is_refused(client: Client, paths: Paths, fields: dict) -> None:
    answer = client().post("/edit", data={"path": paths[WEB], **fields}, headers=ORIGIN)
    assert answer.status_code == 400


def test_a_cell_or_a_sum_that_does_not_exist_is_refused(client: Client, paths: Paths) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    base = base_of(report(browser, path))
    for action, fields in (
        ("correct", {"cell": "requests.nowhere", "value": "1"}),
        ("accept", {"cell": "requests.nowhere"}),
        ("printed", {"rule": "nothing"}),
    ):
        assert edit(browser, path, base, action, **fields).status_code == 422


def test_what_another_reader_read_is_shown_and_offered(client: Client, store: Store) -> None:
    cells = dict.fromkeys(form("2021").fields, 0)
    record = record_of(form("2021"), cells)
    differs = FindingRecord(
        rule="reading.differs",
        verdict="fail",
        severity="error",
        cells=(TOTAL,),
        left=None,
        right=None,
        message=f"模型读到的与原文所印不同：{TOTAL}=41",
    )
    store.save(record.model_copy(update={"findings": (differs,), "status": "needs_review"}), "model")
    text = report(client(), record.document.path)
    assert "另一读数为 41" in text
    assert f'data-cell="{TOTAL}" data-typed="41"' in text


def test_a_figure_typed_as_it_is_printed_has_its_place_in_the_text(
    client: Client, paths: Paths, store: Store, counting: Callable
) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    read = counting(path)
    wrong = read.model_copy(
        update={
            "cells": {**read.cells, TOTAL: 9},
            "evidence": {p: s for p, s in read.evidence.items() if p != TOTAL},
        }
    )
    store.save(wrong, "model")
    base = base_of(report(browser, path))
    answer = edit(browser, path, base, "correct", cell=TOTAL, value=str(read.cells[TOTAL]))
    answer = edit(browser, path, base_of(answer.text), "printed")
    assert edit(browser, path, base_of(answer.text), "sign").status_code == 200
    assert counting(path).evidence[TOTAL] == read.evidence[TOTAL]


def test_a_decision_of_somebody_else_is_taken_back_only_by_who_was_told_whose_it_is(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    path, first = paths[UNBALANCED], Desk(reviews, "甲")
    flagged = first.printed(path, first.case(path).revision)
    signed = first.sign(path, flagged.revision)
    time = signed.state.decisions[-1].created[:16].replace("T", " ")
    second = client("乙")
    asked = edit(second, path, str(signed.revision), "undo")
    assert asked.status_code == 422
    for words in ("甲", time, "签署", "再按一次 z"):
        assert words in asked.text
    second.get("/?lang=en")
    assert "press z again" in edit(second, path, str(signed.revision), "undo").text
    assert len(list(reviews.log())) == 2
    assert edit(second, path, str(flagged.revision), "undo").status_code == 409  # It was not seen at all.
    undone = edit(second, path, str(signed.revision), "undo", others="yes")
    assert (undone.status_code, 'data-signed=""' in undone.text) == (200, True)
    # The one before is 甲's, too; one's own are taken back without a question.
    assert edit(second, path, base_of(undone.text), "undo").status_code == 422
    own = edit(second, path, base_of(undone.text), "accept", cell=TOTAL)
    assert edit(second, path, base_of(own.text), "undo").status_code == 200


def test_a_report_stays_in_hand_while_any_page_shows_it(
    client: Client, paths: Paths, reviews: Reviews, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    sha256 = Desk(reviews, "甲").case(path).sha256

    def post(address: str, **fields: str) -> str | None:
        """Who has the report in hand after that."""
        answer = browser.post(address, data={"path": path, **fields}, headers=ORIGIN)
        assert answer.status_code in (200, 204)
        return reviews.holder(sha256)

    assert [post("/hold", page=page) for page in ("one", "two", "two")] == ["甲"] * 3
    assert post("/release", page="two") == "甲"
    assert post("/release", page="two") == "甲"
    assert post("/release", page="one") is None
    assert post("/hold", page="one") == "甲"
    assert post("/release") is None  # A page without a name is the only one.
    for page in ("one", "two"):
        post("/hold", page=page)
    assert post("/next", current=sha256, page="one") == "甲"
    assert post("/next", current=sha256, page="two") is None
    # Of a page that broke off no farewell comes: it counts no longer than the report would stay in hand.
    start = office.monotonic()
    post("/hold", page="broken")
    monkeypatch.setattr(office, "monotonic", lambda: start + LEASE.total_seconds() + 60)
    assert post("/hold", page="one") == "甲"
    assert post("/release", page="one") is None


def test_a_long_log_says_how_much_of_it_is_not_shown(
    client: Client, paths: Paths, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "LOGGED", 2)
    browser, path = client(), paths[TOTAL_WRONG]
    for count in range(4):
        text = report(browser, path)
        assert len(re.findall("<time>", text)) == min(count, 2)
        assert ("另有更早的 1 项" in text) == (count == 3)
        desk.accept(path, desk.case(path).revision, [TOTAL])
    assert "2 more before these" in report(browser, path, lang="en")


# -- for who hears the page -------------------------------------------------------------------------------------------


def test_every_label_says_what_it_is_the_head_of_and_every_figure_where_it_stands(
    client: Client, paths: Paths
) -> None:
    text = report(client(), paths[THREE_DOUBTS])
    tables = re.findall(r'<table class="sheet.*?</table>', text, re.S)
    heads = re.findall(r"<th\b([^>]*)>", "".join(tables))
    assert heads and all(re.search(r' scope="(col|row)"', each) for each in heads)
    assert re.search(r'<th scope="row"[^>]*><span>行政规范性文件', text)
    assert re.search(r'<th scope="col"[^>]*><span>本年制发件数', text)
    cells = re.findall(r'<td class="figure[^>]* data-place="([^"]*)" aria-label="([^"]*)"', text)
    assert len(cells) == len(form("2021").cells)
    assert all(spoken.startswith(f"{place}：") and spoken != f"{place}：" for place, spoken in cells)
    assert sum(spoken.endswith("：未读出") for _, spoken in cells) == 3
    assert re.search(rf'id="c-{TOTAL}"[^>]* aria-label="([^"]*)：(\d+)"[^>]*><span class="v">\2<', text)


def test_tabs_name_their_panels_and_what_is_said_has_a_place_that_stays(client: Client, paths: Paths) -> None:
    text = report(client(), paths[WEB])
    tabs = re.findall(r'role="tab" id="([^"]*)" aria-controls="([^"]*)"', text)
    panels = re.findall(r'id="([^"]*)" role="tabpanel" aria-labelledby="([^"]*)"', text)
    assert len(tabs) == 2
    assert [(panel, tab) for tab, panel in tabs] == panels
    # Outside of what is drawn anew.
    assert '<div id="heard"' not in text.partition("<main")[2].partition("</main>")[0]
    assert re.search(r'<div id="heard" [^>]*aria-live="assertive">', text)


# -- the source -------------------------------------------------------------------------------------------------------


def test_without_its_file_a_report_is_reviewed_all_the_same(client: Client, paths: Paths) -> None:
    browser = client()
    Path(paths[TOTAL_WRONG]).unlink()
    text = report(browser, paths[TOTAL_WRONG])
    assert "文件已不在原处" in text
    assert edit(browser, paths[TOTAL_WRONG], base_of(text), "printed").status_code == 200


def test_of_a_file_that_has_changed_nothing_is_shown(client: Client, paths: Paths) -> None:
    Path(paths[WEB]).write_text("别的内容 SECRET", encoding="utf-8")
    browser = client()
    text = report(browser, paths[WEB])
    assert "文件在读取之后已改动" in text
    assert "SECRET" not in text
    assert browser.get("/original", params={"path": paths[WEB]}).status_code == 404


def test_the_original_page_has_no_rights_at_all(client: Client, paths: Paths) -> None:
    answer = client().get("/original", params={"path": paths[WEB]})
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("address", ["/report", "/work", "/source", "/original", "/page"])
@pytest.mark.parametrize("path", ["/etc/passwd", "", "../../etc/passwd", "\x00"])
@pytest.mark.usefixtures("paths")
def test_only_what_the_store_has_can_be_asked_for(client: Client, address: str, path: str) -> None:
    assert client().get(address, params={"path": path}).status_code == 404


def test_a_page_of_a_text_does_not_exist(client: Client, paths: Paths) -> None:
    for number in ("1", "0", "-1", "x", "99999999"):
        assert client().get("/page", params={"path": paths[WEB], "n": number}).status_code == 404


# -- what a report says is inert --------------------------------------------------------------------------------------


def test_text_and_names_never_become_markup(client: Client, store: Store) -> None:
    evil = "</title><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>"
    cells = dict.fromkeys(form("2021").fields, 0)
    record = record_of(form("2021"), cells, path=f"报告/{evil}.txt")
    info = record.document.model_copy(update={"title": evil, "issuer": evil})
    store.save(record.model_copy(update={"document": info}), "offline")
    browser = client(f"甲{evil}")
    pages = [browser.get("/?status=any").text, report(browser, info.path)]
    base = base_of(pages[1])
    pages.append(edit(browser, info.path, base, "correct", cell=TOTAL, value="3", reason=evil).text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\u202e" not in page
    assert "alert(1)" in pages[2]


def test_no_page_holds_a_script_or_a_style_of_its_own(client: Client, paths: Paths) -> None:
    browser = client()
    for page in (browser.get("/").text, report(browser, paths[WEB])):
        assert re.findall(r"<script(?![^>]* src=)", page) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", page) == []


# -- the guard --------------------------------------------------------------------------------------------------------


def test_every_answer_carries_the_policy(client: Client, paths: Paths) -> None:
    browser = client()
    for address in ("/", "/nowhere", "/static/report.js", f"/report?path={paths[WEB]}"):
        headers = browser.get(address).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'; style-src 'self';"
        )
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example", "testserver:81", "testserver.evil.example", ""])
def test_another_name_is_not_answered(client: Client, host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "null"}, {"origin": "http://evil.example"}, {"origin": "http://testserver.evil.example"}],
)
def test_a_post_from_another_page_changes_nothing(
    client: Client, paths: Paths, reviews: Reviews, headers: dict[str, str]
) -> None:
    browser, path = client(), paths[TOTAL_WRONG]
    base = base_of(report(browser, path))
    sent = {"path": path, "base": base, "action": "printed"}
    assert browser.post("/edit", data=sent, headers=headers).status_code == 403
    assert list(reviews.log()) == []


def test_nothing_is_taken_but_short_forms(client: Client) -> None:
    browser = client()
    long = "x" * (MAX_BODY + 1)
    assert browser.post("/edit", data={"reason": long}, headers=ORIGIN).status_code == 413
    assert browser.put("/edit", headers=ORIGIN).status_code == 405
    assert browser.get("/edit").status_code == 405


@pytest.mark.parametrize(("pieces", "status"), [(3, 200), (7, 413)])
async def test_a_body_whose_length_is_not_told_is_cut_off(pieces: int, status: int) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)

    waiting = [{"type": "http.request", "body": b"x" * (MAX_BODY // 5), "more_body": True}] * pieces
    last: Message = {"type": "http.request", "body": b"", "more_body": False}
    sent: list[Message] = []

    async def receive() -> Message:
        return waiting.pop() if waiting else last

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"testserver"), (b"origin", b"http://testserver")]
    scope = {"type": "http", "method": "POST", "path": "/edit", "headers": headers, "query_string": b""}
    await Guard(app, {"testserver"})(scope, receive, send)
    assert sent[0]["status"] == status
    if status == 200:
        assert int(sent[1]["body"]) == pieces * (MAX_BODY // 5)
    else:
        assert len(waiting) == 1  # What is left of it was not even read.


def test_with_a_token_only_who_shows_it_is_answered(client: Client) -> None:
    browser = client(token="geheim-密")
    assert browser.get("/").status_code == 401
    assert browser.get("/?token=wrong").status_code == 401
    shown_ = browser.get("/", params={"token": "geheim-密"})
    assert (shown_.status_code, shown_.headers["location"]) == (303, "/")
    assert "httponly" in shown_.headers["set-cookie"].lower()
    assert browser.get("/").status_code == 200
    browser.cookies.clear()
    assert browser.get("/", headers={"cookie": "crossfoot_review=wrong"}).status_code == 401


def test_two_servers_of_one_machine_each_keep_their_own_token(store: Store) -> None:
    ports, cookies = (8001, 8002), []
    for port in ports:
        app = make_app(store, reviewer="甲", hosts=hosts("127.0.0.1", port), token=f"of {port}")
        with TestClient(app, base_url=f"http://127.0.0.1:{port}", follow_redirects=False) as browser:
            answer = browser.get("/", params={"token": f"of {port}"})
            cookies.append(answer.headers["set-cookie"].partition(";")[0])
    for port in ports:  # A browser sends to both what it was given by either.
        app = make_app(store, reviewer="甲", hosts=hosts("127.0.0.1", port), token=f"of {port}")
        with TestClient(app, base_url=f"http://127.0.0.1:{port}") as browser:
            assert browser.get("/", headers={"cookie": "; ".join(cookies)}).status_code == 200


def test_a_server_for_all_addresses_answers_under_addresses_alone(store: Store) -> None:
    app = make_app(store, reviewer="甲", hosts=hosts("0.0.0.0", 8080), token="x")
    with TestClient(app) as browser:
        for host, status in (("192.168.1.4:8080", 401), ("evil.example:8080", 421), ("192.168.1.4:81", 421)):
            assert browser.get("/", headers={"host": host}).status_code == status


def test_which_names_are_this_machine_s_own() -> None:
    assert is_loopback("127.0.0.1") and is_loopback("::1") and is_loopback("localhost")
    assert not is_loopback("0.0.0.0") and not is_loopback("192.168.1.4") and not is_loopback("evil.example")
    assert "localhost:80" in hosts("127.0.0.1", 80) and "localhost" in hosts("127.0.0.1", 80)
    assert "[::1]:81" in hosts("::1", 81)


def test_a_reviewer_has_a_name(store: Store) -> None:
    with pytest.raises(RefusedError, match="name"):
        make_app(store, reviewer=" ", hosts=())


# -- inverses ---------------------------------------------------------------------------------------------------------

_TYPED = st.text(min_size=1, max_size=20).filter(lambda text: text == text.strip() and text)


@settings(max_examples=30)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from([ANY, *STATUSES]),
            "signed": st.sampled_from(["yes", "no"]),
            "sort": st.sampled_from(get_args(Sort)),
            "year": st.integers(0, 99_999).map(str),
            **dict.fromkeys(("form", "issuer", "rule", "model", "folder", "q"), _TYPED),
        },
    )
)
def test_filters_come_back_from_their_own_address(asked: dict[str, str]) -> None:
    assert filters(dict(parse_qsl(Filters(asked).query()))).asked == asked


_STATE = state_of(record_of(form("2021"), dict.fromkeys(form("2021").fields, 0)), [])


@given(st.sampled_from(sorted(form("2021").cells)), st.integers(0, 10**12) | st.none())
def test_what_is_shown_can_be_typed(cell: str, value: int | None) -> None:
    assert typed_value(_STATE, cell, shown(form("2021").cells[cell], value), "zh") == value


def test_an_amount_is_typed_with_its_unit() -> None:
    cell = next(path for path, each in form("2021").cells.items() if each.kind == "yuan")
    assert typed_value(_STATE, cell, "１．２ 万元", "zh") == 12000
    with pytest.raises(TypedError, match="写明单位") as caught:
        typed_value(_STATE, cell, "3", "zh")
    assert caught.value.cell == cell


def test_every_form_can_be_drawn(client: Client, store: Store) -> None:
    for number, each in enumerate(forms()):
        record = record_of(
            each, dict.fromkeys(each.fields, 0), path=f"报告/{number}.txt", content=str(number)
        )
        store.save(record, "offline")
        text = report(client(), record.document.path)
        assert all(f'id="c-{cell}"' in text for cell in each.cells)
