"""The wire format: how a model writes down a form. Compact, strict, without words.

::

    {"a1":[3,0,12],…,"a6":"70280元",  "b1":[3440,75,0,1,6,3,3525],…,"b342":[…],…,  "c1":[2,0,1,0,3],…}

One key per printed row, its figures in printed order. The letter is the table (`a` two, `b` three, `c` four); the
digits are the row's printed ordinals in table three (`b342` is 三、（四）2.) and its number elsewhere. A blank is null. An
amount stands alone, as printed and with its unit, so that the model computes nothing. Why like this:

* **Tokens.** `eval/bench/tokens.py` counts them beside nested JSON of the full schema. A row as one string
  (``"3440 75 0 1"``) saves nothing and gives up the check of its length.
* **Keys stay**, although they cost a fifth: a lost or doubled row of a matrix shifts all that follow, a lost key is
  a fault of shape and is asked for again.
* **Neutral keys**: small models read the words of a key as an answer (没有现成信息 became a row of zeros).
* **Ordinals, not running letters**: they say where the row stands in the print. With `ba`…`by` a model of 1.5 billion
  parameters copied 157 of 200 figures of one full report, with ordinals 195 (173 and 187 of 198 on another). One
  run each, and the excerpt had changed a little too: table four's values had come onto a line of their own.
* **Every row, also of zeros**: asked for the non-zero rows only, small models lose rows.
* **Arrays of one type** (an amount is not the last member of its row): providers' strict schemas know no tuples.
* **No bounds on the integers**: a model that is held to non-negative numbers writes a printed −3 as 3. Such a figure
  must arrive as it is, to be refused here for its own cell alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import groupby
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import TypeAliasType

from crossfoot.forms import (
    Cell,
    Form,
    FormId,
    Kind,
    PrintError,
    Reading,
    Row,
    Unit,
    Value,
    is_placeholder,
    parse,
)
from crossfoot.forms import form as form_of
from crossfoot.forms.prints import MAX_DIGITS

SEPARATOR = "｜"
"""Between the levels of a label, in prompts. No printed label holds it."""

_LETTERS = {"disclosure": "a", "requests": "b", "review": "c"}
_TITLES = {"disclosure": "第二部分的表", "requests": "第三部分的表", "review": "第四部分的表"}

_ORDINAL = re.compile(r"（?([一二三四五六七八九1-9])")
_NUMERALS = "0123456789一二三四五六七八九"

Written = int | str | None
"""One figure as the model writes it: an integer, an amount as printed, null for a blank."""


class _Schema(GenerateJsonSchema):
    """Without titles: a title made from a key costs tokens and says nothing."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False


class Wire(BaseModel):
    """What a model sends."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def model_json_schema(cls, *_args: object, **_options: object) -> dict[str, Any]:
        """The schema. Made once for each class: instructor asks for it anew with every request."""
        # instructor writes into the outermost level of what it gets.
        return dict(_schema(cls))


@lru_cache(maxsize=256)
def _schema(model: type[Wire]) -> dict[str, Any]:
    return BaseModel.model_json_schema.__func__(model, schema_generator=_Schema)  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of the wire format and the cells that its value holds, in order."""

    key: str
    row: Row
    cells: tuple[Cell, ...]

    @property
    def label(self) -> str:
        """The printed label of the row with the one above it."""
        return SEPARATOR.join(self.row.labels[-2:])

    @property
    def columns(self) -> tuple[str, ...]:
        """The printed labels of the columns."""
        return tuple(cell.labels[-1] for cell in self.cells)

    @property
    def type(self) -> object:
        """The type of the key's value."""
        if self.cells[0].kind == "yuan":
            return str | None
        return int | None if len(self.cells) == 1 else _array(len(self.cells))


@cache
def _array(length: int) -> object:
    # A named type is written into the schema once and referred to, instead of 25 times.
    member = Annotated[list[int | None], Field(min_length=length, max_length=length)]
    return TypeAliasType(f"R{length}", member)


def slots(form: Form) -> tuple[Slot, ...]:
    """The keys of the form's wire format, in printed order."""
    return _codec(form).slots


def model(form: Form) -> type[Wire]:
    """The pydantic model of a filled form on the wire."""
    return _codec(form).model


def listing(form: Form) -> str:
    """The keys with the labels that they stand for, as the prompt lists them."""
    return _codec(form).listing


def reading(form: Form, filled: Wire, units: Mapping[str, Unit]) -> Reading:
    """The reading that *filled* (an object of `model`) says. *units*: what headers state, by path of the amount."""
    written: list[tuple[Cell, Written]] = []
    for slot in slots(form):
        value = getattr(filled, slot.key)
        written.extend(zip(slot.cells, value if isinstance(value, list) else (value,), strict=True))
    return _settle(form, written, units)


def question(cells: Sequence[Cell], first: int = 1) -> type[Wire]:
    """The pydantic model of the answer to a question for *cells*: `q1`, `q2`, … in their order, or from *first* on."""
    return _question(tuple(cell.kind == "yuan" for cell in cells), first)


def question_listing(cells: Sequence[Cell], form: Form, first: int = 1) -> str:
    """The keys of a question with the labels of row and column."""
    titles = {row.path: SEPARATOR.join(row.labels) for row in form.rows}
    return "\n".join(
        f"q{n} = {_TITLES[cell.table]}，行：{titles[cell.row]}，列：{cell.labels[-1]}"
        for n, cell in enumerate(cells, first)
    )


def answers(
    form: Form, cells: Sequence[Cell], answered: Wire, units: Mapping[str, Unit], first: int = 1
) -> Reading:
    """The reading of *cells* alone that *answered* (an object of `question`) says."""
    return _settle(form, [(cell, getattr(answered, f"q{n}")) for n, cell in enumerate(cells, first)], units)


def write(form: Form, cells: Mapping[str, Value | None], prints: Mapping[str, str]) -> dict[str, object]:
    """The wire object that says *cells*: the inverse of `reading`. Amounts are taken from *prints*, or put in 元."""
    return {slot.key: _written(slot, cells, prints) for slot in slots(form)}


@dataclass(frozen=True)
class _Codec:
    slots: tuple[Slot, ...]
    model: type[Wire]
    listing: str


def _codec(form: Form) -> _Codec:
    # Not cached by the form itself: to hash its two hundred cells takes longer than to write them.
    return _codec_of(form.id, form.divided)


@cache
def _codec_of(form_id: FormId, divided: bool) -> _Codec:
    keys = tuple(_slots(form_of(form_id, divided).rows))
    fields: dict[str, Any] = {slot.key: (slot.type, ...) for slot in keys}
    return _Codec(keys, create_model("Figures", __base__=Wire, **fields), "\n".join(_lines(keys)))


def _slots(rows: Sequence[Row]) -> Iterator[Slot]:
    for table, group in groupby(rows, key=lambda row: row.table):
        for number, row in enumerate(group, 1):
            for part, (_, run) in enumerate(groupby(row.cells, key=lambda cell: cell.kind == "yuan")):
                key = _LETTERS[table] + (_ordinals(row) if table == "requests" else str(number)) + "x" * part
                yield Slot(key, row, tuple(run))


def _ordinals(row: Row) -> str:
    """The printed ordinals that lead to the row, as digits: 三、（四）2. is `342`."""
    return "".join(str(_digit(match[1])) if (match := _ORDINAL.match(label)) else "" for label in row.labels)


def _digit(numeral: str) -> int:
    at = _NUMERALS.index(numeral)
    return at if at < 10 else at - 9


def _lines(keys: Sequence[Slot]) -> Iterator[str]:
    """The listing: a heading whenever the table or the columns change, a line for each key."""
    for (table, columns), group in groupby(keys, key=lambda slot: (slot.row.table, slot.columns)):
        amount = False
        lines = []
        for slot in group:
            amount = slot.cells[0].kind == "yuan"
            lines.append(f"{slot.key} = {slot.label}")
        shape = (
            "一个带单位的字符串" if amount else "一个数" if len(columns) == 1 else f"{len(columns)}个数的数组"
        )
        yield f"# {_TITLES[table]}，每键{shape}，依次为：{'、'.join(columns)}"
        yield from lines


@lru_cache(maxsize=256)
def _question(amounts: tuple[bool, ...], first: int) -> type[Wire]:
    fields: dict[str, Any] = {
        f"q{n}": (str | None if amount else int | None, ...) for n, amount in enumerate(amounts, first)
    }
    return create_model("Answers", __base__=Wire, **fields)


def _settle(form: Form, written: Sequence[tuple[Cell, Written]], units: Mapping[str, Unit]) -> Reading:
    """Turn what is written into values; what is no figure of its kind stays unread, with the reason."""
    cells: dict[str, Value | None] = {}
    unread: dict[str, str] = {}
    prints: dict[str, str] = {}
    for cell, value in written:
        if isinstance(value, str):
            prints[cell.path] = value
        try:
            cells[cell.path] = _value(value, cell.kind, units.get(cell.path))
        except PrintError as error:
            unread[cell.path] = str(error)
    return Reading(form=form, cells=cells, unread=unread, prints=prints, reader="model")


def _value(value: Written, kind: Kind, unit: Unit | None) -> Value | None:
    if value is None:
        return None
    if isinstance(value, str):
        return None if not value.strip() or is_placeholder(value) else parse(value, kind, unit)
    # The plain case first: it is nearly all there is, and 200 of them make a report.
    return value if 0 <= value < 10**MAX_DIGITS else parse(str(value), kind, unit)


def _written(slot: Slot, cells: Mapping[str, Value | None], prints: Mapping[str, str]) -> object:
    values: list[Any] = [cells[cell.path] for cell in slot.cells]
    if slot.cells[0].kind == "yuan":
        path = slot.cells[0].path
        return None if values[0] is None else prints.get(path, f"{Decimal(str(values[0])):f}元")
    return values if len(values) > 1 else values[0]
