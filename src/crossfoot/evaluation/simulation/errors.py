"""How models misread tables: each class of error turns the printed figures into a wrong reading of them.

A misreading keeps to the kinds of the form (a count is never negative): a reader with a strict schema gives no other.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from random import Random

from crossfoot.evaluation.simulation.figures import Cells
from crossfoot.forms import APPLICANTS, Form, Row, Value

Misreading = Callable[[Form, Cells, Random], Cells | None]
"""The wrong reading, or null where the error cannot befall these figures."""

TRIES = 12


def misread(form: Form, cells: Cells, rng: Random, kind: str | None = None) -> Cells | None:
    """A reading of *cells* with one error, of this *kind* (a key of `MISREADINGS`) or any that applies.

    Differs from *cells* in at least one of them. Null where no such error applies: in a table of zeros no two rows
    can be mistaken for each other.
    """
    for _ in range(TRIES):
        wrong = MISREADINGS[kind or rng.choice(list(MISREADINGS))](form, cells, rng)
        if wrong is not None and wrong != cells and _possible(form, wrong):
            return wrong
    return None


def _possible(form: Form, cells: Cells) -> bool:
    return all(
        (value := cells[path]) is None
        or cell.kind == "yuan"
        or (isinstance(value, int) and (value >= 0 or cell.kind == "integer"))
        for path, cell in form.cells.items()
    )


# -- one figure ---------------------------------------------------------------------------------------------------


def misread_digit(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """One digit is taken for another."""
    path = _pick(rng, [path for path, value in cells.items() if isinstance(value, int)])
    if path is None:
        return None
    digits = list(str(cells[path]))
    at = rng.choice([n for n, digit in enumerate(digits) if digit.isdigit()])
    digits[at] = rng.choice([digit for digit in "0123456789" if digit != digits[at]])
    return {**cells, path: int("".join(digits))}


def lost_digit(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """One digit of a longer figure is overlooked."""
    path = _pick(rng, [path for path, value in cells.items() if isinstance(value, int) and value >= 10])
    if path is None:
        return None
    digits = str(cells[path])
    at = rng.randrange(len(digits))
    return {**cells, path: int(digits[:at] + digits[at + 1 :])}


def dropped_value(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """A printed figure is not read at all."""
    path = _pick(rng, [path for path, value in cells.items() if value is not None])
    return {**cells, path: None} if path else None


def spurious_value(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """A figure is read where nothing or 0 is printed."""
    path = _pick(rng, [path for path, value in cells.items() if not value])
    return {**cells, path: rng.randint(1, 99)} if path else None


def zero_for_blank(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Blanks are read as 0: one, or all of them."""
    blank = [path for path, value in cells.items() if value is None]
    chosen = blank if rng.random() < 0.5 else rng.sample(blank, min(1, len(blank)))
    return {**cells, **dict.fromkeys(chosen, 0)}


def blank_for_zero(_form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Printed zeros are read as blank: one, or all of them."""
    zero = [path for path, value in cells.items() if value == 0]
    chosen = zero if rng.random() < 0.5 else rng.sample(zero, min(1, len(zero)))
    return {**cells, **dict.fromkeys(chosen)}


def unit_forgotten(_form: Form, cells: Cells, _rng: Random) -> Cells | None:
    """万元 are taken for 元, or the other way round."""
    path = next(path for path in cells if path.endswith("amount_yuan"))
    value = cells[path]
    return {**cells, path: value / 10_000 if value >= 10_000 else value * 10_000} if value else None


# -- one row ------------------------------------------------------------------------------------------------------


def swap_in_row(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Two figures of a row are exchanged."""
    row = _row(form, rng)
    values = _values(cells, row)
    one, other = rng.sample(range(len(values)), 2)
    values[one], values[other] = values[other], values[one]
    return _with(cells, row, values)


def shift_left(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """A figure or blank is skipped, and what follows moves up; the last cell comes out blank."""
    row = _row(form, rng)
    values = _values(cells, row)
    at = rng.randrange(len(values))
    return _with(cells, row, [*values[:at], *values[at + 1 :], None])


def shift_right(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Something that is not there is read in, and what follows moves back; the last figure falls off."""
    row = _row(form, rng)
    values = _values(cells, row)
    at = rng.randrange(len(values))
    return _with(cells, row, [*values[:at], rng.choice((0, None)), *values[at:-1]])


def blanks_collapsed(form: Form, cells: Cells, _rng: Random) -> Cells | None:
    """In table three every row is filled from the left, as if no blank stood between."""
    out = cells
    for row in form.table("requests"):
        filled = [value for value in _values(cells, row) if value is not None]
        out = _with(out, row, [*filled, *[None] * (len(row.cells) - len(filled))])
    return out


# -- rows and columns ---------------------------------------------------------------------------------------------


def slip(by: int) -> Misreading:
    """A stretch of table three's rows slips down *by* rows; the first of them come out blank, or as zeros."""

    def slipped(form: Form, cells: Cells, rng: Random) -> Cells | None:
        rows = form.table("requests")
        first = rng.randrange(len(rows) - by)
        last = rng.randrange(first + by, len(rows))
        out = cells
        for at in range(last, first + by - 1, -1):
            out = _with(out, rows[at], _values(cells, rows[at - by]))
        nothing = rng.choice((0, None))
        for row in rows[first : first + by]:
            out = _with(out, row, [nothing] * len(row.cells))
        return out

    return slipped


def row_to_empty_neighbour(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """A row's figures are read in the row above or below it, which is empty."""
    rows = form.table("requests")
    pairs = [
        (one, other)
        for one, other in pairwise(rows)
        if any(_values(cells, one)) != any(_values(cells, other))
    ]
    return _exchanged(cells, *rng.choice(pairs)) if pairs else None


def swap_detail_rows(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Two outcomes are exchanged."""
    return _exchanged(cells, *rng.sample(form.table("requests")[2:-2], 2))


def swap_received_and_carried_in(form: Form, cells: Cells, _rng: Random) -> Cells | None:
    """一 and 二 are exchanged."""
    return _exchanged(cells, *form.table("requests")[:2])


def swap_columns(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Two kinds of applicants are exchanged in every row."""
    one, other = rng.sample(range(len(APPLICANTS) - 1), 2)
    return _columns(form, cells, lambda values: _swapped(values, one, other))


def move_empty_column(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """A column without figures is read in another place, and those between move by one."""
    addends = range(len(APPLICANTS) - 1)
    rows = form.table("requests")
    empty = [at for at in addends if not any(cells[row.cells[at].path] for row in rows)]
    if not empty:
        return None
    source, target = rng.choice(empty), rng.choice(addends)

    def moved(values: Sequence[Value | None]) -> list[Value | None]:
        rest = [*values[:source], *values[source + 1 :]]
        return [*rest[:target], values[source], *rest[target:]]

    return _columns(form, cells, moved)


def missing_column(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """One column is overlooked in every row: those behind it move up, and the last comes out blank."""
    at = rng.randrange(len(APPLICANTS))
    return _columns(form, cells, lambda values: [*values[:at], *values[at + 1 :], None])


def table_two_slip(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """The figures of table two move on by one place, from some figure on."""
    paths = [cell.path for row in form.table("disclosure") for cell in row.cells if cell.kind != "yuan"]
    start = rng.randrange(len(paths) - 1)
    values: list[Value | None] = [cells[path] for path in paths[start:]]
    moved = rng.choice(([None, *values[:-1]], [*values[1:], None]))
    return {**cells, **dict(zip(paths[start:], moved, strict=True))}


def swap_groups(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Two of table four's groups are exchanged."""
    return _exchanged(cells, *rng.sample(form.table("review"), 2))


# -- readings that look better than they are ----------------------------------------------------------------------


def all_zero(_form: Form, cells: Cells, _rng: Random) -> Cells | None:
    """Every figure is read as 0."""
    return dict.fromkeys(cells, 0)


def totals_recomputed(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """A figure is misread, and every printed total is computed anew: all sums hold."""
    rows = form.table("requests")
    details, received, carried_in = rows[2:-2], rows[0].path, rows[1].path
    at = f"{rng.choice(details).path}.{rng.choice(APPLICANTS[:-1])}"
    out = {**cells, at: (cells[at] or 0) + rng.randint(1, 9)}
    for column in APPLICANTS[:-1]:
        done = sum(out[f"{row.path}.{column}"] or 0 for row in details)
        came = (out[f"{received}.{column}"] or 0) + (out[f"{carried_in}.{column}"] or 0)
        if came < done:
            out[f"{received}.{column}"] = (out[f"{received}.{column}"] or 0) + done - came
        _set_printed(out, f"requests.outcome_total.{column}", done)
        _set_printed(out, f"requests.carried_out.{column}", max(0, came - done))
    for row in rows:
        _set_printed(out, f"{row.path}.total", sum(out[f"{row.path}.{c}"] or 0 for c in APPLICANTS[:-1]))
    return out


def rectangle(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Four figures at the corners of a rectangle are wrong so that every sum still holds."""
    one, other = (row.path for row in rng.sample(form.table("requests")[2:-2], 2))
    left, right = rng.sample(APPLICANTS[:-1], 2)
    down = [f"{one}.{left}", f"{other}.{right}"]
    up = [f"{one}.{right}", f"{other}.{left}"]
    room = min(int(cells[path] or 0) for path in down)
    if not room:
        return None
    by = rng.randint(1, min(room, 9))
    return {
        **cells,
        **{path: (cells[path] or 0) - by for path in down},
        **{path: (cells[path] or 0) + by for path in up},
    }


def two_at_once(form: Form, cells: Cells, rng: Random) -> Cells | None:
    """Any two of the classes, one after the other."""
    single = [name for name in MISREADINGS if name != "two_at_once"]
    once = misread(form, cells, rng, rng.choice(single))
    return misread(form, once, rng, rng.choice(single)) if once is not None else None


MISREADINGS: Mapping[str, Misreading] = {
    "misread_digit": misread_digit,
    "lost_digit": lost_digit,
    "dropped_value": dropped_value,
    "spurious_value": spurious_value,
    "zero_for_blank": zero_for_blank,
    "blank_for_zero": blank_for_zero,
    "unit_forgotten": unit_forgotten,
    "swap_in_row": swap_in_row,
    "shift_left": shift_left,
    "shift_right": shift_right,
    "blanks_collapsed": blanks_collapsed,
    "slip_by_1": slip(1),
    "slip_by_2": slip(2),
    "slip_by_5": slip(5),
    "row_to_empty_neighbour": row_to_empty_neighbour,
    "swap_detail_rows": swap_detail_rows,
    "swap_received_and_carried_in": swap_received_and_carried_in,
    "swap_columns": swap_columns,
    "move_empty_column": move_empty_column,
    "missing_column": missing_column,
    "table_two_slip": table_two_slip,
    "swap_groups": swap_groups,
    "all_zero": all_zero,
    "totals_recomputed": totals_recomputed,
    "rectangle": rectangle,
    "two_at_once": two_at_once,
}

# -- helpers ------------------------------------------------------------------------------------------------------


def _pick(rng: Random, paths: Sequence[str]) -> str | None:
    return rng.choice(paths) if paths else None


def _row(form: Form, rng: Random) -> Row:
    return rng.choice([row for row in form.rows if len(row.cells) > 1])


def _values(cells: Cells, row: Row) -> list[Value | None]:
    return [cells[cell.path] for cell in row.cells]


def _with(cells: Cells, row: Row, values: Sequence[Value | None]) -> Cells:
    return {**cells, **{cell.path: value for cell, value in zip(row.cells, values, strict=True)}}


def _exchanged(cells: Cells, one: Row, other: Row) -> Cells:
    return _with(_with(cells, one, _values(cells, other)), other, _values(cells, one))


def _columns(
    form: Form, cells: Cells, change: Callable[[list[Value | None]], Sequence[Value | None]]
) -> Cells:
    out = cells
    for row in form.table("requests"):
        out = _with(out, row, change(_values(cells, row)))
    return out


def _swapped(values: list[Value | None], one: int, other: int) -> list[Value | None]:
    values[one], values[other] = values[other], values[one]
    return values


def _set_printed(cells: dict[str, Value | None], path: str, value: Value) -> None:
    """Only totals that are printed are copied, and so recomputed."""
    if cells[path] is not None:
        cells[path] = value
