"""The cells of each form, derived from the pydantic models: path, printed label, kind, table, row and column.

A `Form` is what a table-reader expects to find on paper. Which form a report uses is two facts, each decided by
printed labels: whose table two it has (`id`), and whether （六）其他处理 is one row or three (`divided`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from crossfoot.forms.models import (
    Applicants,
    DividedOther,
    Outcomes,
    Report,
    Report2019,
    Report2021,
    UndividedOther,
)

FormId = Literal["2019", "2021"]
TableName = Literal["disclosure", "requests", "review"]
Kind = Literal["count", "integer", "yuan"]
Value = int | float
"""The value of a cell: an `int`, or for an amount that is no whole number of yuan a `float`."""

APPLICANTS: tuple[str, ...] = tuple(Applicants.model_fields)
"""The keys of table three's seven columns, in printed order; the last is the total."""
OUTCOMES: tuple[str, ...] = tuple(Outcomes.model_fields)
"""The keys of table four's five columns in each group, in printed order; the last is the total."""

_REPORTS: Mapping[FormId, type[BaseModel]] = {"2019": Report2019, "2021": Report2021}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a form."""

    path: str
    """Dotted path, as in `requests.granted.total`."""
    labels: tuple[str, ...]
    """The printed labels that lead to the cell, outermost first; the last is the column's."""
    kind: Kind

    @property
    def label(self) -> str:
        """The labels joined by ``|``, as in the published list of fields."""
        return "|".join(self.labels)

    @property
    def table(self) -> str:
        return self.path.split(".", 1)[0]

    @property
    def row(self) -> str:
        """Path of the row: everything before the column."""
        return self.path.rpartition(".")[0]

    @property
    def column(self) -> str:
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row of figures (in table four: one group of columns)."""

    path: str
    labels: tuple[str, ...]
    """The printed labels of the row, outermost first; the last is the row's own."""
    cells: tuple[Cell, ...]

    @property
    def table(self) -> str:
        return self.path.split(".", 1)[0]

    @property
    def label(self) -> str:
        return self.labels[-1]


@dataclass(frozen=True, eq=False)
class Form:
    """A form as printed; `form` returns the same object each time, so forms compare by identity.

    `rows` are the rows to be found on paper, in printed order. `unprinted` are cells that the published form has
    and this printing of it has not (a 2021 report with a single （六） row): always null.
    """

    id: FormId
    divided: bool
    """Is （六）其他处理 printed as three rows?"""
    rows: tuple[Row, ...]
    unprinted: tuple[Cell, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        return form, (self.id, self.divided)  # a form that comes from another process is the form of this one

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """The printed cells by path, in printed order."""
        return {cell.path: cell for row in self.rows for cell in row.cells}

    @cached_property
    def row_of(self) -> Mapping[str, Row]:
        """The printed rows by path."""
        return {row.path: row for row in self.rows}

    @cached_property
    def fields(self) -> Mapping[str, Cell]:
        """All cells of a record on this form: the printed ones and the unprinted ones."""
        return {**self.cells, **{cell.path: cell for cell in self.unprinted}}

    def table(self, name: TableName) -> tuple[Row, ...]:
        """The rows of one table."""
        return tuple(row for row in self.rows if row.table == name)

    def report(self, cells: Mapping[str, Value | None]) -> Report:
        """Nest *cells* (path → value, every printed path present) into the strict model of this form.

        Raises `pydantic.ValidationError` where a value is not what the form allows, `KeyError` where a path is
        missing.
        """
        tree: dict[str, Any] = {"form": self.id}
        for path in self.cells:
            *parents, leaf = path.split(".")
            node = tree
            for key in parents:
                node = node.setdefault(key, {})
            node[leaf] = cells[path]
        return _REPORTS[self.id].model_validate(tree)  # type: ignore[return-value]


def _kind(annotation: Any) -> Kind:
    """The kind of a leaf, read off its type and bounds."""
    number = next(part for part in get_args(annotation) if part is not type(None))
    base, *rest = get_args(number)
    if base is float:
        return "yuan"
    return "count" if any(getattr(m, "ge", None) == 0 for info in rest for m in info.metadata) else "integer"


def _leaves(
    model: type[BaseModel], divided: bool, path: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Iterator[Cell]:
    for name, info in model.model_fields.items():
        here = (*path, name)
        printed = (*labels, *filter(None, (info.title or "").split("|")))
        annotation: Any = info.annotation
        if get_origin(annotation) is UnionType and UndividedOther in get_args(annotation):
            annotation = DividedOther if divided else UndividedOther
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _leaves(annotation, divided, here, printed)
        elif name != "form":
            # `Annotated[...] | None` keeps its metadata inside the union, so the kind is read there.
            leaf = model.__annotations__[name]
            yield Cell(".".join(here), printed, _kind(leaf))


def form(form_id: FormId, divided: bool | None = None) -> Form:
    """The form with this id; *divided* defaults to how the published form prints （六）."""
    published = form_id == "2021"
    return _form(form_id, published if divided is None else divided)


@cache
def _form(form_id: FormId, divided: bool) -> Form:
    published = form_id == "2021"
    cells = list(_leaves(_REPORTS[form_id], divided))
    rows: dict[str, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    printed = {cell.path for cell in cells}
    return Form(
        id=form_id,
        divided=divided,
        rows=tuple(Row(path, group[0].labels[:-1], tuple(group)) for path, group in rows.items()),
        unprinted=tuple(c for c in _leaves(_REPORTS[form_id], published) if c.path not in printed),
    )


def printed_form(form_id: FormId, paths: Collection[str]) -> Form:
    """The form whose record has these *paths*: a record names the rows that the other printing of （六） has as well."""
    row = "requests.other.undivided." if form_id == "2021" else "requests.other.late_correction."
    return form(form_id, any(path.startswith(row) for path in paths) != (form_id == "2021"))


def forms() -> tuple[Form, ...]:
    """Every form that can be met: both ids, with （六） divided or not."""
    return tuple(form(i, d) for i in _REPORTS for d in (False, True))
