"""Where a body may belong: the places that breadcrumbs, its publisher, its own name and the file's path name.

Candidates only. A file's path may say anything, and a portal publishes for others too.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from crossfoot.forms.bodies import PROVINCES, Place, body, is_body
from crossfoot.readers.heading.model import Candidate, Source
from crossfoot.readers.heading.plain import Piece, Plain, piece, plain

_CRUMBS = re.compile(r"(?:当前|现在的?)位置 *:?|首页|主页")
_BETWEEN = re.compile(r"-*[>»→]+|(?<=\s)[/\\-]+(?=\s)|\[|\]\([^)]*\)")
_OF_A_SITE = re.compile(
    r"(?:人民政府|政府)?(?:办公[室厅])?(?:门户网站|政府网站?|网站|网|信息公开(?:网|平台|专栏)?|政务公开|首页)*"
)


def in_name(name: Piece, text: Plain, source: Source, *, placed: bool = True) -> Iterator[Candidate]:
    """The places that a body's name begins with; without spans where *text* is not the document's (not *placed*)."""
    for place in body(name.text).places:
        part = name[place.start : place.end]
        yield Candidate(part.printed, place.level, source, part.span(text) if placed else None)


def in_breadcrumbs(source: Plain) -> Iterator[Candidate]:
    """The places among the steps of the page's breadcrumbs."""
    for line in re.finditer(r"[^\n]+", source.text):
        if _CRUMBS.search(line[0]) and _BETWEEN.search(line[0]):
            for begin, stop in _steps(line[0]):
                step = piece(source, line.start() + begin, line.start() + stop)
                for place in _places(step.text):
                    yield Candidate(
                        step.printed[place.start : place.end],
                        place.level,
                        "breadcrumb",
                        step[place.start : place.end].span(source),
                    )


def in_path(name: str, issuer: str | None) -> tuple[Candidate, ...]:
    """The places among the folders of a file's path, as it was given, other than the *issuer*'s own."""
    return distinct(_in_folders(name), issuer)


def _in_folders(name: str) -> Iterator[Candidate]:
    for folder in PurePath(name.replace("\\", "/")).parts[:-1]:
        text = _plain(folder).strip()
        for suffix in (".zip", ".rar", ".7z", ".tar"):
            text = text.removesuffix(suffix)
        for place in _places(text):
            yield Candidate(place.name, place.level, "path", None)


def distinct(candidates: Iterable[Candidate], issuer: str | None) -> tuple[Candidate, ...]:
    """The first of each place and source, in order; not the place that *issuer*, a government, is itself of."""
    own = body(_plain(issuer)) if issuer else None
    itself = own.places[-1].name if own and own.places and not own.office else None
    first: dict[tuple[str, Source], Candidate] = {}
    for candidate in candidates:
        if _plain(candidate.name) != itself:
            first.setdefault((candidate.name, candidate.source), candidate)
    return tuple(first.values())


def _plain(name: str) -> str:
    return plain(name, 0, len(name)).text


def _steps(line: str) -> Iterator[tuple[int, int]]:
    begin = 0
    label = re.match(r".*?位置 *:? *", line)
    if label:
        begin = label.end()
    for mark in _BETWEEN.finditer(line, begin):
        yield begin, mark.start()
        begin = mark.end()
    yield begin, len(line)


def _places(step: str) -> tuple[Place, ...]:
    """The places of a step, where a place or a body is all that it names."""
    if step in PROVINCES:
        return (Place(step, "province", 0, len(step)),)
    found = body(step)
    if found.places and (_OF_A_SITE.fullmatch(found.rest) or is_body(step)):
        return found.places
    return ()
