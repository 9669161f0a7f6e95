"""Short Chinese labels for a terminal of 80 columns, and the form that a record was read on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crossfoot.forms import Cell, Form, Row
    from crossfoot.store import Record

LABEL_WIDTH = 26
"""Columns that the longest row label takes; a Chinese character takes two."""

_ROWS = {
    "requests.received": "一、本年新收申请数量",
    "requests.carried_in": "二、上年结转申请数量",
    "requests.partly_granted": "（二）部分公开",
    "requests.denied.prohibited_by_law": "2.其他法律法规禁止公开",
    "requests.denied.internal_affairs": "5.属于三类内部事务信息",
    "requests.unavailable.not_held": "1.不掌握相关政府信息",
    "requests.unavailable.needs_creation": "2.没有现成信息需另行制作",
    "requests.unavailable.still_unclear": "3.补正后内容仍不明确",
    "requests.not_processed.petition": "1.信访举报投诉类申请",
    "requests.not_processed.publication": "3.要求提供公开出版物",
    "requests.not_processed.excessive": "4.无正当理由大量反复申请",
    "requests.not_processed.confirm_or_reissue": "5.要求确认或重新出具",
    "requests.other.undivided": "（六）其他处理",
    "requests.other.late_correction": "1.逾期不补正",
    "requests.other.late_fee": "2.逾期未缴费",
    "requests.carried_out": "四、结转下年度继续办理",
    "review.direct_litigation": "诉讼：未经复议直接起诉",
    "review.litigation_after_reconsideration": "诉讼：复议后起诉",
}
# Two lines each, as narrow as the figures below them.
APPLICANT_HEADERS = {
    "natural_person": "自然\n人",
    "business": "商业\n企业",
    "research_institution": "科研\n机构",
    "public_interest_organization": "社会\n公益",
    "legal_service": "法律\n服务",
    "other_organization": "其他",
    "total": "总计",
}
OUTCOME_HEADERS = {
    "upheld": "结果\n维持",
    "corrected": "结果\n纠正",
    "other": "其他\n结果",
    "pending": "尚未\n审结",
    "total": "总计",
}


def row_label(row: "Row") -> str:
    """The row's own label, shortened where it is long."""
    return _ROWS.get(row.path, row.label)


def column_label(cell: "Cell") -> str:
    """The column's label; an amount says that it is shown in 元, which is what a record holds."""
    label = cell.labels[-1]
    return f"{label.partition('（')[0]}（元）" if cell.kind == "yuan" else label


def place(form: "Form", path: str) -> str:
    """A cell in words short enough for a line: `（七）总计 / 自然人`."""
    cell = form.fields.get(path)
    if cell is None:
        return path
    row = form.row_of.get(cell.row)
    name = row_label(row) if row is not None else cell.labels[-2]
    return f"{name} / {cell.labels[-1].partition('（')[0]}"


def form_of(record: "Record") -> "Form | None":
    """The form a record was read on, （六）其他处理 divided or not; None for a record without a form.

    A record has every field of the published form, and one whose report prints （六） the other way has both rows.
    """
    from crossfoot.forms import printed_form

    return None if record.form is None else printed_form(record.form, record.cells)


def number(value: int | float | None) -> str:
    """A figure as printed in a table: blank for *not printed*, no digits that it does not have."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")
