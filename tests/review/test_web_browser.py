"""The review pages in a real browser, driven from the keyboard. Skipped where there is no Chromium on PATH."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from web_support import (
    MANY_DOUBTS,
    REPORTS,
    THREE_DOUBTS,
    TOTAL_WRONG,
    UNBALANCED,
    WEB,
    chromium,
    folder_of,
    launched,
    read_in,
    record_at,
    served,
)

from crossfoot.review import Desk
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH")

TOTAL = "requests.received.total"
SIZES = [(1280, 720), (1920, 1080)]
_PATIENCE = 60_000
"""Milliseconds: a machine may be busy with other things."""
_WATCH = """
window.__broken = [];
document.addEventListener("securitypolicyviolation", (event) => window.__broken.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with launched() as opened:
        yield opened


_AT_ONCE = """keys => {
    for (const key of keys) {
        const there = document.activeElement;
        there.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
        if (there.matches("input.edit:not([data-sent])") && key.length === 1) there.value += key;
    }
}"""
"""Keys pressed while the page has no time for anything else; what a browser would put into an input is put there."""


class Person:
    """A reviewer before a browser, with a server of their own over a store."""

    def __init__(self, page: "playwright.Page", url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        page.set_default_timeout(_PATIENCE)
        page.add_init_script(_WATCH)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: self.faults.append(f"popup: {popup.url}"))
        page.on("response", self._answered)

    def _answered(self, response: "playwright.Response") -> None:
        if not response.url.startswith(self.url + "/"):
            self.faults.append(f"an answer from elsewhere: {response.url}")

    def queue(self, query: str = "") -> None:
        self.page.goto(f"{self.url}/{query}")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/report?path={quote(path)}")
        self.page.wait_for_selector("#source[data-ready]")
        self.page.wait_for_selector("td.hand")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def wait(self, selector: str) -> None:
        self.page.wait_for_selector(selector, state="attached")

    def settled(self, **data: str) -> None:
        """Wait until the form says so of itself."""
        self.wait("#work" + "".join(f'[data-{key}="{value}"]' for key, value in data.items()) + " td.hand")

    def hand(self) -> str:
        return str(self.page.eval_on_selector("td.hand", "cell => cell.dataset.cell"))

    def said(self) -> str:
        return self.page.inner_text("#said")

    def waits_for(self, words: str) -> None:
        self.page.wait_for_function(
            "words => document.getElementById('said').innerText.includes(words)", arg=words
        )

    def check(self) -> None:
        """Nothing went wrong, and nothing was asked of anybody else."""
        assert self.faults == []
        assert self.page.evaluate("window.__broken") == []


Persons = Callable[..., Person]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A store with some reports, and their paths by name."""
    top = tmp_path_factory.mktemp("shelf")
    with Store(top / "crossfoot.db") as store:
        return top / "crossfoot.db", read_in(
            store, folder_of(top, TOTAL_WRONG, UNBALANCED, THREE_DOUBTS, MANY_DOUBTS)
        )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a test has its store."""
    return tmp_path / "crossfoot.db"


@pytest.fixture
def paths(shelf: tuple[Path, dict[str, str]], place: Path) -> dict[str, str]:
    """Puts a copy of the shelf's store there."""
    shutil.copy(shelf[0], place)
    return shelf[1]


@pytest.fixture
def person(browser: "playwright.Browser", place: Path) -> Iterator[Persons]:
    """Makes reviewers; afterwards it is checked that nothing went wrong before their eyes."""
    with ExitStack() as stack:
        known: list[Person] = []

        def make(name: str = "甲", size: tuple[int, int] = (1280, 720)) -> Person:
            url = stack.enter_context(served(place, name))
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
            stack.callback(context.close)
            known.append(Person(context.new_page(), url))
            return known[-1]

        yield make
        for each in known:
            each.check()


def test_from_the_queue_to_a_signed_and_corrected_record_by_keyboard_alone(
    person: Persons, place: Path, paths: dict[str, str]
) -> None:
    me = person()
    me.queue("?status=source_error")
    me.press("/")
    me.type("茗丘县")
    me.wait('#list[data-count="1"]')
    me.press("Enter", "Enter")
    me.wait("td.hand")
    assert me.hand() == TOTAL
    me.press("Shift+1")
    me.settled(open="0", doubts="0")
    assert "2 条等式已成立" in me.said()
    me.press("a")
    me.settled(signed="yes")
    record = record_at(place, paths[TOTAL_WRONG])
    assert (record.status, record.reading.reader, record.cells[TOTAL]) == ("verified", "person", 211)
    me.press("u")
    me.wait("#filters")
    assert "q=" in me.page.url


def test_doubts_are_gone_through_by_typing(person: Persons, place: Path, paths: dict[str, str]) -> None:
    me = person()
    me.queue()
    me.press("n")
    me.wait("td.hand")
    first = me.hand()
    me.press("a")
    me.waits_for("没有读数")
    me.press("7", "Enter")
    me.settled(doubts="2")
    second = me.hand()
    assert second != first
    me.press("c")
    me.wait(".edit:focus")
    me.type("１２件")
    me.press("Enter")
    me.settled(doubts="1")
    third = me.hand()
    me.press("b")
    me.settled(doubts="0")
    me.press("a")
    me.settled(signed="yes")
    record = record_at(place, paths[THREE_DOUBTS])
    assert [record.cells[cell] for cell in (first, second, third)] == [7, 12, None]
    me.press("n")
    me.page.wait_for_url(f"**/report?*{quote('芦舟镇2023')}*")


def test_several_figures_fill_a_row_and_a_row_can_be_blank(person: Persons, paths: dict[str, str]) -> None:
    me = person()
    me.open(paths[MANY_DOUBTS])
    doubts = int(me.page.get_attribute("#work", "data-doubts") or 0)
    me.press("c")
    me.wait(".edit:focus")
    me.type("22 3 1 - 1 1 28")
    me.press("Enter")
    me.settled(doubts=str(doubts - 7))
    row = "requests.received"
    shown = me.page.eval_on_selector_all(
        f'td[data-cell^="{row}."]', "cells => cells.map(cell => cell.innerText)"
    )
    assert shown == ["22", "3", "1", "", "1", "1", "28"]
    assert me.hand() == "requests.carried_in.natural_person"
    me.press("Shift+B")
    me.settled(doubts=str(doubts - 14))


def test_what_is_no_figure_is_said_at_the_cell_and_can_be_left(
    person: Persons, paths: dict[str, str]
) -> None:
    me = person()
    me.open(paths[TOTAL_WRONG])
    me.press("c")
    me.wait(".edit:focus")
    me.type("二百")
    me.press("Enter")
    me.wait("td.hand .bubble")
    assert "不是件数" in me.page.inner_text("td.hand .bubble")
    assert me.page.input_value("td.hand .edit") == "二百"
    me.press("Escape")
    assert me.page.query_selector(".edit") is None
    me.press("5")
    me.page.locator(".strip").click()
    me.waits_for("“5”没有记下")
    assert me.page.query_selector(".edit") is None
    assert me.page.inner_text("td.hand .v") == "221"
    assert me.page.get_attribute("#work", "data-open") == "2"


def test_keys_that_come_faster_than_answers_are_done_one_after_the_other(
    person: Persons, paths: dict[str, str]
) -> None:
    me = person()
    me.open(paths[MANY_DOUBTS])
    doubts = int(me.page.get_attribute("#work", "data-doubts") or 0)
    me.press(*"bbbb")
    me.settled(doubts=str(doubts - 4))
    me.press("z", "z")
    me.settled(doubts=str(doubts - 2))
    for _ in range(3):
        me.page.keyboard.down("b")  # Held down: the browser says so of all but the first.
    me.page.keyboard.up("b")
    me.press("z")
    me.settled(doubts=str(doubts - 2))
    keys = [*"123", "Enter", *"45", "Backspace", "Enter", "6", "Enter", "Enter"]
    me.page.evaluate(_AT_ONCE, keys)
    me.settled(doubts=str(doubts - 5))
    me.wait("td.hand .edit")
    log = me.page.inner_text("#sums .log")
    assert [log.count(f"→ {figure}\n") for figure in (123, 4, 6)] == [1, 1, 1]
    # The same where the input is open already.
    me.page.evaluate(_AT_ONCE, [*"7", "Enter", "Enter"])
    me.settled(doubts=str(doubts - 6))


def held(me: Person) -> list["playwright.Route"]:
    """From now on decisions are on their way until they are let go."""
    caught: list[playwright.Route] = []
    me.page.route("**/edit", lambda route: caught.append(route))
    return caught


def caught_up(me: Person, caught: list["playwright.Route"], count: int) -> None:
    until = time.monotonic() + 20
    while len(caught) < count:
        assert time.monotonic() < until
        me.page.wait_for_timeout(20)


def test_what_was_typed_ahead_is_dropped_where_the_decision_before_it_was_not_kept(
    person: Persons, place: Path, paths: dict[str, str]
) -> None:
    me = person()
    path = paths[MANY_DOUBTS]
    me.open(path)
    doubts, first = int(me.page.get_attribute("#work", "data-doubts") or 0), me.hand()
    caught = held(me)
    me.press("1", "2", "Enter", "5", "Enter")
    caught_up(me, caught, 1)
    caught[0].fulfill(status=500, body="the store is busy")
    me.waits_for("the store is busy")
    assert me.hand() == first
    assert me.page.input_value("td.hand .edit") == "12"
    me.page.unroute("**/edit")
    me.press("Enter")
    me.settled(doubts=str(doubts - 1))
    # Somebody else decides in between: neither the figure nor what was typed after it goes anywhere.
    caught = held(me)
    me.press("3", "1", "Enter", "7", "Enter")
    caught_up(me, caught, 1)
    with Store(place) as store:
        desk = Desk(Reviews(store), "甲")
        case = desk.case(path)
        desk.correct(path, case.revision, {case.state.doubts[5]: 4})
    caught[0].continue_()
    me.settled(doubts=str(doubts - 2))
    me.waits_for("您的这一项没有记录")
    me.page.unroute("**/edit")
    assert len(caught) == 1
    with Store(place) as store:
        log = [(change.cell, change.after) for entry in Reviews(store).log() for change in entry.changes]
    assert [value for _, value in log] == [12, 4]
    assert log[0][0] == first


def test_nobody_signs_what_somebody_else_decided_unseen(
    person: Persons, place: Path, paths: dict[str, str]
) -> None:
    me = person()
    path = paths[UNBALANCED]
    me.open(path)
    caught = held(me)
    me.press("s", "a")
    caught_up(me, caught, 1)
    with Store(place) as store:
        desk = Desk(Reviews(store), "甲")
        desk.printed(path, desk.case(path).revision)
    caught[0].continue_()
    me.waits_for("您的这一项没有记录")
    me.settled(open="0", signed="")
    me.page.unroute("**/edit")
    assert len(caught) == 1
    me.press("a")
    me.settled(signed="yes")


def test_a_double_click_takes_one_suggestion(person: Persons, place: Path, paths: dict[str, str]) -> None:
    me = person()
    me.open(paths[TOTAL_WRONG])
    me.page.locator("#cards .card:not([hidden]) [data-take]").first.dblclick()
    me.settled(open="0")
    me.page.wait_for_timeout(100)
    with Store(place) as store:
        changes = [change for entry in Reviews(store).log() for change in entry.changes]
    assert [(change.before, change.after) for change in changes] == [(221, 211)]


def test_a_key_held_down_or_made_large_by_caps_lock_decides_nothing_more(
    person: Persons, paths: dict[str, str]
) -> None:
    me = person()
    me.open(paths[MANY_DOUBTS])
    doubts = int(me.page.get_attribute("#work", "data-doubts") or 0)
    for _ in range(4):
        me.page.keyboard.down("Enter")
    me.page.keyboard.up("Enter")
    me.wait("td.hand .edit")
    me.press("Escape")
    assert me.page.get_attribute("#work", "data-doubts") == str(doubts)
    large = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'B', code: 'KeyB', bubbles: true}))"
    me.page.evaluate(large)
    me.settled(doubts=str(doubts - 1))


def test_another_persons_decision_is_taken_back_only_when_asked_twice(
    person: Persons, place: Path, paths: dict[str, str]
) -> None:
    with Store(place) as store:
        desk = Desk(Reviews(store), "乙")
        path = paths[UNBALANCED]
        case = desk.printed(path, desk.case(path).revision)
        desk.sign(path, case.revision)
    me = person("甲")
    me.open(path)
    me.press("z")
    me.waits_for("乙")
    assert record_at(place, path).reading.reader == "person"
    me.press("z")
    me.settled(signed="")
    assert record_at(place, path).reading.reader != "person"


def test_a_report_stays_in_hand_until_its_last_page_is_left(
    person: Persons, place: Path, paths: dict[str, str]
) -> None:
    me = person()
    me.open(paths[UNBALANCED])
    second = me.page.context.new_page()
    second.goto(me.page.url)
    second.wait_for_selector("td.hand")
    second.wait_for_timeout(200)

    with Store(place) as store:
        claimed, sha256 = Reviews(store).holder, record_at(place, paths[UNBALANCED]).document.sha256
        second.goto(f"{me.url}/")
        second.wait_for_selector("#filters")
        second.wait_for_timeout(300)
        assert claimed(sha256) == "甲"
        me.press("u")
        me.wait("#filters")
        until = time.monotonic() + 20
        while claimed(sha256) is not None and time.monotonic() < until:
            me.page.wait_for_timeout(20)
        assert claimed(sha256) is None


def test_keys_of_an_input_method_are_no_commands_while_something_is_typed(
    person: Persons, paths: dict[str, str]
) -> None:
    me = person()
    me.open(paths[UNBALANCED])
    me.press("r")
    me.wait("#reason:focus")
    me.type("电话")
    composing = """key => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""
    for key in ("Enter", "Escape"):
        me.page.evaluate(composing, key)
    assert me.page.evaluate("[document.activeElement.id, document.activeElement.value]") == ["reason", "电话"]


def test_the_report_itself_is_wrong_and_undo(person: Persons, place: Path, paths: dict[str, str]) -> None:
    me = person()
    me.open(paths[UNBALANCED])
    me.press("s")  # The sum of the cell in hand; then that of the cell that comes next.
    me.settled(open="1")
    me.press("s")
    me.settled(open="0")
    me.press("z")
    me.settled(open="1")
    me.press("r")
    me.wait("#reason:focus")
    me.type("已电话核实")
    me.press("Enter", "s")
    me.settled(open="0")
    assert "已电话核实" in me.page.inner_text("#sums .log")
    me.press("a")
    me.settled(signed="yes")
    assert record_at(place, paths[UNBALANCED]).status == "source_error"
    me.press("z")
    me.settled(signed="")
    assert record_at(place, paths[UNBALANCED]).reading.reader == "offline"


def test_two_reviewers_at_once(person: Persons, place: Path, paths: dict[str, str]) -> None:
    first, second = person("甲"), person("乙")
    for each in (first, second):
        each.queue("?status=source_error")
        each.press("n")
        each.wait("td.hand")
    assert first.page.inner_text("h1") != second.page.inner_text("h1")
    path = next(p for name, p in paths.items() if f"path={quote(p, safe='')}" in first.page.url)
    second.open(path)
    second.wait("#held:not([hidden])")
    assert "甲 正在核对" in second.page.inner_text("#held")
    second.press("s")
    second.waits_for("只能查看")
    first.press("s")
    first.settled(open="0")
    first.press("u")
    first.wait("#filters")
    second.open(path)
    second.wait("#held[hidden]")
    second.settled(open="0")
    with Store(place) as store:
        assert [entry.reviewer for entry in Reviews(store).log()] == ["甲"]


def test_a_stale_edit_shows_what_has_become_of_the_report(
    person: Persons, place: Path, paths: dict[str, str]
) -> None:
    one, other = person("甲"), person("甲")
    one.open(paths[TOTAL_WRONG])
    other.open(paths[TOTAL_WRONG])
    one.press("Shift+1")
    one.settled(open="0")
    other.press("9", "Enter")
    other.waits_for("您的这一项没有记录")
    assert other.page.inner_text(f'[id="c-{TOTAL}"] .v') == "211"
    other.press("z")
    other.settled(open="2")
    with Store(place) as store:
        assert [entry.action for entry in Reviews(store).log()] == ["correct", "undo"]


def test_cells_and_source_show_each_other(person: Persons, paths: dict[str, str]) -> None:
    me = person()
    me.open(paths[TOTAL_WRONG])
    here = "#source .fig.here"
    assert me.page.eval_on_selector(here, "figure => figure.dataset.cell") == TOTAL
    me.press("ArrowDown")
    assert me.hand() == "requests.carried_in.total"
    assert me.page.eval_on_selector(here, "figure => figure.dataset.cell") == "requests.carried_in.total"
    me.press("ArrowLeft")
    assert me.hand() == "requests.carried_in.other_organization"
    cell = me.page.locator("#source .fig").nth(0)
    other = cell.get_attribute("data-cell")
    cell.hover()
    assert me.page.eval_on_selector("td.over", "cell => cell.dataset.cell") == other
    me.page.locator(f'[id="c-{TOTAL}"]').hover()
    assert me.page.eval_on_selector(here, "figure => figure.dataset.cell") == TOTAL
    cell.click()
    assert me.hand() == other


def test_the_box_of_a_figure_is_drawn_on_the_page_of_a_pdf(
    person: Persons, browser: "playwright.Browser", place: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "报告"
    folder.mkdir()
    printed = browser.new_page()
    printed.goto((REPORTS / WEB).as_uri())
    printed.pdf(path=str(folder / "东篱县2022.pdf"))
    printed.close()
    with Store(place) as store:
        (path,) = read_in(store, folder).values()
    me = person()
    me.open(path)
    me.press("o", "ArrowDown")
    me.wait(".view.original:not([hidden]) .box")
    box = me.page.locator(".box")
    page = me.page.locator(".sheetpage", has=box)
    image = page.locator("img")
    me.page.wait_for_function(
        "image => image.complete && image.naturalWidth > 500", arg=image.element_handle()
    )
    outer, inner = page.bounding_box(), box.bounding_box()
    assert outer is not None and inner is not None
    assert outer["x"] < inner["x"] < inner["x"] + inner["width"] < outer["x"] + outer["width"]
    assert outer["y"] < inner["y"] < inner["y"] + inner["height"] < outer["y"] + outer["height"]


def test_without_the_file_the_form_is_there(person: Persons, place: Path, tmp_path: Path) -> None:
    with Store(place) as store:
        paths = read_in(store, folder_of(tmp_path, TOTAL_WRONG))
    Path(paths[TOTAL_WRONG]).unlink()
    me = person()
    me.open(paths[TOTAL_WRONG])
    assert "文件已不在原处" in me.page.inner_text("#source")
    me.press("s")
    me.settled(open="0")


EVIL = """
<script>alert('script'); fetch('EVIL_SERVER/script')</script>
<meta http-equiv="refresh" content="0;url=EVIL_SERVER/refresh">
<link rel="stylesheet" href="EVIL_SERVER/style"><link rel="dns-prefetch" href="EVIL_SERVER">
<img src="EVIL_SERVER/img" onerror="alert('img')"><svg onload="alert('svg')"></svg>
<iframe src="EVIL_SERVER/frame"></iframe><iframe srcdoc="<script>alert('srcdoc')</script>"></iframe>
<a id="link" href="javascript:alert('link')">链接</a><a href="EVIL_SERVER/top" target="_top">上</a>
<form action="EVIL_SERVER/form"><input name="x" autofocus onfocus="alert('focus')"></form>
<p>&lt;script&gt;alert('text')&lt;/script&gt; =HYPERLINK("EVIL_SERVER/formula") \u202e</p>
<p onmouseover="alert('over')" style="background:url(EVIL_SERVER/css)">文字</p>
"""


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server of somebody else: its address, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_malicious_report_changes_nothing_and_asks_nobody(
    person: Persons, place: Path, tmp_path: Path
) -> None:
    with listening() as (elsewhere, asked):
        folder = tmp_path / "报告"
        folder.mkdir()
        page = (REPORTS / WEB).read_text(encoding="utf-8")
        assert "<body>" in page
        page = page.replace("</title>", "&lt;img src=x onerror=alert('title')&gt;</title>")
        name = "<img src=x onerror=alert('name')>\u202e'\"&.html"
        evil = EVIL.replace("EVIL_SERVER", elsewhere)
        (folder / name).write_text(page.replace("<body>", f"<body>{evil}"), encoding="utf-8")
        with Store(place) as store:
            (path,) = read_in(store, folder).values()
        me = person("<b onclick=alert('me')>甲</b>")
        me.queue("?status=any")
        me.press("ArrowDown")
        assert "[U+202E]" in me.page.inner_text("td.name")
        me.press("Enter")
        me.wait("td.hand")
        me.wait("#source[data-ready]")
        assert "alert('text')" in str(me.page.text_content("#source"))
        me.press("o")
        frame = me.page.frame_locator("#source iframe")
        frame.locator("#link").click()
        frame.get_by_text("文字", exact=True).hover()
        frame.get_by_text("上", exact=True).click()
        me.page.locator("td[data-cell]").first.click()
        me.press("5", "Enter")
        me.waits_for("已更正")
        me.press("z")
        me.waits_for("已撤销")
        assert me.page.url.startswith(me.url)
        with Store(place) as store:
            assert [entry.action for entry in Reviews(store).log()] == ["correct", "undo"]
        assert record_at(place, path).reading.reader == "offline"
        assert asked == []


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_on_the_screen(person: Persons, paths: dict[str, str], size: tuple[int, int]) -> None:
    me = person(size=size)
    fits = """() => [document.documentElement, document.body].every(
        each => each.scrollWidth <= innerWidth && each.scrollHeight <= innerHeight)"""
    me.queue("?status=any")
    assert me.page.evaluate(fits)
    for name in (TOTAL_WRONG, MANY_DOUBTS):
        me.open(paths[name])
        me.press("End")
        assert me.page.evaluate(fits)
        for part in ("td.hand", "#cards .card:not([hidden]) .value", "#sums h3", "#work .foot"):
            box = me.page.locator(part).first.bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
            assert box["y"] >= 0 and box["y"] + box["height"] <= size[1]
    me.press("?")
    assert me.page.locator("dialog[open]").bounding_box()["height"] < size[1]
    me.press("?")
    assert me.page.query_selector("dialog[open]") is None


def test_the_language_is_changed_and_stays_changed(person: Persons, paths: dict[str, str]) -> None:
    me = person()
    me.open(paths[TOTAL_WRONG])
    me.press("l")
    me.wait("html[lang=en] td.hand")
    assert "off by 10" in me.page.inner_text("#sums")
    me.press("q")
    me.wait("html[lang=en] #filters")


def test_a_report_is_put_back_when_it_is_left(person: Persons, place: Path, paths: dict[str, str]) -> None:
    me = person()
    me.open(paths[TOTAL_WRONG])
    me.press("s")
    me.settled(open="0")
    me.press("u")
    me.wait("#filters")
    me.page.wait_for_timeout(100)
    with sqlite3.connect(place) as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (0,)
    connection.close()


def test_a_server_that_is_gone_is_said(
    browser: "playwright.Browser", place: Path, paths: dict[str, str]
) -> None:
    page = browser.new_page()
    with served(place, "甲") as url:
        me = Person(page, url)
        me.open(paths[TOTAL_WRONG])
        page.wait_for_timeout(50)
    me.press("s")
    me.waits_for("连接不上程序")
    page.close()


def test_a_page_of_another_site_can_change_nothing(
    browser: "playwright.Browser", place: Path, paths: dict[str, str], tmp_path: Path
) -> None:
    with served(place, "甲") as url:
        evil = tmp_path / "evil.html"
        evil.write_text(
            f"""<form method=post action="{url}/edit"><input name=path value="{paths[TOTAL_WRONG]}">
            <input name=base value=0><input name=action value=printed></form><script>document.forms[0].submit()</script>""",
            encoding="utf-8",
        )
        page = browser.new_page()
        page.goto(evil.as_uri())
        page.wait_for_url(f"{url}/edit")
        assert "another page" in page.content()
        page.close()
    with Store(place) as store:
        assert list(Reviews(store).log()) == []
