"""The simulated model errs as often as its habits say, and keeps what it was asked."""

from random import Random

from crossfoot.evaluation.simulation import Habits, SimulatedModel, draw
from crossfoot.forms import form

FORM = form("2021")
PRINTED = draw(FORM, Random(4))


def model(seed=0, **habits):
    return SimulatedModel(
        FORM, PRINTED, Habits(**{"one": 0, "two": 0, "answer": 0, "insist": 0} | habits), Random(seed)
    )


async def test_without_errors_it_reads_what_is_printed():
    answer = await model().read("", FORM, {})
    assert answer.reading.cells == PRINTED
    assert answer.usage.calls == 1


async def test_with_errors_it_reads_something_else():
    assert all(model(seed, one=1).first != PRINTED for seed in range(10))
    assert all(model(seed, two=1).first != PRINTED for seed in range(10))
    wrong = sum(model(seed, one=0.35, two=0.1).first != PRINTED for seed in range(400))
    assert 140 < wrong < 220


async def test_a_question_is_answered_for_its_cells_alone():
    asked = [FORM.cells["requests.granted.total"], FORM.cells["requests.granted.business"]]
    one = model(one=1)
    answer = await one.ask(asked, FORM, "", [], {})
    assert answer.reading.cells == {cell.path: PRINTED[cell.path] for cell in asked}
    assert one.questions == [tuple(cell.path for cell in asked)]


async def test_a_model_that_insists_repeats_its_first_reading():
    one = model(one=1, insist=1)
    answer = await one.ask(list(FORM.cells.values()), FORM, "", [], {})
    assert answer.reading.cells == one.first


async def test_wrong_answers_come_from_another_misreading():
    one = model(answer=1)
    answers = [(await one.ask(list(FORM.cells.values()), FORM, "", [], {})).reading.cells for _ in range(5)]
    assert all(cells != PRINTED for cells in answers)
    assert any(cells != answers[0] for cells in answers)


async def test_cells_of_another_printing_are_read_as_blank():
    other = form("2021", divided=False)
    answer = await model().read("", other, {})
    assert list(answer.reading.cells) == list(other.cells)
    assert answer.reading.cells["requests.other.undivided.total"] is None
