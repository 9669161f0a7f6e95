"""Realistic figures for any printing of the forms, and the errors that authors make in them.

All sums hold by construction: outcomes are drawn per row and applicant, totals are added up, and what came in follows
from what was decided and what is carried over. Only `err` breaks them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from crossfoot.checks import confront, load_rules
from crossfoot.forms import APPLICANTS, OUTCOMES, Cell, Form, Value

Cells = Mapping[str, Value | None]
"""Cell path → value, null for *not printed*; every printed cell of a form."""

# -- what happened in the year ------------------------------------------------------------------------------------

_SIZES = ((0, 0), (0.5, 3), (4, 40), (40, 400), (400, 3000), (3000, 30000))
"""Requests concluded in the year, from … to: a silent town, a small one, …, a county, a city, a ministry."""
_SIZE_WEIGHTS = (15, 15, 26, 24, 14, 6)

_APPLICANT_SHARES = (0.84, 0.09, 0.004, 0.006, 0.03, 0.03)

_OUTCOME_SHARES: Mapping[str, float] = {
    "granted": 0.4,
    "partly_granted": 0.1,
    "denied.state_secret": 0.008,
    "denied.prohibited_by_law": 0.01,
    "denied.security_and_stability": 0.008,
    "denied.third_party_rights": 0.02,
    "denied.internal_affairs": 0.02,
    "denied.deliberative_process": 0.015,
    "denied.enforcement_file": 0.02,
    "denied.administrative_inquiry": 0.02,
    "unavailable.not_held": 0.22,
    "unavailable.needs_creation": 0.03,
    "unavailable.still_unclear": 0.015,
    "not_processed.petition": 0.04,
    "not_processed.repeated": 0.015,
    "not_processed.publication": 0.003,
    "not_processed.excessive": 0.003,
    "not_processed.confirm_or_reissue": 0.005,
    "other.undivided": 0.04,
    "other.late_correction": 0.02,
    "other.late_fee": 0.005,
    "other.remaining": 0.03,
}
_REVIEW_SHARES = (0.6, 0.1, 0.15, 0.15)
_CARRIED_SHARE = 0.05
_REVIEWED_SHARE = 0.04


def draw(form: Form, rng: Random) -> dict[str, Value | None]:
    """The figures of one year, none blank, of a body whose size is drawn too; every sum of the form holds."""
    low, high = rng.choices(_SIZES, _SIZE_WEIGHTS)[0]
    size = low * (high / low) ** rng.random() if low else 0.0
    out: dict[str, Value | None] = {}
    out.update(_disclosure(form, size, rng))
    out.update(_requests(form, size, rng))
    out.update(_review(form, size, rng))
    return {path: out[path] for path in form.cells}


def _requests(form: Form, size: float, rng: Random) -> dict[str, Value | None]:
    shares = [share * math.exp(rng.gauss(0, 0.7)) for share in _APPLICANT_SHARES]
    rows = [row.path for row in form.table("requests")]
    details = rows[2:-2]
    out: dict[str, Value | None] = {}
    for column, share in zip(APPLICANTS, shares, strict=False):
        total = 0
        for row in details:
            usual = _OUTCOME_SHARES[row.removeprefix("requests.")] * math.exp(rng.gauss(0, 0.6))
            count = about(size * share * usual, rng)
            out[f"{row}.{column}"] = count
            total += count
        carried_out = about(size * share * _CARRIED_SHARE, rng)
        carried_in = min(about(size * share * _CARRIED_SHARE, rng), total + carried_out)
        out[f"requests.outcome_total.{column}"] = total
        out[f"requests.carried_out.{column}"] = carried_out
        out[f"requests.carried_in.{column}"] = carried_in
        out[f"requests.received.{column}"] = total + carried_out - carried_in
    for row in rows:
        out[f"{row}.total"] = sum(out[f"{row}.{column}"] or 0 for column in APPLICANTS[:-1])
    return out


def _review(form: Form, size: float, rng: Random) -> dict[str, Value | None]:
    out: dict[str, Value | None] = {}
    for row in form.table("review"):
        scale = size * _REVIEWED_SHARE * math.exp(rng.gauss(0, 0.7))
        counts = [about(scale * share, rng) for share in _REVIEW_SHARES]
        out.update({f"{row.path}.{key}": n for key, n in zip(OUTCOMES, [*counts, sum(counts)], strict=True)})
    return out


def _disclosure(form: Form, size: float, rng: Random) -> dict[str, Value | None]:
    return {
        cell.path: _disclosed(cell, size, rng)
        for row in form.table("disclosure")
        for cell in row.cells
    }  # fmt: skip


def _disclosed(cell: Cell, size: float, rng: Random) -> Value:
    """One figure of table two: nothing ties it to another."""
    if cell.kind == "integer":
        return rng.choice((0, 0, 0, 1, 2, 5, -1, -2, -8, 11)) if size else 0
    if rng.random() < 0.3 or not size:
        return 0
    if cell.kind == "yuan":
        yuan = int(10 ** rng.uniform(2, 5 + math.log10(1 + size)))
        return yuan if rng.random() < 0.9 else yuan + rng.choice((0.5, 0.25, 0.75))
    if cell.row.endswith("regulations"):
        return about(2 if size > 400 else 0, rng)
    if cell.row.endswith("documents"):
        return about(3 + size**0.5, rng)
    return int(10 ** rng.uniform(0, 1.5 + math.log10(1 + size)))


def about(mean: float, rng: Random) -> int:
    """A count of things that happen *mean* times a year: Poisson, for large means its normal limit."""
    if mean > 40:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


# -- how it is filled in and printed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one author: what is left blank, and how figures are written."""

    zeros: Literal["printed", "blank", "mixed", "empty_rows"] = "printed"
    """`empty_rows`: rows of zeros alone are left blank."""
    totals: Literal["printed", "details_blank"] = "printed"
    """`details_blank`: the totals of the outcomes' rows are left blank, those of 一, 二, （七） and 四 are printed."""
    amount: Literal["元", "万元", "header"] = "元"
    """Where the unit of amounts stands: behind the figure, or in the column's header (万元)."""
    signed: bool = False
    """Increases are printed with their sign: `+3`."""
    thousands: bool = False
    wide: bool = False
    """Full-width digits."""
    trailing: str = ""
    """A space of some kind that stands behind a figure here and there."""
    placeholder: str = ""
    """What stands for a blank."""
    extra_row: bool = False
    """Table two has a row that the form has not."""


def draw_style(rng: Random, *, zeros_printed: bool = False) -> Style:
    """The habits of an author; *zeros_printed* for prints that could not show a blank."""
    zeros: tuple[Literal["printed", "blank", "mixed", "empty_rows"], ...]
    zeros = ("printed",) if zeros_printed else ("printed", "printed", "blank", "mixed", "empty_rows")
    return Style(
        zeros=rng.choice(zeros),
        totals="details_blank" if not zeros_printed and rng.random() < 0.1 else "printed",
        amount=rng.choice(("元", "万元", "header")),
        signed=rng.random() < 0.2,
        thousands=rng.random() < 0.1,
        wide=rng.random() < 0.03,
        trailing=rng.choice(("\u3000", "\xa0", " ")) if rng.random() < 0.1 else "",
        placeholder=rng.choice(("_", "/", "-", "——", "无")) if rng.random() < 0.08 else "",
        extra_row=rng.random() < 0.03,
    )


def fill_in(form: Form, cells: Cells, style: Style, rng: Random) -> dict[str, Value | None]:
    """*cells* as an author of that style fills them in: zeros and totals may be left blank."""
    out = dict(cells)
    for row in form.rows:
        if row.table == "disclosure" and rng.random() < 0.7:
            continue  # Table two is mostly filled in where the others are not.
        empty = not any(cells[cell.path] for cell in row.cells)
        for cell in row.cells:
            if cells[cell.path] == 0 and _left_blank(style, empty, rng):
                out[cell.path] = None
    if style.totals == "details_blank":
        out.update({f"{row.path}.total": None for row in form.table("requests")[2:-2]})
    return out


def _left_blank(style: Style, empty: bool, rng: Random) -> bool:
    if style.zeros == "mixed":
        return rng.random() < 0.4
    return style.zeros == "blank" or (style.zeros == "empty_rows" and empty)


def printed(form: Form, cells: Cells, style: Style, rng: Random) -> dict[str, str]:
    """The print of each cell; empty or the style's placeholder where nothing is filled in."""
    out: dict[str, str] = {}
    for path, cell in form.cells.items():
        value = cells[path]
        if value is None:
            out[path] = style.placeholder
            continue
        text = _amount(value, style) if cell.kind == "yuan" else _count(value, cell, style)
        if style.wide:
            text = text.translate({ord("0") + n: ord("０") + n for n in range(10)})
        out[path] = text + (style.trailing if rng.random() < 0.2 else "")
    return out


def _count(value: Value, cell: Cell, style: Style) -> str:
    text = f"{value:,}" if style.thousands else str(value)
    return f"+{text}" if style.signed and cell.kind == "integer" and value > 0 else text


def _amount(value: Value, style: Style) -> str:
    if style.amount == "元":
        return f"{_plain(value)}元" if value else "0"
    return _plain(value / 10_000) + ("万元" if style.amount == "万元" and value else "")


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


# -- what authors get wrong ---------------------------------------------------------------------------------------

SourceError = Callable[[Form, Cells, Random], "Cells | None"]
"""A way in which a published table is wrong by itself: the wrong figures, or null where it does not apply."""


def err(form: Form, cells: Cells, rng: Random, kind: str | None = None) -> Cells | None:
    """*cells* with an error of the author's, of this *kind* (a key of `SOURCE_ERRORS`) or any, that breaks a sum.

    Null where it does not apply: a row of zeros holds no digits to be transposed.
    """
    for _ in range(20):
        wrong = SOURCE_ERRORS[kind or rng.choice(list(SOURCE_ERRORS))](form, cells, rng)
        if wrong is not None and breaks_a_sum(form, wrong):
            return wrong
    return None


def breaks_a_sum(form: Form, cells: Cells, unknown: frozenset[str] = frozenset()) -> bool:
    """Do the figures contradict a rule of the form that can be tested without the *unknown* ones?"""
    return bool(confront(load_rules(form), cells, unknown).failed)


def _total_mistyped(form: Form, cells: Cells, rng: Random) -> Cells | None:
    return _changed(cells, [p for p in _summed(form, cells) if p.endswith(".total")], rng, _mistyped)


def _addend_changed(form: Form, cells: Cells, rng: Random) -> Cells | None:
    return _changed(cells, [p for p in _summed(form, cells) if not p.endswith(".total")], rng, _mistyped)


def _digits_transposed(form: Form, cells: Cells, rng: Random) -> Cells | None:
    long = [path for path in _summed(form, cells) if (cells[path] or 0) >= 10]
    return _changed(cells, long, rng, _transposed)


def _total_not_updated(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """An addend came in late, and the total was left as it was."""
    row = rng.choice(form.table("requests") + form.table("review"))
    *addends, total = (cell.path for cell in row.cells)
    late = [value for path in addends if (value := cells[path])]
    printed_total = cells[total]
    return {**cells, total: printed_total - rng.choice(late)} if late and printed_total else None


def _row_of_last_year(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """One row was left standing in last year's file: in itself it adds up."""
    row = rng.choice(form.table("requests"))
    *addends, total = (cell.path for cell in row.cells)
    old = {path: about((cells[path] or 0) * rng.uniform(0.3, 1.5), rng) for path in addends}
    old[addends[0]] += rng.randint(0, 3)
    kept = {path: value for path, value in old.items() if value or cells[path] is not None}
    return {**cells, **kept, **({total: sum(old.values())} if cells[total] is not None else {})}


def _balance_broken(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """What was carried over is wrong for one kind of applicant, and added up all the same."""
    row = rng.choice(("requests.carried_in", "requests.carried_out"))
    path = f"{row}.{rng.choice(APPLICANTS[:-1])}"
    more = rng.randint(1, 9)
    total = cells[f"{row}.total"]
    changed = {**cells, path: (cells[path] or 0) + more}
    return changed if total is None else {**changed, f"{row}.total": total + more}


def _carried_in_counted_twice(_form: Form, cells: Cells, _rng: Random) -> Cells | None:
    """What belongs under 二 alone is counted under 一 as well."""
    received, carried_in = "requests.received", "requests.carried_in"
    out = dict(cells)
    for column in APPLICANTS:
        if more := cells[f"{carried_in}.{column}"]:
            out[f"{received}.{column}"] = (cells[f"{received}.{column}"] or 0) + more
    return out


def _group_total_zero(form: Form, cells: Cells, rng: Random) -> Cells | None:
    totals = [path for row in form.table("review") if cells[path := f"{row.path}.total"]]
    return {**cells, rng.choice(totals): 0} if totals else None


def _two_errors(form: Form, cells: Cells, rng: Random) -> Cells | None:
    single = [error for error in SOURCE_ERRORS.values() if error is not _two_errors]
    once = rng.choice(single)(form, cells, rng)
    return rng.choice(single)(form, once, rng) if once is not None else None


SOURCE_ERRORS: Mapping[str, SourceError] = {
    "total_mistyped": _total_mistyped,
    "addend_changed": _addend_changed,
    "total_not_updated": _total_not_updated,
    "digits_transposed": _digits_transposed,
    "row_of_last_year": _row_of_last_year,
    "balance_broken": _balance_broken,
    "carried_in_counted_twice": _carried_in_counted_twice,
    "group_total_zero": _group_total_zero,
    "two_errors": _two_errors,
}


def _summed(form: Form, cells: Cells) -> list[str]:
    """The printed cells of the tables that have sums."""
    return [path for path in form.cells if not path.startswith("disclosure.") and cells[path] is not None]


def _changed(
    cells: Cells, paths: list[str], rng: Random, change: Callable[[int, Random], int]
) -> Cells | None:
    if not paths:
        return None
    path = rng.choice(paths)
    return {**cells, path: change(int(cells[path] or 0), rng)}


def _mistyped(value: int, rng: Random) -> int:
    digits = list(str(value))
    at = rng.randrange(len(digits))
    digits[at] = rng.choice([digit for digit in "0123456789" if digit != digits[at]])
    return int("".join(digits))


def _transposed(value: int, rng: Random) -> int:
    digits = list(str(value))
    at = rng.randrange(len(digits) - 1)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return int("".join(digits))
