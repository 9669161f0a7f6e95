"""The wire format of the narrative's facts: what a model is asked, and what its answer says.

::

    {"f1":["主动公开政府信息1.2万条","1.2万条"],"f2":[["门户网站发布300条","门户网站","300条"]],…,"f10":["…"],…}

One key per fact, in the order of `crossfoot.forms.facts`. A number is the quote that holds it and the figure as printed,
so that the model computes nothing; a channel or an account has its name between them; a yes or no is the quote and 是 or
否; a problem or an improvement is its quote alone. The quote comes first: what is copied then leads to the figure, and
not the other way round. Null, and an empty list, say that nothing is stated. Keys are
neutral for the reason that `wire` gives, and arrays are of strings alone because providers' schemas know no tuples.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, create_model
from typing_extensions import TypeAliasType

from crossfoot.forms.facts import FACTS, Shape, Stated
from crossfoot.readers.model.wire import Wire

MOST = 30
"""Entries of one list at the most: a small model that repeats itself must come to an end."""


def _strings(length: int) -> Any:  # noqa: ANN401 - a type, made here
    # A named type is written into the schema once and referred to.
    return TypeAliasType(f"S{length}", Annotated[list[str], Field(min_length=length, max_length=length)])


_PAIR = _strings(2) | None
_TYPES: Mapping[Shape, object] = MappingProxyType(
    {
        "count": _PAIR,
        "amount": _PAIR,
        "yes_no": _PAIR,
        "named": Annotated[list[_strings(3)], Field(max_length=MOST)],  # type: ignore[misc]
        "quotes": Annotated[list[str], Field(max_length=MOST)],
    }
)
_SHAPES: Mapping[Shape, str] = MappingProxyType(
    {
        "count": "写两项：先照抄原文中说到它的一小段，再写这一段中的数连同单位；原文没有说到就写 null",
        "amount": "写两项：先照抄原文中说到它的一小段，再写这一段中的金额连同单位；原文没有说到就写 null",
        "yes_no": "写两项：先照抄原文中说到它的一小段，再写是或否；原文没有说到就写 null",
        "named": "原文每说到一个写三项：先照抄说到它的一小段，再写名称，再写数连同单位；一个也没有就写 []",
        "quotes": "逐条照抄原文中的一小段；没有就写 []",
    }
)


def keys() -> Mapping[str, str]:
    """Key → path of the fact."""
    return {f"f{number}": path for number, path in enumerate(FACTS, 1)}


def listing() -> str:
    """The keys with what they stand for, as the prompt lists them: below words on how their values are written.

    A pattern of the value beside each key is copied by small models in place of an answer.
    """
    blocks = []
    for shape, how in _SHAPES.items():
        named = (f"{key} = {FACTS[path].label}" for key, path in keys().items() if FACTS[path].shape == shape)
        blocks.append("\n".join([f"# {how}", *named]))
    return "\n".join(blocks)


@cache
def model() -> type[Wire]:
    """The pydantic model of the answer."""
    fields: dict[str, Any] = {key: (_TYPES[FACTS[path].shape], ...) for key, path in keys().items()}
    return create_model("Facts", __base__=Wire, **fields)


def stated(answer: Wire) -> tuple[Stated, ...]:
    """What *answer* (an object of `model`) says, unchecked."""
    return tuple(said for key, path in keys().items() for said in _stated(path, getattr(answer, key)))


def _stated(path: str, value: Any) -> Iterator[Stated]:  # noqa: ANN401 - one of the types above
    match FACTS[path].shape:
        case "quotes":
            yield from (Stated(path, quote) for quote in value)
        case "named":
            yield from (Stated(path, quote, figure, name) for quote, name, figure in value)
        case _ if value is not None:
            quote, figure = value
            yield Stated(path, quote, figure)
