"""From a draft to the bytes of a file, one module per medium."""

from collections.abc import Callable, Mapping
from importlib import import_module
from random import Random

from crossfoot.evaluation.simulation.drafts import Draft, Medium

_RENDERERS: Mapping[Medium, str] = {
    "text": "text",
    "markdown": "text",
    "html": "html",
    "mht": "mht",
    "docx": "docx",
    "xlsx": "xlsx",
    "pdf": "pdf",
}
SUFFIXES: Mapping[Medium, str] = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "mht": ".mht",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "pdf": ".pdf",
}


def render(draft: Draft, rng: Random) -> bytes:
    """The file that holds the report. The module of a medium is imported when it is first asked for."""
    module = import_module(f"crossfoot.evaluation.simulation.rendering.{_RENDERERS[draft.medium]}")
    renderer: Callable[[Draft, Random], bytes] = getattr(module, f"render_{draft.medium}")
    return renderer(draft, rng)
