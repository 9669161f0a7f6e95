"""Writes the example reports of `eval/reports/` and their gold labels in `eval/gold/`.

Every report is made in four steps: figures -> printed tables -> a flattening -> bytes. The gold comes from
the figures of the first step and is never read back from the output, so it cannot share a mistake with any
reader.

    python eval/make_reports.py            rewrite both folders from scratch
    python eval/make_reports.py --check    exit 1 if the files on disk differ from what would be written
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
Number = int | float
Cells = dict[str, Number | None]

# ------------------------------------------------------------------------------------------
# The two forms: paths and printed labels
# ------------------------------------------------------------------------------------------

COLUMNS = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research_institution": "科研机构",
    "public_interest_organization": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organization": "其他",
    "total": "总计",
}
APPLICANTS = tuple(COLUMNS)[:-1]

RECEIVED = ("received", "一、本年新收政府信息公开申请数量")
CARRIED_IN = ("carried_in", "二、上年结转政府信息公开申请数量")
CARRIED_OUT = ("carried_out", "四、结转下年度继续办理")
HANDLED = "三、本年度办理结果"
GROUPS: dict[str, dict[str, str]] = {
    "": {
        "granted": "（一）予以公开",
        "partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    },
    "（三）不予公开": {
        "denied.state_secret": "1.属于国家秘密",
        "denied.prohibited_by_law": "2.其他法律行政法规禁止公开",
        "denied.security_and_stability": "3.危及“三安全一稳定”",
        "denied.third_party_rights": "4.保护第三方合法权益",
        "denied.internal_affairs": "5.属于三类内部事务信息",
        "denied.deliberative_process": "6.属于四类过程性信息",
        "denied.enforcement_file": "7.属于行政执法案卷",
        "denied.administrative_inquiry": "8.属于行政查询事项",
    },
    "（四）无法提供": {
        "unavailable.not_held": "1.本机关不掌握相关政府信息",
        "unavailable.needs_creation": "2.没有现成信息需要另行制作",
        "unavailable.still_unclear": "3.补正后申请内容仍不明确",
    },
    "（五）不予处理": {
        "not_processed.petition": "1.信访举报投诉类申请",
        "not_processed.repeated": "2.重复申请",
        "not_processed.publication": "3.要求提供公开出版物",
        "not_processed.excessive": "4.无正当理由大量反复申请",
        "not_processed.confirm_or_reissue": "5.要求行政机关确认或重新出具已获取信息",
    },
}
UNDIVIDED = {"other.undivided": "（六）其他处理"}
DIVIDED = {
    "other.late_correction": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other.late_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other.remaining": "3.其他",
}
OUTCOME_TOTAL = {"outcome_total": "（七）总计"}

REVIEWS = {
    "reconsideration": "行政复议",
    "direct_litigation": "未经复议直接起诉",
    "litigation_after_reconsideration": "复议后起诉",
}
RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}

MADE = {"produced": "本年新制作数量", "disclosed": "本年新公开数量", "in_total": "对外公开总数量"}
ISSUED = {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"}
ITEMS = {"previous_year": "上一年项目数量", "change": "本年增/减", "decisions": "处理决定数量"}
# (caption, {value key: column heading}, {row key: row label}); the widths of table two's blocks differ.
Block = tuple[str, dict[str, str], dict[str, str]]
BLOCKS: dict[str, list[Block]] = {
    "2019": [
        ("第二十条第（一）项", MADE, {"regulations": "规章", "normative_documents": "规范性文件"}),
        ("第二十条第（五）项", ITEMS, {"licensing": "行政许可", "other_services": "其他对外管理服务事项"}),
        ("第二十条第（六）项", ITEMS, {"penalties": "行政处罚", "coercion": "行政强制"}),
        (
            "第二十条第（八）项",
            {"previous_year": "上一年项目数量", "change": "本年增/减"},
            {"fees": "行政事业性收费"},
        ),
        (
            "第二十条第（九）项",
            {"projects": "采购项目数量", "amount_yuan": "采购总金额"},
            {"procurement": "政府集中采购"},
        ),
    ],
    "2021": [
        ("第二十条第（一）项", ISSUED, {"regulations": "规章", "normative_documents": "行政规范性文件"}),
        ("第二十条第（五）项", {"decisions": "本年处理决定数量"}, {"licensing": "行政许可"}),
        (
            "第二十条第（六）项",
            {"decisions": "本年处理决定数量"},
            {"penalties": "行政处罚", "coercion": "行政强制"},
        ),
        (
            "第二十条第（八）项",
            {"amount_yuan": "本年收费金额（单位：万元）"},
            {"fees": "行政事业性收费"},
        ),
    ],
}
AMOUNT = {"2019": "disclosure.procurement.amount_yuan", "2021": "disclosure.fees.amount_yuan"}


def detail_keys(form: str) -> list[str]:
    """The detail rows （一）…（六） of table three, top to bottom."""
    other = UNDIVIDED if form == "2019" else DIVIDED
    return [key for group in GROUPS.values() for key in group] + list(other)


def request_paths(key: str) -> list[str]:
    """The seven cells of one row of table three, left to right."""
    return [f"requests.{key}.{column}" for column in COLUMNS]


def paths(form: str) -> list[str]:
    """Every cell of a form in printed order, as the field list of the project names them."""
    found = [f"disclosure.{row}.{key}" for _, heads, rows in BLOCKS[form] for row in rows for key in heads]
    for key in [RECEIVED[0], CARRIED_IN[0], *detail_keys(form), "outcome_total", CARRIED_OUT[0]]:
        found += request_paths(key)
    found += [f"review.{review}.{result}" for review in REVIEWS for result in RESULTS]
    return found


# ------------------------------------------------------------------------------------------
# Figures: consistent tables from a seeded generator, and the two real ones
# ------------------------------------------------------------------------------------------

MIXED = {
    "natural_person": 830,
    "business": 95,
    "research_institution": 6,
    "public_interest_organization": 10,
    "legal_service": 36,
    "other_organization": 23,
}
NATURAL = {"natural_person": 1}
OUTCOMES = {
    "granted": 380,
    "partly_granted": 95,
    "denied.state_secret": 4,
    "denied.prohibited_by_law": 9,
    "denied.security_and_stability": 6,
    "denied.third_party_rights": 24,
    "denied.internal_affairs": 18,
    "denied.deliberative_process": 16,
    "denied.enforcement_file": 22,
    "denied.administrative_inquiry": 20,
    "unavailable.not_held": 230,
    "unavailable.needs_creation": 42,
    "unavailable.still_unclear": 15,
    "not_processed.petition": 45,
    "not_processed.repeated": 20,
    "not_processed.publication": 3,
    "not_processed.excessive": 5,
    "not_processed.confirm_or_reissue": 7,
    "other.undivided": 40,
    "other.late_correction": 22,
    "other.late_fee": 4,
    "other.remaining": 24,
}


def draw(rng: random.Random, weights: dict[str, int], times: int) -> dict[str, int]:
    """How often each key comes up in `times` weighted draws."""
    drawn = rng.choices(list(weights), weights=list(weights.values()), k=times)
    return {key: drawn.count(key) for key in weights}


def put_row(cells: Cells, key: str, row: dict[str, int]) -> None:
    """One row of table three with its 总计."""
    for column in APPLICANTS:
        cells[f"requests.{key}.{column}"] = row.get(column, 0)
    cells[f"requests.{key}.total"] = sum(row.values())


def draw_requests(
    rng: random.Random, form: str, concluded: int, weights: dict[str, int], carried_in: dict[str, int] | None
) -> Cells:
    """Table three: draw the concluded requests first, so that every sum holds by construction."""
    details = detail_keys(form)
    outcome_weights = {key: OUTCOMES[key] for key in details}
    rows: dict[str, dict[str, int]] = {key: dict.fromkeys(APPLICANTS, 0) for key in details}
    for outcome in rng.choices(details, weights=list(outcome_weights.values()), k=concluded):
        rows[outcome][rng.choices(list(weights), weights=list(weights.values()))[0]] += 1
    done = {column: sum(row[column] for row in rows.values()) for column in APPLICANTS}
    left = draw(rng, weights, round(concluded * rng.uniform(0.03, 0.09)))
    if carried_in is None:
        carried_in = draw(rng, weights, round(concluded * rng.uniform(0.02, 0.08)))
        for column, count in carried_in.items():
            carried_in[column] = min(count, done[column] + left.get(column, 0))
    new = {c: done[c] + left.get(c, 0) - carried_in.get(c, 0) for c in APPLICANTS}
    if min(new.values()) < 0:
        raise ValueError("more requests carried in than concluded; take another seed")
    cells: Cells = {}
    for key, row in {"received": new, "carried_in": carried_in, **rows}.items():
        put_row(cells, key, row)
    put_row(cells, "outcome_total", done)
    put_row(cells, "carried_out", left)
    return cells


def draw_review(rng: random.Random, concluded: int) -> Cells:
    """Table four, in proportion to the number of requests."""
    cells: Cells = {}
    for review, share in {
        "reconsideration": 0.055,
        "direct_litigation": 0.018,
        "litigation_after_reconsideration": 0.012,
    }.items():
        times = round(concluded * share * rng.uniform(0.5, 1.4))
        row = draw(rng, {"upheld": 60, "corrected": 8, "other": 17, "pending": 15}, times)
        for result, count in row.items():
            cells[f"review.{review}.{result}"] = count
        cells[f"review.{review}.total"] = times
    return cells


def draw_disclosure(rng: random.Random, form: str, rank: str) -> Cells:
    """Table two. Only a city makes 规章; a town decides little; a bureau decides in its own field."""
    scale = {"city": 60000, "county": 9000, "bureau": 700, "town": 40, "none": 0}[rank]

    def some(most: float) -> int:
        return rng.randint(0, max(0, int(most))) if scale else 0

    norms = {"city": 40, "county": 16, "bureau": 5, "town": 2, "none": 0}[rank]
    rules = 4 if rank == "city" else 0
    cells: Cells = {}
    if form == "2019":
        for name, most in {"regulations": rules, "normative_documents": norms}.items():
            made = some(most)
            cells[f"disclosure.{name}.produced"] = made
            cells[f"disclosure.{name}.disclosed"] = made
            cells[f"disclosure.{name}.in_total"] = made + some(most * 7)
        shares = {
            "licensing": (200, 1.0),
            "other_services": (90, 0.7),
            "penalties": (300, 0.4),
            "coercion": (30, 0.02),
        }
        for name, (items, share) in shares.items():
            before = some(items if scale > 100 else items / 10)
            cells[f"disclosure.{name}.previous_year"] = before
            cells[f"disclosure.{name}.change"] = (
                max(-before, rng.randint(-3, 2 + before // 6)) if scale else 0
            )
            cells[f"disclosure.{name}.decisions"] = (
                scale // 3 + some(scale * share) if share > 0.3 else some(scale * share)
            )
        fees = some(24 if scale > 100 else 0)
        cells["disclosure.fees.previous_year"] = fees
        cells["disclosure.fees.change"] = max(-fees, rng.randint(-2, 2)) if fees else 0
        cells["disclosure.procurement.projects"] = some(scale**0.5)
        cells[AMOUNT[form]] = (
            rng.randint(20000, 400 * scale + 90000) if cells["disclosure.procurement.projects"] else 0
        )
        return cells
    for name, most in {"regulations": rules, "normative_documents": norms}.items():
        cells[f"disclosure.{name}.issued"] = some(most)
        cells[f"disclosure.{name}.repealed"] = some(most * 0.8)
        cells[f"disclosure.{name}.in_force"] = some(most * 6) + (most // 2)
    cells["disclosure.licensing.decisions"] = scale // 3 + some(scale)
    cells["disclosure.penalties.decisions"] = scale // 9 + some(scale / 3)
    cells["disclosure.coercion.decisions"] = some(scale / 60)
    cells[AMOUNT[form]] = rng.randint(2, 900) * scale + rng.randint(0, 99) * 100 if scale > 100 else 0
    return cells


def rows_of(table: Mapping[str, Sequence[Number | None]], keys: Sequence[str]) -> Cells:
    """Cells of a hand-written table: one entry per row, one figure per column."""
    return {
        f"{row}.{key}": value
        for row, values in table.items()
        for key, value in zip(keys, values, strict=True)
    }


def shanghai_2019() -> Cells:
    """上海市人民政府办公厅 2019 as published: 总计 blank in the detail rows, blanks instead of zeros."""
    cells: Cells = dict.fromkeys(paths("2019"))
    applicant_rows: dict[str, tuple[int, ...]] = {
        "received": (821, 35, 2, 1),
        "carried_in": (18, 0, 0, 0),
        "granted": (258, 12, 1, 1),
        "partly_granted": (3, 0, 0, 0),
        "denied.state_secret": (14, 0, 0, 0),
        "denied.internal_affairs": (5, 0, 0, 0),
        "denied.deliberative_process": (3, 1, 0, 0),
        "denied.administrative_inquiry": (10, 2, 0, 0),
        "unavailable.not_held": (252, 12, 1, 0),
        "unavailable.needs_creation": (44, 3, 0, 0),
        "unavailable.still_unclear": (25, 0, 0, 0),
        "not_processed.petition": (148, 1, 0, 0),
        "not_processed.repeated": (5, 4, 0, 0),
        "outcome_total": (767, 35, 2, 1),
        "carried_out": (72, 0, 0, 0),
    }
    printed = ("natural_person", "business", "legal_service", "other_organization")
    for key, row in applicant_rows.items():
        for column, count in zip(printed, row, strict=True):
            cells[f"requests.{key}.{column}"] = count or None
    for key, total in {"received": 859, "carried_in": 18, "outcome_total": 805, "carried_out": 72}.items():
        cells[f"requests.{key}.total"] = total
    for path, count in {
        "reconsideration.upheld": 5,
        "reconsideration.pending": 2,
        "reconsideration.total": 7,
        "direct_litigation.upheld": 8,
        "direct_litigation.pending": 1,
        "direct_litigation.total": 9,
    }.items():
        cells[f"review.{path}"] = count
    cells |= rows_of(
        {"disclosure.regulations": (13, 13, 524), "disclosure.normative_documents": (60, 60, 368)},
        tuple(MADE),
    )
    items = [f"disclosure.{name}" for name in ("licensing", "other_services", "penalties", "coercion")]
    cells |= rows_of(dict.fromkeys(items, (0, 0, 0)), tuple(ITEMS))
    cells |= {"disclosure.fees.previous_year": 0, "disclosure.fees.change": 0}
    return cells | {"disclosure.procurement.projects": 6, AMOUNT["2019"]: 251000}


def suqian_2024() -> Cells:
    """宿迁市 2024 as published."""
    table: dict[str, tuple[int, ...]] = {
        "received": (3440, 75, 0, 1, 6, 3, 3525),
        "carried_in": (118, 3, 0, 0, 0, 0, 121),
        "granted": (1408, 21, 0, 0, 2, 0, 1431),
        "partly_granted": (462, 9, 0, 0, 0, 0, 471),
        "denied.state_secret": (2, 0, 0, 0, 0, 0, 2),
        "denied.prohibited_by_law": (1, 0, 0, 0, 0, 0, 1),
        "denied.security_and_stability": (4, 0, 0, 0, 0, 0, 4),
        "denied.third_party_rights": (16, 1, 0, 0, 0, 0, 17),
        "denied.internal_affairs": (21, 0, 0, 0, 0, 0, 21),
        "denied.deliberative_process": (10, 1, 0, 0, 0, 0, 11),
        "denied.enforcement_file": (21, 2, 0, 0, 0, 0, 23),
        "denied.administrative_inquiry": (13, 0, 0, 0, 0, 0, 13),
        "unavailable.not_held": (859, 33, 0, 0, 3, 2, 897),
        "unavailable.needs_creation": (35, 1, 0, 0, 0, 0, 36),
        "unavailable.still_unclear": (8, 0, 0, 0, 0, 0, 8),
        "not_processed.petition": (86, 1, 0, 0, 0, 0, 87),
        "not_processed.repeated": (26, 1, 0, 0, 0, 0, 27),
        "not_processed.publication": (0, 0, 0, 0, 0, 0, 0),
        "not_processed.excessive": (3, 0, 0, 0, 0, 0, 3),
        "not_processed.confirm_or_reissue": (0, 0, 0, 0, 0, 0, 0),
        "other.late_correction": (75, 1, 0, 1, 0, 0, 77),
        "other.late_fee": (38, 0, 0, 0, 0, 0, 38),
        "other.remaining": (352, 2, 0, 0, 0, 0, 354),
        "outcome_total": (3440, 73, 0, 1, 5, 2, 3521),
        "carried_out": (118, 5, 0, 0, 1, 1, 125),
    }
    review = {
        "review.reconsideration": (88, 18, 28, 36, 170),
        "review.direct_litigation": (7, 0, 11, 7, 25),
        "review.litigation_after_reconsideration": (33, 0, 6, 13, 52),
    }
    norms = {"disclosure.regulations": (2, 1, 12), "disclosure.normative_documents": (50, 227, 420)}
    cells = rows_of(norms, tuple(ISSUED))
    cells |= {
        "disclosure.licensing.decisions": 1573179,
        "disclosure.penalties.decisions": 2676474,
        "disclosure.coercion.decisions": 29351,
        AMOUNT["2021"]: 727012578,
    }
    return (
        cells
        | rows_of({f"requests.{k}": v for k, v in table.items()}, tuple(COLUMNS))
        | rows_of(review, tuple(RESULTS))
    )


REAL = {"shanghai_2019": shanghai_2019, "suqian_2024": suqian_2024}


# ------------------------------------------------------------------------------------------
# A draft: figures on their way to print, changed by quirks
# ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Body:
    """Who reports. `name` signs, `short` stands in the title, `we` is how the text speaks of itself."""

    name: str
    short: str
    we: str
    rank: str


@dataclass
class Draft:
    """Everything a quirk may change before printing. Mutable on purpose: quirks are applied in turn."""

    body: Body
    year: int
    form: str
    cells: Cells
    rng: random.Random
    shown: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    relabel: list[Callable[[str], str]] = field(default_factory=list)
    number: list[Callable[[str], str]] = field(default_factory=list)
    blank: str = ""
    undivided: bool = False
    extra_rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    title: str | None = None
    title_lines: list[str] = field(default_factory=list)
    issuer: str | None = None
    period: str | None = None
    signature: str | None = None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)
    section_three: list[str] = field(default_factory=list)
    extra_paragraphs: list[str] = field(default_factory=list)
    text: list[Callable[[str], str]] = field(default_factory=list)
    gold_year: int | None = None
    real: bool = False
    encoding: str = "utf-8"
    declared: str = "utf-8"

    def label(self, text: str) -> str:
        """A form label as this report prints it."""
        text = self.labels.get(text, text)
        for change in self.relabel:
            text = change(text)
        return text

    def value(self, path: str) -> str:
        """One cell as this report prints it; the blank sign where nothing is printed."""
        if path in self.shown:
            return self.shown[path]
        value = self.cells[path]
        if value is None:
            return self.blank
        text = str(value)
        if path == AMOUNT["2021"]:  # the column heading says 万元
            text = f"{value / 10000:.6f}".rstrip("0").rstrip(".")
        for change in self.number:
            text = change(text)
        return text + "元" if path == AMOUNT["2019"] and value else text


@dataclass(frozen=True)
class Quirk:
    """One habit of real reports: a name for the gold, and what it does to the draft."""

    slug: str
    apply: Callable[[Draft], None]


def set_fields(slug: str, **values: object) -> Quirk:
    """A quirk that only sets fields of the draft."""

    def apply(draft: Draft) -> None:
        for name, value in values.items():
            setattr(draft, name, value)

    return Quirk(slug, apply)


# Quirks of the values ------------------------------


def zeros_blank(share: float = 1.0, part: str = "requests") -> Quirk:
    """Leave cells blank where 0 is meant: all of them, or a random share."""

    def apply(draft: Draft) -> None:
        for path in list(draft.cells):
            if path.startswith(part) and draft.cells[path] == 0 and draft.rng.random() < share:
                draft.cells[path] = None

    return Quirk("blank_for_zero" if share == 1 else "some_blank_for_zero", apply)


def keep_columns(slug: str, columns: set[str]) -> Quirk:
    """Table three with only these columns filled."""

    def apply(draft: Draft) -> None:
        for path in draft.cells:
            if path.startswith("requests.") and path.rsplit(".", 1)[1] not in columns:
                draft.cells[path] = None

    return Quirk(slug, apply)


ONLY_TOTAL = keep_columns("only_total_filled", {"total"})
ONLY_NATURAL_AND_TOTAL = keep_columns("only_natural_and_total_filled", {"natural_person", "total"})


def no_detail_totals() -> Quirk:
    """总计 blank in the detail rows although their columns are filled."""

    def apply(draft: Draft) -> None:
        for key in detail_keys(draft.form):
            draft.cells[f"requests.{key}.total"] = None

    return Quirk("total_blank_in_detail_rows", apply)


def placeholder(sign: str, slug: str) -> Quirk:
    """A sign where nothing is to be reported: not printed, so null in the gold."""
    return set_fields(slug, blank=sign)


def amount(printed: str, yuan: Number, heading: str | None = None, slug: str = "amount_unit") -> Quirk:
    """The one amount of table two, as printed and in yuan."""

    def apply(draft: Draft) -> None:
        path = AMOUNT[draft.form]
        draft.cells[path] = yuan
        draft.shown[path] = printed
        if heading:
            draft.labels["采购总金额" if draft.form == "2019" else "本年收费金额（单位：万元）"] = heading

    return Quirk(slug, apply)


def changes(**values: tuple[str, int]) -> Quirk:
    """增/减 printed with signs: name of the row = (print, value)."""

    def apply(draft: Draft) -> None:
        for name, (printed, value) in values.items():
            draft.shown[f"disclosure.{name}.change"] = printed
            draft.cells[f"disclosure.{name}.change"] = value

    return Quirk("signed_changes", apply)


def thousands(text: str) -> str:
    """1573179 -> 1,573,179."""
    whole, dot, part = text.partition(".")
    return f"{int(whole):,}{dot}{part}" if whole.lstrip("-").isdigit() else text


def full_width(text: str) -> str:
    """12.5 -> １２．５"""
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,-"})


def number_style(slug: str, change: Callable[[str], str]) -> Quirk:
    """Print every figure in one way."""

    def apply(draft: Draft) -> None:
        draft.number.append(change)

    return Quirk(slug, apply)


def space_after_digits(space: str, share: float = 0.3) -> Quirk:
    """A full-width or no-break space left behind some figures."""

    def apply(draft: Draft) -> None:
        draft.number.append(lambda text: text + space if draft.rng.random() < share else text)

    return Quirk("space_after_digits", apply)


def undivided_other() -> Quirk:
    """The 2021 form with （六）其他处理 as one row, as in the form before."""

    def apply(draft: Draft) -> None:
        for column in COLUMNS:
            parts = [draft.cells[f"requests.{key}.{column}"] or 0 for key in DIVIDED]
            draft.cells[f"requests.other.undivided.{column}"] = sum(parts)
            for key in DIVIDED:
                draft.cells[f"requests.{key}.{column}"] = None
        draft.undivided = True

    return Quirk("undivided_other_in_2021_form", apply)


def printed_off(slug: str, path: str, by: int) -> Quirk:
    """The report's own error: this cell is printed too large by so much."""

    def apply(draft: Draft) -> None:
        draft.cells[path] = (draft.cells[path] or 0) + by

    return Quirk(slug, apply)


def printed_zero(slug: str, path: str) -> Quirk:
    """The report's own error: this cell is printed 0 although its parts are not."""

    def apply(draft: Draft) -> None:
        if not draft.cells[path]:
            raise ValueError(f"{path} is {draft.cells[path]} already: no error made")
        draft.cells[path] = 0

    return Quirk(slug, apply)


def carried_in_forgotten() -> Quirk:
    """二 printed as 0 throughout: every row and column adds up, only 一 + 二 = 三 + 四 fails."""

    def apply(draft: Draft) -> None:
        for path in request_paths("carried_in"):
            draft.cells[path] = 0

    return Quirk("error_balance", apply)


def printed_figures(**values: int) -> Quirk:
    """Table two with these figures, where the layout needs figures of a certain length."""
    found = {f"disclosure.{name}": value for name, value in values.items()}
    return Quirk("", lambda draft: draft.cells.update(found))


def cut_edge() -> Quirk:
    """What `tab_rows_cut` cuts off: nothing of it is printed."""
    denied = list(GROUPS["（三）不予公开"])[:3]

    def apply(draft: Draft) -> None:
        for key in ["received", "carried_in", *GROUPS[""], *denied]:
            draft.cells[f"requests.{key}.total"] = None
        for key in denied:
            draft.cells[f"requests.{key}.other_organization"] = None

    return Quirk("right_edge_cut", apply)


def picture_of_three() -> Quirk:
    """Table three is a picture: none of its cells is printed as text, and the narrative repeats none."""

    def apply(draft: Draft) -> None:
        for path in draft.cells:
            if path.startswith("requests."):
                draft.cells[path] = None

    return Quirk("table_three_absent", apply)


# Quirks of the labels ------------------------------


def relabelled(slug: str, labels: dict[str, str]) -> Quirk:
    """Labels of the form (keys) printed otherwise (values)."""
    return Quirk(slug, lambda draft: draft.labels.update(labels))


def label_style(slug: str, change: Callable[[str], str]) -> Quirk:
    """Print every label in one way."""
    return Quirk(slug, lambda draft: draft.relabel.append(change))


def half_width(text: str) -> str:
    """Brackets and commas as an input method in ASCII mode leaves them."""
    return text.translate(str.maketrans("（），：", "(),:"))


HALF_WIDTH = label_style("half_width_brackets", half_width)
HALF_WIDTH_BRACKETS = label_style(
    "half_width_brackets", lambda text: text.replace("（", "(").replace("）", ") " if len(text) > 9 else ")")
)
COMMA_ORDINALS = label_style("ordinals_with_comma", lambda text: re.sub(r"^(\d)\.", r"\1、", text))
NO_ORDINALS = label_style(
    "ordinals_missing", lambda text: re.sub(r"^(\d\.|（[一二三四五六七]）(?!项))", "", text)
)
WRAPPED_HEADERS = relabelled(
    "wrapped_headers",
    {
        "商业企业": "商业\n企业",
        "科研机构": "科研\n机构",
        "社会公益组织": "社会公益\n组织",
        "法律服务机构": "法律服务\n机构",
        "结果维持": "结果\n维持",
        "结果纠正": "结果\n纠正",
        "其他结果": "其他\n结果",
        "尚未审结": "尚未\n审结",
        "本年新制作数量": "本年新\n制作数量",
        "本年新公开数量": "本年新\n公开数量",
    },
)
SHORT_OTHER = relabelled(
    "shortened_labels",
    {DIVIDED["other.late_correction"]: "1.逾期不补正", DIVIDED["other.late_fee"]: "2.逾期不缴费"},
)
SHORT_PARTLY = relabelled("shortened_labels", {GROUPS[""]["partly_granted"]: "（二）部分公开"})


# Quirks of the text around the tables ------------------------------


def heading(number: int, text: str) -> Quirk:
    """A section under another name."""
    return Quirk("section_renamed", lambda draft: draft.headings.update({number: text}))


def furniture(before: Sequence[str], after: Sequence[str] = ()) -> Quirk:
    """Page furniture that came along with the text."""

    def apply(draft: Draft) -> None:
        draft.before += [line.format(title=draft.title, name=draft.body.name) for line in before]
        draft.after += list(after)

    return Quirk("page_furniture", apply)


def damage(slug: str, change: Callable[[str], str]) -> Quirk:
    """Damage done to the whole text after flattening."""
    return Quirk(slug, lambda draft: draft.text.append(change))


NO_ISSUER = set_fields("issuer_not_in_text", issuer=None, signature="")
NO_TITLE = set_fields("title_missing", title=None, title_lines=[])
TITLE_TWICE = Quirk("title_twice", lambda draft: draft.title_lines.insert(0, draft.title or ""))
CRLF = damage("crlf", lambda text: text.replace("\n", "\r\n"))


def title_over_lines(at: int) -> Quirk:
    """The title broken into two lines."""

    def apply(draft: Draft) -> None:
        title = "".join(draft.title_lines)
        draft.title_lines = [title[:at], title[at:]]

    return Quirk("title_over_two_lines", apply)


def signed(text: str, slug: str) -> Quirk:
    """Another signature than the expected one."""
    return set_fields(slug, signature=text)


def lost_years(text: str) -> str:
    """年 and 月 lost where they stood in a font run of their own: 自2022年1月1日 -> 自202211日."""
    return re.sub(r"(?<=自)(\d{4})年1月1日(起?至)(\d{4})年12月31日", r"\g<1>11日\2\g<3>1231日", text)


TRADITIONAL = dict(
    zip(
        "万与专业两个为举么书于从众会传体关养内写农决况准减别办务动区医华单占厅历县参发变台号后听员围国图"
        "场坚处备复够学实审对导将层属帮并应废开强当录征态总户执护报拟据数无旧时机杂权条来构标栏样检欢汇没"
        "滚点环现电畅疗监础确离种稳筛类纠级纳纸线组织经结绕络统继续维编缴网罚群职联脑节范获补见规视计订认"
        "训议记讲许讼设访诉试话询误说请读谁调负财责账质购贴费资赖踪转过还这进连适选采链错长门问间阅阳难页"
        "项顺频题额馈齐",
        "萬與專業兩個為舉麼書於從眾會傳體關養內寫農決況準減別辦務動區醫華單佔廳歷縣參發變臺號後聽員圍國圖"
        "場堅處備復夠學實審對導將層屬幫並應廢開強當錄徵態總戶執護報擬據數無舊時機雜權條來構標欄樣檢歡匯沒"
        "滾點環現電暢療監礎確離種穩篩類糾級納紙線組織經結繞絡統繼續維編繳網罰群職聯腦節範獲補見規視計訂認"
        "訓議記講許訟設訪訴試話詢誤說請讀誰調負財責賬質購貼費資賴蹤轉過還這進連適選採鏈錯長門問間閱陽難頁"
        "項順頻題額饋齊",
        strict=True,
    )
)
PINYIN = {
    "現": "xiàn",
    "數": "shù",
    "開": "kāi",
    "機": "jī",
    "關": "guān",
    "處": "chǔ",
    "務": "wù",
    "結": "jié",
    "無": "wú",
    "構": "gòu",
    "總": "zǒng",
    "計": "jì",
    "業": "yè",
    "內": "nèi",
    "過": "guò",
    "補": "bǔ",
    "復": "fù",
    "訴": "sù",
}


def mirrored(text: str) -> str:
    """A mirror site's copy: traditional characters, some with their pinyin in brackets."""
    out = []
    for char in text:
        traditional = TRADITIONAL.get(char, char)
        out.append(traditional + (f"({PINYIN[traditional]})" if traditional in PINYIN else ""))
    return "".join(out)


def encoded(encoding: str, declared: str, slug: str) -> Quirk:
    """Bytes in one encoding, a declaration of another."""
    return set_fields(slug, encoding=encoding, declared=declared)


# ------------------------------------------------------------------------------------------
# Tables with merged cells
# ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One printed cell. Merged cells are written once, at their top left corner, as in HTML."""

    text: str
    rows: int = 1
    columns: int = 1
    value: bool = False


@dataclass(frozen=True)
class Table:
    """`head` counts the header rows, which print repeats after a page break."""

    name: str
    rows: list[list[Cell]]
    head: int = 0

    @property
    def width(self) -> int:
        return sum(cell.columns for cell in self.rows[0])

    def slots(self) -> list[list[tuple[Cell, bool, bool]]]:
        """The full grid: each slot with its cell, whether in its first row, whether in its first column."""
        grid: list[list[tuple[Cell, bool, bool] | None]] = [[None] * self.width for _ in self.rows]
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while grid[y][x] is not None:
                    x += 1
                for dy in range(cell.rows):
                    for dx in range(cell.columns):
                        grid[y + dy][x + dx] = (cell, dy == 0, dx == 0)
        return [[slot for slot in row if slot is not None] for row in grid]

    def split(self, at: int) -> tuple[Table, Table]:
        """Two tables, cut above row `at`; a cell that crosses the cut is repeated in the second."""
        crossing = [
            replace(slot[0], rows=y + slot[0].rows - at)
            for y, row in enumerate(self.slots()[:at])
            for slot in row
            if slot[1] and slot[2] and y + slot[0].rows > at
        ]
        upper = [
            [replace(cell, rows=min(cell.rows, at - y)) for cell in row]
            for y, row in enumerate(self.rows[:at])
        ]
        lower = [[*crossing, *self.rows[at]], *self.rows[at + 1 :]]
        return Table(self.name, upper, self.head), Table(self.name, lower)


def table_two(draft: Draft) -> Table:
    """主动公开: up to five blocks under captions, four columns wide."""
    rows: list[list[Cell]] = []
    for caption, heads, block in BLOCKS[draft.form]:
        last = 4 - len(heads)
        rows.append([Cell(draft.label(caption), columns=4)])
        names = [Cell(draft.label(text)) for text in ["信息内容", *heads.values()]]
        rows.append([*names[:-1], replace(names[-1], columns=last)])
        for name, label in block.items():
            values = [Cell(draft.value(f"disclosure.{name}.{key}"), value=True) for key in heads]
            rows.append([Cell(draft.label(label)), *values[:-1], replace(values[-1], columns=last)])
            if name in draft.extra_rows:
                first, *rest = draft.extra_rows[name]
                rows.append([Cell(first), *[Cell(text, value=True) for text in rest]])
    return Table("two", rows)


def table_three(draft: Draft) -> Table:
    """依申请公开: three label columns, seven value columns."""
    label = draft.label

    def values(key: str) -> list[Cell]:
        return [Cell(draft.value(path), value=True) for path in request_paths(key)]

    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    applicants = [Cell(label(text)) for text in list(COLUMNS.values())[1:-1]]
    rows = [
        [Cell(label(note), 3, 3), Cell(label("申请人情况"), columns=7)],
        [Cell(label("自然人"), 2), Cell(label("法人或其他组织"), columns=5), Cell(label("总计"), 2)],
        applicants,
    ]
    rows += [[Cell(label(text), columns=3), *values(key)] for key, text in (RECEIVED, CARRIED_IN)]
    single = draft.form == "2019" or draft.undivided
    last = {"": UNDIVIDED} if single else {"（六）其他处理": DIVIDED}
    results: list[list[Cell]] = []
    for group, details in [*GROUPS.items(), *last.items(), ("", OUTCOME_TOTAL)]:
        for position, (key, text) in enumerate(details.items()):
            if group:
                parent = [Cell(label(group), len(details))] if position == 0 else []
                results.append([*parent, Cell(label(text)), *values(key)])
            else:
                results.append([Cell(label(text), columns=2), *values(key)])
    results[0].insert(0, Cell(label(HANDLED), len(results)))
    last_key, last_label = CARRIED_OUT
    return Table("three", [*rows, *results, [Cell(label(last_label), columns=3), *values(last_key)]], 3)


def table_four(draft: Draft) -> Table:
    """复议诉讼: three groups of five beside each other, one row of figures."""
    names = [draft.label(text) for text in RESULTS.values()]
    figures = [
        Cell(draft.value(f"review.{review}.{result}"), value=True) for review in REVIEWS for result in RESULTS
    ]
    first, second, third = (draft.label(text) for text in REVIEWS.values())
    return Table(
        "four",
        [
            [Cell(first, columns=5), Cell(draft.label("行政诉讼"), columns=10)],
            [*[Cell(text, 2) for text in names], Cell(second, columns=5), Cell(third, columns=5)],
            [Cell(text) for text in names * 2],
            figures,
        ],
        3,
    )


# ------------------------------------------------------------------------------------------
# Flattenings to plain text: a table becomes lines
# ------------------------------------------------------------------------------------------

Flatten = Callable[[Table], list[str]]


def oneline(text: str) -> str:
    """A label without the line breaks it may have inside its cell."""
    return text.replace("\n", "")


def pipes(pad: str = "none", edge: bool = False, rule: bool = False, break_at: str = "") -> Flatten:
    """One table row per line.

    `pad`: empty pipes at the end for merged cells ("columns") or up to full width ("full"); `edge`: a pipe at
    either end; `rule`: markdown's line under the first row; `break_at`: the header again above this row.
    """

    def flatten(table: Table) -> list[str]:
        lines: list[str] = []
        for row in table.rows:
            texts = [oneline(cell.text) for cell in row]
            if pad == "columns":
                texts += [""] * sum(cell.columns - 1 for cell in row)
            elif pad == "full":
                texts += [""] * (table.width - len(texts))
            line = " | ".join(texts)
            lines.append(f"| {line} |" if edge else line.strip() if pad == "none" else line)
            if rule and len(lines) == 1:
                lines.append("| " + " | ".join(["---"] * len(texts)) + " |")
        cut = next((i for i, line in enumerate(lines) if break_at and line.startswith(break_at)), 0)
        return lines[:cut] + lines[: table.head] + lines[cut:] if cut and table.head else lines

    return flatten


def one_cell_per_line(gap: bool = True, end: str = "", between: str = "", keep_blank: bool = True) -> Flatten:
    """Cells under each other, no mark of rows; `end` closes each, `between` stands on a line between."""

    def flatten(table: Table) -> list[str]:
        lines: list[str] = []
        for row in table.rows:
            texts = [oneline(cell.text) for cell in row]
            for position, text in enumerate(texts):
                if not text and not keep_blank:
                    continue
                lines.append(text + end if text else end.strip())
                if between and position < len(texts) - 1:
                    lines.append(between)
                if gap:
                    lines.append("")
        return lines

    return flatten


def tab_rows(table: Table) -> list[str]:
    """Word's rows joined by tabs, every slot of the grid kept, covered slots empty."""
    return [
        "\t".join(oneline(cell.text) if top and left else "" for cell, top, left in row)
        for row in table.slots()
    ]


def tab_rows_cut(table: Table) -> list[str]:
    """As `tab_rows`, but the sheet of table three ends after eight columns down to its page break.

    Merged labels take one column less above the break, so plain rows lose one figure and detail rows two.
    """
    if table.name != "three":
        return tab_rows(table)
    cut = 0
    lines: list[str] = []
    for number, row in enumerate(table.slots()):
        texts = [oneline(cell.text) if top and left else "" for cell, top, left in row]
        if not cut and texts[2].startswith("4."):
            cut = number
            lines.append("")
        if not cut:
            merged = row[1][0] is row[2][0]
            texts = [*texts[:2], *texts[3:]] if merged else texts
            texts = texts[:8]
        lines.append("\t".join(texts))
    return lines


def tab_cells(table: Table) -> list[str]:
    """Word's cells, a tab and a line for each; a lone tab for a slot covered from above; rows end blank."""
    lines: list[str] = []
    for row in table.slots():
        for cell, top, left in row:
            if left:
                lines += ("\t" + cell.text if top else "\t").split("\n")
        lines.append("")
    return lines


def glued(table: Table) -> list[str]:
    """No separators at all: 规章000."""
    return ["".join(oneline(cell.text) for cell in row) for row in table.rows]


@dataclass(frozen=True)
class PdfText:
    """Text as taken from a PDF: words with spaces; where a label breaks decides where its numbers stand.

    `width`: characters a label cell holds; `spine`: where 三、本年度办理结果 stands one character a line
    ("top", "middle"), or "" for one piece; `header`: column names "plain", "glued" or "stacked"; `pages`: a
    page of this number ends before the row with this label; `around`: labels wrapped around their numbers.
    """

    width: int = 40
    spine: str = ""
    header: str = "plain"
    pages: tuple[tuple[str, int], ...] = ()
    around: bool = False

    def __call__(self, table: Table) -> list[str]:
        if table.name == "two":
            return [" ".join(oneline(cell.text) for cell in row if cell.text) for row in table.rows]
        head = self.head(table)
        lines = list(head)
        middle = len(table.rows) // 2 + 1
        pending: dict[int, str] = {}
        for number, row in enumerate(table.rows[table.head :], table.head):
            labels = [cell for cell in row if not cell.value]
            numbers = " ".join(cell.text for cell in row if cell.value and cell.text)
            own = labels[-1].text if labels else ""
            for label, page in self.pages:
                if own.startswith(label):
                    lines += ["", f"- {page} -", "", *head]
            if self.spine == "middle" and table.name == "three" and number == middle:
                lines += list(HANDLED)
            for parent in labels[:-1]:
                self.parent(parent, number, lines, pending)
            first, *rest = self.row(own, numbers, number)
            lines += [pending.pop(number, "") + first, *rest]
        return lines

    def parent(self, parent: Cell, number: int, lines: list[str], pending: dict[int, str]) -> None:
        """A label over many rows: down the side, or in two halves before the rows at its middle, or above."""
        if parent.text == HANDLED and self.spine:
            lines += list(HANDLED) if self.spine == "top" else []
        elif self.around and parent.rows > 2 and parent.text != HANDLED:
            half = number + parent.rows // 2 - 1
            pending[half], pending[half + 1] = parent.text[:4] + " ", parent.text[4:] + " "
        else:
            lines.append(parent.text)

    def row(self, label: str, numbers: str, number: int) -> list[str]:
        """A label and its numbers: behind it, behind its last line, or between its halves."""
        if len(label) <= self.width:
            first = self.around and label.startswith("（七）")
            return [f"{numbers} {label}" if first else f"{label} {numbers}".strip()]
        half = self.width if len(label) < 2 * self.width else -(-len(label) // 2)
        parts = [label[:half], label[half:]]
        if not self.around:
            return [parts[0], f"{parts[1]} {numbers}".strip()]
        return [
            [parts[0], numbers, parts[1]],
            [f"{parts[0]} {numbers}", parts[1]],
            [f"{parts[0]} {numbers} {parts[1]}"],
        ][number % 3]

    def head(self, table: Table) -> list[str]:
        """The column names, which rarely survive in order."""
        texts = [[oneline(cell.text) for cell in row] for row in table.rows[: table.head]]
        if self.header == "plain":
            return [" ".join(row) for row in texts]
        if self.header == "glued":
            return ["".join(row) for row in texts]
        if table.name == "four":
            return [
                "行政复议 行政诉讼",
                "未经复议直接起诉 复议后起诉",
                " ".join([*["结果", "结果", "其他", "尚未", "总"] * 3]),
                " ".join([*["维持", "纠正", "结果", "审结", "计"] * 3]),
            ]
        return [
            "申请人情况",
            "（本列数据的勾稽关系为：第一项加第二项之和，",
            "法人或其他组织",
            "等于第三项加第四项之和）自然 总",
            "商业 科研 社会公 法律服",
            "人 其他 计",
            "企业 机构 益组织 务机构",
        ]


# ------------------------------------------------------------------------------------------
# HTML
# ------------------------------------------------------------------------------------------


def html_cell_plain(cell: Cell) -> str:
    """<td> with spans, a blank as &nbsp;, a break inside a label as <br>."""
    inner = html.escape(cell.text, quote=False).replace("\n", "<br>") or "&nbsp;"
    return f"<td{html_spans(cell)}>{inner}</td>"


def html_cell_paragraph(cell: Cell) -> str:
    """An editor's cell: centred paragraph, styled span, blanks padded with &nbsp;."""
    inner = html.escape(cell.text, quote=False).replace("\n", "<br/>") or "&nbsp;"
    space = "&nbsp;" if cell.value else ""
    return (
        f'<td{html_spans(cell)} style="border:1px solid #000;padding:0 7px" valign="middle">\n'
        f'<p style="text-align:center"><span style="font-family:宋体;font-size:14px">'
        f"{inner}{space}</span></p></td>"
    )


def html_cell_word(cell: Cell) -> str:
    """Word's export: ASCII and Chinese in spans of their own, <o:p> everywhere."""
    latin = "<span lang=EN-US style='font-size:10.5pt;font-family:\"Times New Roman\"'>{}</span>"
    chinese = "<span style='font-size:10.5pt;font-family:仿宋_GB2312;color:black'>{}</span>"
    runs = re.findall(r"[ -~]+|[^ -~]+", cell.text.replace("\n", ""))
    spans = "".join(
        (latin if run.isascii() else chinese).format(html.escape(run, quote=False)) for run in runs
    )
    return (
        f"  <td width={54 * cell.columns}{html_spans(cell)} style='border:solid windowtext 1.0pt;\n"
        f"  mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt'>\n"
        f"  <p class=MsoNormal align=center style='text-align:center;mso-pagination:widow-orphan'>"
        f"{spans}<span lang=EN-US><o:p>{'' if cell.text else '&nbsp;'}</o:p></span></p>\n  </td>"
    )


def html_spans(cell: Cell) -> str:
    """rowspan and colspan where the cell is merged."""
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else "")


@dataclass(frozen=True)
class HtmlStyle:
    """How a content management system or Word writes tables, paragraphs and the page around them."""

    cell: Callable[[Cell], str]
    page: Callable[[Draft, str], str]
    table: str = '<table border="1" cellspacing="0" cellpadding="0" width="100%">'
    paragraph: str = "<p>{}</p>"
    heading: str = "<p><strong>{}</strong></p>"
    title: str = "<h1>{}</h1>"
    split_at: str = ""

    def tables(self, table: Table) -> str:
        """A table, or two of them where a page break came between."""
        cut = 0
        for number, row in enumerate(table.rows):
            if self.split_at and any(cell.text.startswith(self.split_at) for cell in row):
                cut = number
        pieces = table.split(cut) if cut else (table,)
        return "\n<p>&nbsp;</p>\n".join(self.one_table(piece) for piece in pieces)

    def one_table(self, table: Table) -> str:
        rows = "\n".join(f"<tr>{''.join(self.cell(cell) for cell in row)}</tr>" for row in table.rows)
        return f"{self.table}\n<tbody>\n{rows}\n</tbody></table>"


def page_portal(draft: Draft, content: str) -> str:
    """A portal: menus full of decoy words, scripts, an index block, links to other years' reports."""
    menu = [
        "首页",
        "行政许可",
        "行政处罚",
        "行政强制",
        "规章",
        "行政规范性文件",
        "财政预决算",
        "政府集中采购",
    ]
    items = "".join(f'<li><a href="/zwgk/{n}/">{text}</a></li>' for n, text in enumerate(menu))
    title = draft.title or "政府信息公开年报"
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{draft.declared}">
<meta name="SiteName" content="{draft.body.name}">
<meta name="ArticleTitle" content="{title}">
<title>{title}</title>
<style>
.nav li {{ float: left; width: 120px }} /* 行政许可 菜单 */
td {{ border: 1px solid #333; text-align: center }}
</style>
<script>
var columns = ["自然人", "商业企业", "总计"]; var hits = 12873;
document.write('<table><tr><td>行政许可</td><td>999</td></tr></table>');
</script>
</head>
<body>
<div class="nav"><ul>{items}</ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a> &gt; 年报</div>
<table class="index">
<tr><td>索引号：</td><td>QL{draft.year}-{draft.year % 97:03d}</td><td>信息分类：</td><td>年度报告</td></tr>
<tr><td>发布机构：</td><td>{draft.body.name}</td>
<td>发布日期：</td><td>{draft.year + 1}-01-2{draft.year % 7}</td></tr></table>
<div class="tools">字体：[<a>大</a> <a>中</a> <a>小</a>]&nbsp;&nbsp;<a>打印</a>&nbsp;&nbsp;
浏览次数：<span id="hits">346</span></div>
<div id="zoom" class="article">
{content}
</div>
<div class="share">分享到：<a>微信</a> <a>微博</a></div>
<ul class="related"><li><a href="#">{draft.body.short}{draft.year - 1}年政府信息公开工作年度报告</a></li>
<li><a href="#">行政处罚结果公示（{draft.year}年第3期）</a></li></ul>
<div class="footer">主办：{draft.body.short} &copy; {draft.year}&nbsp;政府网站标识码 0000000000</div>
</body>
</html>
"""


def page_nested(draft: Draft, content: str) -> str:
    """A page of the old school: everything stands in layout tables inside layout tables."""
    links = "".join(
        f"<tr><td height=22>&nbsp;<a href='list{n}.htm'>{text}</a></td></tr>"
        for n, text in enumerate(
            ["行政许可事项", "行政处罚公示", "规范性文件", "行政事业性收费目录", "信访举报"]
        )
    )
    return f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={draft.declared}">
<title>{draft.body.short}政务网</title>
<style type="text/css"><!-- td {{font-size:12px;}} .tt {{color:#c00}} --></style>
<script language="javascript">function go(n){{ if(n>7){{ location.href='index'+n+'.htm'; }} }}</script>
</head>
<body topmargin=0>
<table width=1000 align=center border=0 cellpadding=0 cellspacing=0>
<tr><td colspan=2><table width="100%"><tr><td>{draft.body.short}</td>
<td align=right>{draft.year + 1}年1月&nbsp;星期三</td></tr></table></td></tr>
<tr><td width=180 valign=top><table width="100%" border=0>{links}</table></td>
<td valign=top><table width="96%" border=0>
<tr><td class=tt>您现在的位置：政务网 &gt;&gt; 信息公开年报</td></tr>
<tr><td>
{content}
</td></tr></table></td></tr>
<tr><td colspan=2 align=center>【<a href="javascript:window.print()">打印本页</a>】
【<a href="javascript:window.close()">关闭窗口</a>】</td></tr>
</table>
</body>
</html>
"""


def page_word(draft: Draft, content: str) -> str:
    """Word's "save as web page", with what it leaves in the head."""
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset={draft.declared}">
<meta name=Generator content="Microsoft Word 11">
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Administrator</o:Author><o:Pages>6</o:Pages>
<o:Words>431</o:Words></o:DocumentProperties><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!--
 /* Style Definitions */
@font-face {{font-family:仿宋_GB2312; panose-1:2 1 6 9 3 1 1 1 1 1;}}
p.MsoNormal {{mso-style-parent:""; margin:0cm; text-align:justify; mso-font-kerning:1.0pt;}}
--></style>
<!--[if gte mso 10]>
<style>table.MsoNormalTable {{mso-style-name:普通表格; mso-tstyle-rowband-size:0;}}</style>
<![endif]-->
</head>
<body lang=ZH-CN style='tab-interval:21.0pt'>
<div class=Section1 style='layout-grid:15.6pt'>
{content}
</div>
</body>
</html>
"""


def page_plain(draft: Draft, content: str) -> str:
    """The article alone, as a reader view saves it."""
    return f"""<!DOCTYPE html>
<html>
<head><meta charset="{draft.declared}"><title>{draft.title}</title></head>
<body>
{content}
</body>
</html>
"""


HTML_PORTAL = HtmlStyle(html_cell_plain, page_portal, paragraph="<p>　　{}</p>")
HTML_EDITOR = HtmlStyle(
    html_cell_paragraph,
    page_portal,
    paragraph='<p style="text-indent:2em;line-height:2">{}</p>',
    title='<p style="text-align:center"><span style="font-size:22px">{}</span></p>',
)
HTML_NESTED = HtmlStyle(
    html_cell_plain,
    page_nested,
    table="<table border=1 bordercolor=#000000 width=640>",
    paragraph="&nbsp;&nbsp;&nbsp;&nbsp;{}<br><br>",
    heading="<b>{}</b><br>",
    title="<center><font size=5>{}</font></center><br>",
)
HTML_WORD = HtmlStyle(
    html_cell_word,
    page_word,
    table="<table class=MsoNormalTable border=1 cellpadding=0\n style='border-collapse:collapse'>",
    paragraph="<p class=MsoNormal style='text-indent:32.0pt'><span style='font-size:16.0pt'>{}"
    "<span\nlang=EN-US><o:p></o:p></span></span></p>",
    heading="<p class=MsoNormal><b><span style='font-family:黑体'>{}<o:p></o:p></span></b></p>",
    title="<p class=MsoNormal align=center><b><span style='font-size:22.0pt'>{}<o:p></o:p></span></b></p>",
)


# ------------------------------------------------------------------------------------------
# The narrative: invented for these reports, in the manner of the trade
# ------------------------------------------------------------------------------------------

PREAMBLES = (
    "{short}依照《中华人民共和国政府信息公开条例》的规定编写本报告，内容分为六个部分，数据统计时段{period}。",
    "按照条例关于年度报告的规定，现将{short}{year}年度政府信息公开工作情况公布如下，统计时段{period}。",
    "本报告由{short}根据各科室、各站所报送的台账汇总而成，统计时段{period}，欢迎社会各界监督。",
)
OVERVIEWS = (
    "{year}年，{we}把信息公开当作密切联系群众的一件实事来办，围绕年度重点任务逐项列出公开清单，发布的速度和内容的可读性都有改善。",
    "{year}年，{we}以“找得到、看得懂、用得上”为标准重新梳理公开目录，明确每个栏目的责任人，全年没有发生失泄密和误公开的情况。",
    "一年来，{we}结合机构职责变动修订了公开事项清单，信息发布、审查、更新三个环节做到有人管、有登记、可倒查。",
    "{year}年是{we}公开工作打基础的一年，主要精力放在补齐栏目短板、理顺答复流程和培训经办人员三件事上。",
    "过去一年，{we}坚持先审查、后公开、再跟踪的办法，把群众反映集中的办事难题作为公开重点，线上线下同步推进。",
)
DISCLOSED = (
    "（一）主动公开。全年在门户网站发布信息{a}条，其中工作动态{b}条、财政资金{c}条、惠民政策{d}条；在微信公众号推送图文{e}篇。",
    "（一）主动公开情况。{we}围绕就业、教育、医疗、养老等事项公开信息{a}条，政策文件均配发一图读懂或问答式解读，共{d}份。",
    "（一）主动公开。新增重大项目审批、惠农补贴发放两个专栏，累计上传信息{a}条，办事大厅电子屏滚动播放政策提示{e}次。",
    "（一）主动公开方面。对照公开事项目录查漏{c}处，补发历史信息{b}条，全年更新各类信息{a}条。",
)
REQUESTED = (
    "（二）依申请公开。本年新收申请{new}件，上年结转{carried_in}件，当年办结{done}件，另有{left}件依法结转下年度办理。",
    "（二）依申请公开情况。{we}全年登记政府信息公开申请{new}件，连同上年结转的{carried_in}件，共办结{done}件，未出现超期答复。",
    "（二）依申请公开方面。畅通信函、网络、当面三种渠道，收到申请{new}件，内容多涉及土地征收、房屋安置和项目审批，已答复{done}件。",
)
NOT_REQUESTED = (
    "（二）依申请公开。本年度没有收到要求公开政府信息的申请。",
    "（二）依申请公开情况。{we}申请渠道保持畅通，全年未接到书面或者网上申请。",
)
REQUESTED_SEE_TABLE = (
    "（二）依申请公开。收到的申请以土地征收和惠民资金发放两类居多，收到和办理的数目见第三部分。",
    "（二）依申请公开情况。{we}对每件申请登记编号、专人跟办，收到和办理情况以第三部分为准。",
)
MANAGED = (
    "（三）政府信息管理。文件起草时同步确定公开属性，拟不公开的逐份说明理由；对{d}份旧文件作了公开属性复核。",
    "（三）政府信息管理。建立发布登记簿，谁提供、谁审核、何时发布一目了然，季度末由办公室抽查一次。",
    "（三）政府信息管理情况。规范信息格式和署名，清理失效链接{c}个，更正错字和过期表述{d}处。",
)
PLATFORMS = (
    "（四）平台建设。公开专栏改版后增加了全文检索和按主题筛选功能，移动端页面也作了适配。",
    "（四）平台建设。在便民大厅设查阅点，配备电脑和纸质目录，有专人帮助老年人查询，全年接待{e}人次。",
    "（四）公开平台建设情况。政务新媒体由专人值守，留言当日转办，全年回应留言{e}条。",
)
SUPERVISED = (
    "（五）监督保障。公开工作列入年度考核，占分比重与上年持平；组织业务培训{c}场，参训{e}人次。",
    "（五）监督保障。聘请{c}名社会监督员不定期查看栏目，提出的意见在十个工作日内反馈。全年没有因信息公开追究责任的情形。",
    "（五）监督保障情况。分管负责同志每季度听取一次汇报，对更新不及时的{c}个栏目下发提示单并限期改正。",
)
PROBLEMS_AND_IMPROVEMENTS = (
    (
        "存在的问题：一是个别栏目更新间隔偏长；二是解读材料文字多、图表少；三是经办人员调整频繁，对答复文书的格式还不熟。",
        "改进措施：按月通报栏目更新情况，把图解和短视频作为解读的常规形式，并编印答复文书样本供各科室参照。",
    ),
    (
        "（一）存在的不足。公开的内容同群众的需要还有距离，部分惠民政策只转发原文，没有讲清怎么申请、找谁办理。",
        "（二）改进的做法。下一步将从办事人的角度重写政策说明，逐条写明条件、材料、时限和电话，并请群众代表试读。",
    ),
    (
        "从全年情况看，申请答复中说理不够充分的问题仍然存在，少数答复书引用条款不准确，对补正告知的把握也不一致。",
        "下一步，{we}将建立疑难申请会商制度，答复前由法制人员核对依据，每半年对已办结的案卷回看一次。",
    ),
    (
        "主要问题有两个方面：对新业务学得不够，遇到复杂申请时依赖上级指导；线下公开场所利用率不高。",
        "今后将采取以案代训的方式提高经办人员水平，同时把查阅点与便民服务合并设置，方便群众顺路查询。",
    ),
)
OMITTED = (
    "（此处只收录公开的统计表，叙述文字从略。）"  # nothing invented is put into the mouth of a real body
)
FEES = (
    "本年度没有收取政府信息公开信息处理费。此外没有需要报告的事项。",
    "{year}年，{we}没有发出收费通知，信息处理费收取金额为0元。",
)
OTHERS = ("除上述内容外，{we}没有其他事项需要说明。", "无。")
SECTIONS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}


@dataclass(frozen=True)
class Part:
    """A piece of the article: "title", "heading", "text", "furniture", "signature", or a "table"."""

    kind: str
    text: str = ""
    table: Table | None = None


def request_numbers(cells: Cells) -> dict[str, Number]:
    """The four totals a narrative likes to repeat."""
    rows = {"new": "received", "carried_in": "carried_in", "done": "outcome_total", "left": "carried_out"}
    return {name: cells[f"requests.{row}.total"] or 0 for name, row in rows.items()}


def narrative(draft: Draft) -> dict[str, list[str]]:
    """The invented paragraphs by section."""
    rng = random.Random(f"{draft.body.name}{draft.year}")
    size = {"city": 9000, "county": 1800, "bureau": 400, "town": 150, "none": 90}[draft.body.rank]
    c, d, e = rng.randint(2, 6), rng.randint(8, 30), rng.randint(20, 180)
    b = rng.randint(size // 4, size // 2)
    period = draft.period or f"自{draft.year}年1月1日起至{draft.year}年12月31日止"
    numbers = request_numbers(draft.cells)
    words: dict[str, object] = {
        "we": draft.body.we,
        "short": draft.body.we if draft.issuer is None else draft.body.short,
        "year": draft.year if draft.gold_year else "本",
        "period": period,
        "a": b + d + size // 5,
        "b": b,
        "c": c,
        "d": d,
        "e": e,
        **numbers,
    }

    def pick(pool: Sequence[str]) -> str:
        return rng.choice(pool).format_map(words)

    asked = draft.cells["requests.received.total"]
    requested = pick(REQUESTED_SEE_TABLE if asked is None else REQUESTED if asked else NOT_REQUESTED)
    if draft.real:
        return {"1": [OMITTED, REQUESTED[0].format_map(words)], "5": [OMITTED], "6": [OMITTED]}
    return {
        "1": [
            pick(PREAMBLES),
            pick(OVERVIEWS),
            pick(DISCLOSED),
            requested,
            pick(MANAGED),
            pick(PLATFORMS),
            pick(SUPERVISED),
        ],
        "5": [text.format_map(words) for text in rng.choice(PROBLEMS_AND_IMPROVEMENTS)],
        "6": [pick(OTHERS if draft.form == "2019" else FEES + OTHERS)],
    }


def article(draft: Draft) -> list[Part]:
    """The whole report in order."""
    words = narrative(draft)
    tables = {2: table_two(draft), 3: table_three(draft), 4: table_four(draft)}
    parts = [Part("furniture", line) for line in draft.before]
    parts += [Part("title", line) for line in draft.title_lines]
    for number, name in SECTIONS.items():
        parts.append(Part("heading", draft.headings.get(number, name)))
        lines = words.get(str(number), [])
        lines += draft.section_three if number == 3 else draft.extra_paragraphs if number == 1 else []
        parts += [Part("text", line.format_map(request_numbers(draft.cells))) for line in lines]
        if number in tables:
            parts.append(Part("table", table=tables[number]))
    if draft.signature is None:
        parts += [
            Part("signature", draft.body.name),
            Part("signature", f"{draft.year + 1}年1月{20 + draft.year % 9}日"),
        ]
    elif draft.signature:
        parts += [Part("signature", line) for line in draft.signature.split("\n")]
    return parts + [Part("furniture", line) for line in draft.after]


# ------------------------------------------------------------------------------------------
# Layouts: an article becomes a text
# ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """How one document looks. `gap` stands between paragraphs; `wrap` breaks lines as a PDF page does."""

    slug: str
    suffix: str
    render: Callable[[Draft, list[Part]], str]


def page_lines(text: str, width: int) -> list[str]:
    """Lines as a typesetter breaks them: no number is split, no closing mark begins a line."""
    lines = [""]
    for word in re.findall(r"(?:[0-9.]+|.)[，。；：、）》”]*", text):
        if len(lines[-1]) + len(word.rstrip("，。；：、）》”")) > width:
            lines.append("")
        lines[-1] += word
    return lines


def text_layout(
    slug: str,
    flatten: Flatten,
    gap: str = "\n",
    wrap: int = 0,
    only: dict[str, Flatten] | None = None,
    table_end: str = "",
) -> Layout:
    """A plain-text layout; `only` gives single tables ("two", "three", "four") a flattening of their own."""

    def render(_: Draft, parts: list[Part]) -> str:
        blocks: list[str] = []
        for part in parts:
            if part.table is not None:
                lines = (only or {}).get(part.table.name, flatten)(part.table)
                blocks.append("\n".join(lines).rstrip("\n") + table_end)
            elif wrap and part.kind == "text":
                blocks.append("\n".join(page_lines(part.text, wrap)))
            else:
                blocks.append(part.text)
        return gap.join(blocks) + "\n"

    return Layout(slug, ".txt", render)


def html_layout(slug: str, style: HtmlStyle, pictures: Sequence[str] = ()) -> Layout:
    """A page; tables named in `pictures` are shown as an image, so that nothing of them is in the text."""

    def part_html(part: Part) -> str:
        if part.table is not None:
            if part.table.name in pictures:
                return '<p align="center"><img src="./W0202301170315.png" alt="image.png" width="640"></p>'
            return style.tables(part.table)
        shape = {"heading": style.heading, "title": style.title}.get(part.kind, style.paragraph)
        return shape.format(html.escape(part.text, quote=False))

    def render(draft: Draft, parts: list[Part]) -> str:
        return style.page(draft, "\n".join(part_html(part) for part in parts))

    return Layout(slug, ".html", render)


BLANK_LINE = "\n\n"
PIPES = text_layout("pipes_rows", pipes())
PIPES_TRAILING = text_layout("pipes_rows_empty_at_end", pipes(pad="full"), BLANK_LINE)
PIPES_COLUMNS = text_layout("pipes_rows_empty_for_merged", pipes(pad="columns"))
PIPES_EDGE = text_layout("pipes_rows_leading", pipes(edge=True), BLANK_LINE)
PIPES_MARKDOWN = text_layout("pipes_markdown", pipes(pad="full", edge=True, rule=True), BLANK_LINE)
PIPES_REPEATED = text_layout("pipes_rows_header_repeated", pipes(break_at="（四）"))
LINES = text_layout("cell_per_line", one_cell_per_line(), BLANK_LINE)
LINES_TIGHT = text_layout("cell_per_line_no_gap", one_cell_per_line(gap=False))
LINES_LOST = text_layout("cell_per_line", one_cell_per_line(keep_blank=False), BLANK_LINE)
LINES_PIPE_END = text_layout("cell_per_line_pipe_end", one_cell_per_line(gap=False, end=" |"), BLANK_LINE)
LINES_PIPE_BETWEEN = text_layout("pipe_on_own_line", one_cell_per_line(gap=False, between="|"), BLANK_LINE)
TAB_ROWS = text_layout("word_tab_rows", tab_rows, BLANK_LINE)
TAB_ROWS_CUT = text_layout("word_tab_rows", tab_rows_cut, BLANK_LINE)
TAB_CELLS = text_layout("word_tab_cells", tab_cells, table_end="\n\n")
GLUED_TWO = text_layout("no_separators_table_two", pipes(), only={"two": glued})
PDF_PAGES = text_layout(
    "pdf_text", PdfText(width=19, spine="top", pages=(("（二）", 3), ("2.没有现成", 4))), wrap=32
)
PDF_AROUND = text_layout("pdf_text_wrapped_labels", PdfText(width=9, header="stacked", around=True), wrap=28)
PDF_GLUED = text_layout(
    "pdf_text_glued_header",
    PdfText(width=14, spine="middle", header="glued", pages=(("6.属于", 5),)),
    wrap=30,
)
PDF_LOST = text_layout("pdf_text", PdfText(width=24, spine="top"), wrap=32)


# ------------------------------------------------------------------------------------------
# The reports
# ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """One report of the list: what is reported, how it is printed, and what a reader should conclude."""

    stem: str
    body: Body
    year: int
    form: str
    layout: Layout
    concluded: int
    quirks: tuple[Quirk, ...] = ()
    status: str = "verified"
    blanks_lost: bool = False
    seed: int = 0
    weights: dict[str, int] = field(default_factory=lambda: MIXED)
    real: str = ""
    after: str = ""
    shows: tuple[str, ...] = ()
    notes: str = ""


def town(name: str) -> Body:
    """A town, which speaks of itself as 我镇."""
    return Body(f"{name}人民政府", name, "我镇", "town")


def county(name: str, we: str = "我县", rank: str = "county") -> Body:
    """A county, a district or a city."""
    return Body(f"{name}人民政府", name, we, rank)


def bureau(name: str, we: str = "我局") -> Body:
    """A department, which signs with its own name."""
    return Body(name, name, we, "bureau")


YUNXIU = county("云岫区", "我区")
FURNITURE_TOP = (
    "当前位置：首页 > 政务公开 > 政府信息公开年报",
    "索引号：QX0417-2021-00093    主题分类：政务公开",
    "发布机构：{name}    发布日期：2021-01-28",
    "名称：{title}",
    "字体：[大 中 小]    打印本页    浏览次数：271",
)
FURNITURE_END = (
    "分享到：",
    "上一篇：2019年行政处罚案件信息公示",
    "下一篇：行政许可事项目录（2021年版）",
    "关闭窗口",
)


def pipes_and_lines() -> Iterator[Report]:
    """Pipes, and one cell per line."""
    yield Report(
        "01_青砚镇2020_逐格一行",
        town("青砚镇"),
        2020,
        "2019",
        LINES,
        46,
        (
            HALF_WIDTH,
            furniture(FURNITURE_TOP, FURNITURE_END),
            title_over_lines(18),
            TITLE_TWICE,
            amount("70280元", 70280),
        ),
        notes="标题在页首元数据、正文中各出现一次以上。",
    )
    yield Report(
        "02_澄砚县2019_管道符省合并",
        county("澄砚县"),
        2019,
        "2019",
        PIPES,
        420,
        (
            amount(
                "160.5964",
                1605964,
                "采购总金额（单位：万元，保留4位小数）",
                "bare_amount_under_wanyuan_header",
            ),
        ),
    )
    yield Report(
        "03_云岫区2022_管道符补空",
        YUNXIU,
        2022,
        "2021",
        PIPES_TRAILING,
        310,
        (SHORT_OTHER, heading(5, "五、存在的主要问题和改进措施")),
    )
    yield Report(
        "04_鹭汀市2023_markdown",
        county("鹭汀市", "我市", "city"),
        2023,
        "2021",
        PIPES_MARKDOWN,
        1450,
        (number_style("thousands_separators", thousands), SHORT_PARTLY),
    )
    yield Report(
        "05_枕溪镇2020_竖线行尾", town("枕溪镇"), 2020, "2019", LINES_PIPE_END, 58, (COMMA_ORDINALS,)
    )
    yield Report(
        "06_柳汊县2021_单独竖线",
        county("柳汊县"),
        2021,
        "2021",
        LINES_PIPE_BETWEEN,
        265,
        (
            amount("103.3879万元", 1033879, slug="amount_with_unit_under_wanyuan_header"),
            heading(5, "五、政府信息公开工作存在的主要问题及改进情况"),
        ),
    )
    yield Report(
        "07_金檀县2020_管道符前导",
        county("金檀县"),
        2020,
        "2019",
        PIPES_EDGE,
        198,
        (
            changes(
                licensing=("+3", 3), other_services=("-2", -2), penalties=("--11", -11), coercion=("0", 0)
            ),
            relabelled(
                "misprinted_labels",
                {
                    GROUPS["（三）不予公开"]["denied.prohibited_by_law"]: "2.其他法律行政止公开",
                    GROUPS["（三）不予公开"]["denied.internal_affairs"]: "5.属于三类内容事务信息",
                    "社会公益组织": "社会组织",
                    "本年增/减": "本年增/减（如-8）",
                },
            ),
            amount("160.5964万元", 1605964),
        ),
        notes="“--11”读作-11；表头“本年增/减（如-8）”中的-8是填写示例，不是数据。",
    )
    yield Report(
        "08_雁渡县2022_用旧表",
        county("雁渡县"),
        2022,
        "2019",
        PIPES_COLUMNS,
        240,
        (relabelled("captions_cut", {f"第二十条第（{n}）项": "第二十条第" for n in "一五六八九"}),),
        shows=("2019_form_in_2022_report",),
    )
    yield Report(
        "09_岚屿区2023_其他处理单行",
        county("岚屿区", "我区"),
        2023,
        "2021",
        LINES_TIGHT,
        225,
        (undivided_other(), relabelled("old_label_in_2021_form", {"行政规范性文件": "规范性文件"})),
    )
    yield Report(
        "10_宿迁市2024_管道符",
        county("宿迁市", "我市", "city"),
        2024,
        "2021",
        PIPES_REPEATED,
        0,
        (SHORT_OTHER, SHORT_PARTLY),
        real="suqian_2024",
        notes="真实数据：宿迁市人民政府2024年度公开的三张表；叙述文字从略。",
    )
    yield Report(
        "11_泉沐区2024_表二无分隔",
        county("泉沐区", "我区"),
        2024,
        "2021",
        GLUED_TWO,
        150,
        (
            printed_figures(
                **{
                    "regulations.issued": 0,
                    "regulations.repealed": 0,
                    "regulations.in_force": 0,
                    "normative_documents.issued": 4,
                    "normative_documents.repealed": 1,
                    "normative_documents.in_force": 9,
                }
            ),
        ),
        notes="表二各数粘连，但每行的数字个数等于栏数，只有一种拆法。",
    )
    yield Report(
        "12_杏堰镇2022_表二粘连有歧义",
        town("杏堰镇"),
        2022,
        "2021",
        GLUED_TWO,
        34,
        (
            printed_figures(
                **{
                    "normative_documents.issued": 3,
                    "normative_documents.repealed": 1,
                    "normative_documents.in_force": 28,
                    "regulations.in_force": 0,
                }
            ),
        ),
        status="needs_review",
        notes="“行政规范性文件3128”有三种拆法，文本不能证明是3、1、28。",
    )
    yield Report(
        "13_砚田镇2020_标签残缺",
        town("砚田镇"),
        2020,
        "2019",
        PIPES,
        41,
        (
            NO_ORDINALS,
            relabelled("label_lost", {GROUPS["（五）不予处理"]["not_processed.repeated"]: ""}),
            zeros_blank(0.4),
            amount("63.365万元", 633650),
        ),
        notes="“重复申请”一行的标签丢失，按上下两行的次序可以确定。",
    )


def word_and_pdf() -> Iterator[Report]:
    """Tabs from Word and text from PDF."""
    yield Report(
        "14_望舒镇2020_制表符连行", town("望舒镇"), 2020, "2019", TAB_ROWS, 52, (HALF_WIDTH_BRACKETS,)
    )
    yield Report(
        "15_霜桥镇2020_右缘截断",
        town("霜桥镇"),
        2020,
        "2019",
        TAB_ROWS_CUT,
        38,
        (cut_edge(),),
        status="needs_review",
        weights={"natural_person": 80, "business": 12, "legal_service": 8},
        notes="表三在“4.保护第三方合法权益”以上只印出八列：“总计”一列及前三项不予公开的“其他”一列被截去，"
        "金标记为空；因此“总计”列的纵向相加不能成立，并非报告自身错误。",
    )
    yield Report(
        "16_石矶坪镇2020_制表符逐格",
        town("石矶坪镇"),
        2020,
        "2019",
        TAB_CELLS,
        64,
        (
            relabelled("misprinted_labels", {"结果维持": "结果维护", "规章": "规    章"}),
            title_over_lines(15),
            signed("石矶坪镇人民政府\u00a0\n                    \u00a02020年1月26日", "wrong_signature_year"),
            amount("63365元", 63365),
        ),
        notes="落款年份误印为2020年（应为2021年），报告年度以标题和正文为准。",
    )
    yield Report(
        "17_枫荻镇2020_空白",
        town("枫荻镇"),
        2020,
        "2019",
        TAB_CELLS,
        29,
        (zeros_blank(), space_after_digits("　")),
        weights=MIXED,
    )
    yield Report(
        "18_寒汀县2021_表头换行",
        county("寒汀县"),
        2021,
        "2021",
        TAB_CELLS,
        275,
        (WRAPPED_HEADERS, space_after_digits("\u00a0", 0.15)),
    )
    yield Report(
        "19_桃汊镇2020_只填总计",
        town("桃汊镇"),
        2020,
        "2019",
        TAB_ROWS,
        33,
        (ONLY_TOTAL, zeros_blank(0.5, "review")),
    )
    yield Report(
        "20_泽畔街道2022_PDF",
        Body("泽畔街道办事处", "泽畔街道", "我街道", "town"),
        2022,
        "2021",
        PDF_PAGES,
        86,
        shows=("page_numbers", "header_repeated", "vertical_parent_label"),
    )
    yield Report(
        "21_海榆市2023_PDF标签折行",
        county("海榆市", "我市", "city"),
        2023,
        "2021",
        PDF_AROUND,
        980,
        (amount("10338.79", 103387900, slug="bare_amount_under_wanyuan_header"),),
        shows=("label_before_after_around_numbers", "stacked_headers"),
    )
    yield Report(
        "22_茗丘县2019_PDF表头粘连",
        county("茗丘县"),
        2019,
        "2019",
        PDF_GLUED,
        330,
        (
            amount("4277.35", 42773500, "采购总金额（万元）", "bare_amount_under_wanyuan_header"),
            heading(2, "二、主动公开政府信息的情况"),
        ),
        shows=("vertical_parent_label", "page_numbers", "header_repeated"),
    )
    yield Report(
        "23_海榆市水务局2024_我局",
        bureau("海榆市水务局"),
        2024,
        "2021",
        PDF_PAGES,
        120,
        (
            set_fields(
                "title_short",
                title="2024年政府信息公开工作年度报告",
                title_lines=["2024年政府信息公开工作年度报告"],
            ),
            NO_ISSUER,
            set_fields(
                "narrative_in_section_three",
                section_three=[
                    "全年共受理申请{new}件，其中通过网络提交71件、信函29件、当面递交其余各件；加上年结转{carried_in}件，"
                    "办结{done}件，结转{left}件。按答复类型统计，予以公开和部分公开的合计占办结总数的五成左右。",
                    "收到申请较多的三类事项是：河道采砂许可18件、供水管网改造14件、水资源费征收9件。详见下表。",
                ],
            ),
        ),
        shows=("page_numbers", "header_repeated", "vertical_parent_label"),
        notes="正文自称“我局”，不出现机关名称，故issuer为空。第三节表前有含数字的叙述。",
    )
    yield Report(
        "24_芦舟镇2023_PDF空白丢失",
        town("芦舟镇"),
        2023,
        "2021",
        PDF_LOST,
        27,
        (zeros_blank(), zeros_blank(part="review")),
        status="needs_review",
        blanks_lost=True,
        shows=("vertical_parent_label",),
        notes="空白格在文本中不留痕迹，一行两三个数字不能证明属于哪一列；金标依原表。",
    )
    yield Report(
        "25_竹筏乡2020_空白丢失",
        Body("竹筏乡人民政府", "竹筏乡", "我乡", "town"),
        2020,
        "2019",
        LINES_LOST,
        18,
        (zeros_blank(), zeros_blank(part="review"), zeros_blank(part="disclosure"), HALF_WIDTH),
        status="needs_review",
        blanks_lost=True,
        notes="空白格不留行，标签前后相连；金标依原表。",
    )


def web_pages() -> Iterator[Report]:
    """HTML as portals, editors and Word write it."""
    yield Report(
        "26_东篱县2022",
        county("东篱县"),
        2022,
        "2021",
        html_layout("html_portal", HTML_PORTAL),
        288,
        (WRAPPED_HEADERS, zeros_blank(0.3)),
        shows=("menus_with_decoy_words", "script_with_decoy_table", "nbsp", "br_in_labels"),
    )
    yield Report(
        "27_镕江县2019_gb2312",
        county("镕江县"),
        2019,
        "2019",
        html_layout("html_nested_tables", HTML_NESTED),
        176,
        (
            encoded("gb18030", "gb2312", "gb18030_declared_gb2312"),
            set_fields(
                "gbk_characters",
                extra_paragraphs=["镕江县档案馆查阅点面积由60㎡扩大到145㎡，由堃泰社区代管。"],
            ),
        ),
        shows=("nested_layout_tables",),
    )
    yield Report(
        "28_澄砚县自然资源局2021_word",
        bureau("澄砚县自然资源局"),
        2021,
        "2021",
        html_layout("html_word_export", HTML_WORD),
        142,
        (
            encoded("gb18030", "gb2312", "gb18030_declared_gb2312"),
            zeros_blank(0.25),
            set_fields("gbk_characters", extra_paragraphs=["办证大厅新辟政策查询区32㎡，联系人李镕、周堃。"]),
        ),
        shows=("mso_markup", "nbsp"),
    )
    yield Report(
        "29_云岫区2023_分页两表",
        YUNXIU,
        2023,
        "2021",
        html_layout("html_two_tables", replace(HTML_EDITOR, split_at="（五）")),
        345,
        (encoded("utf-8-sig", "utf-8", "bom"),),
        after="03_云岫区2022_管道符补空",
        shows=("table_three_in_two_tables", "menus_with_decoy_words"),
        notes="与03为同一机关相邻年度：本年二等于上年四，现行有效件数前后衔接。",
    )
    yield Report(
        "30_上海市政府办公厅2019",
        Body("上海市人民政府办公厅", "上海市人民政府办公厅", "我厅", "city"),
        2019,
        "2019",
        html_layout("html_plain_page", replace(HTML_EDITOR, page=page_plain)),
        0,
        (
            amount("251000元", 251000),
            set_fields(
                "year_first_title",
                title="2019年上海市人民政府办公厅政府信息公开工作年度报告",
                title_lines=["2019年上海市人民政府办公厅政府信息公开工作年度报告"],
            ),
        ),
        real="shanghai_2019",
        shows=("total_blank_in_detail_rows", "blank_for_zero", "nbsp"),
        notes="真实数据：上海市人民政府办公厅2019年度公开的三张表；明细各行总计为空白，空白不是0；叙述文字从略。",
    )
    yield Report(
        "31_槿州市2024_全角数字",
        county("槿州市", "我市", "city"),
        2024,
        "2021",
        html_layout("html_editor", HTML_EDITOR),
        1260,
        (
            number_style("thousands_separators", thousands),
            number_style("full_width_digits", full_width),
            heading(4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        ),
        shows=("menus_with_decoy_words",),
    )
    yield Report(
        "32_麦屿市2019_附加行",
        county("麦屿市", "我市", "city"),
        2019,
        "2019",
        html_layout("html_portal", HTML_PORTAL),
        610,
        (
            set_fields(
                "extra_row", extra_rows={"normative_documents": ("其他主动公开文件", "152", "152", "1987")}
            ),
            no_detail_totals(),
            amount("2160.5964万元", 21605964),
        ),
        shows=("menus_with_decoy_words",),
        notes="“其他主动公开文件”不是表上的栏目，其数字不属于任何单元格。",
    )
    yield Report(
        "33_鹤渚市2022_表三为图片",
        county("鹤渚市", "我市", "city"),
        2022,
        "2021",
        html_layout("html_table_as_picture", HTML_PORTAL, pictures=("three",)),
        500,
        (picture_of_three(),),
        status="needs_review",
        shows=("menus_with_decoy_words",),
        notes="表三是图片，文本中没有，金标为空；表二、表四照常。",
    )


def odd_and_wrong() -> Iterator[Report]:
    """Placeholders, mirrors, empty years, and reports that do not add up."""
    yield Report(
        "34_溪午镇2019_占位符",
        town("溪午镇"),
        2019,
        "2019",
        PIPES_COLUMNS,
        37,
        (zeros_blank(), placeholder("_", "underscore_for_blank"), NO_TITLE),
    )
    yield Report(
        "35_松涧岭乡2023_斜杠",
        Body("松涧岭乡人民政府", "松涧岭乡", "我乡", "town"),
        2023,
        "2021",
        LINES,
        44,
        (ONLY_NATURAL_AND_TOTAL, placeholder("/", "slash_for_blank")),
        weights=NATURAL,
    )
    yield Report(
        "36_柳汊县卫生健康局2021_短横",
        bureau("柳汊县卫生健康局"),
        2021,
        "2021",
        LINES_PIPE_END,
        39,
        (
            zeros_blank(),
            zeros_blank(part="review"),
            placeholder("-", "dash_for_blank"),
            set_fields("foreign_period", period="自2020年1月1日起至2020年12月31日止"),
        ),
        notes="前言误抄上一年度的统计时段，报告年度仍为2021年。",
    )
    yield Report(
        "37_堃阳县2022_镜像繁体",
        county("堃阳县"),
        2022,
        "2021",
        LINES,
        162,
        (
            damage("traditional_with_pinyin", mirrored),
            damage("characters_lost", lost_years),
            set_fields(
                "issuer_and_title_traditional",
                issuer="堃陽縣人民政府",
                title="堃陽縣2022年政府信息公開工作年度報告",
            ),
        ),
        notes="镜像站副本：繁体字并夹注拼音；标题和机关名称按印出的繁体记录，不含拼音。统计时段中的“年”“月”脱落。",
    )
    yield Report(
        "38_坪栗镇2025_全零",
        Body("坪栗镇人民政府", "坪栗镇", "我镇", "none"),
        2025,
        "2021",
        LINES_PIPE_END,
        0,
        (set_fields("signed_by_office", signature="坪栗镇人民政府党政综合办公室\n2026年1月22日"),),
        shows=("all_zero",),
    )
    yield Report(
        "39_畲塘乡2020_全零",
        Body("畲塘乡人民政府", "畲塘乡", "我乡", "none"),
        2020,
        "2019",
        TAB_CELLS,
        0,
        (CRLF,),
        shows=("all_zero",),
    )
    yield Report(
        "40_茗丘县2023_总计误",
        county("茗丘县"),
        2023,
        "2021",
        PIPES,
        205,
        (printed_off("error_one_total", "requests.received.total", 10),),
        status="source_error",
        notes="报告自身错误：“一、本年新收”的总计印错，比六类申请人之和多10。",
    )
    yield Report(
        "41_澄砚县2020_明细误",
        county("澄砚县"),
        2020,
        "2019",
        TAB_CELLS,
        260,
        (printed_off("error_one_detail", "requests.unavailable.not_held.natural_person", 2),),
        status="source_error",
        notes="报告自身错误：“本机关不掌握”自然人一格印错，行与列都不能相加。",
    )
    yield Report(
        "42_金檀县2023_表四总计零",
        county("金檀县"),
        2023,
        "2021",
        html_layout("html_editor", HTML_EDITOR),
        315,
        (printed_zero("error_table_four_total_zero", "review.reconsideration.total"),),
        status="source_error",
        shows=("menus_with_decoy_words",),
        notes="报告自身错误：行政复议各项有数，总计印为0。",
    )
    yield Report(
        "43_芦舟镇2019_不平衡",
        town("芦舟镇"),
        2019,
        "2019",
        LINES,
        71,
        (carried_in_forgotten(), HALF_WIDTH),
        status="source_error",
        seed=2,
        notes="报告自身错误：上年结转全部印为0，一加二不等于三加四；其余各行各列都能相加。",
    )
    yield Report(
        "44_霜桥镇2025_两处误",
        town("霜桥镇"),
        2025,
        "2021",
        PDF_AROUND,
        66,
        (
            printed_off("error_outcome_total", "requests.outcome_total.natural_person", 1),
            printed_off("error_outcome_total", "requests.outcome_total.total", 1),
        ),
        status="source_error",
        shows=("label_before_after_around_numbers", "stacked_headers"),
        notes="报告自身错误：（七）总计自然人和总计两格各多1，该行自身相加成立。",
    )
    yield Report(
        "45_发展和改革局_无年份",
        bureau("本局"),
        2020,
        "2019",
        PIPES_EDGE,
        74,
        (
            NO_ISSUER,
            set_fields(
                "year_not_in_text",
                title="政府信息公开工作年度报告",
                gold_year=None,
                title_lines=["政府信息公开工作年度报告"],
                period="为上一自然年度",
            ),
        ),
        notes="全文没有机关名称和年份，issuer、year为空。",
    )


def reports() -> list[Report]:
    """All of them, in the order of their names."""
    return [*pipes_and_lines(), *word_and_pdf(), *web_pages(), *odd_and_wrong()]


# ------------------------------------------------------------------------------------------
# From the list to bytes
# ------------------------------------------------------------------------------------------


def figures(report: Report, by_stem: dict[str, Report]) -> Cells:
    """The figures before any quirk: real, or drawn from a seed of their own."""
    if report.real:
        return REAL[report.real]()
    rng = random.Random(f"{report.stem}/{report.seed}")
    cells = draw_disclosure(rng, report.form, report.body.rank)
    carried_in = None
    if report.after:
        before = figures(by_stem[report.after], by_stem)
        carried_in = {c: int(before[f"requests.carried_out.{c}"] or 0) for c in APPLICANTS}
        for name in ("regulations", "normative_documents"):
            issued, repealed = (
                cells[f"disclosure.{name}.issued"] or 0,
                cells[f"disclosure.{name}.repealed"] or 0,
            )
            cells[f"disclosure.{name}.in_force"] = (
                (before[f"disclosure.{name}.in_force"] or 0) + issued - repealed
            )
    cells |= draw_requests(rng, report.form, report.concluded, report.weights, carried_in)
    cells |= draw_review(rng, report.concluded)
    return {path: cells[path] for path in paths(report.form)}


def draft_of(report: Report, by_stem: dict[str, Report]) -> Draft:
    """The draft with all quirks applied."""
    title = f"{report.body.short}{report.year}年政府信息公开工作年度报告"
    draft = Draft(
        body=report.body,
        year=report.year,
        form=report.form,
        cells=figures(report, by_stem),
        rng=random.Random(f"quirks/{report.stem}"),
        title=title,
        title_lines=[title],
        issuer=report.body.name,
        gold_year=report.year,
        real=bool(report.real),
        signature=report.body.name if report.real else None,
    )
    for quirk in report.quirks:
        quirk.apply(draft)
    return draft


def gold_cells(draft: Draft) -> Cells:
    """Every path in printed order; the undivided （六） of a mixed form behind the rows it replaces."""
    order = paths(draft.form)
    if draft.undivided:
        at = order.index("requests.other.remaining.total") + 1
        order[at:at] = request_paths("other.undivided")
    return {path: draft.cells[path] for path in order}


def write_report(report: Report, by_stem: dict[str, Report]) -> tuple[bytes, str]:
    """One report as bytes, and its gold as JSON text."""
    draft = draft_of(report, by_stem)
    text = report.layout.render(draft, article(draft))
    for change in draft.text:
        text = change(text)
    slugs = dict.fromkeys([quirk.slug for quirk in report.quirks if quirk.slug] + list(report.shows))
    gold = {
        "report": report.stem + report.layout.suffix,
        "form": report.form,
        "year": draft.gold_year,
        "issuer": draft.issuer,
        "title": draft.title,
        "layout": report.layout.slug,
        "quirks": sorted(slugs),
        "expected_status": report.status,
        "blanks_lost": report.blanks_lost,
        "cells": gold_cells(draft),
        "notes": report.notes,
    }
    return text.encode(draft.encoding), json.dumps(gold, ensure_ascii=False, indent=1) + "\n"


def files() -> dict[Path, bytes]:
    """Every file of both folders with its bytes."""
    listed = reports()
    by_stem = {report.stem: report for report in listed}
    made: dict[Path, bytes] = {}
    for report in listed:
        content, gold = write_report(report, by_stem)
        made[HERE / "reports" / (report.stem + report.layout.suffix)] = content
        made[HERE / "gold" / (report.stem + ".json")] = gold.encode()
    return made


def on_disk() -> Iterable[Path]:
    """What the two folders hold now."""
    return (path for folder in ("reports", "gold") for path in (HERE / folder).glob("*") if path.is_file())


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write the example reports and their gold labels.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the files on disk differ"
    )
    check = parser.parse_args().check
    made = files()
    stale = {path for path in on_disk() if path not in made}
    differing = {path for path, content in made.items() if not path.is_file() or path.read_bytes() != content}
    if check:
        for path in sorted(stale | differing):
            sys.stderr.write(f"differs: {path.relative_to(HERE)}\n")
        return 1 if stale or differing else 0
    for path in stale:
        path.unlink()
    for path, content in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    sys.stderr.write(f"{len(made) // 2} reports written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
