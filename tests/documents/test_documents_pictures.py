"""Pictures of reports through the real engine, and what is said where it is not installed."""

import importlib.util
import random
import socket
import sys
from io import BytesIO
from pathlib import Path

import PIL.Image
import PIL.ImageDraw
import PIL.ImageFilter
import PIL.ImageFont
import pytest

from crossfoot.documents import DocumentError, Source, parse
from crossfoot.documents.pictures import read
from crossfoot.evaluation.simulation import Style, draw, fill_in, printed, tables, unmarked
from crossfoot.forms import form
from crossfoot.pipeline import examine

MISSING = [name for name in ("rapidocr", "onnxruntime", "cv2") if importlib.util.find_spec(name) is None]
FONTS = [
    Path(folder, name)
    for folder in ("/usr/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts", Path.home() / ".fonts")
    for name in (
        "opentype/noto/NotoSerifCJK-Regular.ttc",
        "opentype/noto/NotoSansCJK-Regular.ttc",
        "truetype/wqy/wqy-zenhei.ttc",
        "truetype/arphic/uming.ttc",
        "Supplemental/Songti.ttc",
        "simsun.ttc",
    )
]
FONT = next((path for path in FONTS if path.exists()), None)
with_engine = pytest.mark.skipif(bool(MISSING), reason=f"the extra [ocr] is not installed: {MISSING}")
with_font = pytest.mark.skipif(FONT is None, reason="no font with Chinese characters was found")

FORM = form("2021")
SIZE = 16
HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """The tests share the machine with others."""
    if not MISSING:
        from crossfoot.documents.pictures import rapid

        monkeypatch.setattr(rapid, "_threads", lambda: 1)


def png(image, kind="PNG", **more):
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def wrapped(text, width, font):
    lines = [""]
    for character in text:
        if font.getlength(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines


def widths(table):
    """Wide columns for labels, narrow ones for figures."""
    narrow = {box.column for box in table.boxes if box.figure and box.colspan == 1}
    return [52 if column in narrow else 180 for column in range(table.columns)]


def paint(paper, table, top, font):
    """Draw a table with its lines at *top*; where it ends."""
    xs = [50]
    for width in widths(table):
        xs.append(xs[-1] + width)
    lines = {
        box: wrapped(unmarked(box.text), xs[box.column + box.colspan] - xs[box.column] - 10, font)
        for box in table.boxes
    }
    heights = [
        max([1, *(len(lines[b]) for b in table.boxes if b.row == row and b.rowspan == 1)]) * (SIZE + 4) + 8
        for row in range(table.rows)
    ]
    ys = [top]
    for height in heights:
        ys.append(ys[-1] + height)
    for box in table.boxes:
        left, upper = xs[box.column], ys[box.row]
        paper.rectangle(
            (left, upper, xs[box.column + box.colspan], ys[box.row + box.rowspan]), outline=0, width=1
        )
        for n, line in enumerate(lines[box]):
            paper.text((left + 5, upper + 3 + n * (SIZE + 4)), line, 0, font)
    return ys[-1]


def page(cells, style):
    """The three tables on one page, below the title."""
    font = PIL.ImageFont.truetype(str(FONT), SIZE)
    image = PIL.Image.new("L", (1000, 2400), 255)
    paper = PIL.ImageDraw.Draw(image)
    paper.text((50, 30), "槐渡镇人民政府2023年政府信息公开工作年度报告", 0, font)
    top = 70
    prints = printed(FORM, cells, style, random.Random(1))
    for heading, table in zip(HEADINGS, tables(FORM, prints, style, str), strict=True):
        paper.text((50, top), heading, 0, font)
        top = paint(paper, table, top + 30, font) + 20
    return image.crop((0, 0, image.width, top + 30))


def scanned(image, rng):
    """As a scanner gives it: askew, a little blurred, with grain."""
    turned = image.rotate(rng.uniform(-1.2, 1.2), PIL.Image.Resampling.BICUBIC, fillcolor=255)
    noise = PIL.Image.effect_noise(image.size, 30)
    soft = turned.filter(PIL.ImageFilter.GaussianBlur(0.7))
    return PIL.Image.blend(soft, noise, 0.15)


@with_engine
@with_font
@pytest.mark.parametrize("seed", [3])
def test_a_scanned_report_is_read_without_a_wrong_figure_and_is_for_review(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)  # nothing is downloaded
    rng = random.Random(seed)
    style = Style(zeros="mixed")
    cells = fill_in(FORM, draw(FORM, rng), style, rng)
    path = tmp_path / "scan.html"
    scanned(page(cells, style), rng).save(path, "JPEG", quality=70)
    record = examine(path)
    assert record.status == "needs_review"
    assert "图片" in record.reason
    wrong = {
        name: (value, record.cells[name])
        for name, value in cells.items()
        if record.cells[name] not in (value, None)
    }
    assert wrong == {}
    right = sum(record.cells[name] == value for name, value in cells.items())
    assert right >= 0.9 * len(cells)


@with_engine
def test_a_picture_without_text_is_empty():
    with pytest.raises(DocumentError) as caught:
        parse(png(PIL.Image.new("RGB", (400, 300), "white")), "scan.png")
    assert caught.value.code == "empty"
    assert "no text was found" in caught.value.message


@with_engine
@with_font
def test_origins_tell_page_and_place():
    blank = PIL.Image.new("L", (700, 200), 255)
    font = PIL.ImageFont.truetype(str(FONT), 60)
    page = blank.copy()
    PIL.ImageDraw.Draw(page).text((100, 60), "政府信息公开", 0, font)
    document = read(Source(png(blank, "TIFF", save_all=True, append_images=[page], dpi=(144, 144)), "scan"))
    assert document.recognised
    assert document.media_type == "image/tiff"
    at = document.text.index("信息")
    (origin,) = document.origins_of(at, at + 2)
    left, top, right, bottom = origin.box
    assert origin.page == 2
    assert (left, top) == pytest.approx((50, 36), abs=16)
    assert (right, bottom) == pytest.approx((230, 62), abs=16)


def without(monkeypatch, name):
    """As if the library *name* were not there."""
    monkeypatch.setitem(sys.modules, name, None)
    for module in ("page", "rapid"):
        monkeypatch.delitem(sys.modules, f"crossfoot.documents.pictures.{module}", raising=False)


@pytest.mark.parametrize("name", ["rapidocr", "cv2", "numpy"])
def test_without_the_extra_a_picture_is_refused_with_advice(name, monkeypatch):
    without(monkeypatch, name)
    if name == "cv2":
        for module in ("ink", "ruling", "upright"):
            monkeypatch.delitem(sys.modules, f"crossfoot.documents.pictures.{module}", raising=False)
    with pytest.raises(DocumentError) as caught:
        parse(png(PIL.Image.new("RGB", (40, 30), "white")), "scan.png")
    assert caught.value.code == "needs_ocr"
    assert "scan.png" in caught.value.message
    assert "pip install 'crossfoot[ocr]'" in caught.value.message


@with_engine
def test_an_engine_without_its_models_is_refused_and_downloads_nothing(tmp_path, monkeypatch):
    from crossfoot.documents.pictures import rapid

    monkeypatch.setattr(rapid.rapidocr, "__file__", str(tmp_path / "rapidocr.py"))
    monkeypatch.setattr(socket, "socket", None)
    rapid.engine.cache_clear()
    with pytest.raises(DocumentError) as caught:
        parse(png(PIL.Image.new("RGB", (40, 30), "white")), "scan.png")
    assert caught.value.code == "needs_ocr"
    assert "no model" in caught.value.message
