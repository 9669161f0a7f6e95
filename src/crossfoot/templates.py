"""The environment of page templates, in which whatever a report, a label or a model says is shown and never obeyed."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# As in the terminal: C0 and C1 controls, separators of lines, marks that reorder or hide text, lone surrogates. Tabs and
# line ends are white space to a browser and stay.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def inert(text: str) -> str:
    """*text* with each character that would steer the page written out: `[U+202E]`."""
    return _STEERING.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


@cache
def environment(package: str) -> Environment:
    """The templates of *package*: what is put into them is escaped without exception, and inert."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return inert(str(value))
    return value
