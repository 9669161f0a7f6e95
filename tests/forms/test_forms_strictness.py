"""The models refuse what is not a report, and keep what is."""

import json

import pytest
from pydantic import BaseModel, ValidationError

from crossfoot.forms import Report2019, Report2021, form, forms

COUNT = "requests.granted.natural_person"
BAD_COUNTS = [-1, 1.5, "3", True, float("nan"), [], 10**400 * -1]


def blank(each):
    return dict.fromkeys(each.cells)


def leaves(node, path=()):
    if isinstance(node, dict):
        for key, child in node.items():
            yield from leaves(child, (*path, key))
    else:
        yield ".".join(path), node


@pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{f.divided}")
def test_every_cell_may_be_blank_or_filled_and_comes_back(each):
    values = {path: number for number, path in enumerate(each.cells)}
    for cells in (blank(each), values):
        report = each.report(cells)
        assert isinstance(report, Report2019 if each.id == "2019" else Report2021)
        dumped = dict(leaves(report.model_dump()))
        assert dumped.pop("form") == each.id
        assert dumped == cells


@pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{f.divided}")
def test_a_report_survives_json(each):
    report = each.report(dict.fromkeys(each.cells, 7))
    assert type(report).model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize("each", forms(), ids=lambda f: f"{f.id}-{f.divided}")
def test_no_path_may_be_missing(each):
    for path in (COUNT, "review.reconsideration.total", next(iter(each.cells))):
        cells = blank(each)
        del cells[path]
        with pytest.raises((KeyError, ValidationError)):
            each.report(cells)


@pytest.mark.parametrize("value", BAD_COUNTS)
@pytest.mark.parametrize(
    "path", [COUNT, "review.direct_litigation.pending", "disclosure.regulations.in_force"]
)
def test_a_count_is_a_whole_number_of_things(path, value):
    with pytest.raises(ValidationError):
        form("2021").report(blank(form("2021")) | {path: value})


def test_only_a_change_may_be_negative():
    each = form("2019")
    assert each.report(blank(each) | {"disclosure.licensing.change": -5}).disclosure.licensing.change == -5
    for path in (p for p, cell in each.cells.items() if cell.kind != "integer"):
        with pytest.raises(ValidationError):
            each.report(blank(each) | {path: -5})


@pytest.mark.parametrize("value", [1.5, "3", True])
def test_a_change_is_an_integer(value):
    with pytest.raises(ValidationError):
        form("2019").report(blank(form("2019")) | {"disclosure.fees.change": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.01, True, "70280"])
def test_an_amount_is_a_finite_number_of_yuan(value):
    with pytest.raises(ValidationError):
        form("2021").report(blank(form("2021")) | {"disclosure.fees.amount_yuan": value})


def test_an_amount_may_have_a_fraction():
    report = form("2021").report(blank(form("2021")) | {"disclosure.fees.amount_yuan": 1605964.05})
    assert report.disclosure.fees.amount_yuan == 1605964.05


@pytest.mark.parametrize("keys", [(), ("disclosure",), ("requests",), ("requests", "granted"), ("requests", "denied"),
                                  ("requests", "other"), ("requests", "other", "late_fee"), ("review", "reconsideration")])  # fmt: skip
def test_unknown_keys_are_refused_at_every_level(keys):
    tree = json.loads(form("2021").report(blank(form("2021"))).model_dump_json())
    node = tree
    for key in keys:
        node = node[key]
    node["surprise"] = 1
    with pytest.raises(ValidationError):
        Report2021.model_validate(tree)


def test_one_and_three_rows_of_other_cannot_be_mixed():
    tree = form("2021").report(blank(form("2021"))).model_dump()
    tree["requests"]["other"]["undivided"] = tree["requests"]["granted"]
    with pytest.raises(ValidationError):
        Report2021.model_validate(tree)


def models(model):
    yield model
    for info in model.model_fields.values():
        for part in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models(part)


@pytest.mark.parametrize("report", [Report2019, Report2021])
def test_no_field_has_a_default_and_every_model_is_frozen(report):
    for model in set(models(report)):
        assert all(info.is_required() for info in model.model_fields.values()), model
        assert model.model_config["frozen"] is True
        assert model.model_config["extra"] == "forbid"


def test_a_report_cannot_be_changed():
    report = form("2019").report(blank(form("2019")))
    with pytest.raises(ValidationError):
        report.requests.granted.total = 3
