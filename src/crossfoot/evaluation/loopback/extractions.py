"""Answers to programs that ask for a list of extractions, each a row of figures: langextract's way.

::

    {"extractions":[{"Applicants":"一、本年新收…","Applicants_attributes":{"row":"requests.received","total":3,…}},…]}

The classes and their attributes stand in the schema. A row is given as the class that has attributes for just its
columns; the attribute `row` is the row's path.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossfoot.evaluation.loopback.exchange import Gold
    from crossfoot.forms import Row

Schema = Mapping[str, Any]

_LIST = "extractions"
_SUFFIX = "_attributes"
_ROW = "row"


def asks_for_extractions(schema: Schema) -> bool:
    """Is a list of extractions all that *schema* holds?"""
    return set(schema.get("properties", {})) == {_LIST}


def extractions(schema: Schema, gold: "Gold") -> dict[str, Any]:
    """The rows of *gold* as extractions; rows of which no class has the columns are left out. Amounts are in 元."""
    classes = dict(_classes(schema))
    found = ((row, classes.get(frozenset(cell.column for cell in row.cells))) for row in gold.form.rows)
    return {_LIST: [_extraction(row, name, gold) for row, name in found if name is not None]}


def _classes(schema: Schema) -> Iterator[tuple[frozenset[str], str]]:
    """The columns of each class, and its name."""
    items = schema["properties"][_LIST]["items"]
    for variant in items.get("anyOf", [items]):
        for name, shape in variant.get("properties", {}).items():
            if name.endswith(_SUFFIX):
                columns = (each.get("properties", {}) for each in shape.get("anyOf", [shape]))
                yield frozenset().union(*columns) - {_ROW}, name.removesuffix(_SUFFIX)


def _extraction(row: "Row", name: str, gold: "Gold") -> dict[str, Any]:
    figures = {cell.column: gold.cells.get(cell.path) for cell in row.cells}
    return {name: row.label, f"{name}{_SUFFIX}": {_ROW: row.path, **figures}}
