"""langextract with one extraction per printed row: its class is the kind of row, its attributes are the row's figures.

The text goes in one piece: cut at the default of 1,000 characters, most rows would be parted from their column headings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

import langextract as lx
import schema
from answers import NotAccepted
from langextract.core.exceptions import LangExtractError
from pydantic import BaseModel
from pydantic.fields import FieldInfo

WHOLE = 100_000
"""Characters of one piece: more than a report has."""


def extractor(base_url: str, model: str, key: str) -> Callable[[str], Mapping[str, float | None]]:
    """A function from a report's text to its figures. It raises `NotAccepted` where no answer can be parsed."""
    examples = [example()]
    config = lx.factory.ModelConfig(
        model_id=model,
        provider="openai",
        provider_kwargs={"base_url": base_url, "api_key": key, "temperature": 0.0},
    )
    asked = lx.factory.create_model(config, examples=examples, use_schema_constraints=True)

    def extract(text: str) -> Mapping[str, float | None]:
        try:
            found = lx.extract(
                text,
                prompt_description=instruction(),
                examples=examples,
                model=asked,
                use_schema_constraints=False,  # the model has its schema; else a warning
                max_char_buffer=WHOLE,
                show_progress=False,
                resolver_params={"suppress_parse_errors": False},
            )
        except LangExtractError as error:
            raise NotAccepted(f"{type(error).__name__}: {error}") from error
        return cells(found.extractions or ())

    return extract


def cells(extractions: Sequence[lx.data.Extraction]) -> dict[str, float | None]:
    """The figures of all rows by dotted path. Where a row comes twice, the first is taken."""
    out: dict[str, float | None] = {}
    for each in extractions:
        attributes: dict[str, Any] = dict(each.attributes or {})
        row = attributes.pop("row", None)
        for column, value in attributes.items():
            out.setdefault(f"{row}.{column}", _figure(value))
    return out


def _figure(value: object) -> float | None:
    if value is None or value == "":
        return None
    try:
        return value if isinstance(value, int | float) else float(str(value))
    except ValueError as error:
        raise NotAccepted(f"{value!r} is no figure") from error


# -- the prompt, from the same schema ---------------------------------------------------------------------------------


def instruction() -> str:
    """What is asked for: the rows by name, and the columns of each kind of row."""
    listed = list(rows(schema.Report))
    kinds = {kind: columns for _, _, kind, columns in listed}
    lines = [
        schema.INSTRUCTION,
        "每个印着的行提取一项：extraction_text 为该行标签，属性 row 为下列行名之一，其余属性为该行各列的数。",
        "行名：",
        *(f"- {path}（{kind.__name__}）：{said}" for path, said, kind, _ in listed),
        "各类行的列：",
        *(
            f"- {kind.__name__}：" + "，".join(f"{name}={info.description}" for name, info in columns.items())
            for kind, columns in kinds.items()
        ),
    ]
    return "\n".join(lines)


Row = tuple[str, str, type[BaseModel], dict[str, FieldInfo]]
"""Path, description, kind and columns."""


def rows(model: type[BaseModel], above: str = "", said: str = "") -> Iterator[Row]:
    """The rows of the schema: models that have nothing but figures."""
    members = {name: _models(info) for name, info in model.model_fields.items()}
    if not any(members.values()):
        yield above, said, model, model.model_fields
    for name, models in members.items():
        info = model.model_fields[name]
        for each in models:
            yield from rows(each, f"{above}.{name}".lstrip("."), f"{said} {info.description}".strip())


def _models(info: FieldInfo) -> list[type[BaseModel]]:
    choices = get_args(info.annotation) or (info.annotation,)
    return [each for each in choices if isinstance(each, type) and issubclass(each, BaseModel)]


def example() -> lx.data.ExampleData:
    """An invented text with one row of each kind: from it langextract takes the shape of the answer too."""
    kinds = {kind: (path, columns) for path, _, kind, columns in reversed(list(rows(schema.Report)))}
    extractions, lines = [], []
    for number, (kind, (path, columns)) in enumerate(kinds.items(), 1):
        figures = {name: 900 + 10 * number + at for at, name in enumerate(columns)}
        lines.append(f"示例行{number}：" + " ".join(map(str, figures.values())))
        extractions.append(
            lx.data.Extraction(kind.__name__, f"示例行{number}", attributes={"row": path, **figures})
        )
    return lx.data.ExampleData("\n".join(lines), extractions)
