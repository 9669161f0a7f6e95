"""The same schema with the sums of the tables as validators: an answer that breaks one is refused, and instructor re-asks.

A sum is tested where its total and at least one of its addends are printed; a blank among printed addends is 0. The
column 总计 is not added up where a row with figures has no 总计: many reports leave it out there.
"""

from collections.abc import Iterator, Sequence
from typing import Self

from pydantic import Field, model_validator
from schema import Applicants, Count, Outcomes, Report, Requests, Review

COLUMNS = tuple(Applicants.model_fields)
OUTCOMES = tuple(Outcomes.model_fields)


class CheckedRequests(Requests):
    """Table three, whose rows and columns add up."""

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        _refuse([*_wrong_rows(self), *_wrong_columns(self)])
        return self


class CheckedReview(Review):
    """Table four, whose groups add up."""

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        groups = {name: getattr(self, name) for name in Review.model_fields}
        _refuse([wrong for name, group in groups.items() for wrong in _across(name, group, OUTCOMES)])
        return self


class CheckedReport(Report):
    """政府信息公开工作年度报告的三张统计表。"""

    requests: CheckedRequests = Field(description="三、收到和处理政府信息公开申请情况")
    review: CheckedReview = Field(description="四、政府信息公开行政复议、行政诉讼情况")


def details(table: Requests) -> dict[str, Applicants]:
    """The rows that （七）总计 adds up."""
    rows = {"granted": table.granted, "partly_granted": table.partly_granted}
    for name in ("denied", "unavailable", "not_processed", "other"):
        group = getattr(table, name)
        rows |= {f"{name}.{each}": getattr(group, each) for each in type(group).model_fields}
    return rows


def _wrong_rows(table: Requests) -> Iterator[str]:
    plain = {
        name: getattr(table, name) for name in ("received", "carried_in", "outcome_total", "carried_out")
    }
    for name, row in {**plain, **details(table)}.items():
        yield from _across(name, row, COLUMNS)


def _wrong_columns(table: Requests) -> Iterator[str]:
    for column in COLUMNS:
        handled = [getattr(row, column) for row in details(table).values()]
        total = getattr(table.outcome_total, column)
        if column != "total" or not any(map(_lacks_total, details(table).values())):
            yield from _compared(f"（七）总计.{column}", handled, total)
        left = [getattr(row, column) for row in (table.received, table.carried_in)]
        right = [total, getattr(table.carried_out, column)]
        if None not in (*left, *right) and sum(left) != sum(right):
            yield f"{column}：第一项加第二项为 {sum(left)}，第三项加第四项为 {sum(right)}"


def _lacks_total(row: Applicants) -> bool:
    return row.total is None and any(getattr(row, column) is not None for column in COLUMNS)


def _across(name: str, row: Applicants | Outcomes, columns: Sequence[str]) -> Iterator[str]:
    yield from _compared(name, [getattr(row, column) for column in columns[:-1]], row.total)


def _compared(name: str, addends: Sequence[Count], total: Count) -> Iterator[str]:
    printed = [each for each in addends if each is not None]
    if total is not None and printed and sum(printed) != total:
        yield f"{name}：各项之和为 {sum(printed)}，总计为 {total}"


def _refuse(wrong: Sequence[str]) -> None:
    if wrong:
        raise ValueError("合计不符，请重新核对原文：" + "；".join(wrong))
