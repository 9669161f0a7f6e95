"""A blind reading in a real browser, driven from the keyboard. Skipped where there is no Chromium on PATH."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from web_support import WEB, chromium, folder_of, launched, read_in, record_at, served

from crossfoot.review.sample import blind_cells
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH")

TEXT = "02_澄砚县2019_管道符省合并.txt"
_PATIENCE = 60_000
"""Milliseconds: a machine may be busy with other things."""
SIZES = [(1280, 720), (1920, 1080)]


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with launched() as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "crossfoot.db"


@pytest.fixture
def paths(place: Path, tmp_path: Path) -> dict[str, str]:
    with Store(place) as store:
        return read_in(store, folder_of(tmp_path, TEXT, WEB))


@pytest.fixture
def page(browser: "playwright.Browser", place: Path, paths: dict[str, str]) -> Iterator["playwright.Page"]:
    """A page of 甲, to whom every verified report is given to be read blind; afterwards, nothing went wrong before them."""
    assert paths
    faults: list[str] = []
    with ExitStack() as stack:
        url = stack.enter_context(served(place, "甲", blind=1.0))
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 720}, locale="zh-CN")
        stack.callback(context.close)
        opened = context.new_page()
        opened.set_default_timeout(_PATIENCE)
        opened.add_init_script(
            'window.__broken = []; document.addEventListener("securitypolicyviolation", (event) => '
            "window.__broken.push(event.violatedDirective));"
        )
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
        assert faults == []
        assert opened.evaluate("window.__broken") == []


def named(page: "playwright.Page") -> str:
    """The cell in whose input the cursor stands."""
    return str(page.evaluate("document.activeElement.name"))


def said(page: "playwright.Page", words: str) -> None:
    page.wait_for_function("words => document.getElementById('said').innerText.includes(words)", arg=words)


def opened(page: "playwright.Page") -> None:
    page.wait_for_selector("#source[data-ready]")
    page.wait_for_selector("#blanks input:focus")


def typed(place: Path, path: str, wrong: bool = False) -> list[str]:
    record = record_at(place, path)
    values = [record.cells[cell] for cell in blind_cells(record)]
    if wrong:
        first = next(at for at, value in enumerate(values) if value)
        values[first] = 888
    return ["_" if value is None else str(value) for value in values]


def test_two_reports_are_read_blind_by_keyboard_alone(
    page: "playwright.Page", place: Path, paths: dict[str, str]
) -> None:
    page.goto("/")
    page.keyboard.press("n")
    opened(page)
    first, second = (TEXT, WEB) if quote("澄砚县") in page.url else (WEB, TEXT)
    cells = blind_cells(record_at(place, paths[first]))
    assert named(page) == cells[0]
    # The second is left out on the way: it is asked for again before anything is handed in.
    figures = typed(place, paths[first])
    for at, text in enumerate(figures):
        if at == 1:
            page.keyboard.press("ArrowDown")
        elif text == "_":
            page.keyboard.press("b")
        else:
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter" if at % 2 or at == len(figures) - 1 else "Tab")
    if figures[-1] == "_":
        page.keyboard.press("Enter")
    said(page, "没有填")
    assert named(page) == cells[1]
    page.keyboard.insert_text("二十")
    page.keyboard.press("End")
    for _ in cells[1:]:
        page.keyboard.press("Enter")
    said(page, "不是")
    assert named(page) == cells[1]
    page.keyboard.insert_text(figures[1])
    for _ in cells[1:]:
        page.keyboard.press("Enter")
    # Alike: the next comes by itself.
    page.wait_for_url(lambda url: "/blind?" in url and url.endswith(quote(paths[second], safe="")))
    opened(page)
    figures = typed(place, paths[second], wrong=True)
    for text in figures:
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
    page.wait_for_url("**/report?*")
    page.wait_for_selector("td.hand.doubt")
    assert page.inner_text("td.hand .other") == "888"
    assert "另一次读数 888" in page.inner_text("#cards .card:not([hidden])")
    page.keyboard.press("a")
    page.wait_for_selector('#work[data-doubts="0"]')
    assert record_at(place, paths[second]).status == "verified"
    with Store(place) as store:
        assert [entry.action for entry in Reviews(store).log()] == ["blind", "blind", "accept"]
    page.keyboard.press("u")
    page.wait_for_selector("#filters")
    page.click("a.stats")
    page.wait_for_selector(".figures")
    assert "96.88%" in page.inner_text(".figures")
    page.keyboard.press("q")
    page.wait_for_selector("#filters")


def test_what_was_typed_is_kept_over_a_break_and_the_report_stays_hidden(
    page: "playwright.Page", paths: dict[str, str]
) -> None:
    page.goto(f"/blind?path={quote(paths[WEB])}")
    opened(page)
    page.keyboard.insert_text("41")
    page.keyboard.press("Enter")
    page.keyboard.press("l")
    page.wait_for_selector('html[lang="en"]')
    opened(page)
    assert page.input_value("#blanks input >> nth=0") == "41"
    page.wait_for_function(
        "fetch('/?status=any').then((a) => a.text()).then((text) => text.includes('/blind?'))"
    )
    page.goto(f"/report?path={quote(paths[WEB])}")
    assert "/blind?" in page.url
    opened(page)
    # The original goes first: the text is what the program made of it.
    frame = page.wait_for_selector("iframe")
    assert frame is not None and "/original?" in str(frame.get_attribute("src"))
    assert page.evaluate("sessionStorage.getItem('crossfoot.view')") is None
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('#source .original').scrollTop > 300")
    page.keyboard.press("o")
    page.wait_for_selector(".view.text .line")
    page.keyboard.press("Escape")
    page.wait_for_selector("#filters")


@pytest.mark.parametrize("size", SIZES)
def test_it_fits_the_screen(page: "playwright.Page", paths: dict[str, str], size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for address in (f"/blind?path={quote(paths[TEXT])}", "/statistics"):
        page.goto(address)
        page.wait_for_selector("#source[data-ready], .figures")
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert (wide, high) == size
