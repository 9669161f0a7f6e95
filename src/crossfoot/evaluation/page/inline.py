"""Charts as parts of the page."""

from markupsafe import Markup

from crossfoot.templates import inert

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def inline(svg: str) -> Markup:
    """A chart as part of the page. Its texts were escaped when it was drawn, so that no quote in them is one of the
    name of the namespace, which HTML does not need."""
    return Markup(inert(svg).replace(_NAMESPACE, ""))
