"""One simulated report: figures, print, damage, and what the text that comes out of it still says."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from crossfoot.evaluation.simulation.damage import FIGURES, STRUCTURAL
from crossfoot.evaluation.simulation.figures import Cells, draw, draw_style, err, fill_in, printed
from crossfoot.evaluation.simulation.layouts import LAYOUTS
from crossfoot.evaluation.simulation.pages import page, traditional
from crossfoot.evaluation.simulation.sheet import Truth, draw_wording, tables, truth, unmarked
from crossfoot.forms import Form, forms


@dataclass(frozen=True)
class Configuration:
    """What kind of documents are simulated."""

    layouts: Sequence[str]
    """Names in `LAYOUTS`; each document has one of them."""
    damages: Sequence[str] = ()
    """Names in `STRUCTURAL` and `FIGURES`."""
    damage_count: int = 1
    """How many of the damages each document suffers, where there are any."""
    zeros_printed: bool = False
    """No cell is blank."""
    source_errors: float = 0.2
    """The share of reports that are wrong by themselves."""
    mirrors: float = 0.03
    """The share of pages in traditional characters."""


@dataclass(frozen=True)
class Sample:
    """A simulated document."""

    data: bytes
    name: str
    form: Form
    filled: Cells
    """The cells as the author filled them in, errors of his own and all."""
    truth: Truth
    """What the text in `data` prints."""
    layout: str
    damages: tuple[str, ...]


def draw_sample(configuration: Configuration, rng: Random) -> Sample:
    """A document of this configuration."""
    form = rng.choice(forms())
    layout = rng.choice(configuration.layouts)
    style = draw_style(rng, zeros_printed=configuration.zeros_printed)
    filled: Cells = fill_in(form, draw(form, rng), style, rng)
    if rng.random() < configuration.source_errors:
        filled = err(form, filled, rng) or filled
    prints = printed(form, filled, style, rng)
    sheets = tables(form, prints, style, draw_wording(rng))
    marked = page(form, LAYOUTS[layout], sheets, rng)
    damages = tuple(
        rng.choices(configuration.damages, k=configuration.damage_count) if configuration.damages else ()
    )
    for damage in damages:
        marked = {**STRUCTURAL, **FIGURES}[damage](marked, form, rng)
    text = unmarked(marked)
    if rng.random() < configuration.mirrors:
        text = traditional(text, pinyin=rng.random() < 0.5)
    html = LAYOUTS[layout].media == "html"
    return Sample(
        data=_encoded(text, html, rng),
        name="report.html" if html else "report.txt",
        form=form,
        filled=filled,
        truth=truth(marked, form, filled, prints, separated=LAYOUTS[layout].separated),
        layout=layout,
        damages=damages,
    )


def _encoded(text: str, html: bool, rng: Random) -> bytes:
    chance = rng.random()
    if html and chance < 0.1:
        return text.replace("charset='utf-8'", "charset=gb2312").encode("gb18030")
    if chance < 0.05:
        return text.replace("\n", "\r\n").encode()
    return text.encode("utf-8-sig" if chance < 0.1 else "utf-8")
