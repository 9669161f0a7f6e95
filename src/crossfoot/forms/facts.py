"""The facts of a report's narrative: what they are called, and how a record holds them.

A fact is what the text states in so many words, each with its `quote`: a piece of the document's text, at `span`. Null
(an empty list) says that the text states nothing. No fact decides a record's status.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crossfoot.forms.reading import Span

ChannelKind = Literal["website", "wechat", "weibo", "gazette", "app", "press", "other"]
Shape = Literal["count", "amount", "named", "yes_no", "quotes"]
"""One number, an amount of money, numbers with names, yes or no, pieces of text alone."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of fact."""

    path: str
    label: str
    """In Chinese; a model is asked in these words."""
    shape: Shape


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.path: fact
        for fact in (
            Fact("facts.disclosed.total", "全年主动公开政府信息的总数", "count"),
            Fact("facts.disclosed.channels", "各渠道（网站、公报、新媒体等）公开信息的数量", "named"),
            Fact("facts.followers", "各新媒体账号的关注人数", "named"),
            Fact("facts.applications.received", "本年新收到的政府信息公开申请数", "count"),
            Fact("facts.applications.carried_in", "上年结转的政府信息公开申请数", "count"),
            Fact("facts.applications.concluded", "本年办结（答复）的政府信息公开申请数", "count"),
            Fact("facts.applications.channels", "各渠道（网络、信函、当面等）收到的申请数", "named"),
            Fact("facts.trainings.sessions", "举办培训的场次", "count"),
            Fact("facts.trainings.participants", "参加培训的人次", "count"),
            Fact("facts.problems", "第五部分所说的存在的问题", "quotes"),
            Fact("facts.improvements", "第五部分所说的改进措施", "quotes"),
            Fact("facts.fee.charged", "第六部分所说是否收取了信息处理费", "yes_no"),
            Fact("facts.fee.yuan", "第六部分所说收取信息处理费的金额", "amount"),
            Fact("facts.fee.notices", "第六部分所说发出收费通知的件数", "count"),
        )
    }
)
"""By path, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as a reader gives it: nothing of it is checked yet."""

    path: str
    quote: str
    print: str | None = None
    """The figure as printed, with its unit (`1.2万条`); for a yes or no, 是 or 否."""
    name: str | None = None
    """Of a channel or an account, as printed."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(_Part):
    """A piece of the text."""

    quote: str
    span: Span
    """`Document.text[start:end]` is the quote."""


class Count(_Part):
    """A number of things, or an amount in yuan."""

    value: int | float
    unit: str
    """As printed behind the number; empty where none is."""
    rough: bool = False
    """Does the text say about, nearly, more than? Then no rule is held against the number."""
    quote: str
    span: Span


class NamedCount(_Part):
    """A number of the channel or account that is called `name` in the text."""

    name: str
    value: int | float
    unit: str
    rough: bool = False
    quote: str
    span: Span


class Channel(_Part):
    """What was published through one channel."""

    name: str
    kind: ChannelKind
    value: int | float
    unit: str
    rough: bool = False
    quote: str
    span: Span


class Charged(_Part):
    """Was there a fee?"""

    value: bool
    quote: str
    span: Span


class Disclosed(_Part):
    """What was published of the office's own accord (主动公开)."""

    total: Count | None = None
    channels: tuple[Channel, ...] = ()


class Applications(_Part):
    """Requests, as the narrative states them; table three is the authority."""

    received: Count | None = None
    carried_in: Count | None = None
    concluded: Count | None = None
    channels: tuple[NamedCount, ...] = ()


class Trainings(_Part):
    """Trainings held."""

    sessions: Count | None = None
    participants: Count | None = None


class Fee(_Part):
    """The fee for information processing (信息处理费) of section six."""

    charged: Charged | None = None
    yuan: Count | None = None
    notices: Count | None = None


class Rejected(_Part):
    """A fact that a reader gave and the text does not bear out. It is no value."""

    path: str
    name: str | None = None
    print: str | None = None
    quote: str
    why: str
    """A stable code; the finding `facts.rejected` says it in words."""


class FactsError(_Part):
    """Why there are no facts."""

    type: str
    message: str


class Facts(_Part):
    """The narrative's facts, each held against the text; and what was held against it in vain."""

    disclosed: Disclosed = Disclosed()
    followers: tuple[NamedCount, ...] = ()
    applications: Applications = Applications()
    trainings: Trainings = Trainings()
    problems: tuple[Quote, ...] = ()
    improvements: tuple[Quote, ...] = ()
    fee: Fee = Fee()
    rejected: tuple[Rejected, ...] = ()
    cut: bool = False
    """Was the narrative too long to be sent whole?"""
    error: FactsError | None = None
    """Why the reader gave none; the rest is empty then."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of a report as a row of a table."""

    path: str
    quote: str
    span: Span
    value: int | float | bool | None = None
    """Null for a piece of text alone."""
    unit: str | None = None
    rough: bool | None = None
    name: str | None = None
    kind: ChannelKind | None = None


def fact_rows(facts: Facts) -> Iterator[FactRow]:
    """The facts one by one, in the order of `FACTS`."""
    for path in FACTS:
        found: object = facts
        for part in path.split(".")[1:]:
            found = getattr(found, part)
        for each in found if isinstance(found, tuple) else (found,):
            if each is not None:
                yield FactRow(path, **dict(each))
