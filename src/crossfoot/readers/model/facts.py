"""The wire format of the narrative's facts: what a model is asked, and what its answer says.

::

    {"f1":["1.2万条","主动公开政府信息1.2万条"],"f2":[["门户网站","300条","门户网站发布300条"]],…,"f10":["…"],…}

One key per fact, in the order of `crossfoot.forms.facts`. A number is the figure as printed and the quote that holds
it, so that the model computes nothing; a channel or an account has its name in front; a yes or no is 是 or 否 and the
quote; a problem or an improvement is its quote alone. Null, and an empty list, say that nothing is stated. Keys are
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
        "count": "[数, 引文] 或 null",
        "amount": "[金额, 引文] 或 null",
        "yes_no": "[“是”或“否”, 引文] 或 null",
        "named": "[[名称, 数, 引文], …]，没有为 []",
        "quotes": "[引文, …]，没有为 []",
    }
)


def keys() -> Mapping[str, str]:
    """Key → path of the fact."""
    return {f"f{number}": path for number, path in enumerate(FACTS, 1)}


def listing() -> str:
    """The keys with what they stand for and the shape of their values, as the prompt lists them."""
    return "\n".join(
        f"{key} = {FACTS[path].label}：{_SHAPES[FACTS[path].shape]}" for key, path in keys().items()
    )


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
            yield from (Stated(path, quote, figure, name) for name, figure, quote in value)
        case _ if value is not None:
            figure, quote = value
            yield Stated(path, quote, figure)
