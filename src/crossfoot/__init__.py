"""crossfoot: figures of Chinese government information-disclosure reports that can be trusted.

As a library: `read` a report, `verify` figures against it, `extract` its record; see `docs/library.md`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crossfoot.api import ReadReport, ReportError, extract, extract_many, read, verify

__version__ = "0.1.0"
__all__ = ["ReadReport", "ReportError", "__version__", "extract", "extract_many", "read", "verify"]


def __getattr__(name: str) -> object:
    """The library is loaded when the first of its names is asked for: the command line starts without it."""
    if name in __all__:
        return getattr(import_module("crossfoot.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
