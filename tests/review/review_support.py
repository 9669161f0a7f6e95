"""What the tests of review share: records with known truth, readings of them with known errors, and other rules."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from random import Random

import pytest

from crossfoot.checks import Rule, confront, load_rules
from crossfoot.evaluation.simulation import Cells, draw, draw_style, err, fill_in
from crossfoot.forms import Form, forms
from crossfoot.pipeline.records import finding_record
from crossfoot.store import DocumentInfo, FindingRecord, ReadingInfo, Record


def checksum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def record_of(
    form: Form,
    read: Cells,
    doubted: Sequence[str] = (),
    *,
    path: str = "报告/甲县2023.txt",
    content: str = "甲",
    reader: str = "offline",
) -> Record:
    """What a reader says who read *read* and is not certain of the cells *doubted*."""
    assert read.keys() <= form.fields.keys()
    blank = frozenset(cell for cell in doubted if read[cell] is None)
    outcome = confront(load_rules(form), read, blank)
    named = FindingRecord(
        rule="print.missing",
        verdict="fail",
        severity="error",
        cells=tuple(doubted),
        left=None,
        right=None,
        message="无处可寻",
    )
    certain = "source_error" if outcome.failed else "verified"
    cells = {cell: read.get(cell) for cell in form.fields}
    return Record(
        document=DocumentInfo(
            path=path,
            sha256=checksum(content),
            media_type="text/plain",
            title="甲县2023年政府信息公开工作年度报告",
            issuer="甲县人民政府",
            year=2023,
        ),
        form=form.id,
        status="needs_review" if doubted else certain,
        cells=cells,
        evidence={cell: (n, n + 1) for n, (cell, value) in enumerate(cells.items()) if value is not None},
        findings=(*([named] if doubted else []), *map(finding_record, outcome.findings)),
        reason="因为",
        reading=ReadingInfo(reader=reader, rules="0", passed=outcome.passed),
    )


@dataclass(frozen=True)
class Case:
    """A report whose figures are known, and a reading of it that errs only where it is in doubt."""

    form: Form
    truth: Cells
    read: Cells
    doubted: tuple[str, ...]

    @property
    def true_failing(self) -> tuple[str, ...]:
        """The sums that the report itself has wrong."""
        return tuple(rule.id for rule, _ in confront(load_rules(self.form), self.truth).failed)

    def record(self, **changes) -> Record:
        return record_of(self.form, self.read, self.doubted, **changes)


def case_of(
    seed: int, *, wrong: int | None = None, doubted: int | None = None, erring: bool | None = None
) -> Case:
    """A case drawn by *seed*: so many cells read wrongly, so many more in doubt, with or without an error of its own."""
    rng = Random(seed)
    form = rng.choice(forms())
    truth = fill_in(form, draw(form, rng), draw_style(rng), rng)
    if erring or (erring is None and rng.random() < 0.4):
        truth = err(form, truth, rng) or truth
    paths = list(form.cells)
    misread = rng.sample(paths, rng.randrange(6) if wrong is None else wrong)
    others = [path for path in paths if path not in misread]
    unsure = {*misread, *rng.sample(others, rng.randrange(6) if doubted is None else doubted)}
    read = dict(truth)
    for path in misread:
        value = truth[path]
        read[path] = rng.choice([None, 7] if value is None else [None, value + rng.randint(1, 9)])
    return Case(form, truth, read, tuple(path for path in paths if path in unsure))


def plain_case(*, total: int = 5) -> Case:
    """A 2021 report of zeros but for one row of table three, whose printed 总计 is *total* and whose figures make 5.

    Two cells of another table are in doubt.
    """
    form = forms()[-1]
    truth: Cells = dict.fromkeys(form.cells, 0)
    row, came, done = (f"requests.{name}" for name in ("granted", "received", "outcome_total"))
    for path in (row, came, done):
        truth |= {f"{path}.natural_person": 5, f"{path}.total": 5}
    truth[f"{row}.total"] = total
    return Case(form, truth, dict(truth), tuple(list(form.cells)[:2]))


TOTAL = "requests.granted.total"
ITS_SUM = "requests.row.granted"


def under_other_rules(monkeypatch: pytest.MonkeyPatch, name: str, *, strict: bool) -> None:
    """From now on there are other rules, called *name*: with *strict*, also one that every report breaks."""

    def rules(form: Form) -> tuple[Rule, ...]:
        known = load_rules(form)
        first = known[0]
        new = replace(
            first, id="new.rule", left=("disclosure.regulations.issued",), right=(TOTAL,), total=None
        )
        return (*known, new) if strict else known

    for module in ("crossfoot.pipeline.state", "crossfoot.pipeline.recheck"):
        monkeypatch.setattr(import_module(module), "load_rules", rules)
    for module in ("crossfoot.pipeline.heed", "crossfoot.pipeline.basis"):
        monkeypatch.setattr(import_module(module), "rules_hash", lambda: name)
