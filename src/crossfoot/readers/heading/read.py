"""From a document to its heading."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from crossfoot.documents.model import Document
from crossfoot.forms import Span
from crossfoot.forms.bodies import alike, is_body
from crossfoot.readers.heading.days import DAY, IN_FIELD, TIME, day_of
from crossfoot.readers.heading.fields import Field, Fields, Kind
from crossfoot.readers.heading.model import Candidate, Heading, Named
from crossfoot.readers.heading.parents import distinct, in_breadcrumbs, in_name, in_path
from crossfoot.readers.heading.plain import Piece, Plain, lines, piece, plain
from crossfoot.readers.heading.signature import Signature, last_line, signatures, under_title
from crossfoot.readers.heading.titles import Title, find_title, narrative_begins, title_in
from crossfoot.readers.heading.years import stated

_REACH = 6_000
"""Characters from the start in which a title and its fields are looked for."""
_LONGEST = 500
"""Characters of a title beside the text that are looked at."""
_FOOT = 6_000
"""Characters before the end in which the signature is looked for."""

_COMPLETION = re.compile(r"(?:人民)?政府|办事处|(?:管理)?委员会|管委会|[局厅]$")
_INDEX = re.compile(r"[\w(\[][^\s，。；,;:]*(?: ?[/-] ?[^\s，。；,;:]+)*")
_PAGE_DATE = re.compile(rf"[(\[]?{DAY}(?P<time>{TIME})?(?P<more>[^\n]*)")
_OF_A_PAGE = re.compile(r"来源|作者|点击|浏览|阅读|访问|字体|字号|编辑")
_FOOT_FIELD = re.compile(r"[期间間于於][ \u3000]*[:：]")
"""The end of a label of a date, in text as printed."""
_FULL_LABEL = re.compile(r"(?!日 *期|时 *间)")


def read_heading(document: Document) -> Heading:
    """The heading of a report. Nothing is guessed: a year comes from the title or the stated period."""
    return _Reader(document).read()


@dataclass(frozen=True, slots=True)
class _Name:
    """A body's name in a text; *beside* the document's text, it has no place there."""

    piece: Piece
    text: Plain
    beside: bool = False

    @property
    def named(self) -> Named:
        span = None if self.beside else self.piece.span(self.text)
        return Named(self.piece.printed, self.piece.text, span)


_Dated = tuple[date | None, Span | None]
"""A printed date with its place; null where the calendar has no such day, or nothing is printed."""


class _Reader:
    """One document's heading, part by part."""

    def __init__(self, document: Document) -> None:
        self._document = document
        text = document.text
        reach = min(len(text), _REACH)
        begins = narrative_begins(text, reach)
        self._head = plain(text, 0, reach if begins is None else begins)
        self._fields = Fields(self._head)
        self._title = find_title(self._head)
        if begins is not None and (self._title is None or self._title.year is None):
            # One that names its year may also stand behind the first sentence.
            within = find_title(plain(text, begins, reach))
            self._title = within if within and (within.year or not self._title) else self._title
        behind = begins or (self._title.span[1] if self._title else 0)
        self._foot = max(len(text) - _FOOT, behind)
        self._signature = self._signed_by()

    def _signed_by(self) -> Signature:
        """The last signature; one of the title's own body before another that stands below it, as links to reports do."""
        issuer = self._title.issuer if self._title else None
        last = None
        for found in signatures(self._document.text, self._foot):
            if issuer is None or (found.signer and alike(issuer.text, found.signer.name.text)):
                return found
            last = last or found
        return last or Signature()

    def read(self) -> Heading:
        names = self._names
        issuer = self._issuer
        year, year_at = self._year()
        published, published_at = self._published()
        signed, signed_at = self._signed()
        index_number = self._index_number()
        title = self._title or self._beside
        spans = {
            "title": self._title.span if self._title else None,
            "issuer": issuer.named.span if issuer else None,
            "year": year_at,
            "published": published_at if published else None,
            "signed": signed_at if signed else None,
            "index_number": index_number.span(self._head) if index_number else None,
        }
        return Heading(
            title=title.text if title else None,
            issuer=issuer.piece.printed if issuer else None,
            year=year,
            title_from=None if title is None else "text" if self._title else "page",
            published=published,
            signed=signed,
            index_number=index_number.printed if index_number else None,
            parents=self._parents(),
            evidence={field: span for field, span in spans.items() if span is not None},
            names={where: name.named for where, name in names.items()},
            impossible=self._impossible((published, published_at)),
        )

    @cached_property
    def _beside(self) -> Title | None:
        """The title that the format carries beside the text, where it is that of a report."""
        title = (self._document.title or "")[:_LONGEST]
        return title_in(plain(title, 0, len(title))) if title else None

    def _year(self) -> tuple[int | None, Span | None]:
        if self._title and self._title.year is not None:
            return self._title.year, self._title.year_at
        opening = plain(self._document.text, 0, min(len(self._document.text), _REACH))
        if period := stated(opening.text):
            return period[0], opening.span(*period[1])
        return (self._beside.year if self._beside else None), None

    # -- who -----------------------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[str, _Name]:
        """The body as the title, the signature and the publisher's field name it."""
        found = {}
        if self._title and self._title.issuer:
            found["title"] = _Name(self._title.issuer, self._title.source)
        if signer := self._signature.signer:
            found["signature"] = _Name(signer.name, signer.text)
        if publisher := self._body_in("publisher"):
            found["publisher"] = _Name(publisher, self._head)
        return found

    @cached_property
    def _issuer(self) -> _Name | None:
        """By the title, which a signature may complete; else by the signature, else by a field of the page."""
        if title := self._names.get("title"):
            return self._completed(title)
        if found := self._names.get("signature") or self._names.get("publisher"):
            return found
        if source := self._body_in("source"):
            return _Name(source, self._head)
        if self._beside and self._beside.issuer:
            return _Name(self._beside.issuer, self._beside.source, beside=True)
        return None

    def _completed(self, title: _Name) -> _Name:
        """The title says 青石镇, the signature 青石镇人民政府 or 青石镇人民政府办公室."""
        signer = self._signature.signer or last_line(self._document.text, self._foot)
        if signer is None or not signer.name.text.startswith(title.piece.text):
            return title
        completion = _COMPLETION.match(signer.name.text, len(title.piece.text))
        return _Name(signer.name[: completion.end()], signer.text) if completion else title

    def _body_in(self, kind: Kind) -> Piece | None:
        """The first field of *kind* that holds the name of a body."""
        values = (piece(self._head, field.start, field.end) for field in self._fields.of(kind))
        return next((value for value in values if is_body(value.text)), None)

    def _parents(self) -> tuple[Candidate, ...]:
        issuer = self._issuer.piece.printed if self._issuer else None
        return (*distinct(self._named_parents(), issuer), *in_path(self._document.name, issuer))

    def _named_parents(self) -> Iterator[Candidate]:
        if title := self._names.get("title"):
            yield from in_name(title.piece, title.text, "title")
        elif self._beside and self._beside.issuer:
            yield from in_name(self._beside.issuer, self._beside.source, "title", placed=False)
        if signature := self._names.get("signature"):
            yield from in_name(signature.piece, signature.text, "signature")
        yield from in_breadcrumbs(self._head)
        if publisher := self._names.get("publisher"):
            yield from in_name(publisher.piece, publisher.text, "publisher")
        elif source := self._body_in("source"):
            yield from in_name(source, self._head, "publisher")

    # -- when ----------------------------------------------------------------------------------------------------------

    def _published(self) -> _Dated:
        """By a field above the report, by a date of the page's own under the title, or by a field below the report."""
        for find in (self._above, self._under_title, self._below):
            found = find()
            if found[1] is not None:
                return found
        return None, None

    def _signed(self) -> _Dated:
        if self._signature.at is not None:
            return self._signature.day, self._signature.at
        if self._title and (below := under_title(self._title.source, self._title.end)).at is not None:
            return below.day, below.at
        return _day_in(self._head, self._fields.of("written"))

    def _above(self) -> _Dated:
        return _day_in(self._head, self._fields.of("published"))

    def _under_title(self) -> _Dated:
        """A date that begins a line above the narrative, with a time or other furniture of the page behind it."""
        title = self._title
        if title is None or title.source is not self._head:
            return None, None
        for start, end in lines(self._head.text, title.end):
            match = _PAGE_DATE.match(self._head.text, start, end)
            if match and _is_of_a_page(match):
                return day_of(match), self._head.span(*match.span("date"))
        return None, None

    def _below(self) -> _Dated:
        text = self._document.text
        found = _FOOT_FIELD.search(text, self._foot)
        if found is None:
            return None, None
        begin = max(text.rfind("\n", 0, found.start()), self._foot)
        foot = plain(text, begin, len(text))
        # In prose, a time may be that of anything: below the report a full label at the beginning of a line is wanted.
        fields = (
            field
            for field in Fields(foot).of("published")
            if _FULL_LABEL.match(foot.text, field.label)
            and not foot.text[foot.text.rfind("\n", 0, field.label) + 1 : field.label].strip()
        )
        return _day_in(foot, fields)

    def _impossible(self, published: _Dated) -> tuple[Span, ...]:
        written = _day_in(self._head, self._fields.of("written"))
        return tuple(at for day, at in (published, written) if day is None and at is not None)

    def _index_number(self) -> Piece | None:
        for field in self._fields.of("index_number"):
            match = _INDEX.match(self._head.text, field.start, field.end)
            if match and any(c.isdecimal() for c in match[0]) and not IN_FIELD.fullmatch(match[0]):
                return piece(self._head, *match.span())
        return None


def _day_in(text: Plain, fields: Iterable[Field]) -> _Dated:
    """The date in the first of *fields* that begins with one."""
    for field in fields:
        if match := IN_FIELD.match(text.text, field.start, field.end):
            return day_of(match), text.span(*match.span("date" if match["date"] else "eight"))
    return None, None


def _is_of_a_page(match: re.Match[str]) -> bool:
    """Is a date at the beginning of a line that of the page? A date in words that stands alone may be the report's own."""
    alone = not match["more"].strip(" )]")
    return bool(match["time"] or (match["sep"] and alone) or _OF_A_PAGE.search(match["more"]))
