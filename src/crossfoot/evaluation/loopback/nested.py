"""Answers to programs that ask in their own way: by a schema whose nested names are the paths of the cells, without keys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossfoot.evaluation.loopback.exchange import Gold

Schema = Mapping[str, Any]


def nested(schema: Schema, gold: "Gold") -> dict[str, Any]:
    """The figures of *gold* in the shape of *schema*; names that lead to no cell are null. Amounts are in 元."""
    return {
        name: _filled(shape, schema, (name,), gold) for name, shape in schema.get("properties", {}).items()
    }


def _filled(shape: Schema, root: Schema, path: tuple[str, ...], gold: "Gold") -> Any:  # noqa: ANN401 - any JSON
    if path == ("form",):
        return gold.form.id
    chosen = max(_alternatives(shape, root), key=lambda each: _reached(each, root, path, gold))
    if "properties" not in chosen:
        return gold.cells.get(".".join(path))
    return {name: _filled(each, root, (*path, name), gold) for name, each in chosen["properties"].items()}


def _reached(shape: Schema, root: Schema, path: tuple[str, ...], gold: "Gold") -> int:
    """How many cells of the printed form the names of *shape* lead to: （六） is one row or three."""
    if "properties" not in shape:
        return ".".join(path) in gold.form.cells
    return sum(
        max(_reached(each, root, (*path, name), gold) for each in _alternatives(member, root))
        for name, member in shape["properties"].items()
    )


def _alternatives(shape: Schema, root: Schema) -> Sequence[Schema]:
    """What *shape* may be, references followed; at least one."""
    return tuple(_followed(shape, root)) or ({},)


def _followed(shape: Schema, root: Schema) -> Iterator[Schema]:
    if reference := shape.get("$ref"):
        yield from _followed(root["$defs"][reference.rsplit("/", 1)[-1]], root)
    elif choices := shape.get("anyOf") or shape.get("oneOf") or shape.get("allOf"):
        for each in choices:
            yield from _followed(each, root)
    else:
        yield shape
