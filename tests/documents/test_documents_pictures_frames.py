"""Pictures as pages in grey, within limits."""

from io import BytesIO

import PIL.Image
import pytest

from crossfoot.documents import DocumentError, Source
from crossfoot.documents.pictures import frames as module
from crossfoot.documents.pictures.frames import pages_of


def source(image, kind="PNG", **more):
    out = BytesIO()
    image.save(out, kind, **more)
    return Source(out.getvalue(), "scan")


def refused(given):
    with pytest.raises(DocumentError) as caught:
        list(pages_of(given))
    return caught.value


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "WEBP"])
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_every_kind_comes_as_grey(kind, mode):
    ((page, _),) = pages_of(source(PIL.Image.new(mode, (40, 30), "white"), kind))
    assert page.mode == "L"
    assert page.size == (40, 30)
    assert page.getextrema() == (255, 255)


def test_what_is_transparent_is_paper():
    image = PIL.Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    image.putpixel((3, 3), (0, 0, 0, 255))
    ((page, _),) = pages_of(source(image))
    assert page.getpixel((0, 0)) == 255
    assert page.getpixel((3, 3)) == 0


def test_sixteen_bits_become_eight():
    image = PIL.Image.new("I;16", (4, 4), 0xFFFF)
    image.putpixel((0, 0), 0x8000)
    ((page, _),) = pages_of(source(image, "TIFF"))
    assert page.getpixel((0, 0)) in (127, 128)
    assert page.getpixel((1, 1)) == 255


def test_the_pages_of_a_tiff_come_in_their_order():
    pages = [PIL.Image.new("L", (10, 10), shade) for shade in (0, 100, 200)]
    found = list(pages_of(source(pages[0], "TIFF", save_all=True, append_images=pages[1:])))
    assert [page.getpixel((0, 0)) for page, _ in found] == [0, 100, 200]


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_no_picture_is_lost_in_silence(kind):
    shots = [PIL.Image.new("L", (10, 10), shade) for shade in (0, 200)]
    error = refused(source(shots[0], kind, save_all=True, append_images=shots[1:]))
    assert error.code == "unsupported_format"
    assert "2 pictures" in error.message
    assert "single pictures" in error.message


def test_a_picture_is_turned_as_its_camera_says():
    image = PIL.Image.new("L", (40, 30), "white")
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    ((page, _),) = pages_of(source(image, "JPEG", exif=exif))
    assert page.size == (30, 40)


@pytest.mark.parametrize(("dpi", "scale"), [(144, 2.0), (1, 1.0), (None, 1.0), (20_000, 1.0)])
def test_pixels_per_point_are_what_the_file_says_if_that_can_be(dpi, scale):
    more = {} if dpi is None else {"dpi": (dpi, dpi)}
    ((_, found),) = pages_of(source(PIL.Image.new("L", (4, 4)), "TIFF", **more))
    assert found == pytest.approx(scale, rel=0.01)


def test_too_many_pages(monkeypatch):
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    pages = [PIL.Image.new("L", (10, 10))] * 3
    error = refused(source(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert error.code == "too_many_pages"
    assert "3 pages" in error.message


def test_too_many_pixels(monkeypatch):
    monkeypatch.setattr(module, "MAX_PIXELS", 99)
    error = refused(source(PIL.Image.new("L", (10, 10))))
    assert error.code == "too_large"


@pytest.mark.parametrize("factor", [1, 3])
def test_a_bomb_is_refused_before_it_is_unpacked(factor, monkeypatch):
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 100 * factor - 1)
    assert refused(source(PIL.Image.new("L", (20, 15)))).code == "too_large"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_a_picture_that_is_cut_off_is_damaged(kind):
    whole = source(PIL.Image.effect_noise((200, 200), 90), kind).data
    error = refused(Source(whole[: len(whole) // 2], "scan"))
    assert error.code == "damaged"
    assert "again" in error.message


def test_what_cannot_be_decoded_is_told_in_the_same_words_every_time():
    error = refused(Source(b"\x89PNG\r\n\x1a\n" + b"nonsense", "scan"))
    assert error.message == "a picture that cannot be decoded: save or scan it again"
