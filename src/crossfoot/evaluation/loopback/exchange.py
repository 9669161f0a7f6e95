"""What goes in and out of the loopback server: gold figures, requests as read, replies, and the right answer."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from crossfoot.evaluation.loopback.extractions import asks_for_extractions, extractions
from crossfoot.evaluation.loopback.nested import nested
from crossfoot.forms import Cell, Form, Value
from crossfoot.forms.facts import FACTS

Cells = Mapping[str, Value | None]


@dataclass(frozen=True)
class Gold:
    """The true figures of one report."""

    form: Form
    cells: Cells
    prints: Mapping[str, str] = field(default_factory=dict)
    """How amounts are printed; else they are given in 元."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The facts of the narrative by path, as a model writes them down: `[quote, "12条"]`; the others are not stated."""


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Mapping[str, Any]

    @cached_property
    def text(self) -> str:
        """All messages in one string."""
        return "\n".join(str(message.get("content") or "") for message in self.body.get("messages", ()))

    @cached_property
    def kind(self) -> Literal["reading", "question", "facts"]:
        """Is a whole form asked for, or single figures, or the facts of the narrative?"""
        if self.facts:
            return "facts"
        return "question" if self.keys and all(key.startswith("q") for key in self.keys) else "reading"

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that the prompt lists, each with the labels of its figures (row, then column)."""
        return dict(_listed(self.text))

    @property
    def facts(self) -> Mapping[str, str]:
        """The keys of facts that the prompt lists, each with the words in which it is asked for."""
        lines = _QUOTED.sub("", self.text).splitlines()
        return {asked[1]: asked[2] for line in lines if (asked := _FACT.match(line))}

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema of the answer, wherever the mode puts it."""
        body = self.body
        if tools := body.get("tools"):
            return cast(Mapping[str, Any], tools[0]["function"]["parameters"])
        shape = body.get("response_format") or {}
        if shape.get("type") == "json_schema":
            return cast(Mapping[str, Any], shape["json_schema"]["schema"])
        return _schema_in(self.text)


@dataclass(frozen=True)
class Reply:
    """What goes back over the wire. `body` None: the connection is dropped."""

    body: bytes | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0
    """Seconds before it is sent."""


@dataclass(frozen=True)
class Exchange:
    """A request and the right answer to it, for a fault to spoil."""

    request: Request
    content: str
    """The right answer, as JSON."""

    def completion(
        self,
        content: str | None = None,
        *,
        finish: str | None = None,
        refusal: str | None = None,
        preamble: str = "",
        call: bool = True,
    ) -> Reply:
        """A chat completion that says *content*; with tools, as a call unless *call* is False."""
        said = self.content if content is None else content
        message: dict[str, Any] = {"role": "assistant", "content": preamble + said}
        finish_reason = "stop"
        if refusal is not None:
            message.update(content=None, refusal=refusal)
        elif self.request.body.get("tools") and call:
            name = self.request.body["tools"][0]["function"]["name"]
            function = {"name": name, "arguments": said}
            message.update(
                content=preamble or None,
                tool_calls=[{"id": "call_1", "type": "function", "function": function}],
            )
            finish_reason = "tool_calls"
        choice = {"index": 0, "message": message, "finish_reason": finish or finish_reason}
        return json_reply(
            {
                "id": "chatcmpl-loopback",
                "object": "chat.completion",
                "created": 0,
                "model": self.request.body.get("model", ""),
                "choices": [choice],
                "usage": _usage(self.request.text, said),
            }
        )


def answer_for(request: Request, gold: Gold) -> str:
    """The right answer to *request*, as compact JSON.

    Raises `LookupError` where the prompt asks for a figure that the gold's form has not: then the prompt is wrong.
    """
    if request.facts:
        return _compact({key: _fact(words, gold) for key, words in request.facts.items()})
    schema = request.schema or {}
    if not request.keys:
        return _compact((extractions if asks_for_extractions(schema) else nested)(schema, gold))
    shapes = schema.get("properties", {})
    answer: dict[str, Any] = {}
    for key, cells in asked_cells(request, gold.form).items():
        values = [_written(cell, gold) for cell in cells]
        answer[key] = values if _is_array(shapes.get(key), len(values)) else values[0]
    return _compact(answer)


def asked_cells(request: Request, form: Form) -> dict[str, list[Cell]]:
    """The cells of *form* that are asked for, by key. Raises `LookupError` where the form has not one that is."""
    return {
        key: [_find(form, row, column) for row, column in zip(labels[::2], labels[1::2], strict=True)]
        for key, labels in request.keys.items()
    }


def _compact(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _fact(words: str, gold: Gold) -> Any:  # noqa: ANN401 - any JSON
    """What the gold says of the fact that is asked for in these *words*."""
    fact = next((fact for fact in FACTS.values() if words == fact.label), None)
    if fact is None:
        raise LookupError(f"no fact is called {words!r}")
    return gold.facts.get(fact.path, [] if fact.shape in ("named", "quotes") else None)


# -- reading the request --------------------------------------------------------------------------------------------

_HEADING = re.compile(r"^# .*依次为：(.+)$")
_ROW = re.compile(r"^([a-c][0-9]+x?) = (.+)$")
_ASKED = re.compile(r"^(q\d+) = .*?，行：(.+)，列：(.+)$")
_FACT = re.compile(r"^(f\d+) = (.+)$")
_QUOTED = re.compile(r"^<<<<原文 (\w+)\n.*?^原文 \1>>>>$", re.DOTALL | re.MULTILINE)
_SEPARATOR = "｜"


def _listed(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys in the prompt's listing, with row and column label of each figure by turns; never from the report."""
    columns: Sequence[str] = ()
    for line in _QUOTED.sub("", text).splitlines():
        if heading := _HEADING.match(line):
            columns = heading[1].split("、")
        elif row := _ROW.match(line):
            yield row[1], tuple(label for column in columns for label in (row[2], column))
        elif asked := _ASKED.match(line):
            yield asked[1], (asked[2], asked[3])


def _find(form: Form, row: str, column: str) -> Cell:
    """The one cell whose row label ends in *row* and whose column is *column*."""
    levels = tuple(row.split(_SEPARATOR))
    found = [
        cell
        for candidate in form.rows
        if candidate.labels[-1] == levels[-1] and candidate.labels[-len(levels) :] == levels
        for cell in candidate.cells
        if cell.labels[-1] == column
    ]
    if len(found) != 1:
        raise LookupError(f"{row!r}, {column!r}: {len(found)} cells of the form are so labelled")
    return found[0]


def _schema_in(text: str) -> Mapping[str, Any] | None:
    """The schema that the JSON modes write into the prompt."""
    start = text.find('{\n  "$defs"')
    if start < 0:
        start = text.find('{\n  "additionalProperties"')
    return json.JSONDecoder().raw_decode(text, start)[0] if start >= 0 else None


def _is_array(shape: Mapping[str, Any] | None, count: int) -> bool:
    if shape is None:
        return count > 1
    return "$ref" in shape or shape.get("type") == "array"


def _written(cell: Cell, gold: Gold) -> int | str | None:
    value = gold.cells[cell.path]
    if value is None:
        return None
    return gold.prints.get(cell.path, f"{value}元") if cell.kind == "yuan" else int(value)


def _usage(asked: str, said: str) -> dict[str, int]:
    """Token counts that are of the right size: about one per Chinese character and per three others."""
    prompt, completion = max(1, len(asked) * 2 // 3), max(1, len(said) * 2 // 3)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def json_reply(data: Mapping[str, Any]) -> Reply:
    """*data* with status 200."""
    return Reply(json.dumps(data, ensure_ascii=False).encode())


def error_reply(
    number: int, message: str, headers: Mapping[str, str] | None = None, code: str | None = None
) -> Reply:
    """An error as providers send it; *code* is its machine-readable name."""
    body = {"error": {"message": message, "type": code or "error", "param": None, "code": code}}
    return Reply(json.dumps(body).encode(), number, {"Content-Type": "application/json", **(headers or {})})
