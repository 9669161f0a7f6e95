"""The parts of the review pages that need no server: words, pages drawn, the shelf of documents."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from web_support import THREE_DOUBTS, WEB, folder_of

from crossfoot.documents import Document
from crossfoot.documents.facsimile import MAX_PIXELS, WIDTH, PageSize
from crossfoot.pipeline.document import Prepared, examine, prepare
from crossfoot.review.web import phrases, shelf
from crossfoot.review.web.original import Drawer
from crossfoot.review.web.shelf import Absent, Opened, Shelf


@pytest.mark.parametrize("key", sorted(phrases._PHRASES))
def test_both_languages_say_the_same_things(key: str) -> None:
    zh, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in phrases._PHRASES[key])
    # An amount may be said in one language and be plain in the other; nothing is filled in that is not given.
    assert zh == en


def test_phrases_of_reports_are_at_hand_and_unknown_ones_are_faults() -> None:
    assert phrases.say("en", "status.verified") == "in order"
    with pytest.raises(KeyError):
        phrases.say("zh", "no.such.phrase")


def opened(data: bytes, kind: str) -> Opened:
    document = Document("x", (), kind, None, sha256(data).hexdigest(), "x")
    return Opened(data, Prepared(document, None, None))  # type: ignore[arg-type]


def picture(width: int, height: int, *, dpi: int) -> bytes:
    out = BytesIO()
    Image.new("L", (width, height), 255).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def pdf(*sizes: tuple[float, float]) -> bytes:
    made = PdfDocument.new()
    for width, height in sizes:
        made.new_page(width, height)
    out = BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


@pytest.fixture
async def drawer() -> AsyncIterator[Drawer]:
    made = Drawer()
    yield made
    await made.close()


async def test_pages_of_a_picture_are_as_large_as_it_was_scanned(drawer: Drawer) -> None:
    document = opened(picture(2480, 3508, dpi=300), "image/png")
    (page,) = await drawer.pages(document)
    assert (page.number, round(page.width), round(page.height)) == (1, 595, 842)
    drawn = await drawer.draw(document, 1)
    assert drawn is not None
    with Image.open(BytesIO(drawn)) as image:
        assert image.width == WIDTH
    assert await drawer.draw(document, 2) is None
    assert await drawer.draw(document, 0) is None


async def test_pages_of_a_pdf_are_drawn_within_limits(drawer: Drawer) -> None:
    document = opened(pdf((595, 842), (200, 14_000)), "application/pdf")
    assert await drawer.pages(document) == (PageSize(1, 595, 842), PageSize(2, 200, 14_000))
    for number in (1, 2):
        drawn = await drawer.draw(document, number)
        assert drawn is not None
        with Image.open(BytesIO(drawn)) as image:
            assert image.width * image.height <= 1.01 * MAX_PIXELS
        assert await drawer.draw(document, number) is drawn  # Kept.


async def test_every_page_of_a_long_pdf_can_be_looked_at(drawer: Drawer) -> None:
    document = opened(pdf(*[(60, 80)] * 61), "application/pdf")
    assert len(await drawer.pages(document)) == 61
    assert await drawer.draw(document, 61) is not None
    assert await drawer.draw(document, 62) is None


async def test_other_formats_have_no_pages_and_wait_for_nobody_s(drawer: Drawer) -> None:
    async with drawer._one:  # Somebody's page is being drawn.
        assert await drawer.pages(opened(b"x", "text/plain")) == ()


async def test_a_page_that_cannot_be_drawn_is_none_and_the_next_is_drawn(drawer: Drawer) -> None:
    broken = opened(b"%PDF-1.7 and nothing else", "application/pdf")
    assert await drawer.pages(broken) == ()
    assert await drawer.draw(broken, 1) is None
    assert await drawer.pages(opened(pdf((595, 842)), "application/pdf")) == (PageSize(1, 595, 842),)


async def test_a_page_that_takes_for_ever_is_given_up(drawer: Drawer) -> None:
    slow = opened(endless(), "application/pdf")
    (page,) = await drawer.pages(slow)
    drawer.workers.timeout = 1.0
    assert await drawer.draw(slow, page.number) is None


def endless() -> bytes:
    """A PDF of one page, filled with a pattern whose tiles are filled with another, and so on."""
    tile = (
        "<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep .01/YStep .01/Resources"
    )
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Pattern<</P 5 0 R>>>>>>",
    ]
    fill = "/Pattern cs /P scn 0 0 595 842 re f"
    parts.append(f"<</Length {len(fill)}>>stream\n{fill}\nendstream")
    for number in range(5, 9):
        inner = f"{tile}<</Pattern<</P {number + 1} 0 R>>>>"
        parts.append(f"{inner}/Length {len(fill)}>>stream\n{fill}\nendstream")
    parts.append(f"{tile}<<>>/Length 14>>stream\n0 0 1 1 re f   \nendstream")
    body, places = "%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {size}>>\n"
        f"startxref\n{len(body)}\n%%EOF"
    ).encode()


async def test_a_document_is_read_once_however_many_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = folder_of(tmp_path, WEB).iterdir()
    record = examine(file)
    asked = []
    read = shelf.read_bytes
    monkeypatch.setattr(shelf, "read_bytes", lambda *a, **k: (asked.append(a), read(*a, **k))[1])
    books = Shelf()
    first, second = await asyncio.gather(books.open(record), books.open(record))
    assert first is second and isinstance(first, Opened)
    file.unlink()
    assert await books.open(record) is first
    assert len(asked) == 1
    await books.close()


async def test_who_has_no_patience_gets_nothing_yet_and_the_document_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = folder_of(tmp_path, WEB).iterdir()
    record = examine(file)
    books = Shelf()
    let_go = asyncio.Event()
    really = books._open

    async def slow(*args: object) -> Opened | Absent:
        await let_go.wait()
        return await really(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(books, "_open", slow)
    assert await books.open(record, 0.01) is None
    let_go.set()
    assert isinstance(await books.open(record, 60), Opened)
    await books.close()


async def test_only_the_last_documents_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT", 1)
    books = Shelf()
    records = [examine(file) for file in folder_of(tmp_path, WEB, THREE_DOUBTS).iterdir()]
    for record in records:
        await books.open(record)
    hands = [books.at_hand(record.document.sha256 or "") for record in records]
    assert hands[0] is None and hands[1] is not None
    await books.close()


async def test_what_is_no_report_any_more_is_said(tmp_path: Path) -> None:
    (file,) = folder_of(tmp_path, WEB).iterdir()
    record = examine(file)
    file.write_text("nothing", encoding="utf-8")
    info = record.document.model_copy(update={"sha256": sha256(b"nothing").hexdigest()})
    found = await Shelf().open(record.model_copy(update={"document": info}))
    assert isinstance(found, Absent) and found.why == "unreadable"
    file.unlink()
    gone = await Shelf().open(record)
    assert isinstance(gone, Absent) and gone.why == "gone"


def test_what_is_printed_at_a_cell_s_place(tmp_path: Path) -> None:
    from crossfoot.documents import read

    (file,) = folder_of(tmp_path, THREE_DOUBTS).iterdir()
    prepared = prepare(read(file))
    assert isinstance(prepared, Prepared)
    printed = Opened(b"", prepared).printed
    cells = prepared.printed.reading.cells
    certain = {path: value for path, value in cells.items() if path in printed}
    assert certain and all(printed[path] == value for path, value in certain.items())
    in_doubt = [path for path in prepared.anchors.form.cells if "normative_documents" in path]
    assert not any(path in printed for path in in_doubt)
