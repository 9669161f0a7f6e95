"""What a record depends on besides its document, as one name under which the store keeps it."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from crossfoot import __version__
from crossfoot.checks import rules_hash

if TYPE_CHECKING:
    from crossfoot.pipeline.batch import Options
    from crossfoot.readers.endpoint import Endpoint

_LIBRARIES = (
    "charset-normalizer",
    "onnxruntime",
    "pillow",
    "pypdfium2",
    "python-calamine",
    "rapidfuzz",
    "rapidocr",
    "selectolax",
)
"""What finds a document's text and tables in its bytes, and its labels in the text. Not all of them are installed without the extra `[ocr]`."""


def configuration(options: "Options") -> str:
    """Names everything that a record depends on besides the document: program, libraries, rules, and the way of asking."""
    from crossfoot.documents.office import installed

    parts = [__version__, _program_hash(), *_libraries(), installed(), rules_hash(), options.reader]
    if options.reader == "model" and options.endpoint is not None:
        from crossfoot.readers.model import prompt_hash

        parts += _manner(options.endpoint)
        parts += [prompt_hash(), str(options.rounds), str(options.votes)]
        if options.endpoint.facts:
            parts += ["facts", prompt_hash(facts=True)]
        if options.endpoint.escalate is not None:
            parts += _manner(options.endpoint.escalate)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def _program_hash() -> str:
    """Content hash of the code that makes records: one that was made by another reader is not handed out again."""
    digest = hashlib.sha256()
    for package in ("forms", "documents", "layout", "readers", "checks", "pipeline"):
        for entry in sorted(Path(str(files("crossfoot") / package)).rglob("*.py")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _libraries() -> tuple[str, ...]:
    """The libraries with their versions: a page that was left unread for want of one is read once it is installed."""
    return tuple(f"{name} {_version(name)}" for name in _LIBRARIES)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _manner(endpoint: "Endpoint") -> list[str]:
    """Who is asked, and how."""
    sampling = [str(endpoint.temperature), str(endpoint.vote_temperature)]
    return [endpoint.address, endpoint.model, endpoint.asking_mode, *sampling]
