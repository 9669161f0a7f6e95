"""The loopback server's own faults of value: each is what its name says, where and when it is told to be."""

import pytest
from model_support import FORM, TEXT, gold, reader

from crossfoot.evaluation.loopback import (
    Gold,
    LoopbackServer,
    ValueFault,
    all_zero,
    compute_totals,
    drop_blank,
    exchange_columns,
    exchange_rows,
    misread,
    slip_row,
)
from crossfoot.forms import APPLICANTS

TRUE = gold()
ROW = "requests.denied.internal_affairs"
NEXT = "requests.denied.deliberative_process"


def row(cells, path):
    return [cells[cell.path] for cell in FORM.row_of[path].cells]


async def read(*values: ValueFault, **options):
    with LoopbackServer(TRUE, values=values, **options) as server:
        async with reader(server) as model:
            return (await model.read(TEXT, FORM, {})).reading.cells


def changed(cells):
    return {path for path in cells if cells[path] != TRUE.cells[path]}


async def test_a_misread_digit_is_one_cell():
    path = f"{ROW}.total"
    cells = await read(ValueFault(misread(path)))
    assert changed(cells) == {path}
    assert (await read(ValueFault(misread(path, 5))))[path] == 5


async def test_a_dropped_blank_moves_the_rest_of_the_row():
    cells = await read(ValueFault(drop_blank(ROW)))
    true = row(TRUE.cells, ROW)
    at = true.index(None)
    assert row(cells, ROW) == [*true[:at], *true[at + 1 :], None]
    assert {path.rpartition(".")[0] for path in changed(cells)} == {ROW}


async def test_a_slipped_row_moves_the_rest_of_the_table():
    cells = await read(ValueFault(slip_row(ROW)))
    assert row(cells, ROW) == [None] * 7
    assert row(cells, NEXT) == row(TRUE.cells, ROW)
    assert row(cells, "requests.carried_out") == row(TRUE.cells, "requests.outcome_total")
    assert not any(path.startswith(("disclosure", "review")) for path in changed(cells))


async def test_exchanges():
    cells = await read(ValueFault(exchange_rows(ROW, NEXT)))
    assert (row(cells, ROW), row(cells, NEXT)) == (row(TRUE.cells, NEXT), row(TRUE.cells, ROW))
    cells = await read(ValueFault(exchange_columns("requests", 0, 2)))
    one, two, three, *rest = row(TRUE.cells, ROW)
    assert row(cells, ROW) == [three, two, one, *rest]
    assert {path.rpartition(".")[2] for path in changed(cells)} == {APPLICANTS[0], APPLICANTS[2]}


async def test_totals_computed_instead_of_copied():
    cells = await read(ValueFault(compute_totals))
    assert cells[f"{ROW}.total"] == sum(value or 0 for value in row(TRUE.cells, ROW)[:-1])
    assert {path.rpartition(".")[2] for path in changed(cells)} == {"total"}


async def test_all_zero():
    assert set((await read(ValueFault(all_zero))).values()) == {0}


@pytest.mark.parametrize(("when", "right"), [("reading", True), ("always", False)])
async def test_questions_are_answered_rightly_unless_always(when, right):
    path = f"{ROW}.total"
    with LoopbackServer(TRUE, values=[ValueFault(misread(path), when)]) as server:
        async with reader(server) as model:
            answer = await model.ask([FORM.cells[path]], FORM, TEXT, [], {})
    assert (answer.reading.cells[path] == TRUE.cells[path]) is right


async def test_a_rate_hits_some():
    fault = ValueFault(misread(f"{ROW}.total"), rate=0.5)
    with LoopbackServer(TRUE, values=[fault], seed=1) as server:
        async with reader(server) as model:
            hit = [bool(changed((await model.read(TEXT, FORM, {})).reading.cells)) for _ in range(20)]
    assert 4 < sum(hit) < 16


async def test_amounts_are_sent_as_they_are_printed():
    amount = "disclosure.fees.amount_yuan"
    printed = Gold(FORM, {**TRUE.cells, amount: 70280}, {amount: "7.028"})
    with LoopbackServer(printed, values=[ValueFault(misread(f"{ROW}.total"))]) as server:
        async with reader(server) as model:
            reading = (await model.read(TEXT, FORM, {amount: "万元"})).reading
    assert (reading.cells[amount], reading.prints[amount]) == (70280, "7.028")


async def test_the_report_is_found_by_the_text():
    other = Gold(FORM, {**TRUE.cells, f"{ROW}.total": 4321})

    def find(text):
        return other if "乙区" in text else TRUE

    with LoopbackServer(find) as server:
        async with reader(server) as model:
            one = await model.read("甲区", FORM, {})
            two = await model.read("乙区", FORM, {})
    assert one.reading.cells == TRUE.cells
    assert two.reading.cells == other.cells
    assert server.counts == {"reading": 2}


async def test_a_fault_can_be_that_of_one_model():
    fault = ValueFault(misread(f"{ROW}.total"), model="small")
    with LoopbackServer(TRUE, values=[fault]) as server:
        for name, wrong in (("small", {f"{ROW}.total"}), ("large", set())):
            async with reader(server, model=name) as model:
                assert changed((await model.read(TEXT, FORM, {})).reading.cells) == wrong
