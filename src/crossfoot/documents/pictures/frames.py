"""From a picture's bytes to its pages in grey, within limits."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from struct import error as StructError

import PIL.Image
import PIL.ImageOps

from crossfoot.documents.model import DocumentError
from crossfoot.documents.source import Source

MAX_PIXELS = 80_000_000
"""Of one page: A4 at 900 dpi."""
MAX_PAGES = 60
_PLAUSIBLE_DPI = range(60, 1201)
"""Other resolutions are what programs write when they know none."""

_FAULTS = (ArithmeticError, EOFError, LookupError, OSError, StructError, SyntaxError, TypeError, ValueError)
"""What Pillow's decoders let through of what their parsing meets."""


def pages_of(source: Source) -> Iterator[tuple[PIL.Image.Image, float]]:
    """The pages of a picture as they are shown, each with its pixels per point (1 where the file does not tell).

    Raises:
        DocumentError: `too_many_pages` for more than `MAX_PAGES`, `too_large` for more than `MAX_PIXELS` pixels on
            one, `damaged` for a picture that is cut off or broken.
    """
    with _guarded():
        picture = PIL.Image.open(BytesIO(source.data))
        # The frames of other formats are an animation or a preview, not pages.
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    with picture:
        if count > MAX_PAGES:
            hint = "keep only those of the report"
            raise DocumentError("too_many_pages", f"{count} pages, over the limit of {MAX_PAGES}: {hint}")
        for number in range(count):
            with _guarded():
                page = _page(picture, number)
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


def _page(picture: PIL.Image.Image, number: int) -> tuple[PIL.Image.Image, float]:
    if number:
        picture.seek(number)
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(f"{picture.width:,} × {picture.height:,} pixels on a page")
    scale = _scale(picture)
    return _grey(PIL.ImageOps.exif_transpose(picture)), scale


def _too_large(what: str) -> DocumentError:
    return DocumentError("too_large", f"a picture with {what}: split it, or scan it at 200 dpi")


def _scale(picture: PIL.Image.Image) -> float:
    dpi = picture.info.get("dpi", (0, 0))[0]
    return float(dpi) / 72 if round(dpi) in _PLAUSIBLE_DPI else 1.0


def _grey(picture: PIL.Image.Image) -> PIL.Image.Image:
    """As on white paper; sixteen bits a pixel become eight."""
    if picture.mode.startswith(("I", "F")):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        paper = PIL.Image.new("RGBA", shown.size, "white")
        return PIL.Image.alpha_composite(paper, shown).convert("L")
    return picture.convert("L")
