"""Holding what a reader says against the text: a fact is what its quote says in its own place, or it is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from crossfoot.checks.facts.catalogue import Needs, load_fact_rules
from crossfoot.checks.facts.channels import kind_of
from crossfoot.checks.facts.figures import Figure, figures, folded
from crossfoot.checks.facts.quotes import Found, View, find, squeezed, views
from crossfoot.checks.remarks import words
from crossfoot.checks.remarks.numbers import claims, number_of
from crossfoot.checks.remarks.sentences import Sentence
from crossfoot.forms.facts import FACTS, Facts, Rejected, Stated
from crossfoot.layout.narrative import Narrative

_LONGEST = 200
"""Characters of a rejected quote that a record keeps."""
_PLACES = 20
"""Places of a quote that are looked at; what stands there more often says nothing."""
_SENTENCE = 1_200
"""Characters of a sentence at the most; what goes on for longer without a full stop is not read by the program itself."""
_SHORTEST = 4
"""Characters of a piece of text that says something."""
_CHANGE = re.compile(
    r"(?:增加|增长|减少|下降|上升|提高|提升|增幅|降幅|多|少|降低|压减)(?:了|约|近|逾|超过?|为)*$"
)
_NONE = re.compile(r"没有|未|无|不|零|(?<![0-9.])0(?:\.0+)?(?![0-9.])")
_HEADING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十0-9]+[）)、.．])?(?:政府信息公开)?(?:工作)?(?:中|还|仍|所)?存在的?(?:主要|突出|一些)?(?:问题|不足|困难)"
    r"(?:[及和与]|以及)?(?:原因)?(?:改进)?(?:的?(?:措施|情况|做法|办法|方面|方向|打算))*[:：。]?"
    r"|(?:[（(]?[一二三四五六七八九十0-9]+[）)、.．])?(?:下一步|今后|具体)?(?:的?)(?:主要|工作)?(?:改进|整改|工作)(?:的?(?:措施|情况|做法|办法|方面|方向|打算|思路|计划|安排))+[:：。]?"
)
REMARKS = {
    "facts.applications.received": "narrative.received",
    "facts.applications.carried_in": "narrative.carried_in",
    "facts.applications.concluded": "narrative.handled",
}
"""What the program itself calls the quantity, where it reads the sentence."""
_YEAR = re.compile(
    r"(?P<beside>[较比与同和])?(?:(?<![0-9])(?P<year>20[0-9]{2})年|(?:^|(?<=[，；。）]))(?:上一?年度?|去年度?)(?=[，,]))"
)
_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_JOINTS = "、和及与"
_JOINED = re.compile(rf"[^，。；]{{0,2}}(?:[{_JOINTS}]|以及)")
"""Behind a name: another shares its number."""
_PARTS = ("facts.applications.channels",)
"""Facts that are parts of such a quantity."""


class _Unfounded(Exception):
    """The text does not bear a fact out; `why` is one of the reasons of `rules/facts.yaml`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Checked:
    """The facts, and where the figures of those stand that another check is about."""

    facts: Facts
    claims: tuple[tuple[str, Found, Figure], ...]
    """Path, quote and figure of each fact that is a number."""


def verify_facts(
    stated: Sequence[Stated], document: str, narrative: Narrative, year: int | None = None
) -> Checked:
    """The facts among *stated* that the *document* bears out, as *narrative* parts it; the others are `rejected`.

    *year* is the year reported; a number of another year is none of its facts.
    """
    judge = _Judge(document, views(document, narrative), year)
    for each in stated:
        judge.hear(each)
    return judge.checked(cut=narrative.cut)


class _Judge:
    def __init__(self, document: str, among: Sequence[View], year: int | None) -> None:
        self.document = document
        self.views = among
        self.year = year
        self.rules = load_fact_rules().facts
        self.found: dict[str, list[dict[str, Any]]] = {path: [] for path in FACTS}
        self.rejected: list[Rejected] = []
        self.claims: list[tuple[str, Found, Figure]] = []

    def hear(self, stated: Stated) -> None:
        """Take a fact in, or reject it."""
        try:
            fact, place, figure = self._weighed(stated)
        except _Unfounded as unfounded:
            self._reject(stated, unfounded.why)
            return
        known = self.found[stated.path]
        if fact in known:
            return  # Said twice, it is one fact.
        if known and FACTS[stated.path].shape not in ("named", "quotes"):
            self._reject(stated, "twice")
            return
        known.append(fact)
        if figure is not None:
            self.claims.append((stated.path, place, figure))

    def checked(self, *, cut: bool) -> Checked:
        """All that was heard."""
        nested: dict[str, Any] = {"rejected": self.rejected, "cut": cut}
        for path, found in self.found.items():
            *above, last = path.split(".")[1:]
            into = nested
            for part in above:
                into = into.setdefault(part, {})
            single = FACTS[path].shape not in ("named", "quotes")
            into[last] = (found[0] if found else None) if single else found
        return Checked(Facts.model_validate(nested), tuple(self.claims))

    def _reject(self, stated: Stated, why: str) -> None:
        self.rejected.append(
            Rejected(
                path=stated.path,
                name=stated.name and stated.name[:_LONGEST],
                print=stated.print and stated.print[:_LONGEST],
                quote=stated.quote[:_LONGEST],
                why=why,
            )
        )

    def _weighed(self, stated: Stated) -> tuple[dict[str, Any], Found, Figure | None]:
        """The fact as the record holds it; by the first place of its quote that bears it out."""
        faults: list[str] = []
        for place in self._places(stated):
            try:
                return self._at(stated, place)
            except _Unfounded as unfounded:
                faults.append(unfounded.why)
        raise _Unfounded(faults[0])

    def _places(self, stated: Stated) -> list[Found]:
        """Where the quote stands in the sections that speak of the fact. Raises `_Unfounded` where nowhere."""
        if not squeezed(stated.quote):
            raise _Unfounded("empty")
        sections = self._sections(self.rules[stated.path])
        there = find(stated.quote, [view for view in self.views if view.section in sections])
        places = list(islice(there, _PLACES))
        if not places:
            raise _Unfounded("section" if any(find(stated.quote, self.views)) else "not_in_text")
        return places

    def _sections(self, needs: Needs) -> frozenset[str]:
        # Where section six has no heading, what it says stands at the end of section five.
        there = {view.section for view in self.views}
        lost = (
            {"five"} if "six" in needs.sections and "six" not in there and len(needs.sections) == 1 else set()
        )
        return needs.sections | lost

    def _at(self, stated: Stated, place: Found) -> tuple[dict[str, Any], Found, Figure | None]:
        needs = self.rules[stated.path]
        if needs.topic is not None and not needs.topic.search(place.around):
            raise _Unfounded("topic")
        start, end = place.span
        fact: dict[str, Any] = {"quote": self.document[start:end], "span": (start, end)}
        figure = None
        match FACTS[stated.path].shape:
            case "quotes":
                self._check_piece(stated, place)
            case "yes_no":
                fact["value"] = _yes_or_no(stated, place)
            case shape:
                figure = self._figure(stated, place, needs)
                fact |= _number(figure, amount=shape == "amount")
        if FACTS[stated.path].shape == "named":
            fact |= _name(stated, place)
        return fact, place, figure

    def _check_piece(self, stated: Stated, place: Found) -> None:
        said = place.said
        if len(said) < _SHORTEST or _HEADING.fullmatch(said):
            raise _Unfounded("heading")
        others = {"facts.problems", "facts.improvements"} - {stated.path}
        if any(fact["span"] == place.span for path in others for fact in self.found[path]):
            raise _Unfounded("twice")

    def _figure(self, stated: Stated, place: Found, needs: Needs) -> Figure:
        """The number as it stands in the quote. Raises `_Unfounded` where it is not there, or is about something else."""
        wanted = _value(stated.print or "")
        inside = place.view.within(place.start, place.end)
        same = [figure for figure in inside if figure.value == wanted]
        if not same:
            raise _Unfounded("figure")
        counted = [figure for figure in same if figure.unit in needs.units]
        if not counted:
            raise _Unfounded("unit")
        if FACTS[stated.path].shape == "named":
            counting = [figure for figure in inside if figure.unit in needs.units]
            counted = [_beside(stated.name or "", place, counting, counted)]
        faults = [self._fault(stated.path, place, figure, needs) for figure in counted]
        for figure, fault in zip(counted, faults, strict=True):
            if fault is None:
                return figure
        raise _Unfounded(faults[0] or "figure")

    def _fault(self, path: str, place: Found, figure: Figure, needs: Needs) -> str | None:
        """Why the number is not what the fact says, by the words before it; null where nothing speaks against it."""
        clause = place.clause(figure.start)
        if _CHANGE.search(clause) or words.OTHER_TIME.search(clause):
            return "context"
        if path != "facts.applications.carried_in" and words.LAST_YEAR.search(clause):
            return "context"
        if self._is_of_another_year(place, figure):
            return "context"
        if needs.needs is not None and not needs.needs.search(clause):
            return "other"
        if needs.apart is not None and needs.apart.search(clause) and not words.ALL_CHANNELS.search(clause):
            return "context"
        return "other" if self._is_another(path, place, figure) else None

    def _is_of_another_year(self, place: Found, figure: Figure) -> bool:
        """Is another year the last that the sentence names before the number, but for comparison?"""
        so_far = place.view.text[place.sentence[0] : figure.start]
        named = [match for match in _YEAR.finditer(so_far) if not match["beside"]]
        if not named:
            return False
        return named[-1]["year"] is None or self.year not in (None, int(named[-1]["year"]))

    def _is_another(self, path: str, place: Found, figure: Figure) -> bool:
        """Does the program itself read the number as another quantity?"""
        if place.sentence[1] - place.sentence[0] > _SENTENCE:
            return False
        begin, stop = (place.view.offsets[at] for at in (place.sentence[0], place.sentence[1] - 1))
        text = "".join(self.document[begin : stop + 1].split())
        at = len("".join(self.document[begin : place.view.offsets[figure.start]].split()))
        sentence = Sentence(text, begin, stop + 1, self.document)
        read = {claim.remark for claim in claims(sentence) if claim.start <= at < claim.end}
        return bool(read) and path not in _PARTS and REMARKS.get(path) not in read


def _value(text: str) -> Decimal | None:
    """The one number of *text*; null where there is none, or more than one."""
    plain = squeezed(text)
    found = [figure.value for figure in figures(plain)]
    if not found and _NUMERALS.fullmatch(plain):
        # Without its unit a numeral counts nothing in a text; here it is the whole of it.
        bare = number_of(plain)
        return None if bare is None else Decimal(bare)
    return found[0] if len(found) == 1 else None


def _beside(name: str, place: Found, counting: Sequence[Figure], wanted: Sequence[Figure]) -> Figure:
    """The number of *name*: the first that counts behind the name, or where none does, the last before it.

    Raises `_Unfounded` where that is not the one that is *wanted*, or where names share a number.
    """
    text, said = place.view.text, squeezed(name)
    at = text.find(said, place.start, place.end) if said else -1
    if at < 0:
        raise _Unfounded("name")
    end = at + len(said)
    behind = [figure for figure in counting if figure.start >= end]
    before = [figure for figure in counting if figure.stop <= at]
    nearest = behind[:1] or before[-1:]
    if not nearest or nearest[0] not in wanted:
        raise _Unfounded("apart")
    shared = behind and _JOINED.match(text, end, behind[0].start)
    # 网站5条、微信3条: what is joined to a number begins anew.
    joined = at > 1 and text[at - 1] in _JOINTS and not any(f.end == at - 1 for f in place.view.within(0, at))
    if shared or joined:
        raise _Unfounded("apart")
    return nearest[0]


def _name(stated: Stated, place: Found) -> dict[str, Any]:
    name = squeezed(stated.name or "")
    if stated.path != "facts.disclosed.channels":
        return {"name": name}
    return {"name": name, "kind": kind_of(name, place.clause(place.start) + place.said)}


def _number(figure: Figure, *, amount: bool) -> dict[str, Any]:
    whole = figure.value == figure.value.to_integral_value()
    if not whole and not amount:
        raise _Unfounded("figure")
    value = int(figure.value) if whole else float(round(figure.value, 2))
    return {"value": value, "unit": figure.unit, "rough": figure.rough}


def _yes_or_no(stated: Stated, place: Found) -> bool:
    """What a yes or no says, where the words of the quote bear it out."""
    said = (stated.print or "").strip()
    none = _NONE.search(folded(place.said)) is not None
    if said not in ("是", "否") or none != (said == "否"):
        raise _Unfounded("words")
    return said == "是"
