"""The report as a nested pydantic schema, as one writes it for instructor: the program's forms, told to a model.

The fields are those of `crossfoot.forms.models`, of which only the file is read, for crossfoot is not installed where the
peers are. Each has its printed label as description, and a plain number as type. Which table two, and whether （六） is
one row or three, the model says by the shape that it fills.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from importlib.util import module_from_spec, spec_from_file_location
from operator import or_
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field, create_model

FORMS = Path(__file__).parents[3] / "src" / "crossfoot" / "forms" / "models.py"
INSTRUCTION = (
    "你是数据录入员。请从下面的政府信息公开工作年度报告中提取三张统计表的全部数字。"
    "照原文抄录，不要计算；原文印着 0 才写 0，空白、横线、斜线写 null。金额换算成元。"
)
"""The system message."""

Count = int | None
Amount = float | None


def _module(path: Path) -> ModuleType:
    """A module by its file. It must need nothing but pydantic."""
    spec = spec_from_file_location(f"crossfoot_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def told(model: type[BaseModel]) -> type[BaseModel]:
    """*model* with descriptions, and without what makes it strict."""
    fields: dict[str, Any] = {
        name: (_type(info.annotation, name), Field(description=_description(info.title or "", name)))
        for name, info in model.model_fields.items()
    }
    return create_model(model.__name__, **fields)


def _type(annotation: Any, name: str) -> Any:
    """Models stay models, numbers become plain ones."""
    choices = get_args(annotation) or (annotation,)
    models = [each for each in choices if isinstance(each, type) and issubclass(each, BaseModel)]
    if models:
        return reduce(or_, map(told, models))
    return Amount if name.endswith("_yuan") else Count


def _description(title: str, name: str) -> str:
    """The printed label, with what a number needs to be said of it."""
    said = title.replace("|", "：")
    if name.endswith("_yuan"):
        return f"{said}，换算成元"
    return f"{said}，可为负数" if name == "change" else said


forms = _module(FORMS)
Applicants, Outcomes = told(forms.Applicants), told(forms.Outcomes)
Disclosure2019, Disclosure2021 = told(forms.Disclosure2019), told(forms.Disclosure2021)
Requests, Review = told(forms.Requests), told(forms.Review)


class Report(BaseModel):
    """政府信息公开工作年度报告的三张统计表。"""

    form: Literal["2019", "2021"] = Field(description="表格版本：按表格的行列标签判断，不看年份")
    disclosure: Disclosure2019 | Disclosure2021 = Field(description="二、主动公开政府信息情况")
    requests: Requests = Field(description="三、收到和处理政府信息公开申请情况")
    review: Review = Field(description="四、政府信息公开行政复议、行政诉讼情况")


def cells(report: Report) -> dict[str, int | float | None]:
    """The figures of *report* by dotted path."""
    return {path: value for path, value in _leaves(report.model_dump()) if path != "form"}


def _leaves(node: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
