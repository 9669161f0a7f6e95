"""A verified report is read by somebody who is shown nothing of it; what the pages tell before, and what comes of it."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from review_support import plain_case, record_of
from starlette.testclient import TestClient
from web_support import THREE_DOUBTS, WEB, folder_of, read_in

from crossfoot.forms import form
from crossfoot.review import Desk, RefusedError, state_of
from crossfoot.review.blind import asked, read_blind, turn
from crossfoot.review.sample import blind_cells
from crossfoot.review.web import blind_pages, make_app
from crossfoot.review.web.blind_pages import blank_tables
from crossfoot.review.web.phrases import say
from crossfoot.store import Record, Store
from crossfoot.store.lots import lot
from crossfoot.store.reviews import Reviews

ORIGIN = {"origin": "http://testserver"}
TEXT = "02_澄砚县2019_管道符省合并.txt"
Client = Callable[..., TestClient]
Paths = dict[str, str]


@pytest.fixture
def paths(store: Store, tmp_path: Path) -> Paths:
    return read_in(store, folder_of(tmp_path, TEXT, WEB, THREE_DOUBTS))


@pytest.fixture
def client(store: Store) -> Iterator[Client]:
    opened: list[TestClient] = []

    def make(reviewer: str = "甲", blind: float = 1.0, **options: object) -> TestClient:
        app = make_app(store, reviewer=reviewer, hosts={"testserver"}, blind=blind, **options)  # type: ignore[arg-type]
        made = TestClient(app, follow_redirects=False).__enter__()
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.__exit__(None, None, None)


def reading(reviews: Reviews, path: str) -> Record:
    record = reviews.reading(path)
    assert record is not None
    return record


def right(record: Record) -> dict[str, str]:
    """What a person types who reads as the machine did."""
    values = {cell: record.cells[cell] for cell in blind_cells(record)}
    return {cell: "_" if value is None else str(value) for cell, value in values.items()}


def ask(browser: TestClient, path: str, **query: str) -> str:
    answer = browser.get("/blind", params={"path": path, **query})
    assert answer.status_code == 200
    return answer.text


def base_of(page: str) -> str:
    found = re.search(r'data-base="(\d+)"', page)
    assert found is not None
    return found[1]


def hand_in(browser: TestClient, path: str, base: str, typed: dict[str, str]):
    sent = {"path": path, "base": base, "cell": list(typed), "value": list(typed.values())}
    return browser.post("/blind", data=sent, headers=ORIGIN)


class Tags(HTMLParser):
    """All attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value or "") for name, value in attrs]


# -- what the page tells ------------------------------------------------------------------------------------------------


def test_the_page_asks_sixteen_cells_in_the_order_of_the_form_by_their_printed_names(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    page = ask(client(), paths[WEB])
    cells = re.findall(r'<input id="b-[^"]*" name="([^"]*)"', page)
    assert cells == list(blind_cells(reading(reviews, paths[WEB])))
    for words in (
        "行政规范性文件",
        "本年制发件数",
        "三、本年度办理结果 › （三）不予公开 › 8.属于行政查询事项",
        "自然人",
    ):
        assert words in page
    assert page.count("<caption>") == 3


def test_the_page_is_the_same_whatever_the_machine_read(
    client: Client, paths: Paths, store: Store, reviews: Reviews, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reading(reviews, paths[TEXT])
    cells = blind_cells(before)
    monkeypatch.setattr("crossfoot.review.blind.blind_cells", lambda _: cells)
    page = ask(client(), paths[TEXT])
    others = {cell: 987_654_321 if value is None else None for cell, value in before.cells.items()}
    changed = before.model_copy(update={"cells": others, "evidence": {}, "origins": {}, "reason": "别的"})
    store.save(changed, "another")
    # The revision is a number made of all that a person would see: it has to change, and cannot be read.
    plain = [text.replace(base_of(text), "") for text in (page, ask(client(), paths[TEXT]))]
    assert plain[0] == plain[1]
    assert "987" not in plain[1]


def test_no_attribute_holds_a_figure_or_a_place(client: Client, paths: Paths, reviews: Reviews) -> None:
    record = reading(reviews, paths[TEXT])
    page = ask(client(), paths[TEXT]).partition("<body")[2]
    names = {"data-base", "data-path", "data-sha256"}  # which report it is, and which revision of it
    attributes = [
        each
        for each in Tags(page).found
        if each[1].startswith(("data-", "aria-", "value", "class")) and each[1] not in names
    ]
    assert len(attributes) > 100
    printed = {str(value) for value in record.cells.values() if value}
    places = {str(at) for span in record.evidence.values() for at in span}
    for tag, name, value in attributes:
        # Labels are numbered: `8.属于行政查询事项`, `（七）总计`.
        found = set(re.findall(r"\d+", value.partition(".")[2] if name == "data-label" else value))
        assert not found & (printed | places), (tag, name, value)
    assert not [each for each in Tags(page).found if each[:2] == ("input", "value")]
    assert not re.search(r'class="(fig|doubt|wrong|settled|here)|<mark|id="places"|verified|可以核实', page)


def test_the_text_is_there_without_a_mark_and_the_original_beside(client: Client, paths: Paths) -> None:
    page = ask(client(), paths[WEB])
    lines = re.findall(r'<span class="words">([^<]*)</span>', page)
    assert any("行政规范性文件" in line for line in lines)
    assert 'data-frame="/original?' in page
    assert 'data-frame="/original?' in client().get("/blind/source", params={"path": paths[WEB]}).text


def test_rows_keep_their_cells_together_and_amounts_want_their_unit() -> None:
    names = ["disclosure.fees.collected", "requests.received.business", "requests.received.total"]
    known = form("2021")
    fee = next(path for path, cell in known.cells.items() if cell.kind == "yuan")
    first, second = blank_tables(known, [fee, *names[1:]])
    assert first.rows[0][1][0].amount
    assert second.rows == (("一、本年新收政府信息公开申请数量", second.rows[0][1]),)
    assert [blank.column for blank in second.rows[0][1]] == ["商业企业", "总计"]


# -- what comes of it ---------------------------------------------------------------------------------------------------


def test_who_reads_the_same_leaves_an_entry_and_nothing_else(
    client: Client, paths: Paths, reviews: Reviews, counting: Callable[..., Record]
) -> None:
    browser, path = client(), paths[TEXT]
    before = counting(path)
    answer = hand_in(browser, path, base_of(ask(browser, path)), right(before))
    assert (answer.status_code, answer.json()) == (200, {"words": "16 格全部一致。"})
    (entry,) = reviews.log()
    assert (entry.action, entry.reviewer, len(entry.changes)) == ("blind", "甲", 16)
    assert counting(path) == before
    assert browser.get("/blind", params={"path": path}).status_code == 409


def test_who_reads_otherwise_is_sent_to_both_readings(
    client: Client, paths: Paths, counting: Callable[..., Record]
) -> None:
    browser, path = client(), paths[TEXT]
    record = counting(path)
    cell = next(cell for cell in blind_cells(record) if record.cells[cell])
    typed = right(record) | {cell: "８８８件"}
    answer = hand_in(browser, path, base_of(ask(browser, path)), typed).json()
    assert "1 格" in answer["words"]
    page = browser.get(answer["there"]).text
    assert f'data-order="{cell}"' in page
    assert re.search(
        rf'data-cell="{cell}"[^>]*><span class="v">{record.cells[cell]}</span><i class="other"[^>]*>888</i>',
        page,
    )
    assert "另一次读数 888（独立复读）" in page
    assert f'data-cell="{cell}" data-typed="888"' in page
    assert "读" in page and "复读" in re.findall(r'<ol class="log".*?</ol>', page, re.S)[0]
    assert counting(path).status == "needs_review"
    assert counting(path).cells == record.cells


@pytest.mark.parametrize(
    ("text", "words"), [("", "没有填"), ("  ", "没有填"), ("abc", "不是件数"), ("-3", "不是件数")]
)
def test_what_is_no_figure_is_said_at_its_cell_and_nothing_is_kept(
    client: Client, paths: Paths, reviews: Reviews, text: str, words: str
) -> None:
    browser, path = client(), paths[TEXT]
    typed = right(reading(reviews, path))
    cell = next(cell for cell in typed if cell.startswith("requests."))
    answer = hand_in(browser, path, base_of(ask(browser, path)), typed | {cell: text})
    assert (answer.status_code, answer.json()["cell"]) == (422, cell)
    assert words in answer.json()["words"]
    assert list(reviews.log()) == []


def test_nobody_chooses_among_the_cells(client: Client, paths: Paths, reviews: Reviews) -> None:
    browser, path = client(), paths[TEXT]
    typed, base = right(reading(reviews, path)), base_of(ask(browser, path))
    fewer = dict(list(typed.items())[1:])
    more = typed | {next(cell for cell in form("2019").cells if cell not in typed): "0"}
    for each in (fewer, more, {}):
        assert hand_in(browser, path, base, each).status_code == 422
    assert list(reviews.log()) == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"path": "x"},
        {"path": "x", "base": "-1"},
        {"path": "x", "base": "1", "cell": ["a", "a"], "value": ["1", "2"]},
    ],
)
def test_a_request_without_sense_is_refused(client: Client, sent: dict) -> None:
    assert client().post("/blind", data=sent, headers=ORIGIN).status_code == 400


def test_what_was_typed_is_not_lost_where_the_report_was_read_anew(
    client: Client, paths: Paths, store: Store, reviews: Reviews
) -> None:
    browser, path = client(), paths[TEXT]
    record = reading(reviews, path)
    base = base_of(ask(browser, path))
    other = next(cell for cell, value in record.cells.items() if value and cell not in blind_cells(record))
    anew = record.model_copy(update={"cells": {**record.cells, other: record.cells[other] + 1}})
    store.save(anew, "another")
    answer = hand_in(browser, path, base, right(record))
    assert answer.status_code == 409
    assert list(reviews.log()) == []
    answer = hand_in(browser, path, answer.json()["base"], right(record))
    assert answer.status_code == 200


def test_who_comes_second_is_told(client: Client, paths: Paths, reviews: Reviews) -> None:
    first, second, path = client("甲"), client("乙"), paths[TEXT]
    typed = right(reading(reviews, path))
    pages = [ask(each, path) for each in (first, second)]
    assert hand_in(first, path, base_of(pages[0]), typed).status_code == 200
    held = hand_in(second, path, base_of(pages[1]), typed)
    assert (held.status_code, "甲" in held.json()["words"]) == (423, True)
    first.post("/release", data={"path": path}, headers=ORIGIN)
    late = hand_in(second, path, base_of(pages[1]), typed)
    assert (late.status_code, "base" in late.json()) == (409, False)
    assert len(list(reviews.log())) == 1


def test_only_a_verified_report_that_nobody_decided_about_is_read_blind(
    client: Client, paths: Paths, desk: Desk
) -> None:
    browser = client()
    assert browser.get("/blind", params={"path": paths[THREE_DOUBTS]}).status_code == 409
    assert browser.get("/blind", params={"path": "/etc/passwd"}).status_code == 404
    case = desk.case(paths[TEXT])
    desk.accept(paths[TEXT], case.revision, ["requests.received.total"])
    assert browser.get("/blind", params={"path": paths[TEXT]}).status_code == 409


def test_who_has_seen_the_figures_cannot_read_them_blind(
    client: Client, paths: Paths, reviews: Reviews
) -> None:
    browser, other, path = client("甲"), client("乙"), paths[TEXT]
    base = base_of(ask(browser, path))
    browser.get("/report", params={"path": path})
    assert "不能再作" in browser.get("/blind", params={"path": path}).text
    assert hand_in(browser, path, base, right(reading(reviews, path))).status_code == 422
    assert browser.post("/next", data={"q": "澄砚县"}, headers=ORIGIN).status_code == 404
    assert other.post("/next", data={"q": "澄砚县"}, headers=ORIGIN).text.startswith("/blind?")


@pytest.mark.parametrize("address", ["/work", "/source", "/report"])
def test_while_it_is_read_blind_no_page_tells_a_figure(
    client: Client, paths: Paths, reviews: Reviews, address: str
) -> None:
    browser, path = client(), paths[TEXT]
    base = base_of(ask(browser, path))
    browser.post("/hold", data={"path": path}, headers=ORIGIN)
    answer = browser.get(address, params={"path": path})
    assert answer.status_code == (303 if address == "/report" else 423)
    assert not re.search(r'class="(v|fig)"', answer.text)
    for action, sent in (("accept", "1"), ("accept", base), ("undo", base), ("sign", "1")):
        wrong = {"path": path, "base": sent, "action": action}
        refused = browser.post("/edit", data=wrong, headers=ORIGIN)
        assert (refused.status_code, "正在独立复读" in refused.text) == (423, True)
        assert 'class="v"' not in refused.text
    assert hand_in(browser, path, base, right(reading(reviews, path))).status_code == 200
    assert browser.get("/work", params={"path": path}).status_code == 200


@pytest.mark.parametrize("address", ["/work", "/source", "/report", "/edit"])
def test_whoever_was_shown_the_figures_anywhere_never_reads_them_blind(
    client: Client, paths: Paths, reviews: Reviews, address: str
) -> None:
    browser, path = client(), paths[TEXT]
    base = base_of(ask(browser, path))
    if address == "/edit":
        stale = {"path": path, "base": "1", "action": "accept"}
        assert browser.post(address, data=stale, headers=ORIGIN).status_code == 409
    else:
        assert browser.get(address, params={"path": path}).status_code == 200
    typed = right(reading(reviews, path))
    for each in (browser, client()):  # The second server knows nothing but what the store keeps.
        assert "不能再作" in each.get("/blind", params={"path": path}).text
        assert hand_in(each, path, base, typed).status_code == 422
        sent = {"status": "verified", "q": "澄砚县"}
        assert each.post("/next", data=sent, headers=ORIGIN).text.startswith("/report?")
        each.post("/release", data={"path": path}, headers=ORIGIN)
    assert client("乙").get("/blind", params={"path": path}).status_code == 200


def test_only_what_the_lot_says_is_read_blind(client: Client, paths: Paths, reviews: Reviews) -> None:
    record = reading(reviews, paths[TEXT])
    own = lot(record.document.sha256 or "")
    for share, status in ((own, 409), (0.0, 409), (own + 1e-9, 200)):
        answer = client(blind=share).get("/blind", params={"path": paths[TEXT]})
        assert (answer.status_code, "没有抽中" in answer.text) == (status, status == 409)
    base = base_of(ask(client(), paths[TEXT]))
    answer = hand_in(client(blind=own), paths[TEXT], base, right(record))
    assert (answer.status_code, "没有抽中" in answer.json()["words"]) == (422, True)
    assert list(reviews.log()) == []


def test_to_ask_for_a_blind_reading_puts_nothing_back(client: Client, paths: Paths, reviews: Reviews) -> None:
    for path, blind in ((paths[THREE_DOUBTS], 1.0), (paths[WEB], 0.0)):
        browser = client(blind=blind)
        browser.post("/hold", data={"path": path}, headers=ORIGIN)
        assert browser.get("/blind", params={"path": path}).status_code == 409
        assert reviews.holder(reading(reviews, path).document.sha256 or "") == "甲"
    assert client().get("/blind", params={"path": paths[WEB]}).status_code == 200  # Nothing of it was shown.


def test_what_is_said_aloud_of_a_blind_reading_has_a_place_of_its_own(client: Client, paths: Paths) -> None:
    page = ask(client(), paths[WEB])
    assert '<div id="heard" class="visually-hidden" aria-live="assertive">' in page.partition("</main>")[2]
    assert [page.count(f'role="{role}"') for role in ("tab", "tabpanel")] == [2, 2]


def test_a_bound_is_told_as_one_of_the_cells_that_were_asked() -> None:
    assert "所查各格" in say("zh", "stats.wrong.what")
    assert "one of the cells that were asked wrong" in say("en", "stats.wrong.what")


def test_without_its_file_it_is_said_that_there_is_nothing_to_read_from(client: Client, paths: Paths) -> None:
    Path(paths[TEXT]).unlink()
    assert "文件已不在原处" in ask(client(), paths[TEXT])


# -- among the others ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("paths")
def test_blind_reports_are_mixed_in_by_how_many_wait(client: Client) -> None:
    browser = client()
    office = browser.app.app.routes[0].endpoint.__self__.context.office  # type: ignore[attr-defined]
    office.chance = Always(2)  # one waits in the queue, two are to be read blind
    assert browser.post("/next", headers=ORIGIN).text.startswith("/report?")
    office.chance = Always(1)
    assert browser.post("/next", headers=ORIGIN).text.startswith("/blind?")
    assert office.chance.asked == [3]


class Always(Random):
    """Draws one number, and notes of how many."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.asked: list[int] = []

    def randrange(self, start: int, *_: object) -> int:  # type: ignore[override]
        self.asked.append(start)
        return self.number


def test_they_come_as_often_as_there_are_of_them() -> None:
    chance = Random(0)
    drawn = sum(turn(20, 60, chance) for _ in range(4000))
    assert 900 < drawn < 1100
    assert not turn(0, 0, chance) and turn(1, 0, chance) and not turn(0, 5, chance)


@pytest.mark.usefixtures("paths")
def test_where_the_queue_is_empty_the_blind_ones_go_on(client: Client) -> None:
    browser = client()
    seen = []
    current = None
    for _ in range(3):
        sent = {"current": current} if current else {}
        there = browser.post("/next", data=sent, headers=ORIGIN).text
        seen.append(there)
        found = re.search(r'data-sha256="(\w+)"', browser.get(there).text)
        assert found is not None
        current = found[1]
    assert sorted(there.partition("?")[0] for there in seen) == ["/blind", "/blind", "/report"]


@pytest.mark.usefixtures("paths")
def test_who_goes_through_the_verified_reports_meets_those_to_be_read_blind_as_such(client: Client) -> None:
    browser = client()
    office = browser.app.app.routes[0].endpoint.__self__.context.office  # type: ignore[attr-defined]
    office.chance = Always(10**9)  # never a blind one's turn
    there = browser.post("/next", data={"status": "verified"}, headers=ORIGIN).text
    assert there.startswith("/blind?status=verified&")
    assert (
        client("乙", blind=0.0)
        .post("/next", data={"status": "verified"}, headers=ORIGIN)
        .text.startswith("/report?")
    )


def test_where_nothing_waits_the_list_of_statuses_says_so(client: Client, paths: Paths, store: Store) -> None:
    shown = r'<option value="needs_review" selected>[^<]* \({}\)'
    assert re.search(shown.format(1), client().get("/").text)
    Path(paths[THREE_DOUBTS]).write_text("别的", "utf-8")
    read_in(store, Path(paths[THREE_DOUBTS]).parent)
    assert re.search(shown.format(0), client().get("/").text)


@pytest.mark.usefixtures("paths")
def test_with_a_share_of_nothing_none_is_mixed_in(client: Client) -> None:
    browser = client(blind=0.0)
    assert browser.post("/next", headers=ORIGIN).text.startswith("/report?")
    assert browser.post("/next", data={"status": "failed"}, headers=ORIGIN).status_code == 404


def test_while_a_report_is_read_blind_no_page_leads_to_its_figures(client: Client, paths: Paths) -> None:
    browser, path = client(), paths[TEXT]
    there = browser.post("/next", data={"q": "澄砚县"}, headers=ORIGIN).text
    page = browser.get(there).text
    assert not re.search(r'href="/report|"/work|"/source', page)
    row = re.search(
        r"<tr class=.*?</tr>", browser.get("/", params={"status": "any", "q": "澄砚县"}).text, re.S
    )
    assert row is not None
    assert 'href="/blind?' in row[0] and "独立复读" in row[0]
    assert "verified" not in row[0] and "可以核实" not in row[0]
    answer = browser.get("/report", params={"path": path})
    assert (answer.status_code, answer.headers["location"].startswith("/blind?path=")) == (303, True)
    browser.post("/release", data={"path": path}, headers=ORIGIN)
    assert browser.get("/report", params={"path": path}).status_code == 200


# -- the core -----------------------------------------------------------------------------------------------------------


def test_a_report_is_read_in_full_or_not_at_all(store: Store, desk: Desk) -> None:
    case = plain_case()
    record = record_of(case.form, case.read)
    store.save(record, "offline")
    path = record.document.path
    values = {cell: record.cells[cell] for cell in blind_cells(record)}
    revision = desk.case(path).revision
    with pytest.raises(RefusedError, match="left out"):
        read_blind(desk, path, revision, dict(list(values.items())[1:]))
    with pytest.raises(RefusedError, match="not asked"):
        read_blind(desk, path, revision, {**values, next(c for c in record.cells if c not in values): 0})
    cell = next(cell for cell, value in values.items() if value)
    after, differ = read_blind(desk, path, revision, values | {cell: 9})
    assert differ == (cell,) == after.state.doubts
    with pytest.raises(RefusedError, match="already"):
        asked(after.state)


def test_a_report_in_doubt_is_not_read_blind() -> None:
    case = plain_case()
    with pytest.raises(RefusedError, match="verified"):
        asked(state_of(record_of(case.form, case.read, case.doubted), []))


# -- statistics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "还没有人作过独立复读"), ("en", "No verified report was read blind")]
)
def test_of_nothing_nothing_is_told(client: Client, language: str, words: str) -> None:
    page = client(language=language).get("/statistics").text
    assert words in page
    assert "–" in page


def test_agreement_and_errors_are_told_with_their_intervals_and_meanings(
    client: Client, paths: Paths, reviews: Reviews, desk: Desk
) -> None:
    browser = client()
    for name in (TEXT, WEB):
        path = paths[name]
        typed = right(reading(reviews, path))
        if name == WEB:
            typed[next(cell for cell in typed if cell.startswith("requests."))] = "77"
        assert hand_in(browser, path, base_of(ask(browser, path)), typed).status_code == 200
    page = browser.get("/statistics").text
    assert "96.88%（32 格中 31 格）" in page
    assert "2 份中 1 份；至多 97.47%" in page  # nobody has looked again
    case = desk.case(paths[WEB])
    desk.accept(paths[WEB], case.revision, case.state.doubts)
    page = browser.get("/statistics", params={"lang": "en"}).text
    assert "3.12% (1 of 32 cells)" in page
    assert "0 of 2; at most 77.64%" in page
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)
    assert all(re.search(r'class="meaning">[^<]{30,}', row) for row in rows)
    assert len(rows) >= 12
    assert 'href="/statistics"' in browser.get("/").text


def test_names_of_reviewers_are_shown_and_not_obeyed(client: Client, store: Store, reviews: Reviews) -> None:
    case = plain_case()
    record = record_of(case.form, case.read)
    store.save(record, "offline")
    desk = Desk(reviews, "<b>\u202e")
    path = record.document.path
    desk.sign(path, desk.case(path).revision)
    page = client().get("/statistics").text
    assert "&lt;b&gt;[U+202E] 1" in page


def test_every_phrase_is_there_in_both_languages() -> None:
    from crossfoot.review.web.blind_phrases import PHRASES

    used = set()
    folder = Path(blind_pages.__file__).parent
    for file in (*folder.glob("blind*.py"), *folder.glob("statistics*.py"), *folder.glob("templates/*.html")):
        used |= set(re.findall(r'say\((?:language, |self\.language, )?"([a-z.]+)"', file.read_text("utf-8")))
    assert {key for key in used if re.match(r"(blind|stats)\.\w", key)} <= PHRASES.keys()
    for chinese, english in PHRASES.values():
        fields = [set(re.findall(r"{(\w+)}", words)) for words in (chinese, english)]
        assert fields[0] == fields[1]
