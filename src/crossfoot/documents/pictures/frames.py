"""From a picture's bytes to its pages in grey, within limits."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from struct import error as StructError
from typing import cast

import PIL.Image
import PIL.ImageOps

from crossfoot.documents.model import DocumentError
from crossfoot.documents.source import Source

MAX_PIXELS = 80_000_000
"""Of one page: A4 at 900 dpi."""
MAX_PAGES = 60
_PLAUSIBLE_DPI = range(60, 1201)
"""Other resolutions are what programs write when they know none."""
_SQUARE = 1.1
"""How much finer pixels are in one direction than in the other where they are not meant to be square."""
_ANIMATED = ("PNG", "WEBP")
_ORIENTATION, _ON_ITS_SIDE = 0x0112, range(5, 9)
_SUBFILE = 0x00FE
_REDUCED_OR_MASK = 0b101
"""Bits of what kind a frame of a TIFF is. https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf, page 36"""

_FAULTS = (ArithmeticError, EOFError, LookupError, OSError, StructError, SyntaxError, TypeError, ValueError)
"""What Pillow's decoders let through of what their parsing meets."""


def pages_of(source: Source) -> Iterator[tuple[PIL.Image.Image, float]]:
    """The pages of a picture as they are shown, each with its pixels per point (1 where the file does not tell).

    Raises:
        DocumentError: `unsupported_format` for an animation, `too_many_pages` for more than `MAX_PAGES`, `too_large`
            for more than `MAX_PIXELS` pixels on one, `damaged` for a picture that is cut off or broken.
    """
    with _guarded():
        picture = PIL.Image.open(BytesIO(source.data))
        count = getattr(picture, "n_frames", 1)
    with picture:
        if getattr(picture, "is_animated", False) and picture.format in _ANIMATED:
            hint = "save the ones that show the report as single pictures"
            raise DocumentError(
                "unsupported_format", f"an animation of {count} pictures cannot be read: {hint}"
            )
        if picture.format != "TIFF":
            count = 1  # What else there is, is a preview.
        if count > MAX_PAGES:
            hint = "keep only those of the report"
            raise DocumentError("too_many_pages", f"{count} pages, over the limit of {MAX_PAGES}: {hint}")
        for number in range(count):
            with _guarded():
                page = _page(picture, number)
            if page is not None:
                yield page


@contextmanager
def _guarded() -> Iterator[None]:
    """Pillow's errors as ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            # What else Pillow warns of (odd metadata, a palette with transparency) does not change what is seen.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning) as error:
        raise _too_large(f"more than {MAX_PIXELS:,} pixels") from error
    except _FAULTS as error:
        # Pillow's words name objects by where they lie in memory.
        raise DocumentError("damaged", "a picture that cannot be decoded: save or scan it again") from error


def _page(picture: PIL.Image.Image, number: int) -> tuple[PIL.Image.Image, float] | None:
    """A page; null for what a TIFF holds beside its pages."""
    if number:
        picture.seek(number)
    if number and _is_beside(picture):
        return None
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(f"{picture.width:,} × {picture.height:,} pixels on a page")
    across, down = _resolution(picture)
    if picture.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE:
        across, down = down, across
    return _square(_grey(PIL.ImageOps.exif_transpose(picture)), across, down), max(across, down) / 72


def _too_large(what: str) -> DocumentError:
    return DocumentError("too_large", f"a picture with {what}: split it, or scan it at 200 dpi")


def _is_beside(picture: PIL.Image.Image) -> bool:
    """Is the frame of a TIFF a small copy of a page, or a mask?"""
    kind = getattr(picture, "tag_v2", {}).get(_SUBFILE, 0)
    return isinstance(kind, int) and bool(kind & _REDUCED_OR_MASK)


def _resolution(picture: PIL.Image.Image) -> tuple[float, float]:
    """Dots to the inch across and down; 72 where the file does not tell."""
    across, down = picture.info.get("dpi", (0, 0))
    known = round(across) in _PLAUSIBLE_DPI and round(down) in _PLAUSIBLE_DPI
    return (float(across), float(down)) if known else (72.0, 72.0)


def _square(page: PIL.Image.Image, across: float, down: float) -> PIL.Image.Image:
    """The page with as many pixels to the inch across as down: a fax has fewer rows."""
    if max(across, down) < _SQUARE * min(across, down):
        return page
    finest = max(across, down)
    size = round(page.width * finest / across), round(page.height * finest / down)
    if size[0] * size[1] > MAX_PIXELS:
        return page
    return page.resize(size, PIL.Image.Resampling.BICUBIC)


def _grey(picture: PIL.Image.Image) -> PIL.Image.Image:
    """As on white paper; of more than eight bits a pixel, paper as the lightest."""
    if picture.mode.startswith(("I", "F")):
        return _stretched(picture)
    if picture.mode == "LAB":
        return picture.getchannel(0)
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        paper = PIL.Image.new("RGBA", shown.size, "white")
        return PIL.Image.alpha_composite(paper, shown).convert("L")
    return picture.convert("L")


def _stretched(picture: PIL.Image.Image) -> PIL.Image.Image:
    """In eight bits, whichever part of their range the values fill: scanners write twelve bits into sixteen."""
    levels = picture.convert("F")
    darkest, lightest = cast("tuple[float, float]", levels.getextrema())
    darkest = min(darkest, 0.0)
    if not darkest < lightest:
        return PIL.Image.new("L", picture.size, "white")
    step = 255 / (lightest - darkest)
    return levels.point(lambda value: value * step + -darkest * step).convert("L")
